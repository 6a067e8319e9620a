// SPDX-License-Identifier: Apache-2.0
// How every part of Firsthour says that something went wrong.
//
// A failure is an Error: a kind the caller can act on, and a sentence that grows one clause a layer
// ("cannot open case: ledger: disk is full"), lower case, no full stop. Normal absence is
// std::optional, not an error. The switch to std::expected (C++23) is an edit of this file alone.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace firsthour {

enum class Errc {
  not_found,    // no such file, item, case, key
  denied,       // permission, or a policy of ours, refuses
  malformed,    // input does not follow its format; the text has the offset
  tampered,     // a digest, proof or signature does not hold
  busy,         // in use by another process
  unsupported,  // this kernel, build or format version cannot do it
  no_space,     // the medium or the budget is full
  timed_out,    // a deadline passed
  interrupted,  // the user asked to stop
  usage,        // the caller's words are wrong
  io,           // everything else the operating system reports
};

struct Error {
  Errc code;
  std::string what;
};

// A struct, not an alias: an alias of tl::expected 1.0 is not [[nodiscard]].
template <class T = void>
struct [[nodiscard]] Result : tl::expected<T, Error> {
  using tl::expected<T, Error>::expected;
};

[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string what) {
  return tl::unexpected<Error>{Error{code, std::move(what)}};
}

// The same failure, seen from one layer further out: "outer: inner".
[[nodiscard]] inline tl::unexpected<Error> fail(std::string_view outer, const Error& inner) {
  return tl::unexpected<Error>{Error{inner.code, std::string{outer} + ": " + inner.what}};
}

// The failure that errno names, e.g. fail_errno("cannot open /x").
[[nodiscard]] tl::unexpected<Error> fail_errno(std::string_view what, int error_number);
[[nodiscard]] tl::unexpected<Error> fail_errno(std::string_view what);

}  // namespace firsthour
