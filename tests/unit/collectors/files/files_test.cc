// SPDX-License-Identifier: Apache-2.0
// A hostile folder, read by the real collectors: each thing gets its outcome and the run goes on.
#include "collectors/files/files.h"

#include "casefile/descriptor.h"
#include "casefile/encoding.h"
#include "collectors/artifacts/plan.h"
#include "collectors/files/taken_files.h"
#include "collectors/package/package_index.h"
#include "tests/support/made_root.h"
#include "tests/support/memory_collection.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace firsthour::collectors {
namespace {

using ::testing::HasSubstr;

class Files : public ::testing::Test {
 protected:
  PlanEntry& entry(std::string name, std::vector<std::string> paths) {
    PlanEntry entry;
    entry.name = std::move(name);
    entry.from = Profile::quick;
    entry.paths = std::move(paths);
    plan_.entries.push_back(std::move(entry));
    return plan_.entries.back();
  }
  SourceOutcome collect(SourceOutcome (*collector)(Context&) = collect_temporary_files) {
    const auto host = root_.host();
    PackageIndex packages{*host};
    Context context{*host, out_, Profile::quick, &plan_, nullptr, &packages, budget_, {}, &stop_, &taken_};
    const SourceOutcome outcome = collector(context);
    budget_ = context.budget;
    return outcome;
  }
  const tests::KeptItem& item(std::string_view path) {
    const tests::KeptItem* found = out_.find("file", path);
    if (found == nullptr) throw std::runtime_error{"no item for " + std::string{path}};
    return *found;
  }

  tests::MadeRoot root_;
  tests::MemoryCollection out_;
  Plan plan_;
  TakenFiles taken_;
  std::uint64_t budget_ = 1 << 20;
  std::atomic<bool> stop_{false};
};

// A host with a million session files in /tmp made a case of gigabytes.
TEST_F(Files, WhatIsLeftOutInGreatNumbersIsLinesOfOneItem) {
  for (int i = 0; i < 2'100; ++i) root_.link("/tmp/link" + std::to_string(i), "x");
  entry("temporary.files", {"/tmp/*"}).except = {"/tmp/**"};
  const SourceOutcome outcome = collect();
  EXPECT_THAT(outcome.reason, HasSubstr("2100 left out by rule, 100 of them as records host.file_left_out"));
  const auto records = out_.records("host.file_left_out");
  ASSERT_EQ(records.size(), 100U);
  EXPECT_EQ(records[0]["firsthour.definition"], "temporary.files");
  EXPECT_EQ(records[0]["firsthour.reason"], "left out by the definition");
  EXPECT_EQ(out_.items().size(), 2'001U);
}

TEST_F(Files, TakesContentAndWhatTheFileSystemSays) {
  root_.file("/tmp/a", "hello", 0640);
  entry("temporary.files", {"/tmp/**"});
  const SourceOutcome outcome = collect();
  EXPECT_EQ(outcome.outcome, Outcome::complete);
  EXPECT_EQ(outcome.items, 1u);
  EXPECT_EQ(item("/tmp/a").bytes, "hello");
  EXPECT_EQ(item("/tmp/a").item.source, "temporary.files");
  EXPECT_EQ(item("/tmp/a").item.file->mode & 07777u, 0640u);
}

TEST_F(Files, NamesAreBytes) {
  const std::string newline = "/tmp/line\nbreak", invalid = "/tmp/\xff\xfe",
                    longest = "/tmp/" + std::string(255, 'x');
  for (const auto& name : {newline, invalid, longest}) root_.file(name, name);
  entry("temporary.files", {"/tmp/*"});
  EXPECT_EQ(collect().items, 3u);
  for (const auto& name : {newline, invalid, longest}) EXPECT_EQ(item(name).bytes, name);
}

TEST_F(Files, NeverOpensWhatIsNoRegularFile) {
  root_.folder("/tmp");
  ASSERT_EQ(::mkfifo(root_.at("/tmp/fifo").c_str(), 0600), 0);
  const Descriptor socket{::socket(AF_UNIX, SOCK_STREAM, 0)};
  sockaddr_un address{AF_UNIX, {}};
  root_.at("/tmp/sock").copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  entry("temporary.files", {"/tmp/**"});
  const SourceOutcome outcome = collect();
  EXPECT_EQ(outcome.outcome, Outcome::complete) << "left out by rule is no failure";
  EXPECT_THAT(outcome.reason, HasSubstr("2 left out by rule"));
  EXPECT_EQ(item("/tmp/fifo").item.outcome, Outcome::skipped);
  EXPECT_THAT(item("/tmp/fifo").item.reason, HasSubstr("FIFO"));
  EXPECT_THAT(item("/tmp/sock").item.reason, HasSubstr("socket"));
}

TEST_F(Files, StoresOnlyTheDataOfASparseFile) {
  root_.file("/var/log/lastlog", "begin");
  ASSERT_EQ(::truncate(root_.at("/var/log/lastlog").c_str(), 10ll << 30), 0);
  entry("log.sparse", {"/var/log/lastlog"});
  const SourceOutcome outcome = collect(collect_log_files);
  EXPECT_EQ(outcome.outcome, Outcome::complete);
  const auto& kept = item("/var/log/lastlog");
  EXPECT_EQ(kept.item.file->size, 10ull << 30);
  EXPECT_LE(kept.bytes.size(), 65536u);
  EXPECT_TRUE(kept.bytes.starts_with("begin"));
  ASSERT_EQ(kept.item.extents.size(), 1u);
  EXPECT_EQ(kept.item.extents[0].offset, 0u);
}

TEST_F(Files, OfALongLogKeepsTheEndAndSaysSo) {
  root_.file("/var/log/big", std::string(5000, 'a') + "the end");
  PlanEntry& log = entry("log.big", {"/var/log/big"});
  log.limit = 100;
  log.tail = true;
  collect(collect_log_files);
  const auto& kept = item("/var/log/big");
  EXPECT_EQ(kept.item.outcome, Outcome::partial);
  EXPECT_THAT(kept.item.reason, HasSubstr("only the last 100 bytes of 5007"));
  EXPECT_TRUE(kept.bytes.ends_with("the end"));
  EXPECT_EQ(kept.item.extents.at(0).offset, 4907u);
}

TEST_F(Files, NamesEachFileThatTheBudgetLeavesOut) {
  root_.file("/tmp/a", std::string(600, 'a'));
  root_.file("/tmp/b", std::string(600, 'b'));
  root_.file("/tmp/c", std::string(300, 'c'));
  budget_ = 1000;
  entry("temporary.files", {"/tmp/*"});
  const SourceOutcome outcome = collect();
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_EQ(item("/tmp/b").item.outcome, Outcome::skipped);
  EXPECT_THAT(item("/tmp/b").item.reason, HasSubstr("budget of quick is used up"));
  EXPECT_EQ(item("/tmp/c").bytes.size(), 300u) << "what still fits is taken";
  EXPECT_EQ(budget_, 100u);
}

TEST_F(Files, TheBudgetOfAJournalIsSpentOnTheNewestFiles) {
  std::int64_t minute = 0;
  for (const char* name : {"/var/log/journal/m/b", "/var/log/journal/m/a", "/var/log/journal/m/c"}) {
    root_.file(name, std::string(400, 'x'));
    const timespec time{1'700'000'000 + 60 * ++minute, 0}, both[2] = {time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, root_.at(name).c_str(), both, 0), 0);
  }
  entry("log.journal", {"/var/log/journal/**3"}).newest_first = true;
  budget_ = 1000;
  EXPECT_EQ(collect(collect_log_files).outcome, Outcome::partial);
  EXPECT_EQ(item("/var/log/journal/m/c").bytes.size(), 400u);
  EXPECT_EQ(item("/var/log/journal/m/a").bytes.size(), 400u);
  EXPECT_THAT(item("/var/log/journal/m/b").item.reason, HasSubstr("budget of quick is used up"));
}

TEST_F(Files, TakesEachInodeOnce) {
  root_.file("/tmp/a", "same");
  ASSERT_EQ(::link(root_.at("/tmp/a").c_str(), root_.at("/tmp/b").c_str()), 0);
  entry("temporary.files", {"/tmp/*", "/tmp/**"});
  entry("temporary.again", {"/tmp/a"});
  collect();
  EXPECT_EQ(item("/tmp/a").bytes, "same");
  EXPECT_EQ(item("/tmp/b").item.outcome, Outcome::skipped);
  EXPECT_EQ(item("/tmp/b").item.attributes.at("same_file_as"), "/tmp/a");
  EXPECT_EQ(out_.items().size(), 2u);
}

TEST_F(Files, RecordsALinkAndTakesItsTargetWhereTheDefinitionSaysSo) {
  root_.file("/opt/evil.service", "[Service]");
  root_.link("/etc/systemd/system/x.service", "/opt/evil.service");
  entry("persistence.systemd", {"/etc/systemd/**"}).follow = true;
  collect(collect_persistence_files);
  EXPECT_EQ(item("/etc/systemd/system/x.service").item.attributes.at("symlink.target"), "/opt/evil.service");
  EXPECT_EQ(item("/opt/evil.service").bytes, "[Service]");
  EXPECT_EQ(item("/opt/evil.service").item.source, "persistence.systemd");
}

TEST_F(Files, LeavesALinkInATemporaryFolderAlone) {
  root_.file("/root/secret", "s");
  root_.link("/tmp/x", "/root/secret");
  entry("temporary.files", {"/tmp/**"});
  collect();
  EXPECT_EQ(out_.find("file", "/root/secret"), nullptr);
}

TEST_F(Files, SaysWhatItMayNotRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  root_.file("/tmp/closed", "x", 0);
  entry("temporary.files", {"/tmp/**"});
  const SourceOutcome outcome = collect();
  EXPECT_EQ(outcome.outcome, Outcome::denied);
  EXPECT_EQ(item("/tmp/closed").item.outcome, Outcome::denied);
}

TEST_F(Files, AClosedFolderLeavesAWalkThatSawOthersInPart) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  root_.file("/tmp/open/a", "x");
  root_.file("/tmp/closed/b", "x");
  ASSERT_EQ(::chmod(root_.at("/tmp/closed").c_str(), 0), 0);
  entry("temporary.walk", {"/tmp/**"}).walk = true;
  EXPECT_EQ(collect().outcome, Outcome::partial);
  ASSERT_EQ(::chmod(root_.at("/tmp/closed").c_str(), 0700), 0);
}

TEST_F(Files, FindsHomesInPasswdAndBelowHome) {
  root_.file("/etc/passwd", "root:x:0:0::/root:/bin/sh\nsvc:x:5:5::/srv/svc:/bin/sh\nbroken\n::::::\n");
  root_.file("/srv/svc/.bashrc", "1");
  root_.file("/home/gone/.bashrc", "2");
  entry("persistence.shell", {"%%users.homedir%%/.bashrc"});
  EXPECT_EQ(collect(collect_persistence_files).items, 2u);
}

TEST_F(Files, StopsWhenAsked) {
  root_.file("/tmp/a", "x");
  entry("temporary.files", {"/tmp/**"});
  stop_ = true;
  EXPECT_EQ(collect().outcome, Outcome::timed_out);
  EXPECT_TRUE(out_.items().empty());
}

TEST_F(Files, FindsSetuidFilesWithDigestAndPackage) {
  root_.file("/var/lib/dpkg/status", "");
  root_.file("/var/lib/dpkg/info/sudo.list", "/.\n/usr/bin/sudo\n");
  root_.file("/usr/bin/sudo", "program", 04755);
  root_.file("/usr/bin/other", "program", 0755);
  root_.file("/tmp/.x", "shell", 04755);
  PlanEntry& walk = entry("suid.places", {"/usr/bin/*", "/tmp/**", "/tmp/*"});
  walk.walk = walk.hash = true;
  const SourceOutcome outcome = collect(collect_privileged_files);
  EXPECT_EQ(outcome.records, 2u);
  const auto records = out_.records("host.file");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0]["file.path"], "/usr/bin/sudo");
  EXPECT_EQ(records[0]["package.name"], "sudo");
  EXPECT_EQ(records[0]["file.mode"], "4755");
  EXPECT_EQ(records[0]["file.hash.sha256"], sha256("program").hex());
  EXPECT_EQ(records[1]["file.path"], "/tmp/.x");
  EXPECT_EQ(records[1]["package.state"], "unowned");
  EXPECT_EQ(records[1]["firsthour.walk"], "suid");
}

TEST_F(Files, ForeignFamiliesGoToTheirOwnSource) {
  root_.file("/etc/thing", "x");
  entry("LinuxThing", {"/etc/thing"});
  EXPECT_EQ(collect(collect_persistence_files).items, 0u);
  EXPECT_EQ(collect(collect_other_files).items, 1u);
}

}  // namespace
}  // namespace firsthour::collectors
