// SPDX-License-Identifier: Apache-2.0
// Bodies of incident events in any shape, one a line: a record or named problems, and what a record says
// comes back as it was.
#include "casefile/json.h"
#include "playbooks/incident.h"
#include "playbooks/records/incident_versions.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::playbooks;
  std::string_view text{reinterpret_cast<const char*>(data), size};
  IncidentFold fold;
  std::vector<std::string> problems;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const auto body = parse_json(text.substr(0, end))) fold.take(*body, problems);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!fold.incident()) return 0;
  Incident nothing;
  nothing.version = fold.incident()->version - 1;
  IncidentFold again;
  problems.clear();
  for (const Json& body : change_bodies(nothing, *fold.incident(), "")) again.take(body, problems);
  if (!problems.empty() || !again.incident() || to_json(*again.incident()) != to_json(*fold.incident()))
    std::abort();
  (void)missing_fields(*fold.incident(), nullptr);
  (void)contradictions(*fold.incident());
  return 0;
}
