// SPDX-License-Identifier: Apache-2.0
// host.shared_memory: System V shared memory, message queues and semaphores, and POSIX message queues. Memory
// that no process has attached outlives its makers. POSIX shared memory is files, in /dev/shm.
#include "collectors/output/record_file.h"
#include "collectors/process/pass.h"
#include "collectors/system/ipc_table.h"
#include "collectors/system/system.h"

#include <array>
#include <charconv>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::string_view kKind = "host.shared_memory";
constexpr std::uint64_t kTableLimit = 16 << 20;

std::string octal(std::uint32_t mode) {
  std::array<char, 16> text;
  return "0" + std::string{text.data(), std::to_chars(text.data(), text.data() + text.size(), mode, 8).ptr};
}

RecordWriter record_of(std::string_view kind, const IpcObject& object) {
  RecordWriter record{kKind};
  record.put("ipc.kind", kind);
  record.put("ipc.id", object.id);
  record.put("ipc.key", object.key);
  if (object.mode) record.put("ipc.mode", octal(*object.mode & 07777u));
  record.put("ipc.size", object.size);
  record.put("ipc.attached", object.attached);
  record.put("ipc.messages", object.messages);
  record.put("ipc.semaphores", object.semaphores);
  if (object.creator && *object.creator != 0) record.put("ipc.creator_pid", object.creator);
  if (object.last_user && *object.last_user != 0) record.put("ipc.last_pid", object.last_user);
  if (object.user) record.put("user.id", std::to_string(*object.user));
  if (object.group) record.put("group.id", std::to_string(*object.group));
  if (object.creator_user) record.put("ipc.creator_uid", object.creator_user);
  if (object.changed && *object.changed != 0 && *object.changed < (std::uint64_t{1} << 32))
    record.put("ipc.changed", Instant::from_seconds(static_cast<std::int64_t>(*object.changed)));
  return record;
}

void take_message_queues(Context& context, RecordFile& records) {
  const auto names = context.host.list("/dev/mqueue");
  if (!names) return;  // not mounted
  for (const auto& entry : *names) {
    const auto status = context.host.status("/dev/mqueue/" + entry.name, false);
    RecordWriter record{kKind};
    record.put("ipc.kind", "mqueue");
    record.put_bytes("file.path", "/dev/mqueue/" + entry.name);
    if (status) {
      record.put("ipc.mode", octal(status->facts.mode & 07777u));
      record.put("user.id", std::to_string(status->facts.uid));
      record.put("group.id", std::to_string(status->facts.gid));
    }
    records.add(std::move(record));
  }
}

}  // namespace

SourceOutcome collect_shared_memory(Context& context) {
  SourceOutcome outcome;
  RecordFile records{context, kKind};
  bool any = false;
  for (const std::string_view kind : {"shm", "msg", "sem"}) {
    const std::string path = "/proc/sysvipc/" + std::string{kind};
    const auto text = context.host.read(path, kTableLimit);
    if (!text) {
      if (text.error().code != Errc::not_found) add_problem(outcome, Outcome::partial, text.error().what);
      continue;
    }
    any = true;
    for (const auto& object : parse_ipc_table(text->bytes)) records.add(record_of(kind, object));
    add_kernel_file(context, kKind, path, outcome);
  }
  if (!any && outcome.outcome == Outcome::complete)
    add_problem(outcome, Outcome::skipped, "no System V IPC in this kernel or root");
  take_message_queues(context, records);
  if (context.processes != nullptr && context.host.live()) {
    context.processes->fill(context.host);
    // Not asked: it takes a thread that enters each. Their processes are in host.process.
    if (const auto others = context.processes->namespaces(NamespaceKind::ipc).size(); others > 1)
      outcome.reason = std::to_string(others - 1) + " other IPC namespaces were not entered";
  }
  records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
