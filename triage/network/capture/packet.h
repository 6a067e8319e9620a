// SPDX-License-Identifier: Apache-2.0
// One packet as a capture file holds it.
#pragma once

#include "triage/network/field.h"

#include <cstdint>

namespace firsthour::triage::network {

struct Packet {
  std::int64_t time = 0;              // nanoseconds since 1970, UTC as the capturing host's clock had it
  bool has_time = true;               // false: the format gives none (a simple packet block)
  std::uint16_t link_type = 0;        // LINKTYPE_…
  std::uint32_t interface = 0;        // index into CaptureReader::interfaces()
  std::uint32_t original_length = 0;  // on the wire; never under data.size()
  std::uint64_t number = 0;           // from 1, in the order of the file
  std::uint64_t offset = 0;           // of the record or block in the file
  Bytes data;                         // what was captured; valid until the next packet is read
};

}  // namespace firsthour::triage::network
