// SPDX-License-Identifier: Apache-2.0
// firsthour case timestamp: what an authority says of when the case's head was there (RFC 3161). With no
// network: the request goes out as a file, the reply comes back as one.
#include "casefile/bytes.h"
#include "casefile/case_timestamps.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/http_post.h"
#include "cli/messages.h"
#include "cli/new_file.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::string_view kQueryType = "application/timestamp-query",
                           kReplyType = "application/timestamp-reply";

constexpr std::array kOptions{
    Option{"request",
           "FILE",
           {"write the request there; with --reply, the request that was sent: its nonce is compared",
            "将请求写入该文件；与 --reply 同用时为已发出的请求，用于比对随机数"}},
    Option{"reply", "FILE", {"take this reply, or the token alone", "存入该回复或时间戳令牌"}},
    Option{"url", "URL", {"ask the authority at http://…", "向 http://… 的时间戳机构请求"}},
    Option{"imprint",
           "sha256|sm3",
           {"which tree's head, and the digest of it (default sha256)",
            "对哪棵树的检查点取何种摘要；缺省 sha256"}},
    Option{"ca", "FILE", {"certificates (PEM) of authorities that you trust", "您信任的机构证书文件（PEM）"}},
    kKeyOption,
    kNationalKeyOption,
};

Try<Algorithm> wanted_imprint(const Parsed& said) {
  const auto word = said.value("imprint").value_or("sha256");
  if (word == "sha256") return Algorithm::sha256;
  if (word == "sm3") return Algorithm::sm3;
  return give_up(Exit::usage, "--imprint takes sha256 or sm3");
}

Try<std::string> new_request(const Invocation& call, const std::string& path) {
  const auto algorithm = wanted_imprint(call.said);
  if (!algorithm) return give_up(algorithm.error());
  const auto note = newest_note(path, *algorithm);
  if (!note && note.error().code == Errc::not_found)
    return give_up(Exit::signature, note.error().what, "it is signed when a writing command ends");
  if (!note) return give_up(case_failure(note.error()));
  auto request = make_timestamp_request(imprint_of(*algorithm, *note));
  if (!request) return give_up(request.error());
  return *request;
}

// A reply, and what it should answer where that is known.
struct Exchange {
  std::string reply;
  std::optional<TimestampRequest> asked;
};

Try<Exchange> from_files(const std::string& reply_file, const std::optional<std::string>& request_file) {
  Exchange exchange;
  auto reply = read_file(reply_file, kLongestReply);
  if (!reply) return give_up(reply.error());
  exchange.reply = std::move(*reply);
  if (!request_file) return exchange;
  const auto request = read_file(*request_file, kLongestReply);
  if (!request) return give_up(request.error());
  auto asked = parse_timestamp_request(*request);
  if (!asked) return give_up(Exit::failed, *request_file + ": " + asked.error().what);
  exchange.asked = std::move(*asked);
  return exchange;
}

Try<std::string> ask(const Invocation& call, std::string_view request) {
  const auto url = parse_http_url(*call.said.value("url"));
  const std::string hint =
      "--request FILE writes the request, to be sent by other means; --reply FILE takes the answer";
  if (!url)
    return give_up(url.error().code == Errc::usage ? Exit::usage : Exit::failed, url.error().what, hint);
  call.terminal.say(say::asking_authority, url->host);
  auto reply = http_post(*url, {kQueryType, request, kReplyType, kLongestReply});
  if (!reply && reply.error().code == Errc::interrupted) return give_up(reply.error());
  if (!reply) return give_up(Exit::failed, reply.error().what, hint);
  return *reply;
}

Try<Exchange> over_network(const Invocation& call, const std::string& path) {
  const auto request = new_request(call, path);
  if (!request) return give_up(request.error());
  auto reply = ask(call, *request);
  if (!reply) return give_up(reply.error());
  auto asked = parse_timestamp_request(*request);
  if (!asked) return give_up(asked.error());
  return Exchange{std::move(*reply), std::move(*asked)};
}

// A token that fits the request, this case, and itself.
struct Accepted {
  std::string token;
  Timestamp stamp;
  StampedHead head;
  TimestampAuthority authority;
};

Try<Accepted> accept(const std::string& path, std::string_view reply,
                     const std::optional<TimestampRequest>& asked, std::string_view authorities) {
  const auto refuse = [](const Error& error) {
    const bool unread = error.code == Errc::malformed || error.code == Errc::denied;
    return give_up(unread ? Exit::failed : Exit::signature, error.what);
  };
  auto token = token_in_reply(reply);
  if (!token) return refuse(token.error());
  auto stamp = read_timestamp(*token);
  if (!stamp) return refuse(stamp.error());
  if (asked && stamp->nonce.value_or("") != asked->nonce)
    return give_up(Exit::signature, "the reply is not to this request: its nonce is another");
  if (asked && stamp->imprint != asked->imprint)
    return give_up(Exit::signature, "the reply is not to this request: its imprint is another");
  const auto head = head_stamped_by(path, stamp->imprint);
  if (!head && head.error().code == Errc::not_found) return give_up(Exit::signature, head.error().what);
  if (!head) return give_up(case_failure(head.error()));
  auto authority = check_timestamp(*token, authorities);
  if (!authority && authority.error().code == Errc::not_found)
    return give_up(Exit::signature, authority.error().what,
                   "--ca FILE with the certificate of the authority");
  if (!authority) return refuse(authority.error());
  return Accepted{std::move(*token), std::move(*stamp), *head, std::move(*authority)};
}

Try<Exit> keep(const Invocation& call, const Accepted& accepted, bool nonce_compared) {
  auto writer = write_case(call);
  if (!writer) return give_up(writer.error());
  const auto event = (*writer)->append(
      kTimestampedEvent,
      timestamped_body(accepted.head, accepted.stamp, accepted.authority.name, accepted.token));
  if (!event) return give_up(event.error());
  const std::string time = rfc3339(accepted.stamp.time);
  Terminal& terminal = call.terminal;
  terminal.print(terminal.text(say::timestamp_kept, accepted.head.size, name_of(accepted.head.tree), time,
                               terminal.name(accepted.authority.name)));
  if (!accepted.authority.trusted) terminal.warn(say::timestamp_unchecked);
  if (!nonce_compared) terminal.say(say::nonce_not_compared);
  terminal.emit(Json{{"type", "summary"},
                     {"event", *event},
                     {"tree", name_of(accepted.head.tree)},
                     {"events", accepted.head.size},
                     {"imprint", name_of(accepted.stamp.imprint.algorithm)},
                     {"time", time},
                     {"authority", accepted.authority.name},
                     {"authority_checked", accepted.authority.trusted},
                     {"nonce_compared", nonce_compared}});
  return close_case(**writer, Exit::done);
}

Try<Exit> write_request(const Invocation& call, const std::string& path, const std::string& file) {
  const auto request = new_request(call, path);
  if (!request) return give_up(request.error());
  if (auto written = write_new_file(file, *request); !written) return give_up(written.error());
  const auto asked = parse_timestamp_request(*request);
  if (!asked) return give_up(asked.error());
  call.terminal.print(call.terminal.text(say::request_written, file));
  call.terminal.emit(Json{{"type", "summary"},
                          {"file", file},
                          {"imprint", name_of(asked->imprint.algorithm)},
                          {"digest", to_hex(as_bytes(asked->imprint.digest))}});
  return Exit::done;
}

Try<Exit> run(const Invocation& call) {
  const Parsed& said = call.said;
  const auto request_file = said.value("request"), reply_file = said.value("reply");
  if (said.has("url") + (request_file || reply_file) != 1)
    return give_up(Exit::usage, "what to do is said by one of --request, --reply and --url");
  const std::string path = case_path(said.words[0]);
  if (!case_exists(path)) return give_up(case_failure({Errc::not_found, "no case in " + path}));
  if (request_file && !reply_file) return write_request(call, path, *request_file);

  std::string authorities;
  if (const auto file = said.value("ca")) {
    auto pem = read_file(*file, 1 << 20);
    if (!pem) return give_up(pem.error());
    authorities = std::move(*pem);
  }
  const auto exchange = reply_file ? from_files(*reply_file, request_file) : over_network(call, path);
  if (!exchange) return give_up(exchange.error());
  const auto accepted = accept(path, exchange->reply, exchange->asked, authorities);
  if (!accepted) return give_up(accepted.error());
  return keep(call, *accepted, exchange->asked.has_value());
}

}  // namespace

constinit const CommandBody case_timestamp_command{kOptions, run};

}  // namespace firsthour::cli
