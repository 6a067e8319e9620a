// SPDX-License-Identifier: Apache-2.0
// Forms and reports of a made case: the facts are there, nothing else is, and the bytes repeat.
#include "playbooks/report.h"

#include "casefile/digest.h"
#include "casefile/json.h"
#include "playbooks/printed_checkpoint.h"
#include "playbooks/reports/form_pack.h"
#include "tests/unit/playbooks/sample_case.h"
#include "tests/unit/playbooks/zip_entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace firsthour::playbooks {
namespace {

using firsthour::testing::MemoryCase;
using firsthour::testing::sample_case;
using firsthour::testing::sample_checkpoint;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string> kAll{"onsite-record",     "fixed-list",      "handover-list",
                                    "extraction-record", "extraction-list", "incident",
                                    "incident-record",   "case-report",     "custody"};

std::vector<OutputFile> made(const CaseReader& from, const std::string& what, std::vector<Format> formats,
                             Language language = Language::zh, std::uint64_t upto = 0,
                             const std::string& checkpoint = sample_checkpoint()) {
  auto files = make_report(from, {what, std::move(formats), language, upto, ""}, checkpoint);
  EXPECT_TRUE(files) << what << ": " << (files ? "" : files.error().what);
  return files ? std::move(*files) : std::vector<OutputFile>{};
}

std::string html_of(const CaseReader& from, const std::string& what, Language language = Language::zh) {
  const auto files = made(from, what, {Format::html}, language);
  return files.empty() ? "" : files.front().bytes;
}

std::string document_xml(const CaseReader& from, const std::string& what) {
  const auto files = made(from, what, {Format::docx});
  return firsthour::testing::zip_entries(files.at(0).bytes)->at("word/document.xml");
}

std::size_t count_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size()))
    ++count;
  return count;
}

TEST(Reports, RepeatByteForByte) {
  const auto one = sample_case(), two = sample_case();
  for (const std::string& what : kAll)
    for (const Language language : {Language::zh, Language::en}) {
      const std::vector<Format> formats{Format::docx, Format::html, Format::markdown, Format::json};
      const auto first = made(*one, what, formats, language), second = made(*two, what, formats, language);
      ASSERT_EQ(first.size(), second.size());
      for (std::size_t i = 0; i < first.size(); ++i)
        EXPECT_EQ(first[i].bytes, second[i].bytes) << first[i].name;
    }
}

TEST(Reports, CarryTheHeadThatTheyWereMadeFrom) {
  const auto the_case = sample_case();
  const std::vector<Format> formats{Format::docx, Format::html, Format::markdown, Format::json};
  for (const OutputFile& file : made(*the_case, "incident-record", formats)) {
    const auto head = printed_checkpoint(file.bytes);
    ASSERT_TRUE(head) << file.name;
    EXPECT_EQ(head->origin, "firsthour.case/6f1c2d3e-0001-4a5b-8c9d-0123456789ab");
    EXPECT_EQ(head->size, 21U);
  }
  EXPECT_FALSE(printed_checkpoint("firsthour.case/x\n21\nCsUY\n"));
  EXPECT_FALSE(printed_checkpoint("PK\x03\x04"));
}

TEST(Reports, AreAFunctionOfTheFirstEvents) {
  const auto the_case = sample_case();
  const std::uint64_t events = the_case->size();
  const std::string before = made(*the_case, "case-report", {Format::html}, Language::zh, events)[0].bytes;
  the_case->append(event_type::reported, {{"what", "case-report"}});
  the_case->append(event_type::incident, {{"id", "IR-OTHER"}});
  Item late;
  late.kind = "file";
  late.path = "/late";
  the_case->add("a1", late, "late");
  EXPECT_EQ(made(*the_case, "case-report", {Format::html}, Language::zh, events)[0].bytes, before);
  EXPECT_THAT(html_of(*the_case, "case-report"), HasSubstr("IR-OTHER"));
}

TEST(Reports, GiveAnEmptyCaseBlanksAndNoFact) {
  const MemoryCase empty;
  for (const std::string& what : kAll) {
    const auto files = made(empty, what, {Format::json}, Language::zh, 0, "");
    ASSERT_FALSE(files.empty());
    for (const char* fact : {"李雷", "web01", "IR-", "完整，", "c1", "属于", "无\""})
      EXPECT_THAT(files[0].bytes, Not(HasSubstr(fact))) << what;
  }
  EXPECT_GT(count_of(html_of(empty, "onsite-record"), "________"), 50U);
}

Json told_origin(const char* finding, const char* address) {
  const auto both = [](const char* en, const char* zh) { return Json{{"en", en}, {"zh", zh}}; };
  return {{"what", "origin"},
          {"chain",
           {{"findings", {finding}},
            {"title", both("a made page", "植入的页面")},
            {"severity", "high"},
            {"nodes",
             {{{"kind", "file"}, {"label", "/var/www/html/cat.php"}, {"first", "2026-11-22T05:00:00Z"}},
              {{"kind", "address"},
               {"label", address},
               {"first", "2026-11-22T04:00:00Z"},
               {"time_basis", "zone-assumed"}}}},
            {"edges",
             {{{"from", 1},
               {"to", 0},
               {"strength", "likely"},
               {"why", both("it sent it", "由其提交")},
               {"place", {{"item", "c1/000004"}, {"line", 43}, {"path", "access.log"}}}},
              {{"from", 9}, {"to", 0}, {"why", both("to nowhere", "无处")}}}},
            {"source", 1},
            {"strength", "likely"},
            {"paragraph", both("It came from there.", "由此而来。")}}}};
}

TEST(Reports, TellWhereAFindingCameFromAsTheNewestTracingHasIt) {
  auto the_case = sample_case();
  EXPECT_THAT(html_of(*the_case, "case-report"), HasSubstr("尚未追踪来源"));
  the_case->append(event_type::analysed, told_origin("f1", "192.0.2.1"));
  the_case->append(event_type::analysed, told_origin("f1", "203.0.113.5"));
  const std::string html = html_of(*the_case, "case-report");
  EXPECT_THAT(html, HasSubstr("五、追踪入侵来源"));
  EXPECT_THAT(html, HasSubstr("203.0.113.5"));
  EXPECT_THAT(html, Not(HasSubstr("192.0.2.1")));
  EXPECT_THAT(html, HasSubstr("2026-11-22 12:00:00（时区推定）"));
  EXPECT_THAT(html, HasSubstr("c1/000004:43 access.log"));
  EXPECT_THAT(html, HasSubstr("由此而来。"));
  EXPECT_THAT(html, Not(HasSubstr("无处")));
  // A tracing is no run over the rules: their digest still stands.
  EXPECT_THAT(html, HasSubstr("规则集 SHA-256"));
  // The incident record is offered the address.
  EXPECT_THAT(html_of(*the_case, "incident-record"), HasSubstr("203.0.113.5（推定）"));
}

TEST(Reports, SurviveEventsOfTheWrongShape) {
  MemoryCase the_case;
  the_case.append_raw("opened", "not json");
  for (const auto type :
       {event_type::opened, event_type::authorised, event_type::incident, event_type::ingesting,
        event_type::ingested, event_type::finding, event_type::analysed, event_type::action}) {
    the_case.append(type, Json::array({1, 2}));
    the_case.append(type, nullptr);
    the_case.append(type, {{"name", 7},
                           {"people", "x"},
                           {"clocks", {{"a", 1}}},
                           {"stream", "x"},
                           {"outline", 3},
                           {"outcome", {{"object", "zz"}, {"size", -1}}},
                           {"problem_list", 5},
                           {"expected", true},
                           {"not_scanned", {1, "x"}},
                           {"rule_problems", {{{"line", "x"}}}},
                           {"version", 1.5},
                           {"arrived", 5},
                           {"authority", {1}},
                           {"unknown", {{"a", 1}}},
                           {"items", "many"}});
  }
  for (const std::string& what : kAll)
    EXPECT_FALSE(made(the_case, what, {Format::docx, Format::html}).empty());
  EXPECT_THAT(html_of(the_case, "case-report"), HasSubstr("账本中未能理解的记录"));
}

TEST(Reports, MarkAnExerciseAndOnlyAnExercise) {
  const auto exercise = sample_case(), real = sample_case({false, 0});
  for (const std::string& what : kAll) {
    EXPECT_THAT(html_of(*exercise, what), HasSubstr("class=\"drill\"")) << what;
    EXPECT_THAT(html_of(*real, what), Not(HasSubstr("class=\"drill\""))) << what;
    EXPECT_THAT(html_of(*real, what), Not(HasSubstr("演练</"))) << what;
  }
}

TEST(Reports, MaskSecrets) {
  const auto the_case = sample_case();
  for (const std::string& what : kAll)
    for (const OutputFile& file : made(*the_case, what, {Format::html, Format::markdown, Format::json})) {
      EXPECT_THAT(file.bytes, Not(HasSubstr("hunter2"))) << file.name;
      EXPECT_THAT(file.bytes, Not(HasSubstr("S3cr3t"))) << file.name;
    }
}

TEST(Reports, EscapeHostileNames) {
  const auto the_case = sample_case();
  Item item;
  item.kind = "file";
  item.source = "web.root";
  item.path =
      std::string("/var/<script>alert(1)</script>\0\xe2\x80\xae", 34) + std::string(10'000, 'a') + "\xff\"";
  item.host = "<b>host";
  item.outcome = Outcome::denied;
  item.reason = "<img src=x onerror=alert(1)>";
  item.file = FileFacts{};
  item.file->modified = the_case->now;
  the_case->add("c1/000666", item, "");
  Finding finding;
  finding.id = finding.rule = finding.title = finding.path = finding.host = finding.record =
      item.path.substr(0, 500) + "\xe4\xb8";
  finding.severity = Severity::critical;
  finding.id = "f";
  Json body = {{"id", "f"},
               {"detector", "<i>"},
               {"rule", "</pre><script>"},
               {"severity", "critical"},
               {"title", "<script>x"},
               {"why", "<script>"},
               {"target", {{"item", "c1/000666"}, {"path", "<script>"}, {"host", "\u202e"}}}};
  the_case->append(event_type::finding, body);
  for (const std::string& what : kAll)
    for (const OutputFile& file : made(*the_case, what, {Format::html})) {
      if (file.name.ends_with(".csv")) continue;  // text for a spreadsheet: nothing to escape there
      EXPECT_THAT(file.bytes, Not(HasSubstr("<script"))) << file.name;
      EXPECT_THAT(file.bytes, Not(HasSubstr("<img"))) << file.name;
      EXPECT_THAT(file.bytes, Not(HasSubstr("\xe2\x80\xae"))) << file.name;
      EXPECT_EQ(file.bytes.find('\0'), std::string::npos);
      EXPECT_LT(file.bytes.size(), 400'000U);
    }
}

TEST(CaseReport, SaysWhatWasFoundAndWhatItStandsOn) {
  const auto the_case = sample_case();
  const std::string zh = html_of(*the_case, "case-report"),
                    en = html_of(*the_case, "case-report", Language::en);
  for (const char* fact : {"PHP 文件执行请求中的代码",
                           "/var/www/html/upload/img.php",
                           "c1/000007",
                           "T1505.003",
                           "正在运行的程序文件已被删除",
                           "43 分 30 秒",
                           "符合 60 分钟要求",
                           "6.1.0-28-amd64",
                           "[::]:4444",
                           "198.51.100.23",
                           "/home/deploy/.ssh",
                           "无权限",
                           "the budget of 100 MiB was reached",
                           "log.journal",
                           "traffic",
                           "no package database",
                           "local.yar:12",
                           "-2.150 s",
                           "firsthour case verify",
                           "9f3a 11c0",
                           "CsUYapGGPo4dkMgIAUqom"})
    EXPECT_THAT(zh, HasSubstr(fact));
  EXPECT_THAT(en, HasSubstr("PHP file runs what a request brings"));
  EXPECT_THAT(en, HasSubstr("What was not collected or not examined"));
  EXPECT_LT(zh.find("网站后门"), zh.find("已被删除")) << "the most severe first";
}

TEST(CaseReport, ShowsTheFieldsThatMatchedAndNotTheWholeRecord) {
  MemoryCase the_case;
  Finding finding;
  finding.id = "a";
  finding.detector = "sigma";
  finding.title = "t";
  finding.rule = "r";
  finding.severity = Severity::high;
  finding.record =
      R"({"type":"host.process","process.pid":7,"process.args":["env","SECRET_ENV"],"process.tracer_pid":3})";
  finding.matches = {{"selection.process.tracer_pid", 0, 0}};
  the_case.append(event_type::finding, to_json(finding));
  const std::string html = html_of(the_case, "case-report");
  EXPECT_THAT(html, HasSubstr("process.pid = 7\nprocess.tracer_pid = 3"));
  EXPECT_THAT(html, Not(HasSubstr("SECRET_ENV")));
}

TEST(CaseReport, GathersTheTargetsOfOneRule) {
  MemoryCase the_case;
  for (int i = 0; i < 40; ++i) {
    Finding finding;
    finding.id = std::to_string(i);
    finding.detector = "sigma";
    finding.rule = "suid";
    finding.title = "SUID file";
    finding.severity = Severity::medium;
    finding.path = "/var/tmp/" + std::to_string(100 + i);
    the_case.append(event_type::finding, to_json(finding));
  }
  const std::string html = html_of(the_case, "case-report");
  EXPECT_EQ(count_of(html, "<section class=\"finding"), 1U);
  for (int i = 0; i < 40; ++i) EXPECT_THAT(html, HasSubstr("/var/tmp/" + std::to_string(100 + i)));
}

TEST(CaseReport, WarnsOfAnAlteredAndOfACutCollection) {
  MemoryCase altered, cut;
  altered.append(event_type::ingested, {{"collection", "c1"}, {"end", "tampered"}});
  cut.append(event_type::ingested, {{"collection", "c1"}, {"end", "cut"}});
  EXPECT_THAT(html_of(altered, "case-report"), HasSubstr("校验不符"));
  EXPECT_THAT(html_of(cut, "case-report"), HasSubstr("数据流中断"));
}

TEST(CaseReport, HasNoAddressOutsideItself) {
  const auto the_case = sample_case();
  for (const std::string& what : kAll)
    for (const char* word : {"http:", "https:", "url(", "src=", "href="})
      EXPECT_THAT(html_of(*the_case, what), Not(HasSubstr(word))) << what;
}

TEST(CaseReport, NamesContradictionsOfTimes) {
  MemoryCase the_case;
  the_case.append(
      event_type::incident,
      {{"id", "IR-1"}, {"reported", "2026-11-22T05:00:00Z"}, {"arrived", "2026-11-22T04:00:00Z"}});
  const std::string html = html_of(the_case, "case-report");
  EXPECT_THAT(html, HasSubstr("“到达现场”早于“报告”"));
  EXPECT_THAT(html, Not(HasSubstr("60 分钟要求。")));
}

TEST(Forms, FollowTheCapacity) {
  std::vector<std::string> contractor, police;
  for (const FormInfo& form : forms_for(Capacity::contractor)) contractor.push_back(form.title_zh);
  for (const FormInfo& form : forms_for(Capacity::police_criminal)) police.push_back(form.title_zh);
  EXPECT_THAT(contractor, ::testing::ElementsAre("事件现场处置记录", "电子数据固定清单", "移交清单"));
  EXPECT_THAT(police, ::testing::ElementsAre("电子数据现场提取笔录", "电子数据提取固定清单"));
  EXPECT_TRUE(forms_for(Capacity::unstated).empty());
  EXPECT_EQ(all_forms().size(), 11U);
}

TEST(Forms, NameTheBasisOfTheirKindOfCase) {
  const auto basis = [](Capacity capacity) { return forms_for(capacity).at(0).basis; };
  EXPECT_THAT(basis(Capacity::police_criminal), HasSubstr("法发〔2016〕22号"));
  EXPECT_THAT(basis(Capacity::police_criminal), HasSubstr("2016-10-01"));
  EXPECT_THAT(basis(Capacity::police_administrative), Not(HasSubstr("刑事案件电子数据取证规则")));
  EXPECT_THAT(basis(Capacity::police_administrative), HasSubstr("行政案件"));
}

TEST(Forms, HoldWhatTheLawAsksOfARecord) {
  const auto the_case = sample_case();
  const std::string xml = document_xml(*the_case, "extraction-record");
  for (const char* field : {"案由",
                            "事由和目的",
                            "提取时间（起）",
                            "提取地点",
                            "电子数据来源",
                            "不能扣押原始存储介质的原因",
                            "原始存储介质存放地点",
                            "指挥人员及单位",
                            "持有人（提供人）",
                            "见证人",
                            "是否具备见证人资格",
                            "无见证人的原因",
                            "是否录像",
                            "未签名的原因",
                            "记录人",
                            "签名：",
                            "北京时间",
                            "主机时钟",
                            "检查人员设备时钟",
                            "基准时钟",
                            "完整性校验值",
                            "公司工作人员不具备见证人资格"})
    EXPECT_THAT(xml, HasSubstr(field));
  EXPECT_THAT(xml, HasSubstr("夜间现场无符合条件的人员"));
  EXPECT_THAT(xml, HasSubstr("host.process：完整"));
  EXPECT_THAT(xml, HasSubstr("bbbbbbbbbbbbbbbb")) << "the collector's own digest";
}

TEST(Forms, ListEachVolumeWithItsDigests) {
  const auto the_case = sample_case();
  const std::string xml = document_xml(*the_case, "fixed-list");
  for (const char* field : {"序号", "名称", "类别", "文件格式", "来源", "提取方法", "大小", "SHA-256", "SM3",
                            "104,912,896", "主机状态记录、文件", "web01", "BagIt 1.0",
                            "1111111111111111 1111111111111111", "2222222222222222 2222222222222222"})
    EXPECT_THAT(xml, HasSubstr(field));
  EXPECT_THAT(xml, HasSubstr("<pic:pic")) << "the QR code";
}

TEST(Forms, LeaveTwoLinesForPeopleWhoWereNotNamed) {
  MemoryCase the_case;
  the_case.append(event_type::authorised, {{"people", {{{"name", "李雷"}}}}});
  EXPECT_EQ(count_of(document_xml(the_case, "onsite-record"), "处置人员："), 2U);
}

TEST(Forms, RefuseAWitnessOfTheCompany) {
  MemoryCase the_case;
  the_case.append(event_type::authorised,
                  {{"people", {{{"name", "李雷"}, {"unit", "某公司"}}}},
                   {"witness", {{"name", "王五"}, {"unit", "某公司"}, {"eligible", true}}}});
  EXPECT_THAT(document_xml(the_case, "extraction-record"), HasSubstr("不具备见证人资格）"));
}

TEST(Forms, GiveAnEnglishGlossWhenAsked) {
  const auto the_case = sample_case();
  const std::string zh = html_of(*the_case, "onsite-record"),
                    en = html_of(*the_case, "onsite-record", Language::en);
  EXPECT_THAT(zh, Not(HasSubstr("(reporter)")));
  EXPECT_THAT(en, HasSubstr("报告人 (reporter)"));
}

TEST(Annex, ListsEveryItemAndItsDigestStandsInTheForm) {
  const auto the_case = sample_case({true, 5'000});
  const auto files = made(*the_case, "fixed-list", {Format::html, Format::docx});
  ASSERT_EQ(files.size(), 3U);
  const OutputFile& annex = files.back();
  EXPECT_EQ(annex.name, "附件-逐项清单.csv");
  EXPECT_EQ(count_of(annex.bytes, "\r\n"), 5'011U);
  const std::string digest = sha256(annex.bytes).hex();
  EXPECT_THAT(files[0].bytes, HasSubstr(digest.substr(0, 16) + " " + digest.substr(16, 16)));
  EXPECT_THAT(files[0].bytes, HasSubstr("5,010 项"));
  EXPECT_EQ(made(*the_case, "annex", {})[0].bytes, annex.bytes);
}

TEST(Annex, HoldsNamesAsTextAndNeverAsFormulas) {
  MemoryCase the_case;
  Item item;
  item.path = "=cmd|'/C calc'!A0\n\"x\"";
  the_case.add("c1/000001", item, "");
  const std::string csv = made(the_case, "annex", {})[0].bytes;
  EXPECT_THAT(csv, HasSubstr("\"'=cmd|'/C calc'!A0\\n\"\"x\"\"\""));
}

TEST(Annex, TakesWideFormulaSignsAndHidesPasswordsInReasons) {
  MemoryCase the_case;
  Item item;
  item.path = "＝1+1";
  item.outcome = Outcome::failed;
  item.reason = "mysql -pS3cr3t";
  the_case.add("c1/000001", item, "");
  const std::string csv = made(the_case, "annex", {})[0].bytes;
  EXPECT_THAT(csv, HasSubstr("\"'＝1+1\""));
  EXPECT_THAT(csv, HasSubstr("\"mysql -p****\""));
}

TEST(FormPacks, RefuseWhatNoCodeKnows) {
  const auto refusal = [](std::string_view text) {
    const auto pack = parse_form_pack(text);
    EXPECT_FALSE(pack);
    return pack ? std::string{} : pack.error().what;
  };
  const std::string head =
      R"({"name":"x","version":1,"capacity":["contractor"],"title":{"zh":"表"},"basis":[{"zh":"法"}],"sections":)";
  EXPECT_THAT(refusal(head + R"([{"kind":"fields","fields":[{"zh":"a","value":"incident.plce"}]}]})"),
              HasSubstr("'incident.place'"));
  EXPECT_THAT(refusal(head + R"([{"kind":"field"}]})"), HasSubstr("did you mean 'fields'"));
  EXPECT_THAT(refusal(head + "[]}"), HasSubstr("sections"));
  EXPECT_THAT(refusal(R"({"name":"../x","version":1})"), HasSubstr("name"));
  EXPECT_THAT(refusal(R"({"name":"x","version":1,"title":{"zh":"../../etc/passwd"}})"), HasSubstr("title"));
  refusal("");
  refusal("[]");
}

TEST(FormPacks, AHigherVersionInTheDataFolderReplacesTheBuiltInOne) {
  const std::string folder = ::testing::TempDir() + "/packs-" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  std::ofstream{folder + "/a.yaml"}
      << "name: onsite-record\nversion: 9\ncapacity: [contractor]\ntitle: {zh: 新表}\n"
         "basis: [{zh: 新规, effective: 2027-01-01}]\n"
         "sections: [{kind: fields, fields: [{zh: 地点, value: incident.place}]}]\n";
  const auto the_case = sample_case();
  const auto files =
      make_report(*the_case, {"onsite-record", {Format::markdown}, Language::zh, 0, folder}, "");
  ASSERT_TRUE(files) << files.error().what;
  EXPECT_EQ((*files)[0].name, "新表.md");
  std::ofstream{folder + "/b.json"} << "{";
  const auto broken =
      make_report(*the_case, {"onsite-record", {Format::markdown}, Language::zh, 0, folder}, "");
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().what, HasSubstr("b.json"));
  std::filesystem::remove_all(folder);
}

TEST(Reports, SuggestTheReportThatWasMeant) {
  const auto wrong = make_report(MemoryCase{}, {"onsite-recrd", {Format::html}, Language::zh, 0, ""}, "");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::usage);
  EXPECT_THAT(wrong.error().what, HasSubstr("'onsite-record'"));
}

// Word is not at hand; LibreOffice reads the file as strictly where it counts: it converts without repair.
TEST(Docx, IsOpenedByLibreOffice) {
  if (std::system("command -v soffice >/dev/null 2>&1") != 0) GTEST_SKIP() << "no soffice on this machine";
  const std::string folder = ::testing::TempDir() + "/office-" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  const auto the_case = sample_case();
  for (const char* what : {"onsite-record", "fixed-list", "case-report"})
    std::ofstream{folder + "/" + what + ".docx", std::ios::binary}
        << made(*the_case, what, {Format::docx})[0].bytes;
  const std::string command = "cd " + folder + " && HOME=" + folder +
                              " timeout 200 soffice -env:UserInstallation=file://" + folder +
                              "/profile --headless --convert-to txt:Text --outdir . *.docx >/dev/null 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream in{folder + "/onsite-record.txt"};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_THAT(text, HasSubstr("事件现场处置记录"));
  EXPECT_THAT(text, HasSubstr("IR-2026-0007"));
  EXPECT_TRUE(std::filesystem::exists(folder + "/case-report.txt"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace firsthour::playbooks
