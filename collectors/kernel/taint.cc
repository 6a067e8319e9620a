// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/taint.h"

#include <array>
#include <string_view>

namespace firsthour::collectors {

std::vector<std::string> taint_words(std::uint64_t tainted) {
  static constexpr std::array<std::string_view, 20> kWords{
      "proprietary",  "forced",   "cpu-out-of-spec", "forced-unload", "machine-check", "bad-page",
      "user-request", "died",     "acpi-overridden", "warning",       "staging",       "firmware-workaround",
      "out-of-tree",  "unsigned", "soft-lockup",     "live-patch",    "auxiliary",     "struct-randomised",
      "test",         "fwctl"};
  std::vector<std::string> words;
  for (unsigned bit = 0; bit < 64; ++bit) {
    if ((tainted >> bit & 1) == 0) continue;
    words.push_back(bit < kWords.size() ? std::string{kWords[bit]} : "bit-" + std::to_string(bit));
  }
  return words;
}

}  // namespace firsthour::collectors
