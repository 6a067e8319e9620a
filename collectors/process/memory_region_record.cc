// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/memory_region_record.h"

#include <array>
#include <charconv>

namespace firsthour::collectors {

std::string address_text(std::uint64_t address) {
  std::array<char, 16> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), address, 16).ptr;
  return "0x" + std::string{text.data(), end};
}

RecordWriter begin_memory_region(const ProcessEntry& entry, const MemoryRegion& region) {
  RecordWriter record{"host.memory_region"};
  record.put("process.pid", entry.pid);
  record.put_bytes("process.name", entry.name);
  if (entry.executable) record.put_bytes("process.executable", *entry.executable);
  record.put("memory_region.start", address_text(region.begin));
  record.put("memory_region.end", address_text(region.end));
  record.put("memory_region.size", region.size());
  record.put_bytes("memory_region.permissions", region.permissions);
  if (!region.path.empty()) record.put_bytes("memory_region.path", region.path);
  if (region.inode != 0) {
    record.put("memory_region.offset", region.offset);
    record.put("memory_region.inode", region.inode);
  }
  return record;
}

RecordWriter memory_region_record(const ProcessEntry& entry, const PlannedRegion& planned) {
  RecordWriter record = begin_memory_region(entry, planned.region);
  record.put("memory_region.present_pages", planned.present);
  record.put("memory_region.swapped_pages", planned.swapped);
  record.put("memory_region.read_pages", planned.planned - planned.lost);
  const bool lost = planned.lost > 0 && planned.outcome == Outcome::complete;
  record.put("memory_region.outcome", name_of(lost ? Outcome::gap : planned.outcome));
  if (lost)
    record.put("memory_region.reason",
               std::to_string(planned.lost) + " pages were gone or refused when they were read");
  else if (!planned.reason.empty())
    record.put("memory_region.reason", planned.reason);
  return record;
}

}  // namespace firsthour::collectors
