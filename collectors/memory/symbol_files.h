// SPDX-License-Identifier: Apache-2.0
// What turns a memory image into names and structures: with kallsyms and BTF no debug package is needed.
#pragma once

#include "collectors/collector.h"

#include <string_view>

namespace firsthour::collectors {

// Items of kind "kernel-file", source "memory.symbols": kallsyms, BTF of the kernel and its modules, build
// id, version, memory ranges, and the running kernel's System.map, configuration and image from /boot.
// `vmcoreinfo` is the text of the note, or empty.
void take_symbol_files(Context& context, std::string_view vmcoreinfo, SourceOutcome& outcome);

}  // namespace firsthour::collectors
