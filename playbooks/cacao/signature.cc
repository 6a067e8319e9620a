// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/jws.h"
#include "playbooks/cacao/parts.h"
#include "playbooks/playbook_signature.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

using State = SignatureCheck::State;

std::string text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string to_base64url(std::string_view bytes) {
  std::string out = to_base64(as_bytes(bytes));
  while (out.ends_with('=')) out.pop_back();
  std::ranges::replace(out, '+', '-');
  std::ranges::replace(out, '/', '_');
  return out;
}

std::optional<std::string> from_base64url(std::string said) {
  std::ranges::replace(said, '-', '+');
  std::ranges::replace(said, '_', '/');
  while (said.size() % 4 != 0) said += '=';
  const auto bytes = from_base64(said);
  if (!bytes) return std::nullopt;
  return std::string{reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

// Milliseconds, as the standard asks.
std::string stamp(Instant now) {
  std::string whole = rfc3339(now);
  return whole.substr(0, 23) + "Z";
}

// The key that the signature brings: `public_key` is PEM without its first and last line, and so base64 of
// DER.
Result<std::string> key_of(const Json& signature) {
  std::string said = text(signature, "public_key");
  if (const auto chain = signature.find("public_cert_chain"); said.empty() && chain != signature.end() &&
                                                              chain->is_array() && !chain->empty() &&
                                                              chain->front().is_string())
    said = chain->front().get<std::string>();
  if (said.empty()) return fail(Errc::unsupported, "it brings no key of its own");
  std::erase_if(said, [](unsigned char c) { return std::isspace(c) != 0; });
  const auto der = from_base64(said);
  if (!der) return fail(Errc::malformed, "its public_key is no base64");
  return public_key_in({reinterpret_cast<const char*>(der->data()), der->size()});
}

void refuse(SignatureCheck& check, State state, std::string zh, std::string en) {
  check.state = state;
  check.why = {std::move(zh), std::move(en)};
}

// Its own words against it, before any arithmetic.
bool outdated(const Json& playbook, const Json& signature, SignatureCheck& check) {
  if (signature.value("revoked", Json(false)) == Json(true)) {
    refuse(check, State::revoked, "签名已撤销", "the signature is revoked");
    return true;
  }
  if (!text(signature, "related_to").empty() && text(signature, "related_to") != text(playbook, "id")) {
    refuse(check, State::bad, "签名属于另一预案", "the signature is of another playbook");
    return true;
  }
  if (!text(signature, "related_version").empty() &&
      text(signature, "related_version") != text(playbook, "modified")) {
    refuse(check, State::bad, "签名属于另一版本", "the signature is of another version");
    return true;
  }
  return false;
}

void check_time(const Json& signature, Instant now, SignatureCheck& check) {
  const auto from = parse_rfc3339(text(signature, "valid_from")),
             until = parse_rfc3339(text(signature, "valid_until"));
  if ((from && now < *from) || (until && now >= *until))
    refuse(check, State::outdated, "签名成立，但不在有效期内",
           "the signature holds, but this is not the time that it is valid");
}

void check_one(const Json& playbook, const Json& signature, Instant now, std::vector<SignatureCheck>& into) {
  SignatureCheck check;
  check.id = text(signature, "id");
  check.signee = text(signature, "signee");
  check.algorithm = text(signature, "algorithm");
  if (!outdated(playbook, signature, check)) {
    const auto key = key_of(signature);
    const auto value = from_base64url(text(signature, "value"));
    const auto hash = signed_hash(playbook, signature);
    if (key) check.public_key = *key;
    if (!key) {
      refuse(check, State::unknown, "无法核验：" + key.error().what,
             "it cannot be checked: " + key.error().what);
    } else if (!hash) {
      refuse(check, State::unknown, "无法核验：" + hash.error().what,
             "it cannot be checked: " + hash.error().what);
    } else if (!value) {
      refuse(check, State::bad, "签名值不是 base64url", "its value is no base64url");
    } else if (const auto holds = jws_verify(check.algorithm, *key, *value, *hash); !holds) {
      refuse(check, holds.error().code == Errc::unsupported ? State::unknown : State::bad,
             "签名不成立：" + holds.error().what, holds.error().what);
    } else {
      check.state = State::good;
      check_time(signature, now, check);
    }
  }
  into.push_back(std::move(check));
}

}  // namespace

Result<std::string> signed_hash(const Json& playbook, const Json& signature) {
  Json without = playbook;
  Json bare = signature;
  bare.erase("value");
  without["signatures"] = Json::array({std::move(bare)});
  const std::string algorithm = text(signature, "hash_algorithm");
  const auto which = algorithm == "sha-256"   ? std::optional{Algorithm::sha256}
                     : algorithm == "sha-512" ? std::optional{Algorithm::sha512}
                                              : std::nullopt;
  if (!which) return fail(Errc::unsupported, "the hash " + algorithm + " is not known here");
  Hasher hasher{*which};
  hasher.update(as_bytes(canonical(without)));
  return hasher.finish_hex();
}

Result<Json> with_signature(const Json& playbook, const PlaybookSigner& signer, const std::string& signee,
                            const std::string& created_by, Instant now) {
  if (text(playbook, "id").empty() || text(playbook, "modified").empty())
    return fail(Errc::malformed, "the playbook has no id or no `modified`");
  Json signature{{"type", "jss"},
                 {"created", stamp(now)},
                 {"modified", stamp(now)},
                 {"signee", signee},
                 {"related_to", text(playbook, "id")},
                 {"related_version", text(playbook, "modified")},
                 {"hash_algorithm", "sha-256"},
                 {"algorithm", signer.algorithm},
                 {"public_key", to_base64(as_bytes(signer.public_key))}};
  if (!created_by.empty()) signature["created_by"] = created_by;
  signature["id"] = whole_id(canonical(playbook) + canonical(signature), "jss--signature");
  const auto hash = signed_hash(playbook, signature);
  if (!hash) return tl::unexpected{hash.error()};
  const auto value = signer.sign(*hash);
  if (!value) return tl::unexpected{value.error()};
  signature["value"] = to_base64url(*value);
  Json out = playbook;
  if (!out.contains("signatures") || !out["signatures"].is_array()) out["signatures"] = Json::array();
  out["signatures"].push_back(std::move(signature));
  return out;
}

std::vector<SignatureCheck> check_signatures(const Json& playbook, Instant now) {
  std::vector<SignatureCheck> all;
  const auto signatures = playbook.is_object() ? playbook.find("signatures") : playbook.end();
  if (!playbook.is_object() || signatures == playbook.end() || !signatures->is_array()) return all;
  for (const Json& signature : *signatures) {
    if (!signature.is_object()) {
      SignatureCheck check;
      refuse(check, State::bad, "签名不是对象", "the signature is no object");
      all.push_back(std::move(check));
      continue;
    }
    check_one(playbook, signature, now, all);
  }
  return all;
}

}  // namespace firsthour::playbooks
