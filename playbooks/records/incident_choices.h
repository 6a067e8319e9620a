// SPDX-License-Identifier: Apache-2.0
// Fields that take one of a few words: kept under a name, said in either language.
#pragma once

#include <array>
#include <string_view>

namespace firsthour::playbooks {

struct Choice {
  std::string_view name;    // as it is kept
  std::string_view zh, en;  // as it is printed; both are accepted
  std::string_view also;    // further words, comma between
};

inline constexpr std::array kYesNo{Choice{"yes", "是", "yes", "true,有"},
                                   Choice{"no", "否", "no", "false,无"}};
inline constexpr std::array kOperatorKinds{
    Choice{"cii", "关键信息基础设施运营者", "operator of critical infrastructure", "关基,关基运营者"},
    Choice{"state-organ", "中央和国家机关及其直属单位", "central or state organ", "国家机关"},
    Choice{"other", "其他网络运营者", "other operator", "其他"}};
inline constexpr std::array kProtectionLevels{
    Choice{"一级", "一级", "level 1", "1,第一级"}, Choice{"二级", "二级", "level 2", "2,第二级"},
    Choice{"三级", "三级", "level 3", "3,第三级"}, Choice{"四级", "四级", "level 4", "4,第四级"},
    Choice{"五级", "五级", "level 5", "5,第五级"}, Choice{"未定级", "未定级", "not graded", "none"}};
inline constexpr std::array kImpactObjects{
    Choice{"especially-important", "特别重要", "especially important", ""},
    Choice{"important", "重要", "important", ""}, Choice{"ordinary", "一般", "ordinary", ""}};
inline constexpr std::array kBusinessLosses{
    Choice{"especially-severe", "特别严重", "especially severe", ""}, Choice{"severe", "严重", "severe", ""},
    Choice{"considerable", "较大", "considerable", ""}, Choice{"minor", "较小", "minor", ""}};
inline constexpr std::array kGrades{
    Choice{"especially-major", "特别重大", "especially major", "一级,特别重大事件"},
    Choice{"major", "重大", "major", "二级,重大事件"},
    Choice{"considerable", "较大", "considerable", "三级,较大事件"},
    Choice{"ordinary", "一般", "ordinary", "四级,一般事件"}};
inline constexpr std::array kDiscoveryMethods{Choice{"internal", "内部发现", "internal", "内部,自查"},
                                              Choice{"external", "外部通报", "external", "外部,通报"},
                                              Choice{"partner", "合作单位告知", "partner", "合作单位,乙方"},
                                              Choice{"unknown", "不明", "unknown", ""}};
inline constexpr std::array kExtents{
    Choice{"none", "无影响", "none", "无"}, Choice{"limited", "有限", "limited", "部分"},
    Choice{"serious", "严重", "serious", ""}, Choice{"unknown", "不明", "unknown", ""}};
inline constexpr std::array kConfidences{Choice{"high", "高", "high", "确认,已确认"},
                                         Choice{"medium", "中", "medium", ""},
                                         Choice{"low", "低", "low", "推测"}};

}  // namespace firsthour::playbooks
