// SPDX-License-Identifier: Apache-2.0
// Any bytes as a text file of the host: every byte is in some line, and no line is longer than allowed.
#include "casefile/mask_secrets.h"
#include "triage/host/text_lines.h"

#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::triage;
  const std::string_view content{reinterpret_cast<const char*>(data), size};
  TextLimits limits;
  limits.line = 4096;
  for (const char* source : {"persistence.cron", "persistence.systemd", "persistence.udev", "web.root"}) {
    Item item;
    item.source = source;
    item.path = "/etc/cron.d/x";
    std::size_t covered = 0;
    each_text_line(item, content, limits, [&](const TextLine& line) {
      if (line.length > limits.line || line.offset + line.length > size ||
          line.offset > covered + 2 + limits.line) {
        __builtin_trap();
      }
      covered = line.offset + line.length;
      (void)mask_secrets(line.event.text("line"));
    });
  }
  return 0;
}
