// SPDX-License-Identifier: Apache-2.0
// host.session: who is logged in, by the state that systemd-logind keeps in /run/systemd/sessions.
#include "collectors/host/kernel_text.h"
#include "collectors/output/record_file.h"
#include "collectors/system/state_file.h"
#include "collectors/system/system.h"

#include <algorithm>
#include <array>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kStateLimit = 64 << 10;

struct Text {
  std::string_view from, key;
};
constexpr std::array kTexts{
    Text{"UID", "user.id"},
    Text{"USER", "user.name"},
    Text{"TTY", "session.tty"},
    Text{"REMOTE_HOST", "source.address"},
    Text{"REMOTE_USER", "session.remote_user"},
    Text{"SERVICE", "session.service"},
    Text{"TYPE", "session.type"},
    Text{"CLASS", "session.class"},
    Text{"STATE", "session.state"},
    Text{"SCOPE", "session.scope"},
    Text{"SEAT", "session.seat"},
    Text{"DISPLAY", "session.display"},
};

RecordWriter record_of(const std::string& id, std::string_view text) {
  const auto state = parse_state_file(text);
  RecordWriter record{"host.session"};
  record.put_bytes("session.id", id);
  for (const auto& [from, key] : kTexts)
    if (const auto value = state.find(from); value != state.end() && !value->second.empty())
      record.put_bytes(key, value->second);
  if (const auto leader = state.find("LEADER"); leader != state.end())
    record.put("process.pid", number_from<std::uint32_t>(leader->second));
  if (const auto remote = state.find("REMOTE"); remote != state.end())
    record.put("session.remote", remote->second == "1");
  // Microseconds since 1970.
  if (const auto start = state.find("REALTIME"); start != state.end())
    if (const auto micros = number_from<std::int64_t>(start->second); micros && *micros < INT64_MAX / 1000)
      record.put("session.started", Instant{*micros * 1000});
  return record;
}

}  // namespace

SourceOutcome collect_sessions(Context& context) {
  SourceOutcome outcome;
  const std::string folder = "/run/systemd/sessions";
  const auto entries = context.host.list(folder);
  if (!entries) {
    outcome.outcome = entries.error().code == Errc::not_found ? Outcome::complete : Outcome::denied;
    outcome.reason =
        entries.error().code == Errc::not_found ? "no systemd-logind here" : entries.error().what;
    return outcome;
  }
  RecordFile file{context, "host.session"};
  for (const auto& entry : *entries) {
    if (entry.name.ends_with(".ref")) continue;  // a pipe that logind watches
    const auto text = context.host.read(folder + '/' + entry.name, kStateLimit);
    if (text)
      file.add(record_of(entry.name, text->bytes));
    else if (text.error().code != Errc::not_found)  // ended meanwhile
      add_problem(outcome, Outcome::partial, text.error().what);
  }
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
