// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/case_board.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/mask_secrets.h"
#include "cli/event_gist.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

constexpr std::size_t kRows = 100;
constexpr std::chrono::milliseconds kBetweenReadings{2000};
constexpr std::size_t kMostFindings = 20'000;  // kept for the page; their number is said in full

std::string shown(std::string_view text) { return mask_secrets(display_utf8(text)); }
std::int64_t milliseconds(Instant time) { return time.nanoseconds / 1'000'000; }

Json row_of(const Finding& finding) {
  return Json{{"severity", name_of(finding.severity)},
              {"title", {{"en", shown(finding.title)}, {"zh", shown(finding.title_zh)}}},
              {"why", {{"en", shown(finding.why)}, {"zh", shown(finding.why_zh)}}},
              {"rule", shown(finding.rule)},
              {"path", shown(finding.path)},
              {"host", shown(finding.host)},
              {"item", finding.item},
              {"attack", finding.attack}};
}

Json row_of(const CaseItem& item) {
  return Json{{"id", item.id},
              {"path", shown(item.item.path)},
              {"host", shown(item.item.host)},
              {"kind", shown(item.item.kind)},
              {"outcome", name_of(item.item.outcome)},
              {"size", item.content.empty() ? Json{} : Json(item.item.size)}};
}

Result<Finding> finding_of(const Event& event) {
  const auto json = parse_json(event.bytes);
  if (!json) return tl::unexpected{json.error()};
  const auto body = json->find("body");
  if (body == json->end()) return fail(Errc::malformed, "the event has no body");
  return finding_from_json(*body);
}

BoardAnswer answer(const Result<Json>& rows) {
  if (!rows)
    return board_refusal(
        500, {"无法读取案件：" + rows.error().what, "cannot read the case: " + rows.error().what});
  return {200, rows->dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace

std::vector<BoardRole> CaseBoard::roles() const {
  return {{{"viewer", ViewerKind::projector}, {"查看", "viewer"}}};
}

Result<> CaseBoard::read_new_findings() {
  const std::uint64_t size = case_->size();
  const auto read = case_->each_event(read_to_, size, [&](const Event& event) -> Result<> {
    if (event.type != event_type::finding || findings_.size() >= kMostFindings) return {};
    if (auto finding = finding_of(event)) findings_.push_back(std::move(*finding));
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  read_to_ = size;
  std::ranges::stable_sort(findings_, std::ranges::greater{}, &Finding::severity);
  return {};
}

Result<std::chrono::milliseconds> CaseBoard::advance() {
  const std::scoped_lock lock{mutex_};
  const auto overview = case_->overview();
  if (!overview) return tl::unexpected{overview.error()};
  if (auto read = read_new_findings(); !read) return tl::unexpected{read.error()};
  BoardState::Draft draft;
  draft.put("board",
            Json{{"kind", "case"},
                 {"exercise", overview->exercise},
                 {"title", overview->name},
                 {"roles",
                  {{"viewer", {{"name", {{"zh", "只读查看"}, {"en", "viewer"}}}, {"kind", "projector"}}}}}},
            for_everyone());
  const auto checkpoint = case_->checkpoint();
  draft.put("head",
            Json{{"name", overview->name},
                 {"created", milliseconds(overview->created)},
                 {"events", overview->events},
                 {"items", overview->items},
                 {"findings", overview->findings},
                 {"objects", overview->objects},
                 {"object_bytes", overview->object_bytes},
                 {"sealed", overview->sealed},
                 {"checkpoint", checkpoint ? Json(*checkpoint) : Json{}}},
            for_everyone());
  state_.replace(std::move(draft));
  return kBetweenReadings;
}

Result<> CaseBoard::close() {
  state_.close();
  return {};
}

BoardAnswer CaseBoard::command(const Viewer&, std::string_view) {
  return board_refusal(403, {"此处只可查看", "this is for looking only"});
}

Result<Json> CaseBoard::items(std::uint64_t from) const {
  Json rows = Json::array();
  std::uint64_t place = 0;
  bool more = false;
  const auto read = case_->each_item([&](const CaseItem& item) -> Result<> {
    if (place++ < from) return {};
    more = rows.size() == kRows;
    if (more) return fail(Errc::interrupted, "enough");
    rows.push_back(row_of(item));
    return {};
  });
  if (!read && !more) return tl::unexpected{read.error()};
  return Json{{"rows", std::move(rows)}, {"next", more ? from + kRows : 0}};
}

Result<Json> CaseBoard::findings(std::uint64_t from) const {
  Json rows = Json::array();
  const std::uint64_t end =
      std::min<std::uint64_t>(findings_.size(), from > findings_.size() ? 0 : from + kRows);
  for (std::uint64_t place = from; place < end; ++place) rows.push_back(row_of(findings_[place]));
  return Json{{"rows", std::move(rows)}, {"next", end < findings_.size() ? end : 0}};
}

Result<Json> CaseBoard::log(std::uint64_t below) const {
  const std::uint64_t end = below == 0 ? case_->size() : std::min(below, case_->size());
  std::vector<Json> rows;
  const std::uint64_t begin = end > kRows ? end - kRows : 0;
  const auto read = case_->each_event(begin, end, [&](const Event& event) -> Result<> {
    const auto json = parse_json(event.bytes);
    rows.push_back(Json{{"seq", event.sequence},
                        {"time", milliseconds(event.time)},
                        {"type", event.type},
                        {"actor", shown(event.actor)},
                        {"gist", json ? shown(event_gist(*json)) : ""}});
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  std::ranges::reverse(rows);
  return Json{{"rows", std::move(rows)}, {"next", begin}};
}

BoardAnswer CaseBoard::page(const Viewer&, std::string_view list, std::uint64_t from) {
  const std::scoped_lock lock{mutex_};
  if (list == "items") return answer(items(from));
  if (list == "findings") return answer(findings(from));
  if (list == "log") return answer(log(from));
  return board_refusal(404, {"没有此列表", "there is no such list"});
}

}  // namespace firsthour::cli
