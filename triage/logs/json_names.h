// SPDX-License-Identifier: Apache-2.0
// Under which keys programs that log in JSON write what Sigma's taxonomy has a name for. From the
// documentation of nginx, Apache, Caddy, Traefik, Docker, journald, Winlogbeat and Elastic Common Schema.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace firsthour::triage::logs {

inline constexpr auto kJsonTimes = std::to_array<std::string_view>(
    {"@timestamp", "timestamp", "time", "ts", "time_iso8601", "time_local", "datetime", "date_time",
     "eventTime", "EventTime", "TimeCreated", "Event.System.TimeCreated.#attributes.SystemTime", "SystemTime",
     "UtcTime", "__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP", "StartUTC", "asctime", "date"});
inline constexpr auto kJsonHosts =
    std::to_array<std::string_view>({"host.name", "hostname", "_HOSTNAME", "Computer", "Hostname",
                                     "Event.System.Computer", "winlog.computer_name"});
inline constexpr auto kJsonMessages = std::to_array<std::string_view>(
    {"message", "msg", "MESSAGE", "log", "short_message", "Message", "event.original"});
inline constexpr auto kJsonPrograms = std::to_array<std::string_view>(
    {"process.name", "SYSLOG_IDENTIFIER", "program", "appname", "logger", "_COMM"});
inline constexpr auto kJsonUris =
    std::to_array<std::string_view>({"request_uri", "requestURI", "uri", "url.original", "RequestPath",
                                     "request.uri", "request_path", "url"});

struct JsonWebName {
  std::string_view ours;
  std::span<const std::string_view> theirs;
};
inline constexpr auto kJsonClients = std::to_array<std::string_view>(
    {"c-ip", "remote_addr", "client_ip", "clientip", "remote_ip", "remoteAddress", "client.ip", "source.ip",
     "request.remote_ip", "request.client_ip", "ClientHost", "remoteIP", "remote_host"});
inline constexpr auto kJsonMethods =
    std::to_array<std::string_view>({"cs-method", "request_method", "method", "http.request.method",
                                     "request.method", "RequestMethod", "verb"});
inline constexpr auto kJsonStatus =
    std::to_array<std::string_view>({"sc-status", "status", "status_code", "statusCode", "response_status",
                                     "http.response.status_code", "DownstreamStatus", "response"});
inline constexpr auto kJsonBytes =
    std::to_array<std::string_view>({"sc-bytes", "body_bytes_sent", "bytes_sent", "size", "bytes",
                                     "http.response.body.bytes", "DownstreamContentSize"});
inline constexpr auto kJsonReferers = std::to_array<std::string_view>(
    {"cs-referer", "http_referer", "referer", "referrer", "http.request.referrer"});
inline constexpr auto kJsonAgents = std::to_array<std::string_view>(
    {"cs-user-agent", "http_user_agent", "user_agent", "agent", "userAgent", "user_agent.original"});
inline constexpr auto kJsonWebHosts = std::to_array<std::string_view>(
    {"cs-host", "http_host", "vhost", "server_name", "request.host", "RequestHost", "url.domain"});
inline constexpr auto kJsonUsers =
    std::to_array<std::string_view>({"cs-username", "remote_user", "user.name"});

inline constexpr auto kJsonWebNames = std::to_array<JsonWebName>({{"c-ip", kJsonClients},
                                                                  {"cs-method", kJsonMethods},
                                                                  {"sc-status", kJsonStatus},
                                                                  {"sc-bytes", kJsonBytes},
                                                                  {"cs-referer", kJsonReferers},
                                                                  {"cs-user-agent", kJsonAgents},
                                                                  {"cs-host", kJsonWebHosts},
                                                                  {"cs-username", kJsonUsers}});

struct JsonPrefix {
  std::string_view theirs;
  std::string_view whole;  // our name; "" when what follows the prefix is it
};
inline constexpr auto kJsonWindowsPrefixes =
    std::to_array<JsonPrefix>({{"Event.EventData.", ""},
                               {"winlog.event_data.", ""},
                               {"winlog.channel", "Channel"},
                               {"winlog.event_id", "EventID"},
                               {"winlog.provider_name", "Provider_Name"},
                               {"winlog.computer_name", "Computer"},
                               {"Event.System.Provider.#attributes.Name", "Provider_Name"},
                               {"Event.System.EventID.#text", "EventID"},
                               {"Event.System.EventID", "EventID"},
                               {"Event.System.Channel", "Channel"},
                               {"Event.System.Computer", "Computer"}});

}  // namespace firsthour::triage::logs
