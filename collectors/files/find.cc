// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/find.h"

#include <dirent.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace firsthour::collectors {
namespace {

constexpr int kMostLinks = 40;             // as the kernel has it
constexpr std::size_t kMostHeld = 32'768;  // entries of one folder: some megabytes
constexpr int kDeepestFolder = 200;        // recursion of ours, beside the levels a pattern allows

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) parts.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

std::string below(const std::string& folder, std::string_view name) {
  std::string path = folder == "/" ? "" : folder;
  path += '/';
  path += name;
  return path;
}

bool is_deep(std::string_view component) { return component.starts_with("**"); }

// "**" is ten levels, as in the tools that read these definitions; "**3" three.
unsigned levels_of(std::string_view component) {
  unsigned levels = 10;
  std::from_chars(component.data() + 2, component.data() + component.size(), levels);
  return levels;
}

bool is_glob(std::string_view component) { return component.find_first_of("*?[") != std::string_view::npos; }

bool components_match(std::span<const std::string> pattern, std::span<const std::string> path) {
  if (pattern.empty()) return path.empty();
  if (!is_deep(pattern[0])) {
    return !path.empty() && name_matches(pattern[0], path[0]) &&
           components_match(pattern.subspan(1), path.subspan(1));
  }
  const std::size_t least = pattern.size() == 1 ? 1 : 0;
  const std::size_t most = std::min<std::size_t>(levels_of(pattern[0]), path.size());
  for (std::size_t taken = least; taken <= most; ++taken) {
    if (components_match(pattern.subspan(1), path.subspan(taken))) return true;
  }
  return false;
}

}  // namespace

bool name_matches(const std::string& glob, const std::string& name) {
  // Bytes, not characters: no program of ours ever calls setlocale. A backslash is a byte like any other.
  return ::fnmatch(glob.c_str(), name.c_str(), FNM_NOESCAPE) == 0;
}

bool path_matches(std::string_view pattern, std::string_view path) {
  return components_match(split_path(pattern), split_path(path));
}

void Finder::expand(std::string_view pattern, const std::string& base) {
  const std::vector<std::string> parts = split_path(pattern);
  if (base == "/") return match(base, parts);
  const auto folder = resolve(base, "/");
  if (folder && folder->status.is_directory()) match(folder->path, parts);
}

void Finder::match(const std::string& folder, Components rest) {
  if (rest.empty() || hooks_.stop()) return;
  const std::string& component = rest[0];
  if (is_deep(component)) {
    descend(folder, levels_of(component), rest.subspan(1), 0);
  } else if (!is_glob(component)) {
    step(below(folder, component), rest.subspan(1), true);
  } else {
    for_each_entry(folder, [&](const DirectoryEntry& entry) {
      if (name_matches(component, entry.name)) step(below(folder, entry.name), rest.subspan(1), false);
    });
  }
}

// One name further: `path` is what the pattern names, when `rest` is empty, or a folder on the way.
void Finder::step(const std::string& path, Components rest, bool by_name) {
  if (blocked(path, !by_name)) return;
  const auto status = host_.status(path, false);
  if (!status) return report(path, status.error());
  if (rest.empty()) {
    hooks_.found({path, *status});
  } else if (status->is_directory()) {
    match(path, rest);
  } else if (status->is_symlink()) {
    const auto target = resolve(path, "/");
    if (target && target->status.is_directory()) match(target->path, rest);
  }
}

void Finder::descend(const std::string& folder, unsigned levels, Components rest, int depth) {
  if (!rest.empty()) match(folder, rest);
  if (levels == 0) return;
  if (depth > kDeepestFolder) {
    return hooks_.problem(folder, Outcome::skipped, "more than 200 folders deep");
  }
  if (rest.empty()) {
    const auto status = host_.status(folder, false);
    if (!status) return report(folder, status.error());
    if (walked_before(folder, *status, levels)) return;
  }
  for_each_entry(folder, [&](const DirectoryEntry& entry) {
    const bool may_be_folder = entry.type == DT_DIR || entry.type == DT_UNKNOWN;
    if (!rest.empty() && !may_be_folder) return;
    const std::string path = below(folder, entry.name);
    if (blocked(path, true)) return;
    const auto status = host_.status(path, false);
    if (!status) return report(path, status.error());
    if (rest.empty()) hooks_.found({path, *status});
    if (status->is_directory()) descend(path, levels - 1, rest, depth + 1);
  });
}

void Finder::for_each_entry(const std::string& folder,
                            const std::function<void(const DirectoryEntry&)>& take) {
  std::vector<DirectoryEntry> part;
  const auto hand_out = [&] {
    std::ranges::sort(part, {}, &DirectoryEntry::name);
    for (const DirectoryEntry& entry : part) {
      if (hooks_.stop()) return false;
      take(entry);
    }
    part.clear();
    return true;
  };
  const auto listed = host_.list_in_pieces(folder, [&](std::vector<DirectoryEntry> entries) {
    std::ranges::move(entries, std::back_inserter(part));
    return part.size() < kMostHeld || hand_out();
  });
  if (!listed) report(folder, listed.error());
  hand_out();
}

bool Finder::walked_before(const std::string& path, const FileStatus& status, unsigned levels) {
  const std::size_t hash = std::hash<std::string>{}(path);
  const auto [known, first] =
      walked_.try_emplace({status.facts.device, status.facts.inode}, Walked{levels, hash});
  if (first) return false;
  if (known->second.levels < levels) {
    known->second.levels = levels;
    return false;
  }
  if (known->second.path_hash != hash) {
    hooks_.problem(path, Outcome::skipped, "the same folder as one that was walked already");
  }
  return true;
}

bool Finder::blocked(const std::string& path, bool walking) {
  const MountGuard::Barrier* mount = guard_.at(path);
  if (mount == nullptr || (mount->kind == MountGuard::Kind::pseudo && !walking)) return false;
  if (!reported_mounts_.insert(path).second) return true;
  switch (mount->kind) {
    case MountGuard::Kind::remote:
      hooks_.problem(path, Outcome::skipped, "file system " + mount->type + " is not local and could hang");
      break;
    case MountGuard::Kind::pseudo:
      hooks_.problem(path, Outcome::skipped, "file system " + mount->type + " holds no files");
      break;
    case MountGuard::Kind::copy:
      hooks_.problem(path, Outcome::skipped,
                     "merged view of a container: its layers are read where they lie");
      break;
  }
  return true;
}

void Finder::report(const std::string& path, const Error& error) {
  if (error.code == Errc::not_found) return;
  hooks_.problem(path, error.code == Errc::denied ? Outcome::denied : Outcome::failed, error.what);
}

std::optional<Finder::Resolved> Finder::resolve(std::string_view target, std::string_view base) {
  const auto reversed = [](std::string_view path) {
    auto parts = split_path(path);
    std::reverse(parts.begin(), parts.end());
    return parts;
  };
  std::string path = target.starts_with('/') ? "/" : std::string{base};
  std::vector<std::string> pending = reversed(target);
  int links = 0;
  auto here = host_.status(path, false);
  while (!pending.empty()) {
    const std::string name = std::move(pending.back());
    pending.pop_back();
    if (name == ".") continue;
    if (name == "..") {
      path.erase(std::max<std::size_t>(path.rfind('/'), 1));
      here = host_.status(path, false);
      continue;
    }
    const std::string next = below(path, name);
    if (blocked(next, false)) return std::nullopt;
    here = host_.status(next, false);
    if (!here) return std::nullopt;
    if (!here->is_symlink()) {
      path = next;
      continue;
    }
    const auto text = host_.read_link(next);
    if (!text || ++links > kMostLinks) return std::nullopt;
    if (text->starts_with('/')) path = "/";
    const auto parts = reversed(*text);
    pending.insert(pending.end(), parts.begin(), parts.end());
    here = host_.status(path, false);
  }
  if (!here) return std::nullopt;
  return Resolved{std::move(path), std::move(*here)};
}

}  // namespace firsthour::collectors
