// SPDX-License-Identifier: Apache-2.0
// The way out: HEAD, ledger and objects as one tar stream.
#include "casefile/case_pack.h"

#include "casefile/encoding.h"
#include "casefile/pack/case_pack_form.h"
#include "casefile/pack/tar_header.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/event_bytes.h"
#include "casefile/store/folder_names.h"
#include "casefile/store/head_file.h"
#include "casefile/store/objects.h"
#include "casefile/store/writer_lock.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>

namespace firsthour {
namespace {

constexpr std::size_t kBlock = 1 << 20;

using Objects = std::map<Sha256, std::uint64_t>;  // in the order of their names

struct Listed {
  Objects objects;
  Instant last;  // time of the last event: that of every entry
};

Result<Listed> list(const CaseReader& the_case) {
  Listed listed;
  auto read = the_case.each_event(0, the_case.size(), [&](const Event& event) -> Result<> {
    const auto parsed = read_event(event.bytes, nullptr);
    if (!parsed) return tl::unexpected{parsed.error()};
    for (const StoredObject& object : parsed->stores) listed.objects[object.sha256] = object.size;
    listed.last = parsed->event.time;
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  return listed;
}

CaseContents summary_of(const Objects& objects) {
  CaseContents contents;
  Hasher hasher{Algorithm::sha256};
  for (const auto& [digest, size] : objects) {
    hasher.update(digest.hex() + "  " + pack::object_entry(digest) + "\n");
    contents.bytes += size;
  }
  contents.objects = objects.size();
  contents.list_digest = hasher.finish_hex();
  return contents;
}

tl::unexpected<Error> not_closed(const std::string& why) {
  return fail(Errc::usage, "the case was not closed cleanly: " + why);
}

bool exists(int folder, const std::string& name) {
  struct stat facts {};
  return ::fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

class Packing {
 public:
  Packing(const std::string& path, ByteSink& into, const Progress& progress)
      : path_{path}, into_{into}, progress_{progress}, block_(kBlock) {}

  Result<CaseContents> run() {
    auto lock = lock_for_writing(path_);
    if (!lock) return tl::unexpected{lock.error()};
    const int folder = lock->get();
    if (auto ready = read_state(folder); !ready) return tl::unexpected{ready.error()};
    auto objects = open_folder_at(folder, kObjectsName);
    if (!objects) return tl::unexpected{objects.error()};
    if (auto held = nothing_else(folder, objects->get()); !held) return tl::unexpected{held.error()};
    auto written = put_text(kHeadName, head_);
    if (written) written = put_ledger(folder);
    for (auto at = listed_.objects.begin(); written && at != listed_.objects.end(); ++at)
      written = put_object(objects->get(), at->first, at->second);
    if (written) written = into_.write(as_bytes(std::string(2 * pack::kTarBlock, '\0')));
    if (!written) return tl::unexpected{written.error()};
    return summary_of(listed_.objects);
  }

 private:
  Result<> read_state(int folder) {
    for (const std::string& mark :
         {std::string{kLedgerName} + "-journal", std::string{"."} + kHeadName + ".new",
          std::string{kObjectsName} + "/" + kIncomingName})
      if (exists(folder, mark)) return not_closed(mark + " is left");
    auto text = read_head_text(path_);
    if (!text) return tl::unexpected{text.error()};
    auto head = parse_head(*text);
    if (!head) return fail(Errc::malformed, std::string{kHeadName} + ": " + head.error().what);
    const auto checkpoint = checkpoint_of(head->note);
    if (!checkpoint) return tl::unexpected{checkpoint.error()};
    const auto reader = open_case(path_);
    if (!reader) return tl::unexpected{reader.error()};
    if (checkpoint->size != (*reader)->size())
      return not_closed("HEAD stands for " + std::to_string(checkpoint->size) + " of " +
                        std::to_string((*reader)->size()) + " events");
    auto listed = list(**reader);
    if (!listed) return tl::unexpected{listed.error()};
    head_ = std::move(*text);
    ledger_ = head->ledger;
    listed_ = std::move(*listed);
    const auto name = std::filesystem::weakly_canonical(path_).filename().string();
    folder_ = pack::is_case_folder(name) ? name : "unnamed.case";
    return {};
  }

  // What the ledger does not name is not left behind unsaid.
  Result<> nothing_else(int folder, int objects) const {
    const auto stranger = [](const std::string& name) {
      return fail(Errc::tampered, escape_for_terminal(name) + " does not belong to the case");
    };
    const auto top = names_in(folder, ".");
    if (!top) return tl::unexpected{top.error()};
    for (const std::string& name : *top)
      if (name != kHeadName && name != kLedgerName && name != kObjectsName) return stranger(name);
    const auto folders = names_in(objects, ".");
    if (!folders) return tl::unexpected{folders.error()};
    for (const std::string& pair : *folders) {
      const auto names = names_in(objects, pair);
      if (!names) return stranger(std::string{kObjectsName} + "/" + pair);
      for (const std::string& name : *names) {
        const std::string entry = std::string{kObjectsName} + "/" + pair + "/" + name;
        const auto digest = pack::parse_object_entry(entry);
        if (!digest || !listed_.objects.contains(*digest)) return stranger(entry);
      }
    }
    return {};
  }

  Result<> put_header(const std::string& name, std::uint64_t size) {
    constexpr std::int64_t kSecond = 1'000'000'000;
    const auto time = std::max<std::int64_t>(0, listed_.last.nanoseconds / kSecond);
    return into_.write(
        as_bytes(pack::tar_header(pack::TarFile{folder_, name, size, static_cast<std::uint64_t>(time)})));
  }
  Result<> put_padding(std::uint64_t size) {
    return into_.write(as_bytes(std::string(pack::tar_padding(size), '\0')));
  }
  Result<> put_text(const std::string& name, const std::string& text) {
    auto written = put_header(name, text.size());
    if (written) written = into_.write(as_bytes(text));
    if (written) written = put_padding(text.size());
    return written;
  }

  Result<> put_ledger(int folder) {
    const Descriptor file{::openat(folder, kLedgerName, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    struct stat facts {};
    if (!file || ::fstat(file.get(), &facts) != 0) return fail_errno(kLedgerName);
    if (!S_ISREG(facts.st_mode) || static_cast<std::uint64_t>(facts.st_size) != ledger_.size)
      return fail(Errc::malformed, std::string{kLedgerName} + " has not the size that HEAD says");
    return put_file(kLedgerName, file.get(), ledger_.size, ledger_.sha256);
  }

  Result<> put_object(int objects, const Sha256& digest, std::uint64_t size) {
    const std::string name = pack::object_entry(digest);
    std::uint64_t found = 0;
    const auto file = open_object(objects, digest, found);
    if (!file) return fail(name, file.error());
    if (found != size)
      return fail(Errc::tampered,
                  name + " has " + std::to_string(found) + " bytes instead of " + std::to_string(size));
    ++items_;
    return put_file(name, file->get(), size, digest);
  }

  Result<> put_file(const std::string& name, int file, std::uint64_t size, const Sha256& digest) {
    if (auto written = put_header(name, size); !written) return written;
    Hasher hasher{Algorithm::sha256};
    for (std::uint64_t left = size; left > 0;) {
      const auto room = std::span{block_}.first(std::min<std::uint64_t>(block_.size(), left));
      const auto got = ::read(file, room.data(), room.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail_errno("cannot read " + name);
      if (got == 0) return fail(Errc::tampered, name + " became shorter while it was read");
      const auto bytes = room.first(static_cast<std::size_t>(got));
      hasher.update(bytes);
      if (auto written = into_.write(bytes); !written) return written;
      left -= bytes.size();
      done_ += bytes.size();
      if (progress_ && !progress_(items_, done_)) return fail(Errc::interrupted, "packing was stopped");
    }
    if (hasher.finish() != digest)
      return fail(name == kLedgerName ? Errc::malformed : Errc::tampered,
                  name + ": its bytes are not those that were recorded");
    return put_padding(size);
  }

  const std::string& path_;
  ByteSink& into_;
  const Progress& progress_;
  std::vector<std::byte> block_;
  std::string folder_, head_;
  FileDigest ledger_;
  Listed listed_;
  std::uint64_t items_ = 0, done_ = 0;
};

}  // namespace

Result<CaseContents> contents_of(const CaseReader& the_case) {
  const auto listed = list(the_case);
  if (!listed) return tl::unexpected{listed.error()};
  return summary_of(listed->objects);
}

Result<CaseContents> pack_case(const std::string& path, ByteSink& into, const Progress& progress) {
  return Packing{path, into, progress}.run();
}

}  // namespace firsthour
