// SPDX-License-Identifier: Apache-2.0
// firsthour key show: the public part of keys, to be handed to those who verify.
#include "casefile/age_identity_file.h"
#include "casefile/json.h"
#include "cli/key_folder.h"
#include "cli/messages.h"

#include <array>
#include <filesystem>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"folder", "DIR", {"look there; else in the key folder", "在此文件夹查找；缺省为密钥文件夹"}},
};

constexpr std::string_view kSigningEnd = ".key";

bool is_identity(const std::string& file) { return file.ends_with(kIdentityEnd); }

// Both kinds of NAME that are there.
std::vector<std::string> files_of(const std::string& folder, const std::string& name) {
  if (name.ends_with(kSigningEnd) || is_identity(name)) return {name};
  std::vector<std::string> files;
  for (const std::string_view end : {kSigningEnd, kIdentityEnd}) {
    const std::string file = folder + "/" + name + std::string{end};
    if (std::filesystem::exists(file)) files.push_back(file);
  }
  return files;
}

Try<std::vector<std::string>> key_files(const Invocation& call) {
  const auto& words = call.said.words;
  if (!words.empty() && words[0].find('/') != std::string::npos) return std::vector<std::string>{words[0]};
  std::string folder;
  if (const auto given = call.said.value("folder")) {
    folder = *given;
  } else {
    auto usual = key_folder(call.environment);
    if (!usual) return give_up(usual.error());
    folder = *usual;
  }
  std::vector<std::string> files;
  if (!words.empty()) {
    files = files_of(folder, words[0]);
  } else {
    auto found = list_keys(folder);
    if (!found && found.error().code != Errc::not_found) return give_up(found.error());
    if (found) files = std::move(*found);
    if (const auto identities = list_identity_files(folder))
      files.insert(files.end(), identities->begin(), identities->end());
  }
  if (!files.empty()) return files;
  return give_up(Exit::failed, "no key " + (words.empty() ? "" : words[0] + " ") + "in " + folder,
                 "firsthour key new makes one");
}

Try<> show_signing_key(const Invocation& call, const std::string& file) {
  const auto key = load_key(file);
  if (!key) return give_up(key.error());
  call.terminal.print((*key)->verifier_key());
  call.terminal.print(cosigner_key(**key));
  call.terminal.say(say::key_line, (*key)->name(), file, (*key)->fingerprint());
  Json json = json_of_key(**key);
  json["file"] = file;
  call.terminal.emit(json);
  return {};
}

Try<> show_identities(const Invocation& call, const std::string& file) {
  const auto identities = load_identities(file);
  if (!identities) return give_up(identities.error());
  const std::string name = std::filesystem::path{file}.stem().string();
  for (const AgeIdentity& identity : *identities) {
    call.terminal.print(identity.recipient().text());
    call.terminal.say(say::identity_line, name, file);
    call.terminal.emit(
        Json{{"type", "key"}, {"name", name}, {"file", file}, {"recipient", identity.recipient().text()}});
  }
  return {};
}

Try<Exit> run(const Invocation& call) {
  const auto files = key_files(call);
  if (!files) return give_up(files.error());
  for (const std::string& file : *files) {
    const auto shown = is_identity(file) ? show_identities(call, file) : show_signing_key(call, file);
    if (!shown) return give_up(shown.error());
  }
  call.terminal.emit(Json{{"type", "summary"}, {"keys", files->size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody key_show_command{kOptions, run};

}  // namespace firsthour::cli
