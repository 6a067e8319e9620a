// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/namespace_facts.h"

#include "casefile/descriptor.h"

#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

namespace firsthour::collectors {
namespace {

constexpr int kNewTime = 0x80;  // CLONE_NEWTIME, Linux 5.6

std::string kind_of(int type) {
  switch (type) {
    case CLONE_NEWNET:
      return "net";
    case CLONE_NEWNS:
      return "mnt";
    case CLONE_NEWPID:
      return "pid";
    case CLONE_NEWUSER:
      return "user";
    case CLONE_NEWIPC:
      return "ipc";
    case CLONE_NEWUTS:
      return "uts";
    case CLONE_NEWCGROUP:
      return "cgroup";
    case kNewTime:
      return "time";
    default:
      return {};
  }
}

std::optional<std::uint64_t> relative(int fd, unsigned long request) {
  const Descriptor other{::ioctl(fd, request)};
  struct stat status {};
  if (!other || ::fstat(other.get(), &status) != 0) return std::nullopt;
  return status.st_ino;
}

}  // namespace

NamespaceFacts read_namespace_facts(int fd) {
  NamespaceFacts facts;
  struct stat status {};
  if (::fstat(fd, &status) == 0) facts.inode = status.st_ino;
  const int type = ::ioctl(fd, NS_GET_NSTYPE);
  facts.kind = kind_of(type);
  facts.user_namespace = relative(fd, NS_GET_USERNS);
  // Asked of these two only: others answer EINVAL.
  if (type == CLONE_NEWUSER || type == CLONE_NEWPID) facts.parent = relative(fd, NS_GET_PARENT);
  uid_t owner = 0;
  if (type == CLONE_NEWUSER && ::ioctl(fd, NS_GET_OWNER_UID, &owner) == 0) facts.owner = owner;
  return facts;
}

}  // namespace firsthour::collectors
