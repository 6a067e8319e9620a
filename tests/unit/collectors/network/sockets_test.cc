// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/network.h"
#include "tests/support/host_run.h"
#include "tests/unit/collectors/network/kernel_sockets.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

using testing::SizeIs;

nlohmann::json only(std::vector<nlohmann::json> records) {
  EXPECT_THAT(records, SizeIs(1));
  return records.size() == 1 ? records.front() : nlohmann::json::object();
}

// Everything was read, but for what this machine hides even from root (its first process, in some).
testing::AssertionResult whole(const SourceOutcome& outcome) {
  const bool hidden = outcome.outcome == Outcome::partial &&
                      outcome.reason.starts_with("network namespaces of ") &&
                      outcome.reason.find(';') == std::string::npos;
  if (outcome.outcome == Outcome::complete || hidden) return testing::AssertionSuccess();
  return testing::AssertionFailure() << outcome.reason;
}

TEST(Sockets, ListsAListenerWithItsHolder) {
  const auto listener = listening_socket();
  HostRun run;
  run.context.packages = &run.packages;
  const auto outcome = collect_sockets(run.context);
  EXPECT_TRUE(whole(outcome));

  const auto record = only(run.out.records_with("host.socket", "socket.inode", inode_of(listener)));
  EXPECT_EQ(record["network.transport"], "tcp");
  EXPECT_EQ(record["network.type"], "ipv4");
  EXPECT_EQ(record["source.ip"], "127.0.0.1");
  EXPECT_EQ(record["source.port"], port_of(listener));
  EXPECT_EQ(record["socket.state"], "LISTEN");
  EXPECT_EQ(record["user.id"], std::to_string(::getuid()));
  EXPECT_EQ(record["process.pid"], ::getpid());
  EXPECT_THAT(record["socket.executable_package_state"], testing::AnyOf("unowned", "unknown"));
  EXPECT_TRUE(record["process.firsthour"]) << "this test is the run's own process";
  EXPECT_EQ(outcome.records, run.out.records("host.socket").size());
}

TEST(Sockets, KeepsTheBytesOfAUnixPath) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("firsthour-socket-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const auto path = (folder / "a\nb\xff").string();
  const auto listener = unix_listener(path);
  HostRun run;
  (void)collect_sockets(run.context);
  const auto record = only(run.out.records_with("host.socket", "socket.inode", inode_of(listener)));
  std::filesystem::remove_all(folder);
  EXPECT_EQ(record["network.transport"], "unix");
  EXPECT_EQ(record["socket.state"], "LISTEN");
  EXPECT_EQ(record["socket.path"], (folder / "a\nb").string() + "\xEF\xBF\xBD");
  EXPECT_TRUE(record.contains("socket.path_raw"));
}

TEST(Sockets, ShowsAnAbstractUnixNameWithAnAtSign) {
  const auto name = "firsthour-" + std::to_string(::getpid());
  const auto listener = unix_listener(std::string{'\0'} + name);
  HostRun run;
  (void)collect_sockets(run.context);
  const auto record = only(run.out.records_with("host.socket", "socket.inode", inode_of(listener)));
  EXPECT_EQ(record["socket.path"], "@" + name);
}

TEST(Sockets, SeesASnifferAndItsFilter) {
  const auto sniffer = packet_socket();
  if (!sniffer) GTEST_SKIP() << "a packet socket needs CAP_NET_RAW";
  HostRun run;
  (void)collect_sockets(run.context);
  const auto record = only(run.out.records_with("host.socket", "socket.inode", inode_of(sniffer)));
  EXPECT_EQ(record["network.transport"], "packet");
  EXPECT_EQ(record["socket.packet_type"], SOCK_RAW);
  EXPECT_EQ(record["socket.protocol"], ETH_P_ALL);
  EXPECT_EQ(record["socket.interface_index"], if_nametoindex("lo"));
  if (record["firsthour.view"] == "sock_diag") {
    EXPECT_TRUE(record["socket.filter_attached"]);
  }
}

TEST(Sockets, KnowsTheSocketsItOpensItselfAsOurs) {
  HostRun run;
  run.processes.fill(*run.host);  // before the netlink sockets of the collector exist
  (void)collect_sockets(run.context);
  const auto ours = run.out.records_with("host.socket", "process.pid", ::getpid());
  const auto netlink =
      std::ranges::count_if(ours, [](const auto& r) { return r["network.transport"] == "netlink"; });
  EXPECT_GE(netlink, 1);
  for (const auto& record : ours) EXPECT_TRUE(record["process.firsthour"]) << record;
}

TEST(Sockets, LooksIntoOtherNetworkNamespaces) {
  const NamespaceChild child{[] { (void)listening_socket(4711).release(); }};
  if (child.pid < 0) GTEST_SKIP() << "network namespaces need root";
  const auto before = std::filesystem::read_symlink("/proc/self/ns/net");
  HostRun run;
  const auto outcome = collect_sockets(run.context);
  EXPECT_TRUE(whole(outcome));
  const auto record = only(run.out.records_with("host.socket", "process.pid", child.pid));
  EXPECT_EQ(record["source.port"], 4711);
  const auto inside =
      std::filesystem::read_symlink("/proc/" + std::to_string(child.pid) + "/ns/net").string();
  EXPECT_EQ(inside, "net:[" + record["socket.namespace"].dump() + "]");
  EXPECT_EQ(std::filesystem::read_symlink("/proc/self/ns/net"), before) << "we never leave our own";
}

TEST(Sockets, LooksIntoANamespaceThatOnlyADescriptorKeeps) {
  Descriptor held, kept;
  std::thread{[&] {
    if (::unshare(CLONE_NEWNET) != 0) return;
    held = Descriptor{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    kept = Descriptor{::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)};
  }}.join();
  if (!kept) GTEST_SKIP() << "network namespaces need root";
  HostRun run;
  (void)collect_sockets(run.context);
  const auto record = only(run.out.records_with("host.socket", "socket.inode", inode_of(held)));
  EXPECT_EQ(record["socket.namespace"], inode_of(kept));
}

TEST(Sockets, KeepsTheKernelsOwnTextBesideTheRecords) {
  HostRun run;
  (void)collect_sockets(run.context);
  const auto* text = run.out.find("kernel-file", "/proc/net/tcp");
  ASSERT_NE(text, nullptr);
  EXPECT_THAT(text->bytes, testing::HasSubstr("local_address"));
}

TEST(Sockets, SaysWhatIsMissingWithoutRoot) {
  const NamespaceChild foreign;
  if (foreign.pid < 0) GTEST_SKIP() << "network namespaces need root";
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(3);
    HostRun run;
    const auto outcome = collect_sockets(run.context);
    const bool said = outcome.reason.find("network namespaces of") != std::string::npos;
    ::_exit(outcome.outcome == Outcome::partial && said && !run.out.records("host.socket").empty() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Sockets, OfANamespaceThatOnlyAFileKeepsAreMissingInPart) {
  if (std::system("ip netns add fh-kept 2>/dev/null") != 0) GTEST_SKIP() << "network namespaces need root";
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(3);
    HostRun run;
    const auto outcome = collect_sockets(run.context);
    ::_exit(outcome.outcome == Outcome::partial && !run.out.records("host.socket").empty() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(std::system("ip netns del fh-kept"), 0);
}

// A made root: texts only.
class Fixture {
 public:
  Fixture() { std::filesystem::create_directories(root / "proc/net"); }
  ~Fixture() { std::filesystem::remove_all(root); }
  void write(const std::string& path, std::string_view text) { std::ofstream{root / path} << text; }
  std::filesystem::path root =
      std::filesystem::temp_directory_path() / ("firsthour-root-" + std::to_string(::getpid()));
};

TEST(Sockets, ReadsAnImageByItsTexts) {
  Fixture fixture;
  fixture.write(
      "proc/net/tcp",
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
      "   0: 0100007F:115C 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 77 1 0\n");
  HostRun run{fixture.root.string()};
  const auto outcome = collect_sockets(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto record = only(run.out.records("host.socket"));
  EXPECT_EQ(record["firsthour.view"], "procfs");
  EXPECT_EQ(record["source.port"], 4444);
  EXPECT_FALSE(record.contains("process.pid"));
}

TEST(Sockets, SaysThatATextHasLinesThatAreNoEntries) {
  Fixture fixture;
  fixture.write("proc/net/udp", "heading\nnonsense\n");
  HostRun run{fixture.root.string()};
  const auto outcome = collect_sockets(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, testing::HasSubstr("/proc/net/udp: 1 lines"));
}

TEST(Sockets, AreSkippedWhereNoKernelRan) {
  Fixture fixture;
  std::filesystem::remove_all(fixture.root / "proc");
  HostRun run{fixture.root.string()};
  const auto outcome = collect_sockets(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::skipped);
  EXPECT_THAT(run.out.items(), SizeIs(0));
}

}  // namespace
}  // namespace firsthour::collectors
