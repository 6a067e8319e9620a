// SPDX-License-Identifier: Apache-2.0
// The style sheet of HTML documents. Severity is said three times: by word, by bar pattern and by
// colour, so that it survives a black-and-white printer.
#pragma once

#include <string_view>

namespace firsthour::playbooks {

inline constexpr std::string_view kStyleSheet = R"css(
:root{--ink:#1b1f24;--quiet:#59636e;--line:#d3d9e0;--soft:#f5f7f9;--accent:#1f4e79;
--critical:#7a0c1e;--high:#b42318;--medium:#b25e09;--low:#2f6690;--info:#59636e}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#eceff2;color:var(--ink);font:15px/1.65 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","Noto Sans",system-ui,sans-serif}
main{max-width:60rem;margin:1.5rem auto;background:#fff;padding:2.75rem 3.25rem;border:1px solid var(--line)}
main.wide{max-width:80rem}
header.cover{border-bottom:3px solid var(--accent);padding-bottom:1.1rem;margin-bottom:1.5rem}
header.cover p.running{margin:0 0 .5rem;color:var(--quiet);font-size:.85rem;letter-spacing:.02em}
h1{font-size:1.9rem;line-height:1.25;margin:0;letter-spacing:.01em}
header.cover p.subtitle{margin:.4rem 0 0;color:var(--quiet);font-size:1.02rem}
h2{font-size:1.25rem;line-height:1.35;margin:2.4rem 0 .8rem;padding-bottom:.3rem;border-bottom:1px solid var(--line);color:var(--accent)}
h3{font-size:1.02rem;margin:1.5rem 0 .5rem}
p{margin:.55rem 0}
code{font-family:"Noto Sans Mono","DejaVu Sans Mono",Consolas,"Liberation Mono",monospace;font-size:.86em;overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
.blank{letter-spacing:.02em;white-space:nowrap;color:var(--quiet)}
.drill{background:#b42318;color:#fff;text-align:center;font-weight:700;letter-spacing:.25em;padding:.5rem .75rem;margin:-2.75rem -3.25rem 1.75rem;font-size:1.05rem}
table{border-collapse:collapse;width:100%;margin:.7rem 0 1rem;font-size:.9rem}
th,td{border:1px solid var(--line);padding:.38rem .55rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
td.any,table.facts td,table.facts th{overflow-wrap:anywhere}
thead th{background:var(--soft);font-weight:600;overflow-wrap:normal}
td.right,th.right{text-align:right;font-variant-numeric:tabular-nums}
table.facts th{width:12.5rem;background:var(--soft);font-weight:600;overflow-wrap:normal}
div.scroll{overflow-x:auto}
div.note{border-left:4px solid var(--low);background:var(--soft);padding:.55rem .9rem;margin:.8rem 0}
div.note.warning{border-left:4px double var(--high);background:#fdf3f2}
ul.figures{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(6.2rem,1fr));gap:.6rem;margin:1rem 0;padding:0}
ul.figures li{border:1px solid var(--line);border-top:3px solid var(--accent);padding:.55rem .8rem}
ul.figures b{display:block;font-size:1.45rem;line-height:1.25;font-variant-numeric:tabular-nums}
ul.figures span{color:var(--quiet);font-size:.84rem}
ol.steps{padding-left:1.6rem}ol.steps li{margin:.2rem 0}
figure{margin:1rem 0}
figure svg{max-width:100%;height:auto;display:block}
figure.chart{margin:1.4rem 0 .3rem}figure.chart figcaption{color:var(--ink);font-weight:600;text-align:center;font-size:.95rem;margin:0 0 .4rem}
figure.chart svg{margin:0 auto}p.counted{color:var(--quiet);font-size:.84rem;margin:.3rem 0}
figure.picture{text-align:center}figure.picture img{max-width:100%;height:auto;border:1px solid var(--line)}
details{margin:.2rem 0 1.2rem}summary{cursor:pointer;color:var(--quiet);font-size:.86rem}details table{margin-top:.4rem}
nav.contents{margin:1.5rem 0 2rem}nav.contents h2{margin-top:1rem}nav.contents ol{list-style:none;margin:0;padding:0;columns:2;column-gap:2.5rem}
nav.contents li{break-inside:avoid;padding:.16rem 0}nav.contents li.l1{font-weight:600}nav.contents li.l2{padding-left:1.4em;font-size:.93rem}
a{color:var(--accent);text-decoration:none;border-bottom:1px dotted currentColor}a:hover{border-bottom-style:solid}
tr:target,h2:has(:target),h3:has(:target){background:#fff6d6}
table.on-cover{max-width:42rem}p.maker{margin:1.6rem 0 .6rem;line-height:2}
figcaption{color:var(--quiet);font-size:.86rem;margin-top:.3rem}
div.seal{display:flex;gap:1.4rem;align-items:flex-start;border:1px solid var(--line);padding:1rem;margin:1rem 0;break-inside:avoid}
div.seal svg{width:10.5rem;height:10.5rem;flex:none}
div.seal div{min-width:0}
div.seal pre{margin:.2rem 0 0;white-space:pre-wrap}
pre{font-family:"Noto Sans Mono","DejaVu Sans Mono",Consolas,"Liberation Mono",monospace;font-size:.8rem;line-height:1.5;overflow-wrap:anywhere;white-space:pre-wrap;margin:.5rem 0}
section.finding{border:1px solid var(--line);border-left:7px solid var(--info);padding:.8rem 1.1rem;margin:.9rem 0;break-inside:avoid}
section.finding h3{margin:0 0 .3rem;font-size:1.03rem;line-height:1.4}
section.finding dl{display:grid;grid-template-columns:max-content 1fr;gap:.12rem 1rem;margin:.55rem 0 .2rem;font-size:.88rem}
section.finding dt{color:var(--quiet)}
section.finding dd{margin:0;overflow-wrap:anywhere}
section.finding pre{background:var(--soft);border:1px solid var(--line);padding:.5rem .7rem;max-height:none}
.level{display:inline-block;min-width:3.2em;text-align:center;padding:0 .55em;margin-right:.6em;border:1.5px solid currentColor;font-size:.84rem;font-weight:700;vertical-align:.06em}
.critical{border-left-color:var(--critical)!important}.high{border-left-color:var(--high)!important}
.medium{border-left-color:var(--medium)!important;border-left-style:double!important}
.low{border-left-color:var(--low)!important;border-left-style:dashed!important}
.info{border-left-style:dotted!important}
.level.critical,.level.high,.level.medium,.level.low,.level.info{border-style:solid!important}
.level.critical{background:var(--critical);color:#fff;border-color:var(--critical)!important}
.level.high{background:var(--high);color:#fff;border-color:var(--high)!important}
.level.medium{color:var(--medium);border-color:var(--medium)!important}
.level.low{color:var(--low);border-color:var(--low)!important}
.level.info{color:var(--info);border-color:var(--info)!important}
table.sign td{height:3.4rem;vertical-align:middle}
footer{margin-top:2.5rem;padding-top:.7rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.82rem}
.form h1{text-align:center;font-family:"Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;letter-spacing:.12em;font-size:1.7rem}
.form header.cover{border:0;text-align:center;padding-bottom:0;margin-bottom:1rem}
.form{font-family:FangSong,"仿宋","Noto Serif CJK SC","Source Han Serif SC",serif}
.form h2{color:var(--ink);font-family:SimHei,"黑体","Noto Sans CJK SC",sans-serif;border:0;margin:1.5rem 0 .4rem;font-size:1.08rem}
.form h3{font-family:KaiTi,"楷体","Noto Serif CJK SC",serif}
.form th,.form td{border-color:#333}
@media (max-width:40rem){body{background:#fff;font-size:14px}main{margin:0;border:0;padding:1rem}
.drill{margin:-1rem -1rem 1rem;letter-spacing:.12em}h1{font-size:1.45rem}
table.facts,table.facts tbody,table.facts tr,table.facts th,table.facts td{display:block;width:100%!important}
table.facts{border-top:1px solid var(--line)}table.facts th{border:0;background:none;color:var(--quiet);font-weight:400;font-size:.86em;padding:.35rem 0 0}
table.facts td{border:0;border-bottom:1px solid var(--line);padding:0 0 .35rem}
nav.contents ol{columns:1}div.scroll table{min-width:34rem}details div.scroll table{min-width:0}div.seal{display:block}div.seal svg{width:9rem;height:9rem}
section.finding{padding:.7rem .8rem}}
@page{size:A4;margin:18mm 16mm 18mm 18mm;@bottom-center{content:"— " counter(page) " / " counter(pages) " —";font-size:9pt;color:#59636e}}
@media print{body{background:#fff;font-size:10.5pt;line-height:1.5;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main,main.wide{max-width:none;margin:0;border:0;padding:0}
.drill{margin:0 0 1rem;border:2px solid #b42318}
.drill-page{position:fixed;top:42%;left:0;right:0;text-align:center;color:#b42318;opacity:.08;font-weight:700;letter-spacing:.3em;font-size:96pt;line-height:1;transform:rotate(-28deg);pointer-events:none}
ul.figures{gap:.35rem}ul.figures li{padding:.35rem .5rem}table{font-size:8.8pt}section.finding dl{font-size:8.8pt}
figure{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}tr{break-inside:avoid}div.scroll{overflow:visible}
.page-break{break-before:page}a{color:inherit;border:0}
details::details-content{content-visibility:visible;display:block}details>*{display:block}summary{display:none!important}details>div.scroll{display:block!important}
figure.chart,figure.picture{break-inside:avoid}nav.contents{break-after:page}nav.contents ol{columns:1}}
@media screen{.drill-page{display:none}}
)css";

// The mark on every printed page; the text is put between.
inline constexpr std::string_view kExerciseRuleStart = "@page{@top-center{content:\"",
                                  kExerciseRuleEnd =
                                      "\";color:#b42318;font-weight:700;font-size:10pt;letter-spacing:.3em}}";

// For lists whose columns need the width.
inline constexpr std::string_view kLandscapeRule = "@page{size:A4 landscape}";

}  // namespace firsthour::playbooks
