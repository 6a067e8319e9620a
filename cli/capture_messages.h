// SPDX-License-Identifier: Apache-2.0
// What is said of a capture that was written as a ring of files.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

inline constexpr Text ring_problem{"{0}: {1}", "{0}：{1}"};
inline constexpr Text ring_not_closed{
    "{0} has no line: the capture was killed while it was written; taken as it is, without its seal",
    "{0} 在清单中没有记录：写入时采集被强行终止；按现状收入，无封存摘要"};
inline constexpr Text ring_not_ended{"the manifest has no end: the capture was killed, or is still running",
                                     "清单没有结束记录：采集被强行终止，或仍在进行"};
inline constexpr Text ring_taken{
    "{0} files, {1} packets ({2}); deleted by the ring {3}; dropped by the kernel {4}, not written {5}",
    "文件 {0} 个，报文 {1} 个（{2}）；循环覆盖删除 {3} 个文件；内核丢弃 {4}，未写入 {5}"};
inline constexpr Text ring_ended{"the capture ended: {0}", "采集结束原因：{0}"};

}  // namespace firsthour::cli::say
