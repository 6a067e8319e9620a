// SPDX-License-Identifier: Apache-2.0
// Items of a case.
#pragma once

#include "casefile/case.h"
#include "triage/engine/targets.h"

#include <string>
#include <vector>

namespace firsthour::triage {

class CaseTargets final : public Targets {
 public:
  // The reader outlives this.
  explicit CaseTargets(const CaseReader& from) : from_{from} {}
  // REQUIRES: the item has content.
  void add(const CaseItem& item) { items_.push_back(item); }

  [[nodiscard]] std::size_t count() const override { return items_.size(); }
  [[nodiscard]] std::uint64_t size(std::size_t place) const override { return items_[place].item.size; }
  [[nodiscard]] Target at(std::size_t place) const override;
  // The content is copied into memory that only descriptors lead to: it may lie in a segment, or encrypted.
  [[nodiscard]] Result<Descriptor> open(std::size_t place) const override;
  [[nodiscard]] std::string fingerprint() const;

 private:
  const CaseReader& from_;
  std::vector<CaseItem> items_;
};

}  // namespace firsthour::triage
