// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/run.h"

#include "triage/engine/journal.h"
#include "triage/engine/pool.h"
#include "triage/engine/telling.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace firsthour::triage {
namespace {

// From this size on, targets go first, the largest first, so that no worker is left alone with one at the
// end; the others stay in their order, which is about that of the disk.
constexpr std::uint64_t kLarge = 4U << 20U;

std::vector<std::uint64_t> in_order(const Targets& targets, const std::vector<bool>& done) {
  std::vector<std::uint64_t> large, rest;
  for (std::uint64_t place = 0; place < targets.count(); ++place)
    if (!done[place]) (targets.size(place) >= kLarge ? large : rest).push_back(place);
  std::ranges::stable_sort(large, std::ranges::greater{},
                           [&](std::uint64_t place) { return targets.size(place); });
  large.insert(large.end(), rest.begin(), rest.end());
  return large;
}

unsigned jobs_of(const TriageOptions& options) {
  return options.jobs ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
}

unsigned workers_for(const TriageOptions& options, std::size_t places) {
  return static_cast<unsigned>(std::clamp<std::size_t>(places, 1, jobs_of(options)));
}

// Inside a large content they take over what a worker does alone when it is the last; more of them would wait
// for the one that verifies.
unsigned helpers_for(const TriageOptions& options) { return std::min(jobs_of(options) - 1, 3U); }

class Run {
 public:
  Run(const Targets& targets, const Detectors& detectors, const TriageOptions& options, TriageReport& report)
      : targets_{targets},
        detectors_{detectors},
        options_{options},
        report_{report},
        claims_{targets.count() * 2},
        done_(targets.count(), false) {
    progress_.all = targets.count();
    for (std::uint64_t place = 0; place < targets.count(); ++place)
      progress_.all_bytes += targets.size(place);
  }

  [[nodiscard]] const std::set<std::uint64_t>& captures() const { return answers_.captures(); }

  Result<> all(const std::string& run) {
    if (auto opened = open_journal(run); !opened) return opened;
    if (auto examined = examine(in_order(targets_, done_), false); !examined) return examined;
    // Their counterparts were lost with the target they were in: these stand for themselves.
    if (auto examined = examine(answers_.orphans(), true); !examined) return examined;
    tell(answers_, targets_, detectors_, report_);
    if (journal_) journal_->remove();
    return {};
  }

 private:
  Result<> open_journal(const std::string& run) {
    if (options_.journal_folder.empty()) return {};
    const std::string path = options_.journal_folder + "/triage-" + run.substr(0, 16) + ".journal";
    auto journal =
        Journal::open(path, run, options_.resume,
                      [this](std::uint64_t place, std::string_view message) { return take(place, message); });
    if (!journal && journal.error().code == Errc::busy) return tl::unexpected{journal.error()};
    if (journal)
      journal_.emplace(std::move(*journal));
    else
      report_.no_journal = journal.error().what;
    return {};
  }

  Result<> take(std::uint64_t place, std::string_view message) {
    auto examination = examination_from(message);
    if (!examination || place >= targets_.count())
      return fail(Errc::malformed, "an examination of no target, or that cannot be read");
    answers_.take(place, std::move(*examination));
    if (done_[place]) return {};
    done_[place] = true;
    ++progress_.done;
    progress_.done_bytes += targets_.size(place);
    return {};
  }

  Result<> examine(const std::vector<std::uint64_t>& places, bool alone) {
    if (places.empty()) return {};
    PoolSettings settings;
    settings.workers = workers_for(options_, places.size());
    settings.worker.helpers = helpers_for(options_);
    settings.worker.memory = detectors_.largest * 2 + (2ull << 30U);
    if (options_.progress) settings.go_on = [this] { return options_.progress(progress_); };
    auto pool = Pool::start(
        detectors_, claims_, std::move(settings),
        [this](std::uint64_t place, std::string_view message) { return keep_and_take(place, message); });
    if (!pool) return tl::unexpected{pool.error()};
    for (const std::uint64_t place : places)
      if (auto offered = offer(**pool, place, alone); !offered) return offered;
    return (*pool)->finish();
  }

  Result<> offer(Pool& pool, std::uint64_t place, bool alone) {
    auto content = targets_.open(place);
    if (!content) {
      Examination unread;
      unread.losses.push_back({{}, content.error().what});
      return keep_and_take(place, to_message(unread));
    }
    const auto time = time_for(targets_.size(place), options_.item_timeout);
    return pool.offer({place, targets_.at(place), time, alone, {}}, std::move(*content));
  }

  Result<> keep_and_take(std::uint64_t place, std::string_view message) {
    if (journal_) {
      if (auto kept = journal_->append(place, message); !kept) {
        report_.no_journal = kept.error().what;
        journal_.reset();
      }
    }
    return take(place, message);
  }

  const Targets& targets_;
  const Detectors& detectors_;
  const TriageOptions& options_;
  TriageReport& report_;
  Claims claims_;
  std::vector<bool> done_;
  Answers answers_;
  RunProgress progress_;
  std::optional<Journal> journal_;
};

}  // namespace

Result<std::set<std::uint64_t>> examine_targets(const Targets& targets, const Detectors& detectors,
                                                const std::string& run, const TriageOptions& options,
                                                TriageReport& report) {
  Run all{targets, detectors, options, report};
  if (auto examined = all.all(run); !examined) return tl::unexpected{examined.error()};
  return all.captures();
}

}  // namespace firsthour::triage
