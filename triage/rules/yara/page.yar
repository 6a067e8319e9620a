// SPDX-License-Identifier: Apache-2.0
// Pages that somebody changed: links for search engines in a part that nobody sees (dark links), a title written for
// them, a page put in the place of another. The Chinese words stand as bytes: UTF-8, then GBK.

private rule yara_source_page
{
  strings:
    $strings = /\n\s*strings:/
    $condition = /\n\s*condition:/
  condition:
    all of them
}

private rule web_page
{
  strings:
    $html = "<html" nocase
    $doctype = "<!doctype html" nocase
    $script = "<?php" nocase
    $body = "<body" nocase
  condition:
    any of them
}

rule page_hidden_dark_links
{
  meta:
    description = "page hides a block of links with words of gambling or pornography"
    description_zh = "网页中有隐藏的赌博、色情类暗链"
    severity = "high"
    attack = "T1491.002"
  strings:
    $hidden_away = /style\s{0,4}=\s{0,4}["'][^"'>]{0,200}(left|top|text-indent|margin-left)\s{0,4}:\s{0,4}-\s{0,2}[0-9]{3,5}(px|em|%)?[^"'>]{0,200}["'][^>]{0,200}>[^\x00]{0,400}<a\s[^>]{0,200}href\s{0,4}=\s{0,4}["']?(https?:)?\/\// nocase
    $hidden_none = /style\s{0,4}=\s{0,4}["'][^"'>]{0,200}(display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|font-size\s{0,4}:\s{0,4}0)[^"'>]{0,200}["'][^>]{0,200}>[^\x00]{0,400}<a\s[^>]{0,200}href\s{0,4}=\s{0,4}["']?(https?:)?\/\// nocase
    $hidden_flat = /<marquee[^>]{0,200}(height|width)\s{0,4}=\s{0,4}["']?[0-4]["'\s>][^\x00]{0,400}<a\s[^>]{0,200}href\s{0,4}=\s{0,4}["']?(https?:)?\/\// nocase
    $hidden_written = /document\.write(ln)?\s{0,4}\(\s{0,4}["']<(div|span|p|ul)[^>]{0,200}(display\s{0,4}:\s{0,4}none|:\s{0,4}-[0-9]{3,5}px)/ nocase
    $word_gambling_utf8 = { E5 8D 9A E5 BD A9 }  // 博彩
    $word_gambling_gbk = { B2 A9 B2 CA }
    $word_baccarat_utf8 = { E7 99 BE E5 AE B6 E4 B9 90 }  // 百家乐
    $word_baccarat_gbk = { B0 D9 BC D2 C0 D6 }
    $word_slots_utf8 = { E8 80 81 E8 99 8E E6 9C BA }  // 老虎机
    $word_slots_gbk = { C0 CF BB A2 BB FA }
    $word_mark_six_utf8 = { E5 85 AD E5 90 88 E5 BD A9 }  // 六合彩
    $word_mark_six_gbk = { C1 F9 BA CF B2 CA }
    $word_minute_lottery_utf8 = { E6 97 B6 E6 97 B6 E5 BD A9 }  // 时时彩
    $word_minute_lottery_gbk = { CA B1 CA B1 B2 CA }
    $word_racing_utf8 = { E5 8C 97 E4 BA AC E8 B5 9B E8 BD A6 }  // 北京赛车
    $word_racing_gbk = { B1 B1 BE A9 C8 FC B3 B5 }
    $word_live_dealer_utf8 = { E7 9C 9F E4 BA BA E8 8D B7 E5 AE 98 }  // 真人荷官
    $word_live_dealer_gbk = { D5 E6 C8 CB BA C9 B9 D9 }
    $word_lottery_utf8 = { E5 BD A9 E7 A5 A8 E5 B9 B3 E5 8F B0 }  // 彩票平台
    $word_lottery_gbk = { B2 CA C6 B1 C6 BD CC A8 }
    $word_bets_utf8 = { E4 BD 93 E8 82 B2 E6 8A 95 E6 B3 A8 }  // 体育投注
    $word_bets_gbk = { CC E5 D3 FD CD B6 D7 A2 }
    $word_bonus_utf8 = { E5 BC 80 E6 88 B7 E9 80 81 E5 BD A9 E9 87 91 }  // 开户送彩金
    $word_bonus_gbk = { BF AA BB A7 CB CD B2 CA BD F0 }
    $word_adult_film_utf8 = { E6 88 90 E4 BA BA E7 94 B5 E5 BD B1 }  // 成人电影
    $word_adult_film_gbk = { B3 C9 C8 CB B5 E7 D3 B0 }
    $word_naked_chat_utf8 = { E8 A3 B8 E8 81 8A }  // 裸聊
    $word_naked_chat_gbk = { C2 E3 C1 C4 }
    $word_private_server_utf8 = { E7 A7 81 E6 9C 8D }  // 私服
    $word_private_server_gbk = { CB BD B7 FE }
    $word_casino = "casino" nocase fullword
    $word_betting = "betting" nocase fullword
    $word_viagra = "viagra" nocase fullword
  condition:
    web_page and filesize < 4MB and not yara_source_page and
    for any of ($hidden_*) : (
      for any i in (1..#) : (any of ($word_*) in (@[i]..@[i] + 3000))
    )
}

rule page_title_for_search_engines
{
  meta:
    description = "page has a title or keywords of gambling, written as character numbers"
    description_zh = "网页标题或关键词被改为以字符编号书写的赌博类词语"
    severity = "high"
    attack = "T1491.002"
  strings:
    $gambling = /(<title>|<meta\s[^>]{0,80}content\s{0,4}=\s{0,4}["'])[^<>"']{0,400}&#(21338|x0?535a);&#(24425|x0?5f69);/ nocase  // 博彩
    $baccarat = /(<title>|<meta\s[^>]{0,80}content\s{0,4}=\s{0,4}["'])[^<>"']{0,400}&#(30334|x0?767e);&#(23478|x0?5bb6);&#(20048|x0?4e50);/ nocase  // 百家乐
    $mark_six = /(<title>|<meta\s[^>]{0,80}content\s{0,4}=\s{0,4}["'])[^<>"']{0,400}&#(20845|x0?516d);&#(21512|x0?5408);&#(24425|x0?5f69);/ nocase  // 六合彩
    $minute_lottery = /(<title>|<meta\s[^>]{0,80}content\s{0,4}=\s{0,4}["'])[^<>"']{0,400}&#(26102|x0?65f6);&#(26102|x0?65f6);&#(24425|x0?5f69);/ nocase  // 时时彩
    $racing = /(<title>|<meta\s[^>]{0,80}content\s{0,4}=\s{0,4}["'])[^<>"']{0,400}&#(21271|x0?5317);&#(20140|x0?4eac);&#(36187|x0?8d5b);&#(36710|x0?8f66);/ nocase  // 北京赛车
    $lottery = /(<title>|<meta\s[^>]{0,80}content\s{0,4}=\s{0,4}["'])[^<>"']{0,400}&#(24425|x0?5f69);&#(31080|x0?7968);&#(24179|x0?5e73);&#(21488|x0?53f0);/ nocase  // 彩票平台
  condition:
    any of them and filesize < 4MB and not yara_source_page
}

rule page_defaced
{
  meta:
    description = "page says that it was put in the place of another by an intruder"
    description_zh = "网页内容为入侵者替换后的声明"
    severity = "high"
    attack = "T1491.002"
  strings:
    $by = /<(title|h1|h2|center|font|b|strong)[^>]{0,200}>[^<]{0,80}\b(hacked|h4cked|h4ck3d|hack3d|pwned|owned|defaced)\s{1,4}by\b/ nocase
    $taken_utf8 = /<(title|h1|h2)[^>]{0,200}>[^<]{0,80}\xE5\xB7\xB2\xE8\xA2\xAB\xE9\xBB\x91/  // 已被黑
    $taken_gbk = /<(title|h1|h2)[^>]{0,200}>[^<]{0,80}\xD2\xD1\xB1\xBB\xBA\xDA/
    $intruded_utf8 = /<(title|h1|h2)[^>]{0,200}>[^<]{0,80}\xE8\xA2\xAB\xE9\xBB\x91\xE5\xAE\xA2\xE5\x85\xA5\xE4\xBE\xB5/  // 被黑客入侵
    $intruded_gbk = /<(title|h1|h2)[^>]{0,200}>[^<]{0,80}\xB1\xBB\xBA\xDA\xBF\xCD\xC8\xEB\xC7\xD6/
  condition:
    any of them and filesize < 1MB and not yara_source_page
}
