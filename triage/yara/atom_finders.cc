// SPDX-License-Identifier: Apache-2.0
#include "triage/yara/atom_finders.h"

#include <signal.h>

#include <algorithm>

namespace firsthour::triage {
namespace {

constexpr std::size_t kEndsInStretch = 32U
                                       << 10U;  // when there are more, the verifying thread finds the rest
constexpr std::size_t kSlotsForThread = 4;

// Signals are for the thread that verifies.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace

// Returns when all are under way: what a new thread asks the kernel for, a sandbox need not allow.
AtomFinders::AtomFinders(unsigned threads) : slots_((threads + 1) * kSlotsForThread) {
  const SignalsBlocked blocked;
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return ready_ == threads; });
}

AtomFinders::~AtomFinders() {
  const std::lock_guard lock{mutex_};
  ends_ = true;
  changed_.notify_all();
}

void AtomFinders::work() {
  std::unique_lock lock{mutex_};
  ++ready_;
  changed_.notify_all();
  for (;;) {
    changed_.wait(lock, [&] { return ends_ || work_waits(); });
    if (ends_) return;
    find_next(lock);
  }
}

void AtomFinders::find_next(std::unique_lock<std::mutex>& lock) {
  const std::size_t number = next_++;
  Stretch& stretch = slot(number);
  const std::size_t begin = number * kPlaces;
  const std::size_t end = std::min(begin + kPlaces, bytes_.size() + 1);
  ++at_work_;
  lock.unlock();
  const AtomEnds ends = filter_->find(bytes_, begin, end, stretch.room);
  lock.lock();
  stretch.ends = ends;
  stretch.found = true;
  --at_work_;
  changed_.notify_all();
}

AtomFinders::Found AtomFinders::take(std::size_t number) {
  std::unique_lock lock{mutex_};
  if (number > 0) slot(number - 1).found = false;
  taken_ = number;
  changed_.notify_all();
  const Stretch& stretch = slot(number);
  while (!stretch.found) {
    if (work_waits())
      find_next(lock);
    else
      changed_.wait(lock);
  }
  return {number * kPlaces, stretch.ends.reached, std::span{stretch.room}.first(stretch.ends.count)};
}

AtomFinders::Search::Search(AtomFinders& finders, const AtomFilter& filter,
                            std::span<const std::uint8_t> bytes)
    : finders_{finders} {
  const std::lock_guard lock{finders.mutex_};
  for (Stretch& stretch : finders.slots_) {
    stretch.room.resize(kEndsInStretch);
    stretch.found = false;
  }
  finders.filter_ = &filter;
  finders.bytes_ = bytes;
  finders.next_ = finders.taken_ = 0;
  finders.stretches_ = bytes.size() / kPlaces + 1;
  finders.changed_.notify_all();
}

AtomFinders::Search::~Search() {
  std::unique_lock lock{finders_.mutex_};
  finders_.stretches_ = 0;
  finders_.changed_.wait(lock, [&] { return finders_.at_work_ == 0; });
}

}  // namespace firsthour::triage
