// SPDX-License-Identifier: Apache-2.0
// What a collector of host records writes: one item of records a kind (casefile/RECORDS.md), and the kernel's
// own texts beside it. Memory stays bounded: a long list becomes a stream.
#pragma once

#include "casefile/collection_writer.h"
#include "casefile/json_writer.h"
#include "collectors/collector.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace firsthour::collectors {

class RecordFile {
 public:
  // `kind` names the records and the item ("host.socket"); it is also the item's source.
  RecordFile(Context& context, std::string_view kind);

  void add(RecordWriter record);
  [[nodiscard]] std::uint64_t records() const { return records_; }
  // Closes the item and adds it to the outcome's counts. A source without any record still has an item:
  // that there were none is a fact. A writer's failure becomes the outcome `failed`.
  void finish(SourceOutcome& outcome);

 private:
  void flush();
  [[nodiscard]] Item item() const;

  Context& context_;
  std::string kind_;
  Instant started_;
  std::string lines_;
  std::unique_ptr<ItemStream> stream_;  // once the lines have outgrown memory
  std::uint64_t records_ = 0, bytes_ = 0;
  std::string failure_;
};

// Adds the text `path` of the kernel as an item of kind "kernel-file", up to 64 MiB. An absent file adds
// nothing (kernels differ); any other failure is noted as an item without bytes. Who asks first in a run
// takes it: the second gets nothing.
void add_kernel_file(Context& context, std::string_view source, std::string_view path,
                     SourceOutcome& outcome);

// The worse of the two stands; reasons are joined. `partial` is the worst that a single part can cause once
// something was read: see settle().
void add_problem(SourceOutcome& outcome, Outcome kind, std::string_view reason);

}  // namespace firsthour::collectors
