// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/age_unlock.h"

#include "casefile/encoding.h"
#include "casefile/seal/age_stanza.h"

#include <algorithm>
#include <map>

namespace firsthour::age {
namespace {

bool for_passphrase(const Header& header) {
  return std::any_of(header.stanzas.begin(), header.stanzas.end(),
                     [](const Stanza& stanza) { return stanza.type == kScrypt; });
}

// "2 X25519 keys, 1 SM2 key (tag q83vzQ)": stanzas of X25519 do not tell whose they are.
std::string recipients_of(const Header& header) {
  std::map<std::string, std::size_t> others;
  std::size_t x25519 = 0;
  std::string sm2;
  for (const Stanza& stanza : header.stanzas) {
    if (stanza.type == kX25519) {
      ++x25519;
    } else if (stanza.type == kSm2 && stanza.arguments.size() == 1) {
      sm2 += ", the SM2 key with tag " + escape_for_terminal(stanza.arguments[0].substr(0, 16));
    } else if (others.size() < 8) {
      ++others[escape_for_terminal(stanza.type.substr(0, 32))];
    }
  }
  std::string text;
  if (x25519 > 0) text += ", " + std::to_string(x25519) + (x25519 == 1 ? " X25519 key" : " X25519 keys");
  text += sm2.substr(0, 2000);
  for (const auto& [type, number] : others) text += ", " + std::to_string(number) + " of kind " + type;
  return text.empty() ? "nobody" : text.substr(2);
}

tl::unexpected<Error> no_match(const Header& header, const AgeKeys& keys) {
  std::string tried = "no identity was given";
  if (!keys.identities.empty()) {
    tried = "none of the identities given opens it (";
    for (std::size_t i = 0; i < keys.identities.size() && i < 8; ++i)
      tried += (i > 0 ? ", " : "") + keys.identities[i].recipient().text();
    tried += keys.identities.size() > 8 ? ", …)" : ")";
  }
  return fail(Errc::not_found, "encrypted to " + recipients_of(header) + ": " + tried);
}

Result<Unlocked> with_passphrase(const Header& header, const AgeKeys& keys) {
  if (header.stanzas.size() != 1)
    return fail(Errc::malformed, "age header: a passphrase beside other recipients");
  if (!keys.passphrase) return fail(Errc::not_found, "encrypted to a passphrase: none was given");
  auto passphrase = keys.passphrase();
  if (!passphrase) return tl::unexpected{passphrase.error()};
  const auto file_key = unwrap_passphrase(*passphrase, header.stanzas[0]);
  forget(*passphrase);
  if (!file_key) return tl::unexpected{file_key.error()};
  if (!*file_key) return fail(Errc::not_found, "encrypted to a passphrase: not to this one");
  return Unlocked{**file_key, "passphrase"};
}

Result<Unlocked> with_identities(const Header& header, const AgeKeys& keys) {
  for (const AgeIdentity& identity : keys.identities) {
    const bool sm2 = identity.recipient().kind() == AgeKind::sm2;
    for (const Stanza& stanza : header.stanzas) {
      const auto file_key = sm2 ? unwrap_sm2(identity, stanza) : unwrap_x25519(identity, stanza);
      if (!file_key) return tl::unexpected{file_key.error()};
      if (*file_key) return Unlocked{**file_key, identity.recipient().text()};
    }
  }
  return no_match(header, keys);
}

}  // namespace

Result<Unlocked> unlock(const Header& header, const AgeKeys& keys) {
  auto unlocked = for_passphrase(header) ? with_passphrase(header, keys) : with_identities(header, keys);
  if (!unlocked) return unlocked;
  if (!same(header_mac(unlocked->file_key, header.authenticated), header.mac))
    return fail(Errc::tampered, "age header: its MAC does not hold: it was altered");
  return unlocked;
}

}  // namespace firsthour::age
