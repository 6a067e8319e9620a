// SPDX-License-Identifier: Apache-2.0
// Indicators of compromise: digests, names, addresses, domains, URLs and the like, and what they are looked
// for in.
//
// Read from: lists of one value a line, CSV with a header (type, value, severity or score, comment,
// reference), the three list forms of signature-base (HASH;comment · REGEX;SCORE[;REGEX] · host;comment),
// STIX 2.1 bundles and MISP events (JSON). Defanged forms (hxxp, [.]) are understood. What is not understood
// is a problem with its line.
#pragma once

#include "casefile/digest.h"
#include "casefile/result.h"
#include "triage/hit.h"
#include "triage/indicators/address.h"
#include "triage/indicators/stix_pattern.h"
#include "triage/triage.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

enum class IndicatorKind {
  digest,
  file_name,
  file_path,
  name_pattern,
  address,
  network,
  domain,
  url,
  email,
  ja3,
  user_agent,
  stix
};

// What one line or object of a list said.
struct Indicator {
  IndicatorKind kind = IndicatorKind::digest;
  std::string value;         // canonical: digests, domains and e-mail addresses in lower case
  std::uint64_t score = 75;  // 0 to 100
  std::string comment, reference;
  std::string file;     // where it was read
  int line = 0;         // 0 in JSON
  std::string id;       // of a STIX or MISP object
  bool warned = false;  // on a warning list: then only a note
};

// Facts of a content, as indicators of files ask for them.
struct ContentFacts {
  std::string_view name, path;
  std::uint64_t size = 0;
  std::map<Algorithm, std::string> digests;  // lower-case hex
};

class IndicatorSet {
 public:
  // Files, or folders of them. not_found when one is missing.
  [[nodiscard]] static Result<std::shared_ptr<const IndicatorSet>> load(const std::vector<std::string>& paths,
                                                                        std::vector<RuleProblem>& problems);
  virtual ~IndicatorSet() = default;
  [[nodiscard]] virtual std::size_t count() const = 0;
  // SHA-256 over the files, in the order of their names.
  [[nodiscard]] virtual const std::string& digest() const = 0;
  // Digests of contents that some indicator needs.
  [[nodiscard]] virtual const std::set<Algorithm>& digests_wanted() const = 0;
  // Some indicator asks for addresses, domains, URLs or e-mail addresses.
  [[nodiscard]] virtual bool looks_into_text() const = 0;

  [[nodiscard]] virtual std::vector<Hit> of_content(const ContentFacts& content) const = 0;
  // Addresses, domains, URLs and e-mail addresses that stand in it, with their offsets.
  [[nodiscard]] virtual std::vector<Hit> in_text(std::span<const std::byte> text) const = 0;
  // One value that is known to be of this kind; for host records, log fields and flows.
  [[nodiscard]] virtual std::vector<Hit> of_value(IndicatorKind kind, std::string_view value) const = 0;
  // Some indicator is a STIX pattern that is more than plain values.
  [[nodiscard]] virtual bool has_patterns() const = 0;
  // Patterns that what was seen at once satisfies: STIX objects, each with its type, what a _ref names in its
  // place. `shown`: what a hit says it was.
  [[nodiscard]] virtual std::vector<Hit> of_objects(const Json& objects, std::string_view shown) const = 0;
  // Some pattern that asks for several observations, or for their times, asks for this one.
  [[nodiscard]] virtual bool part_of_several(const Json& objects) const = 0;
  // Such patterns, over all that was seen.
  [[nodiscard]] virtual std::vector<Hit> of_several(std::span<const stix::Observation> seen) const = 0;
};

// By score, as Loki and THOR use it: 90 critical, 75 high, 50 medium, 25 low.
[[nodiscard]] Severity severity_of_score(std::uint64_t score);

}  // namespace firsthour::triage
