// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/unsigned_papers.h"

#include "casefile/encoding.h"
#include "playbooks/reports/custody_parts.h"
#include "playbooks/reports/form_sections.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

const FormPack* pack_of(const std::vector<FormPack>& packs, const std::string& name) {
  const auto found =
      std::find_if(packs.begin(), packs.end(), [&](const FormPack& pack) { return pack.name == name; });
  return found == packs.end() ? nullptr : &*found;
}

std::string signers_text(const FormPack* pack, const ReportInput& input) {
  if (!pack) return {};
  return fmt::format("{}", fmt::join(signers_of(*pack, input.facts.answers, input.language), "\n"));
}

// Printed, of the newest printing, and nobody has signed.
Table open_papers(const ReportInput& input, const std::vector<FormPack>& packs) {
  const Say say{input.language};
  Table table;
  table.columns = {{say("文书", "Form"), 4},
                   {say("打印时间（北京时间）", "Printed (Beijing time)"), 4},
                   {say("检查点（条数）", "Head (events)"), 2},
                   {say("打印文件与 SHA-256", "File and SHA-256"), 8},
                   {say("应签字人", "To be signed by"), 5}};
  for (const Printing& printing : input.facts.custody.printings) {
    if (!printing.unsigned_form() || printing.superseded) continue;
    Line files;
    for (const PrintedFile& file : printing.files) {
      files.push_back(Run{(files.empty() ? "" : "\n") + evidence_text(file.name, 160) + "\n"});
      files.push_back(Run{digest_in_two_lines(file.sha256), Mark::code});
    }
    table.rows.push_back({value_or_blank(evidence_text(printing.title, 200)),
                          {Run{beijing_time(printing.time)}},
                          {Run{std::to_string(printing.upto)}},
                          std::move(files),
                          value_or_blank(signers_text(pack_of(packs, printing.what), input))});
  }
  return table;
}

std::string state_of(const FormPack& pack, const CaseFacts& facts, const Say& say) {
  const Printing* newest = nullptr;
  for (const Printing& printing : facts.custody.printings)
    if (printing.form && printing.what == pack.name && !printing.superseded) newest = &printing;
  if (!newest) return say("未打印", "not printed");
  if (newest->copies.empty()) return say("已打印，未签字", "printed, not signed");
  std::string text = say("已签字，扫描件 ", "signed, scan ");
  for (const SignedPaper& copy : newest->copies)
    text += (&copy == newest->copies.data() ? "" : "、") + evidence_text(copy.item, 60);
  return text;
}

Table all_papers(const ReportInput& input, const std::vector<FormPack>& packs) {
  const Say say{input.language};
  const Capacity capacity = input.facts.answers.capacity;
  Table table;
  table.columns = {
      {say("文书", "Form"), 5}, {say("状态", "State"), 4}, {say("应签字人", "To be signed by"), 8}};
  for (const FormPack& pack : packs) {
    if (std::find(pack.capacities.begin(), pack.capacities.end(), capacity) == pack.capacities.end())
      continue;
    const std::string title =
        input.language == Language::zh ? pack.title.zh : pack.title.zh + " / " + pack.title.en;
    table.rows.push_back({{Run{title + (pack.usual ? "" : say("（按需）", " (where needed)"))}},
                          {Run{state_of(pack, input.facts, say)}},
                          value_or_blank(signers_text(&pack, input))});
  }
  return table;
}

// Hand-overs for which no signed paper came in and nobody said why.
Table open_hand_overs(const ReportInput& input) {
  const Say say{input.language};
  Table table;
  table.columns = {{say("事件", "Event"), 2},
                   {say("时间（北京时间）", "Time (Beijing time)"), 4},
                   {say("移交人", "From"), 5},
                   {say("接收人", "To"), 5}};
  for (const HandOver& hand_over : input.facts.custody.hand_overs)
    for (const auto* step : {&hand_over.release, &hand_over.receipt})
      if (*step && (*step)->said.signatures.absent.empty() &&
          input.facts.custody.signed_form_of(**step).empty())
        table.rows.push_back({{Run{std::to_string((*step)->event)}},
                              {Run{beijing_time((*step)->time)}},
                              value_or_blank(evidence_text(party_words((*step)->said.from), 200)),
                              value_or_blank(evidence_text(party_words((*step)->said.to), 200))});
  return table;
}

}  // namespace

std::vector<std::string> signers_of(const FormPack& pack, const Answers& answers, Language language) {
  std::vector<std::string> who;
  for (const FormSection& section : pack.sections) {
    if (section.kind != SectionKind::signatures) continue;
    for (const Words& line : section.lines) {
      const std::size_t people = line.zh.find("{people}");
      const std::string role =
          language == Language::en && !line.en.empty() ? line.en : line.zh.substr(0, people);
      if (people == std::string::npos) {
        who.push_back(role);
        continue;
      }
      for (const Person& person : answers.people)
        who.push_back(person.name.empty() ? role : role + " " + evidence_text(person.name, 80));
      for (std::size_t i = answers.people.size(); i < kLeastPeople; ++i) who.push_back(role + " ________");
    }
  }
  return who;
}

Document build_unsigned(const ReportInput& input, const std::vector<FormPack>& packs) {
  const Say say{input.language};
  Document document = start_document(input, "unsigned", say("待签字文书清单", "Papers not signed yet"));
  const auto section = [&](std::string_view zh, std::string_view en, Table table, std::string_view none_zh,
                           std::string_view none_en) {
    document.blocks.emplace_back(Heading{1, say(zh, en)});
    if (table.rows.empty())
      document.blocks.emplace_back(Paragraph{{Run{say(none_zh, none_en)}}});
    else
      document.blocks.emplace_back(std::move(table));
  };
  section("已打印、尚无签字件的文书", "Printed, no signed copy came in", open_papers(input, packs),
          "没有：已打印的文书均有签字件，或尚未打印文书。",
          "None: every form that was printed is signed, or none was printed yet.");
  section("尚无签字的移交与接收", "Hand-overs without signatures", open_hand_overs(input), "没有。", "None.");
  section("本案身份应出具的文书与签字人", "Forms of the capacity, and who signs them",
          all_papers(input, packs), "本案未登记身份，无法判断应出具哪些文书。",
          "The capacity was not stated: which forms are due cannot be said.");
  document.blocks.emplace_back(Paragraph{
      {Run{say("签字后将扫描件存入案件：firsthour case attach 案件 扫描件 --form "
               "打印文件名；打印后又有重印的文书，"
               "以最近一次打印的为准。",
               "Put the scan of a signed form into the case with firsthour case attach; of a form that was "
               "printed again the newest printing counts."),
           Mark::quiet}}});
  return document;
}

}  // namespace firsthour::playbooks
