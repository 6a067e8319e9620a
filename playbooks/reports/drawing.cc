// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/drawing.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace firsthour::playbooks {
namespace {

constexpr double kHatchGap = 5;

// Diagonals from lower left to upper right (or the other way), clipped to the box.
void add_diagonals(Drawing& to, const Box& box, bool falling) {
  for (double d = kHatchGap; d < box.width + box.height; d += kHatchGap) {
    const double x0 = std::max(0.0, d - box.height), x1 = std::min(d, box.width);
    Spot from{box.x + x0, box.y + std::min(d, box.height)}, until{box.x + x1, box.y + d - x1};
    if (falling) {
      from.y = 2 * box.y + box.height - from.y;
      until.y = 2 * box.y + box.height - until.y;
    }
    to.shapes.emplace_back(Stroke{{from, until}, kDark, 0.9});
  }
}

void add_horizontals(Drawing& to, const Box& box) {
  for (double y = kHatchGap; y < box.height; y += kHatchGap)
    to.shapes.emplace_back(Stroke{{{box.x, box.y + y}, {box.x + box.width, box.y + y}}, kDark, 0.9});
}

}  // namespace

std::vector<Spot> corners_of(const Dot& dot) {
  const double x = dot.at.x, y = dot.at.y, r = dot.radius;
  switch (dot.shape) {
    case DotShape::circle:
      return {};
    case DotShape::square:
      return {{x - r, y - r}, {x + r, y - r}, {x + r, y + r}, {x - r, y + r}};
    case DotShape::diamond:
      return {{x, y - r * 1.3}, {x + r * 1.3, y}, {x, y + r * 1.3}, {x - r * 1.3, y}};
    case DotShape::triangle:
      return {{x, y - r * 1.2}, {x + r * 1.1, y + r}, {x - r * 1.1, y + r}};
  }
  return {};
}

void add_patterned_box(Drawing& to, const Box& box, std::size_t pattern) {
  static constexpr std::array<Colour, 5> kFills{kDark, kWhite, 0xb7cbe0, kWhite, kWhite};
  const std::size_t kind = pattern % kFills.size();
  Box drawn = box;
  drawn.fill = kFills[kind];
  drawn.edge.reset();
  if (box.width <= 0 || box.height <= 0) return;
  to.shapes.emplace_back(drawn);
  if (kind == 1 || kind == 4) add_diagonals(to, box, false);
  if (kind == 4) add_diagonals(to, box, true);
  if (kind == 3) add_horizontals(to, box);
  drawn.fill.reset();
  drawn.edge = pattern < kFills.size() ? kDark : kAlarm;
  to.shapes.emplace_back(drawn);
}

void add_dashes(Drawing& to, Spot from, Spot until, Colour colour, double dash, double gap, double width) {
  const double length = std::hypot(until.x - from.x, until.y - from.y);
  if (length <= 0) return;
  const double dx = (until.x - from.x) / length, dy = (until.y - from.y) / length;
  for (double at = 0; at < length; at += dash + gap) {
    const double end = std::min(length, at + dash);
    to.shapes.emplace_back(Stroke{
        {{from.x + dx * at, from.y + dy * at}, {from.x + dx * end, from.y + dy * end}}, colour, width});
  }
}

}  // namespace firsthour::playbooks
