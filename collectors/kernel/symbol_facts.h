// SPDX-License-Identifier: Apache-2.0
// What /proc/kallsyms tells several collectors, from one pass over it: the kernel makes its hundreds of
// thousands of lines anew for every reader, which takes longer than most sources do. Memory: what is kept of
// it, bounded below; the text itself streams through.
#pragma once

#include "collectors/collector.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace firsthour::collectors {

struct SymbolFacts {
  static constexpr std::size_t kMostNames = 65'536;        // of each set
  static constexpr std::size_t kMostServices = 64 * 1024;  // bytes

  std::string closed;             // why it could not be read, or not to its end; empty when it could
  std::set<std::string> modules;  // loadable ones that own a symbol
  std::map<std::string, std::string> bpf_programs;  // tag, name
  std::uint64_t call_base = 0;                      // address of __bpf_call_base; 0: none or hidden
  // The lines, each with its newline, of functions by which a netlink family answers.
  std::string services;

  // One line without its newline; total.
  void take(std::string_view line);
};

// A pass of one's own; `copy`, where given, gets every byte on its way.
using TakeBytes = std::function<void(std::span<const std::byte>)>;
[[nodiscard]] SymbolFacts read_symbol_facts(const Host& host, const TakeBytes& copy = {});

// The pass that the collectors of one run share (Context::symbols). Not thread-safe.
class SymbolPass {
 public:
  // `keep`: the text becomes an item of host.kernel_text in the same pass.
  explicit SymbolPass(bool keep) : keep_{keep} {}
  [[nodiscard]] std::shared_ptr<const SymbolFacts> facts(Context& context);
  // The bytes of the item made here, for its collector to count; said once.
  [[nodiscard]] std::optional<std::uint64_t> kept_bytes() { return std::exchange(kept_bytes_, std::nullopt); }

 private:
  SymbolFacts read_and_keep(Context& context);

  bool keep_;
  std::shared_ptr<const SymbolFacts> facts_;
  std::optional<std::uint64_t> kept_bytes_;
};

// Of the pass that the run shares, or of one for this call where it shares none. Never null.
[[nodiscard]] std::shared_ptr<const SymbolFacts> symbol_facts(Context& context);

}  // namespace firsthour::collectors
