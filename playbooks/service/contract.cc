// SPDX-License-Identifier: Apache-2.0
#include "playbooks/contract.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/number.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/records/placed_fields.h"

#include <algorithm>
#include <array>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr int kLongestYears = 5;
constexpr std::size_t kMostSystems = 1000, kMostClauses = 200;
constexpr std::int64_t kMostMinutes = 10'000;

constexpr std::array<std::string_view, 14> kKeys{
    "id",        "name",     "customer", "provider",       "signed_on",
    "first_day", "last_day", "operator", "on_site_from",   "told_operator_minutes",
    "systems",   "clauses",  "sha256",   "on_site_minutes"};
constexpr std::array<std::string_view, 3> kSystemKeys{"name", "network", "protection_level"};
constexpr std::array<std::string_view, 3> kClauseKeys{"key", "text", "targets"};
constexpr std::string_view kOther = "other.";

class ContractReader {
 public:
  explicit ContractReader(const PlacedJson& in) : in_{in}, top_{in, "", in.json, kKeys} {}

  Result<ServiceContract> read() {
    read_parties();
    read_days();
    read_operator();
    read_systems();
    read_clauses();
    read_minutes();
    if (auto good = top_.result(); !good) return tl::unexpected{good.error()};
    if (!inner_) return tl::unexpected{inner_.error()};
    return std::move(contract_);
  }

 private:
  void read_parties() {
    contract_.id = top_.required_text("id");
    contract_.name = top_.text("name");
    contract_.customer = top_.text("customer");
    contract_.provider = top_.text("provider");
    contract_.sha256 = top_.text("sha256");
  }

  void read_days() {
    const auto signed_on = top_.day("signed_on");
    if (!signed_on) return top_.wrong("signed_on", "is missing: periods count from the day of signing");
    contract_.signed_on = *signed_on;
    contract_.first_day = top_.day("first_day").value_or(*signed_on);
    contract_.last_day = top_.day("last_day").value_or(plus_days(plus_months(contract_.first_day, 12), -1));
    if (contract_.last_day < contract_.first_day)
      top_.wrong("last_day", "contradicts first_day: the service would end before it begins");
    else if (contract_.last_day < contract_.signed_on)
      top_.wrong("last_day", "contradicts signed_on: the service would end before it was agreed");
    else if (contract_.last_day > plus_months(contract_.first_day, 12 * kLongestYears))
      top_.wrong("last_day", "is more than five years after first_day");
  }

  void read_operator() {
    if (!top_.find("operator")) return;
    static constexpr std::array<std::string_view, 3> kKinds{"cii", "state-organ", "other"};
    const std::string word = top_.text("operator");
    const auto kind = operator_kind(word);
    if (kind)
      contract_.operator_kind = *kind;
    else
      top_.wrong("operator", "is none of cii, state-organ and other" + suggestion(word, kKinds));
  }

  void read_systems() {
    const Json list = top_.list("systems");
    if (list.size() > kMostSystems) return top_.wrong("systems", "are more than 1000");
    std::set<std::string> names;
    for (std::size_t i = 0; i < list.size(); ++i) {
      PlacedFields fields{in_, "systems/" + std::to_string(i), list[i], kSystemKeys};
      ContractSystem system{fields.required_text("name"), fields.text("network"),
                            fields.text("protection_level")};
      if (!names.insert(system.name).second) fields.wrong("name", "stands twice");
      keep(fields);
      contract_.systems.push_back(std::move(system));
    }
  }

  void read_clauses() {
    const Json list = top_.list("clauses");
    if (list.size() > kMostClauses) return top_.wrong("clauses", "are more than 200");
    for (std::size_t i = 0; i < list.size(); ++i) {
      PlacedFields fields{in_, "clauses/" + std::to_string(i), list[i], kClauseKeys};
      Clause clause{fields.required_text("key"), fields.text("text"), {}};
      const ClauseKind* kind = clause_kind(clause.key);
      if (kind || clause.key.starts_with(kOther)) {
        read_targets(fields, clause, kind);
      } else {
        std::vector<std::string_view> known;
        for (const ClauseKind& one : clause_kinds()) known.push_back(one.key);
        fields.wrong("key", "names no clause" + suggestion(clause.key, known));
      }
      keep(fields);
      contract_.clauses.push_back(std::move(clause));
    }
  }

  void read_targets(PlacedFields& fields, Clause& clause, const ClauseKind* kind) {
    const Json* targets = fields.find("targets");
    if (!targets) return;
    std::vector<std::string_view> known;
    if (kind)
      for (const TargetKind& target : kind->targets) known.push_back(target.name);
    else if (targets->is_object())
      for (const auto& [name, value] : targets->items()) known.push_back(name);
    PlacedFields values{in_, fields.path_of("targets"), *targets, known};
    for (const std::string_view name : known) {
      std::int64_t least = 0, most = 1'000'000'000;
      if (kind)
        for (const TargetKind& target : kind->targets)
          if (target.name == name) std::tie(least, most) = std::pair{target.least, target.most};
      const auto value = values.number(name, least, most);
      if (!value) continue;
      if (const auto before = contract_.target(clause.key, name); before && *before != *value)
        values.wrong(name,
                     "contradicts another clause of the same key, which states " + std::to_string(*before));
      clause.targets[std::string{name}] = *value;
    }
    keep(values);
  }

  void read_minutes() {
    if (const std::string from = top_.text("on_site_from"); !from.empty()) {
      std::vector<std::string_view> known;
      for (const TimeField& field : kTimeFields) known.push_back(field.name);
      if (!time_field(from))
        top_.wrong("on_site_from", "names no moment of an incident" + suggestion(from, known));
      if (from == "arrived") top_.wrong("on_site_from", "contradicts itself: the way to the site ends there");
      contract_.on_site_from = from;
    }
    const auto stated = contract_.target("response.onsite", "minutes");
    const auto said = top_.number("on_site_minutes", 1, kMostMinutes);
    if (stated && said && *stated != *said)
      top_.wrong("on_site_minutes",
                 "contradicts the clause response.onsite, which states " + std::to_string(*stated));
    contract_.on_site_minutes = static_cast<int>(said.value_or(stated.value_or(contract_.on_site_minutes)));
    contract_.told_operator_minutes = static_cast<int>(
        top_.number("told_operator_minutes", 1, kMostMinutes).value_or(contract_.told_operator_minutes));
    contract_.record_days = static_cast<int>(contract_.target("response.record", "days").value_or(0));
    contract_.accept_minutes =
        static_cast<int>(contract_.target("response.support", "accept_minutes").value_or(0));
  }

  void keep(const PlacedFields& fields) {
    if (auto good = fields.result(); !good && inner_) inner_ = tl::unexpected{good.error()};
  }

  const PlacedJson& in_;
  PlacedFields top_;
  Result<> inner_;
  ServiceContract contract_;
};

}  // namespace

std::string_view name_of(OperatorKind kind) {
  switch (kind) {
    case OperatorKind::unstated:
      return "";
    case OperatorKind::critical_infrastructure:
      return "cii";
    case OperatorKind::state_organ:
      return "state-organ";
    case OperatorKind::other:
      return "other";
  }
  return "";
}

std::optional<OperatorKind> operator_kind(std::string_view name) {
  for (const OperatorKind kind :
       {OperatorKind::critical_infrastructure, OperatorKind::state_organ, OperatorKind::other})
    if (name_of(kind) == name) return kind;
  return std::nullopt;
}

const Clause* ServiceContract::clause(std::string_view key) const {
  const auto found =
      std::find_if(clauses.begin(), clauses.end(), [&](const Clause& one) { return one.key == key; });
  return found == clauses.end() ? nullptr : &*found;
}

std::optional<std::int64_t> ServiceContract::target(std::string_view key, std::string_view of) const {
  for (const Clause& clause : clauses)
    if (clause.key == key)
      if (const auto found = clause.targets.find(std::string{of}); found != clause.targets.end())
        return found->second;
  return std::nullopt;
}

Result<ServiceContract> parse_contract(std::string_view text) {
  const auto placed = parse_placed(text);
  if (!placed) return fail("contract", placed.error());
  auto contract = ContractReader{*placed}.read();
  if (!contract) return fail("contract", contract.error());
  contract->sha256 = sha256(text).hex();  // whatever the file says of itself
  return contract;
}

Json to_json(const ServiceContract& contract) {
  Json json{{"id", contract.id},
            {"signed_on", day_text(contract.signed_on)},
            {"first_day", day_text(contract.first_day)},
            {"last_day", day_text(contract.last_day)},
            {"on_site_from", contract.on_site_from},
            {"on_site_minutes", contract.on_site_minutes},
            {"told_operator_minutes", contract.told_operator_minutes},
            {"sha256", contract.sha256}};
  const auto add = [&json](const char* key, std::string_view text) {
    if (!text.empty()) json[key] = text;
  };
  add("name", contract.name);
  add("customer", contract.customer);
  add("provider", contract.provider);
  add("operator", name_of(contract.operator_kind));
  Json systems = Json::array(), clauses = Json::array();
  for (const ContractSystem& system : contract.systems)
    systems.push_back(
        {{"name", system.name}, {"network", system.network}, {"protection_level", system.protection_level}});
  for (const Clause& clause : contract.clauses) {
    Json one{{"key", clause.key}, {"text", clause.text}};
    if (!clause.targets.empty()) one["targets"] = clause.targets;
    clauses.push_back(std::move(one));
  }
  json["systems"] = std::move(systems);
  json["clauses"] = std::move(clauses);
  return json;
}

Result<ServiceContract> contract_from_json(const Json& json) {
  auto contract = ContractReader{PlacedJson{json, {}}}.read();
  if (!contract) return fail("contract", contract.error());
  return contract;
}

}  // namespace firsthour::playbooks
