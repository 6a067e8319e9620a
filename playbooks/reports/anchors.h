// SPDX-License-Identifier: Apache-2.0
// Where a document can be led to. Builders choose any names; here each gets one that files may carry: the
// first place of a name counts, and what leads to no place is plain text.
#pragma once

#include "playbooks/reports/document.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

class Anchors {
 public:
  explicit Anchors(const Document& document);
  // "a17": its number in the order of the document; nothing when no place has this name.
  [[nodiscard]] std::optional<std::string> target(std::string_view name) const;
  // The same, once: for the place itself. Nothing when it was given before, or the name is empty.
  [[nodiscard]] std::optional<std::string> place(std::string_view name);

 private:
  struct Known {
    unsigned number;
    bool placed = false;
  };
  std::map<std::string, Known, std::less<>> names_;
};

}  // namespace firsthour::playbooks
