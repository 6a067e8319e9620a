// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/ring_folder.h"

#include "collectors/traffic/piece_buffer.h"
#include "collectors/traffic/ring_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr const char* kTrial = ".trial";
constexpr std::size_t kMostTrial = 256U << 20;
constexpr std::chrono::milliseconds kTrialTime{500};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

Result<bool> is_empty(int folder) {
  const int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, CloseFolder> listing{again < 0 ? nullptr : ::fdopendir(again)};
  if (!listing) return fail_errno("cannot list the folder");
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") return false;
  }
  return true;
}

}  // namespace

Result<Descriptor> open_ring_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return fail_errno("cannot make " + path);
  Descriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)};
  if (!folder) return fail_errno("cannot open " + path);
  const auto empty = is_empty(folder.get());
  if (!empty) return fail(path, empty.error());
  if (!*empty) return fail(Errc::usage, path + " is not empty: a capture has a folder of its own");
  return folder;
}

Result<std::uint64_t> write_speed(const Descriptor& folder) {
  using std::chrono::steady_clock;
  auto trial = RingFile::make(folder.get(), kTrial);
  if (!trial) return fail("cannot write there", trial.error());
  PieceBuffer piece;
  piece.append(std::vector<std::byte>(PieceBuffer::kRoom, std::byte{0x5a}));
  const auto begun = steady_clock::now();
  std::uint64_t written = 0;
  while (written < kMostTrial && steady_clock::now() - begun < kTrialTime) {
    if (!trial->write(piece.bytes(), false) || !trial->sync()) break;
    written += piece.bytes().size();
  }
  const double seconds = std::chrono::duration<double>(steady_clock::now() - begun).count();
  ::unlinkat(folder.get(), kTrial, 0);
  if (written == 0) return fail(Errc::no_space, "the medium takes nothing: full, or failing");
  return static_cast<std::uint64_t>(static_cast<double>(written) / seconds);
}

std::uint64_t room_of(const Descriptor& folder) {
  struct statfs facts {};
  if (::fstatfs(folder.get(), &facts) != 0) return 0;
  return static_cast<std::uint64_t>(facts.f_bavail) * static_cast<std::uint64_t>(facts.f_bsize);
}

}  // namespace firsthour::collectors
