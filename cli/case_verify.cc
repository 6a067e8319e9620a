// SPDX-License-Identifier: Apache-2.0
// firsthour case verify: a verdict first, then every problem with the file it is in.
#include "casefile/bytes.h"
#include "cli/case_door.h"
#include "cli/verdict.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    kTrustOption,
    Option{
        "tsa-ca",
        "FILE",
        {"certificates (PEM) of time stamp authorities that you trust", "您信任的时间戳机构证书文件（PEM）"}},
};

Try<Exit> run(const Invocation& call) {
  auto keys = trusted_keys(call);
  if (!keys) return give_up(keys.error());
  VerifyOptions options;
  options.trusted_keys = std::move(*keys);
  if (const auto file = call.said.value("tsa-ca")) {
    auto pem = read_file(*file, 1 << 20);
    if (!pem) return give_up(pem.error());
    options.timestamp_authorities = std::move(*pem);
  }
  const auto report = check_case(call, case_path(call.said.words[0]), std::move(options));
  if (!report) return give_up(report.error());
  const Verdict verdict = verdict_on(*report);
  show_verdict(call, *report, verdict);
  return verdict.exit;
}

}  // namespace

constinit const CommandBody case_verify_command{kOptions, run};

}  // namespace firsthour::cli
