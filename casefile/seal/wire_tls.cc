// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/wire_tls.h"

#include "casefile/digest.h"

#include <openssl/err.h>

#include <algorithm>
#include <limits>
#include <string_view>

namespace firsthour {
namespace {

constexpr std::string_view kIdentity = "firsthour";
// The cipher suite whose hash the key is bound to (RFC 8446, 4.2.11); also what `openssl s_server -psk`
// takes.
constexpr unsigned char kAes128GcmSha256[] = {0x13, 0x01};

WireTls* of(SSL* ssl) { return static_cast<WireTls*>(SSL_get_app_data(ssl)); }

std::string reason() {
  const unsigned long error = ERR_peek_last_error();
  const char* text = error == 0 ? nullptr : ERR_reason_error_string(error);
  ERR_clear_error();
  return text == nullptr ? "the connection broke" : text;
}

}  // namespace

SSL_SESSION* WireTls::session(SSL* ssl) const {
  const Sha256 key = sha256(code_);
  std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>> made{SSL_SESSION_new()};
  const SSL_CIPHER* cipher = SSL_CIPHER_find(ssl, kAes128GcmSha256);
  const bool good =
      made != nullptr && cipher != nullptr &&
      SSL_SESSION_set1_master_key(made.get(), reinterpret_cast<const unsigned char*>(key.bytes.data()),
                                  key.bytes.size()) == 1 &&
      SSL_SESSION_set_cipher(made.get(), cipher) == 1 &&
      SSL_SESSION_set_protocol_version(made.get(), TLS1_3_VERSION) == 1;
  return good ? made.release() : nullptr;
}

int WireTls::give_key(SSL* ssl, const EVP_MD* digest, const unsigned char** identity, std::size_t* length,
                      SSL_SESSION** session) {
  *session = nullptr;
  if (digest != nullptr && EVP_MD_is_a(digest, "SHA256") == 0) return 1;  // another suite's turn
  *session = of(ssl)->session(ssl);
  *identity = reinterpret_cast<const unsigned char*>(kIdentity.data());
  *length = kIdentity.size();
  return *session == nullptr ? 0 : 1;
}

int WireTls::find_key(SSL* ssl, const unsigned char* identity, std::size_t length, SSL_SESSION** session) {
  const std::string_view given{reinterpret_cast<const char*>(identity), length};
  *session = given == kIdentity ? of(ssl)->session(ssl) : nullptr;
  return 1;
}

Result<std::unique_ptr<WireTls>> WireTls::begin(int socket, End end, std::string code) {
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  std::unique_ptr<WireTls> tls{new WireTls{end, std::move(code)}};
  tls->context_.reset(SSL_CTX_new(end == End::sender ? TLS_client_method() : TLS_server_method()));
  if (!tls->context_) return fail(Errc::unsupported, "no TLS: " + reason());
  SSL_CTX* context = tls->context_.get();
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_num_tickets(context, 0);
  if (end == End::sender)
    SSL_CTX_set_psk_use_session_callback(context, give_key);
  else
    SSL_CTX_set_psk_find_session_callback(context, find_key);
  tls->ssl_.reset(SSL_new(context));
  if (!tls->ssl_ || SSL_set_fd(tls->ssl_.get(), socket) != 1) return fail(Errc::io, "no TLS: " + reason());
  SSL_set_app_data(tls->ssl_.get(), tls.get());
  return tls;
}

WireTls::Step WireTls::step() {
  const int shaken = end_ == End::sender ? SSL_connect(ssl_.get()) : SSL_accept(ssl_.get());
  // A server without certificates can only have gone on by the key; asked all the same.
  if (shaken == 1) return SSL_session_reused(ssl_.get()) == 1 ? Step::done : Step::refused;
  const int why = SSL_get_error(ssl_.get(), shaken);
  if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return Step::refused;
  ERR_clear_error();
  return Step::waiting;
}

Result<std::unique_ptr<WireTls>> WireTls::start(int socket, End end, std::string code) {
  auto tls = begin(socket, end, std::move(code));
  if (tls && (*tls)->step() != Step::done)
    return fail(Errc::denied,
                "the other end does not know the code, or speaks no TLS 1.3 (" + reason() + ")");
  return tls;
}

Result<> WireTls::write(std::span<const std::byte> data) {
  while (!data.empty()) {
    const std::size_t piece = std::min<std::size_t>(data.size(), 1 << 20);
    std::size_t put = 0;
    if (SSL_write_ex(ssl_.get(), data.data(), piece, &put) != 1) return fail(Errc::io, reason());
    data = data.subspan(put);
  }
  return {};
}

Result<std::size_t> WireTls::read(std::span<std::byte> into) {
  std::size_t got = 0;
  if (SSL_read_ex(ssl_.get(), into.data(), into.size(), &got) == 1) return got;
  const bool waiting = SSL_get_error(ssl_.get(), 0) == SSL_ERROR_WANT_READ;
  ERR_clear_error();
  if (waiting) return fail(Errc::timed_out, "nothing came");
  return std::size_t{0};
}

void WireTls::end_writing() { SSL_shutdown(ssl_.get()); }

}  // namespace firsthour
