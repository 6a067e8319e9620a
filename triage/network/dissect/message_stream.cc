// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/message_stream.h"

#include "casefile/number.h"
#include "triage/network/dissect/text.h"

#include <array>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kLongestHead = 64 * 1024, kLongestLine = 1024, kMostHeaders = 200;

constexpr std::array<std::string_view, 31> kMethods{
    "GET",    "POST",     "HEAD",      "PUT",       "DELETE",   "OPTIONS",       "PATCH",        "CONNECT",
    "TRACE",  "PROPFIND", "PROPPATCH", "MKCOL",     "COPY",     "MOVE",          "LOCK",         "UNLOCK",
    "REPORT", "SEARCH",   "NOTIFY",    "SUBSCRIBE", "M-SEARCH", "DESCRIBE",      "SETUP",        "PLAY",
    "PAUSE",  "TEARDOWN", "ANNOUNCE",  "RECORD",    "REDIRECT", "GET_PARAMETER", "SET_PARAMETER"};

std::string_view without_end(std::string_view line) {
  if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace

bool begins_request(std::string_view text) {
  for (const std::string_view method : kMethods) {
    if (text.size() > method.size() && text.starts_with(method) && text[method.size()] == ' ') return true;
  }
  return false;
}

bool begins_answer(std::string_view text) {
  return text.starts_with("HTTP/1.") || text.starts_with("RTSP/1.");
}

std::size_t MessageStream::feed(Bytes bytes, Moment moment) {
  now_ = moment;
  std::size_t done = 0;
  while (done < bytes.size() && state_ != State::switched) done += step(bytes.subspan(done), moment);
  return done;
}

std::size_t MessageStream::step(Bytes bytes, Moment moment) {
  switch (state_) {
    case State::head:
      return take_head(bytes, moment);
    case State::length:
    case State::chunk: {
      const std::size_t n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
      body_->take(bytes.first(n));
      left_ -= n;
      if (left_ == 0) {
        if (state_ == State::chunk)
          state_ = State::chunk_end;
        else
          finish_message(true);
      }
      return n;
    }
    case State::media: {
      const std::size_t n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
      left_ -= n;
      if (left_ == 0) state_ = State::head;
      return n;
    }
    case State::chunk_size:
    case State::chunk_end:
    case State::trailer:
      return take_line(bytes);
    case State::until_close:
      body_->take(bytes);
      return bytes.size();
    case State::lost:
      // Segments of a sender mostly begin where a message does.
      if (form_.requests ? begins_request(text_of(bytes)) : begins_answer(text_of(bytes))) {
        state_ = State::head;
        return 0;
      }
      return bytes.size();
    case State::switched:
      break;
  }
  return bytes.size();
}

std::size_t MessageStream::take_head(Bytes bytes, Moment moment) {
  if (!any_) {
    // Blank lines in front of a message are allowed.
    const char first = text_of(bytes)[0];
    if (first == '\r' || first == '\n') return 1;
    if (form_.rtsp && first == '$') line_ = "$";
    any_ = true;
    message_ = HttpMessage{};
    message_.first = moment;
    if (form_.rtsp && first == '$') return 1;
  }
  if (form_.rtsp && !line_.empty() && line_[0] == '$') {  // channel, length, media
    line_ += text_of(bytes)[0];
    if (line_.size() == 4) {
      left_ = static_cast<std::uint8_t>(line_[2]) * 256u + static_cast<std::uint8_t>(line_[3]);
      line_.clear();
      any_ = false;
      state_ = left_ > 0 ? State::media : State::head;
    }
    return 1;
  }
  const std::size_t before = line_.size();
  const std::size_t n = std::min(bytes.size(), kLongestHead - before);
  line_.append(text_of(bytes.first(n)));
  std::size_t from = before > 3 ? before - 3 : 0;
  for (;; ++from) {
    from = line_.find('\n', from);
    if (from == std::string::npos) break;
    const std::string_view behind = std::string_view{line_}.substr(from + 1);
    const std::size_t blank = behind.starts_with("\r\n") ? 2 : behind.starts_with("\n") ? 1 : 0;
    if (blank == 0) continue;
    const std::size_t end = from + 1 + blank;
    line_.resize(end);
    message_.last = moment;
    if (parse_head())
      choose_body();
    else
      drop_head();
    line_.clear();
    share_.give_back();
    return end - before;
  }
  if (line_.size() >= kLongestHead || !share_.take_all(n)) drop_head();
  return n;
}

bool MessageStream::parse_start(std::string_view line) {
  if (form_.requests) {
    message_.method = next_word(line);
    const std::size_t last = line.find_last_of(" \t");
    if (last != std::string_view::npos &&
        (line.substr(last + 1).starts_with("HTTP/") || line.substr(last + 1).starts_with("RTSP/"))) {
      message_.version = line.substr(last + 1);
      line = trimmed(line.substr(0, last));
    }
    message_.target = line;
    return !message_.method.empty() && !message_.target.empty() && message_.method.size() < 32;
  }
  if (!begins_answer(line)) return false;
  message_.version = next_word(line);
  const auto status = number_from<unsigned>(next_word(line));
  message_.status = status.value_or(0);
  message_.reason = line;
  return status && *status >= 100 && *status < 1000;
}

void MessageStream::parse_header(std::string_view line) {
  if (line.empty()) return;
  if ((line[0] == ' ' || line[0] == '\t') && !message_.headers.empty()) {  // a folded line
    message_.headers.back().second.append(" ").append(trimmed(line));
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || message_.headers.size() >= kMostHeaders) return;
  message_.headers.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
}

bool MessageStream::parse_head() {
  std::string_view rest = line_;
  bool first = true;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    const std::string_view line = without_end(rest.substr(0, end));
    rest.remove_prefix(end);
    if (first && !parse_start(line)) return false;
    if (!first) parse_header(line);
    first = false;
  }
  return true;
}

void MessageStream::choose_body() {
  const Context context = about_(message_);
  body_.emplace(form_.room, *form_.messages);
  body_->begin(message_);
  const auto length = number_from<std::uint64_t>(trimmed(message_.header("content-length")));
  if (context.no_body || context.switches) {
    finish_message(true);
    if (context.switches) state_ = State::switched;
  } else if (lower(message_.header("transfer-encoding")).find("chunked") != std::string::npos) {
    state_ = State::chunk_size;
  } else if (length) {
    left_ = *length;
    state_ = State::length;
    if (left_ == 0) finish_message(true);
  } else if (form_.requests || form_.rtsp) {
    finish_message(true);
  } else {
    state_ = State::until_close;
  }
  line_.clear();
}

std::size_t MessageStream::take_line(Bytes bytes) {
  const std::string_view text = text_of(bytes);
  const std::size_t end = text.find('\n');
  line_.append(text.substr(0, std::min(end, kLongestLine)));
  if (end == std::string_view::npos) {
    if (line_.size() < kLongestLine) return bytes.size();
    finish_message(false);
    state_ = State::lost;
    return bytes.size();
  }
  const std::string line{trimmed(line_)};
  line_.clear();
  if (state_ == State::chunk_end) {
    state_ = State::chunk_size;
  } else if (state_ == State::trailer) {
    if (line.empty()) finish_message(true);
  } else {
    const auto size = number_from<std::uint64_t>(trimmed(line.substr(0, line.find(';'))), 16);
    if (!size) {
      finish_message(false);
      state_ = State::lost;
    } else {
      left_ = *size;
      state_ = left_ > 0 ? State::chunk : State::trailer;
    }
  }
  return end + 1;
}

void MessageStream::finish_message(bool complete) {
  message_.last = now_;
  message_.body = body_ ? body_->finish(complete) : HttpBody{};
  body_.reset();
  state_ = State::head;
  any_ = false;
  line_.clear();
  complete_(std::move(message_));
  message_ = HttpMessage{};
}

bool MessageStream::gap(std::uint64_t bytes, Moment moment) {
  now_ = moment;
  switch (state_) {
    case State::length: {
      body_->miss(std::min(bytes, left_));
      if (bytes < left_) {
        left_ -= bytes;
        return false;
      }
      const bool beyond = bytes > left_;
      finish_message(true);
      if (!beyond) return false;
      break;
    }
    case State::until_close:
      body_->miss(bytes);
      return false;
    case State::media:
      if (bytes <= left_) {
        left_ -= bytes;
        if (left_ == 0) state_ = State::head;
        return false;
      }
      break;
    case State::chunk:
    case State::chunk_end:
    case State::chunk_size:
    case State::trailer:
      body_->miss(bytes);
      finish_message(false);
      break;
    case State::switched:
      return false;
    case State::head:
    case State::lost:
      break;
  }
  drop_head();
  return true;
}

// What comes is not understood up to the next beginning of a message.
void MessageStream::drop_head() {
  line_.clear();
  share_.give_back();
  any_ = false;
  state_ = State::lost;
}

void MessageStream::end() {
  if (state_ == State::switched || !body_) return;
  finish_message(state_ == State::until_close);
}

}  // namespace firsthour::triage::network
