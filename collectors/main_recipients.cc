// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_recipients.h"

#include "casefile/wire.h"

#include <unistd.h>

namespace firsthour::collectors {
namespace {

constexpr std::string_view kEncryptedEnd = ".age";

class NoSink final : public ByteSink {
 public:
  Result<> write(std::span<const std::byte>) override { return {}; }
};

}  // namespace

Result<std::vector<AgeRecipient>> recipients_for(const Options& options,
                                                 const std::string& folder_of_program) {
  std::vector<AgeRecipient> recipients;
  if (options.plain_given) return recipients;
  std::vector<std::string> words = options.encrypt_to;
  const std::string beside = folder_of_program + "/recipients";
  if (words.empty() && ::access(beside.c_str(), F_OK) == 0) words.push_back(beside);
  for (const std::string& word : words) {
    auto more = age_recipients_of(word);
    if (!more) return fail("--encrypt-to", more.error());
    recipients.insert(recipients.end(), more->begin(), more->end());
  }
  if (recipients.empty()) return recipients;
  NoSink nowhere;
  if (auto tried = AgeWriter::to_recipients(nowhere, recipients); !tried)
    return tl::unexpected<Error>{tried.error()};
  return recipients;
}

Result<std::string> name_for(std::string out, const std::vector<AgeRecipient>& recipients, bool plain_given) {
  const auto wire = parse_wire_address(out);
  if (!wire) return fail("--out", wire.error());
  if (*wire && (*wire)->role == WireAddress::Role::tcp && recipients.empty() && !plain_given)
    return fail(Errc::usage,
                "--out " + out + ": can be read on the way: use tls://, --encrypt-to, or --plain REASON");
  if (out == "-" || *wire) return out;
  const bool says_so = out.ends_with(kEncryptedEnd);
  if (recipients.empty() && says_so)
    return fail(Errc::usage,
                "--out " + out + ": named as encrypted, but no recipient is given (--encrypt-to)");
  if (!recipients.empty() && !says_so) out += kEncryptedEnd;
  return out;
}

bool is_compressed_name(std::string_view name) {
  if (name.find("://") != std::string_view::npos) return true;  // less to send
  if (name.ends_with(kEncryptedEnd)) name.remove_suffix(kEncryptedEnd.size());
  return name.ends_with(".zst");
}

}  // namespace firsthour::collectors
