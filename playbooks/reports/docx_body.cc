// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/docx_body.h"

#include "playbooks/reports/printable.h"
#include "playbooks/reports/writers.h"
#include "playbooks/reports/xml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace firsthour::playbooks {
namespace {

constexpr int kDeepestListed = 2;        // levels in the table of contents
constexpr std::size_t kMostUpright = 7;  // columns that an upright page takes
constexpr int kContentsLine = 460;

}  // namespace

DocxBody::DocxBody(const Document& document)
    : document_{document},
      type_{typography_of(document)},
      anchors_{document},
      home_{document.landscape ? kAcross : kUpright},
      shape_{home_},
      walk_{home_} {}

std::string DocxBody::write() {
  title();
  for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
    const PageShape& wanted = wants_across(i) ? kAcross : home_;
    if (wanted.landscape != shape_.landscape) enter(wanted);
    std::visit([this](const auto& block) { put(block); }, document_.blocks[i]);
  }
  if (shape_.landscape != home_.landscape) enter(home_);
  paragraph({.style = "Origin"}, run_text(document_.made_from, {}, Mark::quiet), kCellLine, 60);
  out_ += section_properties();
  if (contents_at_ != std::string::npos) out_.insert(contents_at_, contents());
  return std::move(out_);
}

// With a cover, the title stands on it.
void DocxBody::title() {
  if (!document_.blocks.empty() && std::holds_alternative<Cover>(document_.blocks.front())) return;
  if (!document_.exercise.empty())
    paragraph({.style = "Subtitle", .keep_next = true}, run_text(document_.exercise, {true, "B42318"}),
              type_.body_line, 100);
  paragraph({.style = "Title"}, run_text(document_.title), 600, 280,
            lines_in({Run{document_.title}}, width(), 44));
  if (!document_.subtitle.empty())
    paragraph({.style = "Subtitle"}, run_text(document_.subtitle), type_.body_line, 200,
              lines_in({Run{document_.subtitle}}, width(), type_.body_size));
}

// --- sections ---

bool DocxBody::wants_across(std::size_t block) const {
  if (document_.landscape) return true;
  // What leads to a wide table lies across with it: a heading alone on a page says nothing.
  for (std::size_t i = block; i < document_.blocks.size() && i < block + 4; ++i) {
    if (const auto* table = std::get_if<Table>(&document_.blocks[i]))
      return table->columns.size() > kMostUpright;
    if (!std::holds_alternative<Heading>(document_.blocks[i]) &&
        !std::holds_alternative<Paragraph>(document_.blocks[i]) &&
        !std::holds_alternative<Note>(document_.blocks[i]))
      return false;
  }
  return false;
}

std::string DocxBody::section_properties() const {
  const bool cover = cover_ && sections_ == 0;
  std::string out = "<w:sectPr>";
  for (const char* part : {"header", "footer"}) {
    out += fmt::format("<w:{0}Reference w:type=\"default\" r:id=\"{0}1\"/>", part);
    out += fmt::format("<w:{0}Reference w:type=\"even\" r:id=\"{0}{1}\"/>", part, part[0] == 'h' ? 1 : 2);
    out += fmt::format("<w:{0}Reference w:type=\"first\" r:id=\"{0}3\"/>", part);
  }
  out += "<w:type w:val=\"nextPage\"/>";
  out += fmt::format("<w:pgSz w:w=\"{}\" w:h=\"{}\"{}/>", shape_.width, shape_.height,
                     shape_.landscape ? " w:orient=\"landscape\"" : "");
  out += fmt::format(
      "<w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"850\" w:footer=\"{}\" "
      "w:gutter=\"0\"/>",
      shape_.top, shape_.right, shape_.bottom, shape_.left, shape_.landscape ? 600 : 1100);
  if (cover_ && sections_ == 1) out += "<w:pgNumType w:start=\"1\"/>";
  if (cover) out += "<w:vAlign w:val=\"top\"/><w:titlePg/>";
  return out + "</w:sectPr>";
}

// Ends the section that is, and goes on with pages of that shape.
void DocxBody::enter(const PageShape& shape) {
  out_ += paragraph_start({.style = "Normal", .exact_small = true, .section = section_properties()});
  out_ += "</w:p>";
  ++sections_;
  shape_ = shape;
  walk_.new_page(shape);
}

// --- parts ---

void DocxBody::paragraph(const ParagraphLook& look, const std::string& runs, int line, int around,
                         std::size_t lines) {
  out_ += paragraph_start(look) + runs + "</w:p>";
  walk_.lines(lines, line, around);
}

void DocxBody::cell_paragraphs(std::string_view style, const std::string& runs, std::string_view align,
                               bool keep_next) {
  out_ += paragraph_start({.style = style, .keep_next = keep_next, .align = align}) + runs + "</w:p>";
}

// A gap after a table: two tables without a paragraph between them grow together.
void DocxBody::gap() {
  out_ += paragraph_start({.style = "Normal", .exact_small = true}) + "</w:p>";
  walk_.lines(1, 160);
}

void DocxBody::picture(std::string bytes, std::string_view extension, double width, double height,
                       std::string_view description, bool keep_next) {
  out_ += paragraph_start({.style = "Figure", .keep_next = keep_next});
  out_ += media_.show(std::move(bytes), extension, width, height, description) + "</w:p>";
  walk_.whole(static_cast<int>(height * 56.7) + 120);
}

void DocxBody::drawing(const Drawing& drawing, bool keep_next) {
  const double millimetres = std::min(width() / 56.7, 200.0);
  picture(drawing_as_emf(drawing), "emf", millimetres, millimetres * drawing.height / drawing.width,
          drawing.description, keep_next);
}

void DocxBody::caption(std::string_view text, bool keep_next) {
  walk_.need(kCellLine * 3);
  paragraph({.style = "Caption", .keep_next = keep_next}, run_text(text), kCellLine, 120,
            lines_in({Run{std::string{text}}}, width(), kCellSize));
}

// --- the table of contents ---

std::string DocxBody::contents() const {
  std::string out = fmt::format(
      "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/><w:docPartUnique/>"
      "</w:docPartObj></w:sdtPr><w:sdtContent>{}{}</w:p>",
      paragraph_start({.style = "ContentsTitle", .keep_next = true}),
      run_text(document_.language == Language::zh ? "目　录" : "Contents"));
  const auto field = fmt::format(
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> TOC \\o "
      "\"1-{}\" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
      kDeepestListed);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const std::string mark = fmt::format("_Toc{:06}", i + 1);
    out += paragraph_start({.style = entry.level == 1 ? "TOC1" : "TOC2"});
    if (i == 0) out += field;
    out += fmt::format(
        "<w:hyperlink w:anchor=\"{}\" w:history=\"1\">{}<w:r><w:tab/></w:r>{}</w:hyperlink></w:p>", mark,
        run_text(entry.text), field_text("PAGEREF " + mark + " \\h", std::to_string(entry.page)));
  }
  out += paragraph_start({.style = "TOC1"});
  if (entries_.empty()) out += field;
  return out + "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:sdtContent></w:sdt>";
}

void DocxBody::put(const Contents&) {
  if (contents_at_ != std::string::npos) return;
  contents_at_ = out_.size();
  std::size_t lines = 1;
  for (const Block& block : document_.blocks) {
    const auto* heading = std::get_if<Heading>(&block);
    if (heading && heading->level <= kDeepestListed)
      lines += lines_in({Run{heading->text}}, width() - 900, 28);
  }
  walk_.lines(1, 600, 300);
  walk_.lines(lines, kContentsLine);
  put(PageBreak{});
}

// --- text ---

void DocxBody::put(const Heading& h) {
  const int level = std::clamp(h.level, 1, 3);
  static constexpr std::string_view kStyles[]{"Heading1", "Heading2", "Heading3"};
  const std::size_t lines = lines_in({Run{h.text}}, width(), type_.heading_size);
  walk_.need(type_.heading_before + static_cast<int>(lines) * type_.heading_line + 2 * type_.body_line);
  out_ += paragraph_start({.style = kStyles[level - 1]});
  std::vector<std::string> places;
  if (auto place = anchors_.place(h.anchor)) places.push_back(std::move(*place));
  if (contents_at_ != std::string::npos && level <= kDeepestListed) {
    entries_.push_back({level, h.text, walk_.page()});
    places.push_back(fmt::format("_Toc{:06}", entries_.size()));
  }
  const unsigned first = bookmarks_ + 1;
  for (const std::string& place : places)
    out_ += fmt::format("<w:bookmarkStart w:id=\"{}\" w:name=\"{}\"/>", ++bookmarks_, place);
  out_ += run_text(h.text);
  for (unsigned id = bookmarks_; id >= first; --id) out_ += fmt::format("<w:bookmarkEnd w:id=\"{}\"/>", id);
  out_ += "</w:p>";
  walk_.lines(lines, type_.heading_line, type_.heading_after + (walk_.at_top() ? 0 : type_.heading_before));
}

void DocxBody::put(const Paragraph& p) {
  const int indent = type_.indent_first_line ? type_.body_size * 20 : 0;
  Line counted = p.line;
  if (indent > 0) counted.insert(counted.begin(), Run{"　　"});
  // What only explains stands smaller than what is said.
  const bool quiet =
      !document_.form && !p.line.empty() &&
      std::all_of(p.line.begin(), p.line.end(), [](const Run& run) { return run.mark == Mark::quiet; });
  if (quiet)
    paragraph({.style = "Origin"}, line_text(p.line, anchors_), kCellLine, 60,
              lines_in(p.line, width(), kCellSize));
  else
    paragraph({}, line_text(p.line, anchors_), type_.body_line, type_.body_after,
              lines_in(counted, width(), type_.body_size));
}

void DocxBody::put(const Note& n) {
  const bool warning = n.kind == NoteKind::warning;
  out_ += table_start({width()}) + row_start() + cell_start(width(), "F3F3F3");
  cell_paragraphs("Cell", line_text(n.line, anchors_, {.bold = warning}));
  ((out_ += kCellEnd) += kRowEnd) += kTableEnd;
  walk_.whole(static_cast<int>(lines_in(n.line, width() - 170, kCellSize)) * kCellLine + kCellAround);
  gap();
}

void DocxBody::put(const Steps& s) {
  if (s.lines.empty()) return;
  ++lists_;
  for (const Line& line : s.lines)
    paragraph({.style = "ListNumber", .list = lists_}, line_text(line, anchors_), type_.body_line,
              type_.body_after, lines_in(line, width() - 640, type_.body_size));
}

void DocxBody::put(const PageBreak&) {
  out_ += paragraph_start({.style = "Normal", .exact_small = true});
  out_ += "<w:r><w:br w:type=\"page\"/></w:r></w:p>";
  walk_.new_page();
}

void DocxBody::put(const Cover& c) {
  cover_ = document_.blocks.size() > 0 && std::holds_alternative<Cover>(document_.blocks.front()) &&
           sections_ == 0 && out_.empty();
  if (!document_.exercise.empty())
    out_ +=
        paragraph_start({.style = "CoverMark"}) + run_text(document_.exercise, {true, "B42318"}) + "</w:p>";
  out_ += paragraph_start({.style = "CoverTitle"}) + run_text(document_.title) + "</w:p>";
  if (!document_.subtitle.empty())
    out_ += paragraph_start({.style = "CoverSubtitle"}) + run_text(document_.subtitle) + "</w:p>";
  for (const auto& [label, value] : c.rows)
    out_ += paragraph_start({.style = "CoverRow"}) + run_text(label) + "<w:r><w:tab/></w:r>" +
            line_text(value_or_blank(value), anchors_) + "</w:p>";
  out_ += paragraph_start({.style = "CoverMaker"}) + run_text(c.made_by) + "</w:p>";
  out_ += paragraph_start({.style = "CoverDate"}) + run_text(c.date) + "</w:p>";
  enter(home_);
  walk_.restart_numbers();
}

}  // namespace firsthour::playbooks
