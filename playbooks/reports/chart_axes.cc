// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/chart_axes.h"

#include "playbooks/reports/text_measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace firsthour::playbooks {
namespace {

constexpr double kText = 11.5, kLine = 15, kLegendBox = 16;

double round_step(double span, bool whole) {
  const double raw = span / 5, power = std::pow(10, std::floor(std::log10(raw)));
  double step = power * 10;
  for (const double factor : {5.0, 2.0, 1.0})
    if (factor * power >= raw * 0.999) step = factor * power;
  return whole ? std::max(1.0, step) : step;
}

// The sample of one series: its pattern, or its mark on a line.
void draw_sample(Drawing& to, const Chart& chart, std::size_t series, double x, double y) {
  if (chart.kind == ChartKind::line) {
    static constexpr DotShape kShapes[]{DotShape::circle, DotShape::square, DotShape::diamond,
                                        DotShape::triangle};
    to.shapes.emplace_back(Stroke{{{x - 4, y - 5}, {x + kLegendBox + 4, y - 5}}, kDark, 1.6});
    to.shapes.emplace_back(Dot{
        {x + kLegendBox / 2, y - 5}, 4, kShapes[series % 4], series % 2 == 0 ? kDark : kWhite, kDark, {}});
    return;
  }
  add_patterned_box(to, Box{x, y - 10, kLegendBox, 11, {}, {}}, series);
}

// The lower edge of the legend.
double draw_legend(Drawing& to, const Chart& chart, double left, double right) {
  double y = 16;
  if (chart.series.size() < 2) return y;
  double x = left;
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const std::string name = fitted(chart.series[s].name, 24);
    const double width = kLegendBox + 8 + em_width(name) * kText + 22;
    if (x > left && x + width > right) {
      x = left;
      y += kLine + 3;
    }
    draw_sample(to, chart, s, x, y);
    to.shapes.emplace_back(Label{{x + kLegendBox + 8, y}, name, kText});
    x += width;
  }
  return y + 8;
}

void draw_grid(Drawing& to, const Frame& frame) {
  const int steps = static_cast<int>(std::lround((frame.scale.most - frame.scale.least) / frame.scale.step));
  for (int i = 0; i <= steps; ++i) {
    const double value = frame.scale.least + i * frame.scale.step, y = frame.y(value);
    const bool zero = std::abs(value) < frame.scale.step / 1000;
    to.shapes.emplace_back(
        Stroke{{{frame.left, y}, {frame.right, y}}, zero ? kInk : kHairline, zero ? 1.2 : 0.7});
    to.shapes.emplace_back(Label{{frame.left - 8, y + 4},
                                 number_text(zero ? 0 : value, frame.scale.decimals),
                                 kText,
                                 Anchor::end,
                                 kQuietInk});
  }
}

// How many lines the names take when each may use `every` slots, at most 3; 4 when one must be shortened.
std::size_t lines_needed(const Chart& chart, double ems) {
  std::size_t most = 1;
  for (const std::string& name : chart.categories) {
    const auto lines = wrapped_lines(name, ems, 4);
    most = std::max(most, lines.size());
  }
  return most;
}

void draw_names(Drawing& to, const Frame& frame, const Chart& chart, std::size_t every, std::size_t lines) {
  const double ems = frame.slot() * static_cast<double>(every) * 0.94 / kText;
  for (std::size_t i = 0; i < chart.categories.size(); i += every) {
    double y = frame.bottom + 17;
    for (const std::string& line : wrapped_lines(chart.categories[i], ems, lines)) {
      to.shapes.emplace_back(Label{{frame.middle(i), y}, line, kText, Anchor::middle});
      y += kLine;
    }
  }
}

}  // namespace

std::optional<double> value_at(const Chart& chart, std::size_t series, std::size_t category) {
  const auto& values = chart.series[series].values;
  if (category >= values.size() || !values[category].value || !std::isfinite(*values[category].value))
    return std::nullopt;
  return values[category].value;
}

std::string number_text(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, std::clamp(decimals, 0, 6));
  if (text.find_first_not_of("-0.") == std::string::npos && text.starts_with('-')) text.erase(0, 1);
  return text;
}

std::string unknown_word(Language language) { return language == Language::zh ? "不详" : "unknown"; }

ValueScale scale_for(const Chart& chart, bool stacked) {
  double least = 0, most = std::max(0.0, chart.limit.value_or(0));
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    double above = 0, below = 0;
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
      const double value = value_at(chart, s, i).value_or(0);
      if (!stacked) above = below = 0;
      (value < 0 ? below : above) += value;
      least = std::min(least, below);
      most = std::max(most, above);
    }
  }
  if (most - least <= 0) most = least + 1;
  ValueScale scale;
  scale.step = round_step(most - least, chart.decimals == 0);
  scale.least = std::floor(least / scale.step + 1e-9) * scale.step;
  scale.most = std::ceil(most / scale.step - 1e-9) * scale.step;
  if (scale.step < 1)
    scale.decimals = std::min(6, static_cast<int>(std::ceil(-std::log10(scale.step) - 1e-9)));
  return scale;
}

Frame draw_frame(Drawing& to, const Chart& chart, bool stacked) {
  Frame frame;
  frame.right = to.width - 16;
  frame.scale = scale_for(chart, stacked);
  frame.slots = std::max<std::size_t>(1, chart.categories.size());
  const double widest = std::max(em_width(number_text(frame.scale.most, frame.scale.decimals)),
                                 em_width(number_text(frame.scale.least, frame.scale.decimals)));
  frame.left = std::max(44.0, widest * kText + 20);
  if (chart.kind == ChartKind::pareto) frame.right -= 40;
  const double legend = draw_legend(to, chart, frame.left, frame.right);
  frame.top = legend + (chart.unit.empty() ? 12 : 26);
  frame.bottom = frame.top + 215;
  if (!chart.unit.empty())
    to.shapes.emplace_back(
        Label{{frame.left - 8, frame.top - 12}, fitted(chart.unit, 40), kText, Anchor::start, kQuietInk});

  // Every name on up to three lines; else every second, third … on one.
  std::size_t every = 1, lines = lines_needed(chart, frame.slot() * 0.94 / kText);
  if (frame.slot() < 2.1 * kText || lines > 3) {
    lines = 1;
    while (every * 4 < frame.slots &&
           lines_needed(chart, frame.slot() * static_cast<double>(every) * 0.94 / kText) > 1)
      ++every;
  }
  to.height = frame.bottom + 12 + kLine * static_cast<double>(lines);
  draw_grid(to, frame);
  draw_names(to, frame, chart, every, lines);
  return frame;
}

void draw_limit(Drawing& to, const Frame& frame, const Chart& chart) {
  if (!chart.limit) return;
  const double y = frame.y(*chart.limit);
  add_dashes(to, {frame.left, y}, {frame.right, y}, kAlarm, 8, 4, 1.6);
  const std::string label =
      chart.limit_label.empty() ? number_text(*chart.limit, chart.decimals) : chart.limit_label;
  to.shapes.emplace_back(Label{{frame.right, y - 5}, label, kText, Anchor::end, kAlarm, true});
}

void draw_unknown(Drawing& to, const Frame& frame, double x) {
  to.shapes.emplace_back(Label{{x, frame.y(0) - 4}, "?", kText, Anchor::middle, kQuietInk, true});
}

}  // namespace firsthour::playbooks
