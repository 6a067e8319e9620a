// SPDX-License-Identifier: Apache-2.0
#include "casefile/wire.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/seal/wire_door.h"
#include "casefile/seal/wire_socket.h"
#include "casefile/seal/wire_tls.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace firsthour {
namespace {

using namespace std::chrono_literals;

constexpr auto kNoProgress = 60s, kHandshake = 20s, kAnswer = 30s, kLookAround = 1s;
constexpr std::size_t kAnswerSize = 65;  // 64 hex digits and a newline

Result<> send_all(int socket, std::span<const std::byte> data) {
  while (!data.empty()) {
    const ssize_t put = ::send(socket, data.data(), data.size(), MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail_errno("cannot send", errno == EAGAIN ? ETIMEDOUT : errno);
    data = data.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

// 0 = the other end has ended, in order or not; timed_out when nothing came within the socket's patience.
Result<std::size_t> receive(int socket, std::span<std::byte> into) {
  const ssize_t got = ::recv(socket, into.data(), into.size(), 0);
  if (got >= 0) return static_cast<std::size_t>(got);
  if (errno == EINTR || errno == EAGAIN) return fail(Errc::timed_out, "nothing came");
  return std::size_t{0};
}

class Sender final : public WireSink {
 public:
  Sender(Descriptor socket, std::unique_ptr<WireTls> tls) : socket_{std::move(socket)}, tls_{std::move(tls)} {
    set_patience(socket_.get(), kAnswer, kNoProgress);
  }
  Result<> write(std::span<const std::byte> data) override {
    return tls_ ? tls_->write(data) : send_all(socket_.get(), data);
  }
  Result<std::string> finish() override {
    if (tls_) tls_->end_writing();
    ::shutdown(socket_.get(), SHUT_WR);
    std::array<std::byte, kAnswerSize> answer{};
    std::size_t have = 0;
    while (have < answer.size()) {
      const auto room = std::span{answer}.subspan(have);
      const auto got = tls_ ? tls_->read(room) : receive(socket_.get(), room);
      if (!got || *got == 0) break;
      have += *got;
    }
    const std::string text{reinterpret_cast<const char*>(answer.data()), have};
    const bool digest = have == kAnswerSize && text.back() == '\n' && Sha256::from_hex(text.substr(0, 64));
    return digest ? text.substr(0, 64) : std::string{};
  }

 private:
  Descriptor socket_;
  std::unique_ptr<WireTls> tls_;
};

class Receiver final : public WireSource {
 public:
  Receiver(Descriptor listener, std::string code, std::function<bool()> stop)
      : listener_{std::move(listener)}, door_{listener_.get(), std::move(code)}, stop_{std::move(stop)} {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (ended_) return std::size_t{0};
    if (!socket_) {
      if (auto came = wait(); !came) return tl::unexpected{came.error()};
    }
    for (;;) {
      if (stop_()) return end();
      const auto got = tls_ ? tls_->read(into) : receive(socket_.get(), into);
      if (!got) continue;  // nothing came yet
      if (*got == 0) return end();
      hasher_.update(into.first(*got));
      return *got;
    }
  }
  const std::string& peer() const override { return peer_; }
  std::uint64_t refused() const override { return refused_; }

 private:
  Result<> wait() {
    auto guest = door_.wait(stop_);
    if (!guest) return tl::unexpected{guest.error()};
    socket_ = std::move(guest->accepted.socket);
    peer_ = std::move(guest->accepted.peer);
    tls_ = std::move(guest->tls);
    set_patience(socket_.get(), kLookAround, kNoProgress);
    refused_ = door_.refused();
    door_ = WireDoor{-1, {}};
    listener_.reset();
    return {};
  }

  // Tells the sender what arrived. One that has gone already needs no answer.
  [[nodiscard]] std::size_t end() {
    ended_ = true;
    const std::string answer = hasher_.finish_hex() + "\n";
    const auto bytes = std::as_bytes(std::span{answer});
    if (tls_) {
      static_cast<void>(tls_->write(bytes));
      tls_->end_writing();
    } else {
      static_cast<void>(send_all(socket_.get(), bytes));
    }
    ::shutdown(socket_.get(), SHUT_WR);
    return 0;
  }

  Descriptor listener_, socket_;
  WireDoor door_;
  std::string peer_;
  std::function<bool()> stop_;
  std::unique_ptr<WireTls> tls_;
  Hasher hasher_{Algorithm::sha256};
  std::uint64_t refused_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<WireSink>> WireSink::connect(const WireAddress& to, const std::string& code) {
  auto socket = connect_wire(to);
  if (!socket) return tl::unexpected{socket.error()};
  std::unique_ptr<WireTls> tls;
  if (to.role == WireAddress::Role::tls) {
    set_patience(socket->get(), kHandshake, kHandshake);
    auto started = WireTls::start(socket->get(), WireTls::End::sender, code);
    if (!started) return fail(to.host, started.error());
    tls = std::move(*started);
  }
  return std::make_unique<Sender>(std::move(*socket), std::move(tls));
}

Result<std::unique_ptr<WireSource>> WireSource::listen(const WireAddress& at, std::string code,
                                                       std::function<bool()> stop) {
  auto listener = listen_wire(at);
  if (!listener) return tl::unexpected{listener.error()};
  return std::make_unique<Receiver>(std::move(*listener), std::move(code), std::move(stop));
}

}  // namespace firsthour
