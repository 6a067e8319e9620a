// SPDX-License-Identifier: Apache-2.0
// The nine items of form A.9 of GB/T 38645-2020, in our own short words (research/playbooks.md 2.5).
#include "playbooks/drill.h"

#include <array>

namespace firsthour::playbooks {
namespace {

struct Item {
  Words name, question;
};

const std::array<Item, kEvaluationItems>& items() {
  static const std::array<Item, kEvaluationItems> all{{
      {{"方案可行性", "Feasibility of the plan"},
       {"演练方案是否与应急预案相符、可执行",
        "Does the drill's plan fit the emergency plan, and can it be carried out?"}},
      {{"监控告警能力", "Monitoring and alarms"},
       {"告警是否及时、准确", "Were alarms raised in time, and were they right?"}},
      {{"故障定位能力", "Locating the fault"},
       {"是否找到问题并按预案提出处置办法",
        "Was the fault found, and was a way out proposed after the plan?"}},
      {{"现场指挥协调", "Command and coordination on site"},
       {"指挥是否迅速、责任人是否明确、指令是否正确、人员是否可识别",
        "Was command quick, was it clear who led, were the orders right, could people be told apart?"}},
      {{"参演人员处置", "Handling by the participants"},
       {"人员是否到位、处置是否及时、反馈是否准确",
        "Were people in place, did they act in time, was their feedback right?"}},
      {{"关联方联动", "Working with other parties"},
       {"联络接口是否清楚、响应是否及时", "Were the points of contact known, and did they respond in time?"}},
      {{"演练保障", "Support of the drill"},
       {"主备人员、备件、物资、备用方案是否齐备",
        "Were deputies, spares, supplies and a fallback plan at hand?"}},
      {{"目标实现", "Aims reached"},
       {"是否发现改进事项、达到演练目的", "Were improvements found, and were the aims met?"}},
      {{"成本效益", "Cost and benefit"}, {"是否在预算之内", "Was the budget kept?"}},
  }};
  return all;
}

const Words kNone;

}  // namespace

const Words& evaluation_item(int item) {
  return item >= 1 && item <= kEvaluationItems ? items()[static_cast<std::size_t>(item - 1)].name : kNone;
}

const Words& evaluation_question(int item) {
  return item >= 1 && item <= kEvaluationItems ? items()[static_cast<std::size_t>(item - 1)].question : kNone;
}

}  // namespace firsthour::playbooks
