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
inline constexpr Text check_paper_same{
    "{0}: as it was made: {1}, event {2} of {3}, from its first {4} events",
    "{0}：与生成时一致：{1}，{3} 事件 {2}，依据其前 {4} 条记录"};
inline constexpr Text check_paper_key{"the ledger holds; its key: {0}", "账本完好；签名密钥指纹：{0}"};
inline constexpr Text check_namesake{
    "a file of this name was made on {0} (Beijing time) as `{1}` ({2}), from the first {3} events of {4}: "
    "its "
    "event {5}",
    "同名文件于 {0}（北京时间）作为 {1}（{2}）生成，依据 {4} 前 {3} 条记录，见其事件 {5}"};
inline constexpr Text check_recorded_as{"  recorded: {0} bytes, SHA-256 {1}",
                                        "  登记：{0} 字节，SHA-256 {1}"};
inline constexpr Text check_is_now{"  this file: {0} bytes, SHA-256 {1}", "  本文件：{0} 字节，SHA-256 {1}"};
inline constexpr Text check_head_held{
    "it carries the head of {0} events of {1}, which that ledger had: what was altered is the document",
    "文件所载检查点（{0} 条）与 {1} 的账本一致：被改动的是文件本身"};
inline constexpr Text check_head_never{"it carries a head of {0} events of {1} that this ledger never had",
                                       "文件所载检查点（{0} 条）与 {1} 的账本不符"};
inline constexpr Text check_head_elsewhere{
    "it carries a head of {0} events of the case {1}, which is not in this folder",
    "文件所载检查点（{0} 条）属于案件 {1}，该案件不在此文件夹中"};
inline constexpr Text check_differs{"{0}: the report says {1}, the cases say {2}",
                                    "{0}：报告为 {1}，案件为 {2}"};

}  // namespace firsthour::cli::say
