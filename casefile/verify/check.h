// SPDX-License-Identifier: Apache-2.0
// The four things that can be checked. Each puts what it finds into the report; only what cannot be looked at
// at all is refused.
#pragma once

#include "casefile/verify/work.h"

#include <string>
#include <string_view>

namespace firsthour::verify {

struct Refusal {
  int exit = 1;  // 1: cannot read; 2: wrong usage; 10: no such case
  Words what;
};

// Finds out what `work.wishes.path` is and checks it.
tl::expected<void, Refusal> check(const Work& work);

tl::expected<void, Refusal> check_case(const Work& work);
tl::expected<void, Refusal> check_proof(const Work& work, std::string_view proof);
tl::expected<void, Refusal> check_bag(const Work& work);

[[nodiscard]] inline tl::unexpected<Refusal> give_up(int exit, Words what) {
  return tl::unexpected<Refusal>{{exit, std::move(what)}};
}

}  // namespace firsthour::verify
