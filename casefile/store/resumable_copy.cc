// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/resumable_copy.h"

#include "casefile/encoding.h"
#include "casefile/store/digest_lanes.h"
#include "casefile/store/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace firsthour {
namespace {

constexpr std::uint64_t kDurableStep = 64 << 20, kWritebackStep = 8 << 20;

Result<std::size_t> read_at(int file, std::span<std::byte> into, std::uint64_t offset) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const auto got =
        ::pread(file, into.data() + filled, into.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("cannot read at offset " + std::to_string(offset + filled));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

Result<> write_at(int file, std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const auto put = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail_write("cannot write object");
    bytes = bytes.subspan(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
  return {};
}

// Makes durable what was written, in a thread of its own, so that neither reading nor hashing waits for it.
class Keeper {
 public:
  Keeper(StoppedCopyFolder& folder, const DigestLanes& lanes) : folder_{folder}, lanes_{lanes} {
    try {
      thread_ = std::thread{[this] { run(); }};
    } catch (const std::system_error&) {
      // Without a thread a stop costs more; the copy itself is as good.
    }
  }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() { end(); }

  // `bytes` from the begin are written.
  void written(std::uint64_t bytes) {
    const std::lock_guard lock{mutex_};
    written_ = bytes;
    if (written_ - kept_ >= kDurableStep) changed_.notify_all();
  }
  [[nodiscard]] bool failed() const { return failed_; }
  // The last time; gives what went wrong, if anything did.
  Result<> finish() {
    end();
    if (!result_) return result_;
    return keep(written_);
  }

 private:
  void run() {
    std::unique_lock lock{mutex_};
    for (;;) {
      changed_.wait(lock, [&] { return ended_ || written_ - kept_ >= kDurableStep; });
      if (ended_) return;
      const std::uint64_t upto = written_;
      lock.unlock();
      result_ = keep(upto);
      failed_ = !result_;
      lock.lock();
      if (failed_) return;
      kept_ = upto;
    }
  }
  Result<> keep(std::uint64_t upto) {
    std::string leaves = lanes_.leaves_so_far();
    leaves.resize(std::min<std::uint64_t>(leaves.size(), upto / kChunkLength * kLeafLength));
    return folder_.make_durable(leaves);
  }
  void end() {
    {
      const std::lock_guard lock{mutex_};
      ended_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  StoppedCopyFolder& folder_;
  const DigestLanes& lanes_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t written_ = 0, kept_ = 0;
  bool ended_ = false;
  std::atomic<bool> failed_{false};
  Result<> result_;
  std::thread thread_;
};

// Hashes the chunks that are there and hold; returns their bytes.
Result<std::uint64_t> take_what_holds(StoppedCopyFolder& folder, DigestLanes& lanes, const CopyPlan& plan) {
  const std::string& kept = folder.leaves();
  std::uint64_t chunk = 0;
  for (; chunk < kept.size() / kLeafLength; ++chunk) {
    auto block = lanes.take();
    const auto got = read_at(folder.content(), block->room(), chunk * kChunkLength);
    if (!got || *got != kChunkLength) break;
    block->size = *got;
    ChunkLeaves leaf;
    leaf.update(block->bytes());
    if (leaf.finish() != kept.substr(chunk * kLeafLength, kLeafLength)) break;
    lanes.give(std::move(block));
    if (plan.progress && !plan.progress((chunk + 1) * kChunkLength))
      return fail(Errc::interrupted, "copying was stopped");
  }
  if (auto cut = folder.cut_to(chunk); !cut) return tl::unexpected{cut.error()};
  return chunk * kChunkLength;
}

Result<std::uint64_t> copy_rest(int from, std::uint64_t offset, StoppedCopyFolder& into, DigestLanes& lanes,
                                Keeper& keeper, const CopyPlan& plan) {
  ::posix_fadvise(from, static_cast<off_t>(offset), 0, POSIX_FADV_SEQUENTIAL);
  std::uint64_t started_writeback = offset;
  for (bool more = true; more;) {
    const auto block = lanes.take();
    const auto got = read_at(from, block->room(), offset);
    if (!got) return tl::unexpected{got.error()};
    more = *got == block->room().size();
    block->size = *got;
    lanes.give(block);
    if (auto written = write_at(into.content(), block->bytes(), offset); !written)
      return tl::unexpected{written.error()};
    offset += *got;
    if (offset - started_writeback >= kWritebackStep) {
      ::sync_file_range(into.content(), static_cast<off_t>(started_writeback),
                        static_cast<off_t>(offset - started_writeback), SYNC_FILE_RANGE_WRITE);
      started_writeback = offset;
    }
    keeper.written(offset);
    if (keeper.failed()) return fail(Errc::io, "");
    if (plan.progress && !plan.progress(offset)) return fail(Errc::interrupted, "copying was stopped");
  }
  return offset;
}

}  // namespace

Result<ResumedCopy> copy_resumably(int from, StoppedCopyFolder& into, const CopyPlan& plan) {
  DigestLanes lanes{digest_plan(plan)};
  const auto there = take_what_holds(into, lanes, plan);
  if (!there) return tl::unexpected{there.error()};
  Keeper keeper{into, lanes};
  const auto size = copy_rest(from, *there, into, lanes, keeper, plan);
  if (!size) {
    const bool keeping = keeper.failed();
    const auto kept = keeper.finish();
    return tl::unexpected{keeping && !kept ? kept.error() : size.error()};
  }
  lanes.finish();
  return ResumedCopy{copied_of(lanes, digest_plan(plan), *size), *there};
}

}  // namespace firsthour
