// SPDX-License-Identifier: Apache-2.0
// Legal forms: every field that a rule asks for has its place; a form can be printed again and supplemented;
// a site's own packs are used, and a broken one is named with its place.
#include "casefile/json.h"
#include "playbooks/report.h"
#include "playbooks/reports/form_pack.h"
#include "tests/unit/playbooks/sample_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace firsthour::playbooks {
namespace {

using firsthour::testing::MemoryCase;
using firsthour::testing::sample_case;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Result<std::vector<OutputFile>> make(const CaseReader& from, const std::string& what,
                                     bool supplement = false) {
  ReportRequest request{what, {Format::markdown}, Language::zh, 0, ""};
  request.supplement = supplement;
  return make_report(from, request, "");
}
std::string text_of(const CaseReader& from, const std::string& what, bool supplement = false) {
  const auto files = make(from, what, supplement);
  EXPECT_TRUE(files) << (files ? "" : files.error().what);
  return files ? files->front().bytes : "";
}
std::string refusal(const CaseReader& from, const std::string& what, bool supplement) {
  const auto files = make(from, what, supplement);
  EXPECT_FALSE(files);
  return files ? "" : files.error().what;
}

void print(MemoryCase& the_case, const std::string& what, const std::string& title) {
  const std::uint64_t upto = the_case.size();
  the_case.append(event_type::reported, {{"what", what},
                                         {"title", title},
                                         {"name", title + ".docx"},
                                         {"language", "zh"},
                                         {"folder", "/x"},
                                         {"form", true},
                                         {"size", 1},
                                         {"sha256", std::string(64, 'e')},
                                         {"upto", upto}});
}
void add_file(MemoryCase& the_case, const std::string& id, const std::string& path) {
  Item item;
  item.kind = "file";
  item.source = "attached";
  item.path = path;
  the_case.add(id, item, "bytes of " + path);
}

// "| extraction-record | 案由 | scene.cause | … |": the places that FORMS.md promises.
TEST(Forms, HaveAPlaceForEveryRequiredField) {
  std::ifstream file{FIRSTHOUR_SOURCE_DIR "/playbooks/forms/FORMS.md"};
  ASSERT_TRUE(file);
  const auto packs = load_packs({});
  ASSERT_TRUE(packs) << packs.error().what;
  std::map<std::string, std::set<std::string>> places;
  for (const FormPack& pack : *packs)
    for (const FormSection& section : pack.sections) {
      static const std::map<SectionKind, std::string> kNames{
          {SectionKind::volumes, "volumes"},       {SectionKind::items, "items"},
          {SectionKind::media, "media"},           {SectionKind::clearances, "clearances"},
          {SectionKind::clocks, "clocks"},         {SectionKind::people, "people"},
          {SectionKind::process, "process"},       {SectionKind::results, "results"},
          {SectionKind::transfers, "transfers"},   {SectionKind::accesses, "accesses"},
          {SectionKind::approvals, "approvals"},   {SectionKind::tools, "tools"},
          {SectionKind::integrity, "integrity"},   {SectionKind::text, "text"},
          {SectionKind::signatures, "signatures"}, {SectionKind::fields, "fields"}};
      const std::string kind = kNames.at(section.kind);
      places[pack.name].insert(kind);
      for (const FormField& field : section.fields)
        places[pack.name].insert((kind == "fields" ? "" : kind + ".") + field.value);
      for (const Words& line : section.lines) places[pack.name].insert(kind + "." + line.zh);
    }
  std::map<std::string, int> rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `")) continue;
    std::istringstream cells{line};
    std::string skip, form, what, place;
    std::getline(cells, skip, '|');
    std::getline(cells, form, '|');
    std::getline(cells, what, '|');
    std::getline(cells, place, '|');
    const auto name = [](const std::string& cell) {
      return cell.substr(cell.find('`') + 1, cell.rfind('`') - cell.find('`') - 1);
    };
    ++rows[name(form)];
    EXPECT_TRUE(places[name(form)].contains(name(place))) << line;
  }
  for (const FormPack& pack : *packs) EXPECT_GT(rows[pack.name], 3) << pack.name << " is not in FORMS.md";
}

TEST(Forms, OfAnEmptyCaseAreBlanks) {
  const MemoryCase empty;
  for (const FormInfo& form : all_forms())
    EXPECT_THAT(text_of(empty, form.name), HasSubstr(R"(\_\_\_\_)")) << form.name;
}

TEST(Forms, TickWhatWasChosenAndKeepOwnWords) {
  MemoryCase the_case;
  EXPECT_THAT(text_of(the_case, "extraction-record"),
              AllOf(HasSubstr("□ 原始存储介质不便封存"), Not(HasSubstr("☑"))));
  the_case.append(
      event_type::authorised,
      {{"scene", {{"original", {{"seized", false}, {"not_seized", {"service-stop", "机柜无法拆卸"}}}}}}});
  EXPECT_THAT(
      text_of(the_case, "extraction-record"),
      AllOf(HasSubstr("☑ 关闭电子设备会导致重要信息系统停止服务"), HasSubstr("□ 原始存储介质不便封存"),
            HasSubstr("☑ 其他无法扣押原始存储介质的情形：机柜无法拆卸"), HasSubstr("☑ 否")));
}

// The rules' own wording was never compared: a form that offers it says so on paper.
TEST(Forms, SayThatTheReasonsWereNotCheckedWithTheRules) {
  MemoryCase the_case;
  for (const char* form : {"extraction-record", "inspection-record"})
    EXPECT_THAT(text_of(the_case, form), HasSubstr("各选项未与规定正式文本逐项核对")) << form;
  EXPECT_THAT(text_of(the_case, "onsite-record"), Not(HasSubstr("各选项未与规定")));
}

TEST(Forms, OfferTheFixedReasonsOfTheAnswers) {
  const auto packs = load_packs({});
  ASSERT_TRUE(packs);
  int offered = 0;
  for (const FormPack& pack : *packs)
    for (const FormSection& section : pack.sections)
      for (const FormField& field : section.fields) {
        if (field.value != "original.not_seized") continue;
        ++offered;
        ASSERT_EQ(field.choices.size(), kNotSeized.size());
        for (std::size_t i = 0; i < kNotSeized.size(); ++i) EXPECT_EQ(field.choices[i].key, kNotSeized[i]);
      }
  EXPECT_GT(offered, 0);
}

TEST(Forms, PrintWhatPeopleSaidOfTheScene) {
  MemoryCase the_case;
  the_case.append(
      event_type::authorised,
      {{"scene",
        {{"case_number", "立字12号"},
         {"holder", {{"name", "王五"}, {"unit", "某单位"}, {"id_kind", "居民身份证"}, {"id_number", "4401"}}},
         {"media", {{{"name", "硬盘"}, {"serial", "S-77"}, {"seal_number", "F-9"}}}},
         {"network", {{"address", "203.0.113.7"}}},
         {"inspection", {{"protection", "write-blocker"}, {"findings", "发现后门"}}},
         {"clearings", {{{"medium", "KIT-03"}, {"how", "覆写"}, {"checked_by", "赵六"}}}}}}});
  EXPECT_THAT(text_of(the_case, "extraction-record"),
              AllOf(HasSubstr("立字12号"), HasSubstr("王五（某单位）"), HasSubstr("居民身份证 4401")));
  EXPECT_THAT(text_of(the_case, "seal-list"), AllOf(HasSubstr("硬盘"), HasSubstr("S-77"), HasSubstr("F-9")));
  EXPECT_THAT(text_of(the_case, "network-extraction-record"), HasSubstr("203.0.113.7"));
  EXPECT_THAT(text_of(the_case, "inspection-record"),
              AllOf(HasSubstr("☑ 通过写保护设备接入检查设备"), HasSubstr("发现后门")));
  EXPECT_THAT(text_of(the_case, "clearance-record"),
              AllOf(HasSubstr("KIT-03"), HasSubstr("覆写"), HasSubstr("赵六")));
}

TEST(FormsAgain, SayWhichPrintingAndWhatChanged) {
  MemoryCase the_case;
  the_case.append(event_type::opened, {{"name", "web01"}});
  EXPECT_THAT(text_of(the_case, "fixed-list"), Not(HasSubstr("次打印")));
  print(the_case, "fixed-list", "电子数据固定清单");
  EXPECT_THAT(text_of(the_case, "fixed-list"),
              AllOf(HasSubstr("第 2 次打印"), HasSubstr(std::string(16, 'e')), HasSubstr("没有变化")));
  EXPECT_THAT(text_of(the_case, "handover-list"), Not(HasSubstr("次打印"))) << "another form";
  add_file(the_case, "a2", "/evidence/one.log");
  EXPECT_THAT(text_of(the_case, "fixed-list"), HasSubstr("对象 1 项"));
  print(the_case, "fixed-list", "电子数据固定清单");
  EXPECT_THAT(text_of(the_case, "fixed-list"), HasSubstr("第 3 次打印"));
}

TEST(Supplement, ListsOnlyWhatCameAfterAndGoesOnWithTheNumbers) {
  MemoryCase the_case;
  add_file(the_case, "a0", "/evidence/first.log");
  EXPECT_THAT(refusal(the_case, "fixed-list", true), HasSubstr("printed yet"));
  print(the_case, "fixed-list", "电子数据固定清单");
  EXPECT_THAT(refusal(the_case, "fixed-list", true), HasSubstr("nothing was taken in since"));
  EXPECT_THAT(refusal(the_case, "onsite-record", true), HasSubstr("no list"));
  add_file(the_case, "a2", "/evidence/second.log");
  const auto files = make(the_case, "fixed-list", true);
  ASSERT_TRUE(files) << files.error().what;
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ((*files)[0].name, "电子数据固定清单（补充一）.md");
  EXPECT_THAT((*files)[0].bytes, AllOf(HasSubstr("second.log"), Not(HasSubstr("first.log")),
                                       HasSubstr("对象自 2 起"), HasSubstr(std::string(16, 'e'))));
  EXPECT_THAT((*files)[1].bytes, AllOf(HasSubstr("\"2\",\"a2\""), Not(HasSubstr("first.log"))));
  print(the_case, "fixed-list", "电子数据固定清单（补充一）");
  EXPECT_THAT(text_of(the_case, "fixed-list", true), AllOf(HasSubstr("（补充一）"), HasSubstr("第 2 次打印")))
      << "nothing new: the same supplement again";
  add_file(the_case, "a4", "/evidence/third.log");
  EXPECT_THAT(text_of(the_case, "fixed-list", true),
              AllOf(HasSubstr("（补充二）"), HasSubstr("third.log"), Not(HasSubstr("second.log")),
                    HasSubstr("对象自 3 起")));
}

TEST(ItemList, IsASummaryBySourceWhenItIsLong) {
  MemoryCase the_case;
  for (int i = 0; i < 120; ++i) {
    Item item;
    item.kind = "file";
    item.source = i % 2 == 0 ? "log.text" : "web.files";
    item.path = "/srv/long-" + std::to_string(i) + ".log";
    the_case.add("c1/" + std::to_string(i), item, "x" + std::to_string(i));
  }
  add_file(the_case, "a120", "/evidence/alone.pcap");
  EXPECT_THAT(text_of(the_case, "fixed-list"),
              AllOf(HasSubstr("共 121 项"), HasSubstr("log.text"), HasSubstr("附件-逐项清单.csv"),
                    HasSubstr("alone.pcap"), Not(HasSubstr("long-3.log"))));
}

TEST(Unsigned, NamesWhatIsPrintedAndWhoSigns) {
  MemoryCase the_case;
  the_case.append(event_type::authorised, {{"capacity", "contractor"}, {"people", {{{"name", "李雷"}}}}});
  print(the_case, "fixed-list", "电子数据固定清单");
  const std::string text = text_of(the_case, "unsigned");
  EXPECT_THAT(
      text, AllOf(HasSubstr("电子数据固定清单.docx"), HasSubstr("固定人员 李雷"), HasSubstr("已打印，未签字"),
                  HasSubstr("移交清单"), HasSubstr("未打印"), Not(HasSubstr("封存清单"))));
}

TEST(OwnPacks, AreUsedOverTheBuiltInOnesAndNamedWhenBroken) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path{::testing::TempDir()} / "firsthour-own-forms";
  fs::remove_all(folder);
  fs::create_directories(folder);
  const auto write = [&](const char* name, const std::string& text) { std::ofstream{folder / name} << text; };
  const std::string form = R"(
name: fixed-list
version: 90
capacity: [contractor]
title: {zh: 本局固定清单, en: own list}
basis: [{zh: 本局规定, en: own rule, effective: 2026-01-01}]
sections:
  - {kind: fields, fields: [{zh: 案件, en: case, value: case.id}]}
)";
  write("own.yaml", form);
  MemoryCase the_case;
  ReportRequest request{"fixed-list", {Format::markdown}, Language::zh, 0, ""};
  request.own_forms = folder.string();
  const auto files = make_report(the_case, request, "");
  ASSERT_TRUE(files) << files.error().what;
  EXPECT_THAT(files->front().bytes, AllOf(HasSubstr("本局固定清单"), HasSubstr("本局规定")));
  const auto forms = forms_in({folder.string()});
  ASSERT_TRUE(forms);
  EXPECT_TRUE(std::any_of(forms->begin(), forms->end(), [&](const FormInfo& info) {
    return info.version == 90 && info.file == (folder / "own.yaml").string();
  }));
  write(
      "own.yaml",
      form + "  - {kind: fields, fields: [{zh: 案件, value: case.id}, {zh: 单位, value: incident.unti}]}\n");
  const auto broken = forms_in({folder.string()});
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().what, AllOf(HasSubstr("own.yaml"), HasSubstr("sections[2]: fields[2]"),
                                         HasSubstr("'incident.unit'")));
  write("own.yaml", form + "signatures: []\n");
  const auto unknown = forms_in({folder.string()});
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().what, HasSubstr("'signatures'"));
  fs::remove_all(folder);
}

TEST(AnswersMerged, LaterOnesCountWhereTheySaySomething) {
  const auto before = parse_answers("capacity: contractor\nscene: {case_number: 一, purpose: 甲}\n");
  const auto later = parse_answers("scene: {purpose: 乙, clearings: [{medium: KIT-03}]}\n");
  ASSERT_TRUE(before && later);
  const Answers both = merged(*before, *later);
  EXPECT_EQ(both.capacity, Capacity::contractor);
  EXPECT_EQ(both.scene.case_number, "一");
  EXPECT_EQ(both.scene.purpose, "乙");
  EXPECT_EQ(both.scene.clearings.size(), 1U);
}

}  // namespace
}  // namespace firsthour::playbooks
