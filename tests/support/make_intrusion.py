#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a made host to the folder named, in which somebody brought a (harmless) web page that runs commands.

  make_intrusion.py ROOT

The page is made now, so the logs tell of the minutes before and after. 198.51.100.7 searched for pages, sent
upload.php something seconds before the page was there, and used it. 203.0.113.9 only looked at the page;
192.0.2.44 logged in to the shop in the same minute. All addresses are for documentation (RFC 5737).
"""
import pathlib
import sys
import time

PAGE = "<?php /* FIRSTHOUR-HARMLESS-PAGE */ ?>\n"


def main():
    root = pathlib.Path(sys.argv[1])

    def write(path, text):
        path = root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    write("etc/hostname", "shop1\n")
    write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n")
    write("etc/nginx/sites-enabled/default", "server {\n  root /var/www/html;\n}\n")
    write("var/www/html/index.php", "<?php ?>\n")
    (root / "proc").mkdir(exist_ok=True)
    (root / "sys").mkdir(exist_ok=True)
    write("var/www/html/uploads/cat.php", PAGE)
    made = time.time()
    lines = []

    def request(seconds, address, what, status, agent="Mozilla/5.0"):
        stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(made + seconds))
        lines.append((seconds, f'{address} - - [{stamp}] "{what} HTTP/1.1" {status} 12 "-" "{agent}"\n'))

    for number in range(40):
        request(-600 + number, "198.51.100.7", f"GET /old/{number}.zip", 404, "scanner/1.0")
    request(-300, "192.0.2.44", "GET /index.php", 200)
    request(-20, "192.0.2.44", "POST /login.php", 302)
    request(-3, "198.51.100.7", "POST /upload.php", 200, "curl/8.0")
    request(5, "198.51.100.7", "GET /uploads/cat.php?c=id", 200, "curl/8.0")
    for number in range(12):
        request(60 + number, "198.51.100.7", "POST /uploads/cat.php", 200, "curl/8.0")
    request(90, "203.0.113.9", "GET /uploads/cat.php", 200)
    request(95, "192.0.2.44", "GET /index.php", 200)
    lines.sort(key=lambda entry: entry[0])
    write("var/log/nginx/access.log", "".join(text for _, text in lines))


if __name__ == "__main__":
    main()
