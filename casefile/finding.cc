// SPDX-License-Identifier: Apache-2.0
#include "casefile/finding.h"

#include "casefile/json_fields.h"

#include <array>
#include <limits>

namespace firsthour {
namespace {

constexpr std::array<std::string_view, 5> kSeverities{"info", "low", "medium", "high", "critical"};

Json matches_to_json(const std::vector<FindingMatch>& matches) {
  Json list = Json::array();
  for (const FindingMatch& match : matches) {
    list.push_back({{"string", display_utf8(match.string)},
                    {"offset", exact_integer(match.offset)},
                    {"length", exact_integer(match.length)}});
  }
  return list;
}

Json texts_to_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(display_utf8(text));
  return list;
}

Json target_to_json(const Finding& finding) {
  return {{"item", display_utf8(finding.item)},
          {"path", display_utf8(finding.path)},
          {"host", display_utf8(finding.host)}};
}

Result<std::vector<FindingMatch>> matches_from(const Json& list) {
  std::vector<FindingMatch> matches;
  if (!list.is_array()) return fail(Errc::malformed, "finding: \"matches\" is not a list");
  for (const Json& json : list) {
    JsonFields fields{json, "finding: match"};
    FindingMatch match;
    match.string = fields.text("string");
    match.offset = fields.number("offset");
    match.length = fields.number("length");
    if (const auto good = fields.result(); !good) return tl::unexpected<Error>{good.error()};
    matches.push_back(std::move(match));
  }
  return matches;
}

}  // namespace

std::string_view name_of(Severity s) { return kSeverities[static_cast<std::size_t>(s)]; }

std::optional<Severity> severity_from(std::string_view name) {
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    if (kSeverities[i] == name) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

Json to_json(const Finding& finding) {
  Json json{{"type", "finding"},
            {"id", display_utf8(finding.id)},
            {"detector", display_utf8(finding.detector)},
            {"rule", display_utf8(finding.rule)},
            {"severity", name_of(finding.severity)},
            {"target", target_to_json(finding)},
            {"matches", matches_to_json(finding.matches)},
            {"why", display_utf8(finding.why)},
            {"attack", texts_to_json(finding.attack)}};
  const std::array<std::pair<const char*, const std::string*>, 6> optional{
      {{"title", &finding.title},
       {"title_zh", &finding.title_zh},
       {"why_zh", &finding.why_zh},
       {"record", &finding.record},
       {"tool_digest", &finding.tool_digest},
       {"rule_digest", &finding.rule_digest}}};
  for (const auto& [key, text] : optional) {
    if (!text->empty()) json[key] = display_utf8(*text);
  }
  return json;
}

Result<Finding> finding_from_json(const Json& json) {
  JsonFields fields{json, "finding"};
  if (fields.text("type") != "finding") fields.wrong("type", "is not \"finding\"");
  Finding finding;
  finding.id = fields.required_text("id");
  finding.detector = fields.required_text("detector");
  finding.rule = fields.required_text("rule");
  finding.title = fields.text("title");
  finding.title_zh = fields.text("title_zh");
  const auto severity = severity_from(fields.text("severity"));
  if (!severity) fields.wrong("severity", "is missing or unknown");
  finding.severity = severity.value_or(Severity::info);
  finding.record = fields.text("record");
  finding.why = fields.text("why");
  finding.why_zh = fields.text("why_zh");
  finding.attack = fields.texts("attack");
  finding.tool_digest = fields.text("tool_digest");
  finding.rule_digest = fields.text("rule_digest");
  if (const Json* target = fields.find("target")) {
    JsonFields of_target{*target, "finding: target"};
    finding.item = of_target.text("item");
    finding.path = of_target.text("path");
    finding.host = of_target.text("host");
    if (const auto good = of_target.result(); !good) return tl::unexpected<Error>{good.error()};
  }
  if (const Json* list = fields.find("matches")) {
    auto matches = matches_from(*list);
    if (!matches) return tl::unexpected<Error>{matches.error()};
    finding.matches = std::move(*matches);
  }
  if (const auto good = fields.result(); !good) return tl::unexpected<Error>{good.error()};
  return finding;
}

std::string finding_id(const Finding& finding) {
  // The record takes part too: two lines of one item are two targets.
  const Json identity =
      Json::array({display_utf8(finding.detector), display_utf8(finding.rule), target_to_json(finding),
                   display_utf8(finding.record), matches_to_json(finding.matches)});
  return sha256(canonical(identity)).hex().substr(0, 16);
}

}  // namespace firsthour
