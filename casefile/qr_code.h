// SPDX-License-Identifier: Apache-2.0
// QR codes (ISO/IEC 18004), byte mode, error correction M, versions 1 to 20. An encoder of our own: the
// collectors are static and libqrencode has no archive library in Debian 12. Checked with zbar.
#pragma once

#include "casefile/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

struct QrCode {
  int side = 0;               // modules, without the quiet zone
  std::vector<bool> modules;  // row by row, true = dark
  [[nodiscard]] bool dark(int x, int y) const { return modules[static_cast<std::size_t>(y * side + x)]; }
};

[[nodiscard]] Result<QrCode> encode_qr(std::string_view bytes);  // no_space when it does not fit
[[nodiscard]] std::string qr_for_terminal(const QrCode& code);   // half-block characters, quiet zone 4
[[nodiscard]] std::string qr_for_console(const QrCode& code);    // ASCII only ("##"), for TERM=linux
// The form that fits a screen of so many columns: "##" where `console` says so and there is room, else
// half blocks (which every console font has); empty when the code is wider than the screen.
[[nodiscard]] std::string qr_for_screen(const QrCode& code, std::size_t columns, bool console);
[[nodiscard]] std::string qr_as_svg(const QrCode& code, int pixels_per_module);
[[nodiscard]] std::string qr_as_png(const QrCode& code, int pixels_per_module);  // PNG file bytes

}  // namespace firsthour
