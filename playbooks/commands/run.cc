// SPDX-License-Identifier: Apache-2.0
// ssh and curl are run as programs: they know the site's keys, agents, proxies and certificates, which a
// library linked into us would have to be taught.
#include "playbooks/commands/child.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

std::vector<std::string> ssh_arguments(const CommandOrder& order) {
  std::vector<std::string> arguments{
      "ssh", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=20"};
  if (!order.port.empty()) arguments.insert(arguments.end(), {"-p", order.port});
  if (!order.user.empty()) arguments.insert(arguments.end(), {"-l", order.user});
  if (!order.identity_file.empty()) arguments.insert(arguments.end(), {"-i", order.identity_file});
  arguments.insert(arguments.end(), {"--", order.host, order.text});
  return arguments;
}

struct StartLine {
  std::string method, target;
};
// "POST /x HTTP/1.1"; a method alone, or without a version, is taken too.
Result<StartLine> start_line(const std::string& text) {
  const std::size_t blank = text.find(' ');
  StartLine line;
  line.method = text.substr(0, blank);
  if (blank != std::string::npos) {
    line.target = text.substr(blank + 1);
    line.target.erase(std::min(line.target.find(' '), line.target.size()));
  }
  const bool letters = !line.method.empty() &&
                       std::ranges::all_of(line.method, [](unsigned char c) { return c >= 'A' && c <= 'Z'; });
  if (!letters || std::ranges::any_of(line.target, [](unsigned char c) { return c <= 0x20 || c == 0x7f; }))
    return fail(Errc::malformed, "no HTTP start line: " + text);
  return line;
}

// The reply's body with the status on a line of its own behind it.
class HttpReply final : public RunningCommand {
 public:
  explicit HttpReply(std::unique_ptr<RunningCommand> curl) : curl_{std::move(curl)} {}

  std::optional<CommandEnd> poll() override {
    auto end = curl_->poll();
    if (!end || end->exit != 0) {
      if (end && !end->output.empty()) end->why += ": " + end->output.substr(0, 300);
      return end;
    }
    const std::size_t line = end->output.rfind('\n');
    int status = 0;
    for (const char c : end->output.substr(line == std::string::npos ? 0 : line + 1))
      status = status < 100'000 && c >= '0' && c <= '9' ? status * 10 + (c - '0') : status;
    if (line != std::string::npos) end->output.resize(line);
    end->exit = status;
    if (status < 200 || status > 299) {
      end->outcome = StepOutcome::failure;
      end->why = fmt::format("the server answered {}", status);
    }
    return end;
  }

  void stop() override { curl_->stop(); }

 private:
  std::unique_ptr<RunningCommand> curl_;
};

Result<std::unique_ptr<RunningCommand>> ask_server(const CommandOrder& order) {
  const auto line = start_line(order.text);
  if (!line) return tl::unexpected{line.error()};
  std::string url = order.base_url;
  if (url.ends_with('/') && line->target.starts_with('/')) url.pop_back();
  url += line->target;
  std::vector<std::string> arguments{
      "curl",           "--silent", "--show-error",      "--globoff", "--proto",   "=http,https",
      "--max-filesize", "16777216", "--connect-timeout", "20",        "--request", line->method};
  for (const auto& [name, value] : order.headers)
    arguments.insert(arguments.end(), {"--header", name + ": " + value});
  if (!order.content.empty()) arguments.insert(arguments.end(), {"--data-binary", "@-"});
  arguments.insert(arguments.end(), {"--write-out", "\n%{http_code}", "--url", url});
  auto curl = run_child(std::move(arguments), order.folder, order.environment, order.content);
  if (!curl) return curl;
  return std::unique_ptr<RunningCommand>{std::make_unique<HttpReply>(std::move(*curl))};
}

}  // namespace

Result<std::unique_ptr<RunningCommand>> run_command(const CommandOrder& order) {
  switch (order.how) {
    case CommandOrder::How::words:
      return run_child(order.words, order.folder, order.environment);
    case CommandOrder::How::shell:
      return run_child({"/bin/bash", "-c", order.text}, order.folder, order.environment);
    case CommandOrder::How::ssh:
      return run_child(ssh_arguments(order), order.folder, order.environment);
    case CommandOrder::How::http:
      break;
  }
  return ask_server(order);
}

}  // namespace firsthour::playbooks
