// SPDX-License-Identifier: Apache-2.0
// What protocols carried, with its bytes: downloads and uploads of HTTP, also those in forms, and transfers
// of FTP, which are files; and every other body of HTTP.
#pragma once

#include "triage/network/observation.h"

#include <functional>
#include <map>
#include <string>

namespace firsthour::triage::network {

struct Carried {
  std::string_view protocol;  // "http", "ftp"
  bool is_file = false;       // false: a page, a script or picture of one, what a form sent
  std::string name;           // the last part of what it was called, bytes; "" when it was not
  std::string type;           // as the sender said
  // Where it is among all that a capture carried, the same at every reading:
  // "tcp 10.0.0.5:40000-10.0.0.9:80 packet 12/from-server/setup.exe"; the packet is the flow's first.
  std::string way;
  bool from_client = false, complete = false;
  std::uint64_t length = 0;
  std::string_view bytes;  // decoded; valid during the call
  bool kept = false;       // false: there was no room for the bytes
  std::string sha256;      // of the bytes; of those captured when not complete
  Moment first, last;
};

class CarriedFiles final : public Observer {
 public:
  using Take = std::function<void(const Flow&, const Carried&)>;
  CarriedFiles(Take take, std::shared_ptr<ContentRoom> room)
      : take_{std::move(take)}, room_{std::move(room)} {}
  [[nodiscard]] std::shared_ptr<ContentRoom> content_room() override { return room_; }
  void http(const Flow& flow, const HttpExchange& exchange) override;
  void file(const Flow& flow, const SeenFile& file) override;

 private:
  void body(const Flow& flow, const HttpMessage& message, bool from_client, std::string name);
  bool form(const Flow& flow, const HttpMessage& message);
  void give(const Flow& flow, Carried carried);
  Take take_;
  std::shared_ptr<ContentRoom> room_;
  std::map<std::string, unsigned> names_;  // how often a way was used
  std::uint64_t beyond_ = 0;               // files of which the way was not kept
};

// "tcp 10.0.0.5:40000-10.0.0.9:80 packet 12/from-server": one direction of a flow. Packets are counted from
// the one after `before`.
[[nodiscard]] std::string direction_name(const Flow& flow, bool from_client, std::uint64_t before = 0);

}  // namespace firsthour::triage::network
