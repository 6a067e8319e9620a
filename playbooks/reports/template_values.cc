// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/template_values.h"

#include "casefile/qr_code.h"
#include "playbooks/reports/form_values.h"

#include <fmt/format.h>

namespace firsthour::playbooks {
namespace {

using Row = TemplateValues::Row;

std::string numbered(std::size_t index) { return std::to_string(index + 1); }

std::vector<Row> volumes(const CaseFacts& facts) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < facts.volumes.size(); ++i) {
    Row row;
    for (const std::string_view column : volume_column_names())
      row.emplace(column, volume_value(column, facts.volumes[i], i + 1));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> people(const CaseFacts& facts) {
  std::vector<Row> rows;
  for (const Person& person : facts.answers.people)
    rows.push_back({{"number", numbered(rows.size())},
                    {"name", person.name},
                    {"unit", person.unit},
                    {"role", person.role},
                    {"id_number", person.id_number},
                    {"phone", person.phone}});
  return rows;
}

std::vector<Row> findings(const CaseFacts& facts, Language language) {
  const bool zh = language == Language::zh;
  std::vector<Row> rows;
  for (const Finding& finding : facts.findings)
    rows.push_back({{"number", numbered(rows.size())},
                    {"severity", severity_word(finding.severity, language)},
                    {"title", zh && !finding.title_zh.empty() ? finding.title_zh : finding.title},
                    {"why", zh && !finding.why_zh.empty() ? finding.why_zh : finding.why},
                    {"rule", finding.rule},
                    {"host", finding.host},
                    {"path", finding.path},
                    {"item", finding.item},
                    {"attack", fmt::format("{}", fmt::join(finding.attack, "、"))}});
  return rows;
}

std::vector<Row> doings(const CaseFacts& facts) {
  std::vector<Row> rows;
  for (const Doing& doing : facts.doings)
    rows.push_back({{"number", numbered(rows.size())},
                    {"time", beijing_time(doing.at)},
                    {"who", doing.actor},
                    {"what", doing.what},
                    {"result", doing.result},
                    {"why", doing.why},
                    {"command", doing.command}});
  return rows;
}

}  // namespace

TemplateValues template_values(const ReportInput& input, const Document& document) {
  TemplateValues out;
  for (const std::string_view name : form_value_names())
    out.values.emplace(name, form_value(name, input.facts));
  out.values["document.title"] = document.title;
  out.values["document.subtitle"] = document.subtitle;
  out.values["document.running"] = document.running;
  out.values["document.made_from"] = document.made_from;
  out.values["document.exercise"] = document.exercise;
  out.values["document.events"] = std::to_string(input.facts.events);
  out.values["checkpoint"] = std::string{input.checkpoint};
  out.values["annex.name"] = input.annex_name;
  out.values["annex.sha256"] = input.annex_sha256;
  out.lists["volumes"] = volumes(input.facts);
  out.lists["people"] = people(input.facts);
  out.lists["findings"] = findings(input.facts, input.language);
  out.lists["actions"] = doings(input.facts);
  std::string picture;
  if (!input.checkpoint.empty())
    if (const auto code = encode_qr(input.checkpoint)) picture = qr_as_png(*code, 6);
  out.pictures["checkpoint"] = std::move(picture);
  out.exercise = document.exercise;
  return out;
}

}  // namespace firsthour::playbooks
