// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/traffic.h"

#include "casefile/collection_writer.h"
#include "casefile/encoding.h"
#include "collectors/output/record_file.h"
#include "collectors/traffic/interface_choice.h"
#include "collectors/traffic/live_capture.h"
#include "collectors/traffic/numeric_filter.h"
#include "collectors/traffic/pcapng_writer.h"

#include <poll.h>
#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace firsthour::collectors {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

// Longer than the ring holds a block back (live_capture.cc), so that the last packets come too.
constexpr auto kDrain = 250ms;

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ",") + display_utf8(name);
  return text;
}

std::string system_name() {
  utsname name{};
  if (::uname(&name) != 0) return "Linux";
  return display_utf8(std::string{name.sysname} + ' ' + name.release);
}

struct Tap {
  LiveCapture capture;
  std::uint32_t number = 0;
  std::uint64_t delivered = 0;
  bool gone = false;
};

class TrafficCapture {
 public:
  TrafficCapture(Context& context, const TrafficOptions& options) : context_{context}, options_{options} {}

  SourceOutcome run() {
    if (!may_begin()) return outcome_;
    open_taps();
    if (taps_.empty()) return outcome_;
    start_ = context_.host.now();
    stream_ = context_.out.open(item());
    PcapngWriter file{*stream_};
    if (auto begun = write_head(file)) {
      capture_until(file, steady_clock::now() + options_.seconds);
      write_tail(file);
    } else {
      fail_write(begun.error());
    }
    finish();
    return outcome_;
  }

 private:
  bool may_begin() {
    if (auto checked = check_numeric_filter(options_.filter); !checked)
      return refuse(Outcome::failed, checked.error().what);
    if (!context_.host.live()) return refuse(Outcome::skipped, "an image has no traffic");
    // Without it, opening a packet socket would make the kernel load the family.
    if (!context_.host.status("/proc/net/packet", true))
      return refuse(Outcome::skipped, "packet sockets are not in the kernel, and nothing is loaded into it");
    return true;
  }

  bool refuse(Outcome outcome, std::string reason) {
    outcome_.outcome = outcome;
    outcome_.reason = std::move(reason);
    return false;
  }

  void open_taps() {
    names_ = options_.interfaces;
    if (names_.empty()) {
      auto choice = choose_interfaces(context_.host);
      names_ = std::move(choice.names);
      if (names_.empty()) refuse(Outcome::failed, "no interface is up");
      if (!choice.left_out.empty())
        add_problem(outcome_, Outcome::partial, "too many interfaces, left out: " + joined(choice.left_out));
    }
    const LiveOptions live{options_.snap_length, options_.buffer_bytes, options_.filter,
                           options_.promiscuous};
    std::vector<Error> errors;
    for (const auto& name : names_) {
      auto present = check_interface(context_.host, name);
      auto capture =
          present ? LiveCapture::open(name, live) : Result<LiveCapture>{tl::unexpected{present.error()}};
      if (capture)
        taps_.push_back({std::move(*capture)});
      else
        errors.push_back(std::move(capture.error()));
    }
    const bool all_denied =
        std::ranges::all_of(errors, [](const Error& e) { return e.code == Errc::denied; });
    const auto kind = !taps_.empty() ? Outcome::partial : all_denied ? Outcome::denied : Outcome::failed;
    for (const auto& error : errors) add_problem(outcome_, kind, display_utf8(error.what));
  }

  [[nodiscard]] Item item() const {
    Item item;
    item.kind = "capture";
    item.source = "traffic";
    item.path = "traffic.pcapng";
    item.started = start_;
    return item;
  }

  Result<> write_head(PcapngWriter& file) {
    if (auto begun = file.begin(system_name(), "Firsthour collect-traffic"); !begun) return begun;
    for (auto& tap : taps_) {
      const auto number = file.add(CaptureInterface{display_utf8(tap.capture.name()), tap.capture.link_type(),
                                                    options_.snap_length, options_.filter});
      if (!number) return tl::unexpected{number.error()};
      tap.number = *number;
    }
    return file.flush();
  }

  void capture_until(PcapngWriter& file, steady_clock::time_point end) {
    auto next_count = steady_clock::now() + 1s;
    auto drained_at = end + kDrain;
    bool draining = false;
    while (write_failure_.empty() && std::ranges::any_of(taps_, [](const Tap& tap) { return !tap.gone; })) {
      const auto now = steady_clock::now();
      if (!draining && (now >= end || context_.stopping() || full())) {
        if (now < end && !full()) add_problem(outcome_, Outcome::partial, "stopped before the time was over");
        if (full()) add_problem(outcome_, Outcome::partial, "the capture reached its size");
        last_ = context_.host.now();
        draining = true;
        drained_at = now + kDrain;
      }
      if (draining && now >= drained_at) return;
      if (now >= next_count) {
        for (auto& tap : taps_) tap.capture.count();
        next_count = now + 1s;
      }
      wait();
      for (auto& tap : taps_) take(file, tap);
    }
  }

  [[nodiscard]] bool full() const { return bytes_ >= options_.most_bytes; }

  void wait() {
    std::vector<pollfd> waiting;
    for (const auto& tap : taps_)
      if (!tap.gone) waiting.push_back({tap.capture.descriptor(), POLLIN, 0});
    (void)::poll(waiting.data(), waiting.size(), 100);
  }

  void take(PcapngWriter& file, Tap& tap) {
    if (tap.gone) return;
    const auto taken =
        tap.capture.take([&](Instant time, std::span<const std::byte> data, std::uint32_t original) {
          // What came after the end is only drained.
          if (!write_failure_.empty() || (last_ && time > *last_) || full()) return;
          if (auto added = file.add(CapturePacket{tap.number, time, data, original}); !added)
            return fail_write(added.error());
          ++tap.delivered;
          bytes_ += data.size() + 36;  // about what a packet's block has around it
        });
    if (taken) return;
    tap.gone = true;
    add_problem(outcome_, Outcome::partial, display_utf8(taken.error().what));
  }

  void fail_write(const Error& error) {
    if (write_failure_.empty()) write_failure_ = error.what;
  }

  void write_tail(PcapngWriter& file) {
    if (!last_) last_ = context_.host.now();
    for (auto& tap : taps_) {
      tap.capture.count();
      const auto& counters = tap.capture.counters();
      const auto by_interface =
          options_.promiscuous ? std::optional{counters.dropped_by_interface} : std::nullopt;
      if (auto added =
              file.add(tap.number, CaptureCounters{start_, *last_, counters.received,
                                                   counters.dropped_by_kernel, tap.delivered, by_interface});
          !added)
        fail_write(added.error());
    }
    if (auto flushed = file.flush(); !flushed) fail_write(flushed.error());
  }

  void set_attributes() {
    std::uint64_t packets = 0;
    for (const auto& tap : taps_) {
      const auto name = display_utf8(tap.capture.name());
      const auto& counters = tap.capture.counters();
      stream_->set_attribute("capture.received." + name, std::to_string(counters.received));
      stream_->set_attribute("capture.dropped_by_kernel." + name, std::to_string(counters.dropped_by_kernel));
      if (options_.promiscuous)
        stream_->set_attribute("capture.dropped_by_interface." + name,
                               std::to_string(counters.dropped_by_interface));
      stream_->set_attribute("capture.written." + name, std::to_string(tap.delivered));
      packets += tap.delivered;
      if (counters.dropped_by_kernel != 0)
        add_problem(
            outcome_, Outcome::gap,
            name + ": " + std::to_string(counters.dropped_by_kernel) + " packets dropped by the kernel");
    }
    outcome_.records = packets;
    stream_->set_attribute("capture.format", "pcapng");
    stream_->set_attribute("capture.interfaces", joined(names_));
    stream_->set_attribute("capture.packets", std::to_string(packets));
    stream_->set_attribute("capture.snap_length", std::to_string(options_.snap_length));
    stream_->set_attribute("capture.promiscuous", options_.promiscuous ? "true" : "false");
    if (!options_.filter.empty()) stream_->set_attribute("capture.filter", options_.filter);
    stream_->set_attribute("capture.start", rfc3339(start_));
    stream_->set_attribute("capture.end", rfc3339(last_.value_or(start_)));
  }

  void finish() {
    set_attributes();
    if (!write_failure_.empty())
      add_problem(outcome_, Outcome::failed, "cannot write the capture: " + write_failure_);
    if (auto done = stream_->finish(outcome_.outcome, outcome_.reason); !done) {
      outcome_.outcome = Outcome::failed;
      add_problem(outcome_, Outcome::failed, "cannot write the capture: " + done.error().what);
    }
    outcome_.items = 1;
    outcome_.bytes = bytes_;
  }

  Context& context_;
  const TrafficOptions& options_;
  SourceOutcome outcome_;
  std::vector<std::string> names_;
  std::vector<Tap> taps_;
  std::unique_ptr<ItemStream> stream_;
  Instant start_;
  std::optional<Instant> last_;  // once the end has come: the stamp of the last packet that counts
  std::uint64_t bytes_ = 0;
  std::string write_failure_;
};

}  // namespace

SourceOutcome collect_traffic(Context& context, const TrafficOptions& options) {
  return TrafficCapture{context, options}.run();
}

}  // namespace firsthour::collectors
