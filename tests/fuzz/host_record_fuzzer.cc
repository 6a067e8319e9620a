// SPDX-License-Identifier: Apache-2.0
// Any bytes as records: an event or an error, and a sentence over it that stays one line.
#include "casefile/bytes.h"
#include "triage/host/event_fields.h"
#include "triage/host/joins.h"
#include "triage/host/line_reader.h"
#include "triage/host/record_reader.h"
#include "triage/sigma/why_text.h"

#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::triage;
  MemorySource source{std::as_bytes(std::span{data, size})};
  LineReader lines{source, 4096};
  LineReader::Line line;
  sigma::Event event;
  HostIndex index;
  for (auto more = lines.next(line); more && *more; more = lines.next(line)) {
    if (!read_record(line.text, event)) {
      if (!event.fields().empty()) __builtin_trap();
      continue;
    }
    for (const std::string_view service : {"host.process", "host.socket", "host.user", "host.file",
                                           "host.kernel_module", "host.authorized_key", "host.bpf_program"}) {
      index.add(service, event);
      add_computed_fields(service, Instant{1}, event);
      index.join(service, event);
    }
    const std::string why = fill_in("{process.name} {process.command_line} {x", event, "unknown");
    if (why.find('\n') != std::string::npos) __builtin_trap();
  }
  return 0;
}
