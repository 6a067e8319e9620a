// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/incident_lists.h"

#include "casefile/encoding.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/incident_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace firsthour::playbooks {
namespace {

constexpr int kMostEntries = 99;

struct NoticeField {
  std::string_view name;
  std::string Notice::*member;  // null: the time
  std::string_view zh, en;
};
constexpr std::array kNoticeFields{
    NoticeField{"sent", nullptr, "报送时间", "sent"}, NoticeField{"to", &Notice::to, "报送对象", "to"},
    NoticeField{"by", &Notice::by, "报送人", "by"},
    NoticeField{"receipt", &Notice::receipt, "回执", "receipt"},
    NoticeField{"late_reason", &Notice::late_reason, "逾期原因", "reason when late"}};

struct CorrectiveField {
  std::string_view name;
  std::string Corrective::*member;
  std::string_view zh, en;
};
constexpr std::array kCorrectiveFields{CorrectiveField{"what", &Corrective::what, "整改内容", "what"},
                                       CorrectiveField{"owner", &Corrective::owner, "责任人", "owner"},
                                       CorrectiveField{"due", &Corrective::due, "期限", "due"},
                                       CorrectiveField{"state", &Corrective::state, "状态", "state"}};

struct Place {
  std::string_view kind;  // "" of a corrective action
  int number = 1;
  const NoticeField* notice = nullptr;
  const CorrectiveField* corrective = nullptr;
};

std::string quoted(std::string_view text) {
  return "'" + escape_for_terminal(display_utf8(text.substr(0, 64))) + "'";
}

// The words between dots, four at the most.
std::vector<std::string_view> parts_of(std::string_view name) {
  std::vector<std::string_view> parts;
  while (parts.size() < 5) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    parts.push_back(name.substr(0, dot));
    if (dot == name.size()) break;
    name.remove_prefix(dot + 1);
  }
  return parts;
}

template <class Fields>
auto find_field(const Fields& fields, std::string_view name) -> decltype(fields.data()) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

template <class Names>
std::string near(const Names& known, std::string_view word) {
  std::vector<std::string_view> names;
  for (const auto& one : known) names.push_back(one.name);
  return suggestion(word, names);
}

Result<int> number_of(std::string_view name, std::string_view word) {
  int number = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
  if (read.ec != std::errc{} || read.ptr != word.data() + word.size() || number < 1 || number > kMostEntries)
    return fail(Errc::usage, quoted(name) + ": " + quoted(word) + " is no number from 1 to 99");
  return number;
}

Result<Place> notice_place(std::string_view name, const std::vector<std::string_view>& parts) {
  if (parts.size() < 3 || parts.size() > 4)
    return fail(Errc::usage, quoted(name) + " is not notice.KIND.FIELD or notice.KIND.N.FIELD");
  Place place{parts[1], 1, find_field(kNoticeFields, parts.back()), nullptr};
  if (!find_field(kNoticeKinds, place.kind))
    return fail(Errc::usage,
                quoted(name) + ": no kind of notice " + quoted(place.kind) + near(kNoticeKinds, place.kind));
  if (!place.notice)
    return fail(Errc::usage, quoted(name) + ": no field " + quoted(parts.back()) + " in a notice" +
                                 near(kNoticeFields, parts.back()));
  if (parts.size() == 3) return place;
  const auto number = number_of(name, parts[2]);
  if (!number) return tl::unexpected{number.error()};
  place.number = *number;
  return place;
}

Result<Place> corrective_place(std::string_view name, const std::vector<std::string_view>& parts) {
  if (parts.size() != 3) return fail(Errc::usage, quoted(name) + " is not corrective.N.FIELD");
  const auto number = number_of(name, parts[1]);
  if (!number) return tl::unexpected{number.error()};
  Place place{"", *number, nullptr, find_field(kCorrectiveFields, parts[2])};
  if (!place.corrective)
    return fail(Errc::usage, quoted(name) + ": no field " + quoted(parts[2]) + " in a corrective action" +
                                 near(kCorrectiveFields, parts[2]));
  return place;
}

Result<Place> place_of(std::string_view name) {
  const auto parts = parts_of(name);
  return parts[0] == "notice" ? notice_place(name, parts) : corrective_place(name, parts);
}

int order_of(const Notice& notice) {
  const NoticeKind* kind = find_field(kNoticeKinds, notice.kind);
  return kind ? static_cast<int>(kind - kNoticeKinds.data()) : 99;
}

// The entry, made when it is not there; kept in the order of kinds and ordinals.
Notice& notice_at(Incident& incident, const Place& place) {
  for (Notice& notice : incident.notices)
    if (notice.kind == place.kind && notice.ordinal == place.number) return notice;
  Notice fresh;
  fresh.kind = place.kind;
  fresh.ordinal = place.number;
  const auto before = [](const Notice& a, const Notice& b) {
    return std::pair{order_of(a), a.ordinal} < std::pair{order_of(b), b.ordinal};
  };
  return *incident.notices.insert(
      std::upper_bound(incident.notices.begin(), incident.notices.end(), fresh, before), fresh);
}

Corrective& corrective_at(Incident& incident, int number) {
  if (incident.correctives.size() < static_cast<std::size_t>(number))
    incident.correctives.resize(static_cast<std::size_t>(number));
  return incident.correctives[static_cast<std::size_t>(number) - 1];
}

bool empty(const Notice& n) {
  return n.to.empty() && n.by.empty() && n.receipt.empty() && n.late_reason.empty() && !n.sent;
}
bool empty(const Corrective& c) {
  return c.what.empty() && c.owner.empty() && c.due.empty() && c.state.empty();
}

void drop_empty(Incident& incident) {
  std::erase_if(incident.notices, [](const Notice& notice) { return empty(notice); });
  while (!incident.correctives.empty() && empty(incident.correctives.back())) incident.correctives.pop_back();
}

Result<> check_place(const Incident& incident, std::string_view name, const Place& place) {
  int last = place.corrective ? static_cast<int>(incident.correctives.size()) : 0;
  for (const Notice& notice : incident.notices)
    if (place.notice && notice.kind == place.kind) last = std::max(last, notice.ordinal);
  if (place.number <= last + 1) return {};
  return fail(Errc::usage, quoted(name) + ": the next is number " + std::to_string(last + 1));
}

Result<std::string> corrective_value(const CorrectiveField& field, std::string_view name,
                                     std::string_view value) {
  if (field.name == "due" && !value.empty() &&
      (value.size() != 10 || !parse_rfc3339(std::string{value} + "T00:00:00+08:00")))
    return fail(Errc::usage, std::string{name} + " is no day: " + quoted(value) + " (write 2026-11-22)");
  if (field.name == "state" && (value == "未完成" || value == "整改中")) return std::string{"open"};
  if (field.name == "state" && (value == "完成" || value == "已完成")) return std::string{"done"};
  return std::string{value};
}

}  // namespace

bool is_list_name(std::string_view name) {
  return name.starts_with("notice.") || name.starts_with("corrective.");
}

Result<> read_list_field(Incident& incident, std::string_view name, std::string_view value) {
  const auto place = place_of(name);
  if (!place) return tl::unexpected{place.error()};
  if (auto good = check_text(name, value); !good) return good;
  if (place->corrective) {
    corrective_at(incident, place->number).*place->corrective->member = value;
  } else if (place->notice->member) {
    notice_at(incident, *place).*place->notice->member = value;
  } else {
    const auto time = time_value(name, value);
    if (!time) return tl::unexpected{time.error()};
    notice_at(incident, *place).sent = *time;
  }
  drop_empty(incident);
  return {};
}

Result<> set_list_field(Incident& incident, std::string_view name, std::string_view value) {
  const auto place = place_of(name);
  if (!place) return tl::unexpected{place.error()};
  if (auto good = check_place(incident, name, *place); !good) return good;
  if (auto good = check_typed_text(name, value); !good) return good;
  if (!place->corrective) return read_list_field(incident, name, value);
  const auto kept = corrective_value(*place->corrective, name, value);
  if (!kept) return tl::unexpected{kept.error()};
  return read_list_field(incident, name, *kept);
}

NamedValues notice_fields(const Incident& incident) {
  NamedValues fields;
  for (const Notice& notice : incident.notices) {
    const std::string at = "notice." + notice.kind + "." + std::to_string(notice.ordinal) + ".";
    for (const NoticeField& field : kNoticeFields) {
      std::string value = field.member  ? notice.*field.member
                          : notice.sent ? rfc3339(*notice.sent)
                                        : std::string{};
      if (!value.empty()) fields.emplace_back(at + std::string{field.name}, std::move(value));
    }
  }
  return fields;
}

NamedValues corrective_fields(const Incident& incident) {
  NamedValues fields;
  for (std::size_t i = 0; i < incident.correctives.size(); ++i)
    for (const CorrectiveField& field : kCorrectiveFields)
      if (const std::string& value = incident.correctives[i].*field.member; !value.empty())
        fields.emplace_back("corrective." + std::to_string(i + 1) + "." + std::string{field.name}, value);
  return fields;
}

Words list_words(std::string_view name) {
  const auto place = place_of(name);
  if (!place) return {std::string{name}, std::string{name}};
  const std::string number = std::to_string(place->number);
  if (place->corrective)
    return {"整改项 " + number + " " + std::string{place->corrective->zh},
            "corrective action " + number + ", " + std::string{place->corrective->en}};
  const NoticeKind* kind = find_field(kNoticeKinds, place->kind);
  const bool many = place->number > 1 || place->kind == "follow-up";
  return {std::string{kind->zh} + (many ? "（第 " + number + " 次）" : "") + std::string{place->notice->zh},
          std::string{kind->en} + (many ? " " + number : "") + ", " + std::string{place->notice->en}};
}

}  // namespace firsthour::playbooks
