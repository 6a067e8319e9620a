// SPDX-License-Identifier: Apache-2.0
#include "casefile/age.h"
#include "casefile/encoding.h"
#include "casefile/seal/age_chunk.h"
#include "casefile/seal/age_stanza.h"
#include "casefile/seal/random_bytes.h"

#include <algorithm>
#include <cassert>

namespace firsthour {

struct AgeWriter::State {
  State(ByteSink& sink, const age::Key& key) : out{sink}, cipher{key, age::ChunkCipher::Direction::seal} {}

  Result<> put_chunk(bool last) {
    const std::span<std::byte> whole{chunk.get(), filled + age::kTag};
    cipher.seal(whole, number++, last);
    filled = 0;
    return out.write(whole);
  }

  ByteSink& out;
  age::ChunkCipher cipher;
  std::unique_ptr<std::byte[]> chunk = std::make_unique_for_overwrite<std::byte[]>(age::kSealedChunk);
  std::size_t filled = 0;
  std::uint64_t number = 0;
  bool finished = false;
};

namespace {

// Header and nonce; the key of the payload comes back.
Result<age::Key> begin(ByteSink& out, const std::vector<age::Stanza>& stanzas, const age::FileKey& file_key) {
  std::array<std::byte, age::kPayloadNonce> nonce{};
  if (auto got = random_bytes(nonce); !got) return tl::unexpected{got.error()};
  std::string text = age::header_text(stanzas);
  text += age::mac_text(age::header_mac(file_key, text));
  text += as_text(nonce);
  if (auto put = out.write(as_bytes(text)); !put) return tl::unexpected{put.error()};
  return age::hkdf(file_key.span(), nonce, age::kPayloadLabel);
}

Result<age::FileKey> new_file_key() {
  age::FileKey file_key;
  if (auto got = random_bytes(file_key.span()); !got) return tl::unexpected{got.error()};
  return file_key;
}

}  // namespace

AgeWriter::AgeWriter(std::unique_ptr<State> state) : state_{std::move(state)} {}
AgeWriter::~AgeWriter() = default;

Result<std::unique_ptr<AgeWriter>> AgeWriter::to_recipients(ByteSink& out,
                                                            std::span<const AgeRecipient> recipients) {
  assert(!recipients.empty());
  const auto file_key = new_file_key();
  if (!file_key) return tl::unexpected{file_key.error()};
  std::vector<age::Stanza> stanzas;
  for (const AgeRecipient& recipient : recipients) {
    auto stanza = recipient.kind() == AgeKind::sm2 ? age::wrap_sm2(recipient.public_key(), *file_key)
                                                   : age::wrap_x25519(recipient.public_key(), *file_key);
    if (!stanza) return tl::unexpected{stanza.error()};
    stanzas.push_back(std::move(*stanza));
  }
  const auto key = begin(out, stanzas, *file_key);
  if (!key) return tl::unexpected{key.error()};
  return std::unique_ptr<AgeWriter>{new AgeWriter{std::make_unique<State>(out, *key)}};
}

Result<std::unique_ptr<AgeWriter>> AgeWriter::to_passphrase(ByteSink& out, std::string_view passphrase,
                                                            int work) {
  const auto file_key = new_file_key();
  if (!file_key) return tl::unexpected{file_key.error()};
  auto stanza = age::wrap_passphrase(passphrase, work, *file_key);
  if (!stanza) return tl::unexpected{stanza.error()};
  const auto key = begin(out, {std::move(*stanza)}, *file_key);
  if (!key) return tl::unexpected{key.error()};
  return std::unique_ptr<AgeWriter>{new AgeWriter{std::make_unique<State>(out, *key)}};
}

Result<> AgeWriter::write(std::span<const std::byte> data) {
  assert(!state_->finished);
  while (!data.empty()) {
    // A full chunk waits for the next byte: it may turn out to be the last.
    if (state_->filled == age::kChunk)
      if (auto put = state_->put_chunk(false); !put) return put;
    const auto now = data.first(std::min(data.size(), age::kChunk - state_->filled));
    std::copy(now.begin(), now.end(), state_->chunk.get() + state_->filled);
    state_->filled += now.size();
    data = data.subspan(now.size());
  }
  return {};
}

Result<> AgeWriter::finish() {
  assert(!state_->finished);
  state_->finished = true;
  return state_->put_chunk(true);
}

}  // namespace firsthour
