// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/bpf_calls.h"

#include "collectors/host/file_lines.h"
#include "collectors/kernel/symbol_line.h"

#include <linux/bpf.h>

#include <cstring>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kSymbolLimit = 256 << 20;

}  // namespace

std::set<std::int32_t> helper_calls(std::string_view instructions) {
  std::set<std::int32_t> calls;
  while (instructions.size() >= sizeof(bpf_insn)) {
    bpf_insn instruction{};
    std::memcpy(&instruction, instructions.data(), sizeof instruction);
    instructions.remove_prefix(sizeof instruction);
    if (instruction.code == (BPF_JMP | BPF_CALL) && instruction.src_reg != BPF_PSEUDO_CALL &&
        instruction.imm != 0)
      calls.insert(instruction.imm);
    // A number of 64 bits takes two places, and the second must not be taken for an instruction.
    if (instruction.code == (BPF_LD | BPF_IMM | BPF_DW) && instructions.size() >= sizeof(bpf_insn))
      instructions.remove_prefix(sizeof(bpf_insn));
  }
  return calls;
}

std::map<std::int32_t, std::string> name_calls(const Host& host, std::uint64_t base,
                                               const std::set<std::int32_t>& calls) {
  std::map<std::int32_t, std::string> names;
  if (calls.empty() || base == 0) return names;
  (void)for_each_line(host, "/proc/kallsyms", kSymbolLimit, [&](std::string_view line) {
    const auto symbol = parse_symbol(line);
    if (!symbol) return true;
    const auto distance = static_cast<std::int64_t>(symbol->address - base);
    const auto call = static_cast<std::int32_t>(distance);
    if (call == distance && calls.contains(call)) names.emplace(call, symbol->name);
    return names.size() < calls.size();
  });
  return names;
}

}  // namespace firsthour::collectors
