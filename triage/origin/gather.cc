// SPDX-License-Identifier: Apache-2.0
#include "triage/origin/gather.h"

#include "casefile/encoding.h"

#include <algorithm>

namespace firsthour::triage::origin {
namespace {

constexpr std::size_t kMostWanted = 2000, kMostCarried = 100'000, kShortestCarried = 16;
constexpr std::size_t kLongestStarter = 1U << 20;

std::string_view last_name(std::string_view path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// "10.0.0.1:80", "[2001:db8::1]:80"
std::string without_port(std::string_view endpoint) {
  const std::string_view address = endpoint.substr(0, endpoint.rfind(':'));
  return std::string{
      address.starts_with('[') && address.ends_with(']') ? address.substr(1, address.size() - 2) : address};
}

// Whether a path stands in a text as a word of its own: "/tmp/x" is not in "/tmp/xy".
bool names(std::string_view text, std::string_view path) {
  const auto goes_on = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
  };
  for (std::size_t at = text.find(path); at != std::string_view::npos; at = text.find(path, at + 1)) {
    const std::size_t end = at + path.size();
    const bool begins = at == 0 || !(goes_on(text[at - 1]) || text[at - 1] == '/');
    if (begins && (end == text.size() || !(goes_on(text[end]) || text[end] == '/' || text[end] == '.')))
      return true;
  }
  return false;
}

}  // namespace

bool is_web_server(std::string_view name) {
  constexpr auto kServers = std::to_array<std::string_view>(
      {"nginx", "apache2", "httpd", "lighttpd", "caddy", "openresty", "tengine", "php-fpm", "php-cgi", "java",
       "uwsgi", "gunicorn", "node", "w3wp.exe"});
  return std::ranges::any_of(kServers, [&](std::string_view server) {
    return name == server || (server.starts_with("php-") && name.starts_with(server)) ||
           (name.starts_with("php-fpm"));
  });
}

CaseLogs::Unread FactGatherer::unread() {
  return [this](const CaseItem& item, std::string reason) {
    report_.not_read.push_back({item.id, display_utf8(item.item.path), std::move(reason)});
  };
}

Result<> FactGatherer::each_item(const std::function<Result<>(const CaseItem&)>& visit) {
  return from_.each_item([&](const CaseItem& item) -> Result<> {
    ++items_;
    bytes_ += item.item.size;
    if (options_.progress && !options_.progress(items_, bytes_))
      return fail(Errc::interrupted, "tracing was stopped");
    return visit(item);
  });
}

void FactGatherer::want(HostFacts& host, const std::string& path) {
  if (path.empty() || host.files.contains(path)) return;
  if (host.files.size() >= kMostWanted)
    return lose("more than " + std::to_string(kMostWanted) + " files of one host: the rest was not traced");
  host.files[path].path = path;
}

// Files that findings are on, and the programs of the processes that they are on.
void FactGatherer::want_targets() {
  for (const Target& target : targets_) {
    HostFacts& host = facts_.hosts[target.host];
    if (target.kind == Target::Kind::file || target.kind == Target::Kind::key) want(host, target.path);
    std::vector<std::int64_t> pids{target.pid};
    if (target.kind == Target::Kind::connection) {
      pids = target.connection.pids;
      for (const ConnectionFacts& known : host.connections) {
        if (known.remote_ip == target.connection.remote_ip &&
            known.remote_port == target.connection.remote_port)
          pids.insert(pids.end(), known.pids.begin(), known.pids.end());
      }
    }
    for (const std::int64_t pid : pids) {
      const auto process = host.processes.find(pid);
      if (process != host.processes.end()) want(host, process->second.executable);
    }
    for (const std::uint64_t offset : target.offsets) marked_[target.item].insert(offset);
  }
  // The program of a process may be what another finding is on.
  for (auto& [name, host] : facts_.hosts) {
    for (const auto& [path, file] : host.files) host.by_name[std::string{last_name(path)}].push_back(path);
  }
}

void FactGatherer::want_near_times() {
  for (auto& [name, host] : facts_.hosts) {
    for (const auto& [path, file] : host.files) {
      for (const auto& time : {file.born, file.modified, file.born ? std::nullopt : file.changed})
        if (time) host.made.emplace_back(*time, path);
    }
    std::ranges::sort(host.made);
  }
}

Result<Facts> FactGatherer::gather() {
  if (auto said = logs_.say_zone(options_.zone); !said) return tl::unexpected{said.error()};
  if (auto read = each_item([&](const CaseItem& item) { return take_early(item); }); !read)
    return tl::unexpected{read.error()};
  want_targets();
  const auto files = each_item([&](const CaseItem& item) -> Result<> {
    if (item.item.kind == "records") return item.item.path == "host.file" ? take_walk(item) : Result<>{};
    if (item.item.kind == "carried-file") return take_carried(item), Result<>{};
    if (item.item.kind != "file" && item.item.kind != "executable") return {};
    if (item.parent.empty()) choose_logs(item);
    if (auto taken = take_file_item(item); !taken) return taken;
    return take_starter(item);
  });
  if (!files) return tl::unexpected{files.error()};
  want_near_times();
  if (auto read = each_item([&](const CaseItem& item) { return take_log(item); }); !read)
    return tl::unexpected{read.error()};
  for (auto& [name, host] : facts_.hosts) {
    std::ranges::stable_sort(host.logins, {}, [](const LoginFacts& login) { return login.time.at; });
  }
  return std::move(facts_);
}

Result<> FactGatherer::take_file_item(const CaseItem& item) {
  HostFacts& host = facts_.hosts[item.item.host];
  const auto file = host.files.find(item.item.path);
  // What only a process keeps alive is not what its path is now.
  if (file == host.files.end() || item.item.attributes.contains("process.pid")) return {};
  FileTold& told = file->second;
  if (item.item.file) {
    told.modified = item.item.file->modified;
    told.changed = item.item.file->changed;
    if (item.item.file->born) told.born = item.item.file->born;
    told.inode = item.item.file->inode;
    told.uid = item.item.file->uid;
  }
  if (item.item.sha256) told.sha256 = item.item.sha256->hex();
  told.places.push_back({item.id, display_utf8(item.item.path), 0, 0});
  return {};
}

void FactGatherer::take_carried(const CaseItem& item) {
  const auto attribute = [&](const char* name) {
    const auto found = item.item.attributes.find(name);
    return found == item.item.attributes.end() ? std::string{} : found->second;
  };
  // Of a few bytes two files may well be equal by chance.
  const auto first = parse_rfc3339(attribute("event.start")), last = parse_rfc3339(attribute("event.end"));
  if (!item.item.sha256 || item.item.size < kShortestCarried || !first || !last) return;
  if (facts_.carried.size() >= kMostCarried)
    return lose("more than " + std::to_string(kMostCarried) +
                " files of captures: the rest was not compared");
  CarriedFacts carried;
  const bool from_client = attribute("network.direction") == "from-client";
  carried.sender = without_port(attribute(from_client ? "client.address" : "server.address"));
  carried.receiver = without_port(attribute(from_client ? "server.address" : "client.address"));
  carried.protocol = attribute("network.protocol");
  carried.first = *first;
  carried.last = *last;
  carried.place = {item.id, display_utf8(item.item.path), 0, 0};
  facts_.carried.emplace(item.item.sha256->hex(), std::move(carried));
}

Result<> FactGatherer::take_starter(const CaseItem& item) {
  if (!item.item.source.starts_with("persistence.") || item.content.empty()) return {};
  HostFacts& host = facts_.hosts[item.item.host];
  if (host.files.empty()) return {};
  auto source = from_.content(item);
  if (!source) return unread()(item, source.error().what), Result<>{};
  const auto text = read_all(**source, kLongestStarter);
  if (!text) return unread()(item, text.error().what), Result<>{};
  for (const auto& [path, wanted] : host.files) {
    if (path == item.item.path || !names(*text, path)) continue;
    StarterFacts& starter = host.starters[item.item.path];
    starter.names.insert(path);
    starter.source = item.item.source;
    starter.file.path = item.item.path;
    if (item.item.file) {
      starter.file.modified = item.item.file->modified;
      starter.file.changed = item.item.file->changed;
      starter.file.born = item.item.file->born;
      starter.file.uid = item.item.file->uid;
    }
    if (starter.file.places.empty())
      starter.file.places.push_back({item.id, display_utf8(item.item.path), 0, 0});
  }
  return {};
}

// A log that is there twice, from two collections, is one log that went on: the longer one is read.
void FactGatherer::choose_logs(const CaseItem& item) {
  auto& [size, id] = log_items_[item.item.host + '\0' + item.item.path];
  if (!id.empty() && size >= item.item.size) return;
  size = item.item.size;
  id = item.id;
}

}  // namespace firsthour::triage::origin
