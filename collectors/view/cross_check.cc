// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/cross_check.h"

#include <algorithm>
#include <thread>

namespace firsthour::collectors {

RecordWriter CrossViewFiles::begin(const Difference& difference, unsigned rechecks) const {
  RecordWriter record{"host.cross_view"};
  record.put("cross_view.subject", difference.subject);
  record.put_bytes("cross_view.name", difference.name);
  record.put_list("cross_view.seen_by", difference.seen_by);
  record.put_list("cross_view.missing_from", difference.missing_from);
  record.put("cross_view.rechecked", rechecks);
  if (!difference.detail.empty()) record.put_bytes("cross_view.detail", difference.detail);
  return record;
}

void CrossViewFiles::add(const CrossCheck& check) {
  RecordWriter record{"host.cross_check"};
  record.put("cross_check.name", check.name);
  record.put_list("cross_check.views", check.views);
  record.put_list("cross_check.closed", check.closed);
  record.put("cross_check.compared", check.compared);
  record.put("cross_check.differences", check.differences);
  record.put("cross_check.unlisted", check.unlisted);
  if (!check.unlisted_protocols.empty())
    record.put_list("cross_check.unlisted_protocols", check.unlisted_protocols);
  checks_.add(std::move(record));
}

void CrossViewFiles::finish(SourceOutcome& outcome) {
  views_.finish(outcome);
  checks_.finish(outcome);
}

bool wait_before_recheck(const Context& context) {
  constexpr std::chrono::milliseconds kStep{50};
  auto left = context.wishes == nullptr ? Wishes{}.recheck : context.wishes->recheck;
  while (left.count() > 0 && !context.stopping()) {
    const auto step = std::min(left, kStep);
    std::this_thread::sleep_for(step);
    left -= step;
  }
  return !context.stopping();
}

}  // namespace firsthour::collectors
