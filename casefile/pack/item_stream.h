// SPDX-License-Identifier: Apache-2.0
// The private side of ItemStream: gathers parts and gives them to the writer that opened it.
#pragma once

#include "casefile/collection_writer.h"
#include "casefile/pack/item_digest.h"

#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::pack {

inline constexpr std::size_t kMostPartSize = 4 * 1024 * 1024;
// While another item holds the writer, a stream gathers up to this before it waits: a capture must not
// lose packets because a file of gigabytes is being written.
inline constexpr std::size_t kMostWaiting = 16 * 1024 * 1024;

// What the stream needs of the writer. Calls lock the writer.
class PartsWriter {
 public:
  virtual ~PartsWriter() = default;
  // Writes `bytes` as part `part`. Without `wait` returns false when the writer is busy.
  virtual Result<bool> write_part(std::uint32_t number, std::uint32_t part, std::span<const std::byte> bytes,
                                  bool wait) = 0;
  virtual Result<> write_record(const Item& item, std::uint32_t number) = 0;
};

class PartsStream final : public ItemStream {
 public:
  // `number` 0: the writer could not give one, `refusal` says why and every call repeats it.
  PartsStream(PartsWriter& to, Item item, std::uint32_t number, Result<> refusal);
  PartsStream(const PartsStream&) = delete;
  PartsStream& operator=(const PartsStream&) = delete;
  ~PartsStream() override;
  [[nodiscard]] Result<> write(std::span<const std::byte> data) override;
  [[nodiscard]] Result<> finish(Outcome outcome, std::string reason) override;
  void set_attribute(std::string key, std::string value) override;
  void add_extent(Extent extent) override;

 private:
  [[nodiscard]] Result<> write_parts(std::size_t down_to, bool wait);

  PartsWriter& to_;
  Item item_;
  std::uint32_t number_, parts_ = 0;
  ItemDigest digest_;
  std::vector<std::byte> waiting_;
  Result<> state_;
  bool finished_ = false;
};

}  // namespace firsthour::pack
