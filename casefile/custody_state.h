// SPDX-License-Identifier: Apache-2.0
// What the events of custody add up to: which hand-overs are half done, which approvals are still owed,
// which printed forms nobody has signed. A pure function of the ledger's first n events; whether something is
// overdue is asked with a time, since it changes while the ledger does not.
#pragma once

#include "casefile/case.h"
#include "casefile/custody.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firsthour {

// What an event said, and the event.
template <class T>
struct Recorded {
  std::uint64_t event = 0;
  Instant time;
  std::string actor;
  T said;
};

// A release and its receipt. One of the two may be missing: on the way, or received without a record.
struct HandOver {
  std::optional<Recorded<Transfer>> release, receipt;
};

struct ApprovalState {
  Recorded<Approval> approval;
  std::optional<Recorded<Approval>> settled;  // by the approval that made it good

  [[nodiscard]] bool open() const { return approval.said.retroactive && !settled; }
  [[nodiscard]] bool overdue(Instant now) const {
    return open() && approval.said.due && *approval.said.due < now;
  }
  // Made good after its deadline. The approval's own time counts, else that of its event.
  [[nodiscard]] bool settled_late() const {
    return settled && approval.said.due && *approval.said.due < settled->said.time.value_or(settled->time);
  }
};

struct PrintedFile {
  std::uint64_t event = 0;   // `reported`
  std::string name, folder;  // where it was written
  std::string sha256;        // hex
  std::uint64_t size = 0;
};

struct SignedPaper {
  std::uint64_t event = 0;
  std::string item;
  SignedCopy copy;
};

// One printing of a document, in one or more formats.
struct Printing {
  std::string what, title, language;
  std::uint64_t upto = 0;  // events it stands on; the head of this size is printed on it
  Instant time;
  bool form = false;        // one that people sign
  bool superseded = false;  // the same form was printed again later
  std::vector<PrintedFile> files;
  std::vector<SignedPaper> copies;

  [[nodiscard]] bool unsigned_form() const { return form && copies.empty(); }
};

struct Custody {
  std::vector<HandOver> hand_overs;
  std::vector<ApprovalState> approvals;
  std::vector<Recorded<Witnessing>> witnessings;
  std::vector<Recorded<Access>> accesses;
  std::vector<Printing> printings;
  std::vector<std::string> problems;  // events that cannot be understood, or name what is not there

  // The item that shows this transfer's signatures: named by the event, else the signed copy of a hand-over
  // or custody form that was printed after it. "" while there is none.
  [[nodiscard]] std::string signed_form_of(const Recorded<Transfer>& transfer) const;

  // Signed hand-over and custody forms by the events they stand on, each newer than those before it.
  std::vector<std::pair<std::uint64_t, std::string>> hand_over_papers;
};

// Takes events in order; the caller parsed them. For those who read the ledger for other ends too.
class CustodyGatherer {
 public:
  void take(const Event& event, const Json& whole);
  [[nodiscard]] Custody finish() &&;

 private:
  void transferred(const Event& event, const Json& body);
  void approved(const Event& event, const Json& body);
  void reported(const Event& event, const Json& body);
  void attached(const Event& event, const Json& body);
  void problem(const Event& event, const std::string& what);

  Custody custody_;
  std::map<std::uint64_t, std::size_t> releases_, approvals_, printings_;  // by event
  std::map<std::string, std::size_t> runs_, newest_;                       // of printings
};

// Of the first `upto` events (0: all). Fails only when the ledger cannot be read.
[[nodiscard]] Result<Custody> read_custody(const CaseReader& from, std::uint64_t upto = 0);

// The ledger's roots at a size, from its events. `not_found` when it is not that long.
[[nodiscard]] Result<LedgerHead> head_at(const CaseReader& from, std::uint64_t size);
// True when the ledger had this head; the SM3 root counts where it is given.
[[nodiscard]] Result<bool> has_head(const CaseReader& from, const LedgerHead& head);

}  // namespace firsthour
