// SPDX-License-Identifier: Apache-2.0
// A disk that keeps only what was synced, under SQLite: a VFS on top of the real one. Meanwhile SQLite sees
// every write as usual. At the crash a copy of the folder is made in which the ledger's files hold what was
// synced and, of the rest, a random part: in any order, torn at 512 or 4096 bytes; a file whose folder entry
// was not synced may be missing, one that was deleted may be back. Files that SQLite does not write are
// copied as they are. From the crash on every call fails.
//
// One at a time: it is SQLite's default VFS from its construction to its destruction.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace firsthour {

class TornDisk {
 public:
  TornDisk(std::string folder, std::uint32_t seed);
  ~TornDisk();
  TornDisk(const TornDisk&) = delete;
  TornDisk& operator=(const TornDisk&) = delete;

  // Calls that change a file are counted from 1. At the n-th, instead of it: the crash, whose remains are
  // written to `copy`.
  void crash_at(std::uint64_t operation, std::string copy);
  // At the n-th, once, instead of it: this error of SQLite's.
  void fail_at(std::uint64_t operation, int error);
  [[nodiscard]] std::uint64_t operations() const { return operations_; }
  [[nodiscard]] bool crashed() const { return crashed_; }

 private:
  struct Change {
    std::uint64_t offset = 0;
    std::string bytes;
    bool truncates = false;  // to `offset`
  };
  struct Tracked {
    bool there = true, entry_durable = true;
    std::string durable;
    std::vector<Change> pending;
  };
  struct File;

  int step();  // SQLITE_OK, or why this operation does not happen
  void leave_remains();
  [[nodiscard]] std::string torn(const Tracked& file);
  bool coin() { return random_() % 2 == 0; }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags);
  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder);
  static const sqlite3_io_methods* methods();

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  std::string folder_, copy_;
  std::mt19937 random_;
  std::map<std::string, Tracked> files_;
  std::uint64_t operations_ = 0, crash_at_ = 0, fail_at_ = 0;
  int error_ = 0;
  bool crashed_ = false;
};

}  // namespace firsthour
