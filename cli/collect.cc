// SPDX-License-Identifier: Apache-2.0
// firsthour collect: runs the static program `collect` beside this one, with the same options; with --case
// its stream goes into a case.
#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/collect_child.h"
#include "cli/messages.h"
#include "cli/quoting.h"
#include "cli/stop.h"
#include "cli/taking_in.h"
#include "collectors/compile_plan.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>

namespace firsthour::cli {
namespace {

// Those of `collect` come first: they are handed on as they are. What each does is the collector's matter.
constexpr std::array kOptions{
    Option{"out",
           "FILE",
           {"write there; - is standard output, tls://ADDRESS:PORT a receiver",
            "输出文件；- 为标准输出，tls://地址:端口 为网络接收端"}},
    Option{"profile", "quick|standard|full", {"how much to collect (quick)", "采集范围（缺省 quick）"}},
    Option{"split", "SIZE", {"parts of at most this size, to be joined with cat", "分卷大小，可用 cat 合并"}},
    Option{"encrypt-to",
           "RECIPIENT",
           {"encrypt to this recipient (age1…, age1sm21…) or those in this file",
            "加密给此接收者（age1…、age1sm21…）或此文件所列接收者"},
           true},
    Option{"plain", "REASON", {"do not encrypt, for this reason", "不加密，并说明理由"}},
    Option{"answers",
           "FILE",
           {"permission, capacity and people, for the outline", "授权、身份与人员，写入概要"}},
    Option{"root", "DIR", {"a mounted image instead of the live host", "已挂载的镜像，代替在线主机"}},
    Option{"only", "NAMES", {"only these sources, separated by commas", "只采集这些来源，以逗号分隔"}, true},
    Option{"interface", "IF", {"capture traffic there", "在此网卡抓包"}, true},
    Option{"seconds", "TIME", {"capture for so long (90s, 15m)", "抓包时长（90s、15m）"}},
    Option{"filter",
           "EXPRESSION",
           {"only this traffic, as tcpdump has it, with numbers for names",
            "仅抓取此类报文（tcpdump 语法，名称用数字）"}},
    Option{"snap-length", "N", {"keep so many bytes of each packet", "每个报文保留的字节数"}},
    Option{"buffer", "SIZE", {"of the kernel for each interface (64M)", "每块网卡的内核缓冲区（缺省 64M）"}},
    Option{"promiscuous", "", {"capture also what is not for this host", "混杂模式：非发往本机的报文也抓取"}},
    Option{"permission",
           "WHO",
           {"who permits the capture, and how; recorded. --ring and --promiscuous need it, or --answers",
            "抓包许可人及方式，记录在案；--ring 与 --promiscuous 必须给出，或用 --answers"}},
    Option{"ring",
           "DIR",
           {"capture into this folder, in files that are sealed while they are written",
            "抓包写入此文件夹，边写边封存"}},
    Option{"file-size", "SIZE", {"of a file of the ring (256M)", "单个文件大小（缺省 256M）"}},
    Option{"file-time", "TIME", {"a new file of the ring after this time", "单个文件时长"}},
    Option{"files", "N", {"keep the newest N files of the ring", "只保留最新 N 个文件"}},
    Option{"total", "SIZE", {"end the ring after so much traffic", "抓满此数据量后结束"}},
    Option{"packets", "N", {"end the ring after so many packets", "抓满此报文数后结束"}},
    Option{"digest",
           "sm3|sha512|sha1|md5",
           {"of each file of the ring beside SHA-256", "除 SHA-256 外另算的摘要"},
           true},
    Option{"budget", "SIZE", {"take at most so much file content", "文件内容总量上限"}},
    Option{
        "deadline", "TIME", {"end in good order after this time (90s, 15m, 2h)", "总时限（90s、15m、2h）"}},
    Option{"code", "CODE", {"that the receiver of --out tls://… shows", "--out tls://… 接收端显示的口令"}},
    Option{"process-memory",
           "PIDS",
           {"the memory of these processes too, separated by commas, or of all",
            "另取这些进程的内存，以逗号分隔；all 为全部"},
           true},
    Option{"memory-format", "lime|elf", {"of the memory image (lime)", "内存镜像格式（缺省 lime）"}},
    Option{"cpu-share",
           "PERCENT",
           {"of one core, at most, after the volatile set; 0 = no ceiling",
            "易失数据之后的 CPU 上限（占单核百分比）；0 为不限"}},
    Option{"io-rate",
           "SIZE",
           {"read at most so much a second of files; 0 = no ceiling", "读取文件的每秒上限；0 为不限"}},
    Option{"plan", "FILE", {"a further compiled plan of files to take", "附加的已编译采集计划"}},
    Option{"artifacts",
           "DIR",
           {"further artifact definitions (ForensicArtifacts YAML), e.g. /usr/share/artifacts",
            "附加的取证项定义（ForensicArtifacts YAML），如 /usr/share/artifacts"},
           true},
    Option{"allow-local",
           "REASON",
           {"write onto a disk of this host, for this reason", "允许写入本机磁盘，并说明理由"}},
    Option{"list", "", {"list the sources and end", "列出来源并退出"}},
    Option{"case",
           "CASE",
           {"take the collection into this case (made when missing)", "存入此案件（不存在则新建）"}},
    kKeyOption,
    kNationalKeyOption,
};

bool is_ours(std::string_view option) {
  return option == "case" || option == "key" || option == "national-key" || option == "artifacts";
}

// The definitions of --artifacts as a compiled plan, in a file without a name that the collector inherits.
// Empty when there are none.
Try<Descriptor> compiled_artifacts(const Invocation& call) {
  if (!call.said.has("artifacts")) return Descriptor{};
  if (call.said.has("plan")) return give_up(Exit::usage, "--artifacts and --plan exclude each other");
  const auto plan = collectors::compile_plan(call.said.values("artifacts"), false);
  if (!plan) return give_up(plan.error());
  for (const std::string& left_out : plan->left_out) {
    if (call.terminal.verbose()) call.terminal.talk(left_out);
  }
  call.terminal.say(say::artifacts_compiled, plan->definitions, plan->paths, plan->left_out.size());
  Descriptor file{::memfd_create("plan", 0)};  // kept open over exec
  if (!file) return give_up(fail_errno("cannot keep the compiled plan").value());
  const auto written = sink_to_fd(::dup(file.get()))->write(as_bytes(plan->json));
  if (!written) return give_up(written.error());
  return file;
}

// Everything but what is ours.
std::vector<std::string> arguments_for(const Parsed& said, const Descriptor& plan) {
  std::vector<std::string> arguments = said.words;
  for (const Option& option : kOptions) {
    if (is_ours(option.name) || !said.has(option.name)) continue;
    const std::string name = "--" + std::string{option.name};
    if (option.value.empty()) arguments.push_back(name);
    for (const std::string& value : said.values(option.name))
      arguments.insert(arguments.end(), {name, value});
  }
  if (plan) {
    arguments.insert(arguments.end(), {"--plan", "/proc/self/fd/" + std::to_string(plan.get())});
  }
  return arguments;
}

Try<std::unique_ptr<CaseWriter>> open_or_make(const Invocation& call, const std::string& word) {
  if (case_exists(case_path(word))) return write_case(call, word);
  return new_case(call, word, false);
}

Try<Exit> collect_into(const Invocation& call, const std::string& word, const Descriptor& plan) {
  if (call.said.has("out")) return give_up(Exit::usage, "--out and --case exclude each other");
  if (call.said.has("encrypt-to"))
    return give_up(Exit::usage, "--encrypt-to and --case exclude each other: a case is kept in the clear");
  auto opened = open_or_make(call, word);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  std::vector<std::string> arguments = arguments_for(call.said, plan);
  arguments.insert(arguments.end(), {"--out", "-"});
  if (!call.said.has("plain")) arguments.insert(arguments.end(), {"--plain", std::string{kPlainReason}});
  const Json action{{"what", "collect"}, {"command", "collect " + joined_for_shell(arguments)}};
  if (const auto noted = the_case.append(event_type::action, action); !noted) return give_up(noted.error());
  auto child = CollectChild::start(call.program, arguments, {}, call.terminal.verbose());
  if (!child) return give_up(child.error());
  const auto result = take_in(call, the_case, child->stream(), live_collection());
  const int code = child->wait();
  if (auto closed = close_case(the_case, Exit::done); !closed) return closed;
  if (!result)
    return give_up(result.error().exit, "collect ended with " + std::to_string(code), child->last_words());
  Exit exit = tell_of(call, *result);
  if (exit == Exit::done && code != 0) exit = Exit::partial;
  call.terminal.emit(Json{{"type", "summary"},
                          {"items", result->items},
                          {"bytes", result->bytes},
                          {"exit", static_cast<int>(exit)}});
  return stop_asked() ? Exit::interrupted : exit;
}

Try<Exit> run(const Invocation& call) {
  const auto plan = compiled_artifacts(call);
  if (!plan) return give_up(plan.error());
  if (call.said.has("ring") && call.said.has("case"))
    return give_up(Exit::usage, "--ring and --case exclude each other",
                   "firsthour case ingest CASE DIR takes the ring in when it has ended");
  if (const auto word = call.said.value("case"); word && !call.said.has("list"))
    return collect_into(call, *word, *plan);
  const auto code = run_collect(call.program, arguments_for(call.said, *plan));
  if (!code) return give_up(code.error());
  return static_cast<Exit>(*code);
}

}  // namespace

constinit const CommandBody collect_command{kOptions, run};

}  // namespace firsthour::cli
