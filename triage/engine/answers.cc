// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/answers.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace firsthour::triage {
namespace {

// Deeper than anything is unpacked: content that holds itself is the only way to get there.
constexpr unsigned kDeepest = 16;

template <class Thing>
const std::vector<Thing>& things_of(const Examination& examination);
template <>
const std::vector<Part>& things_of(const Examination& examination) {
  return examination.parts;
}
template <>
const std::vector<Loss>& things_of(const Examination& examination) {
  return examination.losses;
}

// Where in `way` the content stands: how many steps lead to it; nothing when the way does not pass it.
std::optional<std::size_t> steps_to(const Way& way, std::uint64_t content) {
  if (content == 0) return 0;
  const auto at = std::ranges::find(way, content, &Step::content);
  if (at == way.end()) return std::nullopt;
  return static_cast<std::size_t>(at - way.begin()) + 1;
}

Way joined(const Way& before, const Way& way, std::size_t from) {
  Way whole = before;
  whole.insert(whole.end(), way.begin() + static_cast<std::ptrdiff_t>(from), way.end());
  return whole;
}

}  // namespace

void Answers::take(std::uint64_t place, Examination examination) {
  lost_.erase(place);
  told_.erase(place);
  if (examination.capture) captures_.insert(place);
  if (examination.sha256.empty() && !examination.losses.empty()) lost_.insert(place);
  if (!examination.parts.empty() || !examination.losses.empty() || !examination.same.empty() ||
      !examination.logs.empty() || !examination.slow.empty())
    told_.insert_or_assign(place, std::move(examination));
}

std::vector<std::uint64_t> Answers::orphans() const {
  std::vector<std::uint64_t> places;
  for (const auto& [place, examination] : told_) {
    const bool orphan = std::ranges::any_of(examination.same, [&](const SameAs& same) {
      return same.content != 0 && lost_.contains(same.target);
    });
    if (orphan) places.push_back(place);
  }
  return places;
}

// Everything at or below `content` of a target, as seen from a place where `before` leads to that content.
template <class Thing>
void Answers::follow(std::uint64_t place, const Way& before, std::uint64_t content, unsigned depth,
                     const std::function<void(const Thing&)>& visit) const {
  const auto found = told_.find(place);
  if (found == told_.end() || depth > kDeepest) return;
  for (const Thing& thing : things_of<Thing>(found->second)) {
    const auto steps = steps_to(thing.way, content);
    if (!steps) continue;
    Thing here = thing;
    here.way = joined(before, thing.way, *steps);
    visit(here);
  }
  for (const SameAs& same : found->second.same) {
    if (const auto steps = steps_to(same.way, content))
      follow(same.target, joined(before, same.way, *steps), same.content, depth + 1, visit);
  }
}

template <class Thing>
void Answers::each(const std::function<void(std::uint64_t, const Thing&)>& visit) const {
  for (const auto& [place, examination] : told_) {
    const std::uint64_t here = place;
    follow<Thing>(here, {}, 0, 0, [&](const Thing& thing) { visit(here, thing); });
  }
}

void Answers::each_part(const std::function<void(std::uint64_t, const Part&)>& visit) const {
  each<Part>(visit);
}

void Answers::each_log(const std::function<void(std::string_view)>& visit) const {
  std::set<std::string_view> heard;
  for (const auto& [place, examination] : told_)
    for (const LogTold& log : examination.logs)
      if (heard.insert(log.sha256).second) visit(log.told);
}

void Answers::each_slow(const std::function<void(std::uint64_t, const SlowRule&)>& visit) const {
  for (const auto& [place, examination] : told_)
    for (const SlowRule& slow : examination.slow) visit(place, slow);
}

void Answers::each_loss(const std::function<void(std::uint64_t, const Loss&)>& visit) const {
  each<Loss>(visit);
}

}  // namespace firsthour::triage
