// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_place.h"

namespace firsthour::collectors {

Result<> may_write_on(const OutputPlace& place, bool live, const Options& options, const Talk& talk) {
  const bool of_this_host = place.kind == PlaceKind::disk || place.kind == PlaceKind::memory;
  if (!live || !of_this_host || options.allow_local_given) return {};
  return fail(Errc::denied,
              describe(place) +
                  std::string{talk.text(
                      ": writing there could destroy evidence. Use a stick, --out -, or --allow-local REASON",
                      "：写入会破坏证据。请使用U盘、--out - 或 --allow-local 理由")});
}

}  // namespace firsthour::collectors
