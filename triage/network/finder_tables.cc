// SPDX-License-Identifier: Apache-2.0
#include "triage/network/finder_tables.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "triage/network/dissect/text.h"

#include <functional>

namespace firsthour::triage::network {

namespace {

constexpr std::uint64_t kLargestTable = 4 << 20;

// Each line that is no comment and not empty, with its number.
Result<> each_line(const std::string& file, const std::function<Result<>(std::string_view, unsigned)>& take) {
  auto text = read_file(file, kLargestTable);
  if (!text) return fail(file, text.error());
  unsigned number = 0;
  for (std::string_view rest = *text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line[0] == '#') continue;
    if (auto taken = take(line, number); !taken)
      return fail(file + ":" + std::to_string(number), taken.error());
  }
  return {};
}

// One line of CSV after RFC 4180, without line ends inside.
std::vector<std::string> fields(std::string_view line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      out.back() += line[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

Result<WireConstant> constant_of(std::string_view line) {
  std::vector<std::string> all = fields(line);
  if (all.size() != 5) return fail(Errc::malformed, "five fields are expected");
  WireConstant out{all[0], all[1], all[2], "", all[3] == "identified"};
  if (out.kind != "domain" && out.kind != "certificate" && out.kind != "header" && out.kind != "stream" &&
      out.kind != "stream-text")
    return fail(Errc::malformed, "no such kind: " + out.kind);
  if (out.value.empty() || (!out.identified && all[3] != "looks-like"))
    return fail(Errc::malformed, "no value, or no such level: " + all[3]);
  if (out.kind == "domain") out.value = lower(out.value);
  if (out.kind == "stream") {
    const auto bytes = from_hex(out.value);
    if (!bytes || bytes->empty()) return fail(Errc::malformed, "not hex: " + out.value);
    out.bytes = as_text(*bytes);
  }
  return out;
}

}  // namespace

Result<FinderTables> FinderTables::load(const std::string& folder) {
  FinderTables out;
  auto read =
      each_line(folder + "/weak_passwords.txt", [&](std::string_view line, unsigned number) -> Result<> {
        out.weak.push_back({line == "(empty)" ? std::string{} : std::string{line}, number});
        return {};
      });
  if (!read) return tl::unexpected{read.error()};
  read = each_line(folder + "/dark_words.txt", [&](std::string_view line, unsigned) -> Result<> {
    out.dark_words.push_back(lower(trimmed(line)));
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  read = each_line(folder + "/constants.csv", [&](std::string_view line, unsigned) -> Result<> {
    if (line.starts_with("kind,")) return {};
    auto constant = constant_of(line);
    if (!constant) return tl::unexpected{constant.error()};
    out.constants.push_back(std::move(*constant));
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  return out;
}

std::vector<std::unique_ptr<Finder>> all_finders(FinderTables tables) {
  std::vector<std::unique_ptr<Finder>> all;
  all.push_back(login_finder(std::move(tables.weak)));
  all.push_back(messenger_finder());
  all.push_back(webshell_finder());
  all.push_back(beacon_finder());
  all.push_back(dns_tunnel_finder());
  all.push_back(dark_link_finder(std::move(tables.dark_words)));
  all.push_back(remote_control_finder(std::move(tables.constants)));
  return all;
}

}  // namespace firsthour::triage::network
