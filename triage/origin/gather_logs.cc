// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "casefile/number.h"
#include "triage/origin/gather.h"
#include "triage/origin/web_path.h"
#include "triage/timeline/log_entries.h"

#include <algorithm>
#include <array>

namespace firsthour::triage::origin {
namespace {

using logs::LogKind;
using logs::LogRecord;

constexpr std::size_t kMostAddresses = 200'000;  // of a host
constexpr std::size_t kMostLogins = 100'000;
constexpr std::size_t kMostRequests = 2'000;  // of a file
constexpr std::size_t kMostWrites = 500;      // near the birth of a file
constexpr std::size_t kMostCommands = 50, kMostCreations = 50;
constexpr std::size_t kMostEntries = 10'000;
constexpr std::size_t kMostUsers = 8, kMostAgents = 3, kLongestText = 200;
constexpr std::string_view kUnset = "4294967295";

std::string cut(std::string_view text) {
  return display_utf8(text.size() > kLongestText ? std::string{text.substr(0, kLongestText)} + "…"
                                                 : std::string{text});
}

Moment moment_of(const LogRecord& record) { return {record.time, std::string{name_of(record.basis)}}; }

// An address as the log has it, so long as it looks like a name or an address at all.
bool is_address(std::string_view text) {
  return !text.empty() && text.size() <= 255 && text != "-" && text != "?" &&
         text.find_first_not_of("0123456789abcdefABCDEFghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ.:-_%") ==
             std::string_view::npos;
}

void see(Instant at, std::optional<Instant>& first, std::optional<Instant>& last) {
  if (!first || at < *first) first = at;
  if (!last || at > *last) last = at;
}

std::string_view last_name(std::string_view path) { return path.substr(path.find_last_of('/') + 1); }

bool is_login_page(std::string_view path) {
  constexpr auto kWords = std::to_array<std::string_view>({"login", "signin", "logon", "auth", "admin"});
  std::string lower{path};
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::any_of(kWords, [&](std::string_view w) { return lower.find(w) != std::string::npos; });
}

}  // namespace

Result<> FactGatherer::take_log(const CaseItem& item) {
  if (item.item.kind != "file" || item.content.empty() || !item.parent.empty()) return {};
  const auto chosen = log_items_.find(item.item.host + '\0' + item.item.path);
  if (chosen != log_items_.end() && chosen->second.second != item.id && !marked_.contains(item.id)) return {};
  HostFacts& host = facts_.hosts[item.item.host];
  const bool copy = chosen != log_items_.end() && chosen->second.second != item.id;
  const auto read = [&](std::span<const std::byte> bytes, std::string_view name, const logs::LogHints& hints,
                        const std::string& path) -> Result<> {
    LogCover cover;
    const LogKind kind = logs::recognise_log(bytes, name);
    const auto summary = logs::read_log_as(kind, bytes, name, hints, [&](const LogRecord& record) {
      if (record.basis != logs::TimeBasis::none) see(record.time, cover.first, cover.last);
      const OriginPlace place{item.id, path, record.line, record.offset};
      take_marked(record, place, item.item.host);
      if (!copy && record.event != nullptr) take_entry(record, kind, place, host);
      return true;
    });
    cover.kind = name_of(summary.kind);
    cover.path = path;
    if (!summary.zone.empty()) report_.zones.push_back(path + ": " + summary.zone);
    host.logs.push_back(std::move(cover));
    return {};
  };
  return logs_.read_if_log(item, read, unread());
}

void FactGatherer::take_marked(const LogRecord& record, const OriginPlace& place, const std::string& host) {
  const auto marked = marked_.find(place.item);
  if (record.derived || record.event == nullptr || marked == marked_.end() ||
      !marked->second.contains(place.offset))
    return;
  if (facts_.entries.size() >= kMostEntries)
    return lose("more than " + std::to_string(kMostEntries) + " entries of logs with findings");
  EntryFacts entry;
  entry.time = moment_of(record);
  entry.host = host;
  for (const std::string_view key : {"c-ip", "source.ip", "source.address", "addr", "IpAddress"}) {
    const std::string_view text = record.event->text(key);
    if (entry.address.empty() && is_address(text)) entry.address = text;
  }
  entry.user = cut(record.event->text("user.name"));
  entry.text = cut(record.message);
  entry.category = record.origin.category;
  facts_.entries.insert_or_assign({place.item, place.offset}, std::move(entry));
}

void FactGatherer::take_entry(const LogRecord& record, LogKind kind, const OriginPlace& place,
                              HostFacts& host) {
  if (kind == LogKind::audit) return take_audit(record, place, host);
  if (record.derived) return;
  if (kind == LogKind::shell_history) return take_command(record, place, host);
  if (record.basis == logs::TimeBasis::none) return;
  if (!record.event->text("c-ip").empty()) return take_request(record, place, host);
  if (kind == LogKind::logins) return take_login_record(record, place, host);
  if (record.origin.service == "sshd") return take_authentication(record, place, host);
}

AddressFacts* FactGatherer::address(HostFacts& host, std::string_view text) {
  const auto known = host.addresses.find(std::string{text});
  if (known != host.addresses.end()) return &known->second;
  if (host.addresses.size() >= kMostAddresses) {
    lose("more than " + std::to_string(kMostAddresses) +
         " addresses of one host: later ones were not counted");
    return nullptr;
  }
  return &host.addresses[std::string{text}];
}

void FactGatherer::take_request(const LogRecord& record, const OriginPlace& place, HostFacts& host) {
  const sigma::Event& event = *record.event;
  const std::string_view client = event.text("c-ip");
  if (!is_address(client)) return;
  std::string_view uri = event.text("cs-uri");
  if (uri.empty()) uri = event.text("cs-uri-stem");
  RequestFacts request;
  request.time = moment_of(record);
  request.address = client;
  request.method = cut(event.text("cs-method"));
  request.status = number_from<int>(event.text("sc-status")).value_or(0);
  request.place = place;
  if (AddressFacts* seen = address(host, client)) {
    if (!seen->first || record.time < *seen->first) seen->first_place = place;
    if (!seen->last || record.time >= *seen->last) seen->last_place = place;
    see(record.time, seen->first, seen->last);
    if (seen->basis.empty()) seen->basis = request.time.basis;
    ++seen->requests;
    if (request.status == 404) ++seen->not_found;
    if (request.method == "POST" && is_login_page(uri)) ++seen->login_pages;
    const std::string_view agent = event.text("cs-user-agent");
    if (seen->agents.size() < kMostAgents && agent.size() > 1) seen->agents.insert(cut(agent));
  }
  const std::string asked = asked_path(uri);
  const bool wanted = host.by_name.contains(last_name(asked));
  if (!wanted && !request.writes()) return;
  request.target = cut(uri);
  request.agent = cut(event.text("cs-user-agent"));
  if (wanted) take_visit(request, asked, host);
  if (request.writes() && request.succeeded()) take_write(request, host);
}

// Kept for each file that was made or written about then.
void FactGatherer::take_write(const RequestFacts& request, HostFacts& host) {
  const Instant from{request.time.at.nanoseconds - kUploadAfter};
  const Instant until{request.time.at.nanoseconds + kUploadBefore};
  for (auto made = std::ranges::lower_bound(host.made, std::pair{from, std::string{}});
       made != host.made.end() && made->first <= until; ++made) {
    auto& kept = host.writes[made->second];
    const bool known = !kept.empty() && kept.back().place.item == request.place.item &&
                       kept.back().place.offset == request.place.offset;
    if (known) continue;
    if (kept.size() < kMostWrites) {
      kept.push_back(request);
    } else {
      lose("more than " + std::to_string(kMostWrites) + " requests that wrote near the birth of one file");
    }
  }
}

void FactGatherer::take_visit(const RequestFacts& request, const std::string& asked, HostFacts& host) {
  for (const std::string& path : host.by_name.find(last_name(asked))->second) {
    const auto root = root_between(host, path, asked);
    if (!root) {
      if (path.ends_with(asked)) ++host.visits[path].by_name_only;
      continue;
    }
    FileVisits& visits = host.visits[path];
    visits.root = root->path;
    visits.root_stated = root->stated;
    if (visits.requests.size() < kMostRequests) visits.requests.push_back(request);
    if (!visits.by_address.contains(request.address) && visits.by_address.size() >= kMostRequests) {
      lose("more than " + std::to_string(kMostRequests) + " addresses asked for one file");
      continue;
    }
    Visit& visit = visits.by_address[request.address];
    if (!visit.first || request.time.at < *visit.first) visit.first_place = request.place;
    see(request.time.at, visit.first, visit.last);
    if (visit.basis.empty()) visit.basis = request.time.basis;
    ++visit.count;
    if (request.succeeded()) ++visit.succeeded;
    if (request.succeeded() && (request.writes() || request.target.find('?') != std::string::npos))
      ++visit.sent;
  }
}

// What sshd says. `failed` from PAM beside it is the same try.
void FactGatherer::take_authentication(const LogRecord& record, const OriginPlace& place, HostFacts& host) {
  const sigma::Event& event = *record.event;
  const std::string_view from = event.text("source.ip"), result = event.text("auth.result");
  const bool accepted = result == "accepted", failed = result == "failed";
  if (!is_address(from) || event.text("auth.method").empty() || (!accepted && !failed)) return;
  AddressFacts* seen = address(host, from);
  if (seen != nullptr) {
    see(record.time, seen->first, seen->last);
    if (seen->basis.empty()) seen->basis = name_of(record.basis);
    if (seen->first_place.item.empty()) seen->first_place = place;
    seen->last_place = place;
  }
  if (failed && seen != nullptr) {
    Tries& tries = seen->tries[place.item];
    if (tries.failed++ == 0) tries.place = place;
    see(record.time, tries.first, tries.last);
    if (tries.users.size() < kMostUsers) tries.users.insert(cut(event.text("user.name")));
  }
  if (!accepted) return;
  if (host.logins.size() >= kMostLogins) return lose("more than 100000 logins of one host");
  host.logins.push_back({moment_of(record), cut(event.text("user.name")), std::string{from},
                         cut(event.text("source.port")), cut(event.text("auth.method")),
                         cut(event.text("key.fingerprint")), "", "", record.pid.value_or(0), "sshd", place});
}

void FactGatherer::take_login_record(const LogRecord& record, const OriginPlace& place, HostFacts& host) {
  const sigma::Event& event = *record.event;
  const std::string_view ip = event.text("source.ip"), name = event.text("source.address");
  const std::string_view from = ip.empty() ? name : ip;
  if (event.text("login.record_type") != "USER_PROCESS" && event.text("login.record_type") != "LOGIN_PROCESS")
    return;
  if (last_name(place.path).starts_with("btmp")) {
    AddressFacts* seen = is_address(from) ? address(host, from) : nullptr;
    if (seen == nullptr) return;
    see(record.time, seen->first, seen->last);
    Tries& tries = seen->tries[place.item];
    if (tries.failed++ == 0) tries.place = place;
    see(record.time, tries.first, tries.last);
    if (tries.users.size() < kMostUsers) tries.users.insert(cut(event.text("user.name")));
    return;
  }
  if (event.text("login.record_type") != "USER_PROCESS") return;
  if (host.logins.size() >= kMostLogins) return lose("more than 100000 logins of one host");
  host.logins.push_back({moment_of(record), cut(event.text("user.name")),
                         is_address(from) ? std::string{from} : std::string{}, "", "", "",
                         cut(event.text("login.line")), "", record.pid.value_or(0), "wtmp", place});
}

void FactGatherer::take_audit(const LogRecord& record, const OriginPlace& place, HostFacts& host) {
  const sigma::Event& event = *record.event;
  const auto number = [&](std::string_view key) {
    return number_from<std::int64_t>(event.text(key)).value_or(0);
  };
  const auto unless_unset = [](std::string_view text) {
    return text == kUnset ? std::string{} : std::string{text};
  };
  if (record.derived) {
    const std::string path{event.text("Image")};
    if (!host.files.contains(path)) return;
    auto& known = host.executions[path];
    if (known.size() < kMostCreations)
      known.push_back({moment_of(record), number("ProcessId"), number("ParentProcessId"), path, "",
                       unless_unset(event.text("LogonId")), "", cut(event.text("CommandLine")), place});
    return;
  }
  const std::string_view type = event.text("type");
  if (type == "PATH" && event.text("nametype") == "CREATE") {
    std::string path{event.text("name")};
    if (!path.starts_with('/')) path = std::string{event.text("cwd")} + '/' + path;
    if (!host.files.contains(path) && !host.starters.contains(path)) return;
    auto& known = host.creations[path];
    if (known.size() < kMostCreations)
      known.push_back({moment_of(record), number("pid"), number("ppid"), cut(event.text("exe")),
                       unless_unset(event.text("auid")), unless_unset(event.text("ses")),
                       std::string{event.text("uid")}, cut(event.text("proctitle")), place});
    return;
  }
  if (type != "USER_LOGIN" && type != "USER_START" && type != "LOGIN") return;
  const std::string session = unless_unset(event.text("ses"));
  if (session.empty() || event.text("res") == "failed" || event.text("res") == "0") return;
  if (host.logins.size() >= kMostLogins) return lose("more than 100000 logins of one host");
  const std::string_view from = event.text("addr");
  const std::string user = unless_unset(event.text("auid"));
  const auto name = host.users.find(user);
  host.logins.push_back({moment_of(record), name == host.users.end() ? cut(event.text("acct")) : name->second,
                         is_address(from) ? std::string{from} : std::string{}, "", "", "",
                         cut(event.text("terminal")), session, number("pid"), "audit", place});
}

// Commands that name a wanted file, whole or by its last name.
void FactGatherer::take_command(const LogRecord& record, const OriginPlace& place, HostFacts& host) {
  const std::string_view text = record.event->text("command_line");
  for (const auto& [name, paths] : host.by_name) {
    if (name.size() < 2 || text.find(name) == std::string_view::npos) continue;
    for (const std::string& path : paths) {
      auto& known = host.commands[path];
      if (known.size() >= kMostCommands) continue;
      known.push_back({moment_of(record), record.basis != logs::TimeBasis::none,
                       cut(record.event->text("user.name")), cut(text), place});
    }
  }
}

}  // namespace firsthour::triage::origin
