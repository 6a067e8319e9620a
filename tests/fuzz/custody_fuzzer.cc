// SPDX-License-Identifier: Apache-2.0
// Bodies of custody events that someone else wrote: one a line, its type in the first letter. What is read is
// written back to the same; what they add up to never crashes.
#include "casefile/custody_state.h"
#include "casefile/json.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace firsthour;

template <class T>
void same_again(const Result<T>& first, Result<T> (*read)(const Json&)) {
  if (!first) return;
  const Json written = to_json(*first);
  const auto again = read(written);
  if (!again || to_json(*again) != written) std::abort();
}

std::string_view type_of(char letter) {
  switch (letter) {
    case 't':
      return event_type::transferred;
    case 'a':
      return event_type::approved;
    case 'w':
      return event_type::witnessed;
    case 'r':
      return event_type::read;
    case 'p':
      return event_type::reported;
    default:
      return event_type::attached;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  (void)head_from_text(rest);
  CustodyGatherer gatherer;
  for (std::uint64_t sequence = 0; !rest.empty(); ++sequence) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.empty()) continue;
    const auto body = parse_json(line.substr(1));
    if (!body) continue;
    same_again(transfer_from_json(*body), transfer_from_json);
    same_again(approval_from_json(*body), approval_from_json);
    same_again(witnessing_from_json(*body), witnessing_from_json);
    same_again(access_from_json(*body), access_from_json);
    (void)signed_copy_from_json(*body);
    Event event;
    event.sequence = sequence;
    event.type = type_of(line.front());
    gatherer.take(event, Json{{"body", *body}});
  }
  const Custody custody = std::move(gatherer).finish();
  for (const HandOver& hand_over : custody.hand_overs)
    if (hand_over.release) (void)custody.signed_form_of(*hand_over.release);
  return 0;
}
