// SPDX-License-Identifier: Apache-2.0
#include "cli/case_door.h"

#include "casefile/encoding.h"
#include "cli/account.h"
#include "cli/commands.h"
#include "cli/key_folder.h"
#include "cli/stop.h"

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

std::string account(const Environment& environment) {
  const auto user = account_of(geteuid());
  std::string name = user ? user->name : "uid " + std::to_string(geteuid());
  const char* behind = environment("SUDO_USER");
  if (geteuid() == 0 && behind && *behind) name += " (sudo " + std::string{behind} + ")";
  return name;
}

std::string digest_of_file(const std::string& path) {
  auto source = open_source(path);
  if (!source) return {};
  Hasher hasher{Algorithm::sha256};
  std::vector<std::byte> block(1 << 20);
  while (true) {
    const auto got = (*source)->read(block);
    if (!got) return {};
    if (*got == 0) return hasher.finish_hex();
    hasher.update(std::span{block}.first(*got));
  }
}

// An event holds 64 KiB with its body: of a command line that carries long texts the beginning is kept.
std::string recorded_command(const std::string& spelled) {
  constexpr std::size_t kLongest = 8 << 10;
  if (spelled.size() <= kLongest) return spelled;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(spelled[end]) & 0xC0) == 0x80) --end;
  return spelled.substr(0, end) + "… (" + std::to_string(spelled.size()) + " bytes)";
}

}  // namespace

std::string case_path(const std::string& word) {
  std::string path = word;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path.ends_with(".case") || case_exists(path)) return path;
  return path + ".case";
}

bool case_exists(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::path{path} / "case.sqlite", error);
}

bool can_be_written(const std::string& path) {
  return ::access(path.c_str(), W_OK) == 0 && ::access((path + "/case.sqlite").c_str(), W_OK) == 0;
}

Author author_of(const Invocation& call, const std::string& person) {
  Author author;
  author.actor = account(call.environment);
  if (!person.empty()) author.actor += " (" + person + ")";
  author.tool = "firsthour " + std::string{kVersion};
  author.tool_sha256 = digest_of_file(call.program);
  author.command = recorded_command(call.spelled);
  return author;
}

Try<std::unique_ptr<CaseReader>> read_case(const Invocation& call) {
  auto opened = open_case(case_path(call.said.words[0]));
  if (!opened) return give_up(case_failure(opened.error()));
  return std::move(*opened);
}

Try<std::unique_ptr<CaseWriter>> write_case(const Invocation& call) {
  return write_case(call, call.said.words[0]);
}

Try<std::unique_ptr<CaseWriter>> write_case(const Invocation& call, const std::string& word,
                                            const std::string& person) {
  const std::string path = case_path(word);
  if (!case_exists(path)) return give_up(case_failure(Error{Errc::not_found, "no case at " + path}));
  auto keys = signing_keys(call, path);
  if (!keys) return give_up(keys.error());
  return write_case_with(call, path, person, std::move(*keys));
}

Try<std::unique_ptr<CaseWriter>> write_case_with(const Invocation& call, const std::string& path,
                                                 const std::string& person, SigningKeys keys) {
  // A drill or a playbook that runs beside us holds the case for moments only: those are waited out.
  constexpr int kTries = 20;
  constexpr std::chrono::milliseconds kPause{100};
  auto opened = open_case_for_writing(path, author_of(call, person), keys);
  for (int i = 1; i < kTries && !opened && opened.error().code == Errc::busy && !stop_asked(); ++i) {
    std::this_thread::sleep_for(kPause);
    opened = open_case_for_writing(path, author_of(call, person), keys);
  }
  if (!opened) return give_up(case_failure(opened.error()));
  return std::move(*opened);
}

Try<std::unique_ptr<CaseWriter>> new_case(const Invocation& call, const std::string& word, bool exercise,
                                          const std::string& person) {
  const std::string path = case_path(word);
  auto keys = signing_keys(call, path);
  if (!keys) return give_up(keys.error());
  NewCase what;
  what.path = path;
  what.name = fs::path{path}.stem().string();
  if (escape_for_terminal(what.name) != what.name)
    return give_up(Exit::usage,
                   "the name of a case has a control character: " + escape_for_terminal(what.name),
                   "letters, digits, blanks and dashes are safe on every medium");
  what.exercise = exercise;
  what.record_access = call.said.has("record-access");
  auto made = create_case(what, author_of(call, person), std::move(*keys));
  if (!made) return give_up(made.error());
  return std::move(*made);
}

Try<Exit> close_case(CaseWriter& writer, Exit exit) {
  if (auto closed = writer.close(); !closed) return give_up(closed.error());
  return exit;
}

}  // namespace firsthour::cli
