// SPDX-License-Identifier: Apache-2.0
#include "triage/triage.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace firsthour::triage {
namespace {

// What runs can act now; what lies on the disk can wait a minute.
bool is_running(const Finding& finding) {
  constexpr std::string_view kProcess = R"({"type":"host.process")", kSocket = R"({"type":"host.socket")";
  return finding.record.starts_with(kProcess) || finding.record.starts_with(kSocket);
}

}  // namespace

void rank(std::vector<Finding>& findings) {
  std::ranges::sort(findings, [](const Finding& a, const Finding& b) {
    const auto order = [](const Finding& f) {
      return std::tuple{-static_cast<int>(f.severity), !is_running(f), std::string_view{f.rule},
                        std::string_view{f.path}, std::string_view{f.id}};
    };
    return order(a) < order(b);
  });
}

}  // namespace firsthour::triage
