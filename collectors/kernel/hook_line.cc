// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/hook_line.h"

#include "collectors/host/kernel_text.h"
#include "collectors/kernel/symbol_line.h"

namespace firsthour::collectors {
namespace {

// "name+0x0/0x20" → "name".
std::string_view without_offset(std::string_view symbol) { return symbol.substr(0, symbol.find("+0x")); }

bool in_brackets(std::string_view text) {
  return text.size() > 2 && text.front() == '[' && text.back() == ']';
}

std::optional<std::uint64_t> count_in(std::string_view field) {
  if (field.size() < 3 || field.front() != '(' || field.back() != ')') return std::nullopt;
  return number_from<std::uint64_t>(field.substr(1, field.size() - 2));
}

// The last "(symbol [owner])" that is no count: what stands behind a trampoline or behind the operations.
void find_callback(std::string_view text, EnabledFunction& found) {
  const auto open = text.find('(');
  const auto close = text.find(')', open == std::string_view::npos ? text.size() : open);
  if (open != std::string_view::npos && close != std::string_view::npos) {
    auto inside = text.substr(open + 1, close - open - 1);
    found.owner = module_in_brackets(inside);
    found.callback = without_offset(next_field(inside));
    return;
  }
  const auto arrow = text.find("->");
  if (arrow == std::string_view::npos) return;
  auto behind = text.substr(arrow + 2);
  found.owner = module_in_brackets(behind);
  found.callback = without_offset(next_field(behind));
}

}  // namespace

std::optional<EnabledFunction> parse_enabled_function(std::string_view line) {
  if (line.empty() || line.front() == '\t' || line.front() == ' ') return std::nullopt;
  EnabledFunction found;
  found.function = next_field(line);
  auto field = next_field(line);
  if (in_brackets(field)) {
    found.module = field.substr(1, field.size() - 2);
    field = next_field(line);
  }
  const auto count = count_in(field);
  if (!count) return std::nullopt;
  found.callbacks = *count;
  const auto tab = line.find('\t');
  for (const char letter : line.substr(0, tab))
    if (std::string_view{"RIDOM"}.find(letter) != std::string_view::npos && found.flags.size() < 5)
      found.flags += letter;
  if (tab != std::string_view::npos) find_callback(line.substr(tab), found);
  return found;
}

std::string_view direct_call_in(std::string_view line) {
  constexpr std::string_view kMark = "\tdirect-->";
  const auto at = line.find(kMark);
  if (at == std::string_view::npos) return {};
  line.remove_prefix(at + kMark.size());
  return without_offset(next_field(line));
}

std::optional<Kprobe> parse_kprobe(std::string_view line) {
  Kprobe probe;
  const auto address = number_from<std::uint64_t>(next_field(line), 16);
  const auto type = next_field(line);
  auto target = next_field(line);
  if (!address || (type != "k" && type != "r") || target.empty()) return std::nullopt;
  probe.returns = type == "r";
  probe.function = without_offset(target);
  target.remove_prefix(probe.function.size());
  if (target.starts_with("+0x")) probe.offset = number_from<std::uint64_t>(target.substr(3), 16).value_or(0);
  auto field = next_field(line);
  if (!field.empty() && field.front() != '[') {
    probe.module = field;
    field = next_field(line);
  }
  probe.state = field;
  return probe;
}

std::optional<ProbeEvent> parse_probe_event(std::string_view line) {
  ProbeEvent event;
  const auto name = next_field(line);
  const auto colon = name.find(':');
  if (colon == std::string_view::npos || (name.front() != 'p' && name.front() != 'r')) return std::nullopt;
  event.returns = name.front() == 'r';
  event.event = name.substr(colon + 1);
  event.target = next_field(line);
  if (event.target.empty()) return std::nullopt;
  return event;
}

}  // namespace firsthour::collectors
