// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/sockstat.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace firsthour::collectors {
namespace {

TEST(Sockstat, GivesWhatAProtocolHasInUse) {
  constexpr std::string_view kText =
      "sockets: used 98\nTCP: inuse 12 orphan 0 tw 3 alloc 15 mem 2\nUDP: inuse 4 mem 1\nRAW: inuse 0\n";
  EXPECT_EQ(sockets_in_use(kText, "TCP:"), 12U);
  EXPECT_EQ(sockets_in_use(kText, "UDP:"), 4U);
  EXPECT_EQ(sockets_in_use(kText, "RAW:"), 0U);
  EXPECT_EQ(sockets_in_use(kText, "UDPLITE:"), std::nullopt);
  EXPECT_EQ(sockets_in_use("TCP: orphan 1", "TCP:"), std::nullopt);
  EXPECT_EQ(sockets_in_use("TCP: inuse", "TCP:"), std::nullopt);
  EXPECT_EQ(sockets_in_use("TCP: inuse -1", "TCP:"), std::nullopt);
}

TEST(Sockstat, CountsTheInternetFamiliesAlone) {
  const auto place = [](std::string_view text) {
    return count_place(*std::ranges::find(diag_kinds(), text, &DiagKind::text));
  };
  EXPECT_EQ(place("tcp6")->label, "TCP6:");
  EXPECT_EQ(place("tcp6")->file, "sockstat6");
  EXPECT_EQ(place("udplite")->label, "UDPLITE:");
  EXPECT_EQ(place("unix"), std::nullopt);
}

}  // namespace
}  // namespace firsthour::collectors
