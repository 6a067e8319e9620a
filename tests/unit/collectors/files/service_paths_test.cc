// SPDX-License-Identifier: Apache-2.0
// Configuration and logs under any folder, found through what runs.
#include "collectors/files/service_paths.h"

#include "collectors/files/files.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::string_literals;

TEST(ServicePaths, TakesPathsFromArgumentsInEveryForm) {
  const auto paths = service_paths(
      "nginx\0-c\0/opt/x/nginx.conf\0--config=/srv/a/b.yml\0-f/data/c.ini\0-cp\0/a.jar:/b.jar\0"s, "", "");
  EXPECT_THAT(paths.files, ElementsAre("/opt/x/nginx.conf", "/srv/a/b.yml", "/data/c.ini"));
}

TEST(ServicePaths, AProgramUnderOptHasItsHome) {
  EXPECT_THAT(service_paths("", "/opt/kafka_2.13/bin/run", "").homes, ElementsAre("/opt/kafka_2.13"));
  EXPECT_THAT(service_paths("java\0-Dcatalina.base=/data/tomcat9/\0"s, "/usr/lib/jvm/bin/java", "/").homes,
              ElementsAre("/data/tomcat9"));
  EXPECT_THAT(service_paths("", "/usr/local/nginx/sbin/nginx", "/").homes, ElementsAre("/usr/local/nginx"));
}

TEST(ServicePaths, FoldersOfTheSystemAndOfUsersAreNone) {
  for (const char* folder : {"/", "/usr/bin", "/home/li", "/etc", "/usr/local", "/proc/1", "/opt"})
    EXPECT_THAT(service_paths("", std::string{folder} + "/x", folder).homes, IsEmpty()) << folder;
}

TEST(ServiceFiles, AreTakenThroughTheProcessThatUsesThem) {
  tests::MadeRoot root;
  root.file("/proc/10/stat", "10 (srv) S 1 10 10 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0");
  root.file("/proc/10/cmdline", "srv\0-c\0/data/x/main.conf\0"s);
  root.link("/proc/10/exe", "/opt/srv/bin/srv");
  root.link("/proc/10/cwd", "/");
  root.link("/proc/10/fd/3", "/var/spool/odd/app.log");
  root.file("/data/x/main.conf", "listen 1");
  root.file("/opt/srv/conf/more.xml", "<x/>");
  root.file("/opt/srv/conf/tls.key", "secret");
  root.file("/opt/srv/logs/catalina.out", "started");
  root.file("/var/spool/odd/app.log", "line");
  tests::HostRun run{root.path()};
  run.context.budget = 1 << 20;
  const SourceOutcome outcome = collect_service_files(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  for (const char* path : {"/data/x/main.conf", "/opt/srv/conf/more.xml", "/opt/srv/logs/catalina.out",
                           "/var/spool/odd/app.log"})
    EXPECT_TRUE(run.out.find("file", path) != nullptr) << path;
  const auto* key = run.out.find("file", "/opt/srv/conf/tls.key");
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->item.outcome, Outcome::skipped);
}

}  // namespace
}  // namespace firsthour::collectors
