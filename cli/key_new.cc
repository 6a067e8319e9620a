// SPDX-License-Identifier: Apache-2.0
// firsthour key new: makes a key to sign with, or one that others encrypt to.
#include "casefile/age_identity_file.h"
#include "casefile/json.h"
#include "cli/key_folder.h"
#include "cli/messages.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"type",
           "ed25519|sm2|x25519|sm2-recipient",
           {"ed25519 and sm2 sign; x25519 and sm2-recipient are encrypted to (ed25519)",
            "ed25519 与 sm2 用于签名；x25519 与 sm2-recipient 用于接收加密（缺省 ed25519）"}},
    Option{"folder", "DIR", {"make it there; else in the key folder", "在此文件夹生成；缺省为密钥文件夹"}},
};

// Which of the types are encrypted to; the others sign.
std::optional<AgeKind> recipient_kind(std::string_view type) {
  if (type == "x25519") return AgeKind::x25519;
  if (type == "sm2-recipient") return AgeKind::sm2;
  return std::nullopt;
}

Try<Exit> make_identity(const Invocation& call, const std::string& folder, const std::string& name,
                        AgeKind kind) {
  const auto made = make_identity_file(folder, name, kind, call.clock.now());
  if (!made) return give_up(made.error());
  const std::string& recipient = made->recipient().text();
  call.terminal.say(say::identity_made, name, folder);
  call.terminal.print(recipient);
  call.terminal.emit(Json{{"type", "key"}, {"name", name}, {"recipient", recipient}, {"folder", folder}});
  call.terminal.emit(Json{{"type", "summary"}, {"keys", 1}});
  return Exit::done;
}

Try<Exit> run(const Invocation& call) {
  std::string folder;
  if (const auto given = call.said.value("folder")) {
    folder = *given;
  } else {
    auto usual = key_folder(call.environment);
    if (!usual) return give_up(usual.error());
    folder = *usual;
  }
  const bool sm2 = call.said.value("type").value_or("ed25519") == "sm2";
  const std::string name =
      !call.said.words.empty() ? call.said.words[0] : std::string{sm2 ? kNationalKeyName : kDefaultKeyName};
  if (const auto kind = recipient_kind(call.said.value("type").value_or("")))
    return make_identity(call, folder, name, *kind);
  const auto made = make_key(folder, name, sm2 ? SignatureScheme::sm2 : SignatureScheme::ed25519);
  if (!made) return give_up(made.error());
  const SigningKey& key = **made;
  call.terminal.say(say::key_made, key.name(), folder, key.fingerprint());
  call.terminal.print(key.verifier_key());
  Json json = json_of_key(key);
  json["folder"] = folder;
  call.terminal.emit(json);
  call.terminal.emit(Json{{"type", "summary"}, {"keys", 1}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody key_new_command{kOptions, run};

}  // namespace firsthour::cli
