// SPDX-License-Identifier: Apache-2.0
// One reading of a collection, from its first header to its end. The order of the files is fixed, so that
// each step knows what may come.
#pragma once

#include "casefile/collection_reader.h"
#include "casefile/pack/manifest.h"
#include "casefile/pack/problems.h"
#include "casefile/pack/record_judge.h"
#include "casefile/pack/tar_reader.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::pack {

class CollectionStream {
 public:
  CollectionStream(ByteSource& from, CollectionHandler& into) : tar_{from}, into_{into} {}
  // As far as it goes. Fails when the handler fails, or with malformed when this is no collection.
  [[nodiscard]] Result<> run();
  // After run(): all but the digests of the stream.
  [[nodiscard]] CollectionReading take() &&;

 private:
  // These return false when the reading is over: cut, damaged, or the handler failed.
  bool read_front();
  bool read_payload();
  bool read_payload_file();
  bool read_segment(const PayloadName& name);
  bool read_content(const PayloadName& name);
  bool read_part(const PayloadName& name);
  bool read_record(const PayloadName& name, const PaddedDigest* content);
  bool read_back();
  bool read_manifest();
  bool read_tag_manifest(const std::string& outcome);
  bool next_is_nothing();

  void segment_records(std::uint32_t number, std::string_view content, std::string_view records);
  // nullopt: a problem was named. `where` begins the message.
  std::optional<Item> parse_record(const std::string& where, std::string_view line, const std::string& id);
  void check_outcome(std::string_view text);
  void check_bag_info(std::string_view text);

  bool next_is(std::string_view name, std::uint64_t limit);
  bool take_number(std::uint32_t number);
  // Reads the file's bytes through `each`; false when they did not all come.
  template <class Each>
  bool each_piece(Each each);
  bool read_text(std::string& text);
  bool tag_text(std::string_view name, std::uint64_t limit, std::string& text);
  bool content_begins(const std::string& name, std::uint64_t size);
  bool give(Result<> handled);
  bool damaged(std::string where, std::string_view what);

  TarReader tar_;
  CollectionHandler& into_;
  Problems problems_;
  Result<> handled_;
  CollectionReading reading_;
  bool stopped_ = false;  // damage after which the stream is not followed
  Manifest manifest_;
  TagFiles tags_;
  std::vector<bool> numbers_ = std::vector<bool>(kMostNumber + 1);
  std::map<std::uint32_t, PartsSoFar> streams_;  // whose record has not come yet
};

}  // namespace firsthour::pack
