// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/report_part.h"

#include <array>

namespace firsthour::playbooks {
namespace {

class HostPart : public ReportPart {
 public:
  using ReportPart::ReportPart;

  void host_summary(const HostFacts& host) {
    heading("三、主机概况：" + host.name, "3 Host: " + host.name);
    Facts identity;
    for (const auto& [key, value] : host.identity)
      identity.rows.push_back({identity_word(key), {Run{identity_value(key, value)}}});
    for (const auto& [kind, count] : host.counts)
      if (const std::string word = count_word(kind); !word.empty())
        identity.rows.push_back({word, {Run{number(count)}}});
    if (host.failed_total > 0)
      identity.rows.push_back({say_("失败登录", "Failed logins"), {Run{failed_text(host)}}});
    add(std::move(identity));
    listeners(host);
    accounts(host);
    for (const std::string& problem : host.unread)
      warning("未能读取的记录：" + evidence_text(problem),
              "Records that could not be read: " + evidence_text(problem));
  }

 private:
  [[nodiscard]] std::string failed_text(const HostFacts& host) const {
    std::vector<std::pair<std::string, std::uint64_t>> most{host.failed_logins.begin(),
                                                            host.failed_logins.end()};
    std::stable_sort(most.begin(), most.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text = number(host.failed_total);
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < std::min<std::size_t>(5, most.size()); ++i)
      parts.push_back((most[i].first.empty() ? say_("本地", "local") : evidence_text(most[i].first, 60)) +
                      " ×" + number(most[i].second));
    return text + say_("（", " (") + joined(parts, say_("，", ", ")) + say_("）", ")");
  }
  [[nodiscard]] std::string identity_word(const std::string& key) const {
    struct Word {
      std::string_view key, zh, en;
    };
    static constexpr std::array<Word, 13> kWords{
        {{"host.name", "主机名", "Name"},
         {"host.os.full", "操作系统", "Operating system"},
         {"host.os.kernel", "内核", "Kernel"},
         {"host.architecture", "架构", "Architecture"},
         {"host.virtualization", "虚拟化", "Virtualization"},
         {"host.id", "machine-id", "Machine id"},
         {"host.boot_time", "启动时间", "Booted"},
         {"host.uptime_seconds", "已运行", "Up for"},
         {"host.timezone", "主机时区", "Time zone of the host"},
         {"host.cpu_count", "处理器数", "Processors"},
         {"host.memory_bytes", "内存", "Memory"},
         {"collector.uid", "采集程序 UID", "Collector's uid"},
         {"collector.in_container", "在容器内采集", "Collected inside a container"}}};
    for (const Word& word : kWords)
      if (word.key == key) return say_(word.zh, word.en);
    return key;
  }
  [[nodiscard]] std::string identity_value(const std::string& key, const std::string& value) const {
    const bool digits =
        !value.empty() && value.size() < 19 && value.find_first_not_of("0123456789") == std::string::npos;
    if (key == "host.boot_time")
      if (const auto time = parse_rfc3339(value))
        return beijing_time(*time) + say_("（北京时间）", " (Beijing time)");
    if (key == "host.uptime_seconds" && digits) {
      const std::uint64_t seconds = std::stoull(value);
      return fmt::format("{} {} {} {} {} {}", seconds / 86400, say_("天", "d"), seconds % 86400 / 3600,
                         say_("小时", "h"), seconds % 3600 / 60, say_("分", "min"));
    }
    if (key == "host.memory_bytes" && digits) return size_text(std::stoull(value), input_.language);
    return evidence_text(value);
  }
  [[nodiscard]] std::string count_word(const std::string& kind) const {
    if (kind == "host.process") return say_("进程", "Processes");
    if (kind == "host.socket") return say_("套接字", "Sockets");
    if (kind == "host.kernel_module") return say_("内核模块", "Kernel modules");
    if (kind == "host.bpf_program") return say_("BPF 程序", "BPF programs");
    if (kind == "host.container") return say_("容器", "Containers");
    if (kind == "host.user") return say_("账户", "Accounts");
    if (kind == "host.authorized_key") return say_("SSH 授权公钥", "Authorised SSH keys");
    if (kind == "host.login") return say_("登录记录", "Login records");
    return {};
  }
  void listeners(const HostFacts& host) {
    if (host.listeners.empty()) return;
    sub_heading(say_("监听端口", "Listening sockets"));
    Table table;
    table.columns = {{say_("协议", "Protocol"), 2},
                     {say_("地址", "Address"), 4},
                     {say_("进程", "Process"), 3},
                     {say_("程序文件", "Executable"), 6},
                     {say_("软件包归属", "Package"), 3}};
    for (const Listener& l : host.listeners) {
      if (table.rows.size() >= kMostRows) break;
      table.rows.push_back({{Run{l.transport}},
                            {Run{evidence_text(l.address, 80), Mark::code}},
                            {Run{evidence_text(l.process, 60)}},
                            {Run{evidence_text(l.executable, 160), Mark::code}},
                            {Run{package_word(l.package_state)}}});
    }
    add(std::move(table));
    more(host.listeners_total, kMostRows);
  }
  [[nodiscard]] std::string package_word(const std::string& state) const {
    if (state == "owned") return say_("属于软件包", "owned");
    if (state == "unowned") return say_("不属于任何软件包", "not owned");
    if (state == "unknown") return say_("无法判断", "unknown");
    return evidence_text(state, 40);
  }
  void accounts(const HostFacts& host) {
    if (host.accounts.empty()) return;
    sub_heading(say_("可登录账户", "Accounts with a login shell"));
    Table table;
    table.columns = {
        {say_("账户", "Name"), 3}, {"UID", 2}, {say_("外壳", "Shell"), 4}, {say_("口令状态", "Password"), 3}};
    for (const Account& a : host.accounts) {
      if (table.rows.size() >= kMostRows) break;
      table.rows.push_back({{Run{evidence_text(a.name, 60)}},
                            {Run{evidence_text(a.id, 20)}},
                            {Run{evidence_text(a.shell, 80), Mark::code}},
                            {Run{password_word(a.password_state)}}});
    }
    add(std::move(table));
    more(host.accounts.size(), kMostRows);
  }
  [[nodiscard]] std::string password_word(const std::string& state) const {
    if (state == "set") return say_("已设置", "set");
    if (state == "locked") return say_("已锁定", "locked");
    if (state == "empty") return say_("空口令", "EMPTY");
    if (state == "none") return say_("无", "none");
    return state.empty() ? say_("未知", "unknown") : evidence_text(state, 40);
  }
};

}  // namespace

void add_host(const ReportInput& input, const std::vector<HostFacts>& hosts, const HostFacts& host,
              Document& document) {
  HostPart{input, hosts, document}.host_summary(host);
}

}  // namespace firsthour::playbooks
