// SPDX-License-Identifier: Apache-2.0
// Scanners by hand, not std::regex: its matcher recurses once a character and a command line may be 2 MiB.
#include "playbooks/reports/mask.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace firsthour::playbooks {
namespace {

constexpr std::string_view kHidden = "****";

constexpr std::array<std::string_view, 11> kSecretParts{
    "password", "passwd",    "passphrase", "pwd",           "secret", "token",
    "apikey",   "accesskey", "credential", "authorization", "cookie"};
constexpr std::array<std::string_view, 6> kSecretEnds{"_key", "-key", "_pass", "-pass", "_auth", "-auth"};
constexpr std::array<std::string_view, 3> kSecretWords{"pass", "auth", "requirepass"};
// Names that speak about a secret without holding it, and public halves.
constexpr std::array<std::string_view, 8> kNoSecretEnds{
    "_state", "_changed", "_policy", "_file", "public_key", "public-key", "authorized_key", "authorized-key"};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

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
  return std::any_of(kSecretParts.begin(), kSecretParts.end(),
                     [&](std::string_view part) { return word.find(part) != std::string::npos; }) ||
         std::any_of(kSecretEnds.begin(), kSecretEnds.end(), ends) ||
         std::find(kSecretWords.begin(), kSecretWords.end(), word) != kSecretWords.end();
}

// Quotes come plain, or escaped inside a JSON string.
std::size_t quote_at(std::string_view text, std::size_t at) {
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) return 1;
  if (at + 1 < text.size() && text[at] == '\\' && (text[at + 1] == '"' || text[at + 1] == '\'')) return 2;
  return 0;
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
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
  if (!option) return std::string_view::npos;
  if (here > at && beyond < text.size() && text[beyond] == ',')
    return skip_spaces(text, beyond + 1);                // JSON list
  return beyond > at ? beyond : std::string_view::npos;  // "--password X"
}

std::size_t value_end(std::string_view text, std::size_t from) {
  std::size_t at = from;
  while (at < text.size() && !is_space(text[at]) && quote_at(text, at) == 0 && text[at] != '&' &&
         text[at] != ';' && text[at] != ',' && text[at] != ')' && text[at] != '}' && text[at] != ']')
    ++at;
  return at;
}

// [begin, end) of what is to be hidden.
std::pair<std::size_t, std::size_t> value_range(std::string_view text, std::size_t from, bool whole_line) {
  const std::size_t quote = quote_at(text, from);
  if (quote == 0) {
    if (!whole_line) return {from, value_end(text, from)};
    const std::size_t end = text.find_first_of("\n\"'\\", from);
    return {from, end == std::string_view::npos ? text.size() : end};
  }
  const std::size_t end = text.find(text.substr(from, quote), from + quote);
  return {from + quote, end == std::string_view::npos ? text.size() : end};
}

bool is_working_directory(std::string_view word, std::string_view text, std::size_t value) {
  const std::string name = lower(word);
  return (name == "pwd" || name == "oldpwd") && value < text.size() && text[value] == '/';
}

std::string mask_named_values(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_word(text[at])) {
      out += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    const bool in_path = at > 0 && text[at - 1] == '/';
    out += word;
    if (!in_path && word.size() <= 128 && names_a_secret(word)) {
      const std::size_t value = value_after(text, end, word.starts_with('-'));
      if (value != std::string_view::npos && !is_working_directory(word, text, value)) {
        const bool header = lower(word).find("authorization") != std::string::npos ||
                            lower(word).find("cookie") != std::string::npos;
        const auto [first, last] = value_range(text, value, header);
        out += text.substr(end, first - end);
        if (last > first) out += kHidden;
        end = last;
      }
    }
    at = end;
  }
  return out;
}

std::string mask_chinese_names(std::string text) {
  for (const std::string_view word : {"密码", "口令"}) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
      at += word.size();
      std::size_t value = skip_spaces(text, at);
      if (text.compare(value, 3, "：") == 0)
        value += 3;
      else if (value < text.size() && (text[value] == ':' || text[value] == '='))
        ++value;
      else
        continue;
      value = skip_spaces(text, value);
      text.replace(value, value_end(text, value) - value, kHidden);
    }
  }
  return text;
}

// user:secret@host in a URL. A colon before a port is none.
std::string mask_urls(std::string text) {
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at)) {
    at += 3;
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end]) && quote_at(text, end) == 0) ++end;
    const std::size_t colon = text.find(':', at), host = text.rfind('@', end);
    if (colon >= end || host == std::string::npos || host <= colon || host >= end) continue;
    const std::string_view port = std::string_view{text}.substr(colon + 1, text.find('/', colon) - colon - 1);
    const bool is_port =
        !port.empty() && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_port && text.find('/', colon) < host) continue;
    text.replace(colon + 1, host - colon - 1, kHidden);
  }
  return text;
}

// Options that only some programs use for a secret: the program's name must stand before.
struct ProgramOption {
  std::string_view program, option;
  bool after_colon;  // "-u user:secret"
  bool joined;       // "-pSECRET" is possible
};
constexpr std::array kProgramOptions{
    ProgramOption{"mysql", "-p", false, true},    ProgramOption{"mariadb", "-p", false, true},
    ProgramOption{"sshpass", "-p", false, true},  ProgramOption{"curl", "-u", true, true},
    ProgramOption{"curl", "--user", true, false}, ProgramOption{"redis-cli", "-a", false, false},
    ProgramOption{"smbclient", "-U", true, false}};

bool begins_a_word(std::string_view text, std::size_t at) {
  return at == 0 || is_space(text[at - 1]) || text[at - 1] == '"' || text[at - 1] == '\'';
}

void hide_option_value(std::string& text, const ProgramOption& option, std::size_t at) {
  std::size_t value = at + option.option.size();
  const bool apart = value < text.size() && (is_space(text[value]) || quote_at(text, value) > 0);
  if (!apart && !option.joined) return;
  if (apart && option.program != "sshpass" && option.option == "-p") return;  // mysql asks then
  while (value < text.size() && (is_space(text[value]) || text[value] == '"' || text[value] == ',')) ++value;
  std::size_t end = value_end(text, value);
  if (option.after_colon) {
    const std::size_t colon = text.find(':', value);
    if (colon == std::string::npos || colon >= end) return;
    value = colon + 1;
  }
  if (end > value) text.replace(value, end - value, kHidden);
}

std::string mask_program_options(std::string text) {
  for (const ProgramOption& option : kProgramOptions) {
    std::size_t at = text.find(option.program);
    if (at == std::string::npos) continue;
    for (at = text.find(option.option, at); at != std::string::npos; at = text.find(option.option, at + 1))
      if (begins_a_word(text, at)) hide_option_value(text, option, at);
  }
  return text;
}

std::string mask_private_keys(std::string text) {
  for (std::size_t at = text.find("-----BEGIN "); at != std::string::npos;
       at = text.find("-----BEGIN ", at + 1)) {
    const std::size_t head = text.find("PRIVATE KEY-----", at);
    if (head == std::string::npos || head - at > 40) continue;
    const std::size_t body = head + 16, end = text.find("-----END", body);
    text.replace(body, (end == std::string::npos ? text.size() : end) - body, kHidden);
  }
  return text;
}

// Values known by their own shape: "Bearer X", AWS key ids, JSON Web Tokens, GitHub tokens.
std::string mask_shapes(std::string text) {
  struct Shape {
    std::string_view start;
    std::size_t kept, least;
  };
  for (const Shape shape : {Shape{"Bearer ", 7, 8}, Shape{"bearer ", 7, 8}, Shape{"AKIA", 4, 16},
                            Shape{"eyJ", 3, 24}, Shape{"ghp_", 4, 20}, Shape{"glpat-", 6, 16}}) {
    for (std::size_t at = text.find(shape.start); at != std::string::npos;
         at = text.find(shape.start, at + 1)) {
      if (at > 0 && is_word(text[at - 1])) continue;
      const std::size_t value = at + shape.kept;
      std::size_t end = value;
      while (end < text.size() &&
             (is_word(text[end]) || text[end] == '/' || text[end] == '+' || text[end] == '='))
        ++end;
      if (end - value >= shape.least) text.replace(value, end - value, kHidden);
    }
  }
  return text;
}

}  // namespace

std::string mask_secrets(std::string_view text) {
  return mask_chinese_names(
      mask_program_options(mask_shapes(mask_named_values(mask_urls(mask_private_keys(std::string{text}))))));
}

}  // namespace firsthour::playbooks
