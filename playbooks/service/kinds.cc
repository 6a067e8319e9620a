// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service/kind_fields.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {

std::span<const ServiceKind> service_kinds() {
  namespace f = service_fields;
  static const std::array kKinds{
      ServiceKind{"patrol", "巡检", "patrol", f::patrol},
      ServiceKind{"patrol-report", "巡检报告", "patrol report", f::patrol_report},
      ServiceKind{"training", "培训", "training", f::training},
      ServiceKind{"watch", "重要活动值守", "watch", f::watch},
      ServiceKind{"shift", "值守班次", "shift of a watch", f::shift},
      ServiceKind{"test", "授权测试", "authorised test", f::test},
      ServiceKind{"discovery", "月度风险发现", "monthly discovery", f::discovery},
      ServiceKind{"hardening", "安全加固", "hardening", f::hardening},
      ServiceKind{"plan", "应急预案", "emergency plan", f::plan},
      ServiceKind{"staff", "服务人员", "staff", f::staff},
      ServiceKind{"support-call", "技术支持来电", "support call", f::support_call},
      ServiceKind{"assessment", "等级保护测评", "assessment", f::assessment},
      ServiceKind{"consent", "数据带离同意", "consent to data leaving", f::consent},
      ServiceKind{"hand-over", "资料移交", "hand-over of documents", f::hand_over},
      ServiceKind{"wipe", "介质清除", "wipe of a medium", f::wipe},
      ServiceKind{"follow-up", "整改事项", "follow-up", f::follow_up},
      ServiceKind{"delivery", "资料补充", "completion of documents", f::delivery},
      ServiceKind{"drill", "应急演练", "drill", f::drill},
      ServiceKind{"summary", "汇总报告", "summary report", f::summary},
  };
  return kKinds;
}

const ServiceKind* service_kind(std::string_view name) {
  const auto kinds = service_kinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const ServiceKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

const ServiceField* service_field(const ServiceKind& kind, std::string_view name) {
  const auto found = std::find_if(kind.fields.begin(), kind.fields.end(),
                                  [&](const ServiceField& field) { return field.name == name; });
  return found == kind.fields.end() ? nullptr : &*found;
}

const ServiceKind* service_kind_called(std::string_view word) {
  for (const ServiceKind& kind : service_kinds())
    if (word == kind.name || word == kind.zh || word == kind.en) return &kind;
  return nullptr;
}

const ServiceField* service_field_called(const ServiceKind& kind, std::string_view word) {
  for (const ServiceField& field : kind.fields)
    if (word == field.name || word == field.zh || word == field.en) return &field;
  return nullptr;
}

}  // namespace firsthour::playbooks
