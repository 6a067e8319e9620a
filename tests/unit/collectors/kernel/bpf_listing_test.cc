// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/bpf_listing.h"

#include "casefile/descriptor.h"
#include "collectors/kernel/bpf_objects.h"
#include "collectors/kernel/kernel.h"
#include "collectors/network/network.h"
#include "tests/support/host_run.h"
#include "tests/unit/collectors/network/kernel_sockets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <sys/syscall.h>

#include <array>
#include <cstdio>
#include <memory>
#include <regex>
#include <sstream>

namespace firsthour::collectors {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using tests::HostRun;

bpf_insn instruction(int code, unsigned to, unsigned from, int offset, int number) {
  bpf_insn in{};
  in.code = static_cast<std::uint8_t>(code);
  in.dst_reg = to & 15;
  in.src_reg = from & 15;
  in.off = static_cast<std::int16_t>(offset);
  in.imm = number;
  return in;
}

template <std::size_t N>
std::string_view bytes_of(const std::array<bpf_insn, N>& code) {
  return {reinterpret_cast<const char*>(code.data()), sizeof code};
}

std::string one(const bpf_insn& in, const std::map<std::int32_t, std::string>& calls = {}) {
  return list_bpf(bytes_of(std::array{in}), calls);
}

TEST(BpfListing, ReadsAsTheVerifierWritesIt) {
  EXPECT_EQ(one(instruction(BPF_LDX | BPF_MEM | BPF_DW, 1, 6, 8, 0)), "   0: (79) r1 = *(u64 *)(r6 +8)\n");
  EXPECT_EQ(one(instruction(BPF_STX | BPF_ATOMIC | BPF_DW, 1, 2, 0, BPF_ADD)),
            "   0: (db) lock *(u64 *)(r1 +0) += r2\n");
  EXPECT_EQ(one(instruction(BPF_STX | BPF_ATOMIC | BPF_W, 1, 2, -4, BPF_XOR | BPF_FETCH)),
            "   0: (c3) r2 = atomic_fetch_xor((u32 *)(r1 -4), r2)\n");
  EXPECT_EQ(one(instruction(BPF_STX | BPF_ATOMIC | BPF_DW, 1, 2, 0, BPF_CMPXCHG)),
            "   0: (db) r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2)\n");
  EXPECT_EQ(one(instruction(BPF_LD | BPF_ABS | BPF_H, 0, 0, 0, 12)), "   0: (28) r0 = *(u16 *)skb[12]\n");
  EXPECT_EQ(one(instruction(BPF_ALU | BPF_END | BPF_TO_BE, 3, 0, 0, 16)), "   0: (dc) r3 = be16 r3\n");
  EXPECT_EQ(one(instruction(BPF_JMP32 | BPF_JSLT | BPF_K, 3, 0, -2, -1)),
            "   0: (c6) if w3 s< 0xffffffff goto pc-2\n");
  EXPECT_EQ(one(instruction(BPF_JMP | BPF_CALL, 0, 0, 0, 77), {{77, "bpf_probe_write_user"}}),
            "   0: (85) call bpf_probe_write_user#77\n");
  EXPECT_EQ(one(instruction(BPF_JMP | BPF_CALL, 0, 1, 0, 3)), "   0: (85) call pc+3\n");
  EXPECT_EQ(one(instruction(0xF7, 0, 0, 0, 0)), "   0: (f7) BUG_f7\n");
}

TEST(BpfListing, TakesALongNumberForOneInstruction) {
  const std::array code{instruction(BPF_LD | BPF_IMM | BPF_DW, 1, 0, 0, 2), instruction(0, 0, 0, 0, 1),
                        instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)};
  EXPECT_EQ(list_bpf(bytes_of(code), {}), "   0: (18) r1 = 0x100000002\n   2: (95) exit\n");
  EXPECT_EQ(list_bpf(bytes_of(std::array{code[0]}), {}), "   0: (18) r1 = 0x2\n") << "cut";
}

// What another program says of the same kernel object; empty where there is none.
std::string said_by_bpftool(std::uint32_t id) {
  const auto command = "bpftool prog dump xlated id " + std::to_string(id) + " 2>/dev/null";
  std::string text;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen(command.c_str(), "r"), ::pclose};
  std::array<char, 4096> piece{};
  while (pipe && std::fgets(piece.data(), piece.size(), pipe.get()) != nullptr) text += piece.data();
  return text;
}

// It names functions by address where we name them, or say that they are unknown.
std::string without_names(const std::string& text) {
  return std::regex_replace(text, std::regex{"call [^#\n]*#"}, "call #");
}

TEST(BpfListing, IsWhatBpftoolShows) {
  const std::array code{instruction(BPF_ALU64 | BPF_MOV | BPF_X, 6, 1, 0, 0),
                        instruction(BPF_LD | BPF_ABS | BPF_H, 0, 0, 0, 12),
                        instruction(BPF_ALU64 | BPF_MOV | BPF_X, 7, 0, 0, 0),
                        instruction(BPF_STX | BPF_MEM | BPF_DW, 10, 7, -8, 0),
                        instruction(BPF_ST | BPF_MEM | BPF_W, 10, 0, -16, 7),
                        instruction(BPF_LDX | BPF_MEM | BPF_W, 2, 10, -16, 0),
                        instruction(BPF_ALU | BPF_LSH | BPF_K, 2, 0, 0, 3),
                        instruction(BPF_ALU64 | BPF_ARSH | BPF_K, 2, 0, 0, 1),
                        instruction(BPF_ALU64 | BPF_NEG, 2, 0, 0, 0),
                        instruction(BPF_ALU | BPF_END | BPF_TO_LE, 2, 0, 0, 32),
                        instruction(BPF_ALU | BPF_XOR | BPF_X, 2, 7, 0, 0),
                        instruction(BPF_STX | BPF_ATOMIC | BPF_DW, 10, 2, -8, BPF_ADD),
                        instruction(BPF_STX | BPF_ATOMIC | BPF_DW, 10, 2, -8, BPF_XCHG),
                        instruction(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ktime_get_ns),
                        instruction(BPF_JMP | BPF_JSET | BPF_K, 0, 0, 3, -2),
                        instruction(BPF_JMP32 | BPF_JSGT | BPF_X, 0, 7, 2, 0),
                        instruction(BPF_LD | BPF_IMM | BPF_DW, 3, 0, 0, -1),
                        instruction(0, 0, 0, 0, 0x7FFF),
                        instruction(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, -1),
                        instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)};
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
  attributes.insns = reinterpret_cast<std::uintptr_t>(code.data());
  attributes.insn_cnt = code.size();
  attributes.license = reinterpret_cast<std::uintptr_t>("GPL");
  const Descriptor program{
      static_cast<int>(::syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes))};
  if (!program) GTEST_SKIP() << "bpf(2) is not allowed here";
  const auto id = bpf_program_info(program).value().id;
  HostRun run;
  (void)collect_bpf(run.context);
  const auto* kept = run.out.find("bpf-listing", "bpf/" + std::to_string(id));
  ASSERT_NE(kept, nullptr);
  EXPECT_THAT(kept->bytes, HasSubstr("(7b) *(u64 *)(r10 -8) = r7\n"));
  const auto theirs = said_by_bpftool(id);
  if (theirs.empty()) GTEST_SKIP() << "no bpftool that shows programs";
  EXPECT_EQ(without_names(kept->bytes), without_names(theirs));
}

TEST(ClassicBpfListing, ReadsAsTcpdumpWritesIt) {
  const std::array<sock_filter, 7> code{{{0x28, 0, 0, 12},
                                         {0x15, 0, 4, 0x800},
                                         {0xb1, 0, 0, 14},
                                         {0x48, 0, 0, 16},
                                         {0x45, 1, 0, 0x1fff},
                                         {0x06, 0, 0, 262144},
                                         {0x06, 0, 0, 0}}};
  EXPECT_THAT(list_classic_bpf({reinterpret_cast<const char*>(code.data()), sizeof code}),
              ElementsAre("ldh [12]", "jeq #0x800 jt 2 jf 6", "ldxb 4*([14]&0xf)", "ldh [x + 16]",
                          "jset #0x1fff jt 6 jf 5", "ret #262144", "ret #0"));
}

TEST(ClassicBpfListing, IsInTheRecordOfAPacketSocket) {
  const auto socket = packet_socket();
  if (!socket) GTEST_SKIP() << "packet sockets need root";
  HostRun run;
  (void)collect_sockets(run.context);
  const auto found = run.out.records_with("host.socket", "socket.inode", inode_of(socket));
  ASSERT_THAT(found, SizeIs(testing::Ge(1)));
  if (!found[0].contains("socket.filter_attached")) GTEST_SKIP() << "this kernel does not show filters";
  EXPECT_EQ(found[0]["socket.filter"], Json::array({"ret #0"}));
}

}  // namespace
}  // namespace firsthour::collectors
