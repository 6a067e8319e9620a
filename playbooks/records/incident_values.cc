// SPDX-License-Identifier: Apache-2.0
// Setting fields of an incident: strictly from people, as they are from a ledger.
#include "casefile/encoding.h"
#include "playbooks/calendar.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/grading_tables.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/records/incident_lists.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLongestText = 16 * 1024;  // an event holds at most 64 KiB

std::string quoted(std::string_view text) {
  return "'" + escape_for_terminal(display_utf8(text.substr(0, 64))) + "'";
}

std::optional<bool> truth(std::string_view text) {
  if (text == "true" || text == "yes" || text == "是") return true;
  if (text == "false" || text == "no" || text == "否") return false;
  return std::nullopt;
}

bool listed(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (list.substr(0, comma) == word) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

Result<std::string> chosen(const TextField& field, std::string_view value) {
  std::vector<std::string_view> known;
  std::string list;
  for (const Choice& choice : field.choices) {
    if (value == choice.name || value == choice.zh || value == choice.en || listed(choice.also, value))
      return std::string{choice.name};
    known.insert(known.end(), {choice.name, choice.zh});
    const std::string both = choice.name == choice.zh
                                 ? std::string{choice.name}
                                 : std::string{choice.name} + " (" + std::string{choice.zh} + ")";
    list += (list.empty() ? "" : ", ") + both;
  }
  return fail(Errc::usage, std::string{field.name} + " cannot be " + quoted(value) +
                               suggestion(value, known) + "; it is one of " + list);
}

Result<std::string> number(const TextField& field, std::string_view value) {
  const auto amount = plain_number(value);
  if (!amount)
    return fail(Errc::usage,
                std::string{field.name} + " is no number: " + quoted(value) + " (write 1200000 or 120万)");
  std::string text = fmt::format("{:.2f}", *amount);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

bool is_technique(std::string_view word) {
  const auto digits = [](std::string_view text, std::size_t count) {
    return text.size() == count &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!word.starts_with('T')) return false;
  const std::size_t dot = word.find('.');
  return digits(word.substr(1, std::min(dot, word.size()) - 1), 4) &&
         (dot == std::string_view::npos || digits(word.substr(dot + 1), 3));
}

Result<std::string> techniques(const TextField& field, std::string_view value) {
  std::string list;
  std::size_t at = 0;
  while (at < value.size()) {
    const std::size_t end = std::min(value.find_first_of(" ,;\n", at), value.size());
    const std::string_view word = value.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!is_technique(word))
      return fail(Errc::usage, std::string{field.name} + " has no ATT&CK technique " + quoted(word) +
                                   " (write T1505.003)");
    list += (list.empty() ? "" : " ") + std::string{word};
  }
  return list;
}

Result<std::string> day(const TextField& field, std::string_view value) {
  const bool shaped = value.size() == 10 && value[4] == '-' && value[7] == '-' &&
                      parse_rfc3339(std::string{value} + "T00:00:00+08:00").has_value();
  if (!shaped)
    return fail(Errc::usage,
                std::string{field.name} + " is no day: " + quoted(value) + " (write 2026-11-22)");
  return std::string{value};
}

Result<std::string> code(const TextField& field, std::string_view value) {
  const bool digits = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || (value.size() != 2 && value.size() != 5))
    return fail(Errc::usage, std::string{field.name} + " is a code of two or five digits, not " +
                                 quoted(value) + " (firsthour incident classify --list)");
  return std::string{value};
}

// The value as it is kept, or why it cannot be.
Result<std::string> accepted(const TextField& field, std::string_view value) {
  if (value.empty()) return std::string{};
  switch (field.kind) {
    case ValueKind::number:
      return number(field, value);
    case ValueKind::choice:
      return chosen(field, value);
    case ValueKind::day:
      return day(field, value);
    case ValueKind::techniques:
      return techniques(field, value);
    case ValueKind::code:
      return code(field, value);
    case ValueKind::text:
    case ValueKind::indicators:
      break;
  }
  return std::string{value};
}

Result<> set_time(Incident& incident, const TimeField& field, std::string_view value) {
  auto time = time_value(field.name, value);
  if (!time) return tl::unexpected{time.error()};
  incident.*field.member = *time;
  return {};
}

Result<> set_state(Incident& incident, std::string_view value) {
  if (value != "open" && value != "closed")
    return fail(Errc::usage, "state is 'open' or 'closed', not " + quoted(value));
  incident.state = value == "open" ? IncidentState::open : IncidentState::closed;
  return {};
}

Result<> set_exercise(Incident& incident, std::string_view value) {
  const std::optional<bool> exercise = truth(value);
  if (!exercise) return fail(Errc::usage, "exercise is 'true' or 'false', not " + quoted(value));
  incident.exercise = *exercise;
  return {};
}

Result<> set_on_site_from(Incident& incident, std::string_view value) {
  std::vector<std::string_view> known;
  for (const TimeField& field : kTimeFields) known.push_back(field.name);
  if (!time_field(value))
    return fail(Errc::usage, "on_site_from names no time: " + quoted(value) + suggestion(value, known));
  incident.on_site_from = value;
  return {};
}

std::vector<std::string_view> settable_names() {
  std::vector<std::string_view> names{"exercise", "state", "on_site_from", "notice.initial.sent",
                                      "corrective.1.what"};
  for (const TextField& field : kTextFields) names.push_back(field.name);
  for (const TimeField& field : kTimeFields) names.push_back(field.name);
  return names;
}

Result<> unknown_field(std::string_view name) {
  return fail(Errc::usage,
              "no field " + quoted(name) + " in an incident" + suggestion(name, settable_names()));
}

}  // namespace

Result<> check_text(std::string_view name, std::string_view value) {
  if (!is_utf8(value)) return fail(Errc::usage, std::string{name} + " is not UTF-8 text");
  if (value.size() > kLongestText) return fail(Errc::usage, std::string{name} + " is longer than 16 KiB");
  return {};
}

// Beside the length: a control character would take six bytes in the ledger, and nobody means one.
Result<> check_typed_text(std::string_view name, std::string_view value) {
  for (const char c : value)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')
      return fail(Errc::usage, std::string{name} + " holds a control character");
  return check_text(name, value);
}

Result<std::optional<Instant>> time_value(std::string_view name, std::string_view value) {
  if (value.empty()) return std::optional<Instant>{};
  const std::optional<Instant> time = parse_rfc3339(value);
  if (!time)
    return fail(Errc::usage, std::string{name} + " is not a time with its zone: " + quoted(value) +
                                 " (write 2026-11-22T13:37+08:00)");
  return time;
}

Result<> read_field(Incident& incident, std::string_view name, std::string_view value) {
  if (const TimeField* field = time_field(name)) return set_time(incident, *field, value);
  if (const TextField* field = text_field(name)) {
    if (auto good = check_text(name, value); !good) return good;
    incident.*field->member = value;
    return {};
  }
  if (name == "state") return set_state(incident, value);
  if (name == "on_site_from") return set_on_site_from(incident, value);
  if (name == "exercise") return set_exercise(incident, value);
  if (is_list_name(name)) return read_list_field(incident, name, value);
  return {};
}

Result<> set_field(Incident& incident, std::string_view name, std::string_view value) {
  if (const TextField* field = text_field(name)) {
    if (auto good = check_typed_text(name, value); !good) return good;
    auto kept = accepted(*field, value);
    if (!kept) return tl::unexpected{kept.error()};
    incident.*field->member = std::move(*kept);
    return {};
  }
  if (is_list_name(name)) return set_list_field(incident, name, value);
  if (!time_field(name) && name != "state" && name != "on_site_from" && name != "exercise")
    return unknown_field(name);
  return read_field(incident, name, value);
}

Words shown_value(const TextField& field, const std::string& value) {
  for (const Choice& choice : field.choices)
    if (choice.name == value) return {std::string{choice.zh}, std::string{choice.en}};
  return {value, value};
}

Words shown_value(const Incident& incident, std::string Incident::*member) {
  for (const TextField& field : kTextFields)
    if (field.member == member) return shown_value(field, incident.*member);
  return {incident.*member, incident.*member};
}

Words field_words(std::string_view name) {
  if (const TextField* field = text_field(name)) return {std::string{field->zh}, std::string{field->en}};
  if (const TimeField* field = time_field(name))
    return {std::string{field->zh} + "时间", std::string{field->en}};
  if (name == "state") return {"状态", "state"};
  if (name == "exercise") return {"真实/演练标志", "exercise"};
  if (name == "on_site_from") return {"到场计时起点", "on-site clock runs from"};
  if (is_list_name(name)) return list_words(name);
  return {std::string{name}, std::string{name}};
}

std::string field_called(std::string_view word) {
  const auto names = settable_names();
  if (std::find(names.begin(), names.end(), word) != names.end()) return std::string{word};
  for (const std::string_view name : names)
    if (const Words words = field_words(name); word == words.zh || word == words.en) return std::string{name};
  return std::string{word};
}

bool is_time(std::string_view field) {
  return time_field(field) || (is_list_name(field) && field.ends_with(".sent"));
}

Words shown_field(std::string_view name, const std::string& value) {
  if (const TextField* field = text_field(name)) return shown_value(*field, value);
  if (name == "state") return value == "closed" ? Words{"已关闭", "closed"} : Words{"处置中", "open"};
  if (name == "exercise") return value == "true" ? Words{"演练", "exercise"} : Words{"真实事件", "real"};
  if (name == "on_site_from") return field_words(value);
  if (name.starts_with("corrective.") && name.ends_with(".state"))
    return value == "open"   ? Words{"未完成", "open"}
           : value == "done" ? Words{"已完成", "done"}
                             : Words{value, value};
  if (const auto time = is_time(name) ? parse_rfc3339(value) : std::nullopt)
    return {beijing_time(*time), beijing_time(*time)};
  return {value, value};
}

}  // namespace firsthour::playbooks
