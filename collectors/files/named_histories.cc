// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/named_histories.h"

#include "collectors/files/file_taker.h"
#include "collectors/files/find.h"
#include "collectors/files/history_setting.h"
#include "collectors/files/local_users.h"
#include "collectors/files/mount_guard.h"
#include "collectors/output/record_file.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kStartFile = 1 << 20;
constexpr std::size_t kMostHistories = 10'000;
constexpr std::size_t kMostSaid = 5, kLongestSaid = 200;
constexpr std::array kOfAll{"/etc/profile",     "/etc/bashrc", "/etc/bash.bashrc", "/etc/environment",
                            "/etc/profile.d/*", "/etc/zshrc",  "/etc/zshenv",      "/etc/zprofile",
                            "/etc/zsh/*",       "/etc/kshrc",  "/etc/ksh.kshrc",   "/etc/skel/.bashrc"};
constexpr std::array kOfOne{"/.profile", "/.bash_profile", "/.bash_login", "/.bashrc", "/.bash_aliases",
                            "/.zshenv",  "/.zprofile",     "/.zshrc",      "/.kshrc",  "/.mkshrc"};

class HistoryTaking {
 public:
  explicit HistoryTaking(Context& context)
      : context_{context},
        guard_{read_mount_guard(context.host)},
        taker_{context, context.taken != nullptr ? *context.taken : own_taken_} {
    entry_.name = "history.named";
    entry_.limit = 16 << 20;
    entry_.tail = true;
  }

  SourceOutcome run() {
    const auto homes = read_local_users(context_.host).homes;
    for (const char* pattern : kOfAll) look_at(pattern, "/", homes);
    for (const std::string& home : homes)
      for (const char* pattern : kOfOne) look_at(pattern, home, {home});
    auto finder = finder_for([this](const Found& found) {
      if (found.status.is_regular()) taker_.take(found, entry_);
    });
    for (const std::string& path : paths_)
      if (const auto found = context_.stopping() ? std::nullopt : resolved(finder, path))
        if (found->status.is_regular()) taker_.take({found->path, found->status}, entry_);
    auto outcome = taker_.finish();
    const auto say = [&](std::uint64_t count, const char* what) {
      if (count > 0) add_problem(outcome, Outcome::partial, std::to_string(count) + what);
    };
    say(open_files_, " start files with a HISTFILE that names no fixed path");
    say(beyond_, " more named histories than are followed");
    return outcome;
  }

 private:
  Finder finder_for(std::function<void(const Found&)> found) {
    Finder::Hooks hooks;
    hooks.stop = [this] { return context_.stopping() || taker_.output_failed(); };
    hooks.problem = [this](const std::string& path, Outcome outcome, std::string reason) {
      taker_.note(path, entry_, outcome, std::move(reason));
    };
    hooks.found = std::move(found);
    return {context_.host, guard_, std::move(hooks)};
  }

  // What is there and cannot be looked at is noted; what is not there is no loss.
  std::optional<Finder::Resolved> resolved(Finder& finder, const std::string& path) {
    auto found = finder.resolve(path, "/");
    if (found) return found;
    const auto status = context_.host.status(path, false);
    if (!status && status.error().code != Errc::not_found) note_failure(path, status.error());
    return std::nullopt;
  }

  void note_failure(const std::string& path, const Error& error) {
    taker_.note(path, entry_, error.code == Errc::denied ? Outcome::denied : Outcome::failed, error.what);
  }

  void look_at(const char* pattern, const std::string& base, const std::vector<std::string>& homes) {
    auto finder = finder_for([&](const Found& found) { read_start_file(found.path, homes); });
    finder.expand(pattern, base);
  }

  void read_start_file(const std::string& path, const std::vector<std::string>& homes) {
    // By where it leads: a link into a mount that hangs must not be followed by the read.
    auto finder = finder_for([](const Found&) {});
    const auto found = resolved(finder, path);
    if (!found || found->status.is_directory()) return;
    const auto text = context_.host.read(found->path, kStartFile);
    if (!text) {
      if (text.error().code != Errc::not_found) note_failure(path, text.error());
      return;
    }
    if (text->cut)
      taker_.note(path, entry_, Outcome::skipped, "looked through for HISTFILE in its first 1 MiB only");
    if (text->bytes.find("HISTFILE") == std::string::npos) return;
    std::set<std::string> open;
    for (const std::string& home : homes) {
      auto named = histories_named_in(text->bytes, home);
      for (const std::string& each : named.paths) follow(each);
      open.merge(named.open);
    }
    if (!open.empty()) note_open(path, open);
  }

  void follow(const std::string& path) {
    if (paths_.size() < kMostHistories)
      paths_.insert(path);
    else if (!paths_.contains(path))
      ++beyond_;
  }

  void note_open(const std::string& path, const std::set<std::string>& open) {
    ++open_files_;
    std::string reason = "its HISTFILE names no fixed path: ";
    std::size_t said = 0;
    for (const std::string& value : open) {
      if (said++ == kMostSaid) break;
      reason += (said > 1 ? ", " : "") + value.substr(0, kLongestSaid);
    }
    if (open.size() > kMostSaid) reason += " and " + std::to_string(open.size() - kMostSaid) + " more";
    taker_.note(path, entry_, Outcome::skipped, std::move(reason));
  }

  Context& context_;
  MountGuard guard_;
  TakenFiles own_taken_;
  FileTaker taker_;
  PlanEntry entry_;
  std::set<std::string> paths_;
  std::uint64_t open_files_ = 0, beyond_ = 0;
};

}  // namespace

void collect_named_histories(Context& context, SourceOutcome& outcome) {
  const auto named = HistoryTaking{context}.run();
  outcome.records += named.records;
  outcome.items += named.items;
  outcome.bytes += named.bytes;
  if (named.outcome == Outcome::complete && named.reason.empty()) return;
  // One start file that is closed does not close the source.
  add_problem(outcome, named.outcome == Outcome::denied ? Outcome::partial : named.outcome, named.reason);
}

}  // namespace firsthour::collectors
