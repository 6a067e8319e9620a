// SPDX-License-Identifier: Apache-2.0
// What each clause of a contract owes: which records fulfil it, in words and in numbers.
#pragma once

#include "playbooks/contract.h"
#include "playbooks/words.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace firsthour::playbooks {

// The kinds of records that fulfil a clause.
struct ClauseKinds {
  std::string_view clause;
  std::array<std::string_view, 3> kinds;
};
// Null: the clause is not counted from records.
[[nodiscard]] const ClauseKinds* kinds_of_clause(std::string_view key);
// What the clause states of the name, else the contract's usual.
[[nodiscard]] std::int64_t clause_target(const Clause& clause, const char* name, std::int64_t otherwise);
// Owed only when there is an occasion.
[[nodiscard]] bool is_on_demand(std::string_view key);
// REQUIRES: a clause with kinds.
[[nodiscard]] Words target_words(const Clause& clause);

}  // namespace firsthour::playbooks
