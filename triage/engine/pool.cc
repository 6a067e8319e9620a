// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/pool.h"

#include "triage/engine/channel.h"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <new>

namespace firsthour::triage {
namespace {

using std::chrono::milliseconds;

// Enough in hand that no worker waits for the next target, little enough that it fits the socket's buffer.
constexpr std::size_t kBatch = 8;
constexpr std::size_t kInHand = 16;
constexpr std::uint64_t kBatchBytes = 1U << 20U;
constexpr int kDeathsInARow = 5;
constexpr milliseconds kGrace{2000};  // libyara's own deadline comes first, and leaves what was found

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

class SharedStates {
 public:
  explicit SharedStates(std::size_t count) : count_{count} {
    void* const memory =
        ::mmap(nullptr, count * sizeof(AtWork), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    states_ = static_cast<AtWork*>(memory);
    for (std::size_t i = 0; i < count; ++i) new (states_ + i) AtWork;
  }
  SharedStates(const SharedStates&) = delete;
  SharedStates& operator=(const SharedStates&) = delete;
  ~SharedStates() {
    if (states_) ::munmap(states_, count_ * sizeof(AtWork));
  }
  [[nodiscard]] bool made() const { return states_ != nullptr; }
  [[nodiscard]] AtWork& operator[](std::size_t i) { return states_[i]; }

 private:
  AtWork* states_ = nullptr;
  std::size_t count_;
};

struct Worker {
  WorkerProcess process;
  Incoming incoming;
  std::deque<std::uint64_t> in_hand;  // places, in the order in which they will be done
  bool overdue = false;               // killed by us for its time
};

class Pool {
 public:
  Pool(const Targets& targets, std::span<const std::uint64_t> places, bool alone, const Detectors& detectors,
       Claims& claims, const PoolSettings& settings, const TakeAnswer& take)
      : targets_{targets},
        places_{places},
        alone_{alone},
        detectors_{detectors},
        claims_{claims},
        settings_{settings},
        take_{take},
        states_{settings.workers},
        workers_(settings.workers) {}

  ~Pool() {
    for (Worker& worker : workers_) end(worker);
  }

  Result<> run() {
    if (!states_.made()) return fail(Errc::no_space, "no memory for the workers' states");
    for (std::size_t i = 0; i < workers_.size(); ++i)
      if (auto started = start(i); !started) return started;
    while (something_left()) {
      for (Worker& worker : workers_)
        if (auto given = give(worker); !given) return given;
      if (auto taken = wait_and_take(); !taken) return taken;
      if (settings_.go_on && now_ns() >= next_question_) {
        next_question_ = now_ns() + 200'000'000;
        if (!settings_.go_on()) return fail(Errc::interrupted, "triage was stopped");
      }
    }
    return {};
  }

 private:
  Result<> start(std::size_t i) {
    states_[i].place = AtWork::kIdle;
    auto process = start_worker(detectors_, claims_, states_[i], settings_.worker);
    if (!process) return tl::unexpected{process.error()};
    workers_[i] = Worker{};
    workers_[i].process = std::move(*process);
    return {};
  }

  static void end(Worker& worker) {
    if (worker.process.pid <= 0) return;
    ::kill(worker.process.pid, SIGKILL);
    ::waitpid(worker.process.pid, nullptr, 0);
    worker.process = {};
  }

  [[nodiscard]] bool something_left() const {
    return next_ < places_.size() || !again_.empty() ||
           std::ranges::any_of(workers_, [](const Worker& worker) { return !worker.in_hand.empty(); });
  }

  [[nodiscard]] std::optional<std::uint64_t> next_place() {
    if (!again_.empty()) {
      const std::uint64_t place = again_.front();
      again_.pop_front();
      return place;
    }
    if (next_ < places_.size()) return places_[next_++];
    return std::nullopt;
  }

  Result<> give(Worker& worker) {
    if (worker.in_hand.size() > kInHand - kBatch) return {};
    std::vector<Assignment> batch;
    std::vector<Descriptor> contents;
    std::uint64_t bytes = 0;
    while (batch.size() < kBatch && bytes < kBatchBytes) {
      const auto place = next_place();
      if (!place) break;
      auto content = targets_.open(*place);
      if (!content) {
        Examination unread;
        unread.losses.push_back({{}, content.error().what});
        if (auto taken = take_(*place, to_message(unread)); !taken) return taken;
        continue;
      }
      const std::uint64_t size = targets_.size(*place);
      bytes += size;
      batch.push_back({*place, targets_.at(*place), time_for(size, settings_.item_time), alone_});
      contents.push_back(std::move(*content));
    }
    return batch.empty() ? Result<>{} : hand_over(worker, batch, contents);
  }

  static Result<> hand_over(Worker& worker, const std::vector<Assignment>& batch,
                            const std::vector<Descriptor>& contents) {
    std::vector<int> descriptors;
    for (const Descriptor& content : contents) descriptors.push_back(content.get());
    for (const Assignment& one : batch) worker.in_hand.push_back(one.place);
    // A worker that has just died is seen by its closed socket, and what it had in hand is given again.
    static_cast<void>(send_message(worker.process.socket.get(), to_message(batch), descriptors));
    return {};
  }

  Result<> wait_and_take() {
    std::vector<pollfd> polled;
    for (const Worker& worker : workers_) polled.push_back({worker.process.socket.get(), POLLIN, 0});
    if (::poll(polled.data(), polled.size(), 100) < 0 && errno != EINTR) return fail_errno("poll");
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      if (polled[i].revents != 0)
        if (auto taken = take_from(i); !taken) return taken;
      look_at_clock(i);
    }
    return {};
  }

  Result<> take_from(std::size_t i) {
    Worker& worker = workers_[i];
    const auto open = worker.incoming.fill(worker.process.socket.get());
    for (;;) {
      auto message = worker.incoming.next();
      if (!message) return mourn(i);
      if (!*message) break;
      const auto answer = answer_from(**message);
      const auto mine = answer ? std::ranges::find(worker.in_hand, answer->place) : worker.in_hand.end();
      if (mine == worker.in_hand.end()) return mourn(i);
      worker.in_hand.erase(mine);
      deaths_ = 0;
      if (auto taken = take_(answer->place, answer->examination); !taken) return taken;
    }
    return open && *open ? Result<>{} : mourn(i);
  }

  void look_at_clock(std::size_t i) {
    const std::uint64_t place = states_[i].place;
    if (place >= targets_.count() || workers_[i].overdue) return;
    const milliseconds allowed = time_for(targets_.size(place), settings_.item_time) + kGrace;
    if (now_ns() - states_[i].since < std::chrono::nanoseconds{allowed}.count()) return;
    if (states_[i].place != place) return;  // it has just ended
    workers_[i].overdue = true;
    ::kill(workers_[i].process.pid, SIGKILL);
  }

  // A worker is dead, or speaks nonsense: the target it was at is lost, the others in its hand are given
  // again.
  Result<> mourn(std::size_t i) {
    Worker& worker = workers_[i];
    ::kill(worker.process.pid, SIGKILL);
    int status = 0;
    ::waitpid(worker.process.pid, &status, 0);
    worker.process.pid = -1;
    const std::uint64_t place = states_[i].place;
    const auto lost = std::ranges::find(worker.in_hand, place);
    if (lost != worker.in_hand.end()) {
      worker.in_hand.erase(lost);
      Examination gone;
      gone.losses.push_back({{}, cause_of(worker, status, place)});
      if (auto taken = take_(place, to_message(gone)); !taken) return taken;
    } else if (++deaths_ > kDeathsInARow) {
      return fail(Errc::io, "workers end as soon as they start (status " + std::to_string(status) + ")");
    }
    again_.insert(again_.begin(), worker.in_hand.begin(), worker.in_hand.end());
    return start(i);
  }

  [[nodiscard]] std::string cause_of(const Worker& worker, int status, std::uint64_t place) const {
    if (worker.overdue) {
      const auto allowed = time_for(targets_.size(place), settings_.item_time);
      return "timed out after " + std::to_string(allowed.count() / 1000) + " s";
    }
    if (!WIFSIGNALED(status)) return "the scanner ended with status " + std::to_string(WEXITSTATUS(status));
    if (WTERMSIG(status) == SIGBUS) return "became shorter, or could not be read on, while it was scanned";
    if (WTERMSIG(status) == SIGKILL) return "the scanner was killed, probably for want of memory";
    return "the scanner crashed on it (signal " + std::to_string(WTERMSIG(status)) + ")";
  }

  const Targets& targets_;
  std::span<const std::uint64_t> places_;
  bool alone_;
  const Detectors& detectors_;
  Claims& claims_;
  const PoolSettings& settings_;
  const TakeAnswer& take_;
  SharedStates states_;
  std::vector<Worker> workers_;
  std::deque<std::uint64_t> again_;
  std::size_t next_ = 0;
  std::int64_t next_question_ = 0;
  int deaths_ = 0;
};

}  // namespace

milliseconds time_for(std::uint64_t size, std::chrono::seconds item_time) {
  return milliseconds{item_time} * static_cast<std::int64_t>(1 + (size >> 28U));
}

Result<> examine_all(const Targets& targets, std::span<const std::uint64_t> places, bool alone,
                     const Detectors& detectors, Claims& claims, const PoolSettings& settings,
                     const TakeAnswer& take) {
  return Pool{targets, places, alone, detectors, claims, settings, take}.run();
}

}  // namespace firsthour::triage
