// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/key_events.h"

#include "casefile/json.h"
#include "casefile/keys.h"
#include "casefile/store/event_bytes.h"

namespace firsthour {

Json json_of(const SigningKey& key) {
  return {{"name", key.name()}, {"verifier_key", key.verifier_key()}, {"fingerprint", key.fingerprint()}};
}

Json json_of(const SigningKeys& keys) {
  Json list = Json::array({json_of(*keys.key)});
  if (keys.national) list.push_back(json_of(*keys.national));
  return list;
}

std::vector<CaseKey> keys_named_by(const Json& body) {
  std::vector<CaseKey> keys;
  const auto take = [&](const Json& key) {
    if (key.is_object())
      keys.push_back(
          {text_member(key, "name"), text_member(key, "verifier_key"), text_member(key, "fingerprint")});
  };
  if (const auto list = body.find("keys"); list != body.end() && list->is_array())
    for (const Json& key : *list) take(key);
  if (const auto one = body.find("key"); one != body.end()) take(*one);
  return keys;
}

}  // namespace firsthour
