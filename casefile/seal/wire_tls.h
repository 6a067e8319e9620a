// SPDX-License-Identifier: Apache-2.0
// TLS 1.3 over one connected socket, authenticated at both ends by a pre-shared key and nothing else.
#pragma once

#include "casefile/freed.h"
#include "casefile/result.h"

#include <openssl/ssl.h>

#include <memory>
#include <span>
#include <string>

namespace firsthour {

class WireTls {
 public:
  enum class End { sender, receiver };
  // The handshake, until it is over. `code` as wire_code_from() gives it; `denied` when the other end has
  // another one, or is silent for longer than the socket's patience.
  [[nodiscard]] static Result<std::unique_ptr<WireTls>> start(int socket, End end, std::string code);
  // The same in steps, for a socket that does not block.
  [[nodiscard]] static Result<std::unique_ptr<WireTls>> begin(int socket, End end, std::string code);
  enum class Step { done, waiting, refused };
  [[nodiscard]] Step step();

  [[nodiscard]] Result<> write(std::span<const std::byte> data);
  // 0 = the other end has ended, in order or not; timed_out when nothing came within the socket's patience.
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into);
  void end_writing();

 private:
  WireTls(End end, std::string code) : end_{end}, code_{std::move(code)} {}
  static int give_key(SSL* ssl, const EVP_MD* digest, const unsigned char** identity, std::size_t* length,
                      SSL_SESSION** session);
  static int find_key(SSL* ssl, const unsigned char* identity, std::size_t length, SSL_SESSION** session);
  [[nodiscard]] SSL_SESSION* session(SSL* ssl) const;

  End end_ = End::sender;
  std::string code_;
  std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Freed<SSL_free>> ssl_;
};

}  // namespace firsthour
