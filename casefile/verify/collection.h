// SPDX-License-Identifier: Apache-2.0
// A collection, checked front to back as FORMAT.md's "Reading" has it.
#pragma once

#include "casefile/verify/payload.h"
#include "casefile/verify/record.h"
#include "casefile/verify/tar.h"
#include "casefile/verify/work.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::verify {

// The digest of bytes that come in blocks, and of the same without zeros at their end: a large item's content
// is filled up with zeros when its source ended early, and only the record behind it says where.
class PaddedDigest {
 public:
  void update(std::string_view bytes);
  [[nodiscard]] std::uint64_t size() const { return size_ + zeros_; }
  // Of the first `size` bytes; nothing when bytes other than zeros stand behind those, or there are fewer.
  [[nodiscard]] std::optional<std::string> of_first(std::uint64_t size) const;

 private:
  Digest digest_{"sha256"};  // of the bytes up to the last that is not zero
  std::uint64_t size_ = 0, zeros_ = 0;
};

class CollectionCheck {
 public:
  CollectionCheck(RawStream& raw, PlainStream& plain, Work work)
      : raw_{raw}, tar_{plain}, plain_{plain}, work_{work} {}
  // Everything that is wrong goes into the report.
  void run();

 private:
  struct Gathering {  // an item of unknown size: its parts so far
    PaddedDigest bytes;
    std::uint32_t parts = 0;
  };

  Read<> whole();
  Read<> front();
  Read<bool> payload(const TarEntry& entry);  // false: the entry is the first of the back
  Read<> back(const TarEntry& outcome);
  Read<> segment(const TarEntry& content);
  void records_of(const PayloadName& name, std::string_view content, std::string_view lines);
  Read<> large(const TarEntry& content);
  Read<> part(const TarEntry& entry, const PayloadName& name);
  void record_of(const PayloadName& name, std::string_view text, const PaddedDigest* bytes,
                 const std::vector<std::string>& stored);
  Read<> manifest(const TarEntry& entry);
  Read<TarEntry> next_named(std::string_view name);
  Read<> checked(const TarEntry& entry) const;  // folder and time as of the first
  Read<std::string> small_file(const TarEntry& entry, std::uint64_t limit);
  Read<std::string> tag_file(std::string_view name, std::uint64_t limit);
  Read<> use_number(std::uint32_t number);
  void keep(const PayloadName& name, std::string sha256);
  void bad_item(const std::string& file, const std::string& item, Words what);
  void outcome_holds(std::string_view outcome, std::string_view info);
  void tell();

  RawStream& raw_;
  TarStream tar_;
  PlainStream& plain_;
  Work work_;
  std::string folder_, tag_manifest_;
  std::optional<std::uint64_t> time_;
  std::vector<bool> used_ = std::vector<bool>(1'000'000);
  std::map<std::uint32_t, Gathering> gathering_;
  std::vector<PayloadFile> files_;
  std::uint64_t payload_bytes_ = 0, items_ = 0;
};

}  // namespace firsthour::verify
