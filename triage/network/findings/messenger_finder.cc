// SPDX-License-Identifier: Apache-2.0
// LAN messengers by content: one finding for each address, with what it did.
#include "casefile/encoding.h"
#include "triage/network/dissect/text.h"
#include "triage/network/finders.h"
#include "triage/network/findings/ceiling.h"
#include "triage/network/records.h"

#include <map>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kLongestName = 256;  // bytes: names come from the wire

struct User {
  std::string family, user, host, mac, nick, group, user_id, ethernet, record;
  bool certain = false, mac_differs = false, running = false;
  std::uint64_t messages = 0, sent = 0, offers = 0, transfers = 0;
  std::vector<std::string> files;
  Moment first, last;
  std::vector<std::uint64_t> packets;
};

std::string family_name(const std::string& family) {
  if (family == "feiq") return "FeiQ (飞秋)";
  if (family == "neiwangtong") return "内网通 (ShiYeLine)";
  return "IP Messenger (飞鸽传书)";
}

class MessengerFinder final : public Finder {
 public:
  void packet(const Flow& flow, const Decoded& d, bool, Moment) override {
    // Who sent the datagram is told with the message; the link address only here.
    if (flow.protocol == kUdp && d.has_mac)
      mac_ = d.source_mac, has_mac_ = true, from_ = d.source;
    else if (flow.protocol == kTcp)
      from_ = d.source, has_mac_ = false;
  }

  void messenger(const Flow& flow, const MessengerMessage& m) override {
    const IpAddress& sender = m.over_tcp ? flow.client.address : from_;
    const auto key = std::pair{std::string{m.family}, sender.text()};
    User* kept = most_.entry(users_, key);
    if (!kept) return;
    User& u = *kept;
    if (u.messages++ == 0) u.first = m.moment, u.record = flow_reference(flow);
    u.last = m.moment;
    u.family = m.family;
    u.certain |= m.certain;
    keep(u.user, m.user);
    keep(u.host, m.host);
    keep(u.mac, m.mac);
    keep(u.nick, m.nick);
    keep(u.group, m.group);
    keep(u.user_id, m.user_id);
    if (has_mac_ && !m.over_tcp) u.ethernet = to_hex(mac_);
    if (!m.mac.empty() && !u.ethernet.empty() && m.mac != u.ethernet) u.mac_differs = true;
    const std::uint32_t command = m.command & 0xff;
    u.running |= command == 1 || command == 3 || command == 4 || m.family == "neiwangtong";
    u.sent += command == 0x20;
    u.transfers += command == 0x60 || command == 0x62;
    for (const auto& offer : m.offers) {
      ++u.offers;
      if (u.files.size() < 10)
        u.files.push_back(offer.name.substr(0, kLongestName) + " (" + std::to_string(offer.size) + ")");
    }
    if (u.packets.size() < 50) u.packets.push_back(m.moment.packet);
  }

  std::vector<NetworkFinding> findings() override {
    std::vector<NetworkFinding> out;
    for (const auto& [key, u] : users_) out.push_back(finding_of(key.second, u));
    return out;
  }
  std::vector<std::string> unknown() override {
    std::vector<std::string> out;
    most_.tell(out);
    return out;
  }

 private:
  static void keep(std::string& to, const std::string& said) {
    if (to.empty()) to = said.substr(0, kLongestName);
  }
  static NetworkFinding finding_of(const std::string& address, const User& u) {
    const std::string name = family_name(u.family);
    std::string facts, facts_zh;
    const auto add = [&](const char* en, const char* zh, const std::string& value) {
      if (value.empty()) return;
      facts += (facts.empty() ? "" : ", ") + std::string{en} + " " + value;
      facts_zh += (facts_zh.empty() ? "" : "，") + std::string{zh} + " " + value;
    };
    add("user", "用户", u.user);
    add("host", "主机", u.host);
    add("nick", "昵称", u.nick);
    add("group", "分组", u.group);
    add("MAC", "MAC", u.mac.empty() ? u.ethernet : u.mac);
    add("id", "标识", u.user_id);
    add("messages", "报文", std::to_string(u.messages));
    if (u.sent) add("sent texts", "发送消息", std::to_string(u.sent));
    std::string files;
    for (const std::string& f : u.files) files += (files.empty() ? "" : "; ") + f;
    if (u.offers) add("files offered", "提供文件", std::to_string(u.offers) + ": " + files);
    if (u.transfers) add("file requests", "文件请求", std::to_string(u.transfers));
    if (u.mac_differs) {
      facts +=
          "; the MAC in the message is not that of the frame (" + u.ethernet + "): routed, or another client";
      facts_zh += "；报文中的 MAC 与帧的源 MAC（" + u.ethernet + "）不一致：经路由转发或为其他客户端";
    }
    const bool moved = u.offers > 0 || u.transfers > 0;
    return network_finding("network.messenger." + u.family, u.certain,
                           moved ? Severity::medium : Severity::low,
                           {"LAN messenger " + name, "局域网通信软件 " + name, facts, facts_zh}, address,
                           u.record, u.packets, {"T1105"});
  }

  std::map<std::pair<std::string, std::string>, User> users_;
  std::array<std::byte, 6> mac_{};
  bool has_mac_ = false;
  IpAddress from_;
  Ceiling most_{20'000, "messengers: messages, by sender"};
};

}  // namespace

std::unique_ptr<Finder> messenger_finder() { return std::make_unique<MessengerFinder>(); }

}  // namespace firsthour::triage::network
