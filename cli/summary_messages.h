// SPDX-License-Identifier: Apache-2.0
// What the commands of the summary say.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

inline constexpr Text reading_cases{"checking and reading cases: {0} of {1}",
                                    "正在核对并读取案件：{0} / {1}"};
inline constexpr Text summary_made{"{0} incidents and {1} drills in {2} cases",
                                   "{2} 个案件：事件 {0} 起，演练 {1} 次"};
inline constexpr Text summary_missing{
    "{0} points are missing before it can be signed; they are on its first pages",
    "签署前尚有 {0} 项须补全或说明，已列在报告开头"};
inline constexpr Text summary_clause{"{0}: {1}", "{0}：{1}"};
inline constexpr Text summary_not_recorded{
    "there is no service-year case in the folder: the report is recorded nowhere",
    "文件夹中没有服务年度案件：本报告未记入任何账本"};
inline constexpr Text check_same{"{0}: made again from the first events of {1} cases, byte for byte the same",
                                 "{0}：由 {1} 个案件的同样记录重新生成，逐字节相同"};
inline constexpr Text check_figures_same{"{0}: every figure is what the cases say ({1} figures, {2} cases)",
                                         "{0}：全部数字与案件一致（{1} 个数字，{2} 个案件）"};
inline constexpr Text check_unknown{
    "{0}: its figures are what the {1} cases that it names say, but no ledger of the folder knows this file: "
    "it may name fewer "
    "cases than there were",
    "{0}：其数字与其所列 {1} 个案件一致，但文件夹内没有账本记录过此文件：它所列的案件可能不全"};
inline constexpr Text check_differs{"{0}: the report says {1}, the cases say {2}",
                                    "{0}：报告为 {1}，案件为 {2}"};

}  // namespace firsthour::cli::say
