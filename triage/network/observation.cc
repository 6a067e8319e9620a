// SPDX-License-Identifier: Apache-2.0
#include "triage/network/observation.h"

#include "triage/network/dissect/text.h"

namespace firsthour::triage::network {

std::string_view HttpMessage::header(std::string_view name) const {
  for (const auto& [n, value] : headers)
    if (same_word(n, name)) return value;
  return {};
}

bool HttpMessage::has_header(std::string_view name) const {
  for (const auto& [n, value] : headers)
    if (same_word(n, name)) return true;
  return false;
}

std::string_view name_of(LoginOutcome outcome) {
  switch (outcome) {
    case LoginOutcome::accepted:
      return "success";
    case LoginOutcome::refused:
      return "failure";
    case LoginOutcome::unknown:
      break;
  }
  return "unknown";
}

}  // namespace firsthour::triage::network
