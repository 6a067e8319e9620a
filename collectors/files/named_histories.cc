// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/named_histories.h"

#include "collectors/files/file_taker.h"
#include "collectors/files/find.h"
#include "collectors/files/local_users.h"
#include "collectors/files/mount_guard.h"
#include "collectors/host/kernel_text.h"
#include "collectors/output/record_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kStartFile = 1 << 20;
constexpr std::size_t kMostHistories = 10'000;
constexpr std::array kOfAll{"/etc/profile",     "/etc/bashrc", "/etc/bash.bashrc", "/etc/environment",
                            "/etc/profile.d/*", "/etc/zshrc",  "/etc/zshenv",      "/etc/zprofile",
                            "/etc/zsh/*",       "/etc/kshrc",  "/etc/ksh.kshrc",   "/etc/skel/.bashrc"};
constexpr std::array kOfOne{"/.profile", "/.bash_profile", "/.bash_login", "/.bashrc", "/.bash_aliases",
                            "/.zshenv",  "/.zprofile",     "/.zshrc",      "/.kshrc",  "/.mkshrc"};

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The word after "HISTFILE=": up to a blank, or in quotes.
std::string_view value_of(std::string_view text) {
  if (text.empty()) return {};
  const bool quoted = text.front() == '"' || text.front() == '\'';
  if (quoted) return text.substr(1, text.find(text.front(), 1) - 1);
  return text.substr(0, text.find_first_of(" \t;&|#)"));
}

std::optional<std::string> put_in(std::string_view value, std::string_view home) {
  const auto user = home.substr(home.rfind('/') + 1);
  struct Known {
    std::string_view word, is;
  };
  const std::array known{Known{"${HOME}", home}, Known{"${USER}", user}, Known{"${LOGNAME}", user},
                         Known{"$HOME", home},   Known{"$USER", user},   Known{"$LOGNAME", user}};
  std::string path;
  if (value == "~" || value.starts_with("~/")) {
    path = home;
    value.remove_prefix(1);
  }
  while (!value.empty()) {
    const auto found = std::ranges::find_if(known, [&](const Known& each) {
      const auto length = each.word.size();
      return value.starts_with(each.word) &&
             (each.word.back() == '}' || value.size() == length || !is_name(value[length]));
    });
    if (found != known.end()) {
      path += found->is;
      value.remove_prefix(found->word.size());
      continue;
    }
    if (value.front() == '$' || value.front() == '`') return std::nullopt;
    path += value.front();
    value.remove_prefix(1);
  }
  return path.starts_with('/') ? std::optional{path} : std::nullopt;
}

class NamedHistories {
 public:
  explicit NamedHistories(Context& context)
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
    for (const std::string& path : paths_) {
      const auto found = context_.stopping() ? std::nullopt : finder.resolve(path, "/");
      if (found && found->status.is_regular()) taker_.take({found->path, found->status}, entry_);
    }
    auto outcome = taker_.finish();
    if (paths_.size() >= kMostHistories)
      add_problem(outcome, Outcome::partial, "more named histories than are followed");
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

  void look_at(const char* pattern, const std::string& base, const std::vector<std::string>& homes) {
    finder_for([&](const Found& found) {
      const auto text = context_.host.read(found.path, kStartFile);
      if (!text || text->bytes.find("HISTFILE") == std::string::npos) return;
      for (const std::string& home : homes)
        for (std::string& path : histories_named_in(text->bytes, home))
          if (paths_.size() < kMostHistories) paths_.insert(std::move(path));
    }).expand(pattern, base);
  }

  Context& context_;
  MountGuard guard_;
  TakenFiles own_taken_;
  FileTaker taker_;
  PlanEntry entry_;
  std::set<std::string> paths_;
};

}  // namespace

std::vector<std::string> histories_named_in(std::string_view text, std::string_view home) {
  static constexpr std::string_view kWord = "HISTFILE=";
  std::vector<std::string> paths;
  while (const auto line = next_line(text)) {
    if (line->substr(std::min(line->find_first_not_of(" \t"), line->size())).starts_with('#')) continue;
    for (auto at = line->find(kWord); at != std::string_view::npos; at = line->find(kWord, at + 1)) {
      if (at > 0 && is_name((*line)[at - 1])) continue;
      auto path = put_in(value_of(line->substr(at + kWord.size())), home);
      if (path && std::ranges::find(paths, *path) == paths.end()) paths.push_back(std::move(*path));
    }
  }
  return paths;
}

void collect_named_histories(Context& context, SourceOutcome& outcome) {
  const auto named = NamedHistories{context}.run();
  outcome.records += named.records;
  outcome.items += named.items;
  outcome.bytes += named.bytes;
  if (named.outcome != Outcome::complete || !named.reason.empty())
    add_problem(outcome, named.outcome, named.reason);
}

}  // namespace firsthour::collectors
