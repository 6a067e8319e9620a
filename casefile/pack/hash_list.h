// SPDX-License-Identifier: Apache-2.0
// Lines of digest lists as other programs read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::pack {

// As sha256sum of coreutils 9.1 writes it: a name with a backslash, line feed or carriage return is escaped,
// and the line begins with a backslash then.
[[nodiscard]] std::string sha256sum_line(std::string_view hex, std::string_view name);

inline constexpr std::string_view kHashdeepHead = "%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n";
// Nothing for a name with a line end: hashdeep has no way to write it.
[[nodiscard]] std::optional<std::string> hashdeep_line(std::uint64_t size, std::string_view hex,
                                                       std::string_view name);

}  // namespace firsthour::pack
