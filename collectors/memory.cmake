# SPDX-License-Identifier: Apache-2.0
# The memory image, and what is kept beside it.
target_sources(collectors_objects PRIVATE
  memory/direct_map.cc
  memory/elf_core.cc
  memory/elsewhere.cc
  memory/image_layout.cc
  memory/iomem.cc
  memory/known_page.cc
  memory/memory.cc
  memory/physical_range.cc
  memory/physical_reader.cc
  memory/symbol_files.cc
  memory/windows.cc)
