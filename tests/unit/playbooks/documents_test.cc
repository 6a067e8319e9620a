// SPDX-License-Identifier: Apache-2.0
// Whole documents: long ones, empty ones, charts, contents and links in all writers.
#include "casefile/json.h"
#include "playbooks/reports/chart_drawing.h"
#include "playbooks/reports/writers.h"
#include "tests/unit/playbooks/whole_document.h"
#include "tests/unit/playbooks/zip_entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <set>

namespace firsthour::playbooks {
namespace {

using firsthour::testing::all_charts;
using firsthour::testing::chinese_text;
using firsthour::testing::whole_document;
using firsthour::testing::zip_entries;
using ::testing::HasSubstr;
using ::testing::Not;
using Piece = Run;  // within a test, Run is the test's own

pugi::xml_document body_of(const Document& document) {
  pugi::xml_document xml;
  xml.load_string(zip_entries(as_docx(document))->at("word/document.xml").c_str());
  return xml;
}

TEST(Documents, HaveTheSameBytesTwice) {
  for (const Language language : {Language::zh, Language::en}) {
    const Document d = whole_document(language, true);
    EXPECT_EQ(as_docx(d), as_docx(d));
    EXPECT_EQ(as_html(d), as_html(d));
    EXPECT_EQ(as_markdown(d), as_markdown(d));
    EXPECT_EQ(as_json_text(d), as_json_text(d));
  }
}

TEST(Documents, HoldTwoHundredLongTextsAndEmptyOnes) {
  Document d;
  Table table{{{"序号", 1, true}, {"说明", 5, false}}, {}, {}};
  for (std::size_t i = 0; i < 200; ++i) {
    d.blocks.emplace_back(Paragraph{{Piece{chinese_text(i * 20)}}});
    table.rows.push_back(
        {{Piece{std::to_string(i)}}, i % 3 == 0 ? Line{} : Line{Piece{chinese_text(i * 20)}}});
  }
  table.rows.emplace_back();
  d.blocks.emplace_back(std::move(table));
  for (const Block& nothing :
       {Block{Paragraph{}}, Block{Facts{}}, Block{Table{}}, Block{Figures{}}, Block{Steps{}},
        Block{SignatureLines{}}, Block{TimeLine{}}, Block{Chart{}}, Block{Picture{}}, Block{Cover{}},
        Block{Contents{}}, Block{FindingCard{}}, Block{Heading{}}})
    d.blocks.push_back(nothing);
  const auto xml = body_of(d);
  std::string text;
  for (const auto& node : xml.select_nodes("//w:t")) text += node.node().text().get();
  EXPECT_THAT(text, HasSubstr(chinese_text(3980)));
  EXPECT_THAT(as_html(d), HasSubstr(chinese_text(3980)));
  EXPECT_TRUE(parse_json(as_json_text(d)));
}

TEST(Documents, ListTheirHeadingsWithPagesAndLinks) {
  const auto xml = body_of(firsthour::testing::long_document(100));
  std::set<std::string> places;
  for (const auto& mark : xml.select_nodes("//w:bookmarkStart"))
    places.insert(mark.node().attribute("w:name").value());
  int last = 0, entries = 0;
  for (const auto& found : xml.select_nodes("//w:p[w:pPr/w:pStyle/@w:val='TOC1']/w:hyperlink")) {
    EXPECT_TRUE(places.contains(found.node().attribute("w:anchor").value()));
    const int page = found.node().select_node("w:r[last() - 1]/w:t").node().text().as_int();
    EXPECT_GE(page, last);
    last = page;
    ++entries;
  }
  EXPECT_EQ(entries, 25);
  EXPECT_GT(last, 70) << "25 chapters of some four pages";
  EXPECT_LT(last, 140);
}

TEST(Documents, LeadToPlacesThatAreThereAndToNoOthers) {
  Document d;
  d.blocks.emplace_back(Heading{1, "here", "x"});
  d.blocks.emplace_back(Heading{1, "again", "x"});
  d.blocks.emplace_back(Paragraph{{Piece{"there", Mark::plain, "x"}, Piece{"nowhere", Mark::plain, "y"}}});
  const std::string docx = zip_entries(as_docx(d))->at("word/document.xml"), html = as_html(d),
                    text = as_markdown(d);
  EXPECT_THAT(docx, HasSubstr("<w:hyperlink w:anchor=\"a1\""));
  EXPECT_THAT(html, HasSubstr("<a href=\"#a1\">there</a>nowhere"));
  EXPECT_EQ(html.find("id=\"a1\""), html.rfind("id=\"a1\"")) << "a name stands for one place";
  EXPECT_THAT(text, HasSubstr("[there](#a1)nowhere"));
}

TEST(Documents, LayWideTablesAcrossWithTheirHeadings) {
  Document d;
  Table wide;
  for (int i = 0; i < 9; ++i) wide.columns.push_back({"c", 1, false});
  d.blocks = {Paragraph{{Piece{"upright"}}}, Heading{1, "wide"}, wide, Figures{{{"1", "after"}}}};
  const auto xml = body_of(d);
  const auto sections = xml.select_nodes("//w:sectPr/w:pgSz");
  ASSERT_EQ(sections.size(), 3U);
  EXPECT_STREQ(sections[1].node().attribute("w:orient").value(), "landscape");
  EXPECT_STREQ(sections[2].node().attribute("w:orient").value(), "");
}

TEST(Documents, MarkAnExerciseAlsoOnTheCover) {
  const auto parts = zip_entries(as_docx(whole_document(Language::zh, true)));
  for (const char* header : {"word/header1.xml", "word/header3.xml"})
    EXPECT_THAT(parts->at(header), HasSubstr("演练"));
}

TEST(Charts, ShowEachKindWithValuesZerosAndUnknownOnes) {
  for (const Chart& chart : all_charts(Language::zh)) {
    const std::string svg = drawing_as_svg(draw_chart(chart, Language::zh, 600));
    EXPECT_THAT(svg, Not(HasSubstr("nan"))) << chart.title;
    EXPECT_THAT(svg, Not(HasSubstr("inf"))) << chart.title;
    pugi::xml_document xml;
    EXPECT_TRUE(xml.load_string(svg.c_str())) << chart.title;
  }
  const auto charts = all_charts(Language::zh);
  EXPECT_THAT(drawing_as_svg(draw_chart(charts[2], Language::zh, 600)), HasSubstr("不详"));
  EXPECT_THAT(drawing_as_svg(draw_chart(charts[3], Language::zh, 600)), HasSubstr("60 分钟"));
  EXPECT_THAT(drawing_as_svg(draw_chart(charts[7], Language::zh, 600)), HasSubstr("没有可以绘制的数据"));
}

TEST(Charts, StayDrawingsWithSingleSmallLargeAndEqualValues) {
  for (const double value : {0.0, 1.0, 0.001, 1e12, -5.0}) {
    for (const ChartKind kind : {ChartKind::columns, ChartKind::stacked_columns, ChartKind::bars,
                                 ChartKind::strip, ChartKind::heat, ChartKind::pareto, ChartKind::line}) {
      Chart chart;
      chart.kind = kind;
      chart.categories = {"a"};
      chart.series = {{"s", {{value, ""}}}};
      chart.decimals = 3;
      const Drawing drawing = draw_chart(chart, Language::en, 600);
      EXPECT_LT(drawing.shapes.size(), 5000U) << value;
      EXPECT_THAT(drawing_as_svg(drawing), Not(HasSubstr("nan"))) << value;
    }
  }
}

TEST(Charts, SayAParetoShareWithItsNumbers) {
  Chart chart;
  chart.kind = ChartKind::pareto;
  chart.categories = {"few", "unknown", "many"};
  chart.series = {{"n", {{1.0, ""}, {std::nullopt, ""}, {3.0, "r-1"}}}};
  const Table table = data_table(chart, Language::en);
  EXPECT_EQ(table.rows[0][0][0].text, "many");
  EXPECT_EQ(table.rows[0][1][0].to, "r-1");
  EXPECT_EQ(table.rows[0][2][0].text, "3/4 (75.0 %)");
  EXPECT_EQ(table.rows[2][1][0].text, "unknown");
}

TEST(JsonDocument, KeepsValuesOfChartsAndWhereTheyLead) {
  const auto json = parse_json(as_json_text(whole_document(Language::en, false)));
  ASSERT_TRUE(json);
  for (const Json& block : (*json)["blocks"]) {
    if (block["kind"] != "chart" || block["chart"] != "strip") continue;
    EXPECT_EQ(block["limit"]["value"], 60.0);
    EXPECT_EQ(block["series"][0]["values"][2]["to"], "r-3");
    EXPECT_TRUE(block["series"][0]["values"][40]["value"].is_null());
    return;
  }
  FAIL() << "no strip chart";
}

}  // namespace
}  // namespace firsthour::playbooks
