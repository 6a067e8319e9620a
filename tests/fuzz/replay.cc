// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target without libFuzzer: every file of the corpus folders named, then fixed mutations of
// each (flips, cuts, repeats, spliced neighbours), always the same ones. Prints how many inputs ran.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

std::vector<Input> corpus(int folders, char** names) {
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < folders; ++i) {
    if (!std::filesystem::is_directory(names[i])) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(names[i])) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Input> inputs{Input{}};
  for (const auto& file : files) {
    std::ifstream in{file, std::ios::binary};
    inputs.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
  }
  return inputs;
}

Input mutated(const Input& from, const Input& other, std::mt19937_64& random) {
  Input out = from;
  const auto at = [&](std::size_t size) { return size ? random() % size : 0; };
  for (std::uint64_t n = 1 + random() % 4; n > 0; --n) {
    switch (random() % 5) {
      case 0:
        if (!out.empty()) out[at(out.size())] ^= static_cast<std::uint8_t>(1u << (random() % 8));
        break;
      case 1:
        if (!out.empty()) out[at(out.size())] = static_cast<std::uint8_t>(random());
        break;
      case 2:
        out.resize(at(out.size() + 1));
        break;
      case 3: {
        const std::size_t start = at(out.size());
        const Input piece(out.begin() + static_cast<std::ptrdiff_t>(start), out.end());
        out.insert(out.end(), piece.begin(), piece.end());
        break;
      }
      default:
        out.insert(out.begin() + static_cast<std::ptrdiff_t>(at(out.size())), other.begin(),
                   other.begin() + static_cast<std::ptrdiff_t>(at(other.size())));
    }
  }
  if (out.size() > (1u << 20)) out.resize(1u << 20);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Input> inputs = corpus(argc - 1, argv + 1);
  std::size_t ran = 0;
  for (const Input& input : inputs) {
    LLVMFuzzerTestOneInput(input.data(), input.size());
    ++ran;
  }
  std::mt19937_64 random{20260601};
  const std::size_t rounds = 4000;
  for (std::size_t i = 0; i < rounds; ++i) {
    const Input input = mutated(inputs[i % inputs.size()], inputs[random() % inputs.size()], random);
    LLVMFuzzerTestOneInput(input.data(), input.size());
    ++ran;
  }
  std::printf("%zu inputs, %zu of them from the corpus\n", ran, inputs.size() - 1);
  return inputs.size() > 1 ? 0 : 1;
}
