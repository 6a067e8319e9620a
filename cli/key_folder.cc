// SPDX-License-Identifier: Apache-2.0
#include "cli/key_folder.h"

#include "casefile/bytes.h"
#include "cli/messages.h"

#include <pwd.h>
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

Try<std::string> default_key_file(const std::string& folder, const std::vector<std::string>& keys) {
  const std::string wanted = folder + "/" + std::string{kDefaultKeyName} + ".key";
  if (std::find(keys.begin(), keys.end(), wanted) != keys.end()) return wanted;
  if (keys.size() == 1) return keys.front();
  return give_up(Exit::usage, folder + " holds several keys and none is called `firsthour`",
                 "name one with --key FILE");
}

}  // namespace

Try<std::string> key_folder(const Environment& environment) {
  if (const char* folder = environment("FIRSTHOUR_KEYS"); set(folder)) return std::string{folder};
  if (const char* config = environment("XDG_CONFIG_HOME"); set(config))
    return std::string{config} + "/firsthour/keys";
  if (const char* home = environment("HOME"); set(home)) return std::string{home} + "/.config/firsthour/keys";
  if (const passwd* user = getpwuid(getuid()); user && set(user->pw_dir)) {
    return std::string{user->pw_dir} + "/.config/firsthour/keys";
  }
  return give_up(Exit::failed, "no folder for keys: neither FIRSTHOUR_KEYS nor HOME is set",
                 "set FIRSTHOUR_KEYS to a folder that only you can read");
}

Try<std::shared_ptr<SigningKey>> signing_key(const Invocation& call, const std::string& case_path) {
  std::string file;
  if (const auto given = call.said.value("key")) {
    file = *given;
  } else {
    const auto folder = key_folder(call.environment);
    if (!folder) return give_up(folder.error());
    if (beside(*folder, case_path)) return refuse_beside(*folder);
    const auto keys = list_keys(*folder);
    if (!keys && keys.error().code != Errc::not_found) return give_up(keys.error());
    if (!keys || keys->empty()) {
      auto made = make_key(*folder, kDefaultKeyName);
      if (!made) return give_up(made.error());
      call.terminal.say(say::key_made, kDefaultKeyName, *folder, (*made)->fingerprint());
      return *made;
    }
    auto chosen = default_key_file(*folder, *keys);
    if (!chosen) return give_up(chosen.error());
    file = *chosen;
  }
  if (beside(fs::path{file}.parent_path(), case_path)) return refuse_beside(file);
  auto key = load_key(file);
  if (!key) return give_up(key.error());
  return *key;
}

std::vector<std::string> own_verifier_keys(const Environment& environment) {
  std::vector<std::string> texts;
  const auto folder = key_folder(environment);
  if (!folder) return texts;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(*folder, error)) {
    if (entry.path().extension() != ".vkey") continue;
    auto text = read_file(entry.path().string(), 4096);
    if (!text) continue;
    while (!text->empty() && (text->back() == '\n' || text->back() == ' ')) text->pop_back();
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace firsthour::cli
