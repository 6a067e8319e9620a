// SPDX-License-Identifier: Apache-2.0
// Reading tables/duties.yaml.
#include "casefile/json.h"
#include "casefile/number.h"
#include "playbooks/deadlines.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/records/placed_fields.h"
#include "playbooks/records/tables.h"

#include <algorithm>
#include <array>
#include <set>

namespace firsthour::playbooks {
namespace {

using Duty = DutyTable::Duty;

constexpr std::size_t kMostDuties = 200;
constexpr std::string_view kNotice = "notice:", kOnSiteFrom = "contract.on_site_from",
                           kContract = "contract.";

constexpr std::array<std::string_view, 3> kTableKeys{"version", "source", "duties"};
constexpr std::array<std::string_view, 19> kDutyKeys{
    "key",       "title", "owed_by",      "owed_to",      "basis",     "next",        "ours",
    "watched",   "from",  "done",         "within",       "operators", "least_grade", "crime",
    "effective", "until", "alternatives", "warn_percent", "checked"};
constexpr std::array<std::string_view, 4> kContractNumbers{"accept_minutes", "on_site_minutes",
                                                           "told_operator_minutes", "record_days"};

struct Unit {
  std::string_view name;
  std::int64_t seconds;
};
constexpr std::array kUnits{Unit{" min", 60}, Unit{" h", 3600}};

std::vector<std::string> read_moments(PlacedFields& fields, std::string_view key) {
  std::vector<std::string> moments = fields.texts(key);
  std::vector<std::string_view> known;
  for (const TimeField& field : kTimeFields) known.push_back(field.name);
  if (moments.empty()) fields.wrong(key, "is missing");
  for (const std::string& moment : moments) {
    if (time_field(moment) || moment == kOnSiteFrom) continue;
    if (moment.starts_with(kNotice) && moment.size() > kNotice.size()) continue;
    fields.wrong(key, "names no moment" + suggestion(moment, known));
  }
  return moments;
}

// "30 min", "4 h", "30 d", "promptly", "contract.NAME".
void read_within(PlacedFields& fields, Duty& duty) {
  constexpr std::int64_t kMost = 10'000;
  const std::string text = fields.required_text("within");
  if (text == "promptly") return;
  if (text.starts_with(kContract)) {
    duty.contract_number = text.substr(kContract.size());
    if (std::find(kContractNumbers.begin(), kContractNumbers.end(), duty.contract_number) ==
        kContractNumbers.end())
      fields.wrong("within",
                   "names no number of the contract" + suggestion(duty.contract_number, kContractNumbers));
    return;
  }
  const auto figure = [&](std::string_view unit) -> std::optional<std::int64_t> {
    if (!text.ends_with(unit)) return std::nullopt;
    const auto value = number_from<std::int64_t>(std::string_view{text}.substr(0, text.size() - unit.size()));
    return value && *value > 0 && *value <= kMost ? value : std::nullopt;
  };
  for (const Unit& unit : kUnits)
    if (const auto value = figure(unit.name)) duty.seconds = *value * unit.seconds;
  if (const auto value = figure(" d")) duty.days = static_cast<int>(*value);
  if (duty.seconds == 0 && duty.days == 0)
    fields.wrong("within", "is no time (write 30 min, 4 h, 30 d, promptly or contract.NAME)");
}

void read_when_owed(PlacedFields& fields, Duty& duty) {
  for (const std::string& name : fields.texts("operators")) {
    if (const auto kind = operator_kind(name))
      duty.operators.push_back(*kind);
    else
      fields.wrong("operators", "are cii, state-organ, other");
  }
  if (const std::string grade = fields.text("least_grade"); !grade.empty()) {
    duty.least_grade = grade_from(grade).value_or(Grade::unstated);
    if (duty.least_grade == Grade::unstated) fields.wrong("least_grade", "is no grade");
  }
  duty.crime = fields.truth("crime").value_or(false);
  duty.effective = fields.day("effective");
  duty.until = fields.day("until");
  duty.alternatives = fields.text("alternatives");
}

Result<Duty> read_duty(const PlacedJson& in, const std::string& path, const Json& json) {
  PlacedFields fields{in, path, json, kDutyKeys};
  Duty duty;
  Deadline& form = duty.form;
  form.key = fields.required_text("key");
  form.title = fields.words("title");
  form.owed_by = fields.words("owed_by");
  form.owed_to = fields.words("owed_to");
  form.basis = fields.words("basis");
  form.next = fields.words("next");
  for (const auto& [name, words] : {std::pair{"title", &form.title}, std::pair{"owed_by", &form.owed_by},
                                    std::pair{"basis", &form.basis}})
    if (words->zh.empty()) fields.wrong(name, "is missing");
  form.ours = fields.truth("ours").value_or(false);
  form.watched = fields.truth("watched").value_or(true);
  form.checked = fields.truth("checked").value_or(false);
  form.effective = fields.text("effective");
  duty.from = read_moments(fields, "from");
  duty.done = read_moments(fields, "done");
  duty.warn_percent = static_cast<int>(fields.number("warn_percent", 0, 100).value_or(25));
  read_within(fields, duty);
  read_when_owed(fields, duty);
  if (auto good = fields.result(); !good) return tl::unexpected{good.error()};
  return duty;
}

}  // namespace

Result<DutyTable> DutyTable::load(const std::string& folder) {
  const auto text = table_text("duties.yaml", folder);
  if (!text) return tl::unexpected{text.error()};
  return parse(*text);
}

Result<DutyTable> DutyTable::parse(std::string_view text) {
  const auto placed = parse_placed(text);
  if (!placed) return fail("duties", placed.error());
  DutyTable table;
  PlacedFields fields{*placed, "", placed->json, kTableKeys};
  table.version_ = fields.required_text("version");
  table.source_ = fields.required_text("source");
  const Json duties = fields.list("duties");
  if (duties.empty() || duties.size() > kMostDuties) fields.wrong("duties", "are none, or more than 200");
  if (auto good = fields.result(); !good) return fail("duties", good.error());
  std::set<std::string> keys;
  for (std::size_t i = 0; i < duties.size(); ++i) {
    const std::string path = "duties/" + std::to_string(i);
    auto duty = read_duty(*placed, path, duties[i]);
    if (!duty) return fail("duties", duty.error());
    if (!keys.insert(duty->form.key).second)
      return fail(Errc::malformed, "duties: " + placed->place(path) + ": the key stands twice");
    table.duties_.push_back(std::move(*duty));
  }
  return table;
}

}  // namespace firsthour::playbooks
