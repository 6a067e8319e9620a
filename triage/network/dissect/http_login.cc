// SPDX-License-Identifier: Apache-2.0
// Basic (RFC 7617) and Digest (RFC 7616, with the older forms): the same for HTTP and RTSP.
#include "casefile/digest.h"
#include "triage/network/dissect/http.h"
#include "triage/network/dissect/text.h"

#include <map>

namespace firsthour::triage::network {

namespace {

// name="value", name=value, … with the names in lower case.
std::map<std::string, std::string> parameters(std::string_view text) {
  std::map<std::string, std::string> all;
  while (!text.empty()) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) break;
    const std::string name = lower(trimmed(text.substr(0, equals)));
    text.remove_prefix(equals + 1);
    text = text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
    std::size_t end = 0;
    std::string value;
    if (text.starts_with('"')) {
      for (end = 1; end < text.size() && text[end] != '"'; ++end) {
        if (text[end] == '\\' && end + 1 < text.size()) ++end;
        value += text[end];
      }
      end = std::min(end + 1, text.size());
    } else {
      end = std::min(text.find_first_of(", \t"), text.size());
      value = text.substr(0, end);
    }
    all.emplace(name, std::move(value));
    text.remove_prefix(end);
    text = text.substr(std::min(text.find_first_not_of(", \t"), text.size()));
  }
  return all;
}

struct Digest {
  std::string user, realm, nonce, uri, response, qop, nc, cnonce, algorithm, method;
};

std::string hash(Algorithm algorithm, const std::string& text) {
  Hasher hasher{algorithm};
  hasher.update(text);
  return hasher.finish_hex();
}

bool makes(const Digest& d, std::string_view password) {
  const std::string name = lower(d.algorithm);
  const Algorithm algorithm = name.starts_with("sha-256") ? Algorithm::sha256 : Algorithm::md5;
  std::string ha1 = hash(algorithm, d.user + ":" + d.realm + ":" + std::string{password});
  if (name.ends_with("-sess")) ha1 = hash(algorithm, ha1 + ":" + d.nonce + ":" + d.cnonce);
  const std::string ha2 = hash(algorithm, d.method + ":" + d.uri);
  const std::string middle = d.qop.empty() ? d.nonce : d.nonce + ":" + d.nc + ":" + d.cnonce + ":" + d.qop;
  return same_word(hash(algorithm, ha1 + ":" + middle + ":" + ha2), d.response);
}

void take_basic(std::string_view credentials, Login& login) {
  login.scheme = "basic";
  const auto plain = lenient_base64(credentials);
  if (!plain) return;
  const std::size_t colon = plain->find(':');  // the password may have further ones
  login.user = plain->substr(0, colon);
  if (colon == std::string::npos) return;
  login.password = plain->substr(colon + 1);
  login.password_seen = true;
  login.fits = [password = login.password](std::string_view tried) { return tried == password; };
}

void take_digest(std::string_view credentials, const std::string& method, Login& login) {
  login.scheme = "digest";
  auto said = parameters(credentials);
  Digest d{said["username"], said["realm"], said["nonce"],  said["uri"],       said["response"],
           said["qop"],      said["nc"],    said["cnonce"], said["algorithm"], method};
  login.user = d.user;
  // With auth-int the body is part of it, which may not be whole here.
  if (!d.response.empty() && !same_word(d.qop, "auth-int"))
    login.fits = [d](std::string_view tried) { return makes(d, tried); };
}

}  // namespace

std::optional<Login> login_of(const HttpExchange& exchange) {
  if (!exchange.request) return std::nullopt;
  std::string_view credentials = exchange.request->header("authorization");
  if (credentials.empty()) return std::nullopt;
  Login login;
  login.protocol = exchange.rtsp ? "rtsp" : "http";
  login.target = exchange.request->target;
  const std::string_view scheme = next_word(credentials);
  if (same_word(scheme, "basic"))
    take_basic(credentials, login);
  else if (same_word(scheme, "digest"))
    take_digest(credentials, exchange.request->method, login);
  else
    return std::nullopt;
  login.asked = exchange.request->first;
  if (!exchange.response) return login;
  login.answered = exchange.response->first;
  const unsigned status = exchange.response->status;
  login.reply = std::to_string(status);
  // 403 and 404 say nothing of the password; 2xx and 3xx say that it was taken.
  if (status == 401 || status == 407)
    login.outcome = LoginOutcome::refused;
  else if (status / 100 == 2 || status / 100 == 3)
    login.outcome = LoginOutcome::accepted;
  return login;
}

}  // namespace firsthour::triage::network
