// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/audit_message.h"

#include <linux/audit.h>

#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

namespace firsthour::collectors {
namespace {

struct Field {
  std::uint32_t number;
  std::string_view word;
};

constexpr std::array kNumbers{Field{AUDIT_PID, "pid"},
                              Field{AUDIT_UID, "uid"},
                              Field{AUDIT_EUID, "euid"},
                              Field{AUDIT_SUID, "suid"},
                              Field{AUDIT_FSUID, "fsuid"},
                              Field{AUDIT_GID, "gid"},
                              Field{AUDIT_EGID, "egid"},
                              Field{AUDIT_SGID, "sgid"},
                              Field{AUDIT_FSGID, "fsgid"},
                              Field{AUDIT_LOGINUID, "auid"},
                              Field{AUDIT_PERS, "pers"},
                              Field{AUDIT_MSGTYPE, "msgtype"},
                              Field{AUDIT_PPID, "ppid"},
                              Field{AUDIT_LOGINUID_SET, "auid_set"},
                              Field{AUDIT_SESSIONID, "sessionid"},
                              Field{AUDIT_FSTYPE, "fstype"},
                              Field{AUDIT_DEVMAJOR, "devmajor"},
                              Field{AUDIT_DEVMINOR, "devminor"},
                              Field{AUDIT_INODE, "inode"},
                              Field{AUDIT_EXIT, "exit"},
                              Field{AUDIT_SUCCESS, "success"},
                              Field{AUDIT_FILETYPE, "filetype"},
                              Field{AUDIT_OBJ_UID, "obj_uid"},
                              Field{AUDIT_OBJ_GID, "obj_gid"},
                              Field{AUDIT_FIELD_COMPARE, "field_compare"},
                              Field{AUDIT_SADDR_FAM, "saddr_fam"},
                              Field{AUDIT_ARG0, "a0"},
                              Field{AUDIT_ARG0 + 1, "a1"},
                              Field{AUDIT_ARG0 + 2, "a2"},
                              Field{AUDIT_ARG0 + 3, "a3"}};

// The value of these is the length of a text in the buffer behind the rule.
constexpr std::array kTexts{Field{AUDIT_SUBJ_USER, "subj_user"},
                            Field{AUDIT_SUBJ_ROLE, "subj_role"},
                            Field{AUDIT_SUBJ_TYPE, "subj_type"},
                            Field{AUDIT_SUBJ_SEN, "subj_sen"},
                            Field{AUDIT_SUBJ_CLR, "subj_clr"},
                            Field{AUDIT_OBJ_USER, "obj_user"},
                            Field{AUDIT_OBJ_ROLE, "obj_role"},
                            Field{AUDIT_OBJ_TYPE, "obj_type"},
                            Field{AUDIT_OBJ_LEV_LOW, "obj_lev_low"},
                            Field{AUDIT_OBJ_LEV_HIGH, "obj_lev_high"},
                            Field{AUDIT_WATCH, "path"},
                            Field{AUDIT_DIR, "dir"},
                            Field{AUDIT_EXE, "exe"},
                            Field{AUDIT_FILTERKEY, "key"}};

template <std::size_t N>
std::string_view word_of(const std::array<Field, N>& fields, std::uint32_t number) {
  for (const auto& field : fields)
    if (field.number == number) return field.word;
  return {};
}

std::string_view operator_word(std::uint32_t flags) {
  switch (flags & AUDIT_OPERATORS) {
    case AUDIT_LESS_THAN:
      return "<";
    case AUDIT_GREATER_THAN:
      return ">";
    case AUDIT_NOT_EQUAL:
      return "!=";
    case AUDIT_LESS_THAN_OR_EQUAL:
      return "<=";
    case AUDIT_GREATER_THAN_OR_EQUAL:
      return ">=";
    case AUDIT_BIT_MASK:
      return "&";
    case AUDIT_BIT_TEST:
      return "&=";
    default:
      return "=";
  }
}

std::string hex(std::uint32_t number) {
  std::array<char, 8> digits{};
  return "0x" + std::string{digits.data(), std::to_chars(digits.begin(), digits.end(), number, 16).ptr};
}

std::string permissions(std::uint32_t value) {
  std::string text;
  if (value & AUDIT_PERM_READ) text += 'r';
  if (value & AUDIT_PERM_WRITE) text += 'w';
  if (value & AUDIT_PERM_EXEC) text += 'x';
  if (value & AUDIT_PERM_ATTR) text += 'a';
  return text;
}

std::string value_text(std::uint32_t field, std::uint32_t value) {
  if (field == AUDIT_PERM) return permissions(value);
  if (field == AUDIT_ARCH) return hex(value);
  if (field == AUDIT_EXIT) return std::to_string(static_cast<std::int32_t>(value));
  if (field == AUDIT_LOGINUID && value == ~0U) return "unset";
  return std::to_string(value);
}

std::string field_word(std::uint32_t field) {
  if (field == AUDIT_PERM) return "perm";
  if (field == AUDIT_ARCH) return "arch";
  const auto word = word_of(kNumbers, field);
  return word.empty() ? "field-" + std::to_string(field) : std::string{word};
}

void take_calls(AuditRule& rule, const audit_rule_data& data) {
  // The kernel gives back what it was told, so "all" is what auditctl writes: all words but the last full.
  rule.every_call = true;
  for (std::size_t i = 0; i + 1 < AUDIT_BITMASK_SIZE; ++i) rule.every_call &= data.mask[i] == ~0U;
  if (rule.every_call) return;
  for (std::uint64_t i = 0; i < AUDIT_BITMASK_SIZE * 32; ++i)
    if (data.mask[i / 32] >> i % 32 & 1) rule.calls.push_back(i);
}

std::string word_at(std::uint32_t number, std::span<const std::string_view> words) {
  return number < words.size() ? std::string{words[number]} : std::to_string(number);
}

}  // namespace

Result<AuditStatus> parse_audit_status(Bytes payload) {
  const auto at = [&](std::size_t offset) { return fixed_at<std::uint32_t>(payload, offset).value_or(0); };
  // Kernels have added to the end of the structure: what all have is enough.
  if (payload.size() < offsetof(audit_status, backlog) + sizeof(std::uint32_t))
    return fail(Errc::malformed, "audit status is too short");
  return AuditStatus{.enabled = at(offsetof(audit_status, enabled)),
                     .failure = at(offsetof(audit_status, failure)),
                     .daemon = at(offsetof(audit_status, pid)),
                     .rate_limit = at(offsetof(audit_status, rate_limit)),
                     .backlog_limit = at(offsetof(audit_status, backlog_limit)),
                     .lost = at(offsetof(audit_status, lost)),
                     .backlog = at(offsetof(audit_status, backlog))};
}

Result<AuditRule> parse_audit_rule(Bytes payload) {
  static constexpr std::array<std::string_view, 8> kLists{"user", "task",    "entry",      "watch",
                                                          "exit", "exclude", "filesystem", "io_uring"};
  static constexpr std::array<std::string_view, 3> kActions{"never", "possible", "always"};
  // By hand: the structure ends in an array without a length, which std::optional cannot hold.
  audit_rule_data data{};
  if (payload.size() < sizeof data) return fail(Errc::malformed, "audit rule is too short");
  std::memcpy(&data, payload.data(), sizeof data);
  if (data.field_count > AUDIT_MAX_FIELDS) return fail(Errc::malformed, "audit rule has too many fields");
  AuditRule rule;
  rule.list = word_at(data.flags & ~std::uint32_t{AUDIT_FILTER_PREPEND}, kLists);
  rule.action = word_at(data.action, kActions);
  take_calls(rule, data);
  const auto behind = payload.subspan(sizeof data);
  std::string_view texts{reinterpret_cast<const char*>(behind.data()), behind.size()};
  for (std::uint32_t i = 0; i < data.field_count; ++i) {
    const auto field = data.fields[i], value = data.values[i];
    const std::string operation{operator_word(data.fieldflags[i])};
    const auto word = word_of(kTexts, field);
    if (word.empty()) {
      rule.fields.push_back(field_word(field) + operation + value_text(field, value));
      continue;
    }
    const auto text = texts.substr(0, value);
    texts.remove_prefix(text.size());
    if (field == AUDIT_FILTERKEY)
      rule.key = text;
    else
      rule.fields.push_back(std::string{word} + operation + std::string{text});
  }
  return rule;
}

}  // namespace firsthour::collectors
