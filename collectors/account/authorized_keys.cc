// SPDX-License-Identifier: Apache-2.0
// host.authorized_key: every key that opens a door by ssh, in every home.
#include "casefile/encoding.h"
#include "collectors/account/account.h"
#include "collectors/account/authorized_key.h"
#include "collectors/account/passwd.h"
#include "collectors/account/sshd_config.h"
#include "collectors/output/record_file.h"
#include "collectors/system/mount_hazards.h"

#include <fnmatch.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kFileLimit = 16 << 20, kMountsLimit = 64 << 20;
constexpr std::size_t kMostIncludes = 64;

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : path.substr(0, slash);
}

// The files that a pattern of Include names; blanks of the last name only.
std::vector<std::string> included(const Host& host, std::string pattern) {
  if (!pattern.starts_with('/')) pattern.insert(0, "/etc/ssh/");
  if (pattern.find_first_of("*?[") == std::string::npos) return {pattern};
  const std::string folder{folder_of(pattern)};
  const std::string name = pattern.substr(pattern.rfind('/') + 1);
  std::vector<std::string> paths;
  const auto entries = host.list(folder);
  for (const auto& entry : entries ? *entries : std::vector<DirectoryEntry>{})
    if (::fnmatch(name.c_str(), entry.name.c_str(), FNM_PERIOD) == 0)
      paths.push_back(folder + "/" + entry.name);
  std::sort(paths.begin(), paths.end());
  return paths;
}

// sshd_config and what it includes, as one. Patterns of all places count: a key file that is not in force
// now may have been when the intruder came.
SshdConfig read_config(const Host& host) {
  SshdConfig all;
  std::vector<std::string> pending{"/etc/ssh/sshd_config"};
  std::set<std::string> seen;
  while (!pending.empty() && seen.size() < kMostIncludes) {
    const std::string path = std::move(pending.back());
    pending.pop_back();
    const auto file = seen.insert(path).second ? host.read(path, kFileLimit) : fail(Errc::not_found, "seen");
    if (!file) continue;
    SshdConfig config = parse_sshd_config(file->bytes);
    all.key_command = all.key_command || config.key_command;
    all.key_files.insert(all.key_files.end(), config.key_files.begin(), config.key_files.end());
    for (const auto& pattern : config.includes)
      for (auto& next : included(host, pattern)) pending.push_back(std::move(next));
  }
  for (const char* usual : {".ssh/authorized_keys", ".ssh/authorized_keys2"})
    all.key_files.emplace_back(usual);
  return all;
}

struct Home {
  std::string user, path;  // user: empty when passwd does not know the owner
  std::uint32_t uid = 0;
};

// Those of passwd, and the folders of /home whose owners come from elsewhere (LDAP).
std::vector<Home> homes_of(Context& context, const MountHazards& hazards, SourceOutcome& outcome) {
  std::vector<Home> homes;
  const auto passwd = context.host.read("/etc/passwd", kPasswdLimit);
  if (!passwd && passwd.error().code != Errc::not_found)
    add_problem(outcome, Outcome::partial, passwd.error().what);
  for (auto& user : parse_passwd(passwd ? passwd->bytes : std::string{}))
    if (user.home.starts_with('/')) homes.push_back({std::move(user.name), std::move(user.home), user.id});
  const auto known = [&](const std::string& path) {
    return std::any_of(homes.begin(), homes.end(), [&](const Home& home) { return home.path == path; });
  };
  if (hazards.path_may_hang("/home")) {
    add_problem(outcome, Outcome::partial, "/home: on a file system that may hang, not listed");
    return homes;
  }
  std::vector<Home> others;
  const auto folder = context.host.list("/home");
  for (const auto& entry : folder ? *folder : std::vector<DirectoryEntry>{})
    if (std::string path = "/home/" + entry.name; !known(path)) others.push_back({{}, std::move(path), 0});
  homes.insert(homes.end(), others.begin(), others.end());
  return homes;
}

MountHazards own_hazards(const Host& host) {
  const auto text =
      host.live() ? host.read("/proc/self/mountinfo", kMountsLimit) : fail(Errc::not_found, "an image");
  return text ? MountHazards{parse_mounts(text->bytes)} : MountHazards{};
}

class Run {
 public:
  Run(Context& context, SourceOutcome& outcome)
      : context_{context}, outcome_{outcome}, records_{context, "host.authorized_key"} {}

  void take(const Home& home, const std::string& path) {
    if (path.empty() || !seen_.insert(path).second) return;
    if (hazards_.path_may_hang(path))
      return add_problem(outcome_, Outcome::partial, display_utf8(path) + ": on a file system that may hang");
    const auto file = context_.host.read(path, kFileLimit);
    if (!file) {
      if (file.error().code != Errc::not_found)
        add_problem(outcome_, Outcome::partial, display_utf8(file.error().what));
      return;
    }
    const AuthorizedKeys found = parse_authorized_keys(file->bytes);
    const auto status = context_.host.status(path, true);
    const auto folder = context_.host.status(folder_of(path), true);
    for (const auto& key : found.keys) records_.add(record_of(home, path, key, status, folder));
    if (!found.not_understood.empty())
      add_problem(outcome_, Outcome::partial,
                  display_utf8(path) + ": " + std::to_string(found.not_understood.size()) +
                      " lines are no keys, the first is line " +
                      std::to_string(found.not_understood.front()));
  }

  void finish() { records_.finish(outcome_); }
  [[nodiscard]] const MountHazards& hazards() const { return hazards_; }

 private:
  static RecordWriter record_of(const Home& home, const std::string& path, const AuthorizedKey& key,
                                const Result<FileStatus>& file, const Result<FileStatus>& folder) {
    constexpr std::uint32_t kWritableByOthers = 022;
    RecordWriter record{"host.authorized_key"};
    if (!home.user.empty()) record.put_bytes("user.name", home.user);
    record.put_bytes("file.path", path);
    if (file) record.put("file.mtime", file->facts.modified);
    record.put("key.line", key.line);
    record.put_bytes("key.type", key.type);
    record.put("key.fingerprint", key.fingerprint);
    if (!key.comment.empty()) record.put_bytes("key.comment", key.comment);
    if (!key.options.empty()) record.put_bytes("key.options", key.options);
    if (file && folder)
      record.put("key.strict_modes", ((file->facts.mode | folder->facts.mode) & kWritableByOthers) == 0);
    return record;
  }

  Context& context_;
  SourceOutcome& outcome_;
  RecordFile records_;
  MountHazards hazards_ = own_hazards(context_.host);
  std::set<std::string> seen_;
};

}  // namespace

SourceOutcome collect_authorized_keys(Context& context) {
  SourceOutcome outcome;
  const SshdConfig config = read_config(context.host);
  Run run{context, outcome};
  for (const auto& home : homes_of(context, run.hazards(), outcome))
    for (const auto& pattern : config.key_files)
      run.take(home, expand_key_file(pattern, home.user, home.path, home.uid));
  if (config.key_command)
    add_problem(outcome, Outcome::partial,
                "sshd_config names an AuthorizedKeysCommand: its keys are not listed");
  run.finish();
  return outcome;
}

}  // namespace firsthour::collectors
