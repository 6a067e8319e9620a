// SPDX-License-Identifier: Apache-2.0
// A chart as a drawing. Title, how it was counted and the data table are printed by the writers; here are the
// axes, the marks, their values where there is room, and the limit.
#pragma once

#include "playbooks/reports/document.h"
#include "playbooks/reports/drawing.h"

namespace firsthour::playbooks {

// `width` in pixels: letters have the same size at any, so that a narrow page takes a narrow drawing.
// Nothing to draw (no category, no known value): a drawing that says so in the language of the document.
[[nodiscard]] Drawing draw_chart(const Chart& chart, Language language, double width);

}  // namespace firsthour::playbooks
