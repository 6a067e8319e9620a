// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 (OASIS): findings for code-scanning viewers. What was not scanned is a notification of the run.
#include "casefile/json.h"
#include "triage/triage.h"

#include <map>

namespace firsthour::triage {
namespace {

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high:
      return "error";
    case Severity::medium:
      return "warning";
    default:
      return "note";
  }
}

// A path as a relative URI reference (RFC 3986): every byte outside the unreserved set is escaped.
std::string as_uri(std::string_view path) {
  static constexpr std::string_view kPlain = "/-._~";
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string uri;
  for (const char c :
       path.substr(path.find_first_not_of('/') == std::string_view::npos ? 0 : path.find_first_not_of('/'))) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                       (byte >= 'A' && byte <= 'Z') || kPlain.find(c) != std::string_view::npos;
    if (plain) {
      uri += c;
    } else {
      uri += '%';
      uri += kHex[byte >> 4];
      uri += kHex[byte & 15];
    }
  }
  return uri;
}

Json location_of(const Finding& finding) {
  Json physical{{"artifactLocation", {{"uri", as_uri(finding.path)}}}};
  if (!finding.matches.empty()) {
    const FindingMatch& match = finding.matches.front();
    physical["region"] = {{"byteOffset", match.offset}, {"byteLength", match.length}};
  }
  return {{"physicalLocation", physical}};
}

Json result_of(const Finding& finding) {
  Json result{{"ruleId", finding.rule},
              {"level", level_of(finding.severity)},
              {"message", {{"text", finding.why.empty() ? finding.title : finding.why}}},
              {"locations", Json::array({location_of(finding)})},
              {"partialFingerprints", {{"firsthour/v1", finding.id}}}};
  result["properties"] = {{"severity", name_of(finding.severity)},
                          {"detector", finding.detector},
                          {"item", finding.item},
                          {"host", finding.host},
                          {"attack", finding.attack}};
  return result;
}

}  // namespace

std::string as_sarif(const TriageReport& report, std::string_view tool_version) {
  std::map<std::string, std::string> titles;
  Json results = Json::array();
  for (const Finding& finding : report.findings) {
    titles.emplace(finding.rule, finding.title);
    results.push_back(result_of(finding));
  }
  Json rules = Json::array();
  for (const auto& [rule, title] : titles) {
    rules.push_back({{"id", rule}, {"shortDescription", {{"text", title.empty() ? rule : title}}}});
  }
  Json notes = Json::array();
  for (const NotScanned& missing : report.not_scanned) {
    notes.push_back({{"level", "note"}, {"message", {{"text", missing.path + ": " + missing.reason}}}});
  }
  const Json driver{{"name", "firsthour"}, {"version", tool_version}, {"rules", rules}};
  const Json run{
      {"tool", {{"driver", driver}}},
      {"results", results},
      {"invocations", Json::array({{{"executionSuccessful", true}, {"toolExecutionNotifications", notes}}})}};
  const Json sarif{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"},
                   {"runs", Json::array({run})}};
  return sarif.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace firsthour::triage
