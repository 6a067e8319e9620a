// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/unfold.h"

#include "triage/unfold/archive.h"
#include "triage/unfold/container.h"
#include "triage/unfold/layers.h"

namespace firsthour::triage {

void unfold(std::span<const std::byte> content, std::string_view name, UnfoldBudget& budget,
            InsideVisitor& visitor) {
  const std::string_view kind = container_kind(content);
  if (kind.empty()) return unfold_layers(content, budget, visitor);
  unfold_archive(content, kind, name, budget, visitor);
}

}  // namespace firsthour::triage
