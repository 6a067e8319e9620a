// SPDX-License-Identifier: Apache-2.0
// A playbook as it is named on the command line: a file, or one of those that come along by its name.
#pragma once

#include "cli/command.h"

#include <string>
#include <vector>

namespace firsthour::cli {

// Where the site's playbooks lie, and the shipped ones again; "" when there is no data folder.
[[nodiscard]] std::string playbook_folder(const Invocation& call);

struct PlaybookFile {
  std::string shown;  // the path, or the name
  std::string text;
};
// What has a slash or a dot in it, and what is there as a file, is a path; else it is a name of the library
// ("ransomware"). Exit 1 names what was looked for; the hint says how names are listed.
[[nodiscard]] Try<PlaybookFile> playbook_file(const Invocation& call, const std::string& named);

// The texts of a playbook and of those that it calls, the playbook first: what Conduct::begin() takes. Called
// ones are looked for among the YAML and JSON files beside a file that was named, then in the library. What
// is not found is not here: the step then fails and says so.
[[nodiscard]] Try<std::vector<std::string>> playbook_texts(const Invocation& call, const std::string& named);

}  // namespace firsthour::cli
