// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_traffic.h"

#include "collectors/traffic/traffic.h"

#include <algorithm>

namespace firsthour::collectors {

SourceOutcome run_traffic(Context& context, const Options& options) {
  TrafficOptions traffic;
  traffic.interfaces = options.interfaces;
  if (options.seconds.count() != 0) traffic.seconds = options.seconds;
  const CaptureWishes& wishes = options.capture;
  traffic.filter = wishes.filter;
  traffic.promiscuous = wishes.promiscuous;
  if (wishes.snap_length != 0) traffic.snap_length = static_cast<std::uint32_t>(wishes.snap_length);
  if (wishes.buffer != 0) traffic.buffer_bytes = static_cast<std::uint32_t>(wishes.buffer);
  traffic.most_bytes = std::min(traffic.most_bytes, context.budget);
  return collect_traffic(context, traffic);
}

}  // namespace firsthour::collectors
