// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/docx_page.h"
#include "playbooks/reports/docx_parts.h"

#include <fmt/format.h>

#include <iterator>

namespace firsthour::playbooks {
namespace {

constexpr std::string_view kProlog = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

// Sizes are half points; distances twentieths of a point.
struct Style {
  std::string_view id, name;
  std::string_view based_on = "Normal", next = {};
  std::string_view paragraph = {};  // further properties, in the order of w:pPr
  std::string_view east_asian = {}, latin = {};
  int size = 0;
  bool bold = false;
  std::string_view colour = {};
};

void put_style(std::string& out, const Style& s) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, "<w:style w:type=\"paragraph\" w:styleId=\"{}\"><w:name w:val=\"{}\"/>", s.id, s.name);
  fmt::format_to(to, "<w:basedOn w:val=\"{}\"/>", s.based_on);
  if (!s.next.empty()) fmt::format_to(to, "<w:next w:val=\"{}\"/>", s.next);
  out += "<w:qFormat/>";
  if (!s.paragraph.empty()) fmt::format_to(to, "<w:pPr>{}</w:pPr>", s.paragraph);
  out += "<w:rPr>";
  if (!s.latin.empty() || !s.east_asian.empty()) {
    out += "<w:rFonts";
    if (!s.latin.empty()) fmt::format_to(to, " w:ascii=\"{0}\" w:hAnsi=\"{0}\" w:cs=\"{0}\"", s.latin);
    if (!s.east_asian.empty()) fmt::format_to(to, " w:eastAsia=\"{}\"", s.east_asian);
    out += "/>";
  }
  if (s.bold) out += "<w:b/>";
  if (!s.colour.empty()) fmt::format_to(to, "<w:color w:val=\"{}\"/>", s.colour);
  if (s.size > 0) fmt::format_to(to, "<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>", s.size);
  out += "</w:rPr></w:style>";
}

std::string spacing(int before, int after, int line) {
  return fmt::format("<w:spacing w:before=\"{}\" w:after=\"{}\" w:line=\"{}\" w:lineRule=\"exact\"/>", before,
                     after, line);
}
constexpr std::string_view kNoIndent = "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>";

void put_headings(std::string& out, const Typography& t) {
  static constexpr std::string_view kFaces[]{"黑体", "楷体", "仿宋"};
  for (int level = 1; level <= 3; ++level) {
    const std::string id = fmt::format("Heading{}", level), name = fmt::format("heading {}", level);
    const std::string paragraph =
        "<w:keepNext/><w:keepLines/>" + spacing(t.heading_before, t.heading_after, t.heading_line) +
        std::string{kNoIndent} + fmt::format("<w:outlineLvl w:val=\"{}\"/>", level - 1);
    const int size = t.indent_first_line ? t.heading_size : t.heading_size - 2 * (level - 1);
    put_style(out, {id,
                    name,
                    "Normal",
                    "Normal",
                    paragraph,
                    kFaces[level - 1],
                    level == 1 ? "Arial" : "",
                    size,
                    level > 1,
                    {}});
  }
}

void put_cover(std::string& out) {
  const auto placed = [](int before, int after, std::string_view rest) {
    return fmt::format("<w:spacing w:before=\"{}\" w:after=\"{}\" w:line=\"300\" w:lineRule=\"auto\"/>{}",
                       before, after, rest);
  };
  const std::string mark = placed(0, 0, std::string{kNoIndent} + "<w:jc w:val=\"center\"/>"),
                    title = placed(2600, 240, std::string{kNoIndent} + "<w:jc w:val=\"center\"/>"),
                    subtitle = placed(0, 1400, std::string{kNoIndent} + "<w:jc w:val=\"center\"/>"),
                    row = "<w:tabs><w:tab w:val=\"left\" w:pos=\"3600\"/></w:tabs>" +
                          placed(60, 60, "<w:ind w:left=\"3600\" w:hanging=\"2500\"/>"),
                    maker = placed(1800, 120, std::string{kNoIndent} + "<w:jc w:val=\"center\"/>"),
                    date = placed(0, 0, std::string{kNoIndent} + "<w:jc w:val=\"center\"/>");
  put_style(out, {"CoverMark", "Cover Mark", "Normal", {}, mark, "黑体", "Arial", 36, true, {}});
  put_style(out, {"CoverTitle", "Cover Title", "Normal", {}, title, "方正小标宋简体", "", 52, false, {}});
  put_style(out, {"CoverSubtitle", "Cover Subtitle", "Normal", {}, subtitle, "楷体", "", 36, false, {}});
  put_style(out, {"CoverRow", "Cover Row", "Normal", {}, row, "", "", 30, false, {}});
  put_style(out, {"CoverMaker", "Cover Maker", "Normal", {}, maker, "", "", 32, false, {}});
  put_style(out, {"CoverDate", "Cover Date", "Normal", {}, date, "", "", 32, false, {}});
}

void put_contents(std::string& out, const PageShape& page) {
  const std::string title =
      "<w:keepNext/>" + spacing(0, 300, 600) + std::string{kNoIndent} + "<w:jc w:val=\"center\"/>";
  put_style(out, {"ContentsTitle", "Contents Title", "Normal", {}, title, "黑体", "Arial", 36, false, {}});
  for (int level = 1; level <= 2; ++level) {
    const std::string id = fmt::format("TOC{}", level), name = fmt::format("toc {}", level);
    const std::string paragraph = fmt::format(
        "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{}\"/></w:tabs>{}<w:ind w:left=\"{}\" "
        "w:firstLineChars=\"0\" w:firstLine=\"0\"/>",
        page.text_width(), spacing(0, 0, 460), 420 * (level - 1));
    put_style(out, {id,
                    name,
                    "Normal",
                    "Normal",
                    paragraph,
                    level == 1 ? "黑体" : "仿宋",
                    "",
                    level == 1 ? 28 : 26,
                    false,
                    {}});
  }
}

void put_text(std::string& out, const Typography& t) {
  const std::string none{kNoIndent}, centre = none + "<w:jc w:val=\"center\"/>";
  const std::string
      title = "<w:keepNext/>" + spacing(120, 160, 600) + centre,
      subtitle = spacing(0, 200, t.body_line) + centre, cell = spacing(20, 20, kCellLine) + none,
      code = spacing(40, 40, 240) + none,
      figure = "<w:spacing w:before=\"60\" w:after=\"60\" w:line=\"240\" w:lineRule=\"auto\"/>" + centre,
      caption = spacing(60, 60, kCellLine) + centre, counted = spacing(0, 60, kCellLine) + none,
      list = fmt::format("{}<w:ind w:left=\"640\" w:firstLineChars=\"0\" w:hanging=\"640\"/>",
                         spacing(0, t.body_after, t.body_line)),
      side = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"2\" w:color=\"888888\"/></w:pBdr>" +
             spacing(0, 0, 280) + none,
      foot = spacing(0, 0, 360) + none;
  put_style(out, {"Title", "Title", "Normal", {}, title, "方正小标宋简体", "", 44, false, {}});
  put_style(out, {"Subtitle", "Subtitle", "Normal", {}, subtitle, "楷体", "", 0, false, "444444"});
  put_style(out, {"ListNumber", "List Number", "Normal", {}, list, {}, {}, 0, false, {}});
  put_style(out, {"Cell", "Cell", "Normal", {}, cell, {}, {}, kCellSize, false, {}});
  put_style(out, {"Code", "Code", "Normal", {}, code, "仿宋", "Consolas", kCodeSize, false, {}});
  put_style(out, {"Figure", "Figure", "Normal", {}, figure, {}, {}, 0, false, {}});
  put_style(out, {"Caption", "caption", "Normal", {}, caption, "黑体", "Arial", kCellSize, false, {}});
  put_style(out, {"Counted", "Counted", "Normal", {}, counted, "楷体", {}, 20, false, {}});
  put_style(out, {"Origin", "Origin", "Normal", {}, counted, {}, {}, 20, false, {}});
  put_style(out, {"Header", "header", "Normal", {}, side, {}, {}, 18, false, {}});
  put_style(out, {"Footer", "footer", "Normal", {}, foot, "宋体", {}, 28, false, {}});
}

constexpr std::string_view kTableStyles = R"xml(
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="6" w:space="0" w:color="333333"/><w:left w:val="single" w:sz="6" w:space="0" w:color="333333"/><w:bottom w:val="single" w:sz="6" w:space="0" w:color="333333"/><w:right w:val="single" w:sz="6" w:space="0" w:color="333333"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="333333"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="333333"/></w:tblBorders></w:tblPr></w:style>
)xml";

}  // namespace

std::string docx_styles(const Document& document) {
  const Typography& t = typography_of(document);
  const std::string_view language = document.language == Language::zh ? "zh-CN" : "en-US";
  std::string out = fmt::format(
      "{}<w:styles xmlns:w=\"{}\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" "
      "w:hAnsi=\"Times New Roman\" w:eastAsia=\"仿宋\" w:cs=\"Times New Roman\"/><w:sz w:val=\"{}\"/><w:szCs "
      "w:val=\"{}\"/><w:lang w:val=\"{}\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault/>"
      "</w:docDefaults>",
      kProlog, kWordNamespace, t.body_size, t.body_size, language == "zh-CN" ? "en-US" : language);
  out += fmt::format(
      "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name "
      "w:val=\"Normal\"/><w:qFormat/>"
      "<w:pPr>{}{}</w:pPr></w:style>",
      spacing(0, t.body_after, t.body_line),
      t.indent_first_line
          ? fmt::format("<w:ind w:firstLineChars=\"200\" w:firstLine=\"{}\"/>", t.body_size * 20)
          : std::string{});
  put_headings(out, t);
  put_text(out, t);
  put_cover(out);
  put_contents(out, document.landscape ? kAcross : kUpright);
  return out + std::string{kTableStyles} + "</w:styles>";
}

}  // namespace firsthour::playbooks
