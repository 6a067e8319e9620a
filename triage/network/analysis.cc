// SPDX-License-Identifier: Apache-2.0
#include "triage/network/analysis.h"

#include "triage/network/conversation.h"
#include "triage/network/dissect/datagram_hello.h"
#include "triage/network/dissect/dns.h"
#include "triage/network/dissect/messenger.h"
#include "triage/network/dissect/video.h"

namespace firsthour::triage::network {

// One observer in front of many.
class TrafficAnalysis::Fan final : public Observer {
 public:
  explicit Fan(std::vector<Observer*> all) : all_{std::move(all)} {
    for (Observer* o : all_) {
      if (!room_) room_ = o->content_room();
      if (o->wants_streams()) streams_.push_back(o);
    }
  }
  // Of several that want bodies, the first says how much is kept.
  std::shared_ptr<ContentRoom> content_room() override { return room_; }
  bool wants_streams() const override { return !streams_.empty(); }
  void packet(const Flow& f, const Decoded& d, bool c, Moment m) override {
    for (Observer* o : all_) o->packet(f, d, c, m);
  }
  void flow(const Flow& f) override {
    for (Observer* o : all_) o->flow(f);
  }
  void dns(const Flow& f, const DnsMessage& m) override {
    for (Observer* o : all_) o->dns(f, m);
  }
  void http(const Flow& f, const HttpExchange& e) override {
    for (Observer* o : all_) o->http(f, e);
  }
  void tls(const Flow& f, const TlsHandshake& h) override {
    for (Observer* o : all_) o->tls(f, h);
  }
  void login(const Flow& f, const Login& l) override {
    for (Observer* o : all_) o->login(f, l);
  }
  void file(const Flow& f, const SeenFile& s) override {
    for (Observer* o : all_) o->file(f, s);
  }
  void note(const Flow& f, const Note& n) override {
    for (Observer* o : all_) o->note(f, n);
  }
  void messenger(const Flow& f, const MessengerMessage& m) override {
    for (Observer* o : all_) o->messenger(f, m);
  }
  void device(const Flow& f, const DeviceAnswer& d) override {
    for (Observer* o : all_) o->device(f, d);
  }
  void unknown_stream(const Flow& f, bool c, Bytes b, Moment m) override {
    for (Observer* o : all_) o->unknown_stream(f, c, b, m);
  }
  void stream(const Flow& f, bool c, Bytes b, Moment m) override {
    for (Observer* o : streams_) o->stream(f, c, b, m);
  }
  void stream_gap(const Flow& f, bool c, std::uint64_t n) override {
    for (Observer* o : streams_) o->stream_gap(f, c, n);
  }

 private:
  std::vector<Observer*> all_, streams_;
  std::shared_ptr<ContentRoom> room_;
};

TrafficAnalysis::TrafficAnalysis(AnalysisOptions options, std::vector<Observer*> observers)
    : options_{std::move(options)},
      out_{std::make_unique<Fan>(std::move(observers))},
      messages_{.used = 0, .most = options_.message_memory, .refused = 0},
      flows_{options_.flows, [this](Flow& flow) {
               if (flow.conversation) flow.conversation->end();
               out_->flow(flow);
             }} {}
TrafficAnalysis::~TrafficAnalysis() = default;

Result<> TrafficAnalysis::read(ByteSource& from, const std::string& name) {
  auto reader = CaptureReader::open(from);
  if (!reader) return fail(name, reader.error());
  ReadCapture& now = captures_.emplace_back();
  now.name = name;
  now.format = (*reader)->format();
  now.first_packet = packets_ + 1;
  if (options_.subset) options_.subset->next_file();
  Result<> outcome;
  Packet read;
  for (;;) {
    auto more = (*reader)->next(read);
    if (!more) outcome = fail(name, more.error());
    if (!more || !*more) break;
    if (read.has_time) {
      if (now.first_time == 0 || read.time < now.first_time) now.first_time = read.time;
      now.last_time = std::max(now.last_time, read.time);
    } else {
      read.time = now.last_time;  // among its neighbours, as far as can be known
    }
    bytes_ += read.data.size();
    ++packets_;
    if (auto taken = packet(read, **reader); !taken) {
      outcome = taken;
      break;
    }
    if (packets_ % 100'000 == 0 && options_.progress && !options_.progress(packets_, bytes_)) {
      outcome = fail(Errc::interrupted, name + ": stopped");
      break;
    }
  }
  now.counts = (*reader)->counts();
  now.interfaces = (*reader)->take_interfaces();
  now.losses = (*reader)->take_losses();
  return outcome;
}

Result<> TrafficAnalysis::packet(const Packet& packet, const CaptureReader& from) {
  Decoded decoded;
  bool taken = false;
  for (bool whole = decoder_.decode(packet, decoded);; whole = decoder_.decode_more(decoded)) {
    if (!options_.filter || options_.filter->takes(decoded)) {
      taken = true;
      if (whole) follow(decoded, {packet.time, packets_});
    }
    if (!decoder_.more()) break;
  }
  if (!taken) return {};
  ++taken_;
  return options_.subset ? options_.subset->put(packet, from.interfaces()) : Result<>{};
}

void TrafficAnalysis::follow(const Decoded& decoded, Moment moment) {
  bool from_client = false;
  Flow& flow = flows_.take(decoded, moment, from_client);
  out_->packet(flow, decoded, from_client, moment);
  if (!decoded.has_ports) return;
  if (flow.protocol == kUdp) return datagram(flow, from_client, decoded, moment);
  if (flow.protocol != kTcp) return;
  if (!flow.conversation) {
    if (decoded.payload_length == 0 && !(decoded.flags & kSyn)) return;
    flow.conversation = std::make_unique<TcpConversation>(Place{flow, *out_, transfers_, messages_}, memory_);
  }
  static_cast<TcpConversation&>(*flow.conversation).take(from_client, decoded, moment);
}

void TrafficAnalysis::datagram(Flow& flow, bool from_client, const Decoded& d, Moment moment) {
  if (d.payload.empty()) return;
  if (flow.conversation)
    return static_cast<DatagramHello&>(*flow.conversation).take(from_client, d.payload, moment);
  const auto either = [&](std::uint16_t port) { return d.source_port == port || d.destination_port == port; };
  if (either(53) || either(5353) || either(5355) || either(137)) {
    if (auto m = parse_dns(d.payload, either(137) ? NameForm::netbios : NameForm::dns)) {
      if (flow.service.empty())
        flow.service = either(53) ? "dns" : either(5353) ? "mdns" : either(5355) ? "llmnr" : "nbns";
      m->moment = moment;
      out_->dns(flow, *m);
    }
    return;
  }
  if (auto hello = begin_datagram_hello(Place{flow, *out_, transfers_, messages_}, d.payload)) {
    hello->take(from_client, d.payload, moment);
    flow.conversation = std::move(hello);
    return;
  }
  auto m = parse_messenger(d.payload, either(2425));
  if (!m && either(9011)) m = parse_shiyeline(d.payload);
  if (m) {
    if (flow.service.empty()) flow.service = m->family;
    m->moment = moment;
    return out_->messenger(flow, *m);
  }
  if (auto device = parse_discovery(d.payload, d.source_port, d.destination_port)) {
    if (flow.service.empty()) flow.service = device->protocol;
    device->moment = moment;
    return out_->device(flow, *device);
  }
  if (from_client ? flow.from_client.packets <= 2 : flow.from_server.packets <= 2)
    out_->unknown_stream(flow, from_client, d.payload, moment);
}

void TrafficAnalysis::finish() {
  flows_.finish();
  decoder_.finish();
}

}  // namespace firsthour::triage::network
