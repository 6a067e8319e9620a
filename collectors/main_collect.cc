// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "collectors/main_ring.h"
#include "collectors/main_traffic.h"

int main(int argc, char** argv) {
  firsthour::harden_process();
  using namespace firsthour::collectors;
  return run_program({"collect", {"host", "files", "memory", "traffic"}, run_traffic, run_ring}, argc, argv);
}
