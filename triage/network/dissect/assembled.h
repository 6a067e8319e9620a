// SPDX-License-Identifier: Apache-2.0
// Bytes that come in pieces with their places, in any order, some twice. Of bytes that come twice the first
// are kept. Bounded: what would go beyond is left out.
#pragma once

#include "triage/network/field.h"

#include <map>
#include <string>

namespace firsthour::triage::network {

class Assembled {
 public:
  explicit Assembled(std::size_t most) : most_{most} {}
  void put(std::uint64_t place, Bytes bytes);
  // What is there from the beginning without a hole.
  [[nodiscard]] const std::string& beginning() const { return beginning_; }

 private:
  void add(std::size_t at, std::string_view text);
  std::size_t most_;
  std::string beginning_;
  std::map<std::size_t, std::string> later_;  // behind holes, none over another
};

}  // namespace firsthour::triage::network
