// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/elsewhere.h"

#include "collectors/host/kernel_text.h"
#include "collectors/output/record_file.h"

#include <array>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostEntries = 1000;  // of one folder

void add_place(RecordFile& records, std::string_view kind, std::string_view path,
               std::optional<std::uint64_t> size, std::string_view detail) {
  RecordWriter record{"host.memory_elsewhere"};
  record.put("memory.kind", kind);
  record.put_bytes("file.path", path);
  record.put("file.size", size);
  if (!detail.empty()) record.put_bytes("memory.detail", detail);
  records.add(std::move(record));
}

// "Filename Type Size Used Priority": blanks in the name are \040, sizes in KiB.
void add_swaps(const Host& host, RecordFile& records) {
  const auto text = host.read("/proc/swaps", 1 << 20);
  std::string_view rest = text ? std::string_view{text->bytes} : std::string_view{};
  static_cast<void>(next_line(rest));
  while (auto line = next_line(rest)) {
    const std::string_view path = next_field(*line), type = next_field(*line);
    const auto kib = number_from<std::uint64_t>(next_field(*line));
    const auto used = number_from<std::uint64_t>(next_field(*line));
    if (path.empty()) continue;
    std::string detail{type};
    if (used) detail += ", " + std::to_string(*used) + " KiB used";
    add_place(records, "swap", path, kib ? std::optional{*kib * 1024} : std::nullopt, detail);
  }
}

void add_hibernation(const Host& host, RecordFile& records) {
  const auto device = host.read("/sys/power/resume", 256);
  if (!device) return;
  const std::string_view number = trimmed(device->bytes);
  if (number.empty() || number == "0:0") return;
  const auto offset = host.read("/sys/power/resume_offset", 256);
  const std::string at{offset ? trimmed(offset->bytes) : std::string_view{"0"}};
  add_place(records, "hibernation", "/sys/dev/block/" + std::string{number}, std::nullopt,
            "device that the system resumes from, at page " + at);
}

void add_files(Context& context, RecordFile& records, std::string_view kind, std::string folder, int depth) {
  const auto entries = context.host.list(folder);
  if (!entries) return;
  std::size_t count = 0;
  for (const DirectoryEntry& each : *entries) {
    if (++count > kMostEntries)
      return add_place(records, kind, folder, std::nullopt, "more entries than 1000");
    const std::string path = folder + "/" + each.name;
    const auto status = context.host.status(path, false);
    if (!status) continue;
    if (status->is_directory() && depth > 0) add_files(context, records, kind, path, depth - 1);
    if (status->is_regular()) add_place(records, kind, path, status->facts.size, "");
  }
}

void take_pstore(Context& context, SourceOutcome& outcome) {
  const auto entries = context.host.list("/sys/fs/pstore");
  if (!entries) return;
  for (const DirectoryEntry& each : *entries)
    add_kernel_file(context, "memory.pstore", "/sys/fs/pstore/" + each.name, outcome);
}

}  // namespace

void record_memory_elsewhere(Context& context, SourceOutcome& outcome) {
  RecordFile records{context, "host.memory_elsewhere"};
  add_swaps(context.host, records);
  add_hibernation(context.host, records);
  for (const char* folder : {"/var/crash", "/var/lib/kdump", "/var/lib/systemd/pstore"})
    add_files(context, records, folder == std::string_view{"/var/lib/systemd/pstore"} ? "pstore" : "kdump",
              folder, 1);
  records.finish(outcome);
  take_pstore(context, outcome);
}

}  // namespace firsthour::collectors
