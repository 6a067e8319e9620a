// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/taint_check.h"

#include "collectors/host/kernel_text.h"
#include "collectors/kernel/taint.h"

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kProprietary = 1, kOutOfTree = 1 << 12, kUnsigned = 1 << 13;

// By bit (kernel/panic.c, taint_flags); "G" stands for no proprietary module.
constexpr std::string_view kLetters = "PFSRMBUDAWCIOELKXTNJ";

std::uint64_t bits_of(std::string_view letters) {
  std::uint64_t bits = 0;
  for (const char letter : letters)
    if (const auto bit = kLetters.find(letter); bit != std::string_view::npos)
      bits |= std::uint64_t{1} << bit;
  return bits;
}

// What the kernel said, without what programs wrote into its log: those have a facility. Empty for the rest.
std::string_view message_of_kernel(std::string_view line) {
  const bool call = line.starts_with('<');
  const auto end = line.find(call ? '>' : ',');
  if (end == std::string_view::npos) return {};
  const auto priority = number_from<std::uint32_t>(line.substr(call ? 1 : 0, end - (call ? 1 : 0)));
  if (!priority || *priority >> 3 != 0) return {};
  const auto text = call ? end : line.find(';');
  return text == std::string_view::npos ? std::string_view{} : line.substr(text + 1);
}

// "CPU: 1 PID: 7 Comm: x Tainted: G        W  OE      6.1.0-13-amd64": the letters stand in columns.
std::uint64_t bits_of_trace(std::string_view message) {
  constexpr std::string_view kMark = " Tainted: ";
  const auto at = message.find(kMark);
  // The name of a program comes before it, and may hold anything; only the kernel's line has its words in
  // order.
  if (at == std::string_view::npos || message.rfind(" Comm: ", at) == std::string_view::npos) return 0;
  if (message.find(kMark, at + 1) != std::string_view::npos) return 0;
  const auto letters = message.substr(at + kMark.size());
  return bits_of(letters.substr(0, letters.find_first_not_of("PGFSRMBUDAWCIOELKXTNJ ")));
}

std::uint64_t bits_of_message(std::string_view message) {
  if (message.ends_with(": loading out-of-tree module taints kernel.")) return kOutOfTree;
  if (message.ends_with(
          ": module verification failed: signature and/or required key missing - tainting kernel"))
    return kUnsigned;
  if (message.find(": module license '") != std::string_view::npos && message.ends_with("' taints kernel."))
    return kProprietary;
  return bits_of_trace(message);
}

}  // namespace

std::uint64_t taint_in_log(std::string_view log) {
  std::uint64_t bits = 0;
  while (const auto line = next_line(log)) bits |= bits_of_message(message_of_kernel(*line));
  return bits;
}

std::uint64_t taint_of_modules(const ModuleList& modules) {
  std::uint64_t bits = 0;
  for (const auto& module : modules.modules) bits |= bits_of(module.taint);
  return bits;
}

std::vector<Difference> taint_differences(std::uint64_t value, std::uint64_t modules, std::uint64_t log) {
  std::vector<Difference> found;
  for (unsigned bit = 0; bit < kLetters.size(); ++bit) {
    const auto mask = std::uint64_t{1} << bit;
    if (((modules | log) & mask & ~value) == 0) continue;
    Difference difference{"taint",
                          taint_words(mask).front(),
                          {},
                          {"tainted"},
                          "the taint value against what is known to have tainted the kernel since boot"};
    if ((modules & mask) != 0) difference.seen_by.emplace_back("procfs");
    if ((log & mask) != 0) difference.seen_by.emplace_back("kernel-log");
    found.push_back(std::move(difference));
  }
  return found;
}

}  // namespace firsthour::collectors
