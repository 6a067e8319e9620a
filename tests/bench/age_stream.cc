// SPDX-License-Identifier: Apache-2.0
// Encrypts or decrypts standard input to standard output, for tests/bench/run to compare with age(1).
//
//   age_stream seal RECIPIENT
//   age_stream open IDENTITY_FILE
#include "casefile/age.h"
#include "casefile/bytes.h"
#include "casefile/digest.h"

#include <unistd.h>

#include <cstdio>
#include <vector>

using namespace firsthour;

namespace {

Result<> copy(ByteSource& from, ByteSink& to) {
  std::vector<std::byte> buffer(256 * 1024);
  while (true) {
    const auto got = from.read(buffer);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) return {};
    if (auto put = to.write(std::span{buffer}.first(*got)); !put) return put;
  }
}

Result<> seal(const std::string& recipient) {
  const auto recipients = age_recipients_of(recipient);
  if (!recipients) return tl::unexpected{recipients.error()};
  const auto in = source_from_fd(::dup(STDIN_FILENO));
  const auto out = sink_to_fd(::dup(STDOUT_FILENO));
  const auto writer = AgeWriter::to_recipients(*out, *recipients);
  if (!writer) return tl::unexpected{writer.error()};
  if (auto done = copy(*in, **writer); !done) return done;
  return (*writer)->finish();
}

Result<> open(const std::string& file) {
  const auto text = read_file(file, 1 << 16);
  if (!text) return tl::unexpected{text.error()};
  auto identities = parse_age_identities(*text);
  if (!identities) return tl::unexpected{identities.error()};
  const AgeKeys keys{std::move(*identities), {}};
  const auto in = source_from_fd(::dup(STDIN_FILENO));
  const auto out = sink_to_fd(::dup(STDOUT_FILENO));
  const auto reader = AgeReader::open(*in, keys);
  if (!reader) return tl::unexpected{reader.error()};
  return copy(**reader, *out);
}

}  // namespace

int main(int argc, char** argv) {
  harden_process();
  if (argc != 3) return 2;
  const auto done = std::string_view{argv[1]} == "seal" ? seal(argv[2]) : open(argv[2]);
  if (!done) std::fprintf(stderr, "age_stream: %s\n", done.error().what.c_str());
  return done ? 0 : 1;
}
