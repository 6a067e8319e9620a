// SPDX-License-Identifier: Apache-2.0
#include "casefile/case_timestamps.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/store/case_view.h"
#include "casefile/store/head_file.h"
#include "casefile/store/verify_parts.h"

namespace firsthour {
namespace {

const std::string& note_of(const StoredHead& head, Algorithm tree) {
  return (tree == Algorithm::sm3 ? head.sm3 : head.sha256).note;
}

std::optional<Algorithm> tree_named(std::string_view name) {
  for (const Algorithm tree : {Algorithm::sha256, Algorithm::sm3})
    if (name == name_of(tree)) return tree;
  return std::nullopt;
}

// A `timestamped` event against the note that it names; the token's authority when all fits.
Result<TimestampAuthority> check_event(const Ledger& ledger, const Json& body, std::string_view authorities) {
  const auto checkpoint = body.find("checkpoint");
  const auto bytes = from_base64(text_member(body, "token"));
  if (checkpoint == body.end() || !checkpoint->is_object() || !bytes)
    return fail(Errc::malformed, "names no checkpoint or holds no token");
  const auto size = checkpoint->find("size");
  if (size == checkpoint->end() || !size->is_number_unsigned())
    return fail(Errc::malformed, "names no checkpoint");
  const auto tree = tree_named(text_member(*checkpoint, "algorithm"));
  const auto head = ledger.head_at(size->get<std::uint64_t>());
  if (!head) return tl::unexpected{head.error()};
  if (!tree || !*head) return fail(Errc::tampered, "stamps a head that the ledger does not hold");
  const std::string_view token = as_text(*bytes);
  const auto stamp = read_timestamp(token);
  if (!stamp) return tl::unexpected{stamp.error()};
  if (stamp->imprint != imprint_of(stamp->imprint.algorithm, note_of(**head, *tree)))
    return fail(Errc::tampered, "its token is not of the head that it names");
  if (text_member(body, "imprint") != name_of(stamp->imprint.algorithm) ||
      text_member(body, "time") != rfc3339(stamp->time))
    return fail(Errc::tampered, "its time or imprint is not the token's");
  return check_timestamp(token, authorities);
}

}  // namespace

Result<std::string> newest_note(const std::string& case_path, Algorithm tree) {
  const auto view = CaseView::open(case_path, Ledger::open_for_reading);
  if (!view) return tl::unexpected{view.error()};
  const auto head = view->ledger().latest_head();
  if (!head) return tl::unexpected{head.error()};
  if (!*head) return fail(Errc::not_found, "the case has no signed head");
  return note_of(**head, tree);
}

Result<StampedHead> head_stamped_by(const std::string& case_path, const Imprint& imprint) {
  const auto view = CaseView::open(case_path, Ledger::open_for_reading);
  if (!view) return tl::unexpected{view.error()};
  const auto heads = view->ledger().heads();
  if (!heads) return tl::unexpected{heads.error()};
  for (const StoredHead& head : *heads)
    for (const Algorithm tree : {Algorithm::sha256, Algorithm::sm3})
      if (imprint_of(imprint.algorithm, note_of(head, tree)) == imprint) return StampedHead{tree, head.size};
  return fail(Errc::not_found, "the time stamp is of no head of this case");
}

Json timestamped_body(const StampedHead& head, const Timestamp& stamp, std::string_view authority,
                      std::string_view token) {
  return {{"checkpoint", {{"algorithm", name_of(head.tree)}, {"size", head.size}}},
          {"imprint", name_of(stamp.imprint.algorithm)},
          {"token", to_base64(as_bytes(token))},
          {"time", rfc3339(stamp.time)},
          {"authority", std::string{authority}}};
}

void check_timestamps(const Ledger& ledger, std::string_view authorities, VerifyReport& report,
                      Problems& problems) {
  std::uint64_t sequence = 0;
  const auto visited = ledger.each_of_type(kTimestampedEvent, [&](std::string_view bytes) -> Result<> {
    Json body;
    const auto event = read_event(bytes, &body);
    if (!event) return {};  // named where events are read
    sequence = event->event.sequence;
    ++report.timestamps;
    const auto authority = check_event(ledger, body, authorities);
    // Where no certificate of the signer is at hand nothing can be said of the signature.
    const bool unchecked = authority ? !authority->trusted : authority.error().code == Errc::not_found;
    if (unchecked)
      ++report.timestamps_unchecked;
    else if (!authority)
      problems.add(VerifyKind::signature_problem,
                   std::string{kLedgerName} + ", event " + std::to_string(sequence), authority.error().what);
    return {};
  });
  if (!visited) problems.add(VerifyKind::ledger_broken, kLedgerName, visited.error().what);
}

}  // namespace firsthour
