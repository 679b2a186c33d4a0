export const id = 999;
export const ids = [999];
export const modules = {

/***/ 32999:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkSshAccess: () => (/* binding */ checkSshAccess),
  connectSsh: () => (/* binding */ connectSsh)
});

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./lib/config/checked.js
var checked = __webpack_require__(71579);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./lib/hosts/known-hosts.js


/**
 * Finds a host's keys in the text of a known_hosts file: plain and hashed names, `[host]:port`, wildcards and negation. A name
 * without a port counts for any port when none stands with it, as for `ssh`. Throws a UserError that names a line it cannot read.
 */
function knownKeys(text, { address, port }) {
    const lines = text.split(/\r\n|\r|\n/).flatMap((line, index) => parseLine(line.trim(), index + 1));
    const host = address.toLowerCase();
    const exact = keysOf(lines, port === 22 ? host : `[${host}]:${port}`);
    return port === 22 || exact.trusted.length + exact.authorities > 0
        ? exact
        : merged(keysOf(lines, host), exact);
}
/** The line of known_hosts that trusts a key. */
const knownHostsLine = (host, key) => `${host.port === 22 ? host.address : `[${host.address}]:${host.port}`} ${keyType(key)} ${key.toString('base64')}`;
/** The type of a public key as SSH encodes it, e.g. `ssh-ed25519`. */
const keyType = (key) => key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
function parseLine(line, number) {
    if (line === '' || line.startsWith('#'))
        return [];
    const [, marker, rest] = /^(?:@(\S+)\s+)?(.*)$/.exec(line) ?? [];
    const [names, type, encoded] = (rest ?? '').split(/\s+/);
    const key = Buffer.from(encoded ?? '', 'base64');
    if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') {
        throw unreadable(number, `begins with @${marker}`);
    }
    if (names === undefined || type === undefined || key.length < 8 || keyType(key) !== type) {
        throw unreadable(number, complaint(line));
    }
    return [{ marker, names, key }];
}
function complaint(line) {
    if (/^(ssh-|ecdsa-)\S+ AAAA/.test(line))
        return 'is a public key without the name of its host in front';
    if (/^(SHA256|MD5):/.test(line))
        return 'is a fingerprint, not a key';
    if (line.startsWith('-----BEGIN'))
        return 'belongs to a private key, which has no place here';
    return 'is not of the form "host type key"';
}
const unreadable = (number, why) => new errors/* UserError */.yo(`known-hosts: line ${number} ${why}`, {
    remedy: 'Give the lines of a known_hosts file, as `ssh-keyscan HOST` prints them, and compare their fingerprints with the host’s.'
});
function keysOf(lines, name) {
    const matching = lines.filter(({ names }) => matches(names, name));
    const keysWith = (marker) => matching.filter((line) => line.marker === marker).map(({ key }) => key);
    return {
        trusted: keysWith(undefined),
        revoked: keysWith('revoked'),
        authorities: keysWith('cert-authority').length
    };
}
const merged = (one, other) => ({
    trusted: [...one.trusted, ...other.trusted],
    revoked: [...one.revoked, ...other.revoked],
    authorities: one.authorities + other.authorities
});
function matches(names, name) {
    if (names.startsWith('|1|')) {
        const [, , salt, hash] = names.split('|');
        return ((0,external_node_crypto_.createHmac)('sha1', Buffer.from(salt ?? '', 'base64'))
            .update(name)
            .digest('base64') === hash);
    }
    const patterns = names.toLowerCase().split(',');
    const hits = (pattern) => wildcard(pattern).test(name);
    return (patterns.some((pattern) => !pattern.startsWith('!') && hits(pattern)) &&
        !patterns.some((pattern) => pattern.startsWith('!') && hits(pattern.slice(1))));
}
const wildcard = (pattern) => new RegExp(`^${pattern
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('\\*', '.*')
    .replaceAll('\\?', '.')}$`);

;// CONCATENATED MODULE: ./lib/hosts/host-key.js



/** A host whose key nothing was said about; the remedy holds the line that pins what it shows. */
class HostUnpinned extends errors/* UserError */.yo {
}
/** The pin of a host; a fingerprint goes before known hosts. Throws a UserError for a fingerprint or line that cannot be read. */
function pinOf(host, knownHosts) {
    const known = knownKeys(knownHosts, host);
    if (host.fingerprint === undefined)
        return { kind: 'keys', known };
    const fingerprint = host.fingerprint.trim().replace(/=+$/, '');
    if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(fingerprint)) {
        throw new errors/* UserError */.yo(`the fingerprint ${JSON.stringify(host.fingerprint)} is not of the form SHA256:…`, {
            remedy: 'On the host, `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints it.'
        });
    }
    return { kind: 'fingerprint', fingerprint, revoked: known.revoked };
}
/** The fingerprint of a public key as `ssh-keygen -l` prints it. */
const fingerprintOf = (key) => `SHA256:${(0,external_node_crypto_.createHash)('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
/** Whether a pin trusts a key. */
function trusts(pin, key) {
    const among = (keys) => keys.some((each) => each.equals(key));
    return pin.kind === 'fingerprint'
        ? fingerprintOf(key) === pin.fingerprint && !among(pin.revoked)
        : among(pin.known.trusted) && !among(pin.known.revoked);
}
/** The signature algorithms to ask a server for, so that it shows a key of a pinned type; all where any type may fit. */
function wantedAlgorithms(pin, exceptTypes = []) {
    const types = pin.kind === 'keys' ? pin.known.trusted.map(keyType) : [];
    return ALGORITHMS.filter(({ type }) => (types.length === 0 || types.includes(type)) && !exceptTypes.includes(type)).map(({ algorithm }) => algorithm);
}
/** Why a host was not trusted, as an error that tells what to do. */
function distrust(label, host, { pin, seen }) {
    const shown = seen.map((key) => `${keyType(key)} ${fingerprintOf(key)}`).join(', ');
    const revoked = pin.kind === 'keys' ? pin.known.revoked : pin.revoked;
    if (seen.some((key) => revoked.some((each) => each.equals(key)))) {
        return new errors/* UserError */.yo(`${label} shows a host key that is marked @revoked: ${shown}`, {
            remedy: 'Do not connect. Give the host new keys and pin those.'
        });
    }
    if (pin.kind === 'keys' && pin.known.trusted.length === 0)
        return unpinned(label, host, { pin, seen });
    const expected = pin.kind === 'fingerprint'
        ? pin.fingerprint
        : pin.known.trusted.map((key) => `${keyType(key)} ${fingerprintOf(key)}`).join(', ');
    return new errors/* UserError */.yo(`THE HOST KEY OF ${label} IS NOT THE PINNED ONE. Pinned: ${expected}. Shown: ${shown}. Someone may be intercepting the connection, or the host was installed anew`, {
        remedy: 'Compare the shown fingerprint with the one that `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints on the host itself. Only if they are equal, replace the pin.'
    });
}
/** A server that has no key of a pinned type. */
const noPinnedType = (label, { pinned, offered }) => new errors/* UserError */.yo(`${label} has no host key of a pinned type. Pinned: ${pinned.join(', ')}. The server has: ${offered.join(', ') || 'none that we know'}`, {
    remedy: 'Pin a key of a type that the server has: `ssh-keyscan HOST` lists them; compare the fingerprints.'
});
function unpinned(label, host, { pin, seen }) {
    const lines = seen.map((key) => `  ${knownHostsLine(host, key)}`).join('\n');
    const fingerprints = seen.map((key) => `${keyType(key)} ${fingerprintOf(key)}`).join(', ');
    const authority = pin.known.authorities > 0
        ? ' (its @cert-authority line does not help: host certificates are not supported)'
        : '';
    return new HostUnpinned(`the host key of ${label} is not pinned${authority}. It shows ${fingerprints}`, {
        remedy: `Compare this fingerprint with the one that \`ssh-keygen -lf /etc/ssh/ssh_host_${fileName(seen[0])}_key.pub\` prints on the host itself. If they are equal, add this line to known-hosts:\n${lines}`
    });
}
const fileName = (key) => {
    const type = key === undefined ? '' : keyType(key);
    if (type.startsWith('ecdsa'))
        return 'ecdsa';
    return type === 'ssh-rsa' ? 'rsa' : 'ed25519';
};
// In the order of preference. RSA keys sign with SHA-2 only.
const ALGORITHMS = [
    { type: 'ssh-ed25519', algorithm: 'ssh-ed25519' },
    { type: 'ecdsa-sha2-nistp256', algorithm: 'ecdsa-sha2-nistp256' },
    { type: 'ecdsa-sha2-nistp384', algorithm: 'ecdsa-sha2-nistp384' },
    { type: 'ecdsa-sha2-nistp521', algorithm: 'ecdsa-sha2-nistp521' },
    { type: 'ssh-rsa', algorithm: 'rsa-sha2-512' },
    { type: 'ssh-rsa', algorithm: 'rsa-sha2-256' }
];

// EXTERNAL MODULE: ./lib/hosts/script-host.js + 8 modules
var script_host = __webpack_require__(41881);
;// CONCATENATED MODULE: ./lib/hosts/slots.js
/** Makes a number of places. */
function slots(most) {
    let allowed = most;
    let taken = 0;
    let refusal;
    const waiting = [];
    const admit = () => {
        while (taken < allowed) {
            const next = waiting.shift();
            if (next === undefined)
                return;
            taken += 1;
            next.enter();
        }
    };
    const place = () => {
        let held = true;
        return () => {
            if (!held)
                return;
            held = false;
            taken -= 1;
            admit();
        };
    };
    return {
        take: () => new Promise((resolve, reject) => {
            if (refusal !== undefined)
                return reject(refusal);
            waiting.push({ enter: () => resolve(place()), leave: reject });
            admit();
        }),
        taken: () => taken,
        allow(count) {
            allowed = Math.max(1, count);
            admit();
        },
        refuse(reason) {
            refusal = reason;
            for (const { leave } of waiting.splice(0))
                leave(reason);
        }
    };
}

;// CONCATENATED MODULE: ./lib/hosts/ssh-channels.js


/** Opens channels on a connection, as many at once as servers allow by default; more of them wait. */
function sshChannels(connection, ended) {
    const free = slots(MOST_CHANNELS);
    const running = new Set();
    let everOpened = false;
    let closing = false;
    async function open(command) {
        for (let refusals = 0;; refusals += 1) {
            const release = await free.take();
            try {
                const channel = asChannel(connection, await execute(connection, command));
                everOpened = true;
                running.add(channel);
                void channel.closed.then(() => {
                    running.delete(channel);
                    release();
                });
                return channel;
            }
            catch (error) {
                const others = free.taken() - 1;
                // The server allows fewer than usual: this one waits for another to end.
                if (isRefusal(error) && others > 0)
                    free.allow(others);
                release();
                if (!isRefusal(error))
                    throw error;
                if (others > 0)
                    continue;
                if (!everOpened || refusals >= MOST_REFUSALS)
                    throw error;
                // The server counts a session until its processes are gone, which is later than its end is known here.
                await (0,promises_.setTimeout)(REFUSAL_PAUSE_MS);
            }
        }
    }
    return {
        label: connection.label,
        open,
        async close() {
            if (closing)
                return;
            closing = true;
            free.refuse(new Error(`the connection to ${connection.label} is closed`));
            for (const channel of running)
                channel.close();
            await connection.end();
            await ended();
        }
    };
}
// Servers allow ten (MaxSessions) and something may have a session of its own.
const MOST_CHANNELS = 8;
// Ten seconds for a server to notice that sessions have ended.
const MOST_REFUSALS = 50;
const REFUSAL_PAUSE_MS = 200;
function execute({ client }, command) {
    return new Promise((resolve, reject) => {
        client.exec(command, (error, channel) => {
            if (error)
                reject(error);
            else
                resolve(channel);
        });
    });
}
const isRefusal = (error) => /open failure/i.test(String(error));
function asChannel({ lost }, channel) {
    let exit;
    channel.on('exit', (status, signal) => {
        exit = status === null ? { kind: 'signalled', signal: signal ?? 'a signal' } : { kind: 'exited', status };
    });
    const closed = Promise.all([
        new Promise((resolve) => channel.once('close', resolve)),
        new Promise((resolve) => channel.stderr.once('close', resolve))
    ]).then(async () => exit ?? { kind: 'lost', cause: await soon(lost) });
    return {
        stdin: channel,
        stdout: channel,
        stderr: channel.stderr,
        closed,
        close() {
            // What runs is told to end before its input ends, so that it cannot take the end for a whole input.
            if (channel.writable)
                channel.signal('TERM');
            channel.close();
        }
    };
}
// A channel dies a moment before its connection does, if that is what killed it.
const soon = (lost) => Promise.race([lost, new Promise((resolve) => setTimeout(resolve, 1000))]);

// EXTERNAL MODULE: ./node_modules/node-ssh/lib/esm/index.mjs + 2 modules
var esm = __webpack_require__(19487);
;// CONCATENATED MODULE: ./lib/hosts/ssh-cipher-keys.js

/**
 * Spares each packet the reading of its key. ssh2 makes a cipher per packet from a key in bytes, and Node takes longer to find out
 * that bytes are no key object than to make the cipher; a key object, made once, it takes as it is.
 */
function keepCipherKeys(client) {
    // Keys change with each handshake; the cipher of the other direction is in place a moment later.
    client.on('handshake', () => setImmediate(() => prepareKeys(client)));
}
function prepareKeys(client) {
    const protocol = Reflect.get(client, '_protocol');
    for (const [direction, key] of HOLDERS) {
        const cipher = Object(Reflect.get(Object(protocol), direction));
        const bytes = Reflect.get(cipher, key);
        if (Buffer.isBuffer(bytes))
            Reflect.set(cipher, key, (0,external_node_crypto_.createSecretKey)(bytes));
    }
}
// Where the AES-GCM ciphers of ssh2 1.17 hold their keys; others are left as they are.
const HOLDERS = [
    ['_cipher', '_encKey'],
    ['_decipher', '_decipherKey']
];

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
;// CONCATENATED MODULE: ./lib/hosts/ssh-socket.js

/** Connects to a port. Rejects with the system's error, or after 20 s with `ETIMEDOUT`. */
function openSocket({ address, port }) {
    return new Promise((resolve, reject) => {
        // Without noDelay downloads crawl: the small packets that ask for more wait for each other.
        const socket = (0,external_node_net_.connect)({ host: address, port, noDelay: true, autoSelectFamilyAttemptTimeout: 3000 });
        const timer = setTimeout(() => socket.destroy(Object.assign(new Error(`no answer within ${SECONDS} s`), { code: 'ETIMEDOUT' })), SECONDS * 1000);
        socket.once('error', reject);
        socket.once('connect', () => {
            clearTimeout(timer);
            socket.off('error', reject);
            resolve(socket);
        });
        socket.once('close', () => clearTimeout(timer));
    });
}
const SECONDS = 20;
/**
 * Calls `silent` once when nothing at all was heard from the other side for 45 s. (The library would count its own pings only, and
 * take a slow link that is busy with data for a dead one.) Returns a function that ends the watch.
 */
function watchSilence(stream, silent) {
    let quiet = 0;
    const heard = () => {
        quiet = 0;
    };
    stream.on('data', heard);
    const timer = setInterval(() => {
        quiet += TICK;
        if (quiet < LONGEST_SILENCE)
            return;
        stop();
        silent(quiet);
    }, TICK * 1000);
    const stop = () => {
        clearInterval(timer);
        stream.off('data', heard);
    };
    return stop;
}
const TICK = 5;
const LONGEST_SILENCE = 45;

;// CONCATENATED MODULE: ./lib/hosts/ssh-connection.js






/** How messages name a server. */
const labelOf = ({ user, address, port }) => {
    const name = address.includes(':') ? `[${address}]` : address;
    return `${user}@${name}${port === 22 ? '' : `:${port}`}`;
};
/** Connects, checks the host key and logs in. Rejects with a UserError about the host key, and with the library's error for anything else. */
async function dial(dialling) {
    const { server, pin } = dialling;
    const label = labelOf(server);
    const seen = [];
    for (;;) {
        const algorithms = wantedAlgorithms(pin, pin.kind === 'fingerprint' ? seen.map(keyType) : []);
        const known = seen.length;
        try {
            if (algorithms.length > 0)
                return await logIn(dialling, { label, algorithms, seen });
        }
        catch (error) {
            const refused = seen.length > known;
            // A fingerprint does not tell its type: the server is asked for its other keys, too.
            if (refused && pin.kind === 'fingerprint')
                continue;
            if (!refused && !isTypeMismatch(error))
                throw error;
            if (seen.length === 0) {
                throw noPinnedType(label, { pinned: algorithms, offered: await offeredTypes(dialling) });
            }
        }
        throw distrust(label, server, { pin, seen });
    }
}
const isTypeMismatch = (error) => (0,errors/* asError */.zR)(error).message.includes('no matching host key format');
async function logIn({ server, pin, login, reach = () => openSocket(server) }, { label, algorithms, seen }) {
    const socket = await reach();
    const ssh = new esm/* NodeSSH */.H();
    const ready = ssh.connect({
        ...connectionOver(socket),
        username: server.user,
        authHandler: [...login.methods(server.user)],
        algorithms: { serverHostKey: [...algorithms] },
        hostVerifier(key) {
            const trusted = trusts(pin, key);
            if (!trusted)
                seen.push(Buffer.from(key));
            return trusted;
        }
    });
    keepCipherKeys(connectionOf(ssh));
    // Listening before the login is over: an error that nobody listens to would end the process.
    const connection = watched(label, { client: connectionOf(ssh), socket });
    try {
        await ready;
    }
    catch (error) {
        socket.destroy();
        throw error;
    }
    return connection;
}
function watched(label, { client, socket }) {
    let reason;
    client.on('error', (error) => {
        reason ??= error;
    });
    const lost = new Promise((resolve) => client.on('close', () => resolve(reason)));
    client.once('ready', () => {
        const stop = watchSilence(socket, (seconds) => {
            reason ??= new Error(`nothing was heard from ${label} for ${seconds} s`);
            socket.destroy();
        });
        client.once('close', stop);
    });
    return {
        label,
        client,
        lost,
        async end() {
            client.end();
            const late = setTimeout(() => socket.destroy(), 3000);
            await lost;
            clearTimeout(late);
        }
    };
}
/** The signature algorithms that a server has keys for, as it tells them before anything is proven. */
async function offeredTypes({ server, reach = () => openSocket(server) }) {
    const socket = await reach();
    let offered = [];
    const refused = new esm/* NodeSSH */.H().connect({
        ...connectionOver(socket),
        username: server.user,
        hostVerifier: () => false,
        debug(message) {
            const [, types] = /\(remote\) Host key format: (.*)$/.exec(message) ?? [];
            if (types !== undefined)
                offered = types.split(',');
        }
    });
    // It is refused on purpose; what counts is what was heard before.
    await refused.catch(() => undefined);
    socket.destroy();
    return offered;
}
const connectionOver = (sock) => ({
    sock,
    readyTimeout: 20_000,
    // Keeps firewalls awake and makes a living server speak; `watchSilence` judges.
    keepaliveInterval: 15_000,
    keepaliveCountMax: 1_000_000
});
function connectionOf({ connection }) {
    if (connection === null)
        throw new Error('there is no connection to listen to');
    return connection;
}

// EXTERNAL MODULE: ./node_modules/ssh2/lib/index.js
var lib = __webpack_require__(85472);
;// CONCATENATED MODULE: ./lib/hosts/private-key-header.js
/** Reads what stands unencrypted in the text of a private key. */
function keyHeader(text) {
    if (text.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----'))
        return openSshHeader(text);
    if (text.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----'))
        return { type: '', cipher: 'PBES2' };
    const [, cipher] = /^DEK-Info: ([A-Z0-9-]+),/m.exec(text) ?? [];
    const type = text.startsWith('-----BEGIN DSA') ? 'ssh-dss' : '';
    return cipher === undefined ? { type } : { type, cipher };
}
// magic, cipher, key derivation, its options, number of keys, public key (which begins with its type)
function openSshHeader(text) {
    const bytes = Buffer.from(text.replaceAll(/-----[^-]+-----/g, ''), 'base64');
    const cipher = fieldAt(bytes, 'openssh-key-v1\0'.length);
    const derivation = fieldAt(bytes, cipher.end);
    const options = fieldAt(bytes, derivation.end);
    const publicKey = fieldAt(bytes, options.end + 4);
    const type = fieldAt(publicKey.value, 0).value.toString('latin1');
    const name = cipher.value.toString('latin1');
    return name === 'none' || name === '' ? { type } : { type, cipher: name };
}
function fieldAt(bytes, at) {
    if (at + 4 > bytes.length)
        return { value: Buffer.alloc(0), end: bytes.length };
    const end = at + 4 + bytes.readUInt32BE(at);
    return { value: bytes.subarray(at + 4, end), end };
}

;// CONCATENATED MODULE: ./lib/hosts/private-key-pkcs8.js


/** A key in PKCS#8, which the SSH library does not read, in a form that it does; unencrypted. Throws OpenSSL's error where it cannot be opened. */
function fromPkcs8(text, passphrase) {
    const key = (0,external_node_crypto_.createPrivateKey)({ key: text, passphrase: passphrase ?? '' });
    switch (key.asymmetricKeyType) {
        case 'rsa':
            return key.export({ type: 'pkcs1', format: 'pem' }).toString();
        case 'ec':
            return key.export({ type: 'sec1', format: 'pem' }).toString();
        case 'ed25519':
            return openSshEd25519(key);
        default:
            throw new errors/* UserError */.yo(`ssh-key is a key for ${key.asymmetricKeyType}, which SSH does not use`, {
                remedy: 'Make another: ssh-keygen -t ed25519 -f key, and add key.pub to authorized_keys on the host.'
            });
    }
}
// The layout is OpenSSH's PROTOCOL.key.
function openSshEd25519(key) {
    const { d = '', x = '' } = key.export({ format: 'jwk' });
    const [seed, point] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')];
    const type = field('ssh-ed25519');
    const comment = field('');
    const secret = Buffer.concat([
        Buffer.alloc(8),
        type,
        field(point),
        field(Buffer.concat([seed, point])),
        comment
    ]);
    const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (secret.length % 8)) % 8);
    const file = Buffer.concat([
        Buffer.from('openssh-key-v1\0'),
        ...[field('none'), field('none'), field('')],
        Buffer.from([0, 0, 0, 1]),
        field(Buffer.concat([type, field(point)])),
        field(Buffer.concat([secret, padding]))
    ]);
    const body = file.toString('base64').replaceAll(/.{1,70}/g, '$&\n');
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}-----END OPENSSH PRIVATE KEY-----\n`;
}
function field(value) {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
}

;// CONCATENATED MODULE: ./lib/hosts/private-key-text.js
/**
 * Gives a pasted private key the form of its file back where there is only one way to read it: line breaks that became spaces or
 * the two characters `\n`, Windows line ends, indentation, quotes around it, base64 around it.
 */
function repairKeyText(pasted) {
    const text = unwrapped(pasted.replaceAll('\0', '').trim());
    const lines = text.replaceAll('\\r', '').replaceAll('\\n', '\n').replaceAll('\r', '\n').split('\n');
    const joined = lines
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .join(' ');
    const [, begin, kind, body, end] = /^(-----BEGIN ([A-Z0-9 ]+)-----) ?(.*?) ?(-----END \2-----)$/.exec(joined) ?? [];
    if (begin === undefined || kind === undefined || body === undefined || end === undefined) {
        return `${lines.map((line) => line.trim()).join('\n')}\n`;
    }
    const [, headers, encoded] = HEADERS.exec(body) ?? [undefined, undefined, body];
    const head = headers === undefined ? [] : [headers.replace(' DEK-Info:', '\nDEK-Info:'), ''];
    return [begin, ...head, ...folded((encoded ?? '').replaceAll(' ', '')), end, ''].join('\n');
}
// What stands before the base64 in old encrypted keys.
const HEADERS = /^(Proc-Type: 4,ENCRYPTED DEK-Info: [A-Z0-9-]+,[0-9A-F]+) (.*)$/;
function unwrapped(text) {
    const [, , quoted] = /^(["'])(.*)\1$/s.exec(text) ?? [];
    if (quoted !== undefined)
        return unwrapped(quoted.trim());
    const decoded = /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, 'base64').toString('latin1') : '';
    return decoded.startsWith('-----BEGIN ') ? decoded.trim() : text;
}
const folded = (encoded) => encoded.match(/.{1,64}/g) ?? [];

;// CONCATENATED MODULE: ./lib/hosts/private-key.js





/**
 * Reads a private key as people paste it into a secret. Throws a UserError that says what is wrong with it and which command
 * mends it; no part of the key stands in any message.
 */
function readPrivateKey(key, passphrase) {
    const text = repairKeyText(key.reveal());
    const phrase = passphrase?.reveal() === '' ? undefined : passphrase?.reveal();
    refuseWhatIsNoKey(text);
    refuseWhatCannotBeRead(text, phrase);
    try {
        const parsed = lib.utils.parseKey(isPkcs8(text) ? fromPkcs8(text, phrase) : text, phrase);
        if (parsed instanceof Error)
            throw parsed;
        // Its types hide that a file may hold several keys.
        const [first] = [parsed].flat();
        if (first?.isPrivateKey() !== true)
            throw new Error('there is no private key in it');
        return first;
    }
    catch (error) {
        throw private_key_unreadable((0,errors/* asError */.zR)(error), phrase);
    }
}
function refuseWhatIsNoKey(text) {
    if (text.trim() === '') {
        throw new errors/* UserError */.yo('ssh-key is empty', {
            remedy: 'Is the secret set in this repository or environment, and spelled as in the workflow? Runs from forks get no secrets.'
        });
    }
    if (text.startsWith('PuTTY-User-Key-File')) {
        throw new errors/* UserError */.yo('ssh-key is a PuTTY key (.ppk)', {
            remedy: 'Convert it and paste the new file: puttygen key.ppk -O private-openssh -o key'
        });
    }
    if (/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(text) || /^-----? ?BEGIN (SSH2 |RSA )?PUBLIC KEY/.test(text)) {
        throw new errors/* UserError */.yo('ssh-key is a public key', {
            remedy: 'Paste the private key: the file of the same name without .pub.'
        });
    }
    if (!text.startsWith('-----BEGIN ')) {
        throw new errors/* UserError */.yo('ssh-key does not begin with a line like -----BEGIN OPENSSH PRIVATE KEY-----', {
            remedy: PASTE
        });
    }
    if (!/-----END [A-Z0-9 ]+-----\s*$/.test(text)) {
        throw new errors/* UserError */.yo('ssh-key is cut off: its last line (-----END … PRIVATE KEY-----) is missing', {
            remedy: PASTE
        });
    }
}
function refuseWhatCannotBeRead(text, passphrase) {
    const { type, cipher } = keyHeader(text);
    if (type === 'ssh-dss')
        throw unusable('a DSA key');
    if (type.startsWith('sk-'))
        throw unusable('a key that lives on a hardware token');
    if (cipher === undefined)
        return;
    if (passphrase === undefined) {
        throw new errors/* UserError */.yo('ssh-key is encrypted and there is no passphrase', {
            remedy: 'Set the input ssh-passphrase, or take the passphrase off: ssh-keygen -p -N "" -f key'
        });
    }
    if (cipher.startsWith('chacha20')) {
        throw new errors/* UserError */.yo(`ssh-key is encrypted with ${cipher}, which cannot be read`, {
            remedy: 'Encrypt it with another cipher: ssh-keygen -p -Z aes256-ctr -f key'
        });
    }
}
const isPkcs8 = (text) => /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text);
const unusable = (what) => new errors/* UserError */.yo(`ssh-key is ${what}, which cannot be used`, {
    remedy: 'Make another: ssh-keygen -t ed25519 -f key, and add key.pub to authorized_keys on the host.'
});
function private_key_unreadable(cause, passphrase) {
    if (cause instanceof errors/* UserError */.yo)
        return cause;
    return passphrase !== undefined &&
        /integrity check failed|bad passphrase|bad decrypt|wrong final block/i.test(cause.message)
        ? new errors/* UserError */.yo('ssh-passphrase does not open ssh-key', {
            remedy: 'Try both with `ssh-keygen -y -f key`, and mind blanks and line breaks at the end of the secret.',
            cause
        })
        : new errors/* UserError */.yo(`ssh-key cannot be read: ${cause.message}`, {
            remedy: `${PASTE} If that is what you did, convert it: ssh-keygen -p -f key`,
            cause
        });
}
const PASTE = 'Paste the whole file with its first and last line, e.g. `gh secret set SSH_KEY < ~/.ssh/id_ed25519`.';

;// CONCATENATED MODULE: ./lib/hosts/ssh-identity.js




/** Reads the identity; throws a UserError where there is none or it cannot be used. */
function readIdentity({ privateKey, passphrase, agentSocket }) {
    if (privateKey === undefined && agentSocket === undefined) {
        throw new errors/* UserError */.yo('there is no SSH key', {
            remedy: 'Set the input ssh-key to a private key, or start an SSH agent before this step.'
        });
    }
    const key = privateKey === undefined ? undefined : readPrivateKey(privateKey, passphrase);
    return {
        methods: (username) => [
            ...(key === undefined ? [] : [{ type: 'publickey', username, key }]),
            ...(agentSocket === undefined ? [] : [{ type: 'agent', username, agent: agentSocket }])
        ],
        async offered() {
            const keys = [
                ...(key === undefined ? [] : [key]),
                ...(agentSocket === undefined ? [] : await agentKeys(agentSocket))
            ];
            const blobs = keys.map((each) => each.getPublicSSH());
            return {
                fingerprints: keys
                    .map((each, index) => `${each.type} ${fingerprintOf(blobs[index])}`)
                    .join(', '),
                publicKeys: keys.map((each, index) => `${each.type} ${blobs[index].toString('base64')}`)
            };
        }
    };
}
function agentKeys(socket) {
    return new Promise((resolve, reject) => {
        lib.createAgent(socket).getIdentities((error, keys) => {
            if (error)
                reject(error);
            else
                resolve((keys ?? []));
        });
    });
}

;// CONCATENATED MODULE: ./lib/hosts/ssh-problem.js

/** Turns what went wrong while connecting into words that tell what to do. */
async function connectingProblem(label, thrown, login) {
    const error = (0,errors/* asError */.zR)(thrown);
    if (error instanceof errors/* UserError */.yo)
        return error;
    const explained = (message, remedy) => new errors/* UserError */.yo(`${label} ${message}`, { remedy, cause: error });
    if (error.level === 'agent') {
        return explained(`cannot be logged in to: the SSH agent does not answer (${error.message})`, 'Check SSH_AUTH_SOCK, or set the input ssh-key.');
    }
    if (error.level === 'client-authentication') {
        const { fingerprints, publicKeys } = await login.offered();
        return explained(`does not let this key in: ${fingerprints || 'the agent holds none'}`, `Is the user right? Add the public key to its ~/.ssh/authorized_keys on the host:\n${publicKeys.map((key) => `  ${key}`).join('\n')}`);
    }
    if (error.code === 'ECONNREFUSED') {
        return explained('refuses the connection', 'Compare address and port with the host’s sshd, and look at its firewall.');
    }
    if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
        return explained('cannot be found: its name is unknown to DNS', 'Check the spelling of `host`.');
    }
    if (isSilence(error)) {
        return explained(`does not answer (${error.message})`, 'Does a firewall let this runner in? Runners of GitHub change their addresses: open the port, go through a jump host, or use a self-hosted runner.');
    }
    if (/no matching (key exchange|.*cipher|.*MAC|.*compression)/.test(error.message)) {
        return explained(`speaks no common language: ${error.message}`, 'Allow curve25519-sha256 and aes128-gcm@openssh.com in its sshd_config (KexAlgorithms, Ciphers).');
    }
    if (isDropped(error)) {
        return explained(`closed the connection before the login (${error.message})`, 'Is it an SSH server? It may also ban this address for a while (fail2ban), or be overrun (MaxStartups).');
    }
    return explained(`cannot be reached: ${error.message}`, 'Try the same with `ssh -v` from the runner’s network.');
}
/** Whether the next attempt may well succeed where this one failed. (Silence was waited for long enough.) */
const isPassing = (error) => error.code === 'EAI_AGAIN' || isDropped(error);
const isSilence = ({ code, level }) => level === 'client-timeout' || ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code ?? '');
const isDropped = ({ code, message }) => ['ECONNRESET', 'EPIPE'].includes(code ?? '') || /before handshake|No response from server/.test(message);

;// CONCATENATED MODULE: ./lib/hosts/ssh.js










/** Reads identity and pins, and throws all that is wrong with them. */
function checkSshAccess(target, access) {
    const { jump } = target;
    const { identity, knownHosts, connects } = access;
    const read = {
        identity: (0,checked/* check */.z)(() => (identity === undefined ? undefined : readIdentity(identity))),
        knownHosts: (0,checked/* check */.z)(() => knownKeys(knownHosts, target)),
        fingerprint: (0,checked/* check */.z)(() => pinOf(target, '')),
        jumpFingerprint: (0,checked/* check */.z)(() => (jump === undefined ? undefined : pinOf(jump, '')))
    };
    const isReadable = Object.values(read).every(({ kind }) => kind === 'fine');
    const pinned = (0,checked/* check */.z)(() => {
        if (read.knownHosts.kind === 'fine' && !(connects && isReadable))
            requirePins(target, knownHosts);
    });
    (0,checked/* allFine */.e)('the host cannot be logged in to', { ...read, pinned });
}
/** Connects to a host over SSH, through its jump host where it has one. Rejects with a UserError that says what to do. */
async function connectSsh({ target, ...access }) {
    const login = readIdentity(access.identity);
    const { jump } = target;
    const pin = pinOf(target, access.knownHosts);
    if (jump === undefined) {
        const connection = await dialWithPatience({ server: target, pin, login }, access.log);
        return (0,script_host/* hostOver */.P)(sshChannels(connection, async () => undefined));
    }
    const jumpPin = pinOf(jump, access.knownHosts);
    const between = await dialWithPatience({ server: jump, pin: jumpPin, login }, access.log).catch((error) => {
        throw isPinned(target, access.knownHosts) ? error : withPinToCome(error, target);
    });
    try {
        const reach = () => forward(between, target);
        const connection = await dialWithPatience({ server: target, pin, login, reach }, access.log);
        return (0,script_host/* hostOver */.P)(sshChannels(connection, () => between.end()));
    }
    catch (error) {
        await between.end();
        throw error;
    }
}
const isPinned = (server, knownHosts) => server.fingerprint !== undefined || knownKeys(knownHosts, server).trusted.length > 0;
// Where no connection will show the keys.
function requirePins({ jump, ...target }, knownHosts) {
    const missing = [...(jump === undefined ? [] : [jump]), target].filter((server) => !isPinned(server, knownHosts));
    if (missing.length === 0)
        return;
    throw new errors/* UserErrors */.tQ('host keys are not pinned', missing.map((server) => {
        const { address, port } = server;
        const scan = `ssh-keyscan${port === 22 ? '' : ` -p ${port}`} ${address}`;
        const where = jump === undefined || server === jump ? '' : ', on the jump host,';
        return new errors/* UserError */.yo(`the host key of ${labelOf(server)} is not pinned`, {
            remedy: `Add to known-hosts what \`${scan}\`${where} prints, after its fingerprint was compared with the one on the host itself.`
        });
    }));
}
// Nobody can look behind a jump host that is not trusted yet.
const withPinToCome = (error, target) => error instanceof HostUnpinned
    ? new HostUnpinned(error.message, {
        remedy: `${error.remedy}\n${labelOf(target)} behind it is not pinned either. Its key can be seen only through the jump host: once that is trusted, the next run prints the line.`,
        cause: error
    })
    : error;
// Seconds before each further attempt, where one may help: servers drop logins when many come at once.
const PAUSES = [2, 5];
async function dialWithPatience(dialling, log) {
    for (let attempt = 0;; attempt += 1) {
        try {
            return await dial(dialling);
        }
        catch (error) {
            const seconds = PAUSES[attempt];
            if (seconds === undefined || !isPassing((0,errors/* asError */.zR)(error))) {
                throw await connectingProblem(labelOf(dialling.server), error, dialling.login);
            }
            log?.info(`${labelOf(dialling.server)}: ${(0,errors/* asError */.zR)(error).message}; next attempt in ${seconds} s`);
            await (0,promises_.setTimeout)(seconds * 1000);
        }
    }
}
function forward({ client, label }, { address, port }) {
    return new Promise((resolve, reject) => {
        client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
            if (error)
                reject(new Error(`the jump host ${label} cannot reach it: ${error.message}`, { cause: error }));
            else
                resolve(channel);
        });
    });
}


/***/ })

};
