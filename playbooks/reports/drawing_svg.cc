// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/drawing.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/xml_text.h"

#include <fmt/format.h>

#include <iterator>

namespace firsthour::playbooks {
namespace {

std::string paint(const std::optional<Colour>& colour) {
  return colour ? fmt::format("#{:06x}", *colour) : "none";
}

struct SvgShapes {
  std::string& out;

  template <class... Args>
  void raw(fmt::format_string<Args...> format, Args&&... args) const {
    fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
  }
  void operator()(const Box& b) const {
    raw("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"", b.x, b.y, b.width,
        b.height, paint(b.fill));
    if (b.edge) raw(" stroke=\"{}\"", paint(b.edge));
    out += "/>";
  }
  void points(const std::vector<Spot>& spots) const {
    for (const Spot& spot : spots) raw("{:.1f},{:.1f} ", spot.x, spot.y);
    if (!spots.empty()) out.pop_back();
  }
  void operator()(const Stroke& s) const {
    out += "<polyline points=\"";
    points(s.points);
    raw("\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:.1f}\"/>", paint(s.colour), s.width);
  }
  void operator()(const Dot& d) const {
    const double r = d.radius;
    const char* element = "circle";
    if (d.shape == DotShape::circle) {
      raw("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"", d.at.x, d.at.y, r);
    } else {
      element = "polygon";
      out += "<polygon points=\"";
      points(corners_of(d));
      out += '"';
    }
    raw(" fill=\"{}\" stroke=\"{}\">", paint(d.fill), paint(d.edge));
    if (!d.title.empty()) raw("<title>{}</title>", xml_escaped(printable(d.title)));
    raw("</{}>", element);
  }
  void operator()(const Label& l) const {
    static constexpr const char* kAnchors[]{"start", "middle", "end"};
    raw("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\"{}>{}</text>",
        l.at.x, l.at.y, l.size, kAnchors[static_cast<int>(l.anchor)], paint(l.colour),
        l.bold ? " font-weight=\"700\"" : "", xml_escaped(printable(l.text)));
  }
};

}  // namespace

std::string drawing_as_svg(const Drawing& drawing) {
  std::string out = fmt::format(
      "<svg viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" role=\"img\" "
      "font-family=\"inherit\">",
      drawing.width, drawing.height);
  if (!drawing.description.empty())
    out += "<title>" + xml_escaped(printable(drawing.description)) + "</title>";
  for (const auto& shape : drawing.shapes) std::visit(SvgShapes{out}, shape);
  return out + "</svg>";
}

}  // namespace firsthour::playbooks
