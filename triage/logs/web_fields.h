// SPDX-License-Identifier: Apache-2.0
// Fields that all forms of access logs share.
#pragma once

#include "triage/logs/reading.h"

namespace firsthour::triage::logs {

// cs-uri, cs-uri-stem, cs-uri-query and, where percent escapes hid something, url.decoded.
void add_uri_fields(Reading& reading, std::string_view uri);
// As a number; what is no number is left out.
void add_number_field(Reading& reading, std::string_view key, std::string_view digits);

}  // namespace firsthour::triage::logs
