// SPDX-License-Identifier: Apache-2.0
// Making a case and opening one for writing.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "casefile/store/case_writer.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/head_file.h"
#include "casefile/store/key_events.h"
#include "casefile/store/writer_lock.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace firsthour {
namespace {

Result<std::array<std::byte, 16>> random_bytes() {
  std::array<std::byte, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return fail_errno("cannot get random bytes");
  return bytes;
}

// RFC 9562, version 4.
Result<std::string> random_uuid() {
  auto bytes = random_bytes();
  if (!bytes) return tl::unexpected{bytes.error()};
  (*bytes)[6] = ((*bytes)[6] & std::byte{0x0f}) | std::byte{0x40};
  (*bytes)[8] = ((*bytes)[8] & std::byte{0x3f}) | std::byte{0x80};
  std::string text = to_hex(*bytes);
  for (const std::size_t dash : {8, 13, 18, 23}) text.insert(dash, "-");
  return text;
}

// A folder that is being made; gone unless it was put in its place.
class HalfMadeFolder {
 public:
  static Result<HalfMadeFolder> make(const std::string& place) {
    const auto random = random_bytes();
    if (!random) return tl::unexpected{random.error()};
    std::string path = place + ".new-" + to_hex(std::span{*random}.first(6));
    if (::mkdir(path.c_str(), 0755) != 0) return fail_errno("cannot make " + place);
    return HalfMadeFolder{std::move(path)};
  }
  HalfMadeFolder(HalfMadeFolder&& other) noexcept : path_{std::exchange(other.path_, {})} {}
  HalfMadeFolder& operator=(HalfMadeFolder&&) = delete;
  ~HalfMadeFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

  Result<> put_in_place(const std::string& place) {
    if (::syscall(SYS_renameat2, AT_FDCWD, path_.c_str(), AT_FDCWD, place.c_str(), RENAME_NOREPLACE) != 0) {
      // File systems without RENAME_NOREPLACE: a folder that is not empty is refused by rename(2) itself.
      if (errno != EINVAL && errno != ENOSYS) return fail_errno("cannot make " + place);
      if (::rename(path_.c_str(), place.c_str()) != 0) return fail_errno("cannot make " + place);
    }
    path_.clear();
    const auto parent = std::filesystem::path{place}.parent_path();
    const auto folder = open_folder(parent.empty() ? "." : parent.string());
    if (!folder) return tl::unexpected{folder.error()};
    return sync_folder(folder->get(), place);
  }

 private:
  explicit HalfMadeFolder(std::string path) : path_{std::move(path)} {}
  std::string path_;
};

Json medium_of(const std::string& path) {
  struct statvfs facts {};
  if (::statvfs(path.c_str(), &facts) != 0) return Json::object();
  return {{"capacity", exact_integer(static_cast<std::uint64_t>(facts.f_blocks) * facts.f_frsize)},
          {"free", exact_integer(static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize)}};
}

Result<> fill(const std::string& path, const NewCase& what, const Author& author, const SigningKeys& keys,
              const Clock& clock) {
  if (::mkdir((path + "/" + kObjectsName).c_str(), 0755) != 0) return fail_errno("cannot make objects");
  if (auto made = Ledger::create(path + "/" + kLedgerName); !made) return made;
  const auto uuid = random_uuid();
  if (!uuid) return tl::unexpected{uuid.error()};
  auto lock = lock_for_writing(path);
  if (!lock) return tl::unexpected{lock.error()};
  auto writer = CaseOnDisk::create(path, std::move(*lock), author, keys, clock);
  if (!writer) return tl::unexpected{writer.error()};
  if (auto opened = (*writer)->append_opened(what, *uuid); !opened) return opened;
  return (*writer)->close();
}

}  // namespace

Result<> CaseOnDisk::append_opened(const NewCase& what, std::string_view uuid) {
  Json body{{"name", display_utf8(what.name)}, {"case", std::string{uuid}}, {"exercise", what.exercise},
            {"format", kFormatVersion},        {"keys", json_of(keys_)},    {"medium", medium_of(path())}};
  if (what.record_access) body["record_access"] = true;
  if (what.profile) body["profile"] = *what.profile;
  const auto done = append_own(event_type::opened, body);
  if (!done) return tl::unexpected{done.error()};
  return {};
}

Result<std::unique_ptr<CaseWriter>> create_case_at(const NewCase& what, const Author& author,
                                                   SigningKeys keys, const Clock& clock) {
  if (!keys.key) return fail(Errc::usage, "a case needs a signing key");
  std::string place = what.path;
  while (place.size() > 1 && place.ends_with('/')) place.pop_back();
  struct stat facts {};
  if (::lstat(place.c_str(), &facts) == 0) return fail(Errc::usage, place + " exists already");
  auto folder = HalfMadeFolder::make(place);
  if (!folder) return fail("cannot create case", folder.error());
  if (auto filled = fill(folder->path(), what, author, keys, clock); !filled)
    return fail("cannot create case " + place, filled.error());
  // Locked before anyone else can see it. SQLite keeps paths, so the ledger is opened anew there.
  auto lock = lock_for_writing(folder->path());
  if (!lock) return tl::unexpected{lock.error()};
  if (auto placed = folder->put_in_place(place); !placed) return fail("cannot create case", placed.error());
  auto writer = CaseOnDisk::open(place, std::move(*lock), author, std::move(keys), clock);
  if (!writer) return tl::unexpected{writer.error()};
  return std::move(*writer);
}

Result<std::unique_ptr<CaseWriter>> open_case_for_writing_at(const std::string& path, const Author& author,
                                                             SigningKeys keys, const Clock& clock) {
  if (!keys.key) return fail(Errc::usage, "writing to a case needs a signing key");
  auto lock = lock_for_writing(path);
  if (!lock) return fail("cannot open case", lock.error());
  auto writer = CaseOnDisk::open(path, std::move(*lock), author, std::move(keys), clock);
  if (!writer) return tl::unexpected{writer.error()};
  return std::move(*writer);
}

namespace {
const SystemClock kSystemClock;
}

Result<std::unique_ptr<CaseWriter>> create_case(const NewCase& what, const Author& author, SigningKeys keys) {
  return create_case_at(what, author, std::move(keys), kSystemClock);
}

Result<std::unique_ptr<CaseWriter>> open_case_for_writing(const std::string& path, const Author& author,
                                                          SigningKeys keys) {
  return open_case_for_writing_at(path, author, std::move(keys), kSystemClock);
}

}  // namespace firsthour
