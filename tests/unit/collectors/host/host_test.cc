// SPDX-License-Identifier: Apache-2.0
#include "collectors/host.h"

#include "collectors/host/directory.h"
#include "collectors/host/file_flags.h"
#include "collectors/host/lookup.h"
#include "collectors/host/patient_read.h"
#include "collectors/host/posix_host.h"
#include "tests/support/made_root.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace firsthour::collectors {
namespace {

using ::testing::HasSubstr;
using tests::MadeRoot;

// Every lookup must hold with openat2 and with the walk that stands in for it on older kernels.
class ImageLookup : public ::testing::TestWithParam<LookupBy> {
 protected:
  [[nodiscard]] std::unique_ptr<Host> host() const {
    auto opened = Root::open(root.path(), GetParam());
    EXPECT_TRUE(opened);
    return make_posix_host(root.path(), std::move(*opened));
  }
  [[nodiscard]] std::string text(std::string_view path) const {
    const auto file = host()->read(path, 1000);
    return file ? file->bytes : "error: " + file.error().what;
  }
  MadeRoot root;
};

TEST_P(ImageLookup, AnAbsoluteLinkOfTheImageStaysInsideIt) {
  root.file("/etc/shadow", "of the image");
  root.link("/etc/absolute", "/etc/shadow");
  root.link("/etc/climbing", "/../../../../../../etc/shadow");
  root.link("/etc/relative", "../../../../../../../../etc/shadow");
  EXPECT_EQ(text("/etc/absolute"), "of the image");
  EXPECT_EQ(text("/etc/climbing"), "of the image");
  EXPECT_EQ(text("/etc/relative"), "of the image");
  EXPECT_EQ(text("/../../../etc/shadow"), "of the image");
}

TEST_P(ImageLookup, ALinkToWhatOnlyTheExaminersMachineHasLeadsNowhere) {
  root.link("/passwd", "/etc/passwd");  // this machine has one, the image has none
  const auto file = host()->read("/passwd", 1000);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Errc::not_found);
}

TEST_P(ImageLookup, FollowsFoldersThatAreLinks) {
  root.file("/usr/bin/tool", "tool");
  root.link("/bin", "usr/bin");
  root.link("/sbin", "/bin");
  EXPECT_EQ(text("/sbin/tool"), "tool");
  EXPECT_EQ(text("/usr/bin/../../bin/./tool"), "tool");
  EXPECT_EQ(host()->list("/sbin")->size(), 1u);
  EXPECT_EQ(host()->read_link("/sbin").value(), "/bin");
  EXPECT_TRUE(host()->status("/sbin", false)->is_symlink());
  EXPECT_TRUE(host()->status("/sbin", true)->is_directory());
}

TEST_P(ImageLookup, ALoopOfLinksIsAnErrorAndNotAHang) {
  root.link("/a", "/b");
  root.link("/b", "/a");
  const auto file = host()->read("/a", 1000);
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().what, HasSubstr("/a"));
}

TEST_P(ImageLookup, ADanglingLinkAndAFileUsedAsFolderAreNotFound) {
  root.link("/dangling", "/nowhere");
  root.file("/file", "x");
  EXPECT_EQ(host()->read("/dangling", 10).error().code, Errc::not_found);
  EXPECT_EQ(host()->read("/file/inside", 10).error().code, Errc::not_found);
  EXPECT_EQ(host()->read(std::string_view{"/fi\0le", 6}, 10).error().code, Errc::not_found);
}

TEST_P(ImageLookup, NamesAreBytes) {
  const std::string name = "/odd\n\xff\x1b[31m";
  root.file(name, "odd");
  EXPECT_EQ(text(name), "odd");
  EXPECT_EQ(host()->list("/")->front().name, name.substr(1));
}

INSTANTIATE_TEST_SUITE_P(Both, ImageLookup, ::testing::Values(LookupBy::kernel, LookupBy::walk),
                         [](const auto& way) { return way.param == LookupBy::kernel ? "Kernel" : "Walk"; });

TEST(ImageHost, APathLongerThanTheKernelTakesIsWalked) {
  const MadeRoot root;
  const std::string part(200, 'd');
  Descriptor folder{::open(root.path().c_str(), O_PATH | O_DIRECTORY)};
  std::string path;
  for (int i = 0; i < 25; ++i) {  // 25 * 201 > PATH_MAX
    ASSERT_EQ(::mkdirat(folder.get(), part.c_str(), 0700), 0);
    folder = Descriptor{::openat(folder.get(), part.c_str(), O_PATH | O_DIRECTORY)};
    path += "/" + part;
  }
  const Descriptor file{::openat(folder.get(), "deep", O_CREAT | O_WRONLY, 0600)};
  ASSERT_EQ(::write(file.get(), "deep", 4), 4);
  EXPECT_EQ(root.host()->read(path + "/deep", 10)->bytes, "deep");
  EXPECT_TRUE(root.host()->status(path, false)->is_directory());
}

TEST(ImageHost, RefusesWhatIsNoRegularFileWithoutOpeningIt) {
  const MadeRoot root;
  ASSERT_EQ(::mkfifo(root.at("/fifo").c_str(), 0600), 0);
  root.folder("/folder");
  root.link("/to-fifo", "fifo");
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, root.at("/socket").c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  for (const char* path : {"/fifo", "/folder", "/to-fifo", "/socket"}) {
    const auto file = root.host()->read(path, 10);
    ASSERT_FALSE(file) << path;
    EXPECT_EQ(file.error().code, Errc::denied) << path;
    EXPECT_THAT(file.error().what, HasSubstr("not a regular file"));
    EXPECT_FALSE(root.host()->open(path)) << path;
  }
  ::close(listener);
}

TEST(ImageHost, SaysWhenThereWasMoreThanTheLimit) {
  const MadeRoot root;
  root.file("/file", "0123456789");
  EXPECT_EQ(root.host()->read("/file", 4)->bytes, "0123");
  EXPECT_TRUE(root.host()->read("/file", 4)->cut);
  EXPECT_EQ(root.host()->read("/file", 10)->bytes, "0123456789");
  EXPECT_FALSE(root.host()->read("/file", 10)->cut);
}

TEST(ImageHost, ReadsASparseFileByItsData) {
  const MadeRoot root;
  root.file("/sparse", "head");
  constexpr off_t kSize = off_t{10} << 30;
  ASSERT_EQ(::truncate(root.at("/sparse").c_str(), kSize), 0);
  const auto file = root.host()->open("/sparse").value();
  EXPECT_EQ(file->status().facts.size, static_cast<std::uint64_t>(kSize));
  const auto ranges = file->data_ranges();
  ASSERT_EQ(ranges.size(), 1u);
  EXPECT_EQ(ranges[0].offset, 0u);
  if (ranges[0].length == static_cast<std::uint64_t>(kSize))
    GTEST_SKIP() << "this file system knows no holes";
  EXPECT_LT(ranges[0].length, 1u << 20);
  std::array<std::byte, 4> bytes;
  EXPECT_EQ(file->read_at(0, bytes).value(), 4u);
  EXPECT_EQ(std::to_integer<char>(bytes[3]), 'd');
}

TEST(ImageHost, KeepsTheAccessTimeOfWhatItReads) {
  const MadeRoot root;
  root.file("/file", "x");
  const timespec long_ago[2] = {{1'000'000'000, 0},
                                {1'500'000'000, 0}};  // atime before mtime: relatime would move it
  ASSERT_EQ(::utimensat(AT_FDCWD, root.at("/file").c_str(), long_ago, 0), 0);
  ASSERT_TRUE(root.host()->read("/file", 10));
  EXPECT_EQ(root.host()->status("/file", true)->facts.accessed, Instant::from_seconds(1'000'000'000));
}

TEST(LiveHost, FollowsTheMagicLinksOfProcfs) {
  const auto host = open_host("/").value();
  EXPECT_TRUE(host->live());
  const auto self = host->read("/proc/self/exe", 4);
  ASSERT_TRUE(self);
  EXPECT_EQ(self->bytes,
            "\x7f"
            "ELF");
  EXPECT_THAT(host->read_link("/proc/self/ns/pid").value(), HasSubstr("pid:["));
  EXPECT_EQ(host->file_system("/proc").value(), 0x9fa0u);  // PROC_SUPER_MAGIC
}

TEST(LiveHost, APatientReadGivesWhatAPlainOneDoes) {
  const auto host = open_host("/").value();
  const auto plain = host->read("/proc/self/maps", 10 << 20);
  const auto patient = host->read_patiently("/proc/1/stat", 10 << 20, std::chrono::seconds{60});
  ASSERT_TRUE(plain && patient);
  EXPECT_THAT(patient->bytes, ::testing::StartsWith("1 ("));
  EXPECT_EQ(host->read_patiently("/proc/0/stat", 10, std::chrono::seconds{60}).error().code, Errc::not_found);
  EXPECT_EQ(host->read_patiently("/proc/1/stat", 3, std::chrono::seconds{60})->bytes, "1 (");
  EXPECT_TRUE(host->read_patiently("/proc/kallsyms", 3, std::chrono::seconds{60})->cut);
}

TEST(LiveHost, APatientReadGivesUp) {
  const auto read = read_in_child("/dev/zero", UINT64_MAX, std::chrono::milliseconds{20});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::timed_out);
}

TEST(LiveHost, GivesTheBirthTimeWhereTheFileSystemHasOne) {
  const auto host = open_host("/").value();
  const auto status = host->status("/proc/self/exe", true);
  ASSERT_TRUE(status);
  EXPECT_TRUE(status->facts.modified.has_value());
  EXPECT_GT(status->facts.links, 0u);
}

TEST(Directory, RefusesRecordsThatDoNotFit) {
  std::vector<DirectoryEntry> entries;
  const std::array<std::byte, 24> zeros{};  // a record of length 0
  EXPECT_EQ(parse_directory(zeros, entries).error().code, Errc::malformed);
  EXPECT_EQ(parse_directory(std::span{zeros}.first(10), entries).error().code, Errc::malformed);
  EXPECT_TRUE(entries.empty());
}

TEST(OpenHost, FailsOnAFolderThatIsNotThere) {
  EXPECT_EQ(open_host("/nowhere/at/all").error().code, Errc::not_found);
}

TEST(MemoryDevice, IsAllThatTheDoorOpensAndOnlyWhenItIsWhatItSays) {
  MadeRoot root;
  root.file("/proc/kcore", "core");
  root.file("/etc/shadow", "secret");
  const auto host = root.host();
  const auto kcore = host->open_memory_device("/proc/kcore");
  ASSERT_TRUE(kcore);
  std::array<std::byte, 2> into{};
  EXPECT_EQ((*kcore)->read_at(2, into).value(), 2u);
  EXPECT_EQ(static_cast<char>(into[0]), 'r');
  const auto other = host->open_memory_device("/etc/shadow");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::denied);
  EXPECT_EQ(host->open_memory_device("/dev/mem").error().code, Errc::not_found);
}

TEST(FileFlags, AreTheSameByBothWays) {
  const tests::MadeRoot root;
  root.file("/kept", "x");
  if (std::system(("chattr +ad " + root.at("/kept") + " 2>/dev/null").c_str()) != 0)
    GTEST_SKIP() << "needs root and a file system with flags";
  const auto host = root.host();
  const auto now = file_flags(*host, "/kept"), before = file_flags_by_ioctl(*host, "/kept");
  (void)!std::system(("chattr -ad " + root.at("/kept")).c_str());
  EXPECT_THAT(now, testing::Optional(testing::ElementsAre("append", "nodump")));
  EXPECT_EQ(before, now);
  EXPECT_EQ(file_flags_by_ioctl(*host, "/absent"), std::nullopt);
}

}  // namespace
}  // namespace firsthour::collectors
