// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/windows_xml.h"

#include "triage/logs/little_endian.h"
#include "triage/logs/wide_text.h"
#include "triage/logs/windows_value.h"

#include <algorithm>

namespace firsthour::triage::logs {
namespace {

enum : std::uint8_t {
  kEnd = 0x00,
  kOpenElement = 0x01,
  kCloseStart = 0x02,
  kCloseEmpty = 0x03,
  kEndElement = 0x04,
  kValue = 0x05,
  kAttribute = 0x06,
  kCData = 0x07,
  kCharacter = 0x08,
  kEntity = 0x09,
  kInstructionTarget = 0x0A,
  kInstructionData = 0x0B,
  kTemplate = 0x0C,
  kSubstitution = 0x0D,
  kOptional = 0x0E,
  kFragmentHeader = 0x0F,
  kMoreFlag = 0x40,
};

constexpr int kDeepest = 16, kMostOpen = 64;
constexpr std::size_t kMostWork = 4U << 20;
constexpr std::size_t kMostValues = 4096;
constexpr std::size_t kNameHead = 8, kTemplateHead = 24;

}  // namespace

std::size_t XmlNames::size_at(std::uint32_t offset) const {
  if (offset >= chunk_.size() || chunk_.size() - offset < kNameHead) return 0;
  const std::size_t size = kNameHead + 2 * std::size_t{little16(chunk_, offset + 6)} + 2;
  return size <= chunk_.size() - offset ? size : 0;
}

std::string_view XmlNames::at(std::uint32_t offset) {
  const auto found = known_.find(offset);
  if (found != known_.end()) return found->second;
  const std::size_t size = size_at(offset);
  if (size == 0) return {};
  std::string& name = known_[offset];
  append_wide(name, chunk_.substr(offset + kNameHead, size - kNameHead - 2), false);
  return name;
}

bool XmlWalk::fragment(std::size_t from, std::size_t to) {
  at_ = from;
  const bool good = tokens(std::min(to, chunk_.size()), {}, false, 0);
  finish_attribute();
  for (; open_ > 0; --open_) visitor_.end();
  return good;
}

void XmlWalk::tell(std::string value) {
  work_ += value.size();
  if (in_attribute_) {
    attribute_text_ += value;
    attribute_has_value_ = true;
  } else {
    visitor_.text(std::move(value));
  }
}

void XmlWalk::finish_attribute() {
  if (!in_attribute_) return;
  in_attribute_ = false;
  if (attribute_has_value_) visitor_.attribute(attribute_, std::move(attribute_text_));
  attribute_text_.clear();
}

// The offset of a name; where it is this very place the name stands here and is passed over.
bool XmlWalk::name(std::size_t to, std::string_view& into) {
  if (!has(4, to)) return false;
  const std::uint32_t offset = little32(chunk_, at_);
  at_ += 4;
  into = names_.at(offset);
  if (offset == at_) {
    const std::size_t size = names_.size_at(offset);
    if (size == 0) return false;
    at_ += size;
  }
  return !into.empty() && at_ <= to;
}

bool XmlWalk::tokens(std::size_t to, const Values& values, bool with_dependency, int depth) {
  if (depth > kDeepest) return false;
  while (at_ < to) {
    if (++work_ > kMostWork) return false;
    const auto byte = static_cast<std::uint8_t>(chunk_[at_++]);
    const bool more = (byte & kMoreFlag) != 0;
    bool good = true;
    switch (byte & ~kMoreFlag) {
      case kEnd:
        return true;
      case kOpenElement:
        good = element(to, more, with_dependency);
        break;
      case kCloseStart:
        finish_attribute();
        break;
      case kCloseEmpty:
      case kEndElement:
        finish_attribute();
        if (open_ == 0) return false;
        --open_;
        visitor_.end();
        break;
      case kValue:
      case kCData:
      case kInstructionData:
        good = literal(to, byte & static_cast<std::uint8_t>(~kMoreFlag));
        break;
      case kAttribute:
        good = attribute(to);
        break;
      case kCharacter:
      case kEntity:
      case kInstructionTarget:
        good = reference(to, byte & static_cast<std::uint8_t>(~kMoreFlag));
        break;
      case kTemplate:
        good = instance(to, depth);
        break;
      case kSubstitution:
      case kOptional:
        good = substitution(to, values, depth);
        break;
      case kFragmentHeader:
        good = has(3, to);
        at_ += 3;
        break;
      default:
        return false;
    }
    if (!good) return false;
  }
  return at_ == to;
}

bool XmlWalk::element(std::size_t to, bool has_attributes, bool with_dependency) {
  finish_attribute();
  const std::size_t head = with_dependency ? 6 : 4;  // which substitution it hangs on, and its size
  if (!has(head, to) || open_ >= kMostOpen) return false;
  at_ += head;
  std::string_view named;
  if (!name(to, named)) return false;
  if (has_attributes) {
    if (!has(4, to)) return false;
    at_ += 4;
  }
  ++open_;
  visitor_.begin(named);
  return true;
}

bool XmlWalk::attribute(std::size_t to) {
  finish_attribute();
  if (!name(to, attribute_)) return false;
  in_attribute_ = true;
  attribute_has_value_ = false;
  return true;
}

bool XmlWalk::literal(std::size_t to, std::uint8_t token) {
  if (token == kValue) {
    if (!has(1, to) || static_cast<std::uint8_t>(chunk_[at_]) != kWindowsText) return false;
    ++at_;
  }
  if (!has(2, to)) return false;
  const std::size_t size = 2 * std::size_t{little16(chunk_, at_)};
  at_ += 2;
  if (!has(size, to)) return false;
  std::string text;
  append_wide(text, chunk_.substr(at_, size), false);
  at_ += size;
  if (token != kInstructionData) tell(std::move(text));
  return true;
}

bool XmlWalk::reference(std::size_t to, std::uint8_t token) {
  if (token == kCharacter) {
    if (!has(2, to)) return false;
    std::string text;
    append_wide(text, chunk_.substr(at_, 2), false);
    at_ += 2;
    tell(std::move(text));
    return true;
  }
  std::string_view named;
  if (!name(to, named)) return false;
  if (token == kInstructionTarget) return true;
  constexpr std::string_view kNames[] = {"amp", "lt", "gt", "quot", "apos"};
  constexpr std::string_view kMeanings = "&<>\"'";
  for (std::size_t i = 0; i < kMeanings.size(); ++i) {
    if (named == kNames[i]) tell(std::string(1, kMeanings[i]));
  }
  return true;
}

bool XmlWalk::substitution(std::size_t to, const Values& values, int depth) {
  if (!has(3, to)) return false;
  const std::size_t index = little16(chunk_, at_);
  at_ += 3;
  if (index >= values.size()) return true;  // a template made for more values than the record has
  const Value& value = values[index];
  if (value.type == kWindowsNull || value.size == 0) return true;
  if (value.type == kWindowsXml) {
    const std::size_t back = at_;
    at_ = value.at;
    const bool good = tokens(value.at + value.size, {}, false, depth + 1);
    at_ = back;
    return good;
  }
  bool first = true;
  for (std::string& text : windows_value_texts(value.type, chunk_.substr(value.at, value.size))) {
    if (!first && !in_attribute_) visitor_.next_value();
    first = false;
    tell(std::move(text));
  }
  return true;
}

bool XmlWalk::instance(std::size_t to, int depth) {
  if (!has(9, to)) return false;
  const std::size_t definition = little32(chunk_, at_ + 5);
  at_ += 9;
  if (definition >= chunk_.size() || chunk_.size() - definition < kTemplateHead) return false;
  const std::size_t size = little32(chunk_, definition + 20), body = definition + kTemplateHead;
  if (size > chunk_.size() - body) return false;
  if (definition == at_) at_ = body + size;
  if (!has(4, to)) return false;
  const std::size_t count = little32(chunk_, at_);
  at_ += 4;
  if (count > kMostValues || !has(count * 4, to)) return false;
  work_ += count;
  Values values(count);
  std::size_t value_at = at_ + count * 4;
  for (std::size_t i = 0; i < count; ++i, at_ += 4) {
    values[i] = {static_cast<std::uint8_t>(chunk_[at_ + 2]), value_at, little16(chunk_, at_)};
    if (value_at > to || to - value_at < values[i].size) return false;
    value_at += values[i].size;
  }
  at_ = body;
  const bool good = tokens(body + size, values, true, depth + 1);
  finish_attribute();
  at_ = value_at;
  return good;
}

}  // namespace firsthour::triage::logs
