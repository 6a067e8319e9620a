// SPDX-License-Identifier: Apache-2.0
// The `scene` of the answers: reading and writing.
#pragma once

#include "casefile/json_fwd.h"
#include "playbooks/records/answers_section.h"
#include "playbooks/scene.h"

namespace firsthour::playbooks {

void read_scene(AnswersSection& in, Scene& into);
// Only what was said: an empty object for a scene of which nobody said anything.
[[nodiscard]] Json to_json(const Scene& scene);

}  // namespace firsthour::playbooks
