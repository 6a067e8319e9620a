// SPDX-License-Identifier: Apache-2.0
// What the commands of custody say and ask. See messages.h.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

// Transfer.
inline constexpr Text ask_transfer_from{"Handed over by (name, unit)?", "移交人（姓名，单位）？"};
inline constexpr Text ask_transfer_to{"Received by (name, unit)?", "接收人（姓名，单位）？"};
inline constexpr Text ask_transfer_reason{"Why is it handed over?", "移交事由？"};
inline constexpr Text ask_transfer_place{"Where?", "移交地点？"};
inline constexpr Text ask_seal_number{"Number of the seal on the medium?", "介质封条编号？"};
inline constexpr Text ask_condition{"State of medium and seal, as found?", "介质与封条状态（所见）？"};
inline constexpr Text ask_paper_head{"Head on the hand-over form (SIZE:ROOT)?",
                                     "移交清单上的检查点（条数:根值）？"};
inline constexpr Text released{"event {0}: handed over by {1} to {2}", "事件 {0}：{1} 移交给 {2}"};
inline constexpr Text received{"event {0}: received by {2} from {1}", "事件 {0}：{2} 自 {1} 接收"};
inline constexpr Text case_checked{"the case was checked before: {0}", "移交前核验：{0}"};
inline constexpr Text ledger_head_title{"head of the ledger, {0} events", "账本检查点，共 {0} 条"};
inline constexpr Text head_for_form{"write this head on the hand-over form, or print it: {0}",
                                    "将此检查点抄写在移交清单上，或打印：{0}"};
inline constexpr Text head_matches{"the head of the release is one of this ledger: {0} events",
                                   "移交时的检查点与本账本一致：{0} 条"};
inline constexpr Text paper_matches{"the head on paper is one of this ledger: {0} events",
                                    "纸面检查点与本账本一致：{0} 条"};
inline constexpr Text head_differs{"DIFFERENT: this ledger is not the one that was handed over",
                                   "不一致：本账本不是所移交的账本"};
inline constexpr Text not_on_paper{
    "the head was not compared with one on paper (--head SIZE:ROOT): only that shows an older copy",
    "检查点未与纸面记录比对（--head 条数:根值）：只有比对才能发现旧副本"};
inline constexpr Text unsigned_yet{"no signature yet: attach the scan, case attach CASE FILE --form EVENT",
                                   "尚无签名：附上扫描件，case attach CASE FILE --form 事件号"};

// Approval.
inline constexpr Text ask_approval_what{"What is approved?", "批准事项？"};
inline constexpr Text ask_approval_by{"By whom (name, unit)?", "批准人（姓名，单位）？"};
inline constexpr Text ask_approval_owed_by{"Who has to approve it (name, unit)?",
                                           "应由谁批准（姓名，单位）？"};
inline constexpr Text ask_approval_time{"When?", "批准时间？"};
inline constexpr Text ask_approval_due{"By when has it to be made good?", "须于何时前补办？"};
inline constexpr Text approved{"event {0}: approved by {1}: {2}", "事件 {0}：{1} 批准：{2}"};
inline constexpr Text approval_owed{"event {0}: to be approved by {1}: {2}",
                                    "事件 {0}：须由 {1} 补办批准：{2}"};
inline constexpr Text approval_due{"due {0} (Beijing time); then: firsthour case approve {1} --settles {2}",
                                   "期限 {0}（北京时间）；补办：firsthour case approve {1} --settles {2}"};
inline constexpr Text approval_late{"made good after its deadline ({0}, Beijing time)",
                                    "补办已超过期限（{0}，北京时间）"};

// Witness.
inline constexpr Text ask_witness_id_kind{"  kind of identity document?", "  证件种类？"};
inline constexpr Text ask_witness_contact{"  how to be reached?", "  联系方式？"};
inline constexpr Text ask_not_eligible{"  why not?", "  不符合条件的原因？"};
inline constexpr Text ask_video{"  video (item, or SHA-256)?", "  录像（证据项，或 SHA-256）？"};
inline constexpr Text witnessed{"event {0}: witness {1}", "事件 {0}：见证人 {1}"};
inline constexpr Text no_witness{"event {0}: no witness: {1}", "事件 {0}：无见证人：{1}"};
inline constexpr Text film_everything{
    "film everything, attach the video (case attach --kind video) and name it here with --video",
    "请全程录像，附上录像（case attach --kind video），并用 --video 指明"};
inline constexpr Text witness_of_own_unit{"{0} is of a unit that acts here: not eligible as a witness",
                                          "{0} 属于参与处置的单位，不具备见证人资格"};

// What is still to do (case show). Times are Beijing time.
inline constexpr Text show_still_to_do{"Still to do (times are Beijing time)", "待办（时间为北京时间）"};
inline constexpr Text show_anchors{"Anchors (times are Beijing time)", "外部锚定（时间为北京时间）"};
inline constexpr Text show_record_access{"access", "记录查阅"};
inline constexpr Text show_unsigned{"unsigned", "未签字"};
inline constexpr Text show_overdue{"OVERDUE", "已逾期"};
inline constexpr Text show_due{"due", "待补办"};
inline constexpr Text show_on_the_way{"on the way", "移交在途"};
inline constexpr Text show_problem{"problem", "问题"};
inline constexpr Text show_cosigned{"cosigned", "会签"};
inline constexpr Text show_timestamp{"time stamp", "时间戳"};
inline constexpr Text show_printed{"{0}, printed {1}, head of {2} events", "{0}，打印于 {1}，检查点 {2} 条"};
inline constexpr Text show_printed_file{"event {0}: {1}", "事件 {0}：{1}"};
inline constexpr Text unsigned_form{"    not signed: event {0}, {1}, head of {2} events",
                                    "    未签字：事件 {0}，{1}，检查点 {2} 条"};
inline constexpr Text next_scan{
    "  then firsthour case attach {0} SCAN --form EVENT; who signs which: firsthour report unsigned {0}",
    "  签字后 firsthour case attach {0} 扫描件 --form 事件号；应签字人：firsthour report unsigned {0}"};
inline constexpr Text show_approval{"event {0}: {1}; by {2}", "事件 {0}：{1}；批准人 {2}"};
inline constexpr Text show_over_by{"was due {0}: {1} over", "期限 {0}：已逾期 {1}"};
inline constexpr Text show_due_in{"due {0}: in {1}", "期限 {0}：剩余 {1}"};
inline constexpr Text show_release{"event {0}: {1} to {2}, {3}; not received",
                                   "事件 {0}：{1} 移交 {2}，{3}；尚未接收"};
inline constexpr Text show_mismatch{"event {0}: the ledger received is not the one handed over",
                                    "事件 {0}：接收的账本不是所移交的账本"};
inline constexpr Text show_transfer_unsigned{"event {0}: the transfer has neither signature nor reason",
                                             "事件 {0}：移交既无签名，亦未说明原因"};
inline constexpr Text show_anchor{"head of {0} events ({1}), {2}, {3}{4}",
                                  "{0} 条的检查点（{1}），{2}，{3}{4}"};

// Signed copies.
inline constexpr Text ask_signed_by{"Who signed it?", "签字人？"};

// Recorded access.
inline constexpr Text ask_access_reason{"Why is it read?", "查阅理由？"};
inline constexpr Text access_recorded{"access recorded as event {0}", "已记录查阅：事件 {0}"};

}  // namespace firsthour::cli::say
