// SPDX-License-Identifier: Apache-2.0
// Names of NetBIOS over TCP/IP (RFC 1001, 1002): sixteen bytes, the last of which says what the name is of,
// written as thirty-two letters.
#pragma once

#include "triage/network/field.h"

#include <optional>
#include <string>

namespace firsthour::triage::network {

// "FHEPFCELFDFEEBFEEJEPEOCACACACAAA" is "WORKSTATION<00>"; a scope stays behind it. Absent when it is none.
[[nodiscard]] std::optional<std::string> netbios_name(std::string_view encoded);
// "NB", "NBSTAT"; "" for types that DNS has, too.
[[nodiscard]] std::string_view netbios_type(std::uint16_t type);
// The data of these two: addresses, or the names that a host has and its hardware address.
[[nodiscard]] std::string netbios_value(std::uint16_t type, Bytes data);

}  // namespace firsthour::triage::network
