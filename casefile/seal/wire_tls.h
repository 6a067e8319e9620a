// SPDX-License-Identifier: Apache-2.0
// TLS 1.3 over one connected socket, authenticated at both ends by a pre-shared key and nothing else.
#pragma once

#include "casefile/freed.h"
#include "casefile/result.h"

#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace firsthour {

class WireTls {
 public:
  enum class End { sender, receiver };
  // The handshake. `code` as wire_code_from() gives it; `denied` when the other end has another one. `go_on`
  // is asked whenever the socket's patience for receiving is over: a byte now and then keeps nobody's door.
  [[nodiscard]] static Result<std::unique_ptr<WireTls>> start(int socket, End end, std::string code,
                                                              const std::function<bool()>& go_on);

  [[nodiscard]] Result<> write(std::span<const std::byte> data);
  // 0 = the other end has ended, in order or not; timed_out when nothing came within the socket's patience.
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into);
  void end_writing();

 private:
  explicit WireTls(std::string code) : code_{std::move(code)} {}
  static int give_key(SSL* ssl, const EVP_MD* digest, const unsigned char** identity, std::size_t* length,
                      SSL_SESSION** session);
  static int find_key(SSL* ssl, const unsigned char* identity, std::size_t length, SSL_SESSION** session);
  [[nodiscard]] SSL_SESSION* session(SSL* ssl) const;

  std::string code_;
  std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Freed<SSL_free>> ssl_;
};

}  // namespace firsthour
