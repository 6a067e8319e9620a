// SPDX-License-Identifier: Apache-2.0
#include "triage/network/capture/capture_reader.h"

#include "casefile/encoding.h"
#include "triage/network/capture/gzip_source.h"
#include "triage/network/capture/pcap_reader.h"
#include "triage/network/capture/pcapng_reader.h"

#include <array>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kListedLosses = 1000;

// Puts the bytes that were read for recognition back in front.
class SourceWithHead final : public ByteSource {
 public:
  SourceWithHead(std::vector<std::byte> head, ByteSource& rest) : head_{std::move(head)}, rest_{rest} {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    if (at_ == head_.size()) return rest_.read(into);
    const std::size_t n = std::min(into.size(), head_.size() - at_);
    std::memcpy(into.data(), head_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::vector<std::byte> head_;
  std::size_t at_ = 0;
  ByteSource& rest_;
};

Result<std::unique_ptr<SourceWithHead>> with_head(ByteSource& from, std::array<std::byte, 4>& head) {
  std::size_t have = 0;
  while (have < head.size()) {
    auto got = from.read(std::span{head}.subspan(have));
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) break;
    have += *got;
  }
  if (have == 0) return fail(Errc::malformed, "the capture is empty");
  if (have < 4) return fail(Errc::malformed, "no capture: it has " + std::to_string(have) + " bytes");
  return std::make_unique<SourceWithHead>(std::vector<std::byte>(head.begin(), head.end()), from);
}

Result<std::unique_ptr<CaptureReader>> open_plain(std::unique_ptr<ByteSource> from, bool may_be_gzip);

Result<std::unique_ptr<CaptureReader>> open_by_head(ByteSource& from, std::unique_ptr<ByteSource> keep,
                                                    bool may_be_gzip) {
  std::array<std::byte, 4> head{};
  auto source = with_head(from, head);
  if (!source) return tl::unexpected{source.error()};
  SourceList sources;
  if (keep) sources.push_back(std::move(keep));
  ByteSource& begin = **source;
  sources.push_back(std::move(*source));
  if (may_be_gzip && head[0] == std::byte{0x1f} && head[1] == std::byte{0x8b})
    return open_plain(std::make_unique<GzipSource>(std::move(sources)), false);
  if (be32(head, 0) == kPcapngMagic) return PcapngReader::open(std::move(sources), begin);
  if (const auto form = pcap_form(head)) return PcapReader::open(std::move(sources), begin, *form);
  return fail(Errc::malformed, "no capture: it begins with " + to_hex(head));
}

Result<std::unique_ptr<CaptureReader>> open_plain(std::unique_ptr<ByteSource> from, bool may_be_gzip) {
  ByteSource& here = *from;
  return open_by_head(here, std::move(from), may_be_gzip);
}

}  // namespace

Result<std::unique_ptr<CaptureReader>> CaptureReader::open(ByteSource& from) {
  return open_by_head(from, nullptr, true);
}

void CaptureReader::lose(std::uint64_t offset, std::uint64_t bytes, std::string what) {
  ++counts_.losses;
  counts_.lost_bytes += bytes;
  if (losses_.size() < kListedLosses) losses_.push_back({offset, bytes, std::move(what)});
}

void CaptureReader::hand_out(Packet& packet, Bytes data, std::uint32_t original, std::uint64_t offset) {
  packet.number = ++counts_.packets;
  packet.offset = offset;
  packet.data = data;
  packet.original_length = original;
  counts_.bytes += data.size();
  if (original < data.size()) {
    ++counts_.longer_than_original;
    packet.original_length = static_cast<std::uint32_t>(data.size());
  }
  if (original > data.size()) ++counts_.cut;
  ++interfaces_[packet.interface].packets;
  if (!packet.has_time) {
    ++counts_.without_time;
    return;
  }
  if (packet.time < newest_) ++counts_.back_in_time;
  newest_ = packet.time;
}

}  // namespace firsthour::triage::network
