# SPDX-License-Identifier: Apache-2.0
# The board: its page is data, built in; the HTTP library exists as a shared library only, so that the field
# build goes without (`doctor` says so).
file(READ serve/page/board.html PAGE_HTML)
file(READ serve/page/board.css PAGE_STYLE)
set(PAGE_SCRIPT "")
foreach(script words clock parts views player observer coordinator case board)
  file(READ serve/page/${script}.js text)
  string(APPEND PAGE_SCRIPT "R\"page(${text})page\"\n    ")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS serve/page/${script}.js)
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS serve/page/board.html serve/page/board.css)
configure_file(serve/built_in_page.cc.in ${CMAKE_CURRENT_BINARY_DIR}/built_in_page.cc @ONLY)

# What every program with the commands has of it: here the board, in a static program the word that it is not there.
add_library(no_board STATIC serve/no_board.cc)
target_link_libraries(no_board PUBLIC cli_objects PRIVATE house_rules)
if(CMAKE_CROSSCOMPILING)  # the library is none of the sysroot's
  firsthour_library(board no_board no_board)
  return()
endif()
firsthour_library(board board no_board)

add_library(board STATIC
  ${CMAKE_CURRENT_BINARY_DIR}/built_in_page.cc
  serve/board_command.cc
  serve/board_file.cc
  serve/board_server.cc
  serve/board_state.cc
  serve/before_libraries.cc
  serve/bounded_stream.cc
  serve/case_board.cc
  serve/connection_threads.cc
  serve/door.cc
  serve/drill_board.cc
  serve/drill_log.cc
  serve/drill_parts.cc
  serve/drill_words.cc
  serve/http_server.cc
  serve/listening_place.cc
  serve/page.cc
  serve/serve_case.cc)
target_link_libraries(board
  PUBLIC cli_objects
  PRIVATE house_rules PkgConfig::httplib OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
