// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/kernel_symbols.h"

#include <string>
#include <vector>

namespace firsthour::collectors {

void for_each_symbol_text(const Host& host, const std::function<void(std::string_view)>& take) {
  const auto file = host.open("/proc/kallsyms");
  if (!file) return;
  std::vector<std::byte> buffer(256 * 1024);
  std::string rest;
  for (std::uint64_t offset = 0;;) {
    const auto got = (*file)->read_at(offset, buffer);
    if (!got || *got == 0) break;
    offset += *got;
    rest.append(reinterpret_cast<const char*>(buffer.data()), *got);
    const auto end = rest.rfind('\n');
    if (end == std::string::npos) continue;
    take(std::string_view{rest}.substr(0, end));
    rest.erase(0, end + 1);
  }
  take(rest);
}

}  // namespace firsthour::collectors
