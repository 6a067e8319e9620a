// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/journal.h"

#include "casefile/digest.h"
#include "triage/engine/message.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace firsthour::triage {
namespace {

constexpr std::size_t kCheck = 8;
constexpr std::size_t kHead = sizeof(std::uint32_t) + kCheck;
constexpr std::uint32_t kLongestRecord = 256U << 20U;

std::string title(std::string_view run) { return "firsthour triage journal 2 " + std::string{run} + "\n"; }

std::string check_of(std::string_view payload) {
  const Sha256 digest = sha256(payload);
  return {reinterpret_cast<const char*>(digest.bytes.data()), kCheck};
}

Result<> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno("cannot write the journal");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// Fills `into` from the current place; false at the end, or when less is there.
bool read_exactly(int fd, char* into, std::size_t size) {
  std::size_t got = 0;
  while (got < size) {
    const ssize_t count = ::read(fd, into + got, size - got);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    got += static_cast<std::size_t>(count);
  }
  return true;
}

bool read_record(int fd, std::string& payload) {
  char head[kHead];
  if (!read_exactly(fd, head, sizeof head)) return false;
  std::uint32_t length = 0;
  std::memcpy(&length, head, sizeof length);
  if (length > kLongestRecord) return false;
  payload.resize(length);
  if (!read_exactly(fd, payload.data(), length)) return false;
  return check_of(payload) == std::string_view{head + sizeof length, kCheck};
}

using Take = std::function<Result<>(std::uint64_t, std::string_view)>;

// Returns where the last good record ends.
Result<off_t> replay(int fd, off_t start, const Take& take) {
  off_t good = start;
  std::string payload;
  while (read_record(fd, payload)) {
    MessageReader in{payload};
    const std::uint64_t place = in.number();
    const std::string_view examination = in.text();
    if (!in.done()) break;
    if (auto taken = take(place, examination); !taken) return tl::unexpected{taken.error()};
    good += static_cast<off_t>(kHead + payload.size());
  }
  return good;
}

}  // namespace

Result<Journal> Journal::open(const std::string& path, std::string_view run, bool go_on, const Take& take) {
  Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!file) return fail_errno("cannot open the journal " + path);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(Errc::busy, "the same triage is running already (journal " + path + ")");
  const std::string wanted = title(run);
  std::string found(wanted.size(), '\0');
  off_t end = 0;
  if (go_on && read_exactly(file.get(), found.data(), found.size()) && found == wanted) {
    auto replayed = replay(file.get(), static_cast<off_t>(wanted.size()), take);
    if (!replayed) return tl::unexpected{replayed.error()};
    end = *replayed;
  }
  if (::ftruncate(file.get(), end) != 0 || ::lseek(file.get(), end, SEEK_SET) < 0)
    return fail_errno("cannot write the journal " + path);
  if (end == 0)
    if (auto written = write_all(file.get(), wanted); !written) return tl::unexpected{written.error()};
  return Journal{std::move(file), path};
}

Result<> Journal::append(std::uint64_t place, std::string_view examination) {
  MessageWriter payload;
  payload.number(place);
  payload.text(examination);
  const auto length = static_cast<std::uint32_t>(payload.bytes().size());
  std::string record(sizeof length, '\0');
  std::memcpy(record.data(), &length, sizeof length);
  record += check_of(payload.bytes());
  record += payload.bytes();
  return write_all(file_.get(), record);
}

void Journal::remove() { ::unlink(path_.c_str()); }

}  // namespace firsthour::triage
