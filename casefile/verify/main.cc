// SPDX-License-Identifier: Apache-2.0
// firsthour-verify: a second reading of Firsthour's formats, and nothing else.
#include "casefile/verify/check.h"
#include "casefile/verify/digest.h"
#include "casefile/verify/json.h"
#include "casefile/verify/options.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

namespace {

using namespace firsthour::verify;

int failed(const Options& options, int exit, const Words& what) {
  if (options.json) {
    std::fprintf(stderr, "{\"type\":\"error\",\"exit\":%d,\"what\":%s}\n", exit,
                 json_string(what.en).c_str());
  } else {
    std::fprintf(stderr, "firsthour-verify: %s%s\n",
                 options.chinese ? "错误：" : "error: ", (options.chinese ? what.zh : what.en).c_str());
  }
  return exit;
}

bool progress_wanted(const Options& options) {
  const char* terminal = std::getenv("TERM");
  return !options.json && !options.quiet && ::isatty(STDERR_FILENO) && terminal &&
         std::string_view{terminal} != "dumb";
}

int run(int count, char** words) {
  Options options;
  if (const auto read = read_options(count, words, options); !read) return failed(options, 2, read.error());
  if (options.version) return std::puts("firsthour-verify " FIRSTHOUR_VERSION) < 0;
  if (options.help) return std::fputs(help_text(options.chinese).c_str(), stdout) < 0;
  Report report;
  Progress progress{progress_wanted(options), options.chinese};
  const auto done = check({options.wishes, report, progress});
  progress.end();
  if (!done) return failed(options, done.error().exit, done.error().what);
  const std::string text = options.quiet  ? ""
                           : options.json ? report.as_json_lines()
                                          : report.as_text(options.chinese);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    return failed(options, 1, say("cannot write to standard output", "无法写入标准输出"));
  return report.exit_code();
}

}  // namespace

int main(int count, char** words) {
  keep_libraries_from_the_environment();
  try {
    return run(count, words);
  } catch (const std::bad_alloc&) {
    std::fputs("firsthour-verify: error: out of memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "firsthour-verify: error: %s\n", error.what());
  }
  return 1;
}
