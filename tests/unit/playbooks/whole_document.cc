// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/playbooks/whole_document.h"

#include "casefile/qr_code.h"

#include <fmt/format.h>

namespace firsthour::testing {
namespace {

using namespace playbooks;

struct Words {
  bool zh;
  [[nodiscard]] std::string operator()(const char* chinese, const char* english) const {
    return zh ? chinese : english;
  }
};

std::vector<std::string> months(bool zh) {
  std::vector<std::string> names;
  for (int month = 1; month <= 12; ++month)
    names.push_back(zh ? fmt::format("{}月", month) : fmt::format("2026-{:02}", month));
  return names;
}

Chart::Series series(std::string name, std::size_t count, unsigned seed, unsigned most) {
  Chart::Series out{std::move(name), {}};
  for (std::size_t i = 0; i < count; ++i) {
    seed = seed * 1103515245U + 12345U;
    out.values.push_back({static_cast<double>((seed >> 16) % most), ""});
  }
  return out;
}

Chart strip_of_arrivals(bool zh) {
  Chart c;
  c.kind = ChartKind::strip;
  c.title = zh ? "到达现场用时" : "minutes until arrival";
  c.unit = zh ? "分钟" : "minutes";
  c.series = {series(zh ? "用时" : "minutes", 60, 7, 58)};
  for (int i = 1; i <= 60; ++i) c.categories.push_back(fmt::format("2026-{:03}", i));
  c.series[0].values[11].value = 74;
  c.series[0].values[40].value.reset();
  c.series[0].values[2].to = "r-3";
  c.limit = 60;
  c.limit_label = zh ? "60 分钟" : "60 minutes";
  c.counted = zh ? "n = 60；1 起时间不详，未计入；演练不计入。"
                 : "n = 60; one unknown and left out; drills not counted.";
  return c;
}

Table wide_table(bool zh) {
  Table table;
  for (int i = 1; i <= 10; ++i)
    table.columns.push_back({zh ? fmt::format("栏目{}", i) : fmt::format("column {}", i), 1, i > 5});
  for (int r = 0; r < 40; ++r) {
    std::vector<Line> row;
    for (int i = 1; i <= 10; ++i) row.push_back({Run{fmt::format("{}-{}", r + 1, i)}});
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::string chinese_text(std::size_t characters) {
  static constexpr std::string_view kText =
      "经现场勘验与日志分析，攻击者利用未修复的上传漏洞写入网页后门，随后以网站服务账户执行命令并建立反向连接"
      "。"
      "处置人员按照预案隔离主机、固定证据、核查同网段其他系统，未发现横向移动的迹象；相关账户口令已全部更换"
      "。";
  std::string out;
  for (std::size_t i = 0; i < characters; ++i) out += kText.substr(i * 3 % kText.size(), 3);
  return out;
}

std::string small_png() { return qr_as_png(*encode_qr("firsthour"), 4); }

std::vector<Chart> all_charts(Language language) {
  const Words say{language == Language::zh};
  const std::string counted =
      say("n = 60，按报告时间计入月份；演练不计入。", "n = 60, by month of the report; drills not counted.");
  std::vector<Chart> charts(8);
  charts[0] = {ChartKind::columns,
               say("每月事件数", "incidents a month"),
               say("起", "incidents"),
               months(say.zh),
               {series(say("本年", "this year"), 12, 1, 9), series(say("上年", "last year"), 12, 2, 9)},
               {},
               "",
               counted,
               0};
  charts[1] = {ChartKind::stacked_columns,
               say("各级事件分月统计", "grades by month"),
               say("起", "incidents"),
               months(say.zh),
               {series(say("特别重大", "grade I"), 12, 1, 2), series(say("重大", "grade II"), 12, 2, 3),
                series(say("较大", "grade III"), 12, 3, 4), series(say("一般", "grade IV"), 12, 4, 6)},
               {},
               "",
               counted,
               0};
  charts[1].series[3].values[5].value.reset();
  charts[2] = {ChartKind::bars,
               say("受影响的系统", "systems affected"),
               say("起", "incidents"),
               {say("110 接处警系统", "dispatch of calls"),
                say("视频监控联网平台（含各分局前端接入与转发服务）",
                    "video surveillance network with all its front ends"),
                say("交通管理综合应用平台", "traffic management"), say("门户网站群", "web sites"),
                say("公共服务", "services")},
               {series("n", 5, 9, 14)},
               {},
               "",
               counted,
               0};
  charts[2].series[0].values[3].value = 0;
  charts[2].series[0].values[4].value.reset();
  charts[3] = strip_of_arrivals(say.zh);
  charts[4] = {
      ChartKind::heat,
      say("事件类别与级别", "classes and grades"),
      "",
      months(say.zh),
      {series(say("恶意程序事件", "malware"), 12, 1, 8), series(say("网络攻击事件", "attacks"), 12, 2, 8),
       series(say("数据安全事件", "data"), 12, 3, 8), series(say("违规操作事件", "misuse"), 12, 4, 3)},
      {},
      "",
      counted,
      0};
  charts[5] = {
      ChartKind::pareto,
      say("根本原因", "root causes"),
      say("起", "incidents"),
      {say("弱口令", "weak passwords"), say("未打补丁", "missing patches"), say("配置不当", "configuration"),
       say("供应链", "suppliers"), say("人员误操作", "mistakes"), say("不详", "unknown")},
      {series("n", 6, 11, 20)},
      {},
      "",
      counted,
      0};
  charts[6] = {ChartKind::line,
               say("整改完成率变化", "share of problems solved"),
               "%",
               months(say.zh),
               {series(say("按期", "in time"), 12, 5, 40), series(say("超期", "late"), 12, 6, 30)},
               35.0,
               say("目标", "target"),
               counted,
               1};
  charts[6].series[0].values[4].value = -12;
  charts[6].series[1].values[7].value.reset();
  charts[7] = {ChartKind::columns, say("没有数据的图", "a chart of nothing"), "", {}, {}, {}, "", counted, 0};
  return charts;
}

Document whole_document(Language language, bool exercise) {
  const Words say{language == Language::zh};
  Document d;
  d.name = "whole";
  d.title = say("网络安全服务年度汇总报告", "Annual summary of the security service");
  d.subtitle = say("2025 年 12 月 1 日至 2026 年 11 月 30 日", "2025-12-01 to 2026-11-30");
  d.running = say("某市公安局网络安全服务", "city security service");
  d.exercise = exercise ? say("演练", "EXERCISE") : "";
  d.language = language;
  d.made = Instant::from_seconds(1'795'000'000);
  d.made_from = say("依据账本事件 0 至 57", "from ledger events 0 to 57");
  d.blocks = {Cover{{{say("委托单位", "client"), say("某市公安局", "city bureau")},
                     {say("合同编号", "contract"), "HT-2025-017"},
                     {say("密级", "secrecy"), ""}},
                    say("某网络安全服务有限公司", "Security service company"),
                    say("2026 年 12 月 7 日", "2026-12-07")},
              Contents{}};
  const auto add = [&](Block block) { d.blocks.push_back(std::move(block)); };
  add(Heading{1, say("一、总体情况", "1 Summary"), "summary"});
  add(Paragraph{{Run{say("本服务年度共处置事件 ", "Incidents handled: ")}, Run{"60", Mark::strong, "r-3"},
                 Run{say(" 起，其中 59 起在 60 分钟内到达现场（59/60，98.3 %）。",
                         ", of which 59 within 60 minutes (59/60, 98.3 %). ")},
                 Run{chinese_text(say.zh ? 180 : 0)}}});
  add(Figures{{{"60", say("事件", "incidents")},
               {"59/60", say("按时到场", "in time")},
               {"2", say("演练", "drills")}}});
  add(Heading{2, say("（一）合同条款完成情况", "1.1 Clauses"), ""});
  Table clauses{{{say("条款", "clause"), 3, false},
                 {say("目标", "target"), 2, false},
                 {say("实际", "actual"), 2, true}},
                {},
                {}};
  for (int i = 1; i <= 45; ++i) {
    clauses.rows.push_back({{Run{fmt::format("{} {}", say("合同条款", "clause"), i)}},
                            {Run{say("每月不少于一次", "each month")}},
                            {Run{"12/12", Mark::plain, "summary"}}});
    clauses.anchors.push_back(fmt::format("r-{}", i));
  }
  add(clauses);
  add(Note{NoteKind::warning,
           {Run{say("第 12 起超过 60 分钟：道路封闭。", "Incident 12 came late: a closed road.")}}});
  add(Steps{{{Run{say("隔离主机", "isolate the host")}}, {Run{say("固定证据", "secure evidence")}}}});
  add(Heading{1, say("二、统计图", "2 Charts"), ""});
  for (Chart& chart : all_charts(language)) add(std::move(chart));
  add(Heading{1, say("三、明细", "3 Details"), ""});
  add(Paragraph{{Run{say("下表栏目较多，横排。", "The next table lies across.")}}});
  add(wide_table(say.zh));
  add(Heading{3, say("1. 图片", "3.1 Pictures"), ""});
  add(Picture{small_png(), say("机房门禁记录", "the door's record"), 60});
  add(Picture{"no picture", say("损坏的图片", "a broken picture"), 60});
  add(Facts{{{say("时间", "time"), value_or_blank("")}, {say("说明", "text"), {Run{chinese_text(400)}}}}});
  add(TimeLine{{say("告警", "alarms"), say("处置", "actions")},
               {{Instant::from_seconds(1'795'000'000), "a", 0, Severity::high},
                {Instant::from_seconds(1'795'003'000), "b", 1, Severity::info}},
               say("时间线", "time line")});
  add(MinuteBar{41 * 60, 3600, true, say("41 分到达，限 60 分钟", "41 of 60 minutes")});
  add(FindingCard{
      Severity::high, say("高", "high"), "webshell", say("脚本执行请求参数", "runs what it is sent"),
      Facts{{{say("位置", "place"), {Run{"/var/www/html/a.php", Mark::code}}}}}, "eval($_POST['x'])"});
  add(Seal{"firsthour.example/case\n57\nbase64hash\n", say("账本检查点", "checkpoint")});
  add(SignatureLines{
      {say("处置人员", "responder"), say("见证人", "witness")}, say("签名", "signed"), say("日期", "date")});
  return d;
}

Document long_document(std::size_t pages) {
  Document d;
  d.name = "long";
  d.title = "长报告";
  d.running = "测试";
  d.made_from = "依据账本事件 0 至 57";
  d.blocks.emplace_back(Cover{{}, "某公司", "2026 年 12 月 7 日"});
  d.blocks.emplace_back(Contents{});
  std::vector<Chart> charts = all_charts(Language::zh);
  // A chapter with its text, table and chart takes about four pages.
  for (std::size_t chapter = 0; chapter * 4 < pages; ++chapter) {
    d.blocks.emplace_back(Heading{1, fmt::format("第 {} 章", chapter + 1), fmt::format("c-{}", chapter)});
    for (int i = 0; i < 4; ++i) d.blocks.emplace_back(Paragraph{{Run{chinese_text(200)}}});
    Table table{{{"序号", 1, true}, {"系统", 3, false}, {"说明", 6, false}}, {}, {}};
    for (int i = 1; i <= 40; ++i)
      table.rows.push_back(
          {{Run{std::to_string(i), Mark::plain, "c-0"}}, {Run{chinese_text(8)}}, {Run{chinese_text(30)}}});
    d.blocks.emplace_back(std::move(table));
    d.blocks.emplace_back(charts[chapter % 3]);
  }
  return d;
}

}  // namespace firsthour::testing
