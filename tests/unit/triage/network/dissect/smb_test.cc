// SPDX-License-Identifier: Apache-2.0
// SMB's dialects, shares and files, and the names of NetBIOS that it is reached by.
#include "tests/unit/triage/network/seen.h"
#include "triage/network/dissect/banners.h"
#include "triage/network/dissect/netbios.h"

#include <algorithm>

namespace firsthour::triage::network {
namespace {

// A name as NetBIOS writes it.
std::string encoded(std::string name, char suffix) {
  name.resize(15, ' ');
  name += suffix;
  std::string out;
  for (const char c : name) {
    out += static_cast<char>('A' + (static_cast<unsigned char>(c) >> 4));
    out += static_cast<char>('A' + (c & 15));
  }
  return out;
}
std::string framed(const std::string& body) { return big32(static_cast<std::uint32_t>(body.size())) + body; }
std::string little16(unsigned v) { return little32(v).substr(0, 2); }
std::string utf16(const std::string& text) {
  std::string out;
  for (const char c : text) out += std::string{c, '\0'};
  return out;
}
// An SMB2 command with its fixed part; `next` is where the next one begins.
std::string smb2(unsigned command, const std::string& body, std::uint32_t next = 0) {
  std::string head = "\xfeSMB" + little16(64) + std::string(6, '\0') + little16(command) +
                     std::string(6, '\0') + little32(next);
  head.resize(64, '\0');
  return head + body;
}
std::string named(unsigned command, std::size_t place, const std::string& name, std::uint32_t next = 0) {
  const std::string text = utf16(name);
  std::string body(place, '\0');
  body += little16(static_cast<unsigned>(64 + place + 4)) + little16(static_cast<unsigned>(text.size()));
  return smb2(command, body + text, next);
}

struct Talk {
  MadeCapture made;
  MadeTcp tcp;
  explicit Talk(std::uint16_t port) : tcp{made, "10.0.0.2", 40000, "10.0.0.1", port} { tcp.open(); }
  std::vector<std::string> notes() {
    tcp.close();
    Seen seen;
    seen.read(made);
    std::vector<std::string> out;
    for (const Note& n : seen.notes) out.push_back(std::string{n.what} + " " + n.text);
    return out;
  }
};

using Lines = std::vector<std::string>;

TEST(Smb, TellsDialectShareAndFile) {
  Talk t{445};
  t.tcp.client(framed(smb2(0, std::string(36, '\0'))));
  t.tcp.server(framed(smb2(0, std::string(4, '\0') + little16(0x0311) + std::string(60, '\0'))));
  t.tcp.client(framed(named(3, 4, "\\\\files\\pay")));
  t.tcp.client(framed(named(5, 44, "2026\\list.xlsx")));
  EXPECT_EQ(t.notes(), (Lines{"dialect 3.1.1", "share \\\\files\\pay", "file 2026\\list.xlsx"}));
}

TEST(Smb, ReadsEachOfSeveralCommandsInOneMessage) {
  Talk t{445};
  std::string first = named(5, 44, "a.txt");
  const auto size = static_cast<std::uint32_t>((first.size() + 7) / 8 * 8);
  first = named(5, 44, "a.txt", size);
  first.resize(size, '\0');
  t.tcp.client(framed(first + named(5, 44, "b.txt")));
  EXPECT_EQ(t.notes(), (Lines{"file a.txt", "file b.txt"}));
}

TEST(Smb, SaysOnceThatTheRestIsEncrypted) {
  Talk t{445};
  t.tcp.client(framed(smb2(0, std::string(36, '\0'))));
  for (int i = 0; i < 3; ++i) t.tcp.client(framed("\xfdSMB" + std::string(80, 'e')));
  EXPECT_EQ(t.notes(), (Lines{"encrypted SMB 3"}));
}

// What a client of today sends first names the old dialects only to be understood by old servers.
TEST(Smb, AnOfferOfTheSecondVersionIsNotTheFirst) {
  const std::string old = "\xffSMB\x72" + std::string(30, '\0') + "\2NT LM 0.12";
  Talk both{445};
  both.tcp.client(framed(old + std::string(1, '\0') + "\2SMB 2.002" + std::string(1, '\0')));
  EXPECT_EQ(both.notes(), Lines{});
  Talk alone{445};
  alone.tcp.client(framed(old + std::string(1, '\0')));
  EXPECT_EQ(alone.notes(), Lines{"version 1"});
}

TEST(Smb, SessionsOverNetBiosNameBothHosts) {
  Talk t{139};
  t.tcp.client("\x81" + big32(68).substr(1) + "\x20" + encoded("FILES", ' ') + std::string(1, '\0') + "\x20" +
               encoded("DESK", '\0') + std::string(1, '\0'));
  t.tcp.server(std::string("\x82\0\0\0", 4));
  t.tcp.client(framed(named(3, 4, "\\\\FILES\\C$")));
  EXPECT_EQ(t.notes(), (Lines{"netbios-session DESK<00> to FILES<20>", "share \\\\FILES\\C$"}));
}

TEST(NetBios, DecodesNamesAndLeavesOthersAlone) {
  EXPECT_EQ(netbios_name(encoded("WORKSTATION", '\0')), "WORKSTATION<00>");
  EXPECT_EQ(netbios_name(encoded("GROUP", '\x1d') + ".scope"), "GROUP<1d>.scope");
  EXPECT_FALSE(netbios_name("FHEPFCELFDFEEBFEEJEPEOCACACACAA"));    // a letter is missing
  EXPECT_FALSE(netbios_name("FHEPFCELFDFEEBFEEJEPEOCACACACAAZ"));   // Z is none of them
  EXPECT_FALSE(netbios_name("FHEPFCELFDFEEBFEEJEPEOCACACACAAAB"));  // one too many
}

TEST(NetBios, NamesOfHostsAreToldAsDns) {
  const auto message = [](unsigned flags, unsigned questions, unsigned answers) {
    return big16(7) + big16(flags) + big16(questions) + big16(answers) + big32(0);
  };
  const std::string name = "\x20" + encoded("FILES", ' ') + std::string(1, '\0');
  MadeCapture made;
  made.udp("10.0.0.2", 137, "10.0.0.255", 137, message(0x0110, 1, 0) + name + big16(32) + big16(1));
  // A registration has the fifth operation's number.
  made.udp("10.0.0.3", 137, "10.0.0.255", 137, message(0x2910, 1, 0) + name + big16(32) + big16(1));
  made.udp("10.0.0.4", 137, "10.0.0.2", 137,
           message(0x8500, 0, 1) + name + big16(32) + big16(1) + big32(300) + big16(6) + big16(0) + "\x0a" +
               std::string("\0\0\4", 3));
  std::string status = "\1" + std::string("FILES          ") + " " + big16(0x0400) + "\2macad";
  made.udp("10.0.0.4", 137, "10.0.0.2", 137,
           message(0x8400, 0, 1) + name + big16(33) + big16(1) + big32(0) +
               big16(static_cast<std::uint32_t>(status.size())) + status);
  Seen seen;
  seen.read(made);
  ASSERT_EQ(seen.dns_messages.size(), 4u);
  EXPECT_EQ(seen.dns_messages[0].question, "FILES<20>");
  EXPECT_EQ(seen.dns_messages[0].type, "NB");
  EXPECT_EQ(seen.dns_messages[1].opcode, 5);
  EXPECT_EQ(seen.dns_messages[1].question, "FILES<20>");
  EXPECT_EQ(seen.dns_messages[2].answers.at(0).text, "10.0.0.4");
  EXPECT_EQ(seen.dns_messages[3].answers.at(0).text, "FILES<20> mac 026d61636164");
  EXPECT_EQ(seen.flows[0].service, "nbns");
}

std::string made_create(const std::string& name) {
  std::string wide;
  for (const char c : name) wide += c, wide += '\0';
  std::string head = std::string("\xfeSMB\x40\0\0\0\0\0\0\0\5\0", 14);
  head.resize(64);
  std::string body(56, '\0');
  body[44] = 64 + 56;
  body[46] = static_cast<char>(wide.size());
  return big32(static_cast<std::uint32_t>(head.size() + body.size() + wide.size())) + head + body + wide;
}

std::vector<std::string> files_of(const Seen& seen) {
  std::vector<std::string> out;
  for (const Note& n : seen.notes)
    if (n.what == "file") out.push_back(n.text);
  return out;
}

// After two hundred names the rest of a connection was not looked at, and nothing said so.
TEST(Smb, SaysThatItsNamesHaveAnEnd) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 445};
  tcp.open();
  for (int i = 0; i < 2'100; ++i) tcp.client(made_create(std::to_string(i)));
  Seen seen;
  seen.read(made);
  EXPECT_EQ(files_of(seen).size(), 2'000u);
  EXPECT_EQ(seen.notes.back().what, "limit");
}

TEST(Smb, GoesOnBehindAHole) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 445};
  tcp.open();
  tcp.client(made_create("before"));
  const std::size_t seen_packets = made.packets().size();
  tcp.client(made_create("unseen"));
  made.packets().resize(seen_packets);
  tcp.client(made_create("after"));
  tcp.close();
  Seen seen;
  seen.read(made);
  EXPECT_EQ(files_of(seen), (std::vector<std::string>{"before", "after"}));
}

}  // namespace
}  // namespace firsthour::triage::network
