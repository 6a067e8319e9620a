// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/socket_routes.h"

#include "collectors/network/proc_net.h"
#include "collectors/network/sockstat.h"

#include <linux/netlink.h>
#include <linux/sock_diag.h>

#include <optional>
#include <span>
#include <vector>

namespace firsthour::collectors {
namespace {

// Texts are read in pieces: one of a busy host has tens of megabytes.
constexpr std::size_t kPiece = 256 * 1024;

class KernelSocketRoutes final : public SocketRoutes {
 public:
  explicit KernelSocketRoutes(Context& context)
      : host_{context.host}, presence_{DiagPresence::look(context)}, all_{network_namespaces(context)} {}

  std::size_t namespaces() const override { return all_.size(); }
  std::uint64_t inode_of(std::size_t ns) const override { return all_[ns].inode; }

  Result<> dump(std::size_t ns, const DiagKind& kind, const Take& take) override {
    if (!presence_.has(kind)) return fail(Errc::unsupported, "its sock_diag handler is not in the kernel");
    // One at a time: a host may have thousands of namespaces, and a process not so many descriptors.
    auto netlink = open_netlink_in(all_[ns], NETLINK_SOCK_DIAG);
    if (!netlink) return tl::unexpected{netlink.error()};
    const auto request = diag_request(kind);
    const auto end = netlink->dump(SOCK_DIAG_BY_FAMILY, std::as_bytes(std::span{request}),
                                   [&](const NetlinkMessage& message) {
                                     if (const auto socket = parse_diag(kind, message.payload)) take(*socket);
                                   });
    if (!end) return tl::unexpected{end.error()};
    return {};
  }

  Result<> text(std::size_t ns, const DiagKind& kind, const Take& take) override {
    if (all_[ns].texts.empty())
      return fail(Errc::not_found, "no process lives in net:[" + std::to_string(all_[ns].inode) + "]");
    const auto file = host_.open(all_[ns].texts + std::string{kind.text});
    if (!file) return tl::unexpected{file.error()};
    std::vector<std::byte> buffer(kPiece);
    std::string rest;
    for (std::uint64_t offset = 0;;) {
      const auto got = (*file)->read_at(offset, buffer);
      if (!got) return tl::unexpected{got.error()};
      offset += *got;
      rest.append(reinterpret_cast<const char*>(buffer.data()), *got);
      const auto end = *got == 0 ? rest.size() : rest.rfind('\n') + 1;
      // The parser takes the first line for a heading: later pieces get the one they lack.
      for (const auto& socket : parse_proc_net(kind, rest.substr(0, end)).sockets) take(socket);
      if (*got == 0) return {};
      rest = "\n" + rest.substr(end);
    }
  }

  Result<std::uint64_t> counted(std::size_t ns, const DiagKind& kind) override {
    const auto place = count_place(kind);
    if (!place || all_[ns].texts.empty()) return fail(Errc::not_found, "not counted");
    const auto path = all_[ns].texts + std::string{place->file};
    const auto text = host_.read(path, kPiece);
    if (!text) return tl::unexpected{text.error()};
    const auto count = sockets_in_use(text->bytes, place->label);
    if (!count) return fail(Errc::not_found, path + ": no " + place->label);
    return *count;
  }

  ExactAnswer exact(std::size_t ns, const DiagKind& kind, const SocketFacts& socket) override {
    const auto request = exact_diag_request(kind, socket);
    if (!request || !presence_.has(kind)) return ExactAnswer::unsaid;
    auto netlink = open_netlink_in(all_[ns], NETLINK_SOCK_DIAG);
    if (!netlink) return ExactAnswer::unsaid;
    std::uint64_t inode = 0;
    const auto asked = netlink->ask(SOCK_DIAG_BY_FAMILY, std::as_bytes(std::span{*request}),
                                    [&](const NetlinkMessage& message) {
                                      if (const auto answer = parse_diag(kind, message.payload))
                                        inode = answer->inode;
                                    });
    if (!asked) return asked.error().code == Errc::not_found ? ExactAnswer::absent : ExactAnswer::unsaid;
    // Several sockets may share an address (SO_REUSEPORT): another one's answer says nothing.
    return inode == socket.inode ? ExactAnswer::found : ExactAnswer::unsaid;
  }

 private:
  const Host& host_;
  DiagPresence presence_;
  std::vector<NetworkNamespace> all_;
};

}  // namespace

std::unique_ptr<SocketRoutes> kernel_socket_routes(Context& context) {
  return std::make_unique<KernelSocketRoutes>(context);
}

}  // namespace firsthour::collectors
