// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/builders.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/printable.h"

namespace firsthour::playbooks {
namespace {

// `collected` and `read` come by the thousand: runs of them become one row.
bool is_bulk(const std::string& type) {
  return type == event_type::collected || type == event_type::finding || type == event_type::read ||
         type == event_type::derived;
}

struct EventRun {
  std::uint64_t first = 0, last = 0;
  std::string type, actor;
  Instant from, to;
};

std::vector<Line> row_of(const EventRun& run) {
  const bool one = run.first == run.last;
  return {{Run{one ? std::to_string(run.first) : std::to_string(run.first) + "–" + std::to_string(run.last)}},
          {Run{rfc3339(run.from) + (one ? "" : "\n" + rfc3339(run.to)), Mark::code}},
          {Run{run.type + (one ? "" : " ×" + grouped(run.last - run.first + 1))}},
          {Run{evidence_text(run.actor, 120)}}};
}

}  // namespace

Result<Document> build_custody(const ReportInput& input, const CaseReader& from) {
  const Say say{input.language};
  Document document = start_document(input, "custody", say("证据保管链", "Chain of custody"));
  Table table;
  table.columns = {{say("序号", "No."), 2},
                   {say("时间 (UTC)", "Time (UTC)"), 5},
                   {say("类型", "Type"), 3},
                   {say("操作人", "Who"), 4}};
  std::optional<EventRun> open;
  const auto read = from.each_event(0, input.facts.events, [&](const Event& event) -> Result<> {
    if (open && open->type == event.type && open->actor == event.actor && is_bulk(event.type)) {
      open->last = event.sequence;
      open->to = event.time;
      return {};
    }
    if (open) table.rows.push_back(row_of(*open));
    open = EventRun{event.sequence, event.sequence, event.type, event.actor, event.time, event.time};
    return {};
  });
  if (!read) return fail("cannot read the events", read.error());
  if (open) table.rows.push_back(row_of(*open));
  document.blocks.emplace_back(std::move(table));
  document.blocks.emplace_back(Heading{1, say("账本检查点", "Checkpoint of the ledger")});
  add_checkpoint(input, document);
  return document;
}

}  // namespace firsthour::playbooks
