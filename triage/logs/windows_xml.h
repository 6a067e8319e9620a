// SPDX-License-Identifier: Apache-2.0
// The binary XML of one record of a Windows event log ([MS-EVEN6] §2.2.12; names and templates stand in the
// record's chunk), walked once and told as elements, attributes and texts. Bounded in depth and work: a
// template may be made to contain itself many times over.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::logs {

// What the walk tells. Names live as long as the chunk's XmlNames.
class XmlVisitor {
 public:
  virtual ~XmlVisitor() = default;
  virtual void begin(std::string_view element) = 0;
  virtual void attribute(std::string_view name, std::string value) = 0;
  virtual void text(std::string value) = 0;
  virtual void next_value() = 0;  // between the elements of an array
  virtual void end() = 0;
};

// Names of elements and attributes of one chunk, each made UTF-8 once.
class XmlNames {
 public:
  explicit XmlNames(std::string_view chunk) : chunk_{chunk} {}
  // "" where no name stands at this offset of the chunk.
  [[nodiscard]] std::string_view at(std::uint32_t offset);
  // Bytes of the name there, with what stands before and after its letters.
  [[nodiscard]] std::size_t size_at(std::uint32_t offset) const;

 private:
  std::string_view chunk_;
  std::map<std::uint32_t, std::string> known_;
};

class XmlWalk {
 public:
  XmlWalk(std::string_view chunk, XmlNames& names, XmlVisitor& visitor)
      : chunk_{chunk}, names_{names}, visitor_{visitor} {}
  // Walks the fragment in [from, to) of the chunk. False when it does not follow the format; what was told
  // until then stands, every element that was begun is ended.
  bool fragment(std::size_t from, std::size_t to);
  [[nodiscard]] std::size_t stopped_at() const { return at_; }

 private:
  struct Value {
    std::uint8_t type = 0;
    std::size_t at = 0, size = 0;  // in the chunk
  };
  using Values = std::vector<Value>;

  bool tokens(std::size_t to, const Values& values, bool with_dependency, int depth);
  bool element(std::size_t to, bool has_attributes, bool with_dependency);
  bool attribute(std::size_t to);
  bool literal(std::size_t to, std::uint8_t token);
  bool reference(std::size_t to, std::uint8_t token);
  bool substitution(std::size_t to, const Values& values, int depth);
  bool instance(std::size_t to, int depth);
  void tell(std::string value);
  void finish_attribute();
  [[nodiscard]] bool has(std::size_t bytes, std::size_t to) const { return at_ <= to && to - at_ >= bytes; }
  bool name(std::size_t to, std::string_view& into);

  std::string_view chunk_;
  XmlNames& names_;
  XmlVisitor& visitor_;
  std::size_t at_ = 0;
  std::size_t work_ = 0;  // tokens and bytes told
  int open_ = 0;          // elements
  bool in_attribute_ = false, attribute_has_value_ = false;
  std::string_view attribute_;
  std::string attribute_text_;
};

}  // namespace firsthour::triage::logs
