// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/file_lines.h"

#include <string>
#include <vector>

namespace firsthour::collectors {

Result<bool> for_each_line(const Host& host, std::string_view path, std::uint64_t limit,
                           const std::function<bool(std::string_view)>& visit,
                           const std::function<void(std::span<const std::byte>)>& copy) {
  constexpr std::size_t kLineLimit = 64 << 10;
  const auto file = host.open(path);
  if (!file) return tl::unexpected{file.error()};
  std::vector<std::byte> buffer(64 << 10);
  std::string line;
  bool too_long = false;
  for (std::uint64_t offset = 0; offset < limit;) {
    const auto got = (*file)->read_at(offset, buffer);
    if (!got) return fail(path, got.error());
    if (*got == 0) return line.empty() || too_long || visit(line);
    offset += *got;
    if (copy) copy(std::span{buffer}.first(*got));
    std::string_view rest{reinterpret_cast<const char*>(buffer.data()), *got};
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      if (!too_long) line += rest.substr(0, end);
      if (line.size() >= kLineLimit && !too_long) {
        too_long = true;
        if (!visit(std::string_view{line}.substr(0, kLineLimit))) return false;
      }
      if (end == std::string_view::npos) break;
      if (!too_long && !visit(line)) return false;
      line.clear();
      too_long = false;
      rest.remove_prefix(end + 1);
    }
  }
  return false;
}

}  // namespace firsthour::collectors
