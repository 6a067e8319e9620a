// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/capture_run.h"

#include "casefile/encoding.h"
#include "triage/engine/channel.h"
#include "triage/engine/forked.h"
#include "triage/engine/sandbox.h"
#include "triage/engine/traffic_told.h"
#include "triage/engine/worker.h"
#include "triage/traffic.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace firsthour::triage {
namespace {

// The first byte of a message to the worker.
constexpr char kBytes = 'b', kEnd = 'e', kBroken = 'x';
constexpr std::size_t kPiece = 256U << 10U;

// In the worker: one capture, as it comes through the socket.
class PipedCapture final : public ByteSource {
 public:
  // `at_end` outlives it: whether everything of this capture came.
  explicit PipedCapture(bool& at_end) : at_end_{at_end} { at_end_ = false; }
  Result<std::size_t> read(std::span<std::byte> into) override {
    while (at_ == piece_.size() && !at_end_)
      if (auto more = next(); !more) return tl::unexpected{more.error()};
    const std::size_t size = std::min(into.size(), piece_.size() - at_);
    if (size > 0) std::memcpy(into.data(), piece_.data() + at_, size);
    at_ += size;
    return size;
  }
  // What a reader that gave up left behind.
  static Result<> skip_rest(bool& at_end) {
    while (!at_end) {
      auto message = receive_message(kWorkerSocket);
      if (!message || !*message) return fail(Errc::io, "the capture is cut");
      at_end = (*message)->message.empty() || (*message)->message[0] != kBytes;
    }
    return {};
  }

 private:
  Result<> next() {
    auto message = receive_message(kWorkerSocket);
    if (!message) return tl::unexpected{message.error()};
    if (!*message || (*message)->message.empty()) return fail(Errc::io, "the capture is cut");
    piece_ = std::move((*message)->message);
    at_ = 1;
    if (piece_[0] == kBytes) return {};
    at_end_ = true;
    const Result<> broken = fail(Errc::io, piece_.substr(1));
    const bool whole = piece_[0] == kEnd;
    piece_.clear();
    at_ = 0;
    return whole ? Result<>{} : broken;
  }
  bool& at_end_;
  std::string piece_;
  std::size_t at_ = 0;
};

void read_in_worker(const std::vector<TrafficInput>& captures, TrafficOptions options) {
  bool at_end = true;
  std::vector<TrafficInput> piped = captures;
  for (TrafficInput& one : piped) {
    one.open = [&at_end]() -> Result<std::unique_ptr<ByteSource>> {
      if (auto skipped = PipedCapture::skip_rest(at_end); !skipped) return tl::unexpected{skipped.error()};
      return std::make_unique<PipedCapture>(at_end);
    };
  }
  // Without seccomp (an old kernel, some containers) the work is done all the same; doctor says so.
  options.loaded = [] { static_cast<void>(enter_sandbox(WorkerSettings{}.memory)); };
  const auto report = read_traffic(piped, options);
  static_cast<void>(PipedCapture::skip_rest(at_end));
  static_cast<void>(send_message(kWorkerSocket, to_message(report)));
}

class CaptureRun {
 public:
  CaptureRun(const TriageOptions& options, WorkerProcess worker)
      : options_{options}, worker_{std::move(worker)} {
    // A worker that takes nothing for so long is stuck.
    const timeval patience{static_cast<time_t>(options.item_timeout.count()), 0};
    ::setsockopt(worker_.socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ::setsockopt(worker_.socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  CaptureRun(const CaptureRun&) = delete;
  CaptureRun& operator=(const CaptureRun&) = delete;
  ~CaptureRun() {
    ::kill(worker_.pid, SIGKILL);
    ::waitpid(worker_.pid, nullptr, 0);
  }

  Result<> hand_over(const TrafficInput& capture) {
    auto source = capture.open();
    if (!source) return send(kBroken, source.error().what);
    std::array<std::byte, 16U << 10U> part;
    std::string piece;
    for (;;) {
      const auto read = (*source)->read(part);
      if (!read) return send(kBroken, read.error().what);
      if (*read == 0) break;
      piece.append(as_text({part.data(), *read}));
      if (piece.size() < kPiece) continue;
      if (auto sent = send(kBytes, piece); !sent) return sent;
      piece.clear();
    }
    if (auto sent = piece.empty() ? Result<>{} : send(kBytes, piece); !sent) return sent;
    return send(kEnd, {});
  }
  Result<TrafficReport> answer() {
    auto message = receive_message(worker_.socket.get());
    if (!message) return fail(Errc::io, "the worker gave no answer in time");
    if (!*message) return fail(Errc::io, "the worker ended before its answer");
    return traffic_from((*message)->message);
  }

 private:
  Result<> send(char what, std::string_view bytes) {
    bytes_ += what == kBytes ? bytes.size() : 0;
    if (options_.progress && !options_.progress({0, 0, bytes_, bytes_}))
      return fail(Errc::interrupted, "stopped");
    return send_message(worker_.socket.get(), std::string{what}.append(bytes));
  }
  const TriageOptions& options_;
  WorkerProcess worker_;
  std::uint64_t bytes_ = 0;
};

// The capture that has the first of a finding's packets.
std::string name_of_first(const NetworkFinding& found, const std::vector<TrafficCapture>& captures) {
  std::string name;
  for (const TrafficCapture& one : captures)
    if (found.packets.empty() || one.first_packet <= found.packets.front()) name = one.name;
  return name;
}

void add_traffic(TrafficReport read, const std::vector<TrafficInput>& captures, TriageReport& report) {
  const auto not_read = [&](const std::string& name, std::string reason) {
    const auto one = std::ranges::find(captures, name, &TrafficInput::name);
    report.not_scanned.push_back({one == captures.end() ? "" : one->item, name, std::move(reason)});
  };
  for (NetworkFinding& found : read.findings) {
    const std::string capture = name_of_first(found, read.captures);
    // Outside a case nothing else says which file it is in.
    if (found.finding.item.empty()) {
      found.finding.path = capture + ": " + found.finding.path;
      found.finding.id = finding_id(found.finding);
    }
    report.place_of[found.finding.id] = {"", "", capture, 0};
    report.findings.push_back(std::move(found.finding));
  }
  for (std::string& what : read.unknown) report.unknown.push_back("captures: " + std::move(what));
  for (const auto& failed : read.failed) not_read(failed.name, failed.reason);
  for (const TrafficCapture& one : read.captures)
    if (one.losses > 0)
      not_read(one.name, std::to_string(one.losses) + " damaged places of the capture, " +
                             std::to_string(one.lost_bytes) + " bytes");
}

}  // namespace

Result<> examine_captures(const std::vector<TrafficInput>& captures, const Detectors& detectors,
                          const TriageOptions& options, TriageReport& report) {
  if (options.network.empty() || captures.empty()) return {};
  TrafficOptions how;
  how.data = options.network;
  how.indicators = detectors.indicators;
  auto worker = fork_worker([&] { read_in_worker(captures, how); });
  if (!worker) return tl::unexpected{worker.error()};
  CaptureRun run{options, std::move(*worker)};
  Result<> handed;
  for (const TrafficInput& capture : captures)
    if (handed) handed = run.hand_over(capture);
  if (!handed && handed.error().code == Errc::interrupted) return handed;
  // A worker that gave up early may have said why.
  auto read = run.answer();
  if (read) {
    add_traffic(std::move(*read), captures, report);
    return {};
  }
  for (const TrafficInput& capture : captures)
    report.not_scanned.push_back(
        {capture.item, capture.name, "captures were not read: " + display_utf8(read.error().what)});
  return {};
}

}  // namespace firsthour::triage
