// SPDX-License-Identifier: Apache-2.0
// firsthour key new: makes a signing key.
#include "casefile/json.h"
#include "cli/key_folder.h"
#include "cli/messages.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"folder", "DIR", {"make it there; else in the key folder", "在此文件夹生成；缺省为密钥文件夹"}},
};

Try<Exit> run(const Invocation& call) {
  std::string folder;
  if (const auto given = call.said.value("folder")) {
    folder = *given;
  } else {
    auto usual = key_folder(call.environment);
    if (!usual) return give_up(usual.error());
    folder = *usual;
  }
  const std::string name = call.said.words.empty() ? std::string{kDefaultKeyName} : call.said.words[0];
  const auto made = make_key(folder, name);
  if (!made) return give_up(made.error());
  const SigningKey& key = **made;
  call.terminal.say(say::key_made, key.name(), folder, key.fingerprint());
  call.terminal.print(key.verifier_key());
  call.terminal.emit(Json{{"type", "key"},
                          {"name", key.name()},
                          {"verifier_key", key.verifier_key()},
                          {"fingerprint", key.fingerprint()},
                          {"folder", folder}});
  call.terminal.emit(Json{{"type", "summary"}, {"keys", 1}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody key_new_command{kOptions, run};

}  // namespace firsthour::cli
