// SPDX-License-Identifier: Apache-2.0
// The playbooks that come along, by name ("ransomware"). They are data, library/*.yaml, and built in too, so
// that one program on a stick has them; a file NAME.yaml in a folder (share/firsthour/playbooks) takes the
// built-in one's place, and further files there are further playbooks. library/README.md lists them.
#pragma once

#include "casefile/result.h"
#include "playbooks/playbook.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct LibraryPlaybook {
  std::string name, id, version;
  Words title;
  std::vector<std::string> types;
  bool drill = false;    // it holds a drill's scenario
  bool part = false;     // its label says so: others call it
  bool of_site = false;  // from the folder
  std::string unusable;  // why it cannot be read; then the rest is empty
};

// All of them, by name. `folder` may be "" (none) or missing.
[[nodiscard]] std::vector<LibraryPlaybook> list_library(const std::string& folder);

// The text. `not_found` suggests a name that is near; `malformed` where the name is none (a letter or digit,
// then letters, digits, dashes).
[[nodiscard]] Result<std::string> library_text(std::string_view name, const std::string& folder);

// The text itself and those of the playbooks that it calls, and that those call, as far as the library has
// them; each once, the text itself first.
[[nodiscard]] Result<std::vector<std::string>> with_called(const std::string& text,
                                                           const std::string& folder);

// The built-in ones alone.
[[nodiscard]] std::vector<std::string_view> built_in_playbook_names();
[[nodiscard]] std::string_view built_in_playbook(std::string_view name);  // "" for none

}  // namespace firsthour::playbooks
