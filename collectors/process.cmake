# SPDX-License-Identifier: Apache-2.0
# The host interface, processes, accounts, and the system itself.
target_sources(collectors_objects PRIVATE
  collector.cc)
