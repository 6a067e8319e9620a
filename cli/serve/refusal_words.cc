// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/refusal_words.h"

#include <string_view>
#include <utility>

namespace firsthour::cli {
namespace {

struct Clause {
  std::string_view english, chinese;
};

// The first whose English is in the sentence: the longer stand before those that they hold.
constexpr Clause kClauses[] = {
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
    // the case
    {"in use", "案卷正被其他程序使用，请稍后再试"},
    {"this case holds no drill", "此案卷不是演练案卷"},
};

}  // namespace

playbooks::Words words_of_refusal(const std::string& english) {
  for (const Clause& clause : kClauses)
    if (english.find(clause.english) != std::string::npos)
      return {"未执行：" + std::string{clause.chinese}, english};
  return {"未执行，原因（英文）：" + english, english};
}

}  // namespace firsthour::cli
