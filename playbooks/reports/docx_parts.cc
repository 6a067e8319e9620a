// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/docx_parts.h"

#include "playbooks/reports/docx_text.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/xml_text.h"

#include <fmt/format.h>

namespace firsthour::playbooks {
namespace {

constexpr std::string_view kProlog = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr std::string_view kPackage = "http://schemas.openxmlformats.org/package/2006/";
constexpr std::string_view kWordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

std::string relationship(std::string_view id, std::string_view type, std::string_view target) {
  return fmt::format("<Relationship Id=\"{}\" Type=\"{}\" Target=\"{}\"/>", id, type, target);
}

}  // namespace

std::string docx_content_types() {
  std::string out{kProlog};
  out += "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">";
  out +=
      "<Default Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>";
  out += "<Default Extension=\"xml\" ContentType=\"application/xml\"/>";
  for (const std::string_view image : {"png", "jpeg", "x-emf"})
    out += fmt::format("<Default Extension=\"{}\" ContentType=\"image/{}\"/>",
                       image == "x-emf" ? "emf" : image, image);
  struct Part {
    std::string_view name, type;
  };
  for (const Part part :
       {Part{"document", "document.main"}, Part{"styles", "styles"}, Part{"settings", "settings"},
        Part{"fontTable", "fontTable"}, Part{"numbering", "numbering"}, Part{"header1", "header"},
        Part{"header3", "header"}, Part{"footer1", "footer"}, Part{"footer2", "footer"},
        Part{"footer3", "footer"}})
    out += fmt::format("<Override PartName=\"/word/{}.xml\" ContentType=\"{}{}+xml\"/>", part.name, kWordType,
                       part.type);
  out +=
      "<Override PartName=\"/docProps/core.xml\" "
      "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
  return out;
}

std::string docx_package_relationships() {
  std::string out{kProlog};
  out += fmt::format("<Relationships xmlns=\"{}relationships\">", kPackage);
  out += relationship("rId1", fmt::format("{}officeDocument", kOffice), "word/document.xml");
  out += relationship("rId2", fmt::format("{}relationships/metadata/core-properties", kPackage),
                      "docProps/core.xml");
  return out + "</Relationships>";
}

std::string docx_document_relationships(const std::vector<DocxMedia::Part>& pictures) {
  std::string out{kProlog};
  out += fmt::format("<Relationships xmlns=\"{}relationships\">", kPackage);
  for (const std::string_view part : {"styles", "settings", "fontTable", "numbering"})
    out += relationship(part, fmt::format("{}{}", kOffice, part), fmt::format("{}.xml", part));
  for (const std::string_view part : {"header1", "header3", "footer1", "footer2", "footer3"})
    out += relationship(part, fmt::format("{}{}", kOffice, part.substr(0, 6)), fmt::format("{}.xml", part));
  for (std::size_t i = 0; i < pictures.size(); ++i)
    out += relationship(fmt::format("image{}", i + 1), fmt::format("{}image", kOffice),
                        "media/" + pictures[i].name);
  return out + "</Relationships>";
}

std::string docx_settings(const Document& document) {
  return fmt::format(
      "{}<w:settings xmlns:w=\"{}\"><w:defaultTabStop w:val=\"420\"/>{}"
      "<w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat>"
      "<w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" "
      "w:val=\"15\"/></w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>",
      kProlog, kWordNamespace, document.form ? "" : "<w:evenAndOddHeaders/>");
}

std::string docx_font_table() {
  struct Face {
    std::string_view name, other, family;
  };
  std::string out = fmt::format("{}<w:fonts xmlns:w=\"{}\">", kProlog, kWordNamespace);
  for (const Face face : {Face{"仿宋", "仿宋_GB2312", "modern"}, Face{"楷体", "楷体_GB2312", "modern"},
                          Face{"黑体", "SimHei", "modern"}, Face{"宋体", "SimSun", "auto"},
                          Face{"方正小标宋简体", "宋体", "auto"}})
    out += fmt::format(
        "<w:font w:name=\"{}\"><w:altName w:val=\"{}\"/><w:charset w:val=\"86\"/><w:family w:val=\"{}\"/>"
        "<w:pitch w:val=\"default\"/></w:font>",
        face.name, face.other, face.family);
  return out + "</w:fonts>";
}

std::string docx_numbering(int lists) {
  std::string out = fmt::format(
      "{}<w:numbering xmlns:w=\"{}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType "
      "w:val=\"singleLevel\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/>"
      "<w:lvlText w:val=\"%1.\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"640\" w:hanging=\"640\"/>"
      "</w:pPr></w:lvl></w:abstractNum>",
      kProlog, kWordNamespace);
  for (int i = 1; i <= lists; ++i)
    out += fmt::format(
        "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride "
        "w:val=\"1\"/></w:lvlOverride></w:num>",
        i);
  return out + "</w:numbering>";
}

std::string docx_core_properties(const Document& document) {
  const std::string made = rfc3339(document.made).substr(0, 19) + "Z";
  return fmt::format(
      "{}<cp:coreProperties xmlns:cp=\"{}metadata/core-properties\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
      "<dc:title>{}</dc:title><dc:creator>Firsthour</dc:creator>"
      "<cp:lastModifiedBy>Firsthour</cp:lastModifiedBy>"
      "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{}</dcterms:created>"
      "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">{}</dcterms:modified>"
      "<dc:language>{}</dc:language></cp:coreProperties>",
      kProlog, kPackage, xml_escaped(printable(document.title)), made, made,
      document.language == Language::zh ? "zh-CN" : "en-US");
}

std::string docx_header(const Document& document, int which) {
  std::string runs;
  if (!document.exercise.empty()) runs += run_text("【" + document.exercise + "】 ", {true, "B42318"});
  if (which == 1) runs += run_text(document.title + " · " + document.running);
  return fmt::format("{}<w:hdr xmlns:w=\"{}\">{}{}</w:p></w:hdr>", kProlog, kWordNamespace,
                     paragraph_start({.style = which == 1 ? "Header" : "Normal"}), runs);
}

// GB/T 9704: the number stands outside, on the right of odd pages and on the left of even ones.
std::string docx_footer(const Document& document, int which) {
  std::string runs;
  if (which != 3) runs = run_text("— ") + page_field("PAGE");
  if (which != 3 && document.form) runs += run_text(" / ") + page_field("NUMPAGES");
  if (which != 3) runs += run_text(" —");
  const std::string_view align = document.form ? "center" : which == 2 ? "left" : "right";
  return fmt::format("{}<w:ftr xmlns:w=\"{}\">{}{}</w:p></w:ftr>", kProlog, kWordNamespace,
                     paragraph_start({.style = "Footer", .align = align}), runs);
}

}  // namespace firsthour::playbooks
