// SPDX-License-Identifier: Apache-2.0
// A certificate that a program makes for itself, to be trusted by comparing its fingerprint.
#pragma once

#include "casefile/instant.h"
#include "casefile/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

struct TlsIdentity {
  std::string certificate, key;  // PEM; the key is nobody else's business
};

// ECDSA on P-256, self-signed, for these addresses and names, from an hour before `now` for 397 days
// (browsers take no longer).
[[nodiscard]] Result<TlsIdentity> make_tls_identity(const std::vector<std::string>& addresses,
                                                    const std::vector<std::string>& names, Instant now);
// SHA-256 of the first certificate in the PEM text, hex, as browsers show it.
[[nodiscard]] Result<std::string> tls_fingerprint(std::string_view certificate_pem);

}  // namespace firsthour
