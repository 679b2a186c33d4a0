#!/bin/sh
# The project folder as it lies on the host: compose file, secrets, and a config folder with odd files. Runs as root.
set -eu
cd /srv/shop
find . -mindepth 1 -delete
cp /bench/stack/project/docker-compose.yml /bench/stack/project/nginx.conf .
(umask 077 && cat >.env)

mkdir -p config/empty-folder config/certs/archive config/certs/live
cd config
printf 'greeting=hello\n' >app.ini
printf 'x\n' >'name with spaces.conf'
printf 'x\n' >'it'\''s "quoted" $(touch pwned) `id`.conf'
printf 'x\n' >'-rf'
printf 'x\n' >"$(printf 'new\nline')"
printf 'x\n' >'größe-配置.conf'
: >empty-file
ln -s app.ini link-to-app.ini
ln -s /nowhere/at/all dangling-link
printf 'certificate one\n' >certs/archive/cert1.pem
printf 'certificate two\n' >certs/archive/cert2.pem
ln -s ../archive/cert2.pem certs/live/cert.pem
printf '#!/bin/sh\necho deploy hook\n' >hook.sh
chmod 750 hook.sh
touch -d '2001-02-03 04:05:06.789012345 UTC' app.ini

cd ..
chown -Rh deploy:deploy .
# Only root can read this one: a files component that lists it must fail loudly without sudo.
mkdir secrets
printf 'tls private key\n' >secrets/root-only.key
chown -R root:root secrets
chmod 755 secrets
chmod 600 secrets/root-only.key
