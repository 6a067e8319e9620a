// SPDX-License-Identifier: Apache-2.0
// What the kinds of charts share: the scale of values, the frame, names of categories, the legend.
#pragma once

#include "playbooks/reports/document.h"
#include "playbooks/reports/drawing.h"

#include <optional>
#include <string>
#include <vector>

namespace firsthour::playbooks {

// From `least` to `most` in round steps that hold all values, zero and the limit.
struct ValueScale {
  double least = 0, most = 1, step = 1;
  int decimals = 0;
};
[[nodiscard]] ValueScale scale_for(const Chart& chart, bool stacked);

// The inner rectangle of a chart whose values stand upright.
struct Frame {
  double left = 60, top = 34, right = 840, bottom = 250;
  ValueScale scale;
  std::size_t slots = 1;
  [[nodiscard]] double slot() const { return (right - left) / static_cast<double>(slots); }
  [[nodiscard]] double middle(std::size_t i) const { return left + slot() * (static_cast<double>(i) + 0.5); }
  [[nodiscard]] double y(double value) const {
    return bottom - (value - scale.least) / (scale.most - scale.least) * (bottom - top);
  }
};

[[nodiscard]] std::optional<double> value_at(const Chart& chart, std::size_t series, std::size_t category);
// As in the data table: "12", "91.7".
[[nodiscard]] std::string number_text(double value, int decimals);
[[nodiscard]] std::string unknown_word(Language language);

// Legend above (more than one series), grid, numbers of the axis, unit, names below; sets the height of the
// drawing. Names that do not fit are wrapped, then left out evenly, then shortened: the table has them all.
[[nodiscard]] Frame draw_frame(Drawing& to, const Chart& chart, bool stacked);
// The limit as a dashed line with its name.
void draw_limit(Drawing& to, const Frame& frame, const Chart& chart);
// "?" on the base line.
void draw_unknown(Drawing& to, const Frame& frame, double x);

}  // namespace firsthour::playbooks
