// SPDX-License-Identifier: Apache-2.0
// The list of what is to be examined. Its order is fixed: a target's place in it is its name for journal and
// workers.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"
#include "triage/engine/examination.h"

#include <cstdint>

namespace firsthour::triage {

class Targets {
 public:
  virtual ~Targets() = default;
  [[nodiscard]] virtual std::size_t count() const = 0;
  [[nodiscard]] virtual std::uint64_t size(std::size_t place) const = 0;
  [[nodiscard]] virtual Target at(std::size_t place) const = 0;
  // A descriptor at offset 0 whose content is the target's.
  [[nodiscard]] virtual Result<Descriptor> open(std::size_t place) const = 0;
};

}  // namespace firsthour::triage
