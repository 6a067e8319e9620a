// SPDX-License-Identifier: Apache-2.0
#include "casefile/bag.h"
#include "casefile/encoding.h"
#include "casefile/freed.h"
#include "casefile/pack/bag_text.h"
#include "casefile/pack/name_folding.h"
#include "casefile/store/folder_names.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <set>

namespace firsthour {
namespace {

using pack::ManifestLine;

constexpr std::uint64_t kLongestDeclaration = 4096, kLongestInfo = 16 << 20, kLongestManifest = 512 << 20;
constexpr std::size_t kDeepest = 128, kMostProblems = 1000;
constexpr std::array kKnown{Algorithm::sha256, Algorithm::sha512, Algorithm::sm3,   Algorithm::sha1,
                            Algorithm::md5,    Algorithm::sha224, Algorithm::sha384};

std::optional<Algorithm> algorithm_of(std::string_view name) {
  for (const Algorithm each : kKnown)
    if (name_of(each) == name) return each;
  return std::nullopt;
}

// "sha256" of "manifest-sha256.txt": lower case, letters and digits alone (RFC 8493 §2.4).
std::optional<std::string> manifest_algorithm(std::string_view file, std::string_view before) {
  if (!file.starts_with(before) || !file.ends_with(".txt") || file.size() <= before.size() + 4)
    return std::nullopt;
  std::string name;
  for (char c : file.substr(before.size(), file.size() - before.size() - 4)) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) name += c;
  }
  return name;
}

using Digests = std::map<Algorithm, std::string>;
using Listing = std::map<std::string, Digests>;  // name → what it is to have

class BagReading {
 public:
  BagReading(Descriptor folder, const Progress& progress)
      : folder_{std::move(folder)}, progress_{progress}, block_(1 << 20) {}

  Result<Bag> run() {
    if (!declare()) return std::move(bag_);
    const auto top = names_in(folder_.get(), ".");
    if (!top) return tl::unexpected{top.error()};
    read_manifests(*top);
    read_fetch(*top);
    std::vector<std::string> found;
    walk("data", 0, found);
    compare(found);
    // What leads out of the bag, or names it wrongly, is refused before a byte of it is hashed.
    const bool unsafe = std::any_of(bag_.problems.begin(), bag_.problems.end(),
                                    [](const BagProblem& problem) { return !problem.altered; });
    if (unsafe) return std::move(bag_);
    if (auto hashed = hash_all(found); !hashed) return tl::unexpected{hashed.error()};
    read_info(*top);
    return std::move(bag_);
  }

 private:
  void problem(bool altered, std::string_view where, std::string what) {
    if (bag_.problems.size() < kMostProblems)
      bag_.problems.push_back({altered, escape_for_terminal(where), std::move(what)});
  }
  void warn(std::string_view where, const std::string& what) {
    if (bag_.warnings.size() < kMostProblems)
      bag_.warnings.push_back(escape_for_terminal(where) + ": " + what);
  }

  Result<std::string> text_of(const std::string& name, std::uint64_t limit) {
    auto file = open_below(folder_.get(), name);
    if (!file) return tl::unexpected{file.error()};
    const auto source = source_from_fd(file->release());
    return read_all(*source, limit);
  }
  // Decoded; empty when it is a problem.
  std::optional<std::string> tag_text(const std::string& name, std::uint64_t limit) {
    const auto bytes = text_of(name, limit);
    auto text = bytes ? pack::decode_tag_text(*bytes, bag_.encoding)
                      : Result<std::string>{tl::unexpected{bytes.error()}};
    if (text) return std::move(*text);
    problem(false, name, text.error().what);
    return std::nullopt;
  }

  bool declare() {
    const auto bytes = text_of("bagit.txt", kLongestDeclaration);
    const auto declared = bytes ? pack::parse_bag_declaration(*bytes)
                                : Result<pack::BagDeclaration>{tl::unexpected{bytes.error()}};
    if (!declared) {
      problem(false, "bagit.txt", declared.error().what);
      return false;
    }
    declaration_ = *declared;
    bag_.version = std::to_string(declared->major) + "." + std::to_string(declared->minor);
    bag_.encoding = declared->encoding;
    const bool old = declared->major == 0 && declared->minor >= 93 && declared->minor <= 97;
    if (!old && bag_.version != "1.0") {
      problem(false, "bagit.txt", "version " + bag_.version + " is not known: 0.93 to 0.97 and 1.0 are");
      return false;
    }
    if (old && declared->minor != 97) warn("bagit.txt", "version " + bag_.version + " is read as 0.97");
    return true;
  }

  void read_manifests(const std::vector<std::string>& top) {
    std::size_t known = 0;
    for (const std::string& name : top) {
      const auto payload = manifest_algorithm(name, "manifest-");
      const auto tags = manifest_algorithm(name, "tagmanifest-");
      if (!payload && !tags) continue;
      const auto algorithm = algorithm_of(payload ? *payload : *tags);
      if (!algorithm) {
        warn(name, "its algorithm is not supported; it was not checked");
        continue;
      }
      if (payload) ++known;
      if (const auto text = tag_text(name, kLongestManifest))
        take_manifest(name, *algorithm, *text, payload ? payload_ : tags_, payload.has_value());
      if (payload) manifests_.push_back(*algorithm);
    }
    if (known == 0) problem(false, "manifest-*.txt", "no payload manifest of a supported algorithm");
  }

  void take_manifest(const std::string& name, Algorithm algorithm, const std::string& text, Listing& into,
                     bool payload) {
    const auto lines = pack::parse_manifest(text, declaration_.since_1());
    if (!lines) return problem(false, name, lines.error().what);
    Hasher hasher{algorithm};
    const std::size_t digits = hasher.finish_hex().size();
    for (const ManifestLine& line : *lines) {
      const bool in_data = line.path.starts_with("data/");
      if (!pack::stays_inside(line.path) || in_data != payload) {
        problem(false, name,
                "a name that leads out of the bag's " + std::string{payload ? "payload: " : "tag files: "} +
                    escape_for_terminal(line.path));
        continue;
      }
      if (line.digest.size() != digits) {
        problem(false, name,
                escape_for_terminal(line.path) + ": its digest has not the length it has to have");
        continue;
      }
      if (line.binary_mark) warn(name, escape_for_terminal(line.path) + ": marked `*` as md5sum does");
      if (line.dot_slash) warn(name, escape_for_terminal(line.path) + ": written with `./`");
      if (line.raw_percent) warn(name, escape_for_terminal(line.path) + ": has a % that is not encoded");
      add_line(name, line, algorithm, into);
    }
  }

  void add_line(const std::string& name, const ManifestLine& line, Algorithm algorithm, Listing& into) {
    const auto [at, fresh] = into[line.path].emplace(algorithm, line.digest);
    if (fresh) return;
    if (at->second != line.digest)
      problem(false, name, escape_for_terminal(line.path) + ": listed twice with different digests");
    else if (declaration_.since_1())
      problem(false, name, escape_for_terminal(line.path) + ": listed twice");
    else
      warn(name, escape_for_terminal(line.path) + ": listed twice");
  }

  void read_fetch(const std::vector<std::string>& top) {
    if (!std::binary_search(top.begin(), top.end(), "fetch.txt")) return;
    const auto text = tag_text("fetch.txt", kLongestManifest);
    if (!text) return;
    const auto names = pack::parse_fetch(*text, declaration_.since_1());
    if (!names) return problem(false, "fetch.txt", names.error().what);
    for (const std::string& name : *names) {
      if (!pack::stays_inside(name) || !name.starts_with("data/"))
        problem(false, "fetch.txt",
                "a name that leads out of the bag's payload: " + escape_for_terminal(name));
      fetch_.insert(name);
    }
    warn("fetch.txt", "nothing is ever fetched");
  }

  // Names of regular files below, in order; everything else is a problem.
  void walk(const std::string& folder, std::size_t depth, std::vector<std::string>& found) {
    if (depth > kDeepest) return problem(false, folder, "folders too deep");
    const auto names = open_folder_below(folder);
    if (!names) return problem(false, folder, names.error().what);
    for (const std::string& each : *names) {
      const std::string name = folder + "/" + each;
      struct stat facts {};
      const auto parent = folder_at(folder);
      if (!parent || ::fstatat(parent->get(), each.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        problem(false, name, "cannot be looked at");
      else if (S_ISDIR(facts.st_mode))
        walk(name, depth + 1, found);
      else if (S_ISREG(facts.st_mode))
        found.push_back(name);
      else
        problem(false, name, S_ISLNK(facts.st_mode) ? "is a link" : "is neither a file nor a folder");
    }
  }

  // Component by component, so that a folder that is swapped for a link meanwhile leads nowhere.
  Result<Descriptor> folder_at(std::string_view name) const {
    Descriptor at{::fcntl(folder_.get(), F_DUPFD_CLOEXEC, 3)};
    while (at && !name.empty()) {
      const std::string part{name.substr(0, name.find('/'))};
      name.remove_prefix(std::min(name.size(), part.size() + 1));
      at = Descriptor{::openat(at.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    }
    if (!at) return fail_errno("cannot open the folder");
    return at;
  }
  Result<std::vector<std::string>> open_folder_below(const std::string& name) const {
    const auto folder = folder_at(name);
    if (!folder) return tl::unexpected{folder.error()};
    return names_in(folder->get(), ".");
  }

  void compare(const std::vector<std::string>& found) {
    const std::set<std::string> there{found.begin(), found.end()};
    std::map<std::string, std::string> folded;
    for (const auto& [name, digests] : payload_) {
      const auto [other, fresh] = folded.emplace(pack::folded_name(name), name);
      if (!fresh)
        warn(name, "is the same name as " + escape_for_terminal(other->second) + " on other systems");
      if (!there.contains(name)) {
        problem(true, name,
                fetch_.contains(name) ? "is to be fetched, which is never done: the bag is incomplete"
                                      : "is listed and is not there");
        continue;
      }
      if (declaration_.since_1() && digests.size() < manifests_.size())
        problem(true, name, "is not in every manifest");
    }
    for (const std::string& name : fetch_)
      if (!there.contains(name) && !payload_.contains(name))
        problem(true, name, "is to be fetched, which is never done: the bag is incomplete");
    for (const std::string& name : found)
      if (!payload_.contains(name)) problem(true, name, "is in no manifest");
  }

  Result<> hash_all(const std::vector<std::string>& found) {
    for (const auto& [name, digests] : tags_)
      if (auto hashed = hash(name, digests); !hashed)
        return tl::unexpected{hashed.error()};
      else if (*hashed)
        bag_.tag_files[name] = (*hashed)->sha256;
    for (const std::string& name : found) {
      const auto listed = payload_.find(name);
      if (listed == payload_.end()) continue;
      auto hashed = hash(name, listed->second);
      if (!hashed) return tl::unexpected{hashed.error()};
      if (*hashed) bag_.files.push_back(std::move(**hashed));
    }
    return {};
  }

  // Empty when the file is a problem.
  Result<std::optional<BagFile>> hash(const std::string& name, const Digests& digests) {
    const auto file = open_below(folder_.get(), name);
    if (!file) {
      problem(true, name,
              file.error().code == Errc::not_found ? "is listed and is not there" : file.error().what);
      return std::optional<BagFile>{};
    }
    std::map<Algorithm, Hasher> hashers;
    hashers.emplace(Algorithm::sha256, Algorithm::sha256);
    for (const auto& [algorithm, digest] : digests) hashers.emplace(algorithm, algorithm);
    BagFile made;
    made.name = name;
    for (;;) {
      const auto got = ::read(file->get(), block_.data(), block_.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail_errno("cannot read " + name);
      if (got == 0) break;
      const auto bytes = std::span{block_}.first(static_cast<std::size_t>(got));
      for (auto& [algorithm, hasher] : hashers) hasher.update(bytes);
      made.size += bytes.size();
      bytes_ += bytes.size();
      if (progress_ && !progress_(bag_.files.size(), bytes_)) return fail(Errc::interrupted, "stopped");
    }
    std::map<Algorithm, std::string> values;
    for (auto& [algorithm, hasher] : hashers) values[algorithm] = hasher.finish_hex();
    made.sha256 = *Sha256::from_hex(values[Algorithm::sha256]);
    for (const auto& [algorithm, digest] : digests) {
      if (values[algorithm] != digest)
        problem(true, name,
                "its " + std::string{name_of(algorithm)} + " is " + values[algorithm] +
                    ", not the one in the manifest");
      else
        made.digests[std::string{name_of(algorithm)}] = digest;
    }
    return std::optional{std::move(made)};
  }

  void read_info(const std::vector<std::string>& top) {
    if (!std::binary_search(top.begin(), top.end(), "bag-info.txt")) return;
    const auto text = tag_text("bag-info.txt", kLongestInfo);
    if (!text) return;
    const auto fields = pack::parse_bag_info(*text);
    if (!fields) return problem(false, "bag-info.txt", fields.error().what);
    bag_.info = *fields;
    std::uint64_t bytes = 0;
    for (const BagFile& file : bag_.files) bytes += file.size;
    const std::string oxum = std::to_string(bytes) + "." + std::to_string(bag_.files.size());
    for (const auto& [label, value] : *fields)
      if (label == "Payload-Oxum" && value != oxum)
        problem(true, "bag-info.txt", "Payload-Oxum is " + escape_for_terminal(value) + ", found " + oxum);
  }

  Descriptor folder_;
  const Progress& progress_;
  std::vector<std::byte> block_;
  pack::BagDeclaration declaration_;
  std::vector<Algorithm> manifests_;
  Listing payload_, tags_;
  std::set<std::string> fetch_;
  std::uint64_t bytes_ = 0;
  Bag bag_;
};

}  // namespace

Result<Descriptor> open_below(int folder, const std::string& name) {
  Descriptor at;
  int parent = folder;
  for (std::string_view rest = name;;) {
    const std::size_t slash = rest.find('/');
    const std::string part{rest.substr(0, slash)};
    const bool last = slash == std::string_view::npos;
    if (part.empty() || part == "." || part == "..") return fail(Errc::denied, "leads out of its folder");
    Descriptor next{::openat(parent, part.c_str(),
                             O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (last ? 0 : O_DIRECTORY))};
    if (!next && errno == ELOOP) return fail(Errc::denied, "is a link");
    if (!next) return fail_errno("cannot open");
    at = std::move(next);
    parent = at.get();
    if (last) break;
    rest.remove_prefix(slash + 1);
  }
  struct stat facts {};
  if (::fstat(at.get(), &facts) != 0) return fail_errno("cannot open");
  if (!S_ISREG(facts.st_mode)) return fail(Errc::denied, "is no regular file");
  return at;
}

bool looks_like_bag(const std::string& folder) {
  struct stat facts {};
  return ::lstat((folder + "/bagit.txt").c_str(), &facts) == 0;
}

Result<Bag> read_bag(const std::string& folder, const Progress& progress) {
  Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!opened) return fail_errno("cannot open " + folder);
  return BagReading{std::move(opened), progress}.run();
}

}  // namespace firsthour
