// SPDX-License-Identifier: Apache-2.0
// What package managers write of their work: dpkg.log, apt's history.log, yum.log, dnf.rpm.log, pacman.log.
#include "triage/logs/package_line.h"
#include "triage/logs/plain_stamp.h"
#include "triage/logs/readers.h"
#include "triage/logs/words.h"

#include <algorithm>
#include <array>
#include <string>

namespace firsthour::triage::logs {
namespace {

constexpr auto kDpkgWords =
    std::to_array<std::string_view>({"install", "upgrade", "remove", "purge", "configure", "trigproc",
                                     "status", "startup", "conffile", "disappear"});
constexpr auto kRpmWords =
    std::to_array<std::string_view>({"Installed: ", "Updated: ", "Erased: ", "Upgraded: ", "Upgrade: ",
                                     "Reinstalled: ", "Obsoleted: ", "Cleanup: "});
constexpr auto kAptKeys = std::to_array<std::string_view>(
    {"Start-Date: ", "Commandline: ", "Requested-By: ", "Install: ", "Upgrade: ", "Remove: ", "Purge: ",
     "Downgrade: ", "Reinstall: ", "Error: ", "End-Date: "});

std::string_view skip_blanks(std::string_view text) {
  const std::size_t start = text.find_first_not_of(' ');
  return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

template <std::size_t N>
std::string_view starts_with_one(std::string_view text, const std::array<std::string_view, N>& words) {
  const auto found = std::find_if(words.begin(), words.end(), [&](auto w) { return text.starts_with(w); });
  return found == words.end() ? std::string_view{} : *found;
}

struct PackageLine {
  std::optional<Stamp> stamp;
  std::string_view action, package, version, rest;
};

std::optional<PackageLine> parse(std::string_view line) {
  PackageLine made;
  made.stamp = plain_stamp(line);
  if (!made.stamp) made.stamp = bsd_stamp(line);
  if (!made.stamp) return std::nullopt;
  std::string_view rest = skip_blanks(line.substr(made.stamp->length));
  made.rest = rest;
  if (rest.starts_with("SUBDEBUG ") || rest.starts_with("INFO "))
    rest = skip_blanks(rest.substr(rest.find(' ')));
  if (rest.starts_with("[ALPM] ")) {
    rest.remove_prefix(7);
    made.action = next_word(rest);
    made.package = next_word(rest);
    made.version =
        rest.size() > 2 && rest.front() == '(' ? rest.substr(1, rest.size() - 2) : std::string_view{};
    return made;
  }
  if (const std::string_view rpm = starts_with_one(rest, kRpmWords); !rpm.empty()) {
    made.action = rpm.substr(0, rpm.size() - 2);
    rest.remove_prefix(rpm.size());
    made.package = next_word(rest);
    return made;
  }
  const std::string_view action = next_word(rest);
  // dpkg writes seconds, without zone or fraction.
  if (made.stamp->zone || made.stamp->length != 19 || line.starts_with('[')) return std::nullopt;
  if (std::find(kDpkgWords.begin(), kDpkgWords.end(), action) == kDpkgWords.end()) return std::nullopt;
  made.action = action;
  if (action == "status") made.action = next_word(rest);
  made.package = next_word(rest);
  if (action == "upgrade" || action == "install") (void)next_word(rest);  // the version before
  made.version = next_word(rest);
  return made;
}

// apt's history: one block a run; what it changed is told with the time when it began.
class AptBlocks {
 public:
  explicit AptBlocks(Reading& reading) : reading_{reading} {}

  bool take(const Line& line, std::string_view key) {
    const std::string_view value = line.text.substr(key.size());
    if (key == "Start-Date: ") {
      began_ = iso_stamp(value);
      command_.clear();
      user_.clear();
    } else if (key == "Commandline: ") {
      command_ = value;
    } else if (key == "Requested-By: ") {
      user_ = value.substr(0, value.find(" ("));
    }
    LogRecord record = reading_.begin(line);
    record.origin = {"linux", "", "apt", ""};
    const auto stamp = key == "End-Date: " ? iso_stamp(value) : began_;
    if (stamp) reading_.set_time(record, *stamp);
    reading_.field("package.action", key.substr(0, key.size() - 2));
    reading_.field("command_line", command_);
    reading_.field("user.name", user_);
    reading_.field("message", record.message);
    return reading_.give(record);
  }

 private:
  Reading& reading_;
  std::optional<Stamp> began_;
  std::string command_, user_;
};

std::optional<Stamp> yearless(std::string_view line) { return bsd_stamp(line); }

}  // namespace

bool is_package_line(std::string_view line) {
  if (!starts_with_one(line, kAptKeys).empty()) return true;
  const auto parsed = parse(line);
  return parsed.has_value();
}

void read_package_log(Reading& reading) {
  reading.infer_years(yearless);
  AptBlocks apt{reading};
  Lines lines{reading.content()};
  for (Line line; lines.next(line);) {
    ++reading.summary().lines;
    if (line.text.empty()) continue;
    if (const std::string_view key = starts_with_one(line.text, kAptKeys); !key.empty()) {
      if (!apt.take(line, key)) return;
      continue;
    }
    LogRecord record = reading.begin(line);
    record.origin = {"linux", "", "package", ""};
    if (const auto parsed = parse(line.text)) {
      reading.set_time(record, *parsed->stamp);
      reading.field("package.action", parsed->action);
      reading.field("package.name", parsed->package);
      reading.field("package.version", parsed->version);
      record.message = parsed->rest;
    } else if (const auto stamp = plain_stamp(line.text)) {
      reading.set_time(record, *stamp);
    } else if (!line.piece) {
      reading.lose(line.offset, line.number, "not a line of a package manager's log");
    }
    reading.field("message", record.message);
    if (!reading.give(record)) return;
  }
  reading.summary().long_lines = lines.long_lines();
}

}  // namespace firsthour::triage::logs
