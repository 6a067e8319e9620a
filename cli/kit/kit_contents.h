// SPDX-License-Identifier: Apache-2.0
// What goes into a kit, before anything is written: every part with its place, checked against what the
// medium can hold.
#pragma once

#include "cli/exit.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

struct KitPart {
  std::string path;  // in the kit
  std::string file;  // copied from there; "" when `text` is what it holds
  std::string text;
  bool executable = false;
};

class KitContents {
 public:
  // Exit 2 when the name cannot stand on FAT or is taken (in any case of letters), 1 when the file is not
  // there or is 4 GiB or more.
  [[nodiscard]] Try<> add_file(std::string path, const std::string& file, bool executable = false);
  [[nodiscard]] Try<> add_text(std::string path, std::string text, bool executable = false);
  // All regular files below the folder, links to such followed; in order of their names.
  [[nodiscard]] Try<> add_folder(const std::string& path, const std::string& folder);

  [[nodiscard]] const std::vector<KitPart>& parts() const { return parts_; }
  [[nodiscard]] bool has(std::string_view path) const;

 private:
  Try<> add(KitPart part);
  std::vector<KitPart> parts_;
  std::map<std::string, std::string> taken_;  // folded name → name
};

}  // namespace firsthour::cli
