// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/docx_text.h"

#include "playbooks/reports/docx_page.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/xml_text.h"

#include <fmt/format.h>

#include <iterator>

namespace firsthour::playbooks {
namespace {

std::string run_properties(const RunLook& look, Mark mark) {
  std::string out = "<w:rPr><w:rFonts";
  if (mark == Mark::code) out += " w:ascii=\"Consolas\" w:hAnsi=\"Consolas\" w:cs=\"Consolas\"";
  out += " w:hint=\"eastAsia\"/>";
  if (look.bold || mark == Mark::strong) out += "<w:b/>";
  if (!look.colour.empty())
    out += fmt::format("<w:color w:val=\"{}\"/>", look.colour);
  else if (mark == Mark::quiet)
    out += "<w:color w:val=\"555555\"/>";
  if (mark == Mark::code) out += fmt::format("<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>", kCodeSize);
  return out + "</w:rPr>";
}

}  // namespace

std::string paragraph_start(const ParagraphLook& look) {
  std::string out = fmt::format("<w:p><w:pPr><w:pStyle w:val=\"{}\"/>", look.style);
  if (look.keep_next) out += "<w:keepNext/>";
  if (look.page_break_before) out += "<w:pageBreakBefore/>";
  if (look.list > 0)
    out += fmt::format("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{}\"/></w:numPr>", look.list);
  if (look.exact_small)
    out +=
        "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"160\" w:lineRule=\"exact\"/><w:ind "
        "w:firstLineChars=\"0\" w:firstLine=\"0\"/>";
  if (!look.align.empty()) out += fmt::format("<w:jc w:val=\"{}\"/>", look.align);
  return out + look.section + "</w:pPr>";
}

std::string run_text(std::string_view text, const RunLook& look, Mark mark) {
  const std::string clean = xml_escaped(printable(text));
  std::string out = "<w:r>" + run_properties(look, mark);
  std::size_t from = 0;
  for (;;) {
    const std::size_t end = clean.find('\n', from);
    out += "<w:t xml:space=\"preserve\">";
    out.append(clean, from, end == std::string::npos ? end : end - from);
    out += "</w:t>";
    if (end == std::string::npos) return out + "</w:r>";
    out += "<w:br/>";
    from = end + 1;
  }
}

std::string line_text(const Line& line, const Anchors& anchors, const RunLook& look) {
  std::string out;
  for (const Run& run : line) {
    const auto target = anchors.target(run.to);
    if (!target) {
      out += run_text(run.text, look, run.mark);
      continue;
    }
    RunLook led = look;
    if (led.colour.empty()) led.colour = "1F4E79";
    out += fmt::format("<w:hyperlink w:anchor=\"{}\" w:history=\"1\">", *target);
    out += run_text(run.text, led, run.mark) + "</w:hyperlink>";
  }
  return out;
}

std::string field_text(std::string_view instruction, std::string_view shown) {
  return fmt::format(
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {} "
      "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>{}</w:t></w:r>"
      "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
      instruction, shown);
}

std::string page_field(std::string_view instruction) { return field_text(instruction, "1"); }

std::string table_start(const std::vector<int>& widths) {
  int total = 0;
  for (const int width : widths) total += width;
  std::string out = fmt::format(
      "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"{}\" w:type=\"dxa\"/>"
      "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
      total);
  for (const int width : widths) fmt::format_to(std::back_inserter(out), "<w:gridCol w:w=\"{}\"/>", width);
  return out + "</w:tblGrid>";
}

std::string row_start(const RowLook& look) {
  std::string out = "<w:tr><w:trPr>";
  if (!look.may_split) out += "<w:cantSplit/>";
  if (look.height > 0) out += fmt::format("<w:trHeight w:val=\"{}\" w:hRule=\"atLeast\"/>", look.height);
  if (look.heading) out += "<w:tblHeader/>";
  return out + "</w:trPr>";
}

std::string cell_start(int width, std::string_view fill, bool centred) {
  std::string out = fmt::format("<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>", width);
  if (!fill.empty()) out += fmt::format("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{}\"/>", fill);
  if (centred) out += "<w:vAlign w:val=\"center\"/>";
  return out + "</w:tcPr>";
}

}  // namespace firsthour::playbooks
