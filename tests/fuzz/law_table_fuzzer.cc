// SPDX-License-Identifier: Apache-2.0
// Tables of classes and grades written by people: a table or `malformed`.
#include "casefile/json.h"
#include "playbooks/records/grading_tables.h"
#include "playbooks/records/yaml_text.h"
#include "playbooks/reports/incident_export.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const auto json = parse_yaml_or_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  (void)read_class_table(*json);
  (void)read_grading_table(*json);
  (void)read_reporting_table(*json);
  (void)veris_action(*json, "02009");
  return 0;
}
