// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service/kind_fields.h"

#include <array>

namespace firsthour::playbooks::service_fields {
namespace {

using enum FieldKind;
using std::string_view;
constexpr bool kRequired = true, kOptional = false;

constexpr std::array<string_view, 2> kResults{"normal", "abnormal"}, kResultsZh{"正常", "异常"};
constexpr std::array kPatrol{
    ServiceField{"day", day, kRequired, "巡检日期", "day"},
    ServiceField{"finished", time, kRequired, "完成时间", "finished"},
    ServiceField{"by", text, kRequired, "巡检人", "by"},
    ServiceField{"systems", text, kRequired, "巡检系统", "systems"},
    ServiceField{"result", choice, kRequired, "巡检结果", "result", kResults, kResultsZh},
    ServiceField{"findings", text, kOptional, "发现问题", "findings"},
    ServiceField{"reported_at", time, kOptional, "问题上报时间", "findings reported at"},
    ServiceField{"reported_to", text, kOptional, "问题上报对象", "findings reported to"},
    ServiceField{"measures", text, kOptional, "处理情况", "measures"},
    ServiceField{"late_reason", text, kOptional, "未按时原因", "reason when late"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array<string_view, 3> kReports{"daily", "monthly", "half-year"},
    kReportsZh{"日报", "月报", "半年报"};
constexpr std::array kPatrolReport{
    ServiceField{"report", choice, kRequired, "报告种类", "kind of report", kReports, kReportsZh},
    ServiceField{"first", day, kRequired, "起始日期", "first day"},
    ServiceField{"last", day, kRequired, "截止日期", "last day"},
    ServiceField{"by", text, kOptional, "编制人", "by"},
    ServiceField{"delivered", time, kRequired, "提交时间", "delivered"},
    ServiceField{"to", text, kOptional, "接收人", "delivered to"},
    ServiceField{"late_reason", text, kOptional, "迟交原因", "reason when late"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array kTraining{
    ServiceField{"time", time, kRequired, "培训时间", "time"},
    ServiceField{"until", time, kOptional, "结束时间", "until"},
    ServiceField{"place", text, kOptional, "地点", "place"},
    ServiceField{"topic", text, kRequired, "培训主题", "topic"},
    ServiceField{"people", number, kRequired, "参训人数", "people"},
    ServiceField{"trainer", text, kRequired, "讲师", "trainer"},
    ServiceField{"plan_approved_by", text, kRequired, "方案审核人", "plan approved by"},
    ServiceField{"plan_approved_at", time, kRequired, "方案审核时间", "plan approved at"},
    ServiceField{"effect", text, kOptional, "培训效果", "effect"},
    ServiceField{"plan_items", items, kOptional, "培训方案", "plan"},
    ServiceField{"material", items, kOptional, "培训材料", "material"},
    ServiceField{"sign_in", items, kOptional, "签到表", "sign-in sheet"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array kWatch{
    ServiceField{"reason", text, kRequired, "值守事由", "reason"},
    ServiceField{"first", day, kRequired, "起始日期", "first day"},
    ServiceField{"last", day, kRequired, "截止日期", "last day"},
    ServiceField{"around_the_clock", truth, kRequired, "是否 7×24 小时", "around the clock"},
    ServiceField{"from", time, kOptional, "值守开始时间", "begins at"},
    ServiceField{"until", time, kOptional, "值守结束时间", "ends at"},
    ServiceField{"place", text, kOptional, "值守地点", "place"},
    ServiceField{"asked_by", text, kOptional, "通知单位或人员", "asked for by"},
    ServiceField{"leader", text, kOptional, "带班负责人", "leader"},
    ServiceField{"result", text, kOptional, "值守情况", "result"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array kShift{
    ServiceField{"watch", text, kRequired, "所属值守编号", "id of the watch"},
    ServiceField{"from", time, kRequired, "接班时间", "from"},
    ServiceField{"until", time, kRequired, "交班时间", "until"},
    ServiceField{"who", text, kRequired, "值班人员", "who"},
    ServiceField{"handed_to", text, kOptional, "接班人", "handed to"},
    ServiceField{"events", text, kOptional, "值班记事", "what happened"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array kStaff{
    ServiceField{"name", text, kRequired, "姓名", "name"},
    ServiceField{"role", text, kRequired, "岗位", "role"},
    ServiceField{"qualification", text, kRequired, "资质", "qualification"},
    ServiceField{"phone", text, kOptional, "联系电话", "phone"},
    ServiceField{"from", day, kRequired, "到岗日期", "from"},
    ServiceField{"until", day, kOptional, "离岗日期", "until"},
    ServiceField{"replaces", text, kOptional, "接替人员", "replaces"},
    ServiceField{"reason", text, kOptional, "更换原因", "reason of the change"},
    ServiceField{"consent_by", text, kOptional, "甲方同意人", "consent given by"},
    ServiceField{"consent_at", time, kOptional, "甲方同意时间", "consent given at"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array<string_view, 5> kChannels{"telephone", "message", "e-mail", "on-site", "other"},
    kChannelsZh{"电话", "即时消息", "电子邮件", "现场", "其他"};
constexpr std::array kSupportCall{
    ServiceField{"called", time, kRequired, "来电时间", "called"},
    ServiceField{"caller", text, kOptional, "来电人", "caller"},
    ServiceField{"channel", choice, kOptional, "受理渠道", "channel", kChannels, kChannelsZh},
    ServiceField{"taken_by", text, kRequired, "受理人", "taken by"},
    ServiceField{"accepted", time, kRequired, "受理时间", "accepted"},
    ServiceField{"what", text, kRequired, "事项", "what"},
    ServiceField{"result", text, kOptional, "处理结果", "result"},
    ServiceField{"finished", time, kOptional, "办结时间", "finished"},
    ServiceField{"incident", text, kOptional, "转为事件编号", "became incident"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

}  // namespace

constinit const std::span<const ServiceField> patrol{kPatrol}, patrol_report{kPatrolReport},
    training{kTraining}, watch{kWatch}, shift{kShift}, staff{kStaff}, support_call{kSupportCall};

}  // namespace firsthour::playbooks::service_fields
