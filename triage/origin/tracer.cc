// SPDX-License-Identifier: Apache-2.0
#include "triage/origin/tracer.h"

#include "casefile/encoding.h"
#include "casefile/mask_secrets.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::triage::origin {
namespace {

constexpr std::size_t kMostPlaces = 8;

const HostFacts& host_of(const Facts& facts, const std::string& name) {
  static const HostFacts kNone;
  const auto host = facts.hosts.find(name);
  return host == facts.hosts.end() ? kNone : host->second;
}

std::string joined(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) (all += all.empty() ? "" : ", ") += shown(text, 80);
  return all;
}

bool same_ends(const ConnectionFacts& a, const ConnectionFacts& b) {
  return a.transport == b.transport && a.local_ip == b.local_ip && a.local_port == b.local_port &&
         a.remote_ip == b.remote_ip && a.remote_port == b.remote_port;
}

}  // namespace

std::string shown(std::string_view text, std::size_t most) {
  std::string masked = mask_secrets(display_utf8(text));
  std::string line = escape_for_terminal(masked);
  if (line.size() <= most) return line;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
  return line.substr(0, end) + "…";
}

OriginText when(const std::optional<Instant>& at, const std::string& basis) {
  if (!at || basis == "none") return {"at an unknown time", "时间不详"};
  OriginText text{beijing_time(*at) + " +08:00", beijing_time(*at)};
  if (basis == "zone-assumed") {
    text.en += " (the log's zone is assumed)";
    text.zh += "（日志时区为推定）";
  } else if (basis == "year-inferred") {
    text.en += " (year inferred, zone assumed)";
    text.zh += "（年份为推断、时区为推定）";
  }
  return text;
}

OriginText when(const Moment& moment) { return when(moment.at, moment.basis); }

OriginText apart(std::int64_t nanoseconds) {
  const std::int64_t seconds = (nanoseconds < 0 ? -nanoseconds : nanoseconds) / 1'000'000'000;
  if (seconds < 120) return {fmt::format("{} s", seconds), fmt::format("{} 秒", seconds)};
  if (seconds < 7200) return {fmt::format("{} min", seconds / 60), fmt::format("{} 分钟", seconds / 60)};
  return {fmt::format("{} h", seconds / 3600), fmt::format("{} 小时", seconds / 3600)};
}

Tracer::Tracer(const Facts& facts, const Target& target)
    : facts_{facts}, target_{target}, host_{host_of(facts, target.host)} {}

Tracer::Node Tracer::node(OriginKind kind, const std::string& key, std::string label) {
  const auto known = nodes_.find({kind, key});
  if (known != nodes_.end()) return known->second;
  if (chain_.nodes.size() >= kMostNodes) {
    gap("more", {"more things touch this chain than are shown", "与本链条有关的对象过多，未全部列出"});
    return chain_.nodes.size();
  }
  OriginNode made;
  made.kind = kind;
  made.label = std::move(label);
  made.host = target_.host;
  chain_.nodes.push_back(std::move(made));
  return nodes_[{kind, key}] = chain_.nodes.size() - 1;
}

void Tracer::edge(Node from, Node to, OriginEdge what) {
  if (from >= chain_.nodes.size() || to >= chain_.nodes.size() || from == to) return;
  for (const OriginEdge& known : chain_.edges) {
    if (known.from == from && known.to == to && known.relation == what.relation) return;
  }
  if (chain_.edges.size() >= kMostEdges) return;
  what.from = from;
  what.to = to;
  chain_.edges.push_back(std::move(what));
}

void Tracer::gap(std::string code, OriginText why) {
  for (const OriginGap& known : chain_.gaps) {
    if (known.code == code && known.why.en == why.en) return;
  }
  chain_.gaps.push_back({std::move(code), std::move(why)});
}

void Tracer::see(Node at, const std::optional<Instant>& first, const std::optional<Instant>& last,
                 const std::string& basis) {
  if (at >= chain_.nodes.size()) return;
  OriginNode& node = chain_.nodes[at];
  if (first && (!node.first || *first < *node.first)) node.first = first;
  if (last && (!node.last || *last > *node.last)) node.last = last;
  if (node.basis.empty() || (node.basis == "stated" && !basis.empty())) node.basis = basis;
}

void Tracer::stand_on(Node at, const OriginPlace& place) {
  if (at >= chain_.nodes.size() || place.item.empty()) return;
  auto& places = chain_.nodes[at].places;
  const bool known = std::ranges::any_of(places, [&](const OriginPlace& one) {
    return one.item == place.item && one.line == place.line && one.offset == place.offset;
  });
  if (!known && places.size() < kMostPlaces) places.push_back(place);
}

Tracer::Node Tracer::address_node(const std::string& address) {
  const Node at = node(OriginKind::address, address, shown(address, 64));
  const auto seen = host_.addresses.find(address);
  if (seen != host_.addresses.end() && at < chain_.nodes.size() && chain_.nodes[at].note.en.empty())
    take_activity(at, seen->second, address);
  return at;
}

// First and last seen, and what it did: requests, searches for pages that are not there, tries to log in.
void Tracer::take_activity(Node at, const AddressFacts& seen, const std::string& address) {
  see(at, seen.first, seen.last, seen.basis);
  stand_on(at, seen.first_place);
  stand_on(at, seen.last_place);
  OriginText& note = chain_.nodes[at].note;
  const OriginText first = when(seen.first, seen.basis), last = when(seen.last, seen.basis);
  note.en = fmt::format("{} was first seen {}, last {}", address, first.en, last.en);
  note.zh = fmt::format("{} 首次出现于 {}，末次 {}", address, first.zh, last.zh);
  if (seen.requests > 0) {
    note.en += fmt::format("; {} requests, {} of them not found (404), {} sent to login pages", seen.requests,
                           seen.not_found, seen.login_pages);
    note.zh += fmt::format("；请求 {} 次，其中 404 {} 次，向登录页提交 {} 次", seen.requests, seen.not_found,
                           seen.login_pages);
  }
  if (!seen.agents.empty()) {
    note.en += "; user agent: " + joined(seen.agents);
    note.zh += "；User-Agent：" + joined(seen.agents);
  }
  // The same tries may stand in several logs: those of the one that has most.
  const Tries* most = nullptr;
  for (const auto& [item, tries] : seen.tries) {
    if (most == nullptr || tries.failed > most->failed) most = &tries;
  }
  if (most != nullptr) {
    const OriginText from = when(most->first, seen.basis), until = when(most->last, seen.basis);
    note.en += fmt::format("; {} failed logins from {} to {} (as {})", most->failed, from.en, until.en,
                           joined(most->users));
    note.zh += fmt::format("；登录失败 {} 次（{} 至 {}，账号 {}）", most->failed, from.zh, until.zh,
                           joined(most->users));
    stand_on(at, most->place);
  }
}

// The processes that hold the connection.
void Tracer::trace_connection(Node at) {
  bool found = false;
  for (const ConnectionFacts& known : host_.connections) {
    const bool same = same_ends(known, target_.connection);
    if (!same && (known.remote_ip != target_.connection.remote_ip ||
                  known.remote_port != target_.connection.remote_port))
      continue;
    for (const std::int64_t pid : known.pids) {
      const auto process = host_.processes.find(pid);
      if (process == host_.processes.end()) continue;
      found = true;
      const Node holder = process_node(process->second);
      OriginEdge held;
      held.relation = "connected";
      held.strength = same ? OriginStrength::proved : OriginStrength::likely;
      held.why = same ? OriginText{fmt::format("process {} holds this connection: both ends are equal", pid),
                                   fmt::format("进程 {} 持有该连接：两端地址端口一致", pid)}
                      : OriginText{fmt::format("process {} held a connection to the same address and port "
                                               "when the host was looked at",
                                               pid),
                                   fmt::format("取证时进程 {} 与同一地址端口有连接", pid)};
      held.place = known.place;
      edge(holder, at, std::move(held));
      trace_process(holder, process->second);
    }
  }
  if (!found)
    gap("no-process-of-connection",
        {"no process of the records holds this connection", "采集到的进程中没有持有该连接的"});
}

void Tracer::trace_entries(Node at) {
  std::map<std::string, std::vector<const EntryFacts*>> by_address;
  for (const std::uint64_t offset : target_.offsets) {
    const auto entry = facts_.entries.find({target_.item, offset});
    if (entry == facts_.entries.end()) continue;
    by_address[entry->second.address].push_back(&entry->second);
    see(at, entry->second.time.at, entry->second.time.at, entry->second.time.basis);
    if (chain_.nodes[at].note.en.empty())
      chain_.nodes[at].note = {shown(entry->second.text), shown(entry->second.text)};
  }
  by_address.erase("");
  if (by_address.empty()) return gap("no-address", {"the entries name no address", "这些日志条目中没有地址"});
  for (const auto& [address, entries] : by_address) {
    const Node from = address_node(address);
    OriginEdge sent;
    sent.relation = "sent";
    sent.strength = OriginStrength::proved;
    sent.why = {fmt::format("{} of the entries name {}", entries.size(), address),
                fmt::format("其中 {} 条记有地址 {}", entries.size(), address)};
    sent.time = entries.front()->time.at;
    sent.basis = entries.front()->time.basis;
    sent.place = target_.place;
    edge(from, at, std::move(sent));
    other_logins(from, address, "");
    if (chain_.nodes.size() > 16) break;
  }
}

void Tracer::trace_key(Node at) {
  trace_file(at, target_.path);
  for (const LoginFacts& login : host_.logins) {
    if (target_.fingerprint.empty() || login.key != target_.fingerprint) continue;
    const Node used = login_node(login);
    OriginEdge by;
    by.relation = "used";
    by.strength = OriginStrength::proved;
    by.leads_back = false;
    by.why = {
        fmt::format("this key logged in: {} from {}, {}", login.user, login.address, when(login.time).en),
        fmt::format("该密钥曾用于登录：{}，来自 {}，{}", login.user, login.address, when(login.time).zh)};
    by.time = login.time.at;
    by.basis = login.time.basis;
    by.place = login.place;
    edge(at, used, std::move(by));
    if (chain_.nodes.size() > 16) break;
  }
}

OriginChain Tracer::trace() {
  const Finding& first = *target_.findings.front();
  for (const Finding* finding : target_.findings) {
    if (chain_.findings.size() < 50) chain_.findings.push_back(finding->id);
  }
  chain_.rule = first.rule;
  chain_.host = target_.host;
  chain_.severity = first.severity;
  chain_.title = {first.title.empty() ? first.rule : first.title,
                  first.title_zh.empty() ? (first.title.empty() ? first.rule : first.title) : first.title_zh};
  switch (target_.kind) {
    case Target::Kind::file:
      trace_file(file_node(target_.path), target_.path);
      break;
    case Target::Kind::key:
      trace_key(file_node(target_.path));
      break;
    case Target::Kind::process: {
      const auto process = host_.processes.find(target_.pid);
      if (process != host_.processes.end()) {
        const Node at = process_node(process->second);
        trace_process(at, process->second);
        break;
      }
      node(OriginKind::process, std::to_string(target_.pid), fmt::format("pid {}", target_.pid));
      gap("no-process-record", {fmt::format("process {} is not in the records of the case", target_.pid),
                                fmt::format("案件中没有进程 {} 的记录", target_.pid)});
      break;
    }
    case Target::Kind::connection: {
      const ConnectionFacts& c = target_.connection;
      const Node at = node(
          OriginKind::connection, c.remote_ip + c.remote_port + c.local_port,
          fmt::format("{} {}:{} → {}:{}", c.transport, c.local_ip, c.local_port, c.remote_ip, c.remote_port));
      trace_connection(at);
      break;
    }
    default: {
      const Node at = node(OriginKind::entry, target_.item, shown(target_.place.path));
      trace_entries(at);
      break;
    }
  }
  if (!chain_.nodes.empty()) stand_on(0, target_.place);
  conclude();
  write_paragraph();
  return std::move(chain_);
}

}  // namespace firsthour::triage::origin
