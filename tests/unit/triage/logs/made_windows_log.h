// SPDX-License-Identifier: Apache-2.0
// A Windows event log made by hand: one chunk, records that share one template for an event of Sysmon's form.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour::triage::logs {

class MadeWindowsLog {
 public:
  MadeWindowsLog() : chunk_(512, '\0') {}

  // An event 1 with one command line as data.
  void record(std::uint64_t number, std::string_view computer, std::string_view command,
              std::uint64_t filetime) {
    const std::size_t at = chunk_.size();
    chunk_ += std::string_view{"**\0\0\0\0\0\0", 8};
    append(number, 8);
    append(filetime, 8);
    chunk_ += std::string_view{"\x0F\x01\x01\0\x0C\x01\x01\0\0\0", 10};
    const bool first = template_at_ == 0;
    if (first) template_at_ = chunk_.size() + 4;
    append(template_at_, 4);
    if (first) define();
    const std::string wide_computer = wide(computer), wide_command = wide(command);
    append(4, 4);
    value_head(2, 0x06);
    value_head(8, 0x11);
    value_head(wide_computer.size(), 0x01);
    value_head(wide_command.size(), command.empty() ? 0x00 : 0x01);
    append(1, 2);
    append(filetime, 8);
    chunk_ += wide_computer + wide_command;
    const std::size_t size = chunk_.size() + 4 - at;
    append(size, 4);
    put(chunk_, at + 4, size, 4);
    last_ = at;
    next_number_ = number + 1;
  }

  // The whole file.
  [[nodiscard]] std::string bytes() const {
    std::string chunk = chunk_;
    const std::size_t end = chunk.size();
    chunk.resize(65'536, '\0');
    chunk.replace(0, 8, std::string_view{"ElfChnk\0", 8});
    put(chunk, 8, 1, 8);
    put(chunk, 16, next_number_ - 1, 8);
    put(chunk, 24, 1, 8);
    put(chunk, 32, next_number_ - 1, 8);
    put(chunk, 40, 128, 4);
    put(chunk, 44, last_, 4);
    put(chunk, 48, end, 4);
    put(chunk, 52, sum(chunk, 512, end - 512), 4);
    std::string summed = chunk.substr(0, 120) + chunk.substr(128, 384);
    put(chunk, 124, sum(summed, 0, summed.size()), 4);
    std::string file(4096, '\0');
    file.replace(0, 8, std::string_view{"ElfFile\0", 8});
    put(file, 24, next_number_, 8);
    put(file, 32, 128, 4);
    put(file, 36, 1, 2);
    put(file, 38, 3, 2);
    put(file, 40, 4096, 2);
    put(file, 42, 1, 2);
    put(file, 124, sum(file, 0, 120), 4);
    return file + chunk;
  }

  static void put(std::string& to, std::size_t at, std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) to[at + i] = static_cast<char>(value >> (8 * i));
  }

 private:
  static std::string wide(std::string_view text) {
    std::string made;
    for (const char c : text) (made += c) += '\0';
    return made;
  }
  static std::uint64_t sum(const std::string& of, std::size_t from, std::size_t size) {
    return ::crc32(0, reinterpret_cast<const Bytef*>(of.data()) + from, static_cast<uInt>(size));
  }
  void append(std::uint64_t value, std::size_t width) {
    chunk_.append(width, '\0');
    put(chunk_, chunk_.size() - width, value, width);
  }
  void value_head(std::size_t size, std::uint8_t type) {
    append(size, 2);
    append(type, 2);
  }
  void name(std::string_view text) {
    append(chunk_.size() + 4, 4);
    append(0, 4);
    append(0, 2);
    append(text.size(), 2);
    chunk_ += wide(text);
    append(0, 2);
  }
  std::size_t open(std::string_view element, bool attributes) {
    append(attributes ? 0x41 : 0x01, 1);
    append(0xFFFF, 2);
    const std::size_t size_at = chunk_.size();
    append(0, 4);
    name(element);
    return size_at;
  }
  void attribute(std::string_view key, std::string_view value) {
    const std::size_t size_at = chunk_.size();
    append(0, 4);
    append(0x06, 1);
    name(key);
    append(0x05, 1);
    append(0x01, 1);
    append(value.size(), 2);
    chunk_ += wide(value);
    put(chunk_, size_at, chunk_.size() - size_at - 4, 4);
  }
  void substitution(std::uint16_t index, std::uint8_t type) {
    append(0x0E, 1);
    append(index, 2);
    append(type, 1);
  }
  void end(std::size_t size_at) {
    append(0x04, 1);
    put(chunk_, size_at, chunk_.size() - size_at - 4, 4);
  }
  void simple(std::string_view element, std::uint16_t index, std::uint8_t type) {
    const std::size_t at = open(element, false);
    append(0x02, 1);
    substitution(index, type);
    end(at);
  }

  void define() {
    append(0, 4);
    chunk_.append(16, '\x11');
    const std::size_t size_at = chunk_.size();
    append(0, 4);
    chunk_ += std::string_view{"\x0F\x01\x01\0", 4};
    const std::size_t event = open("Event", false);
    append(0x02, 1);
    const std::size_t system = open("System", false);
    append(0x02, 1);
    const std::size_t provider = open("Provider", true);
    attribute("Name", "Microsoft-Windows-Sysmon");
    append(0x03, 1);
    put(chunk_, provider, chunk_.size() - provider - 4, 4);
    simple("EventID", 0, 0x06);
    const std::size_t created = open("TimeCreated", true);
    const std::size_t attributes = chunk_.size();
    append(0, 4);
    append(0x06, 1);
    name("SystemTime");
    substitution(1, 0x11);
    put(chunk_, attributes, chunk_.size() - attributes - 4, 4);
    append(0x03, 1);
    put(chunk_, created, chunk_.size() - created - 4, 4);
    simple("Computer", 2, 0x01);
    end(system);
    const std::size_t data = open("EventData", false);
    append(0x02, 1);
    const std::size_t command = open("Data", true);
    attribute("Name", "CommandLine");
    append(0x02, 1);
    substitution(3, 0x01);
    end(command);
    end(data);
    end(event);
    append(0x00, 1);
    put(chunk_, size_at, chunk_.size() - size_at - 4, 4);
  }

  std::string chunk_;
  std::size_t template_at_ = 0, last_ = 0;
  std::uint64_t next_number_ = 1;
};

}  // namespace firsthour::triage::logs
