// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/service_documents.h"

#include "playbooks/records/closest_word.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

constexpr std::array<std::string_view, 3> kReports{"follow-up", "patrol", "watch"};
constexpr std::uint64_t kLargestPicture = 8u << 20;

bool is_picture(std::string_view bytes) {
  return bytes.starts_with("\x89PNG\r\n\x1a\n") || bytes.starts_with("\xff\xd8\xff");
}

Result<Period> patrol_period(const ServiceYear& year, std::string_view name) {
  if (!name.empty()) return period_named(year, name);
  std::optional<Day> newest;
  for (const ServiceRecord* patrol : year.of("patrol"))
    if (const auto day = patrol->day("day")) newest = std::max(newest.value_or(*day), *day);
  if (!newest) return fail(Errc::usage, "no patrol is recorded in this service year");
  return Period{day_text(*newest), *newest, *newest};
}

}  // namespace

bool is_service_report(std::string_view what) {
  return std::find(kReports.begin(), kReports.end(), what) != kReports.end();
}

Result<std::vector<Document>> build_service_report(const ReportInput& input, const CaseReader& from,
                                                   std::string_view what, std::string_view period) {
  const auto year = read_service_year(from, input.facts.events);
  if (!year) return tl::unexpected{year.error()};
  const ServicePapers papers{input, from, *year};
  if (what == "follow-up") return build_follow_ups(papers);
  if (what == "watch") {
    if (year->of("watch").empty()) return fail(Errc::usage, "no watch is recorded in this service year");
    return std::vector{build_watch_roster(papers)};
  }
  const auto days = patrol_period(*year, period);
  if (!days) return tl::unexpected{days.error()};
  return std::vector{build_patrol_report(papers, *days)};
}

Facts contract_facts(const ServicePapers& papers) {
  const Say say{papers.input.language};
  const ServiceContract& contract = papers.year.contract;
  const bool known = papers.year.has_contract;
  Facts facts;
  facts.rows.emplace_back(say("合同", "Contract"),
                          value_or_blank(known ? contract.id + " " + contract.name : ""));
  facts.rows.emplace_back(say("甲方", "Customer"), value_or_blank(contract.customer));
  facts.rows.emplace_back(say("乙方", "Provider"), value_or_blank(contract.provider));
  return facts;
}

std::string value_text(const ServicePapers& papers, const ServiceRecord& record, std::string_view name) {
  const ServiceKind* kind = service_kind(record.kind);
  const ServiceField* field = kind ? service_field(*kind, name) : nullptr;
  const std::string& value = record.text(name);
  if (!field || value.empty()) return value;
  const bool chinese = papers.input.language == Language::zh;
  if (field->kind == FieldKind::choice) {
    const Words words = choice_words(*field, value);
    return chinese ? words.zh : words.en;
  }
  if (field->kind == FieldKind::truth && chinese) return value == "yes" ? "是" : "否";
  if (const auto time = record.time(name); field->kind == FieldKind::time && time) return minute_text(*time);
  return value;
}

Line value_of(const ServicePapers& papers, const ServiceRecord& record, std::string_view field) {
  return value_or_blank(value_text(papers, record, field));
}

std::string minute_text(Instant time) { return beijing_time(time).substr(0, 16); }

void add_pictures(const ServicePapers& papers, const ServiceRecord& record, std::string_view field,
                  Document& document) {
  const Say say{papers.input.language};
  std::string_view ids = record.text(field);
  std::string others;
  while (!ids.empty()) {
    const std::string id{ids.substr(0, ids.find(' '))};
    ids.remove_prefix(std::min(id.size() + 1, ids.size()));
    const auto item = papers.from.item(id);
    std::string bytes;
    if (item && item->item.size <= kLargestPicture)
      if (const auto source = papers.from.content(*item); source)
        if (auto all = read_all(**source, kLargestPicture)) bytes = std::move(*all);
    if (is_picture(bytes))
      document.blocks.emplace_back(Picture{std::move(bytes), record.id + "  " + id, 120});
    else
      others += (others.empty() ? "" : "、") + id;
  }
  if (!others.empty())
    document.blocks.emplace_back(
        Paragraph{{Run{say("案件中的附件：", "Attached in the case: ") + others, Mark::quiet}}});
}

}  // namespace firsthour::playbooks
