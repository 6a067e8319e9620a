// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/telling.h"

#include "casefile/encoding.h"
#include "triage/sigma/sigma_run.h"
#include "triage/unfold/captured.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace firsthour::triage {
namespace {

Finding finding_of(const Hit& hit, const Part& part, const Target& target, const std::string& rules_digest) {
  Finding finding;
  finding.detector = hit.detector;
  finding.rule = hit.rule;
  finding.title = hit.title.empty() ? hit.rule : hit.title;
  finding.title_zh = hit.title_zh;
  finding.severity = hit.severity;
  finding.item = target.item;
  finding.path = display_utf8(target.path + text_of(part.way));
  finding.host = target.host;
  finding.matches = hit.matches;
  finding.why = hit.why;
  finding.why_zh = hit.why_zh;
  finding.attack = hit.attack;
  finding.rule_digest = rules_digest;
  finding.id = finding_id(finding);
  return finding;
}

// What a capture carried is matched as files, in the streams that carried them, and as the capture's own
// bytes. Where a rule finds all of these, the finding stands on the innermost: the file, else the stream.
class Echoes {
 public:
  explicit Echoes(const Answers& answers) {
    answers.each_part([this](std::uint64_t place, const Part& part) {
      const std::string_view direction = direction_of(part.way);
      if (direction.empty()) return;
      const bool in_stream = !stream_direction(part.way.front().name).empty();
      for (const Hit& hit : part.hits) {
        carried_.emplace(place, hit.rule, std::string{});
        if (!in_stream) carried_.emplace(place, hit.rule, std::string{direction});
      }
    });
  }
  [[nodiscard]] bool repeats(std::uint64_t place, const Part& part, const Hit& hit) const {
    if (carried_.empty()) return false;
    if (part.way.empty()) return carried_.contains({place, hit.rule, {}});
    const std::string_view stream = stream_direction(part.way.front().name);
    return !stream.empty() && carried_.contains({place, hit.rule, std::string{stream}});
  }

 private:
  // Of what stands in a capture; "" for all else.
  static std::string_view direction_of(const Way& way) {
    if (way.empty()) return {};
    return capture_direction(way.front().name);
  }
  // Places with the rules that hit in what they carried: in anything, and in files of a direction.
  std::set<std::tuple<std::uint64_t, std::string, std::string>> carried_;
};

// One line a rule and part, with all it took and where it took most.
void tell_of_slow_rules(const Answers& answers, const Targets& targets, TriageReport& report) {
  struct Sum {
    std::uint64_t all = 0, most = 0, place = 0;
    std::set<std::uint64_t> places;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Sum> sums;
  answers.each_slow([&](std::uint64_t place, const SlowRule& slow) {
    Sum& sum = sums[{slow.file, slow.rule, slow.part}];
    sum.all += slow.milliseconds;
    sum.places.insert(place);
    if (slow.milliseconds > sum.most) sum.most = slow.milliseconds, sum.place = place;
  });
  for (const auto& [of, sum] : sums) {
    const auto& [file, rule, part] = of;
    report.slow_rules.push_back({file, 0,
                                 rule + (part.empty() ? "" : " (" + part + ")") + ": took " +
                                     std::to_string((sum.all + 500) / 1000) + " s on " +
                                     std::to_string(sum.places.size()) + " of the files, most on " +
                                     display_utf8(targets.at(sum.place).path)});
  }
}

// Entries of all logs together: only now can one be correlated with another.
void tell_of_logs(const Answers& answers, const Detectors& detectors, TriageReport& report) {
  sigma::SigmaRun run{*detectors.sigma};
  if (!detectors.records.told.empty()) {
    if (const auto heard = run.hear(detectors.records.told); !heard)
      report.unknown.push_back("records: " + heard.error().what);
  }
  answers.each_log([&](std::string_view told) {
    if (const auto heard = run.hear(told); !heard) report.unknown.push_back("logs: " + heard.error().what);
  });
  sigma::SigmaOutcome outcome = run.finish();
  report.log_entries += outcome.events - detectors.records.records;
  std::ranges::move(outcome.findings, std::back_inserter(report.findings));
  std::ranges::move(outcome.unknown, std::back_inserter(report.unknown));
}

}  // namespace

void tell(const Answers& answers, const Targets& targets, const Detectors& detectors, TriageReport& report) {
  for (std::uint64_t place = 0; place < targets.count(); ++place) {
    if (answers.lost().contains(place)) continue;
    ++report.items;
    report.bytes += targets.size(place);
  }
  const Echoes echoes{answers};
  answers.each_part([&](std::uint64_t place, const Part& part) {
    const Target target = targets.at(place);
    for (const Hit& hit : part.hits) {
      if (echoes.repeats(place, part, hit)) continue;
      report.findings.push_back(finding_of(hit, part, target, detectors.yara->digest()));
      report.place_of[report.findings.back().id] = {part.sha256, text_of(part.way), display_utf8(target.path),
                                                    hit.score};
    }
  });
  tell_of_slow_rules(answers, targets, report);
  if (detectors.sigma) tell_of_logs(answers, detectors, report);
  answers.each_loss([&](std::uint64_t place, const Loss& loss) {
    const Target target = targets.at(place);
    report.not_scanned.push_back({target.item, display_utf8(target.path + text_of(loss.way)), loss.reason});
  });
}

}  // namespace firsthour::triage
