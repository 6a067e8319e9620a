// SPDX-License-Identifier: Apache-2.0
// A bag in a folder: every manifest against every file. Nothing is fetched.
#include "casefile/verify/bag_text.h"
#include "casefile/verify/check.h"
#include "casefile/verify/custody_step.h"
#include "casefile/verify/digest.h"
#include "casefile/verify/file.h"

#include <map>

namespace firsthour::verify {
namespace {

constexpr std::size_t kMostText = std::size_t{256} << 20, kBlock = std::size_t{1} << 20;

struct BagFile {
  bool present = false;
  std::uint64_t size = 0;
  std::map<std::string, std::string> digests;  // algorithm → raw bytes, as manifests say
};

class BagCheck {
 public:
  BagCheck(Folder folder, Work work) : folder_{std::move(folder)}, work_{work} {}

  void run() {
    if (!read_declaration()) return;
    find_files();
    for (const std::string& name : manifests_) read_manifest_file(name);
    read_fetch_file();
    check_listing();
    check_digests();
    check_oxum();
    work_.report.fact("files", say("files", "文件"), files_.size());
    work_.report.fact("bytes", say("bytes of data/", "data/ 字节数"), payload_bytes_);
    if (!folder_.has("custody"))
      work_.report.remark(say("a bag alone does not show who made it", "仅凭 bag 不能证明其制作者"));
    if (work_.wishes.parts > 1)
      work_.report.left_out(say("part {} of {} of the files", "文件的第 {} 份，共 {} 份", work_.wishes.part,
                                work_.wishes.parts));
  }

 private:
  void altered(const std::string& name, Words what) {
    work_.report.problem(Kind::evidence_altered, {name, "", {}, {}, {}}, std::move(what));
  }

  void unopened(const std::string& name, const Unopened& why) {
    work_.report.problem(why.wrong_there ? Kind::evidence_altered : Kind::unreadable, {name, "", {}, {}, {}},
                         why.why);
  }

  bool read_declaration() {
    const auto text = folder_.text("bagit.txt", 4096);
    if (!text) {
      unopened("bagit.txt", text.error());
      return false;
    }
    auto declaration = read_bag_declaration(*text);
    if (!declaration) {
      altered("bagit.txt", declaration.error());
      return false;
    }
    declaration_ = std::move(*declaration);
    return true;
  }

  std::optional<std::string> text_of(const std::string& name) {
    const auto bytes = folder_.text(name, kMostText);
    if (!bytes) {
      unopened(name, bytes.error());
      return std::nullopt;
    }
    auto text = decoded(*bytes, declaration_.encoding);
    if (!text) altered(name, say("it is not in {}", "编码不是 {}", declaration_.encoding));
    return text;
  }

  void find_files() {
    const auto walked = folder_.walk([&](const std::string& name, char kind) {
      if (kind == 'd') return true;
      if (kind == 'o') altered(name, say("it is no regular file", "不是普通文件"));
      if (kind != 'f') return false;
      files_[name].present = true;
      const bool tag = name.starts_with("tagmanifest-");
      if (name.ends_with(".txt") && name.find('/') == std::string::npos &&
          (tag || name.starts_with("manifest-")))
        manifests_.push_back(name);
      return false;
    });
    if (!walked) work_.report.problem(Kind::unreadable, {"", "", {}, {}, {}}, walked.error());
  }

  void read_manifest_file(const std::string& file) {
    const bool tag = file.starts_with("tagmanifest-");
    const std::size_t start = tag ? 12 : 9;
    const std::string algorithm = file.substr(start, file.size() - start - 4);
    const auto text = text_of(file);
    if (!tag) ++payload_manifests_;
    if (!knows_digest(algorithm))
      return work_.report.left_out(
          say("{}: this digest is not known here", "{}：不支持该摘要算法", shown(file)));
    if (!text) return;
    const auto lines = read_manifest(*text, algorithm, declaration_);
    if (!lines) return altered(file, lines.error());
    for (const ManifestLine& line : *lines) {
      if (line.name.starts_with("data/") == tag) {
        altered(file, say("{} has no place in it", "{} 不应列于其中", shown(line.name)));
        continue;
      }
      const auto [at, fresh] = files_[line.name].digests.try_emplace(algorithm, line.digest);
      if (!fresh && (declaration_.version_1 || at->second != line.digest))
        altered(file, say("it lists {} twice", "{} 重复列出", shown(line.name)));
    }
    if (!tag) payload_algorithms_.push_back(algorithm);
  }

  void read_fetch_file() {
    if (!files_.contains("fetch.txt")) return;
    const auto text = text_of("fetch.txt");
    const auto names = text ? read_fetch(*text, declaration_) : Result<std::vector<std::string>>{};
    if (!names) return altered("fetch.txt", names.error());
    for (const std::string& name : *names)
      if (!files_.contains(name))
        altered(name, say("fetch.txt lists it, no manifest does", "fetch.txt 列出而清单未列出"));
  }

  void check_listing() {
    if (payload_manifests_ == 0) altered("", say("the bag has no manifest", "bag 没有清单"));
    for (const auto& [name, file] : files_) {
      if (!file.present) altered(name, say("missing, or no regular file", "缺失，或不是普通文件"));
      if (!name.starts_with("data/")) {
        if (file.digests.empty() && !name.starts_with("tagmanifest-") && file.present) ++unlisted_tag_files_;
        continue;
      }
      if (!file.present) continue;
      ++payload_files_;
      bool everywhere = true;
      for (const std::string& algorithm : payload_algorithms_)
        everywhere = everywhere && file.digests.contains(algorithm);
      // 0.97 asks for one manifest, 1.0 for every one.
      if (declaration_.version_1 ? !everywhere : file.digests.empty())
        altered(name, say("it is not in every manifest", "未列于全部清单"));
    }
    if (unlisted_tag_files_)
      work_.report.remark(say("{} files outside data/ are in no manifest", "data/ 之外有 {} 个文件未列于清单",
                              unlisted_tag_files_));
  }

  void check_digests() {
    std::vector<std::pair<const std::string, BagFile>*> wanted;
    std::uint64_t index = 0;
    for (auto& entry : files_)
      if (entry.second.present && index++ % work_.wishes.parts + 1 == work_.wishes.part)
        wanted.push_back(&entry);
    in_parallel(wanted.size(), [&](std::size_t i) { check_file(wanted[i]->first, wanted[i]->second); });
    if (work_.wishes.parts > 1) return;
    for (const auto& [name, file] : files_)
      if (name.starts_with("data/")) payload_bytes_ += file.size;
  }

  void check_file(const std::string& name, BagFile& expected) {
    const auto file = folder_.file(name);
    if (!file) return unopened(name, file.error());
    std::vector<std::pair<std::string, Digest>> digests;
    for (const auto& [algorithm, value] : expected.digests)
      digests.emplace_back(algorithm, Digest{algorithm});
    std::string block;
    do {
      if (const auto done = file->read_at(expected.size, kBlock, block); !done)
        return work_.report.problem(Kind::unreadable, {name, "", {}, expected.size, {}}, done.error());
      for (auto& [algorithm, digest] : digests) digest.update(block);
      expected.size += block.size();
      work_.progress.done(block.size());
    } while (!block.empty());
    for (auto& [algorithm, digest] : digests)
      if (digest.finish() != expected.digests.at(algorithm))
        altered(name, say("its bytes do not have the {} of the manifest", "内容与清单的 {} 不符", algorithm));
  }

  void check_oxum() {
    if (!files_.contains("bag-info.txt") || !files_["bag-info.txt"].present || work_.wishes.parts > 1) return;
    const auto text = text_of("bag-info.txt");
    if (!text) return;
    const auto oxum = read_oxum(*text);
    if (!oxum) return altered("bag-info.txt", oxum.error());
    if (*oxum && **oxum != std::pair{payload_bytes_, payload_files_})
      altered("bag-info.txt", say("Payload-Oxum is not what is there", "Payload-Oxum 与实际不符"));
  }

  Folder folder_;
  Work work_;
  BagDeclaration declaration_;
  std::map<std::string, BagFile> files_;
  std::vector<std::string> manifests_, payload_algorithms_;
  std::uint64_t payload_manifests_ = 0, payload_files_ = 0, payload_bytes_ = 0, unlisted_tag_files_ = 0;
};

}  // namespace

tl::expected<void, Refusal> check_bag(const Work& work) {
  auto folder = Folder::open(work.wishes.path);
  if (!folder) return give_up(1, say("{}: {}", "{}：{}", shown(work.wishes.path), folder.error()));
  const bool custody = folder->has("custody");
  BagCheck{std::move(*folder), work}.run();
  if (custody) check_custody(work);
  return {};
}

}  // namespace firsthour::verify
