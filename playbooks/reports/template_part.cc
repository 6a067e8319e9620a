// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/template_part.h"

#include "playbooks/records/closest_word.h"
#include "playbooks/reports/template_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostNodes = 1'000'000;
constexpr int kDeepest = 64;
constexpr const char* kNumber = "firsthour-paragraph";
constexpr std::string_view kBlank = "________";

std::string_view name_of(pugi::xml_node node) { return node.name(); }

// One part of the file: its text is filled in place.
class PartFiller {
 public:
  PartFiller(std::string part, const TemplateValues& values, std::vector<std::string>& problems,
             std::size_t& nodes)
      : part_{std::move(part)}, values_{values}, problems_{problems}, nodes_{nodes} {}

  void fill(pugi::xml_node root) {
    unsigned number = 0;
    number_paragraphs(root, number, 0);
    if (problems_.empty()) children(root, 0);
    forget_numbers(root, 0);
  }

 private:
  using Rows = std::vector<const TemplateValues::Row*>;

  void number_paragraphs(pugi::xml_node node, unsigned& number, int depth) {
    if (depth > 4 * kDeepest) return problem("", "elements nested too deep");
    for (pugi::xml_node child : node.children()) {
      ++nodes_;
      if (name_of(child) == "w:p") child.append_attribute(kNumber) = ++number;
      number_paragraphs(child, number, depth + 1);
    }
  }
  void forget_numbers(pugi::xml_node node, int depth) {
    if (depth > 4 * kDeepest) return;
    for (pugi::xml_node child : node.children()) {
      child.remove_attribute(kNumber);
      forget_numbers(child, depth + 1);
    }
  }

  void problem(const std::string& place, const std::string& what) {
    problems_.push_back(part_ + (place.empty() ? "" : ", ") + place + ": " + what);
  }
  void problem(pugi::xml_node paragraph, const std::string& text, const Tag& tag, const std::string& what) {
    problem(fmt::format("paragraph {}, near \"{}\"", paragraph.attribute(kNumber).as_uint(),
                        surroundings(text, tag)),
            what);
  }
  [[nodiscard]] bool full() {
    if (nodes_ > kMostNodes && problems_.size() < kMostTemplateProblems)
      problem("", "more than a million elements after repetition");
    return problems_.size() >= kMostTemplateProblems || nodes_ > kMostNodes;
  }

  // --- what repeats or depends: a run of siblings from one tag to its end ---

  struct Opening {
    Tag tag;
    pugi::xml_node paragraph;
    std::string text;
  };
  // The first opening tag in the paragraphs of a row, or of the paragraph itself.
  [[nodiscard]] std::optional<Opening> opening_in(pugi::xml_node unit, int depth = 0) const {
    if (name_of(unit) == "w:p") {
      const std::string text = text_of(text_nodes(unit));
      for (const Tag& tag : tags_in(text))
        if (tag.kind == TagKind::list || tag.kind == TagKind::when || tag.kind == TagKind::when_not)
          return Opening{tag, unit, text};
      return std::nullopt;
    }
    if (depth > kDeepest || (depth > 0 && name_of(unit) == "w:tbl")) return std::nullopt;
    for (const pugi::xml_node child : unit.children()) {
      const auto found = opening_in(child, depth + 1);
      if (!found) continue;
      // What begins and ends within one cell is the cell's own matter, not the row's; lists are of rows.
      int open = 0;
      Opening end;
      if (name_of(child) == "w:tc" && found->tag.kind != TagKind::list &&
          closes(child, found->tag, open, end))
        continue;
      return found;
    }
    return std::nullopt;
  }
  static bool ends(const Tag& opening, const Tag& tag) {
    return (opening.kind == TagKind::list && tag.kind == TagKind::list_end && tag.name == opening.name) ||
           (opening.kind == TagKind::when && tag.kind == TagKind::when_end) ||
           (opening.kind == TagKind::when_not && tag.kind == TagKind::when_not_end);
  }
  // Counts openings and ends of the kind in the unit; true when the depth falls to nothing there, and then
  // the end's own paragraph and tag.
  bool closes(pugi::xml_node unit, const Tag& opening, int& open, Opening& end, int depth = 0) const {
    if (name_of(unit) == "w:p") {
      const std::string text = text_of(text_nodes(unit));
      for (const Tag& tag : tags_in(text)) {
        if (tag.kind == opening.kind && (tag.kind != TagKind::list || tag.name == opening.name)) ++open;
        if (ends(opening, tag) && --open == 0) {
          end = {tag, unit, text};
          return true;
        }
      }
      return false;
    }
    if (depth > kDeepest) return false;
    for (const pugi::xml_node child : unit.children())
      if (closes(child, opening, open, end, depth + 1)) return true;
    return false;
  }

  void children(pugi::xml_node parent, int depth) {
    if (depth > kDeepest) return;
    for (pugi::xml_node child = parent.first_child(); child && !full();) {
      const std::string_view name = name_of(child);
      if (name == "w:p" || name == "w:tr") {
        if (const auto opening = opening_in(child)) {
          child = section(child, *opening, depth);
          continue;
        }
      }
      const pugi::xml_node next = child.next_sibling();
      if (name == "w:p") {
        paragraph(child);
        boxes(child, depth);
      } else {
        children(child, depth + 1);
      }
      child = next;
    }
  }
  // Text boxes hold paragraphs of their own.
  void boxes(pugi::xml_node paragraph, int depth) {
    for (const pugi::xml_node child : paragraph.children()) {
      if (depth > kDeepest) return;
      if (name_of(child) == "w:txbxContent")
        children(child, depth + 1);
      else
        boxes(child, depth + 1);
    }
  }

  // Fills the units from `first` to the one with the end. Returns the unit after them.
  pugi::xml_node section(pugi::xml_node first, const Opening& opening, int depth) {
    int open = 0;
    Opening end;
    std::vector<pugi::xml_node> units;
    bool closed = false;
    for (pugi::xml_node unit = first; unit && !closed; unit = unit.next_sibling()) {
      units.push_back(unit);
      closed = closes(unit, opening.tag, open, end);
    }
    if (!closed) {
      problem(opening.paragraph, opening.text, opening.tag, "what begins here does not end");
      return first.next_sibling();
    }
    const Rows rows = rows_for(opening);
    const pugi::xml_node after = units.back().next_sibling();
    // A paragraph that holds nothing but the tag goes with it; the tags of others are taken out.
    const auto strip = [](const Opening& tag) { replace_tag(tag.paragraph, tag.tag, ""); };
    strip(end);
    strip(opening);
    std::vector<pugi::xml_node> kept;
    for (const pugi::xml_node unit : units) {
      const bool tagged = unit == opening.paragraph || unit == end.paragraph;
      if (!tagged || units.size() == 1 || !only_blank(unit)) kept.push_back(unit);
    }
    pugi::xml_node parent = first.parent();
    pugi::xml_node holder = scratch_.append_child("holder");
    for (const pugi::xml_node unit : kept) holder.append_copy(unit);
    for (const TemplateValues::Row* row : rows) {
      if (full()) break;
      if (row) scope_.push_back(row);
      pugi::xml_node filled = scratch_.append_child("filled");
      for (const pugi::xml_node unit : holder.children()) {
        nodes_ += count(unit, 0);
        filled.append_copy(unit);
      }
      if (!full()) children(filled, depth + 1);
      for (const pugi::xml_node unit : filled.children()) parent.insert_copy_before(unit, units.front());
      scratch_.remove_child(filled);
      if (row) scope_.pop_back();
    }
    scratch_.remove_child(holder);
    for (const pugi::xml_node unit : units) parent.remove_child(unit);
    // A cell or a body without any paragraph is no valid Word file.
    if (name_of(parent) == "w:tc" && (!parent.last_child() || name_of(parent.last_child()) != "w:p"))
      parent.append_child("w:p");
    return after;
  }
  static bool only_blank(pugi::xml_node unit) {
    return name_of(unit) == "w:p" && text_of(text_nodes(unit)).find_first_not_of(" \t") == std::string::npos;
  }
  static std::size_t count(pugi::xml_node node, int depth) {
    std::size_t nodes = 1;
    if (depth < 4 * kDeepest)
      for (const pugi::xml_node child : node.children()) nodes += count(child, depth + 1);
    return nodes;
  }

  // One pointer a repetition; of a condition one null pointer, or none.
  Rows rows_for(const Opening& opening) {
    if (opening.tag.kind != TagKind::list) {
      const auto value = value_of(opening.paragraph, opening.text, opening.tag);
      const bool there = value && !value->empty();
      return there == (opening.tag.kind == TagKind::when) ? Rows{nullptr} : Rows{};
    }
    const auto list = values_.lists.find(opening.tag.name);
    if (list == values_.lists.end()) {
      std::vector<std::string_view> known;
      for (const auto& [name, rows] : values_.lists) known.push_back(name);
      problem(opening.paragraph, opening.text, opening.tag,
              "no list is called '" + opening.tag.name + "'" + suggestion(opening.tag.name, known));
      return {};
    }
    Rows rows;
    for (const auto& row : list->second) rows.push_back(&row);
    return rows;
  }

  // --- values ---

  std::optional<std::string> value_of(pugi::xml_node paragraph, const std::string& text, const Tag& tag) {
    for (auto row = scope_.rbegin(); row != scope_.rend(); ++row)
      if (const auto found = (*row)->find(tag.name); found != (*row)->end()) return found->second;
    if (const auto found = values_.values.find(tag.name); found != values_.values.end()) return found->second;
    std::vector<std::string_view> known;
    for (const auto& [name, value] : values_.values) known.push_back(name);
    for (const TemplateValues::Row* row : scope_)
      for (const auto& [name, value] : *row) known.push_back(name);
    problem(paragraph, text, tag, "nothing is called '" + tag.name + "'" + suggestion(tag.name, known));
    return std::nullopt;
  }

  void paragraph(pugi::xml_node p) {
    const std::string text = text_of(text_nodes(p));
    if (text.find("{{") == std::string::npos && text.find("}}") == std::string::npos) return;
    std::vector<Tag> tags = tags_in(text);
    // From the end, so that places of those before stay what they are.
    for (auto tag = tags.rbegin(); tag != tags.rend() && !full(); ++tag) {
      if (tag->kind == TagKind::broken) {
        problem(p, text, *tag, tag->name);
      } else if (tag->kind == TagKind::picture) {
        if (!values_.pictures.contains(tag->name)) {
          std::vector<std::string_view> known;
          for (const auto& [name, bytes] : values_.pictures) known.push_back(name);
          problem(p, text, *tag, "no picture is called '" + tag->name + "'" + suggestion(tag->name, known));
          continue;
        }
        const bool there = !values_.pictures.find(tag->name)->second.empty();
        pugi::xml_node run = replace_tag(p, *tag, there ? std::string{} : std::string{kBlank});
        if (run && there)
          run.parent().insert_child_after("w:r", run).append_attribute("firsthour-picture") =
              tag->name.c_str();
      } else if (tag->kind == TagKind::value) {
        if (const auto value = value_of(p, text, *tag))
          replace_tag(p, *tag, value->empty() ? std::string{kBlank} : *value);
      } else {
        problem(p, text, *tag, "this ends what did not begin");
      }
    }
  }

  std::string part_;
  const TemplateValues& values_;
  std::vector<std::string>& problems_;
  std::size_t& nodes_;
  Rows scope_;
  pugi::xml_document scratch_;
};

}  // namespace

void fill_text(pugi::xml_node root, const std::string& part, const TemplateValues& values,
               TemplateCount count) {
  PartFiller{part, values, count.problems, count.nodes}.fill(root);
}

}  // namespace firsthour::playbooks
