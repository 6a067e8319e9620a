// SPDX-License-Identifier: Apache-2.0
#include "casefile/cosignature.h"

#include "casefile/checkpoint.h"
#include "casefile/json.h"

#include <algorithm>

namespace firsthour {
namespace {

constexpr std::uint64_t kLastSecond = 9'000'000'000;  // in the year 2255; an Instant ends soon after

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool is_sm3(const Checkpoint& checkpoint) { return checkpoint.origin.ends_with(kSm3Origin); }

Result<std::pair<Note, Checkpoint>> read_note(std::string_view bytes) {
  auto note = parse_note(bytes);
  if (!note) return fail("note", note.error());
  auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return fail("note", checkpoint.error());
  return std::pair{std::move(*note), std::move(*checkpoint)};
}

// The note with this line as its only one, so that the reader of notes reads the line.
Result<Note> note_with(std::string_view text, std::string_view line) {
  return parse_note(std::string{text} + "\n" + std::string{line} + "\n");
}

Result<Instant> time_of(const NoteSignature& line) {
  const auto seconds = cosigning_time(line);
  if (!seconds || *seconds > kLastSecond) return fail(Errc::malformed, "not the line of a cosignature");
  return Instant::from_seconds(static_cast<std::int64_t>(*seconds));
}

}  // namespace

Json to_json(const Cosignature& it) {
  return {
      {"checkpoint", {{"algorithm", name_of(it.tree)}, {"size", it.size}}},
      {"signature", it.line},
      {"key",
       {{"name", it.key.name}, {"verifier_key", it.key.verifier_key}, {"fingerprint", it.key.fingerprint}}},
      {"role", it.role},
      {"person", it.person},
      {"time", rfc3339(it.time)}};
}

Result<Cosignature> cosignature_from_json(const Json& body) {
  const auto refuse = [](const char* what) {
    return fail(Errc::malformed, std::string{"no \""} + what + "\"");
  };
  if (!body.is_object()) return refuse("body");
  const auto checkpoint = body.find("checkpoint"), key = body.find("key");
  if (checkpoint == body.end() || !checkpoint->is_object()) return refuse("checkpoint");
  if (key == body.end() || !key->is_object()) return refuse("key");
  Cosignature read;
  const std::string algorithm = text_at(*checkpoint, "algorithm");
  if (algorithm != "sha256" && algorithm != "sm3") return refuse("algorithm");
  read.tree = algorithm == "sm3" ? Algorithm::sm3 : Algorithm::sha256;
  const auto size = checkpoint->find("size");
  if (size == checkpoint->end() || !size->is_number_unsigned()) return refuse("size");
  read.size = size->get<std::uint64_t>();
  read.line = text_at(body, "signature");
  if (read.line.empty() || read.line.find('\n') != std::string::npos) return refuse("signature");
  read.key = {text_at(*key, "name"), text_at(*key, "verifier_key"), text_at(*key, "fingerprint")};
  read.role = text_at(body, "role");
  if (std::find(kCosignerRoles.begin(), kCosignerRoles.end(), read.role) == kCosignerRoles.end())
    return refuse("role");
  read.person = text_at(body, "person");
  const auto time = parse_rfc3339(text_at(body, "time"));
  if (!time) return refuse("time");
  read.time = *time;
  return read;
}

Result<> check_cosignature(const Cosignature& it, std::string_view note) {
  const auto parsed = read_note(note);
  if (!parsed) return tl::unexpected{parsed.error()};
  const auto& [head, checkpoint] = *parsed;
  if (checkpoint.size != it.size || is_sm3(checkpoint) != (it.tree == Algorithm::sm3))
    return fail(Errc::tampered, "is of another head");
  const auto key = parse_verifier_key(it.key.verifier_key);
  if (!key) return tl::unexpected{key.error()};
  const auto alone = note_with(head.text, it.line);
  if (!alone) return tl::unexpected{alone.error()};
  if (const auto holds = check_note(*alone, with_use(*key, KeyUse::cosignature)); !holds)
    return fail(Errc::tampered, holds.error().what);
  const auto time = time_of(alone->signatures.front());
  if (!time) return tl::unexpected{time.error()};
  if (*time != it.time || it.key.name != key->name || it.key.fingerprint != fingerprint_of(*key))
    return fail(Errc::tampered, "says another time or key than its signature");
  return {};
}

Result<std::string> cosign_note(std::string_view note, SigningKey& key, Instant now) {
  const auto parsed = read_note(note);
  if (!parsed) return tl::unexpected{parsed.error()};
  const auto& [head, checkpoint] = *parsed;
  const auto before = key.last_signed(checkpoint.origin);
  if (!before) return tl::unexpected{before.error()};
  if (*before && ((*before)->size > checkpoint.size ||
                  ((*before)->size == checkpoint.size && (*before)->root != checkpoint.root)))
    return fail(Errc::denied, "key " + key.name() + " signed a head of " + std::to_string((*before)->size) +
                                  " events of this case before, and this one of " +
                                  std::to_string(checkpoint.size) +
                                  " events is older or of another history; ask for the newest head");
  if (auto kept = key.remember({&checkpoint, 1}); !kept) return tl::unexpected{kept.error()};
  auto line = cosignature_line(key, head.text, static_cast<std::uint64_t>(now.nanoseconds / 1'000'000'000));
  if (line) line->pop_back();
  return line;
}

Result<Cosignature> cosignature_in(std::string_view note, const VerifierKey& key) {
  const auto parsed = read_note(note);
  if (!parsed) return tl::unexpected{parsed.error()};
  const auto& [head, checkpoint] = *parsed;
  const VerifierKey cosigner = with_use(key, KeyUse::cosignature);
  if (const auto holds = check_note(head, cosigner); !holds) return tl::unexpected{holds.error()};
  Cosignature found{
      is_sm3(checkpoint) ? Algorithm::sm3 : Algorithm::sha256, checkpoint.size, {}, {}, {}, {}, {}};
  for (const NoteSignature& line : head.signatures) {
    if (line.key_name != cosigner.name || line.key_id != cosigner.key_id) continue;
    const auto time = time_of(line);
    if (!time) return tl::unexpected{time.error()};
    found.time = *time;
    found.line = signature_line(line);
    found.line.pop_back();
    break;
  }
  found.key = {key.name, verifier_key_text(with_use(key, KeyUse::note)), fingerprint_of(key)};
  return found;
}

}  // namespace firsthour
