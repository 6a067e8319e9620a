// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/number.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/incident_lists.h"
#include "playbooks/service_year.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostFields = 200;

std::string shown(std::string_view text) { return "'" + escape_for_terminal(text.substr(0, 64)) + "'"; }

std::optional<bool> truth_from(std::string_view text) {
  if (text == "yes" || text == "true" || text == "是") return true;
  if (text == "no" || text == "false" || text == "否") return false;
  return std::nullopt;
}

bool is_id(std::string_view word) {
  return !word.empty() && word.size() <= 64 && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '/' || c == '.' || c == '-' || c == '_';
  });
}

// Ids with one blank between.
std::optional<std::string> ids_from(std::string_view text) {
  std::string ids;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" ,"), text.size());
    if (const std::string_view word = text.substr(0, end); !word.empty()) {
      if (!is_id(word)) return std::nullopt;
      ids += (ids.empty() ? "" : " ") + std::string{word};
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return ids;
}

Result<std::string> choice_from(const ServiceField& field, std::string_view value) {
  std::string all;
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    if (value == field.choices[i] || (i < field.choices_zh.size() && value == field.choices_zh[i]))
      return std::string{field.choices[i]};
    all += (i > 0 ? ", " : "") + std::string{field.choices[i]};
  }
  return fail(Errc::usage, std::string{field.name} + " is one of " + all + ", not " + shown(value) +
                               suggestion(value, field.choices));
}

// The value as it is kept.
Result<std::string> kept_form(const ServiceField& field, std::string_view value) {
  const std::string name{field.name};
  switch (field.kind) {
    case FieldKind::text:
      if (auto good = check_typed_text(name, value); !good) return tl::unexpected{good.error()};
      return std::string{value};
    case FieldKind::time:
      if (parse_rfc3339(value)) return std::string{value};
      return fail(Errc::usage,
                  name + " is not a time with its zone: " + shown(value) + " (write 2026-11-22T13:37+08:00)");
    case FieldKind::day:
      if (parse_day(value)) return std::string{value};
      return fail(Errc::usage, name + " is not a day: " + shown(value) + " (write 2026-11-22)");
    case FieldKind::number:
      if (const auto number = number_from<std::int64_t>(value); number && *number >= 0)
        return std::to_string(*number);
      return fail(Errc::usage, name + " is not a number: " + shown(value));
    case FieldKind::truth:
      if (const auto truth = truth_from(value)) return std::string{*truth ? "yes" : "no"};
      return fail(Errc::usage, name + " is yes or no, not " + shown(value));
    case FieldKind::choice:
      return choice_from(field, value);
    case FieldKind::items:
      if (auto ids = ids_from(value)) return std::move(*ids);
      return fail(Errc::usage, name + " names items of the case (a12 a13), not " + shown(value));
  }
  return std::string{value};
}

}  // namespace

Words choice_words(const ServiceField& field, std::string_view value) {
  for (std::size_t i = 0; i < field.choices.size() && i < field.choices_zh.size(); ++i)
    if (value == field.choices[i]) return {std::string{field.choices_zh[i]}, std::string{value}};
  return {std::string{value}, std::string{value}};
}

const std::string& ServiceRecord::text(std::string_view field) const {
  static const std::string kNothing;
  const auto found = fields.find(std::string{field});
  return found == fields.end() ? kNothing : found->second;
}
std::optional<Instant> ServiceRecord::time(std::string_view field) const {
  return parse_rfc3339(text(field));
}
std::optional<Day> ServiceRecord::day(std::string_view field) const { return parse_day(text(field)); }
std::optional<std::int64_t> ServiceRecord::number(std::string_view field) const {
  return number_from<std::int64_t>(text(field));
}
std::optional<bool> ServiceRecord::truth(std::string_view field) const { return truth_from(text(field)); }

Result<> set_field(ServiceRecord& record, std::string_view name, std::string_view value) {
  const ServiceKind* kind = service_kind(record.kind);
  if (!kind) return fail(Errc::usage, "no kind of record is called " + shown(record.kind));
  const ServiceField* field = service_field(*kind, name);
  if (!field) {
    std::vector<std::string_view> known;
    for (const ServiceField& each : kind->fields) known.push_back(each.name);
    return fail(Errc::usage,
                "no field " + shown(name) + " in a " + std::string{kind->name} + suggestion(name, known));
  }
  if (value.empty()) {
    record.fields.erase(std::string{name});
    return {};
  }
  auto kept = kept_form(*field, value);
  if (!kept) return tl::unexpected{kept.error()};
  record.fields[std::string{name}] = std::move(*kept);
  return {};
}

Json contract_body(std::string_view sha256, std::uint64_t size) {
  return {{"kind", "contract"}, {"object", sha256}, {"size", size}};
}

Json to_json(const ServiceRecord& record) {
  Json fields = Json::object();
  for (const auto& [name, value] : record.fields) fields[name] = value;
  return {{"kind", record.kind},
          {"id", record.id},
          {"version", static_cast<std::uint64_t>(record.version)},
          {"fields", std::move(fields)}};
}

Result<ServiceRecord> service_record_from_json(const Json& body) {
  ServiceRecord record;
  record.kind = text_at(body, "kind");
  record.id = text_at(body, "id");
  if (!service_kind(record.kind)) return fail(Errc::malformed, "unknown kind " + shown(record.kind));
  if (!is_id(record.id) || record.id.find_first_of("/.") != std::string::npos)
    return fail(Errc::malformed, "the id " + shown(record.id) + " cannot be one");
  const std::uint64_t version = number_at(body, "version");
  if (version == 0 || version > 1'000'000) return fail(Errc::malformed, "the version is no number");
  record.version = static_cast<int>(version);
  const Json& fields = child_at(body, "fields");
  if (!fields.is_object() || fields.size() > kMostFields)
    return fail(Errc::malformed, "the fields are no list of names and texts");
  for (const auto& [name, value] : fields.items()) {
    if (!value.is_string()) return fail(Errc::malformed, "field " + shown(name) + " is no text");
    record.fields.emplace(name, value.get<std::string>());
  }
  return record;
}

}  // namespace firsthour::playbooks
