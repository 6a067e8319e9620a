// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/correlator.h"

#include "casefile/digest.h"
#include "casefile/number.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace firsthour::triage::sigma {
namespace {

constexpr std::uint32_t kAbsent = 0;
constexpr std::size_t kLongestText = 1024;
constexpr std::size_t kMostPlaces = 20;  // the first and the last ten
constexpr std::size_t kMostValues = 10;

std::uint32_t clamped(std::uint64_t number) {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

std::string joined(const Event& event, const Field& field) {
  std::string text;
  for (const Scalar& value : event.scalars(field)) {
    if (!text.empty()) text += ", ";
    text += value.text;
    if (text.size() > kLongestText) break;
  }
  return text;
}

}  // namespace

Correlator::Correlator(const CorrelationPlan& plan, std::uint64_t most_memory)
    : plan_{&plan}, most_memory_{most_memory}, tables_(plan.node_count()) {
  texts_.emplace_back();  // kAbsent
}

// Two long texts that begin alike stay two.
std::uint32_t Correlator::intern(std::string_view text) {
  std::string shortened;
  if (text.size() > kLongestText) {
    shortened = std::string{text.substr(0, kLongestText - 65)} + "\n" + sha256(text).hex();
    text = shortened;
  }
  const auto known = numbers_.find(text);
  if (known != numbers_.end()) return known->second;
  texts_.emplace_back(text);
  memory_ += text.size() + 100;
  const auto number = static_cast<std::uint32_t>(texts_.size() - 1);
  numbers_.emplace(texts_.back(), number);
  return number;
}

bool Correlator::add(std::uint32_t node, const Row& row, std::span<const std::uint32_t> values) {
  const std::uint64_t size = sizeof(Row) + values.size_bytes();
  if (memory_ + size > most_memory_) {
    ++not_kept_;
    return false;
  }
  memory_ += size;
  tables_[node].rows.push_back(row);
  tables_[node].values.insert(tables_[node].values.end(), values.begin(), values.end());
  return true;
}

void Correlator::take(std::uint32_t rule, const Event& event, std::optional<Instant> time,
                      const EventPlace& place) {
  if (!time) {
    ++without_time_;
    return;
  }
  if (memory_ >= most_memory_) {
    ++not_kept_;
    return;
  }
  std::vector<std::uint32_t> values;
  for (const std::string& column : plan_->columns(rule)) {
    const Field* field = event.find(column);
    values.push_back(field && field->count > 0 ? intern(joined(event, *field)) : kAbsent);
  }
  std::string where{place.item};
  where.append(1, '\0').append(place.host).append(1, '\0').append(place.path);
  const Row row{time->nanoseconds,     sequence_++,         place.offset,
                clamped(place.length), clamped(place.line), intern(where)};
  add(rule, row, values);
}

std::size_t Correlator::column(std::uint32_t node, const std::string& name) const {
  const std::vector<std::string>& columns = plan_->columns(node);
  return static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin());
}

std::vector<Correlator::Entry> Correlator::entries_of(std::uint32_t correlation,
                                                      std::vector<std::vector<std::uint32_t>>& groups) {
  const Correlation& what = plan_->correlations()[correlation];
  std::map<std::vector<std::uint32_t>, std::uint32_t> numbers;
  std::vector<Entry> entries;
  const std::vector<std::uint32_t>& members = plan_->members(correlation);
  for (std::uint32_t m = 0; m < members.size(); ++m) {
    const Table& table = tables_[members[m]];
    const std::size_t width = plan_->columns(members[m]).size();
    std::vector<std::size_t> of_group;
    for (const std::string& field : what.group_by)
      of_group.push_back(column(members[m], field_of(what, m, field)));
    for (std::uint32_t r = 0; r < table.rows.size(); ++r) {
      std::vector<std::uint32_t> group;
      for (const std::size_t c : of_group) group.push_back(table.values[r * width + c]);
      if (std::ranges::find(group, kAbsent) != group.end()) {
        ++ungrouped_[correlation];
        continue;
      }
      const auto [known, added] =
          numbers.emplace(std::move(group), static_cast<std::uint32_t>(groups.size()));
      if (added) groups.push_back(known->first);
      entries.push_back({known->second, m, r, table.rows[r].time, table.rows[r].sequence});
    }
  }
  std::ranges::sort(entries, {}, [](const Entry& e) {
    return std::tuple{e.group, e.time, e.sequence, e.member};
  });
  return entries;
}

GroupEvent Correlator::group_event(std::uint32_t correlation, const Entry& entry) {
  const Correlation& what = plan_->correlations()[correlation];
  GroupEvent event{entry.time, entry.member, kAbsent, std::nullopt};
  if (what.fields.empty()) return event;
  const std::uint32_t node = plan_->members(correlation)[entry.member];
  const std::size_t width = plan_->columns(node).size();
  std::string tuple;
  for (const std::string& field : what.fields) {
    const std::size_t at = column(node, field_of(what, entry.member, field));
    const std::uint32_t value = tables_[node].values[entry.row * width + at];
    if (value == kAbsent) return event;
    if (!tuple.empty()) tuple += ", ";
    tuple += texts_[value];
  }
  event.value = intern(tuple);
  event.number = number_from<double>(tuple);
  return event;
}

void Correlator::correlate(std::uint32_t correlation, std::vector<CorrelatedEvents>& into) {
  std::vector<std::vector<std::uint32_t>> groups;
  const std::vector<Entry> entries = entries_of(correlation, groups);
  for (std::size_t from = 0, to = 0; from < entries.size(); from = to) {
    while (to < entries.size() && entries[to].group == entries[from].group) ++to;
    correlate_group(correlation, std::span{entries}.subspan(from, to - from), groups[entries[from].group],
                    into);
  }
}

void Correlator::correlate_group(std::uint32_t correlation, std::span<const Entry> all,
                                 std::span<const std::uint32_t> group, std::vector<CorrelatedEvents>& into) {
  const Correlation& what = plan_->correlations()[correlation];
  const bool numbers = what.type == CorrelationType::value_sum || what.type == CorrelationType::value_avg ||
                       what.percentile.has_value();
  std::vector<Entry> entries;
  std::vector<GroupEvent> events;
  for (const Entry& entry : all) {
    const GroupEvent event = group_event(correlation, entry);
    if ((!what.fields.empty() && event.value == kAbsent) || (numbers && !event.number)) {
      ++ungrouped_[correlation];
      continue;
    }
    entries.push_back(entry);
    events.push_back(event);
  }
  const std::uint32_t self = plan_->rule_count() + correlation;
  const auto held = [&](std::size_t i) {
    if (plan_->is_wanted(self)) pass_on(correlation, entries[i], group);
  };
  const std::vector<Stretch> stretches = stretches_of(what, events, held);
  if (!plan_->speaks(self)) return;
  for (const Stretch& stretch : stretches)
    into.push_back(answer(correlation, entries, group, stretch, events));
}

// The correlation's own match, at the time and place of its last event, for the correlations around it.
void Correlator::pass_on(std::uint32_t correlation, const Entry& last, std::span<const std::uint32_t> group) {
  const Correlation& what = plan_->correlations()[correlation];
  const std::uint32_t node = plan_->members(correlation)[last.member],
                      self = plan_->rule_count() + correlation;
  const std::size_t width = plan_->columns(node).size();
  std::vector<std::uint32_t> values;
  for (const std::string& name : plan_->columns(self)) {
    const auto grouped = std::ranges::find(what.group_by, name);
    if (grouped != what.group_by.end()) {
      values.push_back(group[static_cast<std::size_t>(grouped - what.group_by.begin())]);
      continue;
    }
    const std::size_t at = column(node, name);
    values.push_back(at < width ? tables_[node].values[last.row * width + at] : kAbsent);
  }
  const Row row = tables_[node].rows[last.row];
  add(self, row, values);
}

CorrelatedEvents Correlator::answer(std::uint32_t correlation, std::span<const Entry> entries,
                                    std::span<const std::uint32_t> group, const Stretch& stretch,
                                    std::span<const GroupEvent> events) {
  const Correlation& what = plan_->correlations()[correlation];
  CorrelatedEvents made;
  made.correlation = correlation;
  made.first = {entries[stretch.first].time};
  made.last = {entries[stretch.last].time};
  made.number = stretch.number;
  for (std::size_t i = 0; i < group.size(); ++i) made.group.emplace_back(what.group_by[i], texts_[group[i]]);
  for (std::size_t i = stretch.first; i <= stretch.last; ++i) {
    if (stretch.value && events[i].value != *stretch.value) continue;
    ++made.count;
    if (!what.fields.empty() && made.values.size() < kMostValues) {
      const std::string& value = texts_[events[i].value];
      if (std::ranges::find(made.values, value) == made.values.end()) made.values.push_back(value);
    }
    const bool early = i - stretch.first < kMostPlaces / 2, late = stretch.last - i < kMostPlaces / 2;
    if (!early && !late) continue;
    const std::uint32_t node = plan_->members(correlation)[entries[i].member];
    const Row& row = tables_[node].rows[entries[i].row];
    const std::string& where = texts_[row.place];
    const std::size_t host = where.find('\0'), path = where.find('\0', host + 1);
    made.places.push_back({node, where.substr(0, host), where.substr(host + 1, path - host - 1),
                           where.substr(path + 1), row.offset, row.length, row.line});
  }
  return made;
}

std::vector<CorrelatedEvents> Correlator::finish() {
  std::vector<CorrelatedEvents> found;
  for (std::uint32_t c = 0; c < plan_->correlations().size(); ++c) correlate(c, found);
  return found;
}

void Correlator::write(MessageWriter& into) const {
  into.number(not_kept_);
  into.number(without_time_);
  into.number(texts_.size());
  for (const std::string& text : texts_) into.text(text);
  for (std::uint32_t node = 0; node < plan_->rule_count(); ++node) {
    if (!plan_->is_wanted(node)) continue;
    const Table& table = tables_[node];
    const std::size_t width = plan_->columns(node).size();
    into.number(table.rows.size());
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const Row& row = table.rows[r];
      into.number(static_cast<std::uint64_t>(row.time));
      into.number(row.sequence);
      into.number(row.offset);
      into.number(row.length);
      into.number(row.line);
      into.number(row.place);
      for (std::size_t c = 0; c < width; ++c) into.number(table.values[r * width + c]);
    }
  }
}

bool Correlator::read(MessageReader& from) {
  not_kept_ += from.number();
  without_time_ += from.number();
  std::vector<std::uint32_t> here;  // by the number of a text there
  for (std::uint64_t left = from.count(); left > 0; --left) {
    const std::string_view text = from.text();
    here.push_back(here.empty() ? kAbsent : intern(text));
  }
  const auto known = [&](std::uint64_t there) { return there < here.size() ? here[there] : kAbsent; };
  const std::uint64_t before = sequence_;
  for (std::uint32_t node = 0; node < plan_->rule_count(); ++node) {
    if (!plan_->is_wanted(node)) continue;
    for (std::uint64_t left = from.count(); left > 0; --left) {
      Row row;
      row.time = static_cast<std::int64_t>(from.number());
      row.sequence = before + from.number();
      row.offset = from.number();
      row.length = clamped(from.number());
      row.line = clamped(from.number());
      row.place = known(from.number());
      std::vector<std::uint32_t> values;
      for (std::size_t c = 0; c < plan_->columns(node).size(); ++c) values.push_back(known(from.number()));
      if (from.failed()) return false;
      sequence_ = std::max(sequence_, row.sequence + 1);
      add(node, row, values);
    }
  }
  return !from.failed();
}

}  // namespace firsthour::triage::sigma
