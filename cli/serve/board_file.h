// SPDX-License-Identifier: Apache-2.0
// What is kept of a case's board between its starts, for the user alone: which links were given out (only the
// digests of their tokens) and where it was, so that open pages go on after a restart. In
// $XDG_STATE_HOME/firsthour/serve (else ~/.local/state/…), never beside the case.
#pragma once

#include "casefile/result.h"
#include "cli/terminal.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace firsthour::cli {

struct BoardFile {
  std::map<std::string, std::string> links;  // role: SHA-256 of its token
  std::uint16_t port = 0;                    // where the page was; it is to be there again
};

// The folder, made when it is not there, for the owner alone.
[[nodiscard]] Result<std::string> board_folder(const Environment& environment);
// What is kept of this case's board; empty when there is nothing. `denied` when others can read the file.
[[nodiscard]] Result<BoardFile> read_board_file(const std::string& folder, const std::string& case_id);
[[nodiscard]] Result<> write_board_file(const std::string& folder, const std::string& case_id,
                                        const BoardFile& what);
// FOLDER/NAME with this text, 0600, whole or not at all; replaces what is there.
[[nodiscard]] Result<> write_private_file(const std::string& path, std::string_view text);

}  // namespace firsthour::cli
