// SPDX-License-Identifier: Apache-2.0
// Sorts any number of byte strings by a number, in bounded memory: full parts are sorted and written into
// files without a name, at the end all parts are read side by side. Equal keys keep their order.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

class Sorter {
 public:
  // `memory`: bytes kept at once; `folder`: where the parts go.
  Sorter(std::string folder, std::uint64_t memory) : folder_{std::move(folder)}, memory_{memory} {}

  [[nodiscard]] Result<> add(std::int64_t key, std::string_view bytes);
  // All of them in order; the views are valid during the call. The visitor's false stops. Once.
  [[nodiscard]] Result<> each(const std::function<bool(std::int64_t key, std::string_view bytes)>& visit);
  [[nodiscard]] std::size_t parts() const { return parts_.size(); }

 private:
  struct Place {
    std::int64_t key;
    std::size_t at, size;  // in held_
  };
  Result<> write_part();
  void sort_held();

  std::string folder_;
  std::uint64_t memory_;
  std::string held_;
  std::vector<Place> places_;
  std::vector<Descriptor> parts_;
};

}  // namespace firsthour::triage
