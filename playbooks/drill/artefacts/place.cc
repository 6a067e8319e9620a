// SPDX-License-Identifier: Apache-2.0
#include "playbooks/drill/artefacts/place.h"

#include <fcntl.h>

#include <array>
#include <cerrno>

namespace firsthour::playbooks {

Result<Place> place_at(const std::string& path) {
  Place place;
  place.path = path;
  place.folder = Descriptor{::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!place.folder) return fail_errno("cannot open /");
  std::size_t at = 1;
  for (std::size_t slash = path.find('/', at); slash != std::string::npos; slash = path.find('/', at)) {
    const std::string part = path.substr(at, slash - at);
    Descriptor next{
        ::openat(place.folder.get(), part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!next && (errno == ELOOP || errno == ENOTDIR))
      return fail(Errc::denied, path.substr(0, slash) + " is a symbolic link or no folder");
    if (!next) return fail_errno("cannot open " + path.substr(0, slash));
    place.folder = std::move(next);
    at = slash + 1;
  }
  place.name = path.substr(at);
  if (place.name.empty() || place.name == "." || place.name == "..")
    return fail(Errc::denied, path + " names no file");
  return place;
}

std::string beside(const Place& place, std::string_view mark) {
  return "." + place.name + "." + std::string{mark};
}

Result<std::optional<struct stat>> facts_of(const Place& place, const std::string& name) {
  struct stat facts {};
  if (::fstatat(place.folder.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
    return std::optional{facts};
  if (errno == ENOENT) return std::optional<struct stat>{};
  return fail_errno("cannot look at " + place.path);
}

Result<std::string> bytes_of(const Place& place, const std::string& name) {
  constexpr std::size_t kLongest = std::size_t{16} << 20;
  const Descriptor file{
      ::openat(place.folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
  if (!file && errno == ELOOP) return fail(Errc::denied, place.path + " is a symbolic link");
  if (!file) return fail_errno("cannot read " + place.path);
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) return fail_errno("cannot look at " + place.path);
  if (!S_ISREG(facts.st_mode)) return fail(Errc::denied, place.path + " is no plain file");
  std::string bytes;
  std::array<char, 65536> block{};
  while (true) {
    const ssize_t got = ::read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("cannot read " + place.path);
    if (got == 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(got));
    if (bytes.size() > kLongest) return fail(Errc::denied, place.path + " is over 16 MiB");
  }
}

Result<> write_new(const Place& place, const std::string& name, std::string_view bytes, mode_t mode) {
  const Descriptor file{
      ::openat(place.folder.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)};
  if (!file && errno == EEXIST) return fail(Errc::denied, place.path + " exists already");
  if (!file) return fail_errno("cannot make " + place.path);
  const auto undo = [&](std::string_view what) {
    const auto failed = fail_errno(what);
    ::unlinkat(place.folder.get(), name.c_str(), 0);
    return failed;
  };
  for (std::string_view left = bytes; !left.empty();) {
    const ssize_t put = ::write(file.get(), left.data(), left.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return undo("cannot write " + place.path);
    left.remove_prefix(static_cast<std::size_t>(put));
  }
  // Whatever the umask of the one who runs the drill.
  if (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0) return undo("cannot write " + place.path);
  return {};
}

Result<> remove_checked(const Place& place, const std::string& name) {
  if (::unlinkat(place.folder.get(), name.c_str(), 0) != 0 && errno != ENOENT)
    return fail_errno("cannot remove " + place.path);
  const auto left = facts_of(place, name);
  if (!left) return tl::unexpected{left.error()};
  if (*left) return fail(Errc::io, place.path + " is there again");
  return {};
}

}  // namespace firsthour::playbooks
