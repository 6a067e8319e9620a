// SPDX-License-Identifier: Apache-2.0
// Several threads inside one large content: they find where atoms end, ahead of the one thread that verifies
// matches in order, because libyara has one scanner to keep them in. The answers are the same as with one.
#pragma once

#include "triage/yara/atom_filter.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace firsthour::triage {

// The threads start with the object, before a sandbox forbids it, and wait until there is work. What they
// need is allocated by the thread that asks.
class AtomFinders {
 public:
  static constexpr std::size_t kPlaces = 256U << 10U;  // of a stretch

  // REQUIRES: threads > 0.
  explicit AtomFinders(unsigned threads);
  AtomFinders(const AtomFinders&) = delete;
  AtomFinders& operator=(const AtomFinders&) = delete;
  ~AtomFinders();

  // What was found in a stretch, until the next is taken.
  struct Found {
    std::size_t begin = 0, reached = 0;  // as AtomEnds::reached
    std::span<const AtomEnd> ends;
  };

  // A search in one content: its stretches in order. Ends with the object, and nothing looks at `bytes` then.
  class Search {
   public:
    Search(AtomFinders& finders, const AtomFilter& filter, std::span<const std::uint8_t> bytes);
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;
    ~Search();
    // REQUIRES: less often called than there are stretches in 0 to bytes.size().
    [[nodiscard]] Found next() { return finders_.take(taken_++); }

   private:
    AtomFinders& finders_;
    std::size_t taken_ = 0;
  };

 private:
  struct Stretch {
    std::vector<AtomEnd> room;
    AtomEnds ends;
    bool found = false;
  };

  void work();
  [[nodiscard]] Found take(std::size_t number);
  [[nodiscard]] Stretch& slot(std::size_t number) { return slots_[number % slots_.size()]; }
  [[nodiscard]] bool work_waits() const { return next_ < stretches_ && next_ < taken_ + slots_.size(); }
  // Begins the next stretch; `lock` is open while it is searched.
  void find_next(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_; the content of a slot belongs to who began it until it is found.
  std::vector<Stretch> slots_;
  const AtomFilter* filter_ = nullptr;
  std::span<const std::uint8_t> bytes_;
  std::size_t stretches_ = 0;  // in all; 0 when there is no search
  std::size_t next_ = 0;       // the first that nobody has begun
  std::size_t taken_ = 0;      // the one that is verified now; those before it are free
  std::size_t at_work_ = 0;    // threads that search now
  unsigned ready_ = 0;
  bool ends_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace firsthour::triage
