// SPDX-License-Identifier: Apache-2.0
// The option of those commands that print or list forms.
#pragma once

#include "cli/options.h"

namespace firsthour::cli {

inline constexpr Option kOwnFormsOption{
    "forms",
    "DIR",
    {"form packs of the site, over the ones that come along", "本单位文书模板文件夹，优先于自带模板"}};

}  // namespace firsthour::cli
