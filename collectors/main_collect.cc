// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "collectors/main_run.h"

int main(int argc, char** argv) {
  firsthour::harden_process();
  return firsthour::collectors::run_program({"collect", {"host", "files"}}, argc, argv);
}
