// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/figures.h"

#include "playbooks/reports/printable.h"
#include "playbooks/reports/xml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace firsthour::playbooks {
namespace {

constexpr int kWidth = 860, kLeft = 150, kRight = 20, kLaneHeight = 34, kTop = 14, kAxis = 34;
constexpr std::int64_t kSecond = 1'000'000'000;

std::string_view colour_of(Severity s) {
  switch (s) {
    case Severity::critical:
      return "#7a0c1e";
    case Severity::high:
      return "#b42318";
    case Severity::medium:
      return "#b25e09";
    case Severity::low:
      return "#2f6690";
    case Severity::info:
      return "#8a949e";
  }
  return "#8a949e";
}

double radius_of(Severity s) { return s >= Severity::high ? 6.5 : s == Severity::info ? 3.0 : 4.5; }

struct Scale {
  std::int64_t from = 0, to = 1;
  [[nodiscard]] double x(Instant t) const {
    const double share = static_cast<double>(t.nanoseconds / kSecond - from) / static_cast<double>(to - from);
    return kLeft + std::clamp(share, 0.0, 1.0) * (kWidth - kLeft - kRight);
  }
};

Scale scale_of(const std::vector<TimeLine::Point>& points) {
  const auto [least, most] = std::minmax_element(points.begin(), points.end(),
                                                 [](const auto& a, const auto& b) { return a.at < b.at; });
  Scale scale{least->at.nanoseconds / kSecond, most->at.nanoseconds / kSecond};
  const std::int64_t margin = std::max<std::int64_t>(60, (scale.to - scale.from) / 40);
  scale.from -= margin;
  scale.to += margin;
  return scale;
}

// Ticks on round Beijing times, at most eight.
std::int64_t tick_step(const Scale& scale) {
  for (const std::int64_t step : {60, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 604800})
    if ((scale.to - scale.from) / step <= 7) return step;
  return std::max<std::int64_t>(1, (scale.to - scale.from) / 7);
}

void draw_axis(std::string& out, const Scale& scale, int bottom) {
  constexpr std::int64_t kBeijing = 8 * 3600;
  const std::int64_t step = tick_step(scale);
  for (std::int64_t t = (scale.from + kBeijing) / step * step - kBeijing; t <= scale.to; t += step) {
    if (t < scale.from) continue;
    const double x = scale.x(Instant::from_seconds(t));
    const std::string label = beijing_time(Instant::from_seconds(t)).substr(5, step >= 86400 ? 5 : 11);
    fmt::format_to(
        std::back_inserter(out),
        "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\" stroke=\"#e3e7eb\"/>"
        "<text x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#59636e\">{4}</text>",
        x, kTop, bottom, bottom + 18, xml_escaped(label));
  }
}

}  // namespace

std::string time_line_svg(const TimeLine& line) {
  if (line.points.empty()) return {};
  const Scale scale = scale_of(line.points);
  const int bottom = kTop + kLaneHeight * static_cast<int>(line.lanes.size());
  std::string out = fmt::format(
      "<svg viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "font-family=\"inherit\">",
      kWidth, bottom + kAxis);
  draw_axis(out, scale, bottom);
  for (std::size_t i = 0; i < line.lanes.size(); ++i) {
    const int y = kTop + kLaneHeight * static_cast<int>(i) + kLaneHeight / 2;
    fmt::format_to(
        std::back_inserter(out),
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\" stroke=\"#d3d9e0\"/>"
        "<text x=\"{3}\" y=\"{4}\" text-anchor=\"end\" font-size=\"12.5\" fill=\"#1b1f24\">{5}</text>",
        kLeft, kWidth - kRight, y, kLeft - 12, y + 4, xml_escaped(printable(line.lanes[i])));
  }
  for (const TimeLine::Point& point : line.points) {
    const int y = kTop + kLaneHeight * point.lane + kLaneHeight / 2;
    fmt::format_to(std::back_inserter(out),
                   "<circle cx=\"{:.1f}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"#fff\" stroke-width=\".8\">"
                   "<title>{} {}</title></circle>",
                   scale.x(point.at), y, radius_of(point.severity), colour_of(point.severity),
                   beijing_time(point.at), xml_escaped(evidence_text(point.label)));
  }
  return out + "</svg>";
}

std::string minute_bar_svg(const MinuteBar& bar) {
  constexpr int kBarLeft = 10, kBarRight = 850, kBarTop = 16, kBarHeight = 20;
  const std::int64_t whole = std::max(bar.limit_seconds, bar.seconds) * 10 / 9;
  const auto x = [&](std::int64_t s) {
    return kBarLeft + static_cast<double>(s) / static_cast<double>(whole) * (kBarRight - kBarLeft);
  };
  std::string out =
      "<svg viewBox=\"0 0 860 66\" width=\"860\" height=\"66\" role=\"img\" font-family=\"inherit\">";
  auto to = std::back_inserter(out);
  fmt::format_to(to,
                 "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#f0f2f5\" stroke=\"#d3d9e0\"/>",
                 kBarLeft, kBarTop, kBarRight - kBarLeft, kBarHeight);
  fmt::format_to(to, "<rect x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\" fill=\"{}\"/>", kBarLeft,
                 kBarTop, x(bar.seconds) - kBarLeft, kBarHeight, bar.met ? "#1f4e79" : "#b42318");
  fmt::format_to(
      to,
      "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"8\" y2=\"44\" stroke=\"#1b1f24\" stroke-width=\"2\" "
      "stroke-dasharray=\"4 2\"/><text x=\"{0:.1f}\" y=\"60\" text-anchor=\"middle\" font-size=\"12\" "
      "fill=\"#1b1f24\">60 min</text>",
      x(bar.limit_seconds));
  return out + "</svg>";
}

}  // namespace firsthour::playbooks
