// SPDX-License-Identifier: Apache-2.0
#include "triage/yara/content_scan.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

namespace firsthour::triage {
namespace {

using Group = std::vector<const ScanTarget*>;  // targets with the same bytes

std::string group_key(const ScanTarget& target, bool names_matter) {
  if (target.content.empty()) return "=" + target.item + "\n" + target.path;
  return names_matter ? target.content + "\n" + target.path : target.content;
}

// The largest first, so that no thread is left alone with a big one at the end.
std::vector<Group> groups_of(const std::vector<ScanTarget>& targets, bool names_matter) {
  std::map<std::string, Group> by_content;
  for (const ScanTarget& target : targets) by_content[group_key(target, names_matter)].push_back(&target);
  std::vector<Group> groups;
  groups.reserve(by_content.size());
  for (auto& [key, group] : by_content) groups.push_back(std::move(group));
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.front()->size > b.front()->size; });
  return groups;
}

std::string why_of(const RuleHit& hit) {
  std::string text = hit.description.empty() ? "YARA rule " + hit.rule + " matches" : hit.description;
  if (!hit.matches.empty()) {
    const FindingMatch& first = hit.matches.front();
    text += " (" + first.string + " at offset " + std::to_string(first.offset);
    if (hit.match_count > 1) text += ", " + std::to_string(hit.match_count) + " matches";
    text += ")";
  }
  return text;
}

Finding finding_of(const RuleHit& hit, const ScanTarget& target, const std::string& rules_digest) {
  Finding finding;
  finding.detector = "yara";
  finding.rule = hit.rule;
  finding.title = hit.description.empty() ? hit.rule : hit.description;
  finding.title_zh = hit.description_zh;
  finding.severity = hit.severity;
  finding.item = target.item;
  finding.path = display_utf8(target.path);
  finding.host = target.host;
  finding.matches = hit.matches;
  finding.why = why_of(hit);
  if (!hit.description_zh.empty() && !hit.matches.empty()) {
    finding.why_zh = hit.description_zh + "（" + hit.matches.front().string + "，偏移 " +
                     std::to_string(hit.matches.front().offset) + "，共 " + std::to_string(hit.match_count) +
                     " 处）";
  }
  finding.attack = hit.attack;
  finding.rule_digest = rules_digest;
  finding.id = finding_id(finding);
  return finding;
}

// One run over all groups: threads take the next group until none is left.
class Run {
 public:
  Run(const std::vector<Group>& groups, const RuleSet& rules, const TriageOptions& options,
      TriageReport& report)
      : groups_{groups}, rules_{rules}, options_{options}, report_{report} {}

  void work(RuleScanner& scanner) {
    std::string buffer;
    for (std::size_t i = next_++; i < groups_.size() && !stopped_; i = next_++)
      scan(groups_[i], scanner, buffer);
  }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  void scan(const Group& group, RuleScanner& scanner, std::string& buffer) {
    const ScanTarget& target = *group.front();
    if (target.size > options_.largest_file) {
      return skip(group, "larger than " + std::to_string(options_.largest_file >> 20) + " MiB");
    }
    if (auto read = fill(target, buffer); !read) return skip(group, read.error().what);
    auto answer = scanner.scan(as_bytes(buffer), FileExternals::of_path(target.path), options_.item_timeout);
    if (!answer) return skip(group, answer.error().what);
    record(group, *answer, buffer.size());
  }

  Result<> fill(const ScanTarget& target, std::string& buffer) {
    Result<std::unique_ptr<ByteSource>> source = [&] {
      const std::lock_guard lock{mutex_};
      return target.open();
    }();
    if (!source) return tl::unexpected{source.error()};
    auto bytes = read_all(**source, options_.largest_file);
    if (!bytes) return tl::unexpected{bytes.error()};
    buffer = std::move(*bytes);
    return {};
  }

  void skip(const Group& group, const std::string& reason) {
    const std::lock_guard lock{mutex_};
    for (const ScanTarget* target : group) {
      report_.not_scanned.push_back({target->item, display_utf8(target->path), reason});
    }
  }

  void record(const Group& group, const ScanAnswer& answer, std::size_t size) {
    const std::lock_guard lock{mutex_};
    report_.items += group.size();
    report_.bytes += size;
    for (const ScanTarget* target : group) {
      for (const RuleHit& hit : answer.hits) {
        report_.findings.push_back(finding_of(hit, *target, rules_.digest()));
      }
      if (!answer.incomplete.empty()) {
        report_.not_scanned.push_back({target->item, display_utf8(target->path), answer.incomplete});
      }
    }
    if (options_.progress && !options_.progress(report_.items, report_.bytes)) stopped_ = true;
  }

  const std::vector<Group>& groups_;
  const RuleSet& rules_;
  const TriageOptions& options_;
  TriageReport& report_;
  std::mutex mutex_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stopped_{false};
};

}  // namespace

Result<> scan_contents(const std::shared_ptr<const RuleSet>& rules, std::vector<ScanTarget> targets,
                       const TriageOptions& options, TriageReport& report) {
  const std::vector<Group> groups = groups_of(targets, rules->depends_on_names());
  const unsigned wanted = options.jobs ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::unique_ptr<RuleScanner>> scanners;
  for (std::size_t i = 0; i < std::min<std::size_t>(wanted, std::max<std::size_t>(groups.size(), 1)); ++i) {
    auto scanner = RuleScanner::over(rules);
    if (!scanner) return tl::unexpected{scanner.error()};
    scanners.push_back(std::move(*scanner));
  }
  Run run{groups, *rules, options, report};
  {
    std::vector<std::jthread> threads;
    for (auto& scanner : scanners) threads.emplace_back([&run, &scanner] { run.work(*scanner); });
  }
  if (run.stopped()) return fail(Errc::interrupted, "triage was stopped");
  return {};
}

}  // namespace firsthour::triage
