// SPDX-License-Identifier: Apache-2.0
// The file around the blocks, and the blocks that are text.
#include "playbooks/reports/html_body.h"
#include "playbooks/reports/html_style.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/writers.h"
#include "playbooks/reports/xml_text.h"

#include <algorithm>

namespace firsthour::playbooks {

std::string HtmlBody::write() {
  begin();
  for (const Block& block : document_.blocks) std::visit([this](const auto& b) { put(b); }, block);
  end();
  return std::move(out_);
}

void HtmlBody::text(std::string_view t) { out_ += xml_escaped(printable(t)); }

void HtmlBody::text_with_breaks(std::string_view t) {
  for (const char c : xml_escaped(printable(t))) {
    if (c == '\n')
      out_ += "<br>";
    else
      out_ += c;
  }
}

bool HtmlBody::has_pictures() const {
  return std::any_of(document_.blocks.begin(), document_.blocks.end(),
                     [](const Block& block) { return std::holds_alternative<Picture>(block); });
}

void HtmlBody::begin() {
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

void HtmlBody::end() {
  out_ += "<footer>";
  text(document_.made_from);
  out_ += "</footer>\n</main>\n</body>\n</html>\n";
}

void HtmlBody::put_line(const Line& line) {
  for (const Run& run : line) {
    const auto target = anchors_.target(run.to);
    if (target) raw("<a href=\"#{}\">", *target);
    put_run(run);
    if (target) out_ += "</a>";
  }
}

void HtmlBody::put_run(const Run& run) {
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

void HtmlBody::wrapped(std::string_view before, std::string_view t, std::string_view after) {
  out_ += before;
  text_with_breaks(t);
  out_ += after;
}

void HtmlBody::put(const Heading& h) {
  const int level = std::clamp(h.level, 1, 3) + 1;
  raw("<h{}", level);
  if (lists_headings_ && level <= 3) raw(" id=\"s{}\"", ++headings_);
  out_ += '>';
  const auto place = anchors_.place(h.anchor);
  if (place) raw("<span id=\"{}\"></span>", *place);
  text(h.text);
  raw("</h{}>\n", level);
}

void HtmlBody::put(const Paragraph& p) {
  out_ += "<p>";
  put_line(p.line);
  out_ += "</p>\n";
}

void HtmlBody::put(const Note& n) {
  out_ += n.kind == NoteKind::warning ? "<div class=\"note warning\">" : "<div class=\"note\">";
  put_line(n.line);
  out_ += "</div>\n";
}

void HtmlBody::put(const Steps& s) {
  out_ += "<ol class=\"steps\">\n";
  for (const Line& line : s.lines) {
    out_ += "<li>";
    put_line(line);
    out_ += "</li>\n";
  }
  out_ += "</ol>\n";
}

void HtmlBody::put(const Contents&) {
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

void HtmlBody::put(const PageBreak&) { out_ += "<div class=\"page-break\"></div>\n"; }

std::string as_html(const Document& document) { return HtmlBody{document}.write(); }

}  // namespace firsthour::playbooks
