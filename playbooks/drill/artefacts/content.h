// SPDX-License-Identifier: Apache-2.0
// The bytes of artefacts: a function of scenario and artefact alone, so that one of ours is known by them.
#pragma once

#include "playbooks/scenario.h"

#include <string>

namespace firsthour::playbooks {

// Twelve hexadecimal digits, another for each scenario and artefact.
[[nodiscard]] std::string mark_of(const Scenario& scenario, const Artefact& artefact);
// Of kinds that are files; "" for the program on a machine that it was not made for.
[[nodiscard]] std::string content_of(const Scenario& scenario, const Artefact& artefact);

}  // namespace firsthour::playbooks
