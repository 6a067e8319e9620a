// SPDX-License-Identifier: Apache-2.0
// The whole collector on made roots: what it takes, what it says when it cannot, and bad pages.
#include "collectors/memory/memory.h"

#include "collectors/files/taken_files.h"
#include "tests/support/made_root.h"
#include "tests/support/memory_collection.h"
#include "tests/unit/collectors/memory/made_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace firsthour::collectors {
namespace {

using ::testing::HasSubstr;
using tests::Kernel;
using tests::kMadePage;
using tests::kMadeRam;

constexpr std::uint64_t kNoteAt = 0x180000, kBannerAt = 0x280400;
constexpr std::string_view kBanner = "Linux version 6.1.0-made (made@made) (gcc 12.2) #1 SMP";

// A root whose kernel files fail at given offsets.
class FailingHost final : public Host {
 public:
  explicit FailingHost(const std::string& root) : host_{open_host(root).value()} {}
  std::set<std::uint64_t> bad;  // offsets of pages in the file

  [[nodiscard]] bool live() const override { return host_->live(); }
  [[nodiscard]] const std::string& root() const override { return host_->root(); }
  [[nodiscard]] Result<FileBytes> read(std::string_view path, std::uint64_t limit) const override {
    return host_->read(path, limit);
  }
  [[nodiscard]] Result<std::unique_ptr<OpenFile>> open(std::string_view path) const override {
    return host_->open(path);
  }
  [[nodiscard]] Result<std::unique_ptr<OpenFile>> open_memory_device(std::string_view path) const override {
    auto file = host_->open_memory_device(path);
    if (!file) return file;
    return std::unique_ptr<OpenFile>{std::make_unique<File>(std::move(*file), bad)};
  }
  [[nodiscard]] Result<std::string> read_link(std::string_view path) const override {
    return host_->read_link(path);
  }
  [[nodiscard]] Result<FileStatus> status(std::string_view path, bool follow) const override {
    return host_->status(path, follow);
  }
  [[nodiscard]] Result<std::vector<DirectoryEntry>> list(std::string_view path) const override {
    return host_->list(path);
  }
  [[nodiscard]] Result<std::string> extended_attribute(std::string_view path,
                                                       const char* name) const override {
    return host_->extended_attribute(path, name);
  }
  [[nodiscard]] Result<std::uint64_t> file_system(std::string_view path) const override {
    return host_->file_system(path);
  }
  [[nodiscard]] Instant now() const override { return host_->now(); }

 private:
  class File final : public OpenFile {
   public:
    File(std::unique_ptr<OpenFile> file, const std::set<std::uint64_t>& bad)
        : file_{std::move(file)}, bad_{bad} {}
    [[nodiscard]] const FileStatus& status() const override { return file_->status(); }
    [[nodiscard]] std::vector<Extent> data_ranges() override { return file_->data_ranges(); }
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
      const auto first = bad_.lower_bound(offset - offset % kMadePage);
      if (first != bad_.end() && *first <= offset) return fail(Errc::io, "cannot read: Input/output error");
      if (first != bad_.end() && *first < offset + into.size()) into = into.first(*first - offset);
      return file_->read_at(offset, into);
    }

   private:
    std::unique_ptr<OpenFile> file_;
    const std::set<std::uint64_t>& bad_;
  };

  std::unique_ptr<Host> host_;
};

class MemoryImage : public ::testing::Test {
 protected:
  MemoryImage() {
    const std::string note = tests::made_core_head(Kernel::with_p_paddr);
    const std::string_view text{note};
    const std::size_t at = text.find(std::string_view{"VMCOREINFO\0", 11}) - 12;
    ram_.replace(kNoteAt, text.size() - at, text.substr(at));
    ram_.replace(kBannerAt, kBanner.size(), kBanner);
    root_.file("/proc/iomem",
               "00001000-0009fbff : System RAM\n00100000-002fffff : System RAM\n  00200000-0029ffff : Kernel "
               "code\n");
    root_.file("/proc/version", std::string{kBanner} + "\n");
    root_.file("/proc/kallsyms", "ffffffff81000000 T _text\n");
    root_.file("/proc/sys/kernel/osrelease", "6.1.0-made\n");
    root_.file("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n/swap\\040file file 1024 12 -2\n");
    root_.file("/sys/kernel/vmcoreinfo", "0x0000000000180000 64\n");
    root_.file("/sys/kernel/btf/vmlinux", "types");
    root_.file("/boot/System.map-6.1.0-made", "ffffffff81000000 T _text\n");
    root_.file("/boot/System.map-5.10.0-other", "another kernel's\n");
    root_.file("/var/crash/202611220101/dump.202611220101", "a dump");
  }
  void kcore(Kernel kernel, std::uint64_t shift = 0) {
    std::vector<MemorySegment> segments;
    const std::string head = tests::made_core_head(kernel, &segments);
    root_.file("/proc/kcore", head);
    std::fstream file{root_.at("/proc/kcore"), std::ios::in | std::ios::out | std::ios::binary};
    for (std::size_t i = 0; i < kMadeRam.size(); ++i) {
      offsets_.push_back(segments[i + 2].offset);
      file.seekp(static_cast<std::streamoff>(segments[i + 2].offset + shift));
      file.write(ram_.data() + kMadeRam[i].begin, static_cast<std::streamsize>(kMadeRam[i].size() - shift));
    }
  }
  SourceOutcome run(MemoryFormat format = MemoryFormat::lime) {
    wishes_.memory_format = format;
    host_.emplace(root_.path());
    host_->bad = bad_;
    Context context{.host = *host_, .out = out_, .deadline = {}, .taken = &taken_, .wishes = &wishes_};
    context.image_room = room_;
    context.image_room_reason = "free on /mnt";
    return collect_memory(context);
  }
  [[nodiscard]] std::string lime() const {
    return std::string{"EMiL\x01\0\0\0\0\x10\0\0\0\0\0\0\xff\xef\x09\0\0\0\0\0\0\0\0\0\0\0\0\0", 32} +
           ram_.substr(0x1000, 0x9e000) +
           std::string{"EMiL\x01\0\0\0\0\0\x10\0\0\0\0\0\xff\xff\x2f\0\0\0\0\0\0\0\0\0\0\0\0\0", 32} +
           ram_.substr(0x100000, 0x200000);
  }

  tests::MadeRoot root_;
  std::string ram_ = tests::made_ram();
  std::vector<std::uint64_t> offsets_;
  std::set<std::uint64_t> bad_;
  std::uint64_t room_ = UINT64_MAX;
  std::optional<FailingHost> host_;
  tests::MemoryCollection out_;
  TakenFiles taken_;
  Wishes wishes_;
};

class MemoryImageOf : public MemoryImage, public ::testing::WithParamInterface<Kernel> {};

TEST_P(MemoryImageOf, IsTheRamAndNothingElse) {
  kcore(GetParam());
  const auto outcome = run();
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto* image = out_.find("memory-image", "memory.lime");
  ASSERT_NE(image, nullptr);
  EXPECT_TRUE(image->bytes == lime());
}

INSTANTIATE_TEST_SUITE_P(Kernels, MemoryImageOf,
                         ::testing::Values(Kernel::with_p_paddr, Kernel::before_p_paddr));

TEST_F(MemoryImage, SaysHowAddressesWereFoundAndConfirmed) {
  kcore(Kernel::before_p_paddr);
  run();
  const auto source = out_.records_with("host.memory_source", "memory.source", "/proc/kcore").at(0);
  EXPECT_EQ(source["memory.addresses"], "derived");
  EXPECT_EQ(source["memory.confirmed_by"], "vmcoreinfo");
}

TEST_F(MemoryImage, IsConfirmedByTheBannerOnKernelsWithoutVmcoreinfo) {
  kcore(Kernel::with_p_paddr);
  std::filesystem::remove(root_.at("/sys/kernel/vmcoreinfo"));
  run();
  EXPECT_EQ(out_.records("host.memory_source").at(0)["memory.confirmed_by"], "banner");
}

TEST_F(MemoryImage, IsRefusedWhereTheKnownPageIsNotInItsPlace) {
  kcore(Kernel::with_p_paddr, kMadePage);
  const auto outcome = run();
  EXPECT_EQ(outcome.outcome, Outcome::denied);
  EXPECT_THAT(outcome.reason, HasSubstr("is not where it should be"));
  EXPECT_TRUE(out_.find("memory-image", "memory.lime")->bytes.empty());
}

TEST_F(MemoryImage, HasGapsListedInRecordsAndNamedInItsOwn) {
  kcore(Kernel::with_p_paddr);
  bad_ = {offsets_[0], offsets_[1] + 0x55000};
  const auto outcome = run();
  EXPECT_EQ(outcome.outcome, Outcome::gap);
  const auto* image = out_.find("memory-image", "memory.lime");
  EXPECT_EQ(image->item.outcome, Outcome::gap);
  EXPECT_EQ(image->item.attributes.at("memory.gap_bytes"), "8192");
  ram_.replace(0x1000, kMadePage, kMadePage, '\0').replace(0x155000, kMadePage, kMadePage, '\0');
  EXPECT_TRUE(image->bytes == lime());
  const auto gaps = out_.records_with("host.memory_range", "memory.state", "gap");
  ASSERT_EQ(gaps.size(), 2u);
  EXPECT_EQ(gaps[1]["memory.start"], 0x155000);
  EXPECT_EQ(gaps[1]["memory.end"], 0x155fff);
  EXPECT_EQ(gaps[1]["memory.error"], "/proc/kcore: Input/output error");
  const auto rest = out_.records_with("host.memory_range", "memory.state", "not_covered");
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0]["memory.start"], 0x9f000);
  EXPECT_EQ(rest[0]["memory.bytes"], 0xc00);
}

TEST_F(MemoryImage, TakesFromTheDeviceWhatKcoreDoesNotGive) {
  kcore(Kernel::with_p_paddr);
  bad_ = {offsets_[1] + 0x55000};
  root_.file("/dev/mem", ram_);
  const auto outcome = run();
  EXPECT_EQ(outcome.outcome, Outcome::complete);
  EXPECT_TRUE(out_.find("memory-image", "memory.lime")->bytes == lime());
  const auto filled = out_.records_with("host.memory_range", "memory.source", "/dev/mem");
  ASSERT_EQ(filled.size(), 1u);
  EXPECT_EQ(filled[0]["memory.start"], 0x155000);
}

TEST_F(MemoryImage, HasItsSymbolsBesideIt) {
  kcore(Kernel::with_p_paddr);
  run();
  EXPECT_NE(out_.find("kernel-file", "/proc/kallsyms"), nullptr);
  EXPECT_NE(out_.find("kernel-file", "/sys/kernel/btf/vmlinux"), nullptr);
  EXPECT_NE(out_.find("kernel-file", "/boot/System.map-6.1.0-made"), nullptr);
  EXPECT_EQ(out_.find("kernel-file", "/boot/System.map-5.10.0-other"), nullptr);
  const auto* info = out_.find("kernel-file", "VMCOREINFO");
  ASSERT_NE(info, nullptr);
  EXPECT_EQ(info->bytes, "OSRELEASE=6.1.0-made\nPAGESIZE=4096\n");
}

TEST_F(MemoryImage, LeavesSymbolsToWhoTookThemBefore) {
  kcore(Kernel::with_p_paddr);
  EXPECT_TRUE(taken_.is_new_kernel_file("/proc/kallsyms"));
  run();
  EXPECT_EQ(out_.find("kernel-file", "/proc/kallsyms"), nullptr);
}

TEST_F(MemoryImage, SaysWhyThereIsNoneAndKeepsWhatThereIs) {
  const auto outcome = run();
  EXPECT_EQ(outcome.outcome, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("/proc/kcore: not there"));
  EXPECT_THAT(outcome.reason, HasSubstr("/dev/mem: not there"));
  EXPECT_THAT(outcome.reason, HasSubstr("hypervisor"));
  EXPECT_EQ(out_.find("memory-image", "memory.lime")->item.outcome, Outcome::failed);
  EXPECT_NE(out_.find("kernel-file", "/proc/kallsyms"), nullptr);
  const auto swap = out_.records_with("host.memory_elsewhere", "memory.kind", "swap").at(0);
  EXPECT_EQ(swap["file.path"], "/swap\\040file");
  EXPECT_EQ(swap["file.size"], 1024 * 1024);
  const auto dump = out_.records_with("host.memory_elsewhere", "memory.kind", "kdump").at(0);
  EXPECT_EQ(dump["file.path"], "/var/crash/202611220101/dump.202611220101");
  EXPECT_EQ(out_.records_with("host.memory_range", "memory.state", "not_covered").size(), 2u);
}

TEST_F(MemoryImage, IsNotBegunWhereItDoesNotFit) {
  kcore(Kernel::with_p_paddr);
  room_ = 1 << 20;
  const auto outcome = run();
  EXPECT_EQ(outcome.outcome, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("2 MiB, there is room for 1 MiB: free on /mnt"));
  EXPECT_EQ(out_.find("memory-image", "memory.lime")->item.outcome, Outcome::skipped);
}

TEST_F(MemoryImage, IsAnElfCoreOnRequest) {
  kcore(Kernel::with_p_paddr);
  run(MemoryFormat::elf);
  const auto* image = out_.find("memory-image", "memory.elf");
  ASSERT_NE(image, nullptr);
  const auto head = parse_core_head(std::as_bytes(std::span{image->bytes}));
  ASSERT_TRUE(head);
  ASSERT_EQ(head->segments.size(), 2u);
  EXPECT_EQ(head->segments[1].virtual_address, tests::kDirect + 0x100000);
  EXPECT_TRUE(image->bytes.substr(head->segments[1].offset) == ram_.substr(0x100000, 0x200000));
}

TEST_F(MemoryImage, OfADiskThereIsNone) {
  tests::MadeRoot disk;
  disk.file("/etc/hostname", "web01\n");
  const auto host = disk.host();
  Context context{.host = *host, .out = out_, .deadline = {}};
  EXPECT_EQ(collect_memory(context).outcome, Outcome::skipped);
  EXPECT_TRUE(out_.items().empty());
}

}  // namespace
}  // namespace firsthour::collectors
