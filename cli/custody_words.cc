// SPDX-License-Identifier: Apache-2.0
#include "cli/custody_words.h"

#include "casefile/encoding.h"
#include "casefile/number.h"
#include "cli/custody_messages.h"
#include "cli/messages.h"
#include "cli/paper.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

constexpr std::size_t kGroupsOfALine = 40;  // eight groups of four digits, each with its blank

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string{text};
}

void show_root(Terminal& terminal, std::string_view label, const std::string& root) {
  const std::string groups = in_groups(root);
  terminal.print("  " + std::string{label} + groups.substr(0, kGroupsOfALine));
  if (groups.size() > kGroupsOfALine)
    terminal.print("  " + std::string(label.size(), ' ') + groups.substr(kGroupsOfALine));
}

}  // namespace

Party party_from_words(std::string_view words) {
  constexpr std::string_view kChinese = "，";
  const std::size_t comma = std::min(words.find(','), words.find(kChinese));
  if (comma == std::string_view::npos) return {trimmed(words), ""};
  const std::size_t length = words[comma] == ',' ? 1 : kChinese.size();
  return {trimmed(words.substr(0, comma)), trimmed(words.substr(comma + length))};
}

std::string party_text(const Terminal& terminal, const Party& party) {
  if (party.empty()) return terminal.text(say::blank);
  if (party.unit.empty()) return terminal.name(party.name);
  return terminal.name(party.name) + " (" + terminal.name(party.unit) + ")";
}

std::optional<std::int64_t> duration_from_words(std::string_view words) {
  if (words.size() < 2) return std::nullopt;
  const auto count = number_from<std::uint32_t>(words.substr(0, words.size() - 1));
  if (!count || *count > 100'000) return std::nullopt;
  const char unit = words.back();
  const std::int64_t seconds = unit == 'm' ? 60 : unit == 'h' ? 3600 : unit == 'd' ? 86400 : 0;
  if (seconds == 0) return std::nullopt;
  return *count * seconds * 1'000'000'000;
}

Try<std::string> known_item(const CaseReader& from, std::string_view option, const std::string& id) {
  if (const auto item = from.item(id); !item)
    return give_up(Exit::usage, "--" + std::string{option} + ": " + item.error().what,
                   "firsthour case items lists them; case attach brings a scan into the case");
  return id;
}

Try<std::optional<std::uint64_t>> event_option(const Invocation& call, std::string_view option) {
  const auto said = call.said.value(option);
  if (!said) return std::optional<std::uint64_t>{};
  const auto number = number_from<std::uint64_t>(*said);
  if (!number)
    return give_up(Exit::usage,
                   "--" + std::string{option} + " takes the number of an event, not `" + *said + "`",
                   "firsthour case log shows them");
  return number;
}

Try<std::optional<LedgerHead>> head_option(const Invocation& call) {
  const auto said = call.said.value("head");
  if (!said || said->empty()) return std::optional<LedgerHead>{};
  auto head = head_from_text(*said);
  if (!head)
    return give_up(Exit::usage, "--head takes SIZE:ROOT, not `" + *said + "`",
                   "the number of events and the 64 digits of SHA-256, blanks allowed");
  return head;
}

void show_head(Terminal& terminal, const LedgerHead& head, const std::string& note) {
  terminal.print(terminal.text(say::ledger_head_title, head.size));
  show_root(terminal, "SHA-256  ", head.root);
  if (!head.sm3_root.empty()) show_root(terminal, "SM3      ", head.sm3_root);
  if (!note.empty()) show_qr(terminal, note);
}

}  // namespace firsthour::cli
