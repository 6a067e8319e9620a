// SPDX-License-Identifier: Apache-2.0
#include "triage/origin/web_path.h"

#include <gtest/gtest.h>

namespace firsthour::triage::origin {
namespace {

TEST(WebPath, IsWithoutEscapesQueryAndDoubleSlashes) {
  EXPECT_EQ(asked_path("/a//b/%63at.php?x=/y"), "/a/b/cat.php");
  EXPECT_EQ(asked_path("http://shop.example/a.php"), "/a.php");
  EXPECT_EQ(asked_path("http://shop.example"), "/");
  EXPECT_EQ(asked_path(""), "");
}

TEST(WebPath, AUsualRootIsTakenWhereNoSettingsHoldTheFile) {
  HostFacts host;
  EXPECT_EQ(root_between(host, "/var/www/html/up/x.php", "/up/x.php")->path, "/var/www/html");
  EXPECT_EQ(root_between(host, "/www/wwwroot/shop/up/x.php", "/up/x.php")->path, "/www/wwwroot/shop");
  EXPECT_FALSE(root_between(host, "/opt/own/site/up/x.php", "/up/x.php"));
  host.roots.emplace_back("/srv/other", true);
  EXPECT_TRUE(root_between(host, "/var/www/html/up/x.php", "/up/x.php"));
}

TEST(WebPath, TheServersOwnSettingsGoBeforeUsualRoots) {
  HostFacts host;
  host.roots.emplace_back("/var/www/html/public", true);
  const auto root = root_between(host, "/var/www/html/public/x.php", "/x.php");
  ASSERT_TRUE(root);
  EXPECT_TRUE(root->stated);
  EXPECT_FALSE(root_between(host, "/var/www/html/public/x.php", "/public/x.php"));
}

TEST(WebPath, TheEndOfAPathAloneIsNoRoot) {
  EXPECT_FALSE(root_between(HostFacts{}, "/var/www/html/up/x.php", "/x.php"));
  EXPECT_FALSE(root_between(HostFacts{}, "/var/www/html/up/x.php", "x.php"));
}

}  // namespace
}  // namespace firsthour::triage::origin
