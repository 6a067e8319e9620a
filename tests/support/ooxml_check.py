#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Is a .docx what ECMA-376 wants? Parts and content types, relationships, order of properties, unique ids,
bookmarks that pair, links that lead somewhere. Says what is wrong and exits with 1.
    ooxml_check.py FILE…"""
import posixpath
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PKG = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

ORDER = {name: words.split() for name, words in {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
           "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
           "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
           "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
           "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
           "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
             "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
              "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "settings": "writeProtection view zoom mirrorMargins defaultTabStop autoHyphenation evenAndOddHeaders "
                "characterSpacingControl footnotePr endnotePr compat docVars rsids themeFontLang",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
             "personal rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
}.items()}
# A choice, any order and number: w:trPr. These may repeat within their place:
REPEATED = {"headerReference", "footerReference", "tblStylePr"}


def parts_of(path, say):
    parts = {}
    with zipfile.ZipFile(path) as archive:
        if archive.testzip():
            say(f"{archive.testzip()}: the checksum is wrong")
        if archive.namelist()[0] != "[Content_Types].xml":
            say("[Content_Types].xml is not the first part")
        for name in archive.namelist():
            if name in parts:
                say(f"{name}: twice in the archive")
            parts[name] = archive.read(name)
    return parts


def check_types(parts, say):
    root = ET.fromstring(parts["[Content_Types].xml"])
    defaults = {e.get("Extension").lower() for e in root.iter(TYPES + "Default")}
    overrides = [e.get("PartName").lstrip("/") for e in root.iter(TYPES + "Override")]
    for name in overrides:
        if name not in parts:
            say(f"[Content_Types].xml names {name}, which is not there")
    if len(set(overrides)) != len(overrides):
        say("[Content_Types].xml names a part twice")
    for name in parts:
        extension = name.rsplit(".", 1)[-1].lower()
        known = name in overrides or extension in defaults
        if not known and name != "[Content_Types].xml":
            say(f"{name}: no content type")


def check_relationships(parts, trees, say):
    for name, bytes_ in parts.items():
        if not name.endswith(".rels"):
            continue
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file[:-5])
        ids = set()
        for relation in ET.fromstring(bytes_).iter(PKG + "Relationship"):
            if relation.get("Id") in ids:
                say(f"{name}: {relation.get('Id')} twice")
            ids.add(relation.get("Id"))
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(
                posixpath.join(posixpath.dirname(owner), target))
            if whole not in parts:
                say(f"{name}: {relation.get('Id')} leads to {whole}, which is not there")
        if owner in trees:
            for element in trees[owner].iter():
                for key in (R + "id", R + "embed", R + "link"):
                    if element.get(key) and element.get(key) not in ids:
                        say(f"{owner}: {element.tag.split('}')[1]} wants relationship {element.get(key)}")


def check_order(name, tree, say):
    for element in tree.iter():
        local = element.tag.split("}")[-1]
        if not element.tag.startswith(W) or local not in ORDER:
            continue
        order, last = ORDER[local], -1
        for child in element:
            word = child.tag.split("}")[-1]
            if word not in order:
                say(f"{name}: w:{word} in w:{local}")
                continue
            place = order.index(word)
            if place < last or place == last and word not in REPEATED:
                if not (word in REPEATED and order[last] in REPEATED):
                    say(f"{name}: w:{word} in w:{local} after w:{order[last]}")
            last = max(place, last)


def check_body(name, tree, say):
    for cell in tree.iter(W + "tc"):
        if len(cell) == 0 or cell[-1].tag != W + "p":
            say(f"{name}: a cell that does not end with a paragraph")
    for table in tree.iter(W + "tbl"):
        columns = len(table.find(W + "tblGrid"))
        for row in table.findall(W + "tr"):
            width = sum(int((c.find(W + "tcPr/" + W + "gridSpan").get(W + "val"))
                            if c.find(W + "tcPr/" + W + "gridSpan") is not None else 1) for c in row.findall(W + "tc"))
            if width != columns:
                say(f"{name}: a row of {width} cells in a table of {columns}")
    places, ids, ends = set(), set(), set()
    for mark in tree.iter(W + "bookmarkStart"):
        place, number = mark.get(W + "name"), mark.get(W + "id")
        if not re.fullmatch(r"[A-Za-z_]\w{0,39}", place):
            say(f"{name}: bookmark `{place}` has no valid name")
        if place in places or number in ids:
            say(f"{name}: bookmark {place} or its id {number} twice")
        places.add(place)
        ids.add(number)
    for mark in tree.iter(W + "bookmarkEnd"):
        ends.add(mark.get(W + "id"))
    if ids != ends:
        say(f"{name}: bookmarks that do not pair: {sorted(ids ^ ends)[:5]}")
    for link in tree.iter(W + "hyperlink"):
        if link.get(W + "anchor") and link.get(W + "anchor") not in places:
            say(f"{name}: a link to {link.get(W + 'anchor')}, which is not there")
    numbers = [e.get("id") for e in tree.iter(WP + "docPr")]
    if len(set(numbers)) != len(numbers):
        say(f"{name}: a wp:docPr id twice")
    depth = 0
    for field in tree.iter(W + "fldChar"):
        depth += {"begin": 1, "end": -1}.get(field.get(W + "fldCharType"), 0)
        if depth < 0:
            say(f"{name}: a field ends that never began")
    if depth:
        say(f"{name}: a field does not end")


def check_styles(trees, say):
    styles = [s.get(W + "styleId") for s in trees["word/styles.xml"].iter(W + "style")]
    if len(set(styles)) != len(styles):
        say("word/styles.xml: a style id twice")
    for name, tree in trees.items():
        for element in tree.iter():
            if element.tag in (W + "pStyle", W + "rStyle", W + "tblStyle") and element.get(W + "val") not in styles:
                say(f"{name}: style {element.get(W + 'val')}, which is not there")
    numbering = trees.get("word/numbering.xml")
    known = {n.get(W + "numId") for n in numbering.iter(W + "num")} if numbering is not None else set()
    for number in trees["word/document.xml"].iter(W + "numId"):
        if number.get(W + "val") not in known | {"0"}:
            say(f"word/document.xml: list {number.get(W + 'val')}, which is not there")


def check(path):
    problems = []
    say = problems.append
    parts = parts_of(path, say)
    trees = {}
    for name, bytes_ in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = ET.fromstring(bytes_)
            except ET.ParseError as error:
                say(f"{name}: {error}")
    if not problems:
        check_types(parts, say)
        check_relationships(parts, trees, say)
        for name, tree in trees.items():
            check_order(name, tree, say)
        for name, tree in trees.items():
            if name.startswith("word/"):
                check_body(name, tree, say)
        check_styles(trees, say)
    return problems


bad = 0
for file in sys.argv[1:]:
    for problem in check(file):
        print(f"{file}: {problem}")
        bad = 1
sys.exit(bad)
