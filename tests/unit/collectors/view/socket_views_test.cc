// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/proc_net.h"
#include "collectors/view/socket_comparison.h"
#include "collectors/view/view.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"
#include "tests/unit/collectors/network/kernel_sockets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

SocketFacts tcp(std::uint64_t inode, std::string_view state = "LISTEN") {
  SocketFacts socket;
  socket.transport = Transport::tcp;
  socket.network_type = "ipv4";
  socket.local = {"0.0.0.0", 4444};
  socket.remote = {"0.0.0.0", 0};
  socket.state = state;
  socket.inode = inode;
  return socket;
}

// Views as a test says, one list for each look; the last one stays.
class FedRoutes : public SocketRoutes {
 public:
  using Lists = std::vector<std::vector<SocketFacts>>;
  Lists dumps{{}}, texts{{}};
  Result<> dump_state, text_state;
  ExactAnswer answer = ExactAnswer::absent;

  std::size_t namespaces() const override { return 1; }
  std::uint64_t inode_of(std::size_t) const override { return 4026531840; }
  Result<> dump(std::size_t, const DiagKind& kind, const Take& take) override {
    if (kind.text == "tcp") give(dumps, dump_look_, take);
    return dump_state;
  }
  Result<> text(std::size_t, const DiagKind& kind, const Take& take) override {
    if (kind.text == "tcp") give(texts, text_look_, take);
    return text_state;
  }
  ExactAnswer exact(std::size_t, const DiagKind&, const SocketFacts&) override { return answer; }

 private:
  static void give(const Lists& lists, std::size_t& look, const Take& take) {
    for (const auto& socket : lists[std::min(look++, lists.size() - 1)]) take(socket);
  }
  std::size_t dump_look_ = 0, text_look_ = 0;
};

std::vector<SocketDifference> differences(FedRoutes& routes) {
  SocketComparison comparison{routes};
  if (comparison.look()) {
    comparison.look_again();
    comparison.look_again();
  }
  return comparison.differences();
}

TEST(SocketComparison, FindsWhatTheTextHides) {
  FedRoutes routes;
  routes.dumps = {{tcp(77), tcp(78)}};
  routes.texts = {{tcp(78)}};
  routes.answer = ExactAnswer::found;
  const auto found = differences(routes);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_TRUE(found[0].in_dump);
  EXPECT_EQ(found[0].facts.inode, 77u);
  EXPECT_EQ(found[0].facts.local.port, 4444);
  EXPECT_EQ(found[0].exact, ExactAnswer::found);
}

TEST(SocketComparison, FindsWhatTheDumpHides) {
  FedRoutes routes;
  routes.texts = {{tcp(77)}};
  const auto found = differences(routes);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_FALSE(found[0].in_dump);
  EXPECT_EQ(found[0].facts.local.port, 4444);
}

TEST(SocketComparison, ForgetsWhatWasJustBornOrJustGone) {
  FedRoutes routes;
  routes.dumps = {{tcp(1), tcp(2)}, {tcp(1)}};
  routes.texts = {{}, {tcp(1)}};
  EXPECT_THAT(differences(routes), IsEmpty());
}

TEST(SocketComparison, ForgetsWhatChangedSides) {
  FedRoutes routes;
  routes.dumps = {{tcp(1)}, {}};
  routes.texts = {{}, {tcp(1)}};
  EXPECT_THAT(differences(routes), IsEmpty());
}

TEST(SocketComparison, ExpectsInTheTextOnlyWhatItLists) {
  FedRoutes routes;
  routes.dumps = {{tcp(1, "CLOSE"), tcp(2, "BOUND"), tcp(0, "TIME_WAIT")}};
  EXPECT_THAT(differences(routes), IsEmpty());
}

TEST(SocketComparison, SaysWhichRouteIsClosedAndFindsNothingByIt) {
  FedRoutes routes;
  routes.texts = {{tcp(77)}};
  routes.dump_state = fail(Errc::unsupported, "not in the kernel");
  SocketComparison comparison{routes};
  EXPECT_FALSE(comparison.look());
  EXPECT_THAT(comparison.closed(), Contains("sock_diag: tcp: not in the kernel"));
  EXPECT_EQ(comparison.compared(), 0u);
}

// A family's own lists, the same in each look.
class UnixRoutes : public FedRoutes {
 public:
  std::vector<SocketFacts> dumped;
  std::string written;
  Result<> dump(std::size_t, const DiagKind& kind, const Take& take) override {
    if (kind.transport == Transport::unix_domain)
      for (const auto& socket : dumped) take(socket);
    return {};
  }
  Result<> text(std::size_t, const DiagKind& kind, const Take& take) override {
    if (kind.transport == Transport::unix_domain)
      for (const auto& socket : parse_proc_net(kind, written).sockets) take(socket);
    return {};
  }
};

SocketFacts unix_socket(std::uint64_t inode, std::string path) {
  SocketFacts socket;
  socket.transport = Transport::unix_domain;
  socket.inode = inode;
  socket.path = std::move(path);
  return socket;
}

constexpr const char* kForgedLine = "0: 2 0 10000 1 1 4242 /run/x";

TEST(SocketComparison, TakesNoRestOfAPathForASocket) {
  UnixRoutes routes;
  routes.dumped = {unix_socket(7, std::string{"/tmp/a\n"} + kForgedLine)};
  routes.written = std::string{"Num\n0: 2 0 10000 1 1 7 /tmp/a\n"} + kForgedLine + "\n";
  EXPECT_THAT(differences(routes), IsEmpty());
}

TEST(SocketComparison, StillFindsTheSocketThatAForgedLineSpeaksOf) {
  UnixRoutes hidden_from_dump;
  hidden_from_dump.dumped = {unix_socket(7, std::string{"/tmp/a\n"} + kForgedLine)};
  hidden_from_dump.written =
      std::string{"Num\n0: 2 0 10000 1 1 7 /tmp/a\n"} + kForgedLine + '\n' + kForgedLine + '\n';
  ASSERT_THAT(differences(hidden_from_dump), SizeIs(1));
  UnixRoutes hidden_from_text;
  hidden_from_text.dumped = {unix_socket(7, std::string{"/tmp/a\n"} + kForgedLine),
                             unix_socket(4242, "/run/x")};
  hidden_from_text.written = std::string{"Num\n0: 2 0 10000 1 1 7 /tmp/a\n"} + kForgedLine + "\n";
  const auto found = differences(hidden_from_text);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_TRUE(found[0].in_dump) << "a forged line is no alibi";
}

TEST(SocketComparison, SaysHowManyWereTooMany) {
  FedRoutes routes;
  std::vector<SocketFacts> many;
  for (std::uint64_t inode = 1; inode <= 9000; ++inode) many.push_back(tcp(inode));
  routes.dumps = {many, {}};
  SocketComparison comparison{routes};
  EXPECT_TRUE(comparison.look());
  EXPECT_EQ(comparison.dropped(), 9000u - 8192u);
}

Wishes impatient() {
  Wishes wishes;
  wishes.recheck = std::chrono::milliseconds{200};
  return wishes;
}

TEST(SocketViews, AgreeOnABusyHost) {
  std::atomic<bool> stop{false};
  std::thread churn{[&] {
    while (!stop) {
      const auto one = listening_socket();
      const Descriptor two{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      address.sin_port = htons(port_of(one));
      (void)::connect(two.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
      int pair[2];
      if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) ::close(pair[0]), ::close(pair[1]);
    }
  }};
  const NamespaceChild child{[] { (void)listening_socket(4711).release(); }};
  const Descriptor unbound{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  HostRun run;
  const auto wishes = impatient();
  run.context.wishes = &wishes;
  const auto outcome = collect_socket_views(run.context);
  stop = true;
  churn.join();
  EXPECT_THAT(run.out.records("host.cross_view"), IsEmpty()) << outcome.reason;
  const auto checks = run.out.records_with("host.cross_check", "cross_check.name", "socket.listing");
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_GT(checks[0]["cross_check.compared"], 0);
  EXPECT_GE(checks[0]["cross_check.unlisted"], 1) << "the unbound one is in no list";
}

// What a child in a mount namespace of its own, with an edited text in a folder over /proc/self/net, finds.
// The folder is covered, not the file: kernels since 5.3 look the texts up anew each time, and a mount over
// one is gone at once.
int look_past_a_covered_text(std::uint64_t inode) {
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return 77;
  const tests::MadeRoot made;
  made.file("/net/tcp", "  sl  local_address rem_address   st\n");
  made.file("/net/netlink", tests::HostRun{}.host->read("/proc/net/netlink", 1 << 20).value().bytes);
  if (::mount(made.at("/net").c_str(), "/proc/self/net", nullptr, MS_BIND, nullptr) != 0) return 77;
  HostRun run;
  const auto wishes = impatient();
  run.context.wishes = &wishes;
  (void)collect_socket_views(run.context);
  ::umount2("/proc/self/net", MNT_DETACH);
  for (const auto& record : run.out.records_with("host.cross_view", "socket.inode", inode)) {
    EXPECT_EQ(record["cross_view.subject"], "socket");
    EXPECT_THAT(record["cross_view.missing_from"], ElementsAre("procfs"));
    EXPECT_THAT(record["cross_view.seen_by"], ElementsAre("sock_diag", "sock_diag.exact", "process.fd"));
    return testing::Test::HasFailure() ? 1 : 0;
  }
  return 2;
}

TEST(SocketViews, FindAListenerThatACoveredTextHides) {
  const auto listener = listening_socket();
  const pid_t child = ::fork();
  if (child == 0) ::_exit(look_past_a_covered_text(inode_of(listener)));
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "a mount over a file of /proc needs root";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(SocketViews, OfAnImageAreNotToBeHad) {
  const tests::MadeRoot root;
  HostRun run{root.path()};
  EXPECT_EQ(collect_socket_views(run.context).outcome, Outcome::skipped);
}

}  // namespace
}  // namespace firsthour::collectors
