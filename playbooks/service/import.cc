// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service/import_columns.h"
#include "playbooks/service_import.h"

#include <fmt/format.h>

#include <unordered_map>

namespace firsthour::playbooks {
namespace {

class Import {
 public:
  Import(const ServiceYear& year, const ServiceRecord& defaults, ImportPlan& plan)
      : year_{year}, defaults_{defaults}, kind_{*service_kind(defaults.kind)}, plan_{plan} {
    if (defaults_.kind != "follow-up") return;
    for (const ServiceRecord& record : year_.records)
      if (record.kind == "follow-up")
        known_[finding_key(record)] = {record.id, 0, record.text("state") != "closed"};
  }

  void take(const std::vector<CsvRow>& rows) {
    const std::vector<ImportColumn> columns = columns_of(kind_, rows.front(), plan_);
    // The number goes on from the first free id, which the caller has found already.
    std::uint64_t number = 0;
    for (const char c : std::string_view{defaults_.id}.substr(kind_.name.size() + 1))
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
    for (std::size_t i = 1; i < rows.size(); ++i) {
      ServiceRecord record;
      record.kind = defaults_.kind;
      record.id = numbered_id(kind_.name, number);
      if (!fill(rows[i], columns, record) || !stands(rows[i].line, record)) continue;
      plan_.records.push_back(std::move(record));
      ++number;
    }
  }

 private:
  struct Known {
    std::string id;
    std::uint64_t line = 0;  // of this table; 0: of the year
    bool open = true;
  };

  bool refuse(std::uint64_t line, std::string zh, std::string en) {
    plan_.refused.push_back({line, {std::move(zh), std::move(en)}});
    return false;
  }

  bool fill(const CsvRow& row, const std::vector<ImportColumn>& columns, ServiceRecord& record) {
    std::string port;
    for (const ImportColumn& column : columns) {
      if (column.index >= row.cells.size()) continue;
      if (column.field == kPortColumn) {
        port = trimmed(row.cells[column.index]);
        continue;
      }
      const ServiceField& field = *service_field(kind_, column.field);
      const std::string value = imported_value(kind_, field, row.cells[column.index]);
      if (value.empty()) continue;
      if (const auto set = set_field(record, column.field, value); !set)
        return refuse(row.line, fmt::format("“{}”的值无效：{}", field.zh, set.error().what),
                      set.error().what);
    }
    if (!port.empty() && port != "0" && !record.text("system").empty())
      if (const auto set = set_field(record, "system", record.text("system") + ":" + port); !set)
        return refuse(row.line, "端口无效", set.error().what);
    for (const auto& [name, value] : defaults_.fields) record.fields.try_emplace(name, value);
    if (record.kind == "follow-up") {
      record.fields.try_emplace("state", "issued");
      record.fields.try_emplace("source", "scan");
      record.fields.try_emplace("key", finding_key(record));
    }
    return true;
  }

  bool stands(std::uint64_t line, ServiceRecord& record) {
    for (const ServiceProblem& problem : problems_in(year_, record))
      if (problem.kind != ProblemKind::breach)
        return refuse(line, problem.what.zh, problem.field + ": " + problem.what.en);
    return record.kind != "follow-up" || is_new(line, record);
  }

  bool is_new(std::uint64_t line, ServiceRecord& record) {
    const auto [found, inserted] = known_.try_emplace(finding_key(record), Known{record.id, line, true});
    if (inserted) return true;
    Known& known = found->second;
    if (known.open && known.line > 0)
      return refuse(line, fmt::format("与第 {} 行相同", known.line),
                    fmt::format("the same finding as line {}", known.line));
    if (known.open)
      return refuse(line, "该问题已在整改中：" + known.id, "this finding is open as " + known.id);
    record.fields["recurrence_of"] = known.id;
    known = {record.id, line, true};
    return true;
  }

  const ServiceYear& year_;
  const ServiceRecord& defaults_;
  const ServiceKind& kind_;
  ImportPlan& plan_;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace

std::string finding_key(const ServiceRecord& follow_up) {
  if (!follow_up.text("key").empty()) return follow_up.text("key");
  const std::string &reference = follow_up.text("source_ref"), &title = follow_up.text("title");
  return in_small_letters(follow_up.text("system") + "|" + (reference.empty() ? title : reference));
}

Result<ImportPlan> plan_import(const ServiceYear& year, const ServiceRecord& defaults,
                               std::string_view bytes) {
  if (!service_kind(defaults.kind)) return fail(Errc::usage, "no such kind of record");
  const auto text = decode_table(bytes);
  if (!text) return tl::unexpected{text.error()};
  const auto rows = parse_csv(text->text);
  if (!rows) return tl::unexpected{rows.error()};
  if (rows->empty()) return fail(Errc::malformed, "the table is empty");
  ImportPlan plan;
  plan.encoding = text->encoding;
  Import{year, defaults, plan}.take(*rows);
  if (plan.taken.empty())
    return fail(Errc::malformed, "line 1: no column means a field of a " + defaults.kind);
  if (rows->size() == 1) return fail(Errc::malformed, "the table has a head and no row");
  return plan;
}

}  // namespace firsthour::playbooks
