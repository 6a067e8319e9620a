// SPDX-License-Identifier: Apache-2.0
// HTTP/2 in the clear (RFC 9113), by prior knowledge or after an upgrade: its streams are told as the same
// exchanges as HTTP/1. Header fields are unpacked by libnghttp2; frames are read here, because the library's
// sessions are ends of a connection and not witnesses of it.
#pragma once

#include "triage/network/dissect/dissector.h"

#include <memory>

namespace firsthour::triage::network {

// What a client writes first.
constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// Built without libnghttp2 it only says, as a note, that there is HTTP/2.
[[nodiscard]] std::unique_ptr<Dissector> begin_http2(const Place& place);

}  // namespace firsthour::triage::network
