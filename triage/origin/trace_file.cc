// SPDX-License-Identifier: Apache-2.0
#include "triage/origin/tracer.h"
#include "triage/origin/web_path.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::triage::origin {
namespace {

constexpr std::size_t kMostCommandsShown = 3;
constexpr std::int64_t kSecond = 1'000'000'000;

// What the times of a file say, and what they contradict.
OriginText times_of(const FileTold& file) {
  OriginText text;
  const auto add = [&](const std::optional<Instant>& time, std::string_view en, std::string_view zh) {
    if (!time) return;
    (text.en += text.en.empty() ? "" : ", ") += fmt::format("{} {}", en, when(time, "stated").en);
    (text.zh += text.zh.empty() ? "" : "，") += fmt::format("{} {}", zh, when(time, "stated").zh);
  };
  add(file.born, "made", "创建于");
  add(file.modified, "last written", "内容修改于");
  add(file.changed, "entry last changed", "属性变更于");
  const std::optional<Instant> real = file.born ? file.born : file.changed;
  if (file.modified && real && file.modified->nanoseconds < real->nanoseconds - 2 * kSecond) {
    text.en += file.born ? "; the time of writing is earlier than the file: it was set, or came with the file"
                         : "; the time of writing is earlier than the last change of the entry: it may have "
                           "been set";
    text.zh += file.born ? "；修改时间早于创建时间：被改写过，或随文件一并带入"
                         : "；修改时间早于属性变更时间：可能被改写";
  }
  return text;
}

}  // namespace

Tracer::Node Tracer::file_node(const std::string& path) {
  const Node at = node(OriginKind::file, path, shown(path, 200));
  const auto file = host_.files.find(path);
  if (at >= chain_.nodes.size() || file == host_.files.end() || !chain_.nodes[at].note.en.empty()) return at;
  chain_.nodes[at].note = times_of(file->second);
  for (const OriginPlace& place : file->second.places) stand_on(at, place);
  const std::optional<Instant>& made = file->second.born ? file->second.born : file->second.modified;
  see(at, made, file->second.modified ? file->second.modified : made, "stated");
  return at;
}

void Tracer::trace_file(Node at, const std::string& path) {
  if (at >= chain_.nodes.size() || !traced_.insert("file" + path).second) return;
  FileTold file;
  if (const auto known = host_.files.find(path); known != host_.files.end()) file = known->second;
  if (const auto known = host_.starters.find(path); known != host_.starters.end()) file = known->second.file;
  file.path = path;
  bool back = made_by_process(at, path);
  back = take_carried(at, file) || back;
  if (is_below_web_root(host_, path) || host_.visits.contains(path)) back = trace_web(at, file) || back;
  take_commands(at, path);
  if (back) return;
  if (!file.born && !file.modified && !file.changed)
    return gap("no-file-times", {fmt::format("no time of {} is in the case", shown(path, 200)),
                                 fmt::format("案件中没有 {} 的时间信息", shown(path, 200))});
  if (!is_below_web_root(host_, path)) made_in_session(at, file);
}

// Who made it, by the kernel's own word.
bool Tracer::made_by_process(Node at, const std::string& path) {
  const auto known = host_.creations.find(path);
  if (known == host_.creations.end() || known->second.empty()) return false;
  // A file may have been made more than once: the time of its birth says which.
  const auto file = host_.files.find(path);
  const auto distance = [&](const Creation& one) {
    if (file == host_.files.end() || !file->second.born) return -one.time.at.nanoseconds;
    return std::abs(file->second.born->nanoseconds - one.time.at.nanoseconds);
  };
  const Creation& made = *std::ranges::min_element(known->second, {}, distance);
  const auto process = host_.processes.find(made.pid);
  const bool lives = process != host_.processes.end() && process->second.start &&
                     *process->second.start <= made.time.at && process->second.executable == made.executable;
  const Node by = lives ? process_node(process->second)
                        : node(OriginKind::process, fmt::format("{}@{}", made.pid, made.time.at.nanoseconds),
                               fmt::format("pid {} {}", made.pid, shown(made.executable)));
  OriginEdge edge_made;
  edge_made.relation = "made";
  edge_made.strength = OriginStrength::proved;
  edge_made.time = made.time.at;
  edge_made.basis = made.time.basis;
  edge_made.place = made.place;
  edge_made.why = {fmt::format("the audit log names who made it: process {} ({}), {}", made.pid,
                               shown(made.executable), when(made.time).en),
                   fmt::format("审计日志载明由进程 {}（{}）创建，{}", made.pid, shown(made.executable),
                               when(made.time).zh)};
  edge(by, at, std::move(edge_made));
  if (by < chain_.nodes.size()) see(by, made.time.at, made.time.at, made.time.basis);
  stand_on(by, made.place);
  OriginText why;
  if (const LoginFacts* login = login_of_session(made.session, made.time.at, why))
    return take_login(by, *login, OriginStrength::proved, std::move(why));
  if (lives) trace_process(by, process->second);
  return true;
}

// Commands of shell histories that name the file: a hint, for a history tells no outcome.
void Tracer::take_commands(Node at, const std::string& path) {
  const auto known = host_.commands.find(path);
  if (known == host_.commands.end()) return;
  std::size_t shown_count = 0;
  for (const CommandFacts& command : known->second) {
    if (++shown_count > kMostCommandsShown) break;
    const Node entry = node(OriginKind::entry, fmt::format("{}:{}", command.place.item, command.place.offset),
                            shown(command.text));
    stand_on(entry, command.place);
    OriginEdge named;
    named.relation = "named";
    named.leads_back = false;
    if (command.has_time) {
      named.time = command.time.at;
      named.basis = command.time.basis;
      see(entry, command.time.at, command.time.at, command.time.basis);
    }
    named.place = command.place;
    const OriginText time = command.has_time ? when(command.time) : OriginText{"without a time", "无时间"};
    const std::string user = command.user.empty() ? "?" : shown(command.user, 40);
    named.why = {fmt::format("a command of {} names it ({}): {}", user, time.en, shown(command.text)),
                 fmt::format("{} 的命令历史提到它（{}）：{}", user, time.zh, shown(command.text))};
    edge(entry, at, std::move(named));
  }
}

bool Tracer::made_in_session(Node at, const FileTold& file) {
  const std::optional<Instant> made = file.born ? file.born : file.changed ? file.changed : file.modified;
  if (!made) return false;
  std::string owner = file.owner;
  if (const auto user = host_.users.find(std::to_string(file.uid));
      owner.empty() && user != host_.users.end())
    owner = user->second;
  if (owner.empty() && file.uid == 0) owner = "root";
  const LoginFacts* login = login_near(owner, *made);
  if (login == nullptr) return false;
  const OriginText distance = apart(made->nanoseconds - login->time.at.nanoseconds);
  return take_login(at, *login, OriginStrength::likely,
                    {fmt::format("it was made {} after {} logged in; only the times are near", distance.en,
                                 shown(owner, 40)),
                     fmt::format("创建于 {} 登录后 {}；仅时间相邻", shown(owner, 40), distance.zh)});
}

}  // namespace firsthour::triage::origin
