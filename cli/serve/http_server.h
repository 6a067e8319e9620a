// SPDX-License-Identifier: Apache-2.0
// cpp-httplib with sockets of our own beneath it: the library puts no bound on the length of a line, on the
// time that a request takes to come or on the number of clients, and it keeps a place in a fixed pool of
// threads for each stream of events. Here each connection has a thread, up to a bound; a request is so many
// bytes at most and is there within some seconds; who does not take what is sent to him is let go.
#pragma once

#include "casefile/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace httplib {
class Server;
}

namespace firsthour::cli {

struct ListenAt {
  std::string host;        // a numeric address
  std::uint16_t port = 0;  // 0: any that is free
};

struct TlsFiles {
  std::string certificate, key;  // PEM
};

struct HttpBounds {
  std::size_t clients = 256;              // connections at once
  std::size_t request_bytes = 96 * 1024;  // head and body
  std::chrono::seconds request_time{10};  // from its first byte to its last
  std::chrono::seconds idle{30};          // between requests
  std::chrono::seconds write_time{5};     // without progress
};

class HttpServer {
 public:
  virtual ~HttpServer() = default;
  // Bound and listening when this returns; `busy` when the port is taken.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> open(const ListenAt& at,
                                                                const std::optional<TlsFiles>& tls,
                                                                const HttpBounds& bounds = {});
  // Where handlers are put, before run().
  [[nodiscard]] virtual httplib::Server& routes() = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  // Answers until stop(); returns when the last connection is over.
  virtual void run() = 0;
  // May be called from another thread, also before run().
  virtual void stop() = 0;
};

}  // namespace firsthour::cli
