// SPDX-License-Identifier: Apache-2.0
#include "cli/html_text.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

// The text of a link whose '[' the text begins with, and how much of the text the link is; 0: no link.
struct Link {
  std::string_view text;
  std::size_t length = 0;
};
Link link_at(std::string_view text) {
  const auto close = text.find("](");
  const auto end = close == std::string_view::npos ? close : text.find(')', close);
  if (end == std::string_view::npos || text.substr(0, end).find('\n') != std::string_view::npos) return {};
  return {text.substr(1, close - 1), end + 1};
}

std::string inline_html(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view mark = text.starts_with("**")  ? "**"
                                  : text.starts_with("*") ? "*"
                                  : text.starts_with("`") ? "`"
                                                          : "";
    const auto end = mark.empty() ? std::string_view::npos : text.find(mark, mark.size());
    if (const Link link = text.front() == '[' ? link_at(text) : Link{}; link.length != 0) {
      out += inline_html(link.text);
      text.remove_prefix(link.length);
    } else if (end == std::string_view::npos) {
      const auto next = std::min(text.find_first_of("*`[", 1), text.size());
      out += html_escape(text.substr(0, next));
      text.remove_prefix(next);
    } else {
      const std::string tag = mark == "**" ? "strong" : mark == "*" ? "em" : "code";
      const auto inside = text.substr(mark.size(), end - mark.size());
      out += "<" + tag + ">" + (tag == "code" ? html_escape(inside) : inline_html(inside)) + "</" + tag + ">";
      text.remove_prefix(end + mark.size());
    }
  }
  return out;
}

bool is_rule_of_table(std::string_view line) {
  return line.find_first_not_of("|-: ") == std::string_view::npos && line.find('-') != std::string_view::npos;
}

// "3. then": keeps its number, in a paragraph of its own.
bool is_numbered(std::string_view line) {
  const auto digits = line.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos && line.substr(digits).starts_with(". ");
}

class Body {
 public:
  void add(std::string_view line) {
    if (line.starts_with("```")) return block(open_ == "pre" ? "" : "pre");
    if (open_ == "pre" && !indented_) return void(out_ += html_escape(line) + "\n");
    if (line.starts_with("    ") && (after_blank_ || indented_)) return indented_code(line.substr(4));
    if (line.empty()) return blank();
    if (line.starts_with("#"))
      heading(line);
    else if (line.starts_with("- "))
      list_item(line.substr(2));
    else if (line.starts_with("|"))
      table_row(line);
    else if (open_ == "ul" && line.starts_with("  "))
      out_ += " " + inline_html(line.substr(2));
    else
      paragraph(line);
    after_blank_ = false;
  }
  void add_term(std::string_view term, std::string_view meaning) {
    block("dl");
    out_ += "<dt>" + inline_html(term) + "</dt><dd>" + inline_html(meaning) + "</dd>\n";
    after_blank_ = false;
  }
  std::string finish() {
    block("");
    return std::move(out_);
  }

 private:
  // Ends what is open, unless it is the same, and begins what is named.
  void block(std::string_view name) {
    if (open_ == name) return;
    if (!open_.empty()) out_ += "</" + open_ + ">\n";
    open_ = name;
    indented_ = false;
    if (!open_.empty()) out_ += "<" + open_ + ">";
  }
  void blank() {
    if (open_ == "p" || open_ == "table") block("");
    after_blank_ = true;
  }
  void indented_code(std::string_view line) {
    block("pre");
    indented_ = true;
    out_ += html_escape(line) + "\n";
  }
  void heading(std::string_view line) {
    block("");
    const auto level = std::min(line.find_first_not_of('#'), line.size());
    const std::string tag = "h" + std::to_string(std::min<std::size_t>(level, 6));
    const auto from = std::min(line.find_first_not_of(' ', level), line.size());
    out_ += "<" + tag + ">" + inline_html(line.substr(from)) + "</" + tag + ">\n";
  }
  void list_item(std::string_view text) {
    block("ul");
    out_ += "<li>" + inline_html(text);
  }
  void table_row(std::string_view line) {
    block("table");
    if (is_rule_of_table(line)) return;
    out_ += "<tr>";
    line.remove_prefix(1);
    while (!line.empty()) {
      const auto end = std::min(line.find('|'), line.size());
      out_ += "<td>" + inline_html(line.substr(0, end)) + "</td>";
      line.remove_prefix(std::min(end + 1, line.size()));
    }
    out_ += "</tr>\n";
  }
  void paragraph(std::string_view line) {
    const bool goes_on = open_ == "p" && !after_blank_ && !is_numbered(line);
    if (!goes_on) block("");
    block("p");
    out_ += (goes_on ? "\n" : "") + inline_html(line);
  }

  std::string out_, open_;
  bool indented_ = false, after_blank_ = true;
};

}  // namespace

std::string html_escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string html_from_markdown(std::string_view markdown) {
  Body body;
  while (!markdown.empty()) {
    const auto end = std::min(markdown.find('\n'), markdown.size());
    const std::string_view line = markdown.substr(0, end);
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
    if (line.starts_with("<!--")) continue;
    if (!markdown.starts_with(": ") || line.empty()) {
      body.add(line);
      continue;
    }
    const auto stop = std::min(markdown.find('\n'), markdown.size());
    body.add_term(line, markdown.substr(2, stop - 2));
    markdown.remove_prefix(std::min(stop + 1, markdown.size()));
  }
  return body.finish();
}

std::string html_document(std::string_view language, std::string_view title, std::string_view body) {
  return "<!DOCTYPE html>\n<html lang=\"" + std::string{language} +
         "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
         "content=\"width=device-width\">\n<title>" +
         html_escape(title) +
         "</title>\n<style>\n"
         "body{max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.6;"
         "font-family:\"Noto Sans CJK SC\",\"Microsoft YaHei\",\"PingFang SC\",sans-serif}\n"
         "pre{background:#f3f3f3;padding:.6rem;overflow-x:auto}\ncode{background:#f3f3f3}\n"
         "td{border:1px solid #bbb;padding:.2rem .5rem}\ntable{border-collapse:collapse}\n"
         "h1{border-bottom:1px solid #bbb}\ndt{margin-top:.5rem}\n</style>\n</head>\n<body>\n" +
         std::string{body} + "</body>\n</html>\n";
}

}  // namespace firsthour::cli
