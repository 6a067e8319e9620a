// SPDX-License-Identifier: Apache-2.0
// plan_drill FOLDER.case SCENARIO KEYS: an exercise case whose drill is planned, for tests of what comes
// after.
#include "casefile/case.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "playbooks/drill.h"

#include <cstdio>
#include <fstream>
#include <iterator>

int main(int argc, char** argv) {
  using namespace firsthour;
  if (argc != 4) return 2;
  std::ifstream file{argv[2], std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  auto key = load_key(std::string{argv[3]} + "/firsthour.key");
  if (!key) key = make_key(argv[3], "firsthour");
  if (!key) return std::fprintf(stderr, "%s\n", key.error().what.c_str()), 1;
  NewCase what;
  what.path = argv[1];
  what.name = "drill";
  what.exercise = true;
  auto the_case = create_case(what, {"test", "plan_drill", "", "plan_drill"}, SigningKeys{*key});
  if (!the_case) return std::fprintf(stderr, "%s\n", the_case.error().what.c_str()), 1;
  Item item;
  item.kind = "scenario";
  item.source = "playbook";
  item.path = "scenario";
  item.size = text.size();
  MemorySource source{as_bytes(text)};
  const auto kept = (*the_case)->attach(std::move(item), source);
  if (!kept) return std::fprintf(stderr, "%s\n", kept.error().what.c_str()), 1;
  playbooks::DrillEvent planned;
  planned.kind = playbooks::DrillEvent::Kind::planned;
  planned.wall = SystemClock{}.now();
  planned.who = "test";
  planned.text = kept->id;
  planned.subject = sha256(text).hex();
  if (!(*the_case)->append(event_type::drill, playbooks::body_of(planned))) return 1;
  return (*the_case)->close() ? 0 : 1;
}
