// SPDX-License-Identifier: Apache-2.0
// The collectors of processes on a made /proc, and on this machine with programs that really run.
#include "casefile/digest.h"
#include "collectors/process/process.h"
#include "collectors/process/process_table.h"
#include "tests/support/altered_host.h"
#include "tests/support/made_root.h"
#include "tests/support/memory_collection.h"
#include "tests/support/running_program.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <thread>

namespace firsthour::collectors {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::MadeRoot;
using tests::MemoryCollection;
using tests::RunningProgram;
using namespace std::string_literals;

// One run of collectors over one host.
struct Look {
  explicit Look(const std::string& root) : host{std::move(*open_host(root))} {}
  SourceOutcome take(SourceOutcome (*collect)(Context&)) { return collect(context); }
  [[nodiscard]] Json process(std::uint64_t pid) const {
    for (auto& record : out.records("host.process"))
      if (record["process.pid"] == pid) return record;
    return {};
  }
  std::unique_ptr<Host> host;
  MemoryCollection out;
  ProcessTable table;
  Context context{.host = *host,
                  .out = out,
                  .profile = Profile::quick,
                  .plan = nullptr,
                  .processes = &table,
                  .packages = nullptr,
                  .budget = 100 << 20,
                  .deadline = {},
                  .stop = nullptr};
};

void make_process(const MadeRoot& root, int pid, const std::string& name,
                  const std::string& flags = "4194560") {
  const std::string folder = "/proc/" + std::to_string(pid);
  root.file(folder + "/stat", std::to_string(pid) + " (" + name + ") S 1 " + std::to_string(pid) +
                                  " 1 0 -1 " + flags + " 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0 0\n");
  root.file(folder + "/status",
            "Uid:\t33\t33\t33\t33\nGid:\t33\t33\t33\t33\nTracerPid:\t0\nCapEff:\t0000000000000000\n");
  root.file(folder + "/cmdline", "");
  root.folder(folder + "/fd");
}

class MadeProc : public ::testing::Test {
 protected:
  MadeProc() {
    root.file("/proc/stat", "cpu  1 2 3\nbtime 1700000000\n");
    root.file("/etc/passwd",
              "root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/false\nalias:x:33:33::/:/x\n");
  }
  MadeRoot root;
};

TEST_F(MadeProc, WritesWhatTheRecordsPromise) {
  make_process(root, 812, "web (1)");
  root.file("/proc/812/cmdline", "/usr/sbin/web\0-D\0"s);
  root.file("/proc/812/environ", "PATH=/bin\0LD_PRELOAD=/tmp/evil.so\0"s);
  root.file("/proc/812/loginuid", "1000");
  root.file("/proc/812/sessionid", "4294967295");
  root.file("/proc/812/maps", "7f00-7f10 rwxp 00000000 00:00 0 \n");
  root.file("/proc/812/cgroup", "0::/system.slice/web.service\n");
  root.file("/usr/sbin/web", "the program", 04755);
  root.link("/proc/812/exe", "/usr/sbin/web");
  root.link("/proc/812/cwd", "/var/www");
  root.link("/proc/812/root", "/");
  root.link("/proc/812/ns/net", "net:[4026531840]");
  root.link("/proc/812/fd/0", "/dev/null");
  root.link("/proc/812/fd/1", "socket:[777]");

  Look look{root.path()};
  const auto outcome = look.take(collect_processes);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_EQ(outcome.records, 1u);
  const Json record = look.process(812);
  EXPECT_EQ(record["type"], "host.process");
  EXPECT_EQ(record["process.name"], "web (1)");
  EXPECT_EQ(record["process.executable"], "/usr/sbin/web");
  EXPECT_EQ(record["process.executable_deleted"], false);
  EXPECT_EQ(record["process.executable_mode"], "04755");
  EXPECT_EQ(record["process.hash.sha256"], sha256("the program").hex());
  EXPECT_EQ(record["process.args"], Json::parse(R"(["/usr/sbin/web","-D"])"));
  EXPECT_EQ(record["process.command_line"], "/usr/sbin/web -D");
  EXPECT_EQ(record["process.start"], "2023-11-14T22:15:23.450000000Z");  // btime and 123.45 s
  EXPECT_EQ(record["user.id"], "33");
  EXPECT_EQ(record["user.name"], "www-data");
  EXPECT_EQ(record["process.login_uid"], 1000);
  EXPECT_FALSE(record.contains("process.audit_session")) << "4294967295 says: none";
  EXPECT_FALSE(record.contains("process.tracer_pid"));
  EXPECT_EQ(record["process.namespace.net"], 4026531840u);
  EXPECT_EQ(record["process.cgroup"], "/system.slice/web.service");
  EXPECT_EQ(record["process.stdin"], "/dev/null");
  EXPECT_EQ(record["process.stdout"], "socket:[777]");
  EXPECT_EQ(record["process.env_preload"], Json::parse(R"(["LD_PRELOAD=/tmp/evil.so"])"));
  EXPECT_EQ(record["process.mapped_anonymous_executable"], 1);
  EXPECT_EQ(record["process.kernel_thread"], false);
  EXPECT_EQ(record["process.firsthour"], false);
  EXPECT_THAT(look.table.holders_of_socket(777), ElementsAre(812));
}

TEST_F(MadeProc, KeepsTheKernelsOwnBytesBeside) {
  make_process(root, 812, "web");
  root.file("/proc/812/environ", "A=\xff\0B=2\0"s);
  Look look{root.path()};
  look.take(collect_processes);
  const auto* kept = look.out.find("kernel-file", "/proc/812/environ");
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->bytes, "A=\xff\0B=2\0"s);
  EXPECT_EQ(kept->item.attributes.at("process.pid"), "812");
  EXPECT_EQ(kept->item.source, "host.process");
}

TEST_F(MadeProc, ProcessesThatFillThemselvesWithTextDoNotFillTheStick) {
  const std::string large(15 << 20, 'x');
  for (int pid = 1001; pid <= 1006; ++pid) {
    make_process(root, pid, "fat");
    root.file("/proc/" + std::to_string(pid) + "/environ", large);
  }
  Look look{root.path()};
  const auto outcome = look.take(collect_processes);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("cut"));
  EXPECT_EQ(look.out.find("kernel-file", "/proc/1001/environ")->bytes.size(), large.size());
  const auto* cut = look.out.find("kernel-file", "/proc/1006/environ");
  ASSERT_NE(cut, nullptr);
  EXPECT_EQ(cut->bytes.size(), 64U << 10);
  EXPECT_EQ(cut->item.outcome, Outcome::partial);
  EXPECT_NE(look.out.find("kernel-file", "/proc/1006/status"), nullptr) << "short ones are whole";
}

TEST_F(MadeProc, NamesThatAreNoTextAreKeptExactly) {
  make_process(root, 5, "\xff) S 1 (");
  Look look{root.path()};
  look.take(collect_processes);
  EXPECT_EQ(look.process(5)["process.name"], "\xef\xbf\xbd) S 1 (");
  EXPECT_EQ(look.process(5)["process.name_raw"], "/ykgUyAxICg=");
}

TEST_F(MadeProc, AUserProgramThatCallsItselfAKernelThreadIsNone) {
  make_process(root, 2, "kthreadd", "2129984");
  make_process(root, 666, "[kworker/0:1]");
  root.file("/tmp/.x", "miner");
  root.link("/proc/666/exe", "/tmp/.x");
  Look look{root.path()};
  look.take(collect_processes);
  EXPECT_EQ(look.process(2)["process.kernel_thread"], true);
  EXPECT_EQ(look.process(666)["process.kernel_thread"], false);
  EXPECT_EQ(look.process(666)["process.executable"], "/tmp/.x");
}

TEST_F(MadeProc, AProcessThatHasVanishedIsNoFailure) {
  make_process(root, 7, "here");
  root.folder("/proc/8");  // listed, but everything in it is gone
  Look look{root.path()};
  const auto outcome = look.take(collect_processes);
  EXPECT_EQ(outcome.outcome, Outcome::complete);
  EXPECT_EQ(outcome.records, 1u);
  EXPECT_EQ(look.table.pass().vanished, 1u);
}

TEST_F(MadeProc, AnUnchangedIdOfAnotherProcessIsNotTakenForIt) {
  make_process(root, 9, "first");
  Look look{root.path()};
  look.table.fill(*look.host);
  root.file("/proc/9/stat", "9 (second) S 1 9 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99999 0 0 0\n");
  EXPECT_EQ(look.take(collect_processes).records, 0u);
}

TEST_F(MadeProc, GroupsContainersByTheirControlGroup) {
  const std::string id(64, 'a');
  for (const int pid : {10, 11}) {
    make_process(root, pid, "app");
    root.file("/proc/" + std::to_string(pid) + "/cgroup", "0::/system.slice/docker-" + id + ".scope\n");
    root.link("/proc/" + std::to_string(pid) + "/ns/mnt", "mnt:[55]");
  }
  make_process(root, 12, "host");
  Look look{root.path()};
  EXPECT_EQ(look.take(collect_containers).records, 1u);
  const Json container = look.out.records("host.container").at(0);
  EXPECT_EQ(container["container.id"], id);
  EXPECT_EQ(container["container.runtime"], "docker");
  EXPECT_EQ(container["container.pids"], Json::parse("[10,11]"));
  EXPECT_EQ(container["process.namespace.mnt"], 55);
}

TEST_F(MadeProc, BehindAProcessThatNeverAnsweredWereMissingInAllLaterSources) {
  for (const int pid : {10, 11, 12}) {
    make_process(root, pid, "app");
    root.link("/proc/" + std::to_string(pid) + "/fd/0", "socket:[" + std::to_string(pid * 100) + "]");
  }
  tests::AlteredHost host{root.path()};
  host.silence("/proc/11/fd");
  tests::MemoryCollection out;
  ProcessTable table;
  // The source that met it is given up; its thread never comes back into the table.
  EXPECT_THROW(table.fill(host), tests::AlteredHost::NoAnswer);
  Context context{.host = host, .out = out, .plan = nullptr, .processes = &table, .deadline = {}};
  const auto outcome = collect_open_files(context);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, testing::HasSubstr("process 11 left alone: its folder never answered"));
  std::vector<int> pids;
  for (const auto& record : out.records("host.open_file")) pids.push_back(record["process.pid"]);
  EXPECT_THAT(pids, ElementsAre(10, 12));
  EXPECT_EQ(collect_processes(context).records, 3u) << "what else is known of it is recorded";
  EXPECT_THAT(table.holders_of_socket(1200), ElementsAre(12u));
}

TEST_F(MadeProc, ListsNamespacesThatOnlyAMountKeepsAlive) {
  make_process(root, 1, "init");
  root.link("/proc/1/ns/net", "net:[100]");
  root.link("/proc/1/ns/mnt", "mnt:[200]");
  root.file("/proc/1/mountinfo", "40 22 0:4 net:[300] /run/netns/hidden rw - nsfs nsfs rw\n");
  Look look{root.path()};
  look.take(collect_namespaces);
  std::map<std::uint64_t, std::uint64_t> pids;
  for (const auto& record : look.out.records("host.namespace"))
    if (record["namespace.kind"] == "net") pids[record["namespace.inode"]] = record["namespace.pid_count"];
  EXPECT_THAT(pids, ElementsAre(std::pair{100u, 1u}, std::pair{300u, 0u}));
}

TEST(NoProc, AnImageWithoutProcfsIsSkippedAndSaysSo) {
  const MadeRoot root;
  root.folder("/proc");
  Look look{root.path()};
  for (auto* collect : {collect_processes, collect_open_files, collect_namespaces, collect_containers,
                        collect_deleted_executables}) {
    const auto outcome = look.take(collect);
    EXPECT_EQ(outcome.outcome, Outcome::skipped);
    EXPECT_THAT(outcome.reason, HasSubstr("/proc"));
  }
}

class LiveProcesses : public ::testing::Test {
 protected:
  Json record_of(const RunningProgram& program) {
    look.take(collect_processes);
    return look.process(static_cast<std::uint64_t>(program.pid()));
  }
  MadeRoot folder;  // only a place for programs
  Look look{"/"};
};

TEST_F(LiveProcesses, ADeletedExecutableIsSeenAndItsBytesAreSaved) {
  const std::string file = folder.at("/gone");
  RunningProgram::install_sleep(file);
  const auto program = RunningProgram::start(file, "gone");
  std::filesystem::remove(file);

  const Json record = record_of(program);
  EXPECT_EQ(record["process.executable"], file);
  EXPECT_EQ(record["process.executable_deleted"], true);
  EXPECT_EQ(record["process.executable_memfd"], false);
  EXPECT_EQ(record["process.hash.sha256"], sha256(RunningProgram::sleep_bytes()).hex());
  EXPECT_THAT(record["process.mapped_deleted"], Contains(Json(file)));

  look.take(collect_deleted_executables);
  const auto* copy = look.out.find("executable", file);
  ASSERT_NE(copy, nullptr);
  EXPECT_EQ(copy->item.source, "executable.deleted");
  EXPECT_EQ(copy->item.attributes.at("process.pid"), std::to_string(program.pid()));
  EXPECT_TRUE(copy->bytes == RunningProgram::sleep_bytes());
}

TEST_F(LiveProcesses, AReplacedExecutableIsAnotherFile) {
  const std::string file = folder.at("/replaced");
  RunningProgram::install_sleep(file);
  const auto program = RunningProgram::start(file, "replaced");
  std::filesystem::remove(file);
  RunningProgram::install_sleep(file);  // the same name again, an innocent file
  EXPECT_EQ(record_of(program)["process.executable_deleted"], true);
}

TEST_F(LiveProcesses, AProgramThatOnlyEverWasInMemory) {
  const auto program = RunningProgram::start_from_memory(RunningProgram::sleep_bytes(), "[kthreadd]");
  const Json record = record_of(program);
  EXPECT_EQ(record["process.executable"], "/memfd:payload");
  EXPECT_EQ(record["process.executable_memfd"], true);
  EXPECT_EQ(record["process.command_line"], "[kthreadd] 600");
  EXPECT_EQ(record["process.kernel_thread"], false);

  look.take(collect_deleted_executables);
  const auto* copy = look.out.find("executable", "/memfd:payload");
  ASSERT_NE(copy, nullptr);
  EXPECT_EQ(copy->item.source, "executable.memfd");
  EXPECT_TRUE(copy->bytes == RunningProgram::sleep_bytes());
}

TEST_F(LiveProcesses, ALiveFileThatIsNamedDeletedIsNotDeleted) {
  const std::string file = folder.at("/tool (deleted)");
  RunningProgram::install_sleep(file);
  const auto program = RunningProgram::start(file, "tool");
  const Json record = record_of(program);
  EXPECT_EQ(record["process.executable"], file);
  EXPECT_EQ(record["process.executable_deleted"], false);
  EXPECT_FALSE(record.contains("process.mapped_deleted"));
  look.take(collect_deleted_executables);
  EXPECT_EQ(look.out.find("executable", file), nullptr);
}

// As in a container: the name means one file there and none, or another one, here.
TEST_F(LiveProcesses, AProcessWithMountsOfItsOwnIsLookedUpThere) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root for a mount namespace";
  folder.folder("/inside");
  folder.folder("/seen");
  RunningProgram::install_sleep(folder.at("/inside/tool"));
  RunningProgram::install_sleep(folder.at("/inside/gone"));
  const auto own_mounts = [&] {
    return ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount(folder.at("/inside").c_str(), folder.at("/seen").c_str(), nullptr, MS_BIND, nullptr) == 0;
  };
  const auto tool = RunningProgram::start(folder.at("/seen/tool"), "tool", own_mounts);
  const auto gone = RunningProgram::start(folder.at("/seen/gone"), "gone", own_mounts);
  std::filesystem::remove(folder.at("/inside/gone"));
  RunningProgram::install_sleep(folder.at("/seen/gone"));  // a decoy where only we see it
  EXPECT_EQ(record_of(tool)["process.executable"], folder.at("/seen/tool"));
  EXPECT_EQ(look.process(static_cast<std::uint64_t>(tool.pid()))["process.executable_deleted"], false);
  EXPECT_EQ(look.process(static_cast<std::uint64_t>(gone.pid()))["process.executable_deleted"], true);
}

// On overlayfs the file of a lower layer keeps its link when it is deleted: containers are built so.
TEST_F(LiveProcesses, AFileDeletedFromALowerLayerIsDeleted) {
  for (const char* part : {"/lower", "/upper", "/work", "/merged"}) folder.folder(part);
  RunningProgram::install_sleep(folder.at("/lower/tool"));
  const std::string layers = "lowerdir=" + folder.at("/lower") + ",upperdir=" + folder.at("/upper") +
                             ",workdir=" + folder.at("/work");
  if (::mount("overlay", folder.at("/merged").c_str(), "overlay", 0, layers.c_str()) != 0)
    GTEST_SKIP() << "no overlay mount here";
  {
    const auto program = RunningProgram::start(folder.at("/merged/tool"), "tool");
    EXPECT_EQ(record_of(program)["process.executable_deleted"], false);
    std::filesystem::remove(folder.at("/merged/tool"));
    Look later{"/"};
    later.take(collect_processes);
    const Json record = later.process(static_cast<std::uint64_t>(program.pid()));
    EXPECT_EQ(record["process.executable_deleted"], true);
    EXPECT_EQ(record["process.executable"], folder.at("/merged/tool"));
    EXPECT_EQ(record["process.hash.sha256"], sha256(RunningProgram::sleep_bytes()).hex());
  }
  ::umount2(folder.at("/merged").c_str(), MNT_DETACH);
}

// Uninterruptible sleep without a dead disk: a parent that waits in vfork(2).
TEST_F(LiveProcesses, AProcessInUninterruptibleSleepIsReadWithPatience) {
  const pid_t waiting = ::fork();
  if (waiting == 0) {
    if (::vfork() == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (;;) ::pause();
    }
    ::_exit(0);
  }
  const auto state = [&] {
    const auto stat = look.host->read("/proc/" + std::to_string(waiting) + "/stat", 1000);
    return stat && stat->bytes.find(") D ") != std::string::npos;
  };
  while (!state()) std::this_thread::yield();
  look.take(collect_processes);
  EXPECT_EQ(look.process(static_cast<std::uint64_t>(waiting))["process.state"], "D");
  EXPECT_TRUE(look.process(static_cast<std::uint64_t>(waiting)).contains("process.command_line"));
  EXPECT_NE(look.out.find("kernel-file", "/proc/" + std::to_string(waiting) + "/maps"), nullptr);
  ::kill(waiting, SIGKILL);
  ::waitpid(waiting, nullptr, 0);
}

TEST_F(LiveProcesses, ManyProcessesOfOneFileGiveOneCopy) {
  const std::string file = folder.at("/twice");
  RunningProgram::install_sleep(file);
  const auto first = RunningProgram::start(file, "one");
  const auto second = RunningProgram::start(file, "two");
  std::filesystem::remove(file);
  look.take(collect_deleted_executables);
  const auto copies = std::count_if(look.out.items().begin(), look.out.items().end(),
                                    [&](const auto& kept) { return kept.item.path == file; });
  EXPECT_EQ(copies, 1);
}

TEST_F(LiveProcesses, WhatTheBudgetLeavesOutIsNamed) {
  const std::string file = folder.at("/large");
  RunningProgram::install_sleep(file);
  const auto program = RunningProgram::start(file, "large");
  std::filesystem::remove(file);
  look.context.budget = 10;
  const auto outcome = look.take(collect_deleted_executables);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("over the budget"));
  const auto* noted = look.out.find("executable", file);
  ASSERT_NE(noted, nullptr);
  EXPECT_EQ(noted->item.outcome, Outcome::skipped);
  EXPECT_EQ(look.context.budget, 10u);
}

TEST_F(LiveProcesses, OurOwnProcessesAreKnownAsOurs) {
  const auto child = RunningProgram::start("/bin/sleep", "child");
  EXPECT_EQ(record_of(child)["process.firsthour"], true);
  EXPECT_EQ(look.process(static_cast<std::uint64_t>(::getpid()))["process.firsthour"], true);
  EXPECT_EQ(look.process(1)["process.firsthour"], false);
}

TEST_F(LiveProcesses, OpenFilesTellWhatIsDeletedAndWhatIsASocket) {
  folder.file("/open", "12345");
  const int file = ::open(folder.at("/open").c_str(), O_RDONLY);
  std::filesystem::remove(folder.at("/open"));
  folder.file("/live (deleted)", "1");
  const int live = ::open(folder.at("/live (deleted)").c_str(), O_RDONLY);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  look.take(collect_open_files);
  std::map<int, Json> open;
  for (auto& record : look.out.records("host.open_file"))
    if (record["process.pid"] == ::getpid()) open[record["file.descriptor"]] = record;
  EXPECT_EQ(open[file]["file.path"], folder.at("/open"));
  EXPECT_EQ(open[file]["file.deleted"], true);
  EXPECT_EQ(open[file]["file.kind"], "file");
  EXPECT_EQ(open[file]["file.size"], 5);
  EXPECT_EQ(open[live]["file.deleted"], false);
  EXPECT_EQ(open[live]["file.path"], folder.at("/live (deleted)"));
  EXPECT_EQ(open[socket]["file.kind"], "socket");
  const auto inode = look.host->status("/proc/self/fd/" + std::to_string(socket), true)->facts.inode;
  EXPECT_THAT(look.table.holders_of_socket(inode), ElementsAre(static_cast<Pid>(::getpid())));
  for (const int fd : {file, live, socket}) ::close(fd);
}

TEST_F(LiveProcesses, StopsWhenAskedAndSaysWhatIsLeft) {
  const std::atomic<bool> stop{true};
  look.context.stop = &stop;
  const auto outcome = look.take(collect_processes);
  EXPECT_EQ(outcome.outcome, Outcome::timed_out);
  EXPECT_THAT(outcome.reason, HasSubstr("processes left"));
  EXPECT_NE(look.out.find("records", "host.process"), nullptr);
}

}  // namespace
}  // namespace firsthour::collectors
