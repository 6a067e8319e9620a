// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/hash_list.h"

namespace firsthour::pack {

std::string sha256sum_line(std::string_view hex, std::string_view name) {
  std::string escaped;
  for (const char c : name) {
    if (c == '\\')
      escaped += "\\\\";
    else if (c == '\n')
      escaped += "\\n";
    else if (c == '\r')
      escaped += "\\r";
    else
      escaped += c;
  }
  return (escaped.size() == name.size() ? "" : "\\") + std::string{hex} + "  " + escaped + "\n";
}

std::optional<std::string> hashdeep_line(std::uint64_t size, std::string_view hex, std::string_view name) {
  if (name.find_first_of("\r\n") != std::string_view::npos) return std::nullopt;
  return std::to_string(size) + "," + std::string{hex} + "," + std::string{name} + "\n";
}

}  // namespace firsthour::pack
