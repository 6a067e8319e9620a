// SPDX-License-Identifier: Apache-2.0
// Writes host.file records (casefile/RECORDS.md) for what a walk found.
#pragma once

#include "collectors/artifacts/plan.h"
#include "collectors/collector.h"
#include "collectors/files/find.h"
#include "collectors/files/inode_set.h"
#include "collectors/files/local_users.h"
#include "collectors/output/record_file.h"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::collectors {

class FileRecords {
 public:
  // `walk` is the value of firsthour.walk; "suid" records only files with SUID, SGID or capabilities.
  FileRecords(Context& context, const LocalUsers& users, std::string_view walk);

  void add(const Found& found, const PlanEntry& entry);
  void finish(SourceOutcome& outcome);

 private:
  [[nodiscard]] bool is_new(const Found& found);
  void put_protection(RecordWriter& record, const Found& found);
  void put_digest(RecordWriter& record, const Found& found);
  void put_package(RecordWriter& record, const std::string& path);

  Context& context_;
  const LocalUsers& users_;
  std::string walk_;
  bool privileged_only_;
  RecordFile records_;
  std::set<std::pair<std::uint64_t, std::size_t>> seen_;  // inode and hash of the path: patterns overlap
  InodeSet later_;                                        // what came after these
  std::vector<std::byte> buffer_;
  std::uint64_t digests_left_;  // bytes that may still be read for digests
  std::uint64_t not_hashed_ = 0;
  bool looked_at_any_ = false;
};

}  // namespace firsthour::collectors
