// SPDX-License-Identifier: Apache-2.0
// From the pcapng writer's blocks to the bytes on the disk: pieces that may go past the page cache and pieces
// that may not, mixed, are the same file.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "collectors/traffic/piece_sink.h"
#include "collectors/traffic/ring_files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace firsthour::collectors {
namespace {

std::string block(std::size_t size, unsigned number) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(number * 31 + i * 7 + i / 251);
  return bytes;
}

class RingFileTest : public testing::Test {
 protected:
  void SetUp() override {
    // Where files have a disk under them: a folder in memory knows no other way than its own.
    std::string made = std::filesystem::current_path() / "ring-XXXXXX";
    folder_ = ::mkdtemp(made.data());
    open_ = Descriptor{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string content(const std::string& name) const {
    std::ifstream file{folder_ / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

  std::filesystem::path folder_;
  Descriptor open_;
};

TEST_F(RingFileTest, PiecesOfAnyLengthMakeOneFile) {
  auto file = RingFile::make(open_.get(), "one");
  ASSERT_TRUE(file);
  std::string wanted;
  unsigned number = 0;
  for (const std::size_t size :
       {std::size_t{4096}, PieceBuffer::kRoom, std::size_t{100}, PieceBuffer::kRoom - 100, std::size_t{8192},
        std::size_t{5000}, std::size_t{3192}, PieceBuffer::kRoom}) {
    PieceBuffer piece;
    const std::string bytes = block(size, ++number);
    piece.append(as_bytes(bytes));
    ASSERT_TRUE(file->write(piece.bytes(), number == 5));
    wanted += bytes;
  }
  EXPECT_EQ(file->bytes(), wanted.size());
  ASSERT_TRUE(file->close());
  EXPECT_TRUE(content("one") == wanted);
}

TEST_F(RingFileTest, PiecesAreCutSoThatTheNextBeginsAtAUnit) {
  PieceQueue queue{1000};
  PieceSink sink{queue};
  std::string wanted;
  std::uint64_t packets = 0;
  for (unsigned i = 0; i < 4000; ++i) {
    const std::string bytes = block(1300 + i % 900 * 4, i);
    sink.count_packet();
    ++packets;
    ASSERT_TRUE(sink.write(as_bytes(bytes)));
    wanted += bytes;
    if (i == 1500) sink.pass_on();  // a second is over
  }
  sink.pass_on();
  queue.close();
  std::string got;
  std::size_t whole_until = 0, at_units = 0;
  while (auto taken = queue.take()) {
    const Piece& piece = taken->piece;
    at_units += got.size() % kDirectUnit == 0;
    whole_until = got.size() + piece.whole;
    got += as_text(piece.bytes.bytes());
    packets -= piece.packets;
    EXPECT_LE(piece.whole, piece.bytes.bytes().size());
  }
  EXPECT_TRUE(got == wanted);
  EXPECT_EQ(packets, 0U);
  EXPECT_EQ(whole_until, got.size()) << "all that was begun has its end";
  EXPECT_EQ(at_units, wanted.size() / PieceBuffer::kRoom + 1)
      << "all but the one behind the second that was over";
}

// The medium is full in the middle of a piece that goes on with a block of the piece before it.
TEST_F(RingFileTest, WhatDoesNotFitLeavesWholeBlocksAndTheirDigest) {
  auto files = RingFiles::begin(open_, {}, Json::object());
  ASSERT_TRUE(files);
  ASSERT_TRUE(files->open_next(Instant{}));
  PieceBuffer first, second;
  const std::string bytes = block(PieceBuffer::kRoom, 1);
  first.append(as_bytes(bytes));
  second.append(as_bytes(bytes));
  const std::size_t whole = PieceBuffer::kRoom - 777;
  ASSERT_TRUE(files->write(first.bytes(), whole, false));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{PieceBuffer::kRoom + 8192, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto failed = files->write(second.bytes(), whole, false);
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_FALSE(failed);
  ASSERT_TRUE(files->close_file({}));
  const CapturedFile& told = files->closed().front();
  const std::string on_disk = content(told.name);
  EXPECT_TRUE(on_disk == bytes.substr(0, whole)) << on_disk.size();
  EXPECT_EQ(told.bytes, whole);
  EXPECT_EQ(told.sha256, sha256(as_bytes(on_disk)).hex());
}

}  // namespace
}  // namespace firsthour::collectors
