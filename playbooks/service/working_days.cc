// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "casefile/number.h"
#include "playbooks/calendar.h"
#include "playbooks/records/placed_fields.h"
#include "playbooks/records/tables.h"

#include <array>

namespace firsthour::playbooks {
namespace {

constexpr int kLongestHoliday = 31;
constexpr int kSaturday = 6;

constexpr std::array<std::string_view, 3> kTableKeys{"version", "source", "years"};
constexpr std::array<std::string_view, 4> kYearKeys{"notice", "dated", "checked", "holidays"};
constexpr std::array<std::string_view, 4> kHolidayKeys{"name", "from", "to", "make_up"};

struct Holiday {
  std::string name;
  std::vector<Day> free, worked;
};

Result<Holiday> read_holiday(const PlacedJson& in, const std::string& path, const Json& json, int year) {
  PlacedFields fields{in, path, json, kHolidayKeys};
  Holiday holiday{fields.required_text("name"), {}, {}};
  const auto from = fields.day("from"), to = fields.day("to");
  if (!from) fields.wrong("from", "is missing");
  const Day first = from.value_or(Day{}), last = to.value_or(first);
  if (const int days = days_between(first, last); days < 0 || days >= kLongestHoliday)
    fields.wrong("to", "is before `from`, or more than a month after it");
  else
    for (int i = 0; i <= days; ++i) holiday.free.push_back(plus_days(first, i));
  for (const std::string& text : fields.texts("make_up")) {
    const auto day = parse_day(text);
    if (!day)
      fields.wrong("make_up", "holds '" + text.substr(0, 32) + "', which is no day");
    else if (weekday(*day) < kSaturday)
      fields.wrong("make_up", "holds " + text + ", which is no weekend");
    else
      holiday.worked.push_back(*day);
  }
  for (const auto* days : {&holiday.free, &holiday.worked})
    for (const Day day : *days)
      if (day.year < year - 1 || day.year > year + 1)
        fields.wrong("from", day_text(day) + " is not of the year");
  if (auto good = fields.result(); !good) return tl::unexpected{good.error()};
  return holiday;
}

}  // namespace

Result<WorkingDays> WorkingDays::parse(std::string_view text) {
  const auto read = parse_placed(text);
  if (!read) return fail("working days", read.error());
  WorkingDays days;
  PlacedFields table{*read, "", read->json, kTableKeys};
  days.version_ = table.required_text("version");
  const Json* years = table.find("years");
  if (!years || !years->is_object()) table.wrong("years", "is missing, or no map of years");
  if (auto good = table.result(); !good) return fail("working days", good.error());
  for (const auto& [name, json] : years->items()) {
    const std::string path = "years/" + name;
    PlacedFields year{*read, path, json, kYearKeys};
    const auto number = number_from<int>(name);
    if (!number) year.wrong("notice", "belongs to no year");
    std::string& notice = days.notices_[number.value_or(0)];
    notice = year.required_text("notice");
    if (!year.truth("checked").value_or(false)) notice += "（未核对）";
    const Json holidays = year.list("holidays");
    if (auto good = year.result(); !good) return fail("working days", good.error());
    for (std::size_t i = 0; i < holidays.size(); ++i) {
      const std::string place = path + "/holidays/" + std::to_string(i);
      const auto holiday = read_holiday(*read, place, holidays[i], *number);
      if (!holiday) return fail("working days", holiday.error());
      for (const bool worked : {false, true})
        for (const Day day : worked ? holiday->worked : holiday->free)
          if (!days.moved_.emplace(day, Moved{worked, holiday->name}).second)
            return fail(Errc::malformed,
                        "working days: " + read->place(place) + ": " + day_text(day) + " twice");
    }
  }
  return days;
}

const WorkingDays& WorkingDays::built_in() {
  // The table is of this very build and a test parses it: there is no other outcome.
  static const WorkingDays kDays = *load("");
  return kDays;
}

Result<WorkingDays> WorkingDays::load(const std::string& folder) {
  const auto table = table_text("working-days.yaml", folder);
  if (!table) return tl::unexpected{table.error()};
  return parse(*table);
}

bool WorkingDays::working(Day day) const {
  const auto found = moved_.find(day);
  return found != moved_.end() ? found->second.working : weekday(day) < kSaturday;
}

bool WorkingDays::published(int year) const { return notices_.contains(year); }

std::string WorkingDays::name_of(Day day) const {
  const auto found = moved_.find(day);
  if (found == moved_.end()) return {};
  return found->second.working ? found->second.name + "调休上班" : found->second.name;
}

std::string WorkingDays::notice_of(int year) const {
  const auto found = notices_.find(year);
  return found == notices_.end() ? std::string{} : found->second;
}

Day WorkingDays::plus_working_days(Day day, int count) const {
  while (count > 0) {
    day = plus_days(day, 1);
    if (working(day)) --count;
  }
  return day;
}

std::vector<Day> WorkingDays::working_days(Day first, Day last) const {
  std::vector<Day> days;
  for (Day day = first; day <= last; day = plus_days(day, 1))
    if (working(day)) days.push_back(day);
  return days;
}

}  // namespace firsthour::playbooks
