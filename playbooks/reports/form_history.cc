// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/form_history.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

std::string ordinal_word(int number) {
  static constexpr std::array<std::string_view, 10> kWords{"一", "二", "三", "四", "五",
                                                           "六", "七", "八", "九", "十"};
  const auto index = static_cast<std::size_t>(number - 1);
  return index < kWords.size() ? std::string{kWords[index]} : std::to_string(number);
}

// The form's own printings among those of the case, in order.
std::vector<const Printing*> printings_of(const FormPack& pack, const CaseFacts& facts) {
  std::vector<const Printing*> found;
  for (const Printing& printing : facts.custody.printings)
    if (printing.form && printing.what == pack.name && printing.upto <= facts.events)
      found.push_back(&printing);
  return found;
}

std::uint64_t volumes_until(const CaseFacts& facts, std::uint64_t events) {
  return static_cast<std::uint64_t>(
      std::count_if(facts.volumes.begin(), facts.volumes.end(),
                    [&](const Volume& volume) { return volume.event < events; }));
}

// Items of the first `end` events by the event that brought them: before `at`, and from there on.
Result<std::pair<std::uint64_t, std::uint64_t>> items_around(const CaseReader& from, std::uint64_t at,
                                                             std::uint64_t end) {
  std::pair<std::uint64_t, std::uint64_t> counts;
  const auto read = from.each_item([&](const CaseItem& item) -> Result<> {
    if (item.event < end) ++(item.event < at ? counts.first : counts.second);
    return {};
  });
  if (!read) return fail("cannot list the items", read.error());
  return counts;
}

bool came_alone(const CaseItem& item) { return item.id.find('/') == std::string::npos; }

std::size_t rows_of(const FormPack& pack) {
  for (const FormSection& section : pack.sections)
    if (section.kind == SectionKind::items) return section.rows;
  return 0;
}

}  // namespace

std::string form_title(const FormPack& pack, const std::optional<Supplement>& supplement) {
  if (!supplement) return pack.title.zh;
  return pack.title.zh + "（补充" + ordinal_word(supplement->ordinal) + "）";
}

// Printed again, the newest supplement goes on from the list before it: it is still the same supplement.
Result<Supplement> supplement_of(const CaseReader& from, const FormPack& pack, const CaseFacts& facts) {
  auto printings = printings_of(pack, facts);
  if (printings.empty())
    return fail(Errc::usage, "no " + pack.name + " was printed yet that could be supplemented");
  std::pair<std::uint64_t, std::uint64_t> counts;
  while (true) {
    auto counted = items_around(from, printings.back()->upto, facts.events);
    if (!counted) return tl::unexpected{counted.error()};
    counts = *counted;
    const bool supplement = printings.back()->title != pack.title.zh;
    if (counts.second > 0 || !supplement || printings.size() == 1) break;
    printings.pop_back();
  }
  if (counts.second == 0)
    return fail(Errc::usage, "nothing was taken in since " + pack.name + " was printed");
  Supplement supplement;
  supplement.base = *printings.back();
  std::vector<std::string> titles;
  for (const Printing* printing : printings)
    if (printing->title != pack.title.zh &&
        std::find(titles.begin(), titles.end(), printing->title) == titles.end())
      titles.push_back(printing->title);
  supplement.ordinal = static_cast<int>(titles.size()) + 1;
  supplement.volumes_before = volumes_until(facts, supplement.base.upto);
  supplement.items_before = counts.first;
  return supplement;
}

void keep_only_new(CaseFacts& facts, const Supplement& supplement) {
  std::erase_if(facts.volumes, [&](const Volume& volume) { return volume.event < supplement.base.upto; });
}

Result<std::optional<PrintedBefore>> printed_before(const CaseReader& from, const FormPack& pack,
                                                    const std::string& title, const CaseFacts& facts) {
  PrintedBefore before;
  for (const Printing* printing : printings_of(pack, facts)) {
    if (printing->title != title) continue;
    ++before.times;
    before.last = *printing;
  }
  if (before.times == 0) return std::optional<PrintedBefore>{};
  const auto events = from.each_event(before.last.upto, facts.events, [&](const Event& event) -> Result<> {
    ++before.events;
    ++before.types[event.type];
    return {};
  });
  if (!events) return fail("cannot read the events", events.error());
  const auto counts = items_around(from, before.last.upto, facts.events);
  if (!counts) return tl::unexpected{counts.error()};
  before.items = counts->second;
  for (const Volume& volume : facts.volumes)
    if (volume.event >= before.last.upto) before.collections.push_back(volume.collection);
  return std::optional{std::move(before)};
}

Result<ItemList> listed_items(const CaseReader& from, const FormPack& pack, std::uint64_t events,
                              const std::optional<Supplement>& supplement) {
  ItemList list;
  const std::size_t rows = rows_of(pack);
  const std::uint64_t first = supplement ? supplement->base.upto : 0;
  list.first_number = supplement ? supplement->items_before + 1 : 1;
  const auto read = from.each_item([&](const CaseItem& found) -> Result<> {
    if (found.event >= events || found.event < first) return {};
    ++list.total;
    list.bytes += found.item.size;
    SourceCount& source = list.sources[found.item.source];
    ++source.items;
    source.bytes += found.item.size;
    if (found.item.outcome != Outcome::complete) ++source.incomplete;
    if (came_alone(found)) ++list.alone_total;
    auto& kept = came_alone(found) ? list.alone : list.collected;
    if (kept.size() < rows) kept.push_back(found);
    return {};
  });
  if (!read) return fail("cannot list the items", read.error());
  if (list.total > rows) list.collected.clear();
  return list;
}

}  // namespace firsthour::playbooks
