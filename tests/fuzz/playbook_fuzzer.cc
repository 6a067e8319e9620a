// SPDX-License-Identifier: Apache-2.0
// A playbook in any bytes, JSON or the writing form: read, checked and drawn, or `malformed`. Every remark
// has its rule and both sentences, and points into the document.
#include "casefile/json.h"
#include "playbooks/flow.h"
#include "playbooks/playbook.h"
#include "playbooks/playbook_signature.h"

#include <cstdint>
#include <cstdlib>

namespace {

void hold(const std::vector<firsthour::playbooks::Remark>& remarks) {
  for (const auto& remark : remarks)
    if (remark.rule.empty() || remark.what.zh.empty() || remark.what.en.empty() ||
        (!remark.pointer.empty() && remark.pointer.front() != '/'))
      std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const auto reading = read_playbook({reinterpret_cast<const char*>(data), size});
  if (!reading) return 0;
  hold(reading->remarks);
  hold(validate(reading->playbook));
  for (const auto& row : flow_of(reading->playbook))
    if (row.step && row.step->id != row.id) std::abort();
  (void)flow_svg(reading->playbook, "en");
  for (const auto& check : check_signatures(*reading->playbook.document, firsthour::Instant{}))
    if (check.state != SignatureCheck::State::good && check.why.en.empty()) std::abort();
  return 0;
}
