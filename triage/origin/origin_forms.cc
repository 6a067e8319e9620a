// SPDX-License-Identifier: Apache-2.0
// A chain as JSON (ORIGIN.md) and as a graph for Graphviz.
#include "casefile/json.h"
#include "triage/origin.h"

#include <algorithm>

namespace firsthour::triage {
namespace {

constexpr std::size_t kMostBytes = 60U << 10;

Json text_of(const OriginText& text) { return Json{{"en", text.en}, {"zh", text.zh}}; }

Json place_of(const OriginPlace& place) {
  Json json{{"item", place.item}, {"path", place.path}};
  if (place.line > 0) json["line"] = place.line;
  if (place.line > 0 || place.offset > 0) json["offset"] = place.offset;
  return json;
}

Json node_of(const OriginNode& node) {
  Json json{{"kind", name_of(node.kind)}, {"label", node.label}, {"host", node.host}};
  if (!node.note.en.empty()) json["note"] = text_of(node.note);
  if (node.first) json["first"] = rfc3339(*node.first);
  if (node.last) json["last"] = rfc3339(*node.last);
  if (!node.basis.empty()) json["time_basis"] = node.basis;
  json["places"] = Json::array();
  for (const OriginPlace& place : node.places) json["places"].push_back(place_of(place));
  return json;
}

Json edge_of(const OriginEdge& edge) {
  Json json{{"from", edge.from},
            {"to", edge.to},
            {"relation", edge.relation},
            {"strength", name_of(edge.strength)},
            {"leads_back", edge.leads_back},
            {"why", text_of(edge.why)}};
  if (edge.time) json["time"] = rfc3339(*edge.time);
  if (!edge.basis.empty()) json["time_basis"] = edge.basis;
  if (!edge.place.item.empty()) json["place"] = place_of(edge.place);
  return json;
}

std::string dot_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + '"';
}

}  // namespace

Json to_json(const OriginChain& chain) {
  Json json{{"findings", chain.findings},
            {"rule", chain.rule},
            {"title", text_of(chain.title)},
            {"severity", name_of(chain.severity)},
            {"host", chain.host},
            {"nodes", Json::array()},
            {"edges", Json::array()},
            {"gaps", Json::array()},
            {"paragraph", text_of(chain.paragraph)}};
  for (const OriginNode& node : chain.nodes) json["nodes"].push_back(node_of(node));
  for (const OriginGap& gap : chain.gaps)
    json["gaps"].push_back(Json{{"code", gap.code}, {"why", text_of(gap.why)}});
  if (chain.source) {
    json["source"] = *chain.source;
    json["strength"] = name_of(chain.strength);
  }
  std::size_t size = json.dump().size();
  for (const OriginEdge& edge : chain.edges) {
    Json one = edge_of(edge);
    size += one.dump().size() + 1;
    if (size > kMostBytes) {
      json["edges_left_out"] = chain.edges.size() - json["edges"].size();
      break;
    }
    json["edges"].push_back(std::move(one));
  }
  return json;
}

std::string as_dot(const OriginReport& report) {
  std::string out = "digraph origin {\n  rankdir=LR;\n  node [shape=box, fontsize=10];\n";
  for (std::size_t c = 0; c < report.chains.size(); ++c) {
    const OriginChain& chain = report.chains[c];
    const std::string name = "c" + std::to_string(c);
    for (std::size_t i = 0; i < chain.nodes.size(); ++i) {
      const OriginNode& node = chain.nodes[i];
      out += "  " + name + "n" + std::to_string(i) +
             " [label=" + dot_text(std::string{name_of(node.kind)} + ": " + node.label) +
             (chain.source == i ? ", style=bold" : "") + "];\n";
    }
    for (const OriginEdge& edge : chain.edges) {
      out += "  " + name + "n" + std::to_string(edge.from) + " -> " + name + "n" + std::to_string(edge.to) +
             " [label=" + dot_text(edge.relation) +
             (edge.strength == OriginStrength::proved ? "" : ", style=dashed") + "];\n";
    }
  }
  return out + "}\n";
}

}  // namespace firsthour::triage
