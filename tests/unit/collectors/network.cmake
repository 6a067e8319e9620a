# SPDX-License-Identifier: Apache-2.0
firsthour_test(network_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/network/conntrack_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/iptables_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/link_kind_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/netlink_presence_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/packet_filter_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/rtnetlink_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/rules_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/sock_diag_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/sockets_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/sockstat_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/traffic_control_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/network/wireguard_test.cc
  LIBRARIES collectors_objects casefile)
firsthour_test(kernel_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/kernel/audit_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/kernel/bpf_listing_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/kernel/bpf_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/kernel/hooks_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/kernel/kernel_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/system/system_state_test.cc
  LIBRARIES collectors_objects casefile)
foreach(parser netlink proc_net proc_modules xt_table bpf_listing)
  firsthour_fuzzer(${parser}
    SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/${parser}_fuzzer.cc
    LIBRARIES collectors_objects casefile)
endforeach()
