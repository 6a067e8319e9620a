// SPDX-License-Identifier: Apache-2.0
// QR codes as text: for a terminal, for a console that draws ASCII only, as SVG.
#include "casefile/qr_code.h"

namespace firsthour {
namespace {

constexpr int kQuiet = 4;  // light modules on each side, ISO/IEC 18004 §6.3.8

bool dark_at(const QrCode& code, int x, int y) {
  return x >= 0 && y >= 0 && x < code.side && y < code.side && code.dark(x, y);
}

}  // namespace

// Light modules are the drawn ones: most terminals are dark, and scanners want dark on light.
std::string qr_for_terminal(const QrCode& code) {
  std::string text;
  for (int y = -kQuiet; y < code.side + kQuiet; y += 2) {
    for (int x = -kQuiet; x < code.side + kQuiet; ++x) {
      const bool upper = !dark_at(code, x, y);
      const bool lower = y + 1 < code.side + kQuiet && !dark_at(code, x, y + 1);
      text += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
    }
    text += '\n';
  }
  return text;
}

std::string qr_for_console(const QrCode& code) {
  std::string text;
  for (int y = -kQuiet; y < code.side + kQuiet; ++y) {
    for (int x = -kQuiet; x < code.side + kQuiet; ++x) text += dark_at(code, x, y) ? "  " : "##";
    text += '\n';
  }
  return text;
}

std::string qr_for_screen(const QrCode& code, std::size_t columns, bool console) {
  const auto side = static_cast<std::size_t>(code.side + 2 * kQuiet);
  if (console && 2 * side <= columns) return qr_for_console(code);
  return side <= columns ? qr_for_terminal(code) : std::string{};
}

std::string qr_as_svg(const QrCode& code, int pixels_per_module) {
  const std::string side = std::to_string(code.side + 2 * kQuiet);
  const std::string pixels = std::to_string((code.side + 2 * kQuiet) * pixels_per_module);
  std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + pixels + "\" height=\"" + pixels +
                     "\" viewBox=\"0 0 " + side + " " + side +
                     "\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" + side +
                     "\" fill=\"#fff\"/><path fill=\"#000\" d=\"";
  for (int y = 0; y < code.side; ++y) {
    for (int x = 0; x < code.side; ++x) {
      int run = 0;
      while (dark_at(code, x + run, y)) ++run;
      if (run == 0) continue;
      const std::string width = std::to_string(run);
      text += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h" + width + "v1h-" +
              width + "z";
      x += run;
    }
  }
  return text + "\"/></svg>\n";
}

}  // namespace firsthour
