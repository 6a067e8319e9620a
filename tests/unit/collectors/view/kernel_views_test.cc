// SPDX-License-Identifier: Apache-2.0
// A kernel made by hand, and what hides in it.
#include "collectors/view/kernel_views.h"

#include "collectors/view/bpf_check.h"
#include "collectors/view/read_check.h"
#include "collectors/view/taint_check.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

namespace firsthour::collectors {
namespace {

using tests::HostRun;
using tests::MadeRoot;

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct MadeKernel : MadeRoot {
  MadeKernel() {
    file("/proc/modules", "good 16384 0 - Live 0x0 (OE)\nfat 8192 1 - Live 0x0\n");
    file("/sys/module/good/initstate", "live\n");
    file("/sys/module/fat/initstate", "live\n");
    file("/sys/module/kernel/parameters/x", "1\n");
    file("/proc/kallsyms",
         "ffffffff81000000 T _stext\n"
         "ffffffffc0000000 t good_init\t[good]\n"
         "ffffffffc0100000 t bpf_prog_6deef7357e7b4530_sd_devices\t[bpf]\n"
         "ffffffffc0200000 t kprobe_insn_page\t[__builtin__kprobes]\n");
    file("/proc/vmallocinfo",
         "0x01-0x02   20480 load_module+0x8f/0x100 pages=4 vmalloc N0=4\n"
         "0x03-0x04   12288 load_module+0x8f/0x100 pages=2 vmalloc N0=2\n"
         "0x05-0x06    8192 bpf_prog_alloc_no_stats+0x39/0x230 pages=1 vmalloc N0=1\n");
    file("/proc/sys/kernel/tainted", "12288\n");
  }
};

struct QuickRun : HostRun {
  explicit QuickRun(const std::string& root) : HostRun{root} { context.wishes = &wishes; }
  Wishes wishes{.process_memory = {}, .recheck = std::chrono::milliseconds{0}};
};

TEST(ModuleViews, AgreeOnAnHonestKernel) {
  const MadeKernel kernel;
  QuickRun run{kernel.path()};
  EXPECT_EQ(view_modules(run.context).outcome, Outcome::complete);
  EXPECT_THAT(run.out.records("host.cross_view"), IsEmpty());
  const auto lists = run.out.records_with("host.cross_check", "cross_check.name", "module.lists");
  ASSERT_THAT(lists, SizeIs(1));
  EXPECT_THAT(lists[0]["cross_check.views"], ElementsAre("procfs", "sysfs", "kallsyms"));
  EXPECT_THAT(lists[0]["cross_check.closed"], Contains(HasSubstr("ftrace")));
  EXPECT_EQ(lists[0]["cross_check.compared"], 2);
}

TEST(ModuleViews, ShowOneThatOnlySysfsStillKnows) {
  const MadeKernel kernel;
  kernel.file("/sys/module/ghost/initstate", "live\n");
  QuickRun run{kernel.path()};
  (void)view_modules(run.context);
  const auto found = run.out.records("host.cross_view");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]["cross_view.subject"], "module");
  EXPECT_EQ(found[0]["module.name"], "ghost");
  EXPECT_EQ(found[0]["cross_view.rechecked"], 1);
  EXPECT_THAT(found[0]["cross_view.seen_by"], ElementsAre("sysfs"));
  EXPECT_THAT(found[0]["cross_view.missing_from"], ElementsAre("procfs"));
}

TEST(ModuleViews, ShowOneThatLeftBothListsButNotTheFunctionTracer) {
  const MadeKernel kernel;
  kernel.file("/sys/kernel/debug/tracing/available_filter_functions", "do_exit\nhook_read [ghost]\n");
  kernel.file("/sys/kernel/debug/kprobes/list",
              "ffffffff81100000  k  do_sys_open+0x0    [DISABLED]\n"
              "ffffffffc0300000  r  hook_read+0x0  ghost2 [FTRACE]\n");
  QuickRun run{kernel.path()};
  (void)view_modules(run.context);
  const auto found = run.out.records("host.cross_view");
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0]["module.name"], "ghost");
  EXPECT_THAT(found[0]["cross_view.seen_by"], ElementsAre("ftrace"));
  EXPECT_THAT(found[0]["cross_view.missing_from"], ElementsAre("procfs", "sysfs"));
  EXPECT_EQ(found[1]["module.name"], "ghost2");
  EXPECT_THAT(found[1]["cross_view.seen_by"], ElementsAre("kprobes"));
}

TEST(ModuleViews, ShowMemoryOfTheLoaderThatNoModuleAccountsFor) {
  const MadeKernel kernel;
  kernel.file("/proc/vmallocinfo",
              "0x01-0x02   20480 load_module+0x8f/0x100 pages=4 vmalloc N0=4\n"
              "0x03-0x04   12288 load_module+0x8f/0x100 pages=2 vmalloc N0=2\n"
              "0x07-0x08   28672 load_module+0x8f/0x100 pages=6 vmalloc N0=6\n");
  QuickRun run{kernel.path()};
  (void)view_modules(run.context);
  const auto found = run.out.records("host.cross_view");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]["cross_view.name"], "0x07-0x08+24576");
  EXPECT_THAT(found[0]["cross_view.seen_by"], ElementsAre("vmallocinfo"));
  EXPECT_FALSE(found[0].contains("module.name"));
}

// Linux 6.4 and later allocate the parts of a module apart: only sums can be compared.
TEST(ModuleViews, CompareSumsWhereModulesLieInParts) {
  const MadeKernel kernel;
  kernel.file("/proc/vmallocinfo",
              "0x01-0x02   12288 load_module+0x8f/0x100\n0x02-0x03   12288 load_module+0x8f/0x100\n"
              "0x03-0x04    8192 load_module+0x8f/0x100\n0x04-0x05    8192 load_module+0x8f/0x100\n");
  QuickRun honest{kernel.path()};
  (void)view_modules(honest.context);
  EXPECT_THAT(honest.out.records("host.cross_view"), IsEmpty());
  kernel.file("/proc/modules", "fat 16384 1 - Live 0x0\n");
  std::filesystem::remove_all(kernel.at("/sys/module/good"));
  kernel.file("/proc/kallsyms", "");
  QuickRun run{kernel.path()};
  (void)view_modules(run.context);
  const auto found = run.out.records("host.cross_view");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]["cross_view.name"], "+8192");
}

TEST(ModuleViews, AreSkippedForAnImage) {
  const MadeRoot root;
  QuickRun run{root.path()};
  EXPECT_EQ(view_modules(run.context).outcome, Outcome::skipped);
  EXPECT_EQ(view_taint(run.context).outcome, Outcome::skipped);
  EXPECT_EQ(view_bpf(run.context).outcome, Outcome::skipped);
}

TEST(TaintView, ShowsThatTheValueWasCleared) {
  const MadeKernel kernel;
  kernel.file("/proc/sys/kernel/tainted", "0\n");
  QuickRun run{kernel.path()};
  EXPECT_EQ(view_taint(run.context).outcome, Outcome::complete);
  const auto found = run.out.records("host.cross_view");
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0]["cross_view.name"], "out-of-tree");
  EXPECT_EQ(found[1]["cross_view.name"], "unsigned");
  EXPECT_THAT(found[0]["cross_view.seen_by"], ElementsAre("procfs"));
  EXPECT_THAT(found[0]["cross_view.missing_from"], ElementsAre("tainted"));
}

TEST(TaintView, IsQuietWhereAModuleWasRemovedAgain) {
  const MadeKernel kernel;
  kernel.file("/proc/modules", "");
  QuickRun run{kernel.path()};
  (void)view_taint(run.context);
  EXPECT_THAT(run.out.records("host.cross_view"), IsEmpty());
}

TEST(TaintInLog, IsReadFromTheKernelsOwnLines) {
  EXPECT_EQ(taint_in_log("4,711,5000,-;hello: loading out-of-tree module taints kernel.\n SUBSYSTEM=x\n"),
            1u << 12);
  EXPECT_EQ(
      taint_in_log("<4>[    5.1] hello: module verification failed: signature and/or required key missing - "
                   "tainting kernel\n"),
      1u << 13);
  EXPECT_EQ(taint_in_log("4,1,1,-;x: module license 'Proprietary' taints kernel.\n"), 1u);
  EXPECT_EQ(taint_in_log("4,1,1,-;CPU: 0 PID: 7 Comm: x Tainted: G        W  OE      6.1.0-13-amd64 #1\n"),
            1u << 9 | 1u << 12 | 1u << 13);
  EXPECT_EQ(taint_in_log("4,1,1,-;CPU: 0 UID: 0 PID: 7 Comm: x Not tainted 6.1.0 #1\n"), 0u);
}

TEST(TaintInLog, IsNotBelievedFromPrograms) {
  EXPECT_EQ(taint_in_log("12,711,5000,-;x: loading out-of-tree module taints kernel.\n"), 0u);
  EXPECT_EQ(taint_in_log("<12>x: loading out-of-tree module taints kernel.\n"), 0u);
  EXPECT_EQ(taint_in_log("4,1,1,-;a name Tainted: OE 6\n"), 0u);
}

BpfViews honest_bpf() {
  BpfViews views;
  views.programs[7] = {"sd_devices",
                       "6deef7357e7b4530",
                       {"bpf.list", "bpf.number", "fdinfo"},
                       {"6deef7357e7b4530"},
                       true,
                       true,
                       true};
  views.symbols["6deef7357e7b4530"] = "sd_devices";
  return views;
}

TEST(BpfViews, AgreeOnAnHonestKernel) { EXPECT_THAT(bpf_differences(honest_bpf()), IsEmpty()); }

TEST(BpfViews, ShowAProgramThatTheListLeavesOut) {
  auto views = honest_bpf();
  views.programs[8] = {"x", "0123456789abcdef", {"bpf.number"}, {"0123456789abcdef"}, true, true, true};
  views.symbols["0123456789abcdef"] = "x";
  const auto found = bpf_differences(views);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].name, "8");
  EXPECT_THAT(found[0].seen_by, ElementsAre("bpf.number"));
  EXPECT_THAT(found[0].missing_from, ElementsAre("bpf.list"));
}

TEST(BpfViews, ShowMachineCodeThatBelongsToNoProgram) {
  auto views = honest_bpf();
  views.symbols["0123456789abcdef"] = "F";
  const auto found = bpf_differences(views);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].name, "0123456789abcdef F");
  EXPECT_THAT(found[0].seen_by, ElementsAre("kallsyms"));
  views.programs[7].function_tags.clear();  // a kernel that does not tell the functions of a program
  EXPECT_THAT(bpf_differences(views), IsEmpty());
}

TEST(BpfViews, ShowAProgramWhoseSymbolIsGone) {
  auto views = honest_bpf();
  views.symbols.clear();
  ASSERT_THAT(bpf_differences(views), SizeIs(1));
  EXPECT_THAT(bpf_differences(views)[0].missing_from, ElementsAre("kallsyms"));
  views.closed["kallsyms"] = "net.core.bpf_jit_kallsyms is 0";
  EXPECT_THAT(bpf_differences(views), IsEmpty());
}

TEST(BpfViews, OfThisMachineSeeAProgramOnEveryRoute) {
  std::array<bpf_insn, 2> code{};
  code[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  code[1].code = BPF_JMP | BPF_EXIT;
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
  attributes.insns = reinterpret_cast<std::uintptr_t>(code.data());
  attributes.insn_cnt = code.size();
  attributes.license = reinterpret_cast<std::uintptr_t>("GPL");
  const auto program = static_cast<int>(::syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes));
  if (program < 0) GTEST_SKIP() << "bpf(2) is not allowed here";
  QuickRun run{"/"};
  EXPECT_EQ(view_bpf(run.context).outcome, Outcome::complete);
  ::close(program);
  const auto checks = run.out.records_with("host.cross_check", "cross_check.name", "bpf.programs");
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_GE(checks[0]["cross_check.compared"].get<int>(), 1);
  EXPECT_THAT(checks[0]["cross_check.views"], Contains("bpf.number"));
  EXPECT_THAT(checks[0]["cross_check.views"], Contains("fdinfo"));
  EXPECT_THAT(run.out.records("host.cross_view"), IsEmpty());
}

std::vector<RoutedRead> reads_of(std::string_view by_read, std::string_view by_others,
                                 std::string_view again) {
  return {{"read", std::string{by_read}, {}},
          {"pread64", std::string{by_others}, {}},
          {"mmap", {}, "a file without a size"},
          {"readv", std::string{by_others}, {}},
          {"read", std::string{again}, {}}};
}

TEST(ReadView, AgreesOnTheSameBytes) { EXPECT_FALSE(read_difference("/x", reads_of("a\n", "a\n", "a\n"))); }

TEST(ReadView, ShowsTheCallThatHidesALine) {
  const auto difference = read_difference("/x", reads_of("a\n", "a\nb\n", "a\n"));
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->name, "/x");
  EXPECT_THAT(difference->seen_by, ElementsAre("pread64", "readv"));
  EXPECT_THAT(difference->missing_from, ElementsAre("read"));
  EXPECT_THAT(read_difference("/x", reads_of("a\nb\n", "a\n", "a\nb\n"))->seen_by, ElementsAre("read"));
}

TEST(ReadView, SaysNothingOfAFileThatChanges) {
  EXPECT_FALSE(read_difference("/x", reads_of("a\n", "a\nb\n", "a\nb\n")));
}

TEST(ReadView, OfThisMachineIsQuiet) {
  QuickRun run{"/"};
  EXPECT_EQ(view_file_reads(run.context).outcome, Outcome::complete);
  EXPECT_THAT(run.out.records("host.cross_view"), IsEmpty());
  const auto check = run.out.records("host.cross_check").at(0);
  EXPECT_GE(check["cross_check.compared"].get<int>(), 3);
  EXPECT_THAT(check["cross_check.views"], Contains("pread64"));
  EXPECT_THAT(check["cross_check.views"], Contains("mmap"));
}

}  // namespace
}  // namespace firsthour::collectors
