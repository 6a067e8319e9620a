// SPDX-License-Identifier: Apache-2.0
// What was taken and with what: fields, collections, items, media, tools, integrity.
#include "playbooks/reports/form_sections.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <sstream>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLongestCell = 2000;

// The boxes of a form: those that were chosen are ticked; own words stand behind the last box.
Line ticked(const FormMaking& form, const FormField& field, const std::string& chosen) {
  std::vector<std::string> own;
  std::vector<bool> ticks(field.choices.size(), false);
  std::istringstream lines{chosen};
  for (std::string word; std::getline(lines, word);) {
    const auto known = std::find_if(field.choices.begin(), field.choices.end(),
                                    [&](const FormChoice& choice) { return choice.key == word; });
    if (known != field.choices.end())
      ticks[static_cast<std::size_t>(known - field.choices.begin())] = true;
    else if (!word.empty())
      own.push_back(word);
  }
  if (!own.empty() && !ticks.empty()) ticks.back() = true;
  const bool short_words = std::all_of(field.choices.begin(), field.choices.end(),
                                       [](const FormChoice& choice) { return choice.words.zh.size() <= 12; });
  std::string text;
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    if (i > 0) text += short_words ? "    " : "\n";
    text += (ticks[i] ? "☑ " : "□ ") + form.label(field.choices[i].words);
  }
  if (!own.empty()) text += fmt::format("：{}", fmt::join(own, "；"));
  Line line{Run{std::move(text)}};
  if (!field.checked) line.push_back(Run{"\n（各选项未与规定正式文本逐项核对）", Mark::quiet});
  return line;
}

int column_weight(std::string_view column) {
  if (column == "number" || column == "quantity") return 2;
  if (is_digest_column(column)) return 7;
  if (column == "name" || column == "method" || column == "result" || column == "how" || column == "what")
    return 6;
  return 5;
}

using CellText = std::function<std::string(std::string_view column, std::size_t row)>;

// One row each; a row of blanks where there is none, `blanks` rows at the least.
Table table_of(const FormMaking& form, const FormSection& section, std::size_t rows, std::size_t blanks,
               const CellText& text) {
  std::vector<const FormField*> columns;
  for (const FormField& column : section.fields) {
    bool known = !column.if_known;
    for (std::size_t row = 0; row < rows && !known; ++row) known = !text(column.value, row).empty();
    if (known) columns.push_back(&column);
  }
  Table table;
  for (const FormField* column : columns)
    table.columns.push_back({form.label(column->label), column_weight(column->value)});
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<Line> cells;
    for (const FormField* column : columns)
      cells.push_back(value_or_blank(evidence_text(text(column->value, row), kLongestCell),
                                     is_digest_column(column->value) ? Mark::code : Mark::plain));
    table.rows.push_back(std::move(cells));
  }
  while (table.rows.size() < blanks)
    table.rows.push_back(std::vector<Line>(table.columns.size(), value_or_blank("")));
  return table;
}

Table source_table(const FormMaking& form, const ItemList& items) {
  Table table;
  table.columns = {{form.label({"来源", "source"}), 6},
                   {form.label({"项数", "items"}), 3, true},
                   {form.label({"大小", "size"}), 4, true},
                   {form.label({"未完整取得", "not complete"}), 3, true}};
  for (const auto& [name, source] : items.sources)
    table.rows.push_back({value_or_blank(evidence_text(name, 120)),
                          {Run{grouped(source.items)}},
                          {Run{size_text(source.bytes, Language::zh)}},
                          {Run{grouped(source.incomplete)}}});
  return table;
}

std::string triage_text(const FormMaking& form) {
  std::string text = fmt::format("可疑事项 {} 条", form.facts.findings.size());
  for (const Severity severity :
       {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info}) {
    const auto count = std::count_if(form.facts.findings.begin(), form.facts.findings.end(),
                                     [&](const Finding& f) { return f.severity == severity; });
    if (count > 0) text += fmt::format("，{} {}", severity_word(severity, Language::zh), count);
  }
  return text + "（详见案件报告）";
}

}  // namespace

void add_fields(FormMaking& form, const FormSection& section) {
  Facts fields;
  for (const FormField& field : section.fields) {
    const std::string value = form_value(field.value, form.facts);
    fields.rows.emplace_back(form.label(field.label),
                             field.choices.empty() ? value_or_blank(value) : ticked(form, field, value));
  }
  form.add(std::move(fields));
}

void add_volumes(FormMaking& form, const FormSection& section) {
  const auto& volumes = form.facts.volumes;
  const std::uint64_t before = form.history.supplement ? form.history.supplement->volumes_before : 0;
  form.add(table_of(form, section, volumes.size(), 1, [&](std::string_view column, std::size_t row) {
    return volume_value(column, volumes[row], before + row + 1);
  }));
}

void add_items(FormMaking& form, const FormSection& section) {
  const ItemList& items = form.history.items;
  std::vector<const CaseItem*> rows;
  for (const CaseItem& item : items.alone) rows.push_back(&item);
  for (const CaseItem& item : items.collected) rows.push_back(&item);
  if (items.total > rows.size()) {
    form.add(Note{
        NoteKind::information,
        {Run{fmt::format(
            "所列对象共 {} 项（{}），超出逐项列明的 {} 项，以下按来源汇总；逐项名称、大小与校验值见附件“{}”，"
            "其 SHA-256 见本文书完整性校验值一节，附件与本文书一并有效。",
            grouped(items.total), size_text(items.bytes, Language::zh), section.rows,
            form.input.annex_name)}}});
    form.add(source_table(form, items));
    if (rows.empty()) return;
    form.add(
        Paragraph{{Run{items.alone_total > rows.size()
                           ? fmt::format("以下为单独固定的对象，共 {} 项，列出前 {} 项：",
                                         grouped(items.alone_total), rows.size())
                           : fmt::format("以下为单独固定的对象，共 {} 项：", grouped(items.alone_total))}}});
  }
  form.add(table_of(form, section, rows.size(), 1, [&](std::string_view column, std::size_t row) {
    return item_value(column, *rows[row], items.first_number + row);
  }));
}

void add_media(FormMaking& form, const FormSection& section) {
  constexpr std::size_t kRowsByHand = 3;
  const auto& media = form.facts.answers.scene.media;
  form.add(table_of(form, section, media.size(), kRowsByHand, [&](std::string_view column, std::size_t row) {
    return medium_value(column, media[row], row + 1);
  }));
}

void add_clearances(FormMaking& form, const FormSection& section) {
  constexpr std::size_t kRowsByHand = 3;
  const auto& all = form.facts.answers.scene.clearings;
  form.add(table_of(form, section, all.size(), kRowsByHand, [&](std::string_view column, std::size_t row) {
    return clearing_value(column, all[row], row + 1);
  }));
}

void add_results(FormMaking& form) {
  Facts facts;
  if (form.facts.items > 0) {
    facts.rows.push_back({form.label({"提取对象", "items"}),
                          {Run{fmt::format("{} 项，{}", grouped(form.facts.items),
                                           size_text(form.facts.item_bytes, Language::zh))}}});
    facts.rows.push_back(
        {form.label({"未完整取得", "not complete"}),
         {Run{form.facts.incomplete_total == 0
                  ? std::string{"无"}
                  : fmt::format("{} 项，逐项原因见附件清单", grouped(form.facts.incomplete_total))}}});
  } else {
    facts.rows.emplace_back(form.label({"提取对象", "items"}), value_or_blank(""));
  }
  if (!form.facts.triage.empty())
    facts.rows.push_back({form.label({"初步筛查", "triage"}), {Run{triage_text(form)}}});
  form.add(std::move(facts));
}
void add_tools(FormMaking& form) {
  Table table;
  table.columns = {{form.label({"工具与版本", "tool and version"}), 4},
                   {form.label({"程序文件 SHA-256", "SHA-256 of the program"}), 8}};
  for (const UsedTool& tool : form.facts.tools)
    table.rows.push_back(
        {{Run{evidence_text(tool.name)}}, value_or_blank(digest_in_two_lines(tool.sha256), Mark::code)});
  if (table.rows.empty()) table.rows.push_back({value_or_blank(""), value_or_blank("")});
  form.add(std::move(table));
}

void add_integrity(FormMaking& form) {
  Facts facts;
  for (const Volume& volume : form.facts.volumes) {
    facts.rows.emplace_back(volume_title(volume) + " SHA-256",
                            value_or_blank(digest_in_two_lines(volume.sha256), Mark::code));
    facts.rows.emplace_back(volume_title(volume) + " SM3",
                            value_or_blank(digest_in_two_lines(volume.sm3), Mark::code));
    facts.rows.emplace_back(volume_title(volume) + form.label({" 校验结果", "check"}),
                            value_or_blank(volume_value("result", volume, 0)));
  }
  if (!form.input.annex_sha256.empty()) {
    facts.rows.push_back(
        {form.label({"附件（逐项清单）", "annex: list of files"}),
         {Run{form.input.annex_name + fmt::format("，共 {} 项", grouped(form.facts.items))}}});
    facts.rows.push_back({form.label({"附件 SHA-256", "SHA-256 of the annex"}),
                          {Run{digest_in_two_lines(form.input.annex_sha256), Mark::code}}});
  }
  form.add(std::move(facts));
  ReportInput chinese = form.input;
  chinese.language = Language::zh;
  add_checkpoint(chinese, form.document);
}

}  // namespace firsthour::playbooks
