// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/symbol_facts.h"

#include "collectors/files/taken_files.h"
#include "collectors/kernel/kernel.h"
#include "collectors/view/kernel_views.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

using tests::HostRun;
using tests::MadeRoot;

constexpr std::string_view kSymbols =
    "ffffffff81000000 T _stext\n"
    "ffffffff81000100 T __bpf_call_base\n"
    "ffffffff81000200 t tcp_diag_dump\n"
    "ffffffffc0000000 t good_init\t[good]\n"
    "ffffffffc0000100 t ctnetlink_get_conntrack\t[nf_conntrack_netlink]\n"
    "ffffffffc0100000 t bpf_prog_6deef7357e7b4530_sd_devices\t[bpf]\n"
    "ffffffffc0200000 t ftrace_trampoline\t[__builtin__ftrace]\n";

struct SymbolPassTest : testing::Test {
  SymbolPassTest() {
    root.file("/proc/version", "Linux\n");
    root.file("/proc/kallsyms", kSymbols);
    run.context.taken = &taken;
  }
  MadeRoot root;
  TakenFiles taken;
  HostRun run{root.path()};
};

TEST(SymbolFacts, AreWhatTheReadersOfSymbolsAskFor) {
  const MadeRoot root;
  root.file("/proc/kallsyms", kSymbols);
  const auto facts = read_symbol_facts(*root.host());
  EXPECT_THAT(facts.modules, ElementsAre("good", "nf_conntrack_netlink"));
  EXPECT_THAT(facts.bpf_programs, ElementsAre(Pair("6deef7357e7b4530", "sd_devices")));
  EXPECT_EQ(facts.call_base, 0xffffffff81000100);
  EXPECT_THAT(facts.services, HasSubstr(" tcp_diag_dump\n"));
  EXPECT_THAT(facts.services, HasSubstr(" ctnetlink_get_conntrack\t[nf_conntrack_netlink]\n"));
  EXPECT_EQ(facts.closed, "");
}

TEST(SymbolFacts, SayWhyThereAreNone) {
  const MadeRoot root;
  root.folder("/proc");
  EXPECT_THAT(read_symbol_facts(*root.host()).closed, HasSubstr("/proc/kallsyms"));
}

TEST_F(SymbolPassTest, OneReadServesAllAndIsTheItemOfTheTexts) {
  SymbolPass symbols{true};
  run.context.symbols = &symbols;
  const auto first = symbol_facts(run.context);
  root.file("/proc/kallsyms", "ffffffffc0000000 t late_init\t[late]\n");
  EXPECT_EQ(symbol_facts(run.context), first);  // not read again
  const auto outcome = collect_kernel_texts(run.context);
  ASSERT_NE(run.out.find("kernel-file", "/proc/kallsyms"), nullptr);
  EXPECT_EQ(run.out.find("kernel-file", "/proc/kallsyms")->bytes, kSymbols);
  EXPECT_EQ(outcome.items, 1U);
  EXPECT_EQ(outcome.bytes, kSymbols.size());
}

TEST_F(SymbolPassTest, KeepsNoTextThatNobodyAskedFor) {
  SymbolPass symbols{false};
  run.context.symbols = &symbols;
  EXPECT_FALSE(symbol_facts(run.context)->modules.empty());
  EXPECT_EQ(run.out.find("kernel-file", "/proc/kallsyms"), nullptr);
  EXPECT_EQ(symbols.kept_bytes(), std::nullopt);
}

TEST_F(SymbolPassTest, AModuleThatAppearsAfterThePassIsLookedAtAgain) {
  SymbolPass symbols{false};
  run.context.symbols = &symbols;
  Wishes wishes;
  wishes.recheck = std::chrono::milliseconds{0};
  run.context.wishes = &wishes;
  (void)symbol_facts(run.context);
  root.file("/proc/modules",
            "late 4096 0 - Live 0x0\ngood 4096 0 - Live 0x0\nnf_conntrack_netlink 1 0 - Live 0x0\n");
  for (const std::string name : {"late", "good", "nf_conntrack_netlink"})
    root.file("/sys/module/" + name + "/initstate", "live\n");
  root.file("/proc/kallsyms", std::string{kSymbols} + "ffffffffc0000000 t late_init\t[late]\n");
  (void)view_modules(run.context);
  EXPECT_THAT(run.out.records("host.cross_view"), testing::IsEmpty());
}

}  // namespace
}  // namespace firsthour::collectors
