// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/in_container.h"

#include "tests/support/made_root.h"

#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

struct InContainer : testing::Test {
  InContainer() {
    root.link("/proc/self/ns/pid", "pid:[4026531836]");
    root.link("/proc/self/ns/cgroup", "cgroup:[4026531835]");
    root.link("/proc/self/ns/ipc", "ipc:[4026531839]");
    root.file("/proc/self/cgroup", "0::/user.slice\n");
  }
  bool here() const { return in_container(*root.host()); }
  tests::MadeRoot root;
};

TEST_F(InContainer, AnEnginesFileAloneProvesNothing) {
  root.file("/.dockerenv", "");
  EXPECT_FALSE(here());
  root.link("/proc/self/ns/uts", "uts:[4026532999]");
  EXPECT_TRUE(here()) << "with a host name of one's own it does";
}

TEST_F(InContainer, ANamespaceOfNamesAloneProvesNothing) {
  root.link("/proc/self/ns/uts", "uts:[4026532999]");
  EXPECT_FALSE(here()) << "services have those, too";
}

TEST_F(InContainer, AControlGroupThatAnEngineNamedDoes) {
  root.file("/proc/self/cgroup", "0::/system.slice/docker-" + std::string(64, 'a') + ".scope\n");
  EXPECT_TRUE(here());
}

TEST(InContainerOfItsOwn, PidsAreOfANamespaceThatIsNotTheFirst) {
  const tests::MadeRoot root;
  root.link("/proc/self/ns/pid", "pid:[4026532222]");
  EXPECT_TRUE(in_container(*root.host()));
}

}  // namespace
}  // namespace firsthour::collectors
