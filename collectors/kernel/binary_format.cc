// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/binary_format.h"

#include "collectors/host/kernel_text.h"

namespace firsthour::collectors {

BinaryFormat parse_binary_format(std::string_view text) {
  BinaryFormat format;
  while (auto line = next_line(text)) {
    const auto key = next_field(*line);
    const auto value = trimmed(*line);
    if (key == "enabled")
      format.enabled = true;
    else if (key == "interpreter")
      format.interpreter = value;
    else if (key == "flags:")
      format.flags = value;
    else if (key == "magic")
      format.magic = value;
    else if (key == "mask")
      format.mask = value;
    else if (key == "extension")
      format.extension = value;
    else if (key == "offset")
      format.offset = number_from<std::uint64_t>(value).value_or(0);
  }
  return format;
}

}  // namespace firsthour::collectors
