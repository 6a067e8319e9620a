// SPDX-License-Identifier: Apache-2.0
#include "cli/origin_chains.h"

#include "casefile/json.h"

#include <map>

namespace firsthour::cli {
namespace {

constexpr std::string_view kWhat = "origin";

// The newest chain that the ledger has of each thing, by the first finding on it.
Try<std::map<std::string, std::string>> recorded_chains(const CaseReader& from) {
  std::map<std::string, std::string> chains;
  const auto read = from.each_event(0, from.size(), [&](const Event& event) -> Result<> {
    if (event.type != event_type::analysed) return {};
    const auto json = parse_json(event.bytes);
    if (!json) return fail("event " + std::to_string(event.sequence), json.error());
    const Json& body = json->at("body");
    if (body.value("what", "") != kWhat || !body.contains("chain")) return {};
    const Json& chain = body["chain"];
    if (chain.contains("findings") && !chain["findings"].empty())
      chains[chain["findings"].front().get<std::string>()] = chain.dump();
    return {};
  });
  if (!read) return give_up(case_failure(read.error()));
  return chains;
}

}  // namespace

Try<> record_chains(CaseWriter& the_case, const triage::OriginReport& report) {
  const auto known = recorded_chains(the_case);
  if (!known) return give_up(known.error());
  std::vector<Json> bodies;
  for (const triage::OriginChain& chain : report.chains) {
    Json json = triage::to_json(chain);
    const auto before = known->find(chain.findings.front());
    if (before != known->end() && before->second == json.dump()) continue;
    bodies.push_back(Json{{"what", kWhat}, {"chain", std::move(json)}});
  }
  if (bodies.empty()) return {};
  if (auto appended = the_case.append_all(event_type::analysed, bodies); !appended)
    return give_up(appended.error());
  return {};
}

}  // namespace firsthour::cli
