// SPDX-License-Identifier: Apache-2.0
// Path lookup below a root. An image's own symlinks, absolute ones and "..", never lead out of it.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <string>
#include <string_view>

namespace firsthour::collectors {

enum class LookupBy {
  kernel,  // openat2(2) with RESOLVE_IN_ROOT; from Linux 5.6 on
  walk,    // component by component, for older kernels and for paths over PATH_MAX
};

class Root {
 public:
  // The root "/" is looked up by the plain kernel calls, so that the magic links of procfs work.
  [[nodiscard]] static Result<Root> open(const std::string& folder);
  // For tests: the walk on a kernel that has openat2.
  [[nodiscard]] static Result<Root> open(const std::string& folder, LookupBy by);

  // A folder that is open already and need not have a name; not live.
  [[nodiscard]] static Root of(Descriptor folder);

  [[nodiscard]] bool live() const { return live_; }
  // open(2) of `path` below the root; O_CLOEXEC is added. Errors name the path.
  [[nodiscard]] Result<Descriptor> open_path(std::string_view path, int flags) const;

 private:
  Root(Descriptor folder, bool live, LookupBy by) : folder_{std::move(folder)}, live_{live}, by_{by} {}

  Descriptor folder_;
  bool live_;
  LookupBy by_;
};

}  // namespace firsthour::collectors
