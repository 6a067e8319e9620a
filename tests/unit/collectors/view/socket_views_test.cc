// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/proc_net.h"
#include "collectors/view/socket_comparison.h"
#include "collectors/view/socket_count.h"
#include "collectors/view/socket_routes.h"
#include "collectors/view/unlisted_sockets.h"
#include "collectors/view/view.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"
#include "tests/unit/collectors/network/kernel_sockets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <algorithm>
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
  std::vector<std::uint64_t> counts{0};

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
  Result<std::uint64_t> counted(std::size_t, const DiagKind& kind) override {
    if (kind.text != "tcp") return fail(Errc::not_found, "not counted");
    return counts[std::min(count_look_++, counts.size() - 1)];
  }
  ExactAnswer exact(std::size_t, const DiagKind&, const SocketFacts&) override { return answer; }

 private:
  static void give(const Lists& lists, std::size_t& look, const Take& take) {
    for (const auto& socket : lists[std::min(look++, lists.size() - 1)]) take(socket);
  }
  std::size_t dump_look_ = 0, text_look_ = 0, count_look_ = 0;
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

TEST(SocketCount, FindsWhatBothListsHide) {
  FedRoutes routes;
  routes.dumps = routes.texts = {{tcp(1)}};
  routes.counts = {3};
  SocketCount count{routes};
  ASSERT_TRUE(count.look());
  count.look_again();
  ASSERT_THAT(count.differences(), SizeIs(1));
  EXPECT_EQ(count.differences()[0].counted, 3U);
  EXPECT_EQ(count.differences()[0].listed, 1U);
}

TEST(SocketCount, IsQuietWhereOneListExplainsIt) {
  FedRoutes routes;
  routes.dumps = {{}};  // what one list lacks is the comparison's to find
  routes.texts = {{tcp(1), tcp(2)}};
  routes.counts = {2};
  EXPECT_FALSE(SocketCount{routes}.look());
}

TEST(SocketCount, TakesWhatEndedForNoAlibi) {
  FedRoutes routes;
  routes.dumps = routes.texts = {{tcp(1), tcp(0, "TIME_WAIT"), tcp(2, "BOUND")}};
  routes.counts = {2};
  EXPECT_TRUE(SocketCount{routes}.look());
}

TEST(SocketCount, ForgetsWhatIsMissingByChance) {
  FedRoutes routes;
  routes.dumps = routes.texts = {{tcp(1)}, {tcp(1)}, {tcp(1)}, {tcp(1), tcp(2)}};
  routes.counts = {2};
  SocketCount count{routes};
  EXPECT_TRUE(count.look());
  count.look_again();
  EXPECT_THAT(count.differences(), IsEmpty());
}

TEST(SocketCount, GoesByTheSmallerCountOfBeforeAndAfter) {
  FedRoutes routes;
  routes.dumps = routes.texts = {{tcp(1)}};
  routes.counts = {1, 2, 1};  // for the sum, before, after
  EXPECT_FALSE(SocketCount{routes}.look());
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

TEST(UnlistedSockets, AreOfTheProtocolThatTheirDescriptorNames) {
  const Descriptor unbound{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const Descriptor local{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  HostRun run;
  run.processes.fill(*run.host);
  const auto held = describe_held(run.context, {inode_of(unbound), inode_of(local)});
  ASSERT_THAT(held, SizeIs(2));
  EXPECT_EQ(held[0].pid, static_cast<Pid>(::getpid()));
  EXPECT_THAT(count_protocols(held), Contains("TCP 1"));
  EXPECT_TRUE(held[0].protocol.starts_with("UNIX") || held[1].protocol.starts_with("UNIX"));
}

TEST(UnlistedSockets, AUnixSocketIsListedFromItsFirstMoment) {
  const Descriptor unbound{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  HostRun run;
  run.processes.fill(*run.host);
  const auto routes = kernel_socket_routes(run.context);
  const auto list = list_unix(run.context, *routes);
  if (!list.closed.empty()) GTEST_SKIP() << list.closed;
  EXPECT_TRUE(std::ranges::binary_search(list.inodes, inode_of(unbound)));
  EXPECT_THAT(unlisted_unix(list, describe_held(run.context, {inode_of(unbound)})), IsEmpty());
}

TEST(UnlistedSockets, OneThatIsHeldOrNamedAndNotListedIsFoundUntilItIsGone) {
  const HeldSocket held{7, 4242, "/proc/4242/fd/3", "UNIX-STREAM", 0},
      other{8, 4242, "/proc/4242/fd/4", "TCP", 0};
  const UnixList list{{1, 2}, {{9, 2}}, {}};
  const auto found = unlisted_unix(list, {held, other});
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].inode, 7U);
  EXPECT_EQ(found[1].inode, 9U);
  EXPECT_EQ(found[1].peer, 2U);
  const tests::MadeRoot root;
  root.link("/proc/4242/fd/3", "socket:[7]");
  HostRun run{root.path()};
  const auto still = still_unlisted(run.context, found, {{1, 2}, {}, {}});
  ASSERT_THAT(still, SizeIs(1)) << "the other is not named any more";
  EXPECT_EQ(still[0].pid, 4242U);
  EXPECT_THAT(still_unlisted(run.context, found, {{1, 2, 7}, {}, {}}), IsEmpty());
}

TEST(UnlistedSockets, AreNoDifferenceWhereNotAllNamespacesCanBeAsked) {
  const UnixList list{{}, {}, "network namespaces of 1 processes denied"};
  EXPECT_THAT(unlisted_unix(list, {{7, 4242, "/proc/4242/fd/3", "UNIX", 0}}), IsEmpty());
}

// What a child in a mount namespace of its own, with an edited text in a folder over /proc/self/net, finds.
// The folder is covered, not the file: kernels since 5.3 look the texts up anew each time, and a mount over
// one is gone at once.
int look_past_a_covered_text(std::uint64_t inode) {
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return 77;
  const tests::MadeRoot made;
  made.file("/net/tcp", "  sl  local_address rem_address   st\n");
  made.file("/net/sockstat", "TCP: inuse 100000 orphan 0 tw 0 alloc 100000 mem 0\n");
  made.file("/net/netlink", tests::HostRun{}.host->read("/proc/net/netlink", 1 << 20).value().bytes);
  if (::mount(made.at("/net").c_str(), "/proc/self/net", nullptr, MS_BIND, nullptr) != 0) return 77;
  HostRun run;
  const auto wishes = impatient();
  run.context.wishes = &wishes;
  (void)collect_socket_views(run.context);
  ::umount2("/proc/self/net", MNT_DETACH);
  const auto counts = run.out.records_with("host.cross_view", "network.transport", "tcp");
  EXPECT_THAT(counts, SizeIs(1)) << "more are counted than any list has";
  for (const auto& record : counts) {
    EXPECT_THAT(record["cross_view.seen_by"], ElementsAre("sockstat"));
    EXPECT_THAT(record["cross_view.missing_from"], ElementsAre("sock_diag", "procfs"));
  }
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
