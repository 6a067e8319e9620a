// SPDX-License-Identifier: Apache-2.0
// Containers as the files of their engines name them, in made roots.
#include "casefile/bytes.h"
#include "collectors/container/docker_container.h"
#include "collectors/container/engine_files.h"
#include "collectors/container/oci_container.h"
#include "collectors/process/process.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST_F(Containers, AFileThatIsNoJsonIsSaidAndTheOthersAreRead) {
  root_.file("/var/lib/docker/containers/1/config.v2.json", "{");
  root_.file("/var/lib/docker/containers/2/config.v2.json", kConfig);
  EXPECT_EQ(records().size(), 1u);
  EXPECT_EQ(outcome_.outcome, Outcome::partial);
  EXPECT_THAT(outcome_.reason, HasSubstr("containers/1/config.v2.json"));
}

}  // namespace
}  // namespace firsthour::collectors
