// SPDX-License-Identifier: Apache-2.0
// Walks the elements of an XML document that others wrote: names, attributes and the text inside. Comments,
// declarations and CDATA are passed over; entities other than the five of XML stay as they are, so nothing
// expands.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::collectors {

struct XmlElement {
  std::string path;  // "domain/devices/disk": names from the root on
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;   // what stands between this tag and the next
  bool ends = false;  // an end tag: `path` is what it ends, and nothing else is set
  // "" when there is none.
  [[nodiscard]] std::string attribute(std::string_view name) const;
};

class XmlReader {
 public:
  explicit XmlReader(std::string_view document) : rest_{document} {}
  // Nothing at the end, and where the document is broken or deeper than 64 elements: what came before stands.
  // An element without content gives its end as well.
  [[nodiscard]] std::optional<XmlElement> next();

 private:
  [[nodiscard]] XmlElement end();
  void read_attributes(XmlElement& element, std::string_view tag);

  std::string_view rest_;
  std::vector<std::string> open_;
  bool empty_ = false;  // the last element had no content
};

}  // namespace firsthour::collectors
