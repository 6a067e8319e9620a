// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/kit_writer.h"

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "cli/kit/kit_folder.h"
#include "cli/kit/kit_path.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnfinished = ".new";
constexpr std::string_view kUnfinishedKit = "{\"type\":\"firsthour.kit\",\"unfinished\":true}\n";
constexpr std::size_t kBlock = 1 << 20;

struct Copied {
  std::string sha256;
  std::uint64_t bytes = 0;
};

// All of the source into a file of this name; durable.
Try<Copied> copy_into(ByteSource& from, const std::string& file, bool executable) {
  const int fd =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, executable ? 0755 : 0644);
  if (fd < 0) return give_up(fail_errno("cannot create " + file).value());
  const Descriptor kept{::dup(fd)};
  const auto sink = sink_to_fd(fd);
  Hasher hasher{Algorithm::sha256};
  Copied copied;
  std::vector<std::byte> block(kBlock);
  for (;;) {
    const auto got = from.read(block);
    if (!got) return give_up(got.error());
    if (*got == 0) break;
    const auto bytes = std::span{block}.first(*got);
    if (auto written = sink->write(bytes); !written) return give_up(fail(file, written.error()).value());
    hasher.update(bytes);
    copied.bytes += *got;
  }
  // FAT has no modes and refuses to set them: what it shows is its mount's choice.
  static_cast<void>(::fchmod(kept.get(), executable ? 0755 : 0644));
  if (::fsync(kept.get()) != 0) return give_up(fail_errno("cannot write " + file).value());
  copied.sha256 = hasher.finish_hex();
  return copied;
}

Try<Copied> put_in_place(ByteSource& from, const std::string& file, bool executable) {
  std::error_code error;
  fs::create_directories(fs::path{file}.parent_path(), error);
  if (error) return give_up(Exit::failed, "cannot make the folder of " + file + ": " + error.message());
  const std::string unfinished = file + std::string{kUnfinished};
  auto copied = copy_into(from, unfinished, executable);
  if (copied && ::rename(unfinished.c_str(), file.c_str()) == 0) return copied;
  const auto failed =
      copied ? give_up(fail_errno("cannot put " + file + " in place").value()) : give_up(copied.error());
  ::unlink(unfinished.c_str());
  return failed;
}

Try<> put_text(std::string_view text, const std::string& file) {
  MemorySource source{as_bytes(text)};
  if (auto put = put_in_place(source, file, false); !put) return give_up(put.error());
  return {};
}

Try<Copied> put_part(const KitPart& part, const std::string& file) {
  if (part.file.empty()) {
    MemorySource source{as_bytes(part.text)};
    return put_in_place(source, file, part.executable);
  }
  auto source = open_source(part.file);
  if (!source) return give_up(source.error());
  return put_in_place(**source, file, part.executable);
}

}  // namespace

Try<KitWriter> KitWriter::open(const std::string& folder) {
  KitWriter writer{folder};
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return give_up(Exit::failed, "cannot make " + folder + ": " + error.message());
  const auto entries = list_kit(folder);
  if (!entries) return give_up(entries.error());
  bool has_manifest = false, has_description = false;
  for (const KitEntry& entry : *entries) {
    if (!entry.regular)
      return give_up(Exit::failed, folder + "/" + entry.path + " is a link or a device: no part of a kit",
                     "remove it, or name another folder");
    has_manifest |= entry.path == kManifestName;
    has_description |= entry.path == kDescriptionName;
  }
  if (entries->empty()) return writer;
  // A kit whose first building was stopped: it has its description, which is written first.
  if (!has_manifest && has_description) return writer;
  if (!has_manifest)
    return give_up(Exit::failed, folder + " is not empty and holds no kit",
                   "name an empty folder, or an older kit");
  const auto text = read_file(folder + "/" + std::string{kManifestName}, kLongestManifest);
  if (!text) return give_up(text.error());
  auto old = parse_manifest(*text);
  if (!old)
    return give_up(Exit::failed, folder + "/" + std::string{kManifestName} + ": " + old.error().what,
                   "this kit was altered: what it holds besides collections and cases cannot be told apart");
  writer.old_ = std::move(*old);
  return writer;
}

Try<> KitWriter::write(const KitContents& contents, const std::function<bool(std::uint64_t)>& progress) {
  if (::unlink((folder_ + "/" + std::string{kNoteName}).c_str()) != 0 && errno != ENOENT)
    return give_up(fail_errno("cannot write to " + folder_).value());
  if (old_.empty()) {
    if (auto put = put_text(kUnfinishedKit, folder_ + "/" + std::string{kDescriptionName}); !put) return put;
  }
  for (const KitPart& part : contents.parts()) {
    if (auto written = write_part(part); !written) return written;
    if (!progress(kit_.bytes)) return give_up(Exit::interrupted, "stopped: the kit is not whole");
  }
  return {};
}

Try<> KitWriter::write_part(const KitPart& part) {
  const std::string target = folder_ + "/" + part.path;
  KitFileDigest wanted{sha256(part.text).hex(), part.text.size()};
  if (!part.file.empty()) {
    auto digest = digest_kit_file(part.file);
    if (!digest) return give_up(digest.error());
    wanted = std::move(*digest);
  }
  const auto there = digest_kit_file(target);
  if (!there || there->sha256 != wanted.sha256) {
    const auto copied = put_part(part, target);
    if (!copied) return give_up(copied.error());
    if (copied->sha256 != wanted.sha256)
      return give_up(Exit::failed, part.file + " changed while it was copied");
    ++kit_.written;
  }
  kit_.bytes += wanted.size;
  kit_.files.push_back({part.path, std::move(wanted.sha256)});
  return {};
}

Try<> KitWriter::remove_old() {
  std::set<std::string, std::less<>> wanted{std::string{kManifestName}, std::string{kNoteName}};
  for (const KitFile& file : kit_.files) wanted.insert(file.path);
  std::map<std::string_view, std::string_view> listed;
  for (const KitFile& file : old_) listed.emplace(file.path, file.sha256);
  const auto entries = list_kit(folder_);
  if (!entries) return give_up(entries.error());
  for (const KitEntry& entry : *entries) {
    if (wanted.contains(entry.path)) continue;
    if (entry.path.ends_with(kUnfinished) &&
        wanted.contains(entry.path.substr(0, entry.path.size() - kUnfinished.size()))) {
      ::unlink((folder_ + "/" + entry.path).c_str());
      continue;
    }
    // What somebody wrote over a file of the kit may be all there is of it: it stays.
    const auto old = listed.find(entry.path);
    const auto digest = digest_kit_file(folder_ + "/" + entry.path);
    if (old == listed.end() || !digest || digest->sha256 != old->second) {
      kit_.strangers.push_back(entry.path);
      continue;
    }
    if (::unlink((folder_ + "/" + entry.path).c_str()) != 0)
      return give_up(fail_errno("cannot remove " + entry.path + " of the older kit").value());
    kit_.removed.push_back(entry.path);
  }
  return {};
}

Try<WrittenKit> KitWriter::finish(const std::string& description, const std::string& answers,
                                  const std::vector<const SigningKey*>& keys) {
  const auto at = [this](std::string_view name) { return folder_ + "/" + std::string{name}; };
  if (auto put = put_text(description, at(kDescriptionName)); !put) return give_up(put.error());
  kit_.files.push_back({std::string{kDescriptionName}, sha256(description).hex()});
  if (auto removed = remove_old(); !removed) return give_up(removed.error());
  const std::string manifest = manifest_text(kit_.files);
  if (auto put = put_text(manifest, at(kManifestName)); !put) return give_up(put.error());
  const std::string statement = kit_statement(manifest, kit_.files.size());
  std::string note = statement + "\n";
  for (const SigningKey* key : keys) {
    const auto line = note_line(*key, statement);
    if (!line) return give_up(line.error());
    note += *line;
  }
  std::error_code error;
  for (const std::string_view name : {kCollectionsName, kCasesName}) {
    fs::create_directory(at(name), error);
    if (error) return give_up(Exit::failed, "cannot make " + at(name) + ": " + error.message());
  }
  if (!answers.empty() && !fs::exists(fs::symlink_status(at(kAnswersName), error))) {
    if (auto put = put_text(answers, at(kAnswersName)); !put) return give_up(put.error());
  }
  if (auto put = put_text(note, at(kNoteName)); !put) return give_up(put.error());
  const Descriptor folder{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder || ::syncfs(folder.get()) != 0) return give_up(fail_errno("cannot finish " + folder_).value());
  return std::move(kit_);
}

}  // namespace firsthour::cli
