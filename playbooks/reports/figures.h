// SPDX-License-Identifier: Apache-2.0
// The time line, the graph of a chain and the bar of minutes as drawings.
#pragma once

#include "playbooks/reports/document.h"
#include "playbooks/reports/drawing.h"

namespace firsthour::playbooks {

// Lanes with one mark a point; severity by size and fill, so that grey paper shows it. REQUIRES: points.
[[nodiscard]] Drawing draw_time_line(const TimeLine& line);
// Rows from top to bottom, what came first on top, with arrows beside them. REQUIRES: nodes.
[[nodiscard]] Drawing draw_graph(const Graph& graph);
[[nodiscard]] Drawing draw_minute_bar(const MinuteBar& bar);

}  // namespace firsthour::playbooks
