// SPDX-License-Identifier: Apache-2.0
#include "casefile/age_identity_file.h"

#include "casefile/seal/key_file.h"
#include "casefile/seal/note_key.h"

#include <unistd.h>

namespace firsthour {

Result<AgeIdentity> make_identity_file(const std::string& folder, std::string_view name, AgeKind kind,
                                       Instant now) {
  if (!is_key_name(name) || name.find('/') != std::string_view::npos || name.front() == '.')
    return fail(Errc::usage, "a key's name has no blank, '+', '/' or leading dot");
  if (auto made = make_private_folder(folder); !made) return tl::unexpected{made.error()};
  auto identity = AgeIdentity::make(kind);
  if (!identity) return identity;
  const std::string& recipient = identity->recipient().text();
  std::string secret = identity->secret_text();
  std::string text = "# created: " + rfc3339(now) + "\n# public key: " + recipient + "\n" + secret + "\n";
  const std::string base = folder + "/" + std::string{name};
  const std::string file = base + std::string{kIdentityEnd};
  const auto written = write_new_file(file, text, 0600);
  forget(secret);
  forget(text);
  if (!written) return tl::unexpected{written.error()};
  if (auto put = write_new_file(base + std::string{kRecipientEnd}, recipient + "\n", 0644); !put) {
    ::unlink(file.c_str());
    return tl::unexpected{put.error()};
  }
  return identity;
}

Result<std::vector<AgeIdentity>> load_identities(const std::string& file) {
  auto text = read_private_file(file);
  if (!text) return tl::unexpected{text.error()};
  auto identities = parse_age_identities(*text);
  forget(*text);
  if (!identities) return fail(file, identities.error());
  return identities;
}

Result<std::vector<std::string>> list_identity_files(const std::string& folder) {
  return files_that_end(folder, kIdentityEnd);
}

}  // namespace firsthour
