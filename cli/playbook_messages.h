// SPDX-License-Identifier: Apache-2.0
// The catalogue of running playbooks.
#pragma once

#include "cli/text.h"

#include <array>

namespace firsthour::cli::say {

inline constexpr Text run_begun{"{0} begun: {1}", "已开始 {0}：{1}"};
inline constexpr Text run_goes_on{"{0} goes on: {1}", "继续 {0}：{1}"};
inline constexpr Text run_over{"{0} is over: {1}", "{0} 已结束：{1}"};
inline constexpr Text run_paused{"{0} is paused; --resume goes on", "{0} 已暂停；--resume 继续"};
inline constexpr Text run_waits{"waiting: {0}", "待处理：{0} 项"};
inline constexpr Text run_exercise{"EXERCISE: nothing that changes a system is run",
                                   "演练：不执行任何改变系统的操作"};
inline constexpr Text run_step{"  [{0}] {1}", "  [{0}] {1}"};
inline constexpr Text run_who{"      {0}; {1}", "      {0}；{1}"};
inline constexpr Text run_by{"by {0}", "时限 {0}"};
inline constexpr Text run_late{"LATE since {0}", "已超时，时限 {0}"};
inline constexpr Text run_nobody{"nobody in particular", "未指定人员"};
inline constexpr Text run_ended_step{"done: {0}: {1}", "已完成：{0}：{1}"};
inline constexpr Text run_failed_step{"  {0}: {1}: {2}", "  {0}：{1}：{2}"};
inline constexpr Text run_command{"running: {0}", "正在执行：{0}"};
inline constexpr Text run_how_to_say{
    "say it: firsthour playbook run {0} --case {1} --done N | --failed N | --approve N | --refuse N | "
    "--decide N=OPTION | "
    "--skip N --why …",
    "答复方式：firsthour playbook run {0} --case {1} --done N | --failed N | --approve N | --refuse N | "
    "--decide N=选项 | "
    "--skip N --why …"};

// What is asked for, by kind of Due.
inline constexpr Text due_approval{"APPROVAL: this may change the target", "待批准：可能改变目标系统"};
inline constexpr Text due_person{"to be done", "待办"};
inline constexpr Text due_decision{"DECISION: {0}", "待决定：{0}"};
inline constexpr Text due_unknown{"its end was not recorded: done, failed, or approve to run it again?",
                                  "执行结果未记录：已完成、失败，还是重新执行？"};
inline constexpr Text due_rollback{"FAILED: take it back, or keep it (--roll-back N, --keep N --why …)",
                                   "失败：回退或保留（--roll-back N，--keep N --why …）"};
inline constexpr Text due_delay{"waits until {0}", "等待至 {0}"};

// At the terminal.
inline constexpr Text ask_approve{"[{0}] approve? y, n, or s to skip: ",
                                  "[{0}] 是否批准？y 批准，n 不批准，s 跳过："};
inline constexpr Text ask_done{"[{0}] d done, f failed, s skip, h hand over, p pause, q leave: ",
                               "[{0}] d 完成，f 失败，s 跳过，h 移交，p 暂停，q 离开："};
inline constexpr Text ask_option{"[{0}] which? {1}: ", "[{0}] 请选择 {1}："};
inline constexpr Text ask_rollback{"[{0}] take it back? y, or n to keep it: ",
                                   "[{0}] 是否回退？y 回退，n 保留："};
inline constexpr Text ask_who{"who? ", "何人？"};
inline constexpr Text ask_why{"why? ", "理由？"};
inline constexpr Text ask_value{"{0} ({1}) = ", "{0}（{1}）= "};

// Validating.
inline constexpr std::array<Text, 3> remark_kinds{{{"error", "错误"}, {"warning", "警告"}, {"note", "说明"}}};
inline constexpr Text validated{"errors: {0}, warnings: {1}, notes: {2}", "错误 {0}，警告 {1}，说明 {2}"};

// Showing.
inline constexpr Text way_failure{"on failure", "失败"};
inline constexpr Text way_yes{"yes", "是"};
inline constexpr Text way_no{"no", "否"};
inline constexpr Text way_round{"each round", "循环"};
inline constexpr Text way_exception{"exception", "例外处理"};
inline constexpr Text flow_due{"{0} min", "{0} 分钟内"};
inline constexpr Text flow_changes{"needs approval", "须批准"};
inline constexpr Text flow_rollback{"can be taken back", "可回退"};
inline constexpr Text list_part{" (part of others)", "（公用流程）"};
inline constexpr Text flow_again{"(goes on there) {0}", "（转至）{0}"};

// Signatures.
inline constexpr std::array<Text, 5> signature_states{{{"good", "成立"},
                                                       {"BAD", "不成立"},
                                                       {"not checked", "未核验"},
                                                       {"holds, outside its time", "成立，已不在有效期内"},
                                                       {"revoked", "已撤销"}}};
inline constexpr Text signature_line{"{0}: {1}, {2}, key {3} {4}", "{0}：{1}，{2}，密钥 {3} {4}"};
inline constexpr Text signature_untrusted{"whose key that is was not checked: --trust FILE",
                                          "未核对密钥归属：--trust 文件"};
inline constexpr Text playbook_signed{"{0} written, signed with {1}", "已写入 {0}，签名算法 {1}"};

// Outcomes.
inline constexpr std::array<Text, 5> outcomes{{{"success", "成功"},
                                               {"failure", "失败"},
                                               {"timeout", "超时"},
                                               {"skipped", "跳过"},
                                               {"cancelled", "取消"}}};

}  // namespace firsthour::cli::say
