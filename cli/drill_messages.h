// SPDX-License-Identifier: Apache-2.0
// The catalogue of drills.
#pragma once

#include "cli/text.h"

#include <array>

namespace firsthour::cli::say {

inline constexpr Text drill_mark{"EXERCISE: this is a drill", "【演练】本次为应急演练"};
inline constexpr Text drill_planned{"drill planned in {0}: {1}; injects: {2}, expectations: {3}",
                                    "演练已写入 {0}：{1}；注入 {2} 条，预期 {3} 项"};
inline constexpr Text drill_notice{
    "tell the monitoring staff before it begins: firsthour drill run {0} --notify WHOM",
    "开始前须告知监测值守人员：firsthour drill run {0} --notify 被告知人"};
inline constexpr Text drill_not_notified{
    "the monitoring staff was not told of this drill (--notify WHOM): what is planted may be taken for real",
    "尚未告知监测值守人员（--notify 被告知人）：所置物品可能被当作真实事件"};
inline constexpr Text drill_delivered{"{0}  inject {1}: {2} -> {3}: {4}", "{0}  注入 {1}：{2} → {3}：{4}"};
inline constexpr Text drill_planted{"{0}  planted {1}: {2}", "{0}  已放置 {1}：{2}"};
inline constexpr Text drill_plant_failed{"{0}  not planted: {1}: {2}", "{0}  未能放置 {1}：{2}"};
inline constexpr Text drill_removed{"{0}  removed {1}: {2} ({3})", "{0}  已清除 {1}：{2}（{3}）"};
inline constexpr Text drill_met{"{0}  met: {1}: {2}", "{0}  预期达成 {1}：{2}"};
inline constexpr Text drill_answered{"{0}  answer of {2} to {1}: {3}", "{0}  {2} 答复 {1}：{3}"};
inline constexpr Text drill_clock_said{"{0}  clock: {1}", "{0}  时钟：{1}"};
inline constexpr Text drill_other{"{0}  {1} {2} {3}", "{0}  {1} {2} {3}"};
inline constexpr Text drill_over{"the drill is over at {0}", "演练于 {0} 结束"};
inline constexpr Text drill_real{"REAL INCIDENT: the drill was broken off at {0}",
                                 "转为真实事件：演练于 {0} 中止"};
inline constexpr Text drill_not_over{"the drill stands at {0} and is not over; the same command goes on",
                                     "演练停在 {0}，尚未结束；重新执行同一命令可继续"};
inline constexpr Text drill_left{"the clock of the drill goes on; `drill pause {0}` stops it",
                                 "演练时钟仍在走；用 drill pause {0} 暂停"};
inline constexpr Text drill_now{"{0}, {1}, speed {2}", "{0}，{1}，速度 {2}"};
inline constexpr Text drill_score_line{"points: {0} of {1}; met {2}, late {3}, missed {4}, open {5}",
                                       "得分 {0} / {1}；达成 {2}，迟到 {3}，未达成 {4}，未定 {5}"};
inline constexpr Text drill_answers_line{"answers in time: {0} of {1}", "按时答复：{0} / {1}"};
inline constexpr Text drill_expectation{"  {0}  {1}  {2}  {3}", "  {0}  {1}  {2}  {3}"};
inline constexpr Text drill_cleaned{"nothing of the drill is left: {0} places were looked at",
                                    "已清除完毕：共检查 {0} 处"};
inline constexpr Text drill_left_over{"{0} is still there: {1}", "{0} 仍在：{1}"};

inline constexpr std::array<Text, 4> drill_states{
    {{"not begun", "未开始"}, {"running", "进行中"}, {"paused", "已暂停"}, {"over", "已结束"}}};
inline constexpr std::array<Text, 4> drill_standings{
    {{"open", "未定"}, {"met", "达成"}, {"late", "迟到"}, {"missed", "未达成"}}};

}  // namespace firsthour::cli::say
