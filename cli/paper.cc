// SPDX-License-Identifier: Apache-2.0
#include "cli/paper.h"

#include "casefile/qr_code.h"
#include "cli/messages.h"

namespace firsthour::cli {

void show_qr(Terminal& terminal, std::string_view text) {
  if (!terminal.err_is_tty()) return;
  const auto code = encode_qr(text);
  if (!code) return terminal.detail("no QR code: " + code.error().what);
  const std::string shown = qr_for_screen(*code, terminal.columns(), terminal.console());
  if (shown.empty()) return terminal.say(say::qr_too_wide);
  terminal.talk(shown);
}

}  // namespace firsthour::cli
