// SPDX-License-Identifier: Apache-2.0
// The blocks of an HTML file that are tables and pictures.
#include "casefile/encoding.h"
#include "casefile/qr_code.h"
#include "playbooks/reports/chart_drawing.h"
#include "playbooks/reports/figures.h"
#include "playbooks/reports/html_body.h"
#include "playbooks/reports/image_size.h"
#include "playbooks/reports/text_measure.h"
#include "playbooks/reports/writers.h"
#include "playbooks/reports/xml_text.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr double kChartPixels = 820;
constexpr std::size_t kLongestWord = 20;  // letters; what is longer (a path, a digest) may break anywhere

bool has_long_word(const Line& line) {
  std::size_t letters = 0;
  for (const Run& run : line)
    for (const char32_t c : code_points(run.text)) {
      letters = c > U' ' && c < 0x2E80 ? letters + 1 : 0;
      if (letters > kLongestWord) return true;
    }
  return false;
}

}  // namespace

void HtmlBody::put(const Facts& f) {
  if (f.rows.empty()) return;
  out_ += "<table class=\"facts\"><tbody>\n";
  for (const auto& [label, value] : f.rows) {
    out_ += "<tr><th scope=\"row\">";
    text(label);
    out_ += "</th><td>";
    put_line(value);
    out_ += "</td></tr>\n";
  }
  out_ += "</tbody></table>\n";
}

void HtmlBody::put(const Table& t) {
  if (t.columns.empty()) return;
  out_ += "<div class=\"scroll\"><table>\n<colgroup>";
  for (const Column& column : t.columns)
    raw("<col style=\"width:{}%\">", column.weight * 100 / total_weight(t));
  out_ += "</colgroup>\n<thead><tr>";
  for (const Column& column : t.columns) {
    out_ += column.right ? "<th scope=\"col\" class=\"right\">" : "<th scope=\"col\">";
    text(column.title);
    out_ += "</th>";
  }
  out_ += "</tr></thead>\n<tbody>\n";
  for (std::size_t r = 0; r < t.rows.size(); ++r) {
    const auto& row = t.rows[r];
    const auto place = r < t.anchors.size() ? anchors_.place(t.anchors[r]) : std::nullopt;
    if (place)
      raw("<tr id=\"{}\">", *place);
    else
      out_ += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool right = i < t.columns.size() && t.columns[i].right;
      out_ += right ? "<td class=\"right\">" : has_long_word(row[i]) ? "<td class=\"any\">" : "<td>";
      put_line(row[i]);
      out_ += "</td>";
    }
    out_ += "</tr>\n";
  }
  out_ += "</tbody></table></div>\n";
}

void HtmlBody::put(const Figures& f) {
  out_ += "<ul class=\"figures\">\n";
  for (const auto& [figure, label] : f.entries) {
    out_ += "<li><b>";
    text(figure);
    out_ += "</b><span>";
    text(label);
    out_ += "</span></li>\n";
  }
  out_ += "</ul>\n";
}

void HtmlBody::put(const Seal& s) {
  out_ += "<div class=\"seal\">";
  if (const auto code = encode_qr(s.text)) out_ += inline_svg(qr_as_svg(*code, 4));
  out_ += "<div><p>";
  text(s.caption);
  out_ += "</p><pre>";
  text(s.text);
  out_ += "</pre></div></div>\n";
}

void HtmlBody::put(const SignatureLines& s) {
  out_ += "<table class=\"sign\"><tbody>\n";
  for (const std::string& who : s.who) {
    out_ += "<tr><td style=\"width:34%\">";
    text(who);
    raw("</td><td>{}：</td><td style=\"width:26%\">{}：</td></tr>\n", xml_escaped(s.signature_word),
        xml_escaped(s.date_word));
  }
  out_ += "</tbody></table>\n";
}

void HtmlBody::put(const FindingCard& c) {
  raw("<section class=\"finding {0}\"><h3><span class=\"level {0}\">", name_of(c.severity));
  text(c.severity_word);
  out_ += "</span>";
  text(c.title);
  out_ += "</h3>\n";
  if (!c.why.empty()) {
    out_ += "<p>";
    text_with_breaks(c.why);
    out_ += "</p>\n";
  }
  if (!c.facts.rows.empty()) {
    out_ += "<dl>";
    for (const auto& [label, value] : c.facts.rows) {
      out_ += "<dt>";
      text(label);
      out_ += "</dt><dd>";
      put_line(value);
      out_ += "</dd>";
    }
    out_ += "</dl>\n";
  }
  if (!c.excerpt.empty()) {
    out_ += "<pre>";
    text(c.excerpt);
    out_ += "</pre>\n";
  }
  out_ += "</section>\n";
}

void HtmlBody::put(const TimeLine& t) {
  if (!t.points.empty()) figure(drawing_as_svg(draw_time_line(t)), t.caption);
}

void HtmlBody::put(const Graph& g) {
  if (!g.nodes.empty()) figure(drawing_as_svg(draw_graph(g)), g.caption);
}

void HtmlBody::put(const MinuteBar& m) { figure(drawing_as_svg(draw_minute_bar(m)), m.caption); }

// The table folds away on a screen and is open on paper (html_style.h).
void HtmlBody::put(const Chart& c) {
  const bool zh = document_.language == Language::zh;
  out_ += "<figure class=\"chart\"><figcaption>";
  text(figure_title(++figures_, c.title, document_.language));
  out_ += "</figcaption>" + drawing_as_svg(draw_chart(c, document_.language, kChartPixels));
  if (!c.counted.empty()) {
    out_ += "<p class=\"counted\">";
    text(c.counted);
    out_ += "</p>";
  }
  if (c.categories.empty()) {
    out_ += "</figure>\n";
    return;
  }
  raw("</figure>\n<details open><summary>{}</summary>\n", zh ? "数据表" : "data table");
  put(data_table(c, document_.language));
  out_ += "</details>\n";
}

void HtmlBody::put(const Picture& p) {
  const auto size = image_size(p.bytes);
  if (!size) return put(Note{NoteKind::warning, {Run{picture_problem(p, document_.language)}}});
  raw("<figure class=\"picture\"><img style=\"width:{}mm\" width=\"{}\" height=\"{}\" alt=\"",
      std::clamp(p.width_millimetres, 10, 180), size->width, size->height);
  text(p.caption);
  raw("\" src=\"data:image/{};base64,{}\"/>", size->extension, to_base64(as_bytes(p.bytes)));
  out_ += "<figcaption>";
  text(p.caption);
  out_ += "</figcaption></figure>\n";
}

void HtmlBody::put(const Cover& c) {
  out_ += "<table class=\"facts on-cover\"><tbody>\n";
  for (const auto& [label, value] : c.rows) {
    out_ += "<tr><th scope=\"row\">";
    text(label);
    out_ += "</th><td>";
    put_line(value_or_blank(value));
    out_ += "</td></tr>\n";
  }
  out_ += "</tbody></table>\n<p class=\"maker\">";
  text(c.made_by);
  out_ += "<br>";
  text(c.date);
  out_ += "</p>\n<div class=\"page-break\"></div>\n";
}

// Inside HTML an SVG needs no prolog and no name space, and so the file holds no address at all.
std::string HtmlBody::inline_svg(std::string svg) {
  svg.erase(0, std::min(svg.find("<svg"), svg.size()));
  if (const std::size_t at = svg.find(" xmlns=\""); at != std::string::npos)
    svg.erase(at, svg.find('"', at + 8) + 1 - at);
  return svg;
}

void HtmlBody::figure(const std::string& svg, std::string_view caption) {
  out_ += "<figure>" + svg + "<figcaption>";
  text(caption);
  out_ += "</figcaption></figure>\n";
}

}  // namespace firsthour::playbooks
