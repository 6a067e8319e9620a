// SPDX-License-Identifier: Apache-2.0
// The section on where the intrusion came from: a paragraph, a graph and the steps of each chain.
#include "playbooks/reports/report_part.h"

#include <array>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostChains = 8, kMostDrawn = 16;

struct KindWords {
  std::string_view kind, zh, en;
};
constexpr auto kKinds = std::to_array<KindWords>({{"address", "地址", "address"},
                                                  {"request", "请求", "request"},
                                                  {"file", "文件", "file"},
                                                  {"login", "登录", "login"},
                                                  {"process", "进程", "process"},
                                                  {"connection", "连接", "connection"},
                                                  {"key", "密钥", "key"},
                                                  {"entry", "日志", "entry"}});

class OriginPart : public ReportPart {
 public:
  using ReportPart::ReportPart;

  void origin() {
    heading("五、追踪入侵来源", "5 Where it came from");
    if (facts_.origins.empty())
      return quiet("尚未追踪来源（firsthour origin），或没有可追踪来源的发现。",
                   "Nothing was traced yet (firsthour origin), or no finding has an origin that could be.");
    std::vector<const ToldOrigin*> chains;
    for (const ToldOrigin& told : facts_.origins) chains.push_back(&told);
    std::stable_sort(chains.begin(), chains.end(), [](const ToldOrigin* a, const ToldOrigin* b) {
      if (a->severity != b->severity) return a->severity > b->severity;
      return a->source.has_value() && !b->source.has_value();
    });
    const std::size_t total = chains.size();
    if (chains.size() > kMostChains) chains.resize(kMostChains);
    sources(chains);
    for (const ToldOrigin* told : chains) chain(*told);
    more(total, kMostChains);
    quiet(
        "“已证实”：有一致的标识（进程号与启动时间、网站根目录下的路径、会话编号、密钥指纹、连接两端）。"
        "“推定”：仅时间相邻或名称相同。整条链以最弱的一步为准。",
        "Proved: an identifier is equal (process number and start, path below the web root, session, key, "
        "both ends of a connection). Likely: only a time is near, or a name. A chain is as sure as its "
        "weakest step.");
  }

 private:
  [[nodiscard]] std::string kind_word(const std::string& kind) const {
    for (const KindWords& known : kKinds)
      if (known.kind == kind) return say_(known.zh, known.en);
    return kind;
  }
  [[nodiscard]] std::string sure(bool proved) const {
    return proved ? say_("已证实", "proved") : say_("推定", "likely");
  }
  [[nodiscard]] std::string seen(const ToldOrigin::Node& node) const {
    if (!node.first) return {};
    std::string text = beijing_time(*node.first);
    const std::string last = node.last ? beijing_time(*node.last) : text;
    if (last != text) text += say_(" 至 ", " to ") + last;
    if (node.time_basis == "zone-assumed") text += say_("（时区推定）", " (zone assumed)");
    if (node.time_basis == "year-inferred") text += say_("（年份推断）", " (year inferred)");
    return text;
  }

  // One line for each chain: what, from where, how sure.
  void sources(const std::vector<const ToldOrigin*>& chains) {
    Table table;
    table.columns = {
        {say_("发现", "Finding"), 5},
        {say_("来源地址", "Came from"), 4},
        {say_("把握", "How sure"), 2},
        {say_("该地址首次与末次出现（北京时间）", "Address first and last seen (Beijing time)"), 6}};
    for (const ToldOrigin* told : chains) {
      const std::string title = input_.language == Language::zh ? told->title.zh : told->title.en;
      const ToldOrigin::Node* from = told->source ? &told->nodes[*told->source] : nullptr;
      table.rows.push_back(
          {{Run{evidence_text(mask_secrets(title), 160)}},
           {Run{from ? evidence_text(from->label) : say_("未能确定", "not determined"), Mark::strong}},
           {Run{from ? sure(told->proved) : ""}},
           {Run{from ? seen(*from) : ""}}});
    }
    add(std::move(table));
  }

  void chain(const ToldOrigin& told) {
    const std::string title = input_.language == Language::zh ? told.title.zh : told.title.en;
    sub_heading(evidence_text(mask_secrets(title), 120));
    const std::string& text = input_.language == Language::zh ? told.paragraph.zh : told.paragraph.en;
    add(Paragraph{{Run{evidence_text(mask_secrets(text), 6000)}}});
    draw(told);
    steps(told);
  }

  void draw(const ToldOrigin& told) {
    Graph graph;
    graph.caption = say_("实线为已证实的一步，虚线为推定；自上而下为先后。时间为北京时间。",
                         "Solid: proved. Dashed: likely. What came first is on top. Beijing time.");
    for (std::size_t i = 0; i < std::min(told.nodes.size(), kMostDrawn); ++i) {
      const ToldOrigin::Node& node = told.nodes[i];
      graph.nodes.push_back({kind_word(node.kind), evidence_text(mask_secrets(node.label), 160), seen(node),
                             i == 0 || told.source == i});
    }
    for (const ToldOrigin::Edge& edge : told.edges) {
      if (edge.from < graph.nodes.size() && edge.to < graph.nodes.size())
        graph.edges.push_back({edge.from, edge.to, !edge.proved});
    }
    if (graph.nodes.size() > 1) add(std::move(graph));
  }

  void steps(const ToldOrigin& told) {
    if (told.edges.empty()) return;
    std::vector<const ToldOrigin::Edge*> edges;
    for (const ToldOrigin::Edge& edge : told.edges) edges.push_back(&edge);
    std::stable_sort(edges.begin(), edges.end(), [](const ToldOrigin::Edge* a, const ToldOrigin::Edge* b) {
      return a->time.value_or(Instant{}) < b->time.value_or(Instant{});
    });
    Table table;
    table.columns = {{say_("时间（北京时间）", "Time (Beijing time)"), 4},
                     {say_("把握", "How sure"), 2},
                     {say_("依据", "On what it stands"), 9},
                     {say_("证据位置", "Where"), 5}};
    const std::size_t shown = std::min(edges.size(), kMostRows);
    for (std::size_t i = 0; i < shown; ++i) {
      const ToldOrigin::Edge& edge = *edges[i];
      const std::string& why = input_.language == Language::zh ? edge.why.zh : edge.why.en;
      table.rows.push_back({{Run{edge.time ? beijing_time(*edge.time) : ""}},
                            {Run{sure(edge.proved)}},
                            {Run{evidence_text(mask_secrets(why), 400)}},
                            {Run{evidence_text(edge.place, 160), Mark::code}}});
    }
    add(std::move(table));
    more(edges.size(), shown);
  }
};

}  // namespace

void add_origin(const ReportInput& input, const std::vector<HostFacts>& hosts, Document& document) {
  OriginPart{input, hosts, document}.origin();
}

}  // namespace firsthour::playbooks
