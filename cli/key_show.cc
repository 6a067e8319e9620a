// SPDX-License-Identifier: Apache-2.0
// firsthour key show: the public part of keys, to be handed to those who verify.
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
  if (!words.empty()) {
    return std::vector<std::string>{words[0].ends_with(".key") ? words[0] : folder + "/" + words[0] + ".key"};
  }
  auto found = list_keys(folder);
  if (!found && found.error().code != Errc::not_found) return give_up(found.error());
  if (!found || found->empty()) {
    return give_up(Exit::failed, "no key in " + folder, "firsthour key new makes one");
  }
  return std::move(*found);
}

Try<Exit> run(const Invocation& call) {
  const auto files = key_files(call);
  if (!files) return give_up(files.error());
  for (const std::string& file : *files) {
    const auto key = load_key(file);
    if (!key) return give_up(key.error());
    call.terminal.print((*key)->verifier_key());
    call.terminal.say(say::key_line, (*key)->name(), file, (*key)->fingerprint());
    call.terminal.emit(Json{{"type", "key"},
                            {"name", (*key)->name()},
                            {"file", file},
                            {"verifier_key", (*key)->verifier_key()},
                            {"fingerprint", (*key)->fingerprint()}});
  }
  call.terminal.emit(Json{{"type", "summary"}, {"keys", files->size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody key_show_command{kOptions, run};

}  // namespace firsthour::cli
