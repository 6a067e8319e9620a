// SPDX-License-Identifier: Apache-2.0
// LibreOffice, where the machine has it: a Word file as PDF. It runs with a profile of its own in a folder
// that goes afterwards, so that neither the user's settings nor another run of it matter.
#pragma once

#include "cli/command.h"

#include <string>

namespace firsthour::cli {

// The bytes of the PDF. Fails, with what to do about it, where there is no `soffice`, after two minutes, or
// with what it said last. Not the same bytes each time: LibreOffice puts the time in; the Word file is the
// record.
[[nodiscard]] Try<std::string> pdf_from_docx(const Invocation& call, const std::string& docx);

}  // namespace firsthour::cli
