// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "casefile/json.h"
#include "playbooks/reports/image_size.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/writers.h"

#include <algorithm>
#include <cmath>

namespace firsthour::playbooks {
namespace {

Json json_of(std::string_view text) { return printable(text); }

// A blank is null: nothing is known. Text that leads to a place is an array of runs, {"text","to"}.
Json json_of(const Line& line) {
  if (std::any_of(line.begin(), line.end(), [](const Run& run) { return !run.to.empty(); })) {
    Json runs = Json::array();
    for (const Run& run : line) {
      Json one{{"text", run.mark == Mark::blank ? Json(nullptr) : json_of(run.text)}};
      if (!run.to.empty()) one["to"] = json_of(run.to);
      runs.push_back(std::move(one));
    }
    return runs;
  }
  std::string text;
  for (const Run& run : line) {
    if (run.mark == Mark::blank) return nullptr;
    text += printable(run.text);
  }
  return text;
}

Json block(const char* kind) { return Json{{"kind", kind}}; }

Json json_of(const Facts& f) {
  Json out = block("facts");
  out["rows"] = Json::array();
  for (const auto& [label, value] : f.rows)
    out["rows"].push_back({{"label", json_of(label)}, {"value", json_of(value)}});
  return out;
}
Json json_of(const Heading& h) {
  Json out = block("heading");
  out["level"] = h.level;
  out["text"] = json_of(h.text);
  if (!h.anchor.empty()) out["anchor"] = json_of(h.anchor);
  return out;
}
Json json_of(const Paragraph& p) {
  Json out = block("paragraph");
  out["text"] = json_of(p.line);
  return out;
}
Json json_of(const Note& n) {
  Json out = block(n.kind == NoteKind::warning ? "warning" : "note");
  out["text"] = json_of(n.line);
  return out;
}
Json json_of(const Table& t) {
  Json out = block("table");
  out["columns"] = Json::array();
  for (const Column& column : t.columns) out["columns"].push_back(json_of(column.title));
  out["rows"] = Json::array();
  for (const auto& cells : t.rows) {
    Json row = Json::array();
    for (const Line& cell : cells) row.push_back(json_of(cell));
    out["rows"].push_back(std::move(row));
  }
  if (!t.anchors.empty()) {
    out["anchors"] = Json::array();
    for (const std::string& anchor : t.anchors) out["anchors"].push_back(json_of(anchor));
  }
  return out;
}
Json json_of(const Figures& f) {
  Json out = block("figures");
  out["entries"] = Json::array();
  for (const auto& [figure, label] : f.entries)
    out["entries"].push_back({{"label", json_of(label)}, {"value", json_of(figure)}});
  return out;
}
Json json_of(const Steps& s) {
  Json out = block("steps");
  out["lines"] = Json::array();
  for (const Line& line : s.lines) out["lines"].push_back(json_of(line));
  return out;
}
Json json_of(const Seal& s) {
  Json out = block("checkpoint");
  out["text"] = json_of(s.text);
  out["caption"] = json_of(s.caption);
  return out;
}
Json json_of(const SignatureLines& s) {
  Json out = block("signatures");
  out["who"] = Json::array();
  for (const std::string& who : s.who) out["who"].push_back(json_of(who));
  return out;
}
Json json_of(const FindingCard& c) {
  Json out = block("finding");
  out["severity"] = name_of(c.severity);
  out["title"] = json_of(c.title);
  out["why"] = json_of(c.why);
  out["facts"] = json_of(c.facts)["rows"];
  if (!c.excerpt.empty()) out["excerpt"] = json_of(c.excerpt);
  return out;
}
Json json_of(const TimeLine& t) {
  Json out = block("timeline");
  out["points"] = Json::array();
  for (const TimeLine::Point& point : t.points)
    out["points"].push_back({{"time", rfc3339(point.at)},
                             {"label", json_of(point.label)},
                             {"lane", point.lane},
                             {"severity", name_of(point.severity)}});
  out["lanes"] = Json::array();
  for (const std::string& lane : t.lanes) out["lanes"].push_back(json_of(lane));
  out["caption"] = json_of(t.caption);
  return out;
}
Json json_of(const Graph& g) {
  Json out = block("graph");
  out["nodes"] = Json::array();
  for (const Graph::Node& node : g.nodes)
    out["nodes"].push_back({{"kind", json_of(node.kind)},
                            {"label", json_of(node.label)},
                            {"note", json_of(node.note)},
                            {"strong", node.strong}});
  out["edges"] = Json::array();
  for (const Graph::Edge& edge : g.edges)
    out["edges"].push_back({{"from", edge.from}, {"to", edge.to}, {"dashed", edge.dashed}});
  out["caption"] = json_of(g.caption);
  return out;
}
Json json_of(const MinuteBar& m) {
  Json out = block("on_site_clock");
  out["seconds"] = m.seconds;
  out["limit_seconds"] = m.limit_seconds;
  out["met"] = m.met;
  return out;
}
std::string_view name_of(ChartKind kind) {
  switch (kind) {
    case ChartKind::columns:
      return "columns";
    case ChartKind::stacked_columns:
      return "stacked_columns";
    case ChartKind::bars:
      return "bars";
    case ChartKind::strip:
      return "strip";
    case ChartKind::heat:
      return "heat";
    case ChartKind::pareto:
      return "pareto";
    case ChartKind::line:
      return "line";
  }
  return "";
}
// Values as numbers, not as printed; null is unknown.
Json json_of(const Chart& c) {
  Json out = block("chart");
  out["chart"] = name_of(c.kind);
  out["title"] = json_of(c.title);
  out["unit"] = json_of(c.unit);
  out["decimals"] = c.decimals;
  out["counted"] = json_of(c.counted);
  if (c.limit && std::isfinite(*c.limit))
    out["limit"] = {{"value", *c.limit}, {"label", json_of(c.limit_label)}};
  out["categories"] = Json::array();
  for (const std::string& category : c.categories) out["categories"].push_back(json_of(category));
  out["series"] = Json::array();
  for (const Chart::Series& series : c.series) {
    Json values = Json::array();
    for (const Chart::Value& value : series.values) {
      Json one{{"value", value.value && std::isfinite(*value.value) ? Json(*value.value) : Json(nullptr)}};
      if (!value.to.empty()) one["to"] = json_of(value.to);
      values.push_back(std::move(one));
    }
    out["series"].push_back({{"name", json_of(series.name)}, {"values", std::move(values)}});
  }
  return out;
}
Json json_of(const Picture& p) {
  Json out = block("picture");
  out["caption"] = json_of(p.caption);
  out["sha256"] = sha256(p.bytes).hex();
  out["size"] = p.bytes.size();
  if (const auto size = image_size(p.bytes)) {
    out["format"] = std::string{size->extension};
    out["width"] = size->width;
    out["height"] = size->height;
  }
  return out;
}
Json json_of(const Cover& c) {
  Json out = block("cover");
  out["rows"] = Json::array();
  for (const auto& [label, value] : c.rows)
    out["rows"].push_back(
        {{"label", json_of(label)}, {"value", value.empty() ? Json(nullptr) : json_of(value)}});
  out["made_by"] = json_of(c.made_by);
  out["date"] = json_of(c.date);
  return out;
}
Json json_of(const Contents&) { return block("contents"); }
Json json_of(const PageBreak&) { return block("page_break"); }

}  // namespace

std::string as_json_text(const Document& document) {
  Json out{{"type", "document"},
           {"name", document.name},
           {"title", json_of(document.title)},
           {"running", json_of(document.running)},
           {"exercise", !document.exercise.empty()},
           {"language", document.language == Language::zh ? "zh" : "en"},
           {"made", rfc3339(document.made)},
           {"made_from", json_of(document.made_from)}};
  if (!document.subtitle.empty()) out["subtitle"] = json_of(document.subtitle);
  out["blocks"] = Json::array();
  for (const Block& b : document.blocks)
    out["blocks"].push_back(std::visit([](const auto& v) { return json_of(v); }, b));
  return out.dump(1) + "\n";
}

}  // namespace firsthour::playbooks
