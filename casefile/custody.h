// SPDX-License-Identifier: Apache-2.0
// Custody: who handed over to whom, who approved, who witnessed, who read, and which form a scan is the
// signed copy of. Plain values and their JSON (FORMAT.md, "Events"); the names of their members are written
// nowhere else. What nobody said is absent, never invented.
//
// Bodies come from ledgers that others wrote: the readers are total and give `malformed`, naming the member.
#pragma once

#include "casefile/digest.h"
#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

struct Party {
  std::string name, unit;
  [[nodiscard]] bool empty() const { return name.empty() && unit.empty(); }
};

// A head of the ledger as forms and events name it: roots in lower-case hex. On paper only `root` may stand.
struct LedgerHead {
  std::uint64_t size = 0;
  std::string root, sm3_root;
};

// "17:9f3c…", blanks between the digits allowed, as a person types it off a form.
[[nodiscard]] std::optional<LedgerHead> head_from_text(std::string_view text);

enum class TransferStep { released, received };

// At most one is set; neither: not signed yet.
struct Signatures {
  std::string form;    // an item: the signed hand-over form
  std::string absent;  // the reason why there are none
};

struct Transfer {
  TransferStep step = TransferStep::released;
  Party from, to;
  std::string reason, place, seal_number;
  std::string condition;  // of medium and seal, as found
  LedgerHead head;        // before this event
  std::string verified;   // "good", or what was found
  Signatures signatures;
  // Of a receipt only.
  std::optional<std::uint64_t> released;  // the release's event
  std::optional<LedgerHead> paper;        // read off the form
  std::optional<bool> matches;            // release and paper name heads of this ledger
};

struct Approval {
  std::string what;
  Party by;
  std::optional<Instant> time;
  std::string document;  // an item
  bool retroactive = false;
  std::optional<Instant> due;            // by when a retro-active one has to be made good
  std::optional<std::uint64_t> settles;  // the event that this one makes good
};

struct WitnessIdentity {
  std::string name, unit, id_kind, id_number, contact;
};

struct Witnessing {
  std::optional<WitnessIdentity> witness;  // absent: there was none, `reason` says why
  std::optional<bool> eligible;
  std::string reason;
  std::string video;  // an item, or the SHA-256 of a video kept elsewhere
};

struct Access {
  std::string item;  // "": more than one
  std::optional<std::uint64_t> items;
  std::string how, reason, to;
};

// What an attached document is the signed copy of.
struct SignedCopy {
  std::uint64_t event = 0;  // the `reported` event
  Sha256 output;            // of the printed file
  std::optional<LedgerHead> head;
  std::vector<std::string> signed_by;
};

// The member of an `attached` body that makes it a signed copy.
inline constexpr const char* kFormMember = "form";

// `json` of a SignedCopy holds only the members that are its own.
[[nodiscard]] Json to_json(const LedgerHead& head);
[[nodiscard]] Json to_json(const Transfer& transfer);
[[nodiscard]] Json to_json(const Approval& approval);
[[nodiscard]] Json to_json(const Witnessing& witnessing);
[[nodiscard]] Json to_json(const Access& access);
[[nodiscard]] Json to_json(const SignedCopy& copy);

[[nodiscard]] Result<Transfer> transfer_from_json(const Json& body);
[[nodiscard]] Result<Approval> approval_from_json(const Json& body);
[[nodiscard]] Result<Witnessing> witnessing_from_json(const Json& body);
[[nodiscard]] Result<Access> access_from_json(const Json& body);
// nullopt for an attached document that is no signed copy.
[[nodiscard]] Result<std::optional<SignedCopy>> signed_copy_from_json(const Json& body);

}  // namespace firsthour
