// SPDX-License-Identifier: Apache-2.0
// The tables of iptables and ip6tables in one network namespace, where they are the older kind and not
// nf_tables. Only tables that the kernel lists are asked for: asking for another one loads it.
#pragma once

#include "collectors/network/namespaces.h"
#include "collectors/network/xt_table.h"

#include <functional>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct XtTable {
  XtFamily family = XtFamily::ipv4;
  std::string name;
  std::vector<XtChain> chains;
};

// Hands each table to `each`; a table that is missing goes into `outcome`. Nothing happens where no table is
// listed. Fails when the lists of this namespace cannot be had, so that nothing tells what it has.
[[nodiscard]] Result<> read_iptables(Context& context, const NetworkNamespace& ns, SourceOutcome& outcome,
                                     const std::function<void(const XtTable&)>& each);

}  // namespace firsthour::collectors
