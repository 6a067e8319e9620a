// SPDX-License-Identifier: Apache-2.0
// Word files of others: as an archive, and (to get past its checksums) as the text of one.
#include "playbooks/reports/template.h"
#include "playbooks/reports/zip_reader.h"
#include "playbooks/reports/zip_writer.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  TemplateValues values;
  values.values = {{"incident.name", "a"}, {"incident.cause", ""}};
  values.lists["people"] = {{{"name", "b"}}, {{"name", ""}}};
  values.pictures["checkpoint"] = "png";
  (void)fill_template(input, values);
  ZipWriter zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("word/document.xml", input);
  (void)fill_template(zip.finish(), values);
  return 0;
}
