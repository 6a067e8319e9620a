// SPDX-License-Identifier: Apache-2.0
// firsthour case unpack: a packed case into a folder that is verified before it gets its name.
#include "casefile/case_pack.h"
#include "casefile/encoding.h"
#include "cli/case_door.h"
#include "cli/decryption.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/split_parts.h"
#include "cli/stop.h"
#include "cli/verdict.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"out",
           "DIR",
           {"the case's folder (required); must not exist", "案件文件夹（必填）；不得已存在"},
           false,
           'o'},
    Option{"expect",
           "DIGEST",
           {"the digest on paper, SHA-256 or SM3: anything else is refused",
            "纸面上的摘要（SHA-256 或 SM3）：不符则拒绝"}},
    kTrustOption,
    kIdentityOption,
    kPassphraseFileOption,
    Option{"keep", "", {"keep what is refused as NAME.rejected", "将被拒绝的内容保留为 NAME.rejected"}},
};

Exit tell(const Invocation& call, const std::string& path, const Unpacked& unpacked, bool as_on_paper) {
  Terminal& terminal = call.terminal;
  const VerifyReport& report = unpacked.report;
  Verdict verdict = verdict_on(report);
  // The digest on paper stands for the key's fingerprint: both are anchors outside of the case.
  if (unpacked.placed && as_on_paper) verdict = {Exit::done, "good", &say::verdict_good};
  if (!unpacked.placed) {
    show_verdict(call, report, verdict);
    if (!unpacked.rejected.empty()) terminal.say(say::kept_rejected, unpacked.rejected);
    return verdict.exit;
  }
  terminal.say(say::ingest_digest, in_groups(unpacked.sha256));
  terminal.say(say::ingest_sm3, in_groups(unpacked.sm3));
  if (as_on_paper) terminal.say(say::as_on_paper);
  terminal.say(say::unpacked_to, path, report.events, report.items, report.objects);
  show_verdict(call, report, verdict);
  return verdict.exit;
}

Try<Exit> run(const Invocation& call) {
  const auto out = call.said.value("out");
  if (!out || out->empty()) return give_up(Exit::usage, "where to?", "--out DIR");
  const auto files = collections_named({call.said.words[0]});
  if (!files) return give_up(files.error());
  const auto source = open_collection(files->front());
  auto opening = keys_for_reading(call);
  if (!opening) return give_up(opening.error());
  auto keys = trusted_keys(call);
  if (!keys) return give_up(keys.error());
  const auto progress = [&](const Text& text) {
    return [&call, &text](std::uint64_t number, std::uint64_t bytes) {
      call.terminal.progress(call.terminal.text(text, number, human_size(bytes)));
      return !stop_asked();
    };
  };
  UnpackOptions options;
  options.verify.trusted_keys = std::move(*keys);
  options.verify.progress = progress(say::verifying);
  options.keys = std::move(*opening);
  options.keep_rejected = call.said.has("keep");
  options.expect = call.said.value("expect").value_or("");
  options.progress = progress(say::unpacking);
  const auto unpacked = unpack_case(*source, case_path(*out), options);
  call.terminal.end_progress();
  if (!unpacked)
    return give_up(stop_asked() ? Failure{Exit::interrupted, unpacked.error().what} : unpacked.error());
  return tell(call, case_path(*out), *unpacked, !options.expect.empty());
}

}  // namespace

constinit const CommandBody case_unpack_command{kOptions, run};

}  // namespace firsthour::cli
