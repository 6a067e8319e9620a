// SPDX-License-Identifier: Apache-2.0
#include "cli/decryption.h"

#include "casefile/age_identity_file.h"
#include "cli/key_folder.h"
#include "cli/messages.h"

namespace firsthour::cli {
namespace {

constexpr std::uint64_t kLongestPassphrase = 4096;

void append(std::vector<AgeIdentity>& to, std::vector<AgeIdentity> more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::vector<AgeIdentity> identities_of_folder(const Invocation& call) {
  std::vector<AgeIdentity> all;
  const auto folder = key_folder(call.environment);
  const auto files = folder ? list_identity_files(*folder) : Result<std::vector<std::string>>{};
  if (!files) return all;  // no folder of keys: none in it
  for (const std::string& file : *files) {
    auto identities = load_identities(file);
    if (identities)
      append(all, std::move(*identities));
    else
      call.terminal.warn(say::identity_unusable, identities.error().what);
  }
  return all;
}

}  // namespace

Result<std::string> passphrase_in(const std::string& file) {
  auto text = read_file(file, kLongestPassphrase);
  if (!text) return text;
  std::string line = text->substr(0, text->find('\n'));
  if (line.ends_with('\r')) line.pop_back();
  forget(*text);
  if (line.empty()) return fail(Errc::malformed, file + ": its first line, the passphrase, is empty");
  return line;
}

Try<AgeKeys> keys_for_reading(const Invocation& call) {
  AgeKeys keys;
  for (const std::string& file : call.said.values("identity")) {
    auto identities = load_identities(file);
    if (!identities) return give_up(identities.error());
    append(keys.identities, std::move(*identities));
  }
  if (!call.said.has("identity")) keys.identities = identities_of_folder(call);
  if (const auto file = call.said.value("passphrase-file")) {
    keys.passphrase = [path = *file] { return passphrase_in(path); };
  } else {
    keys.passphrase = [&terminal = call.terminal]() -> Result<std::string> {
      auto said = terminal.ask_secret(terminal.text(say::ask_passphrase));
      if (said) return std::move(*said);
      return fail(Errc::not_found, "encrypted to a passphrase: no terminal is here to ask for it");
    };
  }
  return keys;
}

}  // namespace firsthour::cli
