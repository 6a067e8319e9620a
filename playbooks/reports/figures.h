// SPDX-License-Identifier: Apache-2.0
// Drawings as SVG, without scripts or references.
#pragma once

#include "playbooks/reports/document.h"

#include <string>

namespace firsthour::playbooks {

// Lanes with one mark a point; severity by size and fill, so that grey paper shows it. "" without points.
[[nodiscard]] std::string time_line_svg(const TimeLine& line);
[[nodiscard]] std::string minute_bar_svg(const MinuteBar& bar);

}  // namespace firsthour::playbooks
