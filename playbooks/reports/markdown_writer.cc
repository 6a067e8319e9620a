// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "playbooks/reports/anchors.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/writers.h"

#include <fmt/format.h>

namespace firsthour::playbooks {
namespace {

// CommonMark: any ASCII punctuation may be escaped. These are the ones that could start something.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view{"\\`*_{}[]<>#|~!&"}.find(c) != std::string_view::npos) out += '\\';
    if (c == '\n')
      out += "<br>";
    else
      out += c;
  }
  return out;
}

// In a code span backslashes are literal; the fence is one backtick longer than the longest inside.
std::string code_span(std::string_view text) {
  std::string clean = printable(text);
  for (char& c : clean)
    if (c == '\n') c = ' ';
  std::size_t longest = 0, current = 0;
  for (const char c : clean) longest = std::max(longest, current = c == '`' ? current + 1 : 0);
  std::string table_safe;
  for (const char c : clean) {
    if (c == '|') table_safe += '\\';  // pipe tables are split before code spans are seen
    table_safe += c;
  }
  const std::string fence(longest + 1, '`');
  const char* pad = longest > 0 ? " " : "";
  return fence + pad + table_safe + pad + fence;
}

std::string inline_text(const Line& line, const Anchors& anchors) {
  std::string out;
  for (const Run& run : line) {
    if (run.text.empty()) continue;
    if (const auto target = anchors.target(run.to)) {
      out += '[' + (run.mark == Mark::code ? code_span(run.text) : escaped(run.text)) + "](#" + *target + ')';
      continue;
    }
    if (run.mark == Mark::code)
      out += code_span(run.text);
    else if (run.mark == Mark::strong)
      out += "**" + escaped(run.text) + "**";
    else
      out += escaped(run.text);
  }
  return out;
}

struct MarkdownWriter {
  const Document& document;
  Anchors anchors{document};
  std::string out{};
  int figures = 0;

  [[nodiscard]] std::string in_line(const Line& line) const { return inline_text(line, anchors); }
  // CommonMark has no anchors of its own; HTML's is understood by every reader of it.
  [[nodiscard]] std::string place(const std::string& name) {
    const auto found = anchors.place(name);
    return found ? "<a id=\"" + *found + "\"></a>" : std::string{};
  }
  void row(const std::vector<std::string>& cells) {
    out += '|';
    for (const std::string& cell : cells) out += " " + cell + " |";
    out += '\n';
  }
  void put(const Heading& h) {
    out += std::string(static_cast<std::size_t>(h.level) + 1, '#') + " " + escaped(h.text) + "\n\n";
  }
  void put(const Paragraph& p) { out += in_line(p.line) + "\n\n"; }
  void put(const Note& n) { out += "> " + in_line(n.line) + "\n\n"; }
  void put(const Facts& f) {
    for (const auto& [label, value] : f.rows) out += "- " + escaped(label) + ": " + in_line(value) + "\n";
    if (!f.rows.empty()) out += '\n';
  }
  void put(const Table& t) {
    if (t.columns.empty()) return;
    std::vector<std::string> head, rule;
    for (const Column& column : t.columns) {
      head.push_back(escaped(column.title));
      rule.emplace_back(column.right ? "--:" : "---");
    }
    row(head);
    row(rule);
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
      const auto& cells = t.rows[i];
      std::vector<std::string> texts;
      for (const Line& cell : cells) texts.push_back(in_line(cell));
      if (i < t.anchors.size() && !texts.empty()) texts[0].insert(0, place(t.anchors[i]));
      texts.resize(t.columns.size());
      row(texts);
    }
    out += '\n';
  }
  void put(const Figures& f) {
    for (const auto& [figure, label] : f.entries)
      out += "- " + escaped(label) + ": **" + escaped(figure) + "**\n";
    out += '\n';
  }
  void put(const Steps& s) {
    int number = 0;
    for (const Line& line : s.lines) out += fmt::format("{}. {}\n", ++number, in_line(line));
    out += '\n';
  }
  // Indented code: nothing inside can end it.
  void literal(std::string_view text) {
    out += "    ";
    for (const char c : printable(text)) {
      out += c;
      if (c == '\n') out += "    ";
    }
    out += "\n\n";
  }
  void put(const Seal& s) {
    out += escaped(s.caption) + "\n\n";
    literal(s.text);
  }
  void put(const SignatureLines& s) {
    for (const std::string& who : s.who)
      out += fmt::format("- {} {}: \\_\\_\\_\\_\\_\\_\\_\\_ {}: \\_\\_\\_\\_\\_\\_\\_\\_\n", escaped(who),
                         escaped(s.signature_word), escaped(s.date_word));
    out += '\n';
  }
  void put(const FindingCard& c) {
    out += "### \\[" + escaped(c.severity_word) + "\\] " + escaped(c.title) + "\n\n";
    if (!c.why.empty()) out += escaped(c.why) + "\n\n";
    put(c.facts);
    if (!c.excerpt.empty()) literal(c.excerpt);
  }
  void put(const TimeLine&) {}
  void put(const Graph&) {}  // its table has it
  void put(const MinuteBar& m) { out += escaped(m.caption) + "\n\n"; }
  void put(const Chart& c) {
    out += "**" + escaped(figure_title(++figures, c.title, document.language)) + "**\n\n";
    if (!c.unit.empty())
      out += escaped((document.language == Language::zh ? "单位：" : "unit: ") + c.unit) + "\n\n";
    put(data_table(c, document.language));
    if (c.limit) out += escaped(limit_text(c, document.language)) + "\n\n";
    if (!c.counted.empty()) out += escaped(c.counted) + "\n\n";
  }
  // A file of text holds no picture: its name and its digest do.
  void put(const Picture& p) {
    out +=
        escaped(p.caption) + (p.caption.empty() ? "" : " ") + "(SHA-256 " + sha256(p.bytes).hex() + ")\n\n";
  }
  void put(const Cover& c) {
    for (const auto& [label, value] : c.rows)
      out += "- " + escaped(label) + ": " + in_line(value_or_blank(value)) + "\n";
    for (const std::string& last : {c.made_by, c.date})
      if (!last.empty()) out += "- " + escaped(last) + "\n";
    out += '\n';
  }
  void put(const Contents&) {
    for (const Block& block : document.blocks) {
      const auto* heading = std::get_if<Heading>(&block);
      if (!heading || heading->level > 2) continue;
      out += std::string(heading->level == 2 ? 2 : 0, ' ') + "- " +
             in_line({Run{heading->text, Mark::plain, heading->anchor}}) + "\n";
    }
    out += '\n';
  }
  void put(const PageBreak&) { out += "---\n\n"; }
};

}  // namespace

std::string as_markdown(const Document& document) {
  MarkdownWriter writer{document};
  if (!document.exercise.empty()) writer.out += "**" + escaped(document.exercise) + "**\n\n";
  writer.out += "# " + escaped(document.title) + "\n\n";
  if (!document.subtitle.empty()) writer.out += escaped(document.subtitle) + "\n\n";
  if (!document.running.empty()) writer.out += escaped(document.running) + "\n\n";
  for (const Block& block : document.blocks) std::visit([&](const auto& b) { writer.put(b); }, block);
  writer.out += escaped(document.made_from) + "\n";
  return std::move(writer.out);
}

}  // namespace firsthour::playbooks
