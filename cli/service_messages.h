// SPDX-License-Identifier: Apache-2.0
// The catalogue of the service year. Names of kinds and fields come from the table of kinds.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

inline constexpr Text service_opened{"service year {0} opened: contract {1}, {2} to {3}",
                                     "已建立服务年度案件 {0}：合同 {1}，{2} 至 {3}"};
inline constexpr Text contract_renewed{"the contract of {0} is replaced: {1}, {2} to {3}",
                                       "已更新 {0} 的合同：{1}，{2} 至 {3}"};
inline constexpr Text service_recorded{"{0} recorded, version {1}", "已记录 {0}，第 {1} 版"};
inline constexpr Text service_unread{"not understood: {0}", "无法读取：{0}"};
inline constexpr Text service_breach{"{0}: {1}", "{0}：{1}"};
inline constexpr Text service_no_contract{
    "this case has no contract: what is due is not known (service open CASE --contract FILE)",
    "本案件没有合同文件，无法判断应完成事项（service open CASE --contract FILE）"};
inline constexpr Text calendar_unpublished{
    "no notice on working days of {0} is known: working days are taken as Monday to Friday",
    "未收录 {0} 年节假日安排：工作日按周一至周五计"};
inline constexpr Text nothing_due{"nothing is due", "没有待完成事项"};
inline constexpr Text no_records{"no records", "没有记录"};
inline constexpr Text overdue_line{"overdue: {0} of {1}, {2} to {3} (--overdue lists them)",
                                   "逾期：{1} {0} 项，{2} 至 {3}（--overdue 逐项列出）"};
inline constexpr Text more_dues{"… and {0} more: firsthour service list CASE --due",
                                "……另有 {0} 项：firsthour service list CASE --due"};

inline constexpr Text import_encoding{"{0}: read as {1}, columns taken: {2}",
                                      "{0}：按 {1} 读取，采用的列：{2}"};
inline constexpr Text import_columns_left{"columns not taken: {0}", "未采用的列：{0}"};
inline constexpr Text import_row_left{"line {0} was not taken: {1}", "第 {0} 行未导入：{1}"};
inline constexpr Text import_rows_left{"{0} further rows were not taken; --json names every one",
                                       "另有 {0} 行未导入；--json 逐行列出"};
inline constexpr Text imported{"{0} rows taken, {1} not", "已导入 {0} 行，未导入 {1} 行"};
inline constexpr Text importing{"recorded: {0} of {1}", "已记录：{0} / {1}"};

inline constexpr Text head_clause{"clause", "条款"};
inline constexpr Text head_target{"target", "指标"};
inline constexpr Text head_actual{"actual", "实际"};
inline constexpr Text head_standing{"standing", "状态"};
inline constexpr Text head_due{"due", "期限"};
inline constexpr Text head_what{"what", "事项"};
inline constexpr Text head_history{"versions", "版本记录"};
inline constexpr Text head_breaches{"against the contract", "与合同不符"};
inline constexpr Text show_contract{"contract", "合同"};
inline constexpr Text show_customer{"customer", "甲方"};
inline constexpr Text show_provider{"provider", "乙方"};
inline constexpr Text show_period{"service period", "服务期"};
inline constexpr Text show_records{"records", "记录数"};
inline constexpr Text period_line{"{0} to {1}, signed {2}", "{0} 至 {1}，签订日期 {2}"};
inline constexpr Text watch_line{"{0} {1}: {2} to {3}, {4} shifts", "{0} {1}：{2} 至 {3}，{4} 个班次"};
inline constexpr Text watch_gap{"  gap: {0} to {1}", "  空档：{0} 至 {1}"};
inline constexpr Text watch_overlap{"  overlap: {0} to {1}", "  重叠：{0} 至 {1}"};
inline constexpr Text watch_used{"days of watch used: {0} of {1}", "值守天数：已用 {0} 天，共 {1} 天"};
inline constexpr Text blank_field{"(taken out)", "（已删除）"};
inline constexpr Text version_line{"version {0}: {1}, {2}, event {3}", "第 {0} 版：{1}，{2}，事件 {3}"};

}  // namespace firsthour::cli::say
