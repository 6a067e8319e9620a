// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/document.h"

#include "playbooks/reports/writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace firsthour::playbooks {

Line value_or_blank(const std::string& text, Mark mark) {
  if (text.empty()) return {Run{"________", Mark::blank}};
  return {Run{text, mark}};
}

int total_weight(const Table& table) {
  int total = 0;
  for (const Column& column : table.columns) total += column.weight;
  return total > 0 ? total : 1;
}

std::string figure_title(int number, std::string_view title, Language language) {
  const bool zh = language == Language::zh;
  return fmt::format("{} {}{}{}", zh ? "图" : "Figure", number, title.empty() ? "" : zh ? "　" : ". ", title);
}

std::string limit_text(const Chart& chart, Language language) {
  const std::string value = fmt::format("{:.{}f}", *chart.limit, std::clamp(chart.decimals, 0, 6));
  return (language == Language::zh ? "限值：" : "limit: ") +
         (chart.limit_label.empty() ? value : chart.limit_label);
}

std::string picture_problem(const Picture& picture, Language language) {
  return (language == Language::zh ? "此处图片既非 PNG 也非 JPEG，未能显示："
                                   : "picture is neither PNG nor JPEG and not shown: ") +
         picture.caption;
}

Chart in_pareto_order(const Chart& chart) {
  if (chart.kind != ChartKind::pareto || chart.series.empty()) return chart;
  const auto& values = chart.series.front().values;
  const auto weight = [&](std::size_t i) {
    return i < values.size() && values[i].value ? *values[i].value : -std::numeric_limits<double>::infinity();
  };
  std::vector<std::size_t> order(chart.categories.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
  Chart sorted = chart;
  sorted.series.resize(1);
  sorted.series[0].values.assign(order.size(), {});
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted.categories[i] = chart.categories[order[i]];
    if (order[i] < values.size()) sorted.series[0].values[i] = values[order[i]];
  }
  return sorted;
}

namespace {

Line value_cell(const Chart& chart, const Chart::Series& series, std::size_t i, Language language) {
  if (i >= series.values.size() || !series.values[i].value)
    return {Run{language == Language::zh ? "不详" : "unknown", Mark::quiet}};
  return {
      Run{fmt::format("{:.{}f}", *series.values[i].value, chart.decimals), Mark::plain, series.values[i].to}};
}

}  // namespace

Table data_table(const Chart& given, Language language) {
  const bool zh = language == Language::zh, pareto = given.kind == ChartKind::pareto;
  const Chart chart = in_pareto_order(given);
  Table table;
  table.columns.push_back({zh ? "项目" : "category", chart.series.size() > 4 ? 2 : 3, false});
  for (const Chart::Series& series : chart.series) table.columns.push_back({series.name, 1, true});
  if (pareto) table.columns.push_back({zh ? "累计占比" : "running share", 2, true});
  double sum = 0, running = 0;
  if (pareto && !chart.series.empty())
    for (const Chart::Value& value : chart.series[0].values) sum += value.value.value_or(0);
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    std::vector<Line> row{{Run{chart.categories[i]}}};
    for (const Chart::Series& series : chart.series) row.push_back(value_cell(chart, series, i, language));
    if (pareto && !chart.series.empty()) {
      running += chart.series[0].values[i].value.value_or(0);
      row.push_back({Run{sum > 0 ? fmt::format("{0:.{3}f}/{1:.{3}f} ({2:.1f} %)", running, sum,
                                               100 * running / sum, chart.decimals)
                                 : std::string{"-"}}});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string written(const Document& document, Format format) {
  switch (format) {
    case Format::docx:
      return as_docx(document);
    case Format::html:
      return as_html(document);
    case Format::markdown:
      return as_markdown(document);
    case Format::json:
      return as_json_text(document);
  }
  return {};
}

}  // namespace firsthour::playbooks
