// SPDX-License-Identifier: Apache-2.0
// From a folder of cases to the summary's files: what `report annual`, `report periodic` and `report check`
// share.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "playbooks/summary.h"

#include <string>
#include <vector>

namespace firsthour::cli {

// Reads and checks the folder, with progress. Bad cases are all named; the gravest gives the exit code.
[[nodiscard]] Try<playbooks::Summary> read_summary(const Invocation& call, playbooks::SummaryRequest request);

// What a report was asked for, beside the cases: kept with it, so that it can be made again.
struct SummaryOrder {
  std::string contract;  // text of the file, "": that of the service-year case
  std::string previous;  // figures.json of the report before
  playbooks::SummaryTemplate form;
};

// Files of the folder's service-year case, by their path; "" when there is none.
[[nodiscard]] std::string year_case_path(const playbooks::SummaryRequest& request,
                                         const playbooks::Summary& summary);

// The order and the figures as documents of the case, and a `reported` event for each file of the report.
[[nodiscard]] Try<> record_summary(CaseWriter& year, const playbooks::Summary& summary,
                                   const SummaryOrder& order, const std::vector<playbooks::OutputFile>& files,
                                   playbooks::Language language, const std::string& folder);

}  // namespace firsthour::cli
