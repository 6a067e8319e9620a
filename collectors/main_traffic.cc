// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_traffic.h"

#include "collectors/traffic/traffic.h"

#include <algorithm>

namespace firsthour::collectors {

SourceOutcome run_traffic(Context& context, const Options& options) {
  TrafficOptions traffic;
  traffic.interfaces = options.interfaces;
  if (options.seconds.count() != 0) traffic.seconds = options.seconds;
  traffic.most_bytes = std::min(traffic.most_bytes, context.budget);
  return collect_traffic(context, traffic);
}

}  // namespace firsthour::collectors
