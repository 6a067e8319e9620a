// SPDX-License-Identifier: Apache-2.0
// What the papers of drills, and what drills leave to the service year, make the commands say.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

inline constexpr Text scenario_remark{"{0}: {1}", "{0}：{1}"};
inline constexpr Text drill_taken{"the drill {0} gave {1} records", "演练 {0} 转入 {1} 条记录"};
inline constexpr Text drill_nothing_new{"the drill {0} says nothing that is not recorded already",
                                        "演练 {0} 没有尚未登记的内容"};

}  // namespace firsthour::cli::say
