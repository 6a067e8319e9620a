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
#include <deque>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::triage {
namespace {

using std::chrono::milliseconds;

// Enough in hand that no worker waits for the next target, little enough that it fits the socket's buffer and
// that contents in memory do not pile up.
constexpr std::size_t kBatch = 8;
constexpr std::size_t kInHand = 16;
constexpr std::uint64_t kBytesInHand = 4U << 20U;
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

// Kept open until it is answered: the worker that has it may die.
struct Offered {
  Assignment assignment;
  Descriptor content;
};

struct Worker {
  WorkerProcess process;
  Incoming incoming;
  std::deque<Offered> in_hand;  // in the order in which they will be done
  bool overdue = false;         // killed by us for its time

  [[nodiscard]] std::uint64_t bytes_in_hand() const {
    std::uint64_t bytes = 0;
    for (const Offered& one : in_hand) bytes += one.assignment.target.size;
    return bytes;
  }
  [[nodiscard]] bool has_room() const {
    return in_hand.empty() || (in_hand.size() <= kInHand - kBatch && bytes_in_hand() < kBytesInHand);
  }
  [[nodiscard]] std::deque<Offered>::iterator find(std::uint64_t place) {
    return std::ranges::find(in_hand, place, [](const Offered& one) { return one.assignment.place; });
  }
};

class ForkedPool final : public Pool {
 public:
  ForkedPool(const Detectors& detectors, Claims& claims, PoolSettings settings, TakeAnswer take)
      : detectors_{detectors},
        claims_{claims},
        settings_{std::move(settings)},
        take_{std::move(take)},
        states_{settings_.workers},
        workers_(settings_.workers) {}

  ForkedPool(const ForkedPool&) = delete;
  ForkedPool& operator=(const ForkedPool&) = delete;
  ~ForkedPool() override {
    for (Worker& worker : workers_) {
      if (worker.process.pid <= 0) continue;
      ::kill(worker.process.pid, SIGKILL);
      ::waitpid(worker.process.pid, nullptr, 0);
    }
  }

  Result<> start() {
    if (!states_.made()) return fail(Errc::no_space, "no memory for the workers' states");
    for (std::size_t i = 0; i < workers_.size(); ++i)
      if (auto started = start(i); !started) return started;
    return {};
  }

  Result<> offer(Assignment assignment, Descriptor content) override {
    waiting_bytes_ += assignment.target.size;
    waiting_.push_back({std::move(assignment), std::move(content)});
    if (waiting_.size() < kBatch && waiting_bytes_ < kBytesInHand && !somebody_idle()) return {};
    while (!waiting_.empty()) {
      if (hand_out()) continue;
      if (auto taken = wait_and_take(); !taken) return taken;
    }
    return {};
  }

  Result<> finish() override {
    while (!waiting_.empty() || !all_idle()) {
      if (!waiting_.empty() && hand_out()) continue;
      if (auto taken = wait_and_take(); !taken) return taken;
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

  [[nodiscard]] bool somebody_idle() const {
    return std::ranges::any_of(workers_, [](const Worker& worker) { return worker.in_hand.empty(); });
  }
  [[nodiscard]] bool all_idle() const {
    return std::ranges::all_of(workers_, [](const Worker& worker) { return worker.in_hand.empty(); });
  }

  // Gives a batch of what waits to the worker that has least to do; false when all have enough.
  bool hand_out() {
    Worker& worker = *std::ranges::min_element(workers_, {}, [](const Worker& one) {
      return std::pair{!one.has_room(), one.in_hand.size()};
    });
    if (!worker.has_room()) return false;
    std::vector<Assignment> batch;
    std::vector<int> descriptors;
    std::uint64_t bytes = 0;
    while (!waiting_.empty() && batch.size() < kBatch && bytes < kBytesInHand) {
      Offered one = std::move(waiting_.front());
      waiting_.pop_front();
      bytes += one.assignment.target.size;
      descriptors.push_back(one.content.get());
      batch.push_back(one.assignment);
      worker.in_hand.push_back(std::move(one));
    }
    waiting_bytes_ -= std::min(bytes, waiting_bytes_);
    // A worker that has just died is seen by its closed socket, and what it had in hand is given again.
    static_cast<void>(send_message(worker.process.socket.get(), to_message(batch), descriptors));
    return true;
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
    if (settings_.go_on && now_ns() >= next_question_) {
      next_question_ = now_ns() + 200'000'000;
      if (!settings_.go_on()) return fail(Errc::interrupted, "triage was stopped");
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
      if (!answer) return mourn(i);
      const auto mine = worker.find(answer->place);
      if (mine == worker.in_hand.end()) return mourn(i);
      worker.in_hand.erase(mine);
      deaths_ = 0;
      if (auto taken = take_(answer->place, answer->examination); !taken) return taken;
    }
    return open && *open ? Result<>{} : mourn(i);
  }

  void look_at_clock(std::size_t i) {
    Worker& worker = workers_[i];
    const std::uint64_t place = states_[i].place;
    const auto at = worker.find(place);
    if (at == worker.in_hand.end() || worker.overdue) return;
    const std::chrono::nanoseconds allowed = at->assignment.time + kGrace;
    if (now_ns() - states_[i].since < allowed.count()) return;
    if (states_[i].place != place) return;  // it has just ended
    worker.overdue = true;
    ::kill(worker.process.pid, SIGKILL);
  }

  // A worker is dead, or speaks nonsense: the target it was at is lost, the others in its hand wait again.
  Result<> mourn(std::size_t i) {
    Worker& worker = workers_[i];
    ::kill(worker.process.pid, SIGKILL);
    int status = 0;
    ::waitpid(worker.process.pid, &status, 0);
    worker.process.pid = -1;
    const std::uint64_t place = states_[i].place;
    if (const auto lost = worker.find(place); lost != worker.in_hand.end()) {
      Examination gone;
      std::string cause = cause_of(worker.overdue, status, lost->assignment.time);
      if (auto slow = worker.overdue ? detectors_.yara->rule_at(states_[i].rule) : std::nullopt) {
        cause += ", at rule " + slow->rule;
        slow->milliseconds = static_cast<std::uint64_t>(lost->assignment.time.count());
        gone.slow.push_back(std::move(*slow));
      }
      gone.losses.push_back({{}, std::move(cause)});
      worker.in_hand.erase(lost);
      if (auto taken = take_(place, to_message(gone)); !taken) return taken;
    } else if (++deaths_ > kDeathsInARow) {
      return fail(Errc::io, "workers end as soon as they start (status " + std::to_string(status) + ")");
    }
    while (!worker.in_hand.empty()) {
      waiting_.push_front(std::move(worker.in_hand.back()));
      worker.in_hand.pop_back();
      waiting_bytes_ += waiting_.front().assignment.target.size;
    }
    return start(i);
  }

  static std::string cause_of(bool overdue, int status, milliseconds allowed) {
    if (overdue) return "timed out after " + std::to_string(allowed.count() / 1000) + " s";
    if (!WIFSIGNALED(status)) return "the scanner ended with status " + std::to_string(WEXITSTATUS(status));
    if (WTERMSIG(status) == SIGBUS) return "became shorter, or could not be read on, while it was scanned";
    if (WTERMSIG(status) == SIGKILL) return "the scanner was killed, probably for want of memory";
    return "the scanner crashed on it (signal " + std::to_string(WTERMSIG(status)) + ")";
  }

  const Detectors& detectors_;
  Claims& claims_;
  PoolSettings settings_;
  TakeAnswer take_;
  SharedStates states_;
  std::vector<Worker> workers_;
  std::deque<Offered> waiting_;
  std::uint64_t waiting_bytes_ = 0;
  std::int64_t next_question_ = 0;
  int deaths_ = 0;
};

}  // namespace

Result<std::unique_ptr<Pool>> Pool::start(const Detectors& detectors, Claims& claims, PoolSettings settings,
                                          TakeAnswer take) {
  auto pool = std::make_unique<ForkedPool>(detectors, claims, std::move(settings), std::move(take));
  if (auto started = pool->start(); !started) return tl::unexpected{started.error()};
  return std::unique_ptr<Pool>{std::move(pool)};
}

milliseconds time_for(std::uint64_t size, std::chrono::seconds item_time) {
  return milliseconds{item_time} * static_cast<std::int64_t>(1 + (size >> 28U));
}

}  // namespace firsthour::triage
