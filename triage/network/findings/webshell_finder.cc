// SPDX-License-Identifier: Apache-2.0
// Clients of webshells, in HTTP messages only: rule texts of scanners carry the same strings elsewhere. A
// constant of a tool's is "identified"; its shape alone "looks like". Which constants were seen on captures
// and which are from public descriptions is told beside each.
#include "casefile/encoding.h"
#include "triage/network/dissect/text.h"
#include "triage/network/finders.h"
#include "triage/network/findings/ceiling.h"
#include "triage/network/records.h"

#include <map>

namespace firsthour::triage::network {

namespace {

struct Mark {
  const char* tool;
  const char* mode;
};

bool begins(std::string_view text, std::string_view with) { return text.starts_with(with); }

bool hex_digits(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool base64_digits(std::string_view text) {
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n") ==
         std::string_view::npos;
}

bool script_target(std::string_view target) {
  const std::string path = lower(target.substr(0, target.find_first_of("?;#")));
  for (const std::string_view end :
       {".php", ".php5", ".phtml", ".jsp", ".jspx", ".asp", ".aspx", ".ashx", ".asmx", ".do", ".action"})
    if (path.ends_with(end)) return true;
  return false;
}

// Behinder 3 and 4. [captures] XOR's first bytes and the JSON mode; [computed] AES for PHP with the default
// key.
std::optional<Mark> behinder(const HttpExchange& e) {
  const std::string_view body = e.request->body.head;
  if (begins(body, "\xfe\xcb\xdf\x8d\x32\x39\x66") || begins(body, "/svfjTI5Zl"))
    return Mark{"Behinder 冰蝎", "xor, Java"};
  if (begins(body, "3Mn1yNMtoZViV5wotQHPJ") || begins(body, "m7nCS8n4OZG9akdDlxm6O"))
    return Mark{"Behinder 冰蝎", "aes, PHP, default key"};
  if (body.find(":\"yv66vgAAAD") != std::string_view::npos) return Mark{"Behinder 冰蝎", "json, Java"};
  if (e.response) {
    const std::string_view answer = e.response->body.head;
    if (begins(answer, "\x4f\x17\x08\x40\x55\x1b\x5c\x47") || begins(answer, "TxcIQFUbXEc") ||
        begins(answer, "TxcWR1NNExZAD0ZaAWMI"))
      return Mark{"Behinder 冰蝎", "xor, answer"};
  }
  return std::nullopt;
}

// Godzilla. [captures] the default key's answers and the EVAL mode.
std::optional<Mark> godzilla(const HttpExchange& e) {
  const std::string_view body = e.request->body.head;
  if (e.response) {
    const std::string_view answer = trimmed(e.response->body.head), tail = trimmed(e.response->body.tail);
    if (begins_with_word(answer, "11cd6a8758984163") && lower(tail).ends_with("6c37ac826a2a04bc"))
      return Mark{"Godzilla 哥斯拉", "default key"};
  }
  if (body.find("=eval%28base64_decode%28strrev%28urldecode%28%27") != std::string_view::npos)
    return Mark{"Godzilla 哥斯拉", "eval"};
  return std::nullopt;
}

// AntSword and China Chopper. [public descriptions only, no capture]
std::optional<Mark> plain_shells(const HttpExchange& e) {
  if (begins_with_word(e.request->header("user-agent"), "antSword/v"))
    return Mark{"AntSword 蚁剑", "user agent"};
  const std::string body = percent_decoded(std::string_view{e.request->body.head}.substr(0, 16'384), true);
  const bool wrapped = e.response && trimmed(e.response->body.head).starts_with("->|") &&
                       trimmed(e.response->body.tail).ends_with("|<-");
  if (body.find("@eval(base64_decode($_POST[z0]))") != std::string::npos ||
      body.find("@eval\x01(base64_decode($_POST[z0]))") != std::string::npos ||
      (body.find("z0=QGluaV9zZXQ") != std::string::npos && body.find("eval") != std::string::npos))
    return Mark{"China Chopper 菜刀", "PHP"};
  if (wrapped &&
      (body.find("&z1=") != std::string::npos || body.find("On Error Resume Next") != std::string::npos))
    return Mark{"China Chopper 菜刀", "wrapped answer"};
  if (body.find("@ini_set(\"display_errors\", \"0\");@set_time_limit(0)") != std::string::npos)
    return Mark{"AntSword 蚁剑", "PHP"};
  return std::nullopt;
}

struct Shell {
  std::string tool, mode, client, record;
  std::uint64_t requests = 0;
  std::vector<std::uint64_t> packets;
};

// What a script's URL was asked for: shapes need the whole story.
struct Story {
  std::string client, record;
  bool one_client = true, other_methods = false, referer = false;
  std::uint64_t posts = 0, without_type = 0, framed_answers = 0, handshakes = 0;
  std::string frame;  // 16 digits in front and 16 behind of Godzilla's answers
  bool frame_differs = false;
  std::vector<std::uint64_t> packets;
};

class WebshellFinder final : public Finder {
 public:
  void http(const Flow& flow, const HttpExchange& e) override {
    if (e.rtsp || !e.request) return;
    const std::string url =
        endpoint_text(flow.server) + std::string{std::string_view{e.request->target}.substr(0, 300)};
    take_story(flow, e, url.substr(0, url.find('?')));
    if (e.request->body.length == 0 && !begins_with_word(e.request->header("user-agent"), "antSword/v"))
      return;
    take_upload(flow, e);
    for (const auto& test : {behinder, godzilla, plain_shells}) {
      const auto mark = test(e);
      if (!mark) continue;
      Shell* kept = most_shells_.entry(shells_, url);
      if (!kept) return;
      Shell& s = *kept;
      if (s.tool.empty())
        s = {mark->tool, mark->mode, flow.client.address.text(), flow_reference(flow), 0, {}};
      ++s.requests;
      if (s.packets.size() < 50) {
        s.packets.push_back(e.request->first.packet);
        if (e.response) s.packets.push_back(e.response->first.packet);
      }
      return;
    }
  }

  std::vector<NetworkFinding> findings() override {
    std::vector<NetworkFinding> out;
    for (const auto& [url, s] : shells_) {
      out.push_back(network_finding(
          "network.webshell." + lower(s.tool.substr(0, s.tool.find(' '))), true, Severity::critical,
          {"webshell in use: " + s.tool, "正在使用的 WebShell：" + s.tool,
           "mode " + s.mode + "; " + std::to_string(s.requests) + " requests from " + s.client,
           "模式 " + s.mode + "；来自 " + s.client + " 的请求 " + std::to_string(s.requests) + " 次"},
          url, s.record, s.packets, {"T1505.003"}));
    }
    for (const auto& [url, s] : stories_) {
      const auto shell = shells_.lower_bound(url);
      if (shell == shells_.end() || !shell->first.starts_with(url)) judge(url, s, out);
    }
    for (NetworkFinding& upload : uploads_) out.push_back(std::move(upload));
    return out;
  }

  std::vector<std::string> unknown() override {
    std::vector<std::string> out;
    for (const Ceiling* most : {&most_shells_, &most_stories_, &most_uploads_}) most->tell(out);
    return out;
  }

 private:
  void take_story(const Flow& flow, const HttpExchange& e, const std::string& url) {
    if (!script_target(e.request->target)) return;
    Story* kept = most_stories_.entry(stories_, url);
    if (!kept) return;
    Story& s = *kept;
    const std::string client = flow.client.address.text();
    if (s.client.empty()) s.client = client, s.record = flow_reference(flow);
    s.one_client &= s.client == client;
    s.other_methods |= e.request->method != "POST";
    s.referer |= e.request->has_header("referer");
    if (e.request->method != "POST" || e.request->body.length == 0) return;
    ++s.posts;
    s.without_type += !e.request->has_header("content-type");
    if (s.packets.size() < 50) s.packets.push_back(e.request->first.packet);
    if (!e.response) return;
    s.handshakes +=
        e.request->body.length > 20'000 && e.response->status == 200 && e.response->body.length == 0;
    take_frame(e.response->body, s);
  }

  // Godzilla with any key: 16 digits, base64, 16 digits; the same digits for one shell.
  static void take_frame(const HttpBody& body, Story& s) {
    const std::string_view head = trimmed(body.head), tail = trimmed(body.tail);
    if (head.size() < 36 || tail.size() < 16 || body.cut || !hex_digits(head.substr(0, 16)) ||
        !hex_digits(tail.substr(tail.size() - 16)) || !base64_digits(head.substr(16)))
      return;
    const std::string frame = std::string{head.substr(0, 16)} + std::string{tail.substr(tail.size() - 16)};
    if (s.frame.empty()) s.frame = frame;
    s.frame_differs |= s.frame != frame;
    ++s.framed_answers;
  }

  void take_upload(const Flow& flow, const HttpExchange& e) {
    if (e.request->header("content-type").find("multipart/form-data") == std::string_view::npos) return;
    const std::string_view body = e.request->body.head;
    const bool php = body.find("<?php @eval(") != std::string_view::npos ||
                     body.find("<?php @error_reporting(0);") != std::string_view::npos;
    const bool jsp = body.find("<%@page import=\"java.util.*,javax.crypto.*") != std::string_view::npos;
    const bool key = body.find("e45e329feb5d925b") != std::string_view::npos ||
                     body.find("3c6e0b8a9c15224a") != std::string_view::npos;
    if ((!php && !jsp && !key) || !most_uploads_.admits(uploads_.size())) return;
    const bool taken = e.response && e.response->status / 100 == 2;
    uploads_.push_back(
        network_finding("network.webshell.upload", key, taken ? Severity::high : Severity::medium,
                        {"upload of a webshell", "上传 WebShell",
                         std::string{key   ? "default key of a known tool"
                                     : php ? "PHP that runs what it is sent"
                                           : "JSP that decrypts what it is sent"} +
                             (taken ? "" : "; not known whether it was taken"),
                         std::string{key   ? "含已知工具的默认密钥"
                                     : php ? "PHP 代码执行"
                                           : "JSP 解密执行"} +
                             (taken ? "" : "；是否成功未知")},
                        between_text(flow) + e.request->target.substr(0, 200), flow_reference(flow),
                        {e.request->first.packet}, {"T1505.003", "T1105"}));
  }

  static void judge(const std::string& url, const Story& s, std::vector<NetworkFinding>& out) {
    if (!s.one_client || s.other_methods || s.referer) return;
    const bool godzilla_shape = s.framed_answers >= 3 && !s.frame_differs;
    const bool behinder_shape = s.posts >= 3 && s.without_type == s.posts;
    if (!godzilla_shape && !behinder_shape) return;
    const std::string tool = godzilla_shape ? "Godzilla 哥斯拉" : "Behinder 冰蝎";
    const std::string why = godzilla_shape ? "every answer stands between the same 16 and 16 digits"
                                           : "every request has a body without a type";
    const std::string why_zh =
        godzilla_shape ? "每次应答均以相同的前后各 16 位十六进制包裹" : "每次请求均带正文而无 Content-Type";
    out.push_back(network_finding(
        "network.webshell.shape", false, Severity::high,
        {"a webshell's traffic, as of " + tool, "WebShell 通信，形态近似 " + tool,
         why + "; " + std::to_string(s.posts) + " POST requests of one client, " + s.client +
             ", and nothing else",
         why_zh + "；仅有客户端 " + s.client + " 的 POST 请求 " + std::to_string(s.posts) + " 次"},
        url, s.record, s.packets, {"T1505.003"}));
  }

  std::map<std::string, Shell> shells_;
  std::map<std::string, Story> stories_;
  std::vector<NetworkFinding> uploads_;
  Ceiling most_shells_{10'000, "webshells: requests that show a tool, by address"};
  Ceiling most_stories_{10'000, "webshells: requests to scripts, by address"};
  Ceiling most_uploads_{1'000, "webshells: uploads"};
};

}  // namespace

std::unique_ptr<Finder> webshell_finder() { return std::make_unique<WebshellFinder>(); }

}  // namespace firsthour::triage::network
