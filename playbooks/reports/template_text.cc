// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/template_text.h"

#include "playbooks/reports/printable.h"

#include <algorithm>
#include <iterator>

namespace firsthour::playbooks {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

struct Opening {
  std::string_view word;
  TagKind kind;
  bool whole;  // nothing may follow
};
constexpr Opening kOpenings[]{{"#if ", TagKind::when, false},        {"#unless ", TagKind::when_not, false},
                              {"/if", TagKind::when_end, true},      {"/unless", TagKind::when_not_end, true},
                              {"picture:", TagKind::picture, false}, {"#", TagKind::list, false},
                              {"/", TagKind::list_end, false}};

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 80 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

Tag tag_of(std::string_view inside, std::size_t from, std::size_t until) {
  const std::string_view said = trimmed(inside);
  Tag tag{TagKind::value, std::string{said}, from, until};
  for (const Opening& opening : kOpenings) {
    if (opening.whole ? said != opening.word : !said.starts_with(opening.word)) continue;
    tag.kind = opening.kind;
    tag.name = trimmed(said.substr(opening.word.size()));
    break;
  }
  if (tag.kind != TagKind::when_end && tag.kind != TagKind::when_not_end && !is_name(tag.name))
    return {TagKind::broken, "`" + evidence_text(said, 60) + "` is no name", from, until};
  return tag;
}

void collect(pugi::xml_node from, std::vector<pugi::xml_node>& into, int depth) {
  if (depth > 64) return;
  for (const pugi::xml_node child : from.children()) {
    const std::string_view name = child.name();
    if (name == "w:t")
      into.push_back(child);
    else if (name != "w:p" && name != "w:txbxContent" && name != "mc:Fallback")
      collect(child, into, depth + 1);
  }
}

// A run's text with line breaks: w:t, w:br, w:t …
void put_lines(pugi::xml_node node, std::string_view text) {
  std::size_t end = text.find('\n');
  node.text().set(std::string{text.substr(0, end)}.c_str());
  if (!node.attribute("xml:space")) node.append_attribute("xml:space") = "preserve";
  pugi::xml_node last = node;
  while (end != std::string_view::npos) {
    text.remove_prefix(end + 1);
    end = text.find('\n');
    last = last.parent().insert_child_after("w:br", last);
    last = last.parent().insert_child_after("w:t", last);
    last.append_attribute("xml:space") = "preserve";
    last.text().set(std::string{text.substr(0, end)}.c_str());
  }
}

}  // namespace

std::vector<pugi::xml_node> text_nodes(pugi::xml_node paragraph) {
  std::vector<pugi::xml_node> nodes;
  collect(paragraph, nodes, 0);
  return nodes;
}

std::string text_of(const std::vector<pugi::xml_node>& nodes) {
  std::string text;
  for (const pugi::xml_node node : nodes) text += node.text().get();
  return text;
}

std::vector<Tag> tags_in(std::string_view text) {
  std::vector<Tag> tags;
  for (std::size_t at = 0;;) {
    const std::size_t open = text.find("{{", at), close = text.find("}}", at);
    if (open == std::string_view::npos && close == std::string_view::npos) return tags;
    if (close < open) {
      tags.push_back({TagKind::broken, "`}}` without its `{{`", close, close + 2});
      at = close + 2;
      continue;
    }
    const std::size_t next = text.find("{{", open + 2);
    if (close == std::string_view::npos || next < close) {
      tags.push_back({TagKind::broken, "`{{` without its `}}`", open, open + 2});
      at = open + 2;
      continue;
    }
    tags.push_back(tag_of(text.substr(open + 2, close - open - 2), open, close + 2));
    at = close + 2;
  }
}

pugi::xml_node replace_tag(pugi::xml_node paragraph, const Tag& tag, const std::string& value) {
  std::size_t at = 0;
  pugi::xml_node first;
  for (pugi::xml_node node : text_nodes(paragraph)) {
    const std::string text = node.text().get();
    const std::size_t from = std::max(at, tag.from), until = std::min(at + text.size(), tag.until);
    if (from < until) {
      std::string changed = text.substr(0, from - at);
      if (!first) changed += printable(value);
      changed += text.substr(until - at);
      if (!first) first = node;
      put_lines(node, changed);
    }
    at += text.size();
  }
  pugi::xml_node run = first;
  while (run && std::string_view{run.name()} != "w:r") run = run.parent();
  return run;
}

std::string surroundings(std::string_view text, const Tag& tag) {
  constexpr std::size_t kAround = 20;
  std::size_t from = tag.from > kAround ? tag.from - kAround : 0;
  std::size_t until = std::min(text.size(), tag.until + kAround);
  const auto inside = [&](std::size_t at) {  // of a character
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80;
  };
  while (inside(from)) ++from;
  while (inside(until)) ++until;
  return evidence_text(text.substr(from, until - from), 120);
}

}  // namespace firsthour::playbooks
