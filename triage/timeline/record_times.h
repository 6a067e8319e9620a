// SPDX-License-Identifier: Apache-2.0
// Which keys of which host records are times, and what they say (casefile/RECORDS.md).
#pragma once

#include <array>
#include <string_view>

namespace firsthour::triage {

struct RecordTime {
  std::string_view record, key;          // "host.process", "process.start"
  std::string_view source, description;  // as TimelineEntry has them
  std::array<std::string_view, 4> told;  // keys whose values make the message, in order
};

inline constexpr auto kRecordTimes = std::to_array<RecordTime>({
    {"host.process",
     "process.start",
     "process",
     "Process Started",
     {"process.command_line", "process.executable", "process.pid", "user.name"}},
    {"host.login",
     "login.time",
     "login",
     "Login Recorded",
     {"login.record_type", "user.name", "login.line", "source.address"}},
    {"host.login",
     "login.end",
     "login",
     "Logout Recorded",
     {"user.name", "login.line", "source.address", ""}},
    {"host.user", "user.password_changed", "record", "Password Changed", {"user.name", "", "", ""}},
    {"host.package",
     "package.installed",
     "record",
     "Package Installed",
     {"package.name", "package.version", "", ""}},
    {"host.unit", "unit.started", "record", "Unit Started", {"unit.name", "", "", ""}},
    {"host.unit", "unit.last_trigger", "record", "Timer Triggered", {"unit.name", "", "", ""}},
    {"host.session",
     "session.started",
     "login",
     "Session Started",
     {"user.name", "session.tty", "source.address", "session.service"}},
    {"host.bpf_program",
     "bpf.program.loaded_at",
     "record",
     "BPF Program Loaded",
     {"bpf.program.name", "bpf.program.type", "bpf.program.id", ""}},
    {"host.container",
     "container.created",
     "record",
     "Container Created",
     {"container.name", "container.image.name", "container.id", ""}},
    {"host.container",
     "container.started",
     "record",
     "Container Started",
     {"container.name", "container.image.name", "container.id", ""}},
    {"host.container",
     "container.finished",
     "record",
     "Container Ended",
     {"container.name", "container.image.name", "container.id", ""}},
    {"host.authorized_key",
     "file.mtime",
     "record",
     "Authorized Keys Modified",
     {"user.name", "key.fingerprint", "key.comment", "file.path"}},
    {"host.identity", "host.boot_time", "record", "Host Booted", {"host.name", "host.os.kernel", "", ""}},
});

}  // namespace firsthour::triage
