#!/bin/sh
# Makes a fresh cluster (its data live in memory anyway) and serves S3 with two users.
set -eu
as_root='--setuser root --setgroup root'
cluster=$(cat /proc/sys/kernel/random/uuid)
osd=$(cat /proc/sys/kernel/random/uuid)
rm -rf /data && mkdir -p /data/mon /data/osd /var/run/ceph
sed -i "/^fsid/d; s/^\[global\]/&\nfsid = $cluster/" /etc/ceph/ceph.conf

monmaptool --create --clobber --fsid "$cluster" --addv a '[v2:127.0.0.1:3300,v1:127.0.0.1:6789]' /tmp/monmap >/dev/null
ceph-mon --mkfs -i a --monmap /tmp/monmap $as_root
ceph-mon -i a $as_root
ceph osd new "$osd" >/dev/null
ceph-osd -i 0 --mkfs --osd-uuid "$osd" $as_root
ceph-osd -i 0 $as_root
radosgw-admin user create --uid owner --display-name owner --access-key "$OWNER_ACCESS_KEY" --secret-key "$OWNER_SECRET_KEY" >/dev/null
radosgw-admin user create --uid other --display-name other --access-key "$OTHER_ACCESS_KEY" --secret-key "$OTHER_SECRET_KEY" >/dev/null
exec radosgw -f -n client.admin $as_root
