// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/folder_names.h"

#include "casefile/freed.h"
#include "casefile/store/durable_file.h"

#include <dirent.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace firsthour {

Result<std::vector<std::string>> names_in(int folder, const std::string& name) {
  auto opened = open_folder_at(folder, name);
  if (!opened) return tl::unexpected{opened.error()};
  const std::unique_ptr<DIR, Freed<::closedir>> entries{::fdopendir(opened->get())};
  if (!entries) return fail_errno(name);
  static_cast<void>(opened->release());  // closedir closes it
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(entries.get()))
    if (const std::string_view text{entry->d_name}; text != "." && text != "..") names.emplace_back(text);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace firsthour
