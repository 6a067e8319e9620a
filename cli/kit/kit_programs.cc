// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/kit_programs.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "cli/kit/program_image.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kPrograms{"collect",        "collect-host",    "collect-files",
                                                    "collect-memory", "collect-traffic", "firsthour-verify"};
constexpr std::array<std::string_view, 2> kArchitectures{"x86-64", "aarch64"};

Try<ProgramImage> image_of(const fs::path& file) {
  auto source = open_source(file.string());
  if (!source) return give_up(source.error());
  std::array<std::byte, kProgramStart> start;
  std::size_t have = 0;
  for (std::size_t got = 1; have < start.size() && got != 0; have += got) {
    const auto more = (*source)->read(std::span{start}.subspan(have));
    if (!more) return give_up(more.error());
    got = *more;
  }
  const auto image = read_program_image(std::span{start}.first(have));
  if (!image) return give_up(Exit::failed, file.string() + ": " + image.error().what);
  return *image;
}

bool is_there(const fs::path& file) {
  std::error_code error;
  return fs::is_regular_file(file, error);
}

class Adding {
 public:
  explicit Adding(KitContents& contents) : contents_{contents} {}

  // Collectors and checker of a folder; what they were linked for says where they go.
  Try<std::string> add(const fs::path& folder) {
    if (!is_there(folder / "collect"))
      return give_up(Exit::failed, "no collectors in " + folder.string(),
                     "it has to hold the static program collect");
    const auto first = image_of(folder / "collect");
    if (!first) return give_up(first.error());
    const std::string architecture{first->architecture};
    for (const std::string_view name : kPrograms) {
      if (!is_there(folder / name)) {
        missing_.push_back("bin/" + architecture + "/" + std::string{name});
      } else if (auto added = add_static(folder / name, architecture, name); !added) {
        return give_up(added.error());
      }
    }
    architectures_.push_back(architecture);
    return architecture;
  }

  // The field build is called firsthour in a kit.
  Try<> add_field_build(const fs::path& folder, const std::string& architecture) {
    for (const char* name : {"firsthour-field", "firsthour"}) {
      const fs::path file = folder / name;
      if (!is_there(file)) continue;
      const auto image = image_of(file);
      if (!image) return give_up(image.error());
      if (image->is_static) return add_static(file, architecture, "firsthour");
    }
    missing_.push_back("bin/" + architecture + "/firsthour");
    return {};
  }

  Try<> add_static(const fs::path& file, const std::string& architecture, std::string_view name) {
    const auto image = image_of(file);
    if (!image) return give_up(image.error());
    if (!image->is_static)
      return give_up(Exit::failed, file.string() + " needs the libraries of the host it runs on",
                     "a kit holds static programs only: build with FIRSTHOUR_STATIC_COLLECTORS");
    if (image->architecture != architecture)
      return give_up(Exit::failed, file.string() + " is not for " + architecture);
    return contents_.add_file("bin/" + architecture + "/" + std::string{name}, file.string(), true);
  }

  KitPrograms finish() {
    for (const std::string_view each : kArchitectures) {
      if (std::ranges::find(architectures_, each) == architectures_.end())
        missing_.push_back("bin/" + std::string{each});
    }
    return {std::move(architectures_), std::move(missing_)};
  }

 private:
  KitContents& contents_;
  std::vector<std::string> architectures_, missing_;
};

// Where a build for another architecture lies when nobody names it: inside our folder, or beside it, as in a
// kit.
std::string found_beside(const fs::path& ours, const std::string& architecture) {
  for (const std::string_view other : kArchitectures) {
    if (other == architecture) continue;
    for (const fs::path& folder : {ours / other, ours.parent_path() / other}) {
      if (is_there(folder / "collect")) return folder.string();
    }
  }
  return {};
}

}  // namespace

Try<KitPrograms> add_programs(KitContents& contents, const std::string& our_program,
                              const std::string& other) {
  const fs::path ours = fs::path{our_program}.parent_path();
  Adding adding{contents};
  const auto architecture = adding.add(ours);
  if (!architecture) return give_up(architecture.error());
  if (auto added = adding.add_field_build(ours, *architecture); !added) return give_up(added.error());
  const std::string second = other.empty() ? found_beside(ours, *architecture) : other;
  if (!second.empty()) {
    const auto its = adding.add(second);
    if (!its) return give_up(its.error());
    if (auto added = adding.add_field_build(second, *its); !added) return give_up(added.error());
  }
  return adding.finish();
}

}  // namespace firsthour::cli
