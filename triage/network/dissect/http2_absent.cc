// SPDX-License-Identifier: Apache-2.0
// In place of http2.cc where libnghttp2 is not there.
#include "triage/network/dissect/http2.h"

namespace firsthour::triage::network {

namespace {

class UnreadHttp2 final : public Dissector {
 public:
  explicit UnreadHttp2(const Place& place) : Dissector{place} { place_.flow.service = "http2"; }
  void data(bool, Bytes, Moment moment) override {
    if (told_) return;
    told_ = true;
    place_.out.note(place_.flow, {"http2", "not read", "built without libnghttp2", true, moment});
  }
  [[nodiscard]] bool done() const override { return told_; }

 private:
  bool told_ = false;
};

}  // namespace

std::unique_ptr<Dissector> begin_http2(const Place& place) { return std::make_unique<UnreadHttp2>(place); }

}  // namespace firsthour::triage::network
