// SPDX-License-Identifier: Apache-2.0
#include "cli/paper.h"

#include "casefile/qr_code.h"

namespace firsthour::cli {

void show_qr(Terminal& terminal, std::string_view text) {
  if (!terminal.err_is_tty()) return;
  const auto code = encode_qr(text);
  if (!code) return terminal.detail("no QR code: " + code.error().what);
  terminal.talk(terminal.console() ? qr_for_console(*code) : qr_for_terminal(*code));
}

}  // namespace firsthour::cli
