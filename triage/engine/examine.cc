// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/examine.h"

#include "casefile/digest.h"
#include "triage/engine/content.h"
#include "triage/engine/log_entries.h"
#include "triage/traffic.h"
#include "triage/unfold/container.h"
#include "triage/unfold/file_type.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace firsthour::triage {
namespace {

using Clock = std::chrono::steady_clock;

// A content, and what rules may ask of it.
struct Seen {
  std::string_view path;
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

// Of one that is too large to be looked at.
bool begins_as_capture(int fd) {
  std::array<std::byte, 4> head{};
  return ::pread(fd, head.data(), head.size(), 0) == std::ssize(head) && looks_like_capture(head);
}

class DetectingExaminer final : public Examiner {
 public:
  DetectingExaminer(const Detectors& detectors, Claims& claims, std::unique_ptr<RuleScanner> scanner)
      : detectors_{detectors}, claims_{claims}, scanner_{std::move(scanner)} {
    if (detectors.sigma || detectors.indicators) logs_.emplace(detectors);
  }

  Examination examine(const Assignment& assignment, Descriptor content) override {
    assignment_ = &assignment;
    answer_ = {};
    numbered_ = 0;
    budget_ = {detectors_.unfold, Clock::now() + assignment.time};
    if (auto loaded = content_.load(content.get(), detectors_.largest); !loaded) {
      answer_.capture = begins_as_capture(content.get());
      lose({}, loaded.error().what);
      return std::move(answer_);
    }
    Seen seen{assignment.target.path, content_.bytes(), FileExternals::of_path(assignment.target.path),
              sha256(content_.bytes())};
    seen.externals.owner = assignment.target.owner;
    answer_.sha256 = seen.digest.hex();
    answer_.capture = looks_like_capture(seen.bytes);
    if (!assignment.target.sha256.empty() && assignment.target.sha256 != answer_.sha256)
      lose({}, "is not what was collected: its SHA-256 differs from the record");
    if (content_.changed()) lose({}, "changed its size while it was read");
    if (!assignment.take_out.empty()) {
      go_inside({}, seen);
      return std::move(answer_);
    }
    look_at({}, 0, seen);
    forget_silent_copies();
    return std::move(answer_);
  }

 private:
  class Inwards;

  void look_at(const Way& way, std::uint64_t number, Seen& seen) {
    if (known_to_be_good(seen)) return;
    // Before anybody's claim: which of two equal logs counts must not depend on who was faster.
    if (logs_) read_entries(way, seen);
    if (seen_elsewhere(way, number, seen)) return;
    ++answer_.contents;
    if (detectors_.yara->asks_file_type()) seen.externals.filetype = file_type(seen.bytes);
    Part part{way, seen.digest.hex(), seen.bytes.size(), {}};
    match_rules(way, seen, part);
    match_indicators(seen, part);
    if (logs_) add_entries(logs_->hits(), part);
    if (!part.hits.empty()) answer_.parts.push_back(std::move(part));
    go_inside(way, seen);
  }

  bool seen_elsewhere(const Way& way, std::uint64_t number, const Seen& seen) {
    if (assignment_->alone) return false;
    const Claims::Claim mine{static_cast<std::uint32_t>(assignment_->place),
                             static_cast<std::uint32_t>(number)};
    const Claims::Claim first = claims_.claim(claim_key(seen, detectors_.yara->depends_on_names()), mine);
    if (first == mine) return false;
    const bool holds_itself =
        first.target == mine.target &&
        (first.content == 0 || std::ranges::find(way, first.content, &Step::content) != way.end());
    if (holds_itself)
      lose(way, "holds itself");
    else
      answer_.same.push_back({way, first.target, first.content});
    return true;
  }

  void match_rules(const Way& way, const Seen& seen, Part& part) {
    auto matched = scanner_->scan(seen.bytes, seen.externals, time_left());
    if (!matched) return lose(way, matched.error().what);
    std::ranges::move(matched->hits, std::back_inserter(part.hits));
    std::ranges::move(matched->slow, std::back_inserter(answer_.slow));
    if (!matched->incomplete.empty()) lose(way, matched->incomplete);
  }

  void match_indicators(const Seen& seen, Part& part) {
    if (!detectors_.indicators) return;
    ContentFacts facts{seen.externals.filename, seen.path, seen.bytes.size(), {}};
    for (const Algorithm algorithm : detectors_.indicators->digests_wanted())
      facts.digests[algorithm] = digest(seen, algorithm);
    std::ranges::move(detectors_.indicators->of_content(facts), std::back_inserter(part.hits));
    if (detectors_.indicators->looks_into_text())
      std::ranges::move(detectors_.indicators->in_text(seen.bytes), std::back_inserter(part.hits));
  }

  bool known_to_be_good(const Seen& seen) const {
    if (!detectors_.known_good) return false;
    const auto& algorithms = detectors_.known_good->algorithms();
    return std::ranges::any_of(algorithms, [&](Algorithm algorithm) {
      return detectors_.known_good->contains(algorithm, digest(seen, algorithm));
    });
  }

  static std::string digest(const Seen& seen, Algorithm algorithm) {
    if (algorithm == Algorithm::sha256) return seen.digest.hex();
    Hasher hasher{algorithm};
    hasher.update(seen.bytes);
    return hasher.finish_hex();
  }

  void read_entries(const Way& way, const Seen& seen) {
    const Target& target = assignment_->target;
    for (std::string& lost : logs_->read(seen.bytes, target, target.path + text_of(way)))
      lose(way, std::move(lost));
    if (logs_->took_any()) answer_.logs.push_back({seen.digest.hex(), logs_->tell()});
  }

  // Content that is the same as other content of this target needs no mention when nothing is told of that.
  void forget_silent_copies() {
    std::set<std::uint64_t> telling;
    const auto add = [&](const Way& way) {
      for (const Step& step : way) telling.insert(step.content);
    };
    for (const Part& part : answer_.parts) add(part.way);
    for (const Loss& loss : answer_.losses) add(loss.way);
    const auto is_copy = [&](const SameAs& same) {
      return same.target == assignment_->place && same.content != 0;
    };
    for (const SameAs& same : answer_.same)
      if (!is_copy(same)) add(same.way);
    // What is told of a copy is told of all that it is in.
    for (std::size_t before = 0; before != telling.size();) {
      before = telling.size();
      for (const SameAs& same : answer_.same)
        if (is_copy(same) && telling.contains(same.content)) add(same.way);
    }
    std::erase_if(answer_.same,
                  [&](const SameAs& same) { return is_copy(same) && !telling.contains(same.content); });
  }

  // An indicator that the bytes show too is told once.
  static void add_entries(std::vector<Hit> hits, Part& part) {
    for (Hit& hit : hits) {
      const auto same = std::ranges::find_if(part.hits, [&](const Hit& other) {
        return other.detector == hit.detector && other.rule == hit.rule;
      });
      if (same == part.hits.end())
        part.hits.push_back(std::move(hit));
      else
        std::ranges::move(hit.matches, std::back_inserter(same->matches));
    }
  }

  void go_inside(const Way& way, const Seen& seen);

  // False when it was found: nothing more is to be looked for.
  bool take_out(const Way& way, const Seen& seen) {
    const std::string here = text_of(way);
    const std::string& wanted = assignment_->take_out;
    if (here == wanted)
      answer_.taken = {reinterpret_cast<const char*>(seen.bytes.data()), seen.bytes.size()};
    else if (wanted.starts_with(here + "!/"))
      go_inside(way, seen);
    return answer_.taken.empty();
  }

  void lose(Way way, std::string reason) { answer_.losses.push_back({std::move(way), std::move(reason)}); }

  [[nodiscard]] std::chrono::milliseconds time_left() const {
    return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(budget_.deadline - Clock::now()),
                    std::chrono::milliseconds{1});
  }

  const Detectors& detectors_;
  Claims& claims_;
  std::unique_ptr<RuleScanner> scanner_;
  std::optional<LogEntries> logs_;
  Content content_;
  // Of the target that is examined now:
  const Assignment* assignment_ = nullptr;
  Examination answer_;
  UnfoldBudget budget_;
  std::uint64_t numbered_ = 0;  // contents that have a number, the target itself not counted
};

// Each content that is found inside one is looked at in turn.
class DetectingExaminer::Inwards final : public InsideVisitor {
 public:
  Inwards(DetectingExaminer& examiner, const Way& way, const Seen& outer)
      : examiner_{examiner}, way_{way}, outer_{outer} {}

  bool content(const Inside& inside) override {
    const std::uint64_t number = ++examiner_.numbered_;
    Seen seen{inside.name, inside.bytes, FileExternals::of_path(inside.name), sha256(inside.bytes)};
    seen.externals.owner = outer_.externals.owner;
    seen.externals.unpack_parent = inside.how;
    seen.externals.unpack_source = outer_.externals.filename;
    const Way way = step_to(number, inside.name);
    if (!examiner_.assignment_->take_out.empty()) return examiner_.take_out(way, seen);
    examiner_.look_at(way, number, seen);
    return true;
  }

  void loss(std::string_view name, std::string reason) override {
    examiner_.lose(name.empty() ? way_ : step_to(++examiner_.numbered_, name), std::move(reason));
  }

 private:
  [[nodiscard]] Way step_to(std::uint64_t number, std::string_view name) const {
    Way way = way_;
    way.push_back({number, std::string{name}});
    return way;
  }

  DetectingExaminer& examiner_;
  const Way& way_;
  const Seen& outer_;
};

void DetectingExaminer::go_inside(const Way& way, const Seen& seen) {
  if (way.size() >= detectors_.unfold.depth) {
    if (!container_kind(seen.bytes).empty() || looks_like_capture(seen.bytes))
      lose(way,
           "deeper than " + std::to_string(detectors_.unfold.depth) + " steps: what is inside was left out");
    return;
  }
  Inwards inwards{*this, way, seen};
  unfold(seen.bytes, seen.externals.filename, budget_, inwards);
}

}  // namespace

Result<std::unique_ptr<Examiner>> Examiner::with(const Detectors& detectors, Claims& claims,
                                                 const ScannerSettings& settings) {
  prepare_unfolding();
  auto scanner = RuleScanner::over(detectors.yara, settings);
  if (!scanner) return tl::unexpected{scanner.error()};
  return std::unique_ptr<Examiner>{
      std::make_unique<DetectingExaminer>(detectors, claims, std::move(*scanner))};
}

}  // namespace firsthour::triage
