// SPDX-License-Identifier: Apache-2.0
// Enhanced Metafile, [MS-EMF] 2.3: header, a fixed map of 20 units a pixel, one table of pens, brushes and
// fonts, end. Text carries its own distances (1 em for Chinese, half an em for the rest, as the named face
// has them), so that a substituted face keeps the layout.
#include "playbooks/reports/drawing.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/text_measure.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <utility>

namespace firsthour::playbooks {
namespace {

enum Record : std::uint32_t {
  kHeader = 1,
  kPolygon = 3,
  kPolyline = 4,
  kSetWindowExtent = 9,
  kSetWindowOrigin = 10,
  kSetViewportExtent = 11,
  kSetViewportOrigin = 12,
  kEndOfFile = 14,
  kSetMapMode = 17,
  kSetBackgroundMode = 18,
  kSetTextAlign = 22,
  kSetTextColour = 24,
  kSelectObject = 37,
  kCreatePen = 38,
  kCreateBrush = 39,
  kEllipse = 42,
  kRectangle = 43,
  kCreateFont = 82,
  kTextOut = 84,
};
constexpr std::uint32_t kNullBrush = 0x80000005, kNullPen = 0x80000008;
constexpr int kUnits = 20;                    // a pixel
constexpr std::string_view kFace = "SimHei";  // 黑体, as the headings; on every Chinese Windows and in WPS
constexpr std::uint32_t kGb2312 = 134;

// Colours are 0x00BBGGRR.
std::uint32_t reference(Colour c) { return (c & 0xFFU) << 16 | (c & 0xFF00U) | c >> 16; }

class EmfWriter {
 public:
  explicit EmfWriter(const Drawing& drawing) : drawing_{drawing} {}

  std::string write() {
    begin();
    for (const auto& shape : drawing_.shapes) std::visit([this](const auto& s) { put(s); }, shape);
    record(kEndOfFile, {0, 0x10, 20});
    return header() + body_;
  }

 private:
  using Words = std::vector<std::uint32_t>;
  static std::uint32_t units(double pixels) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(pixels * kUnits)));
  }
  static void append(std::string& to, std::uint32_t word) {
    for (int i = 0; i < 4; ++i) to += static_cast<char>(word >> (8 * i) & 0xFFU);
  }
  void record(std::uint32_t type, const Words& words) {
    append(body_, type);
    append(body_, static_cast<std::uint32_t>(8 + 4 * words.size()));
    for (const std::uint32_t word : words) append(body_, word);
    ++records_;
  }
  [[nodiscard]] std::string header() const {
    const auto width = static_cast<std::uint32_t>(std::lround(drawing_.width));
    const auto height = static_cast<std::uint32_t>(std::lround(drawing_.height));
    const auto hundredths = [](double pixels) {  // of a millimetre
      return static_cast<std::uint32_t>(std::lround(pixels * 2540 / 96));
    };
    std::string out;
    for (const std::uint32_t word : {std::uint32_t{kHeader},
                                     108U,
                                     0U,
                                     0U,
                                     width,
                                     height,
                                     0U,
                                     0U,
                                     hundredths(drawing_.width),
                                     hundredths(drawing_.height),
                                     0x464D4520U,
                                     0x10000U,
                                     static_cast<std::uint32_t>(108 + body_.size()),
                                     records_ + 1,
                                     static_cast<std::uint32_t>(objects_.size() + 1),
                                     0U,
                                     0U,
                                     0U,
                                     1920U,
                                     1080U,
                                     508U,
                                     286U,
                                     0U,
                                     0U,
                                     0U,
                                     508000U,
                                     285750U})
      append(out, word);
    return out;
  }
  void begin() {
    record(kSetMapMode, {8});
    record(kSetWindowOrigin, {0, 0});
    record(kSetWindowExtent, {units(drawing_.width), units(drawing_.height)});
    record(kSetViewportOrigin, {0, 0});
    record(kSetViewportExtent, {static_cast<std::uint32_t>(std::lround(drawing_.width)),
                                static_cast<std::uint32_t>(std::lround(drawing_.height))});
    record(kSetBackgroundMode, {1});
  }

  // Makes the object when there is none like it yet, and selects it.
  void use(std::uint32_t type, const Words& what) {
    const auto next = static_cast<std::uint32_t>(objects_.size() + 1);
    const auto [found, made] = objects_.try_emplace({type, what}, next);
    if (made) {
      Words words{next};
      words.insert(words.end(), what.begin(), what.end());
      record(type, words);
    }
    record(kSelectObject, {found->second});
  }
  void use_pen(const std::optional<Colour>& colour, double width) {
    if (!colour) return record(kSelectObject, {kNullPen});
    use(kCreatePen, {0, units(width), 0, reference(*colour)});
  }
  void use_brush(const std::optional<Colour>& colour) {
    if (!colour) return record(kSelectObject, {kNullBrush});
    use(kCreateBrush, {0, reference(*colour), 0});
  }
  void use_font(double size, bool bold) {
    // LOGFONTW, then the empty full name and style of EXTLOGFONTW.
    Words words{0U - units(size), 0, 0, 0, bold ? 700U : 400U, kGb2312 << 24, 0};
    for (std::size_t i = 0; i < 16; ++i) {
      const auto letter = [&](std::size_t at) {
        return at < kFace.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(kFace[at])) : 0U;
      };
      words.push_back(letter(2 * i) | letter(2 * i + 1) << 16);
    }
    words.resize(80, 0);
    use(kCreateFont, words);
  }

  void put(const Box& b) {
    use_pen(b.edge, 1);
    use_brush(b.fill);
    // Without a pen a rectangle ends one unit earlier; a twentieth of a pixel is not seen.
    record(kRectangle, {units(b.x), units(b.y), units(b.x + b.width), units(b.y + b.height)});
  }
  void polygon(Record type, const std::vector<Spot>& points) {
    double left = drawing_.width, top = drawing_.height, right = 0, bottom = 0;
    for (const Spot& p : points) {
      left = std::min(left, p.x), right = std::max(right, p.x);
      top = std::min(top, p.y), bottom = std::max(bottom, p.y);
    }
    Words words{units(left), units(top), units(right), units(bottom),
                static_cast<std::uint32_t>(points.size())};
    for (const Spot& p : points) {
      words.push_back(units(p.x));
      words.push_back(units(p.y));
    }
    record(type, words);
  }
  void put(const Stroke& s) {
    if (s.points.size() < 2) return;
    use_pen(s.colour, s.width);
    polygon(kPolyline, s.points);
  }
  void put(const Dot& d) {
    use_pen(d.edge, 1);
    use_brush(d.fill);
    if (d.shape != DotShape::circle) return polygon(kPolygon, corners_of(d));
    record(kEllipse, {units(d.at.x - d.radius), units(d.at.y - d.radius), units(d.at.x + d.radius),
                      units(d.at.y + d.radius)});
  }
  void put(const Label& l) {
    std::u16string text;
    Words distances;
    for (const char32_t c : code_points(printable(l.text))) {
      const std::uint32_t distance = units(em_width(c) == 1 ? l.size : l.size / 2);
      if (c < 0x10000) {
        text += static_cast<char16_t>(c);
      } else {
        text += static_cast<char16_t>(0xD7C0 + (c >> 10));
        text += static_cast<char16_t>(0xDC00 + (c & 0x3FF));
        distances.push_back(distance);
      }
      distances.push_back(c < 0x10000 ? distance : 0);
    }
    if (text.empty()) return;
    use_font(l.size, l.bold);
    static constexpr std::uint32_t kAlign[]{24, 24 | 6, 24 | 2};
    record(kSetTextAlign, {kAlign[static_cast<int>(l.anchor)]});
    record(kSetTextColour, {reference(l.colour)});
    const auto count = static_cast<std::uint32_t>(text.size());
    constexpr std::uint32_t kTextAt = 76;
    const std::uint32_t scale = std::bit_cast<std::uint32_t>(1.0F);
    Words words{0,
                0,
                0,
                0,
                2,
                scale,
                scale,
                units(l.at.x),
                units(l.at.y),
                count,
                kTextAt,
                0,
                0,
                0,
                0,
                0,
                kTextAt + (count + 1) / 2 * 4};
    if (count % 2 == 1) text += u'\0';
    for (std::size_t i = 0; i < text.size(); i += 2)
      words.push_back(static_cast<std::uint32_t>(text[i]) | static_cast<std::uint32_t>(text[i + 1]) << 16);
    words.insert(words.end(), distances.begin(), distances.end());
    record(kTextOut, words);
  }

  const Drawing& drawing_;
  std::string body_;
  std::uint32_t records_ = 0;
  std::map<std::pair<std::uint32_t, Words>, std::uint32_t> objects_;
};

}  // namespace

std::string drawing_as_emf(const Drawing& drawing) { return EmfWriter{drawing}.write(); }

}  // namespace firsthour::playbooks
