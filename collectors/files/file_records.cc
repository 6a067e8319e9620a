// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/file_records.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/json_writer.h"
#include "collectors/host/file_flags.h"
#include "collectors/package/package_index.h"

#include <sys/stat.h>

#include <cstdio>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostSeen = 100'000;  // names, some 8 MiB
constexpr std::size_t kBuffer = 1 << 20;
// Reading is what a walk costs the host. Quick looks at what is small; full at everything.
constexpr std::uint64_t kDigestsQuick = 64ull << 20, kDigestsStandard = 4ull << 30;
constexpr std::uint64_t kLargestDigest = 512ull << 20;

std::uint64_t digest_allowance(Profile profile) {
  switch (profile) {
    case Profile::quick:
      return kDigestsQuick;
    case Profile::standard:
      return kDigestsStandard;
    case Profile::full:
      break;
  }
  return UINT64_MAX;
}

std::string_view type_of(std::uint32_t mode) {
  if (S_ISREG(mode)) return "file";
  if (S_ISDIR(mode)) return "dir";
  if (S_ISLNK(mode)) return "symlink";
  if (S_ISFIFO(mode)) return "fifo";
  if (S_ISSOCK(mode)) return "socket";
  if (S_ISCHR(mode)) return "char_device";
  if (S_ISBLK(mode)) return "block_device";
  return "unknown";
}

// Libraries and kernel modules are programs that mostly lack the executable bits.
bool is_library(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.ends_with(".so") || name.find(".so.") != std::string_view::npos || name.ends_with(".ko");
}

std::string octal(std::uint32_t mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%04o", mode & 07777u);
  return text;
}

void put_facts(RecordWriter& record, const FileFacts& facts) {
  record.put("file.type", type_of(facts.mode));
  record.put("file.mode", octal(facts.mode));
  record.put("file.uid", facts.uid);
  record.put("file.gid", facts.gid);
  record.put("file.size", facts.size);
  record.put("file.inode", facts.inode);
  record.put("file.device", facts.device);
  record.put("file.links", facts.links);
  record.put("file.mtime", facts.modified);
  record.put("file.accessed", facts.accessed);
  record.put("file.ctime", facts.changed);
  record.put("file.created", facts.born);
}

}  // namespace

FileRecords::FileRecords(Context& context, const LocalUsers& users, std::string_view walk)
    : context_{context},
      users_{users},
      walk_{walk},
      privileged_only_{walk == "suid"},
      records_{context, "host.file"},
      digests_left_{digest_allowance(context.profile)} {}

void FileRecords::add(const Found& found, const PlanEntry& entry) {
  looked_at_any_ = true;
  const FileFacts& facts = found.status.facts;
  const bool executable = found.status.is_regular() && ((facts.mode & 0111) != 0 || is_library(found.path));
  const bool setuid = found.status.is_regular() && (facts.mode & S_ISUID) != 0;
  const bool setgid = found.status.is_regular() && (facts.mode & S_ISGID) != 0;
  std::string capabilities;
  if (executable) {
    if (auto value = context_.host.extended_attribute(found.path, "security.capability"))
      capabilities = *value;
  }
  const bool privileged = setuid || setgid || !capabilities.empty();
  if (privileged_only_ && !privileged) return;
  if (!is_new(found)) return;
  RecordWriter record{"host.file"};
  record.put_bytes("file.path", found.path);
  put_facts(record, facts);
  if (const auto owner = users_.names.find(facts.uid); owner != users_.names.end()) {
    record.put_bytes("file.owner", owner->second);
  }
  if (found.status.is_symlink()) {
    if (const auto target = context_.host.read_link(found.path))
      record.put_bytes("file.target_path", *target);
  }
  if (setuid) record.put("file.setuid", true);
  if (setgid) record.put("file.setgid", true);
  if (!capabilities.empty()) record.put("file.capabilities", to_hex(as_bytes(capabilities)));
  put_protection(record, found);
  if (entry.hash && (executable || privileged)) put_digest(record, found);
  if (executable || privileged) put_package(record, found.path);
  record.put("firsthour.walk", walk_);
  records_.add(std::move(record));
}

// Patterns overlap, and a file is told once by each of its names. Of files beyond the first ones only the
// inode is kept; further links are then told as often as they are met.
bool FileRecords::is_new(const Found& found) {
  const FileFacts& facts = found.status.facts;
  const std::pair key{facts.inode, std::hash<std::string>{}(found.path)};
  if (seen_.contains(key)) return false;
  if (seen_.size() < kMostSeen) return seen_.insert(key).second;
  return later_.insert(facts) || (facts.links > 1 && !found.status.is_directory());
}

// What keeps a file from being changed, and who else may: nothing is written where nothing is set.
void FileRecords::put_protection(RecordWriter& record, const Found& found) {
  if (!found.status.is_regular() && !found.status.is_directory()) return;
  const auto flags = file_flags(context_.host, found.path);
  if (flags && !flags->empty()) record.put_list("file.attributes", *flags);
  if (const auto acl = context_.host.extended_attribute(found.path, "system.posix_acl_access"))
    record.put("file.acl", to_hex(as_bytes(*acl)));
}

void FileRecords::put_digest(RecordWriter& record, const Found& found) {
  const std::uint64_t size = found.status.facts.size;
  if (size > kLargestDigest || size > digests_left_) {
    ++not_hashed_;
    return;
  }
  const auto file = context_.host.open(found.path);
  if (!file) return;
  if (buffer_.empty()) buffer_.resize(kBuffer);
  Hasher hasher{Algorithm::sha256};
  // As much as there was when it was looked at: a file that is being written has no end.
  for (std::uint64_t offset = 0; offset < size;) {
    const auto room = std::min<std::uint64_t>(buffer_.size(), size - offset);
    const auto got = (*file)->read_at(offset, std::span{buffer_}.first(static_cast<std::size_t>(room)));
    if (!got || *got == 0 || context_.stopping()) return;
    hasher.update(std::span{buffer_}.first(*got));
    offset += *got;
  }
  digests_left_ -= size;
  record.put("file.hash.sha256", hasher.finish_hex());
}

void FileRecords::put_package(RecordWriter& record, const std::string& path) {
  if (context_.packages == nullptr) return;
  const PackageAnswer answer = context_.packages->owner_of(path);
  record.put("package.state", name_of(answer.state));
  if (answer.state == PackageState::owned) record.put_bytes("package.name", answer.package);
}

void FileRecords::finish(SourceOutcome& outcome) {
  // What was closed to us is a part only, where other files could be looked at.
  if (looked_at_any_ && outcome.outcome == Outcome::denied) outcome.outcome = Outcome::partial;
  if (not_hashed_ > 0) {
    add_problem(outcome, Outcome::partial,
                std::to_string(not_hashed_) + " executables without digest: over the limit of the profile");
  }
  records_.finish(outcome);
}

}  // namespace firsthour::collectors
