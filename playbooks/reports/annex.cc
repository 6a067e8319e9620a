// SPDX-License-Identifier: Apache-2.0
#include "casefile/mask_secrets.h"
#include "playbooks/reports/builders.h"
#include "playbooks/reports/printable.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

// A spreadsheet takes a cell that begins so for a formula; the wide forms too, in East Asian locales.
bool begins_a_formula(std::string_view text) {
  constexpr std::array<std::string_view, 8> kStarts{"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  return std::any_of(kStarts.begin(), kStarts.end(),
                     [&](std::string_view start) { return text.starts_with(start); });
}

void cell(std::string& out, std::string_view bytes, bool last = false) {
  const std::string text = evidence_text(bytes, std::string_view::npos);
  out += '"';
  if (begins_a_formula(text)) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += last ? "\"\r\n" : "\",";
}

// The further digests that any of the items has; each is a column then.
Result<std::vector<std::string>> digest_columns(const CaseReader& from, std::uint64_t events) {
  constexpr std::array<const char*, 4> kNames{"sm3", "sha512", "sha1", "md5"};
  std::array<bool, kNames.size()> any{};
  const auto read = from.each_item([&](const CaseItem& found) -> Result<> {
    for (std::size_t i = 0; i < kNames.size(); ++i)
      any[i] = any[i] || (found.event < events && !found.digest(kNames[i]).empty());
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (any[i]) columns.emplace_back(kNames[i]);
  return columns;
}

}  // namespace

Result<std::string> annex_csv(const CaseReader& from, std::uint64_t events, const Supplement* supplement) {
  std::string out = "\xef\xbb\xbf";
  const auto digests = digest_columns(from, events);
  if (!digests) return fail("cannot list the items", digests.error());
  for (const std::string_view head : {"number", "item", "host", "kind", "source", "path", "size", "sha256"})
    cell(out, head);
  for (const std::string& name : *digests) cell(out, name);
  cell(out, "outcome");
  cell(out, "reason");
  cell(out, "finished_utc", true);
  std::uint64_t number = supplement ? supplement->items_before : 0;
  const std::uint64_t first = supplement ? supplement->base.upto : 0;
  const auto read = from.each_item([&](const CaseItem& found) -> Result<> {
    if (found.event >= events || found.event < first) return {};
    const Item& item = found.item;
    cell(out, std::to_string(++number));
    cell(out, found.id);
    cell(out, item.host);
    cell(out, item.kind);
    cell(out, item.source);
    cell(out, item.path);
    cell(out, std::to_string(item.size));
    cell(out, item.sha256 ? item.sha256->hex() : "");
    for (const std::string& name : *digests) cell(out, found.digest(name));
    cell(out, name_of(item.outcome));
    cell(out, mask_secrets(item.reason));
    cell(out, item.finished.nanoseconds == 0 ? "" : rfc3339(item.finished), true);
    return {};
  });
  if (!read) return fail("cannot list the items", read.error());
  return out;
}

}  // namespace firsthour::playbooks
