// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/builders.h"
#include "playbooks/reports/custody_parts.h"
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

// What ISO/IEC 27037 wants named of the evidence as a whole; a collection a row.
Table evidence_table(const CaseFacts& facts, const Say& say) {
  Table table;
  table.columns = {{say("编号", "Id"), 2},
                   {say("来源主机", "From host"), 4},
                   {say("厂商、型号、序列号", "Make, model, serial number"), 4},
                   {say("采集时间（北京时间）", "Collected (Beijing time)"), 4},
                   {say("项数与大小", "Items and size"), 4},
                   {say("完整性校验值 SHA-256", "SHA-256"), 7},
                   {say("存放位置", "Kept at"), 3}};
  for (const Volume& volume : facts.volumes)
    table.rows.push_back(
        {{Run{volume.collection}},
         value_or_blank(evidence_text(volume.host, 120)),
         value_or_blank(""),
         value_or_blank(volume.started ? beijing_time(*volume.started) : ""),
         {Run{grouped(volume.items) + say(" 项\n", " items\n") + size_text(volume.bytes, say.language)}},
         value_or_blank(digest_in_two_lines(volume.sha256), Mark::code),
         value_or_blank("")});
  if (table.rows.empty()) table.rows.push_back(std::vector<Line>(table.columns.size(), value_or_blank("")));
  return table;
}

void add_custody(const ReportInput& input, Document& document) {
  const CaseFacts& facts = input.facts;
  const Say say{input.language};
  const CustodyWords words{[say](std::string_view zh, std::string_view en) { return say(zh, en); }, say};
  const auto section = [&](std::string_view zh, std::string_view en, Block block) {
    document.blocks.emplace_back(Heading{1, say(zh, en)});
    document.blocks.push_back(std::move(block));
  };
  document.blocks.emplace_back(
      Paragraph{{Run{say("时间除注明外为北京时间（UTC+8）。“________”为系统未掌握的事项，由人员手写填写。",
                         "Times are Beijing time (UTC+8) unless marked. \"________\" is not known to the "
                         "case and is filled in by hand."),
                     Mark::quiet}}});
  section("证据", "Evidence", evidence_table(facts, say));
  section("授权与批准", "Approvals", approval_table(facts, words));
  section("见证", "Witness", witness_table(facts, words));
  document.blocks.emplace_back(Heading{1, say("移交与接收", "Transfers")});
  for (Block& block : hand_over_tables(facts, words)) document.blocks.push_back(std::move(block));
  section("签字文书", "Signed papers", signed_paper_table(facts, words));
  if (const std::size_t accesses = facts.custody.accesses.size(); accesses > 0) {
    Table table = access_table(facts, words);
    const std::size_t shown = table.rows.size();
    section("查阅记录", "Accesses", std::move(table));
    if (accesses > shown)
      document.blocks.emplace_back(Paragraph{
          {Run{say("此前的查阅见账本：", "Earlier ones are in the ledger: ") + grouped(accesses - shown),
               Mark::quiet}}});
  }
  Facts end;
  end.rows.emplace_back(
      say("最终处置（返还、销毁、移送）", "Final disposition (returned, destroyed, handed on)"),
      value_or_blank(""));
  end.rows.emplace_back(say("处置人与时间", "By whom, when"), value_or_blank(""));
  end.rows.emplace_back(say("不可避免的改动及原因、责任人", "Unavoidable changes: why, who is responsible"),
                        value_or_blank(""));
  section("处置", "Disposition", std::move(end));
}

// Every event, runs of the bulky ones as one row.
Result<Table> event_table(const ReportInput& input, const CaseReader& from) {
  const Say say{input.language};
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
  return table;
}

}  // namespace

Result<Document> build_custody(const ReportInput& input, const CaseReader& from) {
  const Say say{input.language};
  Document document = start_document(input, "custody", say("证据保管链", "Chain of custody"));
  document.landscape = true;
  add_custody(input, document);
  auto events = event_table(input, from);
  if (!events) return tl::unexpected{events.error()};
  document.blocks.emplace_back(Heading{1, say("账本记录", "Events of the ledger")});
  document.blocks.emplace_back(std::move(*events));
  document.blocks.emplace_back(Heading{1, say("账本检查点", "Checkpoint of the ledger")});
  add_checkpoint(input, document);
  document.blocks.emplace_back(Heading{1, say("签字确认", "Signatures")});
  document.blocks.emplace_back(SignatureLines{{say("保管人", "custodian"), say("移交人", "handed over by"),
                                               say("接收人", "received by"), say("见证人", "witness")},
                                              say("签名", "signature"),
                                              say("日期", "date")});
  return document;
}

}  // namespace firsthour::playbooks
