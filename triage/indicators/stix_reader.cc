// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "triage/indicators/readers.h"
#include "triage/indicators/recognise.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace firsthour::triage {
namespace {

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// What a path asks for, when a plain lookup answers it.
std::optional<IndicatorKind> kind_of(const stix::ObjectPath& path) {
  const auto& steps = path.steps;
  const std::string& last = steps.back().name;
  if (path.type == "file" && steps.size() == 2 && steps[0].name == "hashes") return IndicatorKind::digest;
  if (steps.size() == 1 && path.type == "file" && last == "name") return IndicatorKind::file_name;
  if (steps.size() == 1 && last == "value") {
    if (path.type == "ipv4-addr" || path.type == "ipv6-addr") return IndicatorKind::network;
    if (path.type == "domain-name") return IndicatorKind::domain;
    if (path.type == "url") return IndicatorKind::url;
    if (path.type == "email-addr") return IndicatorKind::email;
  }
  const bool end = path.type == "network-traffic" && steps.size() == 2 &&
                   (steps[0].name == "dst_ref" || steps[0].name == "src_ref");
  return end && last == "value" ? std::optional{IndicatorKind::address} : std::nullopt;
}

// All comparisons, when the pattern is plain lookups joined by OR; else nothing.
bool plain_lookups(const stix::Test& test, std::vector<std::pair<IndicatorKind, std::string>>& into) {
  if (test.kind == stix::Test::Kind::any) {
    for (const stix::Test& part : test.parts)
      if (!plain_lookups(part, into)) return false;
    return true;
  }
  if (test.kind != stix::Test::Kind::comparison) return false;
  const stix::Comparison& comparison = test.comparison;
  const auto kind = kind_of(comparison.path);
  const bool equal = comparison.op == stix::Operator::equal || comparison.op == stix::Operator::in;
  if (!kind || !equal || comparison.negated) return false;
  for (const stix::Literal& literal : comparison.values) {
    if (literal.kind != stix::Literal::Kind::text) return false;
    const bool address = *kind == IndicatorKind::network || *kind == IndicatorKind::address;
    into.emplace_back(address ? recognise(literal.text) : *kind, literal.text);
  }
  return true;
}

// Types of objects that files, host records and log entries show (observed_objects.cc, record_indicators.cc).
bool is_shown(std::string_view type) {
  constexpr auto kShown =
      std::to_array<std::string_view>({"file", "process", "network-traffic", "ipv4-addr", "ipv6-addr",
                                       "user-account", "url", "domain-name", "windows-registry-key"});
  return std::ranges::find(kShown, type) != kShown.end();
}

// The first type that nothing here shows; "" when there is none.
std::string unshown_type(const stix::Test& test) {
  if (test.kind == stix::Test::Kind::comparison)
    return is_shown(test.comparison.path.type) ? "" : test.comparison.path.type;
  for (const stix::Test& part : test.parts)
    if (std::string type = unshown_type(part); !type.empty()) return type;
  return {};
}

std::string unshown_type(const stix::Observing& node) {
  if (node.kind == stix::Observing::Kind::test) return unshown_type(node.test);
  for (const stix::Observing& part : node.parts)
    if (std::string type = unshown_type(part); !type.empty()) return type;
  return {};
}

class StixReader {
 public:
  StixReader(const std::string& file, Gathered& into) : file_{file}, into_{into} {}

  void object(const Json& object) {
    if (!object.is_object() || text_in(object, "type") != "indicator") return;
    const std::string id = text_in(object, "id");
    if (const auto revoked = object.find("revoked"); revoked != object.end() && *revoked == true) return;
    const std::string type = text_in(object, "pattern_type");
    if (!type.empty() && type != "stix")
      return problem(id, "patterns of type `" + type + "` are not read here");
    auto pattern = stix::parse_pattern(text_in(object, "pattern"));
    if (!pattern) return problem(id, "pattern: " + pattern.error().what);
    Indicator indicator;
    indicator.file = file_;
    indicator.id = id;
    indicator.comment = text_in(object, "name");
    indicator.reference = text_in(object, "valid_until");
    if (const auto confidence = object.find("confidence");
        confidence != object.end() && confidence->is_number_integer())
      indicator.score =
          static_cast<std::uint64_t>(std::clamp<std::int64_t>(confidence->get<std::int64_t>(), 0, 100));
    take(std::move(indicator), std::move(*pattern));
  }

 private:
  void take(Indicator indicator, stix::Pattern pattern) {
    std::vector<std::pair<IndicatorKind, std::string>> plain;
    const bool one_test = pattern.root.kind == stix::Observing::Kind::test && pattern.root.qualifiers.empty();
    if (one_test && plain_lookups(pattern.root.test, plain)) {
      for (auto& [kind, value] : plain) {
        indicator.kind = kind;
        indicator.value = value;
        into_.add(indicator);
      }
      return;
    }
    if (const std::string type = unshown_type(pattern.root); !type.empty())
      return problem(indicator.id, "asks for `" + type + "`, which nothing here shows: not evaluated");
    indicator.kind = IndicatorKind::stix;
    indicator.value = indicator.id;
    into_.indicators.push_back(std::move(indicator));
    into_.patterns.push_back(std::move(pattern));
  }

  void problem(const std::string& id, const std::string& what) {
    into_.problem(file_, 0, (id.empty() ? "" : id + ": ") + what);
  }

  const std::string& file_;
  Gathered& into_;
};

}  // namespace

void read_stix(const Json& json, const std::string& file, Gathered& into) {
  StixReader reader{file, into};
  const auto objects = json.find("objects");
  if (objects == json.end() || !objects->is_array()) return reader.object(json);
  for (const Json& object : *objects) reader.object(object);
}

}  // namespace firsthour::triage
