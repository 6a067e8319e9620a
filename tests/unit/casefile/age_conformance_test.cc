// SPDX-License-Identifier: Apache-2.0
// The age test kit of the Community Cryptography Test Vectors: every vector ends as it says and releases
// exactly the bytes it says. ML-KEM, which the 19 hybrid vectors need, is not in OpenSSL 3.0.
#include "casefile/age.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "tests/support/conformance.h"

#include <zlib.h>

#include <map>

namespace firsthour {
namespace {

struct Vector {
  std::multimap<std::string, std::string> facts;
  std::string file;

  [[nodiscard]] std::string fact(const std::string& name) const {
    const auto found = facts.find(name);
    return found == facts.end() ? std::string{} : found->second;
  }
};

std::string inflated(std::string_view packed) {
  std::string plain(20 << 20, '\0');
  uLongf size = plain.size();
  if (uncompress(reinterpret_cast<Bytef*>(plain.data()), &size, reinterpret_cast<const Bytef*>(packed.data()),
                 packed.size()) != Z_OK)
    throw std::runtime_error{"a vector does not decompress"};
  plain.resize(size);
  return plain;
}

Vector parse_vector(std::string_view text) {
  Vector vector;
  while (!text.starts_with('\n')) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t colon = line.find(": ");
    vector.facts.emplace(line.substr(0, colon), line.substr(colon + 2));
    text.remove_prefix(line.size() + 1);
  }
  vector.file = text.substr(1);
  if (vector.fact("compressed") == "zlib") vector.file = inflated(vector.file);
  return vector;
}

struct Ending {
  std::string how;
  Sha256 released;
};

std::string kind_of(const Error& error, bool bad_armor) {
  if (error.what.starts_with("age armor") || bad_armor) return "armor failure";
  if (error.code == Errc::not_found) return "no match";
  if (error.what.find("MAC does not hold") != std::string::npos) return "HMAC failure";
  return error.what.starts_with("age header") ? "header failure" : "payload failure";
}

// Read a few bytes at a time, so that no buffer is large enough to hide a border.
Ending decrypted(const Vector& vector, const AgeKeys& keys) {
  MemorySource file{as_bytes(vector.file)};
  // What does not begin with the line of armor is not taken for armor, and read as binary.
  const bool bad_armor = vector.fact("armored") == "yes" && !begins_as_age(as_bytes(vector.file));
  Hasher hasher{Algorithm::sha256};
  auto reader = AgeReader::open(file, keys);
  if (!reader) return {kind_of(reader.error(), bad_armor), hasher.finish()};
  std::vector<std::byte> buffer(1000);
  while (true) {
    const auto got = (*reader)->read(buffer);
    if (!got) return {kind_of(got.error(), bad_armor), hasher.finish()};
    if (*got == 0) return {"success", hasher.finish()};
    hasher.update(std::span{buffer}.first(*got));
  }
}

// nullopt: an identity of a kind that is not ours.
std::optional<AgeKeys> keys_of(const Vector& vector) {
  AgeKeys keys;
  for (auto [at, end] = vector.facts.equal_range("identity"); at != end; ++at) {
    auto identity = AgeIdentity::parse(at->second);
    if (!identity) return std::nullopt;
    keys.identities.push_back(std::move(*identity));
  }
  if (!vector.fact("passphrase").empty())
    keys.passphrase = [&vector] { return Result<std::string>{vector.fact("passphrase")}; };
  return keys;
}

TEST(AgeConformance, EveryVectorEndsAsItSays) {
  NEED_CONFORMANCE_SUITE(folder, "age");
  int run = 0, skipped = 0;
  for (const auto& entry : std::filesystem::directory_iterator{*folder / "testdata"}) {
    SCOPED_TRACE(entry.path().filename().string());
    const auto text = read_file(entry.path().string(), 32 << 20);
    ASSERT_TRUE(text);
    const Vector vector = parse_vector(*text);
    const auto keys = keys_of(vector);
    if (!keys) {
      ++skipped;
      continue;
    }
    ++run;
    const Ending ending = decrypted(vector, *keys);
    EXPECT_EQ(ending.how, vector.fact("expect"));
    if (const std::string payload = vector.fact("payload"); !payload.empty())
      EXPECT_EQ(ending.released.hex(), payload);
    else
      EXPECT_EQ(ending.released, sha256(std::string_view{}));
  }
  EXPECT_EQ(run, 124);
  EXPECT_EQ(skipped, 19);
  std::cout << run << " vectors of the age test kit run, " << skipped << " skipped: they need ML-KEM\n";
}

}  // namespace
}  // namespace firsthour
