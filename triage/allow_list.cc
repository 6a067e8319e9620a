// SPDX-License-Identifier: Apache-2.0
#include "triage/allow_list.h"

#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/number.h"
#include "triage/csv_line.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

namespace firsthour::triage {
namespace {

constexpr std::uint64_t kLargest = 64U << 20U;
constexpr std::array<std::string_view, 6> kColumns{"rule", "path", "sha256", "reason", "by", "until"};

std::optional<std::int64_t> day_from(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number_from<unsigned>(text.substr(0, 4)),
             month = number_from<unsigned>(text.substr(5, 2)), day = number_from<unsigned>(text.substr(8));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{*month}, std::chrono::day{*day}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

tl::unexpected<Error> wrong(const std::string& file, int line, const std::string& what) {
  return fail(Errc::malformed, file + ":" + std::to_string(line) + ": " + what);
}

}  // namespace

Result<> AllowList::read(const std::string& file) {
  auto whole = read_file(file, kLargest);
  if (!whole) return tl::unexpected{whole.error()};
  digest_ = sha256(digest_ + *whole).hex();
  std::vector<std::string> columns;
  std::string_view text = *whole;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> cells = cells_of(line, ',');
    if (columns.empty()) {
      for (const std::string& cell : cells)
        if (std::ranges::find(kColumns, cell) == kColumns.end())
          return wrong(file, number,
                       "the column `" + cell + "` is not known (rule,path,sha256,reason,by,until)");
      columns = cells;
      continue;
    }
    const auto cell = [&](std::string_view name) -> std::string {
      const auto at = static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin());
      return at < cells.size() && at < columns.size() ? cells[at] : "";
    };
    Line allowed{cell("rule"), cell("path"), cell("sha256"), cell("reason"), 0};
    if (allowed.reason.empty()) return wrong(file, number, "no reason is given");
    if (allowed.rule.empty() && allowed.path.empty() && allowed.sha256.empty())
      return wrong(file, number, "would allow everything: give a rule, a path or a digest");
    if (const std::string until = cell("until"); !until.empty()) {
      const auto day = day_from(until);
      if (!day) return wrong(file, number, "`" + until + "` is no day as 2027-01-31");
      allowed.until = *day;
    }
    if (const std::string by = cell("by"); !by.empty()) allowed.reason += " (" + by + ")";
    lines_.push_back(std::move(allowed));
  }
  return {};
}

Result<AllowList> AllowList::load(const std::vector<std::string>& files) {
  AllowList list;
  for (const std::string& file : files)
    if (auto read = list.read(file); !read) return tl::unexpected{read.error()};
  return list;
}

std::string AllowList::reason_for(const Finding& finding, std::string_view sha256, std::int64_t today) const {
  for (const Line& line : lines_) {
    const bool covers = (line.rule.empty() || line.rule == finding.rule) &&
                        (line.path.empty() || ::fnmatch(line.path.c_str(), finding.path.c_str(), 0) == 0) &&
                        (line.sha256.empty() || line.sha256 == sha256) &&
                        (line.until == 0 || today <= line.until);
    if (covers) return line.reason;
  }
  return "";
}

}  // namespace firsthour::triage
