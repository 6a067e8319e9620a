// SPDX-License-Identifier: Apache-2.0
// firsthour case verify: a verdict first, then every problem with the file it is in.
#include "casefile/bytes.h"
#include "casefile/number.h"
#include "cli/case_door.h"
#include "cli/messages.h"
#include "cli/verdict.h"

#include <array>
#include <optional>

namespace firsthour::cli {
namespace {

constexpr std::uint64_t kLongestNote = 1 << 20;

constexpr std::array kOptions{
    kTrustOption,
    Option{
        "tsa-ca",
        "FILE",
        {"certificates (PEM) of time stamp authorities that you trust", "您信任的时间戳机构证书文件（PEM）"}},
    Option{"since",
           "CHECKPOINT",
           {"the case must go on from this head: a file with a signed checkpoint, or SIZE:ROOT as typed off "
            "a form",
            "案件须由此检查点延续而来：签名检查点文件，或按文书录入的 事件数:根值"},
           true},
    Option{"subset",
           "N/T",
           {"hash only part N of T of the objects; the result is partial",
            "仅校验第 N/T 部分对象；结果为部分校验"}},
};

Try<std::vector<KeptHead>> kept_heads(const Invocation& call) {
  std::vector<KeptHead> kept;
  for (const std::string& said : call.said.values("since")) {
    auto text = read_file(said, kLongestNote);
    auto head = parse_kept_head(text ? *text : said);
    if (!head && !text && said.find(':') == std::string::npos) return give_up(text.error());
    if (!head)
      return give_up(Exit::usage, "--since " + said + ": " + head.error().what,
                     "firsthour case checkpoint CASE prints one; on forms stand size and root");
    kept.push_back(std::move(*head));
  }
  return kept;
}

Try<std::optional<Subset>> subset_of(const Invocation& call) {
  const auto said = call.said.value("subset");
  if (!said) return std::optional<Subset>{};
  const auto slash = said->find('/');
  const auto part = number_from<std::uint64_t>(said->substr(0, slash));
  const auto parts =
      slash == std::string::npos ? std::nullopt : number_from<std::uint64_t>(said->substr(slash + 1));
  if (!part || !parts || *part == 0 || *part > *parts)
    return give_up(Exit::usage, "--subset " + *said + " is not N/T with N from 1 to T");
  return std::optional{Subset{*part, *parts}};
}

Try<Exit> run(const Invocation& call) {
  auto keys = trusted_keys(call);
  if (!keys) return give_up(keys.error());
  auto since = kept_heads(call);
  if (!since) return give_up(since.error());
  auto subset = subset_of(call);
  if (!subset) return give_up(subset.error());
  VerifyOptions options;
  options.since = std::move(*since);
  options.subset = *subset;
  options.trusted_keys = std::move(*keys);
  if (const auto file = call.said.value("tsa-ca")) {
    auto pem = read_file(*file, 1 << 20);
    if (!pem) return give_up(pem.error());
    options.timestamp_authorities = std::move(*pem);
  }
  const auto report = check_case(call, case_path(call.said.words[0]), std::move(options));
  if (!report) return give_up(report.error());
  Verdict verdict = verdict_on(*report);
  if (*subset && verdict.exit == Exit::done) verdict = {Exit::partial, "partial", &say::verdict_subset};
  show_verdict(call, *report, verdict);
  return verdict.exit;
}

}  // namespace

constinit const CommandBody case_verify_command{kOptions, run};

}  // namespace firsthour::cli
