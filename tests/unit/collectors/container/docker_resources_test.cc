// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/docker_resource.h"
#include "collectors/process/process.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TEST(DockerNetwork, IsToldWithItsSubnets) {
  const std::string value =
      std::string(8, '\1') +
      R"({"id":"abc","name":"shop_back","networkType":"bridge","internal":true,"created":"2026-01-02T03:04:05Z",)"
      R"("ipamV4Config":"[{\"PreferredPool\":\"172.20.0.0/16\",\"Gateway\":\"172.20.0.1\"}]"})";
  const auto network = parse_docker_network(value);
  ASSERT_TRUE(network);
  EXPECT_EQ(network->name, "shop_back");
  EXPECT_EQ(network->driver, "bridge");
  EXPECT_EQ(network->internal, true);
  EXPECT_TRUE(network->created);
  EXPECT_THAT(network->subnets, ElementsAre("172.20.0.0/16"));
  for (const auto* none : {"", "{", "[]", "{}", "12345678"}) EXPECT_FALSE(parse_docker_network(none)) << none;
}

TEST(DockerVolumes, AreNamedWithWhereTheyComeFrom) {
  const tests::MadeRoot root;
  root.folder("/var/lib/docker/volumes/plain/_data");
  root.file(
      "/var/lib/docker/volumes/share/opts.json",
      R"({"MountType":"cifs","MountDevice":"//192.0.2.7/data","MountOpts":"username=a,password=topsecret"})");
  root.file("/var/lib/docker/volumes/metadata.db", "");
  tests::HostRun run{root.path()};
  const auto outcome = collect_container_resources(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_THAT(run.out.records("host.container_resource"), SizeIs(2));
  const auto found = run.out.records_with("host.container_resource", "container_resource.name", "share");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]["container_resource.kind"], "volume");
  EXPECT_EQ(found[0]["container_resource.driver"], "cifs");
  EXPECT_EQ(found[0]["container_resource.device"], "//192.0.2.7/data");
  EXPECT_THAT(found[0].dump(), Not(HasSubstr("topsecret")));
}

}  // namespace
}  // namespace firsthour::collectors
