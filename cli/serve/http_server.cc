// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/http_server.h"

#include "casefile/descriptor.h"
#include "casefile/freed.h"
#include "cli/serve/bounded_stream.h"
#include "cli/serve/connection_threads.h"

#include <fcntl.h>
#include <httplib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <atomic>

namespace firsthour::cli {
namespace {

using Tls = std::unique_ptr<SSL, Freed<SSL_free>>;

Tls tls_of(httplib::Server&, int) { return nullptr; }
Tls tls_of(httplib::SSLServer& server, int socket) {
  Tls tls{SSL_new(server.ssl_context())};
  if (tls && SSL_set_fd(tls.get(), socket) != 1) tls.reset();
  return tls;
}
constexpr bool is_tls(const httplib::Server*) { return false; }
constexpr bool is_tls(const httplib::SSLServer*) { return true; }

// `Base` is the library's plain or its TLS server.
template <class Base>
class Listening final : public HttpServer, private Base {
 public:
  template <class... Arguments>
  explicit Listening(const HttpBounds& bounds, const Arguments&... arguments)
      : Base{arguments...}, bounds_{bounds} {
    Base::new_task_queue = [most = bounds.clients] { return new ConnectionThreads{most}; };
    // The library's own also sets SO_REUSEPORT, with which a second process could take part of the clients.
    Base::set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    Base::set_payload_max_length(bounds.request_bytes);
    Base::set_keep_alive_max_count(1000);
  }

  [[nodiscard]] Result<> bind(const ListenAt& at) {
    if (!Base::is_valid()) return fail(Errc::malformed, "cannot use this certificate and key");
    const int port = at.port == 0                           ? Base::bind_to_any_port(at.host)
                     : Base::bind_to_port(at.host, at.port) ? at.port
                                                            : -1;
    if (port <= 0)
      return fail(Errc::busy, "cannot listen on " + at.host + ":" + std::to_string(at.port) +
                                  ": no such address here, or in use");
    port_ = static_cast<std::uint16_t>(port);
    // Fifty browsers that come at once overrun the library's queue of five.
    ::listen(Base::svr_sock_, 128);
    ::fcntl(Base::svr_sock_, F_SETFD, FD_CLOEXEC);
    return {};
  }

  [[nodiscard]] httplib::Server& routes() override { return *this; }
  [[nodiscard]] std::uint16_t port() const override { return port_; }
  void run() override {
    if (!stopping_) Base::listen_after_bind();
  }
  void stop() override {
    stopping_ = true;
    // Base::stop() does nothing before listen_after_bind() has begun; a closed queue of the socket ends both.
    const int socket = Base::svr_sock_;
    if (socket >= 0) ::shutdown(socket, SHUT_RDWR);
  }

 private:
  bool process_and_close_socket(socket_t number) override {
    const Descriptor socket{number};
    if (ConnectionThreads::crowded() || stopping_) return turn_away(number);
    const int yes = 1;
    ::setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::fcntl(number, F_SETFL, ::fcntl(number, F_GETFL) | O_NONBLOCK);
    ::fcntl(number, F_SETFD, FD_CLOEXEC);
    const Tls tls = tls_of(*this, number);
    if (is_tls(this) && !tls) return false;
    BoundedStream stream{number, tls.get(), bounds_};
    if (!stream.accept()) return false;
    bool over = false;
    while (!over && !stopping_ && stream.next_request()) {
      const bool answered = Base::process_request(stream, false, over, [&](httplib::Request& request) {
        if constexpr (is_tls(static_cast<Base*>(nullptr))) request.ssl = tls.get();
      });
      if (!answered) return false;
    }
    if (tls) SSL_shutdown(tls.get());
    ::shutdown(number, SHUT_WR);
    return true;
  }

  static bool turn_away(socket_t number) {
    constexpr std::string_view kCrowded =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: "
        "close\r\n\r\n";
    if constexpr (!is_tls(static_cast<Base*>(nullptr)))
      ::send(number, kCrowded.data(), kCrowded.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return false;
  }

  HttpBounds bounds_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
};

template <class Base, class... Arguments>
Result<std::unique_ptr<HttpServer>> bound(const ListenAt& at, const HttpBounds& bounds,
                                          const Arguments&... arguments) {
  auto server = std::make_unique<Listening<Base>>(bounds, arguments...);
  if (auto listening = server->bind(at); !listening) return tl::unexpected{listening.error()};
  return std::unique_ptr<HttpServer>{std::move(server)};
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::open(const ListenAt& at, const std::optional<TlsFiles>& tls,
                                                     const HttpBounds& bounds) {
  if (!tls) return bound<httplib::Server>(at, bounds);
  const auto settings = [files = *tls](SSL_CTX& context) {
    return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_use_certificate_chain_file(&context, files.certificate.c_str()) == 1 &&
           SSL_CTX_use_PrivateKey_file(&context, files.key.c_str(), SSL_FILETYPE_PEM) == 1 &&
           SSL_CTX_check_private_key(&context) == 1;
  };
  return bound<httplib::SSLServer>(at, bounds, std::function<bool(SSL_CTX&)>{settings});
}

}  // namespace firsthour::cli
