export const id = 915;
export const ids = [915];
export const modules = {

/***/ 10915:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  s3Store: () => (/* binding */ s3Store)
});

// EXTERNAL MODULE: ./lib/stores/keys.js
var stores_keys = __webpack_require__(49552);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(37067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(44708);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(41692);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
;// CONCATENATED MODULE: ./lib/stores/s3/agents.js




/** The connections to a store: kept alive, through a proxy where the environment names one, and trusting its own authority, too. */
function agents(environment, ca) {
    const shared = {
        keepAlive: true,
        maxSockets: 64,
        scheduling: 'lifo',
        proxyEnv: proxyVariables(environment)
    };
    // Naming an authority replaces all others, so the usual ones are named again; a context of our own reads them once.
    const trust = ca === undefined
        ? {}
        : { secureContext: (0,external_node_tls_.createSecureContext)({ ca: [...(0,external_node_tls_.getCACertificates)('default'), ca] }) };
    return { httpAgent: new external_node_http_.Agent(shared), httpsAgent: new external_node_https_.Agent({ ...shared, ...trust }) };
}
// Only what concerns proxies: an agent keeps what it is given. An address without a scheme means http, as with curl.
function proxyVariables(environment) {
    const variables = {};
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy']) {
        const value = environment[name]?.trim() ?? '';
        if (value !== '')
            variables[name] = /^no_proxy$/i.test(name) ? value : proxyAddress(name, value);
    }
    return variables;
}
function proxyAddress(name, value) {
    const address = value.includes('://') ? value : `http://${value}`;
    if (/^https?:/i.test(address) && URL.canParse(address))
        return address;
    // It may hold a password, so it is not shown.
    throw new errors/* UserError */.yo(`${name} does not hold the address of an HTTP proxy`, {
        remedy: `Set ${name} to something like http://proxy.example.com:3128, or name the store in NO_PROXY and unset it.`
    });
}

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-s3/dist-cjs/index.js
var dist_cjs = __webpack_require__(53711);
;// CONCATENATED MODULE: ./lib/stores/s3/client.js

/** The SDK's client, with all that it would do by itself switched off: trying again, computing checksums, writing warnings. */
function newClient({ target, credentials, connections, clock, connect, idle }) {
    const client = new dist_cjs/* S3Client */.YxF({
        region: target.region,
        ...(target.endpoint !== undefined && { endpoint: target.endpoint }),
        forcePathStyle: target.pathStyle,
        ...(credentials !== undefined && { credentials }),
        maxAttempts: 1,
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        expectContinueHeader: false,
        logger: silence,
        requestHandler: { ...connections, connectionTimeout: connect * 1000, socketTimeout: idle * 1000 }
    });
    clock.listenTo(client);
    return client;
}
/** Keys in the form that the SDK takes: they are in the clear only while it asks. */
const revealed = ({ accessKeyId, secretAccessKey, sessionToken }) => async () => ({
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken !== undefined && { sessionToken: sessionToken.reveal() })
});
// The SDK would warn on the console of each attempt that fails; we tell it in our own words.
const silence = { trace: () => { }, debug: () => { }, info: () => { }, warn: () => { }, error: () => { } };

// EXTERNAL MODULE: ./lib/stores/error-code.js
var error_code = __webpack_require__(27588);
;// CONCATENATED MODULE: ./lib/stores/s3/faults.js

/** Reads the error that the SDK, or Node below it, threw. */
function faultOf(error) {
    const status = numberAt(error, '$metadata', 'httpStatusCode') ?? numberAt(error, '$response', 'statusCode');
    const systemCode = (0,error_code/* textField */.M)(error, 'code');
    const word = (0,error_code/* textField */.M)(error, 'Code') ?? (0,error_code/* textField */.M)(error, 'name') ?? 'Error';
    const message = (0,error_code/* textField */.M)(error, 'message') ?? String(error);
    // What was wrapped on its way has its code in the message only.
    const told = /\bE[A-Z]{4,}(_[A-Z]+)*\b/.exec(message)?.[0];
    return {
        code: status === undefined ? (systemCode ?? told ?? word) : word,
        status,
        clockCorrected: fieldAt(error, '$metadata', 'clockSkewCorrected') === true,
        message
    };
}
/** Whether the same request may well succeed a little later. `reached`: whether the store has ever answered. */
function isTransient(fault, reached) {
    if (fault.status !== undefined) {
        if (fault.code === 'RequestTimeTooSkewed')
            return fault.clockCorrected;
        return passingStatus(fault.status) || passingWords.has(fault.code);
    }
    if (fault.code === 'CredentialsProviderError' || isCertificateFault(fault))
        return false;
    // What looks like a wrong address or a wrong protocol is one, unless the store answered there before.
    if (/^(ENOTFOUND|EPROTO|HPE_.*|ERR_PROXY_.*)$/.test(fault.code))
        return reached;
    return (networkWords.has(fault.code) || /socket hang up|timed? ?out|aborted|disconnected/i.test(fault.message));
}
/** Whether a TLS certificate was not accepted. */
const isCertificateFault = ({ code, status, message }) => status === undefined && (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) || /\bcertificate\b/.test(message));
/** Whether no answer came because of the network, or of an address that is wrong. */
const isNetworkFault = ({ code, status, message }) => status === undefined &&
    (/^(E[A-Z]{4,}|ERR_|TimeoutError)/.test(code) || /\b(tunnel|socket hang up)\b/.test(message));
/** Whether the store may have done what was asked although it did not say so. */
const isAmbiguous = (fault) => fault.status === undefined ? !neverSent(fault) : fault.status >= 500;
// Without a connection nothing can have been done.
const neverSent = (fault) => isCertificateFault(fault) ||
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_PROXY_TUNNEL|CredentialsProviderError)$/.test(fault.code) ||
    fault.message.includes('did not establish a connection');
const passingStatus = (status) => status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
const passingWords = new Set([
    'SlowDown',
    'RequestTimeout',
    'RequestTimeoutException',
    'Throttling',
    'ThrottlingException',
    'TooManyRequests',
    'BandwidthLimitExceeded',
    'ConditionalRequestConflict',
    'OperationAborted',
    'InternalError',
    'ServiceUnavailable',
    // A damaged body: the connection's fault, or the runner's memory's.
    'BadDigest',
    'IncompleteBody'
]);
const networkWords = new Set([
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'ENETUNREACH',
    'ENETDOWN',
    'ERR_STREAM_PREMATURE_CLOSE',
    'ERR_STREAM_DESTROYED',
    'TimeoutError'
]);
function numberAt(error, ...path) {
    const value = fieldAt(error, ...path);
    return typeof value === 'number' ? value : undefined;
}
function fieldAt(error, ...path) {
    let value = error;
    for (const name of path) {
        if (typeof value !== 'object' || value === null)
            return undefined;
        value = Reflect.get(value, name);
    }
    return value;
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./lib/stores/s3/retry.js

/** Rides out an outage of half a minute, and gives up after one and a half. */
const usualPatience = {
    giveUp: 90,
    firstPause: 0.25,
    longestPause: 8,
    connect: 10,
    idle: 50,
    idleAtCompletion: 900
};
/** Cleaning up after a failure keeps nobody waiting for long: later runs sweep what is left. */
const cleaningPatience = (patience) => ({
    ...patience,
    giveUp: Math.min(patience.giveUp, 20)
});
/** Tries until it succeeds, until trying is not worthwhile, or until patience ends; rejects with the last error. */
async function retrying(options) {
    const { attempt, patience, worthwhile, onRetry, signal } = options;
    const clock = retryClock(patience);
    for (;;) {
        signal.throwIfAborted();
        try {
            return await attempt();
        }
        catch (error) {
            signal.throwIfAborted();
            if (!worthwhile(error))
                throw error;
            const pause = clock.failed();
            if (pause === undefined)
                throw error;
            onRetry(error, pause);
            await pauseFor(pause, signal);
        }
    }
}
/** Waits for some seconds; rejects with the reason of `signal` as soon as that is aborted. */
async function pauseFor(seconds, signal) {
    try {
        await (0,promises_.setTimeout)(seconds * 1000, undefined, { signal });
    }
    catch (error) {
        signal.throwIfAborted();
        throw error;
    }
}
// Three attempts at least, since one may take longer than all patience: a big part over a slow line.
function retryClock(patience, seconds = () => performance.now() / 1000) {
    let failures = 0;
    let since = 0;
    return {
        failed: () => {
            const now = seconds();
            if (failures === 0)
                since = now;
            failures += 1;
            const pause = Math.min(patience.firstPause * 2 ** (failures - 1), patience.longestPause) * (0.5 + Math.random() / 2);
            return failures >= 3 && now + pause - since > patience.giveUp ? undefined : pause;
        },
        progressed: () => {
            failures = 0;
        }
    };
}

;// CONCATENATED MODULE: ./lib/stores/s3/store-clock.js
/** A date that the store told. A missing one is this moment: what may be young must not look like what a dead run left. */
const dateOrNow = (store, told) => told ?? store.time() ?? new Date();
/** A clock that has not heard anything yet. */
function storeClock() {
    let told;
    const hear = (date) => {
        const parsed = typeof date === 'string' ? Date.parse(date) : Number.NaN;
        if (!Number.isNaN(parsed))
            told = { date: parsed, at: performance.now() };
    };
    return {
        now: () => (told === undefined ? undefined : new Date(told.date + performance.now() - told.at)),
        listenTo: (client) => client.middlewareStack.add((next) => async (args) => {
            const result = await next(args);
            const headers = Reflect.get(Object(result.response), 'headers');
            hear(Reflect.get(Object(headers), 'date'));
            return result;
        }, { step: 'deserialize', priority: 'low', name: 'storeClock' })
    };
}

;// CONCATENATED MODULE: ./lib/stores/s3/bucket.js





/** A request that failed for good. `cause` is what the SDK threw. */
class S3RequestFailed extends Error {
    name = 'S3RequestFailed';
    operation;
    right;
    key;
    fault;
    /** How often it was sent. */
    attempts;
    /** Whether the store may have done it all the same. */
    ambiguous;
    constructor(request, outcome) {
        const fault = faultOf(outcome.cause);
        super(`${request.operation}: ${describeFault(fault)}`, { cause: outcome.cause });
        this.operation = request.operation;
        this.right = request.right ?? request.operation;
        this.key = request.key;
        this.fault = fault;
        this.attempts = outcome.attempts;
        this.ambiguous = outcome.ambiguous;
    }
}
/** A fault in one line: its status, its code, and what was said. */
function describeFault({ status, code, message }) {
    if (status === undefined && message.includes(code))
        return message;
    return `${status ?? ''} ${code}${message === '' || message === code ? '' : `: ${message}`}`.trim();
}
/** Opens a bucket; nothing is sent yet. */
function openBucket(options) {
    const { target, patience, onRetry, onNotice } = options;
    const connections = agents(options.environment, target.ca);
    const clock = storeClock();
    const credentials = options.credentials === undefined ? undefined : revealed(options.credentials);
    const base = { target, connections, clock, connect: patience.connect };
    const client = newClient({ ...base, credentials, idle: patience.idle });
    let slowClient;
    const clientFor = (request) => {
        if (request.slow !== true)
            return client;
        // It shares what the first one found on its way along the credential chain.
        slowClient ??= newClient({
            ...base,
            credentials: client.config.credentials,
            idle: patience.idleAtCompletion
        });
        return slowClient;
    };
    const tell = seldom(onRetry);
    const noticed = new Set();
    // Whoever was waited for in vain is not waited for as long again.
    let waitedInVain = false;
    const prefix = target.prefix === '' ? '' : `${target.prefix}/`;
    return {
        label: `s3://${[target.bucket, target.prefix].filter((name) => name !== '').join('/')}`,
        target,
        patience,
        fullKey: (key) => `${prefix}${key}`,
        shortKey: (fullKey) => fullKey.slice(prefix.length),
        time: clock.now,
        noteRetry: (message) => onRetry?.(message),
        notice: (message) => {
            if (!noticed.has(message))
                onNotice?.(message);
            noticed.add(message);
        },
        request: async (request) => {
            let attempts = 0;
            let ambiguous = false;
            const signal = request.signal ?? neverAborted;
            try {
                const output = await retrying({
                    attempt: () => {
                        attempts += 1;
                        return request.send(clientFor(request), { abortSignal: signal });
                    },
                    patience: request.patience ?? (waitedInVain ? cleaningPatience(patience) : patience),
                    worthwhile: (error) => {
                        const fault = faultOf(error);
                        ambiguous ||= isAmbiguous(fault);
                        return isTransient(fault, clock.now() !== undefined);
                    },
                    onRetry: (error, pause) => {
                        const about = request.key === undefined ? '' : ` of ${request.key}`;
                        const why = describeFault(faultOf(error));
                        const message = `${request.operation}${about}: ${why}; trying again in ${pause.toFixed(1)} s`;
                        tell(`${request.operation} ${why}`, message);
                    },
                    signal
                });
                waitedInVain = false;
                return output;
            }
            catch (cause) {
                if (signal.aborted)
                    throw signal.reason;
                waitedInVain = isTransient(faultOf(cause), clock.now() !== undefined);
                throw new S3RequestFailed(request, { cause, attempts, ambiguous });
            }
        },
        close: () => {
            client.destroy();
            slowClient?.destroy();
            connections.httpAgent.destroy();
            connections.httpsAgent.destroy();
        }
    };
}
// Many parts that meet the same outage say it once every few seconds.
function seldom(tell) {
    const lately = new Map();
    return (matter, message) => {
        if (performance.now() - (lately.get(matter) ?? -Infinity) < 5000)
            return;
        lately.set(matter, performance.now());
        tell?.(message);
    };
}
const neverAborted = new AbortController().signal;

;// CONCATENATED MODULE: ./lib/stores/s3/checksum-mode.js
/** Begins with what the configuration says. With `auto` the first object tells: who confirms a CRC32 gets those, others MD5. */
function checksumMode(configured) {
    let known = configured === 'auto' ? undefined : configured;
    return {
        fixed: configured !== 'auto',
        current: () => known,
        // A store may confirm CRC32 for whole objects and not for parts: the first part has an MD5 for that case.
        firstPart: () => (configured === 'auto' && known !== 'md5' ? ['crc32', 'md5'] : [known ?? 'md5']),
        learn: (algorithm) => {
            if (configured === 'auto')
                known = algorithm;
        }
    };
}
/** The request fields that let the store verify what it receives. Undecided: both, and the answer tells. */
function checksumFields(digests, algorithm) {
    const { crc32, md5 } = digests;
    return {
        ...(algorithm !== 'md5' && crc32 !== undefined && { ChecksumAlgorithm: 'CRC32', ChecksumCRC32: crc32 }),
        ...(algorithm !== 'crc32' && md5 !== undefined && { ContentMD5: md5 })
    };
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
;// CONCATENATED MODULE: ./lib/stores/s3/checksums.js


/** Starts computing the named checksums. */
function digester(algorithms) {
    const md5 = algorithms.includes('md5') ? (0,external_node_crypto_.createHash)('md5') : undefined;
    const wantsCrc = algorithms.includes('crc32');
    let crc = 0;
    return {
        update: (bytes) => {
            if (wantsCrc)
                crc = (0,external_node_zlib_.crc32)(bytes, crc);
            md5?.update(bytes);
        },
        digests: () => ({
            ...(wantsCrc && { crc32: base64OfCrc(crc) }),
            ...(md5 !== undefined && { md5: md5.digest('base64') })
        })
    };
}
/** The CRC32 that S3 gives an object of several parts: the checksum of the parts' checksums, and how many they are. */
function compositeCrc32(parts) {
    const all = Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')));
    return `${base64OfCrc((0,external_node_zlib_.crc32)(all))}-${parts.length}`;
}
/** The ETag that S3 gives an object of several parts: the MD5 of the parts' MD5s, and how many they are. */
function compositeEtag(parts) {
    const hash = (0,external_node_crypto_.createHash)('md5');
    for (const part of parts)
        hash.update(Buffer.from(part, 'base64'));
    return `${hash.digest('hex')}-${parts.length}`;
}
/** A base64 checksum in hexadecimal, as ETags write it. */
const hexOf = (base64) => Buffer.from(base64, 'base64').toString('hex');
function base64OfCrc(value) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value >>> 0);
    return bytes.toString('base64');
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./lib/used-buffers.js
var used_buffers = __webpack_require__(52288);
;// CONCATENATED MODULE: ./lib/stores/s3/memory-part.js


/** A connection takes a slice at a time: a part that is handed over whole would be encrypted whole, beside itself in memory. */
const sliceBytes = 2 ** 18;
/** Keeps a part in memory. */
function memoryPart(buffer) {
    let length = 0;
    return {
        write: (bytes) => {
            for (let done = 0; done < bytes.byteLength;) {
                const { block, offset } = placeOf(buffer.blocks, length);
                const piece = bytes.subarray(done, done + block.byteLength - offset);
                block.set(piece, offset);
                done += piece.byteLength;
                length += piece.byteLength;
            }
            return undefined;
        },
        finish: () => undefined,
        length: () => length,
        stream: () => streamOf(buffer.blocks, length),
        release: buffer.release
    };
}
function streamOf(blocks, length) {
    let sent = 0;
    return new external_node_stream_.Readable({
        highWaterMark: sliceBytes,
        read() {
            if (sent >= length) {
                this.push(null);
                return;
            }
            const { block, offset } = placeOf(blocks, sent);
            const slice = block.subarray(offset, Math.min(offset + sliceBytes, offset + length - sent));
            sent += slice.byteLength;
            // Its encrypted copy.
            (0,used_buffers/* noteUsedBuffers */.P)(slice.byteLength);
            this.push(slice);
        }
    });
}
// All blocks of a buffer have one size.
function placeOf(blocks, position) {
    const size = blocks[0]?.byteLength ?? 1;
    const block = blocks[Math.floor(position / size)];
    if (block === undefined)
        throw new RangeError(`a part has no room for byte ${position}`);
    return { block, offset: position % size };
}

;// CONCATENATED MODULE: ./lib/stores/s3/part-sizes.js
const MiB = 2 ** 20;
const GiB = 2 ** 30;
/** Parts of this size are kept in memory until the store has them, bigger ones in files. S3 takes none below 5 MiB but the last. */
const partInMemory = 6 * MiB;
/** No store takes a bigger part. */
const largestPart = 5 * GiB;
/**
 * Plans the parts of a stream of unknown length. They grow, so that a short stream needs little memory and 5 TiB fit into 10,000
 * parts; where all must have one size, or the expected size asks for more, one size is chosen for all.
 */
function planParts(limits) {
    const growing = steps(limits.maximumParts);
    const expected = limits.expectedBytes ?? 0;
    if (limits.uniform || expected * safety > capacityOf(growing)) {
        const bytes = uniformSize(limits.maximumParts, limits.expectedBytes);
        return sizes([{ parts: limits.maximumParts, bytes }]);
    }
    return sizes(growing);
}
// Shares of all parts. With 10,000 of them: up to 23 GiB in memory, then in files of 64 MiB up to 117 GiB, of 256 MiB up to 617 GiB,
// and of 1.8 GiB up to 5.0 TiB. Several parts can always travel while one fills.
const growth = [
    { share: 0.4, bytes: partInMemory },
    { share: 0.15, bytes: 64 * MiB },
    { share: 0.2, bytes: 256 * MiB }
];
const biggestGrown = 1850 * MiB;
// An expected size is a guess from the last backup: allow for a stream that is half as big again.
const safety = 1.5;
function steps(maximumParts) {
    const grown = growth.map(({ share, bytes }) => ({ parts: Math.round(maximumParts * share), bytes }));
    const rest = maximumParts - grown.reduce((sum, { parts }) => sum + parts, 0);
    return [...grown, { parts: rest, bytes: biggestGrown }];
}
// Small enough for memory where that leaves room for four times what is expected, else what the expected size needs.
function uniformSize(maximumParts, expectedBytes) {
    if (expectedBytes === undefined)
        return 64 * MiB;
    const roomy = rounded((4 * expectedBytes) / maximumParts);
    const needed = rounded((safety * expectedBytes) / maximumParts);
    return Math.min(Math.max(needed, Math.min(roomy, 64 * MiB), partInMemory), largestPart);
}
const rounded = (bytes) => Math.ceil(bytes / partInMemory) * partInMemory;
const capacityOf = (plan) => plan.reduce((sum, { parts, bytes }) => sum + parts * bytes, 0);
function sizes(plan) {
    return {
        capacity: capacityOf(plan),
        of: (part) => {
            let before = 0;
            for (const { parts, bytes } of plan) {
                if (part <= before + parts)
                    return bytes;
                before += parts;
            }
            return undefined;
        }
    };
}

;// CONCATENATED MODULE: ./lib/stores/s3/cutter.js




/** Cuts the first part; a stream that is shorter than a few hundred KiB needs none of the shared memory. */
async function cutFirstPart(cutting, algorithms) {
    const { source } = cutting;
    const digest = digester(algorithms);
    const little = memoryPart({ blocks: [Buffer.allocUnsafeSlow(littleBytes)], release: () => undefined });
    while (little.length() < littleBytes && (await source.more())) {
        const bytes = source.take(littleBytes - little.length());
        digest.update(bytes);
        await little.write(bytes);
    }
    if (!(await source.more()))
        return partOf(little, { number: 1, digests: digest.digests(), last: true });
    const size = sizeOf(cutting, 1);
    const room = await roomFor(cutting, size);
    try {
        for await (const bytes of little.stream())
            await room.write(bytes);
        return await fill(cutting, { number: 1, size, room, digest });
    }
    catch (error) {
        room.release();
        throw error;
    }
}
/** Cuts the next part, or gives nothing when the stream has ended. */
async function cutPart(cutting, number, algorithms) {
    // Memory is only taken once there is something to put into it.
    if (!(await cutting.source.more()))
        return undefined;
    const size = sizeOf(cutting, number);
    const room = await roomFor(cutting, size);
    try {
        return await fill(cutting, { number, size, room, digest: digester(algorithms) });
    }
    catch (error) {
        room.release();
        throw error;
    }
}
const littleBytes = 2 ** 18;
async function fill({ source }, { number, size, room, digest }) {
    let last = false;
    while (room.length() < size && !last) {
        if (await source.more()) {
            const bytes = source.take(size - room.length());
            digest.update(bytes);
            await room.write(bytes);
        }
        else
            last = true;
    }
    await room.finish();
    return partOf(room, { number, digests: digest.digests(), last });
}
const partOf = (room, facts) => ({
    ...facts,
    bytes: room.length(),
    stream: room.stream,
    release: room.release
});
function sizeOf({ sizes }, number) {
    const size = sizes.of(number);
    if (size !== undefined)
        return size;
    const most = sizes.capacity / 2 ** 20;
    const fits = most < 10_240 ? `${most} MiB` : `${Math.floor(most / 1024)} GiB`;
    throw new errors/* UserError */.yo(`The stream is longer than the ${fits} that fit into ${number - 1} parts`, {
        remedy: 'Split the component into smaller ones, or correct store.maximum-parts and store.uniform-parts if the store allows more.'
    });
}
async function roomFor({ buffers, spool, signal }, size) {
    if (size <= partInMemory)
        return memoryPart(await buffers.take(size, signal));
    buffers.shrink();
    return spool.take();
}

// EXTERNAL MODULE: ./lib/stores/source.js
var stores_source = __webpack_require__(54353);
// EXTERNAL MODULE: ./lib/stores/store.js
var store = __webpack_require__(331);
;// CONCATENATED MODULE: ./lib/stores/s3/explain.js





/** Turns the failure of a request into the error that a person can act on. Other errors are given back as they are. */
function explainedS3(label, error) {
    if (!(error instanceof S3RequestFailed))
        return error;
    const { fault, key, operation, attempts } = error;
    const subject = key === undefined ? label : `${label}/${key}`;
    if (fault.code === 'NoSuchKey')
        return new store/* ObjectMissing */.G(subject, { cause: error });
    const tried = attempts > 1 ? ` (tried ${attempts} times)` : '';
    return new errors/* UserError */.yo(`${subject}: ${operation} failed${tried}: ${describeFault(fault)}`, {
        remedy: remedyFor(error),
        cause: (0,errors/* asError */.zR)(error.cause)
    });
}
function remedyFor({ fault, operation, right }) {
    if (isCertificateFault(fault)) {
        return 'The certificate of the endpoint was not accepted: put the PEM of the authority that signed it into store.ca.';
    }
    const named = remedies[fault.code];
    if (named !== undefined)
        return named;
    if (fault.status === 403) {
        return `Grant s3:${right} to the access key (docs/s3.md has a policy to paste), or check that the bucket is the right one.`;
    }
    if (isNetworkFault(fault))
        return unreachable;
    if (fault.status === 429 || (fault.status ?? 0) >= 500) {
        return operation === 'CompleteMultipartUpload'
            ? tooManyParts
            : 'The store is overloaded or broken: try again later.';
    }
    return undefined;
}
const tooManyParts = 'The store is overloaded or broken: try again later. If it always ends here, it cannot keep track of so many parts, as versitygw on ext4: set store.maximum-parts: 600.';
const unreachable = 'Check store.endpoint, and that the store can be reached from here (a proxy is taken from HTTPS_PROXY).';
const expired = 'The credentials ended during the run: let aws-actions/configure-aws-credentials ask for a longer role-duration-seconds.';
const wrongRegion = 'Set store.region to the region of the bucket, and store.endpoint to that of the region.';
const remedies = {
    NoSuchBucket: 'Create the bucket, or correct store.bucket, store.endpoint or store.path-style.',
    InvalidBucketName: 'Correct store.bucket.',
    InvalidAccessKeyId: 'Check s3-access-key-id: the store does not know it.',
    SignatureDoesNotMatch: 'Check s3-secret-access-key (no blank or line break may be in it), store.region and store.endpoint.',
    InvalidToken: 'Check s3-session-token: it belongs to other keys or is missing.',
    ExpiredToken: expired,
    ExpiredTokenException: expired,
    TokenRefreshRequired: expired,
    RequestTimeTooSkewed: 'The clock of this machine is wrong: set it.',
    PermanentRedirect: wrongRegion,
    TemporaryRedirect: wrongRegion,
    MovedPermanently: wrongRegion,
    AuthorizationHeaderMalformed: wrongRegion,
    IllegalLocationConstraintException: wrongRegion,
    QuotaExceeded: 'The quota of the bucket is used up: raise it or delete old backups.',
    XMinioStorageFull: 'The disk of the store is full: make room.',
    PreconditionFailed: 'The object was replaced by another one meanwhile: run it again.',
    EntityTooLarge: 'The store takes no object as big as this: split the component into smaller ones.',
    CredentialsProviderError: 'No credentials were found: set s3-access-key-id and s3-secret-access-key, or run aws-actions/configure-aws-credentials before.',
    EPROTO: 'The endpoint does not speak TLS: is store.endpoint an http:// address?',
    ENOTFOUND: 'The name of the endpoint is not known: correct store.endpoint, or store.region and store.path-style.'
};
/** The error to reject with after the clean-up: what failed first, and a note of what the clean-up could not do. */
function afterwards(label, error, note) {
    const first = explainedS3(label, (0,stores_source/* unmarked */.u7)(error));
    if (note === undefined)
        return first;
    const { message } = (0,errors/* asError */.zR)(first);
    const remedy = first instanceof errors/* UserError */.yo ? first.remedy : undefined;
    return new errors/* UserError */.yo(`${message}; ${note}; later runs remove what is left, once nothing was heard of this one for a day`, { remedy, cause: first });
}

;// CONCATENATED MODULE: ./lib/stores/s3/upload.js
/** The request fields that name the object, what it is and how the store encrypts it. */
function objectFields({ bucket, key, options }) {
    const { encryption } = bucket.target;
    return {
        ...address(bucket, key),
        ...(options.contentType !== undefined && { ContentType: options.contentType }),
        ...(encryption !== undefined && { ServerSideEncryption: encryption.algorithm }),
        ...(encryption?.algorithm === 'aws:kms' &&
            encryption.key !== undefined && { SSEKMSKeyId: encryption.key })
    };
}
/** The request fields that name an object. */
const address = (bucket, key) => ({
    Bucket: bucket.target.bucket,
    Key: bucket.fullKey(key)
});

;// CONCATENATED MODULE: ./lib/stores/s3/download.js







/** Streams an object to its last byte; after a broken connection it goes on where it was, as long as it is the same object. */
async function download(bucket, key) {
    const stop = new AbortController();
    const first = await request(bucket, key, { signal: stop.signal });
    const stream = external_node_stream_.Readable.from(bytesOf(bucket, key, { first, signal: stop.signal }), { objectMode: false });
    stream.once('close', () => stop.abort(new Error(`nobody reads ${key} any more`)));
    return stream;
}
async function* bytesOf(bucket, key, { first, signal }) {
    const total = first.ContentLength;
    if (total === undefined)
        throw new Error(`${bucket.label}/${key}: the store does not say how long it is`);
    const clock = retryClock(bucket.patience);
    let position = 0;
    for (let answer = first;;) {
        try {
            for await (const chunk of bodyOf(answer)) {
                position += chunk.byteLength;
                if (position > total)
                    throw new Error(`${bucket.label}/${key}: the store sent more than its ${total} bytes`);
                clock.progressed();
                yield chunk;
            }
            if (position === total)
                return;
            throw Object.assign(new Error(`the connection ended after ${position} of ${total} bytes`), {
                code: 'ECONNRESET'
            });
        }
        catch (error) {
            signal.throwIfAborted();
            const fault = faultOf(error);
            const pause = isTransient(fault, true) ? clock.failed() : undefined;
            if (pause === undefined)
                throw explainedS3(bucket.label, broken(key, error));
            bucket.noteRetry(`GetObject of ${key}: ${describeFault(fault)}; going on at byte ${position} in ${pause.toFixed(1)} s`);
            await pauseFor(pause, signal);
        }
        answer = await request(bucket, key, { signal, from: position, etag: first.ETag }).catch((error) => {
            throw explainedS3(bucket.label, error);
        });
    }
}
function request(bucket, key, { signal, from = 0, etag }) {
    return bucket.request({
        operation: 'GetObject',
        key,
        signal,
        send: async (client, options) => {
            const rest = from === 0 ? {} : { Range: `bytes=${from}-`, ...(etag !== undefined && { IfMatch: etag }) };
            const answer = await client.send(new dist_cjs/* GetObjectCommand */.jLs({ ...address(bucket, key), ...rest }), options);
            if (from > 0 && !(answer.ContentRange ?? '').startsWith(`bytes ${from}-`)) {
                throw new Error(`the store does not go on at byte ${from} when it is asked to`);
            }
            return answer;
        }
    });
}
function bodyOf({ Body }) {
    if (Body instanceof external_node_stream_.Readable)
        return Body;
    throw new Error('the store answered without a body');
}
const broken = (key, cause) => new S3RequestFailed({ operation: 'GetObject', key }, { cause, attempts: 1, ambiguous: false });

;// CONCATENATED MODULE: ./lib/stores/s3/difference.js
/** Says what of a stored object is not as it must be, or nothing. */
function difference(expected, found) {
    if (found.ContentLength !== expected.bytes)
        return `${found.ContentLength} bytes instead of ${expected.bytes}`;
    return checksumDifference(expected, found);
}
/** Says which checksum of a stored object, or of a part, is another one than that of what was sent, or nothing. */
function checksumDifference(expected, found) {
    if (!sameCrc32(expected, found))
        return `CRC32 ${found.ChecksumCRC32} instead of ${expected.crc32}`;
    if (!sameEtag(expected, found))
        return `ETag ${found.ETag} instead of "${expected.etag}"`;
    return undefined;
}
/** Whether any of the store's answers told a checksum of the kind that was computed. */
function checksumCompared(expected, answers) {
    if (expected.partsConfirmed === true)
        return true;
    return answers.some((answer) => comparableCrc32(expected, answer) !== undefined || comparableEtag(expected, answer) !== undefined);
}
/** An ETag without its quotes. */
const unquoted = (etag) => etag.replace(/^"|"$/g, '');
const sameCrc32 = (expected, found) => [undefined, expected.crc32].includes(comparableCrc32(expected, found));
const sameEtag = (expected, found) => [undefined, expected.etag].includes(comparableEtag(expected, found));
// A checksum over the whole of an object that was sent in parts says nothing about those of its parts.
function comparableCrc32(expected, { ChecksumCRC32: found }) {
    if (expected.crc32 === undefined || found === undefined)
        return undefined;
    return expected.crc32.includes('-') && !found.includes('-') ? undefined : found;
}
// An ETag that cannot be an MD5 says nothing, nor does that of an object encrypted by KMS.
function comparableEtag(expected, found) {
    if (expected.etag === undefined || found.ETag === undefined)
        return undefined;
    if (found.ServerSideEncryption?.startsWith('aws:kms') === true)
        return undefined;
    const etag = unquoted(found.ETag).toLowerCase();
    return /^[0-9a-f]{32}(-\d+)?$/.test(etag) ? etag : undefined;
}

;// CONCATENATED MODULE: ./lib/stores/s3/listing.js




/** All objects whose key begins with `prefix`, sorted by key. */
async function listObjects(bucket, prefix) {
    const objects = [];
    for await (const page of pages(bucket, prefix)) {
        for (const { Key, Size, LastModified, ETag } of page.Contents ?? []) {
            if (Key === undefined)
                continue;
            const etag = ETag === undefined ? {} : { etag: unquoted(ETag) };
            objects.push({
                key: bucket.shortKey(Key),
                bytes: Size ?? 0,
                modified: dateOrNow(bucket, LastModified),
                ...etag
            });
        }
    }
    return objects.sort(stores_keys/* byKey */.dX);
}
/** The multipart uploads below `prefix` that are open. */
async function listUploads(bucket, prefix) {
    const uploads = [];
    let after = {};
    while (after !== undefined) {
        const marker = after;
        const page = await bucket.request({
            operation: 'ListMultipartUploads',
            right: 'ListBucketMultipartUploads',
            send: (client, options) => client.send(new dist_cjs/* ListMultipartUploadsCommand */.mo2({
                Bucket: bucket.target.bucket,
                Prefix: bucket.fullKey(prefix),
                ...marker
            }), options)
        });
        for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
            if (Key === undefined || UploadId === undefined)
                continue;
            uploads.push({ key: bucket.shortKey(Key), uploadId: UploadId, started: dateOrNow(bucket, Initiated) });
        }
        after = nextUploads(page, marker.KeyMarker, marker.UploadIdMarker);
    }
    return uploads.sort(stores_keys/* byKey */.dX);
}
function nextUploads(page, key, uploadId) {
    if (page.IsTruncated !== true)
        return undefined;
    const { NextKeyMarker, NextUploadIdMarker } = page;
    if (NextKeyMarker === undefined || (NextKeyMarker === key && NextUploadIdMarker === uploadId))
        throw endless();
    return {
        KeyMarker: NextKeyMarker,
        ...(NextUploadIdMarker !== undefined &&
            NextUploadIdMarker !== '' && { UploadIdMarker: NextUploadIdMarker })
    };
}
async function* pages(bucket, prefix) {
    let token;
    for (;;) {
        const continued = token;
        const page = await bucket.request({
            operation: 'ListObjectsV2',
            right: 'ListBucket',
            send: (client, options) => client.send(new dist_cjs/* ListObjectsV2Command */.u6x({
                Bucket: bucket.target.bucket,
                Prefix: bucket.fullKey(prefix),
                ...(continued !== undefined && { ContinuationToken: continued })
            }), options)
        });
        yield page;
        if (page.IsTruncated !== true)
            return;
        if (page.NextContinuationToken === undefined || page.NextContinuationToken === token)
            throw endless();
        token = page.NextContinuationToken;
    }
}
// Ending here would make a part of a list look like all of it.
const endless = () => new Error('the store said that its list goes on, and not where');

;// CONCATENATED MODULE: ./lib/stores/s3/verify.js







/** Asks the store what it holds, and compares; where there is no checksum to compare, a notice says so. */
async function verify_confirm(bucket, key, { expected, answer }) {
    const found = await findNewObject(bucket, key);
    const wrong = difference(expected, found);
    if (wrong !== undefined)
        throw storedWrongly(bucket, key, wrong);
    const confirmed = expected.partsConfirmed === true || (answer.ChecksumCRC32 ?? found.ChecksumCRC32) !== undefined;
    if (expected.crc32 !== undefined && !confirmed) {
        throw new errors/* UserError */.yo(`${bucket.label}/${key}: the store does not say which CRC32 it computed`, {
            remedy: 'Set store.checksum to md5 (or leave it out).'
        });
    }
    if (!checksumCompared(expected, [answer, found]))
        bucket.notice(sizesOnly(bucket));
    return storedObject(bucket, key, found);
}
/** Rejects when an answer to a put or to a part names another checksum than was sent. */
function checkAnswer(bucket, key, { expected, found }) {
    const wrong = checksumDifference(expected, found);
    if (wrong !== undefined)
        throw storedWrongly(bucket, key, wrong);
}
/** Describes an object with its checksum; `undefined` where there is none. */
async function findObject(bucket, key, patience) {
    try {
        return await bucket.request({
            operation: 'HeadObject',
            right: 'GetObject',
            key,
            ...(patience !== undefined && { patience }),
            send: (client, options) => client.send(new dist_cjs/* HeadObjectCommand */.l81({ ...address(bucket, key), ChecksumMode: 'ENABLED' }), options)
        });
    }
    catch (error) {
        if (error instanceof S3RequestFailed && error.fault.status === 404)
            return undefined;
        throw error;
    }
}
/** Describes what the store said about an object. */
function storedObject(bucket, key, head) {
    return {
        key,
        bytes: head.ContentLength ?? 0,
        modified: dateOrNow(bucket, head.LastModified),
        ...(head.ETag !== undefined && { etag: unquoted(head.ETag) })
    };
}
// Some stores need a moment until an object that they confirmed is found.
async function findNewObject(bucket, key) {
    for (const pause of [0, 0.5, 1, 2, 4]) {
        if (pause > 0)
            await (0,promises_.setTimeout)(pause * 1000);
        const found = await findObject(bucket, key);
        if (found !== undefined)
            return found;
    }
    throw new errors/* UserError */.yo(`${bucket.label}/${key}: the store confirmed the object and does not find it`, {
        remedy: 'Run it again; if it happens again, the store loses data.'
    });
}
const storedWrongly = (bucket, key, what) => new errors/* UserError */.yo(`${bucket.label}/${key}: the store holds something else than was sent: ${what}`, {
    remedy: 'Run it again; if it happens again, the store or something on the way to it damages data.'
});
const sizesOnly = ({ label, target }) => [
    `${label}: the store tells no checksum of its objects that can be compared with what was sent (gateways and encryption by KMS`,
    'have ETags that are no MD5s). Their sizes were compared, and checksums were sent along for the store to check; a restore',
    'compares the SHA-256 of every artifact.',
    ...(target.checksum === 'md5' ? ['Without store.checksum the store may confirm CRC32s.'] : [])
].join(' ');

;// CONCATENATED MODULE: ./lib/stores/s3/commit.js








/**
 * Makes an object visible and compares what the store then holds with what was sent. Rejects with ObjectExists where the condition
 * failed; after any other failure the object is deleted again, if there may be one and its key is not one that is rewritten.
 */
async function commit(upload, { send, expected }) {
    const { bucket, key } = upload;
    let answer;
    try {
        answer = await sendIfAbsent(upload, { send, expected });
        checkAnswer(bucket, key, { expected: expected(), found: answer });
        return await verify_confirm(bucket, key, { expected: expected(), answer });
    }
    catch (error) {
        if (error instanceof store/* ObjectExists */.i)
            throw error;
        const note = await takeBack(upload, { error, answered: answer !== undefined, expected });
        throw afterwards(bucket.label, error, note);
    }
}
// What an earlier attempt did although its answer was lost makes the condition fail: then it is our own object that is there.
async function sendIfAbsent(upload, { send, expected }) {
    const { bucket, key, options } = upload;
    if (options.ifAbsent !== true)
        return send({});
    try {
        return await send({ IfNoneMatch: '*' });
    }
    catch (error) {
        if (!(error instanceof S3RequestFailed))
            throw error;
        if (error.fault.status === 412) {
            const found = error.ambiguous ? await findObject(bucket, key) : undefined;
            if (found !== undefined && difference(expected(), found) === undefined)
                return found;
            throw new store/* ObjectExists */.i(`${bucket.label}/${key}`, { cause: error });
        }
        if (!isRefusal(error))
            throw error;
        if ((await findObject(bucket, key)) !== undefined) {
            throw new store/* ObjectExists */.i(`${bucket.label}/${key}`, { cause: error });
        }
        return send({});
    }
}
/** Whether the store may have refused a request for a header that it does not know. */
function isRefusal(error) {
    if (!(error instanceof S3RequestFailed))
        return false;
    const { status, code } = error.fault;
    return status === 501 || (status === 400 && !otherwiseWrong.has(code));
}
const otherwiseWrong = new Set([
    'ExpiredToken',
    'InvalidToken',
    'TokenRefreshRequired',
    'AuthorizationHeaderMalformed',
    'InvalidBucketName',
    'RequestTimeout',
    'BadDigest',
    'IncompleteBody',
    'EntityTooLarge',
    'EntityTooSmall',
    'InvalidPart',
    'InvalidPartOrder'
]);
// Gives a note of what it could not do. A key that is rewritten may hold another run's object by the time it is deleted.
async function takeBack(upload, { error, answered, expected }) {
    const { bucket, key, options } = upload;
    if (options.rewritten === true)
        return undefined;
    if (answered)
        return deleteAgain(bucket, key);
    const unclear = error instanceof S3RequestFailed && error.ambiguous;
    return unclear ? deleteIfOurs(bucket, key, expected()) : undefined;
}
async function deleteIfOurs(bucket, key, expected) {
    try {
        const found = await findObject(bucket, key, cleaningPatience(bucket.patience));
        if (found === undefined || difference(expected, found) !== undefined)
            return undefined;
    }
    catch (error) {
        return leftBehind(error);
    }
    return deleteAgain(bucket, key);
}
async function deleteAgain(bucket, key) {
    try {
        await bucket.request({
            operation: 'DeleteObject',
            key,
            patience: cleaningPatience(bucket.patience),
            send: (client, options) => client.send(new dist_cjs/* DeleteObjectCommand */.k4j(address(bucket, key)), options)
        });
        return undefined;
    }
    catch (error) {
        return leftBehind(error);
    }
}
const leftBehind = (error) => `the object may have been left behind (${error instanceof Error ? error.message : String(error)})`;

;// CONCATENATED MODULE: ./lib/stores/s3/multipart-upload.js







/** Opens a multipart upload; with `auto` its answer tells whether the parts carry CRC32s. */
async function beginUpload(upload) {
    const { checksums } = upload;
    const wanted = checksums.current() ?? 'crc32';
    const { answer, attempts } = await create(upload, wanted).catch((error) => {
        if (checksums.fixed || wanted === 'md5' || !isRefusal(error))
            throw error;
        return create(upload, 'md5');
    });
    if (answer.UploadId === undefined)
        throw new Error(`${upload.key}: the store opened an upload without an id`);
    const algorithm = checksums.fixed ? wanted : answer.ChecksumAlgorithm === 'CRC32' ? 'crc32' : 'md5';
    if (checksums.current() === undefined)
        checksums.learn(algorithm);
    return { uploadId: answer.UploadId, algorithm, unconfirmed: attempts > 1 };
}
/** Throws away what was sent of an upload; says what went wrong, if it did. Nothing of it may be travelling any more. */
async function abandonUpload(upload, { uploadId }) {
    const { bucket, key } = upload;
    try {
        await abortUpload(bucket, { key, uploadId });
        // A part that the store was still receiving may have come in after the first call.
        await abortUpload(bucket, { key, uploadId });
        return undefined;
    }
    catch (error) {
        return `its upload could not be aborted (${(0,errors/* asError */.zR)(error).message})`;
    }
}
/** Throws away an upload; one that is not open any more is no error. */
async function abortUpload(bucket, { key, uploadId }) {
    try {
        await bucket.request({
            operation: 'AbortMultipartUpload',
            key,
            patience: cleaningPatience(bucket.patience),
            send: (client, options) => client.send(new dist_cjs/* AbortMultipartUploadCommand */.tfP({ ...address(bucket, key), UploadId: uploadId }), options)
        });
    }
    catch (error) {
        if (!(error instanceof S3RequestFailed && error.fault.status === 404 && error.fault.code !== 'NoSuchBucket'))
            throw error;
    }
}
/** Aborts what an attempt to open the upload may have left although its answer was lost. */
async function sweepUnconfirmed(upload, { uploadId, unconfirmed }) {
    if (!unconfirmed)
        return;
    const { bucket, key } = upload;
    try {
        for (const other of await listUploads(bucket, key)) {
            if (other.key === key && other.uploadId !== uploadId)
                await abortUpload(bucket, other);
        }
    }
    catch (error) {
        // The object itself is as it should be or gone; what was left takes room only, and later runs sweep it.
        bucket.noteRetry(`${key}: an upload that was opened twice could not be looked for: ${(0,errors/* asError */.zR)(error).message}`);
    }
}
async function create(upload, algorithm) {
    const { bucket, key, stop } = upload;
    const checksum = algorithm === 'crc32' ? { ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' } : {};
    let attempts = 0;
    const answer = await bucket.request({
        operation: 'CreateMultipartUpload',
        right: 'PutObject',
        key,
        signal: stop.signal,
        send: (client, options) => {
            attempts += 1;
            return client.send(new dist_cjs/* CreateMultipartUploadCommand */.nG4({ ...objectFields(upload), ...checksum }), options);
        }
    });
    return { answer, attempts };
}

;// CONCATENATED MODULE: ./lib/stores/s3/send-parts.js






/** Sends parts while the next ones fill, until the stream has ended; gives their receipts in order. */
async function sendParts(upload, { opened, cutting, first }) {
    const { stop } = upload;
    const receipts = [];
    const travelling = new Set();
    const send = async (part) => {
        try {
            receipts.push(await sendPart(upload, opened, part));
        }
        catch (error) {
            // The first failure stops the others and the stream; later ones follow from it.
            stop.abort(error);
        }
        finally {
            part.release();
        }
    };
    const launch = (part) => {
        const journey = send(part).finally(() => travelling.delete(journey));
        travelling.add(journey);
    };
    try {
        for (let part = first; part !== undefined;) {
            launch(part);
            if (part.last)
                break;
            const next = part.number + 1;
            while (travelling.size >= travellersBeside(cutting.sizes.of(next)))
                await Promise.race(travelling);
            part = await cutPart(cutting, next, [opened.algorithm]);
        }
    }
    catch (error) {
        stop.abort(error);
    }
    await Promise.all(travelling);
    stop.signal.throwIfAborted();
    return receipts.sort((one, other) => one.number - other.number);
}
/** How many parts may travel while one of `size` bytes fills: what keeps several connections busy with little memory and disk. */
const travellersBeside = (size) => size === undefined || size > 256 * send_parts_MiB ? 1 : 3;
const send_parts_MiB = 2 ** 20;
async function sendPart(upload, opened, part) {
    const { bucket, key, stop } = upload;
    const { crc32, md5 } = part.digests;
    const answer = await bucket.request({
        operation: 'UploadPart',
        right: 'PutObject',
        key: `${key} (part ${part.number})`,
        signal: stop.signal,
        send: (client, options) => client.send(new dist_cjs/* UploadPartCommand */.iVK({
            ...address(bucket, key),
            ...checksumFields(part.digests, opened.algorithm),
            UploadId: opened.uploadId,
            PartNumber: part.number,
            Body: part.stream(),
            ContentLength: part.bytes
        }), options)
    });
    const checksum = opened.algorithm === 'md5' ? { etag: hexOf(md5 ?? '') } : { crc32: crc32 ?? '' };
    checkAnswer(bucket, `${key} (part ${part.number})`, {
        expected: { bytes: part.bytes, ...checksum },
        found: answer
    });
    const confirmed = answer.ChecksumCRC32 !== undefined;
    return { number: part.number, bytes: part.bytes, etag: answer.ETag, crc32, md5, confirmed };
}

;// CONCATENATED MODULE: ./lib/stores/s3/multipart.js









/** Stores a stream in parts, of which the first is cut already. The object appears when the stream has ended cleanly. */
async function putParts(upload, cutting, first) {
    const opened = await beginUpload(upload).catch((error) => {
        first.release();
        throw error;
    });
    try {
        const receipts = await sendParts(upload, { opened, cutting, first });
        return await commit(upload, {
            send: (condition) => complete(upload, { opened, receipts, condition }),
            expected: () => expectation(receipts, opened.algorithm)
        });
    }
    catch (error) {
        throw afterwards(upload.bucket.label, error, await abandonUpload(upload, opened));
    }
    finally {
        await sweepUnconfirmed(upload, opened);
    }
}
// Sent again after its answer was lost, it does not find the upload any more: then the object itself has to tell.
async function complete(upload, { opened, receipts, condition }) {
    const { bucket, key, stop } = upload;
    const parts = receipts.map(({ number, etag, crc32 }) => ({
        PartNumber: number,
        ETag: etag,
        ...(opened.algorithm === 'crc32' && { ChecksumCRC32: crc32 })
    }));
    try {
        return await bucket.request({
            operation: 'CompleteMultipartUpload',
            right: 'PutObject',
            key,
            signal: stop.signal,
            slow: true,
            send: (client, options) => client.send(new dist_cjs/* CompleteMultipartUploadCommand */.Gym({
                ...address(bucket, key),
                UploadId: opened.uploadId,
                MultipartUpload: { Parts: parts },
                ...condition
            }), options)
        });
    }
    catch (error) {
        const mayBeDone = error instanceof S3RequestFailed && error.ambiguous && error.fault.code === 'NoSuchUpload';
        const found = mayBeDone ? await findObject(bucket, key) : undefined;
        if (found === undefined)
            throw error;
        return found;
    }
}
function expectation(receipts, algorithm) {
    const bytes = receipts.reduce((sum, part) => sum + part.bytes, 0);
    if (algorithm === 'md5')
        return { bytes, etag: compositeEtag(receipts.map(({ md5 }) => md5 ?? '')) };
    return {
        bytes,
        crc32: compositeCrc32(receipts.map(({ crc32 }) => crc32 ?? '')),
        partsConfirmed: receipts.every(({ confirmed }) => confirmed)
    };
}

;// CONCATENATED MODULE: ./lib/stores/s3/part-buffers.js
const blockBytes = 6 * 2 ** 20;
/**
 * Makes a budget of blocks that are allocated when first needed and then reused. Who takes a buffer takes all of it at once and in
 * turn, so that uploads cannot wait for each other in a circle: whoever holds a buffer needs no further one to let go of it.
 */
function partBuffers(budget) {
    const limit = Math.floor(budget / blockBytes);
    const free = [];
    const waiting = [];
    let taken = 0;
    const grant = (blocks) => {
        taken += blocks;
        const held = Array.from({ length: blocks }, () => free.pop() ?? allocate());
        let released = false;
        return {
            blocks: held,
            release: () => {
                if (released)
                    return;
                released = true;
                taken -= blocks;
                free.push(...held);
                serve();
            }
        };
    };
    // Outside of Node's own pool and not filled with zeros: pages that are never written never become resident.
    const allocate = () => Buffer.allocUnsafeSlow(blockBytes);
    const serve = () => {
        for (let next = waiting[0]; next !== undefined && taken + next.blocks <= limit; next = waiting[0]) {
            waiting.shift();
            next.grant(grant(next.blocks));
        }
    };
    return {
        take: (bytes, signal) => new Promise((resolve, reject) => {
            const blocks = Math.max(1, Math.ceil(bytes / blockBytes));
            if (blocks > limit)
                throw new RangeError(`${bytes} bytes do not fit in ${limit * blockBytes} bytes of memory`);
            signal.throwIfAborted();
            const giveUp = () => {
                waiting.splice(waiting.indexOf(request), 1);
                reject(signal.reason);
                serve();
            };
            const request = {
                blocks,
                grant: (buffer) => {
                    signal.removeEventListener('abort', giveUp);
                    resolve(buffer);
                }
            };
            signal.addEventListener('abort', giveUp, { once: true });
            waiting.push(request);
            serve();
        }),
        shrink: () => {
            free.length = 0;
        }
    };
}

;// CONCATENATED MODULE: ./lib/stores/s3/put-object.js





/** Stores a stream that fitted into one part. */
function putObject(upload, part) {
    return commit(upload, {
        send: (condition) => sendWithChecksum(upload, part, condition),
        expected: () => put_object_expectation(part, upload.checksums.current() ?? 'md5')
    });
}
// As long as nobody knows which checksum the store verifies, it gets both and its answer tells.
async function sendWithChecksum(upload, part, condition) {
    const { checksums } = upload;
    const algorithm = checksums.current();
    if (algorithm !== undefined)
        return sendOnce(upload, part, { algorithm, condition });
    try {
        const answer = await sendOnce(upload, part, { algorithm, condition });
        checksums.learn(answer.ChecksumCRC32 === undefined ? 'md5' : 'crc32');
        return answer;
    }
    catch (error) {
        if (!isRefusal(error))
            throw error;
        const answer = await sendOnce(upload, part, { algorithm: 'md5', condition });
        checksums.learn('md5');
        return answer;
    }
}
function sendOnce(upload, part, { algorithm, condition }) {
    const { bucket, key, stop } = upload;
    return bucket.request({
        operation: 'PutObject',
        key,
        signal: stop.signal,
        send: (client, options) => client.send(new dist_cjs/* PutObjectCommand */.wKZ({
            ...objectFields(upload),
            ...checksumFields(part.digests, algorithm),
            ...condition,
            Body: part.stream(),
            ContentLength: part.bytes
        }), options)
    });
}
function put_object_expectation({ bytes, digests }, algorithm) {
    if (algorithm === 'crc32')
        return digests.crc32 === undefined ? { bytes } : { bytes, crc32: digests.crc32 };
    return digests.md5 === undefined ? { bytes } : { bytes, etag: hexOf(digests.md5) };
}

;// CONCATENATED MODULE: ./lib/stores/s3/removal.js






/** Deletes objects, a thousand per request; those that are not there are no error. */
async function removeObjects(bucket, keys) {
    const [only] = keys;
    if (keys.length === 1 && only !== undefined)
        return removeObject(bucket, only);
    for (let start = 0; start < keys.length; start += batchSize) {
        const batch = keys.slice(start, start + batchSize);
        try {
            await removeBatch(bucket, batch);
        }
        catch (error) {
            if (!isRefusal(error) && !mayGoSingly(error))
                throw error;
            for (const key of batch)
                await removeObject(bucket, key);
        }
    }
}
const batchSize = 1000;
async function removeBatch(bucket, keys) {
    const answer = await bucket.request({
        operation: 'DeleteObjects',
        right: 'DeleteObject',
        send: (client, options) => {
            const command = new dist_cjs/* DeleteObjectsCommand */.xvx({
                Bucket: bucket.target.bucket,
                Delete: { Quiet: true, Objects: keys.map((key) => ({ Key: bucket.fullKey(key) })) }
            });
            command.middlewareStack.add((next) => (args) => {
                addContentMd5(args.request);
                return next(args);
            }, { step: 'build', priority: 'low', name: 'contentMd5' });
            return client.send(command, options);
        }
    });
    const failed = (answer.Errors ?? []).filter(({ Code }) => Code !== 'NoSuchKey');
    if (failed.length === 0)
        return;
    const [first] = failed;
    throw new errors/* UserError */.yo(`${bucket.label}: ${failed.length} of ${keys.length} objects were not deleted, first ${first?.Key}: ${first?.Code} ${first?.Message ?? ''}`.trim(), { remedy: 'Grant s3:DeleteObject to the access key (docs/s3.md has a policy to paste).' });
}
async function removeObject(bucket, key) {
    try {
        await bucket.request({
            operation: 'DeleteObject',
            key,
            send: (client, options) => client.send(new dist_cjs/* DeleteObjectCommand */.k4j(address(bucket, key)), options)
        });
    }
    catch (error) {
        if (!(error instanceof S3RequestFailed && error.fault.code === 'NoSuchKey'))
            throw error;
    }
}
// 405 says that the store does not know the request, and 403 may say that it wants a right to the bucket for it.
const mayGoSingly = (error) => error instanceof S3RequestFailed && [403, 405].includes(error.fault.status ?? 0);
// S3 wants a checksum of this request, and every store knows MD5; the SDK would name a CRC32, which older stores refuse.
function addContentMd5(request) {
    const { headers, body } = request;
    for (const name of Object.keys(headers)) {
        if (/^x-amz-(checksum-|sdk-checksum-)/i.test(name))
            delete headers[name];
    }
    headers['content-md5'] = (0,external_node_crypto_.createHash)('md5').update(body).digest('base64');
}

// EXTERNAL MODULE: external "node:fs/promises"
var external_node_fs_promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
;// CONCATENATED MODULE: ./lib/stores/s3/spool.js







/** Begins a spool in a directory; its files are made when they are needed. */
function openSpool(directory) {
    const files = [];
    const free = [];
    const gatherers = { filling: Buffer.alloc(0), writing: Buffer.alloc(0) };
    return {
        take: async () => {
            if (files.length === 0) {
                gatherers.filling = Buffer.allocUnsafeSlow(gatheredBytes);
                gatherers.writing = Buffer.allocUnsafeSlow(gatheredBytes);
            }
            const file = free.pop() ?? (await explained(directory, () => namelessFile(directory)));
            if (!files.includes(file))
                files.push(file);
            return spooledPart(file, { directory, gatherers, release: () => free.push(file) });
        },
        close: async () => {
            await Promise.all(files.splice(0).map((file) => file.close()));
        }
    };
}
// Chunks come in 64 KiB at most; a file takes a MiB far more quickly.
const gatheredBytes = 2 ** 20;
// Every slice is memory of its own, of which some wait at each connection until they were collected.
const spool_sliceBytes = 2 ** 16;
function spooledPart(file, { directory, gatherers, release }) {
    let gathered = 0;
    let written = 0;
    let underway = Promise.resolve();
    let released = false;
    const streams = [];
    // One half is filled while the other is on its way to the file.
    const flush = async () => {
        await underway;
        const { filling, writing } = gatherers;
        gatherers.filling = writing;
        gatherers.writing = filling;
        const bytes = filling.subarray(0, gathered);
        const position = written;
        underway = explained(directory, () => writeAll(file, bytes, position));
        // Whoever awaits it next hears of a failure; until then it must not count as unhandled.
        underway.catch(() => undefined);
        written += gathered;
        gathered = 0;
    };
    return {
        write: async (bytes) => {
            for (let done = 0; done < bytes.byteLength;) {
                const piece = bytes.subarray(done, done + gatheredBytes - gathered);
                gatherers.filling.set(piece, gathered);
                gathered += piece.byteLength;
                done += piece.byteLength;
                if (gathered === gatheredBytes)
                    await flush();
            }
        },
        finish: async () => {
            await flush();
            await underway;
        },
        length: () => written + gathered,
        stream: () => {
            const stream = spool_streamOf(file, written);
            streams.push(stream);
            return stream;
        },
        release: () => {
            if (released)
                return;
            released = true;
            // A request that was refused early still reads, and nobody would hear that its file is closed.
            for (const stream of streams)
                stream.destroy();
            release();
        }
    };
}
function spool_streamOf(file, length) {
    let position = 0;
    return new external_node_stream_.Readable({
        highWaterMark: spool_sliceBytes,
        read() {
            if (position === length) {
                this.push(null);
                return;
            }
            const slice = Buffer.allocUnsafeSlow(Math.min(spool_sliceBytes, length - position));
            file.read(slice, 0, slice.byteLength, position).then(({ bytesRead }) => {
                position += bytesRead;
                if (bytesRead === 0)
                    this.destroy(new Error(`a spooled part ends at byte ${position} of ${length}`));
                else {
                    // The slice, and its encrypted copy.
                    (0,used_buffers/* noteUsedBuffers */.P)(2 * slice.byteLength);
                    this.push(slice.subarray(0, bytesRead));
                }
            }, (error) => this.destroy((0,errors/* asError */.zR)(error)));
        }
    });
}
async function namelessFile(directory) {
    const path = (0,external_node_path_.join)(directory, `.part-${(0,external_node_crypto_.randomBytes)(8).toString('hex')}`);
    const file = await (0,external_node_fs_promises_.open)(path, 'wx+', 0o600);
    await (0,external_node_fs_promises_.rm)(path);
    return file;
}
async function writeAll(file, bytes, position) {
    for (let done = 0; done < bytes.byteLength;) {
        done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten;
    }
}
async function explained(directory, attempt) {
    try {
        return await attempt();
    }
    catch (error) {
        const full = (0,error_code/* codeOf */.$)(error) === 'ENOSPC' || (0,error_code/* codeOf */.$)(error) === 'EDQUOT';
        throw new errors/* UserError */.yo(`${directory}: a part of an upload could not be kept there: ${(0,errors/* asError */.zR)(error).message}`, {
            remedy: full
                ? 'Streams of this size are uploaded in parts that need room for a few parts on the disk of the runner: make some (docs/s3.md says how much).'
                : 'Give the run a temporary directory that it may write to.',
            cause: error
        });
    }
}

;// CONCATENATED MODULE: ./lib/stores/s3.js

















/** A store in S3 or in what speaks its language. Nothing is sent before the first call. */
function s3Store(options) {
    const { target, spoolDirectory, cleaning = false } = options;
    const patience = { ...usualPatience, ...options.patience };
    const bucket = openBucket({ ...options, patience: cleaning ? cleaningPatience(patience) : patience });
    const checksums = checksumMode(target.checksum);
    // All uploads share it, so that the memory of the run does not depend on how many there are.
    const buffers = partBuffers(sharedMemory);
    const explained = async (attempt) => {
        try {
            return await attempt();
        }
        catch (error) {
            throw explainedS3(bucket.label, error);
        }
    };
    const put = async (key, body, putOptions) => {
        const stop = new AbortController();
        const source = (0,stores_source/* openSource */.oD)(body, stop.signal);
        const upload = { bucket, key, options: putOptions, checksums, stop };
        const sizes = planParts({
            maximumParts: target.maximumParts,
            uniform: target.uniformParts,
            expectedBytes: putOptions.expectedBytes
        });
        const spool = openSpool(spoolDirectory);
        const cutting = { source, sizes, buffers, spool, signal: stop.signal };
        try {
            (0,stores_keys/* checkedKey */.bb)(key);
            const first = await cutFirstPart(cutting, checksums.firstPart());
            if (!first.last)
                return await putParts(upload, cutting, first);
            return await putObject(upload, first).finally(first.release);
        }
        catch (error) {
            stop.abort(error);
            throw afterwards(bucket.label, error, undefined);
        }
        finally {
            await Promise.all([source.letGo(), spool.close()]);
        }
    };
    return {
        label: bucket.label,
        locate: (key) => `s3://${target.bucket}/${bucket.fullKey(key)}`,
        fullKey: bucket.fullKey,
        time: bucket.time,
        put: (key, body, putOptions = {}) => put(key, body, putOptions),
        get: (key) => explained(() => download(bucket, (0,stores_keys/* checkedKey */.bb)(key))),
        head: (key) => explained(async () => {
            const found = await findObject(bucket, (0,stores_keys/* checkedKey */.bb)(key));
            return found === undefined ? undefined : storedObject(bucket, key, found);
        }),
        list: (prefix) => explained(() => listObjects(bucket, (0,stores_keys/* checkedPrefix */.ge)(prefix))),
        remove: (keys) => explained(() => removeObjects(bucket, keys.map(stores_keys/* checkedKey */.bb))),
        openUploads: (prefix) => explained(() => listUploads(bucket, (0,stores_keys/* checkedPrefix */.ge)(prefix))),
        abortUpload: (upload) => explained(() => abortUpload(bucket, upload)),
        close: async () => bucket.close()
    };
}
const sharedMemory = 6 * partInMemory;


/***/ })

};
