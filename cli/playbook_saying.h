// SPDX-License-Identifier: Apache-2.0
// What a person says of a running playbook on one command line: `--done 3`, `--decide 5=isolate --why …`.
#pragma once

#include "cli/conduct.h"

#include <array>

namespace firsthour::cli {

inline constexpr std::array kSayingOptions{
    Option{"done", "N", {"step N was done", "第 N 步已完成"}},
    Option{"failed", "N", {"step N could not be done", "第 N 步未能完成"}},
    Option{"approve", "N", {"step N may change its target", "批准第 N 步（可能改变目标系统）"}},
    Option{"refuse", "N", {"step N must not be done", "不批准第 N 步"}},
    Option{"decide", "N=OPTION", {"which way is taken at step N", "第 N 步的决定"}},
    Option{"skip", "N", {"leave step N out; needs --why", "跳过第 N 步；须有 --why"}},
    Option{"roll-back", "N", {"take back what step N did", "回退第 N 步"}},
    Option{"keep", "N", {"do not take it back; needs --why", "不回退；须有 --why"}},
    Option{"hand-over",
           "[N=]PERSON",
           {"somebody else has the step from now on, or all", "移交该步骤（或全部）给他人"}},
    Option{"pause", "", {"everything stands, time limits too", "暂停，各时限一并停止"}},
    Option{"resume", "", {"go on after a pause", "暂停后继续"}},
    Option{"stop", "", {"end the run; needs --why", "终止执行；须有 --why"}},
    Option{"value",
           "NAME=VALUE",
           {"with --done: what came of it, for a variable of the playbook", "与 --done 同用：给预案变量赋值"},
           true},
    Option{"why", "TEXT", {"the reason", "理由"}},
};

// True when anything of it was said on the command line; it is recorded then.
[[nodiscard]] Try<bool> say_what_was_said(const Invocation& call, Conduct& conduct, const std::string& run);

// "__host__=web01" and "host=web01" as key and value. Usage when there is no "=".
[[nodiscard]] Try<std::map<std::string, std::string>> values_said(const std::vector<std::string>& said,
                                                                  std::string_view option);

}  // namespace firsthour::cli
