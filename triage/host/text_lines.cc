// SPDX-License-Identifier: Apache-2.0
#include "triage/host/text_lines.h"

#include "casefile/encoding.h"
#include "triage/host/command_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::triage {
namespace {

using sigma::Event;
using sigma::Scalar;

// A piece begins this much before the end of the one before, so that what a rule looks for is in one.
constexpr std::size_t kOverlap = 1024;
constexpr std::uint32_t kOthersMayWrite = 02;

void add_file_fields(const Item& item, Event& event) {
  event.add_text("file.path", display_utf8(item.path));
  event.add_text("file.name", display_utf8(base_name(item.path)));
  if (!item.file) return;
  event.add_text("file.mode", fmt::format("{:04o}", item.file->mode & 07777));
  event.add_number("file.uid", item.file->uid);
  event.add_number("file.gid", item.file->gid);
  event.add_boolean("file.world_writable", (item.file->mode & kOthersMayWrite) != 0);
}

void add_line_fields(const Item& item, std::string line, std::uint64_t number, Event& event) {
  const std::string_view text = event.own(std::move(line));
  event.add("line", {Scalar::Kind::text, text});
  event.add_number("line.number", static_cast<std::int64_t>(number));
  event.add_boolean("line.comment", is_comment(text));
  const std::string_view command = command_in(item.source, item.path, text);
  if (!command.empty()) event.add("line.command", {Scalar::Kind::text, command});
  const auto targets = pipe_targets(text);
  if (targets.empty()) return;
  event.begin_list("line.pipe_targets");
  for (const std::string_view target : targets) event.append({Scalar::Kind::text, target});
}

// The end of the line that starts at `from`, continuation lines included; `lines` counts them.
std::size_t end_of_line(std::string_view content, std::size_t from, std::uint64_t& lines) {
  while (true) {
    ++lines;
    const std::size_t end = std::min(content.find('\n', from), content.size());
    const std::string_view text = content.substr(from, end - from);
    const bool goes_on = text.ends_with('\\') || text.ends_with("\\\r");
    if (!goes_on || end == content.size()) return end;
    from = end + 1;
  }
}

std::string joined(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool broken =
        line[i] == '\\' && i + 1 < line.size() &&
        (line[i + 1] == '\n' || (line[i + 1] == '\r' && line.substr(i + 2).starts_with('\n')));
    if (broken)
      i += line[i + 1] == '\r' ? 2 : 1;
    else
      text += line[i];
  }
  if (text.ends_with('\r')) text.pop_back();
  return display_utf8(text);
}

}  // namespace

std::uint64_t each_text_line(const Item& item, std::string_view content, const TextLimits& limits,
                             const std::function<void(const TextLine&)>& visit) {
  Event event;
  add_file_fields(item, event);
  visit({event});
  content = content.substr(0, limits.file);
  std::uint64_t number = 1, in_pieces = 0;
  for (std::size_t from = 0; from < content.size();) {
    std::uint64_t lines = 0;
    const std::size_t end = end_of_line(content, from, lines);
    if (end - from > limits.line) ++in_pieces;
    for (std::size_t piece = from; piece < end;) {
      const std::size_t length = std::min(end - piece, limits.line);
      event.clear();
      add_file_fields(item, event);
      add_line_fields(item, joined(content.substr(piece, length)), number, event);
      visit({event, piece, length});
      if (piece + length == end) break;
      piece += limits.line > 2 * kOverlap ? limits.line - kOverlap : limits.line;
    }
    number += lines;
    from = end + 1;
  }
  return in_pieces;
}

}  // namespace firsthour::triage
