// SPDX-License-Identifier: Apache-2.0
// How a command ends: the one table of exit codes, for all programs, and the failure that leads to one.
#pragma once

#include "casefile/result.h"

#include <tl/expected.hpp>

#include <string>

namespace firsthour::cli {

enum class Exit : int {
  done = 0,              // done, or good
  failed = 1,            // failed or cannot read
  usage = 2,             // wrong usage
  partial = 3,           // done in part: a whole source failed, or only a part was verified
  evidence_altered = 4,  // evidence altered
  findings = 5,          // findings at or over --fail-on
  ledger_broken = 6,     // ledger broken
  signature = 7,         // signature or anchor missing, unknown or wrong
  no_such_case = 10,
  case_in_use = 11,
  interrupted = 130,
};

// What the user is told when a command cannot go on: one sentence, and what to do about it.
// An Error turns into one by its kind, so that `return fail(…)` works in every command.
struct Failure {
  Exit exit = Exit::failed;
  std::string what;
  std::string hint;

  Failure() = default;
  Failure(Exit e, std::string w, std::string h = {}) : exit{e}, what{std::move(w)}, hint{std::move(h)} {}
  Failure(const Error& error);  // NOLINT: implicit on purpose
};

// Of two ways to end the one to be told: altered evidence outweighs findings that were asked for, and those a
// source that failed.
[[nodiscard]] Exit weightier(Exit one, Exit other);

// The same, where opening a case failed: not found, in use and broken have codes of their own.
[[nodiscard]] Failure case_failure(const Error& error);

[[nodiscard]] inline tl::unexpected<Failure> give_up(Exit exit, std::string what, std::string hint = {}) {
  return tl::unexpected<Failure>{Failure{exit, std::move(what), std::move(hint)}};
}
[[nodiscard]] inline tl::unexpected<Failure> give_up(Failure failure) {
  return tl::unexpected<Failure>{std::move(failure)};
}

// A value, or the reason why the command ends here.
template <class T = void>
struct [[nodiscard]] Try : tl::expected<T, Failure> {
  using tl::expected<T, Failure>::expected;
};

}  // namespace firsthour::cli
