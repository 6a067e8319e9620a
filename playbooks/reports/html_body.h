// SPDX-License-Identifier: Apache-2.0
// An HTML file from the blocks of a document: one file, no script, nothing loaded.
#pragma once

#include "playbooks/reports/anchors.h"
#include "playbooks/reports/document.h"

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace firsthour::playbooks {

class HtmlBody {
 public:
  explicit HtmlBody(const Document& document) : document_{document}, anchors_{document} {}
  // The whole file. Once.
  [[nodiscard]] std::string write();

 private:
  template <class... Args>
  void raw(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }
  void text(std::string_view t);
  void text_with_breaks(std::string_view t);
  [[nodiscard]] bool has_pictures() const;
  void begin();
  void end();
  void put_line(const Line& line);
  void put_run(const Run& run);
  void wrapped(std::string_view before, std::string_view t, std::string_view after);
  static std::string inline_svg(std::string svg);
  void figure(const std::string& svg, std::string_view caption);

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
  void put(const Contents&);
  void put(const PageBreak&);

  const Document& document_;
  Anchors anchors_;
  std::string out_;
  bool lists_headings_ = false;
  unsigned headings_ = 0;
  int figures_ = 0;
};

}  // namespace firsthour::playbooks
