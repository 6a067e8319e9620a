// SPDX-License-Identifier: Apache-2.0
// Scanners by hand, not std::regex: its matcher recurses once a character and a command line may be 2 MiB.
// For the same reason every scan is linear in the text: a hostile line must not stop a report.
#include "casefile/mask_secrets.h"

#include "casefile/secret_ranges.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace firsthour {
using namespace secret;
namespace {

constexpr std::string_view kHidden = "****";
constexpr std::size_t kLongestName = 128;

constexpr std::array<std::string_view, 11> kSecretParts{
    "password", "passwd",    "passphrase", "pwd",           "secret", "token",
    "apikey",   "accesskey", "credential", "authorization", "cookie"};
constexpr std::array<std::string_view, 6> kSecretEnds{"_key", "-key", "_pass", "-pass", "_auth", "-auth"};
constexpr std::array<std::string_view, 3> kSecretWords{"auth", "passin", "passout"};
constexpr std::array<std::string_view, 2> kNoPass{"bypass", "compass"};  // "dbpass", "sshpass" are secrets
// Names that speak about a secret without holding it, and public halves.
constexpr std::array<std::string_view, 8> kNoSecretEnds{
    "_state", "_changed", "_policy", "_file", "public_key", "public-key", "authorized_key", "authorized-key"};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool names_a_secret(std::string_view raw) {
  std::string word = lower(raw);
  word.erase(0, std::min(word.find_first_not_of('-'), word.size()));
  const auto ends = [&](std::string_view end) { return word.ends_with(end); };
  if (std::any_of(kNoSecretEnds.begin(), kNoSecretEnds.end(), ends)) return false;
  if (word.ends_with("pass") && std::none_of(kNoPass.begin(), kNoPass.end(), ends)) return true;
  return std::any_of(kSecretParts.begin(), kSecretParts.end(),
                     [&](std::string_view part) { return word.find(part) != std::string::npos; }) ||
         std::any_of(kSecretEnds.begin(), kSecretEnds.end(), ends) ||
         std::find(kSecretWords.begin(), kSecretWords.end(), word) != kSecretWords.end();
}

// Where the value of the key that ends at `at` begins; npos when no value follows.
std::size_t value_after(std::string_view text, std::size_t at, bool option) {
  std::size_t here = at + quote_at(text, at);
  const std::size_t beyond = skip_spaces(text, here);
  if (beyond < text.size() && (text[beyond] == '=' || text[beyond] == ':')) {
    here = beyond + 1;
    if (here < text.size() && text[here] == '=') ++here;  // "==" and ":="
    return skip_spaces(text, here);
  }
  if (!option) return kNone;
  if (here > at && beyond < text.size() && text[beyond] == ',')
    return skip_spaces(text, beyond + 1);  // JSON list
  return beyond > at ? beyond : kNone;     // "--password X"
}

bool is_working_directory(std::string_view word, std::string_view text, std::size_t value) {
  const std::string name = lower(word);
  return (name == "pwd" || name == "oldpwd") && value < text.size() && text[value] == '/';
}

// The value of the word [at, end), when the word is the name of a secret.
Range named_value(std::string_view text, std::size_t at, std::size_t end) {
  const std::string_view word = text.substr(at, end - at);
  const bool in_path = at > 0 && text[at - 1] == '/';
  if (in_path || word.size() > kLongestName || !names_a_secret(word)) return {end, end};
  const std::size_t value = value_after(text, end, word.starts_with('-'));
  if (value == kNone || is_working_directory(word, text, value)) return {end, end};
  const std::string name = lower(word);
  const bool header = name.find("authorization") != kNone || name.find("cookie") != kNone;
  return value_range(text, value, header);
}

void find_named_values(std::string_view text, Ranges& found) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    const Range value = named_value(text, at, end);
    if (value.end > value.begin) found.push_back(value);
    at = value.end;
  }
}

void find_chinese_names(std::string_view text, Ranges& found) {
  for (const std::string_view word : {"密码", "口令"}) {
    for (std::size_t at = text.find(word); at != kNone; at = text.find(word, at)) {
      at += word.size();
      std::size_t value = skip_spaces(text, at);
      if (text.substr(value, 3) == "：")
        value += 3;
      else if (value < text.size() && (text[value] == ':' || text[value] == '='))
        ++value;
      else
        continue;
      value = skip_spaces(text, value);
      at = value_end(text, value);
      found.push_back({value, at});
    }
  }
}

// user:secret@host in a URL. A colon before a port is none.
void find_url_passwords(std::string_view text, Ranges& found) {
  std::size_t end = 0, host = kNone;  // of the run of bytes that the URL stands in, and its last @
  for (std::size_t at = text.find("://"); at != kNone; at = text.find("://", at)) {
    at += 3;
    if (at >= end) {
      end = at;
      while (end < text.size() && !is_space(text[end]) && quote_at(text, end) == 0) ++end;
      const std::size_t last = text.substr(at, end - at).rfind('@');
      host = last == kNone ? kNone : at + last;
    }
    const std::size_t colon = text.find(':', at);
    if (host == kNone || colon >= host) continue;
    const std::size_t slash = text.find('/', colon);
    const std::string_view port = text.substr(colon + 1, slash - colon - 1);
    const bool is_port =
        !port.empty() && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_port && slash < host) continue;
    found.push_back({colon + 1, host});
    at = host;
  }
}

void find_private_keys(std::string_view text, Ranges& found) {
  constexpr std::string_view kBegin = "-----BEGIN ", kHead = "PRIVATE KEY-----";
  constexpr std::size_t kLongestKind = 40;  // "-----BEGIN OPENSSH "
  for (std::size_t at = text.find(kBegin); at != kNone; at = text.find(kBegin, at)) {
    const std::size_t head = text.substr(at, kLongestKind + kHead.size()).find(kHead);
    if (head == kNone) {
      ++at;
      continue;
    }
    const std::size_t body = at + head + kHead.size();
    at = std::min(text.find("-----END", body), text.size());
    found.push_back({body, at});
  }
}

// Values known by their own shape: "Bearer X", AWS key ids, JSON Web Tokens, GitHub and GitLab tokens.
struct Shape {
  std::string_view start;
  std::size_t kept, least;  // bytes at the start that stay, bytes after them that make it a secret
};
constexpr std::array kShapes{Shape{"Bearer ", 7, 8}, Shape{"bearer ", 7, 8}, Shape{"AKIA", 4, 16},
                             Shape{"eyJ", 3, 24},    Shape{"ghp_", 4, 20},   Shape{"glpat-", 6, 16}};

void find_shapes(std::string_view text, Ranges& found) {
  for (const Shape& shape : kShapes) {
    for (std::size_t at = text.find(shape.start); at != kNone; at = text.find(shape.start, at + 1)) {
      if (at > 0 && is_word(text[at - 1])) continue;
      const std::size_t value = at + shape.kept;
      std::size_t end = value;
      while (end < text.size() &&
             (is_word(text[end]) || text[end] == '/' || text[end] == '+' || text[end] == '='))
        ++end;
      if (end - value < shape.least) continue;
      found.push_back({value, end});
      at = end - 1;
    }
  }
}

// Ranges that touch or overlap are hidden as one.
std::string hide(std::string_view text, Ranges ranges) {
  std::erase_if(ranges, [](const Range& range) { return range.begin >= range.end; });
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  std::string out;
  std::size_t done = 0;
  for (const Range& range : ranges) {
    if (done == 0 || range.begin > done) out.append(text.substr(done, range.begin - done)).append(kHidden);
    done = std::max(done, range.end);
  }
  return out.append(text.substr(done));
}

}  // namespace

std::size_t secret::quote_at(std::string_view text, std::size_t at) {
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) return 1;
  if (at + 1 < text.size() && text[at] == '\\' && (text[at + 1] == '"' || text[at + 1] == '\'')) return 2;
  return 0;
}

std::size_t secret::skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

std::size_t secret::value_end(std::string_view text, std::size_t from) {
  std::size_t at = from;
  while (at < text.size() && !is_space(text[at]) && quote_at(text, at) == 0 && text[at] != '&' &&
         text[at] != ';' && text[at] != ',' && text[at] != ')' && text[at] != '}' && text[at] != ']')
    ++at;
  return at;
}

secret::Range secret::value_range(std::string_view text, std::size_t from, bool whole_line) {
  const std::size_t quote = quote_at(text, from);
  if (quote == 0) {
    if (!whole_line) return {from, value_end(text, from)};
    return {from, std::min(text.find_first_of("\n\"'\\", from), text.size())};
  }
  return {from + quote, std::min(text.find(text.substr(from, quote), from + quote), text.size())};
}

std::string mask_secrets(std::string_view text) {
  Ranges found;
  find_named_values(text, found);
  find_chinese_names(text, found);
  find_url_passwords(text, found);
  find_in_commands(text, found);
  find_private_keys(text, found);
  find_shapes(text, found);
  return hide(text, std::move(found));
}

}  // namespace firsthour
