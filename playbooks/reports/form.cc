// SPDX-License-Identifier: Apache-2.0
#include "casefile/mask_secrets.h"
#include "playbooks/reports/builders.h"
#include "playbooks/reports/custody_parts.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLeastPeople = 2;

class FormBuilder {
 public:
  FormBuilder(const ReportInput& input, const FormPack& pack, const std::vector<HostFacts>& hosts)
      : input_{input}, facts_{input.facts}, pack_{pack}, hosts_{hosts} {}

  Document build() {
    document_ = start_document(input_, pack_.name, pack_.title.zh);
    document_.form = true;
    document_.landscape = pack_.landscape;
    document_.subtitle = input_.language == Language::en ? pack_.title.en : "";
    add({Paragraph{{Run{"依据：" + basis_text(pack_, facts_.answers.capacity), Mark::quiet}}}});
    add({Paragraph{
        {Run{"本文件所列时间除注明外均为北京时间（UTC+8）。“________”为系统未掌握的事项，由人员手写填写。",
             Mark::quiet}}}});
    const Capacity capacity = facts_.answers.capacity;
    if (capacity != Capacity::unstated && !contains(pack_.capacities, capacity))
      add(Note{NoteKind::warning,
               {Run{"本案登记的身份为“" + form_value("capacity", facts_) + "”，与本文书不符。"}}});
    for (const FormSection& section : pack_.sections) add_section(section);
    return std::move(document_);
  }

  static std::string basis_text(const FormPack& pack, Capacity capacity) {
    std::string text = joined_basis(pack, capacity);
    // A form of another capacity keeps its own basis.
    return text.empty() ? joined_basis(pack, Capacity::unstated) : text;
  }

 private:
  static std::string joined_basis(const FormPack& pack, Capacity capacity) {
    std::string text;
    for (const Basis& basis : pack.basis) {
      const bool limited = capacity != Capacity::unstated && !basis.capacities.empty();
      if (limited && !contains(basis.capacities, capacity)) continue;
      if (!text.empty()) text += "；";
      text += basis.text.zh;
      if (!basis.effective.empty()) text += "（" + basis.effective + " 起施行）";
    }
    return text;
  }
  static bool contains(const std::vector<Capacity>& capacities, Capacity capacity) {
    return std::find(capacities.begin(), capacities.end(), capacity) != capacities.end();
  }

  void add(Block block) { document_.blocks.push_back(std::move(block)); }
  [[nodiscard]] std::string label(const Words& words) const {
    return input_.language == Language::en && !words.en.empty() ? words.zh + " (" + words.en + ")" : words.zh;
  }

  [[nodiscard]] CustodyWords custody_words() const {
    return {[this](std::string_view zh, std::string_view en) {
              return label({std::string{zh}, std::string{en}});
            },
            Say{Language::zh}};
  }

  void add_section(const FormSection& section) {
    if (!section.title.zh.empty()) add(Heading{1, label(section.title)});
    switch (section.kind) {
      case SectionKind::fields:
        return add_fields(section);
      case SectionKind::volumes:
        return add_volumes(section);
      case SectionKind::clocks:
        return add_clocks();
      case SectionKind::people:
        return add_people();
      case SectionKind::process:
        return add_process();
      case SectionKind::results:
        return add_results();
      case SectionKind::transfers:
        for (Block& block : hand_over_tables(facts_, custody_words())) add(std::move(block));
        return;
      case SectionKind::approvals:
        return add(approval_table(facts_, custody_words()));
      case SectionKind::witnesses:
        return add(witness_table(facts_, custody_words()));
      case SectionKind::tools:
        return add_tools();
      case SectionKind::integrity:
        return add_integrity();
      case SectionKind::signatures:
        return add_signatures(section);
      case SectionKind::text:
        break;
    }
    for (const Words& line : section.lines) add(Paragraph{{Run{label(line)}}});
  }

  void add_fields(const FormSection& section) {
    Facts fields;
    for (const FormField& field : section.fields)
      fields.rows.emplace_back(label(field.label), value_or_blank(form_value(field.value, facts_)));
    add(std::move(fields));
  }

  void add_volumes(const FormSection& section) {
    Table table;
    for (const FormField& column : section.fields)
      table.columns.push_back({label(column.label), column_weight(column.value)});
    std::size_t number = 0;
    for (const Volume& volume : facts_.volumes) {
      ++number;
      std::vector<Line> row;
      for (const FormField& column : section.fields)
        row.push_back(value_or_blank(evidence_text(volume_value(column.value, volume, number), 2000),
                                     is_digest_column(column.value) ? Mark::code : Mark::plain));
      table.rows.push_back(std::move(row));
    }
    if (table.rows.empty()) table.rows.push_back(std::vector<Line>(table.columns.size(), value_or_blank("")));
    add(std::move(table));
  }
  static int column_weight(std::string_view column) {
    if (column == "number") return 2;
    if (is_digest_column(column)) return 7;
    if (column == "name" || column == "method" || column == "result") return 6;
    return 5;
  }

  void add_clocks() {
    Table table;
    table.columns = {{label({"时钟", "clock"}), 4},
                     {label({"读数（北京时间）", "reading"}), 5},
                     {label({"与主机时钟之差", "offset to the host"}), 3},
                     {label({"依据", "basis"}), 4}};
    for (const HostFacts& host : hosts_)
      for (const ClockRecord& clock : host.clocks)
        table.rows.push_back({{Run{clock_word(clock.source)}},
                              value_or_blank(clock.time ? beijing_time(*clock.time) : ""),
                              value_or_blank(clock.offset_ns ? offset_text(*clock.offset_ns) : ""),
                              value_or_blank(evidence_text(clock.basis))});
    for (const ClockReading& clock : facts_.answers.clocks)
      table.rows.push_back({{Run{clock_word(clock.clock)}},
                            value_or_blank(beijing_time(clock.time)),
                            value_or_blank(clock.offset_ns ? offset_text(*clock.offset_ns) : ""),
                            value_or_blank(clock.basis)});
    for (const char* word : {"主机时钟", "检查人员设备时钟", "基准时钟"}) {
      const bool there = std::any_of(table.rows.begin(), table.rows.end(),
                                     [&](const auto& row) { return row[0][0].text == word; });
      if (!there)
        table.rows.push_back({{Run{word}}, value_or_blank(""), value_or_blank(""), value_or_blank("")});
    }
    add(std::move(table));
  }
  static std::string clock_word(const std::string& clock) {
    if (clock == "host.realtime") return "主机时钟";
    if (clock == "host.rtc") return "主机时钟（硬件 RTC）";
    if (clock == "examiner") return "检查人员设备时钟";
    if (clock == "reference") return "基准时钟";
    return evidence_text(clock, 60);
  }

  void add_people() {
    Table table;
    table.columns = {{label({"姓名", "name"}), 3},
                     {label({"单位", "unit"}), 5},
                     {label({"职务/职责", "role"}), 4},
                     {label({"证件号", "id number"}), 4},
                     {label({"联系电话", "phone"}), 4}};
    for (const Person& person : facts_.answers.people)
      table.rows.push_back({value_or_blank(person.name), value_or_blank(person.unit),
                            value_or_blank(person.role), value_or_blank(person.id_number),
                            value_or_blank(person.phone)});
    while (table.rows.size() < kLeastPeople) table.rows.push_back(std::vector<Line>(5, value_or_blank("")));
    add(std::move(table));
  }

  // "2026-11-22 13:36:08–13:36:11": the day once, and one time when both are the same second.
  static std::string clock_span(const SourceRun& source) {
    const std::string from = source.started ? beijing_time(*source.started) : "";
    const std::string to = source.finished ? beijing_time(*source.finished) : "";
    if (from.empty() || to.empty() || from == to) return from.empty() ? to : from;
    constexpr std::size_t kDate = 11;
    return from + "–" + (from.substr(0, kDate) == to.substr(0, kDate) ? to.substr(kDate) : to);
  }
  struct Step {
    Instant at;
    Line line;
  };
  // In order of time. A source without times of its own stays behind the one before it.
  void add_process() {
    std::vector<Step> steps;
    for (const Volume& volume : facts_.volumes) {
      Instant at = volume.started.value_or(volume.received);
      for (const SourceRun& source : volume.sources) {
        at = std::max(at, source.started.value_or(at));
        steps.push_back({at, source_step(source)});
      }
      for (const std::string& name : volume.not_run)
        steps.push_back({at, {Run{evidence_text(name, 80) + "：未执行"}}});
      steps.push_back({volume.received,
                       {Run{beijing_time(volume.received) + "  ", Mark::quiet},
                        Run{fmt::format("采集包 {} 收入案件，逐项重新计算校验值，共 {} 项", volume.collection,
                                        grouped(volume.items))}}});
    }
    for (const Doing& doing : facts_.doings)
      if (!doing.what.empty()) steps.push_back({doing.at, doing_step(doing)});
    std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
    Steps block;
    for (Step& step : steps) block.lines.push_back(std::move(step.line));
    if (block.lines.empty()) block.lines.push_back(value_or_blank(""));
    add(std::move(block));
  }
  static Line source_step(const SourceRun& source) {
    std::string text = evidence_text(source.name, 80) + "：" + outcome_word(source.outcome, Language::zh);
    if (source.records > 0) text += fmt::format("，记录 {} 条", grouped(source.records));
    if (source.items > 0) text += fmt::format("，对象 {} 个", grouped(source.items));
    if (!source.reason.empty()) text += "（" + evidence_text(mask_secrets(source.reason), 200) + "）";
    if (source.milliseconds > 0)
      text += fmt::format("，用时 {:.3f} 秒", static_cast<double>(source.milliseconds) / 1000);
    const std::string span = clock_span(source);
    return {Run{span.empty() ? "" : span + "  ", Mark::quiet}, Run{std::move(text)}};
  }
  static Line doing_step(const Doing& doing) {
    std::string text = doing.what;
    if (!doing.command.empty()) text += "（" + evidence_text(mask_secrets(doing.command), 300) + "）";
    if (!doing.result.empty()) text += "：" + doing.result;
    return {Run{beijing_time(doing.at) + "  ", Mark::quiet}, Run{std::move(text)}};
  }

  void add_results() {
    Facts facts;
    if (facts_.items > 0) {
      facts.rows.push_back({label({"提取对象", "items"}),
                            {Run{fmt::format("{} 项，{}", grouped(facts_.items),
                                             size_text(facts_.item_bytes, Language::zh))}}});
      facts.rows.push_back(
          {label({"未完整取得", "not complete"}),
           {Run{facts_.incomplete_total == 0
                    ? std::string{"无"}
                    : fmt::format("{} 项，逐项原因见附件清单", grouped(facts_.incomplete_total))}}});
    } else {
      facts.rows.emplace_back(label({"提取对象", "items"}), value_or_blank(""));
    }
    if (!facts_.triage.empty()) facts.rows.push_back({label({"初步筛查", "triage"}), {Run{triage_text()}}});
    add(std::move(facts));
  }
  [[nodiscard]] std::string triage_text() const {
    std::string text = fmt::format("可疑事项 {} 条", facts_.findings.size());
    for (const Severity severity :
         {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info}) {
      const auto count = std::count_if(facts_.findings.begin(), facts_.findings.end(),
                                       [&](const Finding& f) { return f.severity == severity; });
      if (count > 0) text += fmt::format("，{} {}", severity_word(severity, Language::zh), count);
    }
    return text + "（详见案件报告）";
  }

  void add_tools() {
    Table table;
    table.columns = {{label({"工具与版本", "tool and version"}), 4},
                     {label({"程序文件 SHA-256", "SHA-256 of the program"}), 8}};
    for (const UsedTool& tool : facts_.tools)
      table.rows.push_back(
          {{Run{evidence_text(tool.name)}}, value_or_blank(digest_in_two_lines(tool.sha256), Mark::code)});
    if (table.rows.empty()) table.rows.push_back({value_or_blank(""), value_or_blank("")});
    add(std::move(table));
  }

  void add_integrity() {
    Facts facts;
    for (const Volume& volume : facts_.volumes) {
      facts.rows.emplace_back(volume_title(volume) + " SHA-256",
                              value_or_blank(digest_in_two_lines(volume.sha256), Mark::code));
      facts.rows.emplace_back(volume_title(volume) + " SM3",
                              value_or_blank(digest_in_two_lines(volume.sm3), Mark::code));
      facts.rows.emplace_back(volume_title(volume) + label({" 校验结果", "check"}),
                              value_or_blank(volume_value("result", volume, 0)));
    }
    if (!input_.annex_sha256.empty()) {
      facts.rows.push_back({label({"附件（逐项清单）", "annex: list of files"}),
                            {Run{input_.annex_name + fmt::format("，共 {} 项", grouped(facts_.items))}}});
      facts.rows.push_back({label({"附件 SHA-256", "SHA-256 of the annex"}),
                            {Run{digest_in_two_lines(input_.annex_sha256), Mark::code}}});
    }
    add(std::move(facts));
    ReportInput chinese = input_;
    chinese.language = Language::zh;
    add_checkpoint(chinese, document_);
  }

  void add_signatures(const FormSection& section) {
    SignatureLines lines{{}, "签名", "日期"};
    for (const Words& words : section.lines) {
      // "办案人员{people}" stands for one line a person, two at the least.
      const std::size_t people = words.zh.find("{people}");
      if (people == std::string::npos) {
        lines.who.push_back(label(words));
        continue;
      }
      const std::string role = label({words.zh.substr(0, people), words.en});
      for (const Person& person : facts_.answers.people)
        lines.who.push_back(role + "：" + (person.name.empty() ? "________" : person.name));
      for (std::size_t i = facts_.answers.people.size(); i < kLeastPeople; ++i)
        lines.who.push_back(role + "：________");
    }
    add(std::move(lines));
  }

  const ReportInput& input_;
  const CaseFacts& facts_;
  const FormPack& pack_;
  const std::vector<HostFacts>& hosts_;
  Document document_;
};

}  // namespace

Document build_form(const ReportInput& input, const FormPack& pack, const std::vector<HostFacts>& hosts) {
  return FormBuilder{input, pack, hosts}.build();
}

std::string basis_text(const FormPack& pack, Capacity capacity) {
  return FormBuilder::basis_text(pack, capacity);
}

}  // namespace firsthour::playbooks
