// SPDX-License-Identifier: Apache-2.0
// The body of a Word file from the blocks of a document: text, sections, and the table of contents with its
// pages.
#pragma once

#include "playbooks/reports/anchors.h"
#include "playbooks/reports/document.h"
#include "playbooks/reports/docx_media.h"
#include "playbooks/reports/docx_page.h"
#include "playbooks/reports/docx_text.h"
#include "playbooks/reports/drawing.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

class DocxBody {
 public:
  explicit DocxBody(const Document& document);
  // What stands inside w:body. Once.
  [[nodiscard]] std::string write();
  [[nodiscard]] const DocxMedia& media() const { return media_; }
  [[nodiscard]] int lists() const { return lists_; }

 private:
  struct Entry {  // of the table of contents
    int level;
    std::string text;
    int page;
  };

  void title();
  void section(const PageShape& shape);
  void enter(const PageShape& shape);
  [[nodiscard]] bool wants_across(std::size_t block) const;
  [[nodiscard]] std::string section_properties() const;
  [[nodiscard]] std::string contents() const;
  void paragraph(const ParagraphLook& look, const std::string& runs, int line, int around,
                 std::size_t lines = 1);
  void cell_paragraphs(std::string_view style, const std::string& runs, std::string_view align = {},
                       bool keep_next = false);
  void gap();
  void picture(std::string bytes, std::string_view extension, double width, double height,
               std::string_view description, bool keep_next);
  void drawing(const Drawing& drawing, bool keep_next);
  void caption(std::string_view text, bool keep_next);
  void in_pairs(const Facts& facts);
  void table(const Table& table, bool after_figure);
  void table_row(const Table& table, std::size_t row, const std::vector<int>& widths);
  [[nodiscard]] std::vector<int> column_widths(const Table& table) const;
  [[nodiscard]] int width() const { return shape_.text_width(); }

  void put(const Heading& block);
  void put(const Paragraph& block);
  void put(const Note& block);
  void put(const Facts& block);
  void put(const Table& block);
  void put(const Figures& block);
  void put(const Steps& block);
  void put(const Seal& block);
  void put(const SignatureLines& block);
  void put(const FindingCard& block);
  void put(const TimeLine& block);
  void put(const Graph& block);
  void put(const MinuteBar& block);
  void put(const Chart& block);
  void put(const Picture& block);
  void put(const Cover& block);
  void put(const Contents& block);
  void put(const PageBreak& block);

  const Document& document_;
  const Typography& type_;
  Anchors anchors_;
  PageShape home_, shape_;
  PageWalk walk_;
  DocxMedia media_;
  std::string out_;
  std::vector<Entry> entries_;
  std::size_t contents_at_ = std::string::npos;
  unsigned bookmarks_ = 0;
  int lists_ = 0, figures_ = 0, sections_ = 0;
  bool cover_ = false;
};

}  // namespace firsthour::playbooks
