// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include "casefile/json.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <functional>
#include <map>

namespace firsthour::cli {
namespace {

// A terminal whose streams are files: nobody watches.
class TerminalTest : public testing::Test {
 protected:
  void TearDown() override {
    for (std::FILE* file : {in_, out_, err_}) std::fclose(file);
  }
  Terminal make(std::map<std::string, std::string> variables, const Terminal::Settings& settings = {}) {
    variables_ = std::move(variables);
    Terminal terminal{in_, out_, err_, [this](const char* name) {
                        const auto found = variables_.find(name);
                        return found == variables_.end() ? nullptr : found->second.c_str();
                      }};
    terminal.configure(settings);
    return terminal;
  }
  static std::string read(std::FILE* file) {
    std::fflush(file);
    std::rewind(file);
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    return text;
  }

  std::map<std::string, std::string> variables_;
  std::FILE *in_ = std::tmpfile(), *out_ = std::tmpfile(), *err_ = std::tmpfile();
};

TEST_F(TerminalTest, TheLocaleDecidesTheLanguage) {
  EXPECT_EQ(make({{"LANG", "zh_CN.UTF-8"}}).language(), Language::zh);
  EXPECT_EQ(make({{"LC_ALL", "en_GB.UTF-8"}, {"LANG", "zh_CN.UTF-8"}}).language(), Language::en);
  EXPECT_EQ(make({}).language(), Language::en);
}

TEST_F(TerminalTest, AConsoleThatCannotDrawChineseIsEnglish) {
  EXPECT_EQ(make({{"LANG", "zh_CN.UTF-8"}, {"TERM", "linux"}}).language(), Language::en);
}

TEST_F(TerminalTest, LangOverridesTheLocale) {
  Terminal::Settings settings;
  settings.language = Language::zh;
  EXPECT_EQ(make({{"LANG", "en_GB.UTF-8"}}, settings).language(), Language::zh);
}

TEST_F(TerminalTest, ErrorsAreOneLineWithAHint) {
  make({}).error(Failure{Exit::failed, "cannot read capture: truncated header", "copy it again"});
  EXPECT_EQ(read(err_),
            "firsthour: error: cannot read capture: truncated header\nfirsthour: hint: copy it again\n");
}

TEST_F(TerminalTest, ErrorsNeverHandOnWhatControlsATerminal) {
  make({}).error(Failure{Exit::failed, "cannot open \x1b]0;owned\x07", ""});
  EXPECT_EQ(read(err_).find('\x1b'), std::string::npos);
}

TEST_F(TerminalTest, WarningsAndDetailsEscapeNamesToo) {
  Terminal::Settings settings;
  settings.volume = Volume::verbose;
  Terminal terminal = make({}, settings);
  terminal.warn(Text{"cannot read {0}", "无法读取 {0}"}, "a\x1b[2Jb");
  terminal.detail("c\nd");
  EXPECT_EQ(read(err_), "firsthour: warning: cannot read a\\x1b[2Jb\nc\\nd\n");
}

TEST_F(TerminalTest, WithJsonEverythingIsJson) {
  Terminal::Settings settings;
  settings.json = true;
  Terminal terminal = make({}, settings);
  terminal.print("a line for people");
  terminal.talk("talk for people");
  terminal.emit(Json{{"type", "summary"}});
  terminal.error(Failure{Exit::no_such_case, "no case", "make one"});
  EXPECT_EQ(read(out_), "{\"type\":\"summary\"}\n");
  const auto error = parse_json(read(err_).substr(0, read(err_).find('\n')));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->at("type"), "error");
  EXPECT_EQ(error->at("exit"), 10);
}

TEST_F(TerminalTest, QuietKeepsDataAndErrors) {
  Terminal::Settings settings;
  settings.volume = Volume::quiet;
  Terminal terminal = make({}, settings);
  terminal.print("data");
  terminal.talk("talk");
  terminal.error(Failure{Exit::failed, "bad", ""});
  EXPECT_EQ(read(out_), "data\n");
  EXPECT_EQ(read(err_), "firsthour: error: bad\n");
}

TEST_F(TerminalTest, NoColourAndNoProgressWhereNobodyWatches) {
  Terminal terminal = make({{"TERM", "xterm"}});
  terminal.progress("half done");
  EXPECT_EQ(terminal.paint(Severity::high, "high"), "high");
  EXPECT_EQ(read(err_), "");
}

TEST_F(TerminalTest, ColourWhenAskedFor) {
  Terminal::Settings settings;
  settings.colour = Colour::always;
  EXPECT_EQ(make({{"NO_COLOR", "1"}}, settings).paint(Severity::high, "high"), "\x1b[31mhigh\x1b[0m");
}

TEST_F(TerminalTest, AnAnswerIsALineAndTheEndIsNone) {
  std::fputs("李雷\n\n", in_);
  std::rewind(in_);
  Terminal terminal = make({});
  EXPECT_EQ(terminal.ask("who?"), "李雷");
  EXPECT_EQ(terminal.ask("who else?"), "");
  EXPECT_EQ(terminal.ask("who else?"), std::nullopt);
}

// A terminal that somebody watches: what was written to it, as it came out at the other end.
std::string on_a_screen(const std::function<void(Terminal&)>& act) {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) return "no terminal";
  std::FILE* screen = std::fopen(::ptsname(master), "r+");
  if (!screen) return "no terminal";
  {
    Terminal terminal{screen, screen, screen, [](const char*) { return "xterm"; }};
    act(terminal);
  }
  std::fclose(screen);
  // The kernel hands the text over in pieces of its own; with the last writer gone it ends in EIO.
  std::string text;
  std::array<char, 4096> piece;
  for (ssize_t got; (got = ::read(master, piece.data(), piece.size())) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  ::close(master);
  return text;
}

TEST(TerminalScreen, AForgottenEscapeOfSomebodysTextDoesNotReachIt) {
  const std::string shown = on_a_screen([](Terminal& terminal) {
    terminal.print(
        "id \x1b]0;owned\x07 \xc2\x9b"
        "2J \xe2\x80\xae"
        "fdp.exe");
    terminal.talk("\x1b[2J\x1b[8mhidden");
  });
  if (shown == "no terminal") GTEST_SKIP() << "this machine gives no pseudo terminal";
  EXPECT_EQ(shown.find('\x1b'), std::string::npos) << shown;
  EXPECT_EQ(shown.find("\xc2\x9b"), std::string::npos);
  EXPECT_EQ(shown.find("\xe2\x80\xae"), std::string::npos);
  EXPECT_NE(shown.find("\\x1b]0;owned"), std::string::npos) << shown;
}

TEST(TerminalScreen, OurOwnColoursAndLinesPass) {
  const std::string shown = on_a_screen([](Terminal& terminal) {
    terminal.configure({false, Colour::always, Volume::normal, std::nullopt});
    terminal.print(terminal.paint(Severity::critical, "overdue") + "\n\t" + terminal.bold("时限"));
  });
  if (shown == "no terminal") GTEST_SKIP() << "this machine gives no pseudo terminal";
  EXPECT_NE(shown.find("\x1b[1;31moverdue\x1b[0m"), std::string::npos) << shown;
  EXPECT_NE(shown.find("\x1b[1m时限\x1b[0m"), std::string::npos) << shown;
}

}  // namespace
}  // namespace firsthour::cli
