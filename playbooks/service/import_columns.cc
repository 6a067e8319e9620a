// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service/import_columns.h"

#include "casefile/encoding.h"
#include "casefile/number.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace firsthour::playbooks {
namespace {

using Alias = std::pair<std::string_view, std::string_view>;  // a column's name in small letters, the field

// What the exports of common scanners call their columns. A name that stands twice goes to the first field
// that has no column yet.
constexpr std::array kScannerColumns{
    Alias{"title", "title"},
    Alias{"name", "title"},
    Alias{"plugin name", "title"},
    Alias{"nvt name", "title"},
    Alias{"vulnerability", "title"},
    Alias{"vulnerability name", "title"},
    Alias{"vuln name", "title"},
    Alias{"漏洞名称", "title"},
    Alias{"漏洞标题", "title"},
    Alias{"风险名称", "title"},
    Alias{"弱点名称", "title"},
    Alias{"问题名称", "title"},
    Alias{"host", "system"},
    Alias{"ip", "system"},
    Alias{"ip address", "system"},
    Alias{"asset", "system"},
    Alias{"target", "system"},
    Alias{"hostname", "system"},
    Alias{"dns name", "system"},
    Alias{"ip地址", "system"},
    Alias{"资产ip", "system"},
    Alias{"资产", "system"},
    Alias{"资产名称", "system"},
    Alias{"主机", "system"},
    Alias{"主机ip", "system"},
    Alias{"目标", "system"},
    Alias{"url", "system"},
    Alias{"port", kPortColumn},
    Alias{"端口", kPortColumn},
    Alias{"severity", "severity"},
    Alias{"risk", "severity"},
    Alias{"risk level", "severity"},
    Alias{"threat", "severity"},
    Alias{"level", "severity"},
    Alias{"危险等级", "severity"},
    Alias{"危险级别", "severity"},
    Alias{"风险等级", "severity"},
    Alias{"风险级别", "severity"},
    Alias{"漏洞等级", "severity"},
    Alias{"漏洞级别", "severity"},
    Alias{"威胁等级", "severity"},
    Alias{"等级", "severity"},
    Alias{"级别", "severity"},
    Alias{"synopsis", "what"},
    Alias{"summary", "what"},
    Alias{"description", "what"},
    Alias{"漏洞描述", "what"},
    Alias{"详细描述", "what"},
    Alias{"风险描述", "what"},
    Alias{"描述", "what"},
    Alias{"solution", "requirement"},
    Alias{"remediation", "requirement"},
    Alias{"recommendation", "requirement"},
    Alias{"解决方案", "requirement"},
    Alias{"解决办法", "requirement"},
    Alias{"修复建议", "requirement"},
    Alias{"整改建议", "requirement"},
    Alias{"加固建议", "requirement"},
    Alias{"cve", "source_ref"},
    Alias{"cves", "source_ref"},
    Alias{"cve编号", "source_ref"},
    Alias{"cve id", "source_ref"},
    Alias{"plugin id", "source_ref"},
    Alias{"plugin", "source_ref"},
    Alias{"nvt oid", "source_ref"},
    Alias{"漏洞编号", "source_ref"},
    Alias{"单位", "unit"},
    Alias{"部门", "unit"},
    Alias{"责任部门", "unit"},
    Alias{"所属单位", "unit"},
    Alias{"所属部门", "unit"},
    Alias{"owner", "person"},
    Alias{"负责人", "person"},
    Alias{"资产负责人", "person"},
    Alias{"期限", "due"},
    Alias{"整改时限", "due"},
    Alias{"完成期限", "due"},
};

constexpr std::array kSeverityWords{
    Alias{"紧急", "critical"},    Alias{"超危", "critical"},   Alias{"严重", "critical"},
    Alias{"serious", "critical"}, Alias{"urgent", "critical"}, Alias{"高危", "high"},
    Alias{"高风险", "high"},      Alias{"中危", "medium"},     Alias{"中风险", "medium"},
    Alias{"moderate", "medium"},  Alias{"低危", "low"},        Alias{"低风险", "low"},
    Alias{"none", "info"},        Alias{"log", "info"},        Alias{"informational", "info"},
    Alias{"information", "info"}, Alias{"信息", "info"},       Alias{"无", "info"},
    Alias{"信息泄露", "info"},
};

// The qualitative scale of CVSS v3.
std::string severity_of_score(double score) {
  if (score >= 9.0) return "critical";
  if (score >= 7.0) return "high";
  if (score >= 4.0) return "medium";
  return score > 0 ? "low" : "info";
}

std::string severity_in(std::string_view cell) {
  const std::string word = in_small_letters(cell);
  for (const auto& [name, severity] : kSeverityWords)
    if (word == name) return std::string{severity};
  if (const auto score = number_from<double>(word);
      score && *score >= 0 && *score <= 10 && word.find('.') != word.npos)
    return severity_of_score(*score);
  return word;
}

// "2026/1/2", "2026-01-02", "2026年1月2日", "20260102" at the beginning; what follows stays in `rest`.
std::optional<std::string> day_at(std::string_view text, std::string_view& rest) {
  std::array<int, 3> parts{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t begin = at, most = i == 0 ? 4 : 2;
    while (at < text.size() && at - begin < most && text[at] >= '0' && text[at] <= '9')
      parts[i] = parts[i] * 10 + (text[at++] - '0');
    if (at == begin) return std::nullopt;
    for (const std::string_view mark : {"年", "月", "日", "/", "-", "."})
      if (text.substr(at).starts_with(mark) && (i < 2 || mark == "日")) {
        at += mark.size();
        break;
      }
  }
  rest = trimmed(text.substr(at));
  return fmt::format("{:04}-{:02}-{:02}", parts[0], parts[1], parts[2]);
}

std::string time_in(std::string_view cell) {
  if (parse_rfc3339(cell)) return std::string{cell};
  std::string_view rest;
  const auto day = day_at(cell, rest);
  if (!day) return std::string{cell};
  if (rest.starts_with("T")) rest.remove_prefix(1);
  std::string clock{rest};
  if (clock.find(':') == 1) clock.insert(0, "0");
  return *day + "T" + clock + "+08:00";
}

std::string day_in(std::string_view cell) {
  std::string_view rest;
  const auto day = day_at(cell, rest);
  const bool midnight =
      rest.empty() || rest == "0:00" || rest == "00:00" || rest == "0:00:00" || rest == "00:00:00";
  return day && midnight ? *day : std::string{cell};
}

std::string field_of(const ServiceKind& kind, const std::string& name) {
  if (const ServiceField* field = service_field_called(kind, name)) return std::string{field->name};
  if (kind.name == "follow-up")
    for (const auto& [column, field] : kScannerColumns)
      if (name == column) return std::string{field};
  return {};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string in_small_letters(std::string_view text) {
  std::string small{text};
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return small;
}

std::vector<ImportColumn> columns_of(const ServiceKind& kind, const CsvRow& header, ImportPlan& plan) {
  std::vector<ImportColumn> columns;
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const std::string_view said = trimmed(header.cells[i]);
    if (said.empty()) continue;
    std::string field = field_of(kind, in_small_letters(said));
    const bool twice = std::any_of(columns.begin(), columns.end(),
                                   [&](const ImportColumn& column) { return column.field == field; });
    if (field.empty() || twice) {
      plan.left.push_back(escape_for_terminal(said.substr(0, 64)));
      continue;
    }
    plan.taken.push_back(escape_for_terminal(said) + " → " + field);
    columns.push_back({i, std::move(field)});
  }
  return columns;
}

std::string imported_value(const ServiceKind& kind, const ServiceField& field, std::string_view cell) {
  cell = trimmed(cell);
  if (cell.empty()) return {};
  if (field.kind == FieldKind::time) return time_in(cell);
  if (field.kind == FieldKind::day) return day_in(cell);
  if (kind.name == "follow-up" && field.name == "severity") return severity_in(cell);
  return std::string{cell};
}

}  // namespace firsthour::playbooks
