// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/kernel.h"

#include "collectors/kernel/module_list.h"
#include "collectors/kernel/sysctl_list.h"
#include "collectors/kernel/taint.h"
#include "tests/support/host_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST(Taint, HasAWordForEveryBit) {
  EXPECT_THAT(taint_words(0), SizeIs(0));
  EXPECT_THAT(taint_words(1 | 1 << 1 | 1 << 12 | 1 << 13),
              ElementsAre("proprietary", "forced", "out-of-tree", "unsigned"));
  EXPECT_THAT(taint_words(1ULL << 40), ElementsAre("bit-40")) << "a kernel newer than this table";
}

TEST(Modules, AreReadFromTheText) {
  const auto list = parse_modules(
      "hello 16384 0 - Live 0x0000000000000000 (OE)\n"
      "nf_nat 57344 2 xt_MASQUERADE,nft_chain_nat, Live 0x0000000000000000\n"
      "fat 16384 1 - Loading 0xffffffffc0000000\n");
  ASSERT_THAT(list.modules, SizeIs(3));
  EXPECT_EQ(list.modules[0].taint, "OE");
  EXPECT_THAT(list.modules[1].users, ElementsAre("xt_MASQUERADE", "nft_chain_nat"));
  EXPECT_EQ(list.modules[1].references, 2u);
  EXPECT_EQ(list.modules[2].state, "Loading");
  EXPECT_EQ(list.malformed, 0u);
}

TEST(Modules, CountsWhatIsNoEntry) {
  const auto list = parse_modules("\nname\nname x 0 - Live\nname 1 - - Live 0x0 (\n");
  EXPECT_EQ(list.malformed, 3u);
  ASSERT_THAT(list.modules, SizeIs(1));
  EXPECT_EQ(list.modules[0].taint, "");
  EXPECT_FALSE(list.modules[0].references);
}

class Image {
 public:
  ~Image() { std::filesystem::remove_all(root); }
  Image& with(const std::string& path, std::string_view text) {
    std::filesystem::create_directories((root / path).parent_path());
    std::ofstream{root / path} << text;
    return *this;
  }
  std::filesystem::path root =
      std::filesystem::temp_directory_path() / ("firsthour-kernel-" + std::to_string(::getpid()));
};

TEST(Modules, ShowOneThatWasTakenOutOfTheList) {
  Image image;
  image.with("proc/modules", "good 16384 0 - Live 0x0\n")
      .with("sys/module/good/initstate", "live\n")
      .with("sys/module/good/srcversion", "ABC\n")
      .with("sys/module/hidden/initstate", "live\n")
      .with("sys/module/hidden/taint", "OE\n")
      .with("sys/module/builtin/parameters/x", "1\n");
  HostRun run{image.root.string()};
  const auto outcome = collect_modules(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_THAT(run.out.records_with("host.kernel_module", "module.name", "good"), SizeIs(2));
  const auto hidden = run.out.records_with("host.kernel_module", "module.name", "hidden");
  ASSERT_THAT(hidden, SizeIs(1));
  EXPECT_EQ(hidden[0]["firsthour.view"], "sysfs");
  EXPECT_TRUE(hidden[0]["module.out_of_tree"]);
  EXPECT_TRUE(hidden[0]["module.unsigned"]);
  EXPECT_THAT(run.out.records_with("host.kernel_module", "module.name", "builtin"), SizeIs(0));
}

TEST(Modules, AreCompleteOnAKernelThatHasNone) {
  if (std::filesystem::exists("/proc/modules")) GTEST_SKIP() << "this kernel has loadable modules";
  HostRun run;
  const auto outcome = collect_modules(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete);
  EXPECT_EQ(outcome.reason, "kernel without loadable modules");
}

TEST(Kernel, TellsItsTaint) {
  Image image;
  image.with("proc/sys/kernel/tainted", "12289\n")
      .with("proc/sys/kernel/core_pattern", "|/tmp/x %p\n")
      .with("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
  HostRun run{image.root.string()};
  const auto outcome = collect_kernel(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto records = run.out.records("host.kernel");
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0]["kernel.tainted"], 12289);
  EXPECT_THAT(records[0]["kernel.taint_letters"], ElementsAre("proprietary", "out-of-tree", "unsigned"));
  EXPECT_EQ(records[0]["kernel.lockdown"], "integrity");
  EXPECT_EQ(records[0]["kernel.core_pattern"], "|/tmp/x %p");
  EXPECT_FALSE(records[0].contains("kernel.secure_boot")) << "unknown is absent";
}

TEST(Kernel, OfThisMachineIsRead) {
  HostRun run;
  const auto outcome = collect_kernel(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_TRUE(run.out.records("host.kernel").at(0).contains("kernel.tainted"));
}

TEST(Sysctls, AreReadByTheirDottedNames) {
  Image image;
  image.with("proc/sys/net/ipv4/ip_forward", "1\n");
  HostRun run{image.root.string()};
  const auto outcome = collect_sysctls(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto records = run.out.records("host.sysctl");
  ASSERT_THAT(records, SizeIs(1)) << "what this kernel does not have is no failure";
  EXPECT_EQ(records[0]["sysctl.name"], "net.ipv4.ip_forward");
  EXPECT_EQ(records[0]["sysctl.value"], "1");
}

TEST(Sysctls, OfTheListStayBelowProcSysAndComeOnce) {
  std::set<std::string_view> seen;
  for (const auto& sysctl : sysctls_that_matter()) {
    EXPECT_TRUE(seen.insert(sysctl.path).second) << sysctl.path;
    EXPECT_FALSE(sysctl.path.starts_with('/') || sysctl.path.find("..") != std::string_view::npos)
        << sysctl.path;
    EXPECT_FALSE(sysctl.why.empty());
  }
}

TEST(Kernel, IsSkippedWhereNoneRan) {
  Image image;
  image.with("etc/hostname", "x\n");
  HostRun run{image.root.string()};
  for (const auto collect : {collect_kernel, collect_modules, collect_sysctls, collect_bpf})
    EXPECT_EQ(collect(run.context).outcome, Outcome::skipped);
  EXPECT_THAT(run.out.items(), SizeIs(0));
}

}  // namespace
}  // namespace firsthour::collectors
