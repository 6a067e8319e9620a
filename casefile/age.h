// SPDX-License-Identifier: Apache-2.0
// Encryption in the age v1 format (age-encryption.org/v1, C2SP): to X25519 keys (`age1…`), to SM2 keys
// (`age1sm21…`, a stanza of ours: FORMAT.md, "Encrypted"), or to one passphrase. Streams both ways in bounded
// memory: 64 KiB chunks of ChaCha20-Poly1305. Needs neither SQLite nor a case. Not thread-safe.
#pragma once

#include "casefile/bytes.h"
#include "casefile/instant.h"
#include "casefile/result.h"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

enum class AgeKind { x25519, sm2 };

// Whom a stream is encrypted to: a public key.
class AgeRecipient {
 public:
  AgeRecipient(AgeKind kind, std::vector<std::byte> public_key);
  // One recipient, "age1…" or "age1sm21…", nothing around it.
  [[nodiscard]] static Result<AgeRecipient> parse(std::string_view text);

  [[nodiscard]] AgeKind kind() const { return kind_; }
  [[nodiscard]] std::span<const std::byte> public_key() const { return public_key_; }  // 32 bytes; SM2: 65
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  AgeKind kind_;
  std::vector<std::byte> public_key_;
  std::string text_;
};

// The secret that opens what its recipient was sent. Copies share it; it is wiped with the last.
class AgeIdentity {
 public:
  [[nodiscard]] static Result<AgeIdentity> make(AgeKind kind);
  // "AGE-SECRET-KEY-1…" or "AGE-SECRET-KEY-SM2-1…".
  [[nodiscard]] static Result<AgeIdentity> parse(std::string_view text);

  [[nodiscard]] const AgeRecipient& recipient() const { return recipient_; }
  [[nodiscard]] std::span<const std::byte, 32> secret() const;
  // As it stands in an identity file. The caller wipes it (forget()).
  [[nodiscard]] std::string secret_text() const;

 private:
  struct Held;
  AgeIdentity(std::shared_ptr<const Held> held, AgeRecipient recipient);
  std::shared_ptr<const Held> held_;
  AgeRecipient recipient_;
};

// Overwrites a text that was secret.
void forget(std::string& text);

// Files of recipients or identities in age's own form: one a line, empty lines and `#` comments between.
// `malformed` names the line. None at all is malformed, too.
[[nodiscard]] Result<std::vector<AgeRecipient>> parse_age_recipients(std::string_view text);
[[nodiscard]] Result<std::vector<AgeIdentity>> parse_age_identities(std::string_view text);
// A recipient, or the path of a file of them.
[[nodiscard]] Result<std::vector<AgeRecipient>> age_recipients_of(const std::string& word);

// Encrypts what is written to it. The header goes to `out` (which must outlive this) at once. What was
// written before finish() is a cut stream, from which a reader gets all chunks that came whole.
class AgeWriter final : public ByteSink {
 public:
  // REQUIRES at least one recipient.
  [[nodiscard]] static Result<std::unique_ptr<AgeWriter>> to_recipients(
      ByteSink& out, std::span<const AgeRecipient> recipients);
  // The work, 2 to this power, costs 128 B × 8 × 2^work of memory for a moment: 256 MiB. `no_space` when the
  // machine has not got them.
  static constexpr int kUsualWork = 18;
  [[nodiscard]] static Result<std::unique_ptr<AgeWriter>> to_passphrase(ByteSink& out,
                                                                        std::string_view passphrase,
                                                                        int work = kUsualWork);
  ~AgeWriter() override;
  [[nodiscard]] Result<> write(std::span<const std::byte> data) override;
  // The last chunk. Nothing may be written after it.
  [[nodiscard]] Result<> finish();

 private:
  struct State;
  explicit AgeWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// What may open a stream.
struct AgeKeys {
  std::vector<AgeIdentity> identities;
  // Asked once, and only of a stream that was encrypted to a passphrase. May be empty.
  std::function<Result<std::string>()> passphrase;
};

// Whether a stream that begins with these bytes is encrypted: binary, or in ASCII armor (blank lines before
// it allowed). kAgeStart bytes suffice to say so of every stream that people make.
inline constexpr std::size_t kAgeStart = 64;
[[nodiscard]] bool begins_as_age(std::span<const std::byte> first);

// Decrypts, binary or armored. Releases nothing of a chunk before its tag holds. `from` must outlive it.
//
// read() gives 0 only behind the last chunk with nothing after it. Fails with `tampered` when a chunk does
// not hold that a cut cannot explain, with `io` when the stream ends before its last chunk (then what was
// read is the beginning of what was encrypted), and with the source's own error when that fails.
class AgeReader final : public ByteSource {
 public:
  // Reads the header: at most 1 MiB and 1024 stanzas; work factors over 22 are refused. Fails with
  // `malformed` when this is no such header, `not_found` when nothing of `keys` opens it (the text says whom
  // it was encrypted to), `tampered` when its MAC does not hold, `io` when the stream ends in it.
  [[nodiscard]] static Result<std::unique_ptr<AgeReader>> open(ByteSource& from, const AgeKeys& keys);
  ~AgeReader() override;
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override;
  // The recipient whose identity opened it, or "passphrase".
  [[nodiscard]] const std::string& opened_by() const;

 private:
  struct State;
  explicit AgeReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace firsthour
