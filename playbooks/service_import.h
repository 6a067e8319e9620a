// SPDX-License-Identifier: Apache-2.0
// Many records of the service year from a table that people or scanners wrote (CSV). Pure: what a table gives
// is decided here, the caller records it. Any bytes give a plan or `malformed`; every row that is not taken
// is named with its line.
#pragma once

#include "playbooks/service_year.h"
#include "playbooks/words.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// UTF-8 with or without its mark, UTF-16 with its mark, else GB 18030 (of which GBK is a part).
struct DecodedText {
  std::string text;      // UTF-8 without the mark
  std::string encoding;  // "UTF-8", "UTF-16LE", "GB18030"
};
[[nodiscard]] Result<DecodedText> decode_table(std::string_view bytes);

struct CsvRow {
  std::uint64_t line = 1;  // where it begins
  std::vector<std::string> cells;
};
// RFC 4180 with either line end; the separator is the one of `,` `;` and tab that the first line has most of.
// Empty lines are left out. Refused: more than 64 MiB, a million rows, 500 columns, an open quote.
[[nodiscard]] Result<std::vector<CsvRow>> parse_csv(std::string_view text);

struct ImportRefusal {
  std::uint64_t line = 0;
  Words why;
};
struct ImportPlan {
  std::string encoding;
  std::vector<ServiceRecord> records;  // with their ids, version 1
  std::vector<ImportRefusal> refused;  // in the order of lines
  std::vector<std::string> taken;      // "危险等级 → severity"
  std::vector<std::string> left;       // columns that mean nothing here
};
// A column is a field's name, its Chinese or its English words; for follow-ups also what common scanners call
// it. `defaults` gives kind and the values of empty cells. A finding that is open already is not taken again;
// one that was closed is a recurrence.
[[nodiscard]] Result<ImportPlan> plan_import(const ServiceYear& year, const ServiceRecord& defaults,
                                             std::string_view bytes);

// "web01:443|CVE-2021-1234", small letters: what tells whether a finding comes again.
[[nodiscard]] std::string finding_key(const ServiceRecord& follow_up);

}  // namespace firsthour::playbooks
