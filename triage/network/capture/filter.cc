// SPDX-License-Identifier: Apache-2.0
#include "triage/network/capture/filter.h"

#include "casefile/number.h"

#include <string>

namespace firsthour::triage::network {

namespace {
constexpr unsigned kDeepest = 50;

bool in_net(const IpAddress& address, const IpAddress& net, unsigned bits) {
  if (address.v6 != net.v6) return false;
  for (unsigned bit = 0; bit < bits; bit += 8) {
    const unsigned left = bits - bit;
    const auto mask = static_cast<std::byte>(left >= 8 ? 0xff : 0xff << (8 - left));
    if ((address.bytes[bit / 8] & mask) != (net.bytes[bit / 8] & mask)) return false;
  }
  return true;
}
}  // namespace

class Filter::Parser {
 public:
  explicit Parser(std::string_view text) : text_{text} {}
  Result<Filter> whole() {
    next();
    if (word_.empty()) {
      (void)add({});
      return std::move(filter_);
    }
    auto root = either();
    if (!root) return tl::unexpected{root.error()};
    if (!word_.empty()) return wrong("`and`, `or` or the end");
    return std::move(filter_);
  }

 private:
  using Place = Result<std::size_t>;

  void next() {
    const std::size_t from = text_.find_first_not_of(" \t\n", at_);
    begin_ = from == std::string_view::npos ? text_.size() : from;
    std::size_t end = begin_;
    if (end < text_.size() && (text_[end] == '(' || text_[end] == ')' || text_[end] == '!'))
      ++end;
    else
      end = std::min(text_.find_first_of(" \t\n()!", begin_), text_.size());
    word_ = text_.substr(begin_, end - begin_);
    at_ = end;
  }
  tl::unexpected<Error> wrong(std::string_view wanted) const {
    return fail(Errc::usage, "the filter has " +
                                 (word_.empty() ? std::string{"its end"} : "`" + std::string{word_} + "`") +
                                 " at character " + std::to_string(begin_ + 1) + " where " +
                                 std::string{wanted} + " is expected");
  }
  std::size_t add(Node node) {
    filter_.nodes_.push_back(node);
    return filter_.nodes_.size() - 1;
  }
  Place either() {
    if (++depth_ > kDeepest) return fail(Errc::usage, "the filter is nested too deeply");
    auto left = both();
    while (left && (word_ == "or" || word_ == "||")) {
      next();
      const auto right = both();
      if (!right) return right;
      left = add({Kind::either, Side::any, 0, {}, 0, *left, *right});
    }
    --depth_;
    return left;
  }
  Place both() {
    auto left = one();
    while (left && (word_ == "and" || word_ == "&&")) {
      next();
      const auto right = one();
      if (!right) return right;
      left = add({Kind::both, Side::any, 0, {}, 0, *left, *right});
    }
    return left;
  }
  Place one() {
    if (word_ == "not" || word_ == "!") {
      if (++depth_ > kDeepest) return fail(Errc::usage, "the filter is nested too deeply");
      next();
      const auto inner = one();
      if (!inner) return inner;
      --depth_;
      return add({Kind::negation, Side::any, 0, {}, 0, *inner, 0});
    }
    if (word_ == "(") {
      next();
      auto inner = either();
      if (!inner) return inner;
      if (word_ != ")") return wrong("`)`");
      next();
      return inner;
    }
    return plain();
  }
  Place plain() {
    Node node;
    if (word_ == "src" || word_ == "dst") {
      node.side = word_ == "src" ? Side::source : Side::destination;
      next();
    }
    for (const auto& [name, number] :
         {std::pair{"tcp", kTcp}, {"udp", kUdp}, {"icmp", kIcmp}, {"icmp6", kIcmp6}, {"sctp", kSctp}}) {
      if (word_ != name || node.side != Side::any) continue;
      node.kind = Kind::protocol;
      node.number = number;
      next();
      return add(node);
    }
    if (word_ == "port" || word_ == "vlan") {
      node.kind = word_ == "port" ? Kind::port : Kind::vlan;
      next();
      const auto number = number_from<std::uint16_t>(word_);
      if (!number) return wrong("a number up to 65535");
      node.number = *number;
      next();
      return add(node);
    }
    if (word_ != "host" && word_ != "net") return wrong("host, net, port, vlan, tcp, udp, icmp, not or `(`");
    const bool net = word_ == "net";
    next();
    const std::size_t slash = net ? word_.find('/') : std::string_view::npos;
    const auto address = IpAddress::from_text(word_.substr(0, slash));
    if (!address) return wrong("an address");
    node.kind = Kind::address;
    node.address = *address;
    node.bits = address->v6 ? 128 : 32;
    if (net) {
      const auto bits =
          slash == std::string_view::npos ? std::nullopt : number_from<unsigned>(word_.substr(slash + 1));
      if (!bits || *bits > node.bits) return wrong("ADDRESS/BITS");
      node.bits = *bits;
    }
    next();
    return add(node);
  }

  std::string_view text_, word_;
  std::size_t at_ = 0, begin_ = 0;
  unsigned depth_ = 0;
  Filter filter_;
};

Result<Filter> Filter::parse(std::string_view text) { return Parser{text}.whole(); }

bool Filter::takes(const Decoded& packet) const { return takes(nodes_.size() - 1, packet); }

bool Filter::takes(std::size_t node, const Decoded& p) const {
  const Node& n = nodes_[node];
  const bool source = n.side != Side::destination, destination = n.side != Side::source;
  switch (n.kind) {
    case Kind::all:
      return true;
    case Kind::both:
      return takes(n.left, p) && takes(n.right, p);
    case Kind::either:
      return takes(n.left, p) || takes(n.right, p);
    case Kind::negation:
      return !takes(n.left, p);
    case Kind::protocol:
      return p.protocol == n.number;
    case Kind::vlan:
      return p.vlan == n.number;
    case Kind::address:
      return (source && in_net(p.source, n.address, n.bits)) ||
             (destination && in_net(p.destination, n.address, n.bits));
    case Kind::port:
      return p.has_ports && p.protocol != kIcmp && p.protocol != kIcmp6 &&
             ((source && p.source_port == n.number) || (destination && p.destination_port == n.number));
  }
  return false;
}

}  // namespace firsthour::triage::network
