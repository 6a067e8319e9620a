// SPDX-License-Identifier: Apache-2.0
// objects/: content by SHA-256, in files objects/ab/<62 hex>, mode 0444, written once.
//
// How an object comes in: bytes go to a temporary file in objects/incoming/; a batch is made durable
// (syncfs, or fsync of each), renamed to its names, the folders made durable; only then does the ledger
// commit the events that name it. objects/incoming/ exists while there may be files the ledger does not
// know of: it is the mark of a case not closed cleanly.
#pragma once

#include "casefile/bytes.h"
#include "casefile/case.h"
#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace firsthour {

inline constexpr const char* kObjectsName = "objects";
inline constexpr const char* kIncomingName = "incoming";

// "ab/<62 hex>"
[[nodiscard]] std::string object_name(const Sha256& digest);
// Opens a regular file of the store; `tampered` when it is missing or something else.
[[nodiscard]] Result<Descriptor> open_object(int objects, const Sha256& digest, std::uint64_t& size);
// The slices one after the other; `tampered` when one does not lie in its object.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> read_slices(int objects, std::vector<Slice> slices);

// A temporary file that goes away unless it is adopted.
class Spool final : public ByteSink {
 public:
  Spool(int incoming, std::string name, Descriptor file);
  // Over a file of so many bytes that is complete, and that stays where it is unless it is adopted.
  Spool(int incoming, std::string name, Descriptor file, std::uint64_t size);
  Spool(Spool&& other) noexcept;
  Spool& operator=(Spool&&) = delete;
  ~Spool() override;
  [[nodiscard]] Result<> write(std::span<const std::byte> data) override;
  // Writes what is buffered.
  [[nodiscard]] Result<> flush();
  // The same, and lets the descriptor go until the next write: a stream may have a thousand items begun.
  [[nodiscard]] Result<> park();
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // The first `length` bytes, read again. REQUIRES: flushed.
  [[nodiscard]] Result<> each_piece(std::uint64_t length,
                                    const std::function<void(std::span<const std::byte>)>& take) const;
  // Of the bytes in the file, read again. REQUIRES: flushed.
  [[nodiscard]] Result<Sha256> digest() const;
  // The leaves of its chunk tree, likewise.
  [[nodiscard]] Result<std::string> leaves() const;
  // Whether the source gives the same bytes. REQUIRES: flushed.
  [[nodiscard]] Result<bool> equals(ByteSource& other) const;

 private:
  [[nodiscard]] Result<> read_back(std::span<std::byte> into, std::uint64_t offset) const;
  friend class ObjectWriter;
  int incoming_;
  std::string name_;  // empty once adopted
  Descriptor file_;
  std::string buffer_;
  std::uint64_t size_ = 0, started_writeback_ = 0;
  bool stays_ = false;
};

class ObjectWriter {
 public:
  [[nodiscard]] static Result<ObjectWriter> open(int case_folder);

  [[nodiscard]] Result<Spool> spool();
  // Takes the spool into the batch under this digest, which the caller vouches for.
  [[nodiscard]] Result<> add(Spool spool, const Sha256& digest);
  // Makes the batch durable under its names. On failure nothing of it stays.
  [[nodiscard]] Result<> commit();
  // Takes back what the last commit brought and the ledger does not know, when its events could not be
  // written. Where `known` cannot tell, the object stays for the next writer to judge.
  void undo(const std::function<Result<bool>(const Sha256&)>& known);
  // Removes objects/incoming, unless copies are in it that can be gone on with; to be called when every
  // object is known to the ledger.
  [[nodiscard]] Result<> finish();

  [[nodiscard]] int folder() const { return objects_.get(); }
  // objects/incoming, made when it is not there.
  [[nodiscard]] Result<int> incoming();

 private:
  explicit ObjectWriter(Descriptor objects) : objects_{std::move(objects)} {}
  [[nodiscard]] Result<> make_incoming();
  [[nodiscard]] Result<> sync_contents();
  [[nodiscard]] Result<> place(const Sha256& digest, Spool& spool);
  [[nodiscard]] Result<> compare_with_stored(const Sha256& digest, const Spool& spool) const;
  [[nodiscard]] Result<> sync_folders();
  Descriptor objects_, incoming_;
  std::map<Sha256, Spool> batch_;
  // By the last commit, new in the folder; with the temporary name it goes back to, "" when it has none.
  std::vector<std::pair<Sha256, std::string>> placed_;
  std::map<std::string, bool> touched_;  // sub-folders written to; true: made
  std::uint64_t next_ = 0;
  bool left_over_ = false;  // an undo did not succeed
};

}  // namespace firsthour
