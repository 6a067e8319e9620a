// SPDX-License-Identifier: Apache-2.0
// A capture of a day that never was, for a drill: what `firsthour traffic` finds in it is known beforehand.
#pragma once

#include <string>
#include <string_view>

namespace firsthour::playbooks {

// The address that does everything in the story of this mark, in 10.0.0.0/8.
[[nodiscard]] std::string story_address(std::string_view mark);
// A pcap file: an anonymous FTP login that is let in and takes a file, a camera's web page with a password
// of the maker, a message of FeiQ, a shell on a web server that is spoken to, and an ordinary page. Nothing
// in it works anywhere: bytes of packets in a file.
[[nodiscard]] std::string traffic_story(std::string_view mark);

}  // namespace firsthour::playbooks
