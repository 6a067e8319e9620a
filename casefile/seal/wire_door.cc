// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/wire_door.h"

namespace firsthour {
namespace {

constexpr int kLookAround = 200;  // milliseconds
constexpr std::chrono::seconds kGreeting{20};
constexpr int kAtOnce = 64;  // accepted before the others are looked after again

}  // namespace

void WireDoor::send_away(std::list<Caller>::iterator caller) {
  ++refused_;
  callers_.erase(caller);
}

Result<> WireDoor::let_in() {
  for (int i = 0; i < kAtOnce; ++i) {
    auto came = accept_wire(listener_);
    if (!came) return tl::unexpected{came.error()};
    if (!*came) return {};
    if (callers_.size() >= kMostCallers) send_away(callers_.begin());
    Caller caller{std::move(**came), nullptr, std::chrono::steady_clock::now() + kGreeting};
    if (!code_.empty()) {
      auto tls = WireTls::begin(caller.accepted.socket.get(), WireTls::End::receiver, code_);
      if (!tls) return tl::unexpected{tls.error()};
      caller.tls = std::move(*tls);
    }
    callers_.push_back(std::move(caller));
  }
  return {};
}

std::vector<pollfd> WireDoor::wait_for_bytes() const {
  std::vector<pollfd> places{{listener_, POLLIN, 0}};
  for (const Caller& caller : callers_) places.push_back({caller.accepted.socket.get(), POLLIN, 0});
  ::poll(places.data(), places.size(), kLookAround);
  return places;
}

Result<WireDoor::Guest> WireDoor::wait(const std::function<bool()>& stop) {
  for (;;) {
    if (stop()) return fail(Errc::interrupted, "stopped before a sender came");
    const auto places = wait_for_bytes();
    const auto now = std::chrono::steady_clock::now();
    std::size_t place = 1;
    for (auto caller = callers_.begin(); caller != callers_.end(); ++place) {
      const auto here = caller++;
      const auto step = places[place].revents == 0 ? WireTls::Step::waiting : here->tls->step();
      if (step == WireTls::Step::done) {
        set_blocking(here->accepted.socket.get());
        return Guest{std::move(here->accepted), std::move(here->tls)};
      }
      if (step == WireTls::Step::refused || here->until < now) send_away(here);
    }
    if (auto in = let_in(); !in) return tl::unexpected{in.error()};
    if (code_.empty() && !callers_.empty()) {
      set_blocking(callers_.front().accepted.socket.get());
      return Guest{std::move(callers_.front().accepted), nullptr};
    }
  }
}

}  // namespace firsthour
