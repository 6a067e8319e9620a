// SPDX-License-Identifier: Apache-2.0
// The frame of every command that changes the incident record: open the case, take the newest version,
// change it, append it as the next version, close.
#pragma once

#include "cli/command.h"
#include "playbooks/incident.h"

#include <functional>

namespace firsthour::cli {

// Nothing is written when nothing changed. The option --reason goes into the event.
[[nodiscard]] Try<Exit> change_incident(const Invocation& call,
                                        const std::function<Try<>(playbooks::Incident&)>& change);

// Of every command that changes the record.
inline constexpr Option kReasonOption{
    "reason", "TEXT", {"why it is changed, for the history", "修改理由，载入历史"}};

}  // namespace firsthour::cli
