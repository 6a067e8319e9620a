// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/space.h"

#include "casefile/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

namespace firsthour::collectors {

Result<Space> space_at(const std::string& path) {
  const Descriptor place{::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)};
  if (!place) return fail_errno(path);
  struct statfs facts {};
  struct stat status {};
  if (::fstatfs(place.get(), &facts) != 0 || ::fstat(place.get(), &status) != 0) return fail_errno(path);
  const auto unit = static_cast<std::uint64_t>(facts.f_frsize != 0 ? facts.f_frsize : facts.f_bsize);
  return Space{facts.f_blocks * unit, facts.f_bfree * unit, facts.f_bavail * unit,
               facts.f_files,         facts.f_ffree,        status.st_dev};
}

}  // namespace firsthour::collectors
