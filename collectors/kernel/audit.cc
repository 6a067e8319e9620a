// SPDX-License-Identifier: Apache-2.0
// host.audit: the state of the kernel's audit subsystem and its rules. Who intrudes switches it off, or adds
// a rule that keeps his own calls out of the log.
#include "collectors/kernel/audit_message.h"
#include "collectors/kernel/kernel.h"
#include "collectors/network/netlink_presence.h"
#include "collectors/network/netlink_socket.h"
#include "collectors/output/record_file.h"

#include <linux/audit.h>
#include <linux/netlink.h>
#include <unistd.h>

namespace firsthour::collectors {
namespace {

void put_bytes_if(RecordWriter& record, std::string_view key, const std::string& bytes) {
  if (!bytes.empty()) record.put_bytes(key, bytes);
}

RecordWriter record_of(const AuditStatus& status) {
  RecordWriter record{"host.audit"};
  record.put("audit.kind", "status");
  record.put("audit.enabled", status.enabled != 0);
  record.put("audit.locked", status.enabled == 2);
  record.put("audit.failure", status.failure);
  if (status.daemon != 0) record.put("process.pid", status.daemon);
  record.put("audit.rate_limit", status.rate_limit);
  record.put("audit.backlog_limit", status.backlog_limit);
  record.put("audit.backlog", status.backlog);
  record.put("audit.lost", status.lost);
  return record;
}

RecordWriter record_of(const AuditRule& rule, std::uint64_t position) {
  RecordWriter record{"host.audit"};
  record.put("audit.kind", "rule");
  record.put("audit.position", position);
  record.put("audit.list", rule.list);
  record.put("audit.action", rule.action);
  record.put("audit.every_call", rule.every_call);
  if (!rule.every_call) record.put_list("audit.calls", rule.calls);
  record.put_list("audit.fields", rule.fields);
  put_bytes_if(record, "audit.key", rule.key);
  return record;
}

// A container's namespaces are told nothing, whoever asks: the kernel's rule, and no failure of a source. To
// one who is not root it denies.
void say(SourceOutcome& outcome, const Error& error) {
  const bool elsewhere = error.code == Errc::denied && ::geteuid() == 0;
  add_problem(outcome,
              elsewhere                    ? Outcome::skipped
              : error.code == Errc::denied ? Outcome::denied
                                           : Outcome::partial,
              elsewhere ? "the kernel answers only in the host's own namespaces" : "audit: " + error.what);
}

void read(RecordFile& file, NetlinkSocket& netlink, SourceOutcome& outcome) {
  std::uint64_t malformed = 0;
  const auto status = netlink.ask(AUDIT_GET, {}, [&](const NetlinkMessage& message) {
    if (const auto facts = parse_audit_status(message.payload))
      file.add(record_of(*facts));
    else
      ++malformed;
  });
  if (!status) return say(outcome, status.error());
  std::uint64_t position = 0;
  // The kernel answers this with many messages whether it is asked as for a dump or not.
  const auto end = netlink.dump(AUDIT_LIST_RULES, {}, [&](const NetlinkMessage& message) {
    if (const auto rule = parse_audit_rule(message.payload))
      file.add(record_of(*rule, ++position));
    else
      ++malformed;
  });
  if (!end) say(outcome, end.error());
  if (malformed != 0)
    add_problem(outcome, Outcome::partial, "audit: " + std::to_string(malformed) + " malformed answers");
}

}  // namespace

SourceOutcome collect_audit(Context& context) {
  SourceOutcome outcome;
  const bool live = context.host.live();
  const auto listed = live ? context.host.read("/proc/net/netlink", 4 << 20) : fail(Errc::not_found, "");
  if (!listed || !netlink_protocol_listed(listed->bytes, NETLINK_AUDIT)) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = live ? "no audit in this kernel or namespace" : "an image has no running kernel";
    return outcome;
  }
  RecordFile file{context, "host.audit"};
  if (auto netlink = NetlinkSocket::open(NETLINK_AUDIT))
    read(file, *netlink, outcome);
  else
    say(outcome, netlink.error());
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
