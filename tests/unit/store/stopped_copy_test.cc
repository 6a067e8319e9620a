// SPDX-License-Identifier: Apache-2.0
// A large file whose copy was stopped is gone on with, and what was there is checked first.
#include "tests/unit/store/fixture.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace firsthour {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kSize = 150 * kMiB + 99;

class StoppedCopies : public CaseFixture {
 protected:
  StoppedCopies() {
    content_.resize(kSize, 's');
    for (std::size_t at = 0; at + 8 < content_.size(); at += 4096)
      content_.replace(at, 8, std::to_string(10'000'000 + at / 4096));
    write(content_);
  }
  [[nodiscard]] std::string source() const { return at("disk.img"); }
  void write(const std::string& content) const {
    std::ofstream{source(), std::ios::binary | std::ios::trunc} << content;
  }
  // Stops once so many bytes are copied; 0 never.
  [[nodiscard]] Result<BroughtFile> add(CaseWriter& writer, std::uint64_t stop_at = 0) const {
    Item item;
    item.kind = "file";
    item.source = "test";
    item.path = "disk.img";
    const Descriptor file{::open(source().c_str(), O_RDONLY | O_CLOEXEC)};
    BringOptions options;
    options.digests = {Algorithm::md5};
    options.progress = [&](std::uint64_t bytes) { return stop_at == 0 || bytes < stop_at; };
    return writer.attach_file(std::move(item), file, options);
  }
  void expect_good(const BroughtFile& brought) const {
    EXPECT_EQ(brought.item.item.size, content_.size());
    EXPECT_EQ(*brought.item.item.sha256, sha256(content_));
    Hasher md5{Algorithm::md5};
    md5.update(content_);
    EXPECT_EQ(brought.item.digest("md5"), md5.finish_hex());
    EXPECT_EQ(brought.item.item.outcome, Outcome::complete);
  }
  void expect_closes_well(CaseWriter& writer) const {
    ASSERT_TRUE(writer.close());
    EXPECT_EQ(told(verify()), "");
    EXPECT_FALSE(std::filesystem::exists(case_path() + "/objects/incoming"));
  }
  static Json last_event(const CaseReader& reader) {
    Json found;
    EXPECT_TRUE(reader.each_event(0, reader.size(), [&](const Event& event) -> Result<> {
      found = parse_json(event.bytes).value();
      return {};
    }));
    return found;
  }
  [[nodiscard]] std::string folder() const {
    const auto copies = read()->overview()->stopped_copies;
    return copies.empty() ? "" : case_path() + "/objects/incoming/" + copies[0].folder;
  }
  [[nodiscard]] std::unique_ptr<CaseReader> read() const { return open_case(case_path()).value(); }

  std::string content_;
};

TEST_F(StoppedCopies, AreGoneOnWithByTheNextCopyOfTheSameFile) {
  {
    const auto writer = create();
    const auto stopped = add(*writer, 120 * kMiB);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, Errc::interrupted);
    ASSERT_TRUE(writer->close());
  }
  const auto copies = read()->overview()->stopped_copies;
  ASSERT_EQ(copies.size(), 1U);
  EXPECT_EQ(copies[0].path, std::filesystem::canonical(source()).string());
  EXPECT_EQ(copies[0].size, kSize);
  EXPECT_GE(copies[0].copied, 64 * kMiB);
  const auto report = verify();
  ASSERT_EQ(report.problems.size(), 1U) << told(report);
  EXPECT_EQ(report.problems[0].kind, VerifyKind::not_closed_cleanly);
  EXPECT_THAT(report.problems[0].what, HasSubstr("disk.img was stopped"));

  const auto writer = reopen();
  EXPECT_EQ(writer->size(), 1U) << "a stopped copy is nothing to recover from";
  const auto brought = add(*writer);
  ASSERT_TRUE(brought) << brought.error().what;
  EXPECT_EQ(brought->resumed_at, copies[0].copied);
  EXPECT_FALSE(brought->began_anew);
  expect_good(*brought);
  EXPECT_EQ(last_event(*writer)["body"]["resumed"], Json::array({copies[0].copied}));
  expect_closes_well(*writer);
}

TEST_F(StoppedCopies, EveryStopIsRecorded) {
  const auto writer = create();
  EXPECT_FALSE(add(*writer, 80 * kMiB));
  EXPECT_FALSE(add(*writer, 140 * kMiB));
  const auto brought = add(*writer);
  ASSERT_TRUE(brought) << brought.error().what;
  expect_good(*brought);
  EXPECT_EQ(last_event(*writer)["body"]["resumed"].size(), 2U);
  expect_closes_well(*writer);
}

TEST_F(StoppedCopies, WhatWasDamagedMeanwhileIsCopiedAgain) {
  {
    const auto writer = create();
    ASSERT_FALSE(add(*writer, 120 * kMiB));
    ASSERT_TRUE(writer->close());
  }
  {
    std::fstream stream{folder() + "/content", std::ios::binary | std::ios::in | std::ios::out};
    stream.seekp(3 * kMiB + 17);
    stream.put('X');
  }
  const auto writer = reopen();
  const auto brought = add(*writer);
  ASSERT_TRUE(brought) << brought.error().what;
  EXPECT_EQ(brought->resumed_at, 3 * kMiB) << "up to the chunk that does not hold";
  expect_good(*brought);
  expect_closes_well(*writer);
}

TEST_F(StoppedCopies, AFileThatChangedIsCopiedAnew) {
  const auto writer = create();
  ASSERT_FALSE(add(*writer, 120 * kMiB));
  content_[70 * kMiB] = 'Z';
  write(content_);
  const timespec later[2] = {{2'000'000'000, 0}, {2'000'000'000, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, source().c_str(), later, 0), 0);
  const auto brought = add(*writer);
  ASSERT_TRUE(brought) << brought.error().what;
  EXPECT_TRUE(brought->began_anew);
  EXPECT_EQ(brought->resumed_at, 0U);
  expect_good(*brought);
  EXPECT_FALSE(last_event(*writer)["body"].contains("resumed"));
  expect_closes_well(*writer);
}

TEST_F(StoppedCopies, OutliveAKill) {
  ASSERT_TRUE(create()->close());
  const pid_t child = ::fork();
  if (child == 0) {
    const auto writer = open_case_for_writing(case_path(), author(), key_);
    Item item;
    const Descriptor file{::open(source().c_str(), O_RDONLY | O_CLOEXEC)};
    BringOptions options;
    // Killed as soon as something of it is durable.
    options.progress = [&](std::uint64_t bytes) {
      if (bytes < 140 * kMiB) return true;
      for (int i = 0; i < 1000 && (*writer)->overview()->stopped_copies.at(0).copied == 0; ++i)
        ::usleep(10'000);
      ::kill(::getpid(), SIGKILL);
      return true;
    };
    static_cast<void>((*writer)->attach_file(std::move(item), file, options));
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto writer = reopen();
  const auto brought = add(*writer);
  ASSERT_TRUE(brought) << brought.error().what;
  EXPECT_GE(brought->resumed_at, kMiB);
  expect_good(*brought);
  expect_closes_well(*writer);
}

TEST_F(StoppedCopies, AFullMediumCostsNothingOfWhatWasCopied) {
  ASSERT_TRUE(create()->close());
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100 * kMiB, 100 * kMiB};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto writer = open_case_for_writing(case_path(), author(), key_);
    if (!writer) ::_exit(1);
    const auto brought = add(**writer);
    if (brought || brought.error().code != Errc::no_space) ::_exit(2);
    if (brought.error().what.find("4 GiB") == std::string::npos) ::_exit(3);
    ::_exit((*writer)->close() ? 0 : 4);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0) << "2: another error than no_space, 3: it does not say what to do";
  const auto writer = reopen();
  const auto brought = add(*writer);
  ASSERT_TRUE(brought) << brought.error().what;
  EXPECT_GE(brought->resumed_at, 64 * kMiB);
  expect_good(*brought);
  expect_closes_well(*writer);
}

TEST_F(StoppedCopies, AreNotSealedOver) {
  const auto writer = create();
  ASSERT_FALSE(add(*writer, 120 * kMiB));
  const auto refused = writer->seal("handed over");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("disk.img was stopped"));
  const auto gone = writer->discard_stopped_copies();
  ASSERT_TRUE(gone) << gone.error().what;
  EXPECT_EQ(gone->size(), 1U);
  ASSERT_TRUE(writer->seal("handed over"));
  expect_closes_well(*writer);
}

TEST_F(StoppedCopies, AFolderThatIsNoneIsCleanedAway) {
  ASSERT_TRUE(create()->close());
  const std::string incoming = case_path() + "/objects/incoming";
  std::filesystem::create_directories(incoming + "/resume-0123456789abcdef");
  std::ofstream{incoming + "/resume-0123456789abcdef/content"} << "x";
  std::ofstream{incoming + "/0"} << "x";
  const auto writer = reopen();
  EXPECT_EQ(last_event(*writer)["body"]["temporary_files"], 2);
  expect_closes_well(*writer);
}

TEST_F(StoppedCopies, AnObjectThatWasAlteredIsNamedAndTheCopyStays) {
  {
    const auto writer = create();
    const auto brought = add(*writer);
    ASSERT_TRUE(brought) << brought.error().what;
    ASSERT_TRUE(writer->close());
  }
  const std::string hex = sha256(content_).hex();
  overwrite("objects/" + hex.substr(0, 2) + "/" + hex.substr(2), std::string(kSize, 'X'));
  const auto writer = reopen();
  const auto again = add(*writer);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::tampered);
  EXPECT_THAT(again.error().what, HasSubstr(hex.substr(2) + " was altered since it was stored"));
}

}  // namespace
}  // namespace firsthour
