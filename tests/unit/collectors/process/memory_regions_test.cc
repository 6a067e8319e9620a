// SPDX-License-Identifier: Apache-2.0
// What is out of the ordinary in memory, in processes that really have it.
#include "collectors/process/aux_vector.h"
#include "collectors/process/process.h"
#include "tests/support/host_run.h"
#include "tests/support/orphan_process.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tests::HostRun;
using tests::OrphanProcess;

const auto kPage = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));

char* anonymous(std::size_t pages, int protection) {
  return static_cast<char*>(::mmap(nullptr, pages * kPage, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

char* page_of(std::uint64_t address) { return reinterpret_cast<char*>(address / kPage * kPage); }

// A function with pages of its own, so that nothing else is written over.
__attribute__((noinline, aligned(65536))) int patched(int value) { return value + 1; }

std::vector<Json> regions_of(const OrphanProcess& process) {
  HostRun run;
  const auto outcome = collect_memory_regions(run.context);
  EXPECT_NE(outcome.outcome, Outcome::failed) << outcome.reason;
  return run.out.records_with("host.memory_region", "process.pid", process.pid());
}

TEST(MemoryRegions, OrdinaryProcessesHaveNone) {
  const OrphanProcess process{[] {
    char* code = anonymous(4, PROT_READ | PROT_WRITE | PROT_EXEC);  // as a just-in-time compiler has it
    std::memset(code, 0x90, 2 * kPage);
    char* object = anonymous(1, PROT_READ | PROT_WRITE);  // an ELF header that nobody can run
    std::memcpy(object, page_of(::getauxval(AT_PHDR)), kPage);
  }};
  EXPECT_THAT(regions_of(process), IsEmpty());
}

TEST(MemoryRegions, AProgramThatWasLoadedFromMemoryIsFound) {
  const OrphanProcess process{[] {
    char* code = anonymous(16, PROT_READ | PROT_WRITE | PROT_EXEC);
    std::memcpy(code + 3 * kPage, page_of(::getauxval(AT_PHDR)), kPage);
  }};
  const auto found = regions_of(process);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]["memory_region.signs"], Json::parse(R"(["program_in_anonymous_code"])"));
  EXPECT_EQ(found[0]["memory_region.permissions"], "rwxp");
  EXPECT_EQ(found[0]["memory_region.size"], 16 * kPage);
}

TEST(MemoryRegions, TheHeaderMayStandBeforeTheCode) {
  const OrphanProcess process{[] {
    char* image = anonymous(4, PROT_READ | PROT_WRITE);
    std::memcpy(image, page_of(::getauxval(AT_PHDR)), kPage);
    ::mprotect(image, kPage, PROT_READ);
    ::mprotect(image + kPage, 2 * kPage, PROT_READ | PROT_EXEC);
  }};
  const auto found = regions_of(process);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]["memory_region.permissions"], "r--p");
}

TEST(MemoryRegions, CodeThatWasChangedInMemoryIsFound) {
  const OrphanProcess process{[] {
    char* code = page_of(reinterpret_cast<std::uintptr_t>(&patched));
    ::mprotect(code, kPage, PROT_READ | PROT_WRITE | PROT_EXEC);
    auto* first = reinterpret_cast<volatile char*>(reinterpret_cast<std::uintptr_t>(&patched));
    *first = *first;
    ::mprotect(code, kPage, PROT_READ | PROT_EXEC);
  }};
  const auto found = regions_of(process);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]["memory_region.signs"], Json::parse(R"(["patched_code"])"));
  EXPECT_EQ(found[0]["memory_region.private_pages"], 1);
  EXPECT_EQ(found[0]["memory_region.permissions"], "r-xp");
}

TEST(ProcessImage, IsTheExecutableUnlessItWasReplacedInMemory) {
  const auto matches = [](const OrphanProcess& process) {
    HostRun run;
    EXPECT_NE(collect_processes(run.context).outcome, Outcome::failed);
    const auto records = run.out.records_with("host.process", "process.pid", process.pid());
    EXPECT_THAT(records, SizeIs(1));
    return records.at(0)["process.image_matches_executable"];
  };
  EXPECT_EQ(matches(OrphanProcess{[] {}}), true);
  EXPECT_EQ(matches(OrphanProcess{[] {
              char* image = page_of(::getauxval(AT_PHDR));
              std::string bytes{image, kPage};
              ::mmap(image, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
              std::memcpy(image, bytes.data(), kPage);
            }}),
            false);
}

template <class Word>
std::string vector_of(std::initializer_list<Word> words) {
  return {reinterpret_cast<const char*>(std::data(words)), words.size() * sizeof(Word)};
}

TEST(AuxVector, OfBothSizes) {
  const auto wide = parse_aux_vector(vector_of<std::uint64_t>({AT_PHDR, 0x7f0000000040, AT_EXECFN, 5, 0, 0}));
  EXPECT_EQ(wide.program_headers, 0x7f0000000040u);
  EXPECT_EQ(wide.executed_name, 5u);
  const auto narrow = parse_aux_vector(vector_of<std::uint32_t>({AT_PHDR, 0x8048034, AT_EXECFN, 9, 0, 0}));
  EXPECT_EQ(narrow.program_headers, 0x8048034u);
  EXPECT_EQ(narrow.executed_name, 9u);
  EXPECT_FALSE(parse_aux_vector("no vector").program_headers);
  EXPECT_FALSE(parse_aux_vector("").program_headers);
}

}  // namespace
}  // namespace firsthour::collectors
