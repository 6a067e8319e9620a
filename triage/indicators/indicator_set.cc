// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/indicator_set.h"

#include "casefile/json.h"
#include "triage/indicators/readers.h"
#include "triage/indicators/recognise.h"
#include "triage/indicators/text_candidates.h"
#include "triage/indicators/warning_lists.h"
#include "triage/sigma/regex.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace firsthour::triage {
namespace {

constexpr std::size_t kMostMatches = 1000;  // of one indicator in one content; the first ones

std::string_view word_for(IndicatorKind kind) {
  constexpr std::string_view kWords[] = {"digest",         "file name",       "path",       "name pattern",
                                         "address",        "network",         "domain",     "URL",
                                         "e-mail address", "TLS fingerprint", "user agent", "STIX pattern"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string_view word_zh_for(IndicatorKind kind) {
  constexpr std::string_view kWords[] = {"摘要值", "文件名", "路径",     "名称模式", "地址",     "网段",
                                         "域名",   "网址",   "邮箱地址", "TLS 指纹", "用户代理", "STIX 模式"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string base_name(std::string_view path) { return std::string{path.substr(path.rfind('/') + 1)}; }

class LoadedSet final : public IndicatorSet {
 public:
  LoadedSet(Gathered gathered, const WarningLists& warnings, std::string digest)
      : indicators_{std::move(gathered.indicators)},
        patterns_{std::move(gathered.patterns)},
        digest_{std::move(digest)} {
    std::size_t pattern = 0;
    for (std::size_t i = 0; i < indicators_.size(); ++i) index(i, pattern, warnings);
  }

  [[nodiscard]] std::size_t count() const override { return indicators_.size(); }
  [[nodiscard]] const std::string& digest() const override { return digest_; }
  [[nodiscard]] const std::set<Algorithm>& digests_wanted() const override { return wanted_; }
  [[nodiscard]] bool looks_into_text() const override { return in_text_; }

  [[nodiscard]] std::vector<Hit> of_content(const ContentFacts& content) const override {
    std::vector<Hit> hits;
    for (const auto& [algorithm, hex] : content.digests) append(hits, of_value(IndicatorKind::digest, hex));
    append(hits, of_value(IndicatorKind::file_name, content.name));
    append(hits, of_value(IndicatorKind::file_path, content.path));
    for (const auto& [i, expression] : expressions_) {
      if (!expression.matches(content.path)) continue;
      if (const auto unless = unless_.find(i);
          unless != unless_.end() && unless->second.matches(content.path))
        continue;
      hits.push_back(hit(indicators_[i], content.path));
    }
    match_patterns(content, hits);
    return hits;
  }

  [[nodiscard]] std::vector<Hit> in_text(std::span<const std::byte> text) const override {
    std::map<std::size_t, Hit> by_indicator;
    const std::string_view bytes{reinterpret_cast<const char*>(text.data()), text.size()};
    each_candidate(bytes, [&](IndicatorKind kind, std::uint64_t offset, std::string_view value) {
      each_match(kind, value, [&](std::size_t i) {
        auto& found = by_indicator.try_emplace(i, hit(indicators_[i], value)).first->second;
        if (found.matches.size() < kMostMatches)
          found.matches.push_back({std::string{word_for(kind)}, offset, value.size()});
      });
    });
    std::vector<Hit> hits;
    for (auto& [i, found] : by_indicator) hits.push_back(std::move(found));
    return hits;
  }

  [[nodiscard]] bool has_patterns() const override { return !pattern_of_.empty(); }

  [[nodiscard]] std::vector<Hit> of_objects(const Json& objects, std::string_view shown) const override {
    std::vector<Hit> hits;
    const stix::Observation seen{std::nullopt, &objects};
    for (const auto& [i, pattern] : pattern_of_) {
      const auto matched = stix::matches(patterns_[pattern], {&seen, 1});
      if (matched && *matched) hits.push_back(hit(indicators_[i], shown));
    }
    return hits;
  }

  [[nodiscard]] bool part_of_several(const Json& objects) const override {
    return std::ranges::any_of(several_, [&](const auto& one) {
      const auto held = stix::any_test_holds(patterns_[one.second], objects);
      return held && *held;
    });
  }

  [[nodiscard]] std::vector<Hit> of_several(std::span<const stix::Observation> seen) const override {
    std::vector<Hit> hits;
    for (const auto& [i, pattern] : several_) {
      const auto matched = stix::matches(patterns_[pattern], seen);
      if (matched && *matched)
        hits.push_back(hit(indicators_[i], "of " + std::to_string(seen.size()) + " observations"));
    }
    return hits;
  }

  [[nodiscard]] std::vector<Hit> of_value(IndicatorKind kind, std::string_view value) const override {
    std::vector<Hit> hits;
    each_match(kind, value, [&](std::size_t i) { hits.push_back(hit(indicators_[i], value)); });
    return hits;
  }

 private:
  using ByValue = std::unordered_multimap<std::string, std::size_t>;

  void index(std::size_t i, std::size_t& pattern, const WarningLists& warnings) {
    Indicator& indicator = indicators_[i];
    if (indicator.kind == IndicatorKind::stix) {
      for (const Algorithm algorithm : {Algorithm::md5, Algorithm::sha1, Algorithm::sha256})
        wanted_.insert(algorithm);
      if (stix::asks_for_several(patterns_[pattern])) several_.emplace_back(i, pattern);
      pattern_of_.emplace_back(i, pattern++);
      return;
    }
    if (const std::string list = warnings.list_with(indicator.kind, indicator.value); !list.empty()) {
      indicator.warned = true;
      indicator.reference = list;
    }
    if (indicator.kind == IndicatorKind::digest) wanted_.insert(*algorithm_of_digest(indicator.value));
    if (indicator.kind == IndicatorKind::name_pattern) return index_expression(i);
    if (indicator.kind == IndicatorKind::network) {
      networks_.emplace_back(*Network::from(indicator.value), i);
    } else if (indicator.kind == IndicatorKind::address) {
      addresses_.emplace(*Address::from(indicator.value), i);
    } else {
      values_[static_cast<std::size_t>(indicator.kind)].emplace(indicator.value, i);
    }
    in_text_ = in_text_ || indicator.kind == IndicatorKind::network ||
               indicator.kind == IndicatorKind::address || indicator.kind == IndicatorKind::domain ||
               indicator.kind == IndicatorKind::url || indicator.kind == IndicatorKind::email;
  }

  void index_expression(std::size_t i) {
    if (auto expression = sigma::Regex::compile(indicators_[i].value, {}))
      expressions_.emplace_back(i, std::move(*expression));
    if (indicators_[i].reference.empty()) return;
    if (auto unless = sigma::Regex::compile(indicators_[i].reference, {}))
      unless_.emplace(i, std::move(*unless));
  }

  template <class Visit>
  void each_match(IndicatorKind kind, std::string_view value, const Visit& visit) const {
    if (kind == IndicatorKind::address || kind == IndicatorKind::network)
      return each_address_match(value, visit);
    const auto wanted = canonical(kind, value);
    if (!wanted) return;
    const ByValue& values = values_[static_cast<std::size_t>(kind)];
    if (values.empty()) return;
    std::string_view name = *wanted;
    for (;;) {
      const auto [begin, end] = values.equal_range(std::string{name});
      for (auto at = begin; at != end; ++at) visit(at->second);
      // A name stands for all names below it.
      const std::size_t dot = name.find('.');
      if (kind != IndicatorKind::domain || dot == name.npos) return;
      name.remove_prefix(dot + 1);
    }
  }

  template <class Visit>
  void each_address_match(std::string_view value, const Visit& visit) const {
    const auto address = Address::from(value);
    if (!address) return;
    const auto [begin, end] = addresses_.equal_range(*address);
    for (auto at = begin; at != end; ++at) visit(at->second);
    for (const auto& [network, i] : networks_)
      if (network.contains(*address)) visit(i);
  }

  void match_patterns(const ContentFacts& content, std::vector<Hit>& hits) const {
    if (pattern_of_.empty()) return;
    Json hashes = Json::object();
    for (const auto& [algorithm, hex] : content.digests) {
      if (algorithm == Algorithm::md5) hashes["MD5"] = hex;
      if (algorithm == Algorithm::sha1) hashes["SHA-1"] = hex;
      if (algorithm == Algorithm::sha256) hashes["SHA-256"] = hex;
    }
    const std::string name{content.name};
    const Json objects =
        Json::array({{{"type", "file"}, {"name", name}, {"size", content.size}, {"hashes", hashes}}});
    append(hits, of_objects(objects, content.name));
  }

  static Hit hit(const Indicator& indicator, std::string_view value) {
    Hit made;
    made.detector = "indicator";
    made.rule = indicator.id.empty() ? indicator.value.substr(0, 120) : indicator.id;
    made.file = indicator.file;
    made.score = indicator.warned ? 0 : indicator.score;
    made.severity = indicator.warned ? Severity::info : severity_of_score(indicator.score);
    const std::string where =
        base_name(indicator.file) + (indicator.line > 0 ? " line " + std::to_string(indicator.line) : "");
    const std::string said = indicator.comment.empty() ? "" : ": " + indicator.comment;
    made.title = std::string{word_for(indicator.kind)} + " on an indicator list" + said;
    made.title_zh = std::string{word_zh_for(indicator.kind)} + "命中威胁指标" +
                    (indicator.comment.empty() ? "" : "：" + indicator.comment);
    const std::string shown{value.substr(0, 200)};
    made.why = shown + " (" + where + ")" + said;
    made.why_zh = shown + "（" + where + "）" + (indicator.comment.empty() ? "" : "：" + indicator.comment);
    if (indicator.warned) {
      made.why += "; only a note, since it is on the warning list \"" + indicator.reference + "\"";
      made.why_zh += "；在预警白名单“" + indicator.reference + "”上，仅供参考";
    }
    return made;
  }

  static void append(std::vector<Hit>& to, std::vector<Hit> more) {
    std::ranges::move(more, std::back_inserter(to));
  }

  std::vector<Indicator> indicators_;
  std::vector<stix::Pattern> patterns_;
  std::string digest_;
  std::set<Algorithm> wanted_;
  bool in_text_ = false;
  std::array<ByValue, 12> values_;
  std::multimap<Address, std::size_t> addresses_;
  std::vector<std::pair<Network, std::size_t>> networks_;
  std::vector<std::pair<std::size_t, sigma::Regex>> expressions_;
  std::map<std::size_t, sigma::Regex> unless_;
  std::vector<std::pair<std::size_t, std::size_t>> pattern_of_;  // indicator, pattern
  std::vector<std::pair<std::size_t, std::size_t>> several_;     // those of them for several observations
};

}  // namespace

Severity severity_of_score(std::uint64_t score) {
  if (score >= 90) return Severity::critical;
  if (score >= 75) return Severity::high;
  if (score >= 50) return Severity::medium;
  return score >= 25 ? Severity::low : Severity::info;
}

std::shared_ptr<const IndicatorSet> indicator_set_of(Gathered gathered, const WarningLists& warnings,
                                                     std::string digest) {
  return std::make_shared<LoadedSet>(std::move(gathered), warnings, std::move(digest));
}

}  // namespace firsthour::triage
