// SPDX-License-Identifier: Apache-2.0
// firsthour serve: the board of a drill, or a case to look at, as a page in a browser.
#include "cli/case_door.h"
#include "cli/serve/serve_case.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"listen",
           "ADDRESS:PORT",
           {"where to listen; else 127.0.0.1:8719. Beyond loopback TLS is used",
            "监听地址；缺省 127.0.0.1:8719。非本机回环地址时使用 TLS"}},
    Option{"tls-cert",
           "FILE",
           {"certificate chain (PEM); else one is made, and its SHA-256 shown",
            "证书链（PEM）；缺省自行生成并显示其 SHA-256"}},
    Option{"tls-key", "FILE", {"the key of that certificate (PEM)", "该证书的私钥（PEM）"}},
    Option{"name",
           "HOST",
           {"a host name by which browsers may ask for the board, beside addresses",
            "除地址外，浏览器可用以访问看板的主机名"},
           true},
    Option{"allow-target",
           "PLACE",
           {"a drill's artefacts may be planted here (a folder, or `loopback`), where its scenario allows it "
            "too",
            "允许放置演练物品的位置（文件夹或 loopback），且须在脚本允许范围内"},
           true},
    Option{"new-links",
           "",
           {"make new links; those given out before end", "重新生成各角色链接；先前发出的链接失效"}},
    Option{
        "qr", "", {"show the links as QR codes, also on loopback", "以二维码显示链接（本机回环时也显示）"}},
    kKeyOption,
    kNationalKeyOption,
};

}  // namespace

constinit const CommandBody serve_command{kOptions, serve_case};

}  // namespace firsthour::cli
