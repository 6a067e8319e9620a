// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_talk.h"

#include "casefile/encoding.h"
#include "casefile/qr_code.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace firsthour::collectors {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

std::size_t columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool wants_chinese() {
  // The names only: no locale of the host is ever loaded.
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const std::string_view value = variable(name); !value.empty()) return value.starts_with("zh");
  }
  return false;
}

void say(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

Talk::Talk(std::string_view program)
    : program_{program},
      terminal_{::isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb"},
      plain_console_{variable("TERM") == "linux"},
      chinese_{wants_chinese() && !plain_console_} {}

void Talk::error(std::string_view what) const {
  say(program_ + ": " + std::string{text("error", "错误")} + ": " + escape_for_terminal(what) + "\n");
}

void Talk::warning(std::string_view what) const {
  say(program_ + ": " + std::string{text("note", "注意")} + ": " + escape_for_terminal(what) + "\n");
}

void Talk::progress(std::size_t number, std::size_t of, std::string_view source, std::uint64_t bytes) {
  if (!terminal_) return;
  line_ = "\r\x1b[K[" + std::to_string(number) + "/" + std::to_string(of) + "] " + std::string{source} + "  ";
  line_begun_ = line_shown_ = std::chrono::steady_clock::now();
  say(line_ + std::to_string(bytes >> 20) + " MiB");
  std::fflush(stderr);
  line_open_ = true;
}

void Talk::progress_of(std::uint64_t done, std::uint64_t of) {
  using namespace std::chrono_literals;
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - line_shown_ < 250ms) return;
  line_shown_ = now;
  const double seconds = std::chrono::duration<double>(now - line_begun_).count();
  const double rate = static_cast<double>(done) / seconds;  // bytes a second; over 0 after 250 ms
  const auto left = static_cast<std::uint64_t>(rate > 0 ? static_cast<double>(of - done) / rate : 0);
  say(line_ + std::to_string(done >> 20) + " / " + std::to_string(of >> 20) + " MiB  " +
      std::to_string(static_cast<std::uint64_t>(rate) >> 20) + " MiB/s  " +
      std::string{text("left ", "剩余 ")} + std::to_string(left / 60) + ":" + (left % 60 < 10 ? "0" : "") +
      std::to_string(left % 60));
  std::fflush(stderr);
  line_open_ = true;
}

void Talk::live(std::string_view line) {
  if (!terminal_) return;
  say("\r\x1b[K" + std::string{line});
  std::fflush(stderr);
  line_open_ = true;
}

void Talk::said(std::string_view line) {
  end_progress();
  say(escape_for_terminal(line) + "\n");
}

void Talk::end_progress() {
  if (line_open_) say("\r\x1b[K");
  line_open_ = false;
}

void Talk::incomplete(const SourceRun& run) {
  end_progress();
  say(program_ + ": " + run.name + ": " + std::string{name_of(run.outcome.outcome)} +
      (run.outcome.reason.empty() ? "" : ": " + escape_for_terminal(run.outcome.reason)) + "\n");
}

void Talk::closing(const Output::Closed& closed, const std::vector<std::string>& recipients) {
  end_progress();
  const auto volume = [&](const Volume& each) {
    say(escape_for_terminal(each.name) + "  " + std::to_string(each.size) + " " +
        std::string{text("bytes", "字节")} + "\n  SHA-256  " + in_groups(each.sha256) + "\n  SM3      " +
        in_groups(each.sm3) + "\n");
  };
  for (const Volume& part : closed.parts) volume(part);
  if (!closed.parts.empty()) {
    say(std::string{text("All parts joined in order (cat):", "全部分卷按序拼接（cat）后：")} + "\n");
  }
  volume(closed.whole);
  for (const std::string& recipient : recipients)
    say(std::string{text("encrypted to ", "已加密，接收者 ")} + recipient + "\n");
  if (closed.received) {
    say(std::string{*closed.received ? text("The receiver has the same bytes.", "接收方确认收到的内容一致。")
                                     : text("THE RECEIVER HAS OTHER BYTES: compare the digests.",
                                            "接收方收到的内容不一致：请核对摘要！")} +
        "\n");
  } else if (closed.whole.name.find("://") != std::string::npos) {
    say(std::string{text("The receiver did not confirm: compare the digest there.",
                         "接收方未确认：请在接收端核对摘要。")} +
        "\n");
  }
  say(std::string{text("Write the digest on the form before the medium is removed.",
                       "请在拔出介质之前将摘要值抄录到笔录上。")} +
      "\n");
  if (!terminal_) return;
  const std::string words = std::string{base_name(closed.whole.name)} + " " +
                            std::to_string(closed.whole.size) + " sha256:" + closed.whole.sha256;
  if (const auto code = encode_qr(words)) say(qr_for_screen(*code, columns(), plain_console_));
}

}  // namespace firsthour::collectors
