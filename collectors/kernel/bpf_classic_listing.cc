// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/bpf_listing.h"

#include <linux/filter.h>

#include <array>
#include <charconv>
#include <cstring>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kLines = 4096;

std::string number(std::uint32_t value) { return std::to_string(value); }

std::string constant(std::uint32_t value) {
  std::array<char, 8> digits{};
  return "#0x" + std::string{digits.data(), std::to_chars(digits.begin(), digits.end(), value, 16).ptr};
}

// "" for a size that no machine has.
std::string_view suffix(std::uint16_t code) {
  switch (BPF_SIZE(code)) {
    case BPF_W:
      return " ";
    case BPF_H:
      return "h ";
    case BPF_B:
      return "b ";
    default:
      return "";
  }
}

std::string load(const sock_filter& in) {
  const bool of_index = BPF_CLASS(in.code) == BPF_LDX;
  const std::string word = of_index ? "ldx" : "ld";
  const auto size = suffix(in.code);
  switch (BPF_MODE(in.code)) {
    case BPF_IMM:
      return word + ' ' + constant(in.k);
    case BPF_MEM:
      return word + " M[" + number(in.k) + ']';
    case BPF_LEN:
      return word + " #pktlen";
    case BPF_ABS:
      return of_index || size.empty() ? "unknown" : word + std::string{size} + '[' + number(in.k) + ']';
    case BPF_IND:
      return of_index || size.empty() ? "unknown" : word + std::string{size} + "[x + " + number(in.k) + ']';
    case BPF_MSH:
      return of_index ? "ldxb 4*([" + number(in.k) + "]&0xf)" : "unknown";
    default:
      return "unknown";
  }
}

std::string arithmetic(const sock_filter& in) {
  static constexpr std::array<std::string_view, 11> kWords{"add", "sub", "mul", "div", "or", "and",
                                                           "lsh", "rsh", "neg", "mod", "xor"};
  const std::size_t operation = BPF_OP(in.code) >> 4;
  if (operation >= kWords.size()) return "unknown";
  const std::string word{kWords[operation]};
  if (word == "neg") return word;
  return word + ' ' + (BPF_SRC(in.code) == BPF_X ? "x" : constant(in.k));
}

std::string jump(const sock_filter& in, std::size_t at) {
  static constexpr std::array<std::string_view, 5> kWords{"ja", "jeq", "jgt", "jge", "jset"};
  const std::size_t operation = BPF_OP(in.code) >> 4;
  if (operation >= kWords.size()) return "unknown";
  const std::string word{kWords[operation]};
  if (operation == 0) return word + ' ' + std::to_string(at + 1 + in.k);
  return word + ' ' + (BPF_SRC(in.code) == BPF_X ? "x" : constant(in.k)) + " jt " +
         std::to_string(at + 1 + in.jt) + " jf " + std::to_string(at + 1 + in.jf);
}

std::string text_of_instruction(const sock_filter& in, std::size_t at) {
  switch (BPF_CLASS(in.code)) {
    case BPF_LD:
    case BPF_LDX:
      return load(in);
    case BPF_ST:
      return "st M[" + number(in.k) + ']';
    case BPF_STX:
      return "stx M[" + number(in.k) + ']';
    case BPF_ALU:
      return arithmetic(in);
    case BPF_JMP:
      return jump(in, at);
    case BPF_RET:
      return BPF_RVAL(in.code) == BPF_A ? "ret a" : "ret #" + number(in.k);
    default:
      return BPF_MISCOP(in.code) == BPF_TXA ? "txa" : "tax";
  }
}

}  // namespace

std::vector<std::string> list_classic_bpf(std::string_view instructions) {
  std::vector<std::string> lines;
  sock_filter in{};
  for (std::size_t i = 0; i < kLines && (i + 1) * sizeof in <= instructions.size(); ++i) {
    std::memcpy(&in, instructions.data() + i * sizeof in, sizeof in);
    lines.push_back(text_of_instruction(in, i));
  }
  return lines;
}

}  // namespace firsthour::collectors
