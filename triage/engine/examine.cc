// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/examine.h"

#include "casefile/digest.h"
#include "triage/engine/content.h"

#include <algorithm>
#include <utility>

namespace firsthour::triage {
namespace {

using Clock = std::chrono::steady_clock;

// Files of /proc have size 0; nothing else is empty and has content.
struct Seen {
  std::span<const std::byte> bytes;
  FileExternals externals;
  Sha256 digest;
};

Sha256 claim_key(const Seen& seen, bool names_matter) {
  if (!names_matter) return seen.digest;
  Hasher key{Algorithm::sha256};
  key.update(seen.digest.bytes);
  for (const std::string* name :
       {&seen.externals.filename, &seen.externals.filepath, &seen.externals.extension, &seen.externals.owner,
        &seen.externals.unpack_parent, &seen.externals.unpack_source}) {
    key.update(*name);
    key.update(std::string_view{"\0", 1});
  }
  return key.finish();
}

class DetectingExaminer final : public Examiner {
 public:
  DetectingExaminer(const Detectors& detectors, Claims& claims, std::unique_ptr<RuleScanner> scanner)
      : detectors_{detectors}, claims_{claims}, scanner_{std::move(scanner)} {}

  Examination examine(const Assignment& assignment, Descriptor content) override {
    Examination answer;
    deadline_ = Clock::now() + assignment.time;
    if (auto loaded = content_.load(content.get(), detectors_.largest); !loaded) {
      answer.losses.push_back({{}, loaded.error().what});
      return answer;
    }
    Seen seen{content_.bytes(), FileExternals::of_path(assignment.target.path), sha256(content_.bytes())};
    seen.externals.owner = assignment.target.owner;
    answer.sha256 = seen.digest.hex();
    if (!assignment.target.sha256.empty() && assignment.target.sha256 != answer.sha256)
      answer.losses.push_back({{}, "is not what was collected: its SHA-256 differs from the record"});
    if (content_.changed()) answer.losses.push_back({{}, "changed its size while it was read"});
    look_at(assignment, {}, 0, seen, answer);
    return answer;
  }

 private:
  void look_at(const Assignment& assignment, const Way& way, std::uint64_t number, const Seen& seen,
               Examination& answer) {
    if (!assignment.alone) {
      const Claims::Claim mine{static_cast<std::uint32_t>(assignment.place),
                               static_cast<std::uint32_t>(number)};
      const Claims::Claim first = claims_.claim(claim_key(seen, detectors_.yara->depends_on_names()), mine);
      if (first != mine) {
        answer.same.push_back({way, first.target, first.content});
        return;
      }
    }
    ++answer.contents;
    Part part{way, seen.digest.hex(), seen.bytes.size(), {}};
    match_rules(way, seen, part, answer);
    if (!part.hits.empty()) answer.parts.push_back(std::move(part));
  }

  void match_rules(const Way& way, const Seen& seen, Part& part, Examination& answer) {
    auto matched = scanner_->scan(seen.bytes, seen.externals, time_left());
    if (!matched) {
      answer.losses.push_back({way, matched.error().what});
      return;
    }
    std::ranges::move(matched->hits, std::back_inserter(part.hits));
    if (!matched->incomplete.empty()) answer.losses.push_back({way, matched->incomplete});
  }

  [[nodiscard]] std::chrono::milliseconds time_left() const {
    return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()),
                    std::chrono::milliseconds{1});
  }

  const Detectors& detectors_;
  Claims& claims_;
  std::unique_ptr<RuleScanner> scanner_;
  Content content_;
  Clock::time_point deadline_;
};

}  // namespace

Result<std::unique_ptr<Examiner>> Examiner::with(const Detectors& detectors, Claims& claims) {
  auto scanner = RuleScanner::over(detectors.yara);
  if (!scanner) return tl::unexpected{scanner.error()};
  return std::unique_ptr<Examiner>{
      std::make_unique<DetectingExaminer>(detectors, claims, std::move(*scanner))};
}

}  // namespace firsthour::triage
