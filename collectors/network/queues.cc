// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/network.h"
#include "collectors/network/route_dump.h"
#include "collectors/network/traffic_control.h"
#include "collectors/output/record_file.h"

#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::collectors {
namespace {

// A device with a queue for each processor has as many queues; more than this is not kept to ask for filters.
constexpr std::size_t kQueues = 16384;

using Place = std::pair<std::uint32_t, std::uint32_t>;  // interface, parent

std::string tc_request(const Place& place) {
  tcmsg request{};
  request.tcm_family = AF_UNSPEC;
  request.tcm_ifindex = static_cast<int>(place.first);
  request.tcm_parent = place.second;
  return {reinterpret_cast<const char*>(&request), sizeof request};
}

void write(RecordFile& file, const NetworkNamespace& ns, std::string_view kind,
           const TrafficControlFacts& facts, const std::string& interface) {
  RecordWriter record{"host.traffic_control"};
  record.put("traffic_control.kind", kind);
  if (!interface.empty()) record.put_bytes("traffic_control.interface", interface);
  if (facts.interface_index != 0) record.put("traffic_control.interface_index", facts.interface_index);
  record.put_bytes("traffic_control.type", facts.type);
  record.put("traffic_control.handle", handle_text(facts.handle));
  record.put("traffic_control.parent", parent_text(facts.parent));
  if (kind == "filter") {
    record.put("traffic_control.priority", facts.priority);
    record.put("traffic_control.protocol", facts.protocol);
    record.put("traffic_control.chain", facts.chain);
    record.put("traffic_control.block", facts.block);
  }
  record.put("bpf.program.id", facts.program);
  if (!facts.program_name.empty()) record.put_bytes("traffic_control.program_name", facts.program_name);
  if (facts.type == "bpf") record.put("traffic_control.direct_action", facts.direct_action);
  if (!facts.actions.empty()) record.put_list("traffic_control.actions", facts.actions);
  if (!facts.action_programs.empty())
    record.put_list("traffic_control.action_programs", facts.action_programs);
  record.put("traffic_control.bytes", facts.bytes);
  record.put("traffic_control.packets", facts.packets);
  record.put("traffic_control.drops", facts.drops);
  if (ns.inode != 0) record.put("socket.namespace", ns.inode);
  file.add(std::move(record));
}

// Where filters hang. Both sides of clsact are asked by name; its own handle answers for ingress alone.
void add_places(std::set<Place>& places, const TrafficControlFacts& queue) {
  if (queue.type == "clsact") {
    places.emplace(queue.interface_index, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS));
    places.emplace(queue.interface_index, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS));
  } else if (queue.handle != 0) {
    places.emplace(queue.interface_index, queue.handle);
  }
}

void read_namespace(RecordFile& file, const NetworkNamespace& ns, NetlinkSocket& netlink,
                    SourceOutcome& outcome) {
  const InterfaceNames names{netlink, outcome};
  std::set<Place> places;
  std::uint64_t left_out = 0;
  dump_route(netlink, RTM_GETQDISC, tc_request({}), "queues", outcome, [&](Bytes payload) {
    const auto queue = parse_queue(payload);
    if (!queue) return false;
    write(file, ns, "queue", *queue, names.of(queue->interface_index));
    if (places.size() < kQueues)
      add_places(places, *queue);
    else
      ++left_out;
    return true;
  });
  if (left_out != 0)
    add_problem(outcome, Outcome::partial,
                std::to_string(left_out) + " queues were not asked for their filters");
  for (const auto& place : places) {
    dump_route(netlink, RTM_GETTFILTER, tc_request(place), "filters", outcome, [&](Bytes payload) {
      const auto filter = parse_filter(payload);
      if (filter && filter->handle != 0) write(file, ns, "filter", *filter, names.of(place.first));
      return filter.has_value();
    });
  }
}

}  // namespace

SourceOutcome collect_traffic_control(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "traffic control is told by a running kernel only";
    return outcome;
  }
  RecordFile file{context, "host.traffic_control"};
  for_each_route_socket(context, outcome, [&](const NetworkNamespace& ns, NetlinkSocket* netlink) {
    if (netlink == nullptr)
      return add_problem(outcome, Outcome::denied,
                         "traffic control of net:[" + std::to_string(ns.inode) + "] denied");
    read_namespace(file, ns, *netlink, outcome);
  });
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
