// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/check.h"

#include "casefile/verify/collection.h"
#include "casefile/verify/file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace firsthour::verify {
namespace {

constexpr std::string_view kProof = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view kAge = "age-encryption.org/v1", kArmor = "-----BEGIN AGE ENCRYPTED FILE-----";
constexpr std::size_t kMostProof = std::size_t{8} << 20;

Words unknown_sort(const std::string& path) {
  return say("{} is neither a case, a collection, a proof nor a bag", "{} 不是案卷、采集包、证明或 bag",
             shown(path));
}

// One flipped byte shall not hide that a stream was meant to be a collection.
bool looks_like_collection(std::string_view block) {
  constexpr std::string_view kFrame = "\x28\xb5\x2f\xfd";
  int same = 0;
  for (std::size_t i = 0; i < std::min(block.size(), kFrame.size()); ++i) same += block[i] == kFrame[i];
  return same >= std::min<int>(3, static_cast<int>(block.size())) ||
         (block.size() < 512 && block.find("/bagit.txt") != std::string_view::npos) ||
         (block.size() == 512 && (block.substr(257, 5) == "ustar" ||
                                  block.substr(0, 160).find("/bagit.txt") != std::string_view::npos));
}

tl::expected<void, Refusal> check_folder(const Work& work) {
  const auto folder = Folder::open(work.wishes.path);
  if (!folder) return give_up(1, say("{}: {}", "{}：{}", shown(work.wishes.path), folder.error()));
  if (folder->has("case.sqlite") || folder->has("HEAD") || folder->has("objects")) return check_case(work);
  if (folder->has("bagit.txt") || folder->has("data")) return check_bag(work);
  return give_up(10, unknown_sort(work.wishes.path));
}

tl::expected<void, Refusal> wishes_fit(const Wishes& wishes, bool is_case, bool is_bag, bool is_proof) {
  if ((wishes.since || !wishes.item.empty()) && !is_case)
    return give_up(2, say("--since and --item are for cases", "--since 和 --item 仅用于案卷"));
  if (wishes.parts > 1 && !is_case && !is_bag)
    return give_up(2, say("--subset is for cases and bags", "--subset 仅用于案卷和 bag"));
  if (!wishes.item_file.empty() && !is_proof)
    return give_up(2, say("--item-file is for proofs", "--item-file 仅用于证明"));
  if (!wishes.expected.empty() && (is_case || is_bag || is_proof))
    return give_up(2, say("--expect is for collections", "--expect 仅用于采集包"));
  return {};
}

tl::expected<void, Refusal> check_file(const Work& work) {
  auto raw = RawStream::open(work.wishes.path, work.progress);
  if (!raw) return give_up(1, raw.error());
  PlainStream plain{*raw};
  const auto block = plain.beginning(512);
  if (!block) return give_up(1, block.error().why);
  if (block->starts_with(kAge) || block->starts_with(kArmor))
    return give_up(1, say("{} is encrypted; decrypt it on the way: age -d -i KEY {} | firsthour-verify -",
                          "{} 已加密；请边解密边检查：age -d -i KEY {} | firsthour-verify -",
                          shown(work.wishes.path), shown(work.wishes.path)));
  if (block->starts_with(kProof)) {
    if (auto fit = wishes_fit(work.wishes, false, false, true); !fit) return fit;
    std::string text;
    while (text.size() <= kMostProof) {
      const auto more = plain.next(kMostProof);
      if (!more) return give_up(1, more.error().why);
      if (more->empty()) return check_proof(work, text);
      text += *more;
    }
    return give_up(1, say("a proof of more than 8 MiB", "证明超过 8 MiB"));
  }
  if (block->substr(0, 100).find("/HEAD") != std::string_view::npos)
    return give_up(1, say("{} is a packed case: tar xf {}, then check the folder",
                          "{} 是打包的案卷：请先 tar xf {}，再检查文件夹", shown(work.wishes.path),
                          shown(work.wishes.path)));
  if (!looks_like_collection(*block)) return give_up(1, unknown_sort(work.wishes.path));
  if (auto fit = wishes_fit(work.wishes, false, false, false); !fit) return fit;
  CollectionCheck{*raw, plain, work}.run();
  return {};
}

}  // namespace

tl::expected<void, Refusal> check(const Work& work) {
  struct stat status {};
  const std::string& path = work.wishes.path;
  if (path == "-") return check_file(work);
  if (::stat(path.c_str(), &status) != 0)
    return give_up(errno == ENOENT || errno == ENOTDIR ? 10 : 1,
                   say("{}: {}", "{}：{}", shown(path), system_words(errno)));
  return S_ISDIR(status.st_mode) ? check_folder(work) : check_file(work);
}

}  // namespace firsthour::verify
