// SPDX-License-Identifier: Apache-2.0
// Fields of log entries as STIX 2.1 cyber-observable objects (section 6).
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/number.h"
#include "triage/indicators/entry_indicators.h"

#include <initializer_list>

namespace firsthour::triage {
namespace {

// The first field that is there, of the names that different logs give it.
std::string first_of(const sigma::Event& event, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const std::string_view text = event.text(key);
    if (!text.empty() && text != "-") return display_utf8(text);
  }
  return {};
}

Json address_object(const std::string& ip) {
  return {{"type", ip.find(':') == std::string::npos ? "ipv4-addr" : "ipv6-addr"}, {"value", ip}};
}

// "SHA1=…,MD5=…,SHA256=…", as Sysmon writes it.
Json hashes_of(std::string_view text) {
  Json hashes = Json::object();
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(','));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = one.substr(0, equals);
    const std::string value{one.substr(equals + 1)};
    if (name == "MD5") hashes["MD5"] = value;
    if (name == "SHA1") hashes["SHA-1"] = value;
    if (name == "SHA256") hashes["SHA-256"] = value;
  }
  return hashes;
}

Json file_object(const std::string& path) {
  const std::size_t slash = path.find_last_of("/\\");
  Json file{{"type", "file"}, {"name", path.substr(slash == std::string::npos ? 0 : slash + 1)}};
  if (slash != std::string::npos)
    file["parent_directory_ref"] = {{"type", "directory"}, {"path", path.substr(0, slash)}};
  return file;
}

void add_process(const sigma::Event& event, Json& objects) {
  const std::string image = first_of(event, {"Image", "NewProcessName", "exe", "process.executable", "_EXE"});
  const std::string line =
      first_of(event, {"CommandLine", "command_line", "proctitle", "COMMAND", "_CMDLINE"});
  if (image.empty() && line.empty()) return;
  Json process{{"type", "process"}, {"command_line", line}};
  if (!image.empty()) {
    process["image_ref"] = file_object(image);
    process["name"] = process["image_ref"]["name"];
    if (const auto hashes = hashes_of(event.text("Hashes")); !hashes.empty())
      process["image_ref"]["hashes"] = hashes;
    objects.push_back(process["image_ref"]);
  }
  if (const std::string cwd = first_of(event, {"CurrentDirectory", "cwd", "PWD"}); !cwd.empty())
    process["cwd"] = cwd;
  if (const std::string user = first_of(event, {"User", "SubjectUserName", "user.name"}); !user.empty())
    process["creator_user_ref"] = {{"type", "user-account"}, {"account_login", user}, {"user_id", user}};
  if (const auto pid = number_from<std::int64_t>(event.text("ProcessId"))) process["pid"] = *pid;
  if (const std::string parent = first_of(event, {"ParentImage", "ParentProcessName"}); !parent.empty())
    process["parent_ref"] = {{"type", "process"},
                             {"image_ref", file_object(parent)},
                             {"command_line", first_of(event, {"ParentCommandLine"})}};
  objects.push_back(std::move(process));
}

void add_traffic(const sigma::Event& event, Json& objects) {
  const std::string source = first_of(event, {"SourceIp", "source.ip", "c-ip", "IpAddress"});
  const std::string destination = first_of(event, {"DestinationIp", "destination.ip", "s-ip"});
  const std::string target = first_of(event, {"cs-uri", "cs-uri-stem"});
  if (source.empty() && destination.empty() && target.empty()) return;
  Json traffic{{"type", "network-traffic"}, {"protocols", Json::array()}};
  for (const auto& [key, ip] : {std::pair{"src_ref", source}, std::pair{"dst_ref", destination}}) {
    if (ip.empty()) continue;
    traffic[key] = address_object(ip);
    objects.push_back(traffic[key]);
  }
  if (const std::string protocol = first_of(event, {"Protocol"}); !protocol.empty())
    traffic["protocols"].push_back(protocol);
  if (const auto port = number_from<std::int64_t>(event.text("SourcePort"))) traffic["src_port"] = *port;
  if (const auto port = number_from<std::int64_t>(event.text("DestinationPort"))) traffic["dst_port"] = *port;
  if (!target.empty()) {
    traffic["protocols"].push_back("http");
    Json request{{"request_method", first_of(event, {"cs-method"})},
                 {"request_value", target},
                 {"request_header",
                  {{"User-Agent", Json::array({first_of(event, {"cs-user-agent"})})},
                   {"Referer", Json::array({first_of(event, {"cs-referer"})})}}}};
    traffic["extensions"] = {{"http-request-ext", std::move(request)}};
    if (const std::string host = first_of(event, {"cs-host"}); !host.empty())
      objects.push_back({{"type", "url"}, {"value", "http://" + host + target}});
  }
  objects.push_back(std::move(traffic));
}

}  // namespace

Json observed_objects(const sigma::Event& event) {
  Json objects = Json::array();
  add_process(event, objects);
  add_traffic(event, objects);
  for (const char* key : {"QueryName", "DestinationHostname", "cs-host", "source.address"})
    if (const std::string name = first_of(event, {key}); !name.empty())
      objects.push_back({{"type", "domain-name"}, {"value", name}});
  if (const std::string user = first_of(event, {"TargetUserName", "user.name", "cs-username"}); !user.empty())
    objects.push_back({{"type", "user-account"}, {"account_login", user}, {"user_id", user}});
  if (const std::string path = first_of(event, {"TargetFilename"}); !path.empty())
    objects.push_back(file_object(path));
  if (const std::string key = first_of(event, {"TargetObject"}); !key.empty()) {
    const std::size_t slash = key.rfind('\\');
    objects.push_back({{"type", "windows-registry-key"},
                       {"key", key.substr(0, slash)},
                       {"values", Json::array({{{"name", slash == key.npos ? "" : key.substr(slash + 1)},
                                                {"data", first_of(event, {"Details"})}}})}});
  }
  return objects;
}

}  // namespace firsthour::triage
