// SPDX-License-Identifier: Apache-2.0
#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "casefile/keys.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/folder_names.h"
#include "casefile/store/head_file.h"
#include "casefile/store/objects.h"
#include "casefile/store/stopped_copy.h"
#include "casefile/store/verify_parts.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <optional>
#include <utility>

namespace firsthour {
namespace {

const std::string kJournalName = std::string{kLedgerName} + "-journal";

bool exists(int folder, const char* name) {
  struct stat facts {};
  return ::fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

class Verification {
 public:
  Verification(const std::string& path, const VerifyOptions& options)
      : path_{path}, options_{options}, problems_{report_} {}

  Result<VerifyReport> run() {
    if (auto opened = open_folders(); !opened) return tl::unexpected{opened.error()};
    const auto expected = check_ledger();
    if (!expected) return tl::unexpected{expected.error()};
    if (!objects_) return std::move(report_);
    const bool clean = check_leftovers() && closed_;
    const Expectations what = expected->value_or(Expectations{});
    if (options_.ledger_only && expected->has_value()) {
      report_.left_out = what.objects.size();
      return std::move(report_);
    }
    FolderCheck folder{folder_.get(), objects_.get(),   what, expected->has_value(), report_,
                       problems_,     options_.progress};
    if (options_.subset) folder.only(*options_.subset);
    if (auto checked = folder.run(clean); !checked) return tl::unexpected{checked.error()};
    return std::move(report_);
  }

 private:
  Result<> open_folders() {
    auto folder = open_folder(path_);
    if (!folder) return fail("cannot verify case", folder.error());
    folder_ = std::move(*folder);
    if (!exists(folder_.get(), kLedgerName) && !exists(folder_.get(), kHeadName))
      return fail(Errc::not_found, "no case in " + path_);
    auto objects = open_folder_at(folder_.get(), kObjectsName);
    if (objects)
      objects_ = std::move(*objects);
    else
      problems_.add(VerifyKind::evidence_altered, kObjectsName, objects.error().what);
    return {};
  }

  // Empty when the ledger cannot be read at all.
  Result<std::optional<Expectations>> check_ledger() {
    struct stat facts {};
    if (::fstatat(folder_.get(), kLedgerName, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode)) {
      problems_.add(VerifyKind::ledger_broken, kLedgerName, "is missing or no regular file");
      return std::optional<Expectations>{};
    }
    auto ledger = Ledger::open_for_reading(path_ + "/" + kLedgerName);
    if (!ledger) return ledger_not_opened(ledger.error());
    // One state of the ledger for all that follows; the lock goes before the long hashing of objects.
    if (auto begun = ledger->database().run("BEGIN"); !begun) return tl::unexpected{begun.error()};
    LedgerCheck check{*ledger, objects_.get(), report_, problems_};
    check.want(options_.since);
    Expectations expected = check.run();
    check_head(*ledger);
    check_since(check, expected);
    check_trust(*ledger);
    check_timestamps(*ledger, options_.timestamp_authorities, report_, problems_);
    return std::optional{std::move(expected)};
  }

  Result<std::optional<Expectations>> ledger_not_opened(const Error& error) {
    if (error.code == Errc::busy || error.code == Errc::denied || error.code == Errc::no_space)
      return tl::unexpected{error};
    // Another version of the format, or a flipped byte? HEAD knows.
    if (error.code == Errc::unsupported && file_is_that_of_head()) return tl::unexpected{error};
    problems_.add(VerifyKind::ledger_broken, kLedgerName, error.what);
    return std::optional<Expectations>{};
  }

  bool file_is_that_of_head() const {
    const auto head = read_head(path_);
    const auto source = open_source(path_ + "/" + kLedgerName);
    if (!head || !source) return false;
    Hasher hasher{Algorithm::sha256};
    std::vector<std::byte> buffer(1 << 20);
    for (;;) {
      const auto got = (*source)->read(buffer);
      if (!got) return false;
      if (*got == 0) return hasher.finish() == head->ledger.sha256;
      hasher.update(std::span{buffer}.first(*got));
    }
  }

  void broken(const char* where, std::string what) {
    problems_.add(VerifyKind::ledger_broken, where, std::move(what));
  }

  void check_head(const Ledger& ledger) {
    const auto text = read_head_text(path_);
    if (!text) return broken(kHeadName, text.error().what);
    const auto head = parse_head(*text);
    if (!head) return broken(kHeadName, head.error().what);
    const std::uint64_t size = checkpoint_of(head->note)->size;
    const auto kept = ledger.head_at(size);
    const auto latest = ledger.latest_head();
    if (!kept || !latest) return broken(kLedgerName, (kept ? latest : kept).error().what);
    if (!*kept || (*kept)->sha256.note != head->note || (*kept)->sm3.note != head->sm3_note)
      return broken(kHeadName,
                    "its checkpoints (size " + std::to_string(size) + ") are not those of the ledger");
    if (size > report_.events) return;  // said by the ledger's part
    if (size < report_.events || (*latest)->size > size) {
      problems_.add(
          VerifyKind::not_closed_cleanly, kHeadName,
          "stands for " + std::to_string(size) + " of " + std::to_string(report_.events) + " events");
      return;
    }
    closed_ = true;
    check_ledger_file(ledger, *head);
  }

  void check_ledger_file(const Ledger& ledger, const Head& head) {
    const auto digest = ledger.database().raw_digest();
    if (!digest) return broken(kLedgerName, digest.error().what);
    if (*digest == head.ledger) return;
    // The line in HEAD and the file contradict each other; which of them was altered cannot be told.
    broken(kLedgerName, "its SHA-256 or size is not the one in HEAD");
    broken(kHeadName, "the SHA-256 or size in it is not that of case.sqlite");
  }

  // A head kept outside: what was signed by then must still be there, in the same order.
  void check_since(const LedgerCheck& check, const Expectations& expected) {
    std::vector<std::string> keys = expected.keys;
    keys.insert(keys.end(), options_.trusted_keys.begin(), options_.trusted_keys.end());
    for (const KeptHead& kept : options_.since) {
      const KeptHeadFate fate = check.fate_of(kept, keys, expected.origin);
      report_.since.push_back({kept.size, fate});
      const std::string outside = "the head of " + std::to_string(kept.size) + " events kept outside ";
      const std::string here = std::to_string(report_.events);
      if (fate == KeptHeadFate::older_copy)
        broken(kLedgerName, outside + "is newer than this ledger of " + here +
                                ": this is an older copy of the case, or its end was cut off");
      if (fate == KeptHeadFate::another_history)
        broken(kLedgerName, outside + "is none of this ledger's: this is another history of the case");
      if (fate == KeptHeadFate::another_case)
        problems_.add(VerifyKind::signature_problem, kLedgerName, outside + "is of another case");
      if (fate == KeptHeadFate::not_signed)
        problems_.add(VerifyKind::signature_problem, kLedgerName,
                      outside + "has no good signature by a key that the ledger names or you trust");
    }
  }

  void check_trust(const Ledger& ledger) {
    if (options_.trusted_keys.empty()) return;
    const auto latest = ledger.latest_head();
    if (!latest || !*latest) return;
    for (const std::string& key : options_.trusted_keys) {
      auto checked = check_note((*latest)->sha256.note, key);
      if (checked) checked = check_note((*latest)->sm3.note, key);
      if (!checked) {
        if (checked.error().code != Errc::not_found)
          problems_.add(VerifyKind::signature_problem, kLedgerName, "trusted key: " + checked.error().what);
        continue;
      }
      if (std::exchange(report_.key_trusted, true)) continue;  // the first is the one that is told
      if (const auto parsed = parse_verifier_key(key)) {
        report_.key_name = parsed->name;
        report_.key_fingerprint = fingerprint_of(*parsed);
      }
    }
    if (!report_.key_trusted)
      problems_.add(VerifyKind::signature_problem, kLedgerName,
                    "the head is signed by none of the trusted keys");
  }

  // False when a writer left marks of its work.
  bool check_leftovers() {
    bool clean = true;
    const auto left = [&](const std::string& where, std::string what) {
      problems_.add(VerifyKind::not_closed_cleanly, where, std::move(what));
      clean = false;
    };
    if (exists(folder_.get(), kJournalName.c_str())) left(kJournalName, "a transaction was not finished");
    if (exists(folder_.get(), ".HEAD.new")) left(".HEAD.new", "HEAD was being written");
    if (!exists(objects_.get(), kIncomingName)) return clean;
    const std::string incoming = std::string{kObjectsName} + "/" + kIncomingName;
    const auto stopped = stopped_copies(objects_.get());
    const auto names = names_in(objects_.get(), kIncomingName);
    if (!stopped || !names || stopped->empty() || stopped->size() < names->size())
      left(incoming, "objects were being added");
    if (!stopped) return clean;
    for (const StoppedCopy& copy : *stopped)
      left(incoming + "/" + copy.folder, "the copy of " + escape_for_terminal(copy.path) +
                                             " was stopped: " + std::to_string(copy.copied) + " of " +
                                             std::to_string(copy.size) +
                                             " bytes are there; adding the file again goes on with it");
    return clean;
  }

  const std::string& path_;
  const VerifyOptions& options_;
  VerifyReport report_;
  Problems problems_;
  Descriptor folder_, objects_;
  bool closed_ = false;  // HEAD stands for all of the ledger
};

}  // namespace

Result<VerifyReport> verify_case(const std::string& path, const VerifyOptions& options) {
  return Verification{path, options}.run();
}

}  // namespace firsthour
