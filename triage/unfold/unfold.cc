// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/unfold.h"

#include "casefile/encoding.h"
#include "triage/traffic.h"
#include "triage/unfold/archive.h"
#include "triage/unfold/archive_end.h"
#include "triage/unfold/captured.h"
#include "triage/unfold/container.h"
#include "triage/unfold/layers.h"

#include <utility>
#include <vector>

namespace firsthour::triage {
namespace {

// Remembers that the visitor has had enough.
class Heeded final : public InsideVisitor {
 public:
  explicit Heeded(InsideVisitor& visitor) : visitor_{visitor} {}
  bool content(const Inside& inside) override { return goes_on_ = visitor_.content(inside); }
  void loss(std::string_view name, std::string reason) override { visitor_.loss(name, std::move(reason)); }
  [[nodiscard]] bool goes_on() const { return goes_on_; }

 private:
  InsideVisitor& visitor_;
  bool goes_on_ = true;
};

constexpr std::size_t kMostInARow = 64;

// Where what stands behind an archive begins, if that is an archive too.
std::size_t next_behind(std::span<const std::byte> content, const Container& found) {
  const std::size_t end =
      found.kind == "cpio" ? found.begin + end_of_cpio(as_text(content.subspan(found.begin))) : found.end;
  return end < content.size() && !container_kind(content.subspan(end)).empty() ? end : content.size();
}

}  // namespace

void unfold(std::span<const std::byte> content, std::string_view name, UnfoldBudget& budget,
            InsideVisitor& outer) {
  if (looks_like_capture(content) && unfold_capture(content, budget, outer)) return;
  Heeded visitor{outer};
  std::vector<std::span<const std::byte>> left{content};
  for (std::size_t done = 0; visitor.goes_on() && !left.empty(); ++done) {
    if (done == kMostInARow)
      return visitor.loss("", "more than " + std::to_string(kMostInARow) +
                                  " archives one behind the other: the rest was left out");
    const std::span<const std::byte> here = left.back();
    left.pop_back();
    const Container found = find_container(here);
    const bool given =
        !found.kind.empty() &&
        unfold_archive(here.subspan(found.begin, found.end - found.begin), found.kind, name, budget, visitor);
    if (!visitor.goes_on()) return;
    if (!given) {
      unfold_layers(here, budget, visitor);
      if (found.kind.empty()) continue;
    }
    if (const std::size_t behind = next_behind(here, found); behind < here.size())
      left.push_back(here.subspan(behind));
    if (found.begin == 0) continue;
    const std::span<const std::byte> before = here.first(found.begin);
    if (!container_kind(before).empty())
      left.push_back(before);
    else if (given)
      unfold_layers(before, budget, visitor);
  }
}

}  // namespace firsthour::triage
