// SPDX-License-Identifier: Apache-2.0
// What the commands of the incident record say. See messages.h.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

inline constexpr Text record_lacks{"still missing ({0}): {1}", "尚缺（{0} 项）：{1}"};
inline constexpr Text record_lacks_some{
    "the incident record still lacks {0} of its fields: firsthour incident show {1}",
    "事件记录尚缺 {0} 项：firsthour incident show {1}"};
inline constexpr Text record_contradiction{"this cannot all be right: {0}", "记录互相矛盾：{0}"};
inline constexpr Text from_the_case{"from the case:", "案件所载："};
inline constexpr Text said_by_people{"(the record says: {0})", "（记录为：{0}）"};
inline constexpr Text nothing_changed{"the incident {0} says so already: nothing was written",
                                      "事件 {0} 已是如此，未写入"};
inline constexpr Text version_title{"version {0}, event {1}, {2}, {3}", "第 {0} 版，事件 {1}，{2}，{3}"};
inline constexpr Text version_reason{"  reason: {0}", "  理由：{0}"};
inline constexpr Text same_incident_id{"{0} is the id of two incidents: {1} and {2}",
                                       "两起事件编号相同：{0}，见 {1} 与 {2}"};

inline constexpr Text state_open{"open", "处置中"};
inline constexpr Text state_closed{"closed", "已关闭"};

// Class and grade.
inline constexpr Text class_suggested{"suggested by {1} ({2} techniques): {0}",
                                      "依据 {1}（{2} 项技术）建议：{0}"};
inline constexpr Text nothing_suggested{"no finding speaks for a class", "现有发现不足以建议类别"};
inline constexpr Text only_suggested{
    "these are suggestions: decide with --class CODE --by NAME --reason TEXT",
    "以上仅为建议；请以 --class 代码 --by 姓名 --reason 理由 确定"};
inline constexpr Text class_is{"class: {0}", "类别：{0}"};
inline constexpr Text class_not_checked{"this class and its code were not compared with the printed standard",
                                        "该类别及代码尚未与标准正式文本核对"};
inline constexpr Text grade_is{"grade: {0}", "事件级别：{0}"};
inline constexpr Text report_grade_is{"grade for reporting: {0}", "报告办法级别：{0}"};
inline constexpr Text grade_open{"grade: not decided", "事件级别：未定"};
inline constexpr Text because_line{"  {0}", "  {0}"};
inline constexpr Text grade_not_checked{
    "a cell that decided this was not compared with the printed text: compare it before relying on it",
    "所依据的表格单元尚未与正式文本核对，使用前请先核对"};
inline constexpr Text table_line{"table: {0}, version {1}, in force since {2}",
                                 "表：{0}，版本 {1}，{2} 起施行"};

}  // namespace firsthour::cli::say
