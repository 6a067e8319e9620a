// SPDX-License-Identifier: Apache-2.0
#include "cli/failure_words.h"

namespace firsthour::cli {
namespace {

struct Clause {
  std::string_view english, chinese;
};

// Which Chinese a part of an English sentence stands for. The first that is in it: the longer stand before
// those that they hold.
constexpr Clause kWhat[] = {
    // the clock
    {"the drill is over", "演练已结束"},
    {"the drill has begun already", "演练已经开始"},
    {"the drill has not begun", "演练尚未开始"},
    {"its time is before the last change", "时间早于上一次时钟操作"},
    {"it is paused already", "已处于暂停状态"},
    {"it is not paused", "当前未暂停"},
    {"the rate must be from 0.001 to 1000", "倍速应在 0.001 至 1000 之间"},
    {"the time must be from 0 to a year", "时间应在 0 至一年之间"},
    {"there is nothing to step to", "各项情况均已下达，没有可推进的下一项"},
    // the drill
    {"there is no such inject", "没有此项情况"},
    {"it was delivered already", "该项已经下达"},
    {"it was not delivered yet", "该项尚未下达"},
    {"there is no role", "没有此角色"},
    {" is not for ", "该项不是下达给您的角色的"},
    {"a score is 1, 3 or 5", "评分只能是 1、3、5"},
    {"a grade is P, S, M or U", "等级只能是 P、S、M、U"},
    {"neither score nor grade", "未给出评分或等级"},
    {"an improvement says what is to be done and who does it", "改进项须写明内容和责任人"},
    // a playbook's run
    {"the run is paused", "流程已暂停"},
    {"the run is over", "流程已结束"},
    {"nothing has begun", "流程尚未开始"},
    {"it has to be approved first", "须先经批准"},
    {"nobody has approved it", "尚未批准"},
    {"it is approved already", "已经批准"},
    {"it is decided already", "已经作出决定"},
    {"its commands come before the decision", "须先完成本步骤的操作，再作决定"},
    {"this step asks for no decision", "本步骤不需要决定"},
    {" is none of ", "所选项不在可选范围内"},
    {"who approves is needed", "请填写批准人"},
    {"who refuses is needed", "请填写不批准的人"},
    {"who decides is needed", "请填写决定人"},
    {"who takes it back is needed", "请填写执行回退的人"},
    {"the person who takes it is needed", "请填写接手人"},
    {"the reason for leaving a step out is needed", "请填写跳过的理由"},
    {"the reason for not taking it back is needed", "请填写不回退的理由"},
    {"the reason for stopping is needed", "请填写终止的理由"},
    {"the loop went round ", "循环达到次数上限"},
    {"the run took more than ", "流程达到步骤数上限"},
    {"ACTION_TIMEOUT ", "步骤超时"},
    {"a branch of it failed", "其分支失败"},
    {"the step has no command", "该步骤没有任何操作"},
    {"no case is ", "没有符合的分支"},
    {" has no known value", "变量没有取值"},
    {"it was looked at already", "该步骤已处理"},
    {"there is nothing to take back", "没有需要回退的内容"},
    {"nothing is being taken back", "没有正在进行的回退"},
    {"this command is not the ", "还没有轮到这项操作"},
    {"nothing of this step waits any more", "该步骤已无待办事项"},
    {"an outcome is success or failure", "结果只能是成功或失败"},
    {"this step is another role's", "该步骤属于其他角色"},
    {"there is no such step", "没有此步骤"},
    {" is open", "该步骤已不在进行中"},
    {" is a constant", "该变量不可更改"},
    // a command as it came
    {"unknown command", "没有此命令"},
    {"unknown key, or a number out of bounds", "请求中有未知项或超出范围的数"},
    {" is no whole number", "请求中有一项应为整数"},
    {" is no text", "请求中有一项应为文字"},
    {" is no short list", "请求中有一项应为简短列表"},
    {" holds what is no word", "请求中列表的内容有误"},
    {" is too long", "填写内容过长"},
    {"a command is an object", "请求格式有误"},
    {"not a command of a ", "没有此命令"},
    {"this case holds no drill", "此案件不是演练案件"},
    {"the case holds no drill", "此案件不是演练案件"},
    {" holds no drill", "此案件不是演练案件"},
    {" waits for nothing", "该步骤没有待办事项"},
    {"no playbook has the id", "找不到该标识的预案"},
    {" is no external variable of this playbook", "该名称不是此预案的外部变量"},
    {" needs a value: ", "缺少预案所需的变量值"},
    {" holds no scenario of a drill", "文件中没有演练脚本"},
    {"no such run: ", "没有此次执行"},
    {"a playbook has at most", "预案文件过大"},
    {"this is no playbook", "这不是预案文件"},
    {" is no drill time", "不是有效的演练时间"},
    {"this drill was begun with another script", "演练已用另一份脚本开始"},
    // the command line
    {"no command given", "未给出命令"},
    {"unknown option", "没有此选项"},
    {"did you mean", "是否想输入相近的词"},
    {"too many words after the command", "命令后的参数过多"},
    {"something is missing after the command", "命令后缺少参数"},
    {"--case is missing", "缺少 --case"},
    {"--reason is missing", "缺少 --reason：本案件每次读取证据都要记录理由"},
    {" exclude each other", "这些选项不能同时使用"},
    {" is not FIELD=VALUE", "应写成 字段=值"},
    {"nothing to look at", "未指定要检查的内容"},
    {"nothing to respond to", "未指定要处置的内容"},
    {"where to?", "未指定输出位置"},
    {"which playbook?", "未指定预案"},
    {"standard output cannot be both the file and JSON", "标准输出不能同时用作文件与 JSON"},
    // cases
    {"no case and no scenario at ", "该处既无案件也无演练脚本"},
    {"cannot open case", "无法打开案件"},
    {"no case given", "未指定案件"},
    {"no case in ", "文件夹中没有案件"},
    {"no case at ", "该处没有案件"},
    {" is a case; cases are taken one at a time", "一次只能处理一个案件"},
    {"cases are taken one at a time", "一次只能处理一个案件，且不能与文件一起给出"},
    {"the case is sealed: no evidence can be added", "案件已封存，不能再加入证据"},
    {"the case is sealed already", "案件已经封存"},
    {"the case would lie on the examined host", "案件将存放在被检查的主机上"},
    {"the case was changed by a newer release", "案件由更新版本写过"},
    {"in use", "案件正被其他程序使用，请稍后再试"},
    {"the ledger is broken", "账本已损坏"},
    {"holds no captures", "案件中没有抓包文件"},
    {"no incident is open in this case", "此案件中没有登记事件"},
    {"this case holds the incident ", "此案件已登记另一事件"},
    {"no event ", "没有此条记录"},
    {"no item or collection ", "没有此证据或采集包"},
    {"no item ", "没有此证据"},
    {"the case has no signed head", "案件没有已签名的树头"},
    {"no ledger in ", "其中没有任何账本记录过此文件"},
    {" is not what was recorded", "内容与记录不符"},
    {" was altered", "内容已被改动"},
    {"changed since it was verified", "校验之后又被改动"},
    // keys
    {"no folder for keys", "没有密钥文件夹：未设置 FIRSTHOUR_KEYS 或 HOME"},
    {"no key ", "没有此密钥"},
    {"cannot read key ", "无法读取密钥"},
    {"whose key signs is not said", "未指定用谁的密钥签名"},
    {"who signs is not said", "未指定签名人"},
    {"signed by none of the trusted keys", "不是由受信任的密钥签名"},
    {"no signature by ", "没有该密钥的签名"},
    {"encrypted to a passphrase: no terminal", "用口令加密，但此处没有可输入口令的终端"},
    {"encrypted to a passphrase", "用口令加密，口令未给出或不符"},
    {"encrypted to ", "加密给其他接收者，此处没有相应私钥"},
    {"its MAC does not hold", "文件头校验不符：已被改动"},
    // collections
    {"nothing was collected", "没有采集到任何内容"},
    {"the program collect is not beside firsthour", "firsthour 旁边没有 collect 程序"},
    {"no collectors in ", "文件夹中没有采集程序"},
    {"no such source", "没有此采集来源"},
    {"collect ended with ", "采集程序未正常结束"},
    {"the first part, ", "缺少第一个分卷"},
    {"this kit was altered", "工具盘已被改动"},
    {"the kit needs ", "工具盘缺少所需程序"},
    // rules
    {"no rules at ", "该处没有规则"},
    {"no rules in ", "文件夹中没有规则"},
    {"no indicators at ", "该处没有威胁指标"},
    {"the same triage is running already", "同一次筛查正在进行"},
    {"triage was stopped", "筛查已停止"},
    {"no such file or folder: ", "没有此文件或文件夹"},
    {"no such file: ", "没有此文件"},
    // records and papers
    {"no form or report is called ", "没有此表单或报告"},
    {"no form was printed from this case as ", "本案件没有打印过该表单"},
    {"no LibreOffice here", "本机没有 LibreOffice，无法生成 PDF"},
    {"no kind of record is called ", "没有此类记录"},
    {"the record has a class or grade already", "已有分类或定级，更改须写明理由"},
    {"no kind of record", "没有此类记录"},
    {"incident: ", "事件记录有误"},
    {"duties: ", "时限表有误"},
    {"contract: ", "合同文件有误"},
    // networks
    {"cannot listen on ", "无法在该地址监听"},
    {"no TLS: ", "TLS 连接失败"},
    {"the server's reply ", "服务器的答复有误"},
    {"the server did not answer", "服务器没有答复"},
    {"the authority did not stamp", "时间戳机构没有签发"},
    // files
    {"cannot write to standard output", "无法写标准输出"},
    {"cannot write ", "无法写入"},
    {"cannot create ", "无法新建"},
    {"cannot make ", "无法新建"},
    {"cannot open ", "无法打开"},
    {"cannot read ", "无法读取"},
    {"cannot start ", "无法启动"},
    {"cannot remove ", "无法删除"},
    {"cannot look at ", "无法查看"},
    {"cannot list ", "无法列出"},
    {"cannot lock ", "无法锁定"},
    {"cannot sync ", "无法落盘"},
    {"cannot ", "无法执行"},
    {" is empty", "内容为空"},
    {" is missing", "缺少内容"},
    {"larger than ", "超过大小上限"},
    {"more than ", "超过数量或大小上限"},
    {"stopped", "已停止"},
    {"interrupted", "已中断"},
};

// What the system says of a call that failed.
constexpr Clause kWhy[] = {
    {"No such file or directory", "没有那个文件或文件夹"},
    {"Permission denied", "权限不够"},
    {"Operation not permitted", "不允许的操作"},
    {"No space left on device", "磁盘空间不足"},
    {"Disk quota exceeded", "超出磁盘配额"},
    {"Read-only file system", "只读文件系统"},
    {"File exists", "文件已存在"},
    {"Is a directory", "是文件夹"},
    {"Not a directory", "不是文件夹"},
    {"Too many levels of symbolic links", "符号链接过多"},
    {"Input/output error", "读写设备出错"},
    {"Too many open files", "打开的文件过多"},
    {"Cannot allocate memory", "内存不足"},
    {"Connection refused", "连接被拒绝"},
    {"Connection timed out", "连接超时"},
    {"Address already in use", "地址已被占用"},
    {"Network is unreachable", "网络不可达"},
    {"No route to host", "无法到达主机"},
    {"File name too long", "文件名过长"},
    {"Device or resource busy", "设备或资源正忙"},
    {"Transport endpoint is not connected", "对端已断开"},
    {"Stale file handle", "文件句柄已失效"},
};

// What to do about it.
constexpr Clause kHint[] = {
    {" makes one", "可用此命令新建"},
    {" makes a case", "可用此命令新建案件"},
    {"name a case or files", "请给出案件或文件，或加 --processes"},
    {"name a new case", "请换一个新的案件名"},
    {"name another case", "请换一个案件"},
    {"name an empty folder", "请指定空文件夹，或旧的工具盘"},
    {"name one with --key", "用 --key FILE 指定"},
    {"names everything", "此命令列出全部问题"},
    {" lists them", "此命令列出全部"},
    {" lists the commands", "此命令列出全部命令"},
    {"--list has the names", "此命令列出全部名称；文件须写明路径"},
    {" changes it", "可用此命令更改"},
    {"remove it, or name another", "请删除，或另指定文件夹"},
    {"put all parts into one folder", "请把全部分卷放入同一文件夹，或逐一列出"},
    {"install libreoffice-writer", "请安装 libreoffice-writer，或打开 docx、html 自行打印为 PDF"},
    {"open the docx and print it to PDF", "请打开 docx 后打印为 PDF"},
    {"it is signed when a writing command ends", "写入命令结束时即会签名"},
    {"for practice use --exercise", "练习请加 --exercise"},
    {"come in with:", "流量文件、日志等单个文件请用：firsthour case add CASE FILE"},
    {"like 2026-", "例如 2026-11-22T13:37（北京时间）"},
    {"for example", "写法见例"},
    {"e.g. ", "写法见例"},
};

template <std::size_t N>
std::string_view first_in(const Clause (&clauses)[N], std::string_view english) {
  for (const Clause& clause : clauses)
    if (english.find(clause.english) != std::string_view::npos) return clause.chinese;
  return {};
}

std::string both(Language language, const std::string& chinese, const std::string& english) {
  return language == Language::en || chinese.empty() ? english : chinese + "（" + english + "）";
}

}  // namespace

std::string chinese_of_failure(std::string_view english) {
  const std::string_view what = first_in(kWhat, english), why = first_in(kWhy, english);
  std::string chinese{what};
  if (!what.empty() && !why.empty()) chinese += "：";
  return chinese += why;
}

std::string chinese_of_hint(std::string_view english) { return std::string{first_in(kHint, english)}; }

std::string failure_in(Language language, const std::string& english) {
  return both(language, chinese_of_failure(english), english);
}

std::string hint_in(Language language, const std::string& english) {
  return both(language, chinese_of_hint(english), english);
}

}  // namespace firsthour::cli
