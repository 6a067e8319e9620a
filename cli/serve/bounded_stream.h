// SPDX-License-Identifier: Apache-2.0
// One connection as the HTTP library reads and writes it, plain or TLS, with bounds on what a request may
// bring, how long it may take, and how long a write may stand still.
#pragma once

#include "cli/serve/http_server.h"

#include <httplib.h>

#include <chrono>
#include <string>

namespace firsthour::cli {

class BoundedStream final : public httplib::Stream {
 public:
  // `ssl` is null for a plain connection; it and the socket stay the caller's. The socket must not block.
  BoundedStream(int socket, SSL* ssl, const HttpBounds& bounds);

  // The handshake of TLS, within the time of a request.
  [[nodiscard]] bool accept();
  // True when a request begins within the idle time; its bounds count from now.
  [[nodiscard]] bool next_request();

  [[nodiscard]] bool is_readable() const override;
  // False when the peer has gone, too.
  [[nodiscard]] bool is_writable() const override;
  ssize_t read(char* into, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& address, int& port) const override;
  void get_local_ip_and_port(std::string& address, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] bool wait_for(short what, Clock::time_point until) const;
  // What a failed call of TLS waits for; 0 when it is over.
  [[nodiscard]] short wanted(int result) const;

  int socket_;
  SSL* ssl_;
  HttpBounds bounds_;
  std::size_t left_;
  Clock::time_point deadline_;
};

}  // namespace firsthour::cli
