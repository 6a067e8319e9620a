// SPDX-License-Identifier: Apache-2.0
// The text of one paragraph of a Word file, and the placeholders in it, whatever the runs are.
#pragma once

#include <pugixml.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

enum class TagKind { value, picture, list, list_end, when, when_not, when_end, when_not_end, broken };
struct Tag {
  TagKind kind = TagKind::value;
  std::string name;
  std::size_t from = 0, until = 0;  // in the text of the paragraph
};

// Its w:t elements in order; those of a text box inside belong to the box's own paragraphs.
[[nodiscard]] std::vector<pugi::xml_node> text_nodes(pugi::xml_node paragraph);
[[nodiscard]] std::string text_of(const std::vector<pugi::xml_node>& nodes);
// In order. What opens and does not close is `broken`, its name the reason.
[[nodiscard]] std::vector<Tag> tags_in(std::string_view text);
// Puts `value` in the place of a tag; it has the look of the run in which the tag begins. Returns that run.
pugi::xml_node replace_tag(pugi::xml_node paragraph, const Tag& tag, const std::string& value);
// At most 60 bytes around the tag, for a message.
[[nodiscard]] std::string surroundings(std::string_view text, const Tag& tag);

}  // namespace firsthour::playbooks
