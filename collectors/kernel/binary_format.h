// SPDX-License-Identifier: Apache-2.0
// A handler of /proc/sys/fs/binfmt_misc (Documentation/admin-guide/binfmt-misc.rst): which program the kernel
// runs for files of a magic or an extension.
#pragma once

#include <cstdint>
#include <string_view>

namespace firsthour::collectors {

// Views into the text; empty where the text does not say. Total.
struct BinaryFormat {
  bool enabled = false;
  std::string_view interpreter, flags, magic, mask,
      extension;  // flags "OCF": C runs it with the file's own rights
  std::uint64_t offset = 0;
};
[[nodiscard]] BinaryFormat parse_binary_format(std::string_view text);

}  // namespace firsthour::collectors
