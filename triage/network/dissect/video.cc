// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/video.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "triage/network/dissect/text.h"

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kLargestFrame = 64 * 1024;

std::string md5_upper(const std::string& text) {
  Hasher hasher{Algorithm::md5};
  hasher.update(text);
  return upper(hasher.finish_hex());
}

// The second generation: from two independent public descriptions; not checked on a capture.
std::function<bool(std::string_view)> dahua_test(std::string user, std::string realm, std::string random,
                                                 std::string response) {
  if (realm.empty() || random.empty() || response.empty()) return {};
  return [=](std::string_view tried) {
    const std::string inner = md5_upper(user + ":" + realm + ":" + std::string{tried});
    return same_word(md5_upper(user + ":" + random + ":" + inner), response);
  };
}

// The value of "name":"…" in JSON, without taking the rest of it apart: firmware's JSON is not always JSON.
std::string json_text(std::string_view json, std::string_view name) {
  const std::size_t at = json.find("\"" + std::string{name} + "\"");
  if (at == std::string_view::npos) return {};
  json.remove_prefix(at + name.size() + 2);
  const std::size_t colon = json.find_first_not_of(" \t\r\n");
  if (colon == std::string_view::npos || json[colon] != ':') return {};
  json.remove_prefix(colon + 1);
  const std::size_t quote = json.find_first_not_of(" \t\r\n");
  if (quote == std::string_view::npos || json[quote] != '"') return {};
  json.remove_prefix(quote + 1);
  return std::string{json.substr(0, json.find('"'))};
}

bool json_true(std::string_view json, std::string_view name) {
  const std::size_t at = json.find("\"" + std::string{name} + "\"");
  if (at == std::string_view::npos) return false;
  json.remove_prefix(at + name.size() + 2);
  return trimmed(json.substr(0, 12)).find("true") != std::string_view::npos;
}

// The text of the element with this local name; its attributes do not matter.
std::optional<std::string_view> element(std::string_view xml, std::string_view name) {
  for (std::size_t at = xml.find(name); at != std::string_view::npos; at = xml.find(name, at + 1)) {
    if (at == 0 || (xml[at - 1] != '<' && xml[at - 1] != ':')) continue;
    const std::string_view behind = xml.substr(at + name.size());
    if (behind.empty() || (behind[0] != '>' && behind[0] != ' ')) continue;
    const std::size_t open = behind.find('>');
    if (open == std::string_view::npos) return std::nullopt;
    const std::string_view text = behind.substr(open + 1);
    return trimmed(text.substr(0, text.find('<')));
  }
  return std::nullopt;
}

std::string sha1_base64(const std::string& bytes) {
  Hasher hasher{Algorithm::sha1};
  hasher.update(bytes);
  return to_base64(*from_hex(hasher.finish_hex()));
}

}  // namespace

std::optional<Login> onvif_login(const HttpExchange& exchange) {
  if (!exchange.request || exchange.request->method != "POST") return std::nullopt;
  const std::string_view xml = exchange.request->body.head;
  if (xml.find("UsernameToken") == std::string_view::npos) return std::nullopt;
  const auto user = element(xml, "Username"), password = element(xml, "Password");
  if (!user || !password) return std::nullopt;
  Login login;
  login.protocol = "onvif";
  login.user = *user;
  login.target = exchange.request->target;
  login.asked = exchange.request->first;
  if (xml.find("#PasswordDigest") != std::string_view::npos) {
    login.scheme = "wsse-digest";
    const auto nonce = lenient_base64(element(xml, "Nonce").value_or(""));
    const std::string created{element(xml, "Created").value_or("")};
    if (nonce)
      login.fits = [start = *nonce + created, wanted = std::string{*password}](std::string_view tried) {
        return sha1_base64(start + std::string{tried}) == wanted;
      };
  } else {
    login.scheme = "wsse-text";
    login.password = *password;
    login.password_seen = true;
    login.fits = [known = login.password](std::string_view tried) { return tried == known; };
  }
  if (!exchange.response) return login;
  const HttpMessage& answer = *exchange.response;
  login.answered = answer.first;
  login.reply = std::to_string(answer.status);
  const bool fault = answer.body.head.find("NotAuthorized") != std::string::npos ||
                     answer.body.head.find("FailedAuthentication") != std::string::npos;
  if (answer.status == 401 || fault)
    login.outcome = LoginOutcome::refused;
  else if (answer.status / 100 == 2)
    login.outcome = LoginOutcome::accepted;
  return login;
}

std::optional<Login> DahuaRpc::request(std::string_view json, Moment moment) {
  if (json.find("global.login") == std::string_view::npos) return std::nullopt;
  const std::string password = json_text(json, "password");
  if (password.empty()) return std::nullopt;  // the first step asks for realm and random
  Login login;
  login.protocol = "dahua";
  login.scheme = "dahua-digest";
  login.user = json_text(json, "userName");
  login.asked = moment;
  login.fits = dahua_test(login.user, realm_, random_, password);
  login_ = std::move(login);
  return std::nullopt;
}

std::optional<Login> DahuaRpc::answer(std::string_view json, Moment moment) {
  if (const std::string random = json_text(json, "random"); !random.empty()) {
    random_ = random;
    realm_ = json_text(json, "realm");
    return std::nullopt;
  }
  if (!login_) return std::nullopt;
  Login login = std::move(*login_);
  login_.reset();
  login.outcome = json_true(json, "result") ? LoginOutcome::accepted : LoginOutcome::refused;
  login.answered = moment;
  return login;
}

void DhipDissector::data(bool from_client, Bytes bytes, Moment moment) {
  std::string& waiting = waiting_[from_client];
  waiting.append(text_of(bytes));
  while (!over_ && waiting.size() >= 32) {
    const Bytes head = as_bytes(waiting);
    const std::size_t length = le32(head, 16);
    if (be32(head, 4) != 0x44484950 || length > kLargestFrame) {
      over_ = true;
      return;
    }
    if (waiting.size() < 32 + length) return;
    const std::string_view json = std::string_view{waiting}.substr(32, length);
    const auto login = from_client ? rpc_.request(json, moment) : rpc_.answer(json, moment);
    if (login) place_.out.login(place_.flow, *login);
    waiting.erase(0, 32 + length);
  }
}

void DvripDissector::data(bool from_client, Bytes bytes, Moment moment) {
  std::string& waiting = waiting_[from_client];
  waiting.append(text_of(bytes));
  while (!over_ && waiting.size() >= 32) {
    const Bytes head = as_bytes(waiting).first(32);
    const std::size_t length = le32(head, 4);
    if (length > kLargestFrame) {
      over_ = true;
      return;
    }
    if (waiting.size() < 32 + length) return;
    frame(from_client, head, std::string_view{waiting}.substr(32, length), moment);
    waiting.erase(0, 32 + length);
  }
}

void DvripDissector::frame(bool from_client, Bytes head, std::string_view body, Moment moment) {
  const unsigned type = byte_at(head, 0);
  if (from_client && type == 0xa0) {
    const std::size_t apart = body.find("&&");
    if (apart == std::string_view::npos) return;
    Login login;
    login.protocol = "dahua";
    login.scheme = "dvrip";
    login.user = body.substr(0, apart);
    login.asked = moment;
    login.fits = dahua_test(login.user, realm_, random_, std::string{body.substr(apart + 2, 32)});
    login_ = std::move(login);
  } else if (!from_client && type == 0xb0) {
    if (const auto realm = between(body, "Realm:", "\r\n")) {
      realm_ = *realm;
      random_ = between(body, "Random:", "\r\n").value_or("");
      return;
    }
    if (!login_) return;
    login_->outcome = byte_at(head, 8) == 0 ? LoginOutcome::accepted : LoginOutcome::refused;
    login_->reply = "error code " + std::to_string(byte_at(head, 8));
    login_->answered = moment;
    place_.out.login(place_.flow, *login_);
    login_.reset();
  }
}

void DvripDissector::end() {
  if (login_) place_.out.login(place_.flow, *login_);
}

std::optional<DeviceAnswer> parse_discovery(Bytes datagram, std::uint16_t from_port, std::uint16_t to_port) {
  const std::string_view text = text_of(datagram).substr(0, 4096);
  DeviceAnswer out;
  if (from_port == 37020 || to_port == 37020) {
    if (text.find("<Probe") == std::string_view::npos) return std::nullopt;
    out.protocol = "sadp";
    out.question = text.find("<ProbeMatch") == std::string_view::npos;
    for (const char* name : {"DeviceType", "DeviceDescription", "DeviceSN", "SoftwareVersion", "IPv4Address",
                             "MAC", "Activated"})
      if (const auto value = element(text, name))
        out.text += (out.text.empty() ? "" : "; ") + std::string{name} + "=" + std::string{*value};
    return out;
  }
  if (from_port == 37810 || to_port == 37810) {
    if (text.find("DHDiscover") == std::string_view::npos &&
        text.find("notifyDevInfo") == std::string_view::npos)
      return std::nullopt;
    out.protocol = "dahua-discovery";
    out.question = text.find("DHDiscover.search") != std::string_view::npos;
    for (const char* name : {"DeviceType", "SerialNo", "Version", "mac"})
      if (const std::string value = json_text(text, name); !value.empty())
        out.text += (out.text.empty() ? "" : "; ") + std::string{name} + "=" + value;
    return out;
  }
  if (from_port == 3702 || to_port == 3702) {
    if (text.find("NetworkVideoTransmitter") == std::string_view::npos) return std::nullopt;
    out.protocol = "onvif-discovery";
    out.question = text.find("ProbeMatch") == std::string_view::npos;
    if (const auto addresses = element(text, "XAddrs")) out.text = *addresses;
    return out;
  }
  return std::nullopt;
}

}  // namespace firsthour::triage::network
