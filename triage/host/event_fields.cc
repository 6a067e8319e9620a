// SPDX-License-Identifier: Apache-2.0
#include "triage/host/event_fields.h"

#include "casefile/number.h"
#include "triage/host/command_line.h"

#include <cstdint>

namespace firsthour::triage {
namespace {

using sigma::Event;
using sigma::Field;
using sigma::Scalar;

constexpr std::int64_t kSecond = 1'000'000'000, kDay = 86'400;
constexpr std::uint32_t kAnyExecute = 0111, kOthersMayWrite = 02;

void add_base_name(std::string_view of, std::string_view key, Event& event) {
  const std::string_view path = event.text(of);
  if (!path.empty()) event.add(key, {Scalar::Kind::text, base_name(path)});
}

void add_file_mode(Event& event) {
  const auto mode = number_from<std::uint32_t>(event.text("file.mode"), 8);
  if (!mode) return;
  event.add_boolean("file.executable", (*mode & kAnyExecute) != 0);
  event.add_boolean("file.world_writable", (*mode & kOthersMayWrite) != 0);
}

void add_key_age(std::optional<Instant> collected, Event& event) {
  const auto modified = parse_rfc3339(event.text("file.mtime"));
  if (!collected || !modified) return;
  // In seconds first: the difference of two hostile times in nanoseconds may not fit.
  const std::int64_t age = collected->nanoseconds / kSecond - modified->nanoseconds / kSecond;
  event.add_number("key.age_days", age / kDay);
}

void add_length(std::string_view of, std::string_view key, Event& event) {
  if (const Field* field = event.find(of)) event.add_number(key, field->count);
}

}  // namespace

void add_computed_fields(std::string_view service, std::optional<Instant> collected, Event& event) {
  if (service == "host.process") {
    add_base_name("process.executable", "process.executable_file", event);
  } else if (service == "host.file") {
    add_base_name("file.path", "file.name", event);
    add_file_mode(event);
  } else if (service == "host.authorized_key") {
    add_key_age(collected, event);
  } else if (service == "host.bpf_program") {
    add_length("process.pids", "bpf.program.holder_count", event);
    add_length("bpf.program.pins", "bpf.program.pin_count", event);
    add_length("bpf.program.links", "bpf.program.link_count", event);
    add_length("bpf.program.attached", "bpf.program.attached_count", event);
  }
}

}  // namespace firsthour::triage
