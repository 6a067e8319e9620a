// SPDX-License-Identifier: Apache-2.0
#include "cli/derived_members.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "cli/case_door.h"

#include <map>
#include <set>
#include <utility>

namespace firsthour::cli {
namespace {

constexpr std::size_t kMostMembers = 100;
constexpr std::uint64_t kMostBytes = 256U << 20U;
constexpr const char* kWay = "triage.way";

using Spot = std::pair<std::string, std::string>;  // item, way within it

// Members that an earlier triage took out.
Try<std::map<Spot, std::string>> known_members(const CaseReader& from) {
  std::map<Spot, std::string> known;
  const auto walked = from.each_item([&](const CaseItem& item) -> Result<> {
    if (const auto way = item.item.attributes.find(kWay); way != item.item.attributes.end())
      known.emplace(Spot{item.parent, way->second}, item.id);
    return {};
  });
  if (!walked) return give_up(case_failure(walked.error()));
  return known;
}

std::vector<triage::TakenOut> wanted_of(const triage::TriageReport& report,
                                        const std::map<Spot, std::string>& known) {
  std::vector<triage::TakenOut> wanted;
  std::set<Spot> asked;
  for (const Finding& finding : report.findings) {
    const auto place = report.place_of.find(finding.id);
    if (place == report.place_of.end() || place->second.way.empty() || finding.item.empty()) continue;
    const Spot spot{finding.item, place->second.way};
    if (finding.severity < Severity::medium || known.contains(spot) || wanted.size() >= kMostMembers)
      continue;
    if (asked.insert(spot).second) wanted.push_back({spot.first, spot.second, {}, {}});
  }
  return wanted;
}

Result<std::string> derive(CaseWriter& the_case, const triage::TakenOut& member) {
  const auto parent = the_case.item(member.item);
  if (!parent) return tl::unexpected{parent.error()};
  Item item;
  item.kind = "member";
  item.source = "triage";
  item.path = parent->item.path + member.way;
  item.host = parent->item.host;
  item.size = member.bytes.size();
  item.started = item.finished = SystemClock{}.now();
  item.attributes[kWay] = member.way;
  MemorySource source{as_bytes(member.bytes)};
  const auto derived = the_case.derive(std::move(item), member.item, source);
  if (!derived) return tl::unexpected{derived.error()};
  return derived->id;
}

}  // namespace

Try<> derive_members(CaseWriter& the_case, const triage::TriageOptions& options,
                     triage::TriageReport& report) {
  auto known = known_members(the_case);
  if (!known) return give_up(known.error());
  auto taken = triage::take_out(the_case, wanted_of(report, *known), options);
  if (!taken) return give_up(taken.error());
  std::uint64_t bytes = 0;
  for (const triage::TakenOut& member : *taken) {
    bytes += member.bytes.size();
    std::string reason = bytes > kMostBytes ? "256 MiB were" : member.reason;
    if (reason.empty()) {
      const auto id = derive(the_case, member);
      // A sealed case takes no more evidence: the finding then stands on the whole archive.
      if (!id && id.error().code != Errc::denied) return give_up(case_failure(id.error()));
      if (id)
        known->emplace(Spot{member.item, member.way}, *id);
      else
        reason = id.error().what;
    }
    if (!reason.empty())
      report.not_scanned.push_back(
          {member.item, display_utf8(member.way), "not taken into the case: " + reason});
  }
  for (Finding& finding : report.findings) {
    const auto place = report.place_of.find(finding.id);
    if (place == report.place_of.end()) continue;
    if (const auto item = known->find({finding.item, place->second.way}); item != known->end())
      finding.item = item->second;
  }
  return {};
}

}  // namespace firsthour::cli
