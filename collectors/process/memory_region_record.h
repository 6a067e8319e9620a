// SPDX-License-Identifier: Apache-2.0
// host.memory_region: casefile/RECORDS.md.
#pragma once

#include "casefile/json_writer.h"
#include "collectors/process/memory_plan.h"
#include "collectors/process/process_table.h"

#include <cstdint>
#include <string>

namespace firsthour::collectors {

// "0x7f12ab000": addresses are text, since not every reader of JSON keeps 64 bits.
[[nodiscard]] std::string address_text(std::uint64_t address);

// The fields that every such record has: whose region, and where.
[[nodiscard]] RecordWriter begin_memory_region(const ProcessEntry& entry, const MemoryRegion& region);

// Of a region whose memory was asked for.
[[nodiscard]] RecordWriter memory_region_record(const ProcessEntry& entry, const PlannedRegion& planned);

}  // namespace firsthour::collectors
