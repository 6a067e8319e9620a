// SPDX-License-Identifier: Apache-2.0
// Logins: anonymous FTP, clear text, weak passwords, guessing; video devices that ask for nothing. A finding
// stands on what the server answered: an attempt is none.
#include "triage/network/dissect/text.h"
#include "triage/network/dissect/video.h"
#include "triage/network/elapsed.h"
#include "triage/network/finders.h"
#include "triage/network/findings/ceiling.h"
#include "triage/network/records.h"

#include <algorithm>
#include <map>
#include <set>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostKept = 10'000;
constexpr std::uint64_t kGuessing = 10;  // refusals of one client at one server

bool guest_name(std::string_view user) {
  // As Zeek's list: https://docs.zeek.org, FTP::guest_ids.
  const std::string name = lower(user);
  return name == "anonymous" || name == "ftp" || name == "ftpuser" || name == "guest";
}

struct Key {
  std::string protocol, client, server, user;
  auto operator<=>(const Key&) const = default;
};

struct Story {
  std::uint64_t accepted = 0, refused = 0;
  std::vector<std::uint64_t> packets;  // of accepted logins and their answers
  std::string scheme;
  bool in_clear = false, without_password = false, guest = false, video = false;
  std::optional<unsigned> weak_entry;
  std::string record;
  bool password_is_user = false;
};

struct Guessing {
  std::string protocol;
  std::uint64_t refused = 0, accepted_after = 0;
  std::set<std::string> users;
  std::vector<std::uint64_t> packets;
  Moment first, last;
  std::string record;
};

class LoginFinder final : public Finder {
 public:
  explicit LoginFinder(std::vector<WeakPassword> weak) : weak_{std::move(weak)} {}

  void login(const Flow& flow, const Login& login) override { take(flow, login); }

  void http(const Flow& flow, const HttpExchange& e) override {
    if (!e.request || !e.response) return;
    if (e.rtsp) return take_rtsp(flow, e);
    if (const auto token = onvif_login(e)) take(flow, *token);
    take_onvif(flow, e);
    take_dahua(flow, e);
    take_bypass(flow, e);
  }

  std::vector<NetworkFinding> findings() override;
  std::vector<std::string> unknown() override {
    std::vector<std::string> out;
    for (const Ceiling* most :
         {&most_stories_, &most_guessing_, &most_open_, &most_rpc_, &most_video_, &most_bypasses_})
      most->tell(out);
    return out;
  }

  void flow(const Flow& flow) override {
    rpc_.erase(flow.number);
    rtsp_with_login_.erase(flow.number);
  }

 private:
  struct Open {
    std::string protocol, server, client, device, record;
    std::vector<std::uint64_t> packets;
    std::uint64_t times = 0;
  };

  void take(const Flow& flow, const Login& login) {
    const std::string client = flow.client.address.text(), server = endpoint_text(flow.server);
    if (login.outcome == LoginOutcome::refused) {
      Guessing* kept = most_guessing_.entry(guessing_, {client, server});
      if (!kept) return;
      Guessing& g = *kept;
      if (g.refused++ == 0) g.first = login.asked, g.record = flow_reference(flow);
      g.last = login.answered;
      g.protocol = login.protocol;
      if (g.users.size() < 100) g.users.insert(login.user);
      if (g.packets.size() < 50) g.packets.push_back(login.asked.packet);
      return;
    }
    if (login.outcome != LoginOutcome::accepted) return;
    if (const auto g = guessing_.find({client, server}); g != guessing_.end()) ++g->second.accepted_after;
    const Key key{std::string{login.protocol}, client, server, login.user};
    Story* kept = most_stories_.entry(stories_, key);
    if (!kept) return;
    Story& s = *kept;
    const bool first = s.accepted++ == 0;
    if (first) s.record = flow_reference(flow);
    if (s.packets.size() < 50) {
      s.packets.push_back(login.asked.packet);
      if (login.answered.packet) s.packets.push_back(login.answered.packet);
    }
    s.scheme = login.scheme;
    s.in_clear |= login.password_seen;
    s.without_password |= login.without_password;
    s.guest |= login.protocol == "ftp" && guest_name(login.user);
    s.video |= login.protocol == "rtsp" || login.protocol == "onvif" || login.protocol == "dahua" ||
               video_servers_.contains(server);
    if (first && login.fits && !s.guest) test(login, s);
  }

  void test(const Login& login, Story& s) {
    if (!login.user.empty() && login.fits(login.user)) s.password_is_user = true;
    for (const WeakPassword& weak : weak_) {
      if (!login.fits(weak.text)) continue;
      s.weak_entry = weak.entry;
      return;
    }
  }

  void take_open(const std::string& rule, const Flow& flow, const HttpExchange& e, std::string device) {
    const std::string server = endpoint_text(flow.server);
    Open* kept = most_open_.entry(open_, {rule, server});
    if (!kept) return;
    Open& o = *kept;
    o.server = server;
    o.client = flow.client.address.text();
    o.device = std::move(device);
    if (o.times++ == 0) o.record = flow_reference(flow);
    if (o.packets.size() < 20) {
      o.packets.push_back(e.request->first.packet);
      o.packets.push_back(e.response->first.packet);
    }
  }

  void take_rtsp(const Flow& flow, const HttpExchange& e) {
    const std::string& method = e.request->method;
    if ((method != "DESCRIBE" && method != "SETUP" && method != "PLAY") || e.response->status / 100 != 2)
      return;
    // A session that was opened with a password goes on without one in some clients.
    const std::string server = endpoint_text(flow.server);
    if (e.request->has_header("authorization")) {
      rtsp_with_login_.insert(flow.number);
      return;
    }
    if (rtsp_with_login_.contains(flow.number) || e.request->target.find('@') != std::string::npos) return;
    take_open("network.rtsp.no-authentication", flow, e, std::string{e.response->header("server")});
  }

  void take_onvif(const Flow& flow, const HttpExchange& e) {
    const std::string_view body = e.request->body.head;
    if (e.request->target.find("/onvif/") == std::string::npos || e.response->status != 200) return;
    if (body.find("GetProfiles") == std::string_view::npos &&
        body.find("GetStreamUri") == std::string_view::npos &&
        body.find("GetUsers") == std::string_view::npos)
      return;
    if (body.find("Security") != std::string_view::npos || e.request->has_header("authorization")) return;
    if (e.response->body.head.find("Fault") != std::string::npos || e.response->body.length == 0) return;
    take_open("network.onvif.no-authentication", flow, e, "ONVIF");
  }

  void take_dahua(const Flow& flow, const HttpExchange& e) {
    if (!e.request->target.starts_with("/RPC2_Login")) return;
    DahuaRpc* rpc = most_rpc_.entry(rpc_, flow.number);
    if (!rpc) return;
    (void)rpc->request(e.request->body.head, e.request->first);
    if (const auto login = rpc->answer(e.response->body.head, e.response->first)) take(flow, *login);
  }

  void take_video_server(const std::string& server) {
    if (!video_servers_.contains(server) && most_video_.admits(video_servers_.size()))
      video_servers_.insert(server);
  }

  // One of the parameters, there may be several of that name.
  static bool names_admin(std::string_view target) {
    target.remove_prefix(std::min(target.find('?'), target.size()));
    while (!target.empty()) {
      target.remove_prefix(1);
      const std::string_view parameter = target.substr(0, target.find('&'));
      target.remove_prefix(parameter.size());
      if (!parameter.starts_with("auth=")) continue;
      const auto plain = lenient_base64(percent_decoded(parameter.substr(5), false));
      if (plain && plain->starts_with("admin:")) return true;
    }
    return false;
  }

  // CVE-2017-7921: ?auth= and base64 of "admin:" and anything.
  void take_bypass(const Flow& flow, const HttpExchange& e) {
    const std::string_view server_name = e.response->header("server");
    if (server_name.find("DNVRS-Webs") != std::string_view::npos ||
        server_name.find("DVRDVS-Webs") != std::string_view::npos ||
        server_name.find("App-webs") != std::string_view::npos || e.request->target.starts_with("/ISAPI/"))
      take_video_server(endpoint_text(flow.server));
    if (!names_admin(e.request->target) || !most_bypasses_.admits(bypasses_.size())) return;
    bypasses_.push_back({endpoint_text(flow.server),
                         flow.client.address.text(),
                         e.response->status,
                         {e.request->first.packet, e.response->first.packet},
                         e.response->body.length > 0,
                         flow_reference(flow)});
  }

  struct Bypass {
    std::string server, client;
    unsigned status;
    std::vector<std::uint64_t> packets;
    bool content;
    std::string record;
  };
  void judge(const Key& key, const Story& s, std::vector<NetworkFinding>& out) const;

  std::vector<WeakPassword> weak_;
  std::map<Key, Story> stories_;
  std::map<std::pair<std::string, std::string>, Guessing> guessing_;
  std::map<std::pair<std::string, std::string>, Open> open_;
  std::map<std::uint64_t, DahuaRpc> rpc_;
  std::set<std::uint64_t> rtsp_with_login_;
  std::set<std::string> video_servers_;
  std::vector<Bypass> bypasses_;
  Ceiling most_stories_{kMostKept, "logins: accounts that were let in"};
  Ceiling most_guessing_{kMostKept, "logins: refusals, by client and server"};
  Ceiling most_open_{kMostKept, "logins: devices that answer without one"};
  Ceiling most_rpc_{kMostKept, "logins: sessions of Dahua's web page at one time"};
  Ceiling most_video_{kMostKept, "logins: video devices, by their pages"};
  Ceiling most_bypasses_{1'000, "logins: bypasses of Hikvision's"};
};

std::string times(std::uint64_t n) { return n == 1 ? "once" : std::to_string(n) + " times"; }

void LoginFinder::judge(const Key& key, const Story& s, std::vector<NetworkFinding>& out) const {
  const std::string path = key.client + " -> " + key.server;
  const std::string who =
      "user `" + key.user + "`, " + key.protocol + ", scheme " + s.scheme + ", accepted " + times(s.accepted);
  const std::string who_zh = "用户“" + key.user + "”，" + key.protocol + "，方式 " + s.scheme +
                             "，登录成功 " + std::to_string(s.accepted) + " 次";
  if (s.guest) {
    out.push_back(network_finding("network.ftp.anonymous", true, Severity::medium,
                                  {"anonymous FTP login accepted", "FTP 匿名登录成功", who, who_zh}, path,
                                  s.record, s.packets, {"T1078"}));
    return;
  }
  if (s.weak_entry || s.password_is_user) {
    const std::string rule = s.weak_entry ? "on the weak list: entry " + std::to_string(*s.weak_entry)
                                          : "the password is the user name";
    const std::string rule_zh =
        s.weak_entry ? "命中弱口令表第 " + std::to_string(*s.weak_entry) + " 行" : "口令与用户名相同";
    out.push_back(network_finding(
        "network.login.weak-password", true, s.video ? Severity::high : Severity::medium,
        {"weak password accepted", "弱口令登录成功", who + "; " + rule, who_zh + "；" + rule_zh}, path,
        s.record, s.packets, {"T1078.001"}));
  }
  if (s.in_clear) {
    out.push_back(network_finding("network.login.clear-text", true, Severity::low,
                                  {"password sent in clear text", "口令明文传输", who, who_zh}, path,
                                  s.record, s.packets, {"T1040"}));
  }
}

std::vector<NetworkFinding> LoginFinder::findings() {
  std::vector<NetworkFinding> out;
  for (const auto& [key, story] : stories_) judge(key, story, out);
  for (const auto& [who, g] : guessing_) {
    if (g.refused < kGuessing) continue;
    const std::int64_t seconds = elapsed(g.first.time, g.last.time) / 1'000'000'000;
    const std::string facts = std::to_string(g.refused) + " refused logins (" + g.protocol + ") in " +
                              std::to_string(seconds) + " s, " + std::to_string(g.users.size()) +
                              " user names" +
                              (g.accepted_after ? ", then accepted" : ", none accepted after");
    const std::string facts_zh = std::to_string(seconds) + " 秒内 " + g.protocol + " 登录失败 " +
                                 std::to_string(g.refused) + " 次，涉及用户名 " +
                                 std::to_string(g.users.size()) + " 个" +
                                 (g.accepted_after ? "，其后登录成功" : "，其后未见成功");
    out.push_back(network_finding("network.login.guessing", true,
                                  g.accepted_after ? Severity::high : Severity::medium,
                                  {"repeated login failures", "多次登录失败", facts, facts_zh},
                                  who.first + " -> " + who.second, g.record, g.packets, {"T1110"}));
  }
  for (const auto& [key, o] : open_) {
    const bool onvif = key.first == "network.onvif.no-authentication";
    out.push_back(network_finding(
        key.first, true, Severity::high,
        {onvif ? "video device answers without a login (ONVIF)" : "video stream without a login (RTSP)",
         onvif ? "视频设备无需认证即应答（ONVIF）" : "视频流无需认证（RTSP）",
         "answered " + times(o.times) + (o.device.empty() ? "" : "; server " + o.device),
         "应答 " + std::to_string(o.times) + " 次" + (o.device.empty() ? "" : "；服务端 " + o.device)},
        o.client + " -> " + o.server, o.record, o.packets));
  }
  for (const Bypass& b : bypasses_) {
    const bool worked = b.status == 200 && b.content;
    out.push_back(network_finding(
        "network.hikvision.auth-bypass", true, worked ? Severity::critical : Severity::high,
        {worked ? "authentication bypass of a video device answered (CVE-2017-7921)"
                : "attempt to bypass a video device's authentication (CVE-2017-7921)",
         worked ? "视频设备认证绕过并获应答（CVE-2017-7921）" : "尝试绕过视频设备认证（CVE-2017-7921）",
         "?auth= with user admin; status " + std::to_string(b.status),
         "?auth= 参数含用户 admin；状态码 " + std::to_string(b.status)},
        b.client + " -> " + b.server, b.record, b.packets, {"T1190"}));
  }
  return out;
}

}  // namespace

std::unique_ptr<Finder> login_finder(std::vector<WeakPassword> weak) {
  return std::make_unique<LoginFinder>(std::move(weak));
}

}  // namespace firsthour::triage::network
