// SPDX-License-Identifier: Apache-2.0
// Tables of law and standards as data (playbooks/tables/*.yaml): built into the program, and taken from a
// folder instead where a corrected copy lies there.
#pragma once

#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <span>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

// The text that was built in, "" when there is none of that name ("duties.yaml").
[[nodiscard]] std::string_view built_in_table(std::string_view name);

// The text of a file of data, at most 1 MiB. A pipe, which would be waited for without end, is refused.
[[nodiscard]] Result<std::string> data_text(const std::string& path);
// The text in force: `folder`/`name` where that file is there, else the built-in one; "" as folder: built in.
[[nodiscard]] Result<std::string> table_text(std::string_view name, const std::string& folder);
// The same, parsed; failures name the file.
[[nodiscard]] Result<Json> load_table(std::string_view name, const std::string& folder);

// Fails with the place and a suggestion when an object has a key that is not among those known, or is none.
[[nodiscard]] Result<> only_keys(const Json& object, std::span<const std::string_view> known,
                                 std::string_view where);

}  // namespace firsthour::playbooks
