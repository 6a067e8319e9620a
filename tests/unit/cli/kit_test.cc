// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/kit_path.h"
#include "cli/kit/manifest.h"
#include "cli/kit/program_image.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>

namespace firsthour::cli {
namespace {

const std::string kDigest(64, 'a');

TEST(KitPath, TakesWhatFatCanName) {
  for (const char* path :
       {"start.sh", "bin/x86-64/collect", "share/firsthour/yara/site/a rule (2).yar", "console"})
    EXPECT_TRUE(check_kit_path(path)) << path;
}

TEST(KitPath, RefusesWhatFatCannotName) {
  for (const char* path : {"", "/etc/passwd", "a//b", "a/", "../a", "a/./b", "a:b", "a?", "a\\b", "tab\there",
                           "a.", "a /b", "规则.yar", "CON", "sub/nul.txt", "Com1.log", "lpt9"})
    EXPECT_FALSE(check_kit_path(path)) << path;
  EXPECT_FALSE(check_kit_path(std::string(201, 'x')));
}

TEST(KitManifest, IsReadAsItWasWritten) {
  const std::vector<KitFile> files{{"start.sh", kDigest}, {"bin/collect", std::string(64, '0')}};
  const std::string text = manifest_text(files);
  EXPECT_EQ(text, std::string(64, '0') + "  bin/collect\n" + kDigest + "  start.sh\n");
  const auto read = parse_manifest(text);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ(read->front().path, "bin/collect");
}

TEST(KitManifest, NamesTheLineThatIsWrong) {
  const std::string good = kDigest + "  a\n";
  const std::string before = kDigest + "  0\n";
  for (const std::string& bad :
       {kDigest + "  ../b\n", kDigest + "  A\n" + kDigest + "  B", kDigest + " b\n",
        std::string(64, 'A') + "  b\n", kDigest + "  SHA256SUMS\n", kDigest + "  collections/b\n",
        kDigest + "  cases/b\n", kDigest + "  answers.yaml\n", good}) {
    const auto read = parse_manifest(good + bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, Errc::malformed);
    EXPECT_TRUE(read.error().what.starts_with("line 2")) << read.error().what;
  }
  EXPECT_FALSE(parse_manifest(good + before));
  EXPECT_FALSE(parse_manifest(""));
}

TEST(KitManifest, HasNoTwoNamesThatFatTakesForOne) {
  EXPECT_FALSE(parse_manifest(kDigest + "  Start.sh\n" + kDigest + "  start.sh\n"));
}

struct Program {
  Elf64_Ehdr header{};
  Elf64_Phdr segment{};
};

Program program(std::uint16_t machine, std::uint32_t segment) {
  Program made;
  std::memcpy(made.header.e_ident, ELFMAG, SELFMAG);
  made.header.e_ident[EI_CLASS] = ELFCLASS64;
  made.header.e_ident[EI_DATA] = ELFDATA2LSB;
  made.header.e_type = ET_DYN;
  made.header.e_machine = machine;
  made.header.e_phoff = sizeof(Elf64_Ehdr);
  made.header.e_phentsize = sizeof(Elf64_Phdr);
  made.header.e_phnum = 1;
  made.segment.p_type = segment;
  return made;
}

Result<ProgramImage> image(const Program& made) {
  return read_program_image(std::as_bytes(std::span{&made, 1}));
}

TEST(ProgramImage, SaysTheMachineAndWhetherALoaderIsNeeded) {
  const auto collector = image(program(EM_AARCH64, PT_LOAD));
  ASSERT_TRUE(collector);
  EXPECT_EQ(collector->architecture, "aarch64");
  EXPECT_TRUE(collector->is_static);
  const auto shared = image(program(EM_X86_64, PT_INTERP));
  ASSERT_TRUE(shared);
  EXPECT_EQ(shared->architecture, "x86-64");
  EXPECT_FALSE(shared->is_static);
}

TEST(ProgramImage, RefusesOtherFilesAndHeadersThatLeadOutside) {
  EXPECT_FALSE(read_program_image({}));
  EXPECT_FALSE(image(program(EM_386, PT_LOAD)));
  Program far = program(EM_X86_64, PT_LOAD);
  far.header.e_phoff = ~std::uint64_t{0};
  EXPECT_FALSE(image(far));
  Program many = program(EM_X86_64, PT_LOAD);
  many.header.e_phnum = 0xffff;
  EXPECT_FALSE(image(many));
  Program script = program(EM_X86_64, PT_LOAD);
  script.header.e_ident[0] = '#';
  EXPECT_FALSE(image(script));
}

}  // namespace
}  // namespace firsthour::cli
