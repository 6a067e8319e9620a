// SPDX-License-Identifier: Apache-2.0
// The four writers against hostile text, and the parts of a Word file.
#include "playbooks/reports/writers.h"

#include "casefile/json.h"
#include "playbooks/reports/figures.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/zip_writer.h"
#include "tests/unit/playbooks/zip_entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

namespace firsthour::playbooks {
namespace {

using firsthour::testing::zip_entries;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kHostile = std::string("<script>alert(1)</script>\"'&\x00\x1b[31m\xe2\x80\xae]]>", 42) +
                             "gpj.\xff\xfe\xed\xa0\x80|`*_" + "\xef\xbf\xbf";

// Every kind of block with the text in every place.
Document full_of(const std::string& text) {
  Document d;
  d.name = "test";
  d.title = d.subtitle = d.running = d.exercise = d.made_from = text;
  const Line line{{text, Mark::plain}, {text, Mark::strong}, {text, Mark::code}, {text, Mark::quiet}};
  d.blocks = {Heading{1, text},
              Heading{2, text},
              Paragraph{line},
              Note{NoteKind::warning, line},
              Facts{{{text, line}}},
              Table{{{text, 1, false}, {text, 2, true}}, {{line, line}, {line, line}}},
              Figures{{{text, text}}},
              Steps{{line}},
              Seal{text, text},
              SignatureLines{{text}, "签名", "日期"},
              FindingCard{Severity::high, text, text, text, Facts{{{text, line}}}, text},
              TimeLine{{text}, {{Instant{}, text, 0, Severity::high}}, text},
              MinuteBar{60, 3600, true, text},
              PageBreak{}};
  return d;
}

TEST(Printable, ShowsWhatWouldHideOrTurn) {
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("exe.\xe2\x80\xaegpj"), "exe.\\u202egpj");
  EXPECT_EQ(printable("a\xff"), "a\\xff");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xf0\x9f\x98\x80 中文 é"), "\xf0\x9f\x98\x80 中文 é");
  EXPECT_EQ(printable("two\nlines"), "two\nlines");
  EXPECT_EQ(evidence_text("two\nlines"), "two\\nlines");
}

TEST(Printable, IsTheSameTwice) { EXPECT_EQ(printable(printable(kHostile)), printable(kHostile)); }

TEST(Printable, CountsWhatItDoesNotShow) {
  EXPECT_EQ(evidence_text(std::string(10'000, 'a'), 100), std::string(100, 'a') + "…(+9900)");
  EXPECT_EQ(evidence_text("中中", 4), "中…(+3)") << "not cut through a character";
}

// Widths of the columns of the only table, in twentieths of a point.
std::vector<int> grid_of(Table table) {
  Document d;
  d.language = Language::en;
  d.blocks = {std::move(table)};
  pugi::xml_document xml;
  const auto parts = zip_entries(as_docx(d));
  if (!parts || !xml.load_string(parts->at("word/document.xml").c_str())) return {};
  std::vector<int> widths;
  for (const auto& column : xml.select_nodes("//w:gridCol"))
    widths.push_back(column.node().attribute("w:w").as_int());
  return widths;
}

TEST(Docx, GivesAColumnTheWidthOfItsLongestWord) {
  const std::string digest(64, 'a');
  const Table table{
      {{"No.", 1}, {"department", 1}, {"What", 30}},
      {{{playbooks::Run{"1"}}, {playbooks::Run{"2026-11-22 13:40:00"}}, {playbooks::Run{digest}}}}};
  const auto widths = grid_of(table);
  ASSERT_EQ(widths.size(), 3U);
  constexpr int kTenLetters = 10 * 105;  // half an em each, at 10.5 points
  EXPECT_GT(widths[1], kTenLetters);
  EXPECT_LT(widths[1], 2 * kTenLetters) << "no more than that";
  EXPECT_EQ(widths[0] + widths[1] + widths[2], 11906 - 1588 - 1474) << "the page's own width";
  EXPECT_GT(widths[2], widths[1]) << "a digest may break";
}

TEST(Html, LetsOnlyLongWordsBreak) {
  Document d;
  d.blocks = {Table{{{"a", 1}, {"b", 1}},
                    {{{playbooks::Run{"ordinary"}}, {playbooks::Run{"/srv/" + std::string(40, 'x')}}}}}};
  const std::string html = as_html(d);
  EXPECT_THAT(html, HasSubstr("<td>ordinary</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"any\">/srv/"));
}

TEST(Html, EscapesHostileTextEverywhere) {
  const std::string html = as_html(full_of(kHostile));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_EQ(html.find('\0'), std::string::npos);
  EXPECT_EQ(html.find('\x1b'), std::string::npos);
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
  EXPECT_EQ(printable(html), html);
}

TEST(Html, NamesNoAddressAndRunsNothing) {
  const std::string html = as_html(full_of("plain"));
  for (const char* word :
       {"http:", "https:", "url(", "src=", "href=", "@import", "<link", "<script", "<iframe", "<img"})
    EXPECT_THAT(html, Not(HasSubstr(word)));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

TEST(Html, IsBalanced) {
  // Void elements and the document type apart, our HTML is well-formed XML.
  std::string html = as_html(full_of(kHostile));
  for (const std::string_view tag : {"<meta charset=\"utf-8\">", "<br>"})
    for (std::size_t at = html.find(tag); at != std::string::npos; at = html.find(tag))
      html.erase(at, tag.size());
  for (const std::string_view start : {"<!DOCTYPE", "<meta", "<col "})
    for (std::size_t at = html.find(start); at != std::string::npos; at = html.find(start))
      html.erase(at, html.find('>', at) + 1 - at);
  pugi::xml_document xml;
  const auto parsed = xml.load_string(html.c_str());
  EXPECT_TRUE(parsed) << parsed.description() << " at "
                      << html.substr(
                             static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, parsed.offset - 40)), 80);
}

TEST(Docx, HasItsPartsAndEachIsWellFormed) {
  const auto parts = zip_entries(as_docx(full_of(kHostile)));
  ASSERT_TRUE(parts.has_value());
  for (const char* name :
       {"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels",
        "word/styles.xml", "word/settings.xml", "word/header1.xml", "word/footer1.xml", "docProps/core.xml"})
    EXPECT_TRUE(parts->contains(name)) << name;
  EXPECT_EQ(parts->begin()->first, "[Content_Types].xml") << "Word reads it first";
  for (const auto& [name, bytes] : *parts) {
    if (name.starts_with("word/media/")) continue;
    pugi::xml_document xml;
    const auto parsed = xml.load_buffer(bytes.data(), bytes.size());
    EXPECT_TRUE(parsed) << name << ": " << parsed.description();
    EXPECT_EQ(printable(bytes), bytes) << name << " has a character that XML forbids";
  }
}

TEST(Docx, NamesEveryPartAndEveryRelationLeadsSomewhere) {
  const auto parts = zip_entries(as_docx(full_of("x")));
  ASSERT_TRUE(parts.has_value());
  pugi::xml_document types;
  types.load_string(parts->at("[Content_Types].xml").c_str());
  for (const pugi::xml_node part : types.child("Types").children("Override"))
    EXPECT_TRUE(parts->contains(part.attribute("PartName").value() + 1))
        << part.attribute("PartName").value();
  pugi::xml_document relations;
  relations.load_string(parts->at("word/_rels/document.xml.rels").c_str());
  std::set<std::string> ids;
  for (const pugi::xml_node relation : relations.child("Relationships").children()) {
    ids.insert(relation.attribute("Id").value());
    EXPECT_TRUE(parts->contains(std::string{"word/"} + relation.attribute("Target").value()))
        << relation.attribute("Target").value();
    EXPECT_STREQ(relation.attribute("TargetMode").value(), "");
  }
  pugi::xml_document document;
  document.load_string(parts->at("word/document.xml").c_str());
  for (const auto& found : document.select_nodes("//@r:embed | //@r:id"))
    EXPECT_TRUE(ids.contains(found.attribute().value())) << found.attribute().value();
}

TEST(Docx, RepeatsTableHeadsAndNamesChineseFaces) {
  const auto parts = zip_entries(as_docx(full_of("x")));
  ASSERT_TRUE(parts.has_value());
  EXPECT_THAT(parts->at("word/document.xml"), HasSubstr("<w:tblHeader"));
  for (const char* face : {"仿宋", "黑体", "楷体"})
    EXPECT_THAT(parts->at("word/styles.xml"), HasSubstr("w:eastAsia=\"" + std::string{face} + "\""));
  EXPECT_THAT(parts->at("word/document.xml"), HasSubstr("w:w=\"11906\" w:h=\"16838\""));
  EXPECT_THAT(parts->at("word/footer1.xml"), HasSubstr("PAGE"));
  Document form = full_of("x");
  form.form = true;
  EXPECT_THAT(zip_entries(as_docx(form))->at("word/footer1.xml"), HasSubstr("NUMPAGES"))
      << "of a form that is signed no page may be missing";
}

TEST(Docx, PutsTheExerciseMarkIntoTheHeaderOfEveryPage) {
  Document d = full_of("x");
  d.exercise = "演练";
  EXPECT_THAT(zip_entries(as_docx(d))->at("word/header1.xml"), HasSubstr("演练"));
  d.exercise.clear();
  EXPECT_THAT(zip_entries(as_docx(d))->at("word/header1.xml"), Not(HasSubstr("演练")));
}

TEST(Markdown, LetsNoTextStartSomething) {
  const std::string text = as_markdown(full_of("<b>*x*|`y`\n# z"));
  EXPECT_THAT(text, Not(HasSubstr("\n# z\n")));
  EXPECT_THAT(text, HasSubstr("\\<b\\>\\*x\\*\\|"));
}

TEST(JsonDocument, IsJsonAndKeepsBlanksAsNull) {
  Document d = full_of(kHostile);
  d.blocks.emplace_back(Facts{{{"label", value_or_blank("")}}});
  const auto json = parse_json(as_json_text(d));
  ASSERT_TRUE(json) << json.error().what;
  EXPECT_TRUE((*json)["blocks"].back()["rows"][0]["value"].is_null());
}

TEST(Zip, HasTheSameBytesEachTime) {
  ZipWriter a, b;
  for (ZipWriter* zip : {&a, &b}) {
    zip->add("one", "1");
    zip->add("two/three", std::string(100'000, 'x'));
  }
  const std::string first = a.finish();
  EXPECT_EQ(first, b.finish());
  EXPECT_EQ(zip_entries(first)->at("one"), "1");
}

}  // namespace
}  // namespace firsthour::playbooks
