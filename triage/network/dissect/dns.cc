// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/dns.h"

#include "casefile/encoding.h"
#include "triage/network/dissect/netbios.h"

#include <array>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostAnswers = 100, kLongestName = 255, kMostJumps = 20, kLongestText = 1024;

std::string type_name(std::uint16_t type) {
  switch (type) {
    case 1:
      return "A";
    case 2:
      return "NS";
    case 5:
      return "CNAME";
    case 6:
      return "SOA";
    case 10:
      return "NULL";
    case 12:
      return "PTR";
    case 13:
      return "HINFO";
    case 15:
      return "MX";
    case 16:
      return "TXT";
    case 24:
      return "SIG";
    case 25:
      return "KEY";
    case 28:
      return "AAAA";
    case 33:
      return "SRV";
    case 35:
      return "NAPTR";
    case 39:
      return "DNAME";
    case 41:
      return "OPT";
    case 43:
      return "DS";
    case 44:
      return "SSHFP";
    case 46:
      return "RRSIG";
    case 47:
      return "NSEC";
    case 48:
      return "DNSKEY";
    case 50:
      return "NSEC3";
    case 52:
      return "TLSA";
    case 64:
      return "SVCB";
    case 65:
      return "HTTPS";
    case 251:
      return "IXFR";
    case 252:
      return "AXFR";
    case 255:
      return "ANY";
    case 257:
      return "CAA";
    default:
      return "TYPE" + std::to_string(type);  // RFC 3597
  }
}

// Reads names and fields of one message; ok() turns false for good where the message does not hold together.
class Reader {
 public:
  explicit Reader(Bytes all) : all_{all}, cursor_{all} {}
  Cursor& fields() { return cursor_; }
  [[nodiscard]] bool ok() const { return ok_ && cursor_.ok(); }
  void fail() { ok_ = false; }

  std::string name() {
    std::string out;
    std::size_t jumps = 0, length = 0;
    std::size_t at = cursor_.at();
    bool jumped = false;
    for (;;) {
      if (at >= all_.size()) return failed(out);
      const unsigned size = byte_at(all_, at);
      if (size >= 0xc0) {
        if (at + 2 > all_.size()) return failed(out);
        const std::size_t to = be16(all_, at) & 0x3fff;
        if (!jumped) (void)cursor_.take(at + 2 - cursor_.at());
        jumped = true;
        // Backwards only, so that it comes to an end.
        if (to >= at || ++jumps > kMostJumps) return failed(out);
        at = to;
        continue;
      }
      if (size >= 0x40 || (length += size + 1) > kLongestName || at + 1 + size > all_.size())
        return failed(out);
      if (size == 0) break;
      append_label(out, all_.subspan(at + 1, size));
      at += 1 + size;
    }
    if (!jumped) (void)cursor_.take(at + 1 - cursor_.at());
    return out.empty() ? "." : out;
  }

 private:
  std::string failed(const std::string& so_far) {
    ok_ = false;
    return so_far;
  }
  static void append_label(std::string& out, Bytes label) {
    if (!out.empty()) out += '.';
    for (const std::byte b : label) {
      const char c = static_cast<char>(b);
      if (c == '.' || c == '\\') out += '\\';
      if (c > ' ' && c < 127) {
        out += c;
        continue;
      }
      const unsigned v = static_cast<std::uint8_t>(b);
      out += '\\';
      out += static_cast<char>('0' + v / 100);
      out += static_cast<char>('0' + v / 10 % 10);
      out += static_cast<char>('0' + v % 10);
    }
  }
  Bytes all_;
  Cursor cursor_;
  bool ok_ = true;
};

std::string name_in(Reader& r, NameForm form) {
  const std::string name = r.name();
  if (form == NameForm::dns) return name;
  return netbios_name(name).value_or(name);
}

std::string type_in(std::uint16_t type, NameForm form) {
  const std::string_view netbios = form == NameForm::netbios ? netbios_type(type) : "";
  return netbios.empty() ? type_name(type) : std::string{netbios};
}

std::string strings(Bytes data) {
  std::string out;
  Cursor cursor{data};
  while (!cursor.empty() && out.size() < kLongestText) {
    const Bytes part = cursor.take(cursor.u8());
    if (!out.empty()) out += ' ';
    out.append(text_of(part).substr(0, kLongestText));
  }
  return out;
}

std::string value_text(Reader& r, std::uint16_t type, std::uint16_t length, NameForm form) {
  Cursor& c = r.fields();
  if (form == NameForm::netbios && !netbios_type(type).empty()) return netbios_value(type, c.take(length));
  switch (type) {
    case 1:
      if (length == 4) {
        const Bytes b = c.take(4);
        return b.size() == 4 ? IpAddress::v4_from(b).text() : "";
      }
      break;
    case 28:
      if (length == 16) {
        const Bytes b = c.take(16);
        return b.size() == 16 ? IpAddress::v6_from(b).text() : "";
      }
      break;
    case 2:
    case 5:
    case 12:
    case 39:
      return r.name();
    case 15: {
      const std::uint16_t preference = c.u16();
      return std::to_string(preference) + " " + r.name();
    }
    case 33: {
      const std::uint16_t priority = c.u16(), weight = c.u16(), port = c.u16();
      return std::to_string(priority) + " " + std::to_string(weight) + " " + std::to_string(port) + " " +
             r.name();
    }
    case 6: {
      const std::string server = r.name(), mail = r.name();
      return server + " " + mail + " " + std::to_string(c.u32());
    }
    case 16:
      return strings(c.take(length));
    default:
      break;
  }
  const Bytes raw = c.take(length);
  return raw.empty() ? ""
                     : "\\# " + std::to_string(raw.size()) + " " +
                           to_hex(raw.first(std::min<std::size_t>(raw.size(), 64)));
}

void read_answer(Reader& r, DnsMessage& m, NameForm form) {
  DnsAnswer answer;
  answer.name = name_in(r, form);
  const std::uint16_t type = r.fields().u16();
  answer.type = type_in(type, form);
  (void)r.fields().u16();
  answer.ttl = r.fields().u32();
  const std::uint16_t length = r.fields().u16();
  const std::size_t start = r.fields().at();
  if (!r.ok() || length > r.fields().left()) return r.fail();
  // An update's deletions have no data.
  if (length > 0) answer.text = value_text(r, type, length, form);
  const std::size_t taken = r.fields().at() - start;
  if (taken > length) return r.fail();
  (void)r.fields().take(length - taken);
  m.answers.push_back(std::move(answer));
}

}  // namespace

std::optional<DnsMessage> parse_dns(Bytes message, NameForm form) {
  if (message.size() < 12) return std::nullopt;
  Reader r{message};
  DnsMessage m;
  m.size = static_cast<std::uint32_t>(message.size());
  m.id = r.fields().u16();
  const std::uint16_t flags = r.fields().u16();
  m.response = flags & 0x8000;
  m.opcode = static_cast<std::uint8_t>(flags >> 11 & 15);
  m.authoritative = flags & 0x0400;
  m.truncated = flags & 0x0200;
  m.rcode = static_cast<std::uint8_t>(flags & 15);
  m.questions = r.fields().u16();
  const std::size_t answers = r.fields().u16();
  (void)r.fields().u32();
  // Counts are believed no further than the bytes go.
  // NetBIOS numbers what it does up to 9, registration and refresh among it.
  const bool known = m.opcode <= (form == NameForm::netbios ? 9 : 6);
  if (m.questions > 25) return std::nullopt;
  for (unsigned i = 0; i < m.questions && r.ok(); ++i) {
    const std::string name = name_in(r, form);
    const std::uint16_t type = r.fields().u16();
    (void)r.fields().u16();
    if (i == 0) {
      m.question = name;
      m.type = type_in(type, form);
    }
  }
  // An operation that nobody knows is one all the same when a whole question follows.
  if (!known && (m.questions == 0 || !r.ok())) return std::nullopt;
  for (std::size_t i = 0; i < answers && r.ok() && m.answers.size() < kMostAnswers; ++i)
    read_answer(r, m, form);
  m.malformed = !known || (!r.ok() && !m.truncated);
  return m;
}

void DnsStream::data(bool from_client, Bytes bytes, Moment moment) {
  if (lost_[from_client]) return;
  std::string& waiting = waiting_[from_client];
  waiting.append(text_of(bytes));  // at most 64 KiB and one segment
  std::size_t at = 0;
  while (waiting.size() - at >= 2) {
    const std::size_t length = be16(as_bytes(waiting), at);
    if (waiting.size() - at - 2 < length) break;
    if (auto m = parse_dns(as_bytes(waiting).subspan(at + 2, length))) {
      m->over_tcp = true;
      m->moment = moment;
      place_.out.dns(place_.flow, *m);
    }
    at += 2 + length;
  }
  waiting.erase(0, at);
}

}  // namespace firsthour::triage::network
