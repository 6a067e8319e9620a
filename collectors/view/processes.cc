// SPDX-License-Identifier: Apache-2.0
// view.process. A process that the listing of /proc leaves out still answers system calls, is a member of its
// control group and the child of its parent; one that is listed only, answers to nothing.
#include "collectors/view/cross_check.h"
#include "collectors/view/pid_calls.h"
#include "collectors/view/process_look.h"
#include "collectors/view/process_mentions.h"
#include "collectors/view/view.h"

#include <algorithm>
#include <utility>

namespace firsthour::collectors {
namespace {

// Each holds a descriptor until it is decided.
constexpr std::size_t kMostCandidates = 256;
// Beyond the newest PID only what was born before the numbers last began anew, or was given its PID.
constexpr Pid kMargin = 65'536;

enum class Doubt { unlisted, silent, covered };

struct Candidate {
  Pid pid = 0;
  Doubt doubt = Doubt::unlisted;
  HeldProcess held;
  std::optional<std::uint64_t> start;
};

class ProcessCheck {
 public:
  explicit ProcessCheck(Context& context) : context_{context}, look_{context.host}, files_{context} {}

  SourceOutcome run() {
    look_.prepare();
    if (const auto why = look_.listing_closed(); !why.empty()) {
      add_problem(outcome_, Outcome::partial, why);
    } else if (gather()) {
      doubt();
      decide();
    } else {
      add_problem(outcome_, Outcome::timed_out, "stopped before all PIDs were asked");
    }
    report();
    files_.finish(outcome_);
    return std::move(outcome_);
  }

 private:
  // The listing frames the other views: who is in neither of its two halves was not born in between.
  bool gather() {
    listed_ = look_.list();
    own_listed_ = look_.list_own();
    const auto stopping = [this] { return context_.stopping(); };
    const Pid most = look_.most_pids();
    const Pid dense = std::min(most, std::max(listed_.highest(), look_.newest_pid()) + kMargin);
    for (const PidCall call : look_.calls())
      if (!scan(call, 1, dense, answered_, stopping)) return false;
    // One call, the cheapest, over the wide rest: it is a second otherwise.
    if (!look_.calls().empty() && dense < most &&
        !scan(look_.calls().back(), dense + 1, most, answered_, stopping))
      return false;
    mentions_ = read_mentions(context_, listed_, look_.same_pids());
    const PidSet again = look_.list();
    both_ = PidSet{};
    listed_.for_each([&](Pid pid) {
      if (again.has(pid)) both_.add(pid);
    });
    again.for_each([&](Pid pid) { listed_.add(pid); });
    return true;
  }

  void add(Pid pid, Doubt doubt) {
    if (candidates_.size() >= kMostCandidates) {
      ++left_out_;
      return;
    }
    candidates_.push_back({pid, doubt, HeldProcess{pid}, look_.start_of(pid)});
  }

  void doubt() {
    const auto unlisted = [&](Pid pid) {
      if (!listed_.has(pid) && look_.is_process(pid)) add(pid, Doubt::unlisted);
    };
    PidSet seen = answered_;
    own_listed_.for_each([&](Pid pid) { seen.add(pid); });
    for (const auto& [pid, mentions] : mentions_.unknown)
      if (std::any_of(mentions.begin(), mentions.end(), [&, named = pid](const Mention& mention) {
            return mention.alive ? still_named(context_.host, mention, named)
                                 : look_.start_of(named).has_value();
          }))
        seen.add(pid);
    seen.for_each(unlisted);
    both_.for_each([&](Pid pid) {
      if (!look_.answering_calls(pid).empty() || look_.calls().empty()) {
        if (!look_.stat_fits(pid)) add(pid, Doubt::covered);
      } else {
        add(pid, Doubt::silent);
      }
    });
    std::erase_if(candidates_, [&](const Candidate& candidate) { return !stands(candidate); });
  }

  // Whether what caused the doubt is still so, without the listing.
  bool stands(const Candidate& candidate) {
    switch (candidate.doubt) {
      case Doubt::unlisted:
        return is_same(candidate);
      case Doubt::silent:
        return look_.answering_calls(candidate.pid).empty();
      case Doubt::covered:
        return is_same(candidate) && !look_.stat_fits(candidate.pid);
    }
    return false;
  }

  // The process of the first look, not another with its PID.
  bool is_same(const Candidate& candidate) {
    if (candidate.held.held()) return candidate.held.exists();
    if (candidate.start) return look_.start_of(candidate.pid) == candidate.start;
    if (look_.can_hold()) return named_alive(candidate.pid);
    return !look_.answering_calls(candidate.pid).empty() || named_alive(candidate.pid);
  }

  bool named_alive(Pid pid) { return !naming_views(pid).empty(); }

  std::vector<std::string> naming_views(Pid pid) {
    std::vector<std::string> views;
    const auto found = mentions_.unknown.find(pid);
    if (found == mentions_.unknown.end()) return views;
    for (const auto& mention : found->second)
      if (mention.alive && still_named(context_.host, mention, pid)) views.emplace_back(mention.view);
    return views;
  }

  void decide() {
    if (candidates_.empty()) return;
    if (!wait_before_recheck(context_)) {
      add_problem(outcome_, Outcome::timed_out, "stopped before differences were looked at again");
      return;
    }
    std::erase_if(candidates_, [&](const Candidate& candidate) { return !stands(candidate); });
    const PidSet first = look_.list();
    std::erase_if(candidates_, [&](const Candidate& candidate) { return !stands(candidate); });
    const PidSet second = look_.list();
    for (const auto& candidate : candidates_) {
      const bool hidden = !first.has(candidate.pid) && !second.has(candidate.pid);
      const bool shown = first.has(candidate.pid) && second.has(candidate.pid);
      if (stands(candidate) && (candidate.doubt == Doubt::unlisted ? hidden : shown)) write(candidate);
    }
  }

  void write(const Candidate& candidate) {
    const Pid pid = candidate.pid;
    Difference difference{"process", std::to_string(pid), {}, {}, {}};
    const auto place = [&](bool seen, std::string_view view) {
      (seen ? difference.seen_by : difference.missing_from).emplace_back(view);
    };
    place(candidate.doubt != Doubt::unlisted, "procfs.listing");
    place(look_.stat_fits(pid), "procfs.stat");
    if (look_.has_own()) place(look_.own_stat_fits(pid), "procfs.own");
    const auto answering = look_.answering_calls(pid);
    for (const PidCall call : look_.calls())
      place(std::find(answering.begin(), answering.end(), call) != answering.end(), name_of(call));
    for (auto& view : naming_views(pid)) difference.seen_by.push_back(std::move(view));
    if (difference.seen_by.empty() || difference.missing_from.empty()) return;  // gone at the last moment
    RecordWriter record = files_.begin(difference, 1);
    look_.describe(pid, record);
    files_.add(std::move(record));
    ++(candidate.doubt == Doubt::covered                         ? covered_
       : answering.empty() && candidate.doubt == Doubt::unlisted ? mentioned_
                                                                 : listing_);
  }

  void report() {
    CrossCheck listing{"process.listing", {"procfs.listing"}, look_.closed(), 0, listing_};
    if (look_.has_own()) listing.views.emplace_back("procfs.own");
    for (const PidCall call : look_.calls()) listing.views.emplace_back(name_of(call));
    PidSet all = listed_;
    answered_.for_each([&](Pid pid) { all.add(pid); });
    listing.compared = all.size();
    if (left_out_ > 0)
      listing.closed.push_back(std::to_string(left_out_) + " further candidates were not looked at again");
    files_.add(listing);
    CrossCheck named{"process.mentioned", mentions_.views, mentions_.closed, mentions_.compared, mentioned_};
    named.views.insert(named.views.begin(), "procfs.listing");
    files_.add(named);
    files_.add(CrossCheck{"process.stat", {"procfs.listing", "procfs.stat"}, {}, both_.size(), covered_});
  }

  Context& context_;
  ProcessLook look_;
  CrossViewFiles files_;
  SourceOutcome outcome_;
  PidSet listed_, both_, own_listed_, answered_;  // both_: in the listing before and after
  Mentions mentions_;
  std::vector<Candidate> candidates_;
  std::uint64_t listing_ = 0, mentioned_ = 0, covered_ = 0, left_out_ = 0;
};

}  // namespace

SourceOutcome collect_process_views(Context& context) {
  if (context.host.live()) return ProcessCheck{context}.run();
  SourceOutcome outcome;
  outcome.outcome = Outcome::skipped;
  outcome.reason = "an image has no running processes";
  return outcome;
}

}  // namespace firsthour::collectors
