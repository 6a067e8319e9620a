// SPDX-License-Identifier: Apache-2.0
// What sshd, sudo, su, cron and the account programs say, as fields. Names in these messages are the
// attacker's to choose ("invalid user x from 10.0.0.1 port 1"), so that addresses are read from the end.
#pragma once

#include "triage/logs/reading.h"

namespace firsthour::triage::logs {

// By record.program and record.message; also narrows record.origin.service. Messages that are not known
// get no fields.
void add_auth_fields(Reading& reading, LogRecord& record);

}  // namespace firsthour::triage::logs
