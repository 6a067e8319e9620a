// SPDX-License-Identifier: Apache-2.0
#include "triage/network/carried.h"

#include "casefile/digest.h"
#include "triage/network/dissect/http.h"
#include "triage/network/dissect/multipart.h"
#include "triage/network/finders.h"

#include <utility>

namespace firsthour::triage::network {
namespace {

constexpr std::size_t kMostNames = 200'000;

std::string protocol_name(std::uint8_t protocol) {
  switch (protocol) {
    case kTcp:
      return "tcp";
    case kUdp:
      return "udp";
    case kIcmp:
    case kIcmp6:
      return "icmp";
    default:
      return "ip" + std::to_string(protocol);
  }
}

// Names come from the wire: folders of theirs say nothing here, and none may lead anywhere.
std::string last_part(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string part{name};
  std::erase(part, '\0');
  return part == "." || part == ".." ? std::string{} : part;
}

}  // namespace

std::string direction_name(const Flow& flow, bool from_client, std::uint64_t before) {
  return protocol_name(flow.protocol) + " " + endpoint_text(flow.client) + "-" + endpoint_text(flow.server) +
         " packet " + std::to_string(flow.first.packet - before) +
         (from_client ? "/from-client" : "/from-server");
}

void CarriedFiles::http(const Flow& flow, const HttpExchange& exchange) {
  if (exchange.rtsp) return;
  if (exchange.request) {
    const HttpMessage& m = *exchange.request;
    const bool put = m.method == "PUT" && m.body.length > 0;  // told by file()
    if (!put && !form(flow, m)) body(flow, m, true, "request-body");
  }
  if (exchange.response && !answers_with_file(exchange))
    body(flow, *exchange.response, false, file_name(exchange));
}

// True when the body is a form with files, which are given; its other fields are in the stream.
bool CarriedFiles::form(const Flow& flow, const HttpMessage& m) {
  if (!m.body.content) return false;
  const auto parts = files_of_form(m.header("content-type"), *m.body.content);
  for (const FormPart& part : parts)
    give(flow, {"http",
                true,
                part.filename,
                part.type,
                {},
                true,
                m.body.complete,
                part.content.size(),
                part.content,
                true,
                firsthour::sha256(part.content).hex(),
                m.first,
                m.last});
  return !parts.empty();
}

void CarriedFiles::body(const Flow& flow, const HttpMessage& m, bool from_client, std::string name) {
  if (m.body.length == 0) return;
  const bool decoded = !m.body.decoded_sha256.empty();
  give(flow, {"http",
              false,
              std::move(name),
              std::string{m.header("content-type")},
              {},
              from_client,
              m.body.complete,
              decoded ? m.body.decoded_length : m.body.length,
              m.body.content ? std::string_view{*m.body.content} : std::string_view{},
              m.body.content != nullptr,
              decoded ? m.body.decoded_sha256 : m.body.sha256,
              m.first,
              m.last});
}

void CarriedFiles::file(const Flow& flow, const SeenFile& f) {
  // A transfer of FTP may have been opened by either side.
  const bool from_client =
      f.protocol == "ftp" ? flow.from_client.payload_bytes > flow.from_server.payload_bytes : f.to_server;
  give(flow, {f.protocol,
              true,
              f.name,
              f.type,
              {},
              from_client,
              f.complete,
              f.length,
              f.content ? std::string_view{*f.content} : std::string_view{},
              f.content || f.length == 0,
              f.sha256,
              f.first,
              f.last});
}

void CarriedFiles::give(const Flow& flow, Carried carried) {
  carried.name = last_part(carried.name);
  carried.way =
      direction_name(flow, carried.from_client) + "/" + (carried.name.empty() ? "body" : carried.name);
  // Of very many files, most are of one name, or an attack: their place among all makes them different.
  if (names_.size() >= kMostNames && !names_.contains(carried.way)) {
    carried.way += "~#" + std::to_string(++beyond_);
  } else if (unsigned& times = names_[carried.way]; times++ > 0) {
    const std::string base = carried.way;
    do {
      carried.way = base + "~" + std::to_string(times++);
    } while (names_.contains(carried.way));
    names_[carried.way] = 1;
  }
  take_(flow, carried);
}

}  // namespace firsthour::triage::network
