// SPDX-License-Identifier: Apache-2.0
// firsthour playbook sign: the playbook as JSON with one signature more.
#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/jws.h"
#include "casefile/keys.h"
#include "cli/key_folder.h"
#include "cli/new_file.h"
#include "cli/playbook_file.h"
#include "cli/playbook_messages.h"
#include "playbooks/playbook.h"
#include "playbooks/playbook_signature.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"key",
           "FILE",
           {"sign with this key: one of ours (Ed25519), or a private key in PEM",
            "签名密钥：本程序的密钥（Ed25519）或 PEM 私钥"}},
    Option{"algorithm",
           "NAME",
           {"RS256, PS256, ES256, Ed25519 …; else what is usual for the key", "签名算法；缺省按密钥类型"}},
    Option{"signee", "NAME", {"who signs", "签署单位或人员"}},
    Option{"out", "FILE", {"write it there; else onto standard output", "输出文件；缺省为标准输出"}},
};

Try<playbooks::PlaybookSigner> pem_signer(const Invocation& call, std::string pem) {
  playbooks::PlaybookSigner signer;
  auto key = public_key_in(pem);
  if (!key) return give_up(key.error());
  signer.public_key = std::move(*key);
  auto usual = call.said.value("algorithm") ? Result<std::string>{*call.said.value("algorithm")}
                                            : usual_algorithm(signer.public_key);
  if (!usual) return give_up(usual.error());
  signer.algorithm = std::move(*usual);
  signer.sign = [pem = std::move(pem), algorithm = signer.algorithm](std::string_view message) {
    return jws_sign(algorithm, pem, message);
  };
  return signer;
}

Try<playbooks::PlaybookSigner> signer_of(const Invocation& call) {
  const auto file = call.said.value("key");
  if (!file)
    return give_up(Exit::usage, "--key is missing",
                   "firsthour key new makes one; a private key in PEM will do");
  const auto text = read_file(*file, 64 << 10);
  if (!text) return give_up(text.error());
  if (text->find("-----BEGIN") != std::string::npos) return pem_signer(call, *text);
  auto key = load_key(*file);
  if (!key) return give_up(key.error());
  if ((*key)->verifier().scheme != SignatureScheme::ed25519)
    return give_up(Exit::usage, "CACAO knows no name for a signature by SM2", "sign with an Ed25519 key");
  playbooks::PlaybookSigner signer;
  signer.algorithm = "Ed25519";
  signer.public_key = ed25519_public_key((*key)->verifier().public_key);
  signer.sign = [key = *key](std::string_view message) { return key->sign(message); };
  return signer;
}

Try<Exit> run(const Invocation& call) {
  const auto file = playbook_file(call, call.said.words[0]);
  if (!file) return give_up(file.error());
  const auto reading = playbooks::read_playbook(file->text);
  if (!reading) return give_up(Exit::failed, file->shown + ": " + reading.error().what);
  const auto signer = signer_of(call);
  if (!signer) return give_up(signer.error());
  const auto playbook = playbooks::with_signature(
      *reading->playbook.document, *signer, call.said.value("signee").value_or(""), "", call.clock.now());
  if (!playbook) return give_up(playbook.error());
  const std::string text = playbook->dump(2) + "\n";
  if (const auto out = call.said.value("out")) {
    if (auto written = write_new_file(*out, text); !written) return give_up(written.error());
    call.terminal.say(say::playbook_signed, *out, signer->algorithm);
  } else if (auto written = call.terminal.write(as_bytes(text)); !written) {
    return give_up(written.error());
  }
  return Exit::done;
}

}  // namespace

constinit const CommandBody playbook_sign_command{kOptions, run};

}  // namespace firsthour::cli
