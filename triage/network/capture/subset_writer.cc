// SPDX-License-Identifier: Apache-2.0
#include "triage/network/capture/subset_writer.h"

#include "casefile/encoding.h"

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kPiece = 256 * 1024;

void put16(std::string& to, std::uint32_t v) {
  to += static_cast<char>(v & 0xff);
  to += static_cast<char>(v >> 8 & 0xff);
}
void put32(std::string& to, std::uint32_t v) {
  put16(to, v & 0xffff);
  put16(to, v >> 16);
}
void pad(std::string& to) {
  while (to.size() % 4 != 0) to += '\0';
}
void put_option(std::string& to, std::uint32_t code, std::string_view value) {
  if (value.empty()) return;
  value = value.substr(0, 0xffff);
  put16(to, code);
  put16(to, static_cast<std::uint32_t>(value.size()));
  to += value;
  pad(to);
}

}  // namespace

Result<> SubsetWriter::block(std::uint32_t type, std::string_view body) {
  const auto length = static_cast<std::uint32_t>(body.size() + 12);
  put32(pending_, type);
  put32(pending_, length);
  pending_ += body;
  put32(pending_, length);
  if (pending_.size() < kPiece) return {};
  return commit();
}

Result<> SubsetWriter::commit() {
  auto written = to_.write(as_bytes(pending_));
  pending_.clear();
  return written;
}

Result<> SubsetWriter::begin() {
  std::string body;
  put32(body, 0x1a2b3c4d);
  put16(body, 1);
  put16(body, 0);
  body.append(8, '\xff');  // the section's length is not known yet
  put_option(body, 4, "Firsthour");
  put32(body, 0);
  return block(0x0a0d0d0a, body);
}

Result<> SubsetWriter::put(const Packet& packet, const std::vector<CaptureInterface>& interfaces) {
  if (numbers_.size() < interfaces.size()) numbers_.resize(interfaces.size(), UINT32_MAX);
  if (numbers_[packet.interface] == UINT32_MAX) {
    const CaptureInterface& from = interfaces[packet.interface];
    std::string body;
    put16(body, packet.link_type);
    put16(body, 0);
    put32(body, from.snap_length);
    put_option(body, 2, from.name);
    put_option(body, 3, from.description);
    put_option(body, 9, "\x09");
    put32(body, 0);
    if (auto written = block(1, body); !written) return written;
    numbers_[packet.interface] = interfaces_++;
  }
  std::string body;
  body.reserve(32 + packet.data.size());
  const auto stamp = static_cast<std::uint64_t>(packet.time);
  put32(body, numbers_[packet.interface]);
  put32(body, static_cast<std::uint32_t>(stamp >> 32));
  put32(body, static_cast<std::uint32_t>(stamp));
  put32(body, static_cast<std::uint32_t>(packet.data.size()));
  put32(body, packet.original_length);
  body += text_of(packet.data);
  pad(body);
  ++packets_;
  return block(6, body);
}

}  // namespace firsthour::triage::network
