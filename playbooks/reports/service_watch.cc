// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/service_documents.h"

#include <fmt/format.h>

namespace firsthour::playbooks {
namespace {

std::string span_text(const Span& span, const Say& say) {
  return minute_text(span.from) + say(" 至 ", " to ") + minute_text(span.until);
}

std::string hours_text(Instant from, Instant until) {
  return fmt::format("{:.1f}", static_cast<double>(until.nanoseconds - from.nanoseconds) / 3.6e12);
}

Table shift_table(const ServicePapers& papers, const WatchCover& cover) {
  const Say say{papers.input.language};
  Table table;
  table.columns = {{say("班次", "Shift"), 3},
                   {say("接班时间", "From"), 4},
                   {say("交班时间", "Until"), 4},
                   {say("时长（小时）", "Hours"), 2, true},
                   {say("值班人员", "Who"), 4},
                   {say("接班人", "Handed to"), 3},
                   {say("值班记事", "What happened"), 6},
                   {say("签名", "Signature"), 3}};
  for (const ServiceRecord* shift : cover.shifts)
    table.rows.push_back({{Run{shift->id}},
                          value_of(papers, *shift, "from"),
                          value_of(papers, *shift, "until"),
                          {Run{hours_text(*shift->time("from"), *shift->time("until"))}},
                          value_of(papers, *shift, "who"),
                          value_of(papers, *shift, "handed_to"),
                          value_of(papers, *shift, "events"),
                          value_or_blank("")});
  return table;
}

void add_watch(const ServicePapers& papers, const ServiceRecord& watch, Document& document) {
  const Say say{papers.input.language};
  const WatchCover cover = watch_cover(papers.year, watch);
  document.blocks.emplace_back(Heading{1, watch.id + "  " + watch.text("reason")});
  Facts facts;
  for (const std::string_view name :
       {"first", "last", "around_the_clock", "place", "asked_by", "leader", "result"}) {
    const ServiceField& field = *service_field(*service_kind("watch"), name);
    facts.rows.emplace_back(say(field.zh, field.en), value_of(papers, watch, name));
  }
  document.blocks.emplace_back(std::move(facts));
  document.blocks.emplace_back(shift_table(papers, cover));
  for (const Span& gap : cover.gaps)
    document.blocks.emplace_back(
        Note{NoteKind::warning, {Run{say("值守空档：", "Nobody on watch: ") + span_text(gap, say)}}});
  for (const Span& overlap : cover.overlaps)
    document.blocks.emplace_back(Note{
        NoteKind::information, {Run{say("班次重叠：", "Two shifts at once: ") + span_text(overlap, say)}}});
}

}  // namespace

Document build_watch_roster(const ServicePapers& papers) {
  const Say say{papers.input.language};
  Document document =
      start_document(papers.input, "watch-roster", say("重要活动值守排班表", "Roster of watches"));
  document.landscape = true;
  document.blocks.emplace_back(contract_facts(papers));
  const auto watches = papers.year.of("watch");
  const std::int64_t most = target_of(papers.year.contract, "watch", "days", 30);
  const int used = watch_days(papers.year);
  document.blocks.emplace_back(Figures{{{std::to_string(watches.size()), say("值守任务", "watches")},
                                        {std::to_string(used), say("已用天数", "days used")},
                                        {std::to_string(most), say("合同天数上限", "days at most")}}});
  if (used > most)
    document.blocks.emplace_back(Note{
        NoteKind::warning, {Run{say("已超过合同约定的值守天数。", "More days than the contract has.")}}});
  for (const ServiceRecord* watch : watches) add_watch(papers, *watch, document);
  document.blocks.emplace_back(
      SignatureLines{{say("带班负责人", "in charge"), say("用户方确认人", "confirmed for the customer")},
                     say("签名", "signature"),
                     say("日期", "date")});
  document.blocks.emplace_back(Heading{1, say("账本检查点", "Checkpoint of the ledger")});
  add_checkpoint(papers.input, document);
  return document;
}

}  // namespace firsthour::playbooks
