// SPDX-License-Identifier: Apache-2.0
#include "playbooks/summary/case_extract.h"

#include "casefile/custody_state.h"
#include "casefile/event.h"
#include "casefile/json.h"
#include "playbooks/records/event_body.h"
#include "playbooks/summary/drill_outcome.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

namespace firsthour::playbooks {
namespace {

// What one pass over the events counts.
class Counting {
 public:
  explicit Counting(CaseExtract& into) : into_{into} {}

  Result<> take(const Event& event) {
    if (event.type == event_type::collected || event.type == event_type::derived ||
        event.type == event_type::attached) {
      ++into_.items;
    } else if (event.type == event_type::ingested) {
      ++into_.collections;
    } else if (event.type == event_type::reverified) {
      ++into_.reverified;
    } else if (event.type == event_type::transferred) {
      ++into_.transfers;
    } else if (event.type == event_type::incident) {
      into_.incident_event = event.sequence;
      has_incident_ = true;
    } else if (event.type == event_type::service) {
      has_service_ = true;
    } else if (event.type == event_type::drill) {
      has_drill_ = true;
    } else if (event.type == event_type::finding) {
      take_finding(event);
    }
    into_.last = std::max(into_.last, event.time);
    return {};
  }
  void finish() {
    into_.findings = severity_.size();
    for (const auto& [id, severity] : severity_) ++into_.severities[severity];
  }
  [[nodiscard]] bool has_incident() const { return has_incident_; }
  [[nodiscard]] bool has_service() const { return has_service_; }
  [[nodiscard]] bool has_drill() const { return has_drill_; }

 private:
  void take_finding(const Event& event) {
    const auto body = event_body(event);
    if (!body) {
      into_.unread.push_back("event " + std::to_string(event.sequence) + ": " + body.error().what);
      return;
    }
    severity_[text_at(*body, "id")] = text_at(*body, "severity");
  }

  CaseExtract& into_;
  std::unordered_map<std::string, std::string> severity_;  // of the newest finding of that id
  bool has_incident_ = false, has_service_ = false, has_drill_ = false;
};

// Worst first: which exit code a refusal has.
std::optional<VerifyProblem> worst(const VerifyReport& report) {
  constexpr std::array kOrder{VerifyKind::ledger_broken, VerifyKind::evidence_altered,
                              VerifyKind::signature_problem};
  for (const VerifyKind kind : kOrder)
    for (const VerifyProblem& problem : report.problems)
      if (problem.kind == kind) return problem;
  return std::nullopt;
}

BadCase not_readable(const std::string& file, const Error& error) {
  return {file, error.what,
          error.code == Errc::tampered ? std::optional{VerifyKind::evidence_altered} : std::nullopt};
}

Result<> read_events(const CaseReader& from, CaseExtract& into) {
  const std::uint64_t end = into.source.events;
  Counting counting{into};
  const auto read = from.each_event(0, end, [&](const Event& event) { return counting.take(event); });
  if (!read) return read;
  counting.finish();
  if (counting.has_incident()) {
    auto incident = latest_incident(from, end);
    if (incident)
      into.incident = std::move(*incident);
    else
      into.unread.push_back(incident.error().what);
  }
  if (counting.has_drill()) {
    auto drill = drill_outcome(from, end);
    if (drill)
      into.drill = std::move(*drill);
    else
      into.unread.push_back("drill: " + drill.error().what);
  }
  if (!counting.has_service()) return {};
  auto year = read_service_year(from, end);
  if (!year) return tl::unexpected{year.error()};
  into.unread.insert(into.unread.end(), year->unread.begin(), year->unread.end());
  // An incident keeps the contract of its clocks, and is no service year for that.
  if (!counting.has_incident())
    into.year = std::move(*year);
  else if (!year->records.empty())
    into.unread.push_back("service records in the case of an incident: " +
                          std::to_string(year->records.size()));
  return {};
}

CaseKind kind_of(const CaseExtract& of) {
  if (of.year) return CaseKind::service_year;
  if (of.drill || of.exercise || (of.incident && of.incident->exercise)) return CaseKind::drill;
  return of.incident ? CaseKind::incident : CaseKind::other;
}

// How much of it is read, and the root of the ledger at that size.
Result<> set_size(const CaseReader& from, const SummaryRequest& request, CaseExtract& into) {
  const auto wanted = request.sizes.find(into.source.id);
  into.source.events = into.check.events;
  into.source.root = into.check.root_hex;
  if (wanted == request.sizes.end() || wanted->second == into.source.events) return {};
  if (wanted->second > into.source.events)
    return fail(Errc::tampered, "has " + std::to_string(into.source.events) + " events, and had " +
                                    std::to_string(wanted->second) +
                                    ": an older copy, or its end was cut off");
  into.source.events = wanted->second;
  const auto head = head_at(from, wanted->second);
  if (!head) return tl::unexpected{head.error()};
  into.source.root = head->root;
  return {};
}

// A case that cannot even be opened may be one of those: it is looked at, and found bad.
bool is_named(const std::string& path, const SummaryRequest& request) {
  const auto opened = open_case(path);
  const auto overview = opened ? (*opened)->overview() : Result<CaseOverview>{tl::unexpected{opened.error()}};
  return !overview || request.sizes.contains(overview->id);
}

}  // namespace

CaseResult extract_case(const std::string& path, const SummaryRequest& request) {
  const std::string file = std::filesystem::path{path}.filename().string();
  if (request.only_named && !is_named(path, request)) return std::monostate{};
  CaseExtract extract;
  VerifyOptions options;
  options.ledger_only = !request.full;
  options.trusted_keys = request.trusted_keys;
  auto checked = verify_case(path, options);
  if (!checked) return not_readable(file, checked.error());
  if (const auto problem = worst(*checked))
    return BadCase{file, problem->where + ": " + problem->what, problem->kind};
  extract.closed_cleanly = checked->problems.empty();
  extract.objects_checked = checked->objects;
  extract.check = std::move(*checked);
  const auto opened = open_case(path);
  if (!opened) return not_readable(file, opened.error());
  const auto overview = (*opened)->overview();
  if (!overview) return not_readable(file, overview.error());
  extract.source.file = file;
  extract.source.id = overview->id;
  extract.source.name = overview->name;
  if (!overview->keys.empty()) extract.source.key = overview->keys.front().fingerprint;
  extract.exercise = overview->exercise;
  if (auto sized = set_size(**opened, request, extract); !sized) return not_readable(file, sized.error());
  if (auto read = read_events(**opened, extract); !read) return not_readable(file, read.error());
  extract.kind = kind_of(extract);
  return extract;
}

void set_clocks(CaseExtract& of, const DutyTable& duties, const ServiceContract* contract, Instant at) {
  if (of.incident) of.clocks = duties.deadlines(*of.incident, contract, at);
}

}  // namespace firsthour::playbooks
