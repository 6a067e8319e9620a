// SPDX-License-Identifier: Apache-2.0
#include "cli/exit.h"

namespace firsthour::cli {
namespace {

Exit exit_for(Errc code) {
  switch (code) {
    case Errc::usage:
      return Exit::usage;
    case Errc::tampered:
      return Exit::evidence_altered;
    case Errc::busy:
      return Exit::case_in_use;
    case Errc::interrupted:
      return Exit::interrupted;
    case Errc::not_found:
    case Errc::denied:
    case Errc::malformed:
    case Errc::unsupported:
    case Errc::no_space:
    case Errc::timed_out:
    case Errc::io:
      return Exit::failed;
  }
  return Exit::failed;
}

}  // namespace

Exit weightier(Exit one, Exit other) {
  const auto weight = [](Exit e) {
    return e == Exit::done ? 0 : e == Exit::partial ? 1 : e == Exit::findings ? 2 : 3;
  };
  return weight(other) > weight(one) ? other : one;
}

Failure::Failure(const Error& error) : exit{exit_for(error.code)}, what{error.what} {}

Failure case_failure(const Error& error) {
  Failure failure{error};
  if (error.code == Errc::not_found) {
    failure.exit = Exit::no_such_case;
    failure.hint = "firsthour case create CASE makes one";
  } else if (error.code == Errc::tampered || error.code == Errc::malformed) {
    failure.exit = Exit::ledger_broken;
    failure.hint = "firsthour case verify CASE says what is wrong with it";
  } else if (error.code == Errc::busy) {
    failure.hint = "wait until the other program has ended; a case has one writer at a time";
  }
  return failure;
}

}  // namespace firsthour::cli
