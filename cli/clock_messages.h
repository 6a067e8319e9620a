// SPDX-License-Identifier: Apache-2.0
// What the clocks of an incident say. See messages.h.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

inline constexpr Text clocks_title{"Clocks (Beijing time)", "时限（北京时间）"};
inline constexpr Text clocks_exercise{"Clocks of an EXERCISE (Beijing time): nothing is owed to an authority",
                                      "演练时限（北京时间）：不产生法定报告义务"};
inline constexpr Text clock_parties{"{0} → {1}; {2}", "{0} → {1}；{2}"};
inline constexpr Text clock_owner{"{0}; {1}", "{0}；{1}"};
inline constexpr Text clock_may_apply{"may apply: not decided yet: {0}", "可能适用：{0}未定"};
inline constexpr Text clock_unchecked{"not checked against the printed text", "未与正式文本核对"};
inline constexpr Text clock_reason{"reason: {0}", "原因：{0}"};
inline constexpr Text clock_no_reason{"reason: not recorded", "原因：未登记"};
inline constexpr Text clock_waits{"from: {0}", "起算：{0}"};
inline constexpr Text clock_from_done{"done before it began", "完成早于起算"};
inline constexpr Text clocks_next{"Now:", "现在要做："};
inline constexpr Text clock_next{"  {0} ({1}): {2}", "  {0}（{1}）：{2}"};
inline constexpr Text clock_next_command{"      firsthour incident clock {0} {1}",
                                         "      firsthour incident clock {0} {1}"};
inline constexpr Text clock_decide{
    "  decide: {0}  (firsthour incident update {1} operator_kind=… report_grade=… suspected_crime=…)",
    "  请确定：{0}（firsthour incident update {1} operator_kind=… report_grade=… suspected_crime=…）"};
inline constexpr Text clocks_by{"by the table of duties {0}; contract: {1}", "依据：时限表 {0}；合同：{1}"};
inline constexpr Text clocks_no_contract{
    "none: 60 minutes to the site, 60 to tell the operator (--contract FILE)",
    "未提供：按 60 分钟到场、60 分钟告知计（--contract 文件）"};
inline constexpr Text clock_due_soon{"due soon: {0}: {1}, by {2} (UTC+8); {3}",
                                     "即将到期：{0}，{1}，截止 {2}；{3}"};
inline constexpr Text clock_overdue{"OVERDUE: {0}: {1}, was due {2} (UTC+8); {3}",
                                    "已超期：{0}，{1}，应于 {2} 前完成；{3}"};
inline constexpr Text clock_at_once{"owed at once: {0}; {1}", "应尽快办理：{0}；{1}"};
inline constexpr Text next_clock{
    "  firsthour incident clock {0}   every clock that runs, who owes what to whom",
    "  firsthour incident clock {0}   全部时限：谁应在何时向谁报告"};
inline constexpr Text watch_over{"nothing runs any more", "没有仍在计时的事项"};
inline constexpr Text contract_recorded{"contract {0} is now in the case", "合同 {0} 已记入案件"};

}  // namespace firsthour::cli::say
