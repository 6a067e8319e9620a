// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/telling.h"

#include "casefile/encoding.h"

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

}  // namespace

void tell(const Answers& answers, const Targets& targets, const Detectors& detectors, TriageReport& report) {
  for (std::uint64_t place = 0; place < targets.count(); ++place) {
    if (answers.lost().contains(place)) continue;
    ++report.items;
    report.bytes += targets.size(place);
  }
  answers.each_part([&](std::uint64_t place, const Part& part) {
    const Target target = targets.at(place);
    for (const Hit& hit : part.hits)
      report.findings.push_back(finding_of(hit, part, target, detectors.yara->digest()));
  });
  answers.each_loss([&](std::uint64_t place, const Loss& loss) {
    const Target target = targets.at(place);
    report.not_scanned.push_back({target.item, display_utf8(target.path + text_of(loss.way)), loss.reason});
  });
}

}  // namespace firsthour::triage
