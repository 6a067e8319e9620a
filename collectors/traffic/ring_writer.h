// SPDX-License-Identifier: Apache-2.0
// The thread that digests and writes: takes pieces, opens and closes files, keeps the manifest. After its
// first failure it goes on taking, counts what it could not write, and leaves what is on the disk as it is.
#pragma once

#include "collectors/traffic/piece_queue.h"
#include "collectors/traffic/ring_capture.h"
#include "collectors/traffic/ring_files.h"

#include <atomic>
#include <string>
#include <thread>

namespace firsthour::collectors {

class RingWriter {
 public:
  // `queue` and `hooks` outlive it.
  RingWriter(RingFiles files, PieceQueue& queue, const RingHooks& hooks)
      : files_{std::move(files)}, queue_{queue}, hooks_{hooks} {}
  ~RingWriter() { join(); }
  RingWriter(const RingWriter&) = delete;
  RingWriter& operator=(const RingWriter&) = delete;

  void start() {
    thread_ = std::thread{[this] { run(); }};
  }
  void join();

  // Any time.
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::uint64_t not_written() const { return not_written_; }
  [[nodiscard]] std::uint64_t files_closed() const { return files_closed_; }

  // After join().
  [[nodiscard]] const Error& failure() const { return failure_; }
  [[nodiscard]] RingFiles& files() { return files_; }

 private:
  void run();
  Result<> put(Piece& piece, bool hurry);
  void fail_with(Error error);
  void end_file_short(CapturedFile file);

  RingFiles files_;
  PieceQueue& queue_;
  const RingHooks& hooks_;
  std::thread thread_;
  bool open_ = false;  // a file is open
  std::atomic<bool> failed_{false};
  std::atomic<std::uint64_t> not_written_{0}, files_closed_{0};
  std::uint64_t lost_in_file_ = 0;  // of the file that is open, when it failed
  Error failure_;
};

}  // namespace firsthour::collectors
