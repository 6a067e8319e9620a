# SPDX-License-Identifier: Apache-2.0
# The host interface, processes, accounts, and the system itself.
target_sources(collectors_objects PRIVATE
  collector.cc
  host/directory.cc
  host/lookup.cc
  host/open_file.cc
  host/posix_host.cc
  host/status.cc)
