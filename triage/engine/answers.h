// SPDX-License-Identifier: Apache-2.0
// The examinations of a run, and what each target's whole answer is once all are there: its own, and what
// others found in content that is the same.
#pragma once

#include "triage/engine/examination.h"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::triage {

class Answers {
 public:
  // Keeps what says something; most examinations only count.
  void take(std::uint64_t place, Examination examination);

  // Places that refer to content of a target that was lost midway: they are examined again, alone.
  [[nodiscard]] std::vector<std::uint64_t> orphans() const;

  // Parts and losses with the target they belong to, in the order of places.
  void each_part(const std::function<void(std::uint64_t place, const Part&)>& visit) const;
  void each_loss(const std::function<void(std::uint64_t place, const Loss&)>& visit) const;

  // Rules that took long, with the target they did so on.
  void each_slow(const std::function<void(std::uint64_t place, const SlowRule&)>& visit) const;

  // What was told of log entries, in the order of places; of logs with equal bytes the first only.
  void each_log(const std::function<void(std::string_view told)>& visit) const;

  // Targets that were lost as a whole: nothing of them was matched.
  [[nodiscard]] const std::set<std::uint64_t>& lost() const { return lost_; }

  // Targets that are captures, also lost ones.
  [[nodiscard]] const std::set<std::uint64_t>& captures() const { return captures_; }

 private:
  // Which of a list of things stand at or below a content: pairs of content and place in the list, sorted.
  using Below = std::vector<std::pair<std::uint64_t, std::uint32_t>>;
  struct Told {
    Examination examination;
    Below parts, losses, same;
  };
  template <class Thing>
  static const std::vector<Thing>& things_of(const Told& told);
  template <class Thing>
  static const Below& below_of(const Told& told);
  template <class Thing, class Visit>
  static void each_below(const Told& told, std::uint64_t content, const Visit& visit);
  template <class Thing>
  void each(const std::function<void(std::uint64_t, const Thing&)>& visit) const;
  template <class Thing>
  void follow(std::uint64_t place, const Way& before, std::uint64_t content, unsigned depth,
              const std::function<void(const Thing&)>& visit) const;

  std::map<std::uint64_t, Told> told_;
  std::set<std::uint64_t> lost_, captures_;
};

}  // namespace firsthour::triage
