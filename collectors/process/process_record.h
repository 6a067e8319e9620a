// SPDX-License-Identifier: Apache-2.0
// host.process: the record made of what was read. Field by field: casefile/RECORDS.md.
#pragma once

#include "casefile/json_writer.h"
#include "collectors/package/package_index.h"
#include "collectors/process/process_facts.h"

#include <map>
#include <optional>
#include <string>

namespace firsthour::collectors {

// What turns ticks into times and numbers into names.
struct ProcessSetting {
  std::optional<Instant> boot;                 // btime of /proc/stat, whole seconds
  std::uint64_t ticks_per_second = 100;        // USER_HZ
  std::map<std::uint32_t, std::string> users;  // of the host's passwd file; the first name of an id
};
[[nodiscard]] ProcessSetting read_setting(const Host& host);

// `sha256` and `package` where they are known.
[[nodiscard]] RecordWriter process_record(const ProcessEntry& entry, const ProcessFacts& facts,
                                          const ProcessSetting& setting,
                                          const std::optional<std::string>& sha256,
                                          const std::optional<PackageAnswer>& package);

}  // namespace firsthour::collectors
