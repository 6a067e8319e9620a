// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/writer_lock.h"

#include "casefile/store/durable_file.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <sstream>

namespace firsthour {
namespace {

// flock(2) does not tell who holds the lock; /proc/locks does: "1: FLOCK ADVISORY WRITE 812 fd:01:1234 0
// EOF".
std::string holder_of(ino_t inode) {
  std::ifstream locks{"/proc/locks"};
  const std::string suffix = ":" + std::to_string(inode);
  for (std::string line; std::getline(locks, line);) {
    std::istringstream fields{line};
    std::string number, kind, mode, access, pid, file;
    if (fields >> number >> kind >> mode >> access >> pid >> file && kind == "FLOCK" && access == "WRITE" &&
        file.ends_with(suffix))
      return "process " + pid;
  }
  return "another process";
}

}  // namespace

Result<Descriptor> lock_for_writing(const std::string& case_path) {
  auto folder = open_folder(case_path);
  if (!folder) return folder;
  while (::flock(folder->get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return fail_errno("cannot lock " + case_path);
    struct stat facts {};
    const bool known = ::fstat(folder->get(), &facts) == 0;
    return fail(Errc::busy, case_path + " is being written by " +
                                (known ? holder_of(facts.st_ino) : std::string{"another process"}));
  }
  return folder;
}

}  // namespace firsthour
