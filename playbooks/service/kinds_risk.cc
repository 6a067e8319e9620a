// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service/kind_fields.h"

#include <array>

namespace firsthour::playbooks::service_fields {
namespace {

using enum FieldKind;
using std::string_view;
constexpr bool kRequired = true, kOptional = false;

constexpr std::array<string_view, 5> kMethods{"penetration", "vulnerability-scan", "weak-password",
                                              "configuration-check", "other"},
    kMethodsZh{"渗透测试", "漏洞扫描", "弱口令检查", "配置核查", "其他"};
constexpr std::array kTest{
    ServiceField{"method", choice, kRequired, "测试方式", "method", kMethods, kMethodsZh},
    ServiceField{"target", text, kRequired, "测试对象", "target"},
    ServiceField{"permission", text, kRequired, "授权书编号", "permission number"},
    ServiceField{"permitted_by", text, kRequired, "授权人", "permitted by"},
    ServiceField{"permitted_at", time, kRequired, "授权时间", "permitted at"},
    ServiceField{"permitted_until", time, kOptional, "授权截止时间", "permitted until"},
    ServiceField{"scope", text, kRequired, "授权范围", "scope permitted"},
    ServiceField{"start", time, kOptional, "开始时间", "start"},
    ServiceField{"end", time, kOptional, "结束时间", "end"},
    ServiceField{"by", text, kOptional, "测试人员", "by"},
    ServiceField{"result", text, kOptional, "测试结论", "result"},
    ServiceField{"findings", number, kOptional, "发现问题数", "findings (number)"},
    ServiceField{"finding_list", text, kOptional, "发现问题", "findings"},
    ServiceField{"side_effects", text, kOptional, "对业务的影响", "effects on the systems"},
    ServiceField{"violation", text, kOptional, "未经授权的说明", "account of a test without permission"},
    ServiceField{"permission_items", items, kOptional, "授权书", "permission as document"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array<string_view, 9> kCategories{
    "anonymous-ftp",       "weak-video-password", "forbidden-messenger",
    "page-comparison",     "page-deletion",       "page-tampering",
    "malicious-page-code", "hidden-link",         "other"},
    kCategoriesZh{"匿名 FTP",     "视频设备弱口令", "违规即时通信软件",
                  "网站页面比对", "网页删除",       "网页篡改",
                  "网页挂马",     "暗链",           "其他"};
constexpr std::array kDiscovery{
    ServiceField{"day", day, kRequired, "发现日期", "day"},
    ServiceField{"category", choice, kRequired, "检查项目", "looked for", kCategories, kCategoriesZh},
    ServiceField{"by", text, kRequired, "检查人", "by"},
    ServiceField{"scope", text, kOptional, "检查范围", "scope"},
    ServiceField{"found", truth, kRequired, "是否发现问题", "found"},
    ServiceField{"where", text, kOptional, "问题位置", "found where"},
    ServiceField{"what", text, kOptional, "问题说明", "what was found"},
    ServiceField{"traced", text, kOptional, "追溯结果", "traced to"},
    ServiceField{"repair_plan", text, kOptional, "修复方案", "plan of repair"},
    ServiceField{"repaired", day, kOptional, "修复日期", "repaired"},
    ServiceField{"repaired_by", text, kOptional, "修复人", "repaired by"},
    ServiceField{"checked_by", text, kOptional, "复核人", "repair checked by"},
    ServiceField{"test", text, kOptional, "对应授权测试编号", "id of the permitted test"},
    ServiceField{"follow_up", text, kOptional, "整改事项编号", "id of the follow-up"},
    ServiceField{"incident", text, kOptional, "转为事件编号", "became incident"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array<string_view, 6> kObjects{"host",           "software",        "database",
                                              "network-device", "security-device", "website"},
    kObjectsZh{"主机", "软件", "数据库", "网络设备", "安全设备", "网站"};
constexpr std::array<string_view, 4> kHardened{"planned", "done", "rolled-back", "abandoned"},
    kHardenedZh{"待实施", "已完成", "已回退", "已取消"};
constexpr std::array kHardening{
    ServiceField{"object_kind", choice, kRequired, "加固对象类别", "kind of object", kObjects, kObjectsZh},
    ServiceField{"object", text, kRequired, "加固对象", "object"},
    ServiceField{"reason", text, kOptional, "加固原因", "reason"},
    ServiceField{"plan", text, kRequired, "加固方案", "plan"},
    ServiceField{"rollback_plan", text, kRequired, "回退方案", "rollback plan"},
    ServiceField{"approved_by", text, kOptional, "批准人", "approved by"},
    ServiceField{"approved_at", time, kOptional, "批准时间", "approved at"},
    ServiceField{"state", choice, kRequired, "实施状态", "state", kHardened, kHardenedZh},
    ServiceField{"started", time, kOptional, "实施开始时间", "started"},
    ServiceField{"finished", time, kOptional, "实施完成时间", "finished"},
    ServiceField{"by", text, kOptional, "实施人", "by"},
    ServiceField{"rolled_back_at", time, kOptional, "回退时间", "rolled back at"},
    ServiceField{"rollback_reason", text, kOptional, "回退原因", "reason of the rollback"},
    ServiceField{"checked_by", text, kOptional, "验证人", "checked by"},
    ServiceField{"check", text, kOptional, "验证结果", "result of the check"},
    ServiceField{"follow_up", text, kOptional, "整改事项编号", "id of the follow-up"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array<string_view, 4> kStages{"first", "advice", "second", "report"},
    kStagesZh{"初测", "整改建议", "复测", "测评报告"};
constexpr std::array kAssessment{
    ServiceField{"system", text, kRequired, "测评系统", "system"},
    ServiceField{"level", text, kOptional, "等级", "protection level"},
    ServiceField{"stage", choice, kRequired, "测评阶段", "stage", kStages, kStagesZh},
    ServiceField{"day", day, kRequired, "日期", "day"},
    ServiceField{"by", text, kOptional, "测评机构或人员", "by"},
    ServiceField{"score", text, kOptional, "得分", "score"},
    ServiceField{"result", text, kOptional, "测评结论", "result"},
    ServiceField{"open_findings", number, kOptional, "未整改问题数", "findings still open"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

constexpr std::array<string_view, 5> kStates{"issued", "answered", "approved", "returned", "closed"},
    kStatesZh{"已下发", "已反馈", "审核通过", "退回", "已关闭"};
constexpr std::array<string_view, 5> kSeverities{"info", "low", "medium", "high", "critical"},
    kSeveritiesZh{"提示", "低", "中", "高", "严重"};
constexpr std::array<string_view, 8> kSources{"incident", "drill",      "patrol", "discovery",
                                              "test",     "assessment", "scan",   "other"},
    kSourcesZh{"事件", "演练", "巡检", "月度风险发现", "授权测试", "等级保护测评", "漏洞扫描", "其他"};
constexpr std::array kFollowUp{
    ServiceField{"title", text, kRequired, "问题", "problem"},
    ServiceField{"what", text, kOptional, "问题说明", "description"},
    ServiceField{"key", text, kOptional, "问题标识", "key of the finding"},
    ServiceField{"system", text, kOptional, "涉及系统或资产", "system or asset"},
    ServiceField{"severity", choice, kRequired, "严重程度", "severity", kSeverities, kSeveritiesZh},
    ServiceField{"source", choice, kRequired, "来源", "source", kSources, kSourcesZh},
    ServiceField{"source_ref", text, kOptional, "来源编号", "id at the source"},
    ServiceField{"requirement", text, kRequired, "整改要求", "requirement"},
    ServiceField{"unit", text, kRequired, "责任单位", "responsible unit"},
    ServiceField{"person", text, kOptional, "责任人", "responsible person"},
    ServiceField{"due", day, kRequired, "整改期限", "due"},
    ServiceField{"state", choice, kRequired, "状态", "state", kStates, kStatesZh},
    ServiceField{"issued_at", time, kRequired, "下发时间", "issued at"},
    ServiceField{"issued_by", text, kRequired, "下发人", "issued by"},
    ServiceField{"answer", text, kOptional, "整改说明", "answer"},
    ServiceField{"answered_at", time, kOptional, "反馈时间", "answered at"},
    ServiceField{"answered_by", text, kOptional, "反馈人", "answered by"},
    ServiceField{"answer_items", items, kOptional, "整改说明图片与附件", "pictures and papers of the answer"},
    ServiceField{"review", text, kOptional, "审核意见", "review"},
    ServiceField{"reviewed_at", time, kOptional, "审核时间", "reviewed at"},
    ServiceField{"reviewed_by", text, kOptional, "审核人", "reviewed by"},
    ServiceField{"approved_at", time, kOptional, "审批时间", "approved at"},
    ServiceField{"approved_by", text, kOptional, "审批人", "approved by"},
    ServiceField{"closed_at", time, kOptional, "关闭时间", "closed at"},
    ServiceField{"closed_by", text, kOptional, "关闭人", "closed by"},
    ServiceField{"reopened_at", time, kOptional, "重新打开时间", "re-opened at"},
    ServiceField{"reopened_reason", text, kOptional, "重新打开原因", "reason of re-opening"},
    ServiceField{"recurrence_of", text, kOptional, "复发自（编号）", "recurrence of"},
    ServiceField{"items", items, kOptional, "附件", "attached items"},
};

}  // namespace

constinit const std::span<const ServiceField> test{kTest}, discovery{kDiscovery}, hardening{kHardening},
    assessment{kAssessment}, follow_up{kFollowUp};

}  // namespace firsthour::playbooks::service_fields
