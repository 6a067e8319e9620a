// SPDX-License-Identifier: Apache-2.0
#include "triage/host/mask_secrets.h"

#include "triage/sigma/pattern.h"

#include <algorithm>
#include <array>

namespace firsthour::triage {
namespace {

constexpr std::array<std::string_view, 10> kNames{"password", "passwd",  "passphrase", "secret", "token",
                                                  "api_key",  "api-key", "apikey",     "bearer", "pwd"};
constexpr std::string_view kEnds = " \t\"'&;|,)";

// Where the value of a secret's name that ends at `at` begins; npos when none follows.
std::size_t value_after(std::string_view text, std::size_t at) {
  const std::size_t start = text.find_first_not_of("=: \t\"'", at);
  return start == at ? std::string_view::npos : start;
}

std::size_t next_name(std::string_view folded, std::size_t from, std::size_t& end) {
  std::size_t first = std::string_view::npos;
  for (const std::string_view name : kNames) {
    const std::size_t at = folded.find(name, from);
    if (at == std::string_view::npos || at >= first) continue;
    first = at;
    end = at + name.size();
  }
  return first;
}

std::string mask_named(std::string_view text) {
  std::string folded, masked;
  sigma::fold_case(text, folded);
  std::size_t done = 0, end = 0;
  for (std::size_t at = next_name(folded, 0, end); at != std::string_view::npos;
       at = next_name(folded, end, end)) {
    const std::size_t value = value_after(text, end);
    if (value == std::string_view::npos || value < done) continue;
    const std::size_t stop = std::min(text.find_first_of(kEnds, value), text.size());
    masked.append(text.substr(done, value - done)).append("***");
    done = end = stop;
  }
  return masked.append(text.substr(done));
}

// scheme://user:password@host
std::string mask_urls(std::string_view text) {
  std::string masked;
  while (true) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) return masked.append(text);
    const std::size_t authority = scheme + 3;
    const std::size_t stop = std::min(text.find_first_of("/ \t\"'", authority), text.size());
    const std::string_view part = text.substr(authority, stop - authority);
    const std::size_t at = part.rfind('@'), colon = part.find(':');
    masked.append(text.substr(0, authority));
    if (at != std::string_view::npos && colon < at) {
      masked.append(part.substr(0, colon + 1)).append("***").append(part.substr(at));
    } else {
      masked.append(part);
    }
    text.remove_prefix(stop);
  }
}

}  // namespace

std::string mask_secrets(std::string_view text) { return mask_urls(mask_named(text)); }

}  // namespace firsthour::triage
