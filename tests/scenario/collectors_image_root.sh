# SPDX-License-Identifier: Apache-2.0
# A mounted image gives the same artifacts as the tree it was made from: on ext4, XFS and btrfs, mounted read-only.
# Mounting is the user's act: the collectors read what the kernel shows and replay no journal of their own.
. "$(dirname "$0")/collection.sh" "$1"
here=$(dirname "$0")
[ "$(id -u)" = 0 ] || skip "needs root for mounts"
trap 'for each in ext4 xfs btrfs; do umount "$work/$each" 2>/dev/null || true; done; rm -rf "$work"' EXIT

tree=$work/tree
mkdir -p "$tree/etc/cron.d" "$tree/var/log" "$tree/home/u/.ssh" "$tree/usr/bin" "$tree/var/www/html"
printf 'root:x:0:0::/root:/bin/sh\nu:x:1000:1000::/home/u:/bin/sh\n' >"$tree/etc/passwd"
ln -s /etc/passwd "$tree/etc/cron.d/inside"
ln -s ../../../../../../etc/hostname "$tree/etc/cron.d/above"
for name in $'new\nline' $'not \xff\xfe utf-8' 'back\slash' "$(printf 'n%.0s' {1..255})"; do echo bytes >"$tree/etc/cron.d/$name"; done
for each in $(seq 40); do head -c "$((each * 3000))" /dev/urandom >"$tree/var/log/log.$each"; done
ln "$tree/var/log/log.7" "$tree/var/log/log.seven"
truncate -s 64M "$tree/var/log/sparse.log"
echo end >>"$tree/var/log/sparse.log"
echo '<?php echo 1;' >"$tree/var/www/html/index.php"
echo history >"$tree/home/u/.bash_history"
cp "$bin/collect-files" "$tree/usr/bin/tool"
chown -R 1000:1000 "$tree/home/u"
chmod 4755 "$tree/usr/bin/tool"
touch -d 2001-02-03T04:05:06.123456789Z "$tree/etc/passwd"

take() { "$bin/collect-files" --root "$1" --profile standard --out - 2>"$work/talk" >"$1.tar" || [ $? = 3 ] || { cat "$work/talk"; die "$1"; }; }
compared=0
for kind in ext4 xfs btrfs; do
  command -v "mkfs.$kind" >/dev/null || { echo "not on $kind: no mkfs.$kind"; continue; }
  truncate -s 512M "$work/$kind.image"
  "mkfs.$kind" -q "$work/$kind.image"
  mkdir "$work/$kind"
  mount -o loop "$work/$kind.image" "$work/$kind" 2>/dev/null || { echo "not on $kind: no mount of it here"; continue; }
  cp -a "$tree/." "$work/$kind/"
  rmdir "$work/$kind/lost+found" 2>/dev/null || true
  umount "$work/$kind"
  mount -o loop,ro "$work/$kind.image" "$work/$kind"
  before=$(sha256sum <"$work/$kind.image")
  take "$tree"
  take "$work/$kind"
  unpack "$tree.tar" "$work/$kind.plain"
  unpack "$work/$kind.tar" "$work/$kind.mounted"
  echo "$kind:"
  # A copy has inodes, a device and times of change of its own; where holes lie is the file system's choice.
  PYTHONDONTWRITEBYTECODE=1 python3 "$here/same_items.py" "$work/$kind.plain" "$work/$kind.mounted" \
    device inode born changed file.device file.inode file.ctime file.created stored_offset extents directory.size ||
    die "$kind: not the same items"
  [ "$(sha256sum <"$work/$kind.image")" = "$before" ] || die "$kind: the image was changed"
  umount "$work/$kind"
  compared=$((compared + 1))
done
[ "$compared" -gt 0 ] || skip "no file system can be mounted here"
