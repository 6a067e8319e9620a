// SPDX-License-Identifier: Apache-2.0
// The short names that public YARA rules compare the external variable `filetype` with.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace firsthour::triage {

// "EXE", "ELF", "ZIP", "PDF", … by the first bytes; "" for what has no such name. The names are those of THOR
// and Loki, of which rules use a handful. Own, although libmagic is at hand: its names are sentences, and its
// answers for hostile files cost milliseconds.
[[nodiscard]] std::string_view file_type(std::span<const std::byte> content);

}  // namespace firsthour::triage
