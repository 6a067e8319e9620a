// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/ring_capture.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/number.h"
#include "collectors/traffic/confinement.h"
#include "collectors/traffic/driver_drops.h"
#include "collectors/traffic/interface_choice.h"
#include "collectors/traffic/live_capture.h"
#include "collectors/traffic/numeric_filter.h"
#include "collectors/traffic/pcapng_writer.h"
#include "collectors/traffic/piece_sink.h"
#include "collectors/traffic/ring_folder.h"
#include "collectors/traffic/ring_writer.h"

#include <poll.h>
#include <sys/utsname.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace firsthour::collectors {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t kPieces = 24;  // that may wait for the medium
constexpr auto kFlush = 1s;          // nothing stays in our memory longer
// Longer than the kernel holds a block of its ring back (live_capture.cc).
constexpr auto kDrain = 250ms;

struct Tap {
  LiveCapture capture;
  DriverDrops drops;
  std::uint64_t written = 0;  // in all
  InterfaceCount before;      // as it stood when the file began
  bool gone = false;
};

class RingCapture {
 public:
  RingCapture(const Host& host, const RingOptions& options, const RingHooks& hooks,
              const std::atomic<bool>& stop)
      : host_{host}, options_{options}, hooks_{hooks}, stop_{stop}, queue_{kPieces}, sink_{queue_} {}

  Result<RingResult> run(Json facts) {
    if (auto may = may_begin(); !may) return tl::unexpected{may.error()};
    auto folder = open_ring_folder(options_.folder);
    if (!folder) return tl::unexpected{folder.error()};
    folder_ = std::move(*folder);
    const auto speed = write_speed(folder_);
    if (!speed) return tl::unexpected{speed.error()};
    facts["medium"] = Json{{"write_bytes_per_second", *speed}};
    // Last: from here on packets wait for us.
    if (auto opened = open_taps(); !opened) return tl::unexpected{opened.error()};
    warn_if_slow(*speed);
    auto given_up = give_up_privileges(folder_.get());
    if (!given_up) return tl::unexpected{given_up.error()};
    result_.confined = std::move(*given_up);
    if (hooks_.shut_in) hooks_.shut_in();
    add_facts(facts);
    auto files = RingFiles::begin(folder_, {options_.files, options_.digests}, std::move(facts));
    if (!files) return tl::unexpected{files.error()};
    RingWriter writer{std::move(*files), queue_, hooks_};
    writer.start();
    // After the threads, so that it holds for all of them.
    if (auto only = allow_only_capture(folder_.get()))
      result_.confined.push_back(std::move(*only));
    else
      hooks_.warn(only.error().what);
    capture(writer);
    return finish(writer);
  }

 private:
  Result<> may_begin() const {
    if (auto checked = check_numeric_filter(options_.filter); !checked) return checked;
    if (!host_.live()) return fail(Errc::usage, "an image has no traffic");
    if (!host_.status("/proc/net/packet", true))
      return fail(Errc::unsupported, "packet sockets are not in the kernel, and nothing is loaded into it");
    return {};
  }

  // Every interface that was named has to be there; of those that were not, as many as open.
  Result<> open_taps() {
    std::vector<std::string> names = options_.interfaces;
    if (names.empty()) {
      auto choice = choose_interfaces(host_);
      names = std::move(choice.names);
      for (const std::string& other : choice.left_out)
        hooks_.warn("not captured, too many interfaces: " + other);
    }
    if (names.empty()) return fail(Errc::not_found, "no interface is up");
    const LiveOptions live{options_.snap_length, options_.buffer_bytes, options_.filter,
                           options_.promiscuous};
    for (const std::string& name : names) {
      if (auto present = check_interface(host_, name); !present) return present;
      auto capture = LiveCapture::open(name, live);
      if (!capture && (!options_.interfaces.empty() || capture.error().code == Errc::usage))
        return tl::unexpected{capture.error()};
      if (!capture) {
        hooks_.warn(capture.error().what);
        continue;
      }
      if (capture->buffer_bytes() < options_.buffer_bytes)
        hooks_.warn(name + ": the kernel gave a buffer of " + std::to_string(capture->buffer_bytes() >> 20) +
                    " MiB, not " + std::to_string(options_.buffer_bytes >> 20));
      taps_.push_back({std::move(*capture), DriverDrops{name}, 0, {}, false});
    }
    return taps_.empty() ? fail(Errc::io, "no interface could be opened") : Result<>{};
  }

  // Bytes a second that the interfaces could bring, as far as they say; virtual ones say nothing.
  [[nodiscard]] std::uint64_t link_bytes() const {
    std::uint64_t all = 0;
    for (const Tap& tap : taps_) {
      const auto text = host_.read("/sys/class/net/" + tap.capture.name() + "/speed", 32);
      if (!text) continue;
      const auto megabits = number_from<std::uint64_t>(text->bytes.substr(0, text->bytes.find('\n')));
      if (megabits && *megabits < 1'000'000) all += *megabits * 125'000;
    }
    return all;
  }

  void warn_if_slow(std::uint64_t speed) const {
    const std::uint64_t link = link_bytes();
    if (link <= speed) return;
    hooks_.warn("the medium takes " + std::to_string(speed >> 20) + " MiB/s, the links could bring " +
                std::to_string(link >> 20) +
                " MiB/s: packets will be lost when they do (a filter or a snap length helps)");
  }

  void add_facts(Json& facts) const {
    Json interfaces = Json::array();
    for (const Tap& tap : taps_)
      interfaces.push_back({{"name", display_utf8(tap.capture.name())},
                            {"link_type", tap.capture.link_type()},
                            {"snap_length", options_.snap_length},
                            {"promiscuous", options_.promiscuous},
                            {"buffer_bytes", tap.capture.buffer_bytes()},
                            {"stamps", tap.capture.nanoseconds() ? "nanoseconds" : "microseconds"}});
    facts["interfaces"] = std::move(interfaces);
    facts["filter"] = options_.filter;
    facts["started"] = rfc3339(host_.now());
    facts["confined"] = result_.confined;
    facts["keeps_files"] = options_.files;
  }

  void capture(RingWriter& writer) {
    const auto begun = steady_clock::now();
    next_second_ = begun + 1s;
    while (because_.empty()) {
      wait();
      for (Tap& tap : taps_) take(tap);
      const auto now = steady_clock::now();
      if (now >= next_second_) each_second(writer, now);
      if (options_.seconds.count() != 0 && now - begun >= options_.seconds) because_ = "seconds";
      if (stop_) because_ = "signal";
      if (writer.failed()) because_ = "failed";
      if (std::ranges::all_of(taps_, &Tap::gone)) because_ = "interfaces";
      if (const auto full = why_full(now); file_ && !full.empty()) end_file(full);
    }
    drain();
    if (!file_ && files_begun_ == 0) begin_file();  // nothing came: a file says so
    if (file_) end_file("end");
    each_second(writer, steady_clock::now());
  }

  void wait() const {
    std::vector<pollfd> waiting;
    for (const Tap& tap : taps_)
      if (!tap.gone) waiting.push_back({tap.capture.descriptor(), POLLIN, 0});
    (void)::poll(waiting.data(), waiting.size(), 100);
  }

  void take(Tap& tap) {
    if (tap.gone) return;
    const auto number = static_cast<std::uint32_t>(&tap - taps_.data());
    const auto taken =
        tap.capture.take([&](Instant time, std::span<const std::byte> data, std::uint32_t original) {
          if (limit_reached()) {
            ++beyond_limit_;
            return;
          }
          if (!file_) begin_file();
          sink_.count_packet();
          (void)file_->add(CapturePacket{number, time, data, original});
          ++tap.written;
          ++packets_;
          bytes_ += data.size();
          ++current_.packets;
          if (!current_.first || time < *current_.first) current_.first = time;
          if (!current_.last || time > *current_.last) current_.last = time;
          if (limit_reached() && because_.empty())
            because_ = options_.packets != 0 && packets_ >= options_.packets ? "packets" : "size";
        });
    if (taken) return;
    tap.gone = true;
    hooks_.warn(taken.error().what);
  }

  [[nodiscard]] bool limit_reached() const {
    return (options_.packets != 0 && packets_ >= options_.packets) ||
           (options_.bytes != 0 && bytes_ >= options_.bytes);
  }

  // Nothing more is let in; what the kernel took is taken, so that received = written + dropped.
  void drain() {
    for (Tap& tap : taps_)
      if (!tap.gone) tap.capture.shut();
    const auto end = steady_clock::now() + kDrain;
    while (steady_clock::now() < end && !std::ranges::all_of(taps_, &Tap::gone)) {
      wait();
      for (Tap& tap : taps_) take(tap);
    }
  }

  void begin_file() {
    const Instant now = host_.now();
    ++files_begun_;
    sink_.begin_file(now);
    file_.emplace(sink_);
    current_ = {};
    file_start_ = now;
    file_begun_ = steady_clock::now();
    (void)file_->begin(system_name(), "Firsthour collect-traffic");
    for (Tap& tap : taps_) {
      (void)file_->add(CaptureInterface{display_utf8(tap.capture.name()), tap.capture.link_type(),
                                        options_.snap_length, options_.filter});
      tap.before = counted(tap);
    }
    (void)file_->flush();
  }

  static std::string system_name() {
    utsname name{};
    if (::uname(&name) != 0) return "Linux";
    return display_utf8(std::string{name.sysname} + ' ' + name.release);
  }

  static InterfaceCount counted(Tap& tap) {
    if (!tap.gone) tap.capture.count();
    const LiveCounters& counters = tap.capture.counters();
    return {display_utf8(tap.capture.name()), tap.written, counters.received, counters.dropped_by_kernel,
            tap.drops.since()};
  }

  void end_file(std::string because) {
    const Instant now = host_.now();
    for (std::size_t i = 0; i < taps_.size(); ++i) {
      const InterfaceCount all = counted(taps_[i]);
      const InterfaceCount& before = taps_[i].before;
      InterfaceCount in_file{all.name,
                             all.written - before.written,
                             all.received - before.received,
                             all.dropped_by_kernel - before.dropped_by_kernel,
                             {}};
      if (all.dropped_by_interface)
        in_file.dropped_by_interface = *all.dropped_by_interface - before.dropped_by_interface.value_or(0);
      (void)file_->add(static_cast<std::uint32_t>(i),
                       CaptureCounters{file_start_, now, in_file.received, in_file.dropped_by_kernel,
                                       in_file.written, in_file.dropped_by_interface});
      current_.interfaces.push_back(std::move(in_file));
    }
    (void)file_->flush();
    current_.because = std::move(because);
    sink_.end_file(std::move(current_));
    file_.reset();
  }

  // Why the file has to end; "" when it goes on. The next one begins with its first packet.
  [[nodiscard]] std::string why_full(steady_clock::time_point now) const {
    if (sink_.file_bytes() >= options_.file_bytes) return "size";
    if (options_.file_seconds.count() != 0 && now - file_begun_ >= options_.file_seconds) return "time";
    return {};
  }

  void each_second(const RingWriter& writer, steady_clock::time_point now) {
    next_second_ = now + kFlush;
    if (file_) (void)file_->flush();
    sink_.pass_on();
    RingState state;
    for (Tap& tap : taps_) {
      const InterfaceCount count = counted(tap);
      state.lost += count.dropped_by_kernel + count.dropped_by_interface.value_or(0);
    }
    state.lost += writer.not_written();
    state.packets = packets_;
    state.bytes = bytes_;
    state.files = writer.files_closed();
    state.packets_a_second = packets_ - last_packets_;
    state.bytes_a_second = bytes_ - last_bytes_;
    state.room = room_of(folder_);
    last_packets_ = packets_;
    last_bytes_ = bytes_;
    if (hooks_.state) hooks_.state(state);
  }

  Result<RingResult> finish(RingWriter& writer) {
    writer.join();
    for (Tap& tap : taps_) result_.totals.push_back(counted(tap));
    result_.not_written = writer.not_written() + beyond_limit_;
    if (writer.failed()) {
      because_ = writer.failure().code == Errc::no_space ? "disk-full" : "failed";
      hooks_.warn(writer.failure().what);
    }
    result_.because = because_;
    auto ended = writer.files().end(because_, host_.now(), result_.not_written, result_.totals);
    if (!ended) hooks_.warn(ended.error().what);
    result_.files = writer.files().closed();
    result_.manifest_sha256 = writer.files().manifest_sha256();
    return std::move(result_);
  }

  const Host& host_;
  const RingOptions& options_;
  const RingHooks& hooks_;
  const std::atomic<bool>& stop_;
  PieceQueue queue_;
  PieceSink sink_;
  std::vector<Tap> taps_;
  Descriptor folder_;
  std::optional<PcapngWriter> file_;
  CapturedFile current_;
  Instant file_start_;
  steady_clock::time_point file_begun_, next_second_;
  std::uint64_t packets_ = 0, bytes_ = 0, last_packets_ = 0, last_bytes_ = 0;
  std::uint64_t files_begun_ = 0;
  std::uint64_t beyond_limit_ = 0;  // taken from the kernel after the last one that was wanted
  std::string because_;
  RingResult result_;
};

}  // namespace

Result<RingResult> capture_ring(const Host& host, const RingOptions& options, Json facts,
                                const RingHooks& hooks, const std::atomic<bool>& stop) {
  return RingCapture{host, options, hooks, stop}.run(std::move(facts));
}

}  // namespace firsthour::collectors
