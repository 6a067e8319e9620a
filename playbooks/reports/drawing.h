// SPDX-License-Identifier: Apache-2.0
// A drawing as a list of boxes, strokes, dots and labels, in pixels of 1/96 inch from the upper left. The
// same list becomes SVG (HTML) and an Enhanced Metafile (Word files): hatching and dashes are strokes of
// their own, so that nothing depends on what a viewer makes of patterns.
//
// Why a metafile and no PNG in Word files: text in a PNG needs a font and a rasteriser (librsvg with cairo,
// pango and fontconfig), so the bytes would change with the machine's fonts, and the field build could not
// link them. A metafile is sharp at any size, names its face like the rest of the document, and Word, WPS and
// LibreOffice draw it. SVG beside it (svgBlip) would be a second rendering of the same thing for Word alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace firsthour::playbooks {

using Colour = std::uint32_t;  // 0xRRGGBB
inline constexpr Colour kInk = 0x1b1f24, kQuietInk = 0x59636e, kHairline = 0xc3cad2, kDark = 0x1f4e79,
                        kAlarm = 0xb42318, kWhite = 0xffffff;

struct Spot {
  double x = 0, y = 0;
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  std::optional<Colour> fill;
  std::optional<Colour> edge;  // one pixel wide
};

struct Stroke {
  std::vector<Spot> points;
  Colour colour = kInk;
  double width = 1;
};

enum class DotShape { circle, square, diamond, triangle };
struct Dot {
  Spot at;
  double radius = 4;
  DotShape shape = DotShape::circle;
  Colour fill = kInk, edge = kInk;
  std::string title = {};  // shown when pointed at, where the viewer can
};

enum class Anchor { start, middle, end };
struct Label {
  Spot at;  // on the base line
  std::string text;
  double size = 12;
  Anchor anchor = Anchor::start;
  Colour colour = kInk;
  bool bold = false;
};

struct Drawing {
  double width = 860, height = 300;
  std::string description;  // read out where it cannot be seen
  std::vector<std::variant<Box, Stroke, Dot, Label>> shapes;
};

// The corners of a dot that is no circle.
[[nodiscard]] std::vector<Spot> corners_of(const Dot& dot);

// Five fills that differ on a black-and-white printer, then the same again with another edge.
void add_patterned_box(Drawing& to, const Box& box, std::size_t pattern);
// A line of dashes.
void add_dashes(Drawing& to, Spot from, Spot until, Colour colour, double dash, double gap, double width);

// As an element to stand inside HTML: no prolog, no name space, no address.
[[nodiscard]] std::string drawing_as_svg(const Drawing& drawing);
// An EMF file ([MS-EMF]) at 96 pixels an inch.
[[nodiscard]] std::string drawing_as_emf(const Drawing& drawing);

}  // namespace firsthour::playbooks
