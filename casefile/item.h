// SPDX-License-Identifier: Apache-2.0
// An item: one thing that was, or was to be, collected. Plain values; the JSON form is in FORMAT.md
// ("Item record").
#pragma once

#include "casefile/digest.h"
#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

enum class Outcome {
  complete,   // all bytes
  partial,    // stopped by a limit or an error; `reason` says which
  gap,        // unreadable ranges inside were left out; `reason` lists them
  denied,     // permission
  timed_out,  // the deadline of the source passed
  changed,    // the source changed while it was read; the bytes are those that were read
  skipped,    // left out by rule or budget; `reason` says which
  failed,     // any other error; `reason` has it
};
[[nodiscard]] std::string_view name_of(Outcome o);  // "complete", "timed-out", …
[[nodiscard]] std::optional<Outcome> outcome_from(std::string_view name);

// What the file system said of a file. Times as the kernel gives them.
struct FileFacts {
  std::uint32_t mode = 0;  // st_mode, type bits included
  std::uint32_t uid = 0, gid = 0;
  std::uint64_t inode = 0, links = 0, size = 0;
  std::uint64_t device = 0;  // st_dev of stat(2)
  std::optional<Instant> modified, accessed, changed, born;
};

// Content that stands at `offset` of the source; what lies between extents is a hole (zeros).
struct Extent {
  std::uint64_t offset = 0, length = 0;
};

struct Item {
  std::string id;                // "000123", or "000123.4" for the fifth of a segment; given by the writer
  std::string kind;              // "file" "records" "kernel-file" "executable" "capture" "mark"
  std::string source;            // the collector or artifact definition that asked, e.g. "persistence.cron"
  std::string path;              // the source's own name, as bytes: "/etc/crontab", "host.process"
  std::string host;              // host name the item is from; filled by ingest when empty
  std::uint64_t size = 0;        // bytes stored
  std::optional<Sha256> sha256;  // of the bytes stored; absent when there are none
  std::map<std::string, std::string> digests;  // further ones: {"sm3": hex}
  Outcome outcome = Outcome::complete;
  std::string reason;  // empty for complete
  Instant started, finished;
  std::optional<FileFacts> file;
  std::vector<Extent> extents;                    // only for sparse or gapped content
  std::map<std::string, std::string> attributes;  // e.g. {"process.pid":"812"}; UTF-8

  // Where the bytes stand in the collection: payload names in order, and, for a slice of a segment,
  // the range in it. Set by the writer; empty when the item has no content.
  std::vector<std::string> stored;
  std::uint64_t stored_offset = 0;
};

[[nodiscard]] Json to_json(const Item& item);
[[nodiscard]] Result<Item> item_from_json(const Json& json);

}  // namespace firsthour
