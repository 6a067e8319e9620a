// SPDX-License-Identifier: Apache-2.0
// Any text as recipients or identities: refused, or parsed to what has the same text.
#include "casefile/age.h"
#include "casefile/encoding.h"

#include <cstdint>
#include <cstdlib>

using namespace firsthour;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto recipients = parse_age_recipients(text)) {
    for (const AgeRecipient& recipient : *recipients)
      if (text.find(recipient.text()) == std::string_view::npos) std::abort();
  }
  if (const auto identities = parse_age_identities(text)) {
    for (const AgeIdentity& identity : *identities)
      if (text.find(identity.secret_text()) == std::string_view::npos) std::abort();
  }
  return 0;
}
