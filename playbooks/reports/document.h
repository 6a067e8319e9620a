// SPDX-License-Identifier: Apache-2.0
// A document as values: what the builders (forms, incident record, case report) make and the writers
// (docx, HTML, Markdown, JSON) draw. Text is stored as it came; every writer passes each string through
// printable() and its own escaping, so that no builder has to remember.
#pragma once

#include "casefile/finding.h"
#include "casefile/instant.h"
#include "playbooks/report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace firsthour::playbooks {

enum class Mark {
  plain,
  strong,
  code,   // digests, paths, records: a fixed-width face
  quiet,  // glosses and notes
  blank,  // not known: a line to write on
};

struct Run {
  std::string text;
  Mark mark = Mark::plain;
  std::string to = {};  // the anchor within the document that it leads to ("r-17"), "" for none
};
using Line = std::vector<Run>;

// A value, or a blank to be filled in by hand where there is none. Never anything else.
[[nodiscard]] Line value_or_blank(const std::string& text, Mark mark = Mark::plain);

struct Heading {
  int level = 1;  // 1 to 3
  std::string text;
  std::string anchor = {};  // to be led to, "" for none
};

struct Paragraph {
  Line line;
};

enum class NoteKind { information, warning };
struct Note {
  NoteKind kind = NoteKind::information;
  Line line;
};

// Label and value, two columns.
struct Facts {
  std::vector<std::pair<std::string, Line>> rows;
};

struct Column {
  std::string title;
  int weight = 1;  // share of the width
  bool right = false;
};
struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Line>> rows;
  std::vector<std::string> anchors = {};  // of the rows, to be led to; shorter than `rows`: none
};

// Counts as a row of large figures.
struct Figures {
  std::vector<std::pair<std::string, std::string>> entries;  // figure, label
};

struct Steps {
  std::vector<Line> lines;  // numbered
};

// Text with its QR code: the checkpoint that people sign.
struct Seal {
  std::string text;
  std::string caption;
};

struct SignatureLines {
  std::vector<std::string> who;
  std::string signature_word, date_word;  // "签名", "日期"
};

struct FindingCard {
  Severity severity = Severity::info;
  std::string severity_word, title, why;
  Facts facts;
  std::string excerpt;  // the record it stands on, masked
};

// Points on a line of time, drawn as inline SVG where the writer can.
struct TimeLine {
  struct Point {
    Instant at;
    std::string label;
    int lane = 0;
    Severity severity = Severity::info;
  };
  std::vector<std::string> lanes;
  std::vector<Point> points;
  std::string caption;
};

// Things and what led from one to the other, drawn from top to bottom. A step that is only likely is dashed.
struct Graph {
  struct Node {
    std::string kind, label, note;  // words; note: small, behind the label
    bool strong = false;            // what it is about
  };
  struct Edge {
    std::size_t from = 0, to = 0;  // nodes
    bool dashed = false;
  };
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::string caption;
};

// The way to the site: where on the bar the arrival stands.
struct MinuteBar {
  std::int64_t seconds = 0, limit_seconds = 3600;
  bool met = false;
  std::string caption;
};

// Numbers as a picture, readable in black and white. Every writer prints the data table with it, so nothing
// is said by the drawing alone; Markdown and JSON have the table only.
enum class ChartKind {
  columns,          // series side by side over the categories
  stacked_columns,  // series on top of each other
  bars,             // one series, lying; for long names
  strip,            // one point a category, with the limit as a line
  heat,             // series are rows, categories columns; the number stands in the cell
  pareto,           // one series, sorted, with the running share
  line,             // series over ordered categories
};
struct Chart {
  struct Value {
    std::optional<double> value;  // absent: unknown, drawn as a gap and said
    std::string to;               // anchor of what it stands on
  };
  struct Series {
    std::string name;
    std::vector<Value> values;  // one a category
  };
  ChartKind kind = ChartKind::columns;
  std::string title, unit;
  std::vector<std::string> categories;
  std::vector<Series> series;
  std::optional<double> limit;
  std::string limit_label;  // "60 分钟"
  std::string counted;      // how it was counted, with n
  int decimals = 0;
};

// A photograph or a scan, PNG or JPEG.
struct Picture {
  std::string bytes, caption;
  int width_millimetres = 120;
};

// The first page of a report: what the subtitle does not say.
struct Cover {
  std::vector<std::pair<std::string, std::string>> rows;  // label, value
  std::string made_by, date;
};

// A list of the headings with their pages, where the writer knows pages.
struct Contents {};

struct PageBreak {};

using Block =
    std::variant<Heading, Paragraph, Note, Facts, Table, Figures, Steps, Seal, SignatureLines, FindingCard,
                 TimeLine, Graph, MinuteBar, Chart, Picture, Cover, Contents, PageBreak>;

// A pareto chart by falling values, equal ones as they came, unknown ones last; any other chart as it is.
[[nodiscard]] Chart in_pareto_order(const Chart& chart);
// The data of a chart as a table: categories as rows, series as columns; a pareto chart also says the running
// share ("7/12 (58.3 %)").
[[nodiscard]] Table data_table(const Chart& chart, Language language);

struct Document {
  std::string name;      // "onsite-record"
  std::string title;     // printed large
  std::string subtitle;  // printed below it, may be empty
  std::string running;   // header of every page: case and title
  std::string exercise;  // the mark on every page ("演练"), empty for a real incident
  Language language = Language::zh;
  bool landscape = false;
  bool form = false;      // a legal form: drawn plainly, as an official document
  Instant made{};         // time of the last event read: the same events give the same bytes
  std::string made_from;  // "ledger events 0 to 57"
  std::vector<Block> blocks;
};

}  // namespace firsthour::playbooks
