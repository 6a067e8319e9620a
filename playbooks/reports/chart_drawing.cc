// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/chart_drawing.h"

#include "playbooks/reports/chart_axes.h"
#include "playbooks/reports/text_measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace firsthour::playbooks {
namespace {

constexpr double kText = 11.5;

class ChartDrawer {
 public:
  ChartDrawer(const Chart& chart, Language language, double width) : chart_{chart}, language_{language} {
    to_.width = width;
  }

  Drawing draw() {
    to_.description = chart_.title;
    if (!has_values()) {
      nothing();
      return std::move(to_);
    }
    switch (chart_.kind) {
      case ChartKind::columns:
        columns();
        break;
      case ChartKind::stacked_columns:
        stacked_columns();
        break;
      case ChartKind::bars:
        bars();
        break;
      case ChartKind::strip:
        strip();
        break;
      case ChartKind::heat:
        heat();
        break;
      case ChartKind::pareto:
        pareto();
        break;
      case ChartKind::line:
        line();
        break;
    }
    return std::move(to_);
  }

 private:
  [[nodiscard]] bool has_values() const {
    for (std::size_t s = 0; s < chart_.series.size(); ++s)
      for (std::size_t i = 0; i < chart_.categories.size(); ++i)
        if (value_at(chart_, s, i)) return true;
    return false;
  }
  void nothing() {
    to_.height = 64;
    to_.shapes.emplace_back(Box{1, 1, to_.width - 2, to_.height - 2, {}, kHairline});
    to_.shapes.emplace_back(Label{{to_.width / 2, to_.height / 2 + 4},
                                  language_ == Language::zh ? "本期没有可以绘制的数据" : "nothing to draw",
                                  13,
                                  Anchor::middle,
                                  kQuietInk});
  }
  void value_label(double x, double y, double value, double room) {
    const std::string text = number_text(value, chart_.decimals);
    if (em_width(text) * kText <= room) to_.shapes.emplace_back(Label{{x, y}, text, kText, Anchor::middle});
  }
  void upright_bar(const Frame& frame, double x, double width, double from, double until,
                   std::size_t pattern) {
    const double top = frame.y(std::max(from, until)), bottom = frame.y(std::min(from, until));
    add_patterned_box(to_, Box{x, top, width, bottom - top, {}, {}}, pattern);
  }

  void columns() {
    const Frame frame = draw_frame(to_, chart_, false);
    const auto count = static_cast<double>(chart_.series.size());
    const double width = std::min(46.0, frame.slot() * 0.78 / count);
    for (std::size_t i = 0; i < chart_.categories.size(); ++i) {
      for (std::size_t s = 0; s < chart_.series.size(); ++s) {
        const double x = frame.middle(i) + (static_cast<double>(s) - count / 2) * width;
        const auto value = value_at(chart_, s, i);
        if (!value) {
          draw_unknown(to_, frame, x + width / 2);
          continue;
        }
        upright_bar(frame, x, width, 0, *value, s);
        value_label(x + width / 2, *value < 0 ? frame.y(*value) + 13 : frame.y(*value) - 4, *value,
                    count == 1 ? frame.slot() : width + 2);
      }
    }
    draw_limit(to_, frame, chart_);
  }

  void stacked_columns() {
    const Frame frame = draw_frame(to_, chart_, true);
    const double width = std::min(46.0, frame.slot() * 0.7);
    for (std::size_t i = 0; i < chart_.categories.size(); ++i) {
      double above = 0, below = 0;
      bool unknown = false, known = false;
      for (std::size_t s = 0; s < chart_.series.size(); ++s) {
        const auto value = value_at(chart_, s, i);
        unknown = unknown || !value;
        known = known || value;
        if (!value || *value == 0) continue;
        double& from = *value < 0 ? below : above;
        upright_bar(frame, frame.middle(i) - width / 2, width, from, from + *value, s);
        from += *value;
      }
      if (known) value_label(frame.middle(i), frame.y(above) - 4, above + below, frame.slot());
      // Beside the sum, not in its place: a part that is not known makes the sum a least value.
      if (unknown)
        to_.shapes.emplace_back(Label{{frame.middle(i), frame.y(above) - (known ? 17 : 4)},
                                      "?",
                                      kText,
                                      Anchor::middle,
                                      kQuietInk,
                                      true});
    }
    draw_limit(to_, frame, chart_);
  }

  void bars() {
    constexpr double kRow = 25, kTop = 10;
    double widest = 4;
    for (const std::string& name : chart_.categories) widest = std::max(widest, em_width(name) * 12.5);
    const double left = std::min(widest + 16, to_.width * 0.4), right = to_.width - 90;
    const ValueScale scale = scale_for(chart_, false);
    const auto x = [&](double v) {
      return left + (v - scale.least) / (scale.most - scale.least) * (right - left);
    };
    to_.height = kTop + kRow * static_cast<double>(chart_.categories.size()) + 24;
    for (std::size_t i = 0; i < chart_.categories.size(); ++i) {
      const double y = kTop + kRow * static_cast<double>(i);
      to_.shapes.emplace_back(
          Label{{left - 8, y + 16}, fitted(chart_.categories[i], (left - 16) / 12.5), 12.5, Anchor::end});
      const auto value = value_at(chart_, 0, i);
      const double end = x(value.value_or(0)), zero = x(0);
      if (value)
        add_patterned_box(to_, Box{std::min(zero, end), y + 4, std::abs(end - zero), kRow - 8, {}, {}}, 0);
      to_.shapes.emplace_back(Label{{std::max(zero, end) + 6, y + 16},
                                    value ? number_text(*value, chart_.decimals) : unknown_word(language_),
                                    kText});
    }
    const double bottom = to_.height - 20;
    to_.shapes.emplace_back(Stroke{{{x(0), kTop - 4}, {x(0), bottom}}, kInk, 1.2});
    if (chart_.limit)
      add_dashes(to_, {x(*chart_.limit), kTop - 4}, {x(*chart_.limit), bottom}, kAlarm, 8, 4, 1.6);
    if (chart_.limit && !chart_.limit_label.empty())
      to_.shapes.emplace_back(
          Label{{x(*chart_.limit), bottom + 14}, chart_.limit_label, kText, Anchor::middle, kAlarm, true});
    if (!chart_.unit.empty())
      to_.shapes.emplace_back(
          Label{{to_.width - 4, bottom + 14}, chart_.unit, kText, Anchor::end, kQuietInk});
  }

  // Few values a year: each is a point of its own, and those over the limit carry their name.
  void strip() {
    const Frame frame = draw_frame(to_, chart_, false);
    draw_limit(to_, frame, chart_);
    for (std::size_t i = 0; i < chart_.categories.size(); ++i) {
      const auto value = value_at(chart_, 0, i);
      const double x = frame.middle(i);
      if (!value) {
        draw_unknown(to_, frame, x);
        continue;
      }
      const bool over = chart_.limit && *value > *chart_.limit;
      to_.shapes.emplace_back(Stroke{{{x, frame.y(0)}, {x, frame.y(*value)}}, kHairline, 0.7});
      to_.shapes.emplace_back(Dot{{x, frame.y(*value)},
                                  over ? 5.0 : 4.0,
                                  over ? DotShape::diamond : DotShape::circle,
                                  over ? kAlarm : kWhite,
                                  over ? kAlarm : kDark,
                                  chart_.categories[i]});
      if (over)
        to_.shapes.emplace_back(Label{{x, frame.y(*value) - 9},
                                      number_text(*value, chart_.decimals),
                                      kText,
                                      Anchor::middle,
                                      kAlarm,
                                      true});
      else
        value_label(x, frame.y(*value) - 8, *value, frame.slot());
    }
  }

  void heat() {
    double widest = 4, most = 0;
    for (const auto& series : chart_.series) widest = std::max(widest, em_width(series.name) * 12);
    for (std::size_t s = 0; s < chart_.series.size(); ++s)
      for (std::size_t i = 0; i < chart_.categories.size(); ++i)
        most = std::max(most, value_at(chart_, s, i).value_or(0));
    constexpr double kRow = 26;
    const double left = std::min(widest + 14, to_.width * 0.3);
    const double slot =
        std::min(90.0, (to_.width - left - 4) / static_cast<double>(chart_.categories.size()));
    std::size_t lines = 1;
    for (const std::string& name : chart_.categories)
      lines = std::max(lines, wrapped_lines(name, slot * 0.94 / kText, 3).size());
    const double top = 8 + 15 * static_cast<double>(lines);
    to_.height = top + kRow * static_cast<double>(chart_.series.size()) + 4;
    const bool crowded = slot < 2.2 * kText;
    for (std::size_t i = 0; i < chart_.categories.size(); ++i) {
      if (crowded && i % 3 != 0) continue;
      double y = top - 15 * static_cast<double>(lines) + 8;
      for (const std::string& line :
           wrapped_lines(chart_.categories[i], slot * (crowded ? 3 : 1) * 0.94 / kText, 3))
        to_.shapes.emplace_back(Label{
            {left + slot * (static_cast<double>(i) + 0.5), (y += 15) - 10}, line, kText, Anchor::middle});
    }
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      const double y = top + kRow * static_cast<double>(s);
      to_.shapes.emplace_back(
          Label{{left - 8, y + 17}, fitted(chart_.series[s].name, (left - 14) / 12), 12, Anchor::end});
      for (std::size_t i = 0; i < chart_.categories.size(); ++i)
        heat_cell(Box{left + slot * static_cast<double>(i), y, slot, kRow, {}, kHairline},
                  value_at(chart_, s, i), most);
    }
  }
  void heat_cell(Box box, const std::optional<double>& value, double most) {
    const double share = value && most > 0 ? std::clamp(*value / most, 0.0, 1.0) : 0;
    const auto mixed = [&](double light, double dark) {
      return static_cast<Colour>(std::lround(light + (dark - light) * share));
    };
    box.fill = mixed(255, 0x1f) << 16 | mixed(255, 0x4e) << 8 | mixed(255, 0x79);
    to_.shapes.emplace_back(box);
    const std::string text = value ? number_text(*value, chart_.decimals) : "?";
    if (em_width(text) * kText < box.width)
      to_.shapes.emplace_back(Label{{box.x + box.width / 2, box.y + 17},
                                    text,
                                    kText,
                                    Anchor::middle,
                                    share > 0.5 ? kWhite : kInk,
                                    share > 0.5});
  }

  void pareto() {
    Chart sorted = in_pareto_order(chart_);
    const Frame frame = draw_frame(to_, sorted, false);
    double sum = 0, running = 0;
    for (std::size_t i = 0; i < sorted.categories.size(); ++i)
      sum += std::max(0.0, value_at(sorted, 0, i).value_or(0));
    const double width = std::min(46.0, frame.slot() * 0.7);
    const auto share_y = [&](double share) { return frame.bottom - share * (frame.bottom - frame.top); };
    Stroke curve{{}, kAlarm, 1.6};
    std::vector<Dot> dots;
    for (std::size_t i = 0; i < sorted.categories.size(); ++i) {
      const auto value = value_at(sorted, 0, i);
      if (!value) {
        draw_unknown(to_, frame, frame.middle(i));
        continue;
      }
      upright_bar(frame, frame.middle(i) - width / 2, width, 0, *value, 0);
      value_label(frame.middle(i), frame.y(*value) - 4, *value, frame.slot());
      running += std::max(0.0, *value);
      if (sum <= 0) continue;
      const Spot at{frame.middle(i), share_y(running / sum)};
      curve.points.push_back(at);
      dots.push_back(Dot{at, 3.4, DotShape::circle, kWhite, kAlarm,
                         number_text(running, sorted.decimals) + "/" + number_text(sum, sorted.decimals)});
    }
    if (curve.points.size() > 1) to_.shapes.emplace_back(std::move(curve));
    for (Dot& dot : dots) to_.shapes.emplace_back(std::move(dot));
    for (const int percent : {0, 25, 50, 75, 100})
      to_.shapes.emplace_back(Label{{frame.right + 6, share_y(percent / 100.0) + 4},
                                    fmt::format("{} %", percent),
                                    kText,
                                    Anchor::start,
                                    kQuietInk});
  }

  void line() {
    static constexpr DotShape kShapes[]{DotShape::circle, DotShape::square, DotShape::diamond,
                                        DotShape::triangle};
    const Frame frame = draw_frame(to_, chart_, false);
    draw_limit(to_, frame, chart_);
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      Stroke stroke{{}, kDark, 1.6};
      std::vector<Dot> dots;
      const auto finish = [&] {  // a value that is not known breaks the line
        if (stroke.points.size() > 1) to_.shapes.emplace_back(stroke);
        stroke.points.clear();
      };
      for (std::size_t i = 0; i < chart_.categories.size(); ++i) {
        const auto value = value_at(chart_, s, i);
        if (!value) {
          finish();
          draw_unknown(to_, frame, frame.middle(i));
          continue;
        }
        const Spot at{frame.middle(i), frame.y(*value)};
        stroke.points.push_back(at);
        dots.push_back(Dot{at, 4, kShapes[s % 4], s % 2 == 0 ? kDark : kWhite, kDark, {}});
        if (chart_.series.size() <= 2) value_label(at.x, at.y - 8, *value, frame.slot());
      }
      finish();
      for (Dot& dot : dots) to_.shapes.emplace_back(std::move(dot));
    }
  }

  const Chart& chart_;
  Language language_;
  Drawing to_;
};

}  // namespace

Drawing draw_chart(const Chart& chart, Language language, double width) {
  return ChartDrawer{chart, language, width}.draw();
}

}  // namespace firsthour::playbooks
