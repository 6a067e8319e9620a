// SPDX-License-Identifier: Apache-2.0
// Recipients and identities as text.
#include "casefile/encoding.h"
#include "casefile/seal/age_stanza.h"
#include "casefile/seal/bech32.h"
#include "casefile/seal/random_bytes.h"
#include "casefile/seal/sm2_key.h"

#include <algorithm>

namespace firsthour {
namespace {

constexpr std::string_view kX25519Prefix = "age", kSm2Prefix = "age1sm2";
constexpr std::string_view kX25519SecretPrefix = "age-secret-key-", kSm2SecretPrefix = "age-secret-key-sm2-";
constexpr std::size_t kX25519Point = 32, kSm2Point = 65;
constexpr std::uint64_t kLongestFile = 1 << 20;

// The public part that belongs to a secret.
Result<std::vector<std::byte>> public_part(AgeKind kind, std::span<const std::byte, 32> secret) {
  if (kind == AgeKind::x25519) return age::x25519_public(secret);
  const auto point = sm2::public_point(secret);
  if (!point) return tl::unexpected{point.error()};
  return std::vector<std::byte>{point->begin(), point->end()};
}

// Each line that says something, with its number.
template <class Each>
Result<> each_line(std::string_view text, Each each) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    if (auto done = each(line); !done) return fail("line " + std::to_string(number), done.error());
  }
  return {};
}

template <class Value>
Result<std::vector<Value>> parse_lines(std::string_view text, std::string_view what) {
  std::vector<Value> values;
  const auto done = each_line(text, [&](std::string_view line) -> Result<> {
    auto value = Value::parse(line);
    if (!value) return tl::unexpected{value.error()};
    values.push_back(std::move(*value));
    return {};
  });
  if (!done) return tl::unexpected{done.error()};
  if (values.empty()) return fail(Errc::malformed, "no " + std::string{what} + " in it");
  return values;
}

}  // namespace

AgeRecipient::AgeRecipient(AgeKind kind, std::vector<std::byte> public_key)
    : kind_{kind},
      public_key_{std::move(public_key)},
      text_{to_bech32(kind == AgeKind::sm2 ? kSm2Prefix : kX25519Prefix, public_key_)} {}

Result<AgeRecipient> AgeRecipient::parse(std::string_view text) {
  const auto bech32 = from_bech32(text);
  const std::string shown = escape_for_terminal(text.substr(0, 80));
  if (!bech32 || bech32->capitals) return fail(Errc::malformed, "not an age recipient: \"" + shown + "\"");
  if (bech32->prefix == kX25519Prefix && bech32->data.size() == kX25519Point)
    return AgeRecipient{AgeKind::x25519, bech32->data};
  if (bech32->prefix == kSm2Prefix && bech32->data.size() == kSm2Point) {
    if (!sm2::public_key(std::span<const std::byte>{bech32->data}.first<kSm2Point>()))
      return fail(Errc::malformed, "no point of the SM2 curve: \"" + shown + "\"");
    return AgeRecipient{AgeKind::sm2, bech32->data};
  }
  if (bech32->prefix.starts_with(kX25519Prefix))
    return fail(Errc::unsupported,
                "a kind of age recipient that this program does not know: \"" + shown + "\"");
  return fail(Errc::malformed, "not an age recipient: \"" + shown + "\"");
}

struct AgeIdentity::Held {
  Secret<32> secret;
};

AgeIdentity::AgeIdentity(std::shared_ptr<const Held> held, AgeRecipient recipient)
    : held_{std::move(held)}, recipient_{std::move(recipient)} {}

std::span<const std::byte, 32> AgeIdentity::secret() const { return held_->secret.span(); }

Result<AgeIdentity> AgeIdentity::make(AgeKind kind) {
  auto held = std::make_shared<Held>();
  if (kind == AgeKind::sm2) {
    const auto number = sm2::make_private_number();
    if (!number) return tl::unexpected{number.error()};
    held->secret = *number;
  } else if (auto got = random_bytes(held->secret.span()); !got) {
    return tl::unexpected{got.error()};
  }
  auto point = public_part(kind, held->secret.span());
  if (!point) return tl::unexpected{point.error()};
  return AgeIdentity{std::move(held), AgeRecipient{kind, std::move(*point)}};
}

Result<AgeIdentity> AgeIdentity::parse(std::string_view text) {
  auto bech32 = from_bech32(text);
  // What is wrong with a secret is not shown.
  if (!bech32 || !bech32->capitals || bech32->data.size() != 32)
    return fail(Errc::malformed, "not an age identity (AGE-SECRET-KEY-1…)");
  AgeKind kind = AgeKind::x25519;
  if (bech32->prefix == kSm2SecretPrefix)
    kind = AgeKind::sm2;
  else if (bech32->prefix != kX25519SecretPrefix)
    return fail(Errc::unsupported, "a kind of age identity that this program does not know");
  auto held = std::make_shared<Held>();
  std::copy(bech32->data.begin(), bech32->data.end(), held->secret.bytes.begin());
  OPENSSL_cleanse(bech32->data.data(), bech32->data.size());
  auto point = public_part(kind, held->secret.span());
  if (!point) return tl::unexpected{point.error()};
  return AgeIdentity{std::move(held), AgeRecipient{kind, std::move(*point)}};
}

std::string AgeIdentity::secret_text() const {
  std::string text = to_bech32(recipient_.kind() == AgeKind::sm2 ? kSm2SecretPrefix : kX25519SecretPrefix,
                               held_->secret.span());
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

void forget(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

Result<std::vector<AgeRecipient>> parse_age_recipients(std::string_view text) {
  return parse_lines<AgeRecipient>(text, "recipient");
}

Result<std::vector<AgeIdentity>> parse_age_identities(std::string_view text) {
  return parse_lines<AgeIdentity>(text, "identity");
}

Result<std::vector<AgeRecipient>> age_recipients_of(const std::string& word) {
  if (word.starts_with("age1")) {
    auto one = AgeRecipient::parse(word);
    if (!one) return tl::unexpected{one.error()};
    return std::vector{std::move(*one)};
  }
  const auto text = read_file(word, kLongestFile);
  if (!text) return tl::unexpected{text.error()};
  auto parsed = parse_age_recipients(*text);
  if (!parsed) return fail(word, parsed.error());
  return parsed;
}

}  // namespace firsthour
