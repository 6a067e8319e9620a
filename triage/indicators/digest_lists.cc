// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/digest_lists.h"

#include "casefile/bytes.h"
#include "triage/host/line_reader.h"
#include "triage/indicators/recognise.h"

#include <algorithm>

namespace firsthour::triage {
namespace {

constexpr std::size_t kLongestLine = 64U << 10U;
constexpr int kProblemsTold = 100;

bool is_listed(std::string_view word) {
  const auto algorithm = algorithm_of_digest(word);
  return algorithm && *algorithm != Algorithm::sha512;
}

// Gives every word of the line that is a digest: hashdeep has several.
bool give(std::string_view line, const TakeDigest& take, bool& found) {
  constexpr std::string_view kBetween = " \t,;*=()\r\"\\";
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(kBetween, at);
    if (begin == line.npos) break;
    const std::size_t end = std::min(line.find_first_of(kBetween, begin), line.size());
    if (is_listed(line.substr(begin, end - begin))) {
      found = true;
      if (!take(line.substr(begin, end - begin))) return false;
    }
    at = end;
  }
  return true;
}

}  // namespace

Result<> each_listed_digest(const std::string& file, std::vector<RuleProblem>& problems,
                            const TakeDigest& take) {
  auto source = open_source(file);
  if (!source) return tl::unexpected{source.error()};
  LineReader reader{**source, kLongestLine};
  LineReader::Line line;
  int told = 0;
  for (;;) {
    const auto more = reader.next(line);
    if (!more) return tl::unexpected{more.error()};
    if (!*more) return {};
    bool found = line.text.empty() || line.text.front() == '#' || line.text.front() == '%';
    if (!found && !give(line.text, take, found)) return {};
    if (!found && ++told <= kProblemsTold)
      problems.push_back(
          {file, static_cast<int>(line.number), "no MD5, SHA-1 or SHA-256 digest in this line"});
  }
}

}  // namespace firsthour::triage
