// SPDX-License-Identifier: Apache-2.0
#include "triage/origin/tracer.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::triage::origin {
namespace {

constexpr std::size_t kMostAncestors = 16, kMostShownAncestors = 5, kMostConnections = 5;

std::string program_of(const ProcessFacts& process) {
  return process.executable.substr(process.executable.find_last_of('/') + 1);
}

bool is_starter(std::string_view name) {
  return name == "cron" || name == "crond" || name == "atd" || name == "anacron";
}

}  // namespace

Tracer::Node Tracer::process_node(const ProcessFacts& process) {
  const Node at = node(OriginKind::process, std::to_string(process.pid),
                       fmt::format("pid {} {}", process.pid, shown(process.name, 40)));
  if (at >= chain_.nodes.size() || !chain_.nodes[at].note.en.empty()) return at;
  OriginNode& made = chain_.nodes[at];
  made.note.en = fmt::format("{}, started {}, as {}", shown(process.command_line, 160),
                             when(process.start, "stated").en, shown(process.user, 40));
  made.note.zh = fmt::format("{}，启动于 {}，账号 {}", shown(process.command_line, 160),
                             when(process.start, "stated").zh, shown(process.user, 40));
  if (process.executable_memfd || process.executable_deleted) {
    made.note.en += process.executable_memfd ? "; its program is in memory only" : "; its program is deleted";
    made.note.zh += process.executable_memfd ? "；程序仅在内存中" : "；程序文件已删除";
  }
  if (process.start) see(at, process.start, process.start, "stated");
  stand_on(at, process.place);
  return at;
}

std::vector<const ProcessFacts*> Tracer::ancestors(const ProcessFacts& of) const {
  std::vector<const ProcessFacts*> above;
  const ProcessFacts* process = &of;
  while (above.size() < kMostAncestors && process->parent > 1) {
    const auto parent = host_.processes.find(process->parent);
    if (parent == host_.processes.end() || parent->second.pid == of.pid) break;
    // A number that was given again: a parent is not younger than its child.
    if (parent->second.start && process->start && *parent->second.start > *process->start) break;
    process = &parent->second;
    above.push_back(process);
  }
  return above;
}

// The program that it runs: the same path, and where both are known the same inode.
void Tracer::take_program(Node at, const ProcessFacts& process) {
  if (process.executable.empty() || process.executable_memfd) return;
  const Node program = file_node(process.executable);
  const auto file = host_.files.find(process.executable);
  const bool other = file != host_.files.end() && file->second.inode != 0 && process.executable_inode != 0 &&
                     file->second.inode != process.executable_inode;
  OriginEdge runs;
  runs.relation = "runs";
  runs.strength = other ? OriginStrength::likely : OriginStrength::proved;
  runs.time = process.start;
  runs.basis = "stated";
  runs.place = process.place;
  runs.why = other ? OriginText{"the file of this name is another one by now (its inode differs)",
                                "现在同名的是另一个文件（inode 不同）"}
                   : OriginText{"it is the program that the process runs", "即该进程运行的程序"};
  edge(program, at, std::move(runs));
  trace_file(program, process.executable);
}

void Tracer::trace_process(Node at, const ProcessFacts& process) {
  if (at >= chain_.nodes.size() || !traced_.insert("process" + std::to_string(process.pid)).second) return;
  OriginText why;
  const LoginFacts* login = login_of(process, why);
  bool back = login != nullptr && take_login(at, *login, OriginStrength::proved, std::move(why));
  back = take_ancestors(at, process) || back;
  take_starters(at, process);
  const auto file = host_.files.find(process.executable);
  if (file != host_.files.end()) take_program(at, process);
  take_connections(at, process);
  if (back) return;
  const auto user = host_.users.find(process.login_uid);
  const std::string name = user == host_.users.end() ? process.user : user->second;
  const bool led_back = std::ranges::any_of(chain_.edges, [&](const OriginEdge& edge) {
    return edge.leads_back && edge.to == at && edge.relation != "runs";
  });
  if (led_back || !process.start) return;
  if (const LoginFacts* near = login_near(name, *process.start)) {
    const OriginText distance = apart(process.start->nanoseconds - near->time.at.nanoseconds);
    take_login(
        at, *near, OriginStrength::likely,
        {fmt::format("it began {} after {} logged in; only the times are near", distance.en, shown(name, 40)),
         fmt::format("启动于 {} 登录后 {}；仅时间相邻", shown(name, 40), distance.zh)});
  }
}

// Up the tree: to a login's process, a web server, cron; true when that led to somewhere.
bool Tracer::take_ancestors(Node at, const ProcessFacts& process) {
  const auto above = ancestors(process);
  Node below = at;
  std::size_t count = 0;
  for (const ProcessFacts* parent : above) {
    const std::string program = program_of(*parent);
    if (++count > kMostShownAncestors) break;
    const Node up = process_node(*parent);
    OriginEdge child;
    child.relation = "started";
    child.strength = OriginStrength::proved;
    child.time = process.start;
    child.basis = "stated";
    child.place = process.place;
    child.why = {fmt::format("process {} is its parent", parent->pid),
                 fmt::format("进程 {} 为其父进程", parent->pid)};
    edge(up, below, std::move(child));
    below = up;
    if (is_web_server(program)) {
      started_by_request(up, process);
      return true;
    }
    if (is_starter(program)) return false;
  }
  const ProcessFacts& last = above.empty() ? process : *above.back();
  if (last.parent <= 1 && !last.kernel_thread)
    gap("parent-gone",
        {fmt::format("the parent of process {} is process 1: who started it has ended, or the system did",
                     last.pid),
         fmt::format("进程 {} 的父进程为 1 号进程：启动者已退出，或由系统启动", last.pid)});
  return false;
}

// Cron tables, units and other files that name its program.
void Tracer::take_starters(Node at, const ProcessFacts& process) {
  const auto unit = host_.units.find(process.pid);
  for (const auto& [path, starter] : host_.starters) {
    if (!starter.names.contains(process.executable)) continue;
    const Node file = node(OriginKind::file, path, shown(path, 200));
    if (file >= chain_.nodes.size()) return;
    for (const OriginPlace& place : starter.file.places) stand_on(file, place);
    see(file, starter.file.born ? starter.file.born : starter.file.modified, starter.file.modified, "stated");
    const bool its_unit = unit != host_.units.end() && path.ends_with('/' + unit->second);
    const auto above = ancestors(process);
    const bool by_cron = starter.source == "persistence.cron" &&
                         std::ranges::any_of(above, [](const auto* p) { return is_starter(program_of(*p)); });
    OriginEdge names;
    names.relation = "starts";
    names.strength = its_unit || by_cron ? OriginStrength::proved : OriginStrength::likely;
    names.place = starter.file.places.empty() ? OriginPlace{} : starter.file.places.front();
    names.time = starter.file.modified;
    names.basis = "stated";
    names.why = {fmt::format("{} names its program{}", shown(path, 200),
                             its_unit  ? ", and the process belongs to that unit"
                             : by_cron ? ", and the process comes from cron"
                                       : ""),
                 fmt::format("{} 中写有该程序{}", shown(path, 200),
                             its_unit  ? "，且进程属于该单元"
                             : by_cron ? "，且进程由 cron 启动"
                                       : "")};
    edge(file, at, std::move(names));
    trace_file(file, path);
  }
}

void Tracer::take_connections(Node at, const ProcessFacts& process) {
  std::size_t taken = 0;
  for (const ConnectionFacts& one : host_.connections) {
    if (std::ranges::find(one.pids, process.pid) == one.pids.end()) continue;
    if (++taken > kMostConnections) break;
    const Node to = node(OriginKind::connection, one.remote_ip + one.remote_port + one.local_port,
                         fmt::format("{} {}:{}", one.transport, one.remote_ip, one.remote_port));
    stand_on(to, one.place);
    OriginEdge held;
    held.relation = "connected";
    held.strength = OriginStrength::proved;
    held.leads_back = false;
    held.place = one.place;
    held.why = {fmt::format("process {} holds this connection ({})", process.pid, shown(one.state, 20)),
                fmt::format("进程 {} 持有该连接（{}）", process.pid, shown(one.state, 20))};
    edge(at, to, std::move(held));
  }
}

}  // namespace firsthour::triage::origin
