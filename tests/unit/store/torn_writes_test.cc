// SPDX-License-Identifier: Apache-2.0
// A loss of power, and a disk that fails in the middle: what was acknowledged is there afterwards.
#include "tests/support/torn_disk.h"
#include "tests/unit/store/collection.h"
#include "tests/unit/store/fixture.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace firsthour {
namespace {

namespace fs = std::filesystem;

// What one run was promised to keep: events by number, items by their ids.
struct Promised {
  std::uint64_t events = 0;
  std::set<std::string> items;
};

class TornWrites : public CaseFixture {
 protected:
  using Work = std::function<void(CaseWriter&, Promised&)>;

  // A closed case to start each run from.
  void begin() {
    {
      const auto writer = create();
      note(*writer, "the first");
      attach(*writer, "/before", "stays");
      ASSERT_TRUE(writer->close());
    }
    fs::copy(case_path(), at("pristine"), fs::copy_options::recursive);
    fs::copy(at("keys"), at("pristine-keys"), fs::copy_options::recursive);
  }

  // Runs `work` on a fresh copy over a disk that `prepare` has made unreliable; returns how many operations
  // it took.
  std::uint64_t run(std::uint32_t seed, const std::function<void(TornDisk&)>& prepare, const Work& work,
                    Promised& promised) {
    fs::remove_all(case_path());
    fs::copy(at("pristine"), case_path(), fs::copy_options::recursive);
    // A key remembers what it signed.
    fs::remove_all(at("keys"));
    fs::copy(at("pristine-keys"), at("keys"), fs::copy_options::recursive);
    promised = {3, {"a2"}};
    std::uint64_t operations = 0;
    bool crashed = false;
    {
      TornDisk disk{case_path(), seed};
      prepare(disk);
      if (const auto writer = open_case_for_writing(case_path(), author(), key_)) work(**writer, promised);
      operations = disk.operations();
      crashed = disk.crashed();
    }
    if (crashed) {
      fs::remove_all(case_path());
      fs::rename(at("remains"), case_path());
    }
    return operations;
  }

  void expect_kept(const Promised& promised, const std::string& when) {
    const auto report = verify();
    for (const auto& problem : report.problems)
      ASSERT_EQ(problem.kind, VerifyKind::not_closed_cleanly) << when << "\n" << told(report);
    {
      const auto reader = read();
      ASSERT_TRUE(reader) << when;
      ASSERT_GE(reader->size(), promised.events) << when;
      for (const std::string& item : promised.items) ASSERT_TRUE(reader->item(item)) << when << ": " << item;
    }
    const auto writer = reopen();
    ASSERT_TRUE(writer) << when;
    note(*writer, "the next writer");
    ASSERT_TRUE(writer->close()) << when;
    ASSERT_EQ(told(verify()), "") << when;
  }

  void crash_everywhere(const Work& work, std::uint32_t seeds) {
    begin();
    Promised promised;
    const std::uint64_t operations = run(
        0, [](TornDisk&) {}, work, promised);
    ASSERT_GT(operations, 20U);
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
      const std::uint64_t moment = std::mt19937{seed}() % operations + 1;
      run(
          seed, [&](TornDisk& disk) { disk.crash_at(moment, at("remains")); }, work, promised);
      expect_kept(promised, "seed " + std::to_string(seed) + ", operation " + std::to_string(moment));
      if (HasFatalFailure()) return;
    }
  }

  void fail_everywhere(const Work& work, int error, std::uint64_t step) {
    begin();
    Promised promised;
    const std::uint64_t operations = run(
        0, [](TornDisk&) {}, work, promised);
    for (std::uint64_t moment = 1; moment <= operations; moment += step) {
      run(
          1, [&](TornDisk& disk) { disk.fail_at(moment, error); }, work, promised);
      expect_kept(promised, "operation " + std::to_string(moment));
      if (HasFatalFailure()) return;
    }
  }

  static void append_and_attach(CaseWriter& writer, Promised& promised) {
    for (int i = 0; i < 4; ++i) {
      if (const auto event = writer.append("action", Json{{"what", std::string(2000, 'x')}}))
        promised.events = *event + 1;
      const std::string content = "content " + std::to_string(i);
      MemorySource source{as_bytes(content)};
      if (const auto item = writer.attach(collected_file("/a"), source)) promised.items.insert(item->id);
      if (i == 1) static_cast<void>(writer.sign_head());
    }
    static_cast<void>(writer.close());
  }

  static void take_in(CaseWriter& writer, Promised& promised) {
    static const std::string collection = collection_of(30, 3'000);
    MemorySource source{as_bytes(collection)};
    IngestOptions options;
    options.on_item = [&](const CaseItem& item) -> Result<> {
      promised.items.insert(item.id);
      return {};
    };
    static_cast<void>(writer.ingest(source, options));
    static_cast<void>(writer.close());
  }
};

TEST_F(TornWrites, AppendedEventsSurviveALossOfPower) { crash_everywhere(append_and_attach, 100); }

TEST_F(TornWrites, IngestedItemsSurviveALossOfPower) { crash_everywhere(take_in, 40); }

TEST_F(TornWrites, ASyncThatFailsLosesNothingThatWasAcknowledged) {
  fail_everywhere(append_and_attach, SQLITE_IOERR_FSYNC, 5);
}

// A commit that failed for want of space had its objects removed, but its events were kept and committed with
// the next one: the ledger then named objects that were not there.
TEST_F(TornWrites, EventsOfAFailedCommitAreNotTriedAgainWithoutTheirObjects) {
  fail_everywhere(take_in, SQLITE_FULL, 3);
}

}  // namespace
}  // namespace firsthour
