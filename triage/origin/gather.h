// SPDX-License-Identifier: Apache-2.0
// Reads a case for what an origin can be made of: host records and files first, then the logs once.
#pragma once

#include "casefile/case.h"
#include "triage/origin/facts.h"
#include "triage/origin/target.h"
#include "triage/timeline/case_logs.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace firsthour::triage::origin {

class FactGatherer {
 public:
  // All live longer. What cannot be read and which zones were assumed go into `report`.
  FactGatherer(const CaseReader& from, const OriginOptions& options, const std::vector<Target>& targets,
               OriginReport& report)
      : from_{from},
        options_{options},
        targets_{targets},
        report_{report},
        logs_{from, options.scratch_folder, options.largest_log} {}

  [[nodiscard]] Result<Facts> gather();

 private:
  // gather.cc
  Result<> each_item(const std::function<Result<>(const CaseItem&)>& visit);
  CaseLogs::Unread unread();
  void lose(std::string what) { facts_.lost.insert(std::move(what)); }
  void want_targets();
  void want(HostFacts& host, const std::string& path);
  Result<> take_file_item(const CaseItem& item);
  void take_carried(const CaseItem& item);
  Result<> take_starter(const CaseItem& item);
  void choose_logs(const CaseItem& item);

  // gather_records.cc
  Result<> take_early(const CaseItem& item);
  Result<> take_walk(const CaseItem& item);
  void take_process(const sigma::Event& event, OriginPlace place, HostFacts& host);
  void take_connection(const sigma::Event& event, OriginPlace place, HostFacts& host);
  void take_login(const sigma::Event& event, OriginPlace place, HostFacts& host);
  void take_session(const sigma::Event& event, OriginPlace place, HostFacts& host);
  void take_settings(const CaseItem& item);

  // gather_logs.cc
  Result<> take_log(const CaseItem& item);
  void take_entry(const logs::LogRecord& record, logs::LogKind kind, const OriginPlace& place,
                  HostFacts& host);
  void take_request(const logs::LogRecord& record, const OriginPlace& place, HostFacts& host);
  void take_write(const RequestFacts& request, HostFacts& host);
  void take_visit(const RequestFacts& request, const std::string& asked, HostFacts& host);
  void take_authentication(const logs::LogRecord& record, const OriginPlace& place, HostFacts& host);
  void take_login_record(const logs::LogRecord& record, const OriginPlace& place, HostFacts& host);
  void take_audit(const logs::LogRecord& record, const OriginPlace& place, HostFacts& host);
  void take_command(const logs::LogRecord& record, const OriginPlace& place, HostFacts& host);
  void take_marked(const logs::LogRecord& record, const OriginPlace& place, const std::string& host);
  void want_near_times();
  AddressFacts* address(HostFacts& host, std::string_view text);

  const CaseReader& from_;
  const OriginOptions& options_;
  const std::vector<Target>& targets_;
  OriginReport& report_;
  CaseLogs logs_;
  Facts facts_;
  std::map<std::string, std::set<std::uint64_t>> marked_;  // entries that findings stand on, by item
  // The longest of the items that are one log of one host; others are copies of its beginning.
  std::map<std::string, std::pair<std::uint64_t, std::string>> log_items_;
  std::uint64_t items_ = 0, bytes_ = 0;
};

}  // namespace firsthour::triage::origin
