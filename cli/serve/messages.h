// SPDX-License-Identifier: Apache-2.0
// What `serve` says.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

inline constexpr Text board_is_at{"the board of {0} is at {1}; Ctrl-C ends it",
                                  "{0} 的看板地址：{1}；按 Ctrl-C 结束"};
inline constexpr Text board_new_link{"{0}: {1}", "{0}：{1}"};
inline constexpr Text board_link_holds{
    "{0}: {1} (the link given out before holds; --new-links makes new ones)",
    "{0}：{1}（先前发出的链接仍有效；--new-links 可重新生成）"};
inline constexpr Text board_links_once{
    "these links are shown once: whoever has one acts as that role. Hand each to its people only",
    "以上链接只显示一次：持有者即以该角色操作，请仅分发给相应人员"};
inline constexpr Text board_fingerprint{
    "the certificate is our own: browsers warn once. SHA-256 of the certificate, to be compared with what "
    "the "
    "browser shows:\n  {0}",
    "证书由本程序自行生成，浏览器首次会提示。证书 SHA-256，请与浏览器显示的核对：\n  {0}"};
inline constexpr Text board_case_only{"this is no drill: the case can be looked at, not changed",
                                      "本案件不是演练：只可查看，不可更改"};
inline constexpr Text board_ended{"the board has ended; the links hold when it is started again",
                                  "看板已结束；再次启动后链接仍有效"};
inline constexpr Text board_wrong_tokens{"wrong tokens: {0}", "错误令牌：{0} 次"};

}  // namespace firsthour::cli::say
