# SPDX-License-Identifier: Apache-2.0
# Sockets, interfaces, routes and neighbours.
target_sources(collectors_objects PRIVATE
  network/conntrack.cc
  network/conntrack_entry.cc
  network/diag_presence.cc
  network/fib_rule.cc
  network/holders.cc
  network/interfaces.cc
  network/iptables.cc
  network/link_kind.cc
  network/namespaces.cc
  network/neighbours.cc
  network/netlink_message.cc
  network/netlink_presence.cc
  network/netlink_socket.cc
  network/network_texts.cc
  network/nft_expression.cc
  network/nft_object.cc
  network/packet_filter.cc
  network/proc_net.cc
  network/protocol_names.cc
  network/queues.cc
  network/route_dump.cc
  network/routes.cc
  network/rtnetlink.cc
  network/rules.cc
  network/sock_diag.cc
  network/socket_facts.cc
  network/sockets.cc
  network/sockstat.cc
  network/tc_filter.cc
  network/traffic_control.cc
  network/wireguard.cc
  network/wireguard_message.cc
  network/xt_extension.cc
  network/xt_table.cc)

# The live capture stands apart: only it needs libpcap.
add_library(collectors_traffic STATIC
  traffic/confinement.cc
  traffic/driver_drops.cc
  traffic/interface_choice.cc
  traffic/live_capture.cc
  traffic/numeric_filter.cc
  traffic/pcapng_writer.cc
  traffic/ring_capture.cc
  traffic/piece_sink.cc
  traffic/ring_file.cc
  traffic/ring_files.cc
  traffic/ring_folder.cc
  traffic/ring_writer.cc
  traffic/shut_socket.cc
  traffic/traffic.cc)
target_link_libraries(collectors_traffic PUBLIC collectors_objects PRIVATE house_rules)
if(FIRSTHOUR_STATIC_COLLECTORS)
  # As objects: from an archive they would come after libpcap's own D-Bus part was taken.
  add_library(pcap_without_dbus OBJECT traffic/no_dbus.c)
  target_link_libraries(collectors_traffic INTERFACE $<TARGET_OBJECTS:pcap_without_dbus> PRIVATE static_pcap)
else()
  target_link_libraries(collectors_traffic PRIVATE PkgConfig::pcap)
endif()
