// SPDX-License-Identifier: Apache-2.0
// Containers as the files of their engines name them, in made roots.
#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "collectors/container/docker_container.h"
#include "collectors/container/engine_files.h"
#include "collectors/container/engine_socket.h"
#include "collectors/container/oci_container.h"
#include "collectors/process/process.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

namespace firsthour::collectors {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kId = "aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999";
constexpr std::string_view kConfig =
    R"({"ID":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999","Name":"/web","Path":"nginx",
"Args":["-g","daemon off;"],"Image":"sha256:12","Created":"2026-11-01T10:00:00.5Z",
"Config":{"Image":"nginx:1.25","User":"101","Env":["PATH=/bin","DB_PASSWORD=hunter2"]},
"State":{"Running":false,"StartedAt":"2026-11-01T10:00:01Z","FinishedAt":"2026-11-02T00:00:00Z","ExitCode":137},
"MountPoints":{"/host":{"Source":"/","RW":true}}})";
constexpr std::string_view kSettings =
    R"({"Privileged":true,"NetworkMode":"host","RestartPolicy":{"Name":"always"},"CapAdd":["SYS_PTRACE"],
"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]}})";

class Containers : public ::testing::Test {
 protected:
  std::vector<Json> records() {
    tests::HostRun run{root_.path()};
    outcome_ = collect_containers(run.context);
    return run.out.records("host.container");
  }
  tests::MadeRoot root_;
  SourceOutcome outcome_;
};

TEST_F(Containers, AStoppedDockerContainerIsNamedWithItsPrivileges) {
  root_.file("/var/lib/docker/containers/" + std::string{kId} + "/config.v2.json", kConfig);
  root_.file("/var/lib/docker/containers/" + std::string{kId} + "/hostconfig.json", kSettings);
  const auto found = records();
  ASSERT_EQ(found.size(), 1u);
  const Json& record = found[0];
  EXPECT_EQ(record["container.id"], kId);
  EXPECT_EQ(record["container.name"], "web");
  EXPECT_EQ(record["container.image.name"], "nginx:1.25");
  EXPECT_EQ(record["container.command_line"], "nginx -g daemon off;");
  EXPECT_EQ(record["container.state"], "exited");
  EXPECT_EQ(record["container.exit_code"], 137);
  EXPECT_EQ(record["container.privileged"], true);
  EXPECT_EQ(record["container.network_mode"], "host");
  EXPECT_EQ(record["container.restart_policy"], "always");
  EXPECT_EQ(record["container.created"], "2026-11-01T10:00:00.500000000Z");
  EXPECT_THAT(record["container.mounts"].get<std::vector<std::string>>(), ElementsAre("/:/host:rw"));
  EXPECT_THAT(record["container.ports"].get<std::vector<std::string>>(), ElementsAre("0.0.0.0:8080->80/tcp"));
  EXPECT_THAT(record["container.seen_by"].get<std::vector<std::string>>(), ElementsAre("definition"));
  EXPECT_EQ(outcome_.outcome, Outcome::complete);
}

TEST_F(Containers, SecretsOfTheEnvironmentAreMasked) {
  root_.file("/var/lib/docker/containers/" + std::string{kId} + "/config.v2.json", kConfig);
  const auto environment = records().at(0)["container.environment"].get<std::vector<std::string>>();
  EXPECT_THAT(environment, Contains("PATH=/bin"));
  for (const std::string& each : environment) EXPECT_THAT(each, Not(HasSubstr("hunter2")));
}

TEST_F(Containers, DockerIsLookedForWhereItsConfigurationSays) {
  root_.file("/etc/docker/daemon.json", R"({"data-root": "/data/docker/"})");
  root_.file("/data/docker/containers/" + std::string{kId} + "/config.v2.json", kConfig);
  EXPECT_EQ(records().size(), 1u);
}

TEST_F(Containers, PodmanOfAUserIsReadWithItsSpecification) {
  root_.file("/etc/passwd", "u:x:1000:1000::/home/u:/bin/sh\n");
  const std::string storage = "/home/u/.local/share/containers/storage/overlay-containers/";
  root_.file(storage + "containers.json",
             R"([{"id":"c1","names":["miner"],"image":"i1","created":"2026-11-01T00:00:00Z",)"
             R"("metadata":"{\"image-name\":\"docker.io/library/alpine\"}"},{"no":"id"}])");
  root_.file(
      storage + "c1/userdata/config.json",
      R"({"process":{"args":["sh","-c","x"],"capabilities":{"bounding":["CAP_CHOWN","CAP_SYS_ADMIN"]}},)"
      R"("mounts":[{"type":"proc","source":"proc","destination":"/proc"},)"
      R"({"type":"bind","source":"/etc","destination":"/e","options":["ro"]}],)"
      R"("linux":{"namespaces":[{"type":"pid"}],"maskedPaths":["/proc/kcore"]}})");
  const auto found = records();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["container.name"], "miner");
  EXPECT_EQ(found[0]["container.image.name"], "docker.io/library/alpine");
  EXPECT_EQ(found[0]["container.command_line"], "sh -c x");
  EXPECT_EQ(found[0]["container.network_mode"], "host");
  EXPECT_EQ(found[0]["container.privileged"], false);
  EXPECT_THAT(found[0]["container.capabilities_added"].get<std::vector<std::string>>(),
              ElementsAre("CAP_SYS_ADMIN"));
  EXPECT_THAT(found[0]["container.mounts"].get<std::vector<std::string>>(), ElementsAre("/etc:/e:ro"));
}

TEST_F(Containers, ContainerdAndPodsAreNamedByTheirFolders) {
  root_.file(
      "/run/containerd/io.containerd.runtime.v2.task/k8s.io/c2/config.json",
      R"({"annotations":{"io.kubernetes.cri.container-name":"app","io.kubernetes.cri.sandbox-name":"p"}})");
  root_.folder("/var/log/pods/default_p_0000-11");
  const auto found = records();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0]["container.id"], "0000-11");
  EXPECT_EQ(found[0]["container.state"], "exited");
  EXPECT_EQ(found[1]["container.name"], "app");
  EXPECT_EQ(found[1]["orchestrator.resource.name"], "p");
}

TEST_F(Containers, WhatContainerdOnlyRemembersIsNamedFromItsDatabase) {
  const auto database = read_file(FIRSTHOUR_SOURCE_DIR "/tests/fuzz/corpus/bolt/containerd", 1 << 20);
  ASSERT_TRUE(database);
  root_.file("/var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db", *database);
  const auto found = records();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["container.id"], "c1");
  EXPECT_EQ(found[0]["container.image.name"], "docker.io/library/busybox:1");
  EXPECT_EQ(outcome_.outcome, Outcome::complete);
}

TEST_F(Containers, ADatabaseThatIsNoneIsSaid) {
  root_.file("/var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db", "bolt?");
  EXPECT_THAT(records(), IsEmpty());
  EXPECT_EQ(outcome_.outcome, Outcome::partial);
}

TEST_F(Containers, LxcStartsByItself) {
  root_.file("/var/lib/lxc/db/config",
             "lxc.uts.name = db\nlxc.start.auto = 1\n# x\nlxc.mount.entry = /srv srv none bind\n");
  EXPECT_EQ(records().at(0)["container.restart_policy"], "always");
}

TEST_F(Containers, LxdIsReadFromWhatItToldLxc) {
  root_.file("/var/snap/lxd/common/lxd/logs/web/lxc.conf", "lxc.uts.name = web\nlxc.net.0.type = phys\n");
  const auto found = records().at(0);
  EXPECT_EQ(found["container.runtime"], "lxd");
  EXPECT_EQ(found["container.hostname"], "web");
}

TEST_F(Containers, AFileThatIsNoJsonIsSaidAndTheOthersAreRead) {
  root_.file("/var/lib/docker/containers/1/config.v2.json", "{");
  root_.file("/var/lib/docker/containers/2/config.v2.json", kConfig);
  EXPECT_EQ(records().size(), 1u);
  EXPECT_EQ(outcome_.outcome, Outcome::partial);
  EXPECT_THAT(outcome_.reason, HasSubstr("containers/1/config.v2.json"));
}

// An engine of our own, which reads one question and gives one answer.
class MadeEngine {
 public:
  MadeEngine(const std::string& path, std::string answer) : answer_{std::move(answer)} {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    if (::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_.get(), 1) != 0)
      throw std::runtime_error{"cannot listen"};
    thread_ = std::thread{[this] { serve(); }};
  }
  MadeEngine(const MadeEngine&) = delete;
  MadeEngine& operator=(const MadeEngine&) = delete;
  ~MadeEngine() { thread_.join(); }

  [[nodiscard]] const std::string& question() const { return question_; }

 private:
  void serve() {
    pollfd place{listener_.get(), POLLIN, 0};
    if (::poll(&place, 1, 20'000) != 1) return;
    const Descriptor peer{::accept(listener_.get(), nullptr, nullptr)};
    char block[4096];
    const ssize_t got = ::recv(peer.get(), block, sizeof block, 0);
    question_.assign(block, got > 0 ? static_cast<std::size_t>(got) : 0);
    if (!answer_.empty()) {
      static_cast<void>(::send(peer.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL));
      return;
    }
    static_cast<void>(::recv(peer.get(), block, sizeof block, 0));  // silent until the other goes
  }

  Descriptor listener_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::string answer_, question_;
  std::thread thread_;
};

constexpr std::string_view kAnswer =
    R"([{"Id":"c0ffee","Names":["/miner"],"Image":"alpine:3","ImageID":"sha256:1","Command":"sh -c x",)"
    R"("Created":1700000000,"Ports":[{"IP":"1.2.3.4","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},)"
    R"({"PrivatePort":9,"Type":"tcp"}],"State":"exited","HostConfig":{"NetworkMode":"host"},)"
    R"("Mounts":[{"Source":"/","Destination":"/host","RW":true}]},{"no":"id"}])";

TEST(EngineSocket, IsAskedForAllContainersAndForNothingElse) {
  const tests::MadeRoot folder;
  std::string question;
  {
    MadeEngine engine{folder.at("/docker.sock"),
                      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                          std::to_string(kAnswer.size()) + "\r\n\r\n" + std::string{kAnswer}};
    const auto host = open_host("/").value();
    const auto found = ask_engine(*host, {folder.at("/docker.sock"), "docker", false});
    ASSERT_TRUE(found) << found.error().what;
    ASSERT_EQ(found->size(), 1u);
    const KnownContainer& container = found->front();
    EXPECT_EQ(container.id, "c0ffee");
    EXPECT_EQ(container.name, "miner");
    EXPECT_EQ(container.state, "exited");
    EXPECT_EQ(container.network_mode, "host");
    EXPECT_EQ(container.created, Instant::from_seconds(1'700'000'000));
    EXPECT_THAT(container.mounts, ElementsAre("/:/host:rw"));
    EXPECT_THAT(container.ports, ElementsAre("1.2.3.4:8080->80/tcp"));
    EXPECT_EQ(container.definition, folder.at("/docker.sock"));
    question = engine.question();
  }
  EXPECT_THAT(question, testing::StartsWith("GET /containers/json?all=1 HTTP/1.1\r\n"));
}

TEST(EngineSocket, OneThatIsSilentIsGivenUp) {
  const tests::MadeRoot folder;
  MadeEngine engine{folder.at("/docker.sock"), ""};
  const auto host = open_host("/").value();
  const auto found =
      ask_engine(*host, {folder.at("/docker.sock"), "docker", false}, std::chrono::milliseconds{50});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Errc::timed_out);
}

TEST(EngineSocket, WhatIsNoSocketOrOfAnImageIsNotAsked) {
  const tests::MadeRoot folder;
  folder.file("/docker.sock", "");
  const auto host = open_host("/").value();
  EXPECT_EQ(ask_engine(*host, {folder.at("/docker.sock"), "docker", false}).error().code, Errc::denied);
  EXPECT_EQ(ask_engine(*folder.host(), {"/docker.sock", "docker", false}).error().code, Errc::unsupported);
}

TEST(EngineSocket, AnotherAnswerIsRefused) {
  EXPECT_EQ(parse_engine_answer("{}", "docker").error().code, Errc::malformed);
  EXPECT_FALSE(parse_engine_answer("[", "docker"));
  EXPECT_THAT(*parse_engine_answer(R"([1,null,{"Id":3},{"Id":""}])", "docker"), IsEmpty());
}

// The service manager would start an engine that is asked on a socket held for it.
TEST(EngineSocket, OfWhichOnlyTheServiceManagerListensIsNotAsked) {
  const tests::MadeRoot root;
  root.file("/proc/1/stat", "1 (systemd) S 0 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 2 0 0");
  root.file("/proc/20/stat", "20 (dockerd) S 1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 2 0 0");
  root.link("/proc/1/fd/5", "socket:[101]");
  root.link("/proc/1/fd/6", "socket:[102]");
  root.link("/proc/20/fd/4", "socket:[101]");
  root.link("/proc/20/fd/5", "socket:[105]");
  const std::string listening = "0000000000000000: 00000002 00000000 00010000 0001 01 ";
  root.file("/proc/net/unix",
            "Num RefCount Protocol Flags Type St Inode Path\n" + listening + "101 /run/docker.sock\n" +
                listening + "102 /run/podman/podman.sock\n" + listening + "103 /tmp/docker.sock\n" +
                "0000000000000000: 00000003 00000000 00000000 0001 03 104 /run/docker.sock\n" + listening +
                "105 /run/podman/podman.sock\n");  // forged by a path with a newline in it
  const auto host = root.host();
  ProcessTable processes;
  processes.fill(*host);
  const auto found = find_engine_sockets(*host, processes);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].path, "/run/docker.sock");
  EXPECT_FALSE(found[0].starts_engine);
  EXPECT_EQ(found[1].runtime, "podman");
  EXPECT_TRUE(found[1].starts_engine);
}

}  // namespace
}  // namespace firsthour::collectors
