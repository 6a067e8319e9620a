// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/socket_comparison.h"

#include "collectors/network/proc_net.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

// On a busy host thousands of sockets are born and end between two dumps. More are not kept: a program that
// hides sockets hides few.
constexpr std::size_t kSuspects = 8192;

bool has_two_routes(const DiagKind& kind) {
  return kind.transport != Transport::icmp && kind.transport != Transport::sctp;
}

bool text_should_have(const SocketFacts& socket) {
  switch (socket.transport) {
    case Transport::tcp:
      return socket.state != "CLOSE" && socket.state != "BOUND" && socket.state != "NEW_SYN_RECV" &&
             socket.state != "UNKNOWN";
    case Transport::netlink:
      return false;
    default:
      return true;
  }
}

using Inodes = std::vector<std::uint64_t>;

void sort_once(Inodes& inodes) {
  std::ranges::sort(inodes);
  const auto twice = std::ranges::unique(inodes);
  inodes.erase(twice.begin(), twice.end());
}

bool has(const Inodes& sorted, std::uint64_t inode) { return std::ranges::binary_search(sorted, inode); }

// Takes out of the text's list what a path with a newline in it wrote there: as often as the dump's names
// write it, so that a socket with the same inode still counts.
void take_out(Inodes& inodes, const Inodes& forged) {
  for (const auto inode : forged)
    if (const auto at = std::ranges::find(inodes, inode); at != inodes.end()) inodes.erase(at);
}

// One route's list: inodes, and which of them the other route should have.
struct Listing {
  Inodes all, expected;
};

}  // namespace

void SocketComparison::note_closed(std::string_view route, const DiagKind& kind, const Error& error) {
  auto line = std::string{route} + ": " + std::string{name_of(kind.transport)} + ": " + error.what;
  if (closed_.size() < 64 && std::ranges::find(closed_, line) == closed_.end())
    closed_.push_back(std::move(line));
}

SocketComparison::Suspects SocketComparison::compare(const Place& place, const Suspects* only) {
  const auto& kind = diag_kinds()[place.second];
  Listing dumped, written;
  Inodes forged;   // lines of the text that are the rest of a socket's path
  Suspects known;  // the facts of suspects, from the route that shows each
  const auto take = [&](Listing& into, bool in_dump, const SocketFacts& socket) {
    if (socket.inode == 0) return;
    into.all.push_back(socket.inode);
    if (!in_dump || text_should_have(socket)) into.expected.push_back(socket.inode);
    if (in_dump && socket.transport == Transport::unix_domain && socket.path.find('\n') != std::string::npos)
      for (const auto& line : parse_proc_net(kind, socket.path).sockets) forged.push_back(line.inode);
    if (only == nullptr || !only->contains(socket.inode)) return;
    known.try_emplace(socket.inode, SocketDifference{place.first, socket, in_dump, ExactAnswer::unsaid});
  };
  const auto text = routes_.text(place.first, kind, [&](const SocketFacts& s) { take(written, false, s); });
  const auto dump = routes_.dump(place.first, kind, [&](const SocketFacts& s) { take(dumped, true, s); });
  take_out(written.all, forged);
  take_out(written.expected, forged);
  for (auto* inodes : {&dumped.all, &dumped.expected, &written.all, &written.expected}) sort_once(*inodes);
  if (only == nullptr) {
    listed_.insert(listed_.end(), dumped.all.begin(), dumped.all.end());
    listed_.insert(listed_.end(), written.all.begin(), written.all.end());
    if (!text) note_closed("procfs", kind, text.error());
    if (!dump) note_closed("sock_diag", kind, dump.error());
  }
  Suspects suspects;
  if (!text || !dump) return suspects;
  if (only == nullptr) compared_ += std::max(dumped.all.size(), written.all.size());
  const auto suspect = [&](std::uint64_t inode, bool in_dump) {
    if (suspects.size() >= kSuspects) {
      ++dropped_;
      return;
    }
    if (only != nullptr) {
      const auto before = only->find(inode);
      if (before == only->end() || before->second.in_dump != in_dump) return;
      suspects[inode] = known[inode];
    }
    suspects[inode].ns = place.first;
    suspects[inode].in_dump = in_dump;
  };
  for (const auto inode : dumped.expected)
    if (!has(written.all, inode)) suspect(inode, true);
  for (const auto inode : written.expected)
    if (!has(dumped.all, inode)) suspect(inode, false);
  return suspects;
}

bool SocketComparison::look() {
  for (std::size_t ns = 0; ns < routes_.namespaces(); ++ns)
    for (std::size_t kind = 0; kind < diag_kinds().size(); ++kind) {
      if (!has_two_routes(diag_kinds()[kind])) continue;
      auto suspects = compare({ns, kind}, nullptr);
      if (!suspects.empty()) suspects_[{ns, kind}] = std::move(suspects);
    }
  sort_once(listed_);
  return !suspects_.empty();
}

void SocketComparison::look_again() {
  std::map<Place, Suspects> still;
  for (const auto& [place, before] : suspects_) {
    auto suspects = compare(place, &before);
    if (!suspects.empty()) still[place] = std::move(suspects);
  }
  suspects_ = std::move(still);
}

std::vector<SocketDifference> SocketComparison::differences() {
  std::vector<SocketDifference> all;
  for (auto& [place, suspects] : suspects_)
    for (auto& [inode, difference] : suspects) {
      difference.exact = routes_.exact(place.first, diag_kinds()[place.second], difference.facts);
      all.push_back(std::move(difference));
    }
  suspects_.clear();
  return all;
}

}  // namespace firsthour::collectors
