// SPDX-License-Identifier: Apache-2.0
// Sends numbered Ethernet frames as fast as it may, for tests of captures: frame_sender IF COUNT BYTES
// [MEGABITS]. The last line on standard output is how many the kernel took.
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

namespace {

constexpr unsigned kAtOnce = 64;
constexpr std::uint16_t kLocalExperimental = 0x88b5;  // IEEE 802: for experiments

class Sender {
 public:
  Sender(const char* interface, std::size_t bytes) : frames_(kAtOnce, std::vector<std::uint8_t>(bytes)) {
    socket_ = ::socket(AF_PACKET, SOCK_RAW, 0);
    to_.sll_family = AF_PACKET;
    to_.sll_ifindex = static_cast<int>(::if_nametoindex(interface));
    to_.sll_halen = 6;
    std::memset(to_.sll_addr, 0xff, 6);
    for (unsigned i = 0; i < kAtOnce; ++i) {
      std::memset(frames_[i].data(), 0xff, 6);
      frames_[i][6] = 2;  // a source of local administration
      frames_[i][12] = kLocalExperimental >> 8;
      frames_[i][13] = kLocalExperimental & 0xff;
      pieces_[i] = {frames_[i].data(), bytes};
      messages_[i].msg_hdr.msg_name = &to_;
      messages_[i].msg_hdr.msg_namelen = sizeof to_;
      messages_[i].msg_hdr.msg_iov = &pieces_[i];
      messages_[i].msg_hdr.msg_iovlen = 1;
    }
  }
  [[nodiscard]] bool good() const { return socket_ >= 0 && to_.sll_ifindex != 0; }
  // How many went out, of `count` at most.
  unsigned send(std::uint64_t first, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      const std::uint64_t number = first + i;
      std::memcpy(frames_[i].data() + 14, &number, sizeof number);
    }
    const int sent = ::sendmmsg(socket_, messages_.data(), count, 0);
    return sent < 0 ? 0 : static_cast<unsigned>(sent);
  }

 private:
  int socket_ = -1;
  sockaddr_ll to_{};
  std::vector<std::vector<std::uint8_t>> frames_;
  std::array<iovec, kAtOnce> pieces_{};
  std::array<mmsghdr, kAtOnce> messages_{};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::uint64_t count = std::strtoull(argv[2], nullptr, 10),
                      bytes = std::strtoull(argv[3], nullptr, 10);
  const double megabits = argc > 4 ? std::strtod(argv[4], nullptr) : 0;
  Sender sender{argv[1], bytes};
  if (!sender.good() || bytes < 60) return 1;
  const auto begun = std::chrono::steady_clock::now();
  std::uint64_t sent = 0;
  while (sent < count) {
    if (megabits > 0) {
      const double due = static_cast<double>(sent) * static_cast<double>(bytes) * 8 / (megabits * 1e6);
      std::this_thread::sleep_until(
          begun + std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(due)));
    }
    const auto left = count - sent;
    const unsigned went = sender.send(sent, left < kAtOnce ? static_cast<unsigned>(left) : kAtOnce);
    if (went == 0 && errno != ENOBUFS && errno != EAGAIN) return 1;
    sent += went;
  }
  std::printf("%llu\n", static_cast<unsigned long long>(sent));
  return 0;
}
