// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/xml_reader.h"

#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::string_view kBlanks = " \t\r\n";

std::string unescaped(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string plain;
  while (!text.empty()) {
    std::size_t taken = 0;
    for (const auto& [entity, character] : kEntities)
      if (text.starts_with(entity)) {
        plain += character;
        taken = entity.size();
      }
    if (taken == 0) plain += text.front();
    text.remove_prefix(taken == 0 ? 1 : taken);
  }
  return plain;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

// Where a tag ends: a '>' inside quotes is part of a value.
std::size_t end_of_tag(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == '>') {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::string XmlElement::attribute(std::string_view name) const {
  for (const auto& [key, value] : attributes)
    if (key == name) return value;
  return {};
}

XmlElement XmlReader::end() {
  XmlElement element;
  for (const auto& name : open_) element.path += (element.path.empty() ? "" : "/") + name;
  element.ends = true;
  open_.pop_back();
  empty_ = false;
  return element;
}

void XmlReader::read_attributes(XmlElement& element, std::string_view tag) {
  for (;;) {
    const auto first = tag.find_first_not_of(kBlanks);
    const auto equals = tag.find('=');
    if (first == std::string_view::npos || equals == std::string_view::npos || equals < first) return;
    const auto name = trimmed(tag.substr(first, equals - first));
    tag = trimmed(tag.substr(equals + 1));
    if (tag.empty() || (tag.front() != '"' && tag.front() != '\'')) return;
    const auto close = tag.find(tag.front(), 1);
    if (close == std::string_view::npos) return;
    element.attributes.emplace_back(name, unescaped(tag.substr(1, close - 1)));
    tag.remove_prefix(close + 1);
  }
}

std::optional<XmlElement> XmlReader::next() {
  if (empty_) return end();
  for (;;) {
    const auto open = rest_.find('<');
    if (open == std::string_view::npos) return {};
    rest_.remove_prefix(open + 1);
    if (rest_.starts_with("!--") || rest_.starts_with("![CDATA[")) {
      const std::string_view close = rest_.starts_with("!--") ? "-->" : "]]>";
      const auto at = rest_.find(close);
      if (at == std::string_view::npos) return {};
      rest_.remove_prefix(at + close.size());
      continue;
    }
    const auto close = end_of_tag(rest_);
    if (close == std::string_view::npos) return {};
    auto tag = rest_.substr(0, close);
    rest_.remove_prefix(close + 1);
    if (tag.starts_with('?') || tag.starts_with('!')) continue;
    if (tag.starts_with('/')) {
      if (open_.empty()) return {};
      return end();
    }
    empty_ = tag.ends_with('/');
    if (empty_) tag.remove_suffix(1);
    const auto name = tag.substr(0, tag.find_first_of(kBlanks));
    if (name.empty() || open_.size() >= kDeepest) return {};
    open_.emplace_back(name);
    XmlElement element;
    for (const auto& each : open_) element.path += (element.path.empty() ? "" : "/") + each;
    read_attributes(element, tag.substr(name.size()));
    if (!empty_) element.text = unescaped(trimmed(rest_.substr(0, rest_.find('<'))));
    return element;
  }
}

}  // namespace firsthour::collectors
