// SPDX-License-Identifier: Apache-2.0
// The cloud that a machine runs on, by made firmware texts and instance data.
#include "collectors/system/cloud_identity.h"

#include "tests/support/made_root.h"

#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

TEST(CloudIdentity, IsReadFromFirmware) {
  EXPECT_EQ(provider_of({.vendor = "Alibaba Cloud",
                         .product = "Alibaba Cloud ECS",
                         .chassis_tag = {},
                         .bios_vendor = {},
                         .serial = {},
                         .uuid = {}}),
            "aliyun");
  EXPECT_EQ(provider_of({.vendor = "Microsoft Corporation",
                         .product = "Virtual Machine",
                         .chassis_tag = "7783-7084-3265-9085-8269-3286-77",
                         .bios_vendor = {},
                         .serial = {},
                         .uuid = {}}),
            "azure");
  // Hyper-V at home is no cloud.
  const DmiTexts own{.vendor = "Microsoft Corporation",
                     .product = "Virtual Machine",
                     .chassis_tag = {},
                     .bios_vendor = {},
                     .serial = {},
                     .uuid = {}};
  EXPECT_EQ(provider_of(own), "");
  EXPECT_EQ(hypervisor_of(own, ""), "hyperv");
  EXPECT_EQ(hypervisor_of({}, "xen"), "xen");
  EXPECT_EQ(hypervisor_of({.vendor = "Dell Inc.",
                           .product = "PowerEdge R740",
                           .chassis_tag = {},
                           .bios_vendor = {},
                           .serial = {},
                           .uuid = {}},
                          ""),
            "");
}

TEST(CloudIdentity, InstanceDataOfCloudInitSaysMore) {
  tests::MadeRoot root;
  root.file("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
  root.file("/sys/class/dmi/id/product_name", "m5.large\n");
  root.file(
      "/run/cloud-init/instance-data.json",
      R"({"v1":{"cloud_name":"aws","instance_id":"i-0abc","region":"cn-north-1","availability_zone":"cn-north-1a","platform":"ec2"}})");
  const HostPlatform platform = read_platform(*root.host());
  EXPECT_EQ(platform.cloud.provider, "aws");
  EXPECT_EQ(platform.cloud.instance_id, "i-0abc");
  EXPECT_EQ(platform.cloud.region, "cn-north-1");
  EXPECT_EQ(platform.cloud.machine_type, "m5.large");
  EXPECT_EQ(platform.hypervisor, "kvm");
}

TEST(CloudIdentity, AnImageKeepsTheInstance) {
  tests::MadeRoot root;
  root.file("/var/lib/cloud/data/instance-id", "i-1234\n");
  EXPECT_EQ(read_platform(*root.host()).cloud.instance_id, "i-1234");
}

TEST(CloudIdentity, WhatIsNoInstanceDataChangesNothing) {
  CloudIdentity cloud{.provider = "gcp",
                      .instance_id = {},
                      .instance_name = {},
                      .region = {},
                      .zone = {},
                      .machine_type = {},
                      .platform = {}};
  for (const char* text : {"", "[]", "{\"v1\":3}", "{\"v1\":{\"cloud_name\":1}}", "\xff"})
    add_instance_data(text, cloud);
  EXPECT_EQ(cloud.provider, "gcp");
}

}  // namespace
}  // namespace firsthour::collectors
