// SPDX-License-Identifier: Apache-2.0
// A graph as rows: one box a node, what came first on top. Arrows between neighbours run straight down, the
// others in lanes on the left, so that any number of rows and any length of label can be read on A4.
#include "playbooks/reports/figures.h"
#include "playbooks/reports/text_measure.h"

#include <algorithm>
#include <vector>

namespace firsthour::playbooks {
namespace {

constexpr double kWidth = 860, kRow = 46, kBox = 28, kTop = 8, kLane = 14, kRight = 8;
constexpr std::size_t kMostLanes = 10;

struct Arrow {
  std::size_t from, to;  // rows
  bool dashed;
  std::size_t lane = 0;  // 0: straight down, or in lane 1, 2, …
};

// Rows of the nodes: none before what leads to it, otherwise as they come. A ring is cut where it is met.
std::vector<std::size_t> rows_of(const Graph& graph) {
  const std::size_t count = graph.nodes.size();
  std::vector<std::size_t> row(count, 0), waiting(count, 0);
  for (const Graph::Edge& edge : graph.edges) ++waiting[edge.to];
  std::vector<bool> placed(count, false);
  for (std::size_t next = 0; next < count; ++next) {
    std::size_t chosen = count;
    for (std::size_t i = 0; i < count && chosen == count; ++i)
      if (!placed[i] && waiting[i] == 0) chosen = i;
    for (std::size_t i = 0; i < count && chosen == count; ++i)
      if (!placed[i]) chosen = i;
    placed[chosen] = true;
    row[chosen] = next;
    for (const Graph::Edge& edge : graph.edges)
      if (edge.from == chosen && waiting[edge.to] > 0) --waiting[edge.to];
  }
  return row;
}

// The first lane in which the arrow crosses no other.
void choose_lanes(std::vector<Arrow>& arrows) {
  for (std::size_t i = 0; i < arrows.size(); ++i) {
    Arrow& arrow = arrows[i];
    if (arrow.to == arrow.from + 1) continue;
    const auto [top, bottom] = std::minmax(arrow.from, arrow.to);
    for (arrow.lane = 1; arrow.lane < kMostLanes; ++arrow.lane) {
      const bool taken = std::any_of(arrows.begin(), arrows.begin() + static_cast<std::ptrdiff_t>(i),
                                     [&](const Arrow& other) {
                                       const auto [t, b] = std::minmax(other.from, other.to);
                                       return other.lane == arrow.lane && t < bottom && top < b;
                                     });
      if (!taken) break;
    }
  }
}

void line(Drawing& to, Spot from, Spot until, bool dashed) {
  if (dashed) return add_dashes(to, from, until, kInk, 5, 4, 1.5);
  to.shapes.emplace_back(Stroke{{from, until}, kInk, 1.5});
}

void head(Drawing& to, Spot tip, double dx, double dy) {
  to.shapes.emplace_back(Stroke{
      {{tip.x - dx + dy * 0.6, tip.y - dy + dx * 0.6}, tip, {tip.x - dx - dy * 0.6, tip.y - dy - dx * 0.6}},
      kInk,
      1.5});
}

double middle_of(std::size_t row) { return kTop + kRow * static_cast<double>(row) + kBox / 2; }

void draw_arrow(Drawing& to, const Arrow& arrow, double left) {
  if (arrow.lane == 0) {
    const double x = left + 28;
    const Spot from{x, middle_of(arrow.from) + kBox / 2}, tip{x, middle_of(arrow.to) - kBox / 2};
    line(to, from, tip, arrow.dashed);
    return head(to, tip, 0, 7);
  }
  const double x = left - kLane * static_cast<double>(arrow.lane) - 4;
  // Out of the lower, into the upper half, so that arrows of one box are told apart.
  const double out = middle_of(arrow.from) + 6, in = middle_of(arrow.to) - 6;
  line(to, {left, out}, {x, out}, arrow.dashed);
  line(to, {x, out}, {x, in}, arrow.dashed);
  line(to, {x, in}, {left, in}, arrow.dashed);
  head(to, {left, in}, 7, 0);
}

void draw_node(Drawing& to, const Graph::Node& node, std::size_t row, double left) {
  const double y = kTop + kRow * static_cast<double>(row);
  const double width = kWidth - left - kRight;
  to.shapes.emplace_back(
      Box{left, y, width, kBox, node.strong ? 0xe8eef5U : kWhite, node.strong ? kDark : kHairline});
  to.shapes.emplace_back(Label{{left + 10, y + 18.5}, node.kind, 12, Anchor::start, kQuietInk});
  const double kind = 70, note = em_width(node.note) * 11;
  const double room = width - kind - note - 30;
  to.shapes.emplace_back(
      Label{{left + kind, y + 18.5}, fitted(node.label, room / 13), 12.5, Anchor::start, kInk, node.strong});
  to.shapes.emplace_back(Label{{left + width - 10, y + 18.5}, node.note, 11, Anchor::end, kQuietInk});
}

}  // namespace

Drawing draw_graph(const Graph& graph) {
  Drawing to;
  to.description = graph.caption;
  to.width = kWidth;
  to.height = 2 * kTop + kRow * static_cast<double>(graph.nodes.size()) - (kRow - kBox);
  const std::vector<std::size_t> row = rows_of(graph);
  std::vector<Arrow> arrows;
  for (const Graph::Edge& edge : graph.edges) {
    // Two steps between the same things are one arrow, as sure as the surer.
    const auto known = std::find_if(arrows.begin(), arrows.end(), [&](const Arrow& arrow) {
      return arrow.from == row[edge.from] && arrow.to == row[edge.to];
    });
    if (known != arrows.end()) {
      known->dashed = known->dashed && edge.dashed;
    } else {
      arrows.push_back({row[edge.from], row[edge.to], edge.dashed});
    }
  }
  choose_lanes(arrows);
  std::size_t lanes = 0;
  for (const Arrow& arrow : arrows) lanes = std::max(lanes, arrow.lane);
  const double left = 10 + kLane * static_cast<double>(lanes) + (lanes > 0 ? 12 : 0);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) draw_node(to, graph.nodes[i], row[i], left);
  for (const Arrow& arrow : arrows) draw_arrow(to, arrow, left);
  return to;
}

}  // namespace firsthour::playbooks
