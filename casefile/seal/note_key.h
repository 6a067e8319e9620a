// SPDX-License-Identifier: Apache-2.0
// What reading and making note signatures share: kinds of keys and their ids (FORMAT.md, "Keys").
#pragma once

#include "casefile/checkpoint.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour {

struct KeyKind {
  SignatureScheme scheme;
  KeyUse use;
  std::string_view bytes;
  std::size_t public_length;
};
inline constexpr std::array kKeyKinds{KeyKind{SignatureScheme::ed25519, KeyUse::note, "\x01", 32},
                                      KeyKind{SignatureScheme::ed25519, KeyUse::cosignature, "\x04", 32},
                                      KeyKind{SignatureScheme::sm2, KeyUse::note,
                                              "\xff"
                                              "firsthour.sm2-with-sm3.1234567812345678",
                                              65},
                                      KeyKind{SignatureScheme::sm2, KeyUse::cosignature,
                                              "\xff"
                                              "firsthour.sm2-with-sm3-cosignature.1234567812345678",
                                              65}};

[[nodiscard]] const KeyKind& kind_of(SignatureScheme scheme, KeyUse use);
// UTF-8 without blanks, control characters and '+'.
[[nodiscard]] bool is_key_name(std::string_view name);
// First four bytes of SHA-256(name || '\n' || kind || public key).
[[nodiscard]] std::string key_id_of(std::string_view name, std::string_view kind,
                                    std::string_view public_key);
// What is signed when a note is cosigned at a time (C2SP tlog-cosignature).
[[nodiscard]] std::string cosigned_message(std::string_view text, std::uint64_t seconds);

}  // namespace firsthour
