// SPDX-License-Identifier: Apache-2.0
// firsthour case cosign: a further person signs the head, here or elsewhere.
#include "casefile/bytes.h"
#include "casefile/cosignature.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/key_folder.h"
#include "cli/messages.h"
#include "cli/verdict.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::uint64_t kLongestNote = 1 << 20;
constexpr std::array kOptions{
    Option{"key",
           "FILE",
           {"the signer's key; the case itself is signed with the usual one",
            "签署人的密钥；案件本身仍用常用密钥签名"}},
    kNationalKeyOption,
    Option{"role",
           "second-officer|holder|receiver|witness|supervisor",
           {"as what the person signs", "签署人身份"}},
    Option{"person", "NAME", {"who signs", "签署人姓名"}},
    Option{"checkpoint",
           "FILE",
           {"sign this checkpoint, without the case, and print it with the new line",
            "不需案件，签署此检查点并输出带新签名的文本"}},
    Option{"from", "FILE", {"take in a checkpoint that was signed elsewhere", "收入在别处签署的检查点"}},
    Option{
        "trust",
        "FILE",
        {"verifier key (NAME.vkey) of the one who signed elsewhere", "在别处签署者的验证密钥（NAME.vkey）"},
        true},
};

Try<std::shared_ptr<SigningKey>> signer(const Invocation& call) {
  const auto file = call.said.value("key");
  if (!file) return give_up(Exit::usage, "whose key signs is not said", "--key FILE");
  auto key = load_key(*file);
  if (!key) return give_up(key.error());
  return std::move(*key);
}

Try<Exit> sign_elsewhere(const Invocation& call, const std::string& file) {
  const auto key = signer(call);
  if (!key) return give_up(key.error());
  const auto note = read_file(file, kLongestNote);
  if (!note) return give_up(note.error());
  const auto line = cosign_note(*note, **key, call.clock.now());
  if (!line) return give_up(line.error());
  call.terminal.print(*note + *line);
  call.terminal.emit(Json{{"type", "checkpoint"}, {"note", *note + *line + "\n"}});
  call.terminal.emit(Json{{"type", "summary"}, {"signatures", 1}});
  return Exit::done;
}

Try<std::vector<Cosignature>> sign_here(const Invocation& call, const CaseHead& head) {
  const auto key = signer(call);
  if (!key) return give_up(key.error());
  std::vector<Cosignature> made;
  for (const std::string* note : {&head.note, &head.sm3_note}) {
    const auto line = cosign_note(*note, **key, call.clock.now());
    if (!line) return give_up(line.error());
    auto cosignature = cosignature_in(*note + *line + "\n", (*key)->verifier());
    if (!cosignature) return give_up(cosignature.error());
    made.push_back(std::move(*cosignature));
  }
  return made;
}

Try<std::vector<Cosignature>> signed_elsewhere(const Invocation& call, const std::string& file) {
  const auto note = read_file(file, kLongestNote);
  if (!note) return give_up(note.error());
  const auto keys = trusted_keys(call);
  if (!keys) return give_up(keys.error());
  std::vector<Cosignature> found;
  for (const std::string& text : *keys) {
    const auto key = parse_verifier_key(text);
    if (!key) return give_up(key.error());
    auto cosignature = cosignature_in(*note, *key);
    if (cosignature)
      found.push_back(std::move(*cosignature));
    else if (cosignature.error().code != Errc::not_found)
      return give_up(Exit::signature, file + ": " + cosignature.error().what, "");
  }
  if (found.empty())
    return give_up(Exit::signature, file + " holds no cosignature by a key that is known here",
                   "name the signer's verifier key with --trust NAME.vkey");
  return found;
}

Try<Exit> run(const Invocation& call) {
  if (const auto file = call.said.value("checkpoint")) {
    if (!call.said.words.empty()) return give_up(Exit::usage, "--checkpoint signs without a case");
    return sign_elsewhere(call, *file);
  }
  if (call.said.words.empty()) return give_up(Exit::usage, "no case and no --checkpoint FILE");
  const auto role = call.said.value("role"), person = call.said.value("person");
  if (!role || !person) return give_up(Exit::usage, "who signs is not said", "--role ROLE --person NAME");
  const std::string path = case_path(call.said.words[0]);
  if (!case_exists(path)) return give_up(case_failure(Error{Errc::not_found, "no case at " + path}));
  auto keys = usual_signing_keys(call, path);
  if (!keys) return give_up(keys.error());
  auto writer = write_case_with(call, path, {}, std::move(*keys));
  if (!writer) return give_up(writer.error());
  if (const auto head = (*writer)->sign_head(); !head) return give_up(case_failure(head.error()));
  const auto head = (*writer)->head();
  if (!head) return give_up(case_failure(head.error()));
  const auto from = call.said.value("from");
  auto cosignatures = from ? signed_elsewhere(call, *from) : sign_here(call, *head);
  if (!cosignatures) return give_up(cosignatures.error());
  for (Cosignature& cosignature : *cosignatures) cosignature.role = *role, cosignature.person = *person;
  if (const auto done = (*writer)->cosign(*cosignatures); !done)
    return give_up(Exit::signature, done.error().what, "the checkpoint is not of a head of this case");
  for (const Cosignature& cosignature : *cosignatures) {
    call.terminal.say(say::cosigned_head, *person, *role, cosignature.size, cosignature.key.fingerprint);
    call.terminal.emit(Json{{"type", "cosignature"},
                            {"size", cosignature.size},
                            {"algorithm", name_of(cosignature.tree)},
                            {"person", *person},
                            {"role", *role},
                            {"fingerprint", cosignature.key.fingerprint}});
  }
  call.terminal.emit(Json{{"type", "summary"}, {"signatures", cosignatures->size()}});
  return close_case(**writer, Exit::done);
}

}  // namespace

constinit const CommandBody case_cosign_command{kOptions, run};

}  // namespace firsthour::cli
