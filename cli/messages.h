// SPDX-License-Identifier: Apache-2.0
// The catalogue: everything that firsthour says by itself, in English and in Chinese. The names are the
// keys. Help texts of options stand in the commands' tables; sentences of errors are English and carry
// the facts; findings bring their own two languages.
#pragma once

#include "cli/text.h"

#include <array>

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
inline constexpr Text identity_made{
    "made identity {0} in {1}: keep {0}.identity to yourself, hand out {0}.recipient",
    "已生成身份密钥 {0}，位于 {1}：{0}.identity 须自行保管，{0}.recipient 可交给他人"};
inline constexpr Text identity_line{"{0}: {1}, encrypted to", "{0}：{1}，用于接收加密"};
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
inline constexpr Text taking_file{"{0}:", "{0}："};
inline constexpr Text listening{
    "waiting on {0}, Ctrl-C ends it. On the examined host, with an address of this machine that it can "
    "reach:\n"
    "  collect --out tls://ADDRESS:{1} --code {2}",
    "正在 {0} 等待接收，按 Ctrl-C 结束。请在被检查主机上运行（ADDRESS 为其可达的本机地址）：\n"
    "  collect --out tls://ADDRESS:{1} --code {2}"};
inline constexpr Text was_encrypted{"it was encrypted to {0}", "原为加密，接收者：{0}"};
inline constexpr Text identity_unusable{"not used: {0}", "未使用：{0}"};
inline constexpr Text ask_passphrase{"Passphrase of the encrypted collection:", "加密采集包的口令："};
inline constexpr Text adding{"copied {0} of {1}", "已复制 {0} / {1}"};
inline constexpr Text copy_resumed{"{0}: went on with a copy that was stopped; {1} were there and checked",
                                   "{0}：续接中断的复制；已有 {1}，已逐块核对"};
inline constexpr Text copy_anew{
    "{0}: a stopped copy was there, but the file has changed since or the copy is damaged: copied anew",
    "{0}：存在中断的复制，但文件其后已变化或该副本已损坏：已重新复制"};
inline constexpr Text copy_stays{"what was copied of a large file stays: adding it again goes on with it",
                                 "大文件已复制的部分保留：再次添加同一文件即可续接"};
inline constexpr Text show_stopped{"stopped copy", "中断的复制"};
inline constexpr Text stopped_copy_is{"{0}: {1} of {2}; firsthour case add of the same file goes on with it",
                                      "{0}：{1} / {2}；对同一文件执行 firsthour case add 即可续接"};
inline constexpr Text discarded_copy{"discarded the stopped copy of {0} ({1} of {2})",
                                     "已丢弃 {0} 的中断复制（{1} / {2}）"};
inline constexpr Text ingested{"{0}: {1} items, {2}", "{0}：{1} 项，{2}"};
inline constexpr Text ingest_goes_on{
    "this goes on with {0}, which had not come whole: {1} items were there already",
    "续收 {0}（此前未收完）：其中 {1} 项已在案件中"};
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

inline constexpr Text source_failed{"a source gave nothing: {0}", "有来源未能采集：{0}"};

// Proofs.
inline constexpr Text proof_written{"{0}: item {1}, event {2} of {3}", "{0}：{1}，第 {2} 号事件，共 {3} 个"};
inline constexpr Text proof_good{
    "GOOD: the item was in the case, these are its bytes, and a key that you trust signed for it",
    "通过：该项证据在案件中，内容一致，并由您信任的密钥签名"};
inline constexpr Text proof_partial{
    "IN PART: a key that you trust signed for the item, but NO FILE WAS GIVEN: its bytes were not compared",
    "仅部分校验：该项证据由您信任的密钥签名，但未给出文件，内容未比对"};
inline constexpr Text proof_other_bytes{"ALTERED: these are not the item's bytes",
                                        "已改动：内容与该项证据不符"};
inline constexpr Text proof_not_included{"BROKEN: the item is not in the case that was signed",
                                         "损坏：该项证据不在所签名的案件中"};
inline constexpr Text proof_not_signed{"SIGNATURE: missing, wrong, or of no key that you trust",
                                       "签名：缺失、错误，或不属于您信任的密钥"};
inline constexpr Text proof_item{"item    ", "证据项"};
inline constexpr Text proof_path{"path    ", "路径"};
inline constexpr Text proof_host{"host    ", "主机"};
inline constexpr Text proof_kind{"kind    ", "类型"};
inline constexpr Text proof_size{"bytes   ", "字节数"};
inline constexpr Text proof_sha256{"SHA-256 ", "SHA-256"};
inline constexpr Text proof_parent{"made of ", "来源项"};
inline constexpr Text proof_event{"recorded", "记录事件"};
inline constexpr Text proof_case{"case    ", "案件"};
inline constexpr Text proof_head{"head    ", "检查点"};
inline constexpr Text proof_signer{"signed  ", "签名"};
inline constexpr Text proof_cosigner{"cosigned", "会签"};

// Time stamps.
inline constexpr Text request_written{
    "{0}: send it to a time stamp authority; case timestamp --reply takes the answer",
    "{0}：请发送至时间戳机构；回复用 case timestamp --reply 存入"};
inline constexpr Text asking_authority{"asking {0}", "正在请求 {0}"};
inline constexpr Text timestamp_kept{"the head of {0} events ({1} tree) was there at {2}, says {3}",
                                     "共 {0} 个事件的检查点（{1} 树）已于 {2} 存在，由 {3} 证明"};
inline constexpr Text timestamp_unchecked{
    "whether the authority is one to trust was not checked: --ca FILE names its certificates",
    "未核对该机构是否可信：请用 --ca 指定其证书"};
inline constexpr Text nonce_not_compared{
    "the nonce was not compared: --request FILE names the request that was sent",
    "未比对随机数：请用 --request 指定已发出的请求"};
inline constexpr Text verified_timestamps{"time stamps: {0}, of authorities that were not checked: {1}",
                                          "时间戳：{0} 个，其中未核对机构的：{1} 个"};

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
inline constexpr Text verdict_subset{"PARTIAL: only a part was checked; what was checked holds",
                                     "部分校验：仅校验了一部分；已校验部分有效"};
inline constexpr Text since_held{"goes on from the head of {0} events kept outside",
                                 "由外部留存的 {0} 个事件的检查点延续而来"};
inline constexpr Text left_out{"PARTIAL: {0} objects were not looked at", "部分校验：{0} 个对象未校验"};
inline constexpr Text cosigned_head{"{0} ({1}) signed the head of {2} events, fingerprint {3}",
                                    "{0}（{1}）已签署 {2} 个事件的检查点，指纹 {3}"};
inline constexpr Text verified_counts{"{0} events, {1} items, {2} objects, {3}",
                                      "{0} 个事件，{1} 项证据，{2} 个对象，{3}"};
inline constexpr Text verified_key{"signed by {0}, fingerprint {1}", "签名者 {0}，指纹 {1}"};
inline constexpr Text compare_fingerprint{
    "compare the fingerprint with the one on the signed form, or name the key with --trust",
    "请将指纹与已签字文书上的指纹核对，或用 --trust 指定密钥"};

// Exports.
inline constexpr Text exporting{"exporting: {0} items, {1}", "正在导出：{0} 项，{1}"};
inline constexpr Text exported{"{0}: {1} items, {2} files, {3}", "{0}：{1} 项，{2} 个文件，{3}"};
inline constexpr Text export_digest{"SHA-256 of the list of digests: {0}", "摘要清单的 SHA-256：{0}"};
inline constexpr Text list_left_out{
    "{0} items are not in the list: no whole files of the examined system, without bytes, or with a name "
    "that the list cannot hold",
    "{0} 项未列入清单：不是被检查系统上的完整文件、没有内容，或名称无法写入清单"};

// Bags.
inline constexpr Text bag_warning{"bag: {0}", "bag 包：{0}"};
inline constexpr Text bag_problem{"{0}: {1}", "{0}：{1}"};

// Packed cases.
inline constexpr Text packing{"packing: {0} objects, {1}", "正在打包：{0} 个对象，{1}"};
inline constexpr Text unpacking{"unpacking: {0} files, {1}", "正在解包：{0} 个文件，{1}"};
inline constexpr Text volume_line{"{0}  {1} bytes", "{0}  {1} 字节"};
inline constexpr Text volume_sha256{"  SHA-256  {0}", "  SHA-256  {0}"};
inline constexpr Text volume_sm3{"  SM3      {0}", "  SM3      {0}"};
inline constexpr Text parts_joined{"All parts joined in order (cat):", "全部分卷按序拼接（cat）后："};
inline constexpr Text copy_digest{"Write the digest on the form before the medium is removed.",
                                  "请在拔出介质之前将摘要值抄录到笔录上。"};
inline constexpr Text packed_unrecorded{
    "the case cannot be written to: it goes out as it is, and that is not recorded in it",
    "案件不可写：按现状导出，且未记入案件"};
inline constexpr Text unpacked_to{"{0}: {1} events, {2} items, {3} objects, all verified",
                                  "{0}：{1} 个事件，{2} 项证据，{3} 个对象，全部通过校验"};
inline constexpr Text unpack_refused{"refused: {0}: {1}", "已拒绝：{0}：{1}"};
inline constexpr Text kept_rejected{"what was refused is kept as {0}", "被拒绝的内容保留为 {0}"};

// Questions.
inline constexpr Text ask_introduction{
    "What is not known stays blank: press Enter. Times without a zone are Beijing time.",
    "不知道的直接回车留空。未写时区的时间按北京时间。"};
inline constexpr Text ask_permission{"Who permits the examination?", "由谁授权检查？"};
inline constexpr Text ask_permission_unit{"  of which organisation?", "  所属单位？"};
inline constexpr Text ask_permission_document{"  by which document or call?", "  依据何文件或来电？"};
inline constexpr Text ask_scope{"What may be examined?", "授权范围？"};
inline constexpr Text ask_medium{"Onto which medium?", "存储介质？"};
inline constexpr Text ask_may_leave{"May anything leave the site (y/n)?", "数据可否离开现场（是/否）？"};
inline constexpr Text ask_capacity{
    "In what capacity: 1 contractor, 2 police, criminal, 3 police, administrative?",
    "身份：1 运营者的服务商，2 协助公安（刑事），3 协助公安（行政）？"};
inline constexpr Text ask_first_person{"Who acts (name)?", "操作人（姓名）？"};
inline constexpr Text ask_next_person{"Who else (Enter: nobody)?", "还有谁（回车：无）？"};
inline constexpr Text ask_unit{"  unit?", "  单位？"};
inline constexpr Text ask_witness{"Witness (name)?", "见证人（姓名）？"};
inline constexpr Text ask_witness_id{"  identity number?", "  证件号码？"};
inline constexpr Text ask_witness_eligible{"  eligible: adult, no party, no investigator (y/n)?",
                                           "  符合条件：成年、非当事人、非办案人员（是/否）？"};
inline constexpr Text ask_no_witness{"  why is there none?", "  无见证人的原因？"};
inline constexpr Text ask_case_number{"Case number?", "案件编号？"};
inline constexpr Text ask_holder{"Holder or provider of the data?", "电子数据持有人（提供人）？"};
inline constexpr Text ask_holder_id{"  identity document: kind and number?", "  证件种类与号码？"};
inline constexpr Text ask_filmed{"Is it filmed (y/n)?", "是否录像（是/否）？"};
inline constexpr Text ask_seized{"Is the original medium seized (y/n)?", "是否扣押原始存储介质（是/否）？"};
inline constexpr Text ask_not_seized{
    "  why not? 1 cannot be sealed  2 memory or network data  3 abroad  4 urgent\n"
    "  5 a system would stop  6 to find media  7 open only while it runs; or own words",
    "  不能扣押的原因？1 不便封存  2 内存或网络数据  3 位于境外  4 情况紧急\n"
    "  5 关机会停止重要系统  6 排查可疑介质  7 关闭后无密码无法提取；或直接填写"};
inline constexpr Text ask_kept_at{"  where is it kept?", "  原始存储介质存放地点？"};
inline constexpr Text ask_reference_clock{"Reference clock, now (2026-11-22 13:37:06)?",
                                          "标准时钟现在的时间（2026-11-22 13:37:06）？"};
inline constexpr Text ask_clock_basis{"  whose clock is it?", "  该时钟的来源？"};
inline constexpr Text ask_incident_unit{"Affected organisation?", "受影响单位？"};
inline constexpr Text ask_incident_system{"Affected system?", "受影响系统？"};
inline constexpr Text ask_reporter{"Who reported it?", "报告人？"};
inline constexpr Text ask_reported{"When was it reported?", "报告时间？"};
inline constexpr Text ask_arrived{"When did you arrive?", "到场时间？"};
inline constexpr Text ask_yes_or_no{"y, n, or Enter", "请答“是”“否”或回车"};
inline constexpr Text ask_time{"a time like 2026-11-22 13:37, or Enter",
                               "时间格式如 2026-11-22 13:37，或回车"};

// Blanks.
inline constexpr Text blank_permission{"who permits", "授权人"};
inline constexpr Text blank_scope{"scope", "授权范围"};
inline constexpr Text blank_may_leave{"whether data may leave", "数据可否离开现场"};
inline constexpr Text blank_capacity{"capacity", "身份"};
inline constexpr Text blank_people{"two people", "两名操作人"};
inline constexpr Text blank_witness{"witness", "见证人"};
inline constexpr Text blank_holder{"holder", "持有人（提供人）"};
inline constexpr Text blank_not_seized{"why the medium was not seized", "不能扣押介质的原因"};
inline constexpr Text blank_video{"video", "录像"};
inline constexpr Text blank_reference_clock{"reference clock", "标准时钟"};
inline constexpr Text blank_reported{"time of report", "报告时间"};
inline constexpr Text blank_arrived{"time of arrival", "到场时间"};

// Incident.
inline constexpr Text incident_opened{"incident {0} is open", "事件 {0} 已建立"};
inline constexpr Text incident_changed{"incident {0}, version {1}", "事件 {0}，第 {1} 版"};
inline constexpr Text clock_met{"on site after {0} minutes (from {1}): within {2}",
                                "到场用时 {0}（自 {1} 起）：未超 {2} 分钟"};
inline constexpr Text clock_missed{"on site after {0} minutes (from {1}): over {2}",
                                   "到场用时 {0}（自 {1} 起）：超过 {2} 分钟"};
inline constexpr Text clock_running{"due on site at {0} (UTC+8); time of arrival not recorded",
                                    "应于 {0}（北京时间）前到场；到场时间未记录"};
inline constexpr Text clock_unknown{"the {1} minutes cannot be counted: {0} is not recorded",
                                    "无法计算 {1} 分钟：未记录 {0}"};
// From which moment the minutes to the site run; English takes the name of the field.
inline constexpr std::array kOnSiteFrom{Text{"reported", "报告时间"},   Text{"escalated", "升级时间"},
                                        Text{"accepted", "受理时间"},   Text{"dispatched", "派出时间"},
                                        Text{"discovered", "发现时间"}, Text{"occurred", "发生时间"}};
inline constexpr Text clock_contradiction{"the times contradict each other: {0}", "时间互相矛盾：{0}"};
inline constexpr Text noted{"recorded as event {0}", "已记为事件 {0}"};

// Triage.
inline constexpr Text severity_info{"info", "信息"};
inline constexpr Text severity_low{"low", "低"};
inline constexpr Text severity_medium{"medium", "中"};
inline constexpr Text severity_high{"high", "高"};
inline constexpr Text severity_critical{"critical", "严重"};
inline constexpr Text scanning{"looking: {0} of {1}, {2} of {3}", "正在检查：{0}/{1} 项，{2}/{3}"};
inline constexpr Text scanning_rate{", {0}/s, {1} left", "，{0}/秒，剩余 {1}"};
inline constexpr Text findings_allowed{"{0} findings are allowed (-v names them with their reasons)",
                                       "{0} 条发现已列入许可（-v 列出理由）"};
inline constexpr Text building_set{"{0} digests read", "已读取 {0} 个摘要"};
inline constexpr Text set_built{"{0}: {1} digests, of {2} read", "{0}：{1} 个摘要（共读取 {2} 个）"};
inline constexpr Text gone_on_with{"with --resume the same command goes on where this one stopped",
                                   "加 --resume 运行同一命令，可从中断处继续"};
inline constexpr Text no_journal{"if it is stopped it cannot be gone on with: {0}", "若中断则不能续扫：{0}"};
inline constexpr Text slow_rule{"slow rule: {0}, line {1}: {2}", "慢规则：{0} 第 {1} 行：{2}"};
inline constexpr Text findings_more{"and {0} more, in the report", "另有 {0} 条，见报告"};
inline constexpr Text findings_none{"nothing suspicious", "未见可疑"};
inline constexpr Text rule_problem{"rule file {0}, line {1}: {2}", "规则文件 {0} 第 {1} 行：{2}"};
inline constexpr Text checks_unknown{"{0} checks could not be made (-v names them; they are in the report)",
                                     "{0} 项检查无法进行（-v 列出；见报告）"};
inline constexpr Text not_scanned{"{0} items were not scanned (-v names them; they are in the report)",
                                  "{0} 项未扫描（-v 列出；见报告）"};

// Papers.
inline constexpr Text writing_paper{"writing {0}", "正在生成 {0}"};
inline constexpr Text form_usual{"version {0}; {1}", "第 {0} 版；{1}"};
inline constexpr Text form_on_request{"version {0}; {1}; only when it is named",
                                      "第 {0} 版；{1}；点名时生成"};
inline constexpr Text to_be_signed{"to be signed: {0}. `firsthour report unsigned {1}` lists by whom",
                                   "待签字：{0}。签字人见 `firsthour report unsigned {1}`"};
inline constexpr Text capacity_unstated{
    "the capacity was not stated: these are the contractor's forms. State it "
    "(--answers, capacity) when you assist the police",
    "未说明身份：以下为服务商文书。协助公安时请说明（--answers，capacity）"};

// Respond.
inline constexpr Text case_reopened{"going on with case {0}", "继续案件 {0}"};
inline constexpr Text not_root{"not root: processes, sockets and files of other users are seen in part only",
                               "非 root：其他用户的进程、套接字与文件只能部分读取"};
inline constexpr Text collecting{"collecting from this host, profile {0}", "正在采集本机，范围 {0}"};
inline constexpr Text taking_from{"taking in {0}", "正在存入 {0}"};
inline constexpr Text artifacts_compiled{
    "{0} definitions with {1} paths are taken too; {2} were left out (-v names them)",
    "另按 {0} 项定义、{1} 个路径采集；{2} 项未采用（-v 可列出）"};
inline constexpr Text collect_ended_with{"collect ended with {0}", "collect 退出码 {0}"};
inline constexpr Text collect_died{"collect was ended by signal {0}: what it had written is in the case",
                                   "collect 被信号 {0} 终止：已写出的内容在案件中"};
inline constexpr Text check_failed{"a check failed on {0}: {1}", "对 {0} 的检查失败：{1}"};
inline constexpr Text first_findings{"First findings, from the volatile state, after {0} s:",
                                     "易失数据中的首批发现（{0} 秒）："};
inline constexpr Text all_findings{"All checks done: {0} findings, {1} of them new",
                                   "全部检查完成：{0} 条发现，其中新增 {1} 条"};
inline constexpr Text case_closed_after_failure{"the case {0} is closed and holds what came",
                                                "案件 {0} 已关闭，已有内容均在其中"};
inline constexpr Text where_case{"case    {0}", "案件  {0}"};
inline constexpr Text where_paper{"paper   {0}", "文书  {0}"};
inline constexpr Text qr_too_wide{"the terminal is too narrow for the QR code; it is on the forms",
                                  "终端太窄，无法显示二维码；文书上有"};
inline constexpr Text head_title{"The head of the ledger, for the form that people sign:",
                                 "账本检查点，请写入签字文书："};
inline constexpr Text signed_by{"signed by {0}, fingerprint {1}", "签名者 {0}，指纹 {1}"};
inline constexpr Text list_comma{", ", "、"};
inline constexpr Text blanks_left{"left blank, to be filled in by hand: {0}", "留空待手填：{0}"};
inline constexpr Text next_title{"What to do next:", "下一步："};
inline constexpr Text next_paper{
    "  print the forms, fill in the blanks, let people sign under the head above",
    "  打印文书，补填空白，请在场人员在检查点下签字"};
inline constexpr Text next_verify{"  firsthour case verify {0}", "  firsthour case verify {0}"};
inline constexpr Text next_note{"  firsthour incident note {0} TEXT   for each thing done or decided",
                                "  firsthour incident note {0} 文字   记录每一项处置或决定"};
inline constexpr Text next_exercise{
    "  this was practice: on a suspected host nothing is built or installed; there the "
    "static programs run from the stick",
    "  本次为演练：真实可疑主机上不编译、不安装，只从 U 盘运行静态程序"};
inline constexpr Text took{"done in {0} s", "用时 {0} 秒"};

// Kits.
inline constexpr Text kit_building{"writing the kit: {0}", "正在写入工具盘：{0}"};
inline constexpr Text kit_built{"{0}: {1} files, {2}, {3} of them written",
                                "{0}：{1} 个文件，{2}，其中写入 {3} 个"};
inline constexpr Text kit_updated{
    "{0}: the kit was renewed: {1} files, {2}, {3} of them written, {4} removed",
    "{0}：工具盘已更新：{1} 个文件，{2}，其中写入 {3} 个，移除 {4} 个"};
inline constexpr Text kit_missing{"the kit goes without {0}", "工具盘中没有 {0}"};
inline constexpr Text kit_plain{
    "the kit has no recipient: collections will lie on the stick in the clear (key new --type x25519, "
    "--encrypt-to)",
    "工具盘没有接收者公钥：采集包将以明文存放（key new --type x25519，--encrypt-to）"};
inline constexpr Text kit_recipient{"collections are encrypted to {0}", "采集包将加密给 {0}"};
inline constexpr Text kit_no_answers{"the kit has no prepared answers (--answers FILE)",
                                     "工具盘中没有预先准备的答案（--answers 文件）"};
inline constexpr Text kit_blanks{"still blank in the prepared answers: {0}", "预先准备的答案中仍空缺：{0}"};
inline constexpr Text kit_kept{"kept from the older kit: {0}", "沿用原工具盘：{0}"};
inline constexpr Text kit_not_kept{
    "prepared answers and recipients of the older kit were not taken over: it does not verify",
    "原工具盘未通过校验，其答案与接收者公钥未沿用"};
inline constexpr Text kit_stranger{"{0} is of no kit and was left where it is: kit verify will name it",
                                   "{0} 不属于工具盘，已保留原处；kit verify 会指出"};
inline constexpr Text kit_digest{"SHA-256 of SHA256SUMS, for the paper: {0}",
                                 "SHA256SUMS 的 SHA-256（抄录到纸上）：{0}"};
inline constexpr Text kit_checking{"checking the kit: {0} files, {1}", "正在校验工具盘：{0} 个文件，{1}"};
inline constexpr Text kit_good{"GOOD: every file is as it was signed, and nothing else is there",
                               "通过：全部文件与签名时一致，且没有多余文件"};
inline constexpr Text kit_altered{"ALTERED: this kit is not as it was signed: do not use it",
                                  "已改动：工具盘与签名时不一致：请勿使用"};
inline constexpr Text kit_signature{
    "SIGNATURE: missing, wrong, or by no key that you trust; the files are those of the list",
    "签名：缺失、错误，或不属于您信任的密钥；文件与清单一致"};
inline constexpr Text kit_not_as_on_paper{"ALTERED: the digest is NOT the one on paper",
                                          "已改动：摘要与纸面记录不一致"};
inline constexpr Text kit_problem{"{0}: {1}: {2}", "{0}：{1}：{2}"};
inline constexpr Text kit_counts{"{0} files, {1}, built {2}", "{0} 个文件，{1}，制作于 {2}"};

// Doctor.
inline constexpr Text state_good{"good", "良好"};
inline constexpr Text state_limited{"limited", "受限"};
inline constexpr Text state_missing{"missing", "缺失"};

}  // namespace firsthour::cli::say
