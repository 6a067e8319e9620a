// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/ftp.h"

#include "casefile/number.h"
#include "triage/network/dissect/text.h"

#include <array>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostOpen = 256;

// h1,h2,h3,h4,p1,p2 of PORT and 227.
std::optional<Endpoint> six_numbers(std::string_view text) {
  const std::size_t first = text.find_first_of("0123456789");
  if (first == std::string_view::npos) return std::nullopt;
  text.remove_prefix(first);
  std::array<std::byte, 6> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto value = number_from<std::uint8_t>(text.substr(0, end));
    if (!value || (i < 5 && (end >= text.size() || text[end] != ','))) return std::nullopt;
    bytes[i] = static_cast<std::byte>(*value);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return Endpoint{IpAddress::v4_from(bytes), be16(bytes, 4)};
}

// |1|132.235.1.2|6275| of EPRT, (|||6446|) of 229; an address that is left out is `other`.
std::optional<Endpoint> extended(std::string_view text, const IpAddress& other) {
  const std::size_t open = text.find('(');
  if (open != std::string_view::npos) text.remove_prefix(open + 1);
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  const char bar = text[0];
  std::array<std::string_view, 3> parts;
  for (std::string_view& part : parts) {
    text.remove_prefix(1);
    const std::size_t end = text.find(bar);
    if (end == std::string_view::npos) return std::nullopt;
    part = text.substr(0, end);
    text.remove_prefix(end);
  }
  const auto port = number_from<std::uint16_t>(parts[2]);
  const auto address = parts[1].empty() ? other : IpAddress::from_text(parts[1]);
  if (!port || !address) return std::nullopt;
  return Endpoint{*address, *port};
}

}  // namespace

void FtpDissector::data(bool from_client, Bytes bytes, Moment moment) {
  if (encrypted_) return;
  if (from_client)
    from_client_.feed(bytes, [&](std::string_view line) { command(line, moment); });
  else
    from_server_.feed(bytes, [&](std::string_view line) { reply(line, moment); });
}

void FtpDissector::gap(bool from_client, std::uint64_t, Moment) {
  // Which reply belongs to which command is not known any more.
  (from_client ? from_client_ : from_server_).gap();
  open_.clear();
  many_lines_ = 0;
}

void FtpDissector::command(std::string_view line, Moment moment) {
  Command added;
  added.verb = upper(next_word(line));
  added.argument = line;
  added.moment = moment;
  if (added.verb.empty() || added.verb.size() > 16) return;
  if (open_.size() >= kMostOpen) open_.pop_front();
  const bool port = added.verb == "PORT";
  if (port || added.verb == "EPRT") {
    const auto to = port ? six_numbers(line) : extended(line, place_.flow.client.address);
    if (to && to->address == place_.flow.client.address) added.promise = promise(true, to->port, moment);
    // Of a capture that has the client's side alone no answer comes.
    if (added.promise && !greeted_) place_.transfers.expect(added.promise);
  } else {
    name_transfer(added);
  }
  open_.push_back(std::move(added));
}

void FtpDissector::name_transfer(const Command& command) {
  const bool stores = command.verb == "STOR" || command.verb == "APPE" || command.verb == "STOU";
  const bool lists = command.verb == "LIST" || command.verb == "NLST" || command.verb == "MLSD";
  if (!stores && !lists && command.verb != "RETR") return;
  if (data_) {
    data_->file = !lists;
    data_->to_server = stores;
    data_->name = command.argument;
  }
  data_.reset();
}

void FtpDissector::reply(std::string_view line, Moment moment) {
  const auto code = line.size() >= 3 ? number_from<unsigned>(line.substr(0, 3)) : std::nullopt;
  const bool goes_on = line.size() > 3 && line[3] == '-';
  if (many_lines_ != 0) {
    if (!code || *code != many_lines_ || goes_on) return;
    many_lines_ = 0;
  } else {
    if (!code || *code < 100 || *code > 659) return;
    if (goes_on) {
      many_lines_ = *code;
      return;
    }
  }
  if (*code == 220 && !greeted_ && (open_.empty() || open_.front().moment.packet > moment.packet)) {
    greeted_ = true;
    place_.out.note(place_.flow, {"ftp", "banner", std::string{line}, false, moment});
    return;
  }
  greeted_ = true;
  if (*code / 100 == 1) return;  // a transfer begins; its end is the answer
  if (open_.empty()) return;
  const Command asked = std::move(open_.front());
  open_.pop_front();
  answered(asked, *code, line, moment);
}

void FtpDissector::answered(const Command& asked, unsigned code, std::string_view text, Moment moment) {
  if (asked.verb == "USER" || asked.verb == "PASS") return login_answered(asked, code, text, moment);
  if (asked.verb == "AUTH" && code == 234) {
    encrypted_ = true;
    place_.out.note(place_.flow, {"ftp", "encrypted", "AUTH " + asked.argument, true, moment});
  } else if (asked.verb == "PASV" && code == 227) {
    // Whatever address it says, behind its router mostly an inner one: clients go to the server that they
    // know.
    if (const auto to = six_numbers(text.substr(std::min<std::size_t>(4, text.size()))))
      place_.transfers.expect(promise(false, to->port, moment));
  } else if (asked.verb == "EPSV" && code == 229) {
    if (const auto to = extended(text, place_.flow.server.address))
      place_.transfers.expect(promise(false, to->port, moment));
  } else if (asked.promise && code / 100 == 2) {
    place_.transfers.expect(asked.promise);
  }
}

ExpectedTransfers::Promise FtpDissector::promise(bool to_client, std::uint16_t port, Moment moment) {
  const Endpoint& client = place_.flow.client;
  const Endpoint& server = place_.flow.server;
  ExpectedTransfers::Transfer transfer;
  transfer.from = to_client ? server.address : client.address;
  transfer.to = {to_client ? client.address : server.address, port};
  transfer.since = moment.time;
  data_ = std::make_shared<ExpectedTransfers::Transfer>(std::move(transfer));
  return data_;
}

void FtpDissector::login_answered(const Command& asked, unsigned code, std::string_view text, Moment moment) {
  if (asked.verb == "USER") {
    if (login_) tell(LoginOutcome::unknown, "", moment);
    login_.emplace();
    login_->protocol = "ftp";
    login_->scheme = "clear";
    login_->user = asked.argument;
    login_->asked = asked.moment;
    if (code == 331 || code == 332) return;
    login_->without_password = code == 230;
  } else {
    if (!login_) {  // the capture began after USER
      login_.emplace();
      login_->protocol = "ftp";
      login_->scheme = "clear";
      login_->asked = asked.moment;
    }
    login_->password = asked.argument;
    login_->password_seen = true;
    login_->fits = [password = login_->password](std::string_view tried) { return tried == password; };
  }
  const bool good = code == 230 || code == 232;
  tell(good          ? LoginOutcome::accepted
       : code >= 400 ? LoginOutcome::refused
                     : LoginOutcome::unknown,
       text, moment);
}

void FtpDissector::tell(LoginOutcome outcome, std::string_view text, Moment moment) {
  login_->outcome = outcome;
  login_->reply = text;
  login_->answered = moment;
  place_.out.login(place_.flow, *login_);
  login_.reset();
}

void FtpDissector::end() {
  // A USER or PASS whose answer never came.
  for (const Command& asked : open_) {
    if (asked.verb == "USER" || asked.verb == "PASS") login_answered(asked, 331, "", asked.moment);
  }
  open_.clear();
  if (login_) tell(LoginOutcome::unknown, "", login_->asked);
}

}  // namespace firsthour::triage::network
