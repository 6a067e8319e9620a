// SPDX-License-Identifier: Apache-2.0
// The parts of a playbook, read one each. All are total: what cannot be understood is remarked and left out.
#pragma once

#include "playbooks/cacao/fields.h"

namespace firsthour::playbooks {

[[nodiscard]] Step read_step(std::string id, const Json& json, const std::string& pointer,
                             std::vector<Remark>& remarks);
[[nodiscard]] StepCommand read_command(const Json& json, const std::string& pointer,
                                       std::vector<Remark>& remarks);
[[nodiscard]] Variables read_variables(const Json& json, const std::string& pointer,
                                       std::vector<Remark>& remarks);
[[nodiscard]] Party read_party(std::string id, const Json& json, const std::string& pointer,
                               std::vector<Remark>& remarks);
// What our extension says of a step.
[[nodiscard]] Handling read_handling(const Json& json, const std::string& pointer,
                                     std::vector<Remark>& remarks);
// The language and the translations of our extension at the playbook.
void read_texts(const Json& json, const std::string& pointer, Playbook& into, std::vector<Remark>& remarks);

// YAML as people write it into the JSON of the standard: numbers and truths by their keys, short ids as
// UUIDs.
[[nodiscard]] Result<Json> from_writing_form(std::string_view text);
// The id with a UUID in the shape of version 4, made from both.
[[nodiscard]] std::string whole_id(std::string_view playbook, std::string_view short_id);

}  // namespace firsthour::playbooks
