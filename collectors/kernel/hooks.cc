// SPDX-License-Identifier: Apache-2.0
// host.kernel_hook: functions of the kernel that something else is called from.
#include "collectors/host/file_lines.h"
#include "collectors/kernel/hook_line.h"
#include "collectors/kernel/kernel.h"
#include "collectors/output/record_file.h"

#include <array>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kListLimit = 64 << 20;
constexpr std::array<std::string_view, 2> kTracing{"/sys/kernel/tracing/", "/sys/kernel/debug/tracing/"};

struct Hook {
  std::string function, kind, flags, callback, owner, module, target, source;
  std::uint64_t callbacks = 0;
};

class HookCollection {
 public:
  explicit HookCollection(Context& context) : context_{context}, file_{context, "host.kernel_hook"} {}

  SourceOutcome run() {
    bool traced = false;
    for (const auto folder : kTracing) {
      if (traced) break;  // the same lists at their second place
      traced = read_enabled(std::string{folder} + "enabled_functions");
      traced = read_events(std::string{folder} + "kprobe_events", "kprobe-event") || traced;
      traced = read_events(std::string{folder} + "uprobe_events", "uprobe-event") || traced;
    }
    if (!traced) add_problem(outcome_, Outcome::skipped, "tracefs is not mounted");
    read_kprobes("/sys/kernel/debug/kprobes/list");
    read_live_patches();
    file_.finish(outcome_);
    return outcome_;
  }

 private:
  // False when there is no such list.
  template <class Visit>
  bool read(const std::string& path, const Visit& visit) {
    const auto read = for_each_line(context_.host, path, kListLimit, [&](std::string_view line) {
      visit(line);
      return !context_.stopping();
    });
    if (!read && read.error().code != Errc::not_found)
      add_problem(outcome_, Outcome::partial, read.error().what);
    if (read && !*read) add_problem(outcome_, Outcome::partial, path + ": not read to its end");
    return read.has_value();
  }

  bool read_enabled(const std::string& path) {
    std::optional<Hook> last;
    const auto flush = [&] {
      if (last) write(*last);
      last.reset();
    };
    const bool there = read(path, [&](std::string_view line) {
      if (const auto direct = direct_call_in(line); !direct.empty() && last) {
        last->callback = direct;
        return;
      }
      const auto function = parse_enabled_function(line);
      if (!function) return;
      flush();
      last = Hook{std::string{function->function},
                  "ftrace",
                  function->flags,
                  std::string{function->callback},
                  std::string{function->owner},
                  std::string{function->module},
                  {},
                  path,
                  function->callbacks};
    });
    flush();
    return there;
  }

  bool read_events(const std::string& path, const char* kind) {
    return read(path, [&](std::string_view line) {
      const auto event = parse_probe_event(line);
      if (!event) return;
      Hook hook{.function = {},
                .kind = kind,
                .flags = event->returns ? "r" : "",
                .callback = {},
                .owner = std::string{event->event},
                .module = {},
                .target = std::string{event->target},
                .source = path};
      if (!event->target.starts_with('/')) hook.function = event->target.substr(0, event->target.find('+'));
      write(hook);
    });
  }

  void read_kprobes(const std::string& path) {
    (void)read(path, [&](std::string_view line) {
      const auto probe = parse_kprobe(line);
      if (!probe) return;
      write({.function = std::string{probe->function},
             .kind = probe->returns ? "kretprobe" : "kprobe",
             .flags = std::string{probe->state},
             .callback = {},
             .owner = {},
             .module = std::string{probe->module},
             .target = {},
             .source = path});
    });
  }

  // /sys/kernel/livepatch/PATCH/OBJECT/FUNCTION,NUMBER
  void read_live_patches() {
    const std::string top = "/sys/kernel/livepatch";
    const auto patches = context_.host.list(top);
    if (!patches) return;
    for (const auto& patch : *patches) {
      const auto objects = context_.host.list(top + '/' + patch.name);
      if (!objects) continue;
      for (const auto& object : *objects) {
        const auto folder = top + '/' + patch.name + '/' + object.name;
        const auto functions = context_.host.list(folder);
        if (!functions) continue;  // a file beside the objects
        for (const auto& function : *functions)
          if (const auto comma = function.name.rfind(','); comma != std::string::npos)
            write({.function = function.name.substr(0, comma),
                   .kind = "livepatch",
                   .flags = {},
                   .callback = {},
                   .owner = patch.name,
                   .module = object.name == "vmlinux" ? "" : object.name,
                   .target = {},
                   .source = folder});
      }
    }
  }

  void write(const Hook& hook) {
    RecordWriter record{"host.kernel_hook"};
    if (!hook.function.empty()) record.put_bytes("hook.function", hook.function);
    record.put("hook.kind", hook.kind);
    if (!hook.flags.empty()) record.put_bytes("hook.flags", hook.flags);
    if (hook.kind == "ftrace") record.put("hook.redirects", hook.flags.find('I') != std::string::npos);
    if (hook.callbacks != 0) record.put("hook.callbacks", hook.callbacks);
    if (!hook.callback.empty()) record.put_bytes("hook.callback", hook.callback);
    if (!hook.owner.empty()) record.put_bytes("hook.owner", hook.owner);
    if (!hook.module.empty()) record.put_bytes("hook.module", hook.module);
    if (!hook.target.empty()) record.put_bytes("hook.target", hook.target);
    record.put_bytes("file.path", hook.source);
    file_.add(std::move(record));
  }

  Context& context_;
  SourceOutcome outcome_;
  RecordFile file_;
};

}  // namespace

SourceOutcome collect_kernel_hooks(Context& context) {
  if (context.host.live() || context.host.status("/sys/kernel", true)) return HookCollection{context}.run();
  SourceOutcome outcome;
  outcome.outcome = Outcome::skipped;
  outcome.reason = "an image has no running kernel";
  return outcome;
}

}  // namespace firsthour::collectors
