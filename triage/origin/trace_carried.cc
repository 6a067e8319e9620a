// SPDX-License-Identifier: Apache-2.0
// The file's own bytes, seen on their way: a capture of the case carried a file with the same digest.
#include "triage/origin/tracer.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::triage::origin {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000, kBefore = 120 * kSecond, kAfter = 30 * kSecond;
constexpr std::size_t kMostShown = 3;

}  // namespace

// The transfer that ended last before the file was made leads back; that the file was sent later, or from it,
// is told. Proved when it ended within two minutes before (or, clocks being two, half a minute after): equal
// bytes at an equal time.
bool Tracer::take_carried(Node at, const FileTold& file) {
  const auto [begin, end] = facts_.carried.equal_range(file.sha256);
  if (file.sha256.empty() || begin == end) return false;
  const std::optional<Instant> made = file.born ? file.born : file.changed ? file.changed : file.modified;
  std::vector<const CarriedFacts*> all;
  for (auto one = begin; one != end; ++one) all.push_back(&one->second);
  std::ranges::stable_sort(all, {}, [](const CarriedFacts* one) { return one->last; });
  const auto came_before = [&](const CarriedFacts* one) {
    return made && one->last.nanoseconds <= made->nanoseconds + kAfter;
  };
  const auto behind = std::ranges::partition_point(all, came_before);
  const CarriedFacts* const brought = behind == all.begin() ? nullptr : *std::prev(behind);
  std::size_t shown_count = 0;
  for (const CarriedFacts* one : all) {
    if (one != brought && ++shown_count > kMostShown) continue;
    OriginEdge carried;
    carried.relation = "carried";
    carried.leads_back = one == brought;
    carried.time = one->first;
    carried.basis = "stated";
    carried.place = one->place;
    const bool near = made && made->nanoseconds - one->last.nanoseconds <= kBefore;
    carried.strength = one == brought && near ? OriginStrength::proved : OriginStrength::likely;
    const OriginText time = when(std::optional{one->first}, "stated");
    const OriginText distance =
        made ? apart(std::abs(made->nanoseconds - one->last.nanoseconds)) : OriginText{"?", "?"};
    const bool before = made && one->last <= *made;
    carried.why = {
        fmt::format(
            "a capture carried the same bytes (SHA-256) from {} to {} by {}, {}; {} {} the file was made",
            shown(one->sender), shown(one->receiver), one->protocol, time.en, distance.en,
            before ? "before" : "after"),
        fmt::format("流量中有相同内容（SHA-256 一致）由 {} 经 {} 传至 {}，{}；在文件创建{} {}",
                    shown(one->sender), one->protocol, shown(one->receiver), time.zh, before ? "前" : "后",
                    distance.zh)};
    const Node from = address_node(one->sender);
    if (from < chain_.nodes.size()) {
      see(from, one->first, one->last, "stated");
      stand_on(from, one->place);
    }
    edge(from, at, std::move(carried));
  }
  return brought != nullptr;
}

}  // namespace firsthour::triage::origin
