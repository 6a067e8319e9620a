// SPDX-License-Identifier: Apache-2.0
// What every check is given: the caller's wishes, the report, and a line of progress.
#pragma once

#include "casefile/verify/keys.h"
#include "casefile/verify/note.h"
#include "casefile/verify/report.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace firsthour::verify {

// A head kept from before: as it was signed, or as it was printed.
struct Anchor {
  std::optional<Note> note;
  Checkpoint head;
};

struct Wishes {
  std::string path;  // "-" is standard input
  Trust trust;
  std::optional<Anchor> since;
  std::uint64_t part = 1, parts = 1;  // --subset part/parts
  std::string item;                   // --item; empty: all
  std::string expected;               // --expect, in lower-case hex
  std::string item_file;              // --item-file
};

// One line on a terminal, written again a few times a second; nothing when standard error is none.
// Thread-safe.
class Progress {
 public:
  explicit Progress(bool wanted, bool chinese) : wanted_{wanted}, chinese_{chinese} {}
  ~Progress() { end(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void expect(std::uint64_t bytes) { total_ = bytes; }  // 0: not known
  void done(std::uint64_t bytes);
  void end();

 private:
  bool wanted_, chinese_;
  std::atomic<std::uint64_t> total_{0}, done_{0};
  std::atomic<std::int64_t> shown_at_{0};
};

struct Work {
  const Wishes& wishes;
  Report& report;
  Progress& progress;
};

// Runs `one(i)` for each i below `count` on as many threads as there are processors, at most four.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& one);

}  // namespace firsthour::verify
