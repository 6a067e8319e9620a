// SPDX-License-Identifier: Apache-2.0
// What was found: problems with their places, facts, and the verdict that follows from them.
#pragma once

#include "casefile/verify/words.h"

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::verify {

// From the gravest on. An altered ledger says nothing reliable about the evidence any more, so it comes
// first.
enum class Kind {
  ledger_broken,     // 6
  evidence_altered,  // 4
  signature_wrong,   // 7
  unreadable,        // 1
  incomplete,        // 3: cut, or not closed cleanly
  key_unknown,       // 7
};
constexpr std::size_t kKinds = 6;

struct Place {
  std::string file, item;  // empty: not said
  std::optional<std::uint64_t> event;
  std::optional<std::uint64_t> offset, length;  // bytes of the file
};

struct Problem {
  Kind kind;
  Place place;
  Words what;
};

struct Fact {
  std::string name;  // in JSON
  Words label;
  std::string value;  // an identifier, a number or a name: as bytes
  bool number = false;
  bool single = true;  // a member of the summary; else one of several, with a JSON line of its own
};

// Thread-safe.
class Report {
 public:
  void problem(Kind kind, Place place, Words what);
  void fact(std::string name, Words label, std::string value);
  void fact(std::string name, Words label, std::uint64_t value);
  // A fact of which there can be several: a key, a cosignature.
  void detail(std::string name, Words label, std::string value);
  // What was not looked at, though it could have been: makes a good result a partial one.
  void left_out(Words what);
  // What this kind of check cannot tell: said beside the verdict.
  void remark(Words what);

  [[nodiscard]] int exit_code() const;
  [[nodiscard]] std::uint64_t count(Kind kind) const;
  [[nodiscard]] bool has_problems() const;
  // Everything, in order: problems by kind and place, then facts, then the verdict.
  [[nodiscard]] std::string as_text(bool chinese) const;
  [[nodiscard]] std::string as_json_lines() const;

 private:
  [[nodiscard]] std::string verdict(bool chinese) const;
  [[nodiscard]] std::vector<Problem> sorted() const;

  mutable std::mutex mutex_;
  std::array<std::uint64_t, kKinds> counts_{};
  std::vector<Problem> problems_;  // at most 1,000 of them are kept
  std::vector<Fact> facts_;
  std::vector<Words> left_out_, remarks_;
};

}  // namespace firsthour::verify
