// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/sigma_run.h"

#include "triage/engine/message.h"
#include "triage/sigma/sigma_run_text.h"

#include <algorithm>
#include <map>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

constexpr std::size_t kMostNamesInASentence = 20;

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMostNamesInASentence; ++i) {
    text.append(text.empty() ? "" : ", ").append(names[i]);
  }
  if (names.size() > kMostNamesInASentence) {
    text += " and " + std::to_string(names.size() - kMostNamesInASentence) + " more";
  }
  return text;
}

}  // namespace

SigmaRun::SigmaRun(const SigmaRules& rules)
    : rules_{&rules},
      correlator_{rules.plan()},
      streams_(rules.mapping().streams().size()),
      hits_of_(rules.rules().size(), 0) {}

void SigmaRun::take(const Event& event, const EventSource& source, std::optional<Instant> time,
                    const EventPlace& place) {
  ++events_;
  matched_.clear();
  rules_->mapping().streams_of(source, event, belongs_to_);
  for (const std::uint32_t stream : belongs_to_) {
    const LogStream& what = rules_->mapping().streams()[stream];
    ++streams_[stream].events;
    if (!rules_->index(stream)) continue;
    if (!renames(what)) {
      match(stream, event, time, place);
    } else {
      rename_fields(what, event, renamed_);
      match(stream, renamed_, time, place);
    }
  }
  if (!matched_.empty()) ++matched_events_;
}

void SigmaRun::match(std::uint32_t stream, const Event& event, std::optional<Instant> time,
                     const EventPlace& place) {
  const RuleIndex& index = *rules_->index(stream);
  for (const std::uint32_t candidate : index.candidates(event, streams_[stream].index)) {
    const Rule& rule = *index.rules()[candidate];
    if (!matches(rule, event)) continue;
    // An event can belong to two streams that the rule is for.
    const std::uint32_t number = rules_->number_of(rule);
    if (std::ranges::find(matched_, number) != matched_.end()) continue;
    matched_.push_back(number);
    hit(number, event, time, place);
  }
}

void SigmaRun::hit(std::uint32_t rule, const Event& event, std::optional<Instant> time,
                   const EventPlace& place) {
  if (rules_->plan().is_wanted(rule)) correlator_.take(rule, event, time, place);
  if (!rules_->plan().speaks(rule)) return;
  if (hits_of_[rule] >= kMostPerRule) {
    ++hits_of_[rule];
    return;
  }
  const Rule& what = rules_->rules()[rule];
  shown_.refer_to(event);
  add_place(time, place, shown_);
  Hit made;
  made.rule = rule;
  if (!what.once_per.empty()) {
    // First: a scan of a million requests is one finding, and its sentence is wanted once.
    made.key = key_of(what, place.host, shown_);
    if (keys_.contains(made.key)) return;
  }
  made.item = place.item;
  made.host = place.host;
  made.path = place.path;
  for (std::string& field : matched_fields(what, event)) {
    made.matches.push_back({std::move(field), place.offset, place.length});
  }
  made.why = why_of(what, made.matches, shown_, false);
  made.why_zh = why_of(what, made.matches, shown_, true);
  keep(std::move(made));
}

void SigmaRun::keep(Hit hit) {
  if (!hit.key.empty() && !keys_.insert(hit.key).second) return;
  if (++hits_of_[hit.rule] > kMostPerRule) return;
  hits_.push_back(std::move(hit));
}

bool SigmaRun::seen(std::uint32_t stream, std::string_view field) const {
  const RuleIndex* index = rules_->index(stream);
  if (!index) return false;
  const auto place = std::ranges::find(index->fields(), field);
  const auto number = static_cast<std::size_t>(place - index->fields().begin());
  const auto has = [&](const std::vector<bool>& some) { return number < some.size() && some[number]; };
  return has(streams_[stream].index.seen()) || has(streams_[stream].seen);
}

Finding SigmaRun::finding_of(const Hit& hit) const {
  const Rule& rule = rules_->rules()[hit.rule];
  Finding finding;
  finding.detector = "sigma";
  finding.rule = rule.name;
  finding.title = rule.title;
  finding.title_zh = rule.title_zh;
  finding.severity = rule.severity;
  finding.item = hit.item;
  finding.path = hit.path;
  finding.host = hit.host;
  finding.matches = hit.matches;
  finding.why = hit.why;
  finding.why_zh = hit.why_zh;
  finding.attack = rule.attack;
  finding.rule_digest = rule.digest;
  finding.id = finding_id(finding);
  return finding;
}

Finding SigmaRun::finding_of(const CorrelatedEvents& events) const {
  const Correlation& correlation = rules_->correlations()[events.correlation];
  Finding finding;
  finding.detector = "sigma";
  finding.rule = correlation.name;
  finding.title = correlation.title;
  finding.title_zh = correlation.title_zh;
  finding.attack = correlation.attack;
  finding.rule_digest = correlation.digest;
  const CorrelatedEvents::Place& last = events.places.back();
  finding.item = last.item;
  finding.host = last.host;
  finding.path = last.path;
  Severity highest = Severity::info;
  for (const CorrelatedEvents::Place& place : events.places) {
    const bool of_rule = place.rule < rules_->rules().size();
    if (of_rule) highest = std::max(highest, rules_->rules()[place.rule].severity);
    if (place.item != last.item || place.path != last.path) continue;
    const std::string& name = of_rule ? rules_->rules()[place.rule].name
                                      : rules_->correlations()[place.rule - rules_->rules().size()].name;
    finding.matches.push_back({name, place.offset, place.length});
  }
  finding.severity = correlation.severity.value_or(highest);
  finding.why = why_of(correlation, events, false);
  finding.why_zh = why_of(correlation, events, true);
  finding.id = finding_id(finding);
  return finding;
}

void SigmaRun::add_correlated(SigmaOutcome& into) {
  std::map<std::uint32_t, std::uint64_t> found;
  for (const CorrelatedEvents& events : correlator_.finish()) {
    if (++found[events.correlation] <= kMostPerRule) into.findings.push_back(finding_of(events));
  }
  const auto say = [&](std::uint64_t count, const std::string& what) {
    if (count > 0) into.unknown.push_back(std::to_string(count) + what);
  };
  for (const auto& [correlation, count] : found) {
    if (count > kMostPerRule)
      say(count - kMostPerRule, " more findings of " + rules_->correlations()[correlation].name);
  }
  for (const auto& [correlation, count] : correlator_.ungrouped()) {
    say(count, " events were not correlated by " + rules_->correlations()[correlation].name +
                   ": they lack a field that it groups by or counts");
  }
  say(correlator_.without_time(), " events were not correlated: their time is not known");
  say(correlator_.not_kept(), " events were not correlated: more than 256 MiB");
}

SigmaOutcome SigmaRun::finish() {
  SigmaOutcome outcome;
  outcome.events = events_;
  outcome.matched_events = matched_events_;
  for (const Hit& hit : hits_) outcome.findings.push_back(finding_of(hit));
  add_correlated(outcome);
  for (std::uint32_t rule = 0; rule < hits_of_.size(); ++rule) {
    if (hits_of_[rule] <= kMostPerRule) continue;
    outcome.unknown.push_back(rules_->rules()[rule].name + ": " +
                              std::to_string(hits_of_[rule] - kMostPerRule) + " more events than the " +
                              std::to_string(kMostPerRule) + " findings kept");
  }
  say_what_was_not_looked_for(outcome);
  return outcome;
}

void SigmaRun::say_what_was_not_looked_for(SigmaOutcome& into) const {
  std::map<std::string, std::vector<std::string>> no_source, no_log, no_field;
  for (std::uint32_t rule = 0; rule < rules_->rules().size(); ++rule) {
    const Rule& what = rules_->rules()[rule];
    std::uint64_t events = 0;
    for (const std::uint32_t stream : rules_->streams_of(rule)) events += streams_[stream].events;
    if (rules_->streams_of(rule).empty()) {
      ++into.rules_no_source;
      no_source[describe(what.source)].push_back(what.name);
    } else if (events == 0) {
      ++into.rules_no_log;
      no_log[describe(what.source)].push_back(what.name);
    } else {
      ++into.rules_used;
      if (hits_of_[rule] > 0) continue;
      if (const std::string fields = missing_fields(rule); !fields.empty())
        no_field[fields].push_back(what.name);
    }
  }
  for (const auto& [source, names] : no_source) {
    into.unknown.push_back("not applicable: no log that is read here is " + source + ": " +
                           std::to_string(names.size()) + " rules: " + joined(names));
  }
  for (const auto& [source, names] : no_log) {
    into.unknown.push_back("no such log here: " + source + ": " + std::to_string(names.size()) + " rules");
  }
  for (const auto& [fields, names] : no_field) {
    into.unknown.push_back("not applicable: no entry of the log has " + fields + ": " + joined(names));
  }
}

// The fields without which the rule cannot match, when no event had them; "" when it could have matched.
std::string SigmaRun::missing_fields(std::uint32_t rule) const {
  const Rule& what = rules_->rules()[rule];
  const auto is_missing = [&](const FieldTest& test) {
    if (test.field.empty() || may_match_absent(test)) return false;
    return std::ranges::none_of(rules_->streams_of(rule),
                                [&](std::uint32_t stream) { return seen(stream, test.field); });
  };
  const bool could = what.condition.may_hold([&](std::size_t search) {
    return std::ranges::any_of(what.searches[search].alternatives,
                               [&](const auto& tests) { return std::ranges::none_of(tests, is_missing); });
  });
  if (could) return {};
  std::vector<std::string> names;
  what.condition.each_positive([&](std::size_t search) {
    for (const auto& tests : what.searches[search].alternatives) {
      for (const FieldTest& test : tests) {
        if (is_missing(test) && std::ranges::find(names, test.field) == names.end())
          names.push_back(test.field);
      }
    }
  });
  return joined(names);
}

std::string SigmaRun::tell() {
  MessageWriter message;
  message.number(events_);
  message.number(matched_events_);
  message.number(streams_.size());
  for (std::uint32_t s = 0; s < streams_.size(); ++s) {
    message.number(streams_[s].events);
    const std::size_t fields = rules_->index(s) ? rules_->index(s)->fields().size() : 0;
    std::string bits(fields, '0');
    for (std::size_t i = 0; i < fields; ++i) {
      if (seen(s, rules_->index(s)->fields()[i])) bits[i] = '1';
    }
    message.text(streams_[s].events > 0 ? bits : "");
  }
  message.number(hits_of_.size());
  for (const std::uint64_t count : hits_of_) message.number(count);
  message.number(hits_.size());
  for (const Hit& hit : hits_) {
    message.number(hit.rule);
    for (const std::string* text : {&hit.item, &hit.host, &hit.path, &hit.why, &hit.why_zh, &hit.key}) {
      message.text(*text);
    }
    message.number(hit.matches.size());
    for (const FindingMatch& match : hit.matches) {
      message.text(match.string);
      message.number(match.offset);
      message.number(match.length);
    }
  }
  correlator_.write(message);
  *this = SigmaRun{*rules_};
  return message.take();
}

Result<> SigmaRun::hear(std::string_view told) {
  MessageReader message{told};
  const auto malformed = [] { return Result<>{fail(Errc::malformed, "not what a run over logs tells")}; };
  const std::uint64_t events = message.number(), matched_events = message.number();
  if (message.count() != streams_.size()) return malformed();
  for (std::uint32_t s = 0; s < streams_.size(); ++s) {
    streams_[s].events += message.number();
    const std::string_view bits = message.text();
    if (streams_[s].seen.size() < bits.size() && rules_->index(s)) {
      streams_[s].seen.resize(std::min(bits.size(), rules_->index(s)->fields().size()));
    }
    for (std::size_t i = 0; i < bits.size() && i < streams_[s].seen.size(); ++i) {
      if (bits[i] == '1') streams_[s].seen[i] = true;
    }
  }
  if (message.count() != hits_of_.size()) return malformed();
  std::vector<std::uint64_t> beyond;
  for (std::size_t rule = 0; rule < hits_of_.size(); ++rule) {
    const std::uint64_t count = message.number();
    beyond.push_back(count > kMostPerRule ? count - kMostPerRule : 0);
  }
  for (std::uint64_t left = message.count(); left > 0; --left) {
    Hit hit;
    const std::uint64_t rule = message.number();
    for (std::string* text : {&hit.item, &hit.host, &hit.path, &hit.why, &hit.why_zh, &hit.key}) {
      *text = message.text();
    }
    for (std::uint64_t matches = message.count(); matches > 0; --matches) {
      FindingMatch match{std::string{message.text()}, 0, 0};
      match.offset = message.number();
      match.length = message.number();
      hit.matches.push_back(std::move(match));
    }
    if (message.failed() || rule >= hits_of_.size()) return malformed();
    hit.rule = static_cast<std::uint32_t>(rule);
    keep(std::move(hit));
  }
  for (std::size_t rule = 0; rule < hits_of_.size(); ++rule) hits_of_[rule] += beyond[rule];
  if (!correlator_.read(message) || !message.done()) return malformed();
  events_ += events;
  matched_events_ += matched_events;
  return {};
}

}  // namespace firsthour::triage::sigma
