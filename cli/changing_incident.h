// SPDX-License-Identifier: Apache-2.0
// The frame of every command that changes the incident record: open the case, take the newest version,
// change it, append it as the next version, close.
#pragma once

#include "cli/command.h"
#include "playbooks/incident.h"

#include <functional>

namespace firsthour::cli {

[[nodiscard]] Try<Exit> change_incident(const Invocation& call,
                                        const std::function<Try<>(playbooks::Incident&)>& change);

}  // namespace firsthour::cli
