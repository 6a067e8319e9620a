// SPDX-License-Identifier: Apache-2.0
// Making a case and opening one for writing.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "casefile/store/case_writer.h"
#include "casefile/store/half_made_folder.h"
#include "casefile/store/head_file.h"
#include "casefile/store/key_events.h"
#include "casefile/store/writer_lock.h"

#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <array>

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
