// SPDX-License-Identifier: Apache-2.0
// The catalogue: everything that firsthour says by itself, in English and in Chinese. The names are the
// keys. Help texts of options stand in the commands' tables; sentences of errors are English and carry
// the facts; findings bring their own two languages.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

// Frame.
inline constexpr Text error{"error", "错误"};
inline constexpr Text warning{"warning", "警告"};
inline constexpr Text hint{"hint", "提示"};
inline constexpr Text usage_line{"firsthour [--json] [--lang zh|en] [-q|-v] COMMAND [OPTION]… [ARGUMENT]…",
                                 "用法：firsthour [--json] [--lang zh|en] [-q|-v] 命令 [选项]… [参数]…"};
inline constexpr Text commands_title{"Commands:", "命令："};
inline constexpr Text options_title{"Options:", "选项："};
inline constexpr Text options_word{"[OPTION]…", "[选项]…"};
inline constexpr Text global_options_title{"Options of every command:", "通用选项："};
inline constexpr Text help_footer{"firsthour help COMMAND explains one; man firsthour-COMMAND says more",
                                  "firsthour help 命令：查看某一命令的说明；man firsthour-命令：详细手册"};
inline constexpr Text yes{"yes", "是"};
inline constexpr Text no{"no", "否"};
inline constexpr Text blank{"(blank)", "（空白）"};

// Keys.
inline constexpr Text key_made{"made signing key {0} in {1}, fingerprint {2}",
                               "已生成签名密钥 {0}，位于 {1}，指纹 {2}"};
inline constexpr Text key_line{"{0}: {1}, fingerprint {2}", "{0}：{1}，指纹 {2}"};

// Cases.
inline constexpr Text case_made{"new case {0}", "已建立案件 {0}"};
inline constexpr Text case_marked_exercise{"EXERCISE: this case is marked as practice",
                                           "演练：本案件已标记为演练"};
inline constexpr Text show_name{"case", "案件"};
inline constexpr Text show_id{"id", "标识"};
inline constexpr Text show_created{"created", "建立时间"};
inline constexpr Text show_exercise{"exercise", "演练"};
inline constexpr Text show_sealed{"sealed", "已封存"};
inline constexpr Text show_events{"events", "事件数"};
inline constexpr Text show_items{"items", "证据项"};
inline constexpr Text show_findings{"findings", "发现"};
inline constexpr Text show_objects{"objects", "对象"};
inline constexpr Text show_key{"signing key", "签名密钥"};
inline constexpr Text added_item{"{0}: {1}, {2}, SHA-256 {3}", "{0}：{1}，{2}，SHA-256 {3}"};
inline constexpr Text sealed_case{"the evidence of {0} is sealed; the ledger goes on",
                                  "{0} 的证据已封存；账本继续记录"};
inline constexpr Text not_to_terminal{"the bytes are not text and standard output is a terminal",
                                      "内容不是文本，而标准输出是终端"};

// Ingest.
inline constexpr Text ingesting{"taking in: {0} items, {1}", "正在存入：{0} 项，{1}"};
inline constexpr Text ingested{"{0}: {1} items, {2}", "{0}：{1} 项，{2}"};
inline constexpr Text ingest_digest{"SHA-256 {0}", "SHA-256 {0}"};
inline constexpr Text ingest_sm3{"SM3     {0}", "SM3     {0}"};
inline constexpr Text as_on_paper{"the digest is the one on paper", "摘要与纸面记录一致"};
inline constexpr Text not_as_on_paper{"the digest is NOT the one on paper", "摘要与纸面记录不一致"};
inline constexpr Text not_compared{"the digest was not compared with one on paper (--expect DIGEST)",
                                   "摘要未与纸面记录比对（--expect 摘要）"};
inline constexpr Text stream_cut{"the collection ended early: what came before is in the case",
                                 "采集包提前结束：此前内容已存入案件"};
inline constexpr Text stream_tampered{"something in the collection does not verify: {0}",
                                      "采集包中有内容未通过校验：{0}"};

// Verify.
inline constexpr Text verifying{"checking: {0} items, {1}", "正在校验：{0} 项，{1}"};
inline constexpr Text verdict_good{"GOOD: every digest, the ledger and its signature hold",
                                   "通过：全部摘要、账本与签名均有效"};
inline constexpr Text verdict_untrusted{
    "UNKNOWN KEY: all holds together, but the signing key is none that you trust",
    "密钥未知：内容自洽，但签名密钥不在您信任之列"};
inline constexpr Text verdict_evidence{"ALTERED: evidence is not what was recorded",
                                       "已改动：证据与记录不符"};
inline constexpr Text verdict_ledger{"BROKEN: the ledger is not what was signed", "损坏：账本与签名不符"};
inline constexpr Text verdict_signature{"SIGNATURE: missing or wrong", "签名：缺失或错误"};
inline constexpr Text verdict_not_closed{
    "NOT CLOSED CLEANLY: the head is older than the ledger; what is there holds",
    "未正常关闭：检查点早于账本；现有内容有效"};
inline constexpr Text verified_counts{"{0} events, {1} items, {2} objects, {3}",
                                      "{0} 个事件，{1} 项证据，{2} 个对象，{3}"};
inline constexpr Text verified_key{"signed by {0}, fingerprint {1}", "签名者 {0}，指纹 {1}"};
inline constexpr Text compare_fingerprint{
    "compare the fingerprint with the one on the signed form, or name the key with --trust",
    "请将指纹与已签字文书上的指纹核对，或用 --trust 指定密钥"};

}  // namespace firsthour::cli::say
