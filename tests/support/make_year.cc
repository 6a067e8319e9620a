// SPDX-License-Identifier: Apache-2.0
// make_year FOLDER INCIDENTS [DRILLS]: the made year as a folder, for scenarios and for measuring.
#include "tests/support/year_generator.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: make_year FOLDER INCIDENTS [DRILLS]\n");
    return 2;
  }
  std::filesystem::create_directories(argv[1]);
  const firsthour::made_year::Size size{std::atoi(argv[2]), argc > 3 ? std::atoi(argv[3]) : 2, true};
  const auto truth = firsthour::made_year::make(argv[1], size);
  for (const auto& [name, value] : truth.figures) std::printf("%s\t%.17g\n", name.c_str(), value);
  return 0;
}
