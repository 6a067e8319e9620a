# SPDX-License-Identifier: Apache-2.0
# The same fact by several routes: differences are records.
target_sources(collectors_objects PRIVATE
  view/cross_check.cc)
