// SPDX-License-Identifier: Apache-2.0
#include "collectors/care/care.h"

#include <time.h>
#include <unistd.h>

#include <algorithm>

namespace firsthour::collectors {
namespace {

using std::chrono::nanoseconds;

// Computing is looked at after so much wall time; a longer sleep at once would look like a hang.
constexpr std::chrono::milliseconds kLook{20}, kLongestSleep{500};

nanoseconds cpu_time() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return std::chrono::seconds{t.tv_sec} + nanoseconds{t.tv_nsec};
}

}  // namespace

Care::Call::Call(Care* care, std::string_view path) : care_{care} {
  if (care_ == nullptr) return;
  const std::lock_guard lock{care_->mutex_};
  care_->calls_.push_back({std::this_thread::get_id(), path, Clock::now()});
}

Care::Call::~Call() {
  if (care_ == nullptr) return;
  bool gone = false;
  {
    const std::lock_guard lock{care_->mutex_};
    const auto mine = std::find_if(care_->calls_.rbegin(), care_->calls_.rend(), [](const Open& call) {
      return call.thread == std::this_thread::get_id();
    });
    if (mine != care_->calls_.rend()) care_->calls_.erase(std::next(mine).base());
    gone = care_->given_up(std::this_thread::get_id());
  }
  while (gone) ::pause();
  took(care_, 0);  // computing and walking have their ceiling, too
}

void Care::begin(Ceilings ceilings) {
  const std::lock_guard lock{mutex_};
  if (ceilings_) return;
  ceilings_ = ceilings;
  cpu_since_ = io_free_ = Clock::now();
  cpu_spent_ = cpu_time();
}

void Care::took(Care* care, std::uint64_t bytes) {
  if (care == nullptr) return;
  const auto wait = care->debt(bytes);
  if (wait.count() > 0) std::this_thread::sleep_for(std::min<Clock::duration>(wait, kLongestSleep));
}

// How long to sleep so that what was read and computed until now stays under the ceilings. What was not used
// is not saved up: a ceiling that lets through a minute's worth at once is none.
Care::Clock::duration Care::debt(std::uint64_t bytes) {
  const std::lock_guard lock{mutex_};
  if (!ceilings_) return {};
  const auto now = Clock::now();
  Clock::duration wait{0};
  if (ceilings_->bytes_a_second != 0) {
    const double seconds = static_cast<double>(bytes) / static_cast<double>(ceilings_->bytes_a_second);
    io_free_ = std::max(io_free_, now) +
               std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    wait = io_free_ - now;
  }
  if (ceilings_->cpu_percent != 0 && now - cpu_since_ >= kLook) {
    const auto spent = cpu_time() - cpu_spent_;
    const auto allowed_at = cpu_since_ + spent * 100 / ceilings_->cpu_percent;
    if (allowed_at > now) {
      wait = std::max(wait, Clock::duration{allowed_at - now});
    } else {
      cpu_since_ = now;
      cpu_spent_ += spent;
    }
  }
  return wait;
}

std::optional<Care::Stuck> Care::stuck(std::thread::id thread, std::chrono::seconds patience) const {
  const std::lock_guard lock{mutex_};
  const auto now = Clock::now();
  for (const Open& call : calls_) {
    if (call.thread != thread || now - call.since < patience) continue;
    return Stuck{std::string{call.path}, std::chrono::duration_cast<std::chrono::seconds>(now - call.since)};
  }
  return std::nullopt;
}

void Care::give_up(std::thread::id thread) {
  const std::lock_guard lock{mutex_};
  given_up_.push_back(thread);
}

bool Care::gave_up_any() const {
  const std::lock_guard lock{mutex_};
  return !given_up_.empty();
}

bool Care::given_up(std::thread::id thread) const {
  return std::find(given_up_.begin(), given_up_.end(), thread) != given_up_.end();
}

}  // namespace firsthour::collectors
