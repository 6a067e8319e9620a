// SPDX-License-Identifier: Apache-2.0
// What a summary has to say to a customer's own Word file (template.h).
#include "playbooks/reports/summary_template.h"

#include "playbooks/classification.h"
#include "playbooks/reports/summary_part.h"

#include <array>

namespace firsthour::playbooks {
namespace {

using Row = TemplateValues::Row;

class Values : public SummaryPart {
 public:
  using SummaryPart::SummaryPart;

  TemplateValues all() {
    contract();
    figures();
    out_.lists["clauses"] = clauses();
    out_.lists["incidents"] = incidents(summary_.incidents);
    out_.lists["drills"] = incidents(summary_.drills);
    out_.lists["missing"] = missing();
    out_.lists["left_out"] = left_out();
    out_.lists["cases"] = cases();
    return std::move(out_);
  }

 private:
  void contract() {
    const ServiceContract& c = summary_.contract;
    auto& values = out_.values;
    values = {{"document.title", document_.title},
              {"document.subtitle", document_.subtitle},
              {"document.running", document_.running},
              {"document.made_from", document_.made_from},
              {"document.made", beijing_time(summary_.made)},
              {"contract.id", c.id},
              {"contract.name", c.name},
              {"contract.customer", c.customer},
              {"contract.provider", c.provider},
              {"contract.signed_on", day_text(c.signed_on)},
              {"contract.first_day", day_text(c.first_day)},
              {"contract.last_day", day_text(c.last_day)},
              {"period.name", summary_.period.name},
              {"period.first", day_text(summary_.period.first)},
              {"period.last", day_text(summary_.period.last)},
              {"missing.count", std::to_string(summary_.missing.size())},
              {"cases.count", std::to_string(summary_.sources.size())}};
    std::array<std::size_t, 4> states{};
    for (const ClauseResult& clause : summary_.clauses) ++states.at(static_cast<std::size_t>(clause.state));
    for (const auto& [name, state] : {std::pair{"clauses.met", ClauseState::met},
                                      {"clauses.missed", ClauseState::missed},
                                      {"clauses.unknown", ClauseState::unknown},
                                      {"clauses.running", ClauseState::running}})
      values[name] = std::to_string(states.at(static_cast<std::size_t>(state)));
  }

  // Every figure by its name; those of grade and class also where there was none of the kind, so that one
  // template serves every year.
  void figures() {
    std::vector<Row> rows;
    for (const auto& [name, figure] : summary_.figures) {
      const std::string text = number(name).text;
      out_.values["figure." + name] = text;
      rows.push_back({{"name", name}, {"value", text}});
    }
    out_.lists["figures"] = std::move(rows);
    std::vector<std::string> always{"incidents", "drills", "incidents.grade.unstated",
                                    "incidents.class.unstated"};
    for (const Grade grade : {Grade::especially_major, Grade::major, Grade::considerable, Grade::ordinary})
      always.push_back("incidents.grade." + std::string{name_of(grade)});
    for (int code = 1; code <= 10; ++code) always.push_back(fmt::format("incidents.class.{:02}", code));
    for (const std::string& name : always) out_.values.try_emplace("figure." + name, "0");
  }

  [[nodiscard]] std::vector<Row> clauses() const {
    std::vector<Row> rows;
    for (const ClauseResult& clause : summary_.clauses) {
      std::string evidence;
      for (const Run& run : records(clause.from, 6)) evidence += run.text;
      rows.push_back({{"number", std::to_string(rows.size() + 1)},
                      {"key", clause.key},
                      {"text", clause.text},
                      {"target", word(clause.target)},
                      {"actual", word(clause.actual)},
                      {"state", state_word(clause.state)},
                      {"why", word(clause.why)},
                      {"records", evidence}});
    }
    return rows;
  }

  [[nodiscard]] std::vector<Row> incidents(const std::vector<CaseExtract>& cases) const {
    const auto moment = [](const std::optional<Instant>& time) {
      return time ? beijing_time(*time).substr(0, 16) : std::string{};
    };
    std::vector<Row> rows;
    for (const CaseExtract& one : cases) {
      const Incident it = one.incident.value_or(Incident{});
      const auto grade = grade_from(it.grade);
      rows.push_back({{"number", std::to_string(rows.size() + 1)},
                      {"id", it.id},
                      {"name", it.name.empty() ? one.source.name : it.name},
                      {"case", one.source.file},
                      {"system", it.system},
                      {"class", it.class_code},
                      {"grade", grade ? word(words_of(*grade)) : std::string{}},
                      {"reported", moment(it.reported)},
                      {"arrived", moment(it.arrived)},
                      {"minutes", minutes_to_site(one)},
                      {"closed", moment(it.closed)},
                      {"cause", it.root_cause.empty() ? it.cause : it.root_cause}});
    }
    return rows;
  }

  [[nodiscard]] std::vector<Row> missing() const {
    std::vector<Row> rows;
    for (const Words& what : summary_.missing)
      rows.push_back({{"number", std::to_string(rows.size() + 1)}, {"what", word(what)}});
    return rows;
  }
  [[nodiscard]] std::vector<Row> left_out() const {
    std::vector<Row> rows;
    for (const Left& left : summary_.left_out) rows.push_back({{"case", left.file}, {"reason", left.reason}});
    return rows;
  }
  [[nodiscard]] std::vector<Row> cases() const {
    std::vector<Row> rows;
    for (const CaseSource& source : summary_.sources)
      rows.push_back({{"number", std::to_string(rows.size() + 1)},
                      {"file", source.file},
                      {"name", source.name},
                      {"id", source.id},
                      {"events", std::to_string(source.events)},
                      {"root", source.root}});
    return rows;
  }

  TemplateValues out_;
};

}  // namespace

TemplateValues summary_template_values(const Summary& summary, Language language, Document& document) {
  return Values{summary, language, document}.all();
}

}  // namespace firsthour::playbooks
