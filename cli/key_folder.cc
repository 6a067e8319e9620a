// SPDX-License-Identifier: Apache-2.0
#include "cli/key_folder.h"

#include "casefile/bytes.h"
#include "casefile/folder.h"
#include "casefile/json.h"
#include "cli/account.h"
#include "cli/messages.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

bool set(const char* value) { return value && *value; }

// True when the folder of keys is the case's folder, lies in it, or is the folder that holds the case.
bool beside(const fs::path& key_folder, const std::string& case_path) {
  std::error_code error;
  const fs::path keys = fs::weakly_canonical(fs::absolute(key_folder, error) / "x", error).parent_path();
  const fs::path the_case = fs::weakly_canonical(fs::absolute(case_path, error), error);
  const auto within = std::mismatch(the_case.begin(), the_case.end(), keys.begin(), keys.end());
  return keys == the_case.parent_path() || within.first == the_case.end();
}

tl::unexpected<Failure> refuse_beside(const std::string& key) {
  return give_up(Exit::failed, "the key " + key + " lies beside the case",
                 "whoever gets the case would get the key: keep it elsewhere (FIRSTHOUR_KEYS, --key)");
}

using Key = std::shared_ptr<SigningKey>;

Try<Key> key_from(const std::string& file, const std::string& case_path, SignatureScheme scheme) {
  if (beside(fs::path{file}.parent_path(), case_path)) return refuse_beside(file);
  auto key = load_key(file);
  if (!key) return give_up(key.error());
  if ((*key)->verifier().scheme == scheme) return std::move(*key);
  return scheme == SignatureScheme::sm2
             ? give_up(Exit::usage, file + " is no SM2 key", "the Ed25519 key is named with --key FILE")
             : give_up(Exit::usage, file + " is no Ed25519 key",
                       "an SM2 key signs beside it: --national-key FILE");
}

// The key `firsthour`, else the only Ed25519 key; "" when there is none.
Try<std::string> default_key_file(const std::string& folder) {
  const auto keys = list_keys(folder);
  if (!keys && keys.error().code != Errc::not_found) return give_up(keys.error());
  const std::string wanted = folder + "/" + std::string{kDefaultKeyName} + ".key";
  std::vector<std::string> found;
  for (const std::string& file : keys.value_or(std::vector<std::string>{})) {
    if (file == wanted) return wanted;
    const auto key = load_key(file);
    // One that cannot be read may be the one that is meant: it is not passed over.
    if (!key || (*key)->verifier().scheme == SignatureScheme::ed25519) found.push_back(file);
  }
  if (found.empty()) return std::string{};
  if (found.size() == 1) return found.front();
  return give_up(Exit::usage, folder + " holds several keys and none is called `firsthour`",
                 "name one with --key FILE");
}

Try<Key> usual_key(const Invocation& call, const std::string& folder, const std::string& case_path) {
  const auto file = default_key_file(folder);
  if (!file) return give_up(file.error());
  if (!file->empty()) return key_from(*file, case_path, SignatureScheme::ed25519);
  auto made = make_key(folder, kDefaultKeyName);
  if (!made) return give_up(made.error());
  call.terminal.say(say::key_made, kDefaultKeyName, folder, (*made)->fingerprint());
  return std::move(*made);
}

// `folder`: where the first key lies. A person's two keys are kept together.
Try<Key> national_key(const Invocation& call, const std::string& case_path, const fs::path& folder) {
  if (const auto given = call.said.value("national-key"))
    return key_from(*given, case_path, SignatureScheme::sm2);
  const std::string file = (folder / (std::string{kNationalKeyName} + ".key")).string();
  std::error_code error;
  if (!fs::exists(file, error)) return Key{};
  return key_from(file, case_path, SignatureScheme::sm2);
}

Try<SigningKeys> with_national_key(const Invocation& call, const std::string& case_path,
                                   const fs::path& folder, Try<Key> first) {
  if (!first) return give_up(first.error());
  auto national = national_key(call, case_path, folder);
  if (!national) return give_up(national.error());
  return SigningKeys{std::move(*first), std::move(*national)};
}

}  // namespace

Try<std::string> key_folder(const Environment& environment) {
  if (const char* folder = environment("FIRSTHOUR_KEYS"); set(folder)) return std::string{folder};
  if (const char* config = environment("XDG_CONFIG_HOME"); set(config))
    return std::string{config} + "/firsthour/keys";
  if (const char* home = environment("HOME"); set(home)) return std::string{home} + "/.config/firsthour/keys";
  if (const auto user = account_of(getuid()); user && !user->home.empty()) {
    return user->home + "/.config/firsthour/keys";
  }
  return give_up(Exit::failed, "no folder for keys: neither FIRSTHOUR_KEYS nor HOME is set",
                 "set FIRSTHOUR_KEYS to a folder that only you can read");
}

Try<SigningKeys> usual_signing_keys(const Invocation& call, const std::string& case_path) {
  const auto folder = key_folder(call.environment);
  if (!folder) return give_up(folder.error());
  if (beside(*folder, case_path)) return refuse_beside(*folder);
  return with_national_key(call, case_path, *folder, usual_key(call, *folder, case_path));
}

Try<SigningKeys> signing_keys(const Invocation& call, const std::string& case_path) {
  const auto given = call.said.value("key");
  if (!given) return usual_signing_keys(call, case_path);
  return with_national_key(call, case_path, fs::path{*given}.parent_path(),
                           key_from(*given, case_path, SignatureScheme::ed25519));
}

std::string cosigner_key(const SigningKey& key) {
  return verifier_key_text(with_use(key.verifier(), KeyUse::cosignature));
}

Json json_of_key(const SigningKey& key) {
  return {{"type", "key"},
          {"name", key.name()},
          {"kind", key.verifier().scheme == SignatureScheme::sm2 ? "sm2" : "ed25519"},
          {"verifier_key", key.verifier_key()},
          {"cosigner_key", cosigner_key(key)},
          {"fingerprint", key.fingerprint()}};
}

std::vector<std::string> own_verifier_keys(const Environment& environment) {
  std::vector<std::string> texts;
  const auto folder = key_folder(environment);
  if (!folder) return texts;
  for (const fs::path& file : entries_of(*folder).paths) {
    if (file.extension() != ".vkey") continue;
    auto text = read_file(file.string(), 4096);
    if (!text) continue;
    while (!text->empty() && (text->back() == '\n' || text->back() == ' ')) text->pop_back();
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace firsthour::cli
