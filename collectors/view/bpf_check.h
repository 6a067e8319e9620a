// SPDX-License-Identifier: Apache-2.0
// BPF programs as several parts of the kernel know them. What implants falsify is the list by numbers; the
// machine code has symbols, descriptors tell what they are, and a number that is asked for answers although
// it is not listed.
#pragma once

#include "collectors/view/cross_check.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct BpfProgramFacts {
  std::string name, tag;
  std::set<std::string> views;              // "bpf.list" "bpf.number" "fdinfo" "bpf.link" "bpf.pin"
  std::vector<std::string> function_tags;   // empty where the kernel does not say
  bool opened = false;                      // the fields above were asked for
  bool jited = false, has_symbols = false;  // has_symbols: the kernel shows symbols of programs like this
};

struct BpfViews {
  std::map<std::uint32_t, BpfProgramFacts> programs;  // by number
  std::map<std::string, std::string> symbols;         // name after the tag, by tag
  std::map<std::string, std::string> closed;          // reason by view
};

// Programs that some view has and the list has not; symbols of programs that nothing has (named by their
// tag); and programs with machine code but without a symbol. A closed view takes no part.
[[nodiscard]] std::vector<Difference> bpf_differences(const BpfViews& views);

}  // namespace firsthour::collectors
