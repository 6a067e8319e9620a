// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/ssh.h"

#include "casefile/digest.h"
#include "tests/unit/triage/network/seen.h"

namespace firsthour::triage::network {
namespace {

std::string counted(const std::string& list) { return big32(static_cast<std::uint32_t>(list.size())) + list; }
std::string offer() {
  std::string out = "\x14" + std::string(16, 'c');
  for (const char* list :
       {"kex-a,kex-b", "keys", "up-cipher", "down-cipher", "up-mac", "down-mac", "none", "zlib", "", ""})
    out += counted(list);
  return out + std::string(5, '\0');
}
std::string packet(const std::string& payload) {
  return big32(static_cast<std::uint32_t>(payload.size()) + 5) + "\4" + payload + "pppp";
}
std::string md5(std::string_view text) {
  Hasher hasher{Algorithm::md5};
  hasher.update(text);
  return hasher.finish_hex();
}

TEST(Ssh, FingerprintsEachSideByWhatItWouldWriteWith) {
  EXPECT_EQ(hassh(as_bytes(offer()), true), md5("kex-a,kex-b;up-cipher;up-mac;none"));
  EXPECT_EQ(hassh(as_bytes(offer()), false), md5("kex-a,kex-b;down-cipher;down-mac;zlib"));
}

TEST(Ssh, AnOfferThatDoesNotHoldTogetherHasNoFingerprint) {
  const std::string whole = offer();
  for (std::size_t n = 0; n + 5 + 8 < whole.size(); ++n)
    EXPECT_FALSE(hassh(as_bytes(whole).first(n), true)) << n;
}

TEST(Ssh, TellsBannersAndFingerprintsOfBothSides) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 22};
  tcp.open();
  tcp.server("Authorised only\r\nSSH-2.0-made_1\r\n" + packet(offer()).substr(0, 30));
  tcp.client("SSH-2.0-maker\r\n" + packet(offer()));
  tcp.server(packet(offer()).substr(30));
  Seen seen;
  seen.read(made);
  ASSERT_EQ(seen.notes.size(), 4u);
  EXPECT_EQ(seen.notes[0].text, "SSH-2.0-made_1");
  EXPECT_EQ(seen.notes[1].text, "SSH-2.0-maker");
  EXPECT_EQ(seen.notes[2].what, "hassh");
  EXPECT_EQ(seen.notes[3].what, "hasshServer");
  EXPECT_EQ(seen.notes[3].text, md5("kex-a,kex-b;down-cipher;down-mac;zlib"));
}

// Millions of empty lines in front of a banner were looked at one after the other, each time from the
// beginning.
TEST(Ssh, LinesBeforeTheBannerHaveAnEnd) {
  const auto banners = [](std::size_t lines) {
    MadeCapture made;
    MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 22};
    tcp.open();
    tcp.client("SSH-2.0-client\r\n");
    tcp.server(std::string(lines, '\n') + "SSH-2.0-server\r\n");
    tcp.close();
    Seen seen;
    seen.read(made);
    return std::count_if(seen.notes.begin(), seen.notes.end(),
                         [](const Note& n) { return n.what == "banner"; });
  };
  EXPECT_EQ(banners(10), 2);
  EXPECT_EQ(banners(100'000), 1);
}

}  // namespace
}  // namespace firsthour::triage::network
