// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/binary_format.h"
#include "collectors/kernel/hook_line.h"
#include "collectors/kernel/kernel.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using tests::HostRun;
using tests::MadeRoot;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(EnabledFunctions, NameWhatIsCalled) {
  const auto hooked = parse_enabled_function(
      "__x64_sys_kill (1) R I     \ttramp: 0xffffffffc0564000 (thunk+0x0/0x20 [veil]) "
      "->ftrace_ops_assist_func+0x0/0xf0");
  ASSERT_TRUE(hooked);
  EXPECT_EQ(hooked->function, "__x64_sys_kill");
  EXPECT_EQ(hooked->callbacks, 1u);
  EXPECT_EQ(hooked->flags, "RI");
  EXPECT_EQ(hooked->callback, "thunk");
  EXPECT_EQ(hooked->owner, "veil");
  const auto traced =
      parse_enabled_function("nf_hook [nf_tables] (2)           \t->arch_ftrace_ops_list_func+0x0/0x250");
  ASSERT_TRUE(traced);
  EXPECT_EQ(traced->module, "nf_tables");
  EXPECT_EQ(traced->flags, "");
  EXPECT_EQ(traced->callback, "arch_ftrace_ops_list_func");
  EXPECT_EQ(direct_call_in("\tdirect-->bpf_trampoline_6442500219+0x0/0x1"), "bpf_trampoline_6442500219");
  EXPECT_FALSE(parse_enabled_function("\tdirect-->x"));
  EXPECT_FALSE(parse_enabled_function("name (x)"));
  EXPECT_FALSE(parse_enabled_function(""));
}

TEST(Kprobes, NameTheirFunctionAndItsModule) {
  const auto probe = parse_kprobe("ffffffffc04a0010  r  hook+0x10  veil [DISABLED][FTRACE]");
  ASSERT_TRUE(probe);
  EXPECT_TRUE(probe->returns);
  EXPECT_EQ(probe->function, "hook");
  EXPECT_EQ(probe->offset, 16u);
  EXPECT_EQ(probe->module, "veil");
  EXPECT_EQ(probe->state, "[DISABLED][FTRACE]");
  EXPECT_EQ(parse_kprobe("ffffffff81100000  k  do_exit+0x0    [FTRACE]")->module, "");
  EXPECT_FALSE(parse_kprobe("ffffffff81100000  x  do_exit+0x0"));
}

TEST(ProbeEvents, NameTheirTarget) {
  EXPECT_EQ(parse_probe_event("p:kprobes/mine do_exit+0 a=%di")->target, "do_exit+0");
  EXPECT_TRUE(parse_probe_event("r16:uprobes/bash /bin/bash:0x4a")->returns);
  EXPECT_EQ(parse_probe_event("r16:uprobes/bash /bin/bash:0x4a")->event, "uprobes/bash");
  EXPECT_FALSE(parse_probe_event("x:kprobes/mine do_exit"));
  EXPECT_FALSE(parse_probe_event("p:"));
}

TEST(KernelHooks, OfEveryListAreRecords) {
  const MadeRoot root;
  root.file("/sys/kernel/tracing/enabled_functions",
            "__x64_sys_kill (1) R I     \ttramp: 0xffffffffc0564000 (thunk+0x0/0x20 [veil]) ->x+0x0/0xf0\n"
            "do_exit (1)     D   M \n\tdirect-->bpf_trampoline_1+0x0/0x1\n");
  root.file("/sys/kernel/tracing/kprobe_events", "p:kprobes/mine do_exit+4 a=%di\n");
  root.file("/sys/kernel/debug/kprobes/list", "ffffffff81100000  k  do_exit+0x4    [FTRACE]\n");
  root.file("/sys/kernel/livepatch/fix1/vmlinux/do_fork,1/x", "");
  HostRun run{root.path()};
  const auto outcome = collect_kernel_hooks(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto hooks = run.out.records("host.kernel_hook");
  ASSERT_THAT(hooks, SizeIs(5));
  EXPECT_EQ(hooks[0]["hook.function"], "__x64_sys_kill");
  EXPECT_TRUE(hooks[0]["hook.redirects"]);
  EXPECT_EQ(hooks[0]["hook.owner"], "veil");
  EXPECT_EQ(hooks[1]["hook.callback"], "bpf_trampoline_1");
  EXPECT_FALSE(hooks[1]["hook.redirects"]);
  EXPECT_EQ(hooks[2]["hook.kind"], "kprobe-event");
  EXPECT_EQ(hooks[2]["hook.function"], "do_exit");
  EXPECT_EQ(hooks[3]["hook.kind"], "kprobe");
  EXPECT_EQ(hooks[4]["hook.kind"], "livepatch");
  EXPECT_EQ(hooks[4]["hook.owner"], "fix1");
}

TEST(KernelHooks, SayThatTracingIsNotMounted) {
  const MadeRoot root;
  root.folder("/sys/kernel");
  HostRun run{root.path()};
  const auto outcome = collect_kernel_hooks(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::skipped);
  EXPECT_THAT(outcome.reason, HasSubstr("tracefs is not mounted"));
}

TEST(BinaryFormats, NameTheProgramThatRuns) {
  const MadeRoot root;
  root.file("/proc/sys/fs/binfmt_misc/status", "enabled\n");
  root.file("/proc/sys/fs/binfmt_misc/odd",
            "enabled\ninterpreter /tmp/a b\nflags: OCF\noffset 2\nmagic 7f454c46\nmask ffffffff\n");
  HostRun run{root.path()};
  EXPECT_EQ(collect_binary_formats(run.context).outcome, Outcome::complete);
  const auto formats = run.out.records("host.binary_format");
  ASSERT_THAT(formats, SizeIs(1));
  EXPECT_EQ(formats[0]["binary_format.interpreter"], "/tmp/a b");
  EXPECT_EQ(formats[0]["binary_format.flags"], "OCF");
  EXPECT_EQ(formats[0]["binary_format.offset"], 2);
  EXPECT_TRUE(formats[0]["binary_format.enabled"]);
}

TEST(KernelTexts, AreTakenByteByByte) {
  const MadeRoot root;
  root.file("/proc/version", "Linux\n");
  root.file("/proc/kallsyms", "ffffffff81000000 T _stext\n");
  root.file("/sys/kernel/btf/vmlinux", std::string("\x9f\xeb\x01\x00", 4));
  HostRun quick{root.path()};
  EXPECT_EQ(collect_kernel_texts(quick.context).outcome, Outcome::complete);
  ASSERT_NE(quick.out.find("kernel-file", "/proc/kallsyms"), nullptr);
  EXPECT_EQ(quick.out.find("kernel-file", "/proc/kallsyms")->bytes, "ffffffff81000000 T _stext\n");
  EXPECT_EQ(quick.out.find("kernel-file", "/sys/kernel/btf/vmlinux"), nullptr);
  HostRun standard{root.path()};
  standard.context.profile = Profile::standard;
  (void)collect_kernel_texts(standard.context);
  EXPECT_NE(standard.out.find("kernel-file", "/sys/kernel/btf/vmlinux"), nullptr);
}

TEST(KernelLog, OfThisMachineIsOneItem) {
  HostRun run;
  const auto outcome = collect_kernel_log(run.context);
  if (outcome.outcome == Outcome::denied) GTEST_SKIP() << "the kernel's log may not be read here";
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_THAT(run.out.items(), SizeIs(1));
}

TEST(Kernel, TellsItsSwitchesAndLists) {
  const MadeRoot root;
  root.file("/proc/sys/kernel/tainted", "0\n");
  root.file("/sys/kernel/kexec_loaded", "1\n");
  root.file("/sys/kernel/security/lsm", "lockdown,capability,yama");
  root.file("/sys/kernel/debug/modules/unloaded_tainted_modules", "Name Taint Count\nveil OE 1\n");
  root.file("/sys/devices/system/cpu/vulnerabilities/meltdown", "Mitigation: PTI\n");
  root.file("/sys/devices/system/cpu/vulnerabilities/mds", "Vulnerable: no microcode\n");
  HostRun run{root.path()};
  (void)collect_kernel(run.context);
  const auto record = run.out.records("host.kernel").at(0);
  EXPECT_TRUE(record["kernel.kexec_loaded"]);
  EXPECT_THAT(record["kernel.security_modules"], ElementsAre("lockdown", "capability", "yama"));
  EXPECT_THAT(record["kernel.unloaded_tainted_modules"], SizeIs(2));
  EXPECT_THAT(record["kernel.cpu_vulnerabilities"], ElementsAre("mds: Vulnerable: no microcode"));
  EXPECT_FALSE(record.contains("kernel.ftrace_enabled"));
}

}  // namespace
}  // namespace firsthour::collectors
