// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#include <algorithm>
#include <array>
#include <set>

namespace firsthour::cli {

namespace {

const std::array kCommands{
    Command{"respond",
            "CASE",
            1,
            1,
            {"the main job: from a host, or a collection of one, to a case, findings, record and forms",
             "主流程：从主机（或其采集包）到案件、发现、记录与文书"},
            &respond_command},
    Command{"collect",
            "[host|files|memory|traffic]…",
            0,
            4,
            {"read this host into a collection, volatile state first", "采集本机为采集包，易失数据在先"},
            &collect_command},
    Command{"case create", "CASE", 1, 1, {"make a new, empty case", "新建空案件"}, &case_create_command},
    Command{
        "case show", "CASE", 1, 1, {"what a case is and how much it holds", "案件概况"}, &case_show_command},
    Command{
        "case items", "CASE", 1, 1, {"list the evidence of a case", "列出案件中的证据"}, &case_items_command},
    Command{"case log", "CASE", 1, 1, {"list the events of a case", "列出案件中的事件"}, &case_log_command},
    Command{"case add",
            "CASE FILE…",
            2,
            -1,
            {"add files of this machine as evidence", "将本机文件加入证据"},
            &case_add_command},
    Command{"case attach",
            "CASE FILE…",
            2,
            -1,
            {"attach documents: scans, photographs, letters", "附加材料：扫描件、照片、函件"},
            &case_attach_command},
    Command{"case ingest",
            "CASE FILE…|FOLDER|-",
            2,
            -1,
            {"take a collection or a bag into a case, verifying every byte",
             "将采集包或 BagIt 包存入案件，逐字节校验"},
            &case_ingest_command},
    Command{"case cat",
            "CASE ITEM",
            2,
            2,
            {"write out the bytes of an item", "输出一项证据的内容"},
            &case_cat_command},
    Command{"case verify",
            "CASE",
            1,
            1,
            {"check every digest, the ledger and its signature", "校验全部摘要、账本及签名"},
            &case_verify_command},
    Command{"case checkpoint",
            "CASE",
            1,
            1,
            {"print the signed head of the ledger, with a QR code", "打印账本的签名检查点及二维码"},
            &case_checkpoint_command},
    Command{"case timestamp",
            "CASE",
            1,
            1,
            {"have an authority say when the head was there", "由时间戳机构证明检查点的存在时间"},
            &case_timestamp_command},
    Command{"case prove",
            "CASE ITEM",
            2,
            2,
            {"show one item to be in the case, in a file of its own", "单独出具一项证据在案件中的证明"},
            &case_prove_command},
    Command{"case check-proof",
            "PROOF [FILE]",
            1,
            2,
            {"check such a proof, and the item's bytes, without the case", "不需案件，校验该证明及证据内容"},
            &case_check_proof_command},
    Command{"case approve",
            "CASE",
            1,
            1,
            {"record an approval, also one still to come", "记录批准，包括待补办的批准"},
            &case_approve_command},
    Command{"case witness",
            "CASE",
            1,
            1,
            {"record the witness, or why there is none", "记录见证人，或无见证人的原因"},
            &case_witness_command},
    Command{"case transfer",
            "CASE",
            1,
            1,
            {"hand a case over, or receive it, and compare the heads", "移交或接收案件，并比对检查点"},
            &case_transfer_command},
    Command{"case cosign",
            "[CASE]",
            0,
            1,
            {"sign the head as a further person", "由其他人员签署检查点"},
            &case_cosign_command},
    Command{"case seal",
            "CASE",
            1,
            1,
            {"freeze the set of evidence; the ledger goes on", "封存证据集合；账本继续"},
            &case_seal_command},
    Command{"case pack",
            "CASE",
            1,
            1,
            {"write a whole case as one file, every byte checked on the way",
             "将整个案件打包为一个文件，逐字节校验"},
            &case_pack_command},
    Command{"case unpack",
            "FILE|-",
            1,
            1,
            {"take a packed case out, verified before it stands there", "解包案件，校验通过后才落位"},
            &case_unpack_command},
    Command{"case export",
            "CASE [ITEM…]",
            1,
            -1,
            {"evidence as a BagIt bag, or digests as a list, that any machine can check",
             "将证据导出为 BagIt 包或摘要清单，任何机器均可校验"},
            &case_export_command},
    Command{"triage",
            "CASE|PATH…",
            1,
            -1,
            {"look for what is suspicious in a case or in files", "在案件或文件中查找可疑之处"},
            &triage_command},
    Command{"incident open",
            "CASE [FIELD=VALUE…]",
            1,
            -1,
            {"open the incident record of a case", "建立案件的事件记录"},
            &incident_open_command},
    Command{"incident update",
            "CASE FIELD=VALUE…",
            2,
            -1,
            {"change fields of the incident record", "修改事件记录"},
            &incident_update_command},
    Command{"incident classify",
            "[CASE]",
            0,
            1,
            {"class and grade of the incident by the tables; suggested by findings, decided by people",
             "按表确定事件类别与级别；依据发现提出建议，由人判定"},
            &incident_classify_command},
    Command{"incident clock",
            "CASE [MOMENT[=TIME]…]",
            1,
            -1,
            {"set the moments and show every clock that runs from them", "登记各时刻，查看全部时限"},
            &incident_clock_command},
    Command{"incident note",
            "CASE TEXT",
            2,
            2,
            {"record an action or a decision", "记录处置动作或决定"},
            &incident_note_command},
    Command{"incident close", "CASE", 1, 1, {"close the incident", "结束事件"}, &incident_close_command},
    Command{
        "incident show", "CASE", 1, 1, {"show the incident record", "查看事件记录"}, &incident_show_command},
    Command{"incident list",
            "FOLDER",
            1,
            1,
            {"the incidents of all cases in a folder", "列出文件夹内各案件的事件"},
            &incident_list_command},
    Command{"service open",
            "CASE",
            1,
            1,
            {"make the case of a service year from its contract, or replace the contract",
             "按合同建立服务年度案件，或更新其合同"},
            &service_open_command},
    Command{"service add",
            "CASE KIND|ID [FIELD=VALUE…]",
            2,
            -1,
            {"record a patrol, training, watch, test, follow-up…, or change one",
             "记录巡检、培训、值守、测试、整改等，或修改一条记录"},
            &service_add_command},
    Command{"service list",
            "CASE [KIND]",
            1,
            2,
            {"the records of the service year; what is due, what is overdue",
             "列出服务年度的记录；应完成与逾期的事项"},
            &service_list_command},
    Command{"service show",
            "CASE [ID]",
            1,
            2,
            {"the year against the contract's clauses, or one record with its history",
             "对照合同条款查看服务年度，或查看一条记录及其版本"},
            &service_show_command},
    Command{"report annual",
            "FOLDER",
            1,
            1,
            {"the summary of the service year from a folder of cases", "由案件文件夹生成年度汇总报告"},
            &report_annual_command},
    Command{"report periodic",
            "FOLDER",
            1,
            1,
            {"the summary of a month, quarter, half-year or range of days",
             "生成月度、季度、半年或任意时段的汇总报告"},
            &report_periodic_command},
    Command{
        "report check",
        "FILE [FOLDER]",
        1,
        2,
        {"check a finished summary against the cases it was made from", "将已生成的汇总报告与其所据案件核对"},
        &report_check_command},
    Command{"report list",
            "",
            0,
            0,
            {"the forms that can be printed here", "列出可打印的文书"},
            &report_list_command},
    Command{"report",
            "FORM|forms|incident|custody|unsigned|follow-up|patrol|watch CASE",
            2,
            2,
            {"make forms and reports from a case", "由案件生成文书与报告"},
            &report_command},
    Command{"key new", "[NAME]", 0, 1, {"make a signing key", "生成签名密钥"}, &key_new_command},
    Command{"key show",
            "[NAME|FILE]",
            0,
            1,
            {"show the public part of signing keys", "查看签名密钥的公开部分"},
            &key_show_command},
    Command{"kit build",
            "DIR",
            1,
            1,
            {"make or renew the folder for a stick: programs, rules, help, keys, signed",
             "制作或更新 U 盘工具盘：程序、规则、帮助、公钥，并签名"},
            &kit_build_command},
    Command{"kit verify",
            "DIR",
            1,
            1,
            {"check every file of such a folder, and its signature", "校验工具盘的全部文件及签名"},
            &kit_verify_command},
    Command{"doctor",
            "",
            0,
            0,
            {"what this host and this build allow, before work starts", "开工前检查本机与本程序的条件"},
            &doctor_command},
    Command{"generate man", "", 0, 0, {"write the man pages", "生成手册页"}, &generate_man_command},
    Command{"generate completions",
            "",
            0,
            0,
            {"write the completion for bash", "生成 bash 补全脚本"},
            &generate_completions_command},
    Command{"help", "[COMMAND]", 0, 2, {"explain a command", "说明一个命令"}, &help_command},
};

constexpr std::array kGlobalOptions{
    Option{"json",
           "",
           {"JSON Lines on standard output, each with `type`, the last a `summary`",
            "标准输出为 JSON Lines，每行有 `type`，末行为 `summary`"}},
    Option{"lang", "zh|en", {"language of messages; else the locale", "信息语言；缺省按区域设置"}},
    Option{"color", "auto|always|never", {"colour on standard output", "标准输出是否着色"}},
    Option{"quiet", "", {"say only what went wrong", "只报告错误"}, false, 'q'},
    Option{"verbose", "", {"say more", "显示更多信息"}, false, 'v'},
    Option{"help", "", {"explain the command and end", "显示说明并退出"}, false, 'h'},
    Option{"version", "", {"print the version and end", "显示版本并退出"}},
};

std::size_t words_in(std::string_view name) { return name.find(' ') == std::string_view::npos ? 1 : 2; }
std::string_view first_word(std::string_view name) { return name.substr(0, name.find(' ')); }

Try<Found> unknown(std::string_view word, const std::vector<std::string>& candidates,
                   std::string_view group) {
  const auto meant = nearest(word, candidates);
  std::string what =
      "unknown command `" + std::string{group} + (group.empty() ? "" : " ") + std::string{word} + "`";
  return give_up(Exit::usage, std::move(what),
                 meant ? "did you mean `" + std::string{group} + (group.empty() ? "" : " ") + *meant + "`?"
                       : "firsthour --help lists the commands");
}

}  // namespace

std::span<const Command> all_commands() { return kCommands; }
std::span<const Option> global_options() { return kGlobalOptions; }

Terminal::Settings terminal_settings(const Parsed& said) {
  Terminal::Settings settings;
  settings.json = said.has("json");
  if (const auto colour = said.value("color")) {
    settings.colour = *colour == "always"  ? Colour::always
                      : *colour == "never" ? Colour::never
                                           : Colour::automatic;
  }
  if (said.has("quiet")) settings.volume = Volume::quiet;
  if (said.has("verbose")) settings.volume = Volume::verbose;
  if (const auto language = said.value("lang"))
    settings.language = *language == "zh" ? Language::zh : Language::en;
  return settings;
}

Try<Found> find_command(std::span<const std::string> words) {
  std::set<std::string> groups, within;
  for (const Command& command : kCommands) {
    const std::string_view group = first_word(command.name);
    groups.emplace(group);
    if (words.empty() || group != words[0]) continue;
    if (words_in(command.name) == 1) return Found{&command, 1};
    const std::string_view second = command.name.substr(group.size() + 1);
    within.emplace(second);
    if (words.size() > 1 && second == words[1]) return Found{&command, 2};
  }
  if (words.empty()) return give_up(Exit::usage, "no command given", "firsthour --help lists the commands");
  if (within.empty()) return unknown(words[0], {groups.begin(), groups.end()}, "");
  if (words.size() > 1) return unknown(words[1], {within.begin(), within.end()}, words[0]);
  std::string choices;
  for (const std::string& word : within) choices += (choices.empty() ? "" : "|") + word;
  return give_up(Exit::usage, "`" + words[0] + "` needs a further word",
                 "firsthour " + words[0] + " " + choices);
}

}  // namespace firsthour::cli
