#!/bin/sh
# Runs as PID 1: takes the keys from /bench, gives the docker group the id of the mounted socket, and serves.
set -eu
cp /bench/host/hostkeys/ssh_host_* /etc/ssh/
chown root:root /etc/ssh/ssh_host_*
chmod 600 /etc/ssh/ssh_host_*_key
for user in root deploy nodock banner sudoer busybox; do
  home=$(getent passwd "$user" | cut -d: -f6)
  mkdir -p "$home/.ssh"
  cp /bench/host/authorized_keys "$home/.ssh/authorized_keys"
  chown -R "$user:" "$home/.ssh"
  chmod 700 "$home/.ssh"
  chmod 600 "$home/.ssh/authorized_keys"
done
groupmod -o -g "$(stat -c %g /var/run/docker.sock)" docker
if command -v update-ca-certificates >/dev/null; then
  cp /bench/host/ca.crt /usr/local/share/ca-certificates/predeploy-bench.crt
  update-ca-certificates >/dev/null
  # The store listens on the loopback of the machine outside; here the same address leads there, so that one URL serves both.
  socat "TCP-LISTEN:$STORE_PORT,bind=127.0.0.1,fork,reuseaddr" "TCP:$STORE_GATEWAY:$STORE_PORT" &
fi
exec /usr/sbin/sshd -D -e
