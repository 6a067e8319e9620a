// SPDX-License-Identifier: Apache-2.0
// Any bytes as the logs, records and settings of a host with findings: chains whose steps lie inside them,
// that fit into one event, and are the same when asked for again.
#include "casefile/json.h"
#include "tests/support/memory_case.h"
#include "triage/origin.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace firsthour;

void add(testing::MemoryCase& to, const char* id, const char* kind, const char* path,
         std::string_view bytes) {
  Item item;
  item.kind = kind;
  item.path = path;
  item.host = "h";
  item.source = "persistence.cron";
  FileFacts facts;
  facts.mode = 0100644;
  facts.born = facts.modified = facts.changed = Instant::from_seconds(1'732'251'600);
  item.file = facts;
  to.add(id, std::move(item), bytes);
}

std::vector<Finding> findings() {
  std::vector<Finding> all(4);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].id = std::to_string(i);
    all[i].host = "h";
    all[i].severity = Severity::high;
  }
  all[0].item = "page";
  all[1].record = R"({"type":"host.process","process.pid":9})";
  all[2].detector = "sigma";
  all[2].item = "auth";
  all[2].matches = {{"line", 0, 1}};
  all[3].record =
      R"({"type":"host.authorized_key","file.path":"/root/.ssh/authorized_keys","user.name":"root"})";
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  testing::MemoryCase the_case;
  add(the_case, "page", "file", "/var/www/html/x.php", "x");
  add(the_case, "access", "file", "/var/log/nginx/access.log", bytes);
  add(the_case, "auth", "file", "/var/log/auth.log", bytes);
  add(the_case, "audit", "file", "/var/log/audit/audit.log", bytes);
  add(the_case, "history", "file", "/root/.bash_history", bytes);
  add(the_case, "settings", "file", "/etc/nginx/nginx.conf", bytes);
  for (const char* kind : {"host.process", "host.socket", "host.session", "host.login", "host.file"})
    add(the_case, kind, "records", kind, bytes);
  const auto report = triage::trace_origin(the_case, findings(), triage::OriginOptions{});
  if (!report) __builtin_trap();
  for (const triage::OriginChain& chain : report->chains) {
    for (const triage::OriginEdge& edge : chain.edges)
      if (edge.from >= chain.nodes.size() || edge.to >= chain.nodes.size()) __builtin_trap();
    if (chain.source && chain.nodes.at(*chain.source).kind != triage::OriginKind::address) __builtin_trap();
    if (to_json(chain).dump().size() > (63U << 10)) __builtin_trap();
  }
  const auto again = triage::trace_origin(the_case, findings(), triage::OriginOptions{});
  if (!again || triage::as_dot(*again) != triage::as_dot(*report)) __builtin_trap();
  return 0;
}
