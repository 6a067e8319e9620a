// SPDX-License-Identifier: Apache-2.0
// Both ends of wire.h over loopback; `openssl` as the other side is in tests/scenario/collectors_wire.sh.
#include "casefile/wire.h"

#include "casefile/digest.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace firsthour {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span{text}); }

struct Ends {
  // A port that nobody uses now: found by trying.
  explicit Ends(std::string code) {
    for (std::uint16_t port = 20'431; !source; ++port) {
      auto made = WireSource::listen({WireAddress::Role::listen, "127.0.0.1", port}, code,
                                     [this] { return stop.load(); });
      if (!made) continue;
      source = std::move(*made);
      to = {code.empty() ? WireAddress::Role::tcp : WireAddress::Role::tls, "127.0.0.1", port};
    }
  }
  Result<std::string> received() const { return read_all(*source, 1 << 30); }

  std::atomic<bool> stop{false};
  std::unique_ptr<WireSource> source;
  WireAddress to;
};

const std::string kCode = "0123456789ABCDEFGHJK";

TEST(WireAddress, IsASchemeANumberAndAPort) {
  const auto four = parse_wire_address("tls://192.0.2.7:7443").value();
  ASSERT_TRUE(four);
  EXPECT_EQ(four->host, "192.0.2.7");
  EXPECT_EQ(four->port, 7443);
  EXPECT_EQ(parse_wire_address("tcp://[2001:db8::7]:1").value()->host, "2001:db8::7");
  EXPECT_EQ(parse_wire_address("listen://0.0.0.0:9").value()->role, WireAddress::Role::listen);
  for (const char* file : {"web01.tar", "-", "", "file://x", "C://x", "/tmp/tls:/x"})
    EXPECT_FALSE(parse_wire_address(file).value()) << file;
  for (const char* wrong :
       {"tls://host.example:7443", "tls://192.0.2.7", "tls://192.0.2.7:0", "tls://192.0.2.7:65536",
        "tls://2001:db8::7:7443", "tls://[192.0.2.7]:7443", "tls://:7443", "tls://192.0.2.7:7443/x"})
    EXPECT_EQ(parse_wire_address(wrong).error().code, Errc::usage) << wrong;
}

TEST(WireCode, IsReadAsPeopleTypeIt) {
  const std::string code = new_wire_code().value();
  EXPECT_EQ(code.size(), 23U);
  EXPECT_NE(code, new_wire_code().value());
  EXPECT_EQ(wire_code_from("0o1il-23456 789ab-cdefg"),
            "001112345678"
            "9ABCDEFG");
  EXPECT_FALSE(wire_code_from("01234-56789-ABCDE-FGHJ"));
  EXPECT_FALSE(wire_code_from("01234-56789-ABCDE-FGHJU")) << "U is no letter of the alphabet";
}

TEST(Wire, BytesArriveAndTheSenderIsTold) {
  for (const std::string& code : {kCode, std::string{}}) {
    Ends ends{code};
    const std::string sent(3'000'000, 'x');
    std::string answer;
    std::thread sender{[&] {
      auto sink = WireSink::connect(ends.to, code).value();
      ASSERT_TRUE(sink->write(bytes_of(sent)));
      answer = sink->finish().value();
    }};
    EXPECT_EQ(ends.received().value(), sent);
    sender.join();
    EXPECT_EQ(answer, sha256(sent).hex());
    EXPECT_TRUE(ends.source->peer().starts_with("127.0.0.1:"));
  }
}

TEST(Wire, WithoutTheCodeNobodyGetsInAndTheRightOneStillDoes) {
  Ends ends{kCode};
  std::string refusal;
  std::thread senders{[&] {
    const auto stranger = WireSink::connect(ends.to, "ZZZZZZZZZZZZZZZZZZZZ");
    refusal = stranger ? "let in" : stranger.error().what;
    // Plain bytes, too, as a port scanner sends them.
    auto scanner = WireSink::connect({WireAddress::Role::tcp, ends.to.host, ends.to.port}, "").value();
    static_cast<void>(scanner->write(bytes_of("GET / HTTP/1.0\r\n\r\n")));
    static_cast<void>(scanner->finish());
    auto sink = WireSink::connect(ends.to, kCode).value();
    static_cast<void>(sink->write(bytes_of("evidence")));
    static_cast<void>(sink->finish());
  }};
  EXPECT_EQ(ends.received().value(), "evidence");
  senders.join();
  EXPECT_NE(refusal.find("does not know the code"), std::string::npos) << refusal;
  EXPECT_EQ(ends.source->refused(), 2U);
}

// Strangers that connected and said nothing, or a byte now and then, kept the sender out: they were greeted
// one after the other, twenty seconds each, before a queue of four.
TEST(Wire, TheSilentKeepNobodyWaitingHoweverMany) {
  Ends ends{kCode};
  std::thread senders{[&] {
    std::vector<std::unique_ptr<WireSink>> strangers;
    for (int i = 0; i < 300; ++i) {
      strangers.push_back(
          WireSink::connect({WireAddress::Role::tcp, ends.to.host, ends.to.port}, "").value());
      if (i % 2 == 0) static_cast<void>(strangers.back()->write(bytes_of("\x16\x03")));
    }
    auto sink = WireSink::connect(ends.to, kCode).value();
    static_cast<void>(sink->write(bytes_of("evidence")));
    static_cast<void>(sink->finish());
  }};
  EXPECT_EQ(ends.received().value(), "evidence");
  senders.join();
  EXPECT_GE(ends.source->refused(), 300U - 256U) << "those that came first had to go";
}

TEST(Wire, ASenderThatVanishesLeavesWhatCame) {
  Ends ends{kCode};
  std::thread sender{[&] {
    auto sink = WireSink::connect(ends.to, kCode).value();
    static_cast<void>(sink->write(bytes_of("the first half")));
  }};
  EXPECT_EQ(ends.received().value(), "the first half");
  sender.join();
}

// A stranger that connects and says nothing, or a sender that falls silent, kept the receiver for ever.
TEST(Wire, AStopEndsASilentConnection) {
  for (const bool greeted : {false, true}) {
    Ends ends{kCode};
    std::unique_ptr<WireSink> silent;
    std::thread sender{[&] {
      const auto to = greeted ? ends.to : WireAddress{WireAddress::Role::tcp, ends.to.host, ends.to.port};
      silent = WireSink::connect(to, kCode).value();
      std::this_thread::sleep_for(std::chrono::milliseconds{300});
      ends.stop = true;
    }};
    const auto received = ends.received();
    sender.join();
    if (greeted)
      EXPECT_EQ(received.value(), "");
    else
      EXPECT_EQ(received.error().code, Errc::interrupted);
  }
}

TEST(Wire, AStopEndsTheWaiting) {
  Ends ends{kCode};
  ends.stop = true;
  EXPECT_EQ(ends.received().error().code, Errc::interrupted);
}

TEST(Wire, NobodyListeningIsSaid) {
  Ends ends{kCode};
  ends.source.reset();
  EXPECT_NE(WireSink::connect(ends.to, kCode).error().what.find("Connection refused"), std::string::npos);
}

}  // namespace
}  // namespace firsthour
