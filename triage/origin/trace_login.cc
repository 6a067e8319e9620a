// SPDX-License-Identifier: Apache-2.0
#include "triage/origin/tracer.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace firsthour::triage::origin {
namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;
// Between a login and the process that it is logged for: their clocks are the same, the log's has seconds.
constexpr std::int64_t kSameLogin = 120'000'000'000;
constexpr std::size_t kMostOthers = 5;

// "session-5.scope" of a control group's path; "" when it is none.
std::string session_in(std::string_view cgroup) {
  constexpr std::string_view kMark = "/session-";
  const std::size_t at = cgroup.rfind(kMark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = cgroup.substr(at + kMark.size());
  const std::size_t end = rest.find(".scope");
  return end == std::string_view::npos ? std::string{} : std::string{rest.substr(0, end)};
}

}  // namespace

Tracer::Node Tracer::login_node(const LoginFacts& login) {
  // utmp, the log and audit tell of the same login: one node for a user, an address and a minute.
  const std::string key =
      fmt::format("{}@{}@{}", login.user, login.address, login.time.at.nanoseconds / 60'000'000'000);
  const Node at = node(OriginKind::login, key,
                       fmt::format("{}{}{}", shown(login.user, 40), login.address.empty() ? "" : " ← ",
                                   shown(login.address, 64)));
  if (at >= chain_.nodes.size()) return at;
  see(at, login.time.at, login.time.at, login.time.basis);
  stand_on(at, login.place);
  OriginText& note = chain_.nodes[at].note;
  if (!note.en.empty()) return at;
  note = {fmt::format("{} logged in {}", shown(login.user, 40), when(login.time).en),
          fmt::format("{} 于 {} 登录", shown(login.user, 40), when(login.time).zh)};
  if (!login.method.empty()) {
    note.en += fmt::format(" by {}", shown(login.method, 40));
    note.zh += fmt::format("，方式 {}", shown(login.method, 40));
  }
  if (!login.key.empty()) {
    note.en += ", key " + shown(login.key, 80);
    note.zh += "，密钥 " + shown(login.key, 80);
  }
  return at;
}

const LoginFacts* Tracer::login_of_session(const std::string& session, Instant before,
                                           OriginText& why) const {
  if (session.empty()) return nullptr;
  const LoginFacts* without_address = nullptr;
  const LoginFacts* found = nullptr;
  // Numbers of sessions begin anew with each boot: what is asked about began after it, so did its login.
  const auto first = host_.processes.find(1);
  std::int64_t boot = std::numeric_limits<std::int64_t>::min();
  if (first != host_.processes.end() && first->second.start && *first->second.start <= before)
    boot = first->second.start->nanoseconds - kSameLogin;
  for (const LoginFacts& login : host_.logins) {
    if (login.session != session || login.time.at.nanoseconds > before.nanoseconds + kSameLogin) continue;
    if (login.time.basis != "none" && login.time.at.nanoseconds < boot) continue;
    (login.address.empty() ? without_address : found) = &login;
  }
  why = {fmt::format("its session, {}, is that of the login", session),
         fmt::format("会话编号 {} 与该登录一致", session)};
  if (found != nullptr || without_address == nullptr) return found;
  OriginText by_pid;
  const LoginFacts* with = login_of_pid(without_address->pid, without_address->time.at, by_pid);
  return with != nullptr ? with : without_address;
}

const LoginFacts* Tracer::login_of_pid(std::int64_t pid, Instant started, OriginText& why) const {
  if (pid <= 0) return nullptr;
  const LoginFacts* found = nullptr;
  for (const LoginFacts& login : host_.logins) {
    if (login.pid != pid || login.address.empty()) continue;
    if (std::abs(login.time.at.nanoseconds - started.nanoseconds) > kSameLogin) continue;
    if (found == nullptr || login.source == "sshd") found = &login;
  }
  if (found != nullptr)
    why = {fmt::format("process {} began at the time of the login that is logged for this number", pid),
           fmt::format("进程 {} 的启动时间与以该进程号记录的登录一致", pid)};
  return found;
}

const LoginFacts* Tracer::login_of(const ProcessFacts& process, OriginText& why) const {
  const Instant start = process.start.value_or(Instant{std::numeric_limits<std::int64_t>::max() / 2});
  if (const LoginFacts* login = login_of_session(process.audit_session, start, why)) return login;
  if (const LoginFacts* login = login_of_session(session_in(process.cgroup), start, why)) return login;
  if (process.start) {
    if (const LoginFacts* login = login_of_pid(process.pid, *process.start, why)) return login;
  }
  for (const ProcessFacts* parent : ancestors(process)) {
    if (!parent->start) continue;
    if (const LoginFacts* login = login_of_pid(parent->pid, *parent->start, why)) return login;
  }
  const auto leader = host_.processes.find(process.session_leader);
  if (leader != host_.processes.end() && leader->second.start)
    return login_of_pid(leader->first, *leader->second.start, why);
  return nullptr;
}

const LoginFacts* Tracer::login_near(const std::string& user, Instant at) {
  const LoginFacts* last = nullptr;
  std::set<std::string> addresses;
  for (const LoginFacts& login : host_.logins) {
    if (login.user != user || login.address.empty() || login.time.basis == "none") continue;
    if (login.time.at > at || login.time.at.nanoseconds < at.nanoseconds - kHour) continue;
    addresses.insert(login.address);
    last = &login;
  }
  if (addresses.size() > 1) {
    std::string all;
    for (const std::string& address : addresses)
      if (all.size() < 200) (all += all.empty() ? "" : ", ") += address;
    gap("several-fit",
        {fmt::format(
             "{} logged in from several addresses in the hour before, and nothing tells which login it "
             "was: {}",
             shown(user, 40), all),
         fmt::format("此前一小时内 {} 从多个地址登录，无法区分：{}", shown(user, 40), all)});
    return nullptr;
  }
  if (last == nullptr) {
    gap("no-login", {fmt::format("no login of {} in the hour before {} is known",
                                 user.empty() ? "its owner" : shown(user, 40), when(at, "stated").en),
                     fmt::format("{} 之前一小时内没有 {} 的登录记录", when(at, "stated").zh,
                                 user.empty() ? "其属主" : shown(user, 40))});
  }
  return last;
}

bool Tracer::take_login(Node at, const LoginFacts& login, OriginStrength strength, OriginText why) {
  const Node by = login_node(login);
  OriginEdge belongs;
  belongs.relation = "opened";
  belongs.strength = strength;
  belongs.why = std::move(why);
  belongs.time = login.time.at;
  belongs.basis = login.time.basis;
  belongs.place = login.place;
  edge(by, at, std::move(belongs));
  if (login.address.empty()) {
    gap("login-without-address", {"the login's record names no address: it may have been at the console",
                                  "登录记录没有来源地址：可能为控制台登录"});
    return true;
  }
  const Node from = address_node(login.address);
  OriginEdge logged_in;
  logged_in.relation = "logged-in";
  logged_in.strength = OriginStrength::proved;
  logged_in.time = login.time.at;
  logged_in.basis = login.time.basis;
  logged_in.place = login.place;
  logged_in.why = {
      fmt::format("{} logged in from {}, {}{}", shown(login.user, 40), login.address, when(login.time).en,
                  login.method.empty() ? "" : " (" + shown(login.method, 40) + ")"),
      fmt::format("{} 从 {} 登录，{}{}", shown(login.user, 40), login.address, when(login.time).zh,
                  login.method.empty() ? "" : "（" + shown(login.method, 40) + "）")};
  edge(from, by, std::move(logged_in));
  for (const KeyFacts& key : host_.keys) {
    if (login.key.empty() || key.fingerprint != login.key) continue;
    const Node file = node(OriginKind::key, key.path + key.fingerprint, shown(key.path, 200));
    stand_on(file, key.place);
    if (key.modified) see(file, key.modified, key.modified, "stated");
    OriginEdge with;
    with.relation = "with-key";
    with.strength = OriginStrength::proved;
    with.leads_back = false;
    with.place = key.place;
    with.why = {fmt::format("the key of the login stands in {}", shown(key.path, 200)),
                fmt::format("登录所用密钥列于 {}", shown(key.path, 200))};
    edge(by, file, std::move(with));
  }
  other_logins(from, login.address, login.user);
  return true;
}

// Accounts that were let in from an address, each once; `user` is told already.
void Tracer::other_logins(Node address, const std::string& from, const std::string& user) {
  std::map<std::string, std::pair<const LoginFacts*, std::uint64_t>> by_user;
  for (const LoginFacts& login : host_.logins) {
    if (login.address != from || login.user == user) continue;
    auto& [first, count] = by_user[login.user];
    if (first == nullptr) first = &login;
    ++count;
  }
  std::size_t taken = 0;
  for (const auto& [name, logins] : by_user) {
    if (++taken > kMostOthers) break;
    const Node to = login_node(*logins.first);
    OriginEdge also;
    also.relation = "logged-in";
    also.strength = OriginStrength::proved;
    also.leads_back = false;
    also.time = logins.first->time.at;
    also.basis = logins.first->time.basis;
    also.place = logins.first->place;
    also.why = {fmt::format("{} was let in from this address, too: {} records, the first {}", shown(name, 40),
                            logins.second, when(logins.first->time).en),
                fmt::format("该地址还以 {} 登录成功：记录 {} 条，首次 {}", shown(name, 40), logins.second,
                            when(logins.first->time).zh)};
    edge(address, to, std::move(also));
  }
}

}  // namespace firsthour::triage::origin
