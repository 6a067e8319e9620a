// SPDX-License-Identifier: Apache-2.0
// The blocks of a Word file that are tables and pictures.
#include "casefile/qr_code.h"
#include "playbooks/reports/chart_drawing.h"
#include "playbooks/reports/docx_body.h"
#include "playbooks/reports/figures.h"
#include "playbooks/reports/image_size.h"
#include "playbooks/reports/writers.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr double kQrMillimetres = 42;
constexpr double kChartPixels = 600;  // letters of 9 points on a page of 156 mm
constexpr double kTallestMillimetres = 190;

bool is_short(const Line& line) {
  std::size_t bytes = 0;
  for (const Run& part : line) bytes += part.text.size();
  return bytes <= 66;
}

}  // namespace

// Lying across, two facts share a row.
void DocxBody::in_pairs(const Facts& f) {
  const int label = width() * 15 / 100, rest = width() / 2 - label;
  out_ += table_start({label, rest, label, rest});
  for (std::size_t i = 0; i < f.rows.size(); i += 2) {
    out_ += row_start();
    for (std::size_t k = i; k < i + 2; ++k) {
      const bool there = k < f.rows.size();
      out_ += cell_start(label, "F3F3F3");
      cell_paragraphs("Cell", there ? run_text(f.rows[k].first) : "");
      (out_ += kCellEnd) += cell_start(rest);
      cell_paragraphs("Cell", there ? line_text(f.rows[k].second, anchors_) : "");
      out_ += kCellEnd;
    }
    out_ += kRowEnd;
    walk_.whole(kCellLine + kCellAround);
  }
  out_ += kTableEnd;
  gap();
}

void DocxBody::put(const Facts& f) {
  if (f.rows.empty()) return;
  if (document_.landscape && f.rows.size() > 2 &&
      std::all_of(f.rows.begin(), f.rows.end(), [](const auto& fact) { return is_short(fact.second); }))
    return in_pairs(f);
  const int label = width() * 27 / 100, rest = width() - label;
  out_ += table_start({label, rest});
  for (const auto& [name, content] : f.rows) {
    const int lines = static_cast<int>(
        std::max(lines_in({Run{name}}, label - 170, kCellSize), lines_in(content, rest - 170, kCellSize)));
    const bool may_split = lines * kCellLine > shape_.text_height() / 3;
    out_ += row_start({.may_split = may_split}) + cell_start(label, "F3F3F3");
    cell_paragraphs("Cell", run_text(name));
    (out_ += kCellEnd) += cell_start(rest);
    cell_paragraphs("Cell", line_text(content, anchors_));
    (out_ += kCellEnd) += kRowEnd;
    if (may_split)
      walk_.lines(static_cast<std::size_t>(lines), kCellLine, kCellAround);
    else
      walk_.whole(lines * kCellLine + kCellAround);
  }
  out_ += kTableEnd;
  gap();
}

void DocxBody::put(const Table& block) { table(block, false); }

void DocxBody::put(const Figures& f) {
  if (f.entries.empty()) return;
  Table t;
  std::vector<Line> figures;
  for (const auto& [figure, label] : f.entries) {
    t.columns.push_back({label, 1, false});
    figures.push_back({Run{figure, Mark::strong}});
  }
  t.rows.push_back(std::move(figures));
  table(t, false);
}

void DocxBody::put(const Seal& s) {
  const int picture = 2608, rest = width() - picture;  // 46 mm for the code
  const auto code = encode_qr(s.text);
  out_ += code ? table_start({picture, rest}) : table_start({width()});
  out_ += row_start();
  if (code) {
    out_ += cell_start(picture) + paragraph_start({.style = "Figure"});
    out_ +=
        media_.show(qr_as_png(*code, 6), "png", kQrMillimetres, kQrMillimetres, "QR code of the checkpoint");
    (out_ += "</w:p>") += kCellEnd;
  }
  out_ += cell_start(code ? rest : width());
  cell_paragraphs("Cell", run_text(s.caption));
  cell_paragraphs("Code", run_text(s.text, {}, Mark::code));
  ((out_ += kCellEnd) += kRowEnd) += kTableEnd;
  walk_.whole(static_cast<int>((kQrMillimetres + 6) * 56.7));
  gap();
}

void DocxBody::put(const SignatureLines& s) {
  if (s.who.empty()) return;
  constexpr int kHeight = 640;
  const int who = width() * 36 / 100, date = width() * 26 / 100, sign = width() - who - date;
  walk_.need(kHeight * static_cast<int>(s.who.size()));
  out_ += table_start({who, sign, date});
  for (std::size_t i = 0; i < s.who.size(); ++i) {
    out_ += row_start({.height = kHeight});
    for (const auto& [width, text] : {std::pair{who, s.who[i]}, std::pair{sign, s.signature_word + "："},
                                      std::pair{date, s.date_word + "："}}) {
      out_ += cell_start(width, {}, true);
      // A signature alone on a page could belong to anything: the lines stay together.
      cell_paragraphs("Cell", run_text(text), {}, i + 1 < s.who.size());
      out_ += kCellEnd;
    }
    out_ += kRowEnd;
    walk_.whole(kHeight);
  }
  out_ += kTableEnd;
  gap();
}

void DocxBody::put(const FindingCard& c) {
  const int inner = width() - 170;
  std::size_t lines =
      lines_in({Run{c.why}}, inner, kCellSize) + lines_in({Run{c.excerpt, Mark::code}}, inner, kCodeSize);
  out_ += table_start({width()}) + row_start() + cell_start(width(), "F3F3F3");
  cell_paragraphs("Cell", run_text("【" + c.severity_word + "】" + c.title, {.bold = true}), {}, true);
  ((out_ += kCellEnd) += kRowEnd) += row_start({.may_split = true});
  out_ += cell_start(width());
  if (!c.why.empty()) cell_paragraphs("Cell", run_text(c.why));
  for (const auto& [label, content] : c.facts.rows) {
    cell_paragraphs("Cell", run_text(label + "：", {}, Mark::quiet) + line_text(content, anchors_));
    lines += lines_in(content, inner, kCellSize);
  }
  if (!c.excerpt.empty()) cell_paragraphs("Code", run_text(c.excerpt, {}, Mark::code));
  if (c.why.empty() && c.facts.rows.empty() && c.excerpt.empty()) cell_paragraphs("Cell", "");
  ((out_ += kCellEnd) += kRowEnd) += kTableEnd;
  walk_.need(kCellLine * 3);
  walk_.lines(lines + 1, kCellLine, 2 * kCellAround);
  gap();
}

void DocxBody::put(const TimeLine& t) {
  if (t.points.empty()) return;
  drawing(draw_time_line(t), true);
  caption(t.caption, false);
}

void DocxBody::put(const Graph& g) {
  if (g.nodes.empty()) return;
  drawing(draw_graph(g), true);
  caption(g.caption, false);
}

void DocxBody::put(const MinuteBar& m) {
  drawing(draw_minute_bar(m), true);
  caption(m.caption, false);
}

void DocxBody::put(const Chart& c) {
  caption(figure_title(++figures_, c.title, document_.language), true);
  drawing(draw_chart(c, document_.language, kChartPixels), true);
  if (!c.counted.empty())
    paragraph({.style = "Counted", .keep_next = true}, run_text(c.counted, {}, Mark::quiet), kCellLine, 60,
              lines_in({Run{c.counted}}, width(), kCellSize));
  if (!c.categories.empty()) table(data_table(c, document_.language), true);
}

void DocxBody::put(const Picture& p) {
  const auto size = image_size(p.bytes);
  if (!size) return put(Note{NoteKind::warning, {Run{picture_problem(p, document_.language)}}});
  double wide = std::clamp<double>(p.width_millimetres, 10, width() / 56.7);
  double tall = wide * size->height / size->width;
  if (tall > kTallestMillimetres) {
    wide *= kTallestMillimetres / tall;
    tall = kTallestMillimetres;
  }
  picture(p.bytes, size->extension, wide, tall, p.caption, !p.caption.empty());
  if (!p.caption.empty()) caption(p.caption, false);
}

}  // namespace firsthour::playbooks
