// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/files.h"

#include "collectors/artifacts/plan.h"
#include "collectors/files/file_records.h"
#include "collectors/files/file_taker.h"
#include "collectors/files/find.h"
#include "collectors/files/local_users.h"
#include "collectors/files/mount_guard.h"
#include "collectors/files/named_histories.h"
#include "collectors/files/web_roots.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace firsthour::collectors {
namespace {

constexpr std::string_view kHomes = "%%users.homedir%%", kWebRoots = "%%web.roots%%";
constexpr std::array<std::string_view, 15> kFamilies{
    "persistence", "account",     "package", "history", "web",       "temporary", "log",          "suid",
    "bodyfile",    "application", "browser", "cloud",   "container", "security",  "configuration"};

// The value of firsthour.walk for the records of a family.
std::string_view walk_of(std::string_view family) { return family == "web" ? "web-root" : family; }

// A file found, to be taken when all of its definition are known.
struct Waiting {
  std::string path;
  FileStatus status;
};
constexpr std::size_t kMostWaiting = 4096;  // about 1 MiB; of more the newest of each such part come first

// One run over the plan entries of one family.
class FamilyRun {
 public:
  FamilyRun(Context& context, std::string_view family)
      : context_{context},
        family_{family},
        guard_{read_mount_guard(context.host)},
        users_{read_local_users(context.host)},
        taker_{context, context.taken != nullptr ? *context.taken : own_taken_} {}

  SourceOutcome run(bool (*wanted)(std::string_view family, std::string_view own)) {
    for (const PlanEntry& entry : context_.plan->entries) {
      if (entry.from > context_.profile || !wanted(entry.family(), family_)) continue;
      if (context_.stopping() || taker_.output_failed()) break;
      expand(entry);
    }
    SourceOutcome outcome = taker_.finish();
    if (context_.stopping()) {
      outcome.outcome = Outcome::timed_out;
      outcome.reason = outcome.reason.empty() ? "stopped" : "stopped; " + outcome.reason;
    }
    if (records_) records_->finish(outcome);
    return outcome;
  }

 private:
  void expand(const PlanEntry& entry) {
    if (entry.walk && !records_) records_.emplace(context_, users_, walk_of(family_));
    Finder::Hooks hooks;
    hooks.stop = [this] { return context_.stopping() || taker_.output_failed(); };
    hooks.problem = [&](const std::string& path, Outcome outcome, std::string reason) {
      taker_.note(path, entry, outcome, std::move(reason));
    };
    std::vector<std::string> links;
    std::vector<Waiting> waiting;
    hooks.found = [&](const Found& found) {
      if (entry.walk) return records_->add(found, entry);
      if (entry.newest_first && found.status.is_regular()) {
        waiting.push_back({found.path, found.status});
        if (waiting.size() == kMostWaiting) take_newest_first(waiting, entry);
        return;
      }
      taker_.take(found, entry);
      if (entry.follow && found.status.is_symlink()) links.push_back(found.path);
    };
    Finder finder{context_.host, guard_, std::move(hooks)};
    for (const std::string& pattern : entry.paths) {
      for (const std::string& base : bases_of(pattern)) finder.expand(rest_of(pattern), base);
    }
    take_newest_first(waiting, entry);
    for (const std::string& link : links) {
      const auto target = finder.resolve(link, "/");
      if (target && target->status.is_regular()) taker_.take({target->path, target->status}, entry);
    }
  }

  // Takes all of `waiting` and leaves it empty.
  void take_newest_first(std::vector<Waiting>& waiting, const PlanEntry& entry) {
    std::stable_sort(waiting.begin(), waiting.end(), [](const Waiting& a, const Waiting& b) {
      return a.status.facts.modified > b.status.facts.modified;
    });
    for (const Waiting& each : waiting) {
      if (context_.stopping()) break;
      taker_.take({each.path, each.status}, entry);
    }
    waiting.clear();
  }

  std::vector<std::string> bases_of(std::string_view pattern) {
    if (pattern.starts_with(kHomes)) return users_.homes;
    if (!pattern.starts_with(kWebRoots)) return {"/"};
    if (!web_roots_) web_roots_ = find_web_roots(context_.host, guard_);
    return *web_roots_;
  }
  static std::string_view rest_of(std::string_view pattern) {
    for (const std::string_view variable : {kHomes, kWebRoots}) {
      if (pattern.starts_with(variable)) return pattern.substr(variable.size());
    }
    return pattern;
  }

  Context& context_;
  std::string_view family_;
  MountGuard guard_;
  LocalUsers users_;
  TakenFiles own_taken_;
  FileTaker taker_;
  std::optional<FileRecords> records_;
  std::optional<std::vector<std::string>> web_roots_;
};

bool is_family(std::string_view family, std::string_view own) { return family == own; }

bool is_foreign(std::string_view family, std::string_view) {
  return std::find(kFamilies.begin(), kFamilies.end(), family) == kFamilies.end();
}

SourceOutcome collect_family(Context& context, std::string_view family,
                             bool (*wanted)(std::string_view, std::string_view) = is_family) {
  if (context.plan == nullptr) return {Outcome::failed, "no plan", 0, 0, 0};
  // Large for the stack of a thread, hence not a local value.
  return std::make_unique<FamilyRun>(context, family)->run(wanted);
}

}  // namespace

SourceOutcome collect_persistence_files(Context& context) { return collect_family(context, "persistence"); }
SourceOutcome collect_account_files(Context& context) { return collect_family(context, "account"); }
SourceOutcome collect_package_files(Context& context) { return collect_family(context, "package"); }
SourceOutcome collect_history_files(Context& context) {
  auto outcome = collect_family(context, "history");
  if (outcome.outcome != Outcome::failed) collect_named_histories(context, outcome);
  return outcome;
}
SourceOutcome collect_web_files(Context& context) { return collect_family(context, "web"); }
SourceOutcome collect_temporary_files(Context& context) { return collect_family(context, "temporary"); }
SourceOutcome collect_log_files(Context& context) { return collect_family(context, "log"); }
SourceOutcome collect_configuration_files(Context& context) {
  return collect_family(context, "configuration", [](std::string_view family, std::string_view own) {
    return family == own || family == "security";
  });
}
SourceOutcome collect_container_files(Context& context) {
  return collect_family(context, "container", [](std::string_view family, std::string_view own) {
    return family == own || family == "cloud";
  });
}
SourceOutcome collect_application_files(Context& context) {
  return collect_family(context, "application", [](std::string_view family, std::string_view own) {
    return family == own || family == "browser";
  });
}
SourceOutcome collect_other_files(Context& context) {
  return collect_family(context, "artifact", is_foreign);
}
SourceOutcome collect_privileged_files(Context& context) { return collect_family(context, "suid"); }
SourceOutcome collect_bodyfile(Context& context) { return collect_family(context, "bodyfile"); }

}  // namespace firsthour::collectors
