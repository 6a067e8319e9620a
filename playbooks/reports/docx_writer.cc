// SPDX-License-Identifier: Apache-2.0
#include "casefile/qr_code.h"
#include "playbooks/reports/docx_parts.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/writers.h"
#include "playbooks/reports/zip_writer.h"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <functional>
#include <sstream>

namespace firsthour::playbooks {
namespace {

// Distances in twentieths of a point. Margins of GB/T 9704: 37, 28, 26, 35 mm; lists lie across.
struct PageShape {
  int width = 11906, height = 16838, top = 2098, left = 1588, right = 1474, bottom = 1984;
  [[nodiscard]] int text_width() const { return width - left - right; }
};
constexpr PageShape kUpright{};
constexpr PageShape kAcross{16838, 11906, 1588, 1134, 1134, 1361};

constexpr int kEmuPerMillimetre = 36000;
constexpr int kQrMillimetres = 42;

struct Look {
  const char* style = "Normal";
  bool bold = false;
  const char* colour = nullptr;
};

class DocxWriter {
 public:
  explicit DocxWriter(const Document& document)
      : document_{document}, page_{document.landscape ? kAcross : kUpright} {}

  std::string write() {
    begin();
    for (const Block& block : document_.blocks) std::visit([this](const auto& b) { put(b); }, block);
    put(Paragraph{{Run{document_.made_from, Mark::quiet}}});
    section();
    return pack();
  }

 private:
  static pugi::xml_node value(pugi::xml_node parent, const char* name, const char* text) {
    pugi::xml_node node = parent.append_child(name);
    node.append_attribute("w:val") = text;
    return node;
  }
  static pugi::xml_node width(pugi::xml_node parent, const char* name, int twips) {
    pugi::xml_node node = parent.append_child(name);
    node.append_attribute("w:w") = twips;
    node.append_attribute("w:type") = "dxa";
    return node;
  }

  void begin() {
    pugi::xml_node declaration = xml_.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    declaration.append_attribute("standalone") = "yes";
    pugi::xml_node root = xml_.append_child("w:document");
    root.append_attribute("xmlns:w") = kWordNamespace.data();
    root.append_attribute("xmlns:r") = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    root.append_attribute("xmlns:wp") =
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
    root.append_attribute("xmlns:a") = "http://schemas.openxmlformats.org/drawingml/2006/main";
    root.append_attribute("xmlns:pic") = "http://schemas.openxmlformats.org/drawingml/2006/picture";
    body_ = root.append_child("w:body");
    if (!document_.exercise.empty())
      run(paragraph(body_, "Subtitle"), document_.exercise, Look{"Subtitle", true, "B42318"});
    run(paragraph(body_, "Title"), document_.title, {});
    if (!document_.subtitle.empty()) run(paragraph(body_, "Subtitle"), document_.subtitle, {});
  }

  static pugi::xml_node paragraph(pugi::xml_node parent, const char* style) {
    pugi::xml_node p = parent.append_child("w:p");
    value(p.append_child("w:pPr"), "w:pStyle", style);
    return p;
  }

  static pugi::xml_node run_node(pugi::xml_node p, const Look& look, Mark mark) {
    pugi::xml_node r = p.append_child("w:r");
    pugi::xml_node properties = r.append_child("w:rPr");
    pugi::xml_node fonts = properties.append_child("w:rFonts");
    if (mark == Mark::code) {
      for (const char* face : {"w:ascii", "w:hAnsi", "w:cs"}) fonts.append_attribute(face) = "Consolas";
    }
    fonts.append_attribute("w:hint") = "eastAsia";
    if (look.bold || mark == Mark::strong) properties.append_child("w:b");
    if (look.colour)
      value(properties, "w:color", look.colour);
    else if (mark == Mark::quiet)
      value(properties, "w:color", "555555");
    if (mark == Mark::code) {
      value(properties, "w:sz", "17");
      value(properties, "w:szCs", "17");
    }
    return r;
  }

  static void run(pugi::xml_node p, std::string_view text, const Look& look, Mark mark = Mark::plain) {
    const std::string clean = printable(text);
    std::size_t from = 0;
    pugi::xml_node r = run_node(p, look, mark);
    for (;;) {
      const std::size_t end = clean.find('\n', from);
      pugi::xml_node t = r.append_child("w:t");
      t.append_attribute("xml:space") = "preserve";
      t.append_child(pugi::node_pcdata).set_value(clean.substr(from, end - from).c_str());
      if (end == std::string::npos) return;
      r.append_child("w:br");
      from = end + 1;
    }
  }
  static void line_into(pugi::xml_node p, const Line& line, const Look& look = {}) {
    for (const Run& part : line) run(p, part.text, look, part.mark);
  }

  pugi::xml_node table(const std::vector<int>& widths) {
    pugi::xml_node t = body_.append_child("w:tbl");
    pugi::xml_node properties = t.append_child("w:tblPr");
    value(properties, "w:tblStyle", "Grid");
    int total = 0;
    for (const int w : widths) total += w;
    width(properties, "w:tblW", total);
    properties.append_child("w:tblLayout").append_attribute("w:type") = "fixed";
    pugi::xml_node grid = t.append_child("w:tblGrid");
    for (const int w : widths) grid.append_child("w:gridCol").append_attribute("w:w") = w;
    return t;
  }
  static pugi::xml_node row(pugi::xml_node t, bool heading) {
    pugi::xml_node r = t.append_child("w:tr");
    pugi::xml_node properties = r.append_child("w:trPr");
    properties.append_child("w:cantSplit");
    if (heading) properties.append_child("w:tblHeader");
    return r;
  }
  static pugi::xml_node cell(pugi::xml_node r, int twips, const char* fill = nullptr) {
    pugi::xml_node c = r.append_child("w:tc");
    pugi::xml_node properties = c.append_child("w:tcPr");
    width(properties, "w:tcW", twips);
    if (fill) {
      pugi::xml_node shade = value(properties, "w:shd", "clear");
      shade.append_attribute("w:color") = "auto";
      shade.append_attribute("w:fill") = fill;
    }
    return c;
  }
  // A gap after a table: two tables without a paragraph between them grow together.
  void gap() {
    pugi::xml_node p = body_.append_child("w:p");
    pugi::xml_node spacing = p.append_child("w:pPr").append_child("w:spacing");
    spacing.append_attribute("w:before") = 0;
    spacing.append_attribute("w:after") = 0;
    spacing.append_attribute("w:line") = 160;
    spacing.append_attribute("w:lineRule") = "exact";
  }

  void put(const Heading& h) { run(paragraph(body_, h.level == 1 ? "Heading1" : "Heading2"), h.text, {}); }
  void put(const Paragraph& p) { line_into(paragraph(body_, "Normal"), p.line); }
  void put(const Note& n) {
    pugi::xml_node t = table({page_.text_width()});
    const bool warning = n.kind == NoteKind::warning;
    line_into(paragraph(cell(row(t, false), page_.text_width(), "F3F3F3"), "Cell"), n.line,
              Look{"Cell", warning, nullptr});
    gap();
  }
  [[nodiscard]] static bool is_short(const Line& line) {
    std::size_t bytes = 0;
    for (const Run& part : line) bytes += part.text.size();
    return bytes <= 66;
  }
  // Lying across, two facts share a row.
  void put_in_pairs(const Facts& f) {
    const int label = page_.text_width() * 15 / 100, rest = page_.text_width() / 2 - label;
    pugi::xml_node t = table({label, rest, label, rest});
    for (std::size_t i = 0; i < f.rows.size(); i += 2) {
      pugi::xml_node r = row(t, false);
      for (std::size_t k = i; k < i + 2; ++k) {
        pugi::xml_node name = paragraph(cell(r, label, "F3F3F3"), "Cell"),
                       content = paragraph(cell(r, rest), "Cell");
        if (k >= f.rows.size()) continue;
        run(name, f.rows[k].first, {});
        line_into(content, f.rows[k].second);
      }
    }
    gap();
  }
  void put(const Facts& f) {
    if (f.rows.empty()) return;
    if (document_.landscape && f.rows.size() > 2 &&
        std::all_of(f.rows.begin(), f.rows.end(), [](const auto& fact) { return is_short(fact.second); }))
      return put_in_pairs(f);
    const int label = page_.text_width() * 27 / 100, rest = page_.text_width() - label;
    pugi::xml_node t = table({label, rest});
    for (const auto& [name, content] : f.rows) {
      pugi::xml_node r = row(t, false);
      run(paragraph(cell(r, label, "F3F3F3"), "Cell"), name, {});
      line_into(paragraph(cell(r, rest), "Cell"), content);
    }
    gap();
  }
  [[nodiscard]] std::vector<int> column_widths(const Table& t) const {
    std::vector<int> widths;
    int left = page_.text_width();
    for (const Column& column : t.columns) {
      widths.push_back(page_.text_width() * column.weight / total_weight(t));
      left -= widths.back();
    }
    if (!widths.empty()) widths.back() += left;
    return widths;
  }
  void put(const Table& table_block) {
    if (table_block.columns.empty()) return;
    const std::vector<int> widths = column_widths(table_block);
    pugi::xml_node t = table(widths);
    pugi::xml_node head = row(t, true);
    for (std::size_t i = 0; i < widths.size(); ++i)
      run(paragraph(cell(head, widths[i], "E8E8E8"), "Cell"), table_block.columns[i].title,
          Look{"Cell", true, nullptr});
    for (const auto& cells : table_block.rows) {
      pugi::xml_node r = row(t, false);
      for (std::size_t i = 0; i < widths.size(); ++i) {
        pugi::xml_node p = paragraph(cell(r, widths[i]), "Cell");
        if (table_block.columns[i].right) value(p.child("w:pPr"), "w:jc", "right");
        if (i < cells.size()) line_into(p, cells[i]);
      }
    }
    gap();
  }
  void put(const Figures& f) {
    if (f.entries.empty()) return;
    Table t;
    std::vector<Line> figures;
    for (const auto& [figure, label] : f.entries) {
      t.columns.push_back({label, 1, false});
      figures.push_back({Run{figure, Mark::strong}});
    }
    t.rows.push_back(std::move(figures));
    put(t);
  }
  void put(const Steps& s) {
    int number = 0;
    for (const Line& line : s.lines) {
      pugi::xml_node p = paragraph(body_, "Normal");
      run(p, fmt::format("{}. ", ++number), {});
      line_into(p, line);
    }
  }
  void put(const Seal& s) {
    const int picture = 2608, rest = page_.text_width() - picture;  // 46 mm for the code
    const auto code = encode_qr(s.text);
    pugi::xml_node t = code ? table({picture, rest}) : table({page_.text_width()});
    pugi::xml_node r = row(t, false);
    if (code) {
      pictures_.push_back(qr_as_png(*code, 6));
      draw(paragraph(cell(r, picture), "Cell"));
    }
    pugi::xml_node c = cell(r, code ? rest : page_.text_width());
    run(paragraph(c, "Cell"), s.caption, {});
    run(paragraph(c, "Code"), s.text, {}, Mark::code);
    gap();
  }
  void put(const SignatureLines& s) {
    const int who = page_.text_width() * 36 / 100, date = page_.text_width() * 26 / 100,
              sign = page_.text_width() - who - date;
    pugi::xml_node t = table({who, sign, date});
    for (const std::string& name : s.who) {
      pugi::xml_node r = row(t, false);
      pugi::xml_node height = r.child("w:trPr").append_child("w:trHeight");
      height.append_attribute("w:val") = 640;
      height.append_attribute("w:hRule") = "atLeast";
      for (const auto& [w, text] : {std::pair{who, name}, std::pair{sign, s.signature_word + "："},
                                    std::pair{date, s.date_word + "："}}) {
        pugi::xml_node c = cell(r, w);
        value(c.child("w:tcPr"), "w:vAlign", "center");
        pugi::xml_node p = paragraph(c, "Cell");
        // A signature alone on a page could belong to anything: the lines stay together.
        if (&name != &s.who.back()) p.child("w:pPr").append_child("w:keepNext");
        run(p, text, {});
      }
    }
    gap();
  }
  void put(const FindingCard& c) {
    pugi::xml_node t = table({page_.text_width()});
    pugi::xml_node inside = cell(row(t, false), page_.text_width(), "F3F3F3");
    pugi::xml_node title = paragraph(inside, "Cell");
    title.child("w:pPr").append_child("w:keepNext");
    run(title, "【" + c.severity_word + "】" + c.title, Look{"Cell", true, nullptr});
    pugi::xml_node body = cell(row(t, false), page_.text_width());
    if (!c.why.empty()) run(paragraph(body, "Cell"), c.why, {});
    for (const auto& [label, content] : c.facts.rows) {
      pugi::xml_node p = paragraph(body, "Cell");
      run(p, label + "：", {}, Mark::quiet);
      line_into(p, content);
    }
    if (!c.excerpt.empty()) run(paragraph(body, "Code"), c.excerpt, {}, Mark::code);
    if (!body.child("w:p")) paragraph(body, "Cell");
    gap();
  }
  // Drawings are for the screen: their figures stand in tables beside them, and Word shows no inline SVG.
  void put(const TimeLine&) {}
  void put(const MinuteBar& m) { put(Paragraph{{Run{m.caption}}}); }
  void put(const Chart& c) {
    run(paragraph(body_, "Heading2"), c.title, {});
    put(data_table(c, document_.language));
    put(Paragraph{{Run{c.counted, Mark::quiet}}});
  }
  void put(const Picture& p) { put(Paragraph{{Run{p.caption}}}); }
  void put(const Cover& c) {
    Facts facts;
    for (const auto& [label, value] : c.rows) facts.rows.emplace_back(label, Line{Run{value}});
    put(facts);
  }
  void put(const Contents&) {}
  void put(const PageBreak&) {
    body_.append_child("w:p").append_child("w:r").append_child("w:br").append_attribute("w:type") = "page";
  }

  // The newest picture, inline.
  void draw(pugi::xml_node p) {
    const auto number = static_cast<unsigned>(pictures_.size());
    const int emu = kQrMillimetres * kEmuPerMillimetre;
    pugi::xml_node line = p.append_child("w:r").append_child("w:drawing").append_child("wp:inline");
    for (const char* side : {"distT", "distB", "distL", "distR"}) line.append_attribute(side) = 0;
    extent(line.append_child("wp:extent"), emu);
    pugi::xml_node properties = line.append_child("wp:docPr");
    properties.append_attribute("id") = number;
    properties.append_attribute("name") = fmt::format("QR {}", number).c_str();
    properties.append_attribute("descr") = "QR code of the checkpoint";
    pugi::xml_node data = line.append_child("a:graphic").append_child("a:graphicData");
    data.append_attribute("uri") = "http://schemas.openxmlformats.org/drawingml/2006/picture";
    pugi::xml_node pic = data.append_child("pic:pic");
    pugi::xml_node naming = pic.append_child("pic:nvPicPr");
    pugi::xml_node inner = naming.append_child("pic:cNvPr");
    inner.append_attribute("id") = number;
    inner.append_attribute("name") = fmt::format("image{}.png", number).c_str();
    naming.append_child("pic:cNvPicPr");
    pugi::xml_node fill = pic.append_child("pic:blipFill");
    fill.append_child("a:blip").append_attribute("r:embed") = fmt::format("image{}", number).c_str();
    fill.append_child("a:stretch").append_child("a:fillRect");
    pugi::xml_node shape = pic.append_child("pic:spPr");
    pugi::xml_node transform = shape.append_child("a:xfrm");
    pugi::xml_node offset = transform.append_child("a:off");
    offset.append_attribute("x") = 0;
    offset.append_attribute("y") = 0;
    extent(transform.append_child("a:ext"), emu);
    pugi::xml_node geometry = shape.append_child("a:prstGeom");
    geometry.append_attribute("prst") = "rect";
    geometry.append_child("a:avLst");
  }
  static void extent(pugi::xml_node node, int emu) {
    node.append_attribute("cx") = emu;
    node.append_attribute("cy") = emu;
  }

  void section() {
    pugi::xml_node s = body_.append_child("w:sectPr");
    for (const char* part : {"header", "footer"}) {
      pugi::xml_node reference = s.append_child(fmt::format("w:{}Reference", part).c_str());
      reference.append_attribute("w:type") = "default";
      reference.append_attribute("r:id") = part;
    }
    pugi::xml_node size = s.append_child("w:pgSz");
    size.append_attribute("w:w") = page_.width;
    size.append_attribute("w:h") = page_.height;
    if (document_.landscape) size.append_attribute("w:orient") = "landscape";
    pugi::xml_node margin = s.append_child("w:pgMar");
    margin.append_attribute("w:top") = page_.top;
    margin.append_attribute("w:right") = page_.right;
    margin.append_attribute("w:bottom") = page_.bottom;
    margin.append_attribute("w:left") = page_.left;
    margin.append_attribute("w:header") = 850;
    margin.append_attribute("w:footer") = 850;
    margin.append_attribute("w:gutter") = 0;
  }

  // Header and footer are documents of their own.
  static std::string side_part(const char* root_name, const std::function<void(pugi::xml_node)>& fill) {
    pugi::xml_document part;
    pugi::xml_node declaration = part.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node root = part.append_child(root_name);
    root.append_attribute("xmlns:w") = kWordNamespace.data();
    fill(root);
    return text_of(part);
  }
  [[nodiscard]] std::string header() const {
    return side_part("w:hdr", [this](pugi::xml_node root) {
      pugi::xml_node p = paragraph(root, "Header");
      if (!document_.exercise.empty())
        run(p, "【" + document_.exercise + "】 ", Look{"Header", true, "B42318"});
      run(p, document_.title + " · " + document_.running, {});
    });
  }
  [[nodiscard]] static std::string footer() {
    return side_part("w:ftr", [](pugi::xml_node root) {
      pugi::xml_node p = paragraph(root, "Footer");
      run(p, "— ", {});
      field(p, "PAGE");
      run(p, " / ", {});
      field(p, "NUMPAGES");
      run(p, " —", {});
    });
  }
  static void field(pugi::xml_node p, const char* instruction) {
    pugi::xml_node f = p.append_child("w:fldSimple");
    f.append_attribute("w:instr") = instruction;
    run(f, "1", {});
  }

  static std::string text_of(const pugi::xml_document& xml) {
    std::ostringstream out;
    xml.save(out, "", pugi::format_raw, pugi::encoding_utf8);
    return std::move(out).str();
  }

  std::string pack() {
    ZipWriter zip;
    zip.add("[Content_Types].xml", docx_content_types());
    zip.add("_rels/.rels", docx_package_relationships());
    zip.add("docProps/core.xml",
            docx_core_properties(document_.title, rfc3339(document_.made).substr(0, 19) + "Z"));
    zip.add("word/document.xml", text_of(xml_));
    zip.add("word/_rels/document.xml.rels",
            docx_document_relationships(static_cast<unsigned>(pictures_.size())));
    zip.add("word/styles.xml", docx_styles());
    zip.add("word/settings.xml", docx_settings());
    zip.add("word/header1.xml", header());
    zip.add("word/footer1.xml", footer());
    for (std::size_t i = 0; i < pictures_.size(); ++i)
      zip.add(fmt::format("word/media/image{}.png", i + 1), pictures_[i]);
    return zip.finish();
  }

  const Document& document_;
  PageShape page_;
  pugi::xml_document xml_;
  pugi::xml_node body_;
  std::vector<std::string> pictures_;
};

}  // namespace

std::string as_docx(const Document& document) { return DocxWriter{document}.write(); }

}  // namespace firsthour::playbooks
