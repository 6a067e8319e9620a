// SPDX-License-Identifier: Apache-2.0
// Asking a person at the terminal: one thing at a time, an empty line is a blank. After a stop, or at the end
// of the input, every further answer is absent.
#pragma once

#include "casefile/instant.h"
#include "cli/command.h"

#include <optional>
#include <string>

namespace firsthour::cli {

class Questions {
 public:
  explicit Questions(Terminal& terminal) : terminal_{terminal} {}

  [[nodiscard]] std::optional<std::string> ask(const Text& question);
  void text(const Text& question, std::string& into);
  void truth(const Text& question, std::optional<bool>& into);
  void time(const Text& question, std::optional<Instant>& into);
  [[nodiscard]] bool over() const { return over_; }

 private:
  Terminal& terminal_;
  bool over_ = false;
};

// A person writes wall time; a zone may be given, else it is Beijing's.
[[nodiscard]] std::optional<Instant> wall_time(const std::string& text);

// Facts about the world of one command: what was not given as an option is asked for when someone sits at the
// terminal; a script is refused with the option's name. An option given as "" is a blank.
class Facts {
 public:
  explicit Facts(const Invocation& call) : call_{call}, questions_{call.terminal} {}

  // `fallback` stands where nobody says anything: what the ledger knows already.
  [[nodiscard]] Try<std::string> text(std::string_view option, const Text& question);
  // Asked for, but a script may leave it out.
  [[nodiscard]] Try<std::string> optional_text(std::string_view option, const Text& question);
  [[nodiscard]] Try<std::optional<Instant>> time(std::string_view option);
  [[nodiscard]] bool interactive() const { return call_.terminal.interactive(); }
  [[nodiscard]] Questions& questions() { return questions_; }

 private:
  const Invocation& call_;
  Questions questions_;
};

}  // namespace firsthour::cli
