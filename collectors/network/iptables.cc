// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/iptables.h"

#include "collectors/host/kernel_text.h"
#include "collectors/output/record_file.h"

#include <netinet/in.h>
#include <sys/socket.h>
// After them: the kernel's own header of addresses gives way to the library's.
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kTable = 16 << 20;  // some fifty thousand rules
constexpr int kTries = 4;                 // a table may grow between the two questions

struct Words {
  XtFamily family;
  const char* list;
  int domain, level, info, entries;
};

constexpr std::array kFamilies{
    Words{XtFamily::ipv4, "ip_tables_names", AF_INET, IPPROTO_IP, IPT_SO_GET_INFO, IPT_SO_GET_ENTRIES},
    Words{XtFamily::ipv6, "ip6_tables_names", AF_INET6, IPPROTO_IPV6, IP6T_SO_GET_INFO, IP6T_SO_GET_ENTRIES}};

Result<Bytes> ask(const Descriptor& socket, const Words& words, int option, std::string& buffer) {
  auto length = static_cast<socklen_t>(buffer.size());
  if (::getsockopt(socket.get(), words.level, option, buffer.data(), &length) != 0)
    return fail_errno("cannot read a table of iptables");
  return std::as_bytes(std::span{buffer}).first(std::min<std::size_t>(length, buffer.size()));
}

Result<std::vector<XtChain>> read_table(const Descriptor& socket, const Words& words,
                                        const std::string& name) {
  for (int left = kTries;;) {
    std::string information(sizeof(ipt_getinfo), '\0');
    std::memcpy(information.data(), name.data(), std::min<std::size_t>(name.size(), XT_TABLE_MAXNAMELEN - 1));
    const auto info = ask(socket, words, words.info, information);
    if (!info) return tl::unexpected{info.error()};
    const auto hooks = parse_xt_hooks(*info);
    if (!hooks) return tl::unexpected{hooks.error()};
    if (hooks->size > kTable) return fail(Errc::no_space, "over 16 MiB");
    // Name, size, then the entries at the alignment of their counters.
    constexpr std::size_t kHead = offsetof(ipt_get_entries, entrytable);
    std::string answer(kHead + hooks->size, '\0');
    std::memcpy(answer.data(), information.data(), XT_TABLE_MAXNAMELEN);
    std::memcpy(answer.data() + offsetof(ipt_get_entries, size), &hooks->size, sizeof hooks->size);
    const auto entries = ask(socket, words, words.entries, answer);
    if (!entries && errno == EAGAIN && --left > 0) continue;
    if (!entries) return tl::unexpected{entries.error()};
    return parse_xt_entries(words.family, *hooks, entries->subspan(std::min(kHead, entries->size())));
  }
}

Result<> read_family(Context& context, const NetworkNamespace& ns, const Words& words, SourceOutcome& outcome,
                     const std::function<void(const XtTable&)>& each) {
  // Read by root only; absent where the kernel has no such tables, or the namespace has ended meanwhile.
  const auto list = read_network_text(context.host, ns, words.list, 1 << 16);
  if (!list && list.error().code != Errc::not_found) return tl::unexpected{list.error()};
  if (!list || list->bytes.empty()) return {};
  const auto socket = open_socket_in(ns, words.domain, SOCK_DGRAM, 0);
  if (!socket) return tl::unexpected{socket.error()};
  std::string_view names = list->bytes;
  while (const auto name = next_line(names)) {
    XtTable table{words.family, std::string{*name}, {}};
    auto chains = read_table(*socket, words, table.name);
    if (!chains) {
      add_problem(outcome, Outcome::partial, "iptables " + table.name + ": " + chains.error().what);
      continue;
    }
    table.chains = std::move(*chains);
    each(table);
  }
  return {};
}

}  // namespace

Result<> read_iptables(Context& context, const NetworkNamespace& ns, SourceOutcome& outcome,
                       const std::function<void(const XtTable&)>& each) {
  for (const auto& words : kFamilies)
    if (auto read = read_family(context, ns, words, outcome, each); !read) return read;
  return {};
}

}  // namespace firsthour::collectors
