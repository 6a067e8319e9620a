// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/reports/builders.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/mask.h"
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostCards = 100, kMostRows = 60, kMostExcerpt = 1'500, kMostPoints = 400;
constexpr std::int64_t kDay = 86'400'000'000'000;
constexpr int kTimeLineDays = 7;

class CaseReport {
 public:
  CaseReport(const ReportInput& input, const std::vector<HostFacts>& hosts)
      : input_{input}, facts_{input.facts}, hosts_{hosts}, say_{input.language} {}

  Document build() {
    document_ = start_document(input_, "case-report",
                               say_("主机取证与初步分析报告", "Host forensics and triage report"));
    document_.subtitle = facts_.incident.name;
    cover();
    findings();
    on_site();
    for (const HostFacts& host : hosts_) host_summary(host);
    time_line();
    collected();
    not_collected();
    clocks();
    integrity();
    how_to_check();
    return std::move(document_);
  }

 private:
  void add(Block block) { document_.blocks.push_back(std::move(block)); }
  void heading(std::string_view zh, std::string_view en) { add(Heading{1, say_(zh, en)}); }
  void sub_heading(std::string text) { add(Heading{2, std::move(text)}); }
  void quiet(std::string_view zh, std::string_view en) { add(Paragraph{{Run{say_(zh, en), Mark::quiet}}}); }
  [[nodiscard]] std::string number(std::uint64_t n) const { return grouped(n); }

  void cover() {
    const Authority& authority = facts_.answers.authority;
    Facts block;
    const auto row = [&](std::string_view zh, std::string_view en, const std::string& value) {
      block.rows.emplace_back(say_(zh, en), value_or_blank(value));
    };
    row("案件", "Case", facts_.name);
    row("案件标识", "Case id", facts_.id);
    row("事件编号", "Incident id", facts_.incident.id);
    row("单位 / 系统", "Unit / system", joined({facts_.incident.unit, facts_.incident.system}, " / "));
    row("授权", "Authority", joined({authority.given_by, authority.unit, authority.document}, "，"));
    row("授权范围", "Scope", authority.scope);
    row("处置人员", "People", people());
    row("提取时间（北京时间）", "Collected (Beijing time)", collected_span());
    row("工具", "Tool", tools());
    add(std::move(block));
    figures();
    if (!input_.checkpoint.empty())
      add(Seal{std::string{input_.checkpoint},
               say_("账本检查点；二维码为同一文本。",
                    "Checkpoint of the ledger; the QR code holds the same text.")});
    else
      add(Note{
          NoteKind::warning,
          {Run{say_("本报告未附账本检查点。", "No checkpoint of the ledger is printed on this report.")}}});
    for (const Volume& volume : facts_.volumes) {
      if (volume.tampered.value_or(false))
        warning("采集包 " + volume.collection + " 校验不符：其中未通过校验的内容未被采用。",
                "Collection " + volume.collection + " did not verify: what failed was not used.");
      else if (!volume.stopped.empty())
        warning(
            "采集包 " + volume.collection + " 的收入中途停止：" + evidence_text(volume.stopped),
            "Taking in collection " + volume.collection + " was given up: " + evidence_text(volume.stopped));
      else if (volume.whole && !*volume.whole)
        warning(
            "采集包 " + volume.collection + " 的数据流中断，仅包含中断前的内容。",
            "The stream of collection " + volume.collection + " was cut: it holds only what came before.");
    }
  }
  void warning(const std::string& zh, const std::string& en) {
    add(Note{NoteKind::warning, {Run{say_(zh, en)}}});
  }

  static std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
    std::string out;
    for (const std::string& text : texts) {
      if (text.empty()) continue;
      if (!out.empty()) out += separator;
      out += text;
    }
    return out;
  }
  [[nodiscard]] std::string people() const {
    std::vector<std::string> names;
    for (const Person& person : facts_.answers.people)
      names.push_back(joined({person.name, person.unit}, " · "));
    return joined(names, say_("；", "; "));
  }
  [[nodiscard]] std::string tools() const {
    std::vector<std::string> names;
    for (const UsedTool& tool : facts_.tools) names.push_back(tool.name);
    return joined(names, say_("，", ", "));
  }
  [[nodiscard]] std::string collected_span() const {
    return joined({form_value("collection.started", facts_), form_value("collection.finished", facts_)},
                  " – ");
  }
  [[nodiscard]] std::uint64_t count(Severity severity) const {
    return static_cast<std::uint64_t>(
        std::count_if(facts_.findings.begin(), facts_.findings.end(),
                      [&](const Finding& f) { return f.severity == severity; }));
  }

  void figures() {
    if (facts_.events == 0) return;
    Figures block;
    for (const Severity severity :
         {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info})
      block.entries.emplace_back(number(count(severity)), severity_word(severity, input_.language));
    block.entries.emplace_back(number(facts_.items), say_("提取对象", "items collected"));
    block.entries.emplace_back(number(facts_.incomplete_total), say_("未完整取得", "not complete"));
    add(std::move(block));
  }

  void findings() {
    heading("一、发现", "1 Findings");
    if (facts_.triage.empty())
      quiet("本案尚未进行筛查，或筛查未完成。", "No triage has been completed in this case.");
    if (facts_.findings.empty()) {
      if (!facts_.triage.empty())
        quiet("在检查过的范围内没有发现。没有发现不等于没有问题：未检查的内容见第六节。",
              "Nothing was found in what was examined. That is not proof of absence: section 6 names what "
              "was not examined.");
      return;
    }
    std::size_t shown = 0;
    std::vector<const Finding*> rest;
    for (const Finding& finding : facts_.findings) {
      if (finding.severity > Severity::info && shown++ < kMostCards)
        add(card(finding));
      else
        rest.push_back(&finding);
    }
    information(rest);
  }

  [[nodiscard]] std::string title_of(const Finding& f) const {
    if (input_.language == Language::zh && !f.title_zh.empty()) return mask_secrets(f.title_zh);
    return mask_secrets(f.title.empty() ? f.rule : f.title);
  }
  [[nodiscard]] std::string why_of(const Finding& f) const {
    return mask_secrets(input_.language == Language::zh && !f.why_zh.empty() ? f.why_zh : f.why);
  }

  FindingCard card(const Finding& f) const {
    FindingCard card{f.severity,
                     severity_word(f.severity, input_.language),
                     evidence_text(title_of(f), 300),
                     evidence_text(why_of(f), 2'000),
                     {},
                     evidence_text(mask_secrets(cut(f.record)), kMostExcerpt)};
    const auto row = [&](std::string_view zh, std::string_view en, const std::string& value, Mark mark) {
      if (!value.empty()) card.facts.rows.push_back({say_(zh, en), {Run{value, mark}}});
    };
    row("对象", "Target", evidence_text(mask_secrets(f.path)), Mark::code);
    row("主机", "Host", evidence_text(f.host, 120), Mark::plain);
    row("证据项", "Item", evidence_text(f.item, 120), Mark::code);
    row("匹配", "Matches", matches(f), Mark::code);
    row("规则", "Rule", evidence_text(f.detector + " / " + f.rule, 200), Mark::code);
    row("ATT&CK", "ATT&CK", joined(f.attack, ", "), Mark::plain);
    return card;
  }
  // Masking reads the whole text; a record of megabytes is cut before, far beyond what is shown.
  static std::string_view cut(const std::string& text) { return std::string_view{text}.substr(0, 64 * 1024); }

  [[nodiscard]] std::string matches(const Finding& f) const {
    std::string text;
    constexpr std::size_t kMost = 6;
    for (std::size_t i = 0; i < std::min(kMost, f.matches.size()); ++i) {
      const FindingMatch& match = f.matches[i];
      if (!text.empty()) text += ", ";
      text += evidence_text(match.string, 80);
      if (f.record.empty()) text += fmt::format(" @{}+{}", match.offset, match.length);
    }
    if (f.matches.size() > kMost) text += fmt::format(" … (+{})", f.matches.size() - kMost);
    return text;
  }

  void information(const std::vector<const Finding*>& rest) {
    if (rest.empty()) return;
    sub_heading(say_("提示与其余事项", "Information and further entries"));
    Table table;
    table.columns = {{say_("级别", "Level"), 2},
                     {say_("事项", "Entry"), 6},
                     {say_("对象", "Target"), 6},
                     {say_("证据项", "Item"), 3}};
    for (std::size_t i = 0; i < std::min(kMostRows, rest.size()); ++i)
      table.rows.push_back({{Run{severity_word(rest[i]->severity, input_.language)}},
                            {Run{evidence_text(title_of(*rest[i]))}},
                            {Run{evidence_text(mask_secrets(rest[i]->path), 160), Mark::code}},
                            {Run{evidence_text(rest[i]->item, 60), Mark::code}}});
    add(std::move(table));
    more(rest.size(), table_limit());
  }
  static std::size_t table_limit() { return kMostRows; }
  void more(std::uint64_t total, std::uint64_t shown) {
    if (total > shown)
      quiet(fmt::format("共 {} 条，此处列出 {} 条；其余见案件文件。", total, shown),
            fmt::format("{} in all, {} shown here; the rest is in the case.", total, shown));
  }

  void on_site() {
    heading("二、60 分钟到场时钟", "2 The 60-minute clock");
    if (!facts_.has_incident) {
      quiet("本案尚未登记事件。", "No incident was opened in this case.");
      return;
    }
    add_on_site_clock(input_, document_);
  }

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

  // Entries of the last days before the last thing collected, those that findings stand on first.
  std::vector<HostEvent> recent() const {
    std::vector<HostEvent> events;
    for (const HostFacts& host : hosts_) events.insert(events.end(), host.events.begin(), host.events.end());
    for (const CaseItem& file : facts_.dated_files)
      events.push_back({*file.item.file->modified, 2, file.item.path,
                        "uid " + std::to_string(file.item.file->uid), file.id, Severity::info});
    for (const TimeField& field : kTimeFields)
      if (const auto& time = facts_.incident.*field.member)
        events.push_back({*time, 3, say_(field.zh, field.en), "", "", Severity::info});
    mark_findings(events);
    const Instant end = window_end();
    std::erase_if(events, [&](const HostEvent& e) {
      return e.at > end || e.at.nanoseconds < end.nanoseconds - kTimeLineDays * kDay;
    });
    return events;
  }
  [[nodiscard]] Instant window_end() const {
    Instant end{};
    for (const Volume& volume : facts_.volumes)
      end = std::max({end, volume.received, volume.finished.value_or(end)});
    return end.nanoseconds == 0 ? facts_.last : end;
  }
  void mark_findings(std::vector<HostEvent>& events) const {
    for (HostEvent& event : events)
      for (const Finding& f : facts_.findings) {
        const bool same_file = event.lane == 2 && !f.item.empty() && f.item == event.item;
        const bool same_process =
            event.lane == 1 && f.record.find("\"process.pid\":" + pid_of(event) + ",") != std::string::npos;
        if (same_file || same_process) event.severity = std::max(event.severity, f.severity);
      }
  }
  static std::string pid_of(const HostEvent& event) {
    const std::size_t colon = event.what.find(':');
    return event.what.size() > 4 && colon != std::string::npos ? event.what.substr(4, colon - 4) : "?";
  }

  void time_line() {
    heading("四、近期时间线", "4 Time line of the last days");
    std::vector<HostEvent> events = recent();
    if (events.empty()) {
      quiet("没有可列出的带时间的记录。", "There is no dated record to show.");
      return;
    }
    std::stable_sort(events.begin(), events.end(), [](const HostEvent& a, const HostEvent& b) {
      if (a.severity != b.severity) return a.severity > b.severity;
      if ((a.lane == 3) != (b.lane == 3)) return a.lane == 3;
      return a.at > b.at;
    });
    draw(events);
    const std::size_t total = events.size();
    if (events.size() > kMostRows) events.resize(kMostRows);
    std::stable_sort(events.begin(), events.end(),
                     [](const HostEvent& a, const HostEvent& b) { return a.at < b.at; });
    Table table;
    table.columns = {{say_("时间（北京时间）", "Time (Beijing time)"), 5},
                     {say_("种类", "Kind"), 3},
                     {say_("内容", "What"), 9},
                     {say_("主体", "Who"), 3},
                     {say_("关联发现", "Finding"), 3}};
    for (const HostEvent& e : events)
      table.rows.push_back(
          {{Run{beijing_time(e.at)}},
           {Run{lane_word(e.lane)}},
           {Run{evidence_text(mask_secrets(e.what)), e.lane == 3 ? Mark::strong : Mark::code}},
           {Run{evidence_text(e.who, 60)}},
           {Run{e.severity == Severity::info ? "" : severity_word(e.severity, input_.language),
                Mark::strong}}});
    add(std::move(table));
    more(total, kMostRows);
    quiet("文件时间取自文件系统，可能被伪造；“文件”为启动项、临时目录、网站目录中文件的修改时间。",
          "File times are what the file system says and can be forged; files are those of persistence, "
          "temporary and web folders.");
  }
  void draw(const std::vector<HostEvent>& events) {
    TimeLine line;
    for (int lane = 0; lane < 4; ++lane) line.lanes.push_back(lane_word(lane));
    for (const HostEvent& e : events)
      if (line.points.size() < kMostPoints)
        line.points.push_back({e.at, mask_secrets(e.what), e.lane, e.severity});
    // The severe ones on top.
    std::stable_sort(line.points.begin(), line.points.end(),
                     [](const auto& a, const auto& b) { return a.severity < b.severity; });
    line.caption = say_("最近 7 天；深色大圆点为与发现有关的记录。时间为北京时间。",
                        "The last 7 days; large dark dots belong to findings. Beijing time.");
    add(std::move(line));
  }
  [[nodiscard]] std::string lane_word(int lane) const {
    switch (lane) {
      case 0:
        return say_("登录", "Logins");
      case 1:
        return say_("进程启动", "Process starts");
      case 2:
        return say_("文件修改", "File changes");
      default:
        return say_("事件处置", "Incident");
    }
  }

  void collected() {
    heading("五、提取了什么", "5 What was collected");
    for (const Volume& volume : facts_.volumes) {
      sub_heading(joined({volume.collection, volume.host, volume.profile}, " · "));
      if (volume.sources.empty()) {
        quiet("采集包没有给出各来源的结果。", "The collection does not say how its sources ended.");
        continue;
      }
      Table table;
      table.columns = {{say_("来源", "Source"), 5},        {say_("结果", "Outcome"), 3},
                       {say_("记录", "Records"), 2, true}, {say_("对象", "Items"), 2, true},
                       {say_("大小", "Size"), 3, true},    {say_("用时", "Time"), 2, true}};
      for (const SourceRun& source : volume.sources)
        table.rows.push_back(
            {{Run{evidence_text(source.name, 80), Mark::code}},
             {Run{outcome_word(source.outcome, input_.language)}},
             {Run{source.records > 0 ? number(source.records) : ""}},
             {Run{source.items > 0 ? number(source.items) : ""}},
             {Run{source.bytes > 0 ? short_size(source.bytes) : ""}},
             {Run{fmt::format("{:.2f} s", static_cast<double>(source.milliseconds) / 1000)}}});
      add(std::move(table));
    }
    by_definition();
  }
  void by_definition() {
    if (facts_.sources.empty()) {
      quiet("案件中没有提取的对象。", "There are no items in the case.");
      return;
    }
    sub_heading(say_("按来源统计的对象", "Items by source"));
    Table table;
    table.columns = {{say_("来源", "Source"), 6},
                     {say_("对象", "Items"), 2, true},
                     {say_("其中未完整", "Not complete"), 2, true},
                     {say_("大小", "Size"), 3, true}};
    for (const auto& [source, count] : facts_.sources) {
      if (table.rows.size() >= 2 * kMostRows) break;
      table.rows.push_back(
          {{Run{source.empty() ? say_("（未注明）", "(not stated)") : evidence_text(source, 100),
                Mark::code}},
           {Run{number(count.items)}},
           {Run{number(count.incomplete)}},
           {Run{short_size(count.bytes)}}});
    }
    add(std::move(table));
    more(facts_.sources.size(), 2 * kMostRows);
  }
  static std::string short_size(std::uint64_t bytes) {
    if (bytes < 1024) return fmt::format("{} B", bytes);
    if (bytes < 1024 * 1024) return fmt::format("{:.1f} KiB", static_cast<double>(bytes) / 1024);
    if (bytes < 1024ULL * 1024 * 1024)
      return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (1024 * 1024));
    return fmt::format("{:.2f} GiB", static_cast<double>(bytes) / (1024.0 * 1024 * 1024));
  }

  void not_collected() {
    heading("六、未提取、未检查的内容及原因", "6 What was not collected or not examined, and why");
    if (facts_.incomplete_total == 0 && facts_.items > 0)
      quiet("所要求的对象均完整取得。", "Every item that was asked for was taken completely.");
    if (facts_.items == 0) quiet("案件中没有提取的对象。", "There are no items in the case.");
    if (!facts_.incomplete.empty()) {
      Table table;
      table.columns = {{say_("对象", "Item"), 7},
                       {say_("来源", "Source"), 4},
                       {say_("结果", "Outcome"), 3},
                       {say_("原因", "Reason"), 6}};
      for (const Incomplete& item : facts_.incomplete) {
        if (table.rows.size() >= kMostRows) break;
        table.rows.push_back({{Run{evidence_text(item.path, 160), Mark::code}},
                              {Run{evidence_text(item.source, 80)}},
                              {Run{outcome_word(item.outcome, input_.language)}},
                              {Run{evidence_text(mask_secrets(item.reason))}}});
      }
      add(std::move(table));
      more(facts_.incomplete_total, kMostRows);
    }
    source_failures();
    // Each run covers the whole case: the last one counts.
    if (!facts_.triage.empty()) not_examined(facts_.triage.back());
    for (const std::string& problem : facts_.unread)
      warning("账本中未能理解的记录：" + evidence_text(problem),
              "Ledger entry that could not be understood: " + evidence_text(problem));
  }
  void source_failures() {
    Steps steps;
    for (const Volume& volume : facts_.volumes) {
      for (const SourceRun& source : volume.sources)
        if (!source.reason.empty())
          steps.lines.push_back({Run{evidence_text(source.name, 80), Mark::code},
                                 Run{" " + outcome_word(source.outcome, input_.language) + say_("：", ": ") +
                                     evidence_text(source.reason, 400)}});
      for (const std::string& name : volume.not_run)
        steps.lines.push_back({Run{evidence_text(name, 80), Mark::code},
                               Run{say_(" 未执行：采集提前结束", " not run: the collection ended before")}});
      if (!volume.left_out.empty())
        steps.lines.push_back({Run{say_("所选方案未包含：", "Not part of the profile: ") +
                                   evidence_text(joined(volume.left_out, ", "), 2'000)}});
      for (const std::string& problem : volume.problems)
        if (steps.lines.size() < 2 * kMostRows)
          steps.lines.push_back({Run{volume.collection + ": " + evidence_text(problem)}});
    }
    if (steps.lines.empty()) return;
    sub_heading(say_("未完整结束的来源", "Sources that did not end completely"));
    add(std::move(steps));
  }
  void not_examined(const TriageRun& run) {
    if (run.not_scanned.empty() && run.unknown.empty() && run.rule_problems.empty() &&
        run.not_scanned_total == 0)
      return;
    sub_heading(say_("筛查未覆盖", "Not covered by triage") + " · " + beijing_time(run.at));
    if (!run.not_scanned.empty()) {
      Table table;
      table.columns = {{say_("对象", "Target"), 8}, {say_("原因", "Reason"), 6}};
      for (const NotLooked& entry : run.not_scanned) {
        if (table.rows.size() >= kMostRows) break;
        table.rows.push_back(
            {{Run{evidence_text(entry.path.empty() ? entry.item : entry.path, 160), Mark::code}},
             {Run{evidence_text(entry.reason)}}});
      }
      add(std::move(table));
    }
    more(run.not_scanned_total, std::min<std::uint64_t>(kMostRows, run.not_scanned.size()));
    if (run.unknown_total > run.unknown.size())
      quiet(
          fmt::format("无法判断的检查共 {} 项，此处列出 {} 项。", run.unknown_total, run.unknown.size()),
          fmt::format("{} checks could not be made, {} shown here.", run.unknown_total, run.unknown.size()));
    Steps steps;
    for (const std::string& unknown : run.unknown)
      steps.lines.push_back({Run{say_("无法判断：", "Unknown: "), Mark::strong},
                             Run{evidence_text(mask_secrets(unknown), 400)}});
    for (const std::string& problem : run.rule_problems)
      steps.lines.push_back(
          {Run{say_("规则未加载：", "Rule not loaded: "), Mark::strong}, Run{evidence_text(problem, 400)}});
    if (!steps.lines.empty()) add(std::move(steps));
  }

  void clocks() {
    heading("七、时钟与偏差", "7 Clocks and offsets");
    Table table;
    table.columns = {{say_("时钟", "Clock"), 4},
                     {say_("读数（北京时间）", "Reading (Beijing time)"), 4},
                     {say_("与主机时钟之差", "Offset to the host"), 3},
                     {say_("依据", "Basis"), 6}};
    for (const HostFacts& host : hosts_)
      for (const ClockRecord& clock : host.clocks)
        table.rows.push_back({{Run{joined({host.name, clock.source}, " · ")}},
                              value_or_blank(clock.time ? beijing_time(*clock.time) : ""),
                              value_or_blank(clock.offset_ns ? offset_text(*clock.offset_ns) : ""),
                              value_or_blank(evidence_text(clock.basis))});
    for (const ClockReading& clock : facts_.answers.clocks)
      table.rows.push_back({{Run{clock.clock}},
                            value_or_blank(beijing_time(clock.time)),
                            value_or_blank(clock.offset_ns ? offset_text(*clock.offset_ns) : ""),
                            value_or_blank(clock.basis)});
    if (table.rows.empty())
      quiet("没有记录时钟校核。", "No comparison of clocks was recorded.");
    else
      add(std::move(table));
  }

  void integrity() {
    heading("八、完整性", "8 Integrity");
    Facts block;
    block.rows.push_back({say_("账本记录数", "Events in the ledger"), {Run{number(facts_.events)}}});
    for (const Volume& volume : facts_.volumes) {
      block.rows.emplace_back(volume.collection + " SHA-256",
                              value_or_blank(digest_in_two_lines(volume.sha256), Mark::code));
      block.rows.emplace_back(volume.collection + " SM3",
                              value_or_blank(digest_in_two_lines(volume.sm3), Mark::code));
      block.rows.emplace_back(volume.collection + say_(" 收入时校验", " when received"),
                              value_or_blank(receipt(volume)));
    }
    if (!facts_.triage.empty() && !facts_.triage.back().rules_digest.empty())
      block.rows.push_back({say_("规则集 SHA-256", "SHA-256 of the rules"),
                            {Run{digest_in_two_lines(facts_.triage.back().rules_digest), Mark::code}}});
    for (const UsedTool& tool : facts_.tools)
      if (!tool.sha256.empty())
        block.rows.push_back(
            {evidence_text(tool.name, 60) + " SHA-256", {Run{digest_in_two_lines(tool.sha256), Mark::code}}});
    if (!input_.key_fingerprint.empty())
      block.rows.push_back(
          {say_("签名密钥指纹", "Key fingerprint"), {Run{input_.key_fingerprint, Mark::code}}});
    add(std::move(block));
  }
  [[nodiscard]] std::string receipt(const Volume& volume) const {
    std::vector<std::string> parts;
    if (volume.tampered.value_or(false))
      parts.push_back(say_("校验不符", "did not verify"));
    else if (volume.whole)
      parts.push_back(*volume.whole ? say_("完整，逐项通过", "whole, every item verified")
                                    : say_("数据流中断", "stream was cut"));
    if (volume.as_expected)
      parts.push_back(*volume.as_expected ? say_("与现场记录的校验值一致", "as the digest on paper")
                                          : say_("与现场记录的校验值不一致", "NOT the digest on paper"));
    return joined(parts, say_("；", "; "));
  }

  void how_to_check() {
    heading("九、如何核验", "9 How to check");
    Steps steps;
    steps.lines = {
        {Run{say_("核对本报告与签字文件上的检查点、密钥指纹是否一致。",
                  "Compare checkpoint and key fingerprint on this report with those on the signed form.")}},
        {Run{say_("在任意一台机器上运行 ", "On any machine run ")},
         Run{"firsthour case verify CASE", Mark::code},
         Run{say_("，重新计算账本与全部对象的校验值。",
                  ": it computes every digest of ledger and objects again.")}},
        {Run{say_("对采集包重新计算 ", "Compute ")}, Run{"sha256sum", Mark::code},
         Run{say_("，与上表及现场记录的校验值比较。",
                  " of the collection and compare it with the table above and the digest on paper.")}},
        {Run{say_("报告可由同样的账本记录重新生成，内容逐字节相同。",
                  "The report can be made again from the same events, byte for byte.")}}};
    add(std::move(steps));
    quiet("密码、令牌等敏感内容在报告中已遮盖（****），原文保留在证据中。",
          "Passwords, tokens and the like are masked (****) in this report; the evidence keeps them.");
  }

  const ReportInput& input_;
  const CaseFacts& facts_;
  const std::vector<HostFacts>& hosts_;
  Say say_;
  Document document_;
};

}  // namespace

Document build_case_report(const ReportInput& input, const std::vector<HostFacts>& hosts) {
  return CaseReport{input, hosts}.build();
}

}  // namespace firsthour::playbooks
