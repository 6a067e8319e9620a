// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/bpf_listing.h"

#include <linux/bpf.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace firsthour::collectors {
namespace {

// Newer than the headers of this build.
constexpr std::uint8_t kMemorySigned = 0x80, kNoSpeculation = 0xc0, kGotoLong = 0x06;
constexpr int kAddressSpaceCast = 1, kPerCpu = -1;

// The text of numbers and names that are known to be short.
[[gnu::format(printf, 1, 2)]] std::string print(const char* format, ...) {
  std::array<char, 160> text{};
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text.data(), text.size(), format, arguments);
  va_end(arguments);
  return text.data();
}

const char* width(std::uint8_t code) {
  static constexpr std::array kWords{"u32", "u16", "u8", "u64"};
  return kWords[code >> 3 & 3];
}

const char* signed_width(std::uint8_t code) {
  static constexpr std::array kWords{"s32", "s16", "s8", "s64"};
  return kWords[code >> 3 & 3];
}

std::string unknown(std::uint8_t code) { return print("BUG_%02x", code); }

std::string arithmetic(const bpf_insn& in) {
  static constexpr std::array kWords{
      "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian", "", ""};
  static constexpr std::array kExtended{"(s8)", "(s16)", "", "(s32)"};
  const bool wide = BPF_CLASS(in.code) == BPF_ALU64;
  const char reg = wide ? 'r' : 'w';
  const int operation = BPF_OP(in.code);
  const auto* word = kWords[static_cast<std::size_t>(operation >> 4)];
  if (operation == BPF_END)
    return wide ? print("r%d = bswap%d r%d", in.dst_reg, in.imm, in.dst_reg)
                : print("r%d = %s%d r%d", in.dst_reg, BPF_SRC(in.code) == BPF_TO_BE ? "be" : "le", in.imm,
                        in.dst_reg);
  if (operation == BPF_NEG) return print("%c%d = -%c%d", reg, in.dst_reg, reg, in.dst_reg);
  if (*word == '\0') return unknown(in.code);
  const bool is_signed = in.off == 1 && (operation == BPF_DIV || operation == BPF_MOD);
  if (is_signed) word = operation == BPF_DIV ? "s/=" : "s%=";
  if (BPF_SRC(in.code) == BPF_K) return print("%c%d %s %d", reg, in.dst_reg, word, in.imm);
  const bool moves = operation == BPF_MOV;
  if (moves && wide && in.off == kAddressSpaceCast)
    return print("r%d = addr_space_cast(r%d, %u, %u)", in.dst_reg, in.src_reg,
                 static_cast<unsigned>(in.imm) >> 16, static_cast<unsigned>(in.imm) & 0xFFFF);
  if (moves && wide && in.off == kPerCpu)
    return print("r%d = &(void __percpu *)(r%d)", in.dst_reg, in.src_reg);
  const bool extends = moves && (in.off == 8 || in.off == 16 || in.off == 32);
  return print("%c%d %s %s%c%d", reg, in.dst_reg, word,
               extends ? kExtended[static_cast<std::size_t>((in.off >> 3) - 1)] : "", reg, in.src_reg);
}

std::string atomic(const bpf_insn& in) {
  struct Word {
    int operation;
    const char *sign, *name;
  };
  static constexpr std::array kWords{Word{BPF_ADD, "+=", "add"}, Word{BPF_AND, "&=", "and"},
                                     Word{BPF_OR, "|=", "or"}, Word{BPF_XOR, "^=", "xor"}};
  const auto* wide = BPF_SIZE(in.code) == BPF_DW ? "64" : "";
  for (const auto& [operation, sign, name] : kWords) {
    if (in.imm == operation)
      return print("lock *(%s *)(r%d %+d) %s r%d", width(in.code), in.dst_reg, in.off, sign, in.src_reg);
    if (in.imm == (operation | BPF_FETCH))
      return print("r%d = atomic%s_fetch_%s((%s *)(r%d %+d), r%d)", in.src_reg, wide, name, width(in.code),
                   in.dst_reg, in.off, in.src_reg);
  }
  if (in.imm == BPF_CMPXCHG)
    return print("r0 = atomic%s_cmpxchg((%s *)(r%d %+d), r0, r%d)", wide, width(in.code), in.dst_reg, in.off,
                 in.src_reg);
  if (in.imm == BPF_XCHG)
    return print("r%d = atomic%s_xchg((%s *)(r%d %+d), r%d)", in.src_reg, wide, width(in.code), in.dst_reg,
                 in.off, in.src_reg);
  return unknown(in.code);
}

std::string store(const bpf_insn& in) {
  const bool of_register = BPF_CLASS(in.code) == BPF_STX;
  if (BPF_MODE(in.code) == BPF_MEM)
    return of_register ? print("*(%s *)(r%d %+d) = r%d", width(in.code), in.dst_reg, in.off, in.src_reg)
                       : print("*(%s *)(r%d %+d) = %d", width(in.code), in.dst_reg, in.off, in.imm);
  if (of_register && BPF_MODE(in.code) == BPF_ATOMIC) return atomic(in);
  if (!of_register && BPF_MODE(in.code) == kNoSpeculation) return "nospec";
  return unknown(in.code);
}

std::string load(const bpf_insn& in, std::uint32_t upper) {
  if (BPF_CLASS(in.code) == BPF_LDX) {
    const bool is_signed = BPF_MODE(in.code) == kMemorySigned;
    if (!is_signed && BPF_MODE(in.code) != BPF_MEM) return unknown(in.code);
    return print("r%d = *(%s *)(r%d %+d)", in.dst_reg, is_signed ? signed_width(in.code) : width(in.code),
                 in.src_reg, in.off);
  }
  if (BPF_MODE(in.code) == BPF_ABS) return print("r0 = *(%s *)skb[%d]", width(in.code), in.imm);
  if (BPF_MODE(in.code) == BPF_IND)
    return print("r0 = *(%s *)skb[r%d + %d]", width(in.code), in.src_reg, in.imm);
  if (BPF_MODE(in.code) != BPF_IMM || BPF_SIZE(in.code) != BPF_DW) return unknown(in.code);
  const auto lower = static_cast<std::uint32_t>(in.imm);
  switch (in.src_reg) {
    // Where the kernel shows a map it shows its number, not the address.
    case BPF_PSEUDO_MAP_FD:
      return print("r%d = map[id:%u]", in.dst_reg, lower);
    case BPF_PSEUDO_MAP_VALUE:
      return print("r%d = map[id:%u][0]+%u", in.dst_reg, lower, upper);
    case BPF_PSEUDO_FUNC:
      return print("r%d = subprog[%+d]", in.dst_reg, in.imm);
    default:
      return print("r%d = 0x%llx", in.dst_reg, static_cast<unsigned long long>(upper) << 32 | lower);
  }
}

std::string jump(const bpf_insn& in, const std::map<std::int32_t, std::string>& calls) {
  static constexpr std::array kWords{
      "jmp", "==", ">", ">=", "&", "!=", "s>", "s>=", "call", "exit", "<", "<=", "s<", "s<=", "", ""};
  const bool wide = BPF_CLASS(in.code) == BPF_JMP;
  const char reg = wide ? 'r' : 'w';
  const int operation = BPF_OP(in.code);
  if (operation == BPF_CALL && wide) {
    if (in.src_reg == BPF_PSEUDO_CALL) return print("call pc%+d", in.imm);
    const auto name = calls.find(in.imm);
    return "call " + (name == calls.end() ? "unknown" : name->second) + print("#%d", in.imm);
  }
  if (in.code == (BPF_JMP | BPF_JA)) return print("goto pc%+d", in.off);
  if (in.code == kGotoLong) return print("gotol pc%+d", in.imm);
  if (in.code == (BPF_JMP | BPF_EXIT)) return "exit";
  const auto* word = kWords[static_cast<std::size_t>(operation >> 4)];
  if (*word == '\0' || operation == BPF_JA || operation == BPF_CALL || operation == BPF_EXIT)
    return unknown(in.code);
  if (BPF_SRC(in.code) == BPF_X)
    return print("if %c%d %s %c%d goto pc%+d", reg, in.dst_reg, word, reg, in.src_reg, in.off);
  return print("if %c%d %s 0x%x goto pc%+d", reg, in.dst_reg, word, static_cast<unsigned>(in.imm), in.off);
}

std::string text_of_instruction(const bpf_insn& in, std::uint32_t upper,
                                const std::map<std::int32_t, std::string>& calls) {
  switch (BPF_CLASS(in.code)) {
    case BPF_ALU:
    case BPF_ALU64:
      return arithmetic(in);
    case BPF_ST:
    case BPF_STX:
      return store(in);
    case BPF_LD:
    case BPF_LDX:
      return load(in, upper);
    default:
      return jump(in, calls);
  }
}

}  // namespace

std::string list_bpf(std::string_view instructions, const std::map<std::int32_t, std::string>& calls) {
  std::string text;
  const auto at = [&](std::size_t index) {
    bpf_insn in{};
    if ((index + 1) * sizeof in <= instructions.size())
      std::memcpy(&in, instructions.data() + index * sizeof in, sizeof in);
    return in;
  };
  for (std::size_t i = 0; (i + 1) * sizeof(bpf_insn) <= instructions.size(); ++i) {
    const auto in = at(i);
    // A number of 64 bits takes two places.
    const bool two = in.code == (BPF_LD | BPF_IMM | BPF_DW);
    text += print("%4zu: (%02x) ", i, in.code);
    text += text_of_instruction(in, two ? static_cast<std::uint32_t>(at(i + 1).imm) : 0, calls);
    text += '\n';
    if (two) ++i;
  }
  return text;
}

}  // namespace firsthour::collectors
