// SPDX-License-Identifier: Apache-2.0
// What a record says, in the order in which it is printed.
#include "playbooks/records/incident_fields.h"
#include "playbooks/records/incident_lists.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

// Times stand with the group that they belong to; the others make the time line.
struct TimePlace {
  std::string_view name;
  FieldGroup group;
};
constexpr std::array kTimePlaces{
    TimePlace{"reported", FieldGroup::report},      TimePlace{"escalated", FieldGroup::acceptance},
    TimePlace{"accepted", FieldGroup::acceptance},  TimePlace{"dispatched", FieldGroup::acceptance},
    TimePlace{"arrived", FieldGroup::on_site},      TimePlace{"remote_from", FieldGroup::on_site},
    TimePlace{"remote_until", FieldGroup::on_site}, TimePlace{"graded_at", FieldGroup::grading}};

const TimePlace* place_of(const TimeField& field) {
  const auto found = std::find_if(kTimePlaces.begin(), kTimePlaces.end(),
                                  [&](const TimePlace& place) { return place.name == field.name; });
  return found == kTimePlaces.end() ? nullptr : &*found;
}

class Groups {
 public:
  explicit Groups(const Incident& incident) : incident_{incident}, fields_{fields_of(incident)} {}

  std::vector<RecordGroup> all() && {
    for (const GroupWords& words : kGroups) {
      begin(words.zh, words.en);
      group(words.group);
      if (words.group == FieldGroup::on_site) time_line();
    }
    begin("报告与通报", "Notices");
    for (auto& [name, value] : notice_fields(incident_)) put(name);
    std::erase_if(groups_, [](const RecordGroup& group) { return group.fields.empty(); });
    return std::move(groups_);
  }

 private:
  void begin(std::string_view zh, std::string_view en) {
    groups_.push_back({{std::string{zh}, std::string{en}}, {}});
  }
  void put(std::string_view name) {
    const auto found = fields_.find(std::string{name});
    if (found != fields_.end()) groups_.back().fields.push_back(*found);
  }
  void group(FieldGroup group) {
    for (const TextField& field : kTextFields)
      if (field.group == group) put(field.name);
    if (group == FieldGroup::identity)
      for (const char* name : {"exercise", "state"}) put(name);
    if (group == FieldGroup::on_site) put("on_site_from");
    for (const TimePlace& place : kTimePlaces)
      if (place.group == group) put(place.name);
    if (group == FieldGroup::lessons)
      for (auto& [name, value] : corrective_fields(incident_)) put(name);
  }
  void time_line() {
    begin("时间线", "Time line");
    for (const TimeField& field : kTimeFields)
      if (!place_of(field)) put(field.name);
  }

  const Incident& incident_;
  std::map<std::string, std::string> fields_;
  std::vector<RecordGroup> groups_;
};

}  // namespace

std::vector<RecordGroup> fields_by_group(const Incident& incident) { return Groups{incident}.all(); }

}  // namespace firsthour::playbooks
