# SPDX-License-Identifier: Apache-2.0
# The same fact by several routes: differences are records.
target_sources(collectors_objects PRIVATE
  view/bpf.cc
  view/bpf_check.cc
  view/cross_check.cc
  view/directories.cc
  view/file_reads.cc
  view/module_check.cc
  view/modules.cc
  view/mount_cover.cc
  view/mounts.cc
  view/pid_calls.cc
  view/pid_mentions.cc
  view/process_look.cc
  view/process_mentions.cc
  view/processes.cc
  view/socket_comparison.cc
  view/socket_count.cc
  view/socket_routes.cc
  view/sockets.cc
  view/read_check.cc
  view/taint.cc
  view/taint_check.cc
  view/unlisted_sockets.cc)
