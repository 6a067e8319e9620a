// SPDX-License-Identifier: Apache-2.0
// Step 6: nothing in the folder that the ledger does not name.
#include "casefile/verify/case.h"
#include "casefile/verify/digest.h"

namespace firsthour::verify {
namespace {

// The digest that a name like "objects/27/7089…" spells.
std::optional<std::string> object_in(std::string_view name) {
  if (name.size() != 8 + 2 + 1 + 62 || !name.starts_with("objects/") || name[10] != '/') return std::nullopt;
  return from_hex(std::string{name.substr(8, 2)} + std::string{name.substr(11)}, 32);
}

bool is_object_folder(std::string_view name) {
  return name == "objects" ||
         (name.size() == 10 && name.starts_with("objects/") && from_hex(name.substr(8), 1));
}

}  // namespace

void CaseCheck::find_strangers() {
  const auto left = [&](const std::string& name) {
    work_.report.problem(Kind::incomplete, {name, "", {}, {}, {}},
                         say("left by a writer that did not end by itself", "写入程序未正常结束的遗留"));
  };
  // A writer puts objects in place before the events that name them.
  const bool stopped = (!closed_ && head_size_) || folder_.has("objects/incoming");
  const auto walked = folder_.walk([&](const std::string& name, char kind) {
    if (kind == 'd' && is_object_folder(name)) return true;
    if (kind == 'f' && (name == "HEAD" || name == "case.sqlite")) return false;
    if ((kind == 'f' && (name == "case.sqlite-journal" || name == ".HEAD.new")) ||
        (kind == 'd' && name == "objects/incoming")) {
      left(name);
      return false;
    }
    const auto object = kind == 'f' ? object_in(name) : std::nullopt;
    if (object && objects_.contains(name_of(*object))) return false;
    if (object && stopped) {
      left(name);
    } else {
      evidence({name, "", {}, {}, {}}, say("it does not belong to the case", "它不属于案卷"));
    }
    return false;
  });
  if (!walked) work_.report.problem(Kind::unreadable, {"", "", {}, {}, {}}, walked.error());
}

}  // namespace firsthour::verify
