// SPDX-License-Identifier: Apache-2.0
// Real sockets for the tests to be found, and a child that lives in a network namespace of its own.
#pragma once

#include "casefile/descriptor.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <functional>
#include <string>

namespace firsthour::collectors {

inline std::uint64_t inode_of(const Descriptor& fd) {
  struct stat status {};
  ::fstat(fd.get(), &status);
  return status.st_ino;
}

// Listens on 127.0.0.1; the port is the kernel's choice unless given.
inline Descriptor listening_socket(std::uint16_t port = 0) {
  Descriptor fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd.get(), 4) != 0)
    return {};
  return fd;
}

inline std::uint16_t port_of(const Descriptor& fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

inline Descriptor unix_listener(const std::string& path) {
  Descriptor fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd.get(), 1) != 0)
    return {};
  return fd;
}

// On the loopback, with a filter that takes nothing.
inline Descriptor packet_socket() {
  Descriptor fd{::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL))};
  if (!fd) return {};
  sock_filter nothing{BPF_RET | BPF_K, 0, 0, 0};
  const sock_fprog program{1, &nothing};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(if_nametoindex("lo"));
  ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  return fd;
}

// A child in its own network namespace, with its loopback up; it says so before the constructor returns, and
// ends with this object. `pid` is -1 where namespaces are not allowed.
class NamespaceChild {
 public:
  explicit NamespaceChild(const std::function<void()>& inside = [] {}) {
    int ready[2];
    if (::pipe(ready) != 0) return;
    pid = ::fork();
    if (pid == 0) {
      char said = 'n';
      if (::unshare(CLONE_NEWNET) == 0) {
        raise_loopback();
        inside();
        said = 'y';
      }
      (void)!::write(ready[1], &said, 1);
      for (;;) ::pause();
    }
    char said = 'n';
    (void)!::read(ready[0], &said, 1);
    ::close(ready[0]);
    ::close(ready[1]);
    if (said != 'y') end();
  }
  ~NamespaceChild() { end(); }
  NamespaceChild(const NamespaceChild&) = delete;
  NamespaceChild& operator=(const NamespaceChild&) = delete;
  pid_t pid = -1;

 private:
  static void raise_loopback() {
    const Descriptor fd{::socket(AF_INET, SOCK_DGRAM, 0)};
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP;
    ::ioctl(fd.get(), SIOCSIFFLAGS, &request);
  }
  void end() {
    if (pid <= 0) return;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    pid = -1;
  }
};

}  // namespace firsthour::collectors
