// SPDX-License-Identifier: Apache-2.0
// The only place that prints. stdout is data, stderr is talk. With --json stdout is JSON Lines and so is
// what goes wrong on stderr. Colour and progress only where a person watches.
#pragma once

#include "casefile/finding.h"
#include "casefile/json_fwd.h"
#include "cli/exit.h"
#include "cli/text.h"

#include <fmt/format.h>

#include <cstdio>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::cli {

enum class Colour { automatic, always, never };
enum class Volume { quiet, normal, verbose };

// A variable of the environment, nullptr when unset. Ambient, so it is handed in.
using Environment = std::function<const char*(const char*)>;

class Terminal {
 public:
  struct Settings {
    bool json = false;
    Colour colour = Colour::automatic;
    Volume volume = Volume::normal;
    std::optional<Language> language;  // absent: by the locale
  };

  // The three streams stay the caller's and must outlive this.
  Terminal(std::FILE* in, std::FILE* out, std::FILE* err, const Environment& environment);
  void configure(const Settings& settings);

  [[nodiscard]] Language language() const { return language_; }
  [[nodiscard]] bool json() const { return settings_.json; }
  [[nodiscard]] bool verbose() const { return settings_.volume == Volume::verbose; }
  [[nodiscard]] bool out_is_tty() const { return out_tty_; }
  [[nodiscard]] bool err_is_tty() const { return err_tty_; }
  // A console that cannot draw more than ASCII (TERM=linux).
  [[nodiscard]] bool console() const { return console_; }
  // Someone sits there to answer questions.
  [[nodiscard]] bool interactive() const { return in_tty_ && err_tty_ && !settings_.json; }
  [[nodiscard]] std::size_t columns() const;

  template <class... Values>
  [[nodiscard]] std::string text(const Text& what, const Values&... values) const {
    return fmt::format(fmt::runtime(what.in(language_)), values...);
  }

  // Data: a line on stdout (nothing with --json), or a JSON document as one line (only with --json).
  void print(std::string_view line);
  void emit(const Json& document);
  // Only where a person watches.
  void clear_screen();
  // Whether all that was printed and emitted came through.
  [[nodiscard]] Result<> written() const;
  // Bytes as they are, e.g. of an item.
  Result<> write(std::span<const std::byte> bytes);

  // Talk: a line on stderr. Silent with --quiet and --json.
  template <class... Values>
  void say(const Text& what, const Values&... values) {
    talk(text(what, values...));
  }
  void talk(std::string_view line);
  // Talk that only -v shows.
  void detail(std::string_view line);
  // Something that the user must know though the run goes on.
  template <class... Values>
  void warn(const Text& what, const Values&... values) {
    warn_line(text(what, values...));
  }
  void error(const Failure& failure);

  // One line that overwrites itself; only on a terminal that can. At most ten times a second.
  void progress(std::string_view line);
  void end_progress();

  // Asks on stderr and reads a line; nullopt at the end of input or when asked to stop.
  [[nodiscard]] std::optional<std::string> ask(std::string_view question);

  // The same for a secret, on the terminal that governs us whatever standard input is, and not shown. nullopt
  // also when there is no such terminal.
  [[nodiscard]] std::optional<std::string> ask_secret(std::string_view question);

  // A name that comes from evidence, as stdout may show it: escaped on a terminal, as it is in a pipe.
  [[nodiscard]] std::string name(std::string_view bytes) const;
  [[nodiscard]] std::string paint(Severity severity, std::string_view text) const;
  [[nodiscard]] std::string bold(std::string_view text) const;

 private:
  void warn_line(const std::string& line);
  void put(std::FILE* to, std::string_view line);

  std::FILE *in_, *out_, *err_;
  int out_error_ = 0;  // errno of the first line that was lost
  bool in_tty_, out_tty_, err_tty_, dumb_, console_, no_colour_;
  Language locale_language_;
  Settings settings_;
  Language language_;
  bool progress_shown_ = false;
  std::int64_t last_progress_ms_ = 0;
};

// The language that LC_ALL, LC_MESSAGES or LANG asks for; English on a console that cannot draw Chinese.
[[nodiscard]] Language language_of(const Environment& environment);

}  // namespace firsthour::cli
