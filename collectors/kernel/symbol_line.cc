// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/symbol_line.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

std::optional<SymbolLine> parse_symbol(std::string_view line) {
  SymbolLine symbol;
  const auto address = number_from<std::uint64_t>(next_field(line), 16);
  const auto type = next_field(line);
  symbol.name = next_field(line);
  if (!address || type.size() != 1 || symbol.name.empty()) return std::nullopt;
  symbol.address = *address;
  symbol.type = type[0];
  symbol.module = module_in_brackets(line);
  return symbol;
}

std::string_view module_in_brackets(std::string_view line) {
  while (true) {
    const auto field = next_field(line);
    if (field.empty()) return {};
    if (field.size() > 2 && field.front() == '[' && field.back() == ']')
      return field.substr(1, field.size() - 2);
  }
}

std::optional<std::string_view> bpf_tag_of(std::string_view symbol) {
  constexpr std::string_view kPrefix = "bpf_prog_";
  constexpr std::size_t kTagDigits = 16;
  if (!symbol.starts_with(kPrefix)) return std::nullopt;
  const auto tag = symbol.substr(kPrefix.size(), kTagDigits);
  if (tag.size() != kTagDigits || !std::ranges::all_of(tag, is_hex_digit)) return std::nullopt;
  const auto after = symbol.substr(kPrefix.size() + kTagDigits);
  if (!after.empty() && after.front() != '_') return std::nullopt;  // a function of the kernel's own
  return tag;
}

std::optional<VmallocLine> parse_vmalloc(std::string_view line) {
  VmallocLine area;
  area.range = next_field(line);
  const auto size = number_from<std::uint64_t>(next_field(line));
  if (!size || !area.range.starts_with("0x") || area.range.find('-') == std::string_view::npos)
    return std::nullopt;
  area.size = *size;
  const auto caller = next_field(line);
  const auto plus = caller.find("+0x");
  if (plus != std::string_view::npos) area.caller = caller.substr(0, plus);
  return area;
}

}  // namespace firsthour::collectors
