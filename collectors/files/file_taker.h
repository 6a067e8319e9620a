// SPDX-License-Identifier: Apache-2.0
// Puts files into the collection, within limit and budget, and notes what was not taken.
#pragma once

#include "collectors/artifacts/plan.h"
#include "collectors/collector.h"
#include "collectors/files/find.h"
#include "collectors/files/taken_files.h"
#include "collectors/output/record_file.h"

#include <memory>
#include <string>
#include <string_view>

namespace firsthour::collectors {

class FileSource;  // file_source.h

class FileTaker {
 public:
  FileTaker(Context& context, TakenFiles& taken) : context_{context}, taken_{taken} {}

  // One file, found for `entry`. Folders are no files and are passed over; symlinks are recorded with their
  // target; FIFOs, sockets and devices are noted.
  void take(const Found& found, const PlanEntry& entry);
  // What could not even be looked at.
  void note(const std::string& path, const PlanEntry& entry, Outcome outcome, std::string reason);

  // Counts, and the reason in words. A failure of the output is Outcome::failed.
  [[nodiscard]] SourceOutcome finish();
  [[nodiscard]] bool output_failed() const { return !failure_.empty(); }

 private:
  [[nodiscard]] Item item_for(const Found& found, const PlanEntry& entry) const;
  void take_regular(const Found& found, const PlanEntry& entry);
  void take_bytes(Item item, const PlanEntry& entry);
  [[nodiscard]] Result<> add_small(Item item, FileSource& source, std::uint64_t size);
  void take_unsized(Item item);
  void note_symlink(Item item);
  void leave_out(Item item, Outcome outcome, std::string reason);
  void leave_out_as_record(const Item& item, Outcome outcome, std::string_view reason);
  void settle(const Result<>& written);

  Context& context_;
  TakenFiles& taken_;
  SourceOutcome totals_;
  std::uint64_t denied_ = 0, skipped_ = 0, over_budget_ = 0, gone_ = 0, other_ = 0;
  std::uint64_t noted_ = 0;
  std::unique_ptr<RecordFile> rest_;  // what was left out beyond the first
  std::string failure_;
};

}  // namespace firsthour::collectors
