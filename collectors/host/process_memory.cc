// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/process_memory.h"

#include <sys/uio.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace firsthour::collectors {
namespace {

class TwoWays final : public ProcessMemory {
 public:
  TwoWays(std::unique_ptr<OpenFile> file, pid_t pid, bool by_call)
      : file_{std::move(file)}, pid_{pid}, by_call_{by_call} {}

  [[nodiscard]] std::size_t read(std::uint64_t address, std::span<std::byte> into) override {
    std::size_t filled = by_call_ ? call(address, into) : 0;
    while (filled < into.size()) {
      const auto got = file_->read_at(address + filled, into.subspan(filled));
      if (!got || *got == 0) break;
      filled += *got;
    }
    return filled;
  }

 private:
  [[nodiscard]] std::size_t call(std::uint64_t address, std::span<std::byte> into) const {
    iovec local{into.data(), into.size()};
    iovec remote{reinterpret_cast<void*>(static_cast<std::uintptr_t>(address)), into.size()};
    const ssize_t got = ::process_vm_readv(pid_, &local, 1, &remote, 1, 0);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }

  std::unique_ptr<OpenFile> file_;
  pid_t pid_;
  bool by_call_;
};

}  // namespace

Result<std::unique_ptr<ProcessMemory>> open_process_memory(const Host& host, std::uint32_t pid) {
  auto file = host.open("/proc/" + std::to_string(pid) + "/mem");
  if (!file) return tl::unexpected{file.error()};
  const auto self = host.read_link("/proc/self");
  const bool same_numbers = host.live() && self && *self == std::to_string(::getpid());
  return std::make_unique<TwoWays>(std::move(*file), static_cast<pid_t>(pid), same_numbers);
}

}  // namespace firsthour::collectors
