// SPDX-License-Identifier: Apache-2.0
#include "casefile/number.h"
#include "triage/csv_line.h"
#include "triage/indicators/readers.h"
#include "triage/indicators/recognise.h"
#include "triage/sigma/regex.h"

#include <algorithm>
#include <map>

namespace firsthour::triage {
namespace {

using Columns = std::map<std::string, std::size_t, std::less<>>;

// The header names what a column is; one with a column for the value is a header.
std::optional<Columns> header_of(const std::vector<std::string>& cells) {
  static const std::map<std::string, std::string, std::less<>> kMeanings{
      {"type", "type"},           {"kind", "type"},         {"indicator_type", "type"},
      {"value", "value"},         {"indicator", "value"},   {"ioc", "value"},
      {"pattern", "value"},       {"severity", "severity"}, {"score", "score"},
      {"confidence", "score"},    {"comment", "comment"},   {"description", "comment"},
      {"reference", "reference"}, {"source", "reference"},  {"link", "reference"},
      {"to_ids", "to_ids"}};
  Columns columns;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::string name = cells[i];
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (const auto meaning = kMeanings.find(name); meaning != kMeanings.end())
      columns.emplace(meaning->second, i);
  }
  return columns.contains("value") ? std::optional{columns} : std::nullopt;
}

constexpr std::size_t kLongestLine = 64U << 10U;

std::uint64_t score_of(Severity severity) {
  constexpr std::uint64_t kScores[] = {10, 25, 50, 75, 90};
  return kScores[static_cast<std::size_t>(severity)];
}

class ListReader {
 public:
  ListReader(const std::string& file, Gathered& into) : file_{file}, into_{into} {}

  void line(std::string_view text, int number) {
    if (text.size() > kLongestLine)
      return into_.problem(file_, number, "a line of " + std::to_string(text.size()) + " bytes was left out");
    text = trimmed(text);
    if (text.empty() || text.front() == '#') return;
    if (first_) {
      first_ = false;
      separator_ = text.find(',') != text.npos ? ',' : text.find('\t') != text.npos ? '\t' : ',';
      columns_ = header_of(cells_of(text, separator_));
      if (columns_) return;
    }
    columns_ ? row(cells_of(text, separator_), number) : plain(text, number);
  }

 private:
  void row(const std::vector<std::string>& cells, int number) {
    const auto cell = [&](const char* name) -> std::string {
      const auto at = columns_->find(name);
      return at == columns_->end() || at->second >= cells.size() ? "" : cells[at->second];
    };
    if (cell("value").empty()) return into_.problem(file_, number, "no value");
    if (const std::string to_ids = cell("to_ids"); to_ids == "0" || to_ids == "false") return;
    Indicator indicator = made(refanged(cell("value")), number);
    if (const std::string type = cell("type"); !type.empty()) {
      const auto kind = kind_named(type);
      if (!kind) return into_.problem(file_, number, "the type `" + type + "` is not known");
      indicator.kind = *kind;
    }
    if (const auto severity = severity_from(cell("severity"))) indicator.score = score_of(*severity);
    if (const auto score = number_from<unsigned>(cell("score")); score && *score <= 100)
      indicator.score = *score;
    indicator.comment = cell("comment");
    indicator.reference = cell("reference");
    into_.add(std::move(indicator));
  }

  // "value", "HASH;comment", "host;comment", "REGEX;SCORE", "REGEX;SCORE;REGEX of what is no hit".
  void plain(std::string_view text, int number) {
    const std::vector<std::string> parts = cells_of(text, ';');
    const auto score = parts.size() > 1 ? number_from<int>(parts[1]) : std::nullopt;
    if (score && !algorithm_of_digest(parts[0])) return name_pattern(parts, *score, number);
    Indicator indicator = made(refanged(parts[0]), number);
    if (parts.size() > 1) indicator.comment = parts[1];
    into_.add(std::move(indicator));
  }

  void name_pattern(const std::vector<std::string>& parts, int score, int number) {
    if (score <= 0) return;  // a pattern that only takes from the score of others
    if (auto compiled = sigma::Regex::compile(parts[0], {}); !compiled)
      return into_.problem(file_, number, "the expression: " + compiled.error().what);
    Indicator indicator = made(parts[0], number);
    indicator.kind = IndicatorKind::name_pattern;
    indicator.score = static_cast<std::uint64_t>(std::min(score, 100));
    if (parts.size() > 2) indicator.reference = parts[2];
    into_.add(std::move(indicator));
  }

  [[nodiscard]] Indicator made(std::string value, int number) const {
    Indicator indicator;
    indicator.kind = recognise(value);
    indicator.value = std::move(value);
    indicator.file = file_;
    indicator.line = number;
    return indicator;
  }

  const std::string& file_;
  Gathered& into_;
  bool first_ = true;
  char separator_ = ',';
  std::optional<Columns> columns_;
};

}  // namespace

void Gathered::add(Indicator indicator) {
  auto value = canonical(indicator.kind, indicator.value);
  if (!value)
    return problem(indicator.file, indicator.line,
                   "`" + indicator.value.substr(0, 100) + "` is not what its type says");
  indicator.value = std::move(*value);
  indicators.push_back(std::move(indicator));
}

void read_indicator_list(std::string_view text, const std::string& file, Gathered& into) {
  ListReader reader{file, into};
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.line(text.substr(0, end), ++number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace firsthour::triage
