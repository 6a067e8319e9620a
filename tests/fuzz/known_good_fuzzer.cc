// SPDX-License-Identifier: Apache-2.0
// Any bytes as a set of known-good digests: refused, or searched without leaving it.
#include "triage/known_good.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::triage;
  const int memory = ::memfd_create("set", MFD_CLOEXEC);
  if (::write(memory, data, size) != static_cast<ssize_t>(size)) return 0;
  std::vector<RuleProblem> problems;
  if (const auto known = KnownGood::open({"/proc/self/fd/" + std::to_string(memory)}, problems)) {
    static_cast<void>((*known)->contains(Algorithm::sha256, std::string(64, '5')));
    static_cast<void>((*known)->contains(Algorithm::md5, std::string(32, 'f')));
  }
  ::close(memory);
  return 0;
}
