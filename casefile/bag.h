// SPDX-License-Identifier: Apache-2.0
// Bags that others made (BagIt: RFC 8493 and the drafts before it), read and checked in place. The folder is
// hostile: nothing outside of it is opened, no link is followed, nothing is fetched.
#pragma once

#include "casefile/bytes.h"
#include "casefile/case.h"
#include "casefile/descriptor.h"
#include "casefile/digest.h"
#include "casefile/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace firsthour {

struct BagFile {
  std::string name;  // "data/…", as bytes
  std::uint64_t size = 0;
  Sha256 sha256;                               // as read
  std::map<std::string, std::string> digests;  // of the bag's manifests: {"md5": hex}; all hold
};

struct BagProblem {
  bool altered = false;  // content is not what the bag says; else the bag itself is not as it has to be
  std::string where, what;
};

struct Bag {
  std::string version, encoding;                          // "1.0", "UTF-8"
  std::vector<std::pair<std::string, std::string>> info;  // bag-info.txt
  std::map<std::string, Sha256> tag_files;                // those that a tag manifest names
  std::vector<BagFile> files;                             // the payload, in order of names
  std::vector<BagProblem> problems;                       // any: the bag is refused
  std::vector<std::string> warnings;
};

// Whether the folder has a bagit.txt.
[[nodiscard]] bool looks_like_bag(const std::string& folder);
// Reads every file once. Fails only when the folder cannot be read at all, or with `interrupted`.
[[nodiscard]] Result<Bag> read_bag(const std::string& folder, const Progress& progress);

// A regular file below the open folder; no component of the name may be a link (`denied`).
[[nodiscard]] Result<Descriptor> open_below(int folder, const std::string& name);

// Takes the payload of a bag that has no problems into the case, as a collection of its own: one item a
// file, kind `file`, its path the name in the bag, its digests those of the manifests. Every byte is
// held against what read_bag saw; a file that has changed since is kept as `partial` or `failed` and makes
// the result tampered.
[[nodiscard]] Result<IngestResult> ingest_bag(CaseWriter& into, const std::string& folder, const Bag& bag,
                                              IngestOptions options);

}  // namespace firsthour
