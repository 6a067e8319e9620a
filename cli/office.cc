// SPDX-License-Identifier: Apache-2.0
#include "cli/office.h"

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/encoding.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <vector>

extern char** environ;

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kTenths = 1200;  // two minutes
constexpr std::uint64_t kLargestPdf = 512U << 20, kLongestTalk = 4096;

// A folder that goes with everything in it.
class Workplace {
 public:
  explicit Workplace(std::string path) : path_{std::move(path)} {}
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  [[nodiscard]] std::string in(const char* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

Try<> write_file(const std::string& path, const std::string& bytes) {
  Descriptor fd{open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!fd) return give_up(fail_errno("cannot create " + path).value());
  if (auto written = sink_to_fd(fd.release())->write(as_bytes(bytes)); !written)
    return give_up(fail(path, written.error()).value());
  return {};
}

// The process, in a group of its own; what it says goes into the file `talk`. 0 when it cannot be started.
pid_t start(std::vector<std::string> words, const std::string& talk) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, talk.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, arguments.front(), &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error == 0 ? pid : 0;
}

// False when it had to be ended.
bool ended_in_time(pid_t pid) {
  for (int tenth = 0; tenth < kTenths; ++tenth) {
    int status = 0;
    const pid_t done = waitpid(pid, &status, WNOHANG);
    if (done == pid || (done < 0 && errno != EINTR)) return true;
    const timespec pause{0, 100'000'000};
    nanosleep(&pause, nullptr);
  }
  kill(-pid, SIGKILL);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
  return false;
}

}  // namespace

Try<std::string> pdf_from_docx(const Invocation& call, const std::string& docx) {
  const char* asked = call.environment("TMPDIR");
  std::string pattern = std::string{asked && *asked ? asked : "/tmp"} + "/firsthour-pdf-XXXXXX";
  if (!mkdtemp(pattern.data())) return give_up(fail_errno("cannot make a folder " + pattern).value());
  const Workplace place{pattern};
  if (auto written = write_file(place.in("paper.docx"), docx); !written) return give_up(written.error());
  const std::string talk = place.in("talk");
  const pid_t pid = start({"soffice", "-env:UserInstallation=file://" + place.in("profile"), "--headless",
                           "--norestore", "--convert-to", "pdf", "--outdir", pattern, place.in("paper.docx")},
                          talk);
  if (pid == 0)
    return give_up(Exit::failed, "no LibreOffice here to make a PDF with",
                   "install libreoffice-writer, or open the docx or html and print it to PDF");
  if (!ended_in_time(pid))
    return give_up(Exit::failed, "LibreOffice did not make the PDF within two minutes",
                   "open the docx and print it to PDF");
  auto pdf = read_file(place.in("paper.pdf"), kLargestPdf);
  if (pdf && pdf->starts_with("%PDF-")) return std::move(*pdf);
  auto said = read_file(talk, kLongestTalk);
  return give_up(Exit::failed,
                 "LibreOffice made no PDF" + (said && !said->empty() ? ": " + *said : std::string{}),
                 "open the docx and print it to PDF");
}

}  // namespace firsthour::cli
