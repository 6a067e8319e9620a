// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "casefile/qr_code.h"
#include "playbooks/reports/anchors.h"
#include "playbooks/reports/chart_drawing.h"
#include "playbooks/reports/figures.h"
#include "playbooks/reports/html_style.h"
#include "playbooks/reports/image_size.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/writers.h"
#include "playbooks/reports/xml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace firsthour::playbooks {
namespace {

constexpr double kChartPixels = 820;

class HtmlWriter {
 public:
  explicit HtmlWriter(const Document& document) : document_{document}, anchors_{document} {}

  std::string write() {
    begin();
    for (const Block& block : document_.blocks) std::visit([this](const auto& b) { put(b); }, block);
    end();
    return std::move(out_);
  }

 private:
  template <class... Args>
  void raw(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }
  void text(std::string_view t) { out_ += xml_escaped(printable(t)); }
  void text_with_breaks(std::string_view t) {
    for (const char c : xml_escaped(printable(t))) {
      if (c == '\n')
        out_ += "<br>";
      else
        out_ += c;
    }
  }

  [[nodiscard]] bool has_pictures() const {
    return std::any_of(document_.blocks.begin(), document_.blocks.end(),
                       [](const Block& block) { return std::holds_alternative<Picture>(block); });
  }
  [[nodiscard]] bool has_cover() const {
    return !document_.blocks.empty() && std::holds_alternative<Cover>(document_.blocks.front());
  }

  void begin() {
    raw("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n",
        document_.language == Language::zh ? "zh-CN" : "en");
    out_ += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    // Names from evidence stand in this file: should one ever escape its quoting, nothing may load or run.
    out_ +=
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'";
    if (has_pictures()) out_ += "; img-src data:";
    out_ += "\">\n";
    out_ += "<title>";
    if (!document_.exercise.empty()) text("[" + document_.exercise + "] ");
    text(document_.title);
    out_ += "</title>\n<style>";
    out_ += kStyleSheet;
    if (document_.landscape) out_ += kLandscapeRule;
    if (!document_.exercise.empty()) {
      out_ += kExerciseRuleStart;
      for (const char c : printable(document_.exercise))
        if (std::string_view{"\"\\<>&\n"}.find(c) == std::string_view::npos) out_ += c;
      out_ += kExerciseRuleEnd;
    }
    raw("</style>\n</head>\n<body>\n<main class=\"{}{}\">\n", document_.form ? "form" : "report",
        document_.landscape ? " wide" : "");
    if (!document_.exercise.empty()) {
      out_ += "<div class=\"drill-page\" aria-hidden=\"true\">";
      text(document_.exercise);
      out_ += "</div>\n<div class=\"drill\" role=\"note\">";
      text(document_.exercise);
      out_ += "</div>\n";
    }
    out_ += "<header class=\"cover\">\n<p class=\"running\">";
    text(document_.running);
    out_ += "</p>\n<h1>";
    text(document_.title);
    out_ += "</h1>\n";
    if (!document_.subtitle.empty()) {
      out_ += "<p class=\"subtitle\">";
      text(document_.subtitle);
      out_ += "</p>\n";
    }
    out_ += "</header>\n";
  }

  void end() {
    out_ += "<footer>";
    text(document_.made_from);
    out_ += "</footer>\n</main>\n</body>\n</html>\n";
  }

  void put_line(const Line& line) {
    for (const Run& run : line) {
      const auto target = anchors_.target(run.to);
      if (target) raw("<a href=\"#{}\">", *target);
      put_run(run);
      if (target) out_ += "</a>";
    }
  }
  void put_run(const Run& run) {
    switch (run.mark) {
      case Mark::plain:
        text_with_breaks(run.text);
        break;
      case Mark::strong:
        wrapped("<strong>", run.text, "</strong>");
        break;
      case Mark::code:
        wrapped("<code>", run.text, "</code>");
        break;
      case Mark::quiet:
        wrapped("<span class=\"quiet\">", run.text, "</span>");
        break;
      case Mark::blank:
        wrapped("<span class=\"blank\">", run.text, "</span>");
        break;
    }
  }
  void wrapped(std::string_view before, std::string_view t, std::string_view after) {
    out_ += before;
    text_with_breaks(t);
    out_ += after;
  }

  void put(const Heading& h) {
    const int level = std::clamp(h.level, 1, 3) + 1;
    raw("<h{}", level);
    if (lists_headings_ && level <= 3) raw(" id=\"s{}\"", ++headings_);
    out_ += '>';
    const auto place = anchors_.place(h.anchor);
    if (place) raw("<span id=\"{}\"></span>", *place);
    text(h.text);
    raw("</h{}>\n", level);
  }
  void put(const Paragraph& p) {
    out_ += "<p>";
    put_line(p.line);
    out_ += "</p>\n";
  }
  void put(const Note& n) {
    out_ += n.kind == NoteKind::warning ? "<div class=\"note warning\">" : "<div class=\"note\">";
    put_line(n.line);
    out_ += "</div>\n";
  }
  void put(const Facts& f) {
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
  void put(const Table& t) {
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
        out_ += i < t.columns.size() && t.columns[i].right ? "<td class=\"right\">" : "<td>";
        put_line(row[i]);
        out_ += "</td>";
      }
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></div>\n";
  }
  void put(const Figures& f) {
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
  void put(const Steps& s) {
    out_ += "<ol class=\"steps\">\n";
    for (const Line& line : s.lines) {
      out_ += "<li>";
      put_line(line);
      out_ += "</li>\n";
    }
    out_ += "</ol>\n";
  }
  void put(const Seal& s) {
    out_ += "<div class=\"seal\">";
    if (const auto code = encode_qr(s.text)) out_ += inline_svg(qr_as_svg(*code, 4));
    out_ += "<div><p>";
    text(s.caption);
    out_ += "</p><pre>";
    text(s.text);
    out_ += "</pre></div></div>\n";
  }
  void put(const SignatureLines& s) {
    out_ += "<table class=\"sign\"><tbody>\n";
    for (const std::string& who : s.who) {
      out_ += "<tr><td style=\"width:34%\">";
      text(who);
      raw("</td><td>{}：</td><td style=\"width:26%\">{}：</td></tr>\n", xml_escaped(s.signature_word),
          xml_escaped(s.date_word));
    }
    out_ += "</tbody></table>\n";
  }
  void put(const FindingCard& c) {
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
  void put(const TimeLine& t) {
    if (!t.points.empty()) figure(drawing_as_svg(draw_time_line(t)), t.caption);
  }
  void put(const MinuteBar& m) { figure(drawing_as_svg(draw_minute_bar(m)), m.caption); }
  // The table folds away on a screen and is open on paper (html_style.h).
  void put(const Chart& c) {
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
  void put(const Picture& p) {
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
  void put(const Cover& c) {
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
  void put(const Contents&) {
    if (lists_headings_) return;
    lists_headings_ = true;
    raw("<nav class=\"contents\"><h2>{}</h2>\n<ol>\n",
        document_.language == Language::zh ? "目　录" : "Contents");
    unsigned number = 0;
    bool after = false;  // only what stands below is listed
    for (const Block& block : document_.blocks) {
      after = after || std::holds_alternative<Contents>(block);
      const auto* heading = std::get_if<Heading>(&block);
      if (!after || !heading || heading->level > 2) continue;
      raw("<li class=\"l{}\"><a href=\"#s{}\">", std::clamp(heading->level, 1, 2), ++number);
      text(heading->text);
      out_ += "</a></li>\n";
    }
    out_ += "</ol></nav>\n";
  }
  void put(const PageBreak&) { out_ += "<div class=\"page-break\"></div>\n"; }

  // Inside HTML an SVG needs no prolog and no name space, and so the file holds no address at all.
  static std::string inline_svg(std::string svg) {
    svg.erase(0, std::min(svg.find("<svg"), svg.size()));
    if (const std::size_t at = svg.find(" xmlns=\""); at != std::string::npos)
      svg.erase(at, svg.find('"', at + 8) + 1 - at);
    return svg;
  }
  void figure(const std::string& svg, std::string_view caption) {
    out_ += "<figure>" + svg + "<figcaption>";
    text(caption);
    out_ += "</figcaption></figure>\n";
  }

  const Document& document_;
  Anchors anchors_;
  std::string out_;
  bool lists_headings_ = false;
  unsigned headings_ = 0;
  int figures_ = 0;
};

}  // namespace

std::string as_html(const Document& document) { return HtmlWriter{document}.write(); }

}  // namespace firsthour::playbooks
