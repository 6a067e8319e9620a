// SPDX-License-Identifier: Apache-2.0
// Real packets on the loopback.
#include "casefile/descriptor.h"
#include "collectors/traffic/interface_choice.h"
#include "collectors/traffic/traffic.h"
#include "tests/support/host_run.h"
#include "tests/unit/traffic/pcapng_file.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <thread>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;

TrafficOptions on(std::string interface, std::string filter = {}) {
  TrafficOptions options;
  options.interfaces = {std::move(interface)};
  options.filter = std::move(filter);
  options.seconds = 1s;
  return options;
}

// A receiver of the test, and packets to it that nobody else sends.
class Talk {
 public:
  Talk() {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address_), sizeof address_);
    socklen_t size = sizeof address_;
    ::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address_), &size);
  }
  [[nodiscard]] int port() const { return ntohs(address_.sin_port); }
  void send(std::uint32_t number) const {
    (void)::sendto(fd_.get(), &number, sizeof number, 0, reinterpret_cast<const sockaddr*>(&address_),
                   sizeof address_);
  }

 private:
  Descriptor fd_{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address_{};
};

// A capture in a thread of its own, which has begun when the constructor returns and is stopped by hand: what
// was sent in between must be in the file however slow the machine is.
class Running {
 public:
  explicit Running(TrafficOptions options) : options_{std::move(options)} {
    options_.seconds = 3600s;
    run.context.stop = &stop_;
    const auto before = packet_sockets();
    thread_ = std::thread{[this] { outcome = collect_traffic(run.context, options_); }};
    for (int i = 0; i < 3000 && packet_sockets() == before; ++i) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(300ms);  // from the socket to its filter
  }
  ~Running() { finish(); }
  void finish() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  // Waits for the capture to end by itself.
  void wait() { thread_.join(); }
  [[nodiscard]] const tests::KeptItem& item() const { return *run.out.find("capture", "traffic.pcapng"); }

  HostRun run;
  SourceOutcome outcome;

 private:
  [[nodiscard]] std::ptrdiff_t packet_sockets() const {
    const auto text = run.host->read("/proc/net/packet", 1 << 20);
    return text ? std::ranges::count(text->bytes, '\n') : 0;
  }
  TrafficOptions options_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

bool may_capture() { return Descriptor{::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)}.get() >= 0; }

TEST(Traffic, HoldsEveryPacketThatWasSent) {
  if (!may_capture()) GTEST_SKIP() << "a capture needs CAP_NET_RAW";
  constexpr std::uint32_t kPackets = 500;
  const Talk talk;
  Running capture{on("lo", "udp and dst port " + std::to_string(talk.port()))};
  for (std::uint32_t i = 0; i < kPackets; ++i) talk.send(i);
  capture.finish();

  const auto blocks = blocks_of(capture.item().bytes);
  const auto packets = of_type(blocks, 6);
  ASSERT_THAT(packets, SizeIs(kPackets)) << capture.outcome.reason;
  for (std::uint32_t i = 0; i < kPackets; ++i) {
    // Ethernet 14, IPv4 20, UDP 8, then the number
    EXPECT_EQ(packets[i].at<std::uint32_t>(20 + 42), i);
  }
  const auto& attributes = capture.item().item.attributes;
  EXPECT_EQ(attributes.at("capture.packets"), std::to_string(kPackets));
  // The kernel counts a packet of the loopback on its way out too; libpcap hands on the one that comes in.
  EXPECT_GE(std::stoul(attributes.at("capture.received.lo")), kPackets);
  EXPECT_EQ(attributes.at("capture.dropped_by_kernel.lo"), "0");
  EXPECT_EQ(capture.outcome.records, kPackets);
  EXPECT_THAT(of_type(blocks, 5), SizeIs(1));
}

TEST(Traffic, IsCompleteWhenItsTimeIsOver) {
  if (!may_capture()) GTEST_SKIP() << "a capture needs CAP_NET_RAW";
  HostRun run;
  const auto outcome = collect_traffic(run.context, on("lo", "vlan 4000"));
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_EQ(outcome.items, 1u);
  const auto blocks = blocks_of(run.out.find("capture", "traffic.pcapng")->bytes);
  EXPECT_THAT(blocks, SizeIs(3)) << "header, interface, counters: no packet is a fact too";
}

TEST(Traffic, CutsPacketsAtTheSnapLength) {
  if (!may_capture()) GTEST_SKIP() << "a capture needs CAP_NET_RAW";
  const Talk talk;
  auto options = on("lo", "udp and dst port " + std::to_string(talk.port()));
  options.snap_length = 40;
  Running capture{options};
  talk.send(7);
  capture.finish();
  const auto packets = of_type(blocks_of(capture.item().bytes), 6);
  ASSERT_THAT(packets, SizeIs(1));
  EXPECT_EQ(packets[0].at<std::uint32_t>(12), 40u);
  EXPECT_EQ(packets[0].at<std::uint32_t>(16), 46u);
}

TEST(Traffic, StopsWhenAskedAndSaysSo) {
  if (!may_capture()) GTEST_SKIP() << "a capture needs CAP_NET_RAW";
  HostRun run;
  std::atomic<bool> stop{true};
  run.context.stop = &stop;
  auto options = on("lo");
  options.seconds = 3600s;
  const auto outcome = collect_traffic(run.context, options);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("stopped"));
  EXPECT_NE(run.out.find("capture", "traffic.pcapng"), nullptr) << "what was captured is kept";
}

TEST(Traffic, KeepsTheRestWhenOneInterfaceIsNotThere) {
  if (!may_capture()) GTEST_SKIP() << "a capture needs CAP_NET_RAW";
  HostRun run;
  auto options = on("lo");
  options.interfaces.push_back("nosuch0");
  options.seconds = 1s;
  const auto outcome = collect_traffic(run.context, options);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("no interface nosuch0"));
  EXPECT_THAT(of_type(blocks_of(run.out.find("capture", "traffic.pcapng")->bytes), 1), SizeIs(1));
}

TEST(Traffic, SaysThatAnInterfaceVanished) {
  if (!may_capture()) GTEST_SKIP() << "a capture needs CAP_NET_RAW";
  Descriptor tun{::open("/dev/net/tun", O_RDWR | O_CLOEXEC)};
  ifreq request{};
  std::strcpy(request.ifr_name, "fhtest%d");
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (!tun || ::ioctl(tun.get(), TUNSETIFF, &request) != 0) GTEST_SKIP() << "no tunnel interface can be made";
  const std::string name = request.ifr_name;
  const Descriptor any{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  request.ifr_flags = IFF_UP;
  ASSERT_EQ(::ioctl(any.get(), SIOCSIFFLAGS, &request), 0);
  Running capture{on(name)};
  tun.reset();
  capture.wait();
  EXPECT_EQ(capture.outcome.outcome, Outcome::partial);
  EXPECT_THAT(capture.outcome.reason, HasSubstr(name));
}

TEST(Traffic, IsDeniedWithoutThePrivilege) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a privilege up";
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(3);
    HostRun run;
    const auto outcome = collect_traffic(run.context, on("lo"));
    const bool right =
        outcome.outcome == Outcome::denied && outcome.reason.find("CAP_NET_RAW") != std::string::npos;
    ::_exit(right && run.out.items().empty() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Traffic, RefusesAFilterWithNames) {
  HostRun run;
  const auto outcome = collect_traffic(run.context, on("lo", "port http"));
  EXPECT_EQ(outcome.outcome, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("\"http\""));
  EXPECT_THAT(run.out.items(), SizeIs(0));
}

TEST(Traffic, RefusesNamesThatStandForSomethingElse) {
  HostRun run;
  EXPECT_EQ(check_interface(*run.host, "usbmon1").error().code, Errc::denied);
  EXPECT_EQ(check_interface(*run.host, "any").error().code, Errc::denied);
  EXPECT_EQ(check_interface(*run.host, "../lo").error().code, Errc::not_found);
  EXPECT_TRUE(check_interface(*run.host, "lo"));
}

TEST(Traffic, ChoosesNoLoopbackByItself) {
  HostRun run;
  EXPECT_THAT(choose_interfaces(*run.host).names, testing::Not(testing::Contains("lo")));
}

}  // namespace
}  // namespace firsthour::collectors
