// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include "casefile/descriptor.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/display_width.h"
#include "cli/failure_words.h"
#include "cli/messages.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>

namespace firsthour::cli {
namespace {

std::string_view value_of(const Environment& environment, const char* name) {
  const char* value = environment(name);
  return value ? value : "";
}

std::int64_t milliseconds_now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

// The codes that paint() and bold() write; whatever else moves a terminal came with somebody's text.
constexpr std::array<std::string_view, 7> kOwnCodes{"\x1b[0m",  "\x1b[1m",  "\x1b[2m",   "\x1b[31m",
                                                    "\x1b[33m", "\x1b[36m", "\x1b[1;31m"};

std::size_t own_code_at(std::string_view text) {
  for (const std::string_view code : kOwnCodes)
    if (text.starts_with(code)) return code.size();
  return text.starts_with('\n') || text.starts_with('\t') ? 1 : 0;
}

// Texts that were forgotten to be escaped where they were put together end here.
std::string harmless(std::string_view text) {
  std::string out;
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t ours = own_code_at(text.substr(at));
    if (ours == 0) {
      ++at;
      continue;
    }
    out += escape_for_terminal(text.substr(plain, at - plain));
    out += text.substr(at, ours);
    plain = at += ours;
  }
  return out + escape_for_terminal(text.substr(plain));
}

}  // namespace

Language language_of(const Environment& environment) {
  if (value_of(environment, "TERM") == "linux") return Language::en;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string_view value = value_of(environment, name);
    if (!value.empty()) return value.starts_with("zh") ? Language::zh : Language::en;
  }
  return Language::en;
}

Terminal::Terminal(std::FILE* in, std::FILE* out, std::FILE* err, const Environment& environment)
    : in_{in},
      out_{out},
      err_{err},
      in_tty_{isatty(fileno(in)) == 1},
      out_tty_{isatty(fileno(out)) == 1},
      err_tty_{isatty(fileno(err)) == 1},
      dumb_{value_of(environment, "TERM") == "dumb" || value_of(environment, "TERM").empty()},
      console_{value_of(environment, "TERM") == "linux"},
      no_colour_{!value_of(environment, "NO_COLOR").empty()},
      locale_language_{language_of(environment)},
      language_{locale_language_} {}

void Terminal::configure(const Settings& settings) {
  settings_ = settings;
  language_ = settings.language.value_or(locale_language_);
}

std::size_t Terminal::columns() const {
  winsize size{};
  if (out_tty_ && ioctl(fileno(out_), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
  return 100;
}

void Terminal::put(std::FILE* to, std::string_view line) {
  end_progress();
  const std::string safe = to == out_ ? (out_tty_ && !json() ? harmless(line) : std::string{})
                                      : (err_tty_ ? harmless(line) : std::string{});
  if (!safe.empty()) line = safe;
  std::fwrite(line.data(), 1, line.size(), to);
  if (line.empty() || line.back() != '\n') std::fputc('\n', to);
  if ((std::fflush(to) != 0 || std::ferror(to) != 0) && to == out_ && out_error_ == 0) out_error_ = errno;
}

Result<> Terminal::written() const {
  // A reader that went away had enough: `… | head`.
  if (out_error_ == 0 || out_error_ == EPIPE) return {};
  return fail_errno("cannot write to standard output", out_error_);
}

void Terminal::print(std::string_view line) {
  if (!json()) put(out_, line);
}

void Terminal::clear_screen() {
  if (!out_tty_ || json()) return;
  std::fputs("\x1b[H\x1b[2J", out_);
  std::fflush(out_);
}

void Terminal::emit(const Json& document) {
  if (json()) put(out_, canonical(document));
}

Result<> Terminal::write(std::span<const std::byte> bytes) {
  end_progress();
  if (std::fwrite(bytes.data(), 1, bytes.size(), out_) != bytes.size() || std::fflush(out_) != 0) {
    return fail_errno("cannot write to standard output");
  }
  return {};
}

void Terminal::talk(std::string_view line) {
  if (settings_.volume != Volume::quiet && !json()) put(err_, line);
}

// Both are one line and may carry names from evidence, and standard error may be a terminal when standard
// output is none: escaped always.
void Terminal::detail(std::string_view line) {
  if (verbose()) talk(escape_for_terminal(line));
}

void Terminal::warn_line(const std::string& line) {
  const std::string safe = escape_for_terminal(line);
  if (json()) return put(err_, canonical(Json{{"type", "warning"}, {"text", safe}}));
  put(err_, "firsthour: " + text(say::warning) + ": " + safe);
}

void Terminal::error(const Failure& failure) {
  const std::string what = escape_for_terminal(failure.what);
  if (json()) {
    Json document{{"type", "error"}, {"exit", static_cast<int>(failure.exit)}, {"text", what}};
    if (!failure.hint.empty()) document["hint"] = failure.hint;
    return put(err_, canonical(document));
  }
  put(err_, "firsthour: " + text(say::error) + ": " + failure_in(language_, what));
  if (failure.hint.empty()) return;
  const std::string hint = escape_for_terminal(failure.hint);
  put(err_, "firsthour: " + text(say::hint) + ": " + hint_in(language_, hint));
}

void Terminal::progress(std::string_view line) {
  if (!err_tty_ || dumb_ || json() || settings_.volume == Volume::quiet) return;
  const std::int64_t now = milliseconds_now();
  if (progress_shown_ && now - last_progress_ms_ < 100) return;
  last_progress_ms_ = now;
  const std::string shown = fit(line, columns() - 1);
  std::fprintf(err_, "\r%s\x1b[K", shown.c_str());
  std::fflush(err_);
  progress_shown_ = true;
}

void Terminal::end_progress() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  std::fputs("\r\x1b[K", err_);
  std::fflush(err_);
}

std::optional<std::string> Terminal::ask(std::string_view question) {
  end_progress();
  std::fwrite(question.data(), 1, question.size(), err_);
  std::fputc(' ', err_);
  std::fflush(err_);
  std::string answer;
  for (int c = std::fgetc(in_); c != '\n'; c = std::fgetc(in_)) {
    if (c == EOF) return std::nullopt;
    if (answer.size() < 4096) answer.push_back(static_cast<char>(c));
  }
  return answer;
}

std::optional<std::string> Terminal::ask_secret(std::string_view question) {
  end_progress();
  const Descriptor tty{::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)};
  termios as_before{};
  if (!tty || ::tcgetattr(tty.get(), &as_before) != 0) return std::nullopt;
  termios silent = as_before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(tty.get(), TCSAFLUSH, &silent);
  const std::string shown = std::string{question} + " ";
  std::string answer;
  bool whole = ::write(tty.get(), shown.data(), shown.size()) == static_cast<ssize_t>(shown.size());
  for (char c = 0; whole;) {
    whole = ::read(tty.get(), &c, 1) == 1;
    if (!whole || c == '\n') break;
    if (answer.size() < 4096) answer.push_back(c);
  }
  ::tcsetattr(tty.get(), TCSAFLUSH, &as_before);
  static_cast<void>(!::write(tty.get(), "\n", 1));
  if (!whole) return std::nullopt;
  return answer;
}

std::string Terminal::name(std::string_view bytes) const {
  return out_tty_ ? escape_for_terminal(bytes) : std::string{bytes};
}

std::string Terminal::paint(Severity severity, std::string_view text) const {
  const bool wanted = settings_.colour == Colour::always ||
                      (settings_.colour == Colour::automatic && out_tty_ && !no_colour_ && !dumb_);
  if (!wanted || json()) return std::string{text};
  static constexpr std::string_view kCodes[] = {"2", "36", "33", "31", "1;31"};
  return fmt::format("\x1b[{}m{}\x1b[0m", kCodes[static_cast<std::size_t>(severity)], text);
}

std::string Terminal::bold(std::string_view text) const {
  const bool wanted = settings_.colour == Colour::always ||
                      (settings_.colour == Colour::automatic && out_tty_ && !no_colour_ && !dumb_);
  return wanted && !json() ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string{text};
}

}  // namespace firsthour::cli
