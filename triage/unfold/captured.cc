// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/captured.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "triage/network/analysis.h"
#include "triage/network/carried.h"
#include "triage/network/stream/pieces.h"

#include <sys/random.h>

#include <algorithm>
#include <string>

namespace firsthour::triage {
namespace {

using namespace network;

constexpr std::string_view kStream = "/stream@";

class CaptureWalk {
 public:
  CaptureWalk(UnfoldBudget& budget, InsideVisitor& visitor) : budget_{budget}, visitor_{visitor} {}

  bool run(std::span<const std::byte> content) {
    auto room = std::make_shared<ContentRoom>();
    room->most_each = budget_.limits.member;
    CarriedFiles files{[this](const Flow&, const Carried& file) { take(file); }, room};
    PieceLimits pieces;
    pieces.piece = std::min<std::size_t>(pieces.piece, budget_.limits.member);
    pieces.overlap = std::min(pieces.overlap, pieces.piece / 2);
    StreamPieces streams{[this](const Flow& flow, const StreamPiece& piece) { take(flow, piece); }, pieces};
    AnalysisOptions how;
    // An attacker who knew it could make all flows of a capture meet in one place of the table.
    if (std::uint64_t seed = 0; ::getrandom(&seed, sizeof seed, GRND_NONBLOCK) == sizeof seed)
      how.flows.seed = seed;
    how.progress = [this](std::uint64_t, std::uint64_t) { return in_time(); };
    TrafficAnalysis analysis{std::move(how), {&files, &streams}};
    MemorySource source{content};
    if (!analysis.read(source, "") && analysis.captures().empty()) return false;
    // What is open is told even when no time is left for more: then each says so itself, once.
    analysis.finish();
    tell_losses(analysis, streams.counts());
    return true;
  }

 private:
  void take(const Carried& file) {
    if (over_) return;
    if (!file.kept)
      return visitor_.loss(file.way, "was not matched as a file: larger than " +
                                         std::to_string(budget_.limits.member >> 20U) +
                                         " MiB, or too many came at one time; its stream was");
    if (budget_.contents >= budget_.limits.contents)
      return end("more than " + std::to_string(budget_.limits.contents) + " files: those from " + file.way +
                 " on were left out");
    ++budget_.contents;
    if (!file.complete) visitor_.loss(file.way, "is not whole in the capture; what came was looked at");
    give(file.way, file.protocol, as_bytes(file.bytes));
  }

  // Streams are no more than the capture itself: they do not count as contents.
  void take(const Flow& flow, const StreamPiece& piece) {
    if (over_) return;
    give(direction_name(flow, piece.from_client) + std::string{kStream} + std::to_string(piece.offset),
         "stream", piece.bytes);
  }

  void give(const std::string& way, std::string_view how, std::span<const std::byte> bytes) {
    if (bytes.empty() || !in_time()) return;
    budget_.bytes += bytes.size();
    if (budget_.bytes > budget_.limits.bytes)
      return end("all that is inside is more than " + std::to_string(budget_.limits.bytes >> 20U) +
                 " MiB: what comes from " + way + " on was left out");
    over_ = !visitor_.content({way, how, bytes});
  }

  bool in_time() {
    if (!over_ && std::chrono::steady_clock::now() >= budget_.deadline)
      end("no time was left for the rest of the capture");
    return !over_;
  }

  void end(std::string reason) {
    over_ = true;
    visitor_.loss("", std::move(reason));
  }

  void tell_losses(const TrafficAnalysis& analysis, const PieceCounts& pieces) {
    if (over_) return;
    const ReadCapture& read = analysis.captures().front();
    const auto lose = [this](std::uint64_t count, const std::string& what) {
      if (count > 0) visitor_.loss("", std::to_string(count) + " " + what);
    };
    const auto bytes = [](std::uint64_t count) { return std::to_string(count) + " bytes"; };
    lose(read.counts.losses, "damaged places of the capture, " + bytes(read.counts.lost_bytes));
    lose(pieces.gaps, "holes in TCP streams, " + bytes(pieces.gap_bytes) +
                          " that are not in the capture: no rule matches across them");
    lose(pieces.encrypted,
         "encrypted streams (TLS, SSH, QUIC): the beginning of each was looked at, and not " +
             bytes(pieces.encrypted_bytes) + " behind it");
    lose(pieces.hurried, "streams were cut for lack of memory: no rule matches across the cuts");
  }

  UnfoldBudget& budget_;
  InsideVisitor& visitor_;
  bool over_ = false;
};

}  // namespace

bool unfold_capture(std::span<const std::byte> content, UnfoldBudget& budget, InsideVisitor& visitor) {
  return CaptureWalk{budget, visitor}.run(content);
}

std::string_view capture_direction(std::string_view name) {
  const std::size_t at = name.rfind('/');
  if (at == name.npos) return {};
  const std::string_view direction = name.substr(0, at);
  const bool is_one = direction.ends_with("/from-client") || direction.ends_with("/from-server");
  return is_one && direction.find(" packet ") != direction.npos ? direction : std::string_view{};
}

std::string_view stream_direction(std::string_view name) {
  const std::string_view direction = capture_direction(name);
  return name.substr(direction.size()).starts_with(kStream) ? direction : std::string_view{};
}

}  // namespace firsthour::triage
