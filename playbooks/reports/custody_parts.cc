// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/custody_parts.h"

#include "casefile/encoding.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostAccesses = 200, kMostTransfers = 100, kLongestText = 500;

Line text_line(const std::string& text) { return value_or_blank(evidence_text(text, kLongestText)); }
Line code_line(const std::string& hex) { return value_or_blank(digest_in_two_lines(hex), Mark::code); }

std::string check_word(const std::string& verified, const Say& say) {
  if (verified == "good") return say("核验通过", "good");
  if (verified == "evidence-altered") return say("证据已被改动", "evidence altered");
  if (verified == "ledger-broken") return say("账本损坏", "ledger broken");
  if (verified == "signature") return say("签名缺失或不符", "signature missing or wrong");
  if (verified == "not-closed-cleanly") return say("上次未正常关闭", "not closed cleanly");
  if (verified == "unknown-key")
    return say("内容一致，签名密钥待确认", "consistent; the signing key is unknown");
  return verified;
}

std::string head_text(const LedgerHead& head, const Say& say) {
  return fmt::format("{} {}\nSHA-256\n{}{}", head.size, say("条", "events"), digest_in_two_lines(head.root),
                     head.sm3_root.empty() ? "" : "\nSM3\n" + digest_in_two_lines(head.sm3_root));
}

using Step = std::optional<Recorded<Transfer>>;

// One row of the table: what it says of a release, and of a receipt.
class HandOverTable {
 public:
  HandOverTable(const CaseFacts& facts, const CustodyWords& words) : facts_{facts}, words_{words} {
    table_.columns = {{words.label("项目", "item"), 3},
                      {words.label("移交", "released"), 6},
                      {words.label("接收", "received"), 6}};
  }

  Table of(const HandOver& hand_over) {
    hand_over_ = &hand_over;
    row("事件与时间（北京时间）", "event and time (Beijing time)", [](const auto& step) {
      return text_line(fmt::format("{} · {}", step.event, beijing_time(step.time)));
    });
    parties();
    row("事由与依据", "purpose", [](const auto& step) { return text_line(step.said.reason); });
    row("地点", "place", [](const auto& step) { return text_line(step.said.place); });
    row("封条编号", "seal number", [](const auto& step) { return text_line(step.said.seal_number); });
    row("介质与封条状态", "condition", [](const auto& step) { return text_line(step.said.condition); });
    row("账本检查点（移交前／接收时）", "hash before / after", [this](const auto& step) {
      return Line{Run{head_text(step.said.head, words_.say), Mark::code}};
    });
    row("案件核验", "check of the case",
        [this](const auto& step) { return text_line(check_word(step.said.verified, words_.say)); });
    matches();
    row("签名", "signature", [this](const auto& step) { return signature(step); });
    return std::move(table_);
  }

 private:
  template <class Value>
  void row(std::string_view zh, std::string_view en, const Value& value) {
    const auto cell = [&](const Step& step) { return step ? value(*step) : value_or_blank(""); };
    table_.rows.push_back(
        {{Run{words_.label(zh, en)}}, cell(hand_over_->release), cell(hand_over_->receipt)});
  }
  void parties() {
    // The same two people stand in both; the release's side is where each is expected to sign.
    const Transfer* said = hand_over_->release   ? &hand_over_->release->said
                           : hand_over_->receipt ? &hand_over_->receipt->said
                                                 : nullptr;
    table_.rows.push_back({{Run{words_.label("姓名（单位）", "name (unit)")}},
                           text_line(said ? party_words(said->from) : ""),
                           text_line(hand_over_->receipt ? party_words(hand_over_->receipt->said.to)
                                     : said              ? party_words(said->to)
                                                         : "")});
  }
  void matches() {
    std::string text;
    if (hand_over_->receipt && hand_over_->receipt->said.matches) {
      text = *hand_over_->receipt->said.matches ? words_.say("一致", "the same")
                                                : words_.say("不一致", "DIFFERENT");
      if (hand_over_->receipt->said.paper)
        text += words_.say("（已与纸面检查点比对）", " (compared with the head on paper)");
    }
    table_.rows.push_back({{Run{words_.label("移交前后是否一致", "before and after")}},
                           Line{Run{"—", Mark::quiet}},
                           text_line(text)});
  }
  Line signature(const Recorded<Transfer>& step) {
    if (const std::string item = facts_.custody.signed_form_of(step); !item.empty())
      return {Run{words_.say("已签字，扫描件 ", "signed, scan ") + evidence_text(item, 60)}};
    if (!step.said.signatures.absent.empty())
      return {Run{words_.say("无签名，原因：", "not signed, because: ") +
                  evidence_text(step.said.signatures.absent, kLongestText)}};
    return value_or_blank("");
  }

  const CaseFacts& facts_;
  const CustodyWords& words_;
  const HandOver* hand_over_ = nullptr;
  Table table_;
};

std::string state_text(const ApprovalState& state, Instant now, const Say& say) {
  if (!state.approval.said.retroactive)
    return state.approval.said.settles
               ? fmt::format("{} {}", say("补办事件", "makes good event"), *state.approval.said.settles)
               : say("已批准", "approved");
  const std::string due = state.approval.said.due ? beijing_time(*state.approval.said.due) : "________";
  if (state.settled)
    return fmt::format("{} {}{}{} {}{}", say("期限", "due"), due, say("；", "; "),
                       say("已由事件补办：", "made good by event"), state.settled->event,
                       state.settled_late() ? say("（逾期）", " (late)") : "");
  return fmt::format("{} {}{}{}", say("期限", "due"), due, say("；", "; "),
                     state.overdue(now) ? say("逾期未补办", "OVERDUE") : say("待补办", "still owed"));
}

}  // namespace

std::string party_words(const Party& party) {
  if (party.unit.empty()) return party.name;
  return party.name + "（" + party.unit + "）";
}

const Recorded<Transfer>* last_release(const CaseFacts& facts) {
  for (auto at = facts.custody.hand_overs.rbegin(); at != facts.custody.hand_overs.rend(); ++at)
    if (at->release) return &*at->release;
  return nullptr;
}

Witnessing witnessing_of(const CaseFacts& facts) {
  if (!facts.custody.witnessings.empty()) return facts.custody.witnessings.back().said;
  return witnessing_of(facts.answers.witness);
}

std::vector<Block> hand_over_tables(const CaseFacts& facts, const CustodyWords& words) {
  std::vector<Block> blocks;
  const auto& all = facts.custody.hand_overs;
  for (std::size_t i = all.size() - std::min(all.size(), kMostTransfers); i < all.size(); ++i)
    blocks.emplace_back(HandOverTable{facts, words}.of(all[i]));
  if (blocks.empty()) blocks.emplace_back(HandOverTable{facts, words}.of(HandOver{}));
  return blocks;
}

Table approval_table(const CaseFacts& facts, const CustodyWords& words) {
  Table table;
  table.columns = {{words.label("事件", "event"), 2},
                   {words.label("批准事项", "what"), 6},
                   {words.label("批准人（单位）", "by (unit)"), 4},
                   {words.label("批准时间（北京时间）", "time (Beijing time)"), 4},
                   {words.label("批准文书", "document"), 3},
                   {words.label("状态", "state"), 6}};
  for (const ApprovalState& state : facts.custody.approvals) {
    const Approval& said = state.approval.said;
    table.rows.push_back({{Run{std::to_string(state.approval.event)}},
                          text_line(said.what),
                          text_line(party_words(said.by)),
                          value_or_blank(said.time ? beijing_time(*said.time) : ""),
                          text_line(said.document),
                          {Run{state_text(state, facts.last, words.say)}}});
  }
  if (table.rows.empty()) table.rows.push_back(std::vector<Line>(table.columns.size(), value_or_blank("")));
  return table;
}

Table witness_table(const CaseFacts& facts, const CustodyWords& words) {
  Table table;
  table.columns = {{words.label("见证人（单位）", "witness (unit)"), 4},
                   {words.label("证件种类、号码", "identity document"), 4},
                   {words.label("联系方式", "contact"), 3},
                   {words.label("是否具备资格", "eligible"), 3},
                   {words.label("无见证人或不具备资格的原因", "reason, when none or not eligible"), 5},
                   {words.label("录像", "video"), 7}};
  std::vector<Witnessing> all;
  for (const auto& recorded : facts.custody.witnessings) all.push_back(recorded.said);
  if (all.empty()) all.push_back(witnessing_of(facts.answers.witness));
  for (const Witnessing& it : all) {
    const WitnessIdentity who = it.witness.value_or(WitnessIdentity{});
    const std::string eligible =
        !it.eligible ? "" : (*it.eligible ? words.say("是", "yes") : words.say("否", "no"));
    const std::string none = it.witness || it.reason.empty() ? who.name : words.say("无", "none");
    const bool digest = Sha256::from_hex(it.video).has_value();
    table.rows.push_back({text_line(it.witness ? party_words({who.name, who.unit}) : none),
                          text_line(who.id_kind + (who.id_kind.empty() ? "" : " ") + who.id_number),
                          text_line(who.contact),
                          value_or_blank(it.witness          ? eligible
                                         : it.reason.empty() ? ""
                                                             : "—"),
                          text_line(it.reason), digest ? code_line(it.video) : text_line(it.video)});
  }
  return table;
}

Table signed_paper_table(const CaseFacts& facts, const CustodyWords& words) {
  Table table;
  table.columns = {{words.label("文书", "form"), 4},
                   {words.label("打印时间（北京时间）", "printed (Beijing time)"), 4},
                   {words.label("检查点（条数）", "head (events)"), 2},
                   {words.label("打印文件 SHA-256", "SHA-256 of the printed file"), 7},
                   {words.label("签字件", "signed copy"), 3},
                   {words.label("签字人", "signed by"), 4}};
  for (const Printing& printing : facts.custody.printings) {
    if (!printing.form && printing.copies.empty()) continue;
    for (const PrintedFile& file : printing.files) {
      std::string items, names;
      for (const SignedPaper& copy : printing.copies) {
        if (copy.copy.event != file.event) continue;
        items += (items.empty() ? "" : "、") + copy.item;
        for (const std::string& name : copy.copy.signed_by) names += (names.empty() ? "" : "、") + name;
      }
      table.rows.push_back({text_line(file.name),
                            {Run{beijing_time(printing.time)}},
                            {Run{std::to_string(printing.upto)}},
                            code_line(file.sha256),
                            text_line(items),
                            text_line(names)});
    }
  }
  if (table.rows.empty()) table.rows.push_back(std::vector<Line>(table.columns.size(), value_or_blank("")));
  return table;
}

Table access_table(const CaseFacts& facts, const CustodyWords& words) {
  Table table;
  table.columns = {
      {words.label("事件", "event"), 2}, {words.label("时间（北京时间）", "time (Beijing time)"), 4},
      {words.label("查阅人", "who"), 4}, {words.label("对象", "what"), 4},
      {words.label("方式", "how"), 2},   {words.label("理由", "reason"), 5},
      {words.label("去向", "to"), 4}};
  const auto& all = facts.custody.accesses;
  for (std::size_t i = all.size() - std::min(all.size(), kMostAccesses); i < all.size(); ++i) {
    const Access& said = all[i].said;
    std::string what = said.item;
    if (what.empty()) what = words.say("全部", "all") + (said.items ? " (" + grouped(*said.items) + ")" : "");
    table.rows.push_back({{Run{std::to_string(all[i].event)}},
                          {Run{beijing_time(all[i].time)}},
                          text_line(all[i].actor),
                          text_line(what),
                          text_line(said.how),
                          text_line(said.reason),
                          text_line(said.to)});
  }
  return table;
}

}  // namespace firsthour::playbooks
