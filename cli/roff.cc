// SPDX-License-Identifier: Apache-2.0
#include "cli/roff.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace firsthour::cli {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string upper(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

// **strong**, *emphasis*, `code`: to fonts. A mark without its partner stays a character.
std::string with_fonts(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view mark = text.starts_with("**")  ? "**"
                                  : text.starts_with("*") ? "*"
                                  : text.starts_with("`") ? "`"
                                                          : "";
    const auto end = mark.empty() ? std::string_view::npos : text.find(mark, mark.size());
    if (mark.empty() || end == std::string_view::npos) {
      const auto next = std::min(text.find_first_of("*`", 1), text.size());
      out += roff_escape(text.substr(0, next));
      text.remove_prefix(next);
      continue;
    }
    out += mark == "*" ? "\\fI" : "\\fB";
    out += roff_escape(text.substr(mark.size(), end - mark.size()));
    out += "\\fR";
    text.remove_prefix(end + mark.size());
  }
  return out;
}

// A line of text must not begin with a request character.
std::string text_line(std::string_view text) {
  std::string line = with_fonts(text);
  if (line.starts_with(".") || line.starts_with("'")) line.insert(0, "\\&");
  return line + "\n";
}

class Page {
 public:
  void add(std::string_view line) {
    if (line.starts_with("```")) return toggle_code();
    if (code_) return void(out_ += code_line(line));
    if (line.starts_with("    ") && (after_blank_ || indented_)) return indented_code(line.substr(4));
    end_indented();
    if (line.empty()) return void(after_blank_ = true);
    if (line.starts_with("### "))
      heading(".SS ", line.substr(4));
    else if (line.starts_with("## "))
      heading(".SH ", upper(line.substr(3)));
    else if (line.starts_with("# "))
      heading(".SH ", upper(line.substr(2)));
    else if (line.starts_with("- "))
      out_ += ".IP \\(bu 2\n" + text_line(line.substr(2));
    else
      paragraph(line);
    after_blank_ = false;
  }
  // A term, and what it means.
  void add_term(std::string_view term, std::string_view meaning) {
    end_indented();
    out_ += ".TP\n" + text_line(term) + text_line(meaning);
    after_blank_ = false;
    fresh_ = false;
  }
  std::string finish() {
    end_indented();
    return std::move(out_);
  }

 private:
  static std::string code_line(std::string_view line) {
    std::string text = roff_escape(line);
    if (text.starts_with(".") || text.starts_with("'")) text.insert(0, "\\&");
    return text + "\n";
  }
  void toggle_code() {
    out_ += code_ ? ".EE\n.RE\n" : ".PP\n.RS 4\n.EX\n";
    code_ = !code_;
    after_blank_ = false;
  }
  void indented_code(std::string_view line) {
    if (!indented_) out_ += ".PP\n.RS 4\n.EX\n";
    indented_ = true;
    out_ += code_line(line);
  }
  void end_indented() {
    if (indented_) out_ += ".EE\n.RE\n";
    indented_ = false;
  }
  void heading(std::string_view macro, std::string_view text) {
    out_ += std::string{macro} + roff_escape(text) + "\n";
    fresh_ = true;
  }
  void paragraph(std::string_view line) {
    if (after_blank_ && !fresh_) out_ += ".PP\n";
    fresh_ = false;
    // Continuation lines of a list item are indented by two.
    out_ += text_line(line.substr(std::min(line.find_first_not_of(' '), line.size())));
  }

  std::string out_;
  bool code_ = false, indented_ = false, after_blank_ = false, fresh_ = true;
};

}  // namespace

std::string roff_escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

std::string roff_from_markdown(std::string_view markdown, const PageTitle& title) {
  Page page;
  const auto lines = lines_of(markdown);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with("<!--")) continue;
    if (i + 1 < lines.size() && lines[i + 1].starts_with(": ")) {
      page.add_term(lines[i], lines[i + 1].substr(2));
      ++i;
    } else {
      page.add(lines[i]);
    }
  }
  return ".TH " + upper(title.name) + " " + std::string{title.section} + " \"\" \"firsthour " +
         std::string{title.version} + "\"\n" + page.finish();
}

}  // namespace firsthour::cli
