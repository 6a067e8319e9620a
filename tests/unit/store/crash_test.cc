// SPDX-License-Identifier: Apache-2.0
// A kill at any moment leaves a case that opens, verifies and holds all that was acknowledged.
#include "tests/unit/store/collection.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <random>

namespace firsthour {
namespace {

namespace fs = std::filesystem;

class Crash : public CaseFixture {
 protected:
  // What the child tells over the pipe is what it was promised to keep.
  using Acknowledge = std::function<void(std::uint64_t)>;

  // Runs `work` in a process of its own that is killed some microseconds after it acknowledged `enough`
  // times; returns what it acknowledged.
  static std::vector<std::uint64_t> run_and_kill(std::size_t enough, unsigned microseconds,
                                                 const std::function<void(const Acknowledge&)>& work) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      work([&](std::uint64_t number) {
        if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(1);
      });
      ::_exit(0);
    }
    ::close(ends[1]);
    std::vector<std::uint64_t> acknowledged;
    const auto receive = [&] {
      std::uint64_t number = 0;
      if (::read(ends[0], &number, sizeof number) != sizeof number) return false;
      acknowledged.push_back(number);
      return true;
    };
    while (acknowledged.size() < enough && receive()) continue;
    EXPECT_EQ(acknowledged.size(), enough) << "the work ended too early to be killed";
    ::usleep(microseconds);
    ::kill(child, SIGKILL);
    while (receive()) continue;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return acknowledged;
  }

  // Good, or at most "not closed cleanly".
  void expect_sound(const std::string& when) const {
    const auto report = verify();
    for (const auto& problem : report.problems)
      EXPECT_EQ(problem.kind, VerifyKind::not_closed_cleanly) << when << "\n" << told(report);
  }

  void expect_closes_again(const std::string& when) {
    const auto writer = reopen();
    ASSERT_TRUE(writer) << when;
    ASSERT_TRUE(writer->close());
    EXPECT_EQ(told(verify()), "") << when;
  }

  unsigned moment(unsigned within) { return static_cast<unsigned>(random_() % within); }

  std::mt19937 random_{7};
};

TEST_F(Crash, AppendedEventsStay) {
  ASSERT_TRUE(create()->close());
  for (int round = 0; round < 12; ++round) {
    const std::string when = "round " + std::to_string(round);
    const auto acknowledged = run_and_kill(moment(12), moment(20'000), [&](const Acknowledge& acknowledge) {
      const auto writer = open_case_for_writing(case_path(), author(), key_);
      for (int i = 0; writer; ++i) {
        const auto number = i % 3 == 2 ? attach(**writer, "/a", when + std::to_string(i)).event
                                       : (*writer)->append("action", Json{{"n", i}}).value();
        acknowledge(number);
        if (i % 7 == 6) static_cast<void>((*writer)->sign_head());
      }
    });
    expect_sound(when);
    const std::uint64_t promised = acknowledged.empty() ? 1 : acknowledged.back() + 1;
    EXPECT_GE(read()->size(), promised) << when;
    expect_closes_again(when);
  }
}

TEST_F(Crash, IngestedItemsStay) {
  ASSERT_TRUE(create()->close());
  const std::string collection = collection_of(400, 5'000);
  for (int round = 0; round < 8; ++round) {
    const std::string when = "round " + std::to_string(round);
    const std::uint64_t before = read()->overview()->items;
    const auto acknowledged = run_and_kill(moment(250), moment(30'000), [&](const Acknowledge& acknowledge) {
      const auto writer = open_case_for_writing(case_path(), author(), key_);
      MemorySource source{as_bytes(collection)};
      IngestOptions options;
      int told = 0;
      options.on_item = [&](const CaseItem& item) -> Result<> {
        acknowledge(item.event);
        if (++told == 390) ::pause();  // never to its end, however fast the machine
        return {};
      };
      if (writer) static_cast<void>((*writer)->ingest(source, options));
    });
    expect_sound(when);
    // Those that were there are told again: the next round goes on with the collection of the one before.
    EXPECT_GE(read()->overview()->items, std::max<std::uint64_t>(before, acknowledged.size())) << when;
    expect_closes_again(when);
  }
  const auto writer = reopen();
  MemorySource source{as_bytes(collection)};
  const auto result = writer->ingest(source, {});
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_TRUE(result->whole);
  EXPECT_EQ(result->collection, "c1");
  EXPECT_EQ(writer->overview()->items, 401U) << "four hundred files and the mark, none twice";
}

TEST_F(Crash, WhatACrashLeftIsCleanedAndRecorded) {
  ASSERT_TRUE(create()->close());
  // A batch whose objects got their names while its events were never committed.
  fs::create_directories(case_path() + "/objects/incoming");
  std::ofstream{case_path() + "/objects/incoming/0"} << "half";
  const std::string hex = sha256(std::string_view{"unknown"}).hex();
  fs::create_directories(case_path() + "/objects/" + hex.substr(0, 2));
  std::ofstream{case_path() + "/objects/" + hex.substr(0, 2) + "/" + hex.substr(2)} << "unknown";
  expect_sound("left over");
  const auto writer = reopen();
  ASSERT_TRUE(writer);
  EXPECT_EQ(writer->size(), 2U);
  ASSERT_TRUE(writer->each_event(1, 2, [&](const Event& event) -> Result<> {
    EXPECT_EQ(event.type, "recovered");
    EXPECT_NE(event.bytes.find(hex), std::string::npos) << event.bytes;
    return {};
  }));
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(told(verify()), "");
}

// A transaction that spilled into the ledger file before the process died: the journal must be rolled back.
void leave_hot_journal(const std::string& ledger) {
  const pid_t child = ::fork();
  if (child == 0) {
    sqlite3* db = nullptr;
    sqlite3_open(ledger.c_str(), &db);
    sqlite3_exec(db, "PRAGMA cache_size=2; BEGIN", nullptr, nullptr, nullptr);
    for (int i = 100; i < 400; ++i)
      sqlite3_exec(db,
                   ("INSERT INTO event VALUES(" + std::to_string(i) + ",'action',randomblob(2000))").c_str(),
                   nullptr, nullptr, nullptr);
    sqlite3_exec(db, "UPDATE event SET bytes = zeroblob(300) WHERE seq < 100", nullptr, nullptr, nullptr);
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
}

TEST_F(Crash, AHotJournalIsRolledBackInAPrivateCopyByReaders) {
  {
    const auto writer = create();
    for (int i = 0; i < 30; ++i) note(*writer, "note " + std::to_string(i));
    ASSERT_TRUE(writer->close());
  }
  leave_hot_journal(case_path() + "/case.sqlite");
  const auto before = files();
  ASSERT_TRUE(before.contains("case.sqlite-journal"));

  const auto reader = read();
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->size(), 31U);
  expect_sound("with a hot journal");
  EXPECT_EQ(files(), before) << "reading and verifying change nothing";

  const auto writer = reopen();
  ASSERT_TRUE(writer);
  EXPECT_EQ(writer->size(), 32U) << "and one event that says so";
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(told(verify()), "");
}

TEST_F(Crash, ACaseOnAMediumThatCannotBeWrittenIsReadAndVerified) {
  {
    const auto writer = create();
    attach(*writer, "/a", "bytes");
    ASSERT_TRUE(writer->close());
  }
  leave_hot_journal(case_path() + "/case.sqlite");
  for (const auto& entry : fs::recursive_directory_iterator{at(".")})
    fs::permissions(entry.path(), fs::perms{entry.is_directory() ? 0555U : 0444U});
  fs::permissions(at("."), fs::perms{0555});
  const pid_t child = ::fork();
  if (child == 0) {
    if (::getuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(9);
    const auto reader = open_case(case_path());
    if (!reader || (*reader)->size() != 2 || bytes_of(**reader, (*reader)->item("a1").value()) != "bytes")
      ::_exit(1);
    const auto report = verify_case(case_path(), {});
    if (!report || report->problems.size() != 1 || report->problems[0].kind != VerifyKind::not_closed_cleanly)
      ::_exit(2);
    const auto writer = open_case_for_writing(case_path(), author(), key_);
    ::_exit(writer || writer.error().code != Errc::denied ? 3 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  for (const auto& entry : fs::recursive_directory_iterator{at(".")})
    if (entry.is_directory()) fs::permissions(entry.path(), fs::perms{0755});
  fs::permissions(at("."), fs::perms{0755});
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0) << "1: reading, 2: verifying, 3: writing was not refused";
}

}  // namespace
}  // namespace firsthour
