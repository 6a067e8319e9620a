// SPDX-License-Identifier: Apache-2.0
#include "triage/network/findings/hidden_links.h"

#include <algorithm>
#include <array>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kLongestBlock = 16 * 1024, kMostBlocks = 200, kLongestTag = 2'048, kMostDomains = 500;

// Of a style without blanks.
constexpr std::array<std::string_view, 14> kHiding{"display:none",     "visibility:hidden",
                                                   "font-size:0",      "opacity:0;",
                                                   "left:-999",        "top:-999",
                                                   "text-indent:-999", "margin-left:-999",
                                                   "height:0px",       "height:0;",
                                                   "width:0px",        "width:0;",
                                                   "height:1px",       "position:absolute;clip:rect(0"};

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') out += c;
  return out;
}

// How a tag hides what it holds; "" when it does not.
std::string hiding(std::string_view tag, std::string_view name) {
  const std::string plain = without_blanks(tag) + ";";
  for (const std::string_view how : kHiding)
    if (plain.find(how) != std::string::npos) return std::string{how};
  if (name == "marquee" || name == "iframe" || name == "div") {
    const bool flat =
        plain.find("height=\"0\"") != std::string::npos || plain.find("height=0") != std::string::npos ||
        plain.find("height=\"1\"") != std::string::npos || plain.find("height=1;") != std::string::npos;
    const bool thin =
        plain.find("width=\"0\"") != std::string::npos || plain.find("width=0") != std::string::npos ||
        plain.find("width=\"1\"") != std::string::npos || plain.find("width=1;") != std::string::npos;
    if (flat && thin) return std::string{name} + " without size";
  }
  return {};
}

std::string_view host_of(std::string_view url) {
  if (url.starts_with("//"))
    url.remove_prefix(2);
  else if (url.starts_with("http://"))
    url.remove_prefix(7);
  else if (url.starts_with("https://"))
    url.remove_prefix(8);
  else
    return {};
  return url.substr(0, url.find_first_of("/:?#\"'<> \t\r\n"));
}

bool same_site(std::string_view a, std::string_view b) {
  const auto site = [](std::string_view h) {
    h = h.substr(0, h.find(':'));
    if (h.starts_with("www.")) h.remove_prefix(4);
    return h;
  };
  a = site(a);
  b = site(b);
  return a == b || (a.size() > b.size() && a.ends_with(b) && a[a.size() - b.size() - 1] == '.') ||
         (b.size() > a.size() && b.ends_with(a) && b[b.size() - a.size() - 1] == '.');
}

}  // namespace

std::set<std::string> outside_domains(std::string_view page, std::string_view host) {
  std::set<std::string> out;
  for (std::size_t at = page.find("href"); at != std::string_view::npos && out.size() < kMostDomains;
       at = page.find("href", at + 4)) {
    std::string_view rest = page.substr(at + 4, 512);
    const std::size_t value = rest.find_first_not_of(" \t\r\n=\"'\\");
    if (value == std::string_view::npos || value == 0) continue;
    const std::string_view target = host_of(rest.substr(value));
    if (!target.empty() && target.find('.') != std::string_view::npos && !same_site(target, host))
      out.emplace(target);
  }
  return out;
}

std::vector<HiddenBlock> hidden_blocks(std::string_view page, std::string_view host) {
  std::vector<HiddenBlock> out;
  std::size_t at = 0;
  while ((at = page.find('<', at)) != std::string_view::npos && out.size() < kMostBlocks) {
    const std::size_t begin = at++;
    if (at >= page.size() || page[at] < 'a' || page[at] > 'z') continue;
    const std::size_t end = page.substr(begin, kLongestTag).find('>');
    if (end == std::string_view::npos) continue;
    const std::string_view tag = page.substr(begin, end);
    const std::string_view name = tag.substr(1, std::min(tag.find_first_of(" \t\r\n/"), tag.size()) - 1);
    if (tag.find("style") == std::string_view::npos && tag.find("height") == std::string_view::npos) continue;
    const std::string how = hiding(tag, name);
    if (how.empty()) continue;
    const std::string_view behind = page.substr(begin + end + 1, kLongestBlock);
    const std::string_view block = behind.substr(0, behind.find("</" + std::string{name}));
    HiddenBlock found{how, outside_domains(name == "a" ? tag : block, host)};
    if (found.domains.empty()) continue;
    out.push_back(std::move(found));
    at = begin + end + 1 + block.size();
  }
  return out;
}

}  // namespace firsthour::triage::network
