// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service/kind_fields.h"

#include <array>

namespace firsthour::playbooks::service_fields {
namespace {

using enum FieldKind;
using std::string_view;
constexpr bool kRequired = true, kOptional = false;

constexpr std::array<string_view, 6> kCauses{"first", "incident", "drill", "review", "law", "organisation"},
    kCausesZh{"首次制定", "事件", "演练", "定期评审", "法规标准变化", "机构或系统变化"};
constexpr std::array kPlan{
    ServiceField{"title", text, kOptional, "预案名称", "title"},
    ServiceField{"edition", text, kRequired, "版本", "edition"},
    ServiceField{"day", day, kRequired, "版本日期", "dated"},
    ServiceField{"changes", text, kRequired, "修订内容", "changes"},
    ServiceField{"section", text, kOptional, "修订条款", "part of the text changed"},
    ServiceField{"cause", choice, kRequired, "修订依据", "cause", kCauses, kCausesZh},
    ServiceField{"cause_ref", text, kOptional, "依据的事件或演练编号", "id of the incident or drill"},
    ServiceField{"by", text, kOptional, "修订人", "by"},
    ServiceField{"approved_by", text, kOptional, "审批人", "approved by"},
    ServiceField{"approved_at", day, kOptional, "审批日期", "approved on"},
    ServiceField{"document", items, kOptional, "预案文本", "text of the plan"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array kConsent{
    ServiceField{"what", text, kRequired, "带离内容", "what leaves"},
    ServiceField{"by", text, kRequired, "同意人", "consented by"},
    ServiceField{"unit", text, kOptional, "同意单位", "unit"},
    ServiceField{"consented_at", time, kRequired, "同意时间", "consented at"},
    ServiceField{"to", text, kRequired, "接收方", "goes to"},
    ServiceField{"purpose", text, kRequired, "用途", "purpose"},
    ServiceField{"way", text, kOptional, "方式与介质", "way and medium"},
    ServiceField{"left_at", time, kOptional, "带离时间", "left at"},
    ServiceField{"carried_by", text, kOptional, "经手人", "carried by"},
    ServiceField{"return_by", day, kOptional, "应归还或销毁日期", "to be returned or destroyed by"},
    ServiceField{"returned_at", time, kOptional, "归还或销毁时间", "returned or destroyed at"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array kHandOver{
    ServiceField{"day", day, kRequired, "移交日期", "day"},
    ServiceField{"what", text, kRequired, "移交资料清单", "documents"},
    ServiceField{"copies", number, kOptional, "份数", "copies"},
    ServiceField{"medium", text, kOptional, "载体", "medium"},
    ServiceField{"given_by", text, kRequired, "移交人", "given by"},
    ServiceField{"received_by", text, kRequired, "接收人", "received by"},
    ServiceField{"kept_back", text, kOptional, "未移交资料及原因", "kept back, and why"},
    ServiceField{"final", truth, kOptional, "是否项目结束移交", "hand-over at the end"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array<string_view, 4> kWays{"overwrite", "cryptographic-erase", "degauss",
                                           "physical-destruction"},
    kWaysZh{"覆写", "加密擦除", "消磁", "物理销毁"};
constexpr std::array kWipe{
    ServiceField{"medium", text, kRequired, "介质", "medium"},
    ServiceField{"serial", text, kOptional, "序列号", "serial number"},
    ServiceField{"content", text, kOptional, "原存内容", "what it held"},
    ServiceField{"method", choice, kRequired, "清除方式", "method", kWays, kWaysZh},
    ServiceField{"tool", text, kOptional, "清除工具及版本", "tool and version"},
    ServiceField{"passes", number, kOptional, "覆写遍数", "passes"},
    ServiceField{"started", time, kOptional, "开始时间", "started"},
    ServiceField{"finished", time, kRequired, "完成时间", "finished"},
    ServiceField{"by", text, kRequired, "清除人", "by"},
    ServiceField{"witnessed_by", text, kOptional, "监督人", "witnessed by"},
    ServiceField{"verified", truth, kRequired, "是否验证", "verified"},
    ServiceField{"verified_by", text, kOptional, "验证人", "verified by"},
    ServiceField{"verification", text, kOptional, "验证方法与结果", "how it was verified, with what result"},
    ServiceField{"hand_over", text, kOptional, "对应移交编号", "id of the hand-over"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array kDelivery{
    ServiceField{"what", text, kRequired, "需补充的资料", "document to be completed"},
    ServiceField{"missing", text, kOptional, "缺少内容", "what is missing"},
    ServiceField{"requested", day, kRequired, "提出日期", "requested on"},
    ServiceField{"requested_by", text, kOptional, "提出人", "requested by"},
    ServiceField{"delivered", day, kOptional, "补充日期", "delivered on"},
    ServiceField{"by", text, kOptional, "补充人", "delivered by"},
    ServiceField{"late_reason", text, kOptional, "迟交原因", "reason when late"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array<string_view, 3> kForms{"tabletop", "hands-on", "demonstration"},
    kFormsZh{"桌面推演", "实操演练", "示范演练"};
constexpr std::array<string_view, 3> kScores{"1", "3", "5"}, kScoresZh{"差", "合格", "优秀"};
constexpr ServiceField score(string_view name, string_view zh, string_view en) {
  return {name, choice, kOptional, zh, en, kScores, kScoresZh};
}
// The nine questions of the evaluation sheet of GB/T 38645-2020, table A.9.
constexpr std::array kDrill{
    ServiceField{"case", text, kRequired, "演练案件", "case of the drill"},
    ServiceField{"day", day, kRequired, "演练日期", "day"},
    ServiceField{"scenario", text, kRequired, "演练场景", "scenario"},
    ServiceField{"form", choice, kOptional, "演练形式", "form", kForms, kFormsZh},
    ServiceField{"people", number, kOptional, "参演人数", "people"},
    score("a9_1", "方案可行性", "plan is workable"),
    score("a9_2", "监控告警能力", "monitoring and alarms"),
    score("a9_3", "故障定位能力", "finding the fault"),
    score("a9_4", "现场指挥协调", "command and coordination"),
    score("a9_5", "参演人员处置", "handling by the participants"),
    score("a9_6", "关联方联动", "cooperation of other parties"),
    score("a9_7", "演练保障", "support"),
    score("a9_8", "目标实现", "goals met"),
    score("a9_9", "成本效益", "cost and benefit"),
    ServiceField{"conclusion", choice, kOptional, "评估结论", "conclusion", kScores, kScoresZh},
    ServiceField{"problems", text, kOptional, "发现问题", "problems"},
    ServiceField{"improvements", text, kOptional, "改进建议", "improvements"},
    ServiceField{"plan", text, kOptional, "引起的预案修订编号", "id of the plan revision it led to"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array<string_view, 2> kSummaries{"periodic", "annual"}, kSummariesZh{"阶段汇总", "年度汇总"};
constexpr std::array kSummary{
    ServiceField{"report", choice, kRequired, "报告种类", "kind of report", kSummaries, kSummariesZh},
    ServiceField{"first", day, kRequired, "起始日期", "first day"},
    ServiceField{"last", day, kRequired, "截止日期", "last day"},
    ServiceField{"dated", day, kRequired, "报告日期", "dated"},
    ServiceField{"delivered", day, kOptional, "提交日期", "delivered on"},
    ServiceField{"to", text, kOptional, "接收人", "delivered to"},
    ServiceField{"sha256", text, kOptional, "报告文件 SHA-256", "SHA-256 of the report"},
    ServiceField{"signed_by", text, kOptional, "签署人", "signed by"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

}  // namespace

constinit const std::span<const ServiceField> plan{kPlan}, consent{kConsent}, hand_over{kHandOver},
    wipe{kWipe}, delivery{kDelivery}, drill{kDrill}, summary{kSummary};

}  // namespace firsthour::playbooks::service_fields
