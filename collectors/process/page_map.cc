// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/page_map.h"

#include <unistd.h>

#include <string>
#include <utility>

namespace firsthour::collectors {

Result<PageMap> PageMap::open(const Host& host, std::uint32_t pid, std::uint64_t page_size) {
  auto file = host.open("/proc/" + std::to_string(pid) + "/pagemap");
  if (!file) return tl::unexpected{file.error()};
  return PageMap{std::move(*file), page_size};
}

Result<std::size_t> PageMap::read(std::uint64_t address, std::span<std::uint64_t> into) {
  const auto bytes = std::as_writable_bytes(into);
  const std::uint64_t begin = address / page_size_ * sizeof(std::uint64_t);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const auto got = file_->read_at(begin + filled, bytes.subspan(filled));
    if (!got) return got;
    if (*got == 0) break;
    filled += *got;
  }
  return filled / sizeof(std::uint64_t);
}

std::uint64_t system_page_size() { return static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)); }

}  // namespace firsthour::collectors
