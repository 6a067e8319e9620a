// SPDX-License-Identifier: Apache-2.0
// Files below a web root: the request that brought them, those who used them, what the server then started.
#include "triage/origin/tracer.h"
#include "triage/origin/web_path.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::triage::origin {
namespace {

constexpr std::size_t kMostUsers = 5, kMostChildren = 5;
// From a request to a process that it started, and the clock's width of a log line.
constexpr std::int64_t kNearProcess = 5'000'000'000;

std::string request_label(const RequestFacts& request) {
  return fmt::format("{} {} → {}", shown(request.method, 16), shown(request.target), request.status);
}

bool is_access_log(const LogCover& log) { return log.kind == "web-access" || log.kind == "w3c"; }

std::string name_of_program(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

std::optional<Instant> made_at(const FileTold& file) {
  return file.born ? file.born : file.modified ? file.modified : file.changed;
}

}  // namespace

// Whether an access log of the case tells of the time at which the file was made.
bool Tracer::is_covered(const FileTold& file) {
  const auto made = made_at(file);
  std::optional<Instant> first, last;
  bool any = false, covered = false;
  for (const LogCover& log : host_.logs) {
    if (!is_access_log(log)) continue;
    any = true;
    if (log.first && (!first || *log.first < *first)) first = log.first;
    if (log.last && (!last || *log.last > *last)) last = log.last;
    covered = covered || (made && log.first && log.last && *log.first <= *made && *made <= *log.last);
  }
  if (!any) {
    gap("no-access-log", {"no access log of this host is in the case: who asked for the file is not known",
                          "案件中没有该主机的访问日志：无法得知谁请求过该文件"});
    return false;
  }
  if (covered || !made) return true;
  gap("log-does-not-cover",
      {fmt::format("no access log covers {}, when the file was made; those of the case go from {} to {}",
                   when(made, "stated").en, when(first, "stated").en, when(last, "stated").en),
       fmt::format("没有访问日志覆盖文件创建时间 {}；已有日志自 {} 至 {}", when(made, "stated").zh,
                   when(first, "stated").zh, when(last, "stated").zh)});
  return true;
}

bool Tracer::trace_web(Node at, const FileTold& file) {
  if (!is_covered(file)) return false;
  const auto known = host_.visits.find(file.path);
  const FileVisits* visits = known == host_.visits.end() ? nullptr : &known->second;
  const bool brought = take_upload(at, file, visits);
  if (visits != nullptr && !visits->by_address.empty()) {
    take_users(at, *visits, brought);
  } else {
    gap("never-asked-for", {"no access log has a request for this file", "访问日志中没有对该文件的请求"});
  }
  if (visits != nullptr && visits->by_name_only > 0)
    gap("name-only",
        {fmt::format(
             "{} requests end as the file's path does, but below no web root that holds it: not counted",
             visits->by_name_only),
         fmt::format("另有 {} 次请求仅路径末尾相同，不在其网站根目录之下：未计入", visits->by_name_only)});
  take_web_children(at, file, visits);
  return brought;
}

// The request that wrote just before the file was there. Proved when its own path is the file's; else the
// nearness in time speaks for it, and use of the file by the same address tells it from others.
bool Tracer::take_upload(Node at, const FileTold& file, const FileVisits* visits) {
  const auto near = host_.writes.find(file.path);
  if (near == host_.writes.end()) return false;
  const auto made = made_at(file);
  std::map<std::string, const RequestFacts*> by_address;
  const auto distance = [&](const RequestFacts& r) {
    return made ? std::abs(made->nanoseconds - r.time.at.nanoseconds) : std::int64_t{0};
  };
  const RequestFacts* put = nullptr;
  for (const RequestFacts& request : near->second) {
    const bool same_path = root_between(host_, file.path, asked_path(request.target)).has_value();
    if (request.method == "PUT" && same_path) put = &request;
    // A request to the file itself uses it: it was there already.
    if (same_path) continue;
    const RequestFacts*& nearest = by_address[request.address];
    if (nearest == nullptr || distance(request) < distance(*nearest)) nearest = &request;
  }
  if (put == nullptr && by_address.empty()) return false;
  const RequestFacts* chosen = put;
  std::string others;
  if (put == nullptr) {
    std::vector<const RequestFacts*> users, all;
    for (const auto& [address, request] : by_address) {
      all.push_back(request);
      const bool uses = visits != nullptr && visits->by_address.contains(address) &&
                        visits->by_address.at(address).succeeded > 0;
      if (uses) users.push_back(request);
    }
    if (all.size() == 1) chosen = all.front();
    if (all.size() > 1 && users.size() == 1) chosen = users.front();
    for (const RequestFacts* one : all) {
      if (one != chosen && others.size() < 200) (others += others.empty() ? "" : ", ") += one->address;
    }
    if (chosen == nullptr) {
      gap("several-fit", {fmt::format("several addresses sent data when the file was made, and nothing tells "
                                      "which of them brought it: {}",
                                      others),
                          fmt::format("文件创建前后有多个地址提交数据，无法区分由谁写入：{}", others)});
      return false;
    }
  }
  const Node from = address_node(chosen->address);
  const Node by = node(OriginKind::request, fmt::format("{}:{}", chosen->place.item, chosen->place.offset),
                       request_label(*chosen));
  if (by < chain_.nodes.size()) see(by, chosen->time.at, chosen->time.at, chosen->time.basis);
  stand_on(by, chosen->place);
  OriginEdge sent;
  sent.relation = "sent";
  sent.strength = OriginStrength::proved;
  sent.time = chosen->time.at;
  sent.basis = chosen->time.basis;
  sent.place = chosen->place;
  sent.why = {
      fmt::format("{} sent {}, {}", chosen->address, request_label(*chosen), when(chosen->time).en),
      fmt::format("{} 发出请求 {}，{}", chosen->address, request_label(*chosen), when(chosen->time).zh)};
  edge(from, by, sent);
  OriginEdge brought = sent;
  brought.relation = "brought";
  if (put != nullptr) {
    brought.why = {"the request wrote to the file's own path", "该请求直接写入文件自身路径"};
  } else {
    const std::int64_t ahead = made ? made->nanoseconds - chosen->time.at.nanoseconds : 0;
    const OriginText distance_text = apart(ahead);
    brought.strength = OriginStrength::likely;
    const bool before = ahead >= 0;
    brought.why = {
        fmt::format("it was logged {} {} the file was made{}", distance_text.en, before ? "before" : "after",
                    others.empty() ? "; no other address sent data then"
                                   : "; others that sent data then never used the file: " + others),
        fmt::format("该请求记录于文件创建{} {}{}", before ? "前" : "后", distance_text.zh,
                    others.empty() ? "；当时没有其他地址提交数据"
                                   : "；当时也提交过数据、但从未使用该文件的地址：" + others)};
  }
  edge(by, at, std::move(brought));
  return true;
}

// Those who sent something to the file, in the order in which they came. Who only looked is counted.
void Tracer::take_users(Node at, const FileVisits& visits, bool brought) {
  std::vector<std::pair<const std::string*, const Visit*>> users;
  std::uint64_t lookers = 0;
  for (const auto& [address, visit] : visits.by_address) {
    if (visit.sent > 0) {
      users.emplace_back(&address, &visit);
    } else {
      ++lookers;
    }
  }
  std::ranges::stable_sort(users, {}, [](const auto& user) { return user.second->first; });
  if (lookers > 0 && at < chain_.nodes.size()) {
    OriginText& note = chain_.nodes[at].note;
    note.en += fmt::format("; {} addresses asked for it without sending anything", lookers);
    note.zh += fmt::format("；另有 {} 个地址只访问过、未提交任何内容", lookers);
  }
  for (std::size_t i = 0; i < std::min(users.size(), kMostUsers); ++i) {
    const auto& [address, visit] = users[i];
    const Node from = address_node(*address);
    const OriginText first = when(visit->first, visit->basis), last = when(visit->last, visit->basis);
    OriginEdge used;
    used.relation = "used";
    used.strength = OriginStrength::proved;
    used.leads_back = false;
    used.time = visit->first;
    used.basis = visit->basis;
    used.place = visit->first_place;
    used.why = {
        fmt::format("{} asked for it {} times, {} of them with data, from {} to {} (its path below the web "
                    "root {} is the request's{})",
                    *address, visit->count, visit->sent, first.en, last.en, visits.root,
                    visits.root_stated ? ", by the server's settings" : ""),
        fmt::format(
            "{} 请求该文件 {} 次，其中带数据 {} 次，{} 至 {}（其在网站根目录 {} 下的路径与请求路径一致{}）",
            *address, visit->count, visit->sent, first.zh, last.zh, visits.root,
            visits.root_stated ? "，据服务器配置" : "")};
    edge(from, at, used);
    if (brought || i > 0) continue;
    OriginEdge first_use = used;
    first_use.relation = "first-used";
    first_use.strength = OriginStrength::likely;
    first_use.leads_back = true;
    first_use.why = {fmt::format("no request that brought the file is known; {} was the first that sent it "
                                 "anything",
                                 *address),
                     fmt::format("未发现写入该文件的请求；最早向其提交内容的是 {}", *address)};
    edge(from, at, std::move(first_use));
  }
  if (users.size() > kMostUsers)
    gap("more-users", {fmt::format("{} more addresses used it", users.size() - kMostUsers),
                       fmt::format("另有 {} 个地址使用过该文件", users.size() - kMostUsers)});
}

// Processes below the web server that are no server themselves.
void Tracer::take_web_children(Node at, const FileTold& file, const FileVisits* visits) {
  std::size_t taken = 0;
  for (const auto& [pid, process] : host_.processes) {
    if (process.kernel_thread || is_web_server(name_of_program(process.executable))) continue;
    const auto above = ancestors(process);
    const bool below = std::ranges::any_of(
        above, [](const ProcessFacts* parent) { return is_web_server(name_of_program(parent->executable)); });
    const bool by_name =
        process.command_line.find(file.path) != std::string::npos || process.executable == file.path;
    if (!below && !by_name) continue;
    bool near = false;
    if (visits != nullptr && process.start) {
      near = std::ranges::any_of(visits->requests, [&](const RequestFacts& request) {
        return std::abs(request.time.at.nanoseconds - process.start->nanoseconds) <= kNearProcess;
      });
    }
    if (!by_name && !near) continue;
    if (++taken > kMostChildren) break;
    const Node child = process_node(process);
    OriginEdge started;
    started.relation = "started";
    started.leads_back = by_name && target_.kind == Target::Kind::process;
    started.strength = process.executable == file.path ? OriginStrength::proved : OriginStrength::likely;
    started.time = process.start;
    started.basis = "stated";
    started.place = process.place;
    started.why =
        by_name ? OriginText{"the process names the file", "进程的命令行或程序即该文件"}
                : OriginText{"a process below the web server that began within 5 s of a request for the file",
                             "Web 服务器的子进程，启动时间与对该文件的请求相差不超过 5 秒"};
    edge(at, child, std::move(started));
    take_connections(child, process);
  }
}

// Back from a process below the web server: to a file with findings that was asked for when it began.
void Tracer::started_by_request(Node at, const ProcessFacts& process) {
  if (!process.start) return;
  const FileVisits* best = nullptr;
  const RequestFacts* request = nullptr;
  std::string path;
  std::int64_t nearest = kNearProcess;
  for (const auto& [file, visits] : host_.visits) {
    for (const RequestFacts& one : visits.requests) {
      const std::int64_t distance = std::abs(one.time.at.nanoseconds - process.start->nanoseconds);
      if (!one.succeeded() || distance > nearest) continue;
      nearest = distance;
      best = &visits;
      request = &one;
      path = file;
    }
  }
  if (best == nullptr) {
    return gap("no-request-near",
               {"the web server started it; no request for a file with findings is near its "
                "start",
                "由 Web 服务器启动；其启动前后没有对可疑文件的请求"});
  }
  const Node file = file_node(path);
  OriginEdge started;
  started.relation = "started";
  started.time = process.start;
  started.basis = "stated";
  started.place = request->place;
  const OriginText distance = apart(nearest);
  started.why = {fmt::format("{} asked for the file ({}) within {} of its start", request->address,
                             request_label(*request), distance.en),
                 fmt::format("{} 在其启动前后 {} 内请求了该文件（{}）", request->address, distance.zh,
                             request_label(*request))};
  edge(file, at, std::move(started));
  trace_file(file, path);
}

}  // namespace firsthour::triage::origin
