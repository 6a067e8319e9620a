// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline/gatherer.h"

#include "triage/timeline/entry_code.h"

#include <algorithm>

namespace firsthour::triage {
namespace {

// In the order of TimelineEntry::File::times; as Timesketch calls them.
constexpr std::array<std::string_view, 4> kFileTimes{"Last Access Time", "Content Modification Time",
                                                     "Metadata Modification Time", "Creation Time"};

void add_tag(TimelineEntry& entry, const std::string& rule) {
  if (std::find(entry.tags.begin(), entry.tags.end(), rule) == entry.tags.end()) entry.tags.push_back(rule);
}

// A file stands in the records of a walk and as an item that was taken: the same time is told once.
std::string same_file_time(const TimelineEntry& entry) {
  return entry.host + '\0' + entry.path + '\0' + entry.description;
}

}  // namespace

void Gatherer::know(const Finding& finding) {
  if (!finding.path.empty()) on_paths_.emplace(finding.path, finding.rule);
  if (finding.item.empty()) return;
  on_items_.emplace(finding.item, finding.rule);
  for (const FindingMatch& match : finding.matches) {
    if (match.length > 0) in_items_.emplace(finding.item, Mark{match.offset, match.length, finding.rule});
  }
}

void Gatherer::tag(TimelineEntry& entry) const {
  if (entry.file) {
    const auto [item, items_end] = on_items_.equal_range(entry.item);
    for (auto at = item; at != items_end; ++at) add_tag(entry, at->second);
    const auto [path, paths_end] = on_paths_.equal_range(entry.path);
    for (auto at = path; at != paths_end; ++at) add_tag(entry, at->second);
    return;
  }
  const auto [mark, end] = in_items_.equal_range(entry.item);
  for (auto at = mark; at != end; ++at) {
    const Mark& found = at->second;
    if (found.offset < entry.offset + entry.length && entry.offset < found.offset + found.length) {
      add_tag(entry, found.rule);
    }
  }
}

Result<> Gatherer::take(TimelineEntry&& entry) {
  if ((options_.from && entry.time < *options_.from) || (options_.to && entry.time >= *options_.to)) {
    ++report_.outside;
    return {};
  }
  tag(entry);
  bytes_.clear();
  encode_entry(entry, bytes_);
  return sorter_.add(entry.time.nanoseconds, bytes_);
}

Result<> Gatherer::take_file(TimelineEntry&& entry) {
  const auto times = entry.file->times;
  if (std::none_of(times.begin(), times.end(), [](const auto& t) { return t.has_value(); })) {
    ++report_.without_time;
    return {};
  }
  entry.source = "file";
  entry.basis = "stated";
  if (options_.files_once) {
    entry.time = **std::min_element(times.begin(), times.end(),
                                    [](const auto& a, const auto& b) { return a && (!b || *a < *b); });
    return take(std::move(entry));
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    // The first of those that are the same tells them all.
    if (!times[i] || std::find(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(i), times[i]) !=
                         times.begin() + static_cast<std::ptrdiff_t>(i)) {
      continue;
    }
    TimelineEntry one = entry;
    one.time = *times[i];
    for (std::size_t k = i; k < times.size(); ++k) {
      if (times[k] != times[i]) continue;
      if (!one.description.empty()) one.description += "; ";
      one.description += kFileTimes[k];
    }
    if (auto taken = take(std::move(one)); !taken) return taken;
  }
  return {};
}

Result<> Gatherer::give(const std::function<bool(const TimelineEntry&)>& visit) {
  std::set<std::string, std::less<>> files_now;
  std::int64_t now = 0;
  bool damaged = false;
  auto given = sorter_.each([&](std::int64_t key, std::string_view bytes) {
    const auto entry = decode_entry(bytes);
    damaged = !entry;
    if (damaged) return false;
    if (key != now) files_now.clear();
    now = key;
    if (entry->file && !files_now.insert(same_file_time(*entry)).second) return true;
    ++report_.entries;
    return visit(*entry);
  });
  if (!given) return given;
  if (damaged) return fail(Errc::io, "a file of the scratch folder is damaged");
  return {};
}

}  // namespace firsthour::triage
