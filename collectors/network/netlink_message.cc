// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/netlink_message.h"

#include <linux/netlink.h>

#include <algorithm>
#include <string>
#include <utility>

namespace firsthour::collectors {
namespace {

std::size_t aligned(std::size_t length) { return (length + 3) & ~std::size_t{3}; }

}  // namespace

std::string_view text_of(Bytes bytes) {
  const std::string_view all{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  return all.substr(0, all.find('\0'));
}

Result<std::optional<NetlinkMessage>> NetlinkReader::next() {
  if (at_ >= all_.size()) return std::nullopt;
  const auto header = fixed_at<nlmsghdr>(all_, at_);
  if (!header || header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > all_.size() - at_) {
    const auto offset = std::exchange(at_, all_.size());
    return fail(Errc::malformed,
                "netlink message at offset " + std::to_string(offset) + ": length does not fit");
  }
  NetlinkMessage message{header->nlmsg_type, header->nlmsg_flags, header->nlmsg_seq,
                         all_.subspan(at_ + sizeof(nlmsghdr), header->nlmsg_len - sizeof(nlmsghdr))};
  at_ += std::min(aligned(header->nlmsg_len), all_.size() - at_);
  return message;
}

std::optional<NetlinkAttribute> AttributeReader::next() {
  if (rest_.empty()) return std::nullopt;
  const auto header = fixed_at<nlattr>(rest_);
  if (!header || header->nla_len < sizeof(nlattr) || header->nla_len > rest_.size()) {
    broken_ = true;
    rest_ = {};
    return std::nullopt;
  }
  NetlinkAttribute attribute{static_cast<std::uint16_t>(header->nla_type & NLA_TYPE_MASK),
                             rest_.subspan(sizeof(nlattr), header->nla_len - sizeof(nlattr))};
  rest_ = rest_.subspan(std::min(aligned(header->nla_len), rest_.size()));
  return attribute;
}

Bytes attributes_after(Bytes payload, std::size_t size) {
  return payload.subspan(std::min(aligned(size), payload.size()));
}

}  // namespace firsthour::collectors
