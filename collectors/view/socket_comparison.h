// SPDX-License-Identifier: Apache-2.0
// Compares what sock_diag's dump and the texts below /proc/net list, socket by socket (by inode), in each
// network namespace. Which family lists what:
//   tcp           both list listening and connected sockets; the dump also bound ones that do neither, and
//                 sockets without an inode (TIME_WAIT, SYN_RECV, orphans) belong to no file: not compared
//   udp, udplite  both list bound ones
//   raw           both list all
//   unix, packet  both list all, bound or not
//   netlink       the text lists bound ones; the dump also unbound ones that joined a group: compared one way
//   icmp, sctp    one route only: not compared
// An unbound TCP or UDP socket is in no list at all: that is no difference.
//
// A line of /proc/net/unix goes on in the next when a path holds a newline, so whoever can make such a path
// can make up a line. The dump tells the path whole: what it explains is taken out of the text's list before
// they are compared.
#pragma once

#include "collectors/network/sock_diag.h"
#include "collectors/view/cross_check.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::collectors {

enum class ExactAnswer {
  found,   // the kernel found this very socket
  absent,  // it says there is none
  unsaid,  // another socket of the same address, or the family cannot be asked so
};

// The ways to ask. `ns` counts the namespaces of this run from 0.
class SocketRoutes {
 public:
  using Take = std::function<void(const SocketFacts&)>;
  virtual ~SocketRoutes() = default;
  [[nodiscard]] virtual std::size_t namespaces() const = 0;
  [[nodiscard]] virtual std::uint64_t inode_of(std::size_t ns) const = 0;
  // The error says why this route is closed; what was given before does not count then.
  virtual Result<> dump(std::size_t ns, const DiagKind& kind, const Take& take) = 0;
  virtual Result<> text(std::size_t ns, const DiagKind& kind, const Take& take) = 0;
  // How many the protocol says are in its tables (sockstat); not_found where nothing counts this kind.
  virtual Result<std::uint64_t> counted(std::size_t ns, const DiagKind& kind) = 0;
  virtual ExactAnswer exact(std::size_t ns, const DiagKind& kind, const SocketFacts& socket) = 0;
};

struct SocketDifference {
  std::size_t ns = 0;
  SocketFacts facts;     // as the route tells it that shows the socket
  bool in_dump = false;  // else in the text
  ExactAnswer exact = ExactAnswer::unsaid;
};

class SocketComparison {
 public:
  explicit SocketComparison(SocketRoutes& routes) : routes_{routes} {}

  // The first look. True when something differs and is worth a second.
  [[nodiscard]] bool look();
  // A further look at what differed in all looks so far.
  void look_again();
  // What differed in every look, each with the answer to an exact question. Call once, last.
  [[nodiscard]] std::vector<SocketDifference> differences();

  [[nodiscard]] std::uint64_t compared() const { return compared_; }
  [[nodiscard]] const std::vector<std::string>& closed() const { return closed_; }
  // Differences that were too many to be looked at again.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
  // Inodes that any route listed in the first look; sorted.
  [[nodiscard]] const std::vector<std::uint64_t>& listed() const { return listed_; }

 private:
  using Place = std::pair<std::size_t, std::size_t>;           // namespace, index in diag_kinds()
  using Suspects = std::map<std::uint64_t, SocketDifference>;  // by inode
  [[nodiscard]] Suspects compare(const Place& place, const Suspects* only);
  void note_closed(std::string_view route, const DiagKind& kind, const Error& error);

  SocketRoutes& routes_;
  std::map<Place, Suspects> suspects_;
  std::vector<std::string> closed_;
  std::vector<std::uint64_t> listed_;
  std::uint64_t compared_ = 0, dropped_ = 0;
};

}  // namespace firsthour::collectors
