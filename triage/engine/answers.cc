// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/answers.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace firsthour::triage {
namespace {

// Deeper than anything is unpacked: content that holds itself is the only way to get there.
constexpr unsigned kDeepest = 16;

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

// By each content on the way to each thing. A capture may have a million equal streams: what is below one of
// them must not be searched for among all.
template <class Thing>
std::vector<std::pair<std::uint64_t, std::uint32_t>> below(const std::vector<Thing>& things) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> index;
  for (std::uint32_t i = 0; i < things.size(); ++i)
    for (const Step& step : things[i].way) index.emplace_back(step.content, i);
  std::ranges::sort(index);
  return index;
}

}  // namespace

template <>
const std::vector<Part>& Answers::things_of(const Told& told) {
  return told.examination.parts;
}
template <>
const std::vector<Loss>& Answers::things_of(const Told& told) {
  return told.examination.losses;
}
template <>
const std::vector<SameAs>& Answers::things_of(const Told& told) {
  return told.examination.same;
}
template <>
const Answers::Below& Answers::below_of<Part>(const Told& told) {
  return told.parts;
}
template <>
const Answers::Below& Answers::below_of<Loss>(const Told& told) {
  return told.losses;
}
template <>
const Answers::Below& Answers::below_of<SameAs>(const Told& told) {
  return told.same;
}

void Answers::take(std::uint64_t place, Examination examination) {
  lost_.erase(place);
  told_.erase(place);
  if (examination.capture) captures_.insert(place);
  if (examination.sha256.empty() && !examination.losses.empty()) lost_.insert(place);
  if (!examination.parts.empty() || !examination.losses.empty() || !examination.same.empty() ||
      !examination.logs.empty() || !examination.slow.empty()) {
    Told told{{}, below(examination.parts), below(examination.losses), below(examination.same)};
    told.examination = std::move(examination);
    told_.insert_or_assign(place, std::move(told));
  }
}

std::vector<std::uint64_t> Answers::orphans() const {
  std::vector<std::uint64_t> places;
  for (const auto& [place, told] : told_) {
    const bool orphan = std::ranges::any_of(told.examination.same, [&](const SameAs& same) {
      return same.content != 0 && lost_.contains(same.target);
    });
    if (orphan) places.push_back(place);
  }
  return places;
}

// Calls `visit` with each thing at or below the content, and how many steps of its way lead there.
template <class Thing, class Visit>
void Answers::each_below(const Told& told, std::uint64_t content, const Visit& visit) {
  const std::vector<Thing>& things = things_of<Thing>(told);
  if (content == 0) {
    for (const Thing& thing : things) visit(thing, 0);
    return;
  }
  const Below& index = below_of<Thing>(told);
  for (auto at = std::ranges::lower_bound(index, std::pair{content, std::uint32_t{0}});
       at != index.end() && at->first == content; ++at)
    visit(things[at->second], *steps_to(things[at->second].way, content));
}

// Everything at or below `content` of a target, as seen from a place where `before` leads to that content.
template <class Thing>
void Answers::follow(std::uint64_t place, const Way& before, std::uint64_t content, unsigned depth,
                     const std::function<void(const Thing&)>& visit) const {
  const auto found = told_.find(place);
  if (found == told_.end() || depth > kDeepest) return;
  each_below<Thing>(found->second, content, [&](const Thing& thing, std::size_t steps) {
    Thing here = thing;
    here.way = joined(before, thing.way, steps);
    visit(here);
  });
  each_below<SameAs>(found->second, content, [&](const SameAs& same, std::size_t steps) {
    follow(same.target, joined(before, same.way, steps), same.content, depth + 1, visit);
  });
}

template <class Thing>
void Answers::each(const std::function<void(std::uint64_t, const Thing&)>& visit) const {
  for (const auto& [place, told] : told_) {
    const std::uint64_t here = place;
    follow<Thing>(here, {}, 0, 0, [&](const Thing& thing) { visit(here, thing); });
  }
}

void Answers::each_part(const std::function<void(std::uint64_t, const Part&)>& visit) const {
  each<Part>(visit);
}

void Answers::each_log(const std::function<void(std::string_view)>& visit) const {
  std::set<std::string_view> heard;
  for (const auto& [place, told] : told_)
    for (const LogTold& log : told.examination.logs)
      if (heard.insert(log.sha256).second) visit(log.told);
}

void Answers::each_slow(const std::function<void(std::uint64_t, const SlowRule&)>& visit) const {
  for (const auto& [place, told] : told_)
    for (const SlowRule& slow : told.examination.slow) visit(place, slow);
}

void Answers::each_loss(const std::function<void(std::uint64_t, const Loss&)>& visit) const {
  each<Loss>(visit);
}

}  // namespace firsthour::triage
