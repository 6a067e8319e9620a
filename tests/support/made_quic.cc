// SPDX-License-Identifier: Apache-2.0
#include "tests/support/made_quic.h"

#include "casefile/encoding.h"
#include "casefile/freed.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "triage/network/dissect/packet_cipher.h"
#include "triage/network/dissect/quic.h"

#include <openssl/evp.h>

#include <memory>

namespace firsthour {

using namespace triage::network;

namespace {

const unsigned char* raw(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

std::string sealed(const QuicKeys& keys, std::uint32_t number, std::string_view header,
                   std::string_view text) {
  std::string nonce = keys.iv;
  for (unsigned i = 0; i < 4; ++i)
    nonce[11 - i] = static_cast<char>(static_cast<unsigned char>(nonce[11 - i]) ^ (number >> (8 * i) & 0xff));
  std::string out(text.size() + 16, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  const std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>> context{EVP_CIPHER_CTX_new()};
  int n = 0;
  EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, raw(keys.key), raw(nonce));
  EVP_EncryptUpdate(context.get(), nullptr, &n, raw(header), static_cast<int>(header.size()));
  EVP_EncryptUpdate(context.get(), to, &n, raw(text), static_cast<int>(text.size()));
  EVP_EncryptFinal_ex(context.get(), to + n, &n);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, 16, to + text.size());
  return out;
}

}  // namespace

std::string MadeQuic::crypto(std::uint32_t place, std::string_view bytes) {
  return "\x06" + big16(0x4000 | place) + big16(0x4000 | static_cast<std::uint32_t>(bytes.size())) +
         std::string{bytes};
}

std::string MadeQuic::packet(bool from_client, std::uint32_t number, std::string_view frames) const {
  const QuicKeys keys = quic_initial_keys(version, id, from_client);
  const std::string to = from_client ? id : "", from = from_client ? "" : "server01";
  const char first = static_cast<char>(version == 0x6b3343cf ? 0xd3 : 0xc3);
  const std::string before = first + big32(version) + static_cast<char>(to.size()) + to +
                             static_cast<char>(from.size()) + from + std::string(1, '\0') +
                             big16(0x4000 | static_cast<std::uint32_t>(4 + frames.size() + 16));
  const std::string header = before + big32(number);
  std::string out = header + sealed(keys, number, header, frames);
  const auto mask = aes_block(keys.header, as_bytes(out).subspan(before.size() + 4, 16));
  out[0] = static_cast<char>(out[0] ^ (std::to_integer<int>(mask[0]) & 0x0f));
  for (std::size_t i = 0; i < 4; ++i)
    out[before.size() + i] = static_cast<char>(out[before.size() + i] ^ std::to_integer<int>(mask[i + 1]));
  return out;
}

}  // namespace firsthour
