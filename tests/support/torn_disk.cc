// SPDX-License-Identifier: Apache-2.0
#include "tests/support/torn_disk.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <utility>

namespace firsthour {
namespace {

namespace fs = std::filesystem;

std::string content_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void apply(std::string& content, std::uint64_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size(), '\0');
  std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

// SQLite reserves szOsFile bytes: this, and the real file behind it.
struct TornDisk::File {
  sqlite3_file base;
  TornDisk* disk;
  Tracked* tracked;  // null for temporary files
  [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

TornDisk::TornDisk(std::string folder, std::uint32_t seed)
    : real_{sqlite3_vfs_find(nullptr)}, vfs_{*real_}, folder_{std::move(folder)}, random_{seed} {
  vfs_.zName = "torn";
  vfs_.pNext = nullptr;
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.xOpen = open;
  vfs_.xDelete = remove;
  sqlite3_vfs_register(&vfs_, 1);
}

TornDisk::~TornDisk() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
}

void TornDisk::crash_at(std::uint64_t operation, std::string copy) {
  crash_at_ = operation;
  copy_ = std::move(copy);
}

void TornDisk::fail_at(std::uint64_t operation, int error) {
  fail_at_ = operation;
  error_ = error;
}

int TornDisk::step() {
  if (crashed_) return SQLITE_IOERR;
  ++operations_;
  if (operations_ == fail_at_) return error_;
  if (operations_ != crash_at_) return SQLITE_OK;
  leave_remains();
  crashed_ = true;
  return SQLITE_IOERR;
}

void TornDisk::leave_remains() {
  fs::copy(folder_, copy_, fs::copy_options::recursive);
  for (const auto& [path, file] : files_) {
    const fs::path target = fs::path{copy_} / fs::path{path}.filename();
    fs::remove(target);
    const bool kept = file.there == file.entry_durable ? file.there : coin();
    if (kept) std::ofstream{target, std::ios::binary} << torn(file);
  }
}

std::string TornDisk::torn(const Tracked& file) {
  const std::uint64_t sector = coin() ? 512 : 4096;
  const unsigned kept_of_four = static_cast<unsigned>(random_() % 5);
  std::vector<Change> pieces;
  for (const Change& change : file.pending) {
    if (change.truncates) {
      pieces.push_back(change);
      continue;
    }
    for (std::uint64_t at = 0; at < change.bytes.size();) {
      const std::uint64_t length = std::min(sector - (change.offset + at) % sector, change.bytes.size() - at);
      pieces.push_back({change.offset + at, change.bytes.substr(at, length), false});
      at += length;
    }
  }
  if (coin()) std::shuffle(pieces.begin(), pieces.end(), random_);
  std::string content = file.durable;
  for (const Change& piece : pieces) {
    if (random_() % 4 >= kept_of_four) continue;
    if (piece.truncates)
      content.resize(std::min<std::uint64_t>(content.size(), piece.offset));
    else
      apply(content, piece.offset, piece.bytes);
  }
  return content;
}

int TornDisk::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto& disk = *static_cast<TornDisk*>(vfs->pAppData);
  auto* mine = new (file) File{{nullptr}, &disk, nullptr};
  const bool of_case = name && fs::path{name}.parent_path() == fs::path{disk.folder_};
  const bool made = of_case && !fs::exists(name);
  if (of_case && (made && (flags & SQLITE_OPEN_CREATE) != 0))
    if (const int stopped = disk.step(); stopped != SQLITE_OK) return stopped;
  const int opened = disk.real_->xOpen(disk.real_, name, mine->real(), flags, out_flags);
  // SQLite closes what has methods, also after a failure.
  if (mine->real()->pMethods) mine->base.pMethods = methods();
  if (opened != SQLITE_OK || !of_case) return opened;
  const auto [entry, first] = disk.files_.try_emplace(name);
  mine->tracked = &entry->second;
  if (first && !made) entry->second.durable = content_of(name);
  if (made) entry->second = {true, false, "", {}};
  return SQLITE_OK;
}

int TornDisk::remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto& disk = *static_cast<TornDisk*>(vfs->pAppData);
  const auto tracked = disk.files_.find(name);
  if (tracked == disk.files_.end()) return disk.real_->xDelete(disk.real_, name, sync_folder);
  // The crash may come between the deletion and the sync of the folder: then the file is there or not.
  tracked->second.there = false;
  const int stopped = disk.step();
  tracked->second.there = true;
  if (stopped != SQLITE_OK) return stopped;
  const int removed = disk.real_->xDelete(disk.real_, name, sync_folder);
  if (removed != SQLITE_OK) return removed;
  tracked->second.there = false;
  if (sync_folder) tracked->second.entry_durable = false;
  return SQLITE_OK;
}

const sqlite3_io_methods* TornDisk::methods() {
  static const sqlite3_io_methods table = [] {
    sqlite3_io_methods m{};
    m.iVersion = 1;  // without shared memory and mapped pages
    m.xClose = [](sqlite3_file* f) {
      sqlite3_file* real = reinterpret_cast<File*>(f)->real();
      return real->pMethods->xClose(real);
    };
    m.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
      sqlite3_file* real = reinterpret_cast<File*>(f)->real();
      return real->pMethods->xRead(real, to, size, at);
    };
    m.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
      auto* file = reinterpret_cast<File*>(f);
      if (file->tracked) {
        if (const int stopped = file->disk->step(); stopped != SQLITE_OK) return stopped;
        file->tracked->pending.push_back({static_cast<std::uint64_t>(at),
                                          {static_cast<const char*>(from), static_cast<std::size_t>(size)},
                                          false});
      }
      return file->real()->pMethods->xWrite(file->real(), from, size, at);
    };
    m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
      auto* file = reinterpret_cast<File*>(f);
      if (file->tracked) {
        if (const int stopped = file->disk->step(); stopped != SQLITE_OK) return stopped;
        file->tracked->pending.push_back({static_cast<std::uint64_t>(size), "", true});
      }
      return file->real()->pMethods->xTruncate(file->real(), size);
    };
    m.xSync = [](sqlite3_file* f, int flags) {
      auto* file = reinterpret_cast<File*>(f);
      if (!file->tracked) return file->real()->pMethods->xSync(file->real(), flags);
      if (const int stopped = file->disk->step(); stopped != SQLITE_OK) return stopped;
      for (const Change& change : std::exchange(file->tracked->pending, {})) {
        if (change.truncates)
          file->tracked->durable.resize(
              std::min<std::uint64_t>(file->tracked->durable.size(), change.offset));
        else
          apply(file->tracked->durable, change.offset, change.bytes);
      }
      // The first sync of a journal also syncs its folder.
      file->tracked->entry_durable = file->tracked->there;
      return SQLITE_OK;
    };
    m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
      sqlite3_file* real = reinterpret_cast<File*>(f)->real();
      return real->pMethods->xFileSize(real, size);
    };
    m.xLock = [](sqlite3_file* f, int lock) {
      sqlite3_file* real = reinterpret_cast<File*>(f)->real();
      return real->pMethods->xLock(real, lock);
    };
    m.xUnlock = [](sqlite3_file* f, int lock) {
      sqlite3_file* real = reinterpret_cast<File*>(f)->real();
      return real->pMethods->xUnlock(real, lock);
    };
    m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
      sqlite3_file* real = reinterpret_cast<File*>(f)->real();
      return real->pMethods->xCheckReservedLock(real, out);
    };
    m.xFileControl = [](sqlite3_file* f, int op, void* argument) {
      sqlite3_file* real = reinterpret_cast<File*>(f)->real();
      return real->pMethods->xFileControl(real, op, argument);
    };
    m.xSectorSize = [](sqlite3_file* f) {
      sqlite3_file* real = reinterpret_cast<File*>(f)->real();
      return real->pMethods->xSectorSize(real);
    };
    m.xDeviceCharacteristics = [](sqlite3_file* f) {
      sqlite3_file* real = reinterpret_cast<File*>(f)->real();
      return real->pMethods->xDeviceCharacteristics(real);
    };
    return m;
  }();
  return &table;
}

}  // namespace firsthour
