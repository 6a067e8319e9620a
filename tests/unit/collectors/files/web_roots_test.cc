// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/web_roots.h"

#include "collectors/files/mount_guard.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DocumentRoots, FindsTheDirectivesOfNginxAndApache) {
  EXPECT_THAT(document_roots("server {\n  root /data/www/site;\n  index index.php;\n}\n"),
              ElementsAre("/data/www/site"));
  EXPECT_THAT(document_roots("\tDocumentRoot \"/opt/my site/\"\r\n"), ElementsAre("/opt/my site"));
  EXPECT_THAT(document_roots("server { listen 80; }\nlocation / { root '/a/b'; }"), ElementsAre("/a/b"));
  EXPECT_THAT(document_roots("documentroot /x/y"), ElementsAre("/x/y"));
}

TEST(DocumentRoots, LeavesAloneWhatIsNoFolderOfItsOwn) {
  EXPECT_THAT(
      document_roots("root /;\nroot /etc;\nroot $dir/x;\nroot html;\n# root /a/b;\nroot /a/../etc;\n"),
      IsEmpty());
  EXPECT_THAT(document_roots("rootless /a/b;\nDocumentRootX /a/b\nDocumentRoot\nroot"), IsEmpty());
}

TEST(FindWebRoots, ReadsTheUsualPlaces) {
  const tests::MadeRoot root;
  root.file("/etc/nginx/sites-available/shop", "root /data/shop;");
  root.file("/opt/web/server/conf/httpd.conf", "DocumentRoot /data/other");
  const auto host = root.host();
  EXPECT_THAT(find_web_roots(*host, MountGuard{{}, "/"}), ElementsAre("/data/other", "/data/shop"));
}

}  // namespace
}  // namespace firsthour::collectors
