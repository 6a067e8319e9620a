// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/literal_set.h"

#include <utility>

namespace firsthour::triage::sigma {

std::uint32_t LiteralSet::add_state() {
  next_.resize(next_.size() + classes_, kNone);
  text_of_.push_back(kNone);
  shorter_.push_back(kNone);
  first_hit_.push_back(kNone);
  return static_cast<std::uint32_t>(text_of_.size() - 1);
}

LiteralSet::LiteralSet(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    for (const char c : text) {
      std::uint8_t& known = class_of_[static_cast<unsigned char>(c)];
      // Capitals do not occur: there are at most 230 of them.
      if (known == 0) known = static_cast<std::uint8_t>(classes_++);
    }
  }
  add_state();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    std::uint32_t state = 0;
    for (const char c : texts[i]) {
      const std::size_t edge = std::size_t{state} * classes_ + class_of_[static_cast<unsigned char>(c)];
      if (next_[edge] == kNone) {
        const std::uint32_t added = add_state();
        next_[edge] = added;
      }
      state = next_[edge];
    }
    text_of_[state] = static_cast<std::uint32_t>(i);
  }

  // By breadth: what is missing at a state is what the longest shorter ending has.
  std::vector<std::uint32_t> fallback(text_of_.size(), 0), order;
  for (std::uint32_t c = 0; c < classes_; ++c) {
    if (next_[c] == kNone) {
      next_[c] = 0;
    } else {
      order.push_back(next_[c]);
    }
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::uint32_t state = order[i], back = fallback[state];
    shorter_[state] = first_hit_[back];
    first_hit_[state] = text_of_[state] != kNone ? state : shorter_[state];
    for (std::uint32_t c = 0; c < classes_; ++c) {
      std::uint32_t& edge = next_[std::size_t{state} * classes_ + c];
      const std::uint32_t other = next_[std::size_t{back} * classes_ + c];
      if (edge == kNone) {
        edge = other;
      } else {
        fallback[edge] = other;
        order.push_back(edge);
      }
    }
  }
}

}  // namespace firsthour::triage::sigma
