#!/bin/sh
# Fills the uploads volume with what a backup by tar may lose. $1 = the mounted volume. Runs as root.
set -eu
cd "$1"
find . -mindepth 1 -delete
chown 33:33 . && chmod 2775 .

# Names.
mkdir names
cd names
for name in 'with spaces' 'single'\''quote' 'double"quote' '$(touch pwned)' '`id`' 'semi;colon&pipe|' '-leading-dash' '--option=like' \
  'glob*?[x]' 'back\slash' 'trailing ' '...' 'übergröße-日本語-🚀' "$(printf 'new\nline')" "$(printf 'tab\there')" \
  "$(printf 'latin1-\377-\351')" "$(printf 'control-\001-\033[31m')"; do
  printf 'content of <%s>\n' "$name" >"./$name"
done
long=$(printf 'n%.0s' $(seq 120))
printf '120\n' >"$long"
printf '255\n' >"$(printf 'm%.0s' $(seq 255))"
mkdir -p "$long-directory/$long-directory/$long-directory" && printf 'deep\n' >"$long-directory/$long-directory/$long-directory/file"
ln -s "$long-directory/$long-directory/$long-directory/file" long-link-target
cd ..

# Owners and modes.
mkdir owners modes
for id in 0 33 1000 4242 65534 2000000000; do printf '%s\n' "$id" >"owners/$id" && chown "$id:$((id % 70000))" "owners/$id"; done
for mode in 0000 0400 0600 0644 0755 0777 1644 2755 4755 6711; do printf '%s\n' "$mode" >"modes/$mode" && chmod "$mode" "modes/$mode"; done
mkdir -m 1777 modes/sticky-directory && mkdir -m 2750 modes/setgid-directory && mkdir -m 0000 modes/closed-directory
printf 'inside\n' >modes/closed-directory/file

# Links.
mkdir links
printf 'one inode, three names\n' >links/first
ln links/first links/second
ln links/first names/third
ln -s first links/relative
ln -s /etc/passwd links/absolute
ln -s nowhere links/dangling
ln -s ../links links/to-a-directory
ln -s loop links/loop
ln links/relative links/second-name-of-a-symlink

# Kinds.
mkdir kinds kinds/empty-directory
: >kinds/empty-file
mkfifo -m 0640 kinds/fifo
truncate -s 64M kinds/sparse && printf 'in the middle' | dd of=kinds/sparse bs=1M seek=32 conv=notrunc status=none
truncate -s 16M kinds/only-a-hole
head -c 3000000 /dev/zero | tr '\0' 'z' >kinds/compressible
printf '\000\001\377\n\r\n' >kinds/binary

# Attributes: user xattrs (text and binary), a file capability, POSIX ACLs and a default ACL.
mkdir attributes
printf 'x\n' >attributes/user-xattr
setfattr -n user.comment -v 'grüße "quoted"' attributes/user-xattr
setfattr -n user.binary -v 0x00ff0a0d7f attributes/user-xattr
setfattr -n user.empty attributes/user-xattr
printf 'x\n' >attributes/capability
setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 attributes/capability
printf 'x\n' >attributes/acl
setfacl -m u:4242:rw,g:33:r,m::rw attributes/acl
mkdir attributes/default-acl
setfacl -m d:u:4242:rwx,d:g::r-x attributes/default-acl
setfattr -n user.on-a-directory -v yes attributes/default-acl

# A little tree of ordinary uploads.
i=0
while [ "$i" -lt 300 ]; do
  folder=2026/$((i % 12 + 1))
  mkdir -p "$folder"
  head -c $((i * 97 % 9000)) /dev/urandom >"$folder/photo-$i.jpg"
  i=$((i + 1))
done
chown -R 33:33 2026

# Times come last, since everything above would renew them.
mkdir times
for stamp in '1970-01-01 00:00:00.000000001' '1999-12-31 23:59:59.999999999' '2026-01-02 03:04:05.678901234' '2038-01-19 03:14:08'; do
  : >"times/$stamp" && touch -d "$stamp UTC" "times/$stamp"
done
touch -h -d '2012-12-12 12:12:12.121212121 UTC' links/dangling
touch -d '2005-05-05 05:05:05.5 UTC' kinds/empty-directory links times .
