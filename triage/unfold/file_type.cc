// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/file_type.h"

namespace firsthour::triage {
namespace {

using namespace std::string_view_literals;

struct Start {
  std::string_view bytes, name;
};

// Longer starts before the shorter ones they begin with. The names are what rules say; the bytes are the
// formats'.
constexpr Start kStarts[] = {{"PK\x03\x04\x14\0\x06\0"sv, "Office"},
                             {"PK\x03\x04\x14\0\x08\0"sv, "JAR"},
                             {"PK\x03\x04"sv, "ZIP"},
                             {"PK\x05\x06"sv, "PKZIP"},
                             {"MZ"sv, "EXE"},
                             {"\x7F"
                              "ELF"sv,
                              "ELF"},
                             {"%PDF"sv, "PDF"},
                             {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "OLE"},
                             {"{\\rtf1"sv, "RTF"},
                             {"Rar!\x1A\x07"sv, "RAR"},
                             {"7z\xBC\xAF\x27\x1C"sv, "7Zip"},
                             {"\x1F\x8B\x08"sv, "GZIP"},
                             {"BZh"sv, "BZip2"},
                             {"\x1F\x9D"sv, "TARZ"},
                             {"MSCF"sv, "CAB"},
                             {"\xFF\xD8\xFF"sv, "JPEG"},
                             {"GIF"sv, "GIF"},
                             {"<?php"sv, "PHP"},
                             {"<?xm"sv, "XML"},
                             {"<?XM"sv, "XML"},
                             {"<%"sv, "JSP"},
                             {"#!/"sv, "UNIX SCRIPT"},
                             {"#!"sv, "Script"},
                             {"\xCA\xFE\xBA\xBE"sv, "Class"},
                             {"CWS"sv, "SWF"},
                             {"ZWS"sv, "SWF"},
                             {"FWS"sv, "SWF"},
                             {"L\0\0\0\x01\x14\x02\0"sv, "LNK"},
                             {"ElfFile\0"sv, "EVTX"},
                             {"regf"sv, "Registry Hive"},
                             {"MDMP"sv, "MDMP"},
                             {"\xD4\xC3\xB2\xA1"sv, "WINPCAP"},
                             {"\xA1\xB2\xC3\xD4"sv, "LIBPCAP"},
                             {"\xA1\xB2\xCD\x34"sv, "LIBPCAP"},
                             {"KDM"sv, "VMDK"},
                             {"# Disk D"sv, "VMDK"}};

}  // namespace

std::string_view file_type(std::span<const std::byte> content) {
  const std::string_view text{reinterpret_cast<const char*>(content.data()), content.size()};
  for (const Start& start : kStarts)
    if (text.starts_with(start.bytes)) return start.name;
  return text.size() > 262 && text.substr(257, 5) == "ustar" ? "TAR" : "";
}

}  // namespace firsthour::triage
