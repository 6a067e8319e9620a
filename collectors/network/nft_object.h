// SPDX-License-Identifier: Apache-2.0
// Tables, chains, rules and sets of nf_tables as nfnetlink tells them. Names are bytes.
#pragma once

#include "casefile/result.h"
#include "collectors/network/nft_expression.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// What the four have in common; `kind` says which. What an object does not say is absent or empty.
struct NftObject {
  std::string_view kind;  // "table" "chain" "rule" "set"
  std::uint8_t family_number = 0;
  std::string family;  // "ip" "ip6" "inet" …
  std::string table, chain, set, comment;
  std::optional<std::uint64_t> handle, packets, bytes;
  std::string chain_type, hook, policy;  // of a base chain
  std::optional<std::int32_t> priority;
  std::vector<std::string> devices, flags;
  std::optional<NftStatement> says;  // of a rule
  NftValue key = NftValue::hex;      // of a set
};

// The payload of a dump request of all families (NFT_MSG_GETTABLE, GETCHAIN, GETRULE, GETSET).
[[nodiscard]] std::string nft_request();
// The payload of NFT_MSG_GETSETELEM for one set.
[[nodiscard]] std::string nft_elements_request(const NftObject& set);

// One answer to the dump `type` (NFT_MSG_GETTABLE …); `malformed` without its fixed part.
[[nodiscard]] Result<NftObject> parse_nft_object(std::uint16_t type, Bytes payload);

// The keys (and what they map to) of one answer to NFT_MSG_GETSETELEM.
[[nodiscard]] std::vector<std::string> parse_nft_elements(Bytes payload, NftValue key);

}  // namespace firsthour::collectors
