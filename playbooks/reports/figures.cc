// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/figures.h"

#include "playbooks/reports/printable.h"
#include "playbooks/reports/text_measure.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr int kWidth = 860, kLeft = 150, kRight = 20, kLaneHeight = 34, kTop = 14, kAxis = 34;
constexpr std::int64_t kSecond = 1'000'000'000;

Colour colour_of(Severity s) {
  switch (s) {
    case Severity::critical:
      return 0x7a0c1e;
    case Severity::high:
      return 0xb42318;
    case Severity::medium:
      return 0xb25e09;
    case Severity::low:
      return 0x2f6690;
    case Severity::info:
      return 0x8a949e;
  }
  return 0x8a949e;
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

void draw_axis(Drawing& to, const Scale& scale, int bottom) {
  constexpr std::int64_t kBeijing = 8 * 3600;
  const std::int64_t step = tick_step(scale);
  for (std::int64_t t = (scale.from + kBeijing) / step * step - kBeijing; t <= scale.to; t += step) {
    if (t < scale.from) continue;
    const double x = scale.x(Instant::from_seconds(t));
    const std::string label = beijing_time(Instant::from_seconds(t)).substr(5, step >= 86400 ? 5 : 11);
    to.shapes.emplace_back(Stroke{{{x, kTop}, {x, static_cast<double>(bottom)}}, 0xe3e7eb, 1});
    to.shapes.emplace_back(Label{{x, bottom + 18.0}, label, 11, Anchor::middle, kQuietInk});
  }
}

}  // namespace

Drawing draw_time_line(const TimeLine& line) {
  Drawing to;
  to.description = line.caption;
  to.width = kWidth;
  if (line.points.empty()) return to;
  const Scale scale = scale_of(line.points);
  const int bottom = kTop + kLaneHeight * static_cast<int>(line.lanes.size());
  to.height = bottom + kAxis;
  draw_axis(to, scale, bottom);
  for (std::size_t i = 0; i < line.lanes.size(); ++i) {
    const double y = kTop + kLaneHeight * static_cast<int>(i) + kLaneHeight / 2;
    to.shapes.emplace_back(Stroke{{{kLeft, y}, {kWidth - kRight, y}}, kHairline, 1});
    to.shapes.emplace_back(
        Label{{kLeft - 12, y + 4}, fitted(line.lanes[i], (kLeft - 16) / 12.5), 12.5, Anchor::end});
  }
  for (const TimeLine::Point& point : line.points) {
    const double y = kTop + kLaneHeight * point.lane + kLaneHeight / 2;
    to.shapes.emplace_back(Dot{{scale.x(point.at), y},
                               radius_of(point.severity),
                               DotShape::circle,
                               colour_of(point.severity),
                               kWhite,
                               beijing_time(point.at) + " " + evidence_text(point.label)});
  }
  return to;
}

Drawing draw_minute_bar(const MinuteBar& bar) {
  constexpr double kBarLeft = 10, kBarRight = 850, kBarTop = 16, kBarHeight = 20;
  const std::int64_t whole = std::max<std::int64_t>(1, std::max(bar.limit_seconds, bar.seconds) * 10 / 9);
  const auto x = [&](std::int64_t s) {
    return kBarLeft +
           std::max(0.0, static_cast<double>(s) / static_cast<double>(whole)) * (kBarRight - kBarLeft);
  };
  Drawing to;
  to.description = bar.caption;
  to.height = 66;
  to.shapes.emplace_back(Box{kBarLeft, kBarTop, kBarRight - kBarLeft, kBarHeight, 0xf0f2f5, kHairline});
  to.shapes.emplace_back(
      Box{kBarLeft, kBarTop, x(bar.seconds) - kBarLeft, kBarHeight, bar.met ? kDark : kAlarm, {}});
  const double limit = x(bar.limit_seconds);
  add_dashes(to, {limit, 8}, {limit, 44}, kInk, 4, 2, 2);
  to.shapes.emplace_back(
      Label{{limit, 60}, fmt::format("{} min", bar.limit_seconds / 60), 12, Anchor::middle});
  return to;
}

}  // namespace firsthour::playbooks
