// SPDX-License-Identifier: Apache-2.0
// Lines of the kernel's lists of its own hooks: ftrace's enabled_functions (Documentation/trace/ftrace.rst),
// kprobes/list (Documentation/trace/kprobes.rst), kprobe_events and uprobe_events. All total; views into the
// line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// "name [module] (calls) R I D O M<tab>tramp: ADDRESS (callback+0x0/0x20 [owner]) ->…"
struct EnabledFunction {
  std::string_view function, module;
  std::uint64_t callbacks = 0;
  std::string flags;  // of "RIDOM": registers saved, execution redirected, direct, per-call, modified once
  std::string_view callback, owner;  // as far as named: the function called and its module
};
[[nodiscard]] std::optional<EnabledFunction> parse_enabled_function(std::string_view line);
// The function behind "<tab>direct-->name+0x0/0x1", the line that goes on from the one before; empty else.
[[nodiscard]] std::string_view direct_call_in(std::string_view line);

// "ffffffff81100000  k  do_exit+0x0  module [FTRACE]"
struct Kprobe {
  bool returns = false;                      // at the function's return
  std::string_view function, module, state;  // module: where the function is; state: "[DISABLED][FTRACE]"
  std::uint64_t offset = 0;
};
[[nodiscard]] std::optional<Kprobe> parse_kprobe(std::string_view line);

// "p:kprobes/name do_exit+0 …", "r16:uprobes/name /bin/bash:0x4a …"
struct ProbeEvent {
  bool returns = false;
  std::string_view event, target;  // "kprobes/name"; "do_exit+0", "/bin/bash:0x4a"
};
[[nodiscard]] std::optional<ProbeEvent> parse_probe_event(std::string_view line);

}  // namespace firsthour::collectors
