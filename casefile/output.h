// SPDX-License-Identifier: Apache-2.0
// The far end of a collection or a packed case: a new file, numbered parts, standard output, or a receiver on
// the network (wire.h). Digests are
// made of the very bytes that are written. Thread-safe as far as CollectionWriter serialises its writes.
#pragma once

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace firsthour {

class WireSink;  // wire.h
namespace pack {
class DigestThread;
}

struct Volume {
  std::string name;  // file name as given, "-" for standard output
  std::uint64_t size = 0;
  std::string sha256, sm3;  // hex
};

struct OutputOptions {
  std::string name;         // path, "-", or "tls://…" or "tcp://…" of wire.h
  std::uint64_t split = 0;  // bytes of a part; 0 = one file. Parts are NAME.001, NAME.002, …
  // Files are called NAME.unfinished until finish(), and are removed when it does not come or fails: for
  // what is of no use in part.
  bool whole_or_none = false;
  std::string code = {};  // of tls, as wire_code_from() gives it
};

class Output final : public ByteSink {
 public:
  // The file must not exist; it is made with mode 0600. Standard output is refused when it is a terminal.
  [[nodiscard]] static Result<std::unique_ptr<Output>> open(OutputOptions options);
  ~Output() override;

  [[nodiscard]] Result<> write(std::span<const std::byte> data) override;

  struct Closed {
    Volume whole;               // of all bytes, as `cat NAME.*` gives them
    std::vector<Volume> parts;  // empty unless split
    // Over the network: whether the receiver says that it has the same bytes; absent when it says nothing.
    std::optional<bool> received;
  };
  // Everything is on the medium when this returns.
  [[nodiscard]] Result<Closed> finish();

  // Whether this is a file that was written by us. May be called from any thread.
  [[nodiscard]] bool wrote(std::uint64_t device, std::uint64_t inode) const;

  // Set once a write failed: nothing that comes after can be kept.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] std::uint64_t bytes_written() const { return written_; }

 private:
  explicit Output(OutputOptions options);
  [[nodiscard]] Result<> open_next();
  [[nodiscard]] Result<> close_current();
  [[nodiscard]] Result<> write_current(std::span<const std::byte> data);
  [[nodiscard]] Result<> give_names();
  void remember_file();
  void hash(std::span<const std::byte> data);
  void pass_block_on();

  OutputOptions options_;
  Descriptor file_;
  std::unique_ptr<WireSink> wire_;  // instead of the file
  std::string file_name_;
  std::uint64_t written_ = 0, in_part_ = 0;
  std::vector<Volume> parts_;
  std::vector<std::string> unfinished_;  // names not given yet
  std::vector<std::byte> block_;
  std::string failure_;
  mutable std::mutex files_mutex_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> files_;  // device and inode
  std::unique_ptr<pack::DigestThread> sha256_, sm3_;
};

}  // namespace firsthour
