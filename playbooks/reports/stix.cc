// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "playbooks/reports/case_known_parts.h"
#include "playbooks/reports/incident_export.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostFindings = 200;
// The published extension of the incident object, "incident core". It takes no members but its own: what
// belongs to the incident is tied to it by relationships.
constexpr std::string_view kIncidentCore = "extension-definition--ef765651-680c-498d-9894-99799f2fa126";
// STIX 2.1, 2.9: the name space of identifiers of observables.
constexpr std::string_view kObservableSpace = "00abedb4-aa42-466c-9c01-fed23315a9b7";

std::string stix_time(Instant time) { return rfc3339(time).substr(0, 23) + "Z"; }

class Bundle {
 public:
  Bundle(const IncidentInput& input, const CaseReader& from) : input_{input}, from_{from} {
    created_ = stix_time(input.report.facts.opened.value_or(Instant{}));
    modified_ = stix_time(input.report.facts.last);
  }

  std::string text() {
    const Incident& incident = input_.incident();
    author_ = add_identity("author", author_name());
    incident_ = id("incident", "incident");
    if (!incident.unit.empty()) {
      const std::string victim = add_identity("victim", incident.unit);
      relate(incident_, "targets", victim);
    }
    for (const std::string& technique : techniques())
      relate(incident_, "related-to", add_technique(technique));
    std::size_t count = 0;
    for (const Finding& finding : input_.report.facts.findings)
      if (finding.severity >= Severity::medium && count++ < kMostFindings) add_finding(finding);
    add_incident();
    const Json bundle{{"type", "bundle"}, {"id", id("bundle", modified_)}, {"objects", objects_}};
    return bundle.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  std::string id(const std::string& type, const std::string& name) const {
    return type + "--" + uuid5(input_.report.facts.id, type + "/" + name);
  }

  // The members of every domain and relationship object.
  Json object(const std::string& type, const std::string& name) const {
    Json json{{"type", type},
              {"spec_version", "2.1"},
              {"id", id(type, name)},
              {"created", created_},
              {"modified", modified_}};
    if (!author_.empty()) json["created_by_ref"] = author_;
    return json;
  }

  std::string keep(Json json) {
    std::string name = json.at("id").get<std::string>();
    const bool known =
        std::any_of(objects_.begin(), objects_.end(), [&](const Json& one) { return one.at("id") == name; });
    if (!known) objects_.push_back(std::move(json));
    return name;
  }

  void relate(const std::string& from, const std::string& how, const std::string& to) {
    Json json = object("relationship", from + " " + how + " " + to);
    json["relationship_type"] = how;
    json["source_ref"] = from;
    json["target_ref"] = to;
    keep(std::move(json));
  }

  std::string author_name() const {
    for (const Person& person : input_.report.facts.answers.people)
      if (!person.unit.empty()) return person.unit;
    return "firsthour case " + input_.report.facts.name;
  }

  std::string add_identity(const std::string& role, const std::string& name) {
    Json json = object("identity", role);
    json["name"] = name;
    json["identity_class"] = "organization";
    return keep(std::move(json));
  }

  // Those that people recorded, and those of findings.
  std::vector<std::string> techniques() const {
    std::vector<std::string> all = techniques_of(input_.report.facts);
    const std::string& said = input_.incident().attack;
    for (std::size_t at = 0; at < said.size();) {
      const std::size_t end = std::min(said.find(' ', at), said.size());
      if (end > at) all.push_back(said.substr(at, end - at));
      at = end + 1;
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  std::string add_technique(const std::string& technique) {
    Json json = object("attack-pattern", technique);
    json["name"] = technique;
    json["external_references"] =
        Json::array({{{"source_name", "mitre-attack"}, {"external_id", technique}}});
    return keep(std::move(json));
  }

  // The identifier is made of what names the file: its digest and its name.
  std::string add_file(const Finding& finding, const std::string& sha256) {
    const std::string base = finding.path.substr(finding.path.rfind('/') + 1);
    Json naming{{"name", base.empty() ? finding.path : base}};
    if (!sha256.empty()) naming["hashes"] = {{"SHA-256", sha256}};
    Json json = naming;
    json["type"] = "file";
    json["spec_version"] = "2.1";
    json["id"] = "file--" + uuid5(kObservableSpace, canonical(naming));
    return keep(std::move(json));
  }

  void add_finding(const Finding& finding) {
    const auto item =
        finding.item.empty() ? Result<CaseItem>{fail(Errc::not_found, "")} : from_.item(finding.item);
    const bool file = item && item->item.kind != "records" && !finding.path.empty();
    if (!file) return add_note(finding);
    const std::string sha256 = item->item.sha256 ? item->item.sha256->hex() : std::string{};
    const std::string seen =
        stix_time(item->item.started.nanoseconds > 0 ? item->item.started : input_.report.facts.last);
    Json observed = object("observed-data", finding.id);
    observed["first_observed"] = observed["last_observed"] = seen;
    observed["number_observed"] = 1;
    observed["object_refs"] = Json::array({add_file(finding, sha256)});
    relate(incident_, "related-to", keep(std::move(observed)));
    if (sha256.empty()) return;
    Json indicator = object("indicator", finding.id);
    indicator["name"] = finding.title;
    indicator["description"] = finding.why;
    indicator["indicator_types"] = Json::array({"unknown"});
    indicator["pattern"] = "[file:hashes.'SHA-256' = '" + sha256 + "']";
    indicator["pattern_type"] = "stix";
    indicator["valid_from"] = seen;
    const std::string name = keep(std::move(indicator));
    relate(incident_, "related-to", name);
    for (const std::string& technique : finding.attack) relate(name, "indicates", add_technique(technique));
  }

  // A finding that stands on a host's record, not on a file.
  void add_note(const Finding& finding) {
    Json note = object("note", finding.id);
    note["abstract"] = finding.title;
    note["content"] = finding.why.empty() ? finding.title : finding.why;
    note["object_refs"] = Json::array({incident_});
    keep(std::move(note));
  }

  void add_incident() {
    const Incident& incident = input_.incident();
    Json json = object("incident", "incident");
    json["name"] = incident.name.empty() ? input_.report.facts.name : incident.name;
    if (!incident.summary.empty()) json["description"] = incident.summary;
    if (!incident.id.empty())
      json["external_references"] =
          Json::array({{{"source_name", "firsthour"}, {"external_id", incident.id}}});
    if (incident.exercise || input_.report.facts.exercise) json["labels"] = Json::array({"exercise"});
    json["extensions"][std::string{kIncidentCore}] = {
        {"extension_type", "property-extension"},
        {"determination", "suspected"},
        {"investigation_status", incident.state == IncidentState::closed ? "closed" : "open"}};
    keep(std::move(json));
  }

  const IncidentInput& input_;
  const CaseReader& from_;
  std::string created_, modified_, author_, incident_;
  std::vector<Json> objects_;
};

}  // namespace

std::string uuid5(std::string_view space, std::string_view name) {
  std::string digits;
  for (const char c : space)
    if (c != '-') digits += c;
  auto bytes = from_hex(digits);
  if (!bytes || bytes->size() != 16) bytes = std::vector<std::byte>(16);
  Hasher hasher{Algorithm::sha1};
  hasher.update(*bytes);
  hasher.update(name);
  std::string hex = hasher.finish_hex().substr(0, 32);
  hex[12] = '5';
  const auto variant = static_cast<unsigned>(std::string_view{"0123456789abcdef"}.find(hex[16]));
  hex[16] = "89ab"[variant & 3U];
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

std::string as_stix(const IncidentInput& input, const CaseReader& from) { return Bundle{input, from}.text(); }

}  // namespace firsthour::playbooks
