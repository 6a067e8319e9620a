// SPDX-License-Identifier: Apache-2.0
// One function a kind of log; each reads the whole content of its Reading and hands over what is there. All
// are total. Private to triage/logs.
#pragma once

#include "triage/logs/reading.h"

namespace firsthour::triage::logs {

void read_plain(Reading& reading);
void read_syslog(Reading& reading);
void read_web_access(Reading& reading);
void read_web_error(Reading& reading);
void read_w3c(Reading& reading);
void read_audit(Reading& reading);
void read_json_lines(Reading& reading);
void read_shell_history(Reading& reading);
void read_package_log(Reading& reading);
void read_logins(Reading& reading);
void read_last_login(Reading& reading);
void read_journal(Reading& reading);
void read_windows_events(Reading& reading);

}  // namespace firsthour::triage::logs
