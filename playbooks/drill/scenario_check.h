// SPDX-License-Identifier: Apache-2.0
// Whether the parts of a scenario fit together: ids, roles, stages, artefacts within what is allowed.
#pragma once

#include "playbooks/scenario.h"

#include <string>
#include <vector>

namespace firsthour::playbooks {

// `pointer`: where the scenario stands. Injects are in the order of the document.
void check_scenario(const Playbook& playbook, const Scenario& scenario, const std::string& pointer,
                    std::vector<Remark>& remarks);

// Whether an absolute path without "." and ".." lies in the folder.
[[nodiscard]] bool lies_in(std::string_view path, std::string_view folder);
// An address on this machine's loopback with a port: "127.0.0.1:4444".
[[nodiscard]] bool on_loopback(std::string_view address);

}  // namespace firsthour::playbooks
