// SPDX-License-Identifier: Apache-2.0
#include "playbooks/flow.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/xml_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr int kIndent = 34, kBoxWidth = 460, kBoxHeight = 46, kRow = 64, kMargin = 24, kTop = 64;

struct Colours {
  std::string_view fill, line;
};

Colours colours_of(const FlowRow& row) {
  if (!row.step) return {"#fdecea", "#b3261e"};
  switch (row.step->kind) {
    case StepKind::start:
    case StepKind::end:
      return {"#eceff1", "#607d8b"};
    case StepKind::action:
      return row.step->handling.options.empty() ? Colours{"#e8f1fd", "#1f5fa8"}
                                                : Colours{"#fff4dc", "#a86b00"};
    case StepKind::playbook_action:
      return {"#ede7f6", "#5e35b1"};
    case StepKind::parallel:
      return {"#e3f4ea", "#1b7a43"};
    default:
      return {"#fff9e0", "#8a7400"};
  }
}

std::string words(std::string_view by, bool zh) {
  if (by == "failure") return zh ? "失败" : "on failure";
  if (by == "yes") return zh ? "是" : "yes";
  if (by == "no") return zh ? "否" : "no";
  if (by == "round") return zh ? "循环" : "each round";
  if (by == "exception") return zh ? "例外处理" : "exception";
  return std::string{by};
}

// About as many characters as fit: a Chinese one is two wide.
std::string cut(std::string_view text, int widths) {
  std::string out;
  int used = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
    used += next - at >= 3 ? 2 : 1;
    if (used > widths) return out + "…";
    out += text.substr(at, next - at);
    at = next;
  }
  return out;
}

std::string safe(std::string_view text, int widths) { return xml_escaped(printable(cut(text, widths))); }

std::string second_line(const FlowRow& row, bool zh) {
  if (!row.step) return zh ? "没有这一步" : "there is no such step";
  const Step& step = *row.step;
  if (!step.condition.empty()) return step.condition;
  if (!step.switch_on.empty()) return step.switch_on;
  std::string text = step.handling.role;
  if (step.handling.due)
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : " · ", step.handling.due->count(), zh ? "分钟内" : "min");
  for (const StepCommand& command : step.commands)
    if (command.type != "manual") {
      text += (text.empty() ? "" : " · ") + command.type;
      break;
    }
  if (step.handling.rollback) text += zh ? " · 可回退" : " · can be taken back";
  return text.empty() ? std::string{name_of(step.kind)} : text;
}

class Drawing {
 public:
  Drawing(const Playbook& playbook, std::string_view language)
      : playbook_{playbook}, language_{language}, zh_{language == "zh"}, rows_{flow_of(playbook)} {
    for (const FlowRow& row : rows_) deepest_ = std::max(deepest_, row.depth);
    deepest_ = std::min(deepest_, 40);
  }

  std::string svg() {
    const int width = 2 * kMargin + deepest_ * kIndent + kBoxWidth;
    const int height = kTop + static_cast<int>(rows_.size()) * kRow + kMargin;
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" "
        "font-family=\"'Noto Sans CJK SC','Microsoft YaHei',sans-serif\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        "<text x=\"{}\" y=\"38\" font-size=\"20\" font-weight=\"bold\">{}</text>\n",
        width, height, width, height, kMargin, safe(title_of(playbook_, language_), 60));
    for (std::size_t i = 0; i < rows_.size(); ++i) line(i);
    for (std::size_t i = 0; i < rows_.size(); ++i) box(i);
    return out_ + "</svg>\n";
  }

 private:
  [[nodiscard]] int x(const FlowRow& row) const { return kMargin + std::min(row.depth, deepest_) * kIndent; }
  [[nodiscard]] static int y(std::size_t index) { return kTop + static_cast<int>(index) * kRow; }

  void line(std::size_t index) {
    const FlowRow& row = rows_[index];
    if (!row.from) return;
    const FlowRow& parent = rows_[*row.from];
    const int down_at = x(parent) + 14, to_y = y(index) + kBoxHeight / 2;
    if (row.depth == parent.depth) {
      out_ += fmt::format("<path d=\"M{} {}V{}\" fill=\"none\" stroke=\"#78909c\" stroke-width=\"1.6\"/>\n",
                          down_at, y(*row.from) + kBoxHeight, y(index));
      return;
    }
    out_ +=
        fmt::format("<path d=\"M{} {}V{}H{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\"/>\n", down_at,
                    y(*row.from) + kBoxHeight, to_y, x(row), row.by == "failure" ? "#c62828" : "#78909c");
  }

  void box(std::size_t index) {
    const FlowRow& row = rows_[index];
    const auto [fill, stroke] = colours_of(row);
    const int left = x(row), top = y(index);
    const std::string by = words(row.by, zh_);
    const std::string title = row.step ? title_of(playbook_, *row.step, language_) : row.id;
    if (row.again) {
      out_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"13\" fill=\"#455a64\">{}→ {} {}</text>\n",
                          left + 6, top + kBoxHeight / 2 + 5, by.empty() ? "" : safe(by, 20) + " ",
                          row.number, safe(title, 44));
      return;
    }
    out_ += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"7\" fill=\"{}\" stroke=\"{}\" "
        "stroke-width=\"1.4\"/>\n",
        left, top, kBoxWidth, kBoxHeight, fill, stroke);
    out_ += fmt::format(
        "<text x=\"{}\" y=\"{}\" font-size=\"14\" font-weight=\"bold\" fill=\"#1c2b33\">{} {}</text>\n",
        left + 10, top + 20, row.number, safe(title, by.empty() ? 50 : 40));
    out_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"11.5\" fill=\"#546e7a\">{}</text>\n", left + 10,
                        top + 37, safe(second_line(row, zh_), 62));
    if (!by.empty())
      out_ += fmt::format(
          "<text x=\"{}\" y=\"{}\" font-size=\"12\" text-anchor=\"end\" fill=\"{}\">{}</text>\n",
          left + kBoxWidth - 10, top + 20, row.by == "failure" ? "#c62828" : "#37474f", safe(by, 14));
  }

  const Playbook& playbook_;
  std::string_view language_;
  bool zh_;
  std::vector<FlowRow> rows_;
  int deepest_ = 0;
  std::string out_;
};

}  // namespace

std::string flow_svg(const Playbook& playbook, std::string_view language) {
  return Drawing{playbook, language}.svg();
}

}  // namespace firsthour::playbooks
