// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/case_targets.h"
#include "triage/engine/pool.h"
#include "triage/triage.h"

#include <utility>

namespace firsthour::triage {

Result<std::vector<TakenOut>> take_out(const CaseReader& from, std::vector<TakenOut> requests,
                                       const TriageOptions& options) {
  if (requests.empty()) return requests;
  std::vector<RuleProblem> none;
  auto rules = RuleSet::compile({}, none);
  if (!rules) return tl::unexpected{rules.error()};
  Detectors detectors;
  detectors.yara = std::move(*rules);
  detectors.largest = options.largest_file;
  CaseTargets targets{from};
  for (const TakenOut& request : requests) {
    auto item = from.item(request.item);
    if (!item) return tl::unexpected{item.error()};
    targets.add(*item);
  }
  Claims claims{0};
  PoolSettings settings;
  settings.worker.memory = detectors.largest * 2 + (2ull << 30U);
  auto pool = Pool::start(
      detectors, claims, std::move(settings), [&](std::uint64_t place, std::string_view message) -> Result<> {
        auto examination = examination_from(message);
        if (!examination) return tl::unexpected{examination.error()};
        TakenOut& answer = requests[place];
        answer.bytes = std::move(examination->taken);
        if (answer.bytes.empty())
          answer.reason =
              examination->losses.empty() ? "was not found again" : examination->losses.back().reason;
        return {};
      });
  if (!pool) return tl::unexpected{pool.error()};
  for (std::uint64_t place = 0; place < requests.size(); ++place) {
    auto content = targets.open(place);
    if (!content) return tl::unexpected{content.error()};
    const auto time = time_for(targets.size(place), options.item_timeout);
    if (auto offered =
            (*pool)->offer({place, targets.at(place), time, true, requests[place].way}, std::move(*content));
        !offered)
      return tl::unexpected{offered.error()};
  }
  if (auto finished = (*pool)->finish(); !finished) return tl::unexpected{finished.error()};
  return requests;
}

}  // namespace firsthour::triage
