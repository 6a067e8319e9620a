// SPDX-License-Identifier: Apache-2.0
#include "cli/leaving.h"

#include "casefile/custody.h"
#include "casefile/json.h"
#include "cli/case_door.h"

namespace firsthour::cli {

Try<> check_reason(const Invocation& call, const CaseReader& the_case, bool recordable) {
  const auto overview = the_case.overview();
  if (!overview) return give_up(case_failure(overview.error()));
  if (overview->record_access && !recordable)
    return give_up(Exit::failed, "the access cannot be recorded, so nothing is given out",
                   "copy the case to a medium that can be written and read it there");
  if (overview->record_access && call.said.value("reason").value_or("").empty())
    return give_up(Exit::usage, "this case records who reads its evidence, and why", "--reason TEXT");
  return {};
}

Result<> record_reading(const Invocation& call, CaseWriter& the_case, std::string_view how,
                        std::uint64_t items) {
  const auto overview = the_case.overview();
  if (!overview) return tl::unexpected{overview.error()};
  if (!overview->record_access) return {};
  Access access;
  access.items = items;
  access.how = how;
  access.reason = call.said.value("reason").value_or("");
  access.to = call.said.value("to").value_or("");
  const auto appended = the_case.append(event_type::read, to_json(access));
  if (!appended) return tl::unexpected{appended.error()};
  return {};
}

}  // namespace firsthour::cli
