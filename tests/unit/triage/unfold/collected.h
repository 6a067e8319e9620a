// SPDX-License-Identifier: Apache-2.0
// What an unfolding gave, as tests look at it.
#pragma once

#include "triage/unfold/unfold.h"

#include <map>
#include <string>
#include <vector>

namespace firsthour::triage {

using Files = std::map<std::string, std::string>;  // contents by name

struct Collected final : InsideVisitor {
  Files contents;
  std::map<std::string, std::string> kinds;
  std::vector<std::string> losses;  // "name: reason"

  bool content(const Inside& inside) override {
    contents[inside.name] = {reinterpret_cast<const char*>(inside.bytes.data()), inside.bytes.size()};
    kinds[inside.name] = inside.how;
    return true;
  }
  void loss(std::string_view name, std::string reason) override {
    losses.push_back(std::string{name} + ": " + reason);
  }
};

inline Collected unfolded(const std::string& bytes, const std::string& name = "it",
                          UnfoldLimits limits = {}) {
  Collected collected;
  UnfoldBudget budget{limits, std::chrono::steady_clock::now() + std::chrono::minutes{5}};
  unfold(std::as_bytes(std::span{bytes}), name, budget, collected);
  return collected;
}

}  // namespace firsthour::triage
