// SPDX-License-Identifier: Apache-2.0
// Signatures of playbooks (CACAO 2.0, data type `signature`, type "jss"). What is signed: the playbook
// without its signatures but with this one, less its `value`; in canonical form (RFC 8785); hashed; the hash
// as lower-case hexadecimal TEXT is the message of the signature. (The official example verifies only so.)
#pragma once

#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"
#include "playbooks/words.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct PlaybookSigner {
  std::string algorithm;   // of casefile/jws.h
  std::string public_key;  // DER of its SubjectPublicKeyInfo
  std::function<Result<std::string>(std::string_view message)> sign;
};
// The playbook with one signature more; adding one is no new version of it.
[[nodiscard]] Result<Json> with_signature(const Json& playbook, const PlaybookSigner& signer,
                                          const std::string& signee, const std::string& created_by,
                                          Instant now);

struct SignatureCheck {
  // unknown: cannot be checked here; outdated: it holds, but this is not the time that it says it is valid.
  enum class State { good, bad, unknown, outdated, revoked };
  State state = State::unknown;
  std::string id, signee, algorithm;
  std::string public_key;  // DER, "" where there is none
  Words why;               // where it is not good
};
// Each signature of the playbook, in order.
[[nodiscard]] std::vector<SignatureCheck> check_signatures(const Json& playbook, Instant now);

// What a signature's hash is made over, in hexadecimal. `unsupported` for a hash that is not known.
[[nodiscard]] Result<std::string> signed_hash(const Json& playbook, const Json& signature);

}  // namespace firsthour::playbooks
