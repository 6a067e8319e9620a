// SPDX-License-Identifier: Apache-2.0
// A customer's Word file, filled in.
#include "playbooks/reports/template.h"

#include "casefile/encoding.h"
#include "playbooks/reports/image_size.h"
#include "playbooks/reports/zip_reader.h"
#include "playbooks/reports/zip_writer.h"
#include "tests/unit/playbooks/whole_document.h"
#include "tests/unit/playbooks/zip_entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using firsthour::testing::zip_entries;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string paragraph(const std::string& text) { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>"; }
std::string row(const std::string& first, const std::string& second) {
  return "<w:tr><w:tc>" + paragraph(first) + "</w:tc><w:tc>" + paragraph(second) + "</w:tc></w:tr>";
}

std::string word_file(const std::string& body, const std::string& header = "") {
  const std::string name_space = " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
  ZipWriter zip;
  zip.add("[Content_Types].xml",
          "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
  zip.add("word/document.xml", "<w:document" + name_space + "><w:body>" + body + "</w:body></w:document>");
  if (!header.empty()) zip.add("word/header1.xml", "<w:hdr" + name_space + ">" + header + "</w:hdr>");
  zip.add("word/theme/theme1.xml", "<untouched attribute='1' />");
  return zip.finish();
}

TemplateValues some_values() {
  TemplateValues values;
  values.values = {{"incident.name", "网站篡改"}, {"incident.cause", ""}, {"case.id", "C-1"}};
  values.lists["people"] = {{{"name", "李雷"}, {"role", "负责人"}}, {{"name", "韩梅梅"}, {"role", "见证"}}};
  values.lists["nobody"] = {};
  values.pictures["checkpoint"] = firsthour::testing::small_png();
  return values;
}

std::string body_of(const std::string& docx) {
  const auto filled = fill_template(docx, some_values());
  if (!filled) return "error: " + filled.error().what;
  return zip_entries(*filled)->at("word/document.xml");
}

TEST(Template, FindsAPlaceholderThatWordCutIntoRuns) {
  const std::string body = body_of(word_file(
      "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>事件：{</w:t></w:r><w:r><w:t>{incident.</w:t></w:r><w:proofErr/>"
      "<w:r><w:t>name}} 完</w:t></w:r></w:p>"));
  EXPECT_THAT(body, AllOf(HasSubstr("事件：网站篡改"), HasSubstr(" 完"), Not(HasSubstr("{"))));
  EXPECT_LT(body.find("<w:b"), body.find("网站篡改")) << "it looks like its first character";
}

TEST(Template, PutsABlankWhereNothingIsKnown) {
  EXPECT_THAT(body_of(word_file(paragraph("原因：{{incident.cause}}"))), HasSubstr("原因：________"));
}

TEST(Template, RepeatsARowForEachEntryOfAList) {
  const std::string body =
      body_of(word_file("<w:tbl>" + row("姓名", "职责") +
                        row("{{#people}}{{name}}", "{{role}}（{{case.id}}）{{/people}}") + "</w:tbl>"));
  EXPECT_THAT(body,
              AllOf(HasSubstr("李雷"), HasSubstr("负责人（C-1）"), HasSubstr("韩梅梅"), HasSubstr("姓名")));
  EXPECT_LT(body.find("李雷"), body.find("韩梅梅"));
  EXPECT_THAT(body, Not(HasSubstr("people")));
}

TEST(Template, RepeatsParagraphsBetweenTags) {
  const std::string body =
      body_of(word_file(paragraph("{{#people}}") + paragraph("人员 {{name}}") + paragraph("{{/people}}") +
                        paragraph("{{#nobody}}") + paragraph("没有") + paragraph("{{/nobody}}")));
  EXPECT_THAT(body, AllOf(HasSubstr("人员 李雷"), HasSubstr("人员 韩梅梅"), Not(HasSubstr("没有"))));
}

TEST(Template, KeepsWhatDependsOnAValueOnlyWithIt) {
  const std::string body =
      body_of(word_file(paragraph("{{#if incident.cause}}原因已明{{/if}}") +
                        paragraph("{{#unless incident.cause}}原因待查{{/unless}}") +
                        paragraph("{{#if case.id}}") + paragraph("编号 {{case.id}}") + paragraph("{{/if}}")));
  EXPECT_THAT(body, AllOf(Not(HasSubstr("原因已明")), HasSubstr("原因待查"), HasSubstr("编号 C-1")));
}

TEST(Template, ConditionsWithinACellLeaveTheRow) {
  const std::string body =
      body_of(word_file("<w:tbl>" + row("{{#if incident.cause}}有原因{{/if}}", "同一行") + "</w:tbl>"));
  EXPECT_THAT(body, AllOf(Not(HasSubstr("有原因")), HasSubstr("同一行"), HasSubstr("<w:tc><w:p")));
}

TEST(Template, FillsHeadersAndKeepsTheRestAsItWas) {
  const auto filled = fill_template(word_file(paragraph("x"), paragraph("{{case.id}}")), some_values());
  ASSERT_TRUE(filled) << filled.error().what;
  const auto parts = zip_entries(*filled);
  ASSERT_TRUE(parts.has_value());
  EXPECT_THAT(parts->at("word/header1.xml"), HasSubstr("C-1"));
  EXPECT_EQ(parts->at("word/theme/theme1.xml"), "<untouched attribute='1' />");
}

TEST(Template, PutsAPictureWithItsRelationshipAndType) {
  const auto filled = fill_template(word_file(paragraph("印：{{picture:checkpoint}}")), some_values());
  ASSERT_TRUE(filled) << filled.error().what;
  const auto parts = zip_entries(*filled);
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(parts->at("word/media/firsthour1.png"), firsthour::testing::small_png());
  EXPECT_THAT(parts->at("word/_rels/document.xml.rels"), HasSubstr("media/firsthour1.png"));
  EXPECT_THAT(parts->at("[Content_Types].xml"), HasSubstr("image/png"));
  EXPECT_THAT(parts->at("word/document.xml"), HasSubstr("r:embed=\"firsthour1\""));
}

TEST(Template, NamesWhatIsUnknownWithItsPlaceAndWhatWasMeant) {
  const std::string said = body_of(word_file(paragraph("一") + paragraph("事件 {{incident.nmae}} 的")));
  EXPECT_THAT(said, AllOf(HasSubstr("word/document.xml, paragraph 2"), HasSubstr("事件 {{incident.nmae}} 的"),
                          HasSubstr("did you mean 'incident.name'")));
}

TEST(Template, NamesWhatIsBroken) {
  EXPECT_THAT(body_of(word_file(paragraph("{{incident.name"))), HasSubstr("`{{` without its `}}`"));
  EXPECT_THAT(body_of(word_file(paragraph("name}} x"))), HasSubstr("`}}` without its `{{`"));
  EXPECT_THAT(body_of(word_file(paragraph("{{#people}}"))), HasSubstr("does not end"));
  EXPECT_THAT(body_of(word_file(paragraph("{{/people}}"))), HasSubstr("did not begin"));
  EXPECT_THAT(body_of(word_file(paragraph("{{#peoples}}{{/peoples}}"))), HasSubstr("no list is called"));
  EXPECT_THAT(body_of(word_file(paragraph("{{a b}}"))), HasSubstr("is no name"));
}

TEST(Template, MarksAnExerciseOnTheTextAndEachHeader) {
  TemplateValues values = some_values();
  values.exercise = "演练";
  const auto filled = fill_template(word_file(paragraph("x"), paragraph("y")), values);
  ASSERT_TRUE(filled) << filled.error().what;
  const auto parts = zip_entries(*filled);
  EXPECT_THAT(parts->at("word/document.xml"), HasSubstr("演练"));
  EXPECT_THAT(parts->at("word/header1.xml"), HasSubstr("演练"));
}

TEST(Template, MakesTheSameBytesTwiceAndLetsNoValueBecomeMarkup) {
  TemplateValues values = some_values();
  values.values["incident.name"] = "<w:p/>&{{case.id}}\nzwei";
  const std::string docx = word_file(paragraph("{{incident.name}}"));
  const auto first = fill_template(docx, values), second = fill_template(docx, values);
  ASSERT_TRUE(first) << first.error().what;
  EXPECT_EQ(*first, *second);
  EXPECT_THAT(zip_entries(*first)->at("word/document.xml"),
              AllOf(HasSubstr("&lt;w:p/&gt;&amp;{{case.id}}"), HasSubstr("<w:br")));
}

TEST(Template, RefusesEntitiesAndWhatIsNoWordFile) {
  ZipWriter zip;
  zip.add("word/document.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><w:document/>");
  EXPECT_THAT(body_of(zip.finish()), HasSubstr("document type declaration"));
  EXPECT_THAT(body_of("not a zip"), HasSubstr("no sound ZIP archive"));
  ZipWriter other;
  other.add("xl/workbook.xml", "<x/>");
  EXPECT_THAT(body_of(other.finish()), HasSubstr("no Word file"));
}

TEST(Template, APartThatWordNeedsWasMissedOnlyByTheCustomer) {
  ZipWriter zip;
  zip.add("word/document.xml", "<w:document/>");
  const auto filled = fill_template(zip.finish(), some_values());
  ASSERT_FALSE(filled);
  EXPECT_THAT(filled.error().what, HasSubstr("[Content_Types].xml is missing"));
}

TEST(Template, BytesOfNoEncodingWentIntoTheReport) {
  EXPECT_THAT(body_of(word_file(paragraph("\xff\xfe{{case.id}}"))), HasSubstr("neither UTF-8 nor UTF-16"));
}

TEST(Template, WhatWasUtf16SaidSoWhenItWasUtf8) {
  const std::string ascii = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><w:document><w:body>" +
                            paragraph("{{case.id}}") + "</w:body></w:document>";
  std::string wide = "\xff\xfe";
  for (const char c : ascii) wide += {c, '\0'};
  ZipWriter zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("word/document.xml", wide);
  EXPECT_THAT(body_of(zip.finish()), AllOf(HasSubstr("C-1"), HasSubstr("encoding=\"UTF-8\"")));
}

TEST(ZipReader, ANameThatLeadsOutOfTheArchiveWasPassedOn) {
  for (const char* name : {"../../etc/cron.d/x", "/etc/x", "word/../../x", "word\\..\\x", "C:x"}) {
    ZipWriter zip;
    zip.add(name, "x");
    EXPECT_FALSE(read_zip(zip.finish())) << name;
  }
}

TEST(Template, StopsRepetitionsThatGrowWithoutEnd) {
  TemplateValues values = some_values();
  values.lists["many"].assign(2000, {{"name", "x"}});
  std::string body = paragraph("{{name}}");
  for (int i = 0; i < 3; ++i) body = paragraph("{{#many}}") + body + paragraph("{{/many}}");
  const auto filled = fill_template(word_file(body), values);
  ASSERT_FALSE(filled);
  EXPECT_THAT(filled.error().what, HasSubstr("million"));
}

TEST(ZipReader, RefusesABombBeforeItUnpacks) {
  ZipWriter zip;
  zip.add("a", ZipWriter::Packed{"xxxx", 8, 0, 1, 0x7fffffff});
  const std::string archive = zip.finish();
  const auto entries = read_zip(archive);
  ASSERT_TRUE(entries) << entries.error().what;
  EXPECT_FALSE(unpacked(entries->front(), 1 << 20));
}

TEST(ImageSize, ReadsPngAndJpegHeadersAndNothingElse) {
  const auto png = image_size(firsthour::testing::small_png());
  ASSERT_TRUE(png);
  EXPECT_EQ(png->extension, "png");
  EXPECT_EQ(png->width, png->height);
  const std::string jpeg(
      "\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x01\x01\x11\x00", 21);
  const auto size = image_size(jpeg);
  ASSERT_TRUE(size);
  EXPECT_EQ(size->width, 32U);
  EXPECT_EQ(size->height, 16U);
  EXPECT_FALSE(image_size("GIF89a"));
  EXPECT_FALSE(image_size(jpeg.substr(0, 12)));
}

}  // namespace
}  // namespace firsthour::playbooks
