// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/docx_page.h"

#include "playbooks/reports/text_measure.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace firsthour::playbooks {

const Typography& typography_of(const Document& document) {
  static constexpr Typography kOfficial{32, 579, 0, 32, 579, 120, 60, true};
  static constexpr Typography kSmall{24, 360, 60, 28, 440, 240, 80, false};
  return document.form || document.language == Language::en ? kSmall : kOfficial;
}

std::size_t lines_in(const Line& line, int width, int half_points) {
  double used = 0;
  std::size_t lines = 1;
  for (const Run& run : line) {
    const int size = run.mark == Mark::code ? kCodeSize : half_points;
    const double ems = width / (size * 10.0);  // a half point is ten twentieths
    std::string_view rest = run.text;
    for (;;) {
      const std::size_t end = rest.find('\n');
      used += em_width(rest.substr(0, end)) * (run.mark == Mark::code ? 1.1 : 1.0) / ems;
      if (end == std::string_view::npos) break;
      lines += static_cast<std::size_t>(std::max(1.0, std::ceil(used - 1e-6)));
      used = 0;
      rest.remove_prefix(end + 1);
    }
  }
  return lines + static_cast<std::size_t>(std::max(0.0, std::ceil(used - 1e-6) - 1));
}

void PageWalk::lines(std::size_t count, int height, int around) {
  used_ += around;
  for (std::size_t i = 0; i < count; ++i) {
    if (used_ + height > shape_.text_height()) new_page();
    used_ += height;
  }
}

void PageWalk::whole(int height) {
  if (used_ > 0 && used_ + height > shape_.text_height()) new_page();
  for (; height > shape_.text_height(); height -= shape_.text_height()) new_page();
  used_ += height;
}

void PageWalk::need(int height) {
  if (used_ > 0 && used_ + height > shape_.text_height()) new_page();
}

void PageWalk::new_page(const PageShape& shape) {
  shape_ = shape;
  ++page_;
  used_ = 0;
}

}  // namespace firsthour::playbooks
