// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/report_part.h"

namespace firsthour::playbooks {
namespace {

class FramePart : public ReportPart {
 public:
  using ReportPart::ReportPart;

  void cover() {
    const Authority& authority = facts_.answers.authority;
    Facts block;
    const auto row = [&](std::string_view zh, std::string_view en, const std::string& value) {
      block.rows.emplace_back(say_(zh, en), value_or_blank(value));
    };
    row("案件", "Case", facts_.name);
    row("案件标识", "Case id", facts_.id);
    row("事件编号", "Incident id", facts_.incident.id);
    row("单位 / 系统", "Unit / system", joined({facts_.incident.unit, facts_.incident.system}, " / "));
    row("授权", "Authority", joined({authority.given_by, authority.unit, authority.document}, "，"));
    row("授权范围", "Scope", authority.scope);
    row("处置人员", "People", people());
    row("提取时间（北京时间）", "Collected (Beijing time)", collected_span());
    row("工具", "Tool", tools());
    add(std::move(block));
    figures();
    if (!input_.checkpoint.empty())
      add(Seal{std::string{input_.checkpoint},
               say_("账本检查点；二维码为同一文本。",
                    "Checkpoint of the ledger; the QR code holds the same text.")});
    else
      add(Note{
          NoteKind::warning,
          {Run{say_("本报告未附账本检查点。", "No checkpoint of the ledger is printed on this report.")}}});
    for (const Volume& volume : facts_.volumes) {
      if (volume.tampered.value_or(false))
        warning("采集包 " + volume.collection + " 校验不符：其中未通过校验的内容未被采用。",
                "Collection " + volume.collection + " did not verify: what failed was not used.");
      else if (!volume.stopped.empty())
        warning(
            "采集包 " + volume.collection + " 的收入中途停止：" + evidence_text(volume.stopped),
            "Taking in collection " + volume.collection + " was given up: " + evidence_text(volume.stopped));
      else if (volume.whole && !*volume.whole)
        warning(
            "采集包 " + volume.collection + " 的数据流中断，仅包含中断前的内容。",
            "The stream of collection " + volume.collection + " was cut: it holds only what came before.");
    }
  }
  void on_site() {
    heading("二、到场时限", "2 The way to the site");
    if (!facts_.has_incident) {
      quiet("本案尚未登记事件。", "No incident was opened in this case.");
      return;
    }
    add_on_site_clock(input_, document_);
  }
  void clocks() {
    heading("八、时钟与偏差", "8 Clocks and offsets");
    Table table;
    table.columns = {{say_("时钟", "Clock"), 4},
                     {say_("读数（北京时间）", "Reading (Beijing time)"), 4},
                     {say_("与主机时钟之差", "Offset to the host"), 3},
                     {say_("依据", "Basis"), 6}};
    for (const HostFacts& host : hosts_)
      for (const ClockRecord& clock : host.clocks)
        table.rows.push_back({{Run{joined({host.name, clock.source}, " · ")}},
                              value_or_blank(clock.time ? beijing_time(*clock.time) : ""),
                              value_or_blank(clock.offset_ns ? offset_text(*clock.offset_ns) : ""),
                              value_or_blank(evidence_text(clock.basis))});
    for (const ClockReading& clock : facts_.answers.clocks)
      table.rows.push_back({{Run{clock.clock}},
                            value_or_blank(beijing_time(clock.time)),
                            value_or_blank(clock.offset_ns ? offset_text(*clock.offset_ns) : ""),
                            value_or_blank(clock.basis)});
    if (table.rows.empty())
      quiet("没有记录时钟校核。", "No comparison of clocks was recorded.");
    else
      add(std::move(table));
  }
  void integrity() {
    heading("九、完整性", "9 Integrity");
    Facts block;
    block.rows.push_back({say_("账本记录数", "Events in the ledger"), {Run{number(facts_.events)}}});
    for (const Volume& volume : facts_.volumes) {
      block.rows.emplace_back(volume_title(volume) + " SHA-256",
                              value_or_blank(digest_in_two_lines(volume.sha256), Mark::code));
      block.rows.emplace_back(volume_title(volume) + " SM3",
                              value_or_blank(digest_in_two_lines(volume.sm3), Mark::code));
      block.rows.emplace_back(volume_title(volume) + say_(" 收入时校验", " when received"),
                              value_or_blank(receipt(volume)));
    }
    if (!facts_.triage.empty() && !facts_.triage.back().rules_digest.empty())
      block.rows.push_back({say_("规则集 SHA-256", "SHA-256 of the rules"),
                            {Run{digest_in_two_lines(facts_.triage.back().rules_digest), Mark::code}}});
    for (const UsedTool& tool : facts_.tools)
      if (!tool.sha256.empty())
        block.rows.push_back(
            {evidence_text(tool.name, 60) + " SHA-256", {Run{digest_in_two_lines(tool.sha256), Mark::code}}});
    for (const CaseKey& key : facts_.keys)
      block.rows.push_back({say_("签名密钥指纹", "Key fingerprint"), {Run{key.fingerprint, Mark::code}}});
    add(std::move(block));
  }
  void how_to_check() {
    heading("十、如何核验", "10 How to check");
    Steps steps;
    steps.lines = {
        {Run{say_("核对本报告与签字文件上的检查点、密钥指纹是否一致。",
                  "Compare checkpoint and key fingerprint on this report with those on the signed form.")}},
        {Run{say_("在任意一台机器上运行 ", "On any machine run ")},
         Run{"firsthour case verify CASE", Mark::code},
         Run{say_("，重新计算账本与全部对象的校验值。",
                  ": it computes every digest of ledger and objects again.")}},
        {Run{say_("对采集包重新计算 ", "Compute ")}, Run{"sha256sum", Mark::code},
         Run{say_("，与上表及现场记录的校验值比较。",
                  " of the collection and compare it with the table above and the digest on paper.")}},
        {Run{say_("报告可由同样的账本记录重新生成，内容逐字节相同。",
                  "The report can be made again from the same events, byte for byte.")}}};
    add(std::move(steps));
    quiet("密码、令牌等敏感内容在报告中已遮盖（****），原文保留在证据中。",
          "Passwords, tokens and the like are masked (****) in this report; the evidence keeps them.");
  }

 private:
  [[nodiscard]] std::string people() const {
    std::vector<std::string> names;
    for (const Person& person : facts_.answers.people)
      names.push_back(joined({person.name, person.unit}, " · "));
    return joined(names, say_("；", "; "));
  }
  [[nodiscard]] std::string tools() const {
    std::vector<std::string> names;
    for (const UsedTool& tool : facts_.tools) names.push_back(tool.name);
    return joined(names, say_("，", ", "));
  }
  [[nodiscard]] std::string collected_span() const {
    return joined({form_value("collection.started", facts_), form_value("collection.finished", facts_)},
                  " – ");
  }
  void figures() {
    if (facts_.events == 0) return;
    Figures block;
    for (const Severity severity :
         {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info})
      block.entries.emplace_back(number(count(severity)), severity_word(severity, input_.language));
    block.entries.emplace_back(number(facts_.items), say_("提取对象", "items collected"));
    block.entries.emplace_back(number(facts_.incomplete_total), say_("未完整取得", "not complete"));
    add(std::move(block));
  }
  [[nodiscard]] std::string receipt(const Volume& volume) const {
    std::vector<std::string> parts;
    if (volume.tampered.value_or(false))
      parts.push_back(say_("校验不符", "did not verify"));
    else if (volume.whole)
      parts.push_back(*volume.whole ? say_("完整，逐项通过", "whole, every item verified")
                                    : say_("数据流中断", "stream was cut"));
    if (volume.as_expected)
      parts.push_back(*volume.as_expected ? say_("与现场记录的校验值一致", "as the digest on paper")
                                          : say_("与现场记录的校验值不一致", "NOT the digest on paper"));
    return joined(parts, say_("；", "; "));
  }
};

}  // namespace

Document build_case_report(const ReportInput& input, const std::vector<HostFacts>& hosts) {
  const Say say{input.language};
  Document document =
      start_document(input, "case-report", say("主机取证与初步分析报告", "Host forensics and triage report"));
  document.subtitle = input.facts.incident.name;
  FramePart frame{input, hosts, document};
  frame.cover();
  add_findings(input, hosts, document);
  frame.on_site();
  for (const HostFacts& host : hosts) add_host(input, hosts, host, document);
  add_time_line(input, hosts, document);
  add_origin(input, hosts, document);
  add_coverage(input, hosts, document);
  frame.clocks();
  frame.integrity();
  frame.how_to_check();
  return document;
}

}  // namespace firsthour::playbooks
