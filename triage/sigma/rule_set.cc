// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/rule_set.h"

#include "casefile/bytes.h"
#include "triage/sigma/rule_files.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

constexpr std::uint64_t kLargestFile = 1U << 20;

bool serves(std::string_view rule, std::string_view event) {
  if (rule.empty() || rule == event) return true;
  return event.size() > rule.size() && event.starts_with(rule) && event[rule.size()] == '.';
}

}  // namespace

Result<RuleSet> RuleSet::load(const std::vector<std::string>& paths, const FieldCatalogue& catalogue,
                              const Placeholders& placeholders) {
  RuleSet set;
  for (const std::string& path : paths) {
    auto files = rule_files(path);
    if (!files) return tl::unexpected{files.error()};
    for (const std::string& file : *files) set.take_file(file, catalogue, placeholders);
  }
  set.resolve_correlations();
  set.apply_filters();
  return set;
}

template <class Document>
void RuleSet::keep(Document document, std::vector<Document>& among) {
  const auto [known, added] = file_of_.emplace(document.name, document.file);
  if (added) {
    among.push_back(std::move(document));
    return;
  }
  problems_.push_back({document.file, document.line,
                       "a rule named \"" + document.name + "\" was already read from " + known->second});
}

void RuleSet::take_file(const std::string& path, const FieldCatalogue& catalogue,
                        const Placeholders& placeholders) {
  auto text = read_file(path, kLargestFile);
  if (!text) {
    problems_.push_back({path, 0, text.error().what});
    return;
  }
  LoadedRules loaded = load_rules(*text, path, catalogue, placeholders);
  std::ranges::move(loaded.problems, std::back_inserter(problems_));
  for (Rule& rule : loaded.rules) keep(std::move(rule), rules_);
  for (Correlation& correlation : loaded.correlations) keep(std::move(correlation), correlations_);
  std::ranges::move(loaded.filters, std::back_inserter(filters_));
  elsewhere_.insert(loaded.elsewhere.begin(), loaded.elsewhere.end());
  elsewhere_count_ += loaded.elsewhere_count;
}

namespace {

// Takes out of `left` what `is_ready` says, again and again: what goes may make others ready.
template <class Ready, class Use>
void take_ready(std::vector<Correlation>& left, Ready is_ready, Use use) {
  for (bool moved = true; moved;) {
    std::vector<Correlation> waiting;
    for (Correlation& one : left) {
      if (is_ready(one)) {
        use(std::move(one));
      } else {
        waiting.push_back(std::move(one));
      }
    }
    moved = waiting.size() < left.size();
    left = std::move(waiting);
  }
}

template <class Document>
void name_in(std::unordered_set<std::string>& names, const Document& document) {
  names.insert(document.name);
  if (!document.id.empty()) names.insert(document.id);
}

}  // namespace

// A correlation without one of its rules could only be silent: it goes, and with it those that stand on it.
// What is kept stands behind all that it needs.
void RuleSet::resolve_correlations() {
  std::unordered_set<std::string> known;
  for (const Rule& rule : rules_) name_in(known, rule);
  const auto is_known = [&](const std::string& rule) { return known.contains(rule); };
  std::vector<Correlation> left = std::move(correlations_);
  correlations_.clear();
  take_ready(
      left, [&](const Correlation& one) { return std::ranges::all_of(one.rules, is_known); },
      [&](Correlation&& one) {
        name_in(known, one);
        correlations_.push_back(std::move(one));
      });
  take_ready(
      left,
      [&](const Correlation& one) {
        return std::ranges::any_of(one.rules, [&](const std::string& r) { return elsewhere_.contains(r); });
      },
      [&](Correlation&& one) {
        name_in(elsewhere_, one);
        ++elsewhere_count_;
      });
  for (const Correlation& one : left) {
    const auto missing = std::ranges::find_if_not(one.rules, is_known);
    problems_.push_back(
        {one.file, one.line, "the correlation needs the rule \"" + *missing + "\", which is not there"});
  }
}

void RuleSet::apply_filters() {
  for (const Filter& filter : filters_) {
    std::size_t applied = 0;
    for (Rule& rule : rules_) {
      const bool named = filter.every_rule ||
                         std::ranges::find(filter.rules, rule.name) != filter.rules.end() ||
                         (!rule.id.empty() && std::ranges::find(filter.rules, rule.id) != filter.rules.end());
      if (!named || !is_within(rule.source, filter.source)) continue;
      apply(filter, rule);
      ++applied;
    }
    const bool others =
        std::ranges::any_of(filter.rules, [&](const std::string& r) { return elsewhere_.contains(r); });
    if (applied == 0 && !others) {
      problems_.push_back(
          {filter.file, filter.line,
           "the filter \"" + filter.title + "\" names no rule that is there for its log source"});
    }
  }
}

const std::vector<const Rule*>& RuleSet::for_service(std::string_view service) const {
  const auto known = by_service_.find(service);
  if (known != by_service_.end()) return known->second;
  std::vector<const Rule*> found;
  for (const Rule& rule : rules_) {
    if (serves(rule.source.service, service)) found.push_back(&rule);
  }
  return by_service_.emplace(std::string{service}, std::move(found)).first->second;
}

}  // namespace firsthour::triage::sigma
