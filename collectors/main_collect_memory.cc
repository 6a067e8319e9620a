// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "collectors/main_run.h"

int main(int argc, char** argv) {
  firsthour::harden_process();
  using namespace firsthour::collectors;
  return run_program({.name = "collect-memory", .kinds = {"memory"}, .usual = Profile::full}, argc, argv);
}
