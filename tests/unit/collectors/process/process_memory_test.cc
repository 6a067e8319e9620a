// SPDX-License-Identifier: Apache-2.0
// Process memory: which pages are taken, the core file they come in, and what the process notices of it.
#include "collectors/process/core_file.h"
#include "collectors/process/memory_plan.h"
#include "collectors/process/process.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"
#include "tests/support/orphan_process.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using tests::HostRun;
using tests::MadeRoot;
using tests::OrphanProcess;

constexpr std::uint64_t kPresent = 1ull << 63, kSwapped = 1ull << 62, kOfFile = 1ull << 61;

const auto kGoOn = [] { return false; };

// A page map of pages of 64 KiB, from address 0 on.
Result<MemoryPlan> plan_with(const std::vector<std::uint64_t>& entries, std::string_view maps,
                             bool with_files = false) {
  const MadeRoot root;
  root.file("/proc/812/pagemap",
            {reinterpret_cast<const char*>(entries.data()), entries.size() * sizeof(std::uint64_t)});
  const auto host = root.host();
  auto pages = PageMap::open(*host, 812, 64 << 10);
  if (!pages) return tl::unexpected{pages.error()};
  std::vector<MemoryRegion> regions;
  for_each_region(maps, [&](const MemoryRegion& region) { regions.push_back(region); });
  return plan_memory(regions, *pages, with_files, kGoOn);
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> runs_of(const MemoryPlan& plan) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> runs;
  for (const auto& run : plan.runs) runs.emplace_back(run.address, run.pages);
  return runs;
}

TEST(MemoryPlan, TakesWhatIsPresentAndCountsWhatIsSwappedOut) {
  const auto plan =
      plan_with({0, kPresent, kPresent, kSwapped, 0, kPresent}, "10000-60000 rw-p 0 00:00 0 \n");
  ASSERT_TRUE(plan) << plan.error().what;
  EXPECT_THAT(runs_of(*plan), ElementsAre(std::pair{0x10000u, 2u}, std::pair{0x50000u, 1u}));
  EXPECT_EQ(plan->regions[0].present, 3u);
  EXPECT_EQ(plan->regions[0].swapped, 1u);
  EXPECT_EQ(plan->pages, 3u);
}

TEST(MemoryPlan, LeavesPagesThatAFileHasUnlessAsked) {
  const std::vector<std::uint64_t> entries{kPresent | kOfFile, kPresent | kOfFile, kPresent,
                                           kPresent | kOfFile};
  constexpr std::string_view kAlive = "0-40000 r-xp 0 fe:00 7 /usr/lib/x.so\n";
  EXPECT_THAT(runs_of(*plan_with(entries, kAlive)), ElementsAre(std::pair{0u, 1u}, std::pair{0x20000u, 1u}))
      << "the head of the file and the process' own copy";
  EXPECT_EQ(plan_with(entries, kAlive, true)->pages, 4u);
  EXPECT_EQ(plan_with(entries, "0-40000 r-xp 0 fe:00 7 /usr/lib/x.so (deleted)\n")->pages, 4u);
  EXPECT_EQ(plan_with(entries, "0-40000 rw-s 0 00:01 7 /dev/shm/x\n")->pages, 4u);
}

TEST(MemoryPlan, DevicesAndTheKernelsOwnAreNotTouched) {
  const auto plan = plan_with({kPresent, kPresent},
                              "0-10000 rw-s 0 00:05 7 /dev/mem\n10000-20000 r--p 0 00:00 0 [vvar]\n"
                              "20000-ffffffffffff0000 rw-p 0 00:00 0 \n");
  EXPECT_EQ(plan->pages, 0u);
  for (const auto& region : plan->regions) EXPECT_EQ(region.outcome, Outcome::skipped);
}

TEST(MemoryPlan, WhatDoesNotFitIsLeftOutLargestFirstAndForeignCodeLast) {
  auto plan =
      plan_with({kPresent, kPresent, kPresent, kPresent, kPresent, kPresent},
                "0-30000 rwxp 0 00:00 0 \n30000-50000 rw-p 0 00:00 0 \n50000-60000 rw-p 0 00:00 0 \n");
  EXPECT_FALSE(plan->shrink(6));
  EXPECT_TRUE(plan->shrink(4));
  EXPECT_EQ(plan->pages, 4u);
  EXPECT_EQ(plan->regions[0].planned, 3u);
  EXPECT_EQ(plan->regions[1].outcome, Outcome::skipped);
  EXPECT_EQ(plan->regions[1].reason, "over the budget");
  EXPECT_EQ(plan->regions[2].planned, 1u);
}

TEST(CoreFile, CountsMoreSegmentsThanItsHeaderHasRoomFor) {
  const std::vector<CoreSegment> segments(70'000, CoreSegment{0x1000, 0x1000, 0, true, false, false});
  const std::string head = core_head({}, segments, 4096);
  Elf64_Ehdr header;
  std::memcpy(&header, head.data(), sizeof header);
  EXPECT_EQ(header.e_phnum, PN_XNUM);
  Elf64_Shdr count;
  ASSERT_LE(header.e_shoff + sizeof count, head.size());
  std::memcpy(&count, head.data() + header.e_shoff, sizeof count);
  EXPECT_EQ(count.sh_info, 70'001u);
  EXPECT_EQ(head.size() % 4096, 0u);
}

// What a debugger would show at `address`; empty where the core file has nothing.
std::string bytes_at(const std::string& core, std::uint64_t address, std::size_t size) {
  Elf64_Ehdr header;
  std::memcpy(&header, core.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr load;
    std::memcpy(&load, core.data() + header.e_phoff + i * sizeof load, sizeof load);
    if (load.p_type == PT_LOAD && load.p_vaddr <= address && address + size <= load.p_vaddr + load.p_filesz)
      return core.substr(load.p_offset + address - load.p_vaddr, size);
  }
  return {};
}

struct Footprint {
  std::string resident, swapped;
  std::uint64_t minor = 0, major = 0;
  bool operator==(const Footprint&) const = default;
};

Footprint footprint_of(pid_t pid) {
  Footprint print;
  const std::string folder = "/proc/" + std::to_string(pid);
  std::ifstream rollup{folder + "/smaps_rollup"};
  for (std::string line; std::getline(rollup, line);) {
    if (line.starts_with("Rss:")) print.resident = line;
    if (line.starts_with("Swap:")) print.swapped = line;
  }
  std::ifstream stat{folder + "/stat"};
  std::string word;
  for (int field = 1; stat >> word && field <= 12; ++field) {
    if (field == 10) print.minor = std::stoull(word);
    if (field == 12) print.major = std::stoull(word);
  }
  return print;
}

// A process with 1 GiB of which it touches one page, every second page of another area, and two pages that it
// may no longer read itself. The areas are ours, too, but only there they are filled.
class Target {
 public:
  ~Target() {
    ::munmap(large, kLarge);
    ::munmap(pattern, 64 * page);
    ::munmap(closed, 2 * page);
  }

  static constexpr std::size_t kLarge = 1 << 30;
  const std::size_t page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  char* const large = area(kLarge);
  char* const pattern = area(64 * page);
  char* const closed = area(2 * page);

 private:
  static char* area(std::size_t size) {
    void* at =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ::madvise(at, size, MADV_NOHUGEPAGE);
    return static_cast<char*>(at);
  }
  void fill() const {
    std::memcpy(large + kLarge / 2, "middle", 6);
    for (std::size_t i = 0; i < 64; i += 2)
      std::memset(pattern + i * page, 'A' + static_cast<int>(i) % 26, page);
    std::memset(closed, 'N', 2 * page);
    ::mprotect(closed, 2 * page, PROT_NONE);
  }
  OrphanProcess process_{[this] { fill(); }};

 public:
  const pid_t pid = process_.pid();
};

std::uint64_t address_of(const char* at) { return reinterpret_cast<std::uintptr_t>(at); }

struct MemoryRun : HostRun {
  explicit MemoryRun(std::vector<std::uint32_t> pids) {
    wishes.process_memory = std::move(pids);
    context.wishes = &wishes;
    context.budget = 100 << 20;
  }
  Wishes wishes;
};

TEST(ProcessMemory, HasTheBytesAtTheirAddressesAndLeavesTheProcessAsItWas) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the shadow memory of the sanitizer fills every budget";
#endif
  const Target target;
  MemoryRun run{{static_cast<std::uint32_t>(target.pid)}};
  const Footprint before = footprint_of(target.pid);
  const auto outcome = collect_process_memory(run.context);
  EXPECT_EQ(footprint_of(target.pid), before) << "nothing was faulted in";
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;

  const auto* kept = run.out.find("process-memory", "/proc/" + std::to_string(target.pid) + "/mem");
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->item.outcome, Outcome::complete) << kept->item.reason;
  EXPECT_LT(kept->bytes.size(), 64u << 20) << "of 1 GiB one page was touched";
  const std::size_t page = target.page;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::string found = bytes_at(kept->bytes, address_of(target.pattern) + i * page, page);
    if (i % 2 == 0)
      EXPECT_EQ(found, std::string(page, static_cast<char>('A' + i % 26))) << "page " << i;
    else
      EXPECT_EQ(found, "") << "page " << i << " was never touched";
  }
  EXPECT_EQ(bytes_at(kept->bytes, address_of(target.large) + Target::kLarge / 2, 6), "middle");
  EXPECT_EQ(bytes_at(kept->bytes, address_of(target.closed), 2 * page), std::string(2 * page, 'N'))
      << "what the process itself may not read";
}

TEST(ProcessMemory, SaysOfEachRegionWhatOfItIsInMemory) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the shadow memory of the sanitizer fills every budget";
#endif
  const Target target;
  MemoryRun run{{static_cast<std::uint32_t>(target.pid)}};
  EXPECT_EQ(collect_process_memory(run.context).outcome, Outcome::complete);
  std::ostringstream begin;
  begin << "0x" << std::hex << address_of(target.closed);
  const auto closed = run.out.records_with("host.memory_region", "memory_region.start", begin.str());
  ASSERT_THAT(closed, SizeIs(1));
  EXPECT_EQ(closed[0]["process.pid"], target.pid);
  EXPECT_EQ(closed[0]["memory_region.permissions"], "---p");
  EXPECT_EQ(closed[0]["memory_region.present_pages"], 2);
  EXPECT_EQ(closed[0]["memory_region.read_pages"], 2);
  EXPECT_EQ(closed[0]["memory_region.outcome"], "complete");
}

TEST(ProcessMemory, OverTheBudgetRegionsAreNamed) {
  const Target target;
  MemoryRun run{{static_cast<std::uint32_t>(target.pid)}};
  run.context.budget = 20 * target.page;
  const auto outcome = collect_process_memory(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("left out by the budget"));
  EXPECT_FALSE(run.out.records_with("host.memory_region", "memory_region.reason", "over the budget").empty());
}

// A host of three processes: one that sleeps, one that waits for a disk, one of the kernel.
struct MadeMemory {
  MadeMemory() {
    process(812, "S", "4194560");
    process(813, "D", "4194560");
    process(2, "S", "2129984");
    const std::vector<std::uint64_t> entries{0, kPresent, kSwapped};
    root.file("/proc/812/maps", "1000-3000 rw-p 00000000 00:00 0 \n");
    root.file("/proc/812/pagemap", {reinterpret_cast<const char*>(entries.data()), 24});
    root.file("/proc/812/mem", std::string(4096, '.') + std::string(4096, 'x') + std::string(4096, 's'));
  }
  void process(int pid, const std::string& state, const std::string& flags) const {
    root.file("/proc/" + std::to_string(pid) + "/stat", std::to_string(pid) + " (web) " + state +
                                                            " 1 1 1 0 -1 " + flags +
                                                            " 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0 0\n");
    root.folder("/proc/" + std::to_string(pid) + "/fd");
  }
  MadeRoot root;
};

TEST(ProcessMemory, OfAllButThoseOfTheKernelAndThoseThatMayHang) {
  if (system_page_size() != 4096) GTEST_SKIP() << "the made page map is one of 4 KiB pages";
  const MadeMemory made;
  HostRun run{made.root.path()};
  Wishes wishes;
  wishes.all_process_memory = true;
  run.context.wishes = &wishes;
  run.context.budget = 1 << 20;
  const auto outcome = collect_process_memory(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("/proc/813/mem: in uninterruptible sleep"));
  const auto* core = run.out.find("process-memory", "/proc/812/mem");
  ASSERT_NE(core, nullptr);
  EXPECT_EQ(bytes_at(core->bytes, 0x1000, 4096), std::string(4096, 'x'));
  EXPECT_EQ(bytes_at(core->bytes, 0x2000, 1), "") << "what is swapped out stays there";
  const auto regions = run.out.records("host.memory_region");
  ASSERT_THAT(regions, SizeIs(1));
  EXPECT_EQ(regions[0]["memory_region.swapped_pages"], 1);
  ASSERT_NE(run.out.find("process-memory", "/proc/813/mem"), nullptr);
  EXPECT_EQ(run.out.find("process-memory", "/proc/813/mem")->item.outcome, Outcome::skipped);
  EXPECT_EQ(run.out.find("process-memory", "/proc/2/mem"), nullptr);
}

TEST(ProcessMemory, WithoutAPageMapNothingIsRead) {
  const MadeMemory made;
  std::filesystem::remove(made.root.at("/proc/812/pagemap"));
  HostRun run{made.root.path()};
  Wishes wishes;
  wishes.process_memory = {812};
  run.context.wishes = &wishes;
  run.context.budget = 1 << 20;
  EXPECT_THAT(collect_process_memory(run.context).reason, HasSubstr("faulted in"));
  EXPECT_TRUE(run.out.find("process-memory", "/proc/812/mem")->bytes.empty());
}

TEST(ProcessMemory, IsTakenOnRequestOnly) {
  HostRun run;
  EXPECT_EQ(collect_process_memory(run.context).outcome, Outcome::complete);
  EXPECT_TRUE(run.out.items().empty());
}

TEST(ProcessMemory, WhatIsNotThereIsNamed) {
  MemoryRun run{{4194303}};
  const auto outcome = collect_process_memory(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("no such process"));
}

}  // namespace
}  // namespace firsthour::collectors
