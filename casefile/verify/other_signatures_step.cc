// SPDX-License-Identifier: Apache-2.0
// Step 3, continued: what others signed of a head: further persons, and time stamp authorities.
#include "casefile/verify/case.h"
#include "casefile/verify/digest.h"
#include "casefile/verify/time_stamp.h"
#include "casefile/verify/time_text.h"

namespace firsthour::verify {

// The ledger's note that an event names by algorithm and size.
std::optional<std::string> CaseCheck::note_named(const Event& event) {
  const auto size = number_in(event.body.at({"checkpoint", "size"}));
  const std::string_view algorithm = string_or_empty(event.body.at({"checkpoint", "algorithm"}));
  Rows rows = database_->rows("SELECT note FROM checkpoint WHERE algorithm = ?1 AND size = ?2");
  rows.bind(1, algorithm);
  rows.bind(2, static_cast<std::int64_t>(size.value_or(0)));
  if (size && *size <= event.seq && rows.step() && rows.text(0)) return std::string{*rows.text(0)};
  work_.report.problem(Kind::signature_wrong, {"case.sqlite", "", event.seq, {}, {}},
                       say("it is of a checkpoint that the ledger does not hold", "所指的检查点不在台账中"));
  return std::nullopt;
}

void CaseCheck::cosigned(const Event& event) {
  const auto text = note_named(event);
  if (!text) return;
  const auto note = read_note(*text);
  const auto line = read_signature_line(string_or_empty(event.body.find("signature")));
  const auto key = read_verifier_key(string_or_empty(event.body.at({"key", "verifier_key"})));
  const auto time = note && line && key ? cosigned_at(note->text, *line, *key) : std::nullopt;
  if (time && seconds_of(string_or_empty(event.body.find("time"))) == time &&
      string_or_empty(event.body.at({"key", "fingerprint"})) == key->fingerprint()) {
    ++cosignatures_;
    const std::string_view role = string_or_empty(event.body.find("role"));
    work_.report.detail("cosigned",
                        work_.wishes.trust.includes(*key) ? say("cosigned, key trusted", "会签（密钥已信任）")
                                                          : say("cosigned", "会签"),
                        std::string{role} + " " + key->name + " " + key->fingerprint());
    return;
  }
  work_.report.problem(Kind::signature_wrong, {"case.sqlite", "", event.seq, {}, {}},
                       say("the cosignature does not hold", "会签不成立"));
}

void CaseCheck::timestamped(const Event& event) {
  const auto note = note_named(event);
  if (!note) return;
  const std::string_view imprint = string_or_empty(event.body.find("imprint"));
  const auto token = from_base64(string_or_empty(event.body.find("token")));
  const auto stamp = token ? read_time_stamp(*token) : std::nullopt;
  const bool known = imprint == "sha256" || imprint == "sm3";
  if (stamp && known && stamp->digest == imprint && stamp->imprint == digest_of(imprint, *note) &&
      same_time(stamp->time, string_or_empty(event.body.find("time")))) {
    ++time_stamps_;
    work_.report.detail("time_stamp",
                        say("time stamp, its signature not checked here", "时间戳（此处不检查其签名）"),
                        stamp->time + " " + std::string{string_or_empty(event.body.find("authority"))});
    return;
  }
  work_.report.problem(
      Kind::signature_wrong, {"case.sqlite", "", event.seq, {}, {}},
      say("the time stamp is not of the checkpoint that it names", "时间戳与所指检查点不符"));
}

}  // namespace firsthour::verify
