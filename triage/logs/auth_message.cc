// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/auth_message.h"

#include <array>

namespace firsthour::triage::logs {
namespace {

struct ProgramService {
  std::string_view program, service;
};
// Services as Sigma's taxonomy names them; programs of /sbin and /bin that write to the authentication log.
constexpr std::array kServices = std::to_array<ProgramService>({{"sshd", "sshd"},
                                                                {"sshd-session", "sshd"},
                                                                {"sudo", "sudo"},
                                                                {"CRON", "cron"},
                                                                {"cron", "cron"},
                                                                {"crond", "cron"},
                                                                {"crontab", "cron"},
                                                                {"anacron", "cron"},
                                                                {"clamd", "clamav"},
                                                                {"freshclam", "clamav"},
                                                                {"vsftpd", "vsftpd"},
                                                                {"guacd", "guacamole"},
                                                                {"su", "auth"},
                                                                {"login", "auth"},
                                                                {"useradd", "auth"},
                                                                {"adduser", "auth"},
                                                                {"usermod", "auth"},
                                                                {"userdel", "auth"},
                                                                {"groupadd", "auth"},
                                                                {"groupmod", "auth"},
                                                                {"gpasswd", "auth"},
                                                                {"passwd", "auth"},
                                                                {"chpasswd", "auth"},
                                                                {"polkitd", "auth"},
                                                                {"systemd-logind", "auth"}});

// The text between two marks; "" when one is missing.
std::string_view between(std::string_view text, std::string_view from, std::string_view to) {
  const std::size_t start = text.find(from);
  if (start == std::string_view::npos) return {};
  const std::size_t begin = start + from.size();
  const std::size_t end = to.empty() ? std::string_view::npos : text.find(to, begin);
  if (!to.empty() && end == std::string_view::npos) return {};
  return text.substr(begin, end == std::string_view::npos ? end : end - begin);
}

std::string_view value_of(std::string_view text, std::string_view key, std::string_view stop) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + key.size());
  return rest.substr(0, rest.find(stop));
}

// "… USER from ADDRESS port N …", from the right.
std::string_view take_peer(Reading& reading, std::string_view text) {
  const std::size_t port = text.rfind(" port ");
  if (port == std::string_view::npos) return text;
  const std::string_view number = text.substr(port + 6);
  const std::string_view before = text.substr(0, port);
  const std::size_t blank = before.rfind(' ');
  if (blank == std::string_view::npos) return text;
  reading.field("source.ip", before.substr(blank + 1));
  reading.field("source.port", number.substr(0, number.find_first_not_of("0123456789")));
  const std::string_view rest = before.substr(0, blank);
  return rest.ends_with(" from") ? rest.substr(0, rest.size() - 5) : rest;
}

void take_pam(Reading& reading, std::string_view message) {
  const bool opened = message.find("session opened") != std::string_view::npos;
  const bool closed = message.find("session closed") != std::string_view::npos;
  if (opened || closed) {
    reading.field("auth.result", opened ? "session_opened" : "session_closed");
    const std::string_view user = value_of(message, "for user ", " ");
    reading.field("user.name", user.substr(0, user.find("(uid=")));
    const std::string_view by = between(message, " by ", "(uid=");
    reading.field("source.user.name", by);
  } else if (message.find("authentication failure") != std::string_view::npos) {
    reading.field("auth.result", "failed");
    reading.field("source.ip", value_of(message, "rhost=", " "));
    reading.field("source.user.name", value_of(message, "ruser=", " "));
    reading.field("tty", value_of(message, " tty=", " "));
    const std::size_t user = message.rfind(" user=");
    if (user != std::string_view::npos) reading.field("user.name", message.substr(user + 6));
  } else if (message.find("password changed for ") != std::string_view::npos) {
    reading.field("auth.result", "password_changed");
    reading.field("user.name", value_of(message, "password changed for ", " "));
  }
}

// "Accepted METHOD for USER from A port P ssh2: KEY", "Failed METHOD for [invalid user ]USER from …".
void take_attempt(Reading& reading, std::string_view message, std::string_view result) {
  const std::size_t method_at = message.find(' ') + 1;
  const std::string_view method = value_of(message.substr(method_at), "", " ");
  std::string_view rest = take_peer(reading, message);
  const std::size_t user = rest.find(" for ");
  reading.field("auth.result", result);
  reading.field("auth.method", method);
  if (user == std::string_view::npos) return;
  rest.remove_prefix(user + 5);
  const bool invalid = rest.starts_with("invalid user ");
  if (invalid) rest.remove_prefix(13);
  reading.field("user.name", rest);
  if (invalid) reading.event.add_boolean("user.unknown", true);
  const std::size_t key = message.rfind("SHA256:");
  if (result == "accepted" && key != std::string_view::npos)
    reading.field("key.fingerprint", message.substr(key));
}

void take_sshd(Reading& reading, std::string_view message) {
  if (message.starts_with("Accepted ")) return take_attempt(reading, message, "accepted");
  if (message.starts_with("Failed ")) return take_attempt(reading, message, "failed");
  if (message.starts_with("Invalid user ")) {
    reading.field("auth.result", "invalid_user");
    const std::string_view rest = take_peer(reading, message);
    reading.field("user.name", rest.substr(std::min<std::size_t>(rest.size(), 13)));
    reading.event.add_boolean("user.unknown", true);
  } else if (message.find("maximum authentication attempts exceeded") != std::string_view::npos) {
    reading.field("auth.result", "too_many_attempts");
    (void)take_peer(reading, message);
  } else if (message.starts_with("Disconnected ") || message.starts_with("Connection closed ") ||
             message.starts_with("Connection reset ") || message.starts_with("Received disconnect ")) {
    reading.field("auth.result", "disconnected");
    (void)take_peer(reading, message);
  } else if (message.starts_with("Connection from ")) {
    // "Connection from A port P on B port Q": the first pair is the peer.
    reading.field("auth.result", "connected");
    (void)take_peer(reading, message.substr(0, message.find(" on ")));
  }
}

// "bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/bash", with a reason first where it was
// refused.
void take_sudo(Reading& reading, std::string_view message) {
  while (message.starts_with(' ')) message.remove_prefix(1);
  const std::size_t colon = message.find(" : ");
  const std::size_t facts = message.find("TTY=");
  if (colon == std::string_view::npos || facts == std::string_view::npos || facts < colon) return;
  reading.field("user.name", message.substr(0, colon));
  const std::string_view reason = message.substr(colon + 3, facts - colon - 3);
  reading.field("auth.reason", reason.substr(0, reason.rfind(" ; ")));
  reading.field("auth.result", reason.empty() ? "accepted" : "failed");
  // The command is last and may hold the other marks.
  const std::size_t command = message.find(" ; COMMAND=");
  const std::string_view head =
      message.substr(facts, command == std::string_view::npos ? command : command - facts);
  reading.field("TTY", value_of(head, "TTY=", " ; "));
  reading.field("PWD", value_of(head, "PWD=", " ; "));
  reading.field("USER", value_of(head, "USER=", " ; "));
  if (command != std::string_view::npos) reading.field("COMMAND", message.substr(command + 11));
}

void take_su(Reading& reading, std::string_view message) {
  const bool failed = message.starts_with("FAILED");
  const std::string_view to = between(message, "(to ", ")");
  if (to.empty()) return;
  reading.field("auth.result", failed ? "failed" : "accepted");
  reading.field("user.name", to);
  reading.field("source.user.name", between(message, ") ", " on "));
  const std::size_t on = message.rfind(" on ");
  if (on != std::string_view::npos) reading.field("TTY", message.substr(on + 4));
}

// "new user: name=x, UID=1001, GID=1001, home=/home/x, shell=/bin/bash", "delete user 'x'", "add 'x' to group
// 'sudo'".
void take_account(Reading& reading, std::string_view message) {
  const bool group = message.starts_with("new group: ");
  if (message.starts_with("new user: ") || group) {
    reading.field("account.action", group ? "group_added" : "user_added");
    reading.field(group ? "group.name" : "user.name", value_of(message, "name=", ","));
    reading.field(group ? "group.id" : "user.id", value_of(message, group ? "GID=" : "UID=", ","));
    reading.field("user.home", value_of(message, "home=", ","));
    reading.field("user.shell", value_of(message, "shell=", ","));
  } else if (message.starts_with("delete user ")) {
    reading.field("account.action", "user_deleted");
    reading.field("user.name", between(message, "'", "'"));
  } else if (message.starts_with("add '")) {
    reading.field("account.action", "added_to_group");
    reading.field("user.name", between(message, "add '", "'"));
    const std::string_view rest = between(message, "group ", "");
    reading.field("group.name", between(rest, "'", "'"));
  } else if (message.starts_with("change user ")) {
    reading.field("account.action", "user_changed");
    reading.field("user.name", between(message, "change user '", "'"));
  }
}

// "(root) CMD (command)"
void take_cron(Reading& reading, std::string_view message) {
  if (!message.starts_with('(')) return;
  reading.field("user.name", between(message, "(", ") "));
  const std::string_view command = between(message, " CMD (", "");
  if (command.ends_with(')')) reading.field("command_line", command.substr(0, command.size() - 1));
}

}  // namespace

void add_auth_fields(Reading& reading, LogRecord& record) {
  std::string_view program = record.program;
  const std::size_t slash = program.find_last_of('/');
  if (slash != std::string_view::npos && slash + 1 < program.size()) program.remove_prefix(slash + 1);
  for (const ProgramService& known : kServices) {
    if (program != known.program) continue;
    record.origin.service = known.service;
    if (record.origin.wider.empty() && known.service != "auth") {
      record.origin.wider = known.service == "sshd" || known.service == "sudo" ? "auth" : "syslog";
    }
    if (record.message.starts_with("pam_")) return take_pam(reading, record.message);
    if (known.service == "sshd") return take_sshd(reading, record.message);
    if (known.service == "sudo") return take_sudo(reading, record.message);
    if (known.service == "cron") return take_cron(reading, record.message);
    if (known.program == "su") return take_su(reading, record.message);
    if (known.service == "auth") return take_account(reading, record.message);
    return;
  }
  if (program.starts_with("pam_")) take_pam(reading, record.message);
}

}  // namespace firsthour::triage::logs
