// SPDX-License-Identifier: Apache-2.0
// Any bytes as an archive or a text with layers: walked two steps deep, within limits and time.
#include "triage/unfold/container.h"
#include "triage/unfold/unfold.h"

#include <cstdint>
#include <cstdlib>

using namespace firsthour::triage;

namespace {

constexpr UnfoldLimits kLimits{2, 200, 1U << 20U, 4U << 20U, 1000, 1U << 20U};

class Walk final : public InsideVisitor {
 public:
  Walk(UnfoldBudget& budget, unsigned depth) : budget_{budget}, depth_{depth} {}
  bool content(const Inside& inside) override {
    if (inside.bytes.size() > kLimits.member) std::abort();
    if (depth_ >= kLimits.depth) return true;
    Walk deeper{budget_, depth_ + 1};
    unfold(inside.bytes, inside.name, budget_, deeper);
    return true;
  }
  void loss(std::string_view, std::string reason) override {
    if (reason.empty()) std::abort();
  }

 private:
  UnfoldBudget& budget_;
  unsigned depth_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(container_kind({reinterpret_cast<const std::byte*>(data), size}));
  UnfoldBudget budget{kLimits, std::chrono::steady_clock::now() + std::chrono::seconds{20}};
  Walk walk{budget, 1};
  unfold({reinterpret_cast<const std::byte*>(data), size}, "fuzzed.gz", budget, walk);
  if (budget.contents > kLimits.contents + 1 || budget.bytes > kLimits.bytes + kLimits.member) std::abort();
  return 0;
}
