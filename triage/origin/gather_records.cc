// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "casefile/number.h"
#include "triage/origin/gather.h"

#include <algorithm>
#include <array>

namespace firsthour::triage::origin {
namespace {

constexpr std::size_t kMostRecords = 200'000;  // of a kind and a host
constexpr std::size_t kMostLogins = 100'000;
constexpr std::size_t kLongestSettings = 1U << 20;
// (unsigned)-1: a process that no login set.
constexpr std::string_view kUnset = "4294967295";

std::string cut(std::string_view text, std::size_t most) {
  return display_utf8(text.size() > most ? std::string{text.substr(0, most)} + "…" : std::string{text});
}

OriginPlace place_of(const CaseItem& item, const LineReader::Line& line) {
  return {item.id, display_utf8(item.item.path), line.number, line.offset};
}

std::string set_or_empty(std::string_view value) {
  return value == kUnset || value == "-1" ? std::string{} : std::string{value};
}

std::vector<std::int64_t> pids_of(const sigma::Event& event) {
  std::vector<std::int64_t> pids;
  for (const std::string_view key : {"process.pids", "process.pid"}) {
    const sigma::Field* field = event.find(key);
    if (field == nullptr) continue;
    for (const sigma::Scalar& value : event.scalars(*field)) {
      const auto pid = number_from<std::int64_t>(value.text);
      if (pid && std::ranges::find(pids, *pid) == pids.end()) pids.push_back(*pid);
    }
  }
  return pids;
}

}  // namespace

Result<> FactGatherer::take_early(const CaseItem& item) {
  if (auto ahead = logs_.look_ahead(item, unread()); !ahead) return ahead;
  if (item.item.kind == "file") return take_settings(item), Result<>{};
  if (item.item.kind != "records") return {};
  constexpr auto kKinds =
      std::to_array<std::string_view>({"host.process", "host.socket", "host.login", "host.session",
                                       "host.unit", "host.authorized_key", "host.user"});
  if (std::ranges::find(kKinds, item.item.path) == kKinds.end()) return {};
  HostFacts& host = facts_.hosts[item.item.host];
  const std::string& kind = item.item.path;
  const auto take = [&](const sigma::Event& event, const LineReader::Line& line) -> Result<> {
    const OriginPlace place = place_of(item, line);
    if (kind == "host.process") {
      take_process(event, place, host);
    } else if (kind == "host.socket") {
      take_connection(event, place, host);
    } else if (kind == "host.login") {
      take_login(event, place, host);
    } else if (kind == "host.session") {
      take_session(event, place, host);
    } else if (kind == "host.unit") {
      for (const std::int64_t pid : pids_of(event)) host.units[pid] = event.text("unit.name");
    } else if (kind == "host.user") {
      host.users.try_emplace(std::string{event.text("user.id")}, event.text("user.name"));
    } else if (host.keys.size() < kMostRecords) {
      host.keys.push_back({std::string{event.text("user.name")}, std::string{event.text("file.path")},
                           std::string{event.text("key.fingerprint")},
                           parse_rfc3339(event.text("file.mtime")), place});
    }
    return {};
  };
  return logs_.each_record(item, take, unread());
}

void FactGatherer::take_process(const sigma::Event& event, OriginPlace place, HostFacts& host) {
  const auto number = [&](std::string_view key) {
    return number_from<std::int64_t>(event.text(key)).value_or(0);
  };
  const std::int64_t pid = number("process.pid");
  if (pid <= 0 || event.is_true("process.firsthour")) return;
  if (host.processes.size() >= kMostRecords)
    return lose("more than " + std::to_string(kMostRecords) + " processes of one host");
  ProcessFacts process;
  process.pid = pid;
  process.parent = number("process.parent.pid");
  process.session_leader = number("process.session_leader.pid");
  process.name = cut(event.text("process.name"), 64);
  process.executable = event.text("process.executable");
  process.command_line = cut(event.text("process.command_line"), 300);
  process.user = event.text("user.name");
  process.user_id = event.text("user.id");
  process.working_directory = event.text("process.working_directory");
  process.tty = event.text("process.tty");
  process.cgroup = event.text("process.cgroup");
  process.login_uid = set_or_empty(event.text("process.login_uid"));
  process.audit_session = set_or_empty(event.text("process.audit_session"));
  process.executable_deleted = event.is_true("process.executable_deleted");
  process.executable_memfd = event.is_true("process.executable_memfd");
  process.kernel_thread = event.is_true("process.kernel_thread");
  process.executable_inode = number_from<std::uint64_t>(event.text("process.executable_inode")).value_or(0);
  process.start = parse_rfc3339(event.text("process.start"));
  process.place = std::move(place);
  host.processes.insert_or_assign(pid, std::move(process));
}

void FactGatherer::take_connection(const sigma::Event& event, OriginPlace place, HostFacts& host) {
  const std::string_view remote = event.text("destination.ip"), port = event.text("destination.port");
  if (remote.empty() || port.empty() || port == "0" || event.is_true("process.firsthour")) return;
  if (host.connections.size() >= kMostRecords)
    return lose("more than " + std::to_string(kMostRecords) + " connections of one host");
  host.connections.push_back({std::string{event.text("network.transport")},
                              std::string{event.text("socket.state")}, std::string{event.text("source.ip")},
                              std::string{event.text("source.port")}, std::string{remote}, std::string{port},
                              pids_of(event), std::move(place)});
}

void FactGatherer::take_login(const sigma::Event& event, OriginPlace place, HostFacts& host) {
  const auto time = parse_rfc3339(event.text("login.time"));
  if (!time || event.text("login.record_type") != "USER_PROCESS" || event.text("login.source") == "btmp")
    return;
  if (host.logins.size() >= kMostLogins) return lose("more than 100000 logins of one host");
  LoginFacts login;
  login.time = {*time, "stated"};
  login.user = event.text("user.name");
  login.address = event.text("source.ip").empty() ? event.text("source.address") : event.text("source.ip");
  login.tty = event.text("login.line");
  login.pid = number_from<std::int64_t>(event.text("process.pid")).value_or(0);
  login.source = event.text("login.source");
  login.place = std::move(place);
  host.logins.push_back(std::move(login));
}

void FactGatherer::take_session(const sigma::Event& event, OriginPlace place, HostFacts& host) {
  const auto time = parse_rfc3339(event.text("session.started"));
  if (host.logins.size() >= kMostLogins) return lose("more than 100000 logins of one host");
  LoginFacts login;
  login.time = {time.value_or(Instant{}), time ? "stated" : "none"};
  login.user = event.text("user.name");
  login.address = event.text("source.address");
  login.tty = event.text("session.tty");
  login.session = event.text("session.id");
  login.pid = number_from<std::int64_t>(event.text("process.pid")).value_or(0);
  login.source = "logind";
  login.place = std::move(place);
  host.logins.push_back(std::move(login));
}

Result<> FactGatherer::take_walk(const CaseItem& item) {
  HostFacts& host = facts_.hosts[item.item.host];
  if (host.files.empty()) return {};
  const auto take = [&](const sigma::Event& event, const LineReader::Line& line) -> Result<> {
    const auto file = host.files.find(std::string{event.text("file.path")});
    if (file == host.files.end()) return {};
    FileTold& told = file->second;
    told.owner = event.text("file.owner");
    told.uid = number_from<std::uint32_t>(event.text("file.uid")).value_or(0);
    told.inode = number_from<std::uint64_t>(event.text("file.inode")).value_or(0);
    if (const auto time = parse_rfc3339(event.text("file.mtime"))) told.modified = time;
    if (const auto time = parse_rfc3339(event.text("file.ctime"))) told.changed = time;
    if (const auto time = parse_rfc3339(event.text("file.created"))) told.born = time;
    if (told.places.size() < 8) told.places.push_back(place_of(item, line));
    return {};
  };
  return logs_.each_record(item, take, unread());
}

// Web roots by the server's own settings: "root /srv/www;" of nginx, "DocumentRoot /srv/www" of Apache.
void FactGatherer::take_settings(const CaseItem& item) {
  const std::string_view path = item.item.path;
  const bool nginx = path.find("/nginx") != std::string_view::npos;
  const bool apache =
      path.find("/apache2/") != std::string_view::npos || path.find("/httpd/") != std::string_view::npos;
  if ((!nginx && !apache) || !path.starts_with("/etc/") || item.content.empty()) return;
  auto source = from_.content(item);
  if (!source) return;
  const auto text = read_all(**source, kLongestSettings);
  if (!text) return unread()(item, text.error().what);
  HostFacts& host = facts_.hosts[item.item.host];
  std::string_view rest = *text;
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) continue;
    line.remove_prefix(begin);
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    if (word != (nginx ? "root" : "DocumentRoot")) continue;
    std::string_view value = line.substr(word.size());
    value.remove_prefix(std::min(value.size(), value.find_first_not_of(" \t\"'")));
    value = value.substr(0, value.find_first_of("\"'; \t\r"));
    while (value.size() > 1 && value.ends_with('/')) value.remove_suffix(1);
    if (value.starts_with('/') && value.size() > 1 && host.roots.size() < 256)
      host.roots.emplace_back(value, true);
  }
}

}  // namespace firsthour::triage::origin
