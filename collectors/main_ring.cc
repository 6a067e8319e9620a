// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_ring.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "collectors/care/care.h"
#include "collectors/main_documents.h"
#include "collectors/main_place.h"
#include "collectors/main_process.h"
#include "collectors/output_place.h"
#include "collectors/traffic/ring_capture.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <memory>
#include <optional>

namespace firsthour::collectors {
namespace {

enum Exit { kDone = 0, kFailed = 1, kUsage = 2, kInPart = 3, kInterrupted = 130 };
constexpr std::uint64_t kAnswersLimit = 4 << 20;

RingOptions ring_options(const Options& options) {
  const CaptureWishes& wishes = options.capture;
  RingOptions ring;
  ring.folder = wishes.ring;
  ring.interfaces = options.interfaces;
  ring.filter = wishes.filter;
  ring.promiscuous = wishes.promiscuous;
  if (wishes.snap_length != 0) ring.snap_length = static_cast<std::uint32_t>(wishes.snap_length);
  if (wishes.buffer != 0) ring.buffer_bytes = static_cast<std::uint32_t>(wishes.buffer);
  if (wishes.file_size != 0) ring.file_bytes = wishes.file_size;
  ring.file_seconds = wishes.file_time;
  ring.files = wishes.files;
  ring.digests = wishes.digests;
  ring.seconds = options.seconds;
  ring.bytes = wishes.total;
  ring.packets = wishes.packets;
  return ring;
}

// Who, where, by what, and who permits it.
Result<Json> facts_of(const Options& options, const Host& host, const OutputPlace& place) {
  Json facts{
      {"tool", {{"name", "collect-traffic"}, {"version", FIRSTHOUR_VERSION}, {"sha256", program_digest()}}},
      {"on", describe(place)}};
  if (const auto name = host.read("/proc/sys/kernel/hostname", 1024))
    facts["host"] = name->bytes.substr(0, name->bytes.find('\n'));
  if (!options.capture.permission.empty()) facts["permitted_by"] = options.capture.permission;
  if (options.allow_local_given) facts["allow_local"] = options.allow_local;
  if (options.answers.empty()) return facts;
  const auto text = read_file(options.answers, kAnswersLimit);
  if (!text) return fail("--answers", text.error());
  auto answers = parse_json(*text);
  if (!answers) return fail("--answers", answers.error());
  facts["answers"] = std::move(*answers);
  return facts;
}

std::string size_text(std::uint64_t bytes) {
  const bool large = bytes >> 30 != 0;
  const std::uint64_t tenths = (bytes >> (large ? 20 : 10)) * 10 >> 10;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + (large ? " GiB" : " MiB");
}

std::string room_text(const Talk& talk, const RingState& state) {
  const std::uint64_t minutes = state.bytes_a_second == 0 ? 0 : state.room / state.bytes_a_second / 60;
  const std::string room = size_text(state.room);
  if (minutes == 0 || minutes > 600) return room;
  return room + std::string{talk.text(" (about ", "（约 ")} + std::to_string(minutes) +
         std::string{talk.text(" min)", " 分钟）")};
}

std::string state_line(const Talk& talk, const RingState& state) {
  const auto part = [&](std::string_view english, std::string_view chinese, const std::string& value) {
    return std::string{talk.text(english, chinese)} + " " + value;
  };
  return part("packets", "报文", std::to_string(state.packets)) + "  " +
         std::to_string(state.packets_a_second) + "/s  " + size_text(state.bytes_a_second) + "/s  " +
         part("lost", "丢失", std::to_string(state.lost)) + "  " +
         part("files", "已封存文件", std::to_string(state.files)) + "  " +
         part("room", "剩余空间", room_text(talk, state));
}

std::string ending_line(const Talk& talk, const RingResult& result) {
  std::uint64_t written = 0, dropped = 0;
  for (const CapturedFile& file : result.files) written += file.packets;
  for (const InterfaceCount& count : result.totals) dropped += count.dropped_by_kernel;
  const auto part = [&](std::string_view english, std::string_view chinese, std::uint64_t value) {
    return std::string{talk.text(", ", "，")} + std::string{talk.text(english, chinese)} + " " +
           std::to_string(value);
  };
  return std::string{talk.text("ended: ", "结束原因：")} + end_in_words(result.because, talk.chinese()) +
         part("files", "文件", result.files.size()) + part("packets", "报文", written) +
         part("dropped by the kernel", "内核丢弃", dropped) +
         part("not written", "未写入", result.not_written);
}

bool lost_any(const RingResult& result) {
  for (const InterfaceCount& count : result.totals)
    if (count.dropped_by_kernel != 0 || count.dropped_by_interface.value_or(0) != 0) return true;
  return false;
}

int exit_of(const RingResult& result, const RingOptions& ring) {
  if (result.because == "disk-full" || result.because == "failed" || result.because == "interfaces")
    return kInPart;
  const bool bounded = ring.seconds.count() != 0 || ring.bytes != 0 || ring.packets != 0;
  if (result.because == "signal" && bounded) return kInterrupted;
  return lost_any(result) ? kInPart : kDone;
}

// The manifest stands for all files: its digest goes onto paper.
void close_on_paper(Talk& talk, const RingResult& result) {
  talk.said(ending_line(talk, result));
  talk.said("SHA-256 " + std::string{kCaptureManifestName} + "  " + in_groups(result.manifest_sha256));
  talk.said(talk.text("Write the digest on the form before the medium is removed.",
                      "请在拔出介质之前将摘要值抄录到笔录上。"));
}

}  // namespace

int run_ring(const Options& options, Talk& talk) {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::umask(077);
  ::signal(SIGPIPE, SIG_IGN);
  const auto failed = [&](const Error& error) {
    talk.error(error.what);
    return error.code == Errc::usage ? kUsage : kFailed;
  };
  Care care;
  const auto host = open_host(options.root, &care);
  if (!host) return failed(host.error());
  const RingOptions ring = ring_options(options);
  const auto place = place_for(ring.folder);
  if (!place) return failed(place.error());
  if (auto may = may_write_on(*place, (*host)->live(), options, talk); !may) return failed(may.error());
  auto facts = facts_of(options, **host, *place);
  if (!facts) return failed(facts.error());

  std::atomic<bool> stop{false};
  std::unique_ptr<StopSignals> signals;
  RingHooks hooks;
  hooks.shut_in = [&] { signals = std::make_unique<StopSignals>(stop); };
  hooks.warn = [&](const std::string& what) { talk.warning(what); };
  hooks.state = [&](const RingState& state) { talk.live(state_line(talk, state)); };
  const auto result = capture_ring(**host, ring, std::move(*facts), hooks, stop);
  if (!result) return failed(result.error());
  close_on_paper(talk, *result);
  return exit_of(*result, ring);
}

}  // namespace firsthour::collectors
