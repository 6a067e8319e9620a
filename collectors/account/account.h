// SPDX-License-Identifier: Apache-2.0
// The collectors of who may come in and who did. Own parsers: no name service, no program of the host.
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

// host.user and host.group records. Of a password only its state is written, never the hash.
[[nodiscard]] SourceOutcome collect_users(Context& context);
// host.login records from utmp, wtmp, btmp and lastlog, rotated ones included.
[[nodiscard]] SourceOutcome collect_logins(Context& context);
// host.authorized_key records of every home, by the patterns of sshd_config.
[[nodiscard]] SourceOutcome collect_authorized_keys(Context& context);

}  // namespace firsthour::collectors
