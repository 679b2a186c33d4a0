export const id = 88;
export const ids = [88];
export const modules = {

/***/ 64171:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bh: () => (/* binding */ setFolder),
/* harmony export */   Cs: () => (/* binding */ artifactName),
/* harmony export */   Kk: () => (/* binding */ parseManifestKey),
/* harmony export */   Rn: () => (/* binding */ manifestKey),
/* harmony export */   _H: () => (/* binding */ newBackupId),
/* harmony export */   _T: () => (/* binding */ writingKey),
/* harmony export */   "if": () => (/* binding */ isBackupId),
/* harmony export */   p8: () => (/* binding */ latestKey),
/* harmony export */   pl: () => (/* binding */ stackFolder)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);

/** A new backup id: UTC time, then its milliseconds and a random end in three hexadecimal digits each. It sorts by time, and holds nothing that a key or a file name could trip over. */
function newBackupId(now) {
    const second = now.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
    const millisecond = now.getUTCMilliseconds().toString(16).padStart(3, '0');
    return `${second}-${millisecond}${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(2).toString('hex').slice(1)}`;
}
/** Whether a text is a backup id. */
const isBackupId = (text) => /^\d{8}T\d{6}Z-[0-9a-f]{6}$/.test(text);
/** Everything of a stack lies below this key. */
const stackFolder = (stack) => `${stack}/`;
/** Everything of a backup lies below this key. */
const setFolder = (stack, id) => `${stack}/${id}/`;
/** The manifest: a backup exists only once it does. */
const manifestKey = (stack, id) => `${setFolder(stack, id)}manifest.json`;
/** The sign that a run is writing this set; renewed while it lives. */
const writingKey = (stack, id) => `${setFolder(stack, id)}writing.json`;
/** Points to the newest whole backup. */
const latestKey = (stack) => `${stack}/latest.json`;
/** Takes a manifest's key apart, or gives `undefined` where it is none. */
function parseManifestKey(key) {
    const [, stack, id] = /^([^/]+)\/([^/]+)\/manifest\.json$/.exec(key) ?? [];
    return stack !== undefined && id !== undefined && isBackupId(id) ? { stack, id } : undefined;
}
/** An artifact's name in the folder of its set: `db.shop.dump.zst`. Parts that would make an awkward key are spelled in ASCII and told apart by a hash. */
const artifactName = (artifact) => `${artifact.component}${artifact.part === undefined ? '' : `.${spelled(artifact.part)}`}.${artifact.extension}${artifact.compression}`;
function spelled(part) {
    if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(part))
        return part;
    const readable = part
        .replace(/[^A-Za-z0-9_-]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 60);
    return `${readable}${readable === '' ? '' : '-'}${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(part).digest('hex').slice(0, 8)}`;
}


/***/ }),

/***/ 1446:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ manifestSchema)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(92857);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(64377);

const json = zod__WEBPACK_IMPORTED_MODULE_0__/* .json */ .Pq9();
const count = zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().nonnegative();
const artifact = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    part: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
        .optional()
        .describe('Tells the artifacts of a component apart, e.g. the name of the database.'),
    key: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('The object, relative to the folder of the manifest.'),
    compression: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['zstd', 'gzip', 'none']),
    bytes: count.describe('Bytes before compression.'),
    storedBytes: count.describe('Bytes of the stored object.'),
    sha256: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
        .regex(/^[0-9a-f]{64}$/)
        .describe('SHA-256 of the stored object, hexadecimal.'),
    counts: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), count)
        .describe('What the artifact holds, counted in its bytes: rows per table, keys per database, entries.'),
    details: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), json).optional(),
    warnings: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP())
        .optional()
        .describe('What was found while it was captured and makes it less than it could be, e.g. files that changed.')
});
const component = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    name: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    type: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    startedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$(),
    finishedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$(),
    consistency: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['snapshot', 'crash', 'fuzzy']),
    facts: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), json).describe('Container, image, versions, and what a restore needs to know.'),
    artifacts: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(artifact)
});
/** The shape of a manifest; `schema/manifest.schema.json` is generated from it. */
const manifestSchema = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    version: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz(1),
    tool: zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ name: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('predeploy-backup'), version: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }),
    stack: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    id: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    phase: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['pre-deploy', 'scheduled', 'post-deploy', 'safety']),
    partial: zod__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zMY()
        .describe('Whether only a chosen part of the components was captured. A partial set is never `latest`.'),
    startedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$(),
    finishedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$(),
    host: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    tags: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP())
        .describe('Whatever tells where the backup came from: git-sha, git-ref, run-url, run-attempt …'),
    components: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(component),
    encryption: zod__WEBPACK_IMPORTED_MODULE_0__/* ["null"] */ .chJ().describe('Room for encryption; null as long as artifacts are plain.'),
    signature: zod__WEBPACK_IMPORTED_MODULE_0__/* ["null"] */ .chJ().describe('Room for a signature.')
});


/***/ }),

/***/ 76185:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ earliestBefore),
/* harmony export */   X: () => (/* binding */ parseBackupReference)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _keys_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(64171);


/** Reads the input `backup`. Throws a UserError that lists the forms it can take. */
function parseBackupReference(text) {
    const reference = text.trim();
    if (reference === 'latest')
        return { kind: 'latest' };
    if ((0,_keys_js__WEBPACK_IMPORTED_MODULE_1__/* .isBackupId */ ["if"])(reference))
        return { kind: 'id', id: reference };
    if (/^[0-9a-f]{64}$/.test(reference))
        return { kind: 'checksum', checksum: reference };
    const sha = /^before:([0-9a-f]{7,40})$/.exec(reference)?.[1];
    if (sha !== undefined)
        return { kind: 'before', sha };
    const key = (0,_keys_js__WEBPACK_IMPORTED_MODULE_1__/* .parseManifestKey */ .Kk)(reference.split('/').slice(-3).join('/'));
    if (key !== undefined)
        return { kind: 'key', key: reference, ...key };
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`backup: ${JSON.stringify(text)} names no backup`, {
        remedy: 'Give `latest`, an id (the output backup-id), the key of a manifest (the output key), the checksum of a manifest, or `before:<git sha>`.'
    });
}
/**
 * The earliest whole pre-deploy backup of a commit: a deploy that was run again backed up, the second time, what the broken
 * deploy had left. What a run had checked out counts; the commit of its workflow only where no run had this one checked out.
 * Throws a UserError where the beginning of a sha fits several commits.
 */
function earliestBefore(backups, sha) {
    const whole = backups.filter(({ manifest }) => manifest.phase === 'pre-deploy' && !manifest.partial);
    const tagged = ['git-sha', 'workflow-sha'].map((tag) => ({
        tag,
        matching: whole.filter(({ manifest: { tags } }) => tags[tag]?.startsWith(sha))
    }));
    const { tag, matching } = tagged.find((each) => each.matching.length > 0) ?? { tag: '', matching: [] };
    const commits = new Set(matching.map(({ manifest: { tags } }) => tags[tag]));
    if (commits.size > 1) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`before:${sha} fits several commits: ${[...commits].join(', ')}`, {
            remedy: 'Give the whole sha of the commit.'
        });
    }
    return matching.toSorted((one, other) => (one.manifest.id < other.manifest.id ? -1 : 1))[0];
}


/***/ }),

/***/ 88483:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  BS: () => (/* binding */ chooseCompressor),
  gs: () => (/* binding */ codecNamed)
});

// UNUSED EXPORTS: none

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
// EXTERNAL MODULE: ./lib/host-script/script.js
var script = __webpack_require__(46999);
;// CONCATENATED MODULE: ./lib/codecs/gzip.js


/** Gzip, for hosts that have nothing better. */
const gzip = {
    name: 'gzip',
    extension: '.gz',
    compressOnHost: (level = DEFAULT_LEVEL) => (0,script.sh) `gzip -c ${`-${level}`}`,
    decompressOnHost: (0,script.sh) `gzip -d -c`,
    compress: (level = DEFAULT_LEVEL) => external_node_zlib_.createGzip({ level, chunkSize: CHUNK_BYTES }),
    decompress: () => external_node_zlib_.createGunzip({ chunkSize: CHUNK_BYTES })
};
// The slow levels of gzip win a few percent for several times the time, and a deploy waits.
const DEFAULT_LEVEL = 3;
const CHUNK_BYTES = 256 * 1024;

;// CONCATENATED MODULE: ./lib/codecs/zstd.js


/** Whether this Node can read and write zstd itself (from 22.15 on). */
const runnerHasZstd = typeof external_node_zlib_.createZstdDecompress === 'function';
/** Zstandard: as good as gzip at several times its speed. */
const zstd = {
    name: 'zstd',
    extension: '.zst',
    compressOnHost: (level = zstd_DEFAULT_LEVEL) => (0,script.sh) `zstd -q -c ${`-${level}`}`,
    decompressOnHost: (0,script.sh) `zstd -q -d -c`,
    compress: (level = zstd_DEFAULT_LEVEL) => external_node_zlib_.createZstdCompress({
        chunkSize: zstd_CHUNK_BYTES,
        params: { [external_node_zlib_.constants.ZSTD_c_compressionLevel]: level, [external_node_zlib_.constants.ZSTD_c_checksumFlag]: 1 }
    }),
    decompress: () => external_node_zlib_.createZstdDecompress({ chunkSize: zstd_CHUNK_BYTES })
};
const zstd_DEFAULT_LEVEL = 3;
const zstd_CHUNK_BYTES = 128 * 1024;

;// CONCATENATED MODULE: ./lib/codecs/index.js



/** Bytes as they are. */
const none = {
    name: 'none',
    extension: '',
    compressOnHost: () => undefined,
    decompressOnHost: undefined,
    compress: () => undefined,
    decompress: () => undefined
};
/** The codec of that name, as a manifest tells it. */
const codecNamed = (name) => ({ zstd: zstd, gzip: gzip, none })[name];
/**
 * Chooses how to compress: on the host where it can, so that fewer bytes travel; zstd before gzip. What the runner could not
 * read back is not chosen, since nothing is stored that was not seen to be whole.
 */
function chooseCompressor(wish, hostTools, runnerReadsZstd = runnerHasZstd) {
    const { level } = wish;
    if (wish.codec === 'none')
        return { codec: none, where: 'runner', level };
    if (wish.codec === 'zstd' && !runnerReadsZstd) {
        throw new errors/* UserError */.yo('zstd was asked for, but this Node cannot read it', {
            remedy: 'Use Node 22.15 or newer, or `compression: gzip`.'
        });
    }
    if (wish.codec !== 'gzip' && runnerReadsZstd) {
        return { codec: zstd, where: hostTools.has('zstd') ? 'host' : 'runner', level };
    }
    return { codec: gzip, where: hostTools.has('gzip') ? 'host' : 'runner', level };
}


/***/ }),

/***/ 71579:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ allFine),
/* harmony export */   z: () => (/* binding */ check)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** Does something that may throw problems, so that they can be told together with others. Whatever else is thrown stays thrown. */
function check(work) {
    try {
        return { kind: 'fine', value: work() };
    }
    catch (error) {
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserErrors */ .tQ)
            return { kind: 'wrong', problems: error.problems };
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo)
            return { kind: 'wrong', problems: [error] };
        throw error;
    }
}
/** The values of all checks. Throws a problem where there is one, and UserErrors with those of all checks where there are several. */
function allFine(summary, checks) {
    const entries = Object.entries(checks);
    const problems = entries.flatMap(([, checked]) => (checked.kind === 'wrong' ? checked.problems : []));
    const [problem] = problems;
    if (problem !== undefined)
        throw problems.length === 1 ? problem : new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserErrors */ .tQ(summary, problems);
    return Object.fromEntries(entries.flatMap(([name, checked]) => (checked.kind === 'fine' ? [[name, checked.value]] : [])));
}


/***/ }),

/***/ 1943:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B$: () => (/* binding */ componentProblem),
/* harmony export */   H2: () => (/* binding */ chosenComponents),
/* harmony export */   Qr: () => (/* binding */ readComponentNames)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _closest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14377);


/** The components of these names in the order of the plan; all of them where no names are given. Throws UserErrors for unknown names. */
function chosenComponents({ components }, names) {
    if (names === undefined || names.length === 0)
        return components;
    const known = components.map(({ name }) => name);
    const problems = names.flatMap((name) => componentProblem(name, known) ?? []);
    if (problems.length > 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserErrors */ .tQ('the chosen components cannot be used', problems);
    return components.filter(({ name }) => names.includes(name));
}
/** The names in the input `components`: separated by commas, spaces or lines; `undefined` where it is empty. */
function readComponentNames(input) {
    const names = input.split(/[\s,]+/).filter((name) => name !== '');
    return names.length === 0 ? undefined : [...new Set(names)];
}
/** Says that a name is none of the declared components. */
const componentProblem = (name, known) => known.includes(name)
    ? undefined
    : new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`the input components: ${JSON.stringify(name)} is no component of the configuration`, {
        remedy: (0,_closest_js__WEBPACK_IMPORTED_MODULE_1__/* .suggestion */ .h)(name, known)
    });


/***/ }),

/***/ 14377:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ suggestion),
/* harmony export */   k: () => (/* binding */ closest)
/* harmony export */ });
/** The candidate that was most likely meant by a mistyped word, or `undefined` where none is near. */
function closest(word, candidates) {
    const [best] = candidates
        .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
        .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
        .sort((one, other) => one.distance - other.distance);
    return best?.candidate;
}
/** "Did you mean …?" and what else there is, for a word that is none of the candidates. */
function suggestion(word, candidates) {
    const meant = closest(word, candidates);
    const known = `Known are: ${candidates.join(', ')}.`;
    return meant === undefined ? known : `Did you mean ${JSON.stringify(meant)}? ${known}`;
}
/** How many letters are to be put in, left out, exchanged, or swapped with their neighbour (Damerau and Levenshtein). */
function distance(one, other) {
    const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
    const at = (row, column) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
    for (let row = 1; row <= one.length; row += 1) {
        rows[row] = [row];
        for (let column = 1; column <= other.length; column += 1) {
            const exchanged = at(row - 1, column - 1) + (one[row - 1] === other[column - 1] ? 0 : 1);
            const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
            const swapped = isSwap ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY;
            rows[row]?.push(Math.min(exchanged, swapped, at(row - 1, column) + 1, at(row, column - 1) + 1));
        }
    }
    return at(one.length, other.length);
}


/***/ }),

/***/ 18455:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  o: () => (/* binding */ parseConfig)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/config/chosen-components.js
var chosen_components = __webpack_require__(1943);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
;// CONCATENATED MODULE: ./lib/config/node.js

/** Looks up a path, through aliases and merges. */
function placeOf(tree, path) {
    let node = tree.contents;
    let offset = offsetOf(node) ?? 0;
    let keyOffset = offset;
    for (const segment of path) {
        const pair = memberOf(tree, node, String(segment));
        if (pair === undefined)
            return { node: undefined, keyOffset, offset: keyOffset };
        keyOffset = offsetOf(pair.key) ?? offsetOf(pair.value) ?? keyOffset;
        node = resolved(tree, pair.value);
        offset = isEmpty(pair.value) ? keyOffset : (offsetOf(pair.value) ?? keyOffset);
    }
    return { node, keyOffset, offset };
}
/** The path of what a visitor sees, by the key and the ancestors that it is told. */
function pathOf(key, ancestors) {
    const chain = ancestors.flatMap((ancestor, index) => {
        if ((0,dist/* isPair */.tO)(ancestor))
            return [nameOf(ancestor.key)];
        const next = ancestors[index + 1];
        return (0,dist/* isSeq */.oP)(ancestor) && next !== undefined ? [ancestor.items.indexOf(next)] : [];
    });
    return typeof key === 'number' ? [...chain, key] : chain;
}
/** Whether a pair merges other mappings into its own (`<<: *name`). */
const isMerge = ({ key }) => nameOf(key) === '<<';
/** What a merge takes its keys from. */
function mergeSources(tree, value) {
    const source = resolved(tree, value);
    return (0,dist/* isSeq */.oP)(source) ? source.items.map((item) => resolved(tree, item)) : [source];
}
/** What an alias stands for; any other node as it is. */
const resolved = (tree, node) => (0,dist/* isAlias */.Vj)(node) ? node.resolve(tree) : node;
function memberOf(tree, node, name) {
    if ((0,dist/* isSeq */.oP)(node))
        return itemOf(node.items, Number(name));
    if (!(0,dist/* isMap */.jh)(node))
        return undefined;
    const pairs = node.items.filter((item) => (0,dist/* isPair */.tO)(item));
    const own = pairs.findLast(({ key }) => nameOf(key) === name);
    if (own !== undefined)
        return own;
    const merged = pairs.filter(isMerge).flatMap(({ value }) => mergeSources(tree, value));
    return merged.map((source) => memberOf(tree, source, name)).find((pair) => pair !== undefined);
}
const itemOf = (items, index) => index in items ? { key: undefined, value: items[index] } : undefined;
/** A key as text. */
const nameOf = (key) => String((0,dist/* isScalar */.jn)(key) ? (key.source ?? key.value) : key);
const isEmpty = (node) => (0,dist/* isScalar */.jn)(node) && node.value === null && !node.source;
/** Where in the text a node begins. */
const offsetOf = (node) => ((0,dist/* isNode */.Ll)(node) ? node.range?.[0] : undefined);

;// CONCATENATED MODULE: ./lib/config/path.js
/** A path as a person would write it: `components.db.databases[0]`. */
const formatPath = (path) => path.reduce((before, segment) => {
    if (typeof segment === 'number')
        return `${before}[${segment}]`;
    if (!/^[\w.-]+$/.test(segment))
        return `${before}[${JSON.stringify(segment)}]`;
    return before === '' ? segment : `${before}.${segment}`;
}, '');
/** The value at a path, or `undefined` where there is none. */
const valueAt = (value, path) => path.reduce((inner, segment) => typeof inner === 'object' && inner !== null && Object.hasOwn(inner, segment)
    ? inner[segment]
    : undefined, value);

;// CONCATENATED MODULE: ./lib/config/aliases.js


/** Says where aliases and merges unfold without end, without measure, or into nothing. Aliases of aliases grow a page into gigabytes. */
function aliasTroubles(tree) {
    const troubles = [];
    const sizes = new Map();
    const measure = (node) => {
        const known = sizes.get(node);
        if (typeof known === 'number')
            return known;
        const words = troubleWith(tree, node, (target) => sizes.get(target) === 'open');
        if (words !== undefined) {
            troubles.push({ offset: offsetOf((0,dist/* isPair */.tO)(node) ? node.key : node) ?? 0, ...words });
            return 0;
        }
        if ((0,dist/* isAlias */.Vj)(node))
            return measure(resolved(tree, node));
        sizes.set(node, 'open');
        const size = childrenOf(node).reduce((sum, child) => sum + measure(child), 1);
        sizes.set(node, size);
        return size;
    };
    if (measure(tree.contents) > LARGEST)
        troubles.push({ offset: 0, ...TOO_LARGE });
    return troubles;
}
const LARGEST = 20_000;
function troubleWith(tree, node, isAround) {
    if ((0,dist/* isPair */.tO)(node)) {
        return isMerge(node) && !mergeSources(tree, node.value).every(dist/* isMap */.jh) ? NO_MAPPING : undefined;
    }
    if (!(0,dist/* isAlias */.Vj)(node))
        return undefined;
    const target = resolved(tree, node);
    if (target === undefined)
        return NO_ANCHOR;
    return isAround(target) ? OWN_ANCHOR : undefined;
}
const NO_ANCHOR = {
    what: 'an alias names no anchor above it',
    remedy: 'Set the anchor (&name) before the alias (*name).'
};
const OWN_ANCHOR = {
    what: 'an alias stands inside of its own anchor',
    remedy: 'Write out what is meant.'
};
const NO_MAPPING = {
    what: 'a merge takes mappings only',
    remedy: 'Write <<: *name for the anchor of a mapping.'
};
const TOO_LARGE = {
    what: 'its aliases unfold to far more than a configuration',
    remedy: 'Write out what is meant.'
};
function childrenOf(node) {
    if ((0,dist/* isPair */.tO)(node))
        return [node.key, node.value];
    return (0,dist/* isCollection */.P3)(node) ? node.items : [];
}

;// CONCATENATED MODULE: ./lib/config/syntax.js
/** Says in plain words what is wrong with YAML, without a word of the text itself: it may hold secrets. */
function explainSyntax({ code, pos }, text) {
    const [offset] = pos;
    if (text[offset] === '{' && text[offset - 1] === '$')
        return VARIABLE_IN_BRACES;
    if (offset >= text.trimEnd().length)
        return ENDS_EARLY;
    if (text[offset] === '\t')
        return EXPLANATIONS.TAB_AS_INDENT ?? UNEXPECTED;
    return EXPLANATIONS[code] ?? UNEXPECTED;
}
const UNEXPECTED = {
    what: 'is not valid YAML from here on',
    remedy: 'Look for a bracket, quote or colon that is missing or too many; quote text that holds any of [ ] { } , : # & * ! | > % @ `.'
};
const ENDS_EARLY = {
    what: 'the text ends before it is complete',
    remedy: 'Look for a bracket or a quote that was opened and never closed.'
};
const VARIABLE_IN_BRACES = {
    what: 'a variable inside of { … } or [ … ] is not valid YAML without quotes',
    remedy: `Put it in quotes: "\${NAME}".`
};
const NESTED = {
    what: 'a key or a list stands where text has begun already',
    remedy: 'Put the text in quotes, or correct the indentation: keys of one mapping begin in one column.'
};
const EXPLANATIONS = {
    ALIAS_PROPS: { what: 'an alias takes no tag or anchor', remedy: 'Leave the tag or anchor out.' },
    BAD_ALIAS: { what: 'is not a usable alias', remedy: 'Quote text that begins with * or &.' },
    BAD_DIRECTIVE: { what: 'unknown directive', remedy: 'Leave the line that begins with % out.' },
    BAD_DQ_ESCAPE: {
        what: 'a text in double quotes holds an unknown escape',
        remedy: "Write \\\\ for a backslash, or use single quotes: 'C:\\path'."
    },
    BAD_INDENT: {
        what: 'the indentation is wrong here',
        remedy: 'Begin the keys of one mapping in one column, and close every bracket.'
    },
    BAD_SCALAR_START: { what: 'text cannot begin with this character', remedy: 'Put the text in quotes.' },
    BLOCK_AS_IMPLICIT_KEY: NESTED,
    BLOCK_IN_FLOW: {
        what: 'a list or mapping over several lines stands inside of brackets',
        remedy: 'Close the bracket first.'
    },
    DUPLICATE_KEY: { what: 'this key stands twice in the same mapping', remedy: 'Leave one of the two out.' },
    KEY_OVER_1024_CHARS: {
        what: 'a key is longer than 1024 characters',
        remedy: 'Look for a quote that is missing.'
    },
    MISSING_CHAR: {
        what: 'a closing quote, a colon or a space is missing',
        remedy: 'Close quotes and brackets, and write `key: value` with a colon and a space.'
    },
    MULTILINE_IMPLICIT_KEY: NESTED,
    MULTIPLE_ANCHORS: { what: 'a value has several anchors', remedy: 'Leave one.' },
    MULTIPLE_DOCS: {
        what: 'a second document begins',
        remedy: 'Leave one document: a configuration describes one stack.'
    },
    MULTIPLE_TAGS: { what: 'a value has several tags', remedy: 'Leave the tags out.' },
    NON_STRING_KEY: {
        what: 'a key is not plain text',
        remedy: 'Quote the key, or quote the text that begins with [ or {.'
    },
    RESOURCE_EXHAUSTION: { what: 'is nested too deeply', remedy: 'Look whether this is the right file.' },
    TAB_AS_INDENT: { what: 'a tab stands in the indentation', remedy: 'Indent with spaces.' },
    TAG_RESOLVE_FAILED: { what: 'unknown tag', remedy: 'Leave the tag out, or quote text that begins with !.' }
};

;// CONCATENATED MODULE: ./lib/config/yaml-text.js




/** What stands above the problems of a configuration. */
const summary = (source) => `the configuration ${source} cannot be used`;
/** Parses YAML. Throws UserErrors where it cannot be made sense of; no message repeats a word of it, since it may hold secrets. */
function parseYaml(text, source) {
    const stop = (message, options) => {
        throw new errors/* UserErrors */.tQ(summary(source), [new errors/* UserError */.yo(message, options)]);
    };
    const [unreadable] = troublesOfText(text);
    if (unreadable !== undefined)
        stop(`${source}: ${unreadable.what}`, unreadable);
    const lines = new dist/* LineCounter */.HN();
    const place = (offset) => {
        const { line, col } = lines.linePos(offset);
        return `${source}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
    };
    const tree = (0,dist/* parseDocument */.Tp)(text, {
        lineCounter: lines,
        prettyErrors: false,
        stringKeys: true,
        merge: true
    });
    // One wrong character confuses the parser for the rest of the text: what follows the first error says nothing.
    const [broken] = [...tree.errors, ...tree.warnings].filter(({ code }) => code !== 'DUPLICATE_KEY');
    if (broken !== undefined) {
        const { what, remedy } = explainSyntax(broken, text);
        stop(`${place(broken.pos[0])}: ${what}`, { remedy });
    }
    const [alias] = aliasTroubles(tree);
    if (alias !== undefined)
        stop(`${place(alias.offset)}: ${alias.what}`, alias);
    return { tree, place };
}
const LONGEST = 256 * 1024;
const RIGHT_FILE = 'A configuration is a page: look whether this is the right file.';
function troublesOfText(text) {
    if (text.length > LONGEST)
        return [{ what: `is ${text.length} characters long`, remedy: RIGHT_FILE }];
    const nul = text.indexOf('\0');
    if (nul >= 0) {
        const line = text.slice(0, nul).split('\n').length;
        return [{ what: `line ${line} holds a NUL byte`, remedy: 'Save the file as UTF-8 text.' }];
    }
    const isEmpty = text.split('\n').every((line) => /^\uFEFF?\s*(#.*|---|\.\.\.)?\s*$/.test(line));
    return isEmpty ? [{ what: 'is empty', remedy: `Describe the stack, for example:\n${SMALLEST}` }] : [];
}
const SMALLEST = `stack: shop
host: deploy@203.0.113.7
store: { bucket: backups, region: eu-central-1 }
components:
  db: { type: postgres, container: shop-db }`;

;// CONCATENATED MODULE: ./lib/config/document.js





/** Reads a document. Throws UserErrors where it is no YAML. */
function readDocument(text, source) {
    const yaml = parseYaml(text, source);
    const { tree } = yaml;
    return {
        tree,
        problems: [...doubleKeys(yaml), ...unusableText(yaml)],
        locate({ path, what, remedy, concerns }) {
            const { offset, keyOffset } = placeOf(tree, path);
            return placed(yaml, { path, offset: concerns === 'key' ? keyOffset : offset }, { what, remedy });
        }
    };
}
function placed({ place }, { path, offset }, { what, remedy }) {
    const subject = path.length === 0 ? '' : `${formatPath(path)}: `;
    return { offset, error: new errors/* UserError */.yo(`${place(offset)}: ${subject}${what}`, { remedy }) };
}
const DOUBLE = { what: 'this key stands twice in the same mapping', remedy: 'Leave one of the two out.' };
const PROTOTYPE = { what: 'this key cannot be used', remedy: 'Choose another name.' };
const NUL = { what: 'holds a NUL byte', remedy: 'Leave it out: no command can take it.' };
function doubleKeys(yaml) {
    const doubles = new Set(yaml.tree.errors.map(({ pos: [offset] }) => offset));
    const problems = [];
    (0,dist/* visit */.YR)(yaml.tree, {
        Pair(_, pair, ancestors) {
            const offset = offsetOf(pair.key) ?? -1;
            if (doubles.has(offset))
                problems.push(placed(yaml, { path: pathOf('key', [...ancestors, pair]), offset }, DOUBLE));
        }
    });
    return problems;
}
function unusableText(yaml) {
    const problems = [];
    (0,dist/* visit */.YR)(yaml.tree, {
        Scalar(key, scalar, ancestors) {
            const text = nameOf(scalar);
            const at = { path: pathOf(key, ancestors), offset: offsetOf(scalar) ?? 0 };
            if (text.includes('\0'))
                problems.push(placed(yaml, at, NUL));
            if (key === 'key' && text === '__proto__')
                problems.push(placed(yaml, at, PROTOTYPE));
        }
    });
    return problems;
}

// EXTERNAL MODULE: ./lib/config/closest.js
var closest = __webpack_require__(14377);
;// CONCATENATED MODULE: ./lib/config/complaint.js
/** Words a complaint for `ctx.addIssue`, `.regex`, `.refine`. Neither part repeats the value: it may be a secret. */
const complaint = (what, remedy) => remedy === undefined ? what : `${what}\n${remedy}`;
/** Takes a complaint apart. */
function readComplaint(text) {
    const [what = '', ...remedy] = text.split('\n');
    return { what, remedy: remedy.length === 0 ? undefined : remedy.join('\n') };
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(92857);
;// CONCATENATED MODULE: ./lib/config/schema-wording.js




/** Zod tells only here which schema an issue came from: so this is the place to say what that schema knows. */
function wording(issue) {
    switch (issue.code) {
        case 'unrecognized_keys':
            return issue.inst instanceof schemas/* ZodObject */.bvH ? Object.keys(issue.inst.shape).join('\n') : undefined;
        case 'invalid_type':
            return wrongType(issue);
        case 'invalid_value':
            return oneOf(issue.values, issue.input);
        case 'invalid_union':
            if (issue.discriminator === undefined)
                return complaint('is not valid', descriptionOf(issue));
            return valueAt(issue.input, [issue.discriminator]) === undefined ? 'is missing' : 'unknown kind';
        case 'too_small':
            return tooSmall(issue);
        case 'too_big':
            return `must be at most ${issue.maximum}${unit(issue.origin)}`;
        case 'invalid_format':
            return `does not have the form ${issue.pattern ?? issue.format}`;
        case 'custom':
            return 'is not valid';
        default:
            return undefined;
    }
}
function wrongType(issue) {
    if (issue.input === undefined)
        return complaint('is missing', descriptionOf(issue));
    const needsQuotes = issue.expected === 'string' && ['number', 'boolean'].includes(typeof issue.input);
    return complaint(`must be ${typeName(issue.expected)}`, needsQuotes ? 'Put the value in quotes.' : descriptionOf(issue));
}
const descriptionOf = ({ inst }) => inst instanceof schemas/* ZodType */.aRx ? inst.description : undefined;
function oneOf(values = [], given) {
    const names = values.map(String);
    return complaint(names.length === 1 ? `must be ${names[0]}` : `must be one of ${names.join(', ')}`, typeof given === 'string' ? (0,closest/* suggestion */.h)(given, names) : undefined);
}
function tooSmall({ origin, minimum }) {
    if (Number(minimum) === 1 && unit(origin) !== '')
        return 'must not be empty';
    return `must be at least ${minimum}${unit(origin)}`;
}
const unit = (origin) => ({ string: ' characters long', array: ' entries long', set: ' entries long', object: ' keys long' })[origin] ?? '';
/** A type in plain words. */
const typeName = (expected) => ({
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list'
})[expected] ?? expected;

;// CONCATENATED MODULE: ./lib/config/schema-problems.js




/** What a value means by a schema, or everything that does not fit. */
function matchSchema(schema, value) {
    const result = schema.safeParse(value, { error: wording });
    if (result.success)
        return { data: result.data, mismatches: undefined };
    const mismatches = result.error.issues.flatMap((issue) => mismatchesOf(issue, value, []));
    // A mistyped key is one problem, not an unknown key and a missing one.
    const meant = new Set(mismatches.flatMap((mismatch) => (mismatch.meant ? [formatPath(mismatch.meant)] : [])));
    return {
        data: undefined,
        mismatches: mismatches.filter(({ concerns, path }) => concerns === 'value' || !meant.has(formatPath(path)))
    };
}
function mismatchesOf(issue, value, above) {
    const path = [...above, ...issue.path];
    const found = valueAt(value, path);
    const plain = {
        path,
        ...readComplaint(issue.message),
        concerns: found === undefined ? 'key' : 'value'
    };
    switch (issue.code) {
        case 'unrecognized_keys':
            return issue.keys.map((key) => unknownKey(key, path, issue.message.split('\n')));
        case 'invalid_key':
            return [{ path, ...readComplaint(issue.issues[0]?.message ?? issue.message), concerns: 'key' }];
        case 'invalid_union':
            return issue.errors.length > 0
                ? ofNearest(issue, value, path)
                : [{ ...plain, remedy: kinds(found, issue) }];
        case 'invalid_type':
            return [{ ...plain, expected: issue.expected }];
        case 'invalid_value': {
            const [expected] = issue.values.map((known) => typeof known);
            return [expected === undefined || typeof found === expected ? plain : { ...plain, expected }];
        }
        default:
            return [typeof found === 'object' ? { ...plain, concerns: 'key' } : plain];
    }
}
function unknownKey(key, path, known) {
    const meant = (0,closest/* closest */.k)(key, known);
    return {
        path: [...path, key],
        what: 'unknown key',
        remedy: (0,closest/* suggestion */.h)(key, known),
        concerns: 'key',
        ...(meant === undefined ? {} : { meant: [...path, meant] })
    };
}
const kinds = (found, issue) => (0,closest/* suggestion */.h)(typeof found === 'string' ? found : '', 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []);
/** Of several shapes the one that was most likely meant: that of the right type with the fewest faults. */
function ofNearest({ errors, message }, value, path) {
    const candidates = errors.map((issues) => issues.flatMap((issue) => mismatchesOf(issue, value, path)));
    const isOtherType = (mismatches) => mismatches.some((mismatch) => mismatch.expected !== undefined && mismatch.path.length === path.length);
    const [nearest] = candidates
        .filter((candidate) => !isOtherType(candidate))
        .toSorted((one, other) => one.length - other.length);
    if (nearest !== undefined)
        return nearest;
    const all = candidates.flat();
    const expected = [...new Set(all.map((mismatch) => typeName(mismatch.expected ?? 'string')))];
    const isMissing = valueAt(value, path) === undefined;
    return [
        {
            path,
            what: isMissing ? 'is missing' : `must be ${expected.join(' or ')}`,
            remedy: [readComplaint(message), ...all]
                .map(({ remedy }) => remedy)
                .find((remedy) => remedy !== undefined),
            concerns: isMissing ? 'key' : 'value',
            expected: all[0]?.expected ?? 'string'
        }
    ];
}

;// CONCATENATED MODULE: ./lib/config/match-document.js


/** Matches a document with its schema; what a variable gave becomes a number or a boolean where the schema wants one. */
function matchDocument(schema, document, variables) {
    const value = document.tree.toJS({ maxAliasCount: -1 });
    const first = matchSchema(schema, value);
    const wrong = first.mismatches ?? [];
    const replaced = wrong
        .filter(({ path }) => variables.at(path)?.whole)
        .filter((mismatch) => convert(value, mismatch));
    const { data, mismatches } = replaced.length === 0 ? first : matchSchema(schema, value);
    // Where a variable could not be filled that is the problem, not what its placeholder looks like.
    return { value, data, mismatches: mismatches?.filter(({ path }) => variables.at(path)?.failed !== true) };
}
function convert(value, { path, expected }) {
    const converted = fromText(valueAt(value, path), expected);
    const parent = valueAt(value, path.slice(0, -1));
    if (converted === undefined || typeof parent !== 'object' || parent === null)
        return false;
    return Reflect.set(parent, lastOf(path), converted);
}
function fromText(text, expected) {
    if (typeof text !== 'string')
        return undefined;
    if ((expected === 'number' || expected === 'int') && /^-?\d+(\.\d+)?$/.test(text))
        return Number(text);
    if (expected === 'boolean' && /^(true|false)$/.test(text))
        return text === 'true';
    return undefined;
}
const lastOf = (path) => path.at(-1) ?? '';

// EXTERNAL MODULE: ./node_modules/zod/v4/core/core.js
var core = __webpack_require__(88532);
;// CONCATENATED MODULE: ./lib/config/schema/duration.js


/** A duration in seconds, written as `90m`, `1h30m` or a number of seconds. */
const durationSchema = schemas/* union */.KCZ([schemas/* number */.aig(), schemas/* string */.YjP().regex(/^(\d+|(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?)$/, notADuration())])
    .transform((written, context) => {
    const seconds = typeof written === 'number' ? written : secondsOf(written);
    if (seconds > 0 && seconds <= duration_LONGEST && Number.isFinite(seconds))
        return seconds;
    context.addIssue({
        code: 'custom',
        message: complaint('must be more than 0 and at most 7 days', 'For example 90m or 6h.')
    });
    return core/* NEVER */.tm;
});
const duration_LONGEST = 7 * 24 * 60 * 60;
const SECONDS_OF = { d: 86_400, h: 3600, m: 60, s: 1 };
const secondsOf = (written) => [...written.matchAll(/(\d+)([dhms]?)/g)].reduce((sum, [, count, unit = '']) => sum + Number(count) * (SECONDS_OF[unit] ?? 1), 0);
function notADuration() {
    return complaint('is not a duration', 'For example 90m, 1h30m, 6h, or a number of seconds.');
}

;// CONCATENATED MODULE: ./lib/config/schema/name.js


/** The name of a stack or a component: it becomes a part of keys and of file names. */
const nameSchema = schemas/* string */.YjP()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, complaint('is not a usable name', 'Use 1 to 63 lower-case letters, digits, ".", "_" and "-", and begin with a letter or a digit.'));

;// CONCATENATED MODULE: ./lib/config/schema/components.js





/** What is backed up, by name; each component has the keys of its kind. */
const componentsSchema = (drivers) => schemas/* record */.g1P(nameSchema, componentSchema(drivers))
    .meta({ minProperties: 1, description: 'What is backed up, by name.' })
    .transform((declared, context) => {
    const names = Object.keys(declared);
    if (names.length === 0)
        context.addIssue({
            code: 'custom',
            message: complaint('names nothing to back up', 'Add a component.')
        });
    for (const name of names) {
        const shorter = names.find((other) => name.startsWith(`${other}.`));
        if (shorter === undefined)
            continue;
        const message = complaint(`could have the same files as the component ${JSON.stringify(shorter)}`, 'Use "-" instead of ".".');
        context.addIssue({ code: 'custom', path: [name], message });
    }
    return Object.entries(declared).map(([name, component]) => ({ name, ...component }));
});
function componentSchema(drivers) {
    const [first, ...others] = drivers.map(kindSchema);
    if (first === undefined)
        throw new Error('there are no drivers');
    return schemas/* discriminatedUnion */.gMt('type', [first, ...others]);
}
const timeout = durationSchema.default(6 * 60 * 60).meta({
    written: { default: '6h' },
    description: 'How long one artifact of it may take: `90m`, `1h30m`, or a number of seconds.'
});
function kindSchema(driver) {
    const type = schemas/* literal */.euz(driver.type).describe('The kind of component.');
    return driver.schema
        .safeExtend({ type, timeout })
        .strict()
        .meta({
        title: driver.type,
        ...(driver.schema.description !== undefined && { description: driver.schema.description })
    })
        .transform(({ type, timeout, ...declared }, context) => {
        try {
            return { type: driver.type, timeoutSeconds: timeout, component: driver.component(declared) };
        }
        catch (error) {
            if (!(error instanceof errors/* UserError */.yo))
                throw error;
            context.addIssue({ code: 'custom', message: complaint(error.message, error.remedy) });
            return core/* NEVER */.tm;
        }
    });
}

;// CONCATENATED MODULE: ./lib/config/schema/compression.js


const codec = schemas/* enum */.k5n(['auto', 'zstd', 'gzip', 'none'])
    .describe('`auto` takes zstd where the host or the runner has it, else gzip.');
/** How artifacts are compressed: the name of a codec, or a codec and a level. */
const compressionSchema = schemas/* union */.KCZ([
    codec.transform((name) => ({ codec: name })),
    schemas/* strictObject */.rej({
        codec: codec.default('auto'),
        level: schemas/* int */.Whr()
            .min(1)
            .max(19)
            .exactOptional()
            .describe('1 to 9, for `codec: zstd` to 19: higher is smaller and slower. 3 by default.')
    })
        .superRefine(({ codec, level }, context) => {
        if (level === undefined)
            return;
        const message = levelComplaint(codec, level);
        if (message !== undefined)
            context.addIssue({ code: 'custom', path: ['level'], message });
    })
        .describe('A codec and its level.')
])
    .describe('How artifacts are compressed: the name of a codec, or a codec and a level.');
function levelComplaint(codec, level) {
    if (codec === 'none')
        return complaint('does nothing without compression', 'Leave it out.');
    const highest = codec === 'zstd' ? 19 : 9;
    return level <= highest ? undefined : complaint(`must be from 1 to ${highest} for ${codec}`);
}

// EXTERNAL MODULE: ./lib/drivers/container.js
var container = __webpack_require__(61204);
;// CONCATENATED MODULE: ./lib/config/schema/command.js



/** A command of the user's, for `sh` on the host or in a container. */
const commandSchema = (described) => schemas/* strictObject */.rej({
    command: schemas/* string */.YjP().min(1).describe('A command for `sh`. It must end with 0.'),
    container: container/* containerSchema */.tj
        .exactOptional()
        .describe('Where it runs: in this container; on the host where absent.'),
    timeout: durationSchema.default(5 * 60).meta({
        written: { default: '5m' },
        description: `How long it may take; ${described.late}`
    })
})
    .describe(described.description)
    .transform(({ command, container, timeout }) => ({
    command,
    timeoutSeconds: timeout,
    ...(container === undefined ? {} : { container })
}));

;// CONCATENATED MODULE: ./lib/config/schema/hooks.js


/** Commands around a backup. */
const hooksSchema = schemas/* strictObject */.rej({
    before: commandSchema({
        description: 'Runs before anything is stopped or captured. Where it fails, the backup fails, and nothing was touched.',
        late: 'then the backup fails.'
    }).exactOptional(),
    after: commandSchema({
        description: 'Runs when the backup is stored and what was stopped runs again. Where it fails, the step is red.',
        late: 'then the step is red.'
    }).exactOptional(),
    failed: commandSchema({
        description: 'Runs when the backup failed, or what was stopped for it is not well, after that was started again.',
        late: 'then it is given up.'
    }).exactOptional()
})
    .describe('Commands around a backup.');

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
;// CONCATENATED MODULE: ./lib/config/schema/host.js



const FORM = 'Write user@address or user@address:port; an IPv6 address stands in brackets: user@[2001:db8::1]:22.';
// What an editor checks; what is wrong in particular, `readAddress` says.
const TEXT = '^[^\\s@:/]+@(\\[[^\\s\\[\\]]+\\]|[^\\s@:/\\[\\]]+)(:\\d{1,5})?$';
const port = schemas/* int */.Whr().min(1).max(65_535).describe('The port of the SSH server.');
const user = schemas/* string */.YjP()
    .regex(/^[^\s@:/'"-][^\s@:/'"]*$/, complaint('is not the name of a user'))
    .describe('The user to log in as. It needs the right to use Docker.');
const address = schemas/* string */.YjP()
    .superRefine((text, context) => {
    if (!isAddress(text))
        context.addIssue({ code: 'custom', message: complaint('is not a host name or an IP address') });
})
    .describe('The name or IP address of the host, without brackets.');
const fingerprint = schemas/* string */.YjP()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, complaint('is not a fingerprint', 'It looks like SHA256:… and is printed by `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host.'))
    .transform((text) => text.replace(/=$/, ''))
    .describe('The fingerprint of the host key (`SHA256:…`), instead of the input `known-hosts`.');
const addressText = schemas/* string */.YjP().transform((text, context) => {
    const read = readAddress(text);
    if (typeof read !== 'string')
        return read;
    context.addIssue({ code: 'custom', message: read });
    return core/* NEVER */.tm;
});
const server = { address, user, port: port.default(22), fingerprint: fingerprint.exactOptional() };
const jump = schemas/* union */.KCZ([
    addressText.meta({ pattern: TEXT, description: '`user@address[:port]`' }),
    schemas/* strictObject */.rej(server).describe('The same in parts.')
])
    .describe('A host to connect through (a bastion). Its key is checked, too.');
/** Where the components live: `user@address[:port]`, `local`, or a mapping. */
const hostSchema = schemas/* union */.KCZ([
    schemas/* string */.YjP()
        .transform((text, context) => {
        const read = readHost(text);
        if (typeof read !== 'string')
            return read;
        context.addIssue({ code: 'custom', message: read });
        return core/* NEVER */.tm;
    })
        .meta({
        pattern: `^local$|${TEXT}`,
        written: { examples: ['deploy@203.0.113.7', 'deploy@example.com:2222', 'local'] },
        description: '`user@address[:port]`, or `local` for the machine that the job runs on.'
    }),
    schemas/* strictObject */.rej({ ...server, jump: jump.exactOptional() })
        .transform((declared) => ({ kind: 'ssh', ...declared }))
        .describe('The same in parts, with what only some hosts need.')
])
    .describe('Where the components live: `user@address[:port]`, `local`, or a mapping.');
function readHost(text) {
    if (text === 'local')
        return { kind: 'local' };
    const read = readAddress(text);
    return typeof read === 'string' ? read : { kind: 'ssh', ...read };
}
function readAddress(text) {
    if (text === '')
        return complaint('is empty', FORM);
    if (/^[a-z]+:\/\//i.test(text))
        return complaint('is a URL', FORM);
    const [, name, bracketed, plain, rest] = /^(?:([^@]*)@)?(?:\[([^\]]*)\]|([^:[\]]*))(.*)$/s.exec(text) ?? [];
    const address = bracketed ?? plain ?? '';
    if (name === undefined)
        return complaint('names no user', FORM);
    if (!user.safeParse(name).success)
        return complaint('does not begin with the name of a user', FORM);
    if (bracketed === undefined && (0,external_node_net_.isIPv6)(`${plain}${rest}`))
        return complaint('holds an IPv6 address without brackets', FORM);
    if (!isAddress(address))
        return complaint('names no address', FORM);
    const [, digits] = /^:(\d{1,5})$/.exec(rest ?? '') ?? [];
    if (rest !== '' && !port.safeParse(Number(digits)).success)
        return complaint('names a port that is none', FORM);
    return { user: name, address, port: rest === '' ? 22 : Number(digits) };
}
const isAddress = (text) => (0,external_node_net_.isIPv6)(text) || /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,252}$/u.test(text);

;// CONCATENATED MODULE: ./lib/config/schema/size.js


/** A number of bytes, written as `512MiB`, `4GiB` or a number; 0 is one. */
const sizeSchema = schemas/* union */.KCZ([schemas/* number */.aig(), schemas/* string */.YjP().regex(/^\d+(KiB|MiB|GiB|TiB)?$/, notASize())])
    .transform((written, context) => {
    const bytes = typeof written === 'number' ? written : bytesOf(written);
    if (Number.isSafeInteger(bytes) && bytes >= 0)
        return bytes;
    context.addIssue({ code: 'custom', message: notASize() });
    return core/* NEVER */.tm;
});
const UNITS = ['', 'KiB', 'MiB', 'GiB', 'TiB'];
function bytesOf(text) {
    const [, count = '', unit = ''] = /^(\d+)(.*)$/.exec(text) ?? [];
    return Number(count) * 1024 ** UNITS.indexOf(unit);
}
function notASize() {
    return complaint('is not a size', 'For example 512MiB, 4GiB, or a number of bytes.');
}

;// CONCATENATED MODULE: ./lib/config/schema/quiesce.js






/** How a document names containers that shall not run. */
const quietReferenceSchema = schemas/* union */.KCZ([
    container/* containerSchema */.tj,
    schemas/* strictObject */.rej({ label: schemas/* string */.YjP().min(1).describe('`key` or `key=value`.') })
        .describe('All containers with a label.')
])
    .describe('A container: its name, { project, service }, or { label }.');
const drain = commandSchema({
    description: 'What is run before, and waited for: it lets work in flight end, such as the jobs of a queue.',
    late: 'then the backup fails, and nothing was stopped.'
});
/** What is stopped or paused while artifacts are captured. */
const quiesceSchema = schemas/* strictObject */.rej({
    stop: schemas/* array */.YOg(quietReferenceSchema)
        .default([])
        .describe('What is stopped, in this order, and started again in reverse order.'),
    pause: schemas/* array */.YOg(quietReferenceSchema)
        .default([])
        .describe('What is paused after that, and goes on where it was.'),
    grace: durationSchema.default(60).meta({
        written: { default: '60s' },
        description: 'How long each has to end by itself before it is killed.'
    }),
    drain: drain.exactOptional(),
    spool: sizeSchema.default(4 * 1024 ** 3).meta({
        written: { default: '4GiB' },
        description: 'How much may wait on the disk of the runner, so that the store does not set how long all is quiet: `512MiB`, `4GiB`; `0` for nothing.'
    }),
    health: durationSchema.default(2 * 60).meta({
        written: { default: '2m' },
        description: 'How long what was stopped may take to run again, and to be healthy where it has a health check; then the step is red.'
    })
})
    .superRefine(({ stop, pause, drain }, context) => {
    if (stop.length + pause.length > 0 || drain !== undefined)
        return;
    context.addIssue({
        code: 'custom',
        message: complaint('stops nothing', 'Name containers in `stop` or `pause`.')
    });
})
    .transform(({ stop, pause, grace, drain, spool, health }) => ({
    containers: [
        ...stop.map((reference) => ({ action: 'stop', reference })),
        ...pause.map((reference) => ({ action: 'pause', reference }))
    ],
    // Docker takes whole seconds.
    graceSeconds: Math.ceil(grace),
    healthSeconds: health,
    spoolBytes: spool,
    ...(drain === undefined ? {} : { drain })
}))
    .describe('What is stopped or paused while artifacts are captured.');

;// CONCATENATED MODULE: ./lib/config/schema/restore.js





const health = schemas/* strictObject */.rej({
    http: schemas/* string */.YjP()
        .regex(/^https?:\/\/\S+$/, complaint('is not an address', 'For example http://127.0.0.1:8080/health.'))
        .exactOptional()
        .describe('An address that the host asks, by curl or wget; it must answer with success.'),
    command: commandSchema({
        description: 'A command that must end with 0.',
        late: 'then it is tried again.'
    }).exactOptional(),
    timeout: durationSchema.default(2 * 60).meta({
        written: { default: '2m' },
        description: 'How long the stack may take to be healthy; then the restore is taken back.'
    })
})
    .superRefine(({ http, command }, context) => {
    if (http !== undefined || command !== undefined)
        return;
    context.addIssue({ code: 'custom', message: complaint('asks nothing', 'Give `http` or `command`.') });
})
    .describe('What shows that the stack works with what was restored.');
/** How a restore is done. */
const restoreSchema = schemas/* strictObject */.rej({
    stop: schemas/* array */.YOg(quietReferenceSchema)
        .default([])
        .describe('What else is stopped while old and new change places, such as writers, before anything else.'),
    health: health.exactOptional(),
    up: commandSchema({
        description: 'Brings the services up on a host that has no container or volume of the components yet. It runs once the files are there; what it made is then filled.',
        late: 'then the restore fails.'
    }).exactOptional(),
    'keep-old': durationSchema
        .exactOptional()
        .describe('How long the old data stays beside the new after a restore that is healthy, so that `backup: undo` can take it back. Without it: not at all.')
})
    .transform(({ stop, health, up, 'keep-old': keepOldSeconds = 0 }) => ({
    ...(up === undefined ? {} : { up }),
    stops: stop,
    keepOldSeconds,
    ...(health === undefined
        ? {}
        : {
            health: {
                seconds: health.timeout,
                ...(health.http === undefined ? {} : { http: health.http }),
                ...(health.command === undefined ? {} : { command: health.command })
            }
        })
}))
    .describe('How a restore is done.');

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./lib/config/schema/authority.js




/** The certificates of an authority: PEM, or a file that holds it. `readFile` throws a UserError where it cannot. */
const authoritySchema = (readFile) => schemas/* string */.YjP()
    .min(1)
    .transform((written, context) => {
    try {
        const pem = written.includes('-----BEGIN') ? written : readFile(written);
        const message = authorityComplaint(pem);
        if (message === undefined)
            return pem;
        context.addIssue({ code: 'custom', message });
    }
    catch (error) {
        if (!(error instanceof errors/* UserError */.yo))
            throw error;
        context.addIssue({ code: 'custom', message: complaint(error.message, GIVE_IT) });
    }
    return core/* NEVER */.tm;
});
const GIVE_IT = 'Give the PEM text itself, or the path of a file in the repository, which must be checked out.';
function authorityComplaint(pem) {
    if (/PRIVATE KEY-----/.test(pem)) {
        return complaint('holds a private key', 'Give the certificate of the authority only, and replace that key: it has been seen.');
    }
    const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
    if (certificates === null) {
        return complaint('holds no certificate', 'Give PEM: -----BEGIN CERTIFICATE-----, its lines, -----END CERTIFICATE-----.');
    }
    return certificates.every(isCertificate)
        ? undefined
        : complaint('holds a certificate that cannot be read', 'Copy it again with all of its line breaks.');
}
function isCertificate(pem) {
    try {
        return new external_node_crypto_.X509Certificate(pem).raw.length > 0;
    }
    catch {
        // Node has no other way to ask whether a certificate can be read.
        return false;
    }
}

;// CONCATENATED MODULE: ./lib/config/schema/endpoint.js


/** Says why a URL cannot be the endpoint of a store with this bucket, or `undefined` where it can. */
function endpointComplaint(text, bucket) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
        return complaint('is not a URL', 'Write it with its scheme: https://s3.example.com');
    }
    if (url.username !== '' || url.password !== '') {
        return complaint('holds credentials', 'Give them by the inputs `s3-access-key-id` and `s3-secret-access-key`.');
    }
    if (url.search !== '' || url.hash !== '')
        return complaint('holds more than an address', 'Leave out what follows ? or #.');
    const segments = url.pathname.split('/').filter((segment) => segment !== '');
    if (url.hostname.startsWith(`${bucket}.`) || segments.includes(bucket)) {
        return complaint('holds the name of the bucket', 'Leave it out of `endpoint`; it stands in `bucket`.');
    }
    if (url.protocol === 'http:' && !isPrivate(url.hostname)) {
        return complaint('would send backups unencrypted over the internet', 'Use https://, or an address in a private network.');
    }
    return undefined;
}
/** Whether a host name or address is one of this machine or of a private network. */
function isPrivate(hostname) {
    const address = hostname.replace(/^\[(.*)\]$/, '$1');
    switch ((0,external_node_net_.isIP)(address)) {
        case 4:
            return /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(address);
        case 6:
            return /^(::1$|f[cd]|fe[89ab])/i.test(address);
        default:
            return !address.includes('.') || /\.(localhost|local|internal|lan|test|home\.arpa)$/i.test(address);
    }
}

;// CONCATENATED MODULE: ./lib/config/schema/providers.js
/** The provider behind an endpoint's host name; an empty one where nothing is known of it. */
function providerOf(hostname) {
    for (const [pattern, provider] of PROVIDERS) {
        const [matched, region] = pattern.exec(hostname) ?? [];
        if (matched !== undefined)
            return { ...(region === undefined ? {} : { region }), ...provider };
    }
    return {};
}
const PROVIDERS = [
    [
        /^(?:.+\.)?s3(?:-fips)?(?:\.dualstack)?[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/,
        { isAws: true }
    ],
    [/(?:^|\.)amazonaws\.com$/, { isAws: true }],
    [/\.r2\.cloudflarestorage\.com$/, { region: 'auto', uniformParts: true }],
    [/^s3\.([a-z]{2}-[a-z]{3})\.scw\.cloud$/, { maximumParts: 1000 }],
    [/^s3\.([a-z]+-[a-z]+-\d{3})\.backblazeb2\.com$/, {}],
    [/^s3\.([a-z]{2}-[a-z]+-\d)\.wasabisys\.com$/, {}],
    [/^([a-z]{3}\d)\.digitaloceanspaces\.com$/, {}],
    [/^([a-z]{3}\d)\.your-objectstorage\.com$/, {}]
];

;// CONCATENATED MODULE: ./lib/config/schema/s3.js





/** S3-compatible storage. */
const s3Schema = (surroundings) => s3Keys(surroundings.readFile)
    .superRefine((declared, context) => {
    for (const [key, message] of Object.entries(complaintsAbout(declared, surroundings))) {
        if (message !== undefined)
            context.addIssue({ code: 'custom', path: [key], message });
    }
})
    .transform((declared) => s3Target(declared, surroundings))
    .describe('S3-compatible storage. Its keys are no part of the document: see the inputs.');
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;
const bucket = schemas/* string */.YjP()
    .superRefine((text, context) => {
    if (BUCKET.test(text))
        return;
    const remedy = text.includes('/')
        ? 'Write the name of the bucket alone; what follows it is `prefix`.'
        : 'Bucket names have at least 3 letters, digits, "." and "-".';
    context.addIssue({ code: 'custom', message: complaint('is not the name of a bucket', remedy) });
})
    .meta({ pattern: BUCKET.source, description: 'The name of the bucket. It must exist.' });
const prefix = schemas/* string */.YjP()
    .transform((text) => text.replace(/^\/+|\/+$/g, ''))
    .refine((text) => text === '' || text.split('/').every((name) => /^(?!\.{1,2}$)[^\p{Cc}\\]{1,255}$/u.test(name)), {
    error: complaint('is not a usable prefix', 'Write names with a slash between them, for example backups/pre-deploy.')
})
    .describe('Keys begin with it. What lies beside it in the bucket is never touched.');
const s3Keys = (readFile) => schemas/* strictObject */.rej({
    bucket,
    prefix: prefix.default(''),
    endpoint: schemas/* string */.YjP()
        .exactOptional()
        .meta({
        pattern: '^https?://',
        examples: ['https://nbg1.your-objectstorage.com'],
        description: 'The URL of S3-compatible storage, without the bucket. AWS needs none.'
    }),
    region: schemas/* string */.YjP()
        .regex(/^[A-Za-z0-9-]+$/, complaint('is not the name of a region'))
        .exactOptional()
        .describe('The region. For AWS it may come from AWS_REGION; for other storage it is found by the endpoint or is us-east-1.'),
    'path-style': schemas/* boolean */.zMY()
        .exactOptional()
        .describe('Whether the bucket stands in the path instead of the host name. True by default for all storage but AWS.'),
    ca: authoritySchema(readFile)
        .exactOptional()
        .describe("The authority that signed the endpoint's certificate: PEM, or a file in the repository."),
    sse: schemas/* enum */.k5n(['AES256', 'aws:kms'])
        .exactOptional()
        .describe('Encryption by the storage; by default what the bucket does anyway.'),
    'kms-key': schemas/* string */.YjP()
        .min(1)
        .exactOptional()
        .describe('The KMS key for `sse: aws:kms`; by default that of AWS.'),
    checksum: schemas/* enum */.k5n(['auto', 'crc32', 'md5'])
        .default('auto')
        .describe('How the storage checks what it receives; `auto` finds out what it can do.'),
    'maximum-parts': schemas/* int */.Whr()
        .min(1)
        .max(10_000)
        .exactOptional()
        .describe('How many parts an upload may have: 10000 by default, 1000 for Scaleway.'),
    'uniform-parts': schemas/* boolean */.zMY()
        .exactOptional()
        .describe('Whether the parts of an upload must have one size. True by default for Cloudflare R2.')
});
function complaintsAbout(declared, surroundings) {
    const { bucket, endpoint, ca, sse, 'kms-key': kmsKey } = declared;
    return {
        endpoint: endpoint === undefined ? undefined : endpointComplaint(endpoint, bucket),
        region: regionOf(declared, surroundings) === undefined ? REGION_MISSING : undefined,
        ca: ca !== undefined && endpoint?.startsWith('http:') ? CA_WITHOUT_TLS : undefined,
        'kms-key': kmsKey !== undefined && sse !== 'aws:kms' ? KEY_WITHOUT_KMS : undefined
    };
}
const REGION_MISSING = complaint('is missing', 'Add it, for example eu-central-1, or set AWS_REGION for the step.');
const CA_WITHOUT_TLS = complaint('does nothing for an endpoint without TLS', 'Leave it out, or use https://.');
const KEY_WITHOUT_KMS = complaint('does nothing without `sse: aws:kms`', 'Add `sse: aws:kms` or leave the key out.');
function s3Target(declared, surroundings) {
    const { bucket, prefix, endpoint, ca, sse, checksum } = declared;
    const provider = providerBehind(endpoint);
    return {
        kind: 's3',
        bucket,
        prefix,
        ...(endpoint === undefined ? {} : { endpoint: new URL(endpoint).href.replace(/\/$/, '') }),
        region: regionOf(declared, surroundings) ?? '',
        pathStyle: declared['path-style'] ?? !provider.isAws,
        ...(ca === undefined ? {} : { ca }),
        ...(sse === undefined ? {} : { encryption: encryption(sse, declared['kms-key']) }),
        checksum,
        maximumParts: declared['maximum-parts'] ?? provider.maximumParts ?? 10_000,
        uniformParts: declared['uniform-parts'] ?? provider.uniformParts ?? false
    };
}
function regionOf({ region, endpoint }, surroundings) {
    const provider = providerBehind(endpoint);
    return region ?? provider.region ?? (provider.isAws ? surroundings.region : 'us-east-1');
}
function providerBehind(endpoint) {
    if (endpoint === undefined)
        return { isAws: true };
    return URL.canParse(endpoint) ? providerOf(new URL(endpoint).hostname) : {};
}
const encryption = (algorithm, key) => algorithm === 'AES256' ? { algorithm } : { algorithm, ...(key === undefined ? {} : { key }) };

;// CONCATENATED MODULE: ./lib/config/schema/store.js



/** Where backups live: S3-compatible storage, or a directory. */
const storeSchema = (surroundings) => schemas/* union */.KCZ([s3Schema(surroundings), directory])
    .describe('Where backups live: S3-compatible storage, or a directory.');
const directory = schemas/* strictObject */.rej({
    directory: schemas/* string */.YjP()
        .min(1)
        .refine((path) => !path.startsWith('~'), {
        error: complaint('begins with ~, which only a shell knows', `Write \${HOME}/…`)
    })
        .meta({ pattern: '^[^~]', description: 'A directory on the machine that the action runs on.' })
})
    .transform((declared) => ({ kind: 'directory', path: declared.directory }))
    .describe('A directory on the machine that the action runs on.');

;// CONCATENATED MODULE: ./lib/config/schema/document.js










/** The configuration: what it may say, and what that means for the plan. */
const documentSchema = (drivers, surroundings) => schemas/* strictObject */.rej({
    stack: nameSchema.describe('What the backed-up components are together, e.g. shop-production. A restore must confirm it.'),
    host: hostSchema
        .exactOptional()
        .describe('Where the components live: `user@address[:port]`, `local`, or a mapping. The input `host` goes before it.'),
    store: storeSchema(surroundings),
    compression: compressionSchema.default({ codec: 'auto' }).meta({
        written: { default: 'auto' },
        description: 'How artifacts are compressed: the name of a codec, or a codec and a level.'
    }),
    'lock-timeout': durationSchema.default(15 * 60).meta({
        written: { default: '15m' },
        description: 'How long to wait for another run of the stack: `90s`, `15m`, or a number of seconds.'
    }),
    quiesce: quiesceSchema.exactOptional(),
    hooks: hooksSchema.exactOptional(),
    restore: restoreSchema.exactOptional(),
    components: componentsSchema(drivers)
})
    .describe('What predeploy-backup backs up before a deploy, and where to.')
    .transform(({ 'lock-timeout': lockTimeoutSeconds, ...declared }) => ({ ...declared, lockTimeoutSeconds }));

;// CONCATENATED MODULE: ./lib/config/shown-value.js
/** How a message shows a value that is wrong, in brackets behind what is wrong with it. */
const showValue = (value, path, isHidden) => isHidden || path.some(soundsSecret) || holdsSecret(value)
    ? ' (its value is not shown)'
    : ` (found ${describe(value)})`;
/** The text with everything replaced that came from the environment: it may be a secret. */
const withoutTexts = (message, texts) => texts
    .filter((text) => text.length >= SHORTEST_SECRET)
    .toSorted((one, other) => other.length - one.length)
    .reduce((before, text) => before.replaceAll(text, '***'), message);
// Shorter ones protect nothing and stand in every other word.
const SHORTEST_SECRET = 4;
const shown_value_LONGEST = 80;
const soundsSecret = (segment) => typeof segment === 'string' &&
    /pass(word|phrase|wd)?|secret|token|credential|\bkey\b|[_-]key|key$/i.test(segment);
// A private key, or a URL with a password.
const holdsSecret = (value) => typeof value === 'string' && /PRIVATE KEY|:\/\/[^/\s]*:[^/\s]*@/.test(value);
function describe(value) {
    if (value === null)
        return 'nothing';
    if (Array.isArray(value))
        return 'a list';
    if (typeof value === 'object')
        return 'a mapping';
    const text = JSON.stringify(value) ?? String(value);
    return text.length > shown_value_LONGEST ? `${text.slice(0, shown_value_LONGEST)}… of ${String(value).length} characters` : text;
}

;// CONCATENATED MODULE: ./lib/config/variables.js


/**
 * Fills `${NAME}` and `${NAME:-default}` in the document's values, in place and once: what a variable holds is never read again.
 * `$${` stands for `${`.
 */
function fillVariables({ tree }, environment) {
    const fillings = new Map();
    const texts = new Set();
    const troubles = [];
    (0,dist/* visit */.YR)(tree, {
        Scalar(key, scalar, ancestors) {
            if (key === 'key' || typeof scalar.value !== 'string' || !scalar.value.includes('${'))
                return;
            const found = fill(scalar.value, environment);
            if (found.texts.length + found.troubles.length > 0) {
                const written = scalar.value;
                fillings.set(scalar, { written, whole: WHOLE.test(written), failed: found.troubles.length > 0 });
            }
            for (const text of found.texts)
                texts.add(text);
            troubles.push(...found.troubles.map((trouble) => ({ path: pathOf(key, ancestors), ...trouble })));
            scalar.value = found.value;
        }
    });
    return { at: (path) => fillings.get(placeOf(tree, path).node), texts: [...texts], troubles };
}
const WHOLE = /^\$\{[^{}]*\}$/;
const PLACEHOLDER = /\$(\$\{)|\$\{([^{}]*)(\}?)/g;
function fill(text, environment) {
    const texts = [];
    const troubles = [];
    const value = text.replace(PLACEHOLDER, (whole, escaped, inner = '', end = '') => {
        if (escaped !== undefined)
            return escaped;
        const found = end === '' ? malformed(inner) : lookUp(inner, environment);
        if (typeof found !== 'string')
            troubles.push(found);
        else
            texts.push(found);
        return typeof found === 'string' ? found : whole;
    });
    return { value, texts, troubles };
}
function lookUp(inner, environment) {
    const [, name, fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(inner) ?? [];
    if (name === undefined)
        return malformed(inner);
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value !== undefined && value !== '')
        return value;
    if (fallback !== undefined)
        return fallback;
    return {
        what: `the variable ${name} is ${value === undefined ? 'not set' : 'empty'}`,
        remedy: `Give it to the step (\`env: { ${name}: … }\`; a secret that does not exist is empty), or write a default: \${${name}:-default}.`
    };
}
const malformed = (inner) => ({
    what: inner.includes('secrets.') || inner.includes('env.') || inner === ''
        ? 'a workflow expression is not evaluated in a file'
        : `"\${" does not begin a variable`,
    remedy: `Write \${NAME} or \${NAME:-default} with letters, digits and _; write $\${ for the characters \${ themselves.`
});

;// CONCATENATED MODULE: ./lib/config/written-commands.js
/** Notes how the document has the user's commands, where variables filled them. */
function withWrittenCommands(declared, variables) {
    const { hooks, quiesce } = declared;
    const noted = (command, ...path) => {
        const written = variables.at([...path, 'command'])?.written;
        return written === undefined ? command : { ...command, written };
    };
    const notedHooks = Object.entries(hooks ?? {}).map(([name, command]) => [
        name,
        noted(command, 'hooks', name)
    ]);
    return {
        ...declared,
        ...(hooks === undefined ? {} : { hooks: Object.fromEntries(notedHooks) }),
        ...(quiesce?.drain === undefined
            ? {}
            : { quiesce: { ...quiesce, drain: noted(quiesce.drain, 'quiesce', 'drain') } })
    };
}

;// CONCATENATED MODULE: ./lib/config/parse.js












/** Turns a configuration into a plan. Throws UserErrors with everything that is wrong with it, in the order of the text. */
function parseConfig({ text, source, environment, drivers, overrides = {}, readFile }) {
    const document = readDocument(text, source);
    const variables = fillVariables(document, environment);
    const region = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || undefined;
    const declared = matchDocument(documentSchema(drivers, { region, readFile }), document, variables);
    const host = overriddenHost(overrides.host);
    const problems = [
        ...inOrder([
            ...document.problems,
            ...variables.troubles.map((trouble) => document.locate({ ...trouble, concerns: 'value' })),
            ...(declared.mismatches ?? []).map((mismatch) => tell(mismatch, { document, variables, value: declared.value })),
            ...(host === undefined && lacksHost(declared.value) ? [hostMissing(document)] : [])
        ]),
        ...(host?.problems ?? []),
        ...unknownComponents(overrides.components, declared.value)
    ];
    if (declared.data === undefined || problems.length > 0)
        throw new errors/* UserErrors */.tQ(summary(source), problems);
    const data = withWrittenCommands(declared.data, variables);
    return { ...data, host: host?.target ?? data.host };
}
const inOrder = (problems) => problems.toSorted((one, other) => one.offset - other.offset).map(({ error }) => error);
const lacksHost = (value) => isMapping(value) && !Object.hasOwn(value, 'host');
const isMapping = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const hostMissing = (document) => document.locate({
    path: ['host'],
    what: 'is missing',
    remedy: 'Add `host: user@address`, or give the input `host`.',
    concerns: 'key'
});
function tell({ path, what, remedy, concerns }, { document, variables, value }) {
    const isHidden = variables.at(path) !== undefined;
    const shown = concerns === 'value' && path.length > 0 ? showValue(valueAt(value, path), path, isHidden) : '';
    const hide = (text) => withoutTexts(text, variables.texts);
    return document.locate({
        path,
        what: `${hide(what)}${shown}`,
        remedy: remedy === undefined ? undefined : hide(remedy),
        concerns
    });
}
function overriddenHost(text) {
    if (text === undefined || text === '')
        return undefined;
    const matched = matchSchema(hostSchema, text);
    if (matched.mismatches === undefined)
        return { target: matched.data, problems: [] };
    return {
        problems: matched.mismatches.map(({ what, remedy }) => new errors/* UserError */.yo(`the input host: ${what}${showValue(text, ['host'], false)}`, { remedy }))
    };
}
function unknownComponents(names, value) {
    const components = valueAt(value, ['components']);
    if (names === undefined || !isMapping(components))
        return [];
    return names.flatMap((name) => (0,chosen_components/* componentProblem */.B$)(name, Object.keys(components)) ?? []);
}


/***/ }),

/***/ 61204:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BG: () => (/* binding */ NoContainer),
/* harmony export */   OT: () => (/* binding */ refuseAutoRemoved),
/* harmony export */   TO: () => (/* binding */ containerFacts),
/* harmony export */   Tn: () => (/* binding */ dockerError),
/* harmony export */   a6: () => (/* binding */ lastingName),
/* harmony export */   qf: () => (/* binding */ foundContainer),
/* harmony export */   tL: () => (/* binding */ whereItRuns),
/* harmony export */   tj: () => (/* binding */ containerSchema)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(92857);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _facts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(19292);



/** How a document names a container. */
const containerSchema = zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([
    zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('The name of the container.'),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ project: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1), service: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1) })
        .describe('A service of a compose project.')
])
    .describe('The container: its name, or { project, service } where compose or a panel gives random names.');
const described = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    id: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    name: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    state: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    image: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    imageName: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    command: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()).nullable(),
    mounts: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        Type: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        Name: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().default(''),
        Source: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        Destination: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        RW: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()
    })),
    autoRemove: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY(),
    labels: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()).nullable()
});
/** The running container that `describeContainer` found; throws a UserError where there is none that runs, with the remedy. */
function foundContainer(facts, reference) {
    const name = typeof reference === 'string' ? reference : `${reference.service} of project ${reference.project}`;
    const text = facts.optional('container');
    if (text === undefined)
        throw missingContainer(facts, name);
    const { id, state, image, imageName, command, mounts, autoRemove, labels, ...rest } = (0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .readFact */ .ni)(described, text, `container ${name}`);
    if (state !== 'running') {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`container ${name} is ${state}, not running`, {
            remedy: state === 'paused'
                ? `docker unpause ${rest.name.slice(1)}`
                : `Start it (docker start ${rest.name.slice(1)}) and look at its log.`
        });
    }
    return {
        id,
        image,
        imageName,
        autoRemove,
        name: rest.name.replace(/^\//, ''),
        imageDigests: (0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .readFact */ .ni)(zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()).nullable(), facts.optional('image-digests') ?? '[]', `the image of ${name}`) ?? [],
        command: command ?? [],
        labels: labels ?? {},
        mounts: mounts.map((mount) => ({
            kind: mount.Type,
            name: mount.Name,
            source: mount.Source,
            destination: mount.Destination,
            writable: mount.RW
        }))
    };
}
/** What a container is called in the places of a restore: compose may give another name to the one that it makes anew. */
function lastingName({ name, labels }) {
    const { 'com.docker.compose.project': project, 'com.docker.compose.service': service, 'com.docker.compose.container-number': number, 'com.docker.compose.oneoff': oneOff } = labels;
    return project === undefined || service === undefined || oneOff === 'True'
        ? name
        : [project, service, ...(number === undefined ? [] : [number])].join('/');
}
/** The host has no such container. */
class NoContainer extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo {
}
/** What every manifest tells of a component's container. */
const containerFacts = ({ id, name, image, imageName, imageDigests }) => ({
    container: { id, name },
    image: { id: image, name: imageName, digests: [...imageDigests] }
});
/** The error for a Docker that does not serve the user of the host, from what it said. */
const dockerError = (said) => /permission denied/i.test(said)
    ? new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo('the SSH user may not use Docker', {
        remedy: 'Add the user to the group docker on the host (sudo usermod -aG docker USER) or connect as one that is in it.'
    })
    : new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`Docker does not answer on the host: ${said.trim()}`, {
        remedy: 'Install or start Docker on the host.'
    });
/** A component whose capture needs its container to run: it is refused where `quiesce` keeps that from running. */
function whereItRuns(container, beside, found) {
    const { id, name } = container;
    const { present } = found;
    return {
        ...found,
        ...(present === undefined ? {} : { present: () => whereItRuns(container, beside, present()) }),
        captures() {
            if (beside?.quiet?.has(id) === true) {
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`quiesce keeps ${name} from running, and its capture needs it`, {
                    remedy: `Take ${name} out of quiesce: what is captured of it is consistent while it runs. Stop what writes to it instead.`
                });
            }
            return found.captures();
        }
    };
}
/** Refuses a restore that would stop containers which Docker removes when they stop. */
function refuseAutoRemoved(stopped) {
    const names = [...new Set(stopped.filter(({ autoRemove }) => autoRemove).map(({ name }) => name))].join(', ');
    if (names === '')
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`the restore would have to stop ${names}, and Docker would remove what was started with --rm, with all volumes of it that have no name`, { remedy: `Start ${names} without --rm, with all data on volumes that have names, and restore again.` });
}
function missingContainer(facts, name) {
    const said = facts.optional('container-error') ?? '';
    if (/permission denied|not found|cannot connect/i.test(said) && !/no such/i.test(said)) {
        return dockerError(said);
    }
    const matches = Number(facts.optional('container-matches') ?? 0);
    return matches > 1
        ? new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`${matches} containers run for ${name}`, {
            remedy: 'Name one of them with `container: NAME`.'
        })
        : new NoContainer(`no container ${name} on the host`, {
            remedy: 'Compare with `docker ps -a` on the host and correct `container`.'
        });
}


/***/ }),

/***/ 19292:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GW: () => (/* binding */ problemsOf),
/* harmony export */   MH: () => (/* binding */ readFacts),
/* harmony export */   ni: () => (/* binding */ readFact)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** Reads the lines that a probe printed; lines of another shape are passed over. */
function readFacts(printed) {
    const values = new Map();
    for (const line of printed.split('\n')) {
        const [, name, value] = /^([a-z][a-z0-9-]*)=(.*)$/s.exec(line) ?? [];
        if (name !== undefined && value !== undefined)
            values.set(name, [...(values.get(name) ?? []), value]);
    }
    const all = (name) => values.get(name) ?? [];
    return {
        all,
        optional: (name) => all(name)[0],
        one(name) {
            const value = all(name)[0];
            if (value === undefined) {
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`the probe printed no "${name}"`, {
                    remedy: 'It ended early: run it again. If that does not help, see whether `sh -c true` prints anything when this user logs in on the host.'
                });
            }
            return value;
        }
    };
}
/** Reads a fact that was printed as JSON. Throws a UserError where it is not what was asked for. */
function readFact(schema, text, subject) {
    const read = schema.safeParse(parsed(text, subject));
    if (read.success)
        return read.data;
    throw unreadable(subject, problemsOf(read.error), read.error);
}
/** What does not fit a shape, in one line; the value itself may hold secrets and is not told. */
const problemsOf = ({ issues }) => issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
function parsed(text, subject) {
    try {
        return JSON.parse(text);
    }
    catch (error) {
        throw unreadable(subject, 'it is no JSON', error);
    }
}
const unreadable = (subject, reason, cause) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`what the host tells of ${subject} cannot be read: ${reason}`, {
    remedy: 'Update Docker on the host; if it is up to date, report this message.',
    cause
});


/***/ }),

/***/ 25564:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ drivers)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(92857);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/host-script/script.js
var host_script_script = __webpack_require__(46999);
// EXTERNAL MODULE: ./lib/drivers/facts.js
var drivers_facts = __webpack_require__(19292);
// EXTERNAL MODULE: ./lib/drivers/room.js
var drivers_room = __webpack_require__(42320);
// EXTERNAL MODULE: ./lib/host-script/guard.js
var guard = __webpack_require__(36779);
;// CONCATENATED MODULE: ./lib/drivers/tar/messages.js

/** What a capture prints on standard error when GNU tar ended with 1: the archive is whole, but files changed while it was made. */
const FILES_CHANGED = 'predeploy: tar ended with 1';
/**
 * Reads what tar said while it wrote an archive and gives what the user should know. Throws a UserError where files changed
 * and `strict` forbids that, and where tar ended with 1 for a reason that is not known to be harmless.
 */
function judgeTarMessages(stderr, strict) {
    const lines = stderr.split('\n');
    const changed = lines.flatMap((line) => CHANGED.exec(line)?.groups?.['name'] ?? []);
    const sockets = lines.filter((line) => SOCKET.test(line)).length;
    const mounted = lines.flatMap((line) => MOUNTED.exec(line)?.groups?.['name'] ?? []);
    const unsupported = lines.flatMap((line) => UNSUPPORTED.exec(line)?.groups?.['what'] ?? []);
    const endedWithChanges = lines.includes(FILES_CHANGED);
    if (endedWithChanges && changed.length === 0) {
        throw new errors/* UserError */.yo(`tar failed: ${lines.filter((line) => line.startsWith('tar:')).join('; ')}`);
    }
    if (endedWithChanges && strict) {
        throw new errors/* UserError */.yo(`${count(changed.length, 'file')} changed while being read: ${some(changed)}`, {
            remedy: 'Stop what writes to them during the backup, exclude them, or allow it with `strict: false`: such a file may be torn.'
        });
    }
    return [
        ...(endedWithChanges
            ? [`${count(changed.length, 'file')} changed while being read and may be torn: ${some(changed)}`]
            : []),
        ...(sockets > 0 ? [`${count(sockets, 'socket')} left out: no backup can hold one`] : []),
        ...(mounted.length > 0 ? [`other file systems are mounted inside and left out: ${some(mounted)}`] : []),
        ...unsupported.map((what) => `tar keeps no ${what}`)
    ];
}
const CHANGED = /^tar: (?<name>.+): (?:file changed as we read it|File removed before we read it|File shrank by \d+ bytes?; padding with zeros)$/;
const SOCKET = /^tar: .+: socket ignored$/;
const MOUNTED = /^tar: (?<name>.+): (?:file|directory) is on a different filesystem; not dumped$/;
const UNSUPPORTED = /^tar: (?<what>POSIX ACL|XATTR) support is not available$/;
const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
function some(names) {
    const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
    return names.slice(0, 5).join(', ') + more;
}

;// CONCATENATED MODULE: ./lib/drivers/tar/paths.js

/** A path below another, spelled without `./` and a slash at its end; no patterns. */
const excludedPath = schemas/* string */.YjP()
    .transform(normalized)
    .refine((path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'), 'is no path within it\nWrite it relative and without "..", e.g. `cache/images`.');
/** The path as the patterns of `find` and tar read it back unchanged. */
const literally = (path) => path.replaceAll(/[\\*?[]/g, '\\$&');
/** The path without `.` and empty parts, and without a slash at its end. */
function normalized(path) {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    return (path.startsWith('/') ? '/' : '') + parts.join('/');
}

;// CONCATENATED MODULE: ./lib/drivers/tar/command.js




/** Sets `$tar` to the first line of `tar --version`, and whether a busybox can leave something out. */
const describeTar = (0,host_script_script.sh) `tar=$(tar --version 2>&1 | head -n 1)
case $tar in *busybox*) tar --help 2>&1 | grep -q -e --exclude || tar="$tar without exclude" ;; esac`;
/** Reads what `describeTar` found; undefined where it is no tar that is known. */
function tarTool(described) {
    if (/\(GNU tar\)/.test(described))
        return 'gnu';
    if (!/\(busybox\)/i.test(described))
        return undefined;
    return /without exclude$/.test(described) ? 'minimal' : 'busybox';
}
/** The tar and its version, as a manifest tells of tools. */
function toolFacts(described) {
    const [, name = 'tar', version = ''] = /^tar \((.+?)\) (\S+)/.exec(described) ?? [];
    return { name: name.includes('tar') ? name : `${name} tar`, version };
}
/** What a user loses when nothing but busybox is there. */
const BUSYBOX_LOSES = 'extended attributes, ACLs, holes in sparse files, times of folders and links, and times below a second are not kept: only the tar of busybox is there';
/** What a restore puts beside the data begins with this, so that no later backup takes it for data. */
const HOLDER_PREFIX = '.predeploy-old-';
/**
 * Prints an archive; dies when its standard input ends. Ends with 0 where files changed while they were read, and says so on
 * standard error: see `judgeTarMessages`. Times, names, owners, holes and attributes are kept exactly where tar is GNU's.
 */
function createTar(creation) {
    switch (creation.tool) {
        case 'gnu':
            return (0,host_script_script.sh) `( ${(0,guard/* guarded */.Nj)(createWithGnu(creation))} )
status=$?
if [ "$status" -eq 1 ]; then echo ${FILES_CHANGED} >&2; status=0; fi
( exit "$status" )`;
        case 'busybox':
            return (0,host_script_script.sh) `( ${(0,guard/* guarded */.Nj)(createWithBusybox(creation))} )`;
        case 'minimal':
            return (0,host_script_script.sh) `( cd ${creation.directory} && ${refuseHolders(creation.members)} || exit 2
${(0,guard/* guarded */.Nj)(createWithMinimal(creation))} )`;
    }
}
/** Unpacks standard input into a directory, with owners, modes, times and attributes. */
const extractTar = (tool, directory, options = []) => (0,host_script_script.sh) `tar -C ${directory} -x -p -f - ${keeping(tool)} ${options}`;
/** Options that keep what `tool` can keep, for creating and for unpacking. */
const keeping = (tool) => tool === 'gnu' ? ['--numeric-owner', '--xattrs', '--xattrs-include=*', '--acls'] : ['--numeric-owner'];
/** The only format that keeps everything; times of access and of change tell nothing and would make each archive another. */
const POSIX_FORMAT = ['--format=posix', '--pax-option=delete=atime,delete=ctime'];
const createWithGnu = ({ directory, members, excluded }) => (0,host_script_script.sh) `tar -C ${directory} -c -f - ${POSIX_FORMAT} ${keeping('gnu')} --sparse --sort=name --one-file-system ${[
    ...['--no-anchored', '--wildcards', `--exclude=${HOLDER_PREFIX}*`],
    ...['--anchored', '--no-wildcards', ...excluded.map((path) => `--exclude=${path}`)]
]} -- ${members}`;
const createWithBusybox = ({ directory, members, excluded }) => (0,host_script_script.sh) `tar -C ${directory} -c -f - ${keeping('busybox')} ${[
    `--exclude=${HOLDER_PREFIX}*`,
    ...excluded.map((path) => `--exclude=${literally(path)}`)
]} -- ${members}`;
const createWithMinimal = ({ directory, members }) => (0,host_script_script.sh) `tar -C ${directory} -c -f - ${keeping('minimal')} -- ${members}`;
const refuseHolders = (members) => (0,host_script_script.sh) `{ [ -z "$(find ${members} -name ${`${HOLDER_PREFIX}*`} -prune)" ] || { echo 'what an earlier restore put aside is still there, and this tar cannot leave it out' >&2; exit 2; }; }`;

;// CONCATENATED MODULE: ./lib/drivers/files/paths.js


/** The declared paths, normalized and sorted, without those that lie below another. Throws a UserError where one cannot be backed up. */
function mergePaths(declared) {
    const paths = [...new Set(declared.map(usable))].sort();
    return paths.filter((path) => !paths.some((other) => isBelow(path, other)));
}
/** The declared exceptions, normalized. Throws a UserError where one is not below any of the paths. */
function mergeExceptions(declared, paths) {
    return declared.map((text) => {
        const path = usable(text);
        if (paths.some((other) => isBelow(path, other)))
            return path;
        throw new errors/* UserError */.yo(`exclude names ${path}, which is not below any of the paths`, {
            remedy: 'Write it as an absolute path below one of `paths`, or take it out.'
        });
    });
}
/** Whether a path lies below another: not the same, and not only beginning alike. */
const isBelow = (path, other) => path.startsWith(other === '/' ? '/' : `${other}/`) && path !== other;
/** How the path is called in an archive whose root is `/`. */
const memberName = (path) => path.slice(1);
/** The directory that a path lies in. */
const parentOf = (path) => path.slice(0, path.lastIndexOf('/')) || '/';
function usable(text) {
    const path = normalized(text);
    if (!path.startsWith('/')) {
        throw new errors/* UserError */.yo(`${text} is no absolute path`, { remedy: 'Begin it with "/".' });
    }
    if (path.split('/').includes('..')) {
        throw new errors/* UserError */.yo(`${text} holds ".."`, { remedy: 'Write the path as it is without.' });
    }
    if (path === '/' || KERNEL.some((place) => path === place || isBelow(path, place))) {
        throw new errors/* UserError */.yo(`${path} cannot be backed up as files`, {
            remedy: 'Name the folders and files that your stack needs, e.g. /opt/shop/docker-compose.yml.'
        });
    }
    return path;
}
// What the kernel shows there are no files.
const KERNEL = ['/proc', '/sys', '/dev'];

;// CONCATENATED MODULE: ./lib/drivers/files/mountinfo.js

/** Reads such a line. */
function readMountLine(line) {
    const [id = '', , device = '', root = '', point = ''] = line.split(' ');
    return { id, device, root: unescaped(root).replace(/\/\/deleted$/, ''), point: unescaped(point) };
}
/**
 * Where on the host lies what somebody has mounted, told by the host's own mounts of the same file system; nowhere where it is one
 * of these itself.
 */
const sourcesOf = (mount, own) => own.some(({ id }) => id === mount.id)
    ? []
    : own
        .filter(({ device, root }) => device === mount.device && (root === mount.root || isBelow(mount.root, root)))
        .map(({ root, point }) => joined(point, mount.root.slice(root === '/' ? 0 : root.length)));
const joined = (point, rest) => point === '/' ? rest || '/' : rest === '/' ? point : point + rest;
/** The kernel writes spaces and the like in mountinfo as octal numbers. */
const unescaped = (text) => text.replaceAll(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));

;// CONCATENATED MODULE: ./lib/drivers/files/unasked.js


/** Reads what `probeFiles` printed of the paths where Docker did not answer; undefined where it did. */
function readUnasked(facts, paths) {
    const said = facts.optional('docker-error');
    if (said === undefined && facts.optional('docker') !== 'absent')
        return undefined;
    const own = facts.all('own-mount').map(readMountLine);
    const real = facts.all('real').map(unescaped);
    return {
        said: said?.trim(),
        seesAll: facts.optional('processes') === 'all',
        mounts: facts.all('elsewhere').flatMap((line) => {
            const [container = '-', process = '', ...rest] = line.split(' ');
            const by = container === '-'
                ? { kind: 'process', id: process }
                : { kind: 'container', id: container.slice(0, 12) };
            return sourcesOf(readMountLine(rest.join(' ')), own)
                .flatMap((source) => asDeclared(source, { paths, real }))
                .map((source) => ({ by, source }));
        })
    };
}
// The kernel tells of no links above a path.
function asDeclared(source, { paths, real }) {
    return paths.flatMap((path, index) => {
        const place = real[index] ?? path;
        return source === place || isBelow(source, place) ? [path + source.slice(place.length)] : [];
    });
}
/**
 * What the user should know before a restore that cannot stop whom it should: a file that is mounted by itself stays the old one
 * for its container until that starts again.
 */
function warningsOfUnasked(unasked, places) {
    if (unasked === undefined)
        return [];
    const stale = unasked.mounts.filter(({ source }) => places.some(({ target, exchange }) => isBelow(source, target) || (exchange === 'whole' && source === target)));
    const known = stale.map(({ by, source }) => by.kind === 'container'
        ? `container ${by.id} mounts ${source} by itself, and this user may not stop it for the exchange: it goes on with what was there before until it starts again: docker restart ${by.id}`
        : `process ${by.id} has ${source} mounted by itself: it goes on with what was there before until it starts again`);
    const { said, seesAll } = unasked;
    if (said === undefined || seesAll)
        return [...new Set(known)];
    const targets = places.map(({ target }) => target).join(', ');
    return [
        ...new Set(known),
        `Docker could not be asked which containers mount ${targets} (${said}): one that mounts a file of them by itself goes on with the old one until it starts again, so restart it (docker restart NAME); or connect as a user that may use Docker, and the restore does it`
    ];
}

;// CONCATENATED MODULE: ./lib/drivers/files/facts.js






/** Reads what `probeFiles` printed about the paths, in their order. */
function readFilesFacts(facts, paths) {
    const byIndex = (name, index) => facts
        .all(name)
        .filter((line) => line === String(index) || line.startsWith(`${index} `))
        .map((line) => line.slice(String(index).length + 1));
    const described = facts.one('tar');
    const user = Number(facts.one('user'));
    const used = facts.optional('used') ?? '';
    return {
        tar: { described, tool: tarTool(described) },
        user,
        groups: facts.one('groups').split(' ').map(Number),
        root: user === 0 ? 'is root' : facts.optional('root') === 'yes' ? 'by sudo' : undefined,
        readsBySudo: facts.optional('reads') === 'root',
        paths: paths.map((path, index) => ({
            path,
            kind: kind.parse(byIndex('kind', index)[0]),
            link: byIndex('link', index)[0],
            parent: byIndex('parent', index)[0] ?? '/',
            room: (0,drivers_room/* readFileSystem */.gm)(byIndex('room', index)[0]),
            unwritable: byIndex('unwritable', index)[0],
            foreign: byIndex('foreign', index).length > 0,
            unreadable: byIndex('unreadable', index)
        })),
        usedKilobytes: /^\d+$/.test(used) ? Number(used) : undefined,
        mountPoints: facts.all('mount').map(unescaped),
        mounts: facts.all('container').flatMap((line) => {
            const { id, name, mounts, autoRemove } = (0,drivers_facts/* readFact */.ni)(container, line, 'a container');
            return mounts
                .filter(({ Type }) => Type === 'bind')
                .map(({ Source }) => ({
                container: id,
                name: name.replace(/^\//, ''),
                source: Source,
                autoRemove
            }));
        }),
        unasked: readUnasked(facts, paths),
        left: [...new Set(facts.all('left'))]
    };
}
const kind = schemas/* enum */.k5n(['missing', 'link', 'directory', 'file', 'other']);
const container = schemas/* object */.Ikc({
    id: schemas/* string */.YjP(),
    name: schemas/* string */.YjP(),
    mounts: schemas/* array */.YOg(schemas/* object */.Ikc({ Type: schemas/* string */.YjP(), Source: schemas/* string */.YjP() })),
    autoRemove: schemas/* boolean */.zMY()
});

;// CONCATENATED MODULE: ./lib/drivers/files/mounts.js


/**
 * Refuses a path that cannot be exchanged since a file system is mounted there: what is mounted within a folder would be moved with
 * it, and a mount point itself cannot be moved. What is left out of the backup may hold mounts, and may be one right in the folder.
 */
function refuseMounted(mounted) {
    const { path, byContent, excluded, mountPoints } = mounted;
    const staying = stayingIn(mounted);
    const within = mountPoints.find((point) => (isBelow(point, path) || (!byContent && point === path)) &&
        !staying.includes(point) &&
        !(byContent && excluded.some((left) => isBelow(left, path) && isBelow(point, left))));
    if (within === undefined)
        return;
    throw new errors/* UserError */.yo(`something is mounted at ${within}, so ${path} cannot be exchanged`, {
        remedy: byContent && isBelow(within, path)
            ? `Unmount it, leave it out of the backup (\`exclude: [${entryOf(path, within)}]\`), or name what lies beside it instead of ${path}.`
            : `Unmount it, or name what lies beside it instead of ${path}.`
    });
}
/** What an exchange passes over: what is left out of the backup and lies right in the folder. */
const stayingIn = ({ path, byContent, excluded }) => byContent ? excluded.filter((left) => parentOf(left) === path) : [];
// What lies right in the folder and holds the path, or is it.
const entryOf = (folder, path) => folder + path.slice(folder.length).split('/').slice(0, 2).join('/');

;// CONCATENATED MODULE: ./lib/drivers/files/mounted-by.js

/**
 * Asks Docker which running containers mount what of the host. Where it does not answer, or not for all of them, tells why, and
 * what processes have mounted that may be one of the paths or in one: who may not use Docker may see that.
 */
const whoMounts = (paths) => (0,host_script_script.sh) `unasked=
if ! command -v docker >/dev/null && [ ! -S /var/run/docker.sock ]; then
  unasked=docker=absent
elif said=$(docker ps --quiet --no-trunc 2>&1); then
  containers=$(printf '%s\n' "$said" | grep -x '[0-9a-f]\\{64\\}')
  if [ -n "$containers" ]; then
    # One that has gone since then mounts nothing.
    said=$(docker inspect --type container --format ${CONTAINER_AS_JSON} $containers 2>&1) ||
      unasked=$(printf '%s\n' "$said" | grep -v -e '^container=' -e '[Nn]o such container' | tr '\n' ' ')
    printf '%s\n' "$said" | grep '^container='
    [ -z "$unasked" ] || unasked="docker-error=$unasked"
  fi
else
  unasked="docker-error=$(printf '%s\n' "$said" | tr '\n' ' ')"
fi
if [ -n "$unasked" ]; then
  printf '%s\n' "$unasked"
  ${askProcesses(paths)}
fi
:`;
const CONTAINER_AS_JSON = 'container={"id":{{json .Id}},"name":{{json .Name}},"mounts":{{json .Mounts}},"autoRemove":{{json .HostConfig.AutoRemove}}}';
// What is mounted is told from the root of its file system, so the names of the paths are looked for only roughly; where a path is
// itself a mount point, its name need not be among them, but the file system is told. A process sees all others if it is in the
// first namespace, whose number is fixed, and may look into the first of them.
const askProcesses = (paths) => (0,host_script_script.sh) `if [ -r /proc/self/mountinfo ]; then
    sed 's/^/own-mount=/' /proc/self/mountinfo
    if [ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] && head -n 1 /proc/1/mountinfo >/dev/null 2>&1; then echo processes=all; fi
    ${tellReal(paths)}
    seen=' '
    while IFS= read -r line; do
      mount=\${line#*:} process=\${line#/proc/}
      case $seen in *" \${mount%% *} "*) continue ;; esac
      seen="$seen\${mount%% *} "
      process=\${process%%/*}
      container=$(grep -o '[0-9a-f]\\{64\\}' "/proc/$process/cgroup" 2>/dev/null | head -n 1)
      printf 'elsewhere=%s %s %s\n' "\${container:--}" "$process" "$mount"
    done <<MOUNTS
$(grep -s -F "$mentioned" /proc/[0-9]*/mountinfo)
MOUNTS
  fi`;
// Tells each path without links above it, and sets $mentioned to what lines of mountinfo hold that may be about one of them. They
// write what would break a line as octal numbers, and so does this.
const tellReal = (paths) => (0,host_script_script.sh) `real=$(for path in ${paths}; do
      above=$(readlink -f "$(dirname "$path")" 2>/dev/null) || above=$(dirname "$path")
      printf '%s/%s\n' "\${above%/}" "$(basename "$path")" | sed ${ESCAPED}
    done)
    printf '%s\n' "$real" | sed 's/^/real=/'
    mentioned=$(printf '%s\n' "$real" | while IFS= read -r path; do
      printf '/%s \n/%s/\n' "\${path##*/}" "\${path##*/}"
      while read -r _ _ device root point _; do
        if [ "$point" = "$path" ]; then printf ' %s %s\n' "$device" "$root"; fi
      done </proc/self/mountinfo
    done)`;
const ESCAPED = [
    ...['-e', ':all', '-e', '$!{', '-e', 'N', '-e', 'b all', '-e', '}'],
    ...[
        ['\\\\', '134'],
        [' ', '040'],
        ['\t', '011'],
        ['\\n', '012']
    ].flatMap(([character, octal]) => ['-e', `s/${character}/\\\\${octal}/g`])
];

;// CONCATENATED MODULE: ./lib/drivers/files/probe.js






/**
 * Asks the host about paths: what each is, what of it the user cannot read, what file systems are mounted, and which containers
 * mount files of the host: Docker, or the processes where it does not answer. A path is told by its index.
 */
const probeFiles = ({ paths, excluded, sudo }) => {
    // What lies deeper in a folder must be moved by a restore, which needs rights.
    const staying = paths.flatMap((path) => stayingIn({ path, byContent: true, excluded }));
    const describe = describePaths({ paths, excluded, staying });
    const asRoot = (0,host_script_script.sh) `sudo -n env LC_ALL=C sh -c ${describe.text}`;
    return (0,host_script_script.sh) `${describeTar}
printf '%s\n' "tar=$tar" "user=$(id -u)" "groups=$(id -G)"
described=$(${describe})
${sudo === false
        ? undefined
        : (0,host_script_script.sh) `if [ "$(id -u)" != 0 ]; then
  case ${sudo === true ? 'needs=' : (0,host_script_script.sh) `$described`} in
    *needs=*)
      if as_root=$(${asRoot} 2>/dev/null); then
        echo root=yes
        case ${sudo === true ? 'unreadable=' : (0,host_script_script.sh) `$described`} in *unreadable=* | *' missing'*) echo reads=root ;; esac
        described=$as_root
      fi ;;
  esac
fi`}
printf '%s\n' "$described"
if [ -r /proc/self/mountinfo ]; then
  while read -r _ _ _ _ point _; do printf 'mount=%s\n' "$point"; done </proc/self/mountinfo
fi
${whoMounts(paths)}`;
};
// `needs` says that root would see more or could do more.
const describePaths = ({ paths, excluded, staying }) => (0,host_script_script.sh) `${drivers_room/* describeRoom */.l5}
index=0
for path in ${paths}; do
  if [ -L "$path" ]; then kind=link
  elif [ -d "$path" ]; then kind=directory
  elif [ -f "$path" ]; then kind=file
  elif [ -e "$path" ]; then kind=other
  else kind=missing needs=
  fi
  printf 'kind=%s %s\n' "$index" "$kind"
  if [ "$kind" = link ]; then printf 'link=%s %s\n' "$index" "$(readlink "$path")"; fi
  parent=$(dirname "$path")
  until [ -d "$parent" ]; do parent=$(dirname "$parent"); done
  printf 'parent=%s %s\n' "$index" "$parent"
  for left in "$path"/.predeploy-old-* "$path"/.predeploy-new-* "$parent"/.predeploy-old-* "$parent"/.predeploy-new-*; do
    [ ! -d "$left" ] || printf 'left=%s\n' "$left"
  done
  if [ "$kind" = directory ]; then place=$path; else place=$parent; fi
  printf 'room=%s %s\n' "$index" "$(describe_room "$place")"
  if [ "$kind" = missing ] || [ ! -w "$place" ]; then printf 'needs=%s root\n' "$index"; fi
  if [ ! -w "$place" ]; then printf 'unwritable=%s %s\n' "$index" "$place"; fi
  if [ "$kind" != missing ] && [ "$(id -u)" != 0 ]; then
    if [ -n "$(find "$path" ${passingOver(staying)} ! -user "$(id -u)" -print 2>/dev/null | head -n 1)" ]; then
      printf 'needs=%s root\nforeign=%s\n' "$index" "$index"
    fi
    find "$path" ${passingOver(excluded)} -exec sh -c ${UNREADABLE.text} sh "$index" {} + 2>/dev/null | head -n 10
  fi
  index=$((index + 1))
done
used=$(timeout 2 du -skc ${paths} 2>/dev/null | tail -n 1 | cut -f 1)
printf 'used=%s\n' "$used"`;
// `find` takes patterns.
const passingOver = (excluded) => excluded.flatMap((path) => ['-path', literally(path), '-prune', '-o']);
// A link needs no right to be read, and a socket is left out.
const UNREADABLE = (0,host_script_script.sh) `index=$1
shift
for name; do
  if [ -L "$name" ] || [ -S "$name" ]; then continue; fi
  if [ ! -r "$name" ] || { [ -d "$name" ] && [ ! -x "$name" ]; }; then
    printf 'needs=%s root\nunreadable=%s %s\n' "$index" "$index" "$(printf %s "$name" | tr '\n' '?')"
  fi
done`;

// EXTERNAL MODULE: ./lib/drivers/container.js
var drivers_container = __webpack_require__(61204);
;// CONCATENATED MODULE: ./lib/drivers/place.js
/**
 * How a restoration tells a place of which something stays as it is. The second word keeps apart what leaves out more and what leaves out less: neither makes
 * good what the other left half exchanged.
 */
const placeBut = (place, staying) => [
    place,
    `${place} but for ${JSON.stringify(staying.toSorted())}`
];

;// CONCATENATED MODULE: ./lib/drivers/tar/clear.js





/** Whether the old data can go as a whole: what a backup leaves out, and a restore puts back, would be nowhere for a while. */
const canGoFirst = ({ places }, excluded) => excluded.length === 0 && places.every(({ kept, staying }) => kept.length + staying.length === 0);
/** Prints how much room the end of the old data makes, for `readMeasured`. All lies on one file system. */
const measureCleared = ({ places }) => (0,host_script_script.sh) `${drivers_room/* measureFiles */.oU}
${drivers_room/* describeRoom */.l5}
${(0,host_script_script/* lines */.Mn)(places.map((place) => place.exchange === 'content'
    ? (0,host_script_script.sh) `measure_files ${place.target} -xdev -mindepth 1 ${clear_passingOver(place)}`
    : (0,host_script_script.sh) `measure_files ${place.target} -xdev`))}
printf 'room=%s\n' "$(describe_room ${where(places)})"`;
/** Fails where the user may not write to one of the folders from which something would be removed. */
const requireRemovable = ({ places }) => (0,host_script_script.sh) `find_fixed() {
  for target in ${places.map(({ target }) => target)}; do
    if [ -d "$target" ]; then find "$target" -xdev -type d -exec sh -c ${UNWRITABLE.text} sh {} +; fi
  done
}
fixed=$(find_fixed 2>&1)
if [ -n "$fixed" ]; then
  printf 'the old data cannot all be removed: the user may not write to %s\n' "$(printf '%s' "$fixed" | head -n 1)" >&2
  exit 1
fi`;
/** Removes the old data of the places, but not what other restores keep there. */
const clear = ({ places }) => (0,host_script_script.sh) `set -eu
fail() { printf '%s\n' "$1" >&2; exit 1; }
# $1 is the directory, the rest tells find what stays.
clear_content() {
  directory=$1
  shift
  find "$directory" -xdev -mindepth 1 "$@" ! -type d -exec rm -f {} +
  find "$directory" -xdev -mindepth 1 -depth "$@" -type d -exec rmdir {} +
  [ -z "$(find "$directory" -xdev -mindepth 1 "$@" | head -n 1)" ] || fail "not all that is old could be removed from $directory"
}
clear_whole() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then
    clear_content "$1"
    rmdir "$1"
  else
    rm -f "$1"
  fi
}
${(0,host_script_script/* lines */.Mn)(places.map((place) => place.exchange === 'content'
    ? (0,host_script_script.sh) `clear_content ${place.target} ${clear_passingOver(place)}`
    : (0,host_script_script.sh) `clear_whole ${place.target}`))}`;
// The stars of `find` match slashes as well.
const clear_passingOver = ({ target }) => [
    '!',
    '-path',
    `${literally(target)}/${HOLDER_PREFIX}*`
];
const UNWRITABLE = (0,host_script_script.sh) `for directory; do
  [ -w "$directory" ] && [ -x "$directory" ] || printf '%s\n' "$directory"
done`;
const where = (places) => {
    const [first] = places;
    if (first === undefined)
        return '/';
    return first.exchange === 'content' ? first.target : external_node_path_.posix.dirname(first.target);
};

;// CONCATENATED MODULE: ./lib/drivers/tar/exchange-shell.js



const OURS = `${HOLDER_PREFIX}*`;
/** What the exchanges of contents and of wholes share. */
const commonFunctions = (0,host_script_script.sh) `set -eu
LC_ALL=C
export LC_ALL
fail() { printf '%s\n' "$1" >&2; exit 1; }
exists() { [ -e "$1" ] || [ -L "$1" ]; }
# An undo comes only where a swap was begun, and so the holder was made: without it nobody knows what was there before.
require_holder() { [ -d "$1" ] || fail "what was put aside in $1 is gone"; }
require_absent() { if exists "$1"; then fail "$1 is in the way: something made it meanwhile"; fi; }

# Changes the entries of the directory $1 by a command and gives it its time back.
unnoticed() (
  directory=$1
  shift
  stamp=$(mktemp)
  trap 'rm -f "$stamp"' EXIT
  touch -r "$directory" "$stamp"
  "$@"
  touch -r "$stamp" "$directory"
)

# Removes what is in a directory, but never what is in a file system that is mounted there.
empty() {
  find "$1" -xdev -mindepth 1 ! -type d -exec rm -f {} +
  find "$1" -xdev -mindepth 1 -depth -type d -exec rmdir {} +
}
remove_gone() {
  if [ -d "$1" ]; then
    empty "$1"
    rmdir "$1"
  fi
}

# What was restored is on the disk before the only other copy goes.
settle() { sync -f "$1" 2>/dev/null || sync; }`;
/**
 * Exchanges the content of a directory, which stays the same directory for whoever has it mounted or open. $1 is the directory, $2
 * its holder. What lies where tells how far an exchange came: `emptied` stands from when all old entries are out until none of the
 * new ones is in.
 */
function contentFunctions({ tool, staying }) {
    const entries = exchanged(staying);
    return (0,host_script_script.sh) `
move_entries() {
  find "$1" -mindepth 1 -maxdepth 1 ${entries} -exec sh -c 'to=$1; shift; exec mv -f -- "$@" "$to/"' sh "$2" {} +
  [ -z "$(find "$1" -mindepth 1 -maxdepth 1 ${entries} | head -n 1)" ] || fail "not everything could be moved out of $1"
}
list_inodes() {
  find "$1" -mindepth 1 -maxdepth 1 ${entries} -exec stat -c %i {} + >"$2.unsorted"
  sort -u -o "$2" "$2.unsorted"
}
# In service things come and go: what was there a moment ago and is no longer is no failure. Any other failure is one.
list_in_service() {
  if ! find "$1" -mindepth 1 -maxdepth 1 ${entries} -exec stat -c %i {} + >"$2.unsorted" 2>"$2.said"; then
    [ -s "$2.said" ] && ! grep -v ': No such file or directory$' "$2.said" >&2 || fail "what is in $1 could not be listed"
  fi
  sort -u -o "$2" "$2.unsorted"
}
# Writes the inodes of a list, $3, that lie in the directory into a file beside the list. Not for $( ) or a condition: a failure
# would be lost there.
find_present() {
  list_in_service "$1" "$2/in-service"
  sort -o "$2/both" "$2/$3" "$2/in-service"
  uniq -d "$2/both" >"$2/$3.present"
}

# An archive of nothing but the directory itself carries its owner, mode, times and attributes.
save_attributes() {
  if [ -e "$2" ]; then return 0; fi
  tar -C "$1" -c -f "$2.part" ${tool === 'gnu' ? POSIX_FORMAT : []} ${keeping(tool)} --no-recursion .
  mv -f "$2.part" "$2"
}
apply_attributes() { tar -C "$1" -x -p -f "$2" ${keeping(tool)}; }

prepare_content() {
  unnoticed "$1" mkdir -m 700 "$2"
  mkdir -m 700 "$2/new"
}
swap_content() {
  save_attributes "$1" "$2/old.tar"
  save_attributes "$2/new" "$2/new.tar"
  if [ ! -e "$2/emptied" ]; then
    list_inodes "$2/new" "$2/inodes"
    mkdir -p -m 700 "$2/old"
    move_entries "$1" "$2/old"
    mkdir "$2/emptied"
  fi
  move_entries "$2/new" "$1"
}
# $3 was left out of the backup: it stays, within what was restored around it.
keep() {
  exists "$2/old/$3" || return 0
  require_absent "$1/$3"
  to=$(dirname "$1/$3")
  mkdir -p "$to"
  [ "$(cd -P "$to" && pwd)" = "$(dirname "$(cd -P "$1" && pwd)/$3")" ] || fail "$3 was left out of the backup and has no place in it"
  unnoticed "$(dirname "$2/old/$3")" unnoticed "$to" mv -f "$2/old/$3" "$1/$3"
}
# What was left out of the backup is in service again, and is none of the old, though it may be another name of what is.
list_aside() {
  list_inodes "$2/old" "$2/old-inodes"
  list_in_service "$1" "$2/in-service"
  sort -o "$2/both" "$2/old-inodes" "$2/in-service" "$2/in-service"
  uniq -u "$2/both" >"$2/aside"
}
finish_content() {
  apply_attributes "$1" "$2/new.tar"
  find_present "$1" "$2" inodes
  [ "$(wc -l <"$2/inodes.present")" -eq "$(wc -l <"$2/inodes")" ] || fail "not everything that was staged is in $1"
  list_aside "$1" "$2"
  mkdir -p "$2/swapped"
}
unkeep() {
  [ -e "$2/emptied" ] && exists "$1/$3" && ! exists "$2/old/$3" && [ -d "$(dirname "$2/old/$3")" ] || return 0
  unnoticed "$(dirname "$2/old/$3")" mv -f "$1/$3" "$2/old/$3"
}
# What somebody else put back already is no less old; what cannot be taken must not pass for new, which is discarded.
take_aside_again() {
  if [ ! -e "$2/aside" ]; then return 0; fi
  find_present "$1" "$2" aside
  while read -r inode; do
    find "$1" -mindepth 1 -maxdepth 1 ${entries} -inum "$inode" -exec sh -c ${MOVE_WHERE_FREE.text} sh {} "$2/old" \\;
  done <"$2/aside.present"
  find_present "$1" "$2" aside
  [ ! -s "$2/aside.present" ] || fail "something old in $1 could not be put aside in $2/old again: is its name taken there?"
}
undo_content() {
  require_holder "$2"
  if [ -e "$2/emptied" ]; then
    [ -d "$2/old" ] || fail "what was put aside in $2 is gone"
    take_aside_again "$1" "$2"
    mkdir -p -m 700 "$2/undone"
    move_entries "$1" "$2/undone"
    rmdir "$2/emptied"
  fi
  if [ -d "$2/old" ]; then
    move_entries "$2/old" "$1"
    apply_attributes "$1" "$2/old.tar"
    rmdir "$2/old"
  fi
  rm -rf "$2/swapped"
}
# All that was staged lay there when the swap ended. Whoever runs since may have made and removed things, but nothing old comes back.
verify_content() {
  if [ -d "$2/swapped" ]; then
    find_present "$1" "$2" aside
    find_present "$1" "$2" inodes
    if [ ! -s "$2/aside.present" ] && { [ ! -s "$2/inodes" ] || [ -s "$2/inodes.present" ]; }; then return 0; fi
  fi
  printf 'missing=%s\n' "$1"
}
discard_content() {
  if [ -d "$2" ]; then
    if [ -e "$2/swapped" ]; then settle "$1"; fi
    remove_gone "$2-gone"
    unnoticed "$1" mv "$2" "$2-gone"
  fi
  if [ -d "$2-gone" ]; then
    empty "$2-gone"
    unnoticed "$1" rmdir "$2-gone"
  fi
}`;
}
// `find` goes on where the name is taken; whoever asks it looks at what stayed.
const MOVE_WHERE_FREE = (0,host_script_script.sh) `to=$2/\${1##*/}
if [ -e "$to" ] || [ -L "$to" ]; then exit 1; fi
exec mv -f -- "$1" "$to"`;
// `find` takes a pattern.
const exchanged = (staying) => [
    ...['!', '-name', OURS],
    ...staying.flatMap((path) => ['!', '-path', literally(path)])
];
/**
 * Exchanges something as a whole: a file, a link, or a directory that was not there. $1 is its path, $2 the holder beside it.
 * `swapping` stands from when an exchange begins until it is undone, `undoing` from when the new thing is out again.
 */
const wholeFunctions = (0,host_script_script.sh) `
prepare_whole() {
  mkdir -p "$(dirname "$1")"
  mkdir -m 700 "$2"
}
swap_whole() {
  mkdir -p "$2/swapping"
  if exists "$2/new"; then
    stat -c %i "$2/new" >"$2/inode"
    if exists "$1" && ! exists "$2/old"; then
      mkdir -p "$2/replaces"
      mv -f "$1" "$2/old"
    fi
    require_absent "$1"
    mv -f "$2/new" "$1"
  fi
}
undo_whole() {
  require_holder "$2"
  if [ ! -e "$2/swapping" ]; then return 0; fi
  if ! exists "$2/new" && [ ! -e "$2/undoing" ]; then
    if [ -e "$2/replaces" ] && ! exists "$2/old"; then fail "what was put aside in $2 is gone"; fi
    if exists "$1"; then mv -f "$1" "$2/undone"; fi
    mkdir "$2/undoing"
  fi
  if exists "$2/old"; then
    require_absent "$1"
    mv -f "$2/old" "$1"
  fi
  rmdir "$2/swapping"
}
verify_whole() {
  [ -d "$2/swapping" ] && ! exists "$2/new" && exists "$1" && [ "$(stat -c %i "$1")" = "$(cat "$2/inode")" ] || printf 'missing=%s\n' "$1"
}
discard_whole() {
  if [ -d "$2" ]; then
    if [ -e "$2/swapping" ]; then settle "$2"; fi
    remove_gone "$2-gone"
    mv "$2" "$2-gone"
  fi
  remove_gone "$2-gone"
}`;

;// CONCATENATED MODULE: ./lib/drivers/tar/places.js



/** Where the tree is staged. */
const stagedAt = ({ holder }) => `${holder}/new`;
/** Makes the holders. Fails with the figures where the file systems have no room for what comes. */
function prepare(exchange, { bytes, counts }) {
    const entries = counts['entries'] ?? 0;
    return withFunctions(exchange, (0,host_script_script.sh) `${each(exchange, ({ exchange: kind, target, holder }) => (0,host_script_script.sh) `prepare_${kind} ${target} ${holder}`)}
${(0,drivers_room/* requireRoom */.hr)({ bytes, entries }, exchange.places.map(({ holder }) => holder))}`);
}
/** Exchanges old for staged. */
const swap = (exchange) => withFunctions(exchange, each(exchange, ({ exchange: kind, target, holder, kept }) => kind === 'whole'
    ? (0,host_script_script.sh) `swap_whole ${target} ${holder}`
    : (0,host_script_script.sh) `swap_content ${target} ${holder}
for kept in ${kept}; do keep ${target} ${holder} "$kept"; done
finish_content ${target} ${holder}`));
/** Prints a line `missing=<target>` for each place where what was staged is not in service. */
const verify = (exchange) => withFunctions(exchange, each(exchange, ({ exchange: kind, target, holder }) => (0,host_script_script.sh) `verify_${kind} ${target} ${holder}`));
/** Puts the old things back, in reverse order. */
const undo = (exchange) => withFunctions(exchange, each({ ...exchange, places: exchange.places.toReversed() }, ({ exchange: kind, target, holder, kept }) => kind === 'whole'
    ? (0,host_script_script.sh) `undo_whole ${target} ${holder}`
    : (0,host_script_script.sh) `for kept in ${kept}; do unkeep ${target} ${holder} "$kept"; done
undo_content ${target} ${holder}`));
/** Removes the holders with all that is in them. */
const discard = (exchange) => withFunctions(exchange, each(exchange, ({ exchange: kind, target, holder }) => (0,host_script_script.sh) `discard_${kind} ${target} ${holder}`));
const withFunctions = ({ tool, places }, script) => (0,host_script_script.sh) `${commonFunctions}
${contentFunctions({ tool, staying: places.flatMap(({ staying }) => staying) })}
${wholeFunctions}
${script}`;
const each = ({ places }, script) => (0,host_script_script/* lines */.Mn)(places.map(script));

;// CONCATENATED MODULE: ./lib/drivers/tar/count.js




/**
 * Counts the trees that were staged as `tarInspector` counts an archive. Prints a line `<name>=<count>` each, with `-` for a space
 * in the name. Names of files never pass through the shell, so they may hold anything.
 */
function countStaged({ places }) {
    const roots = places.map(stagedAt);
    const list = `${places[0]?.holder}/listed`;
    return (0,host_script_script.sh) `set -eu
LC_ALL=C
export LC_ALL
list=${list}
find ${roots} -type d -exec sh -c 'echo "$#"' sh {} + >"$list.directories"
find ${roots} ! -type d -exec stat -c '%d:%i %f %s' {} + >"$list.names"
sort -u -o "$list.inodes" "$list.names"
directories=0 files=0 symlinks=0 other=0 inodes=0 bytes=0
while read -r count; do directories=$((directories + count)); done <"$list.directories"
while read -r inode mode size; do
  inodes=$((inodes + 1))
  case $mode in
    8???) files=$((files + 1)) bytes=$((bytes + size)) ;;
    a???) symlinks=$((symlinks + 1)) ;;
    *) other=$((other + 1)) ;;
  esac
done <"$list.inodes"
names=$(wc -l <"$list.names")
rm -f "$list".*
printf '%s\n' "entries=$((directories + names))" "files=$files" "directories=$directories" "symlinks=$symlinks" "hard-links=$((names - inodes))" "other=$other" "bytes=$bytes"`;
}
/** Throws a UserError that names what differs, unless the trees hold what the artifact holds. */
function judgeStaged(output, artifact) {
    const facts = (0,drivers_facts/* readFacts */.MH)(output);
    const staged = Object.fromEntries(Object.keys(artifact.counts).map((name) => [name, Number(facts.one(name.replaceAll(' ', '-')))]));
    const differences = Object.entries(artifact.counts)
        .filter(([name, count]) => staged[name] !== count)
        .map(([name, count]) => `${staged[name]} ${name} instead of ${count}`);
    if (differences.length > 0) {
        throw new errors/* UserError */.yo(`what was unpacked is not what was backed up: ${differences.join(', ')}`, {
            remedy: 'Nothing was replaced. Look at the file system of the host: is it full, or does it fold names?'
        });
    }
}

;// CONCATENATED MODULE: ./lib/drivers/tar/header.js

/** A tar archive is made of blocks of this many bytes. */
const TAR_BLOCK = 512;
/** Reads a header block. Throws a UserError where it is none: no magic, a wrong checksum, a field that is no number. */
function readTarHeader(block) {
    if (block.toString('latin1', 257, 262) !== 'ustar') {
        throw new errors/* UserError */.yo('no tar archive: a header lacks the word "ustar"');
    }
    if (numberAt(block, 148, 8) !== checksum(block)) {
        throw new errors/* UserError */.yo('the tar archive is damaged: the checksum of a header is wrong');
    }
    const gnu = block[262] === SPACE;
    const prefix = gnu ? '' : textAt(block, 345, 155);
    const name = textAt(block, 0, 100);
    const declared = textAt(block, 156, 1);
    const type = declared === '' || declared === '7' ? '0' : declared;
    return {
        type,
        name: prefix === '' ? name : `${prefix}/${name}`,
        linkName: textAt(block, 157, 100),
        storedBytes: WITHOUT_CONTENT.has(type) ? 0 : numberAt(block, 124, 12),
        sparseBytes: type === 'S' ? numberAt(block, 483, 12) : undefined,
        mapContinues: type === 'S' && block[482] !== 0,
        owner: numberAt(block, 108, 8),
        group: numberAt(block, 116, 8),
        gnu
    };
}
/** Whether a block of the old GNU map of holes says that another one follows. */
const holesContinue = (block) => block[504] !== 0;
const SPACE = 0x20;
// Links, devices, directories and FIFOs: some writers put the size of the original there, and no content follows.
const WITHOUT_CONTENT = new Set(['1', '2', '3', '4', '5', '6']);
function textAt(block, offset, length) {
    const end = block.indexOf(0, offset);
    return block.toString('latin1', offset, end < 0 ? offset + length : Math.min(end, offset + length));
}
// The checksum's own field counts as eight spaces.
function checksum(block) {
    let sum = 8 * SPACE;
    for (let index = 0; index < 148; index += 1)
        sum += block[index];
    for (let index = 156; index < TAR_BLOCK; index += 1)
        sum += block[index];
    return sum;
}
// Octal digits between spaces and NULs; or, where these do not suffice, GNU's base 256, which sets the first bit.
function numberAt(block, offset, length) {
    const first = block[offset];
    if (first < 0x80) {
        const digits = textAt(block, offset, length).trim();
        if (/^[0-7]*$/.test(digits))
            return digits === '' ? 0 : Number.parseInt(digits, 8);
        throw new errors/* UserError */.yo('the tar archive is damaged: a number in a header is none');
    }
    let value = first & 0x7f;
    for (let index = offset + 1; index < offset + length; index += 1) {
        value = value * 256 + block[index];
    }
    if (first === 0xff || value > Number.MAX_SAFE_INTEGER) {
        throw new errors/* UserError */.yo('the tar archive is damaged: a number in a header is negative or too large');
    }
    return value;
}

;// CONCATENATED MODULE: ./lib/drivers/tar/pax.js

/** Reads the records of a pax extended header (`<length> <keyword>=<value>\n` each). Throws a UserError where they are damaged. */
function readPaxRecords(content) {
    const records = {};
    let at = 0;
    while (at < content.length) {
        const space = content.indexOf(0x20, at);
        const length = Number.parseInt(content.toString('latin1', at, space), 10);
        const end = at + length;
        const equals = content.indexOf(0x3d, space);
        const whole = space > at && equals > space && equals < end && end <= content.length;
        if (!whole || content[end - 1] !== 0x0a) {
            throw new errors/* UserError */.yo('the tar archive is damaged: an extended header cannot be read');
        }
        take(records, content.toString('latin1', space + 1, equals), content.subarray(equals + 1, end - 1));
        at = end;
    }
    return records;
}
function take(records, keyword, value) {
    switch (keyword) {
        case 'path':
            // A file with holes has a made-up path here and its real one in GNU.sparse.name.
            records.path ??= value.toString('latin1');
            break;
        case 'GNU.sparse.name':
            records.path = value.toString('latin1');
            break;
        case 'linkpath':
            records.linkPath = value.toString('latin1');
            break;
        case 'size':
            records.storedBytes = wholeNumber(value);
            break;
        case 'GNU.sparse.size':
        case 'GNU.sparse.realsize':
            records.sparseBytes = wholeNumber(value);
            break;
        case 'uid':
            records.owner = wholeNumber(value);
            break;
        case 'gid':
            records.group = wholeNumber(value);
            break;
        default:
            if (/^(SCHILY\.(xattr|acl)|LIBARCHIVE\.xattr|RHT)\./.test(keyword))
                records.attributes = true;
    }
}
function wholeNumber(value) {
    const number = Number(value.toString('latin1'));
    if (!/^\d+$/.test(value.toString('latin1')) || !Number.isSafeInteger(number)) {
        throw new errors/* UserError */.yo('the tar archive is damaged: an extended header holds a number that is none');
    }
    return number;
}

;// CONCATENATED MODULE: ./lib/drivers/tar/archive.js



/** Reads GNU tar, pax (sparse files included) and ustar; calls `visit` for each member in order. */
function readTar(visit) {
    let take = takeHeader;
    let wanted = TAR_BLOCK;
    let passing = 0;
    let ended = false;
    let seen = 0;
    let pending = Buffer.alloc(TAR_BLOCK);
    let held = 0;
    let global = {};
    let extended = {};
    let longName;
    let longLink;
    let pax = false;
    function want(bytes, next) {
        if (bytes > LARGEST_EXTENSION)
            throw new errors/* UserError */.yo('the tar archive is damaged: a header is far too long');
        wanted = bytes;
        take = next;
        if (pending.length < bytes)
            pending = Buffer.alloc(bytes);
    }
    function takeHeader(block) {
        if (isZero(block)) {
            want(TAR_BLOCK, takeLastBlock);
            return;
        }
        const header = readTarHeader(block);
        if (EXTENSIONS.has(header.type))
            takeExtension(header);
        else if (header.mapContinues)
            want(TAR_BLOCK, (map) => takeMap(map, header));
        else
            takeMember(header);
    }
    function takeLastBlock(block) {
        if (!isZero(block))
            throw new errors/* UserError */.yo('the tar archive is damaged: an empty block stands within it');
        ended = true;
    }
    function takeExtension({ type, storedBytes }) {
        const bytes = Math.ceil(storedBytes / TAR_BLOCK) * TAR_BLOCK;
        const apply = (padded) => {
            const content = padded.subarray(0, storedBytes);
            if (type === 'x')
                extended = readPaxRecords(content);
            else if (type === 'g')
                global = { ...global, ...readPaxRecords(content) };
            else if (type === 'L')
                longName = upToNul(content);
            else
                longLink = upToNul(content);
            pax ||= type === 'x' || type === 'g';
            want(TAR_BLOCK, takeHeader);
        };
        if (bytes === 0)
            apply(Buffer.alloc(0));
        else
            want(bytes, apply);
    }
    function takeMap(map, header) {
        if (!holesContinue(map))
            takeMember(header);
    }
    function takeMember(header) {
        const records = { ...global, ...extended };
        const name = records.path ?? longName ?? header.name;
        const kind = KINDS[header.type] ?? unknownType(header.type);
        const isDirectory = kind === 'directory' || (kind === 'file' && name.endsWith('/'));
        requireInside(name);
        if (kind === 'hard link')
            requireInside(records.linkPath ?? longLink ?? header.linkName);
        const hasContent = kind === 'file';
        const storedBytes = hasContent ? (records.storedBytes ?? header.storedBytes) : 0;
        const sparseBytes = records.sparseBytes ?? header.sparseBytes;
        visit({
            kind: isDirectory ? 'directory' : kind,
            name,
            bytes: hasContent && !isDirectory ? (sparseBytes ?? storedBytes) : 0,
            owner: records.owner ?? header.owner,
            group: records.group ?? header.group,
            sparse: sparseBytes !== undefined,
            attributes: records.attributes === true,
            format: pax ? 'pax' : header.gnu ? 'gnu' : 'ustar'
        });
        passing = Math.ceil(storedBytes / TAR_BLOCK) * TAR_BLOCK;
        extended = {};
        longName = undefined;
        longLink = undefined;
        want(TAR_BLOCK, takeHeader);
    }
    return {
        write(chunk) {
            seen += chunk.length;
            let at = 0;
            while (at < chunk.length) {
                const left = chunk.length - at;
                if (ended) {
                    requireZeros(chunk, at);
                    return;
                }
                if (passing > 0) {
                    const passed = Math.min(passing, left);
                    passing -= passed;
                    at += passed;
                }
                else if (held === 0 && left >= wanted) {
                    const block = chunk.subarray(at, at + wanted);
                    at += wanted;
                    take(block);
                }
                else {
                    const copied = Math.min(wanted - held, left);
                    chunk.copy(pending, held, at, at + copied);
                    held += copied;
                    at += copied;
                    if (held === wanted) {
                        held = 0;
                        take(pending.subarray(0, wanted));
                    }
                }
            }
        },
        end() {
            if (!ended || seen % TAR_BLOCK !== 0) {
                throw new errors/* UserError */.yo(seen === 0 ? 'the tar archive is empty' : `the tar archive is cut short after ${seen} bytes`);
            }
        }
    };
}
const KINDS = {
    '0': 'file',
    '1': 'hard link',
    '2': 'symlink',
    '3': 'other',
    '4': 'other',
    '5': 'directory',
    '6': 'other',
    S: 'file'
};
// Headers that only tell more about the next one: pax records of one member or of all, GNU's long names.
const EXTENSIONS = new Set(['x', 'g', 'L', 'K']);
// Extended attributes stand in headers, so these can be long, but not as long as a damaged length field says.
const LARGEST_EXTENSION = 16 * 1024 * 1024;
const ZEROS = Buffer.alloc(64 * 1024);
const isZero = (block) => block[0] === 0 && block.equals(ZEROS.subarray(0, block.length));
function requireZeros(chunk, from) {
    for (let at = from; at < chunk.length; at += ZEROS.length) {
        const piece = chunk.subarray(at, at + ZEROS.length);
        if (!piece.equals(ZEROS.subarray(0, piece.length))) {
            throw new errors/* UserError */.yo('the tar archive is damaged: something follows its end');
        }
    }
}
function requireInside(name) {
    if (name === '' || name.startsWith('/') || /(^|\/)\.\.(\/|$)/.test(name)) {
        throw new errors/* UserError */.yo(`the tar archive names a place outside of it: ${JSON.stringify(name)}`);
    }
}
const upToNul = (content) => {
    const end = content.indexOf(0);
    return content.toString('latin1', 0, end < 0 ? content.length : end);
};
function unknownType(type) {
    throw new errors/* UserError */.yo(`the tar archive holds a member of the unknown type ${JSON.stringify(type)}`);
}

;// CONCATENATED MODULE: ./lib/drivers/tar/inspector.js



/**
 * Inspects a tar archive. Counts `bytes` as the files' sizes with their holes, each inode once, so that a restored tree can be
 * compared: a further name of an inode is one of the `hard links` and has no bytes.
 */
function tarInspector({ strict, secrets }) {
    const counts = { entries: 0, files: 0, directories: 0, symlinks: 0, 'hard links': 0, other: 0, bytes: 0 };
    const owners = new Set();
    const groups = new Set();
    const secretNames = [];
    let secretFiles = 0;
    let attributes = 0;
    let sparse = 0;
    let format = 'ustar';
    const reader = readTar((member) => {
        counts.entries += 1;
        counts[PLURALS[member.kind]] += 1;
        counts.bytes += member.bytes;
        if (owners.size < MANY_OWNERS)
            owners.add(member.owner);
        if (groups.size < MANY_OWNERS)
            groups.add(member.group);
        if (member.attributes)
            attributes += 1;
        if (member.sparse)
            sparse += 1;
        format = member.format;
        if (member.kind === 'file' && secrets?.test(member.name)) {
            secretFiles += 1;
            if (secretFiles <= 3)
                secretNames.push(readable(member.name));
        }
    });
    return {
        write: (chunk) => reader.write(chunk),
        end(stderr) {
            reader.end();
            if (counts.entries === 0)
                throw new errors/* UserError */.yo('the tar archive holds nothing');
            const details = {
                format,
                attributes,
                sparse,
                owners: [...owners].sort((one, other) => one - other),
                groups: [...groups].sort((one, other) => one - other)
            };
            return {
                counts,
                details,
                warnings: [...judgeTarMessages(stderr, strict), ...warnOfSecrets(secretNames, secretFiles)]
            };
        }
    };
}
/** So many different owners or groups are told at most; whoever reaches this number may have had more. */
const MANY_OWNERS = 64;
const PLURALS = {
    file: 'files',
    directory: 'directories',
    symlink: 'symlinks',
    'hard link': 'hard links',
    other: 'other'
};
function warnOfSecrets(names, files) {
    if (files === 0)
        return [];
    const more = files > names.length ? ` and ${files - names.length} more` : '';
    return [`the backup holds secrets in plain text: ${names.join(', ')}${more}`];
}
const readable = (name) => JSON.stringify(Buffer.from(name, 'latin1').toString()).slice(1, -1);

;// CONCATENATED MODULE: ./lib/drivers/files/outlook.js


/** What a restore will do to files of the host. */
function outlookOf({ paths }, { artifact, stored }, places) {
    const isThere = (path) => paths.some((each) => each.path === path && each.kind !== 'missing');
    const targets = places.map(({ target }) => target);
    const byContent = places.filter(({ exchange }) => exchange === 'content').map(({ target }) => target);
    const demands = demandsOf(paths, artifact);
    return {
        replaced: targets.filter(isThere),
        returning: targets.filter((path) => !isThere(path)),
        gone: byContent.map((target) => `what came to ${target} after the backup`),
        // What is exchanged as a whole takes with it whatever stands in it.
        kept: stored.excluded.filter((path) => byContent.some((target) => isBelow(path, target))),
        demands,
        roomKnown: demands.length > 0
    };
}
// A manifest does not tell how much comes to which path, so it can be told only where all lie on one file system.
function demandsOf(paths, { bytes, counts }) {
    const [first] = paths.map(({ room }) => room);
    if (first === undefined)
        return [];
    const isElsewhere = ({ room }) => room === undefined || (0,drivers_room/* identityOf */.cu)(room) !== (0,drivers_room/* identityOf */.cu)(first);
    if (paths.some(isElsewhere))
        return [];
    const coming = { bytes, entries: counts['entries'] ?? 0 };
    return [
        {
            coming,
            fileSystem: first,
            place: `${paths.map(({ path }) => path).join(', ')} ${paths.length === 1 ? 'lies' : 'lie'}`
        }
    ];
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./lib/drivers/files/places.js




/**
 * Where each path is staged: a folder that is still there keeps its identity and gets new content, so that whoever has it mounted or
 * open goes on; everything else is exchanged as a whole, by a name beside it.
 */
const placesOf = (facts, stored, run) => stored.paths.map(({ path, kind }) => {
    const mounted = mountedAt(facts, stored, { path, kind });
    if (mounted.byContent) {
        const staying = stayingIn(mounted);
        const below = stored.excluded.filter((excluded) => isBelow(excluded, path) && !staying.includes(excluded));
        return {
            exchange: 'content',
            target: path,
            holder: `${path}/${HOLDER_PREFIX}${run}`,
            kept: below.map((excluded) => excluded.slice(path.length + 1)),
            staying
        };
    }
    const parent = parentOf(path);
    // Several paths, and those of other components, may lie in one folder.
    const name = (0,external_node_crypto_.createHash)('sha256').update(path).digest('hex').slice(0, 8);
    return {
        exchange: 'whole',
        target: path,
        holder: `${parent === '/' ? '' : parent}/${HOLDER_PREFIX}${run}-${name}`,
        kept: [],
        staying: []
    };
});
/** What is mounted around a path of a backup, and whether its content is exchanged: it was a folder, and still is. */
const mountedAt = ({ paths, mountPoints }, { excluded }, { path, kind }) => ({
    path,
    byContent: kind === 'directory' && paths.find((candidate) => candidate.path === path)?.kind === 'directory',
    excluded,
    mountPoints
});
/** The folders above the paths that are gone, the deepest first: a restore makes them, and removes them if it fails. */
function vanishedParents({ paths }) {
    const vanished = new Set();
    for (const { path, parent } of paths) {
        for (let above = parentOf(path); isBelow(above, parent); above = parentOf(above))
            vanished.add(above);
    }
    return [...vanished].sort((one, other) => other.length - one.length);
}

;// CONCATENATED MODULE: ./lib/drivers/files/rights.js


/** As whom to restore. Throws a UserError that names every right that is missing, before anything is touched. */
function rightsToRestore({ sudo }, facts, artifact) {
    if (facts.root === 'is root')
        return 'as the user';
    if (facts.root === 'by sudo')
        return 'by sudo';
    const problems = [...missingRights(facts), ...foreignOwners(facts, artifact)];
    if (sudo === true)
        problems.push('sudo asks for a password or is not there');
    if (problems.length === 0)
        return 'as the user';
    throw new errors/* UserError */.yo(`the user may not restore these files: ${problems.join('; ')}`, {
        remedy: `Connect as root, or let the user run sudo without a password${sudo === false ? ' and take `sudo: false` out' : ''}.`
    });
}
/** Refuses a capture that the user who makes it could not bring back: a green backup is restorable. */
function refuseUnrestorable({ sudo }, facts) {
    if (facts.root !== undefined)
        return;
    const foreign = facts.paths
        .filter((path) => path.foreign)
        .map(({ path }) => `${path} holds files of other users`);
    const problems = [...missingRights(facts), ...foreign];
    if (problems.length === 0)
        return;
    throw new errors/* UserError */.yo(`the user may read these files, but could not restore them: ${problems.join('; ')}`, {
        remedy: `Connect as root, let the user run sudo without a password${sudo === false ? ' and take `sudo: false` out' : ''}, or give it these files.`
    });
}
const missingRights = ({ paths }) => paths.flatMap(({ unwritable }) => (unwritable === undefined ? [] : [`${unwritable} is not writable`]));
function foreignOwners({ user, groups }, { details }) {
    const numbers = (name) => {
        const value = details?.[name];
        return Array.isArray(value) ? value.map(Number) : [];
    };
    const owners = numbers('owners');
    const others = owners.filter((owner) => owner !== user);
    const otherGroups = numbers('groups').filter((group) => !groups.includes(group));
    if (owners.length === 0)
        return ['the backup does not say to whom its files belong'];
    return [
        ...(others.length > 0 || owners.length >= MANY_OWNERS
            ? [`the backup holds files of the users ${others.join(', ')}`]
            : []),
        ...(otherGroups.length > 0 ? [`the backup holds files of the groups ${otherGroups.join(', ')}`] : [])
    ];
}

;// CONCATENATED MODULE: ./lib/drivers/stored.js


/** Reads what a driver once wrote into a manifest. Throws a UserError where that is not what a restore needs. */
function readStored(schema, stored, { name }) {
    const read = schema.safeParse(stored);
    if (read.success)
        return read.data;
    throw new errors/* UserError */.yo(`the manifest does not tell of ${name} what a restore needs: ${(0,drivers_facts/* problemsOf */.GW)(read.error)}`, { remedy: ANOTHER, cause: read.error });
}
/** The artifact of a component that has only one. Throws a UserError where the manifest lists none, or more. */
function onlyArtifact({ name, artifacts }) {
    const [artifact] = artifacts;
    if (artifact !== undefined && artifacts.length === 1)
        return artifact;
    throw new errors/* UserError */.yo(`the manifest lists ${artifacts.length} artifacts of ${name} instead of one`, {
        remedy: ANOTHER
    });
}
/** What to do about a manifest that cannot be used. */
const ANOTHER = 'Restore another backup, or this one by the version of predeploy-backup that its manifest names.';

;// CONCATENATED MODULE: ./lib/drivers/files/stored.js


/** Reads what the manifest tells of files. Throws a UserError where it is not the manifest of such a component. */
function readFilesBackup(backup) {
    return { artifact: onlyArtifact(backup), stored: readStored(shape, backup.facts, backup) };
}
const shape = schemas/* object */.Ikc({
    paths: schemas/* array */.YOg(schemas/* object */.Ikc({ path: schemas/* string */.YjP(), kind: schemas/* enum */.k5n(['link', 'directory', 'file']) })),
    excluded: schemas/* array */.YOg(schemas/* string */.YjP())
});

;// CONCATENATED MODULE: ./lib/drivers/files/restore.js



















/**
 * Brings files back: each path is unpacked beside where it lies and exchanged by renames. Containers that mount one of them are
 * among the stops, since a file that is mounted by itself stays the old one for them until they start again.
 */
function restoreFiles({ spec, facts, backup, run }) {
    const { artifact, stored } = readFilesBackup(backup);
    refuseOtherPaths(spec, stored.paths.map(({ path }) => path));
    for (const { path, kind } of stored.paths)
        refuseMounted(mountedAt(facts, stored, { path, kind }));
    if (facts.tar.tool !== 'gnu') {
        throw new errors/* UserError */.yo(`a restore of files needs GNU tar on the host, and there is: ${facts.tar.described}`, {
            remedy: 'Install it on the host, e.g. apk add tar.'
        });
    }
    const asRoot = rightsToRestore(spec, facts, artifact);
    const exchange = { tool: facts.tar.tool, places: placesOf(facts, stored, run) };
    const onHost = (script) => (asRoot === 'by sudo' ? bySudo(script) : (0,host_script_script.sh) `( ${script} )`);
    const parents = vanishedParents(facts);
    const stopped = mountsOf(spec, facts);
    (0,drivers_container/* refuseAutoRemoved */.OT)(stopped);
    const outlook = outlookOf(facts, { artifact, stored }, exchange.places);
    const restoration = {
        warnings: warningsOfUnasked(facts.unasked, exchange.places),
        outlook,
        places: stored.paths.flatMap(({ path }) => placeBut(`path ${path}`, stored.excluded.filter((excluded) => isBelow(excluded, path)))),
        stops: [...new Map(stopped.map(({ container, name }) => [container, { id: container, name }])).values()],
        stages: [
            {
                artifact,
                script: onHost((0,host_script_script.sh) `${prepare(exchange, artifact)}
${extractTar(exchange.tool, '/', unpackIntoPlaces(exchange))}
cat >/dev/null`),
                inspector: () => tarInspector({ strict: false })
            }
        ],
        count: { script: onHost(countStaged(exchange)), judge: (output) => judgeStaged(output, artifact) },
        swap: () => onHost(swap(exchange)),
        verify: { script: onHost(verify(exchange)), judge: judgeService },
        undo: onHost(undo(exchange)),
        discard: onHost((0,host_script_script/* lines */.Mn)([
            discard(exchange),
            ...parents.map((parent) => (0,host_script_script.sh) `if [ -d ${parent} ] && [ -z "$(ls -A ${parent})" ]; then rmdir ${parent}; fi`)
        ]))
    };
    // Where they lie on several file systems nobody knows how much comes to which.
    const [demand] = outlook.demands;
    if (demand === undefined || outlook.replaced.length === 0)
        return restoration;
    const foreign = facts.root === undefined && facts.paths.some((path) => path.foreign);
    if (foreign || !canGoFirst(exchange, [...spec.excluded, ...stored.excluded]))
        return restoration;
    return {
        ...restoration,
        withoutOld: {
            measure: {
                script: onHost((0,host_script_script.sh) `${requireRemovable(exchange)}
${measureCleared(exchange)}`),
                read: drivers_room/* readMeasured */.LT
            },
            ready: onHost(requireRemovable(exchange)),
            unready: (0,host_script_script.sh) `:`,
            clear: onHost(clear(exchange)),
            restoration
        }
    };
}
function refuseOtherPaths({ paths }, stored) {
    const lacking = paths.filter((path) => !stored.includes(path));
    const unnamed = stored.filter((path) => !paths.includes(path));
    if (lacking.length + unnamed.length === 0)
        return;
    throw new errors/* UserError */.yo([
        ...(lacking.length > 0 ? [`the backup does not hold ${lacking.join(', ')}`] : []),
        ...(unnamed.length > 0 ? [`the configuration does not name ${unnamed.join(', ')}`] : [])
    ].join('; '), { remedy: `Restore with a configuration whose paths are those of the backup: ${stored.join(', ')}` });
}
// One that mounts a folder above is not among them: it sees what is new by itself, and may be a monitor that mounts everything.
const mountsOf = ({ paths }, { mounts }) => mounts.filter(({ source }) => paths.some((path) => source === path || isBelow(source, path)));
// Each member gets the name of its place while it is unpacked; what symbolic links point to stays as it is. What is in none of the
// places is not unpacked.
const unpackIntoPlaces = ({ places }) => [
    '--same-owner',
    ...places.map((place) => rename(memberName(place.target), memberName(stagedAt(place)))),
    ...['--anchored', '--no-wildcards', '--', ...places.map(({ target }) => memberName(target))]
];
function rename(from, to) {
    const pattern = `^${from.replaceAll(/[\\.[\]*^$]/g, '\\$&')}\\(/.*\\)\\{0,1\\}$`;
    const replacement = `${to.replaceAll(/[\\&]/g, '\\$&')}\\1`;
    const separator = [...'|#%!~@:;=\u0001'].find((character) => !(from + to).includes(character));
    if (separator === undefined)
        throw new errors/* UserError */.yo(`${from} holds too many kinds of punctuation to be restored`, {
            remedy: 'Unpack the archive by hand, and for backups to come name the folder above it instead.'
        });
    return `--transform=s${separator}${pattern}${separator}${replacement}${separator}S`;
}
function judgeService(output) {
    const missing = (0,drivers_facts/* readFacts */.MH)(output).all('missing');
    if (missing.length > 0) {
        throw new errors/* UserError */.yo(`not what was restored: ${missing.join(', ')}`, {
            remedy: 'Something changed them while the restore ran: see what it is, stop it, and restore again.'
        });
    }
}

;// CONCATENATED MODULE: ./lib/drivers/left.js
/** The folders that restores left, without those that are kept on purpose. */
const leftBehind = (places, beside) => places.filter((place) => {
    const run = /\.predeploy-(?:new|old)-([a-z0-9]+)[^/]*$/.exec(place)?.[1];
    return run === undefined || beside?.kept?.has(run) !== true;
});
/** The warning about a folder that a restore which did not end left on the host, and what it may be. */
const warningOfLeft = (place) => `a restore that did not end left ${place}, which is not backed up: it may hold ${/\.predeploy-new-/.test(place)
    ? 'what that restore had staged'
    : 'the data from before that restore, and may be its only copy'}; remove it once you are sure that nobody needs it`;

;// CONCATENATED MODULE: ./lib/drivers/files.js














const schema = schemas/* strictObject */.rej({
    paths: schemas/* array */.YOg(schemas/* string */.YjP().min(1))
        .min(1)
        .describe('Absolute paths of files and folders on the host; a folder is taken with all that is in it.'),
    exclude: schemas/* array */.YOg(schemas/* string */.YjP().min(1))
        .default([])
        .describe('What is left out: absolute paths below `paths`. A restore leaves what stands there as it is.'),
    sudo: schemas/* boolean */.zMY()
        .optional()
        .describe('Whether to read and write as root by `sudo -n`: always, never, or, by default, only where the user may not.'),
    strict: schemas/* boolean */.zMY()
        .default(false)
        .describe('Whether a file that changed while it was read fails the backup instead of being a warning.')
});
/** Files and folders of the host, as one tar archive. */
const files = {
    type: 'files',
    schema,
    component(declared) {
        const { paths, exclude, sudo, strict } = schema.parse(declared);
        const merged = mergePaths(paths);
        return declaredFiles({ paths: merged, excluded: mergeExceptions(exclude, merged), sudo, strict });
    }
};
const declaredFiles = (spec) => ({
    probe: probeFiles(spec),
    found(probed, beside) {
        const facts = readFilesFacts((0,drivers_facts/* readFacts */.MH)(probed), spec.paths);
        return foundFiles(spec, { ...facts, left: leftBehind(facts.left, beside) });
    }
});
function foundFiles(spec, facts) {
    const { tool, described } = facts.tar;
    if (tool === undefined) {
        throw new errors/* UserError */.yo(`the host has no tar that is known: ${described}`, {
            remedy: 'Install GNU tar on the host, e.g. apt-get install tar.'
        });
    }
    return {
        facts: {
            paths: facts.paths.map(({ path, kind }) => ({ path, kind })),
            excluded: [...spec.excluded],
            tar: tool,
            tool: toolFacts(described),
            asRoot: facts.root === 'is root' || facts.readsBySudo
        },
        consistency: 'fuzzy',
        warnings: [
            ...(tool === 'gnu' ? [] : [`${BUSYBOX_LOSES}; and a restore needs GNU tar on the host`]),
            ...linksWithoutTarget(facts),
            ...facts.left.map(warningOfLeft)
        ],
        absent: facts.paths.every(({ kind }) => kind === 'missing'),
        present() {
            const paths = facts.paths.filter(({ kind }) => kind !== 'missing');
            return foundFiles({ ...spec, paths: paths.map(({ path }) => path) }, { ...facts, paths });
        },
        // A restore brings back what is missing, so only who wants to capture it is told.
        captures() {
            refuseMissing(facts);
            refuseUnreadable(spec, facts);
            refuseMountedWithin(spec, facts);
            refuseUnrestorable(spec, facts);
            return [captureFiles(spec, facts, tool)];
        },
        restoration: (backup, run) => restoreFiles({ spec, facts, backup, run })
    };
}
function captureFiles(spec, facts, tool) {
    const create = createTar({
        tool,
        directory: '/',
        members: spec.paths.map(memberName),
        excluded: spec.excluded.map(memberName)
    });
    return {
        extension: 'tar',
        script: facts.readsBySudo ? bySudo(create) : create,
        ...(facts.usedKilobytes === undefined ? {} : { expectedBytes: facts.usedKilobytes * 1024 }),
        inspector: () => tarInspector({ strict: spec.strict, secrets: SECRETS })
    };
}
/** The script as root, by sudo without a password. */
const bySudo = (script) => (0,host_script_script.sh) `sudo -n env LC_ALL=C sh -c ${script.text}`;
// Their content is for few eyes, and a backup without encryption shows it to all who read the store.
const SECRETS = /(^|\/)(\.env(\.(?!example$|sample$|template$|dist$)[^/]*)?|[^/]+\.(env|pem|key|p12|pfx|jks|keytab)|id_[a-z0-9]+|\.htpasswd|\.netrc|\.pgpass)$/;
function refuseMissing({ paths }) {
    const missing = paths.filter(({ kind }) => kind === 'missing').map(({ path }) => path);
    if (missing.length > 0) {
        throw new errors/* UserError */.yo(`not on the host, or not to be seen by this user: ${missing.join(', ')}`, {
            remedy: 'Correct `paths`, or connect as a user that may see them.'
        });
    }
    const odd = paths.filter(({ kind }) => kind === 'other').map(({ path }) => path);
    if (odd.length > 0) {
        throw new errors/* UserError */.yo(`neither file nor folder: ${odd.join(', ')}`, { remedy: 'Take them out of `paths`.' });
    }
}
// A restore would refuse them, and a green backup is restorable.
function refuseMountedWithin({ excluded }, { paths, mountPoints }) {
    for (const { path, kind } of paths) {
        refuseMounted({ path, byContent: kind === 'directory', excluded, mountPoints });
    }
}
function refuseUnreadable({ sudo }, { paths, root }) {
    const unreadable = paths.flatMap((path) => path.unreadable);
    if (sudo === true && root === undefined) {
        throw new errors/* UserError */.yo('sudo asks for a password or is not there', { remedy: SUDO_REMEDY });
    }
    if (unreadable.length > 0) {
        throw new errors/* UserError */.yo(`the user may not read ${unreadable.slice(0, 5).join(', ')}`, {
            remedy: sudo === false ? 'Allow sudo (take `sudo: false` out), or exclude them.' : SUDO_REMEDY
        });
    }
}
const SUDO_REMEDY = 'Connect as root, or let the user run sudo without a password (in /etc/sudoers.d: USER ALL=(root) NOPASSWD: ALL).';
function linksWithoutTarget({ paths }) {
    return paths.flatMap(({ path, link }) => {
        if (link === undefined)
            return [];
        const target = external_node_path_.posix.resolve(parentOf(path), link);
        const covered = paths.some((other) => other.path === target || isBelow(target, other.path));
        return covered
            ? []
            : [`${path} is a link and is backed up as such; what it points to (${link}) is in none of the paths`];
    });
}

// EXTERNAL MODULE: ./lib/secret.js
var secret = __webpack_require__(23251);
;// CONCATENATED MODULE: ./lib/drivers/incoming.js

/** Starts a parser; whatever arrives after it has returned is an error. */
function startReading(name, parse) {
    const incoming = { name, chunk: NOTHING, at: 0, passed: 0, ended: false };
    const reading = parse(incoming);
    let step = reading.next();
    const goOn = () => {
        if (step.done !== true)
            step = reading.next();
        if (step.done === true && incoming.at < incoming.chunk.length)
            throw surplus(incoming);
        incoming.passed += incoming.chunk.length;
        incoming.chunk = NOTHING;
        incoming.at = 0;
    };
    return {
        write(chunk) {
            incoming.chunk = chunk;
            goOn();
        },
        end() {
            incoming.ended = true;
            goOn();
            if (step.done !== true)
                throw cutShort(incoming);
            return step.value;
        }
    };
}
const NOTHING = Buffer.alloc(0);
/** Whether another byte comes; waits for it, or for the end. */
function* hasMore(incoming) {
    while (incoming.at === incoming.chunk.length) {
        if (incoming.ended)
            return false;
        yield;
    }
    return true;
}
/** The next byte. */
function* takeByte(incoming) {
    yield* need(incoming);
    return incoming.chunk[incoming.at++];
}
/** The next byte, unless it has not arrived. Coroutines are dear where millions of them would wait for nothing. */
const byteNow = (incoming) => incoming.at < incoming.chunk.length ? incoming.chunk[incoming.at++] : undefined;
/** The next `size` bytes. They are valid until the parser yields. */
function* incoming_take(incoming, size) {
    if (incoming.chunk.length - incoming.at >= size)
        return takeNow(incoming, size);
    const pieces = [];
    for (let missing = size; missing > 0;) {
        yield* need(incoming);
        const piece = takeNow(incoming, Math.min(missing, incoming.chunk.length - incoming.at));
        pieces.push(Buffer.from(piece));
        missing -= piece.length;
    }
    return Buffer.concat(pieces, size);
}
/** Passes over `size` bytes. */
function* skip(incoming, size) {
    for (let missing = size; missing > 0;) {
        yield* need(incoming);
        missing -= takeNow(incoming, Math.min(missing, incoming.chunk.length - incoming.at)).length;
    }
}
/** Where in the artifact the next unread byte stands. */
const offset = ({ passed, at }) => passed + at;
function takeNow(incoming, size) {
    const taken = incoming.chunk.subarray(incoming.at, incoming.at + size);
    incoming.at += size;
    return taken;
}
function* need(incoming) {
    if (!(yield* hasMore(incoming)))
        throw cutShort(incoming);
}
const cutShort = (incoming) => new errors/* UserError */.yo(offset(incoming) === 0
    ? `${incoming.name} is empty`
    : `${incoming.name} is cut short: it ends in the middle, after ${offset(incoming)} bytes`);
const surplus = (incoming) => new errors/* UserError */.yo(`${incoming.name} goes on behind its end, which is at byte ${offset(incoming)}`);
/** An error for bytes that cannot stand where they do. */
const damaged = (incoming) => new errors/* UserError */.yo(`${incoming.name} is damaged near byte ${offset(incoming)}`);

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
;// CONCATENATED MODULE: ./lib/drivers/postgres/archive-values.js


/** Bytes of a number: one for its sign, then four, the lowest first. */
const INT_SIZE = 5;
/** A number. */
function* readInt(incoming) {
    const bytes = yield* incoming_take(incoming, INT_SIZE);
    const sign = bytes[0];
    if (sign > 1)
        throw damaged(incoming);
    return sign === 1 ? -bytes.readUInt32LE(1) : bytes.readUInt32LE(1);
}
/** A text; an absent one is empty. */
function* readText(incoming) {
    return (yield* readOptionalText(incoming)) ?? '';
}
/** The bytes of a text; an absent one has none. */
function* readBytes(incoming) {
    const size = yield* readInt(incoming);
    return Buffer.from(yield* incoming_take(incoming, Math.max(0, size)));
}
/** A text that may be absent, which its length -1 says. */
function* readOptionalText(incoming) {
    const size = yield* readInt(incoming);
    if (size < 0)
        return undefined;
    return decodeName(yield* incoming_take(incoming, size));
}
/** A text of a database as a string: databases may have other encodings than UTF-8, and no name may get lost. */
const decodeName = (bytes) => bytes.toString((0,external_node_buffer_.isUtf8)(bytes) ? 'utf8' : 'latin1');

;// CONCATENATED MODULE: ./lib/drivers/postgres/archive-data.js


/**
 * The rows in the data of a table. COPY writes one row per line and no raw line break within, and the data ends with a line `\.` and two empty ones.
 * pg_dump makes nearly every row a piece of its own, so the pieces that lie whole in the chunk are counted without a coroutine.
 */
function* countRows(incoming) {
    let newlines = 0;
    for (;;) {
        newlines += countWholePieces(incoming);
        let left = yield* readInt(incoming);
        if (left < 0)
            throw damaged(incoming);
        if (left === 0)
            break;
        while (left > 0) {
            if (!(yield* hasMore(incoming)))
                break;
            const end = Math.min(incoming.at + left, incoming.chunk.length);
            newlines += countNewlines(incoming.chunk, incoming.at, end);
            left -= end - incoming.at;
            incoming.at = end;
        }
    }
    if (newlines < NEWLINES_AT_END)
        throw damaged(incoming);
    return newlines - NEWLINES_AT_END;
}
const NEWLINES_AT_END = 3;
function countWholePieces(incoming) {
    const { chunk } = incoming;
    let newlines = 0;
    let at = incoming.at;
    while (at + INT_SIZE <= chunk.length && chunk[at] === 0) {
        const size = chunk.readUInt32LE(at + 1);
        const end = at + INT_SIZE + size;
        if (size === 0 || end > chunk.length)
            break;
        newlines += countNewlines(chunk, at + INT_SIZE, end);
        at = end;
    }
    incoming.at = at;
    return newlines;
}
// A call of indexOf costs as much as looking at some dozens of bytes.
function countNewlines(chunk, from, to) {
    let newlines = 0;
    if (to - from < 64) {
        for (let at = from; at < to; at += 1)
            if (chunk[at] === 10)
                newlines += 1;
        return newlines;
    }
    for (let at = chunk.indexOf(10, from); at !== -1 && at < to; at = chunk.indexOf(10, at + 1))
        newlines += 1;
    return newlines;
}
/** The large objects in a block of them. */
function* countLargeObjects(incoming) {
    let count = 0;
    while ((yield* readInt(incoming)) !== 0) {
        count += 1;
        for (let size = yield* readInt(incoming); size !== 0; size = yield* readInt(incoming)) {
            if (size < 0)
                throw damaged(incoming);
            yield* skip(incoming, size);
        }
    }
    return count;
}

;// CONCATENATED MODULE: ./lib/drivers/postgres/archive.js




/**
 * Reads a custom-format archive as it passes and counts its rows, exactly and at no cost to the server. Throws a UserError unless
 * it is whole: it must end right behind a block, when the data of every entry has been seen.
 */
function* readArchive(incoming) {
    const minor = yield* readMagic(incoming);
    yield* skip(incoming, minor >= 15 ? 1 : INT_SIZE); // compression
    yield* skip(incoming, 7 * INT_SIZE); // when it was made
    const database = yield* readText(incoming);
    const serverVersion = yield* readText(incoming);
    const dumpVersion = yield* readText(incoming);
    const entries = new Map();
    for (let left = yield* readInt(incoming); left > 0; left -= 1) {
        const entry = yield* readEntry(incoming, minor);
        if (entries.has(entry.id))
            throw damaged(incoming);
        entries.set(entry.id, entry);
    }
    let largeObjects = 0;
    while (yield* hasMore(incoming)) {
        const kind = yield* takeByte(incoming);
        const entry = entries.get(yield* readInt(incoming));
        if (entry === undefined || !entry.hasData || entry.seen)
            throw damaged(incoming);
        if (kind === TABLE_BLOCK && entry.kind === 'TABLE DATA')
            entry.rows = yield* countRows(incoming);
        else if (kind === LARGE_OBJECT_BLOCK && entry.kind === 'BLOBS')
            largeObjects += yield* countLargeObjects(incoming);
        else
            throw damaged(incoming);
        entry.seen = true;
    }
    const missing = [...entries.values()].find(({ hasData, seen }) => hasData && !seen);
    if (missing !== undefined) {
        throw new errors/* UserError */.yo(`the archive is cut short: the data of ${missing.kind} ${missing.name} is missing`);
    }
    return {
        version: `1.${minor}`,
        database,
        serverVersion,
        dumpVersion,
        entries: [...entries.values()],
        largeObjects
    };
}
const TABLE_BLOCK = 1;
const LARGE_OBJECT_BLOCK = 3;
const CUSTOM_FORMAT = 1;
const OFFSET_SIZE = 8;
const OLDEST_MINOR = 12;
const NEWEST_MINOR = 16;
function* readMagic(incoming) {
    const magic = yield* incoming_take(incoming, 5);
    if (magic.toString('latin1') !== 'PGDMP') {
        throw new errors/* UserError */.yo(`the archive does not start as pg_dump's custom format: ${shownBytes(magic)}`);
    }
    const [major, minor, , intSize, offsetSize, format] = yield* incoming_take(incoming, 6);
    if (major !== 1 || minor === undefined || minor < OLDEST_MINOR || minor > NEWEST_MINOR) {
        throw new errors/* UserError */.yo(`the archive has the format ${major}.${minor}, but 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR} are known`, { remedy: 'Use a version of this action that knows this version of Postgres.' });
    }
    if (intSize !== INT_SIZE - 1 || offsetSize !== OFFSET_SIZE || format !== CUSTOM_FORMAT) {
        throw damaged(incoming);
    }
    return minor;
}
function* readEntry(incoming, minor) {
    const id = yield* readInt(incoming);
    const hasData = (yield* readInt(incoming)) !== 0;
    yield* readText(incoming); // oid of its catalog
    yield* readText(incoming); // oid
    const name = yield* readText(incoming);
    const kind = yield* readText(incoming);
    yield* readInt(incoming); // section
    const definition = yield* readBytes(incoming);
    yield* readText(incoming); // how to drop it
    yield* readText(incoming); // how to copy into it
    const schema = yield* readText(incoming);
    const tablespace = yield* readText(incoming);
    if (minor >= 14)
        yield* readText(incoming); // table access method
    if (minor >= 16)
        yield* readInt(incoming); // kind of relation
    yield* readText(incoming); // owner
    yield* readText(incoming); // always "false"
    while ((yield* readOptionalText(incoming)) !== undefined)
        ; // what it depends on
    yield* skip(incoming, 1 + OFFSET_SIZE); // where its data stands
    return { id, kind, name, schema, tablespace, definition, hasData, rows: 0, seen: false };
}
const shownBytes = (bytes) => JSON.stringify(bytes.toString('latin1'));

;// CONCATENATED MODULE: ./lib/drivers/postgres/sql.js
/** A name as SQL reads it back unchanged. */
const identifier = (name) => `"${name.replaceAll('"', '""')}"`;
/** A text as SQL reads it back unchanged, whatever standard_conforming_strings says. */
const literal = (text) => `${text.includes('\\') ? 'E' : ''}'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
/** A list of texts for `IN`; matches nothing when it is empty. */
const literals = (texts) => `(${texts.length === 0 ? 'NULL' : texts.map(literal).join(', ')})`;
/** A database as libpq reads it, even if its name looks like an option, a URI or a connection string. */
const connectionString = (database) => `dbname='${database.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
/** How counts and messages name a table: quoted where SQL would need it, so that no two look the same, and on one line. */
const shownTable = (schema, table) => `${shown(schema)}.${shown(table)}`;
function shown(name) {
    if (/^[a-z_][a-z0-9_$]*$/.test(name))
        return name;
    if (!CONTROL.test(name))
        return identifier(name);
    const escaped = name
        .replaceAll('\\', '\\\\')
        .replace(CONTROLS, (character) => `\\${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return `U&${identifier(escaped)}`;
}
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

;// CONCATENATED MODULE: ./lib/drivers/postgres/properties.js


/** What an archive holds of them. They come with `pg_restore --create` only, since they need the database's own name. */
const propertiesOf = ({ entries }) => ({
    encoding: encodingOf(entries),
    statements: entries.filter(isProperty).map(({ definition }) => definition)
});
/** Whether the statements are the same bytes in every encoding. */
const areAscii = ({ statements }) => statements.every(isAscii);
/** The statements for a psql that speaks UTF-8: where they have another encoding, the server itself tells what they say. */
const propertiesSql = ({ encoding, statements }) => statements
    .map((statement) => encoding === 'UTF8' || isAscii(statement)
    ? decodeName(statement)
    : `SELECT convert_from(decode('${statement.toString('hex')}', 'hex'), ${literal(encoding)}) \\gexec`)
    .join('\n');
// Which encoding the dump has says nothing of the database.
const isProperty = ({ kind, name, schema }) => ['STDSTRINGS', 'DATABASE PROPERTIES'].includes(kind) ||
    (['ACL', 'COMMENT', 'SECURITY LABEL'].includes(kind) && schema === '' && name.startsWith('DATABASE '));
function encodingOf(entries) {
    const statement = entries.find(({ kind }) => kind === 'ENCODING')?.definition.toString() ?? '';
    const [, encoding] = /^SET client_encoding = '([^']+)';/.exec(statement) ?? [];
    return encoding ?? 'UTF8';
}
const isAscii = (bytes) => bytes.every((byte) => byte < 0x80);

;// CONCATENATED MODULE: ./lib/drivers/postgres/dump.js





/** What counts call large objects. */
const LARGE_OBJECTS = 'large objects';
/** Inspects the archive of one database: rows per table as they are in the archive, and large objects. */
function dumpInspector() {
    const reader = startReading('the archive', readArchive);
    return {
        write: reader.write,
        end(stderr) {
            const archive = reader.end();
            const warnings = judgeMessages(stderr);
            const named = (kind) => archive.entries.filter((entry) => entry.kind === kind);
            const tablespaces = new Set(archive.entries.map(({ tablespace }) => tablespace));
            const extensions = named('EXTENSION').map(({ name }) => name);
            return {
                counts: countsOf(archive),
                details: {
                    content: 'database',
                    database: archive.database,
                    archiveVersion: archive.version,
                    dumpVersion: archive.dumpVersion,
                    serverVersion: archive.serverVersion,
                    extensions,
                    tablespaces: [...tablespaces].filter((name) => name !== '')
                },
                restore: { properties: propertiesOf(archive) },
                warnings: [
                    ...warnings,
                    ...(extensions.includes('timescaledb')
                        ? ['it uses timescaledb, whose restore from a dump is not tested here: try it before you need it']
                        : [])
                ]
            };
        }
    };
}
function countsOf({ entries, largeObjects }) {
    const counts = {};
    for (const { schema, name, rows } of entries.filter(({ kind }) => kind === 'TABLE DATA')) {
        const table = shownTable(schema, name);
        if (counts[table] !== undefined)
            throw new errors/* UserError */.yo(`the archive is damaged: it holds ${table} twice`);
        counts[table] = rows;
    }
    return largeObjects === 0 ? counts : { ...counts, [LARGE_OBJECTS]: largeObjects };
}
function judgeMessages(stderr) {
    const said = stderr.split('\n').filter((line) => line.startsWith('pg_dump: '));
    const error = said.find((line) => /^pg_dump: (error|fatal|detail)/i.test(line));
    if (error !== undefined)
        throw new errors/* UserError */.yo(`pg_dump ended well but said: ${error}`);
    return said.slice(0, 10);
}

// EXTERNAL MODULE: ./lib/host-script/container.js
var host_script_container = __webpack_require__(95621);
;// CONCATENATED MODULE: ./lib/drivers/container-variable.js

/** Defines `variable NAME` for scripts inside a container: prints the variable, or what stands in the file that NAME_FILE names. */
const variableFunction = (0,host_script_script.sh) `variable() {
  eval "value=\\\${$1-} file=\\\${$1_FILE-}"
  if [ -z "$value" ] && [ -r "$file" ]; then value=$(cat "$file"); fi
  printf %s "$value"
}`;

;// CONCATENATED MODULE: ./lib/drivers/postgres/login.js




/** A script inside the container, with the login in its environment. */
const asRole = (container, login, script) => (0,host_script_container/* inContainer */.Bc)(container, loggedIn(login, script));
/** One command inside the container, with the login in its environment, that dies when its standard input ends. */
const guardedAsRole = (container, login, command) => {
    const script = loggedIn(login, (0,host_script_script.sh) `exec ${command}`);
    return (0,host_script_container/* guardedInContainer */.X)(container, (0,host_script_script/* withSecrets */.a9)((0,host_script_script.sh) `sh -c ${script.text}`, script.secrets ?? {}));
};
/** A psql that stops at the first error, prints nothing but values, and speaks UTF-8 whatever the database does. */
const psql = (database) => (0,host_script_script.sh) `env PGCLIENTENCODING=UTF8 psql -XAtqw -v ON_ERROR_STOP=1 -d ${connectionString(database)}`;
// The official images call the variables POSTGRES_*, Bitnami's POSTGRESQL_*; either takes NAME_FILE for NAME.
const loggedIn = ({ user, password, port, english, application = 'predeploy-backup' }, script) => (0,host_script_script/* withSecrets */.a9)((0,host_script_script.sh) `${variableFunction}
${user === undefined
    ? (0,host_script_script.sh) `if [ -z "\${PGUSER-}" ]; then
  superuser_password=$(variable POSTGRESQL_POSTGRES_PASSWORD)
  if [ -n "$superuser_password" ]; then
    PGUSER=postgres PGPASSWORD=\${PGPASSWORD:-$superuser_password}
  else
    PGUSER=$(variable POSTGRES_USER)
    PGUSER=\${PGUSER:-\${POSTGRESQL_USERNAME:-postgres}}
  fi
fi`
    : (0,host_script_script.sh) `PGUSER=${user}`}
PGPASSWORD=\${PGPASSWORD:-$(variable POSTGRES_PASSWORD)}
PGPASSWORD=\${PGPASSWORD:-$(variable POSTGRESQL_PASSWORD)}
${port === undefined ? undefined : (0,host_script_script.sh) `PGPORT=${port}; export PGPORT`}
${english === true ? (0,host_script_script.sh) `PGOPTIONS="\${PGOPTIONS-} -c lc_messages=C"; export PGOPTIONS` : undefined}
PGAPPNAME=${application} PGCONNECT_TIMEOUT=30
export PGUSER PGPASSWORD PGAPPNAME PGCONNECT_TIMEOUT
${script}`, password === undefined ? {} : { PGPASSWORD: password });

;// CONCATENATED MODULE: ./lib/drivers/postgres/made-roles.js



/** Whether a role only tells which roles a restore made. */
const isNote = (role) => runOfNote(role) !== undefined;
/** The restore that such a role is of. */
const runOfNote = (role) => /^predeploy_made_roles_([a-z0-9]{1,16})$/.exec(role)?.[1];
/**
 * SQL that makes roles and notes their names on the server, all or nothing: in the comment of a role that nobody can use, so that a
 * restore which fails can take them away again.
 */
const makeRoles = (names, statements, run) => [
    'BEGIN;',
    'SET LOCAL standard_conforming_strings = on;',
    ...statements,
    `CREATE ROLE ${identifier(noteName(run))} NOLOGIN;`,
    `COMMENT ON ROLE ${identifier(noteName(run))} IS ${literal(JSON.stringify(names))};`,
    'COMMIT;'
].join('\n');
/** Lets the roles stay that the run made. Harmless where it made none. */
const keepMadeRoles = (run) => (0,host_script_script.sh) `${psql('template1')} -c ${`DROP ROLE IF EXISTS ${identifier(noteName(run))}`} </dev/null`;
/** Drops the roles that the run made; those that something depends on by now stay, and then it fails with their names. */
const dropMadeRoles = (run) => (0,host_script_script.sh) `printf '%s\n' ${dropUnused(run)} | ${psql('template1')}
stay=$(${psql('template1')} -c ${`SELECT string_agg(quote_ident(rolname), ', ') FROM pg_roles WHERE rolname IN (${madeBy(run)})`} </dev/null)
${keepMadeRoles(run)}
[ -z "$stay" ] || { printf 'the restore made the roles %s, which stay since something depends on them by now\n' "$stay" >&2; exit 1; }`;
const noteName = (run) => `predeploy_made_roles_${run}`;
const madeBy = (run) => `SELECT json_array_elements_text(shobj_description(oid, 'pg_authid')::json) FROM pg_roles WHERE rolname = ${literal(noteName(run))}`;
// Memberships and rights on parameters came with the roles: they go with them, and are no reason to keep them.
const dropUnused = (run) => `SELECT 'DROP OWNED BY ' || names, 'DROP ROLE ' || names
FROM (SELECT string_agg(quote_ident(rolname), ', ') AS names FROM pg_roles AS r
  WHERE rolname IN (${madeBy(run)}) AND NOT EXISTS (SELECT FROM pg_shdepend
    WHERE refclassid = 'pg_authid'::regclass AND refobjid = r.oid
      AND classid::regclass::text NOT IN ('pg_auth_members', 'pg_parameter_acl'))) AS unused
WHERE names IS NOT NULL \\gexec`;

;// CONCATENATED MODULE: ./lib/drivers/postgres/statements.js
/** Takes apart what pg_dumpall writes: comments and the commands of psql (`\restrict`) are passed over, quotes are respected. */
function splitStatements(text) {
    const statements = [];
    let tokens = [];
    let start;
    for (const { 0: found, index } of text.matchAll(TOKEN)) {
        if (found.startsWith('--') || found.startsWith('\\'))
            continue;
        start ??= index;
        if (found !== ';') {
            tokens.push(tokenOf(found));
            continue;
        }
        statements.push({ text: text.slice(start, index + 1), tokens });
        tokens = [];
        start = undefined;
    }
    return statements;
}
// Inside of quotes a quote is always doubled, even where backslashes escape.
const TOKEN = /--[^\n]*|\\[^\n]*|E?'(?:[^']|'')*'|"(?:[^"]|"")*"|;|[^\s;'"]+/g;
function tokenOf(found) {
    if (found.startsWith('"'))
        return { kind: 'name', value: found.slice(1, -1).replaceAll('""', '"') };
    return { kind: /^E?'/.test(found) ? 'string' : 'word', value: found };
}

;// CONCATENATED MODULE: ./lib/drivers/postgres/globals.js



/** Inspects what `pg_dumpall --globals-only` prints. Its statements are for the restore alone: they hold password hashes. */
function globalsInspector() {
    const chunks = [];
    return {
        write: (chunk) => void chunks.push(Buffer.from(chunk)),
        end() {
            const text = Buffer.concat(chunks).toString();
            if (!text.startsWith(BEGINNING)) {
                throw new errors/* UserError */.yo(`the globals do not begin as pg_dumpall does: ${JSON.stringify(text.slice(0, 80))}`);
            }
            if (!text.trimEnd().endsWith(ENDING)) {
                throw new errors/* UserError */.yo('the globals are cut short: the line that pg_dumpall writes last is missing');
            }
            const statements = splitStatements(text);
            const count = (kind) => statements.filter(({ tokens }) => isCreate(tokens, kind)).length;
            return {
                counts: { roles: count('ROLE'), tablespaces: count('TABLESPACE') },
                details: { content: 'globals' },
                restore: statements
            };
        }
    };
}
/** The names of the roles that a cluster does not have. */
const missingRoles = (globals, existing) => globals
    .flatMap(({ tokens }) => (isCreate(tokens, 'ROLE') && tokens[2] !== undefined ? [tokens[2].value] : []))
    .filter((role) => !existing.includes(role) && !isNote(role));
/** The statements that create the roles which a cluster does not have, with their attributes, passwords, settings and memberships. */
function statementsOfMissingRoles(globals, existing) {
    const missing = new Set(missingRoles(globals, existing));
    return globals
        .filter((statement) => rolesOf(statement).some((role) => missing.has(role)))
        .map(({ text }) => text);
}
const BEGINNING = '--\n-- PostgreSQL database cluster dump\n';
const ENDING = '-- PostgreSQL database cluster dump complete\n--';
const isCreate = (tokens, kind) => tokens[0]?.value === 'CREATE' && tokens[1]?.value === kind;
/** The roles that a statement makes what they are. */
function rolesOf({ tokens }) {
    const isWord = (index, word) => tokens[index]?.kind === 'word' && tokens[index].value === word;
    const named = (...indexes) => indexes.flatMap((index) => tokens[index]?.value ?? []);
    if ((isWord(0, 'CREATE') || isWord(0, 'ALTER')) && isWord(1, 'ROLE'))
        return named(2);
    if (isWord(0, 'COMMENT') && isWord(2, 'ROLE'))
        return named(3);
    if (isWord(0, 'SECURITY') && isWord(5, 'ROLE'))
        return named(6);
    // A membership belongs to both of its roles and comes back with either.
    if (isWord(0, 'GRANT') && isWord(2, 'TO'))
        return named(1, 3);
    if (isWord(0, 'GRANT') && isWord(2, 'ON') && isWord(3, 'PARAMETER') && isWord(5, 'TO'))
        return named(6);
    return [];
}

;// CONCATENATED MODULE: ./lib/drivers/postgres/names.js

/** The name beside a database's own under which a run keeps such data. */
const siblingName = (database, role, run) => shortened(database, LONGEST_NAME - siblingSuffix(role, run).length) + siblingSuffix(role, run);
const siblingSuffix = (role, run) => `_predeploy_${role}_${run}`;
/** Whether a database was left by a restore. */
const isSibling = (database) => SIBLING.test(database);
/** What such a name is made of; undefined for any other. A long `original` is shortened. */
function siblingParts(database) {
    const [suffix, role, run = ''] = SIBLING.exec(database) ?? [];
    if (suffix === undefined || (role !== 'new' && role !== 'old' && role !== 'off'))
        return undefined;
    return { original: database.slice(0, -suffix.length), role, run };
}
/** Recognises such a name; Postgres reads it in the same way. */
const SIBLING = /_predeploy_(new|old|off)_([a-z0-9]{1,16})$/;
// Postgres cuts a longer name without a word.
const LONGEST_NAME = 63;
function shortened(name, bytes) {
    if (Buffer.byteLength(name) <= bytes)
        return name;
    const hash = `~${(0,external_node_crypto_.createHash)('sha256').update(name).digest('hex').slice(0, 8)}`;
    let short = '';
    for (const character of name) {
        if (Buffer.byteLength(short + character) > bytes - hash.length)
            break;
        short += character;
    }
    return short + hash;
}

;// CONCATENATED MODULE: ./lib/drivers/postgres/leftovers.js




/** Tells what restores left from what is closed on purpose, and from what those with the tokens in `kept` keep on purpose. */
function leftoversOf({ databases, closed, roles }, kept = new Set()) {
    const all = [...databases.map(({ name }) => name), ...closed].filter((name) => !kept.has(siblingParts(name)?.run ?? ''));
    const own = all.filter((name) => siblingParts(name) === undefined);
    const siblings = all.filter((name) => siblingParts(name) !== undefined);
    const isOf = (name, sibling) => {
        const parts = siblingParts(sibling);
        return parts !== undefined && siblingName(name, parts.role, parts.run) === sibling;
    };
    const shut = closed.filter((name) => own.includes(name) && siblings.some((sibling) => isOf(name, sibling)));
    return {
        siblings,
        orphans: siblings.filter((sibling) => siblingParts(sibling)?.role === 'old' && !own.some((name) => isOf(name, sibling))),
        shut,
        notes: roles.filter((role) => {
            const run = runOfNote(role);
            return run !== undefined && !kept.has(run);
        }),
        closed: closed.filter((name) => own.includes(name) && !shut.includes(name))
    };
}
/** Refuses a backup of all databases where a restore that did not end keeps one of them from it. */
function refuseUnfinished({ siblings, orphans, shut }) {
    const [name] = shut;
    if (name !== undefined) {
        throw new errors/* UserError */.yo(`the database ${name} lets no client in, since a restore did not end: it left ${siblings.join(', ')}`, {
            remedy: `Restore again; or, if what is in ${name} is right, let clients in ` +
                `(ALTER DATABASE ${identifier(name)} ALLOW_CONNECTIONS true) and drop what was left.`
        });
    }
    const [orphan] = orphans;
    if (orphan === undefined)
        return;
    const original = siblingParts(orphan)?.original ?? '';
    throw new errors/* UserError */.yo(`a restore that did not end left the database ${orphan}, and there is no ${original}: it may be the only copy of its data`, {
        remedy: `If it is needed: ALTER DATABASE ${identifier(orphan)} RENAME TO ${identifier(original)}, and ` +
            `ALTER DATABASE ${identifier(original)} ALLOW_CONNECTIONS true. If it is not: DROP DATABASE ${identifier(orphan)}.`
    });
}

// EXTERNAL MODULE: ./lib/format.js
var format = __webpack_require__(52016);
;// CONCATENATED MODULE: ./lib/drivers/postgres/room.js


/** What staging these databases needs, on each file system that gets something of them or of the log. */
function room_demandsOf({ container, room, log }, databases) {
    const placed = databases.flatMap((database) => {
        const fileSystem = placeOf(room, database);
        return fileSystem === undefined ? [] : [{ ...database, fileSystem }];
    });
    const all = [...placed.map(({ fileSystem }) => fileSystem), ...(room.log === undefined ? [] : [room.log])];
    const fileSystems = new Map(all.map((fileSystem) => [(0,drivers_room/* identityOf */.cu)(fileSystem), fileSystem]));
    return [...fileSystems].map(([identity, fileSystem]) => {
        const here = placed.filter((each) => (0,drivers_room/* identityOf */.cu)(each.fileSystem) === identity);
        const holdsLog = room.log !== undefined && (0,drivers_room/* identityOf */.cu)(room.log) === identity;
        const coming = {
            bytes: here.reduce((sum, { bytes }) => sum + bytes, 0),
            ...(holdsLog ? { beside: log.limitBytes, writer: container.id } : {}),
            ofServer: fileSystem
        };
        const place = [
            ...(here.length === 0 ? [] : [tellDatabases(here)]),
            ...(holdsLog ? [`the server writes its log, up to ${(0,format/* formatBytes */.z3)(log.limitBytes)}`] : [])
        ].join(', and ');
        return { coming, fileSystem, place };
    });
}
/** Whether it is known where all of this goes. */
const knowsRoom = ({ room }, databases) => room.log !== undefined && databases.every((database) => placeOf(room, database) !== undefined);
/** What may let the log grow without end while databases are staged. */
const warningsOfLog = ({ archivingFails, idleSlots }) => [
    ...(archivingFails
        ? [
            'the server fails to archive its log (pg_stat_archiver), so all that the restore writes is kept and may fill the disk: mend archive_command before'
        ]
        : []),
    ...(idleSlots.length === 0
        ? []
        : [
            `nobody reads the replication slot ${idleSlots.join(', ')}, so the log of all that the restore writes is kept for it and may fill the disk: let it be read, or drop it (pg_drop_replication_slot)`
        ])
];
const tellDatabases = (all) => {
    const names = all.map(({ name }) => name).join(', ');
    return all.length === 1 ? `the database ${names} lies` : `the databases ${names} lie`;
};
// Tables in another tablespace than their database count as if they were in its.
const placeOf = ({ tablespaces, data }, { tablespace }) => tablespaces.get(tablespace) ?? data;

;// CONCATENATED MODULE: ./lib/drivers/postgres/login-error.js

/** The error for a login that failed, with the remedy. */
function loginError(container, { user, said, ready }) {
    const reason = said.replace(/^psql: (error: )?/, '').trim();
    const message = `Postgres in container ${container.name} does not let ${user} in: ${reason}`;
    if (/authentication failed|no password supplied|pg_hba\.conf/.test(said)) {
        return new errors/* UserError */.yo(message, { remedy: `${STALE} Set \`user\` and \`password\` of the component.` });
    }
    if (/role .* does not exist/.test(said)) {
        return new errors/* UserError */.yo(message, { remedy: 'Set `user` of the component to a superuser of the server.' });
    }
    if (ready === '0') {
        return new errors/* UserError */.yo(message, {
            remedy: `Set \`user\` and \`password\` of the component if those words, which are the server's own, are about the login. ${STALE}`
        });
    }
    if (ready === '1') {
        return new errors/* UserError */.yo(`Postgres in container ${container.name} is starting or stopping: ${reason}`, {
            remedy: 'Wait until it is up.'
        });
    }
    return new errors/* UserError */.yo(`Postgres in container ${container.name} does not answer: ${reason}`, {
        remedy: `Look at its log (docker logs ${container.name}); if it listens on another port than 5432, set \`port\` of the component.`
    });
}
const STALE = 'The environment of a container tells the password of its first start, and it may have been changed since.';

;// CONCATENATED MODULE: ./lib/drivers/postgres/server.js









/** What `CREATE DATABASE` must be told to make such a database. */
const databaseSchema = schemas/* object */.Ikc({
    name: schemas/* string */.YjP(),
    owner: schemas/* string */.YjP(),
    encoding: schemas/* string */.YjP(),
    collate: schemas/* string */.YjP(),
    ctype: schemas/* string */.YjP(),
    /** Absent before Postgres 15. */
    provider: schemas/* enum */.k5n(['libc', 'icu', 'builtin']).exactOptional(),
    locale: schemas/* string */.YjP().exactOptional(),
    icuRules: schemas/* string */.YjP().exactOptional(),
    tablespace: schemas/* string */.YjP(),
    bytes: schemas/* number */.aig().exactOptional()
});
/** The databases as a manifest holds them. */
const databasesSchema = schemas/* array */.YOg(databaseSchema);
/** Asks the container for its server, and the server for its databases. */
const probePostgres = (reference, login) => (0,host_script_script.sh) `
${(0,host_script_container/* describeContainer */.rc)(reference)}
if [ "$container_state" = running ]; then
  ${asRole({ id: (0,host_script_script.sh) `"$container"` }, login, PROBE)}
fi`;
/** The server that the probe found. Throws a UserError where there is none that can be backed up, with the remedy. */
function foundPostgres(probed, reference) {
    const facts = (0,drivers_facts/* readFacts */.MH)(probed);
    const container = (0,drivers_container/* foundContainer */.qf)(facts, reference);
    const missing = facts.optional('missing');
    if (missing !== undefined) {
        throw new errors/* UserError */.yo(`container ${container.name} is no Postgres server: it has no ${missing}`, {
            remedy: 'Correct `container`; the image must hold psql and pg_dump beside the server.'
        });
    }
    const refusal = facts.optional('login-error');
    if (refusal !== undefined) {
        throw loginError(container, {
            user: facts.optional('user') ?? '',
            said: refusal,
            ready: facts.optional('pg-isready')
        });
    }
    if (facts.optional('socket-only') !== undefined && /docker-entrypoint/.test(facts.one('first-process'))) {
        throw new errors/* UserError */.yo(`the server in container ${container.name} is only being set up`, {
            remedy: 'What is in it now goes again when that is done. Wait until it takes connections (docker logs), and try again.'
        });
    }
    const version = facts.one('version');
    const dumpVersion = facts.one('dump-version');
    const rows = facts.all('database').map((text) => (0,drivers_facts/* readFact */.ni)(row, text, 'a database'));
    const major = Math.floor(Number(facts.one('version-number')) / 10_000);
    if (majorOf(dumpVersion) < major) {
        throw new errors/* UserError */.yo(`pg_dump ${dumpVersion} in container ${container.name} is older than its server ${version}`, {
            remedy: 'Use an image whose client tools are those of the server.'
        });
    }
    return {
        container,
        version,
        major,
        dumpVersion,
        encoding: facts.one('encoding'),
        role: { name: facts.one('user'), superuser: facts.one('superuser') === 'true' },
        standby: facts.one('standby') === 'true',
        databases: rows.filter(({ datallowconn }) => datallowconn).map(readDatabase),
        closed: rows.filter(({ datallowconn }) => !datallowconn).map(({ datname }) => datname),
        roles: facts.all('role').map(readName),
        tablespaces: facts.all('tablespace').map(readName),
        extensions: facts.all('extension').map(readName),
        room: {
            data: (0,drivers_room/* readFileSystem */.gm)(facts.optional('room')),
            log: (0,drivers_room/* readFileSystem */.gm)(facts.optional('log-room')),
            tablespaces: new Map(facts.all('tablespace-room').flatMap(readTablespace))
        },
        log: {
            limitBytes: Number(facts.one('wal-limit')),
            archivingFails: facts.one('archiving-fails') === 'true',
            idleSlots: facts.all('idle-slot').map(readName)
        }
    };
}
const readName = (text) => (0,drivers_facts/* readFact */.ni)(schemas/* string */.YjP(), text, 'a name');
// A name as JSON, and where its files lie behind a tab.
function readTablespace(line) {
    const [name = '', described] = line.split('\t');
    const fileSystem = (0,drivers_room/* readFileSystem */.gm)(described);
    return fileSystem === undefined ? [] : [[readName(name), fileSystem]];
}
/** The major version that a version such as `17.11 (Debian 17.11-0+deb13u1)` begins with. */
const majorOf = (version) => Number.parseInt(version, 10);
// Whole rows of pg_database as JSON, since its columns differ between versions.
const FACTS = [
    `SELECT 'version=' || current_setting('server_version')`,
    `SELECT 'version-number=' || current_setting('server_version_num')`,
    // The official image runs a server that is reached by its socket only while it makes the first data.
    `SELECT 'socket-only=yes' FROM pg_settings
   WHERE name = 'listen_addresses' AND setting = '' AND source = 'command line'`,
    `SELECT 'encoding=' || current_setting('server_encoding')`,
    `SELECT 'user=' || current_user`,
    `SELECT 'superuser=' || rolsuper FROM pg_roles WHERE rolname = current_user`,
    `SELECT 'standby=' || pg_is_in_recovery()`,
    `SELECT 'database=' || (to_jsonb(d) || jsonb_build_object('owner', pg_get_userbyid(datdba),
     'encoding', pg_encoding_to_char(encoding), 'tablespace', spcname,
     'bytes', CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END))::text
   FROM pg_database AS d JOIN pg_tablespace AS t ON t.oid = dattablespace
   WHERE NOT datistemplate AND datconnlimit <> -2 ORDER BY datname`,
    `SELECT 'role=' || to_json(rolname)::text FROM pg_roles ORDER BY rolname`,
    `SELECT 'tablespace=' || to_json(spcname)::text FROM pg_tablespace ORDER BY spcname`,
    `SELECT 'wal-limit=' || pg_size_bytes(current_setting('max_wal_size'))`,
    `SELECT 'archiving-fails=' || (current_setting('archive_mode') <> 'off'
     AND coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)) FROM pg_stat_archiver`,
    `SELECT 'idle-slot=' || to_json(slot_name)::text FROM pg_replication_slots
   WHERE NOT active AND restart_lsn IS NOT NULL ORDER BY slot_name`
];
// One control file that cannot be read makes it fail, which is no reason not to back up.
const server_EXTENSIONS = `SELECT 'extension=' || to_json(name)::text FROM pg_available_extensions ORDER BY name`;
// Those with a place of their own.
const TABLESPACES = `SELECT to_json(spcname) || E'\\t' || pg_tablespace_location(oid) FROM pg_tablespace
  WHERE pg_tablespace_location(oid) <> ''`;
const PROBE = (0,host_script_script.sh) `for tool in psql pg_dump pg_dumpall pg_restore; do
  command -v "$tool" >/dev/null || { printf 'missing=%s\n' "$tool"; exit 0; }
done
printf 'first-process=%s\n' "$(tr '\\000\\n' '  ' </proc/1/cmdline)"
said=$(pg_dump --version); printf 'dump-version=%s\n' "\${said#*) }"
if ! said=$(${psql('template1')} -c 'SELECT 1' 2>&1); then
  printf 'user=%s\n' "$PGUSER"
  printf 'login-error=%s\n' "$(printf %s "$said" | tr '\n' ' ')"
  pg_isready -q
  printf 'pg-isready=%s\n' "$?"
  exit 0
fi
${psql('template1')} ${FACTS.flatMap((query) => ['-c', query])} || exit
${psql('template1')} -c ${server_EXTENSIONS} 2>/dev/null || :
${drivers_room/* describeRoom */.l5}
if directory=$(${psql('template1')} -c 'SHOW data_directory' 2>/dev/null); then
  printf 'room=%s\n' "$(describe_room "$directory")"
  printf 'log-room=%s\n' "$(describe_room "$directory/pg_wal")"
  places=$(${psql('template1')} -c ${TABLESPACES}) || exit
  while IFS=$(printf '\t') read -r name place; do
    [ -z "$place" ] || printf 'tablespace-room=%s\t%s\n' "$name" "$(describe_room "$place")"
  done <<PLACES
$places
PLACES
fi`;
const row = schemas/* object */.Ikc({
    datname: schemas/* string */.YjP(),
    datallowconn: schemas/* boolean */.zMY(),
    owner: schemas/* string */.YjP(),
    encoding: schemas/* string */.YjP(),
    datcollate: schemas/* string */.YjP(),
    datctype: schemas/* string */.YjP(),
    datlocprovider: schemas/* enum */.k5n(['c', 'i', 'b']).optional(),
    daticulocale: schemas/* string */.YjP().nullish(),
    datlocale: schemas/* string */.YjP().nullish(),
    daticurules: schemas/* string */.YjP().nullish(),
    tablespace: schemas/* string */.YjP(),
    bytes: schemas/* number */.aig().nullable()
});
const PROVIDERS = { c: 'libc', i: 'icu', b: 'builtin' };
function readDatabase(found) {
    const locale = found.datlocale ?? found.daticulocale;
    return {
        name: found.datname,
        owner: found.owner,
        encoding: found.encoding,
        collate: found.datcollate,
        ctype: found.datctype,
        ...(found.datlocprovider === undefined ? {} : { provider: PROVIDERS[found.datlocprovider] }),
        ...(locale == null ? {} : { locale }),
        ...(found.daticurules == null ? {} : { icuRules: found.daticurules }),
        tablespace: found.tablespace,
        ...(found.bytes === null ? {} : { bytes: found.bytes })
    };
}

;// CONCATENATED MODULE: ./lib/drivers/postgres/backup.js





/** Reads what a manifest tells of a Postgres component. Throws a UserError where it lacks a chosen database. */
function backedUpCluster(backup, chosen) {
    const facts = readStored(factsSchema, backup.facts, backup);
    const lacking = (chosen ?? []).filter((name) => !facts.databases.some((database) => database.name === name));
    if (lacking.length > 0) {
        throw new errors/* UserError */.yo(`the backup holds no database ${lacking.map((name) => JSON.stringify(name)).join(', ')}`, {
            remedy: 'Take it out of `databases`, or restore a backup that holds it.'
        });
    }
    const databases = facts.databases.filter(({ name }) => chosen === undefined || chosen.includes(name));
    const contents = backup.artifacts.map((artifact) => ({
        artifact,
        details: readStored(detailsSchema, artifact.details, backup)
    }));
    const dumps = databases.map((database) => {
        const held = contents.flatMap(({ artifact, details }) => details.content === 'database' && artifact.part === database.name
            ? [{ artifact, details, database }]
            : [])[0];
        if (held === undefined) {
            throw new errors/* UserError */.yo(`the manifest lists no artifact of the database ${database.name}`, {
                remedy: ANOTHER
            });
        }
        return held;
    });
    return {
        serverVersion: facts.server.version,
        dumpVersion: facts.tool.version,
        coversAll: facts.covers === 'all',
        globals: contents.flatMap(({ artifact, details }) => (details.content === 'globals' ? [artifact] : [])),
        dumps,
        tablespaces: [
            ...new Set(dumps.flatMap(({ database, details }) => [database.tablespace, ...details.tablespaces]))
        ],
        extensions: [...new Set(dumps.flatMap(({ details }) => details.extensions ?? []))]
    };
}
/** Throws a UserError where a server cannot take the backup. Gives the room that it takes. */
function checkRestorable(server, cluster) {
    if (!server.role.superuser) {
        throw new errors/* UserError */.yo(`${server.role.name} is no superuser, and only one can restore`, {
            remedy: 'Set `user` and `password` of the component to those of a superuser.'
        });
    }
    if (server.standby) {
        throw new errors/* UserError */.yo('the server is a standby, and only its primary can be written to', {
            remedy: 'Set `container` of the component to the primary.'
        });
    }
    for (const [what, then, now] of [
        ['Postgres', cluster.serverVersion, server.version],
        ['pg_dump', cluster.dumpVersion, server.dumpVersion]
    ]) {
        if (majorOf(then) > majorOf(now)) {
            throw new errors/* UserError */.yo(`the backup was made by ${what} ${then}, and the container has the older ${now}`, {
                remedy: `Restore into a container of Postgres ${majorOf(then)} or newer.`
            });
        }
    }
    const lacking = cluster.tablespaces.filter((name) => !server.tablespaces.includes(name));
    if (lacking.length > 0) {
        throw new errors/* UserError */.yo(`the server has no tablespace ${lacking.join(', ')}, which the backup uses`, {
            remedy: 'Create it (CREATE TABLESPACE … LOCATION …) and restore again.'
        });
    }
    refuseOtherFlavour(server, cluster);
    return room_demandsOf(server, cluster.dumps.map(({ database, artifact }) => ({
        name: database.name,
        tablespace: database.tablespace,
        bytes: database.bytes ?? artifact.bytes
    })));
}
// PostGIS, pgvector, TimescaleDB: a server of the same version whose image lacks one cannot take the dump of one that has it.
function refuseOtherFlavour({ extensions, container }, cluster) {
    const lacking = cluster.extensions.filter((name) => !extensions.includes(name));
    // Where the server tells none at all, nobody knows.
    if (lacking.length === 0 || extensions.length === 0)
        return;
    throw new errors/* UserError */.yo(`the backup uses the extension ${lacking.join(', ')}, which ${container.imageName} of container ${container.name} does not have`, {
        remedy: 'Restore into a container of the image that the manifest names, or of another one that has it.'
    });
}
const factsSchema = schemas/* object */.Ikc({
    server: schemas/* object */.Ikc({ version: schemas/* string */.YjP() }),
    tool: schemas/* object */.Ikc({ version: schemas/* string */.YjP() }),
    covers: schemas/* enum */.k5n(['all', 'named']),
    databases: databasesSchema
});
const detailsSchema = schemas/* discriminatedUnion */.gMt('content', [
    schemas/* object */.Ikc({ content: schemas/* literal */.euz('globals') }),
    schemas/* object */.Ikc({
        content: schemas/* literal */.euz('database'),
        tablespaces: schemas/* array */.YOg(schemas/* string */.YjP()),
        extensions: schemas/* array */.YOg(schemas/* string */.YjP()).optional()
    })
]);

;// CONCATENATED MODULE: ./lib/drivers/postgres/sessions.js



/** What the sessions of a restore are called, so that its clean-up finds one that goes on although its client was cut off. */
const applicationOf = (run) => `predeploy-backup-${run}`;
/** Ends the sessions of a run: one that was cut off from its client might go on, make what is dropped, or exchange what is put back. */
const endOwnSessions = (run) => (0,host_script_script.sh) `tries=0
while
  going=$(${psql('template1')} -c ${`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = ${literal(applicationOf(run))} AND pid <> pg_backend_pid()`} </dev/null) || exit
  [ "$going" != 0 ]
do
  tries=$((tries + 1))
  [ "$tries" -lt 10 ] || { echo 'sessions of the restore go on although they were ended' >&2; exit 1; }
  sleep 1
done`;
/** Ends the sessions of databases, but for one's own. */
const endSessions = (databases) => `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ${literals(databases)} AND pid <> pg_backend_pid()`;
/** Keeps clients out of those of the databases that are there, and ends their sessions. For psql. */
const closeQuery = (databases) => `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS false', datname) FROM pg_database
WHERE datname IN ${literals(databases)} \\gexec
${endSessions(databases)};`;
/** Lets clients in again. For psql. */
const allowQuery = (databases) => `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS true', datname) FROM pg_database
WHERE NOT datallowconn AND datname IN ${literals(databases)} \\gexec`;

;// CONCATENATED MODULE: ./lib/drivers/postgres/clear.js








/** How databases go before those that replace them are staged. All must lie on one file system. */
const clearDatabases = ({ replaced, reopened }, run) => ({
    measure: {
        script: run((0,host_script_script.sh) `set -e
${psql('template1')} -c ${`SELECT 'database=' || value::text FROM (${sizesQuery(replaced)}) AS s (value)`} </dev/null
${drivers_room/* describeRoom */.l5}
directory=$(${psql('template1')} -c 'SHOW data_directory' </dev/null)
printf 'room=%s\n' "$(describe_room "$directory")"`, ''),
        read(output) {
            const facts = (0,drivers_facts/* readFacts */.MH)(output);
            const sizes = facts.all('database').map((line) => (0,drivers_facts/* readFact */.ni)(size, line, 'a database'));
            if (sizes.length < replaced.length)
                throw new errors/* UserError */.yo('the server does not tell how large they are');
            const held = sizes.flatMap(({ name, holds }) => holds === null ? [] : [`${holds} holds the database ${name}`]);
            if (held.length > 0)
                throw new errors/* UserError */.yo(held.join(', '));
            const fileSystem = (0,drivers_room/* readFileSystem */.gm)(facts.optional('room'));
            return fileSystem === undefined
                ? []
                : [{ fileSystem, bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0) }];
        }
    },
    ready: run((0,host_script_script.sh) `set -e
close=$(cat)
tries=0
until printf '%s\n' "$close" | ${psql('template1')} >/dev/null && [ "$(${psql('template1')} -c ${`SELECT count(*) FROM pg_stat_activity WHERE datname IN ${literals(replaced)}`} </dev/null)" = 0 ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 5 ] || { echo 'sessions of the old databases go on although they were ended' >&2; exit 1; }
  sleep 1
done
held=$(${psql('template1')} -c ${`SELECT value->>'holds' FROM (${sizesQuery(replaced)}) AS s (value) WHERE value->>'holds' IS NOT NULL LIMIT 1`} </dev/null)
[ -z "$held" ] || { printf 'an old database cannot be dropped: %s holds it\n' "$held" >&2; exit 1; }`, closeQuery(replaced)),
    unready: run((0,host_script_script.sh) `exec ${psql('template1')}`, allowQuery(reopened)),
    clear: run((0,host_script_script.sh) `exec ${psql('template1')} >/dev/null`, `SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE datname IN ${literals(replaced)} \\gexec`)
});
const size = schemas/* object */.Ikc({ name: schemas/* string */.YjP(), bytes: schemas/* number */.aig(), holds: schemas/* string */.YjP().nullable() });
const sizesQuery = (names) => `SELECT json_build_object(
  'name', d.datname,
  'bytes', pg_database_size(d.oid),
  'holds', (SELECT 'the replication slot ' || slot_name FROM pg_replication_slots AS r WHERE r.database = d.datname
    UNION ALL SELECT 'the prepared transaction ' || gid FROM pg_prepared_xacts AS p WHERE p.database = d.datname
    UNION ALL SELECT 'the subscription ' || subname FROM pg_subscription AS b WHERE b.subdbid = d.oid
    LIMIT 1))
FROM pg_database AS d WHERE datname IN ${literals(names)}`;

;// CONCATENATED MODULE: ./lib/drivers/postgres/count.js





/**
 * Counts every row of the staged databases and compares them with the rows in their archives. `query` runs SQL in a database
 * of this index.
 */
const countCheck = (databases, query) => ({
    script: (0,host_script_script/* lines */.Mn)([(0,host_script_script.sh) `set -e`, ...databases.map((database) => query(database, countQuery(database)))]),
    judge(output, staged) {
        const counted = output.split('\n').flatMap(readCount);
        const problems = databases.flatMap((database) => differences(database.name, counted.filter(({ stage }) => stage === database.stage), staged[database.stage].counts));
        if (problems.length === 0)
            return;
        const more = problems.length > 5 ? `; and ${problems.length - 5} more differences` : '';
        throw new errors/* UserError */.yo(`the staged databases differ from the backup: ${problems.slice(0, 5).join('; ')}${more}`, {
            remedy: 'The databases in service were not touched. Restore again, or another backup; the dumps can be restored by hand as well.'
        });
    }
});
// Names travel as hexadecimal digits: they may hold anything, in the encoding of their database.
const countQuery = ({ stage }) => `
SELECT format('SELECT %L || count(*) FROM ONLY %I.%I', concat_ws(' ', 'table', ${stage},
    encode(convert_to(nspname::text, getdatabaseencoding()), 'hex'),
    encode(convert_to(relname::text, getdatabaseencoding()), 'hex'),
    CASE WHEN EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
      THEN 'extension' ELSE 'own' END) || ' ', nspname, relname)
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
  WHERE relkind = 'r' AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
  ORDER BY nspname, relname \\gexec
SELECT 'objects ${stage} ' || count(*) FROM pg_largeobject_metadata;
`;
function readCount(line) {
    const [kind, stage, ...rest] = line.split(' ');
    if (kind === 'objects') {
        return [{ stage: Number(stage), what: LARGE_OBJECTS, count: Number(rest[0]), ofExtension: false }];
    }
    if (kind !== 'table')
        return [];
    const [namespace = '', relation = '', owner, count] = rest;
    const [schema, table] = [namespace, relation].map((name) => decodeName(Buffer.from(name, 'hex')));
    return [
        {
            stage: Number(stage),
            what: shownTable(schema, table),
            count: Number(count),
            ofExtension: owner === 'extension'
        }
    ];
}
function differences(database, counted, expected) {
    const found = new Set(counted.map(({ what }) => what));
    const lost = Object.keys(expected).filter((what) => !found.has(what));
    const wrong = counted.filter(({ what, count, ofExtension }) => {
        const wanted = expected[what] ?? 0;
        // CREATE EXTENSION fills its tables itself; a dump holds what was added to them.
        return ofExtension ? count < wanted : count !== wanted;
    });
    return [
        ...lost.map((what) => `${database} has no ${what}`),
        ...wrong.map(({ what, count }) => `${database} has ${count} of ${what} and the backup ${expected[what] ?? 0}`)
    ];
}

;// CONCATENATED MODULE: ./lib/drivers/postgres/exchange-state.js


/** Those that came after the backup and go; whoever made them may make them again while the restored ones are in service. */
const cameLater = ({ restored, replaced }) => replaced.filter((name) => !restored.includes(name));
/**
 * One word for where the exchange stands. Its renames are one transaction, so there is nothing between `staged` and `swapped`
 * unless others meddle: then it is `torn` while any old database is there. `discarding` is a discard that was cut short; `gone` says that
 * the old ones are nowhere. `unfit` is what was staged where something replaced is no more, and `off` what was taken back for good.
 */
function stateQuery({ run, restored, replaced }) {
    const count = (names) => `(SELECT count(*) FROM pg_database WHERE datname IN ${literals(names)})`;
    const fresh = count(restored.map((name) => siblingName(name, 'new', run)));
    const old = count(replaced.map((name) => siblingName(name, 'old', run)));
    const off = count(restored.slice(0, 1).map((name) => siblingName(name, 'off', run)));
    return `SELECT CASE
  WHEN ${off} > 0 AND ${old} = 0 THEN 'off'
  WHEN ${fresh} = ${restored.length} AND ${old} = 0 AND ${count(replaced)} = ${replaced.length} THEN 'staged'
  WHEN ${fresh} = ${restored.length} AND ${old} = 0 THEN 'unfit'
  WHEN ${fresh} = 0 AND ${old} = ${replaced.length} AND ${count(restored)} = ${restored.length} THEN 'swapped'
  WHEN ${old} = 0 AND ${count(replaced)} = ${replaced.length} THEN 'neither'
  WHEN ${old} = 0 THEN 'gone'
  WHEN ${fresh} = 0 AND ${count(restored)} = ${restored.length} THEN 'discarding'
  ELSE 'torn' END`;
}

;// CONCATENATED MODULE: ./lib/drivers/postgres/exchange.js








/**
 * Renames all databases in one transaction, and gives the new ones the properties that need their names. A rename needs a
 * database without sessions, so new ones are kept out and the others ended first; it is tried again where one was too quick.
 */
const swapDatabases = (exchange, properties, run) => run((0,host_script_script.sh) `set -e
state=$(${psql('template1')} -c ${stateQuery(exchange)})
case $state in
  swapped) exit 0 ;;
  staged) ;;
  *) echo 'the databases that were staged, or those that they replace, are not there any more' >&2; exit 1 ;;
esac
exchange=$(cat)
${exchangeNames(exchange.replaced)}`, [
    'BEGIN;',
    ...exchange.replaced.map((name) => exchange_rename(name, siblingName(name, 'old', exchange.run))),
    ...exchange.restored.map((name) => exchange_rename(siblingName(name, 'new', exchange.run), name)),
    ...properties,
    'COMMIT;'
].join('\n'));
/**
 * Takes the renames back, if they were done, and lets clients in again. An exchange that was cut off from its client may try again after that, inside the
 * container, so it is made impossible: one of those that were staged gets another name. Fails where old data is left that cannot be put back.
 */
const unswapDatabases = (exchange, run) => run((0,host_script_script.sh) `set -e
exchange=$(cat)
rounds=0
while :; do
  ${endOwnSessions(exchange.run)}
  state=$(${psql('template1')} -c ${stateQuery(exchange)} </dev/null)
  case $state in
    swapped)
      ${exchangeNames([...exchange.restored, ...cameLater(exchange)])} ;;
    staged | unfit)
      ${putOff(exchange)} ;;
    off | neither) break ;;
    gone)
      echo 'the old databases are not there any more, neither under their names nor beside the new ones' >&2
      exit 1 ;;
    *)
      echo 'something renamed or dropped databases meanwhile: the old ones are kept and cannot be put back by themselves' >&2
      exit 1 ;;
  esac
  rounds=$((rounds + 1))
  if [ "$rounds" -ge 10 ]; then
    # The old data is in service.
    if [ "$state" != swapped ]; then break; fi
    echo 'the databases change places again and again' >&2
    exit 1
  fi
done
printf '%s\n' ${allowQuery(exchange.reopened)} | ${psql('template1')}`, [
    'BEGIN;',
    ...exchange.restored.map((name) => exchange_rename(name, siblingName(name, 'new', exchange.run))),
    ...cameLater(exchange).map((name) => renameIfThere(name, siblingName(name, 'new', exchange.run))),
    ...exchange.replaced.map((name) => exchange_rename(siblingName(name, 'old', exchange.run), name)),
    'COMMIT;'
].join('\n'));
/** Proves that the databases which were staged and counted are those in service: nothing else takes their names. */
const verifyDatabases = (exchange, run) => ({
    script: run((0,host_script_script.sh) `exec ${psql('template1')}`, `${stateQuery(exchange)};\n${IN_SERVICE}`),
    judge(output) {
        const [state, ...inService] = output.split('\n').filter((line) => line !== '');
        if (state !== 'swapped') {
            throw new errors/* UserError */.yo('the restored databases are not the ones in service', {
                remedy: 'Something renamed, made or dropped databases meanwhile: see what it is, stop it, and restore again.'
            });
        }
        const names = new Set(inService.map((line) => JSON.parse(line)));
        const closed = exchange.restored.filter((name) => !names.has(name));
        if (closed.length > 0) {
            throw new errors/* UserError */.yo(`the databases ${closed.join(', ')} let no client in`, {
                remedy: 'Something closed them meanwhile (ALLOW_CONNECTIONS false): see what it is, stop it, and restore again.'
            });
        }
        const strange = [...names].filter((name) => !exchange.restored.includes(String(name)));
        if (exchange.exact && strange.length > 0) {
            throw new errors/* UserError */.yo(`the databases ${strange.join(', ')} were made while the restore ran`, {
                remedy: 'Stop whatever makes them, and restore again.'
            });
        }
    }
});
/**
 * Drops what the run staged and did not swap in, and the old databases; where it swapped nothing in, the roles that it made as well.
 * Drops none while what replaces the old is not all there, unless a later restore superseded it, which may have fewer databases, and may use the roles.
 */
const discardDatabases = (exchange, run) => {
    const left = `datname IN ${literals([
        ...[...exchange.restored, ...cameLater(exchange)].map((name) => siblingName(name, 'new', exchange.run)),
        ...exchange.restored.map((name) => siblingName(name, 'off', exchange.run)),
        ...exchange.replaced.map((name) => siblingName(name, 'old', exchange.run))
    ])}`;
    // One whose DROP was cut short takes no ALTER any more.
    return run((0,host_script_script.sh) `set -e
${endOwnSessions(exchange.run)}
state=$(${psql('template1')} -c ${stateQuery(exchange)})
if [ "\${predeploy_superseded-}" = yes ]; then state=superseded; fi
if [ "$state" = torn ]; then
  echo 'nothing was dropped: the old databases may be the only copy, since not all that replace them are there' >&2
  exit 1
fi
case $state in
  swapped | discarding | superseded) ${keepMadeRoles(exchange.run)} ;;
esac
${psql('template1')}
case $state in
  staged | unfit | off | neither | gone) ${exchange.restored.length === 0 ? keepMadeRoles(exchange.run) : dropMadeRoles(exchange.run)} ;;
esac`, `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS false', datname) FROM pg_database WHERE ${left} AND datconnlimit <> -2 \\gexec
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${left};
SELECT format('DROP DATABASE IF EXISTS %I', datname) FROM pg_database WHERE ${left} \\gexec`);
};
const renameIfThere = (from, to) => `SELECT format('ALTER DATABASE %I RENAME TO %I', datname, ${literal(to)}) FROM pg_database WHERE datname = ${literal(from)} \\gexec`;
const exchange_rename = (from, to) => `ALTER DATABASE ${identifier(from)} RENAME TO ${identifier(to)};`;
// Runs the transaction in `$exchange` once nobody is connected to the databases that lose their names.
const exchangeNames = (closed) => (0,host_script_script.sh) `tries=0
until
  printf '%s\n' ${closeQuery(closed)} | ${psql('template1')} >/dev/null
  printf '%s\n' "$exchange" | ${psql('template1')}
do
  tries=$((tries + 1))
  [ "$tries" -lt 5 ] || exit 1
  sleep 1
done`;
// One that has another name is staged no more, whatever is tried. Fails where an exchange was quicker: then there is none of that name.
function putOff({ restored, run }) {
    const [first] = restored;
    if (first === undefined)
        return (0,host_script_script.sh) `break`;
    const name = siblingName(first, 'new', run);
    return (0,host_script_script.sh) `${psql('template1')} -c ${`ALTER DATABASE ${identifier(name)} ALLOW_CONNECTIONS false`} -c ${endSessions([name])} -c ${exchange_rename(name, siblingName(first, 'off', run))} </dev/null >/dev/null || sleep 1`;
}
const IN_SERVICE = `SELECT to_json(datname) FROM pg_database
WHERE datallowconn AND NOT datistemplate AND datname !~ '${SIBLING.source}' ORDER BY datname;`;

;// CONCATENATED MODULE: ./lib/drivers/postgres/outlook.js



/** What a restore will do to the databases of a server. */
function outlook_outlookOf(server, { serverVersion, dumps }, { exchange, demands }) {
    const { restored, replaced } = exchange;
    const open = server.databases.filter(({ name }) => !isSibling(name));
    const others = [...open.map(({ name }) => name), ...server.closed].filter((name) => !isSibling(name));
    const tell = (name) => {
        const bytes = open.find((database) => database.name === name)?.bytes;
        return `database ${name}${bytes === undefined ? '' : ` (${(0,format/* formatBytes */.z3)(bytes)})`}`;
    };
    return {
        versions: { backup: `Postgres ${serverVersion}`, today: `Postgres ${server.version}` },
        replaced: replaced.filter((name) => restored.includes(name)).map(tell),
        returning: restored.filter((name) => !replaced.includes(name)).map(tell),
        gone: [
            ...replaced.filter((name) => !restored.includes(name)).map(tell),
            ...(replaced.some((name) => restored.includes(name))
                ? ['what was written after the backup to databases that are replaced']
                : []),
            ...(replaced.length > 0 ? ['sessions: clients have to connect again'] : [])
        ],
        kept: [...others.filter((name) => !replaced.includes(name)).map(tell), 'roles that exist'],
        demands,
        roomKnown: knowsRoom(server, dumps.map(({ database }) => database))
    };
}

;// CONCATENATED MODULE: ./lib/drivers/postgres/places.js


/** The databases that an exchange brings back or takes away, each as a place of a restore. A container may hold more than one server. */
const places_placesOf = ({ replaced, restored, exact }, server, { port = 5432 }) => [...new Set([...replaced, ...restored, ...(exact ? besideThem(server) : [])])].map((name) => `postgres ${(0,drivers_container/* lastingName */.a6)(server.container)}:${port} ${name}`);
// What an earlier restore had staged, took back, or put aside: a restore of all databases leaves nothing else of them in service, either.
const besideThem = ({ databases, closed }) => [...databases.map(({ name }) => name), ...closed].flatMap((name) => siblingParts(name)?.original ?? []);

;// CONCATENATED MODULE: ./lib/drivers/postgres/stage.js







/** The roles that are missing: created once their statements have all passed. */
const stageRoles = (artifact, { server, run }, inContainer) => ({
    artifact,
    script: (0,host_script_script.sh) `cat >/dev/null`,
    inspector: globalsInspector,
    finish({ restore }) {
        const globals = restore;
        const names = missingRoles(globals, server.roles);
        if (names.length === 0)
            return (0,host_script_script.sh) `:`;
        const statements = statementsOfMissingRoles(globals, server.roles);
        return inContainer((0,host_script_script.sh) `exec ${psql('template1')}`, makeRoles(names, statements, run));
    }
});
/** A database, restored into a new one beside it. */
const stageDatabase = ({ artifact, database }, { server, login, run }) => ({
    artifact,
    script: restoreDatabase(database, siblingName(database.name, 'new', run), { server, login }),
    inspector: dumpInspector,
    remedy: (said) => /violates \S+( \S+)? constraint|could not create unique index/.test(said) ? MISFIT : undefined
});
// One transaction for all would need a lock for every object. What is lost when it fails half way is a database of its own.
const restoreDatabase = (database, name, { server, login }) => asRole(server.container, login, (0,host_script_script.sh) `set -e
${psql('template1')} -c ${`DROP DATABASE IF EXISTS ${identifier(name)}`} -c ${createDatabase(database, name, server)} </dev/null
PGOPTIONS="\${PGOPTIONS-} -c synchronous_commit=off" pg_restore --exit-on-error --no-password -d ${connectionString(name)}
exec ${psql(name)} -c ANALYZE </dev/null`);
function createDatabase(database, name, { major }) {
    const { provider = 'libc', locale, icuRules } = database;
    const options = [
        'TEMPLATE template0',
        `OWNER ${identifier(database.owner)}`,
        `ENCODING ${literal(database.encoding)}`,
        `LC_COLLATE ${literal(database.collate)}`,
        `LC_CTYPE ${literal(database.ctype)}`,
        `TABLESPACE ${identifier(database.tablespace)}`,
        ...(major >= 15 ? [`LOCALE_PROVIDER ${provider}`] : []),
        ...(locale === undefined ? [] : [`${provider === 'icu' ? 'ICU' : 'BUILTIN'}_LOCALE ${literal(locale)}`]),
        ...(icuRules === undefined ? [] : [`ICU_RULES ${literal(icuRules)}`])
    ];
    return `CREATE DATABASE ${identifier(name)} ${options.join(' ')}`;
}
const MISFIT = 'The data does not fit the schema that the backup itself has: a check asks for what has changed since the rows came in (the current time, another table), or is not valid for all of them. Restore another backup; or this one by hand and without --exit-on-error, as the README shows, and mend what it tells.';

;// CONCATENATED MODULE: ./lib/drivers/postgres/restoration.js
















/**
 * How databases come back: each is restored into a new one beside it and counted, then all change names in one transaction.
 * Roles that are missing are created, and dropped again where the restore fails; those that exist stay as they are.
 */
function postgresRestoration(asked) {
    const { server, run } = asked;
    const restore = { ...asked, login: { ...asked.login, application: applicationOf(run) } };
    const cluster = backedUpCluster(restore.backup, restore.chosen);
    const demands = checkRestorable(server, cluster);
    const exchange = exchangeOf(restore, cluster);
    const told = {
        warnings: [...warningsOfGone(cameLater(exchange)), ...warningsOfLog(server.log)],
        outlook: outlook_outlookOf(server, cluster, { exchange, demands }),
        places: places_placesOf(exchange, server, restore.login)
    };
    const restoration = (swapped) => ({ ...told, ...exchanging(restore, cluster, swapped) });
    const demand = onlyDisk(server, demands);
    // What is closed on purpose is in no backup of today.
    const closed = exchange.replaced.some((name) => server.closed.includes(name));
    if (exchange.replaced.length === 0 || closed || demand === undefined)
        return restoration(exchange);
    return {
        ...restoration(exchange),
        withoutOld: {
            ...clearDatabases(exchange, inServerOf(restore)),
            restoration: restoration({ ...exchange, replaced: [], reopened: [] })
        }
    };
}
// Where data, log and tablespaces lie on several, nobody knows how much of a database is where.
function onlyDisk({ room }, demands) {
    const [demand] = demands;
    if (demand === undefined || demands.length > 1)
        return undefined;
    const isHere = (fileSystem) => (0,drivers_room/* identityOf */.cu)(fileSystem) === (0,drivers_room/* identityOf */.cu)(demand.fileSystem);
    return [...room.tablespaces.values()].every(isHere) ? demand : undefined;
}
const warningsOfGone = (names) => names.length === 0
    ? []
    : [
        `databases that came after the backup will be gone: ${names.map((name) => JSON.stringify(name)).join(', ')}`
    ];
const inContainerOf = ({ server, login }) => (script, input) => (0,host_script_script.sh) `printf '%s\n' ${input} | ${asRole(server.container, login, script)}`;
// What is kept may outlive the container: compose makes it anew under the same name.
const inServerOf = ({ server, login }) => (script, input) => (0,host_script_script.sh) `printf '%s\n' ${input} | ${asRole({ id: server.container.name, variables: ['predeploy_superseded'] }, login, script)}`;
function exchanging(restore, cluster, exchange) {
    const { server, run } = restore;
    const inContainer = inContainerOf(restore);
    const inServer = inServerOf(restore);
    const query = (name, sql) => inContainer((0,host_script_script.sh) `exec ${psql(siblingName(name, 'new', run))}`, sql);
    return {
        stops: [],
        server: { id: server.container.id, name: server.container.name },
        stages: [
            ...cluster.globals.map((artifact) => stageRoles(artifact, restore, inContainer)),
            ...cluster.dumps.map((dump) => stageDatabase(dump, restore))
        ],
        count: countCheck(cluster.dumps.map(({ database }, index) => ({
            name: database.name,
            stage: cluster.globals.length + index
        })), ({ name }, sql) => query(name, sql)),
        swap: (staged) => {
            const found = cluster.dumps.map((dump, index) => ({
                name: dump.database.name,
                encoding: dump.database.encoding,
                properties: propertiesFound(staged[cluster.globals.length + index])
            }));
            const isForeign = ({ encoding, properties }) => encoding !== server.encoding && !areAscii(properties);
            const properties = found
                .filter((each) => !isForeign(each))
                .map((each) => propertiesSql(each.properties));
            return (0,host_script_script/* lines */.Mn)([
                (0,host_script_script.sh) `set -e`,
                swapDatabases(exchange, properties, inContainer),
                ...found.filter(isForeign).map((each) => giveFromWithin(each, inContainer))
            ]);
        },
        verify: verifyDatabases(exchange, inContainer),
        undo: unswapDatabases(exchange, inServer),
        discard: discardDatabases(exchange, inServer)
    };
}
function exchangeOf({ server, chosen, run }, cluster) {
    const restored = cluster.dumps.map(({ database }) => database.name);
    const open = server.databases.map(({ name }) => name).filter((name) => !isSibling(name));
    const exact = chosen === undefined && cluster.coversAll;
    // What is closed on purpose is in no backup of all databases, so it is replaced only by what has its name.
    const replaced = [
        ...open.filter((name) => exact || restored.includes(name)),
        ...server.closed.filter((name) => restored.includes(name))
    ];
    const { closed } = leftoversOf(server);
    return {
        run,
        restored,
        exact,
        replaced,
        reopened: replaced.filter((name) => !closed.includes(name))
    };
}
const propertiesFound = ({ restore }) => restore.properties;
// What databases share is stored in the encoding of the one where it was written: only from within it comes back the same.
// Sessions that began before it was there end, and find it when they come back.
const giveFromWithin = ({ name, properties }, inContainer) => inContainer((0,host_script_script.sh) `${psql(name)} >/dev/null`, [
    'BEGIN;',
    propertiesSql(properties),
    'COMMIT;',
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();'
].join('\n'));

;// CONCATENATED MODULE: ./lib/drivers/postgres.js













const postgres_schema = schemas/* object */.Ikc({
    container: drivers_container/* containerSchema */.tj,
    databases: schemas/* array */.YOg(schemas/* string */.YjP().min(1))
        .min(1)
        .exactOptional()
        .describe('The databases; all that are no templates where absent.'),
    user: schemas/* string */.YjP()
        .min(1)
        .exactOptional()
        .describe('A superuser of the server; what the container was started with where absent.'),
    password: schemas/* string */.YjP()
        .min(1)
        .exactOptional()
        .describe('Its password, where the one that the container was started with does not hold: name a variable.'),
    port: schemas/* int */.Whr().min(1).max(65_535).exactOptional().describe('Where the server listens in the container.')
});
/** PostgreSQL in a container: one dump per database, each a snapshot, and one of the roles. */
const postgres = {
    type: 'postgres',
    schema: postgres_schema,
    component: (declared) => postgresComponent(postgres_schema.parse(declared))
};
function postgresComponent(settings) {
    const login = {
        user: settings.user,
        password: settings.password === undefined ? undefined : new secret/* Secret */.z(settings.password),
        port: settings.port
    };
    return {
        probe: probePostgres(settings.container, login),
        found(probed, beside) {
            const server = foundPostgres(probed, settings.container);
            const leftovers = leftoversOf(server, beside?.kept);
            const found = foundComponent({ server, leftovers }, settings, {
                ...login,
                english: server.role.superuser
            });
            return (0,drivers_container/* whereItRuns */.tL)(server.container, beside, found);
        }
    };
}
function foundComponent({ server, leftovers }, settings, login) {
    const databases = server.databases.filter(({ name }) => !isSibling(name) && (settings.databases?.includes(name) ?? true));
    const takesAll = settings.databases === undefined;
    const closed = takesAll ? leftovers.closed : [];
    return {
        facts: {
            ...(0,drivers_container/* containerFacts */.TO)(server.container),
            server: { version: server.version },
            tool: { name: 'pg_dump', version: server.dumpVersion },
            covers: takesAll ? 'all' : 'named',
            closed: [...closed],
            databases: databases.map((database) => ({ ...database }))
        },
        consistency: 'snapshot',
        warnings: [...warningsAbout(server, leftovers), ...warningsBeside({ ...leftovers, closed })],
        // Where a database of those that are named is gone, what is left of them: one that lets nobody in is there.
        present: () => foundComponent({ server, leftovers }, settings.databases === undefined
            ? settings
            : { ...settings, databases: settings.databases.filter((name) => isThere(server, name)) }, login),
        captures() {
            if (settings.databases === undefined)
                refuseUnfinished(leftovers);
            else
                postgres_refuseMissing(server, settings.databases);
            return [captureGlobals(server, login), ...databases.map((each) => captureDatabase(server, login, each))];
        },
        restoration: (backup, run) => postgresRestoration({ server, login, chosen: settings.databases, backup, run })
    };
}
const isThere = ({ databases, closed }, name) => closed.includes(name) || databases.some((database) => database.name === name);
// A restore brings back what is missing, so only who wants to capture it is told.
function postgres_refuseMissing({ databases, closed, container }, named) {
    const shut = named.filter((name) => closed.includes(name));
    if (shut.length > 0) {
        throw new errors/* UserError */.yo(`the database ${shut.join(', ')} lets no client in, and so no pg_dump`, {
            remedy: `Let clients in (ALTER DATABASE ${identifier(shut[0])} ALLOW_CONNECTIONS true), or take it out of \`databases\`.`
        });
    }
    const own = databases.filter(({ name }) => !isSibling(name));
    const unknown = named.filter((name) => !own.some((database) => database.name === name));
    if (unknown.length > 0) {
        const there = own.map(({ name }) => JSON.stringify(name)).join(', ');
        throw new errors/* UserError */.yo(`container ${container.name} has no database ${unknown.map((name) => JSON.stringify(name)).join(', ')}`, { remedy: `Correct \`databases\`. It has ${there}.` });
    }
}
function warningsAbout({ role, standby }, { notes }) {
    return [
        ...(role.superuser
            ? []
            : [
                `${role.name} is no superuser: passwords of roles are not in the backup, and a restore will need a superuser`
            ]),
        ...notes.map((role) => `an earlier restore that did not end left the role ${role}, whose comment names the roles that it made: drop those that nobody needs, and it (DROP ROLE ${role})`),
        ...(standby ? ['the server is a standby: rows of unlogged tables are not in the backup'] : [])
    ];
}
const warningsBeside = ({ siblings, closed }) => [
    ...(siblings.length === 0
        ? []
        : [
            `an earlier restore left the database ${siblings.join(', ')}, which is not backed up and may hold the data from before it: drop it once you are sure that nobody needs it`
        ]),
    ...(closed.length === 0
        ? []
        : [
            `not in the backup, since no client is let in: the database ${closed.join(', ')}; to have it there, let clients in (ALTER DATABASE … ALLOW_CONNECTIONS true), to have no warning, name all others in \`databases\``
        ])
];
const captureGlobals = (server, login) => ({
    part: 'globals',
    extension: 'sql',
    script: guardedAsRole(server.container, login, (0,host_script_script.sh) `env PGCLIENTENCODING=UTF8 pg_dumpall --globals-only --no-password -l template1 ${server.role.superuser ? [] : ['--no-role-passwords']}`),
    expectedBytes: 64 * 1024,
    inspector: globalsInspector
});
const captureDatabase = (server, login, { name, bytes }) => ({
    part: name,
    extension: 'dump',
    script: guardedAsRole(server.container, login, dumpCommand(name)),
    ...(bytes === undefined ? {} : { expectedBytes: bytes }),
    inspector: dumpInspector
});
// Plain, because the transfer compresses, and because rows can be counted as they pass.
const dumpCommand = (database) => (0,host_script_script.sh) `pg_dump --format=custom --compress=0 --no-password --lock-wait-timeout=${LOCK_WAIT} -d ${connectionString(database)}`;
// A migration that holds a table for longer is the deploy itself.
const LOCK_WAIT = '120s';

;// CONCATENATED MODULE: ./lib/drivers/redis/login.js




/**
 * A script inside the container. `ask` is the command line client of its server, logged in: by the password of the
 * configuration, else by what the container's arguments, environment or configuration file tell. `become` replaces the shell by it.
 */
const withClient = (container, login, script) => onHost(container, login, withLogin(login, script));
/** The same for a capture: it dies when its standard input ends. */
const guardedWithClient = (container, login, script) => onHost(container, login, (0,guard/* guarded */.Nj)((0,host_script_script.sh) `sh -c ${withLogin(login, script).text}`));
// What the server was started with is known to Docker only: servers give their process another title.
function onHost(container, { password }, script) {
    const inside = (0,host_script_script/* withSecrets */.a9)(script, password === undefined ? {} : { REDISCLI_AUTH: password });
    return (0,host_script_script.sh) `server_arguments=$(docker inspect --format '{{range .Args}}{{println .}}{{end}}' ${container}) || exit
export server_arguments
${(0,host_script_container/* inContainer */.Bc)({ id: container, variables: ['server_arguments'] }, inside)}`;
}
const withLogin = (login, script) => (0,host_script_script.sh) `client=$(command -v redis-cli || command -v valkey-cli) || {
  echo 'there is neither redis-cli nor valkey-cli in the container' >&2
  exit 127
}
ask() { "$client" ${options(login)} "$@"; }
become() { exec "$client" ${options(login)} "$@"; }
${login.password === undefined ? FIND_PASSWORD : (0,host_script_script.sh) `export REDISCLI_AUTH`}
unset server_arguments
${script}`;
const options = ({ username, port }) => [
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(username === undefined ? [] : ['--user', username])
];
// Whom the server tells that it loads, is busy or takes no writes is logged in: others get NOAUTH.
const FIND_PASSWORD = (0,host_script_script.sh) `${variableFunction}
option() { tr -d '"' | tr -d "'" | sed -n 's/.*--requirepass[ =]*\\([^ ]*\\).*/\\1/p'; }
passwords() {
  printf '%s\n' "$server_arguments" | sed -n '/^--requirepass$/{n;p;}'
  printf '%s\n' "$server_arguments" "\${REDIS_ARGS-}" "\${REDIS_EXTRA_FLAGS-}" "\${VALKEY_ARGS-}" "\${VALKEY_EXTRA_FLAGS-}" | option
  for name in REDIS_PASSWORD VALKEY_PASSWORD REDIS_MASTER_PASSWORD VALKEY_PRIMARY_PASSWORD; do variable "$name"; echo; done
  printf '%s\n' "$server_arguments" | tr ' ' '\n' | grep '[.]conf$' | while IFS= read -r file; do
    [ ! -r "$file" ] || sed -n 's/^ *requirepass  *//p' "$file" | tr -d '"'
  done
}
answers() { case $(ask PING 2>&1) in *PONG* | *LOADING* | *MISCONF* | *BUSY*) ;; *) return 1 ;; esac }
if ! answers; then
  candidates=$(passwords)
  while IFS= read -r REDISCLI_AUTH; do
    [ -z "$REDISCLI_AUTH" ] || { export REDISCLI_AUTH; ! answers; } || break
  done <<CANDIDATES
$candidates
CANDIDATES
  [ -n "$REDISCLI_AUTH" ] || unset REDISCLI_AUTH
fi`;

;// CONCATENATED MODULE: ./lib/drivers/redis/save.js


/**
 * For scripts inside the container: `save` lets the server write its dump, and waits until it has. Its status is 1 where the server
 * could not, and 2 where it did not take the order, which is told then.
 */
const saveFunction = (0,host_script_script.sh) `field() { ask INFO persistence | tr -d '\r' | sed -n "s/^$1://p"; }
nap() { sleep 0.2 2>/dev/null || sleep 1; }
save() {
  while :; do
    said=$(ask BGSAVE 2>&1)
    case $said in
      'Background saving started'*) break ;;
      *'in progress'* | *'child process is active'*) nap ;;
      ERR) return 1 ;;
      *)
        printf 'the server does not save its data when it is told to (BGSAVE): %s\n' "$said" >&2
        case $said in *NOPERM*) echo 'give the user +bgsave' >&2 ;; esac
        return 2 ;;
    esac
  done
  while [ "$(field rdb_bgsave_in_progress)" = 1 ]; do nap; done
  [ "$(field rdb_last_bgsave_status)" = ok ]
}`;
/** Whether a server writes its data from time to time, and nothing else keeps it. */
const savesByItself = ({ files, stopping }) => !files.appendOnly && stopping.savePoints !== '';
/**
 * Proves that a server can write its data before it is stopped, since an undo could not bring back what was in memory only. After a
 * save that failed it would refuse writes, so what is staged, which may have filled the disk, goes, and it saves again.
 */
const proveSave = ({ container }, login, removeStaged) => (0,host_script_script.sh) `status=0
(
${withClient(container.id, login, TRY)}
) || status=$?
[ "$status" = 75 ] || exit "$status"
(
${removeStaged}
) || echo 'what was staged could not be removed' >&2
${withClient(container.id, login, TRY_AGAIN)}`;
// 75 asks for another try.
const TRY = (0,host_script_script.sh) `${saveFunction}
save
case $? in
  0) ;;
  1) exit 75 ;;
  *) exit 1 ;;
esac`;
const TRY_AGAIN = (0,host_script_script.sh) `${saveFunction}
if [ "$(field rdb_last_bgsave_status)" = ok ] || save; then
  echo 'the server could not save its data beside the staged backup, so a restore that fails could not put it back; without the backup it can' >&2
  echo 'make more room on its disk, and restore again' >&2
  exit 1
fi
case $(ask PING 2>&1) in
  *MISCONF*) echo 'the server could not save its data, and refuses writes now; its log tells why' >&2 ;;
  *) echo 'the server could not save its data, so a restore that fails could not put it back; its log tells why' >&2 ;;
esac
echo 'make room on its disk, or mend its rights there; then let it save (BGSAVE), and restore again' >&2
exit 1`;

;// CONCATENATED MODULE: ./lib/drivers/redis/capture.js


/**
 * Whether a server must save its data before it can be read: Valkey 9 takes a client that streams for a replica of an older version,
 * and fails at values that those do not know.
 */
const mustSave = ({ product, major }) => product === 'valkey' && major >= 9;
/**
 * Prints the data as a replica would get it, without touching the disk. A server waits for other replicas to join in, by default
 * for five seconds; that wait is taken away meanwhile where the user may.
 */
const streamData = (0,host_script_script.sh) `delay=$(ask CONFIG GET repl-diskless-sync-delay 2>/dev/null | tail -n 1)
case $delay in
  '' | 0 | *[!0-9]*) become --rdb - ;;
esac
put_back() { ask CONFIG SET repl-diskless-sync-delay "$delay" >/dev/null; }
ask CONFIG SET repl-diskless-sync-delay 0 >/dev/null
become --rdb - &
stream=$!
trap 'kill "$stream"; wait "$stream"; put_back; exit 143' TERM
wait "$stream"
status=$?
put_back
exit "$status"`;
/** Lets the server save its data as it does by itself from time to time, and prints that file. */
const saveData = ({ directory, files }) => (0,host_script_script.sh) `${saveFunction}
save
case $? in
  0) exec cat ${`${directory}/${files.dump}`} ;;
  1) echo 'the server could not save its data; its log tells why' >&2 ;;
esac
exit 1`;
/**
 * A stage on the host behind a stream: newer clients print the mark by which the server told them the end, 40 hexadecimal digits
 * behind the data. Whether they did is told by the last bytes, and a wrong guess by the checksum.
 */
const cutEndMark = (0,host_script_script.sh) `exec 5>&1
ending=$( { { tee /dev/fd/6 | tail -c 49 | od -An -v -t o1 >&7; } 6>&1 | head -c -49 >&5; } 7>&1 ) || exit
set -- $ending
data= mark= marked=$#
for byte; do
  if [ $# -gt 40 ]; then
    data="$data\\\\$byte"
  else
    mark="$mark\\\\$byte"
    case $byte in 06[0-7] | 07[01] | 14[1-6]) ;; *) marked=no ;; esac
  fi
  shift
done
printf "$data" >&5
[ "$marked" = 49 ] || printf "$mark" >&5`;

;// CONCATENATED MODULE: ./lib/drivers/redis/checksum.js
/** Starts a checksum. It takes eight bytes at a time, and is kept in two halves of 32 bits since BigInt is slow. */
function startChecksum() {
    let low = 0;
    let high = 0;
    return {
        update(bytes) {
            const { length } = bytes;
            let at = 0;
            for (; at + 8 <= length; at += 8) {
                const first = low ^ bytes.readInt32LE(at);
                const second = high ^ bytes.readInt32LE(at + 4);
                const a = 7 * 256 + (first & 255);
                const b = 6 * 256 + ((first >>> 8) & 255);
                const c = 5 * 256 + ((first >>> 16) & 255);
                const d = 4 * 256 + (first >>> 24);
                const e = 3 * 256 + (second & 255);
                const f = 2 * 256 + ((second >>> 8) & 255);
                const g = 256 + ((second >>> 16) & 255);
                const h = second >>> 24;
                low =
                    of(LOW, a) ^
                        of(LOW, b) ^
                        of(LOW, c) ^
                        of(LOW, d) ^
                        of(LOW, e) ^
                        of(LOW, f) ^
                        of(LOW, g) ^
                        of(LOW, h);
                high =
                    of(HIGH, a) ^
                        of(HIGH, b) ^
                        of(HIGH, c) ^
                        of(HIGH, d) ^
                        of(HIGH, e) ^
                        of(HIGH, f) ^
                        of(HIGH, g) ^
                        of(HIGH, h);
            }
            for (; at < length; at += 1) {
                const index = (low ^ of(bytes, at)) & 255;
                low = ((low >>> 8) | (high << 24)) ^ of(LOW, index);
                high = (high >>> 8) ^ of(HIGH, index);
            }
        },
        value: () => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
    };
}
const POLYNOMIAL = 0x95ac9329ac4bc9b5n;
// Table n tells what a byte does to the checksum n bytes later: eight tables of 256 halves each.
const LOW = new Int32Array(8 * 256);
const HIGH = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte += 1) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1)
        value = (value & 1n) === 1n ? (value >> 1n) ^ POLYNOMIAL : value >> 1n;
    LOW[byte] = Number(BigInt.asIntN(32, value));
    HIGH[byte] = Number(BigInt.asIntN(32, value >> 32n));
}
for (let index = 256; index < LOW.length; index += 1) {
    const [low, high] = [of(LOW, index - 256), of(HIGH, index - 256)];
    LOW[index] = ((low >>> 8) | (high << 24)) ^ of(LOW, low & 255);
    HIGH[index] = (high >>> 8) ^ of(HIGH, low & 255);
}
function of(table, index) {
    return table[index];
}

;// CONCATENATED MODULE: ./lib/drivers/redis/string.js

/** A length as RDB files write it: in 6, 14, 32 or 64 bits. */
function* readLength(incoming) {
    const size = sizeNow(incoming) ?? (yield* readSize(incoming));
    if (size < 0)
        throw damaged(incoming);
    return size;
}
/** Passes over a string that lies whole in the chunk; else moves nothing and says so. */
function skipStringNow(incoming) {
    const { at } = incoming;
    const size = stringSizeNow(incoming);
    if (size === undefined || incoming.at + size > incoming.chunk.length) {
        incoming.at = at;
        return false;
    }
    incoming.at += size;
    return true;
}
/** Passes over a string, whatever its encoding. */
function* skipString(incoming) {
    if (skipStringNow(incoming))
        return;
    const size = yield* readSize(incoming);
    yield* skip(incoming, size < 0 ? yield* encodedSize(incoming, size) : size);
}
/** A short text; a number is given in its digits, and a compressed text, which needs no reading here, as nothing. */
function* readString(incoming) {
    const size = yield* readSize(incoming);
    if (size >= 0)
        return (yield* incoming_take(incoming, size)).toString();
    const bytes = yield* incoming_take(incoming, yield* encodedSize(incoming, size));
    return size === COMPRESSED ? '' : String(bytes.readIntLE(0, bytes.length));
}
// The two highest bits of the first byte tell how the length goes on, or that no length but an encoding stands there.
const MOST_SIZE_BYTES = 9;
const SIZE_32 = 0x80;
const SIZE_64 = 0x81;
const FIRST_ENCODED = 0xc0;
// Encodings are given as -1, -2 …
const COMPRESSED = -4;
const INTEGER_BYTES = [1, 2, 4];
// Most lengths lie whole in the chunk, and a coroutine for each would cost more than all the rest.
function sizeNow(incoming) {
    const { chunk, at } = incoming;
    if (chunk.length - at < MOST_SIZE_BYTES)
        return undefined;
    const first = chunk[at];
    if (first >= SIZE_32)
        return undefined;
    incoming.at = first < 0x40 ? at + 1 : at + 2;
    return first < 0x40 ? first : ((first & 0x3f) << 8) | chunk[at + 1];
}
function stringSizeNow(incoming) {
    const first = incoming.chunk[incoming.at];
    if (first === undefined || first < FIRST_ENCODED)
        return sizeNow(incoming);
    incoming.at += 1;
    if (first !== FIRST_ENCODED - 1 - COMPRESSED)
        return INTEGER_BYTES[first - FIRST_ENCODED];
    const size = sizeNow(incoming);
    return sizeNow(incoming) === undefined ? undefined : size;
}
function* readSize(incoming) {
    const first = (yield* incoming_take(incoming, 1))[0];
    if (first < 0x40)
        return first;
    if (first < SIZE_32)
        return ((first & 0x3f) << 8) | (yield* incoming_take(incoming, 1))[0];
    if (first === SIZE_32)
        return (yield* incoming_take(incoming, 4)).readUInt32BE();
    if (first === SIZE_64)
        return Number((yield* incoming_take(incoming, 8)).readBigUInt64BE());
    if (first >= FIRST_ENCODED)
        return FIRST_ENCODED - 1 - first;
    throw damaged(incoming);
}
function* encodedSize(incoming, encoding) {
    const size = INTEGER_BYTES[-1 - encoding];
    if (size !== undefined)
        return size;
    if (encoding !== COMPRESSED)
        throw damaged(incoming);
    const compressedBytes = yield* readLength(incoming);
    yield* readLength(incoming); // bytes when it is unpacked
    return compressedBytes;
}

;// CONCATENATED MODULE: ./lib/drivers/redis/value.js



/** Passes over a key's value. `magic` tells the types of Redis from those of Valkey, which share a number. */
function* skipValue(incoming, type, magic) {
    if (isString(type))
        return yield* skipString(incoming);
    switch (type) {
        case 1: // list
        case 2: // set
        case 14: // list of ziplists
            return yield* skipEach(incoming, skipString);
        case 3: // sorted set with scores in digits
            return yield* skipEach(incoming, skipMemberWithDigits);
        case 4: // hash
            return yield* skipEach(incoming, skipPair);
        case 5: // sorted set
            return yield* skipEach(incoming, skipStringAndTime);
        case 7: // value of a module
            yield* readLength(incoming);
            return yield* skipModuleValue(incoming);
        case 15: // stream
        case 19:
        case 21:
            return yield* skipStream(incoming, STREAM_VERSIONS.indexOf(type));
        case 18: // list of listpacks
            return yield* skipEach(incoming, skipNode);
        case 22: // hash whose fields expire
            return yield* skipEach(incoming, magic.startsWith('VALKEY') ? skipPairAndTime : skipTimeAndPair);
        case 23:
            return yield* skipString(incoming);
        case 24:
            yield* skip(incoming, TIME_BYTES);
            return yield* skipEach(incoming, skipTimeAndPair);
        case 25:
            yield* skip(incoming, TIME_BYTES);
            return yield* skipString(incoming);
        default:
            throw new errors/* UserError */.yo(`${incoming.name} (${magic}) holds a value of an unknown type (${type}) near byte ${offset(incoming)}`, { remedy: 'Use a version of this action that knows this version of the server.' });
    }
}
/** Whether a type's values are written as one string: strings themselves, and what is packed. */
const isString = (type) => STRINGS.includes(type);
/** Passes over what a module wrote: pieces that each tell their kind. */
function* skipModuleValue(incoming) {
    for (;;) {
        const kind = yield* readLength(incoming);
        if (kind === MODULE_END)
            return;
        if (kind === MODULE_SIGNED || kind === MODULE_UNSIGNED)
            yield* readLength(incoming);
        else if (kind === MODULE_FLOAT)
            yield* skip(incoming, 4);
        else if (kind === MODULE_DOUBLE)
            yield* skip(incoming, 8);
        else if (kind === MODULE_STRING)
            yield* skipString(incoming);
        else
            throw damaged(incoming);
    }
}
// string · hash (zipmap) · list (ziplist) · set (intset) · sorted set, hash (ziplist) · hash, sorted set, set (listpack)
const STRINGS = [0, 9, 10, 11, 12, 13, 16, 17, 20];
const MODULE_END = 0;
const MODULE_SIGNED = 1;
const MODULE_UNSIGNED = 2;
const MODULE_FLOAT = 3;
const MODULE_DOUBLE = 4;
const MODULE_STRING = 5;
// The number of a version is where it stands here.
const STREAM_VERSIONS = [15, 19, 21];
const TIME_BYTES = 8;
const STREAM_ID_BYTES = 16;
function* skipEach(incoming, skipOne) {
    for (let left = yield* readLength(incoming); left > 0; left -= 1)
        yield* skipOne(incoming);
}
function* skipPair(incoming) {
    if (!skipStringNow(incoming))
        yield* skipString(incoming);
    if (!skipStringNow(incoming))
        yield* skipString(incoming);
}
function* skipStringAndTime(incoming) {
    yield* skipString(incoming);
    yield* skip(incoming, TIME_BYTES);
}
function* skipPairAndTime(incoming) {
    yield* skipPair(incoming);
    yield* skip(incoming, TIME_BYTES);
}
function* skipTimeAndPair(incoming) {
    yield* readLength(incoming);
    yield* skipPair(incoming);
}
function* skipNode(incoming) {
    yield* readLength(incoming);
    yield* skipString(incoming);
}
// Three lengths have a meaning of their own: not a number and the two infinities.
function* skipMemberWithDigits(incoming) {
    yield* skipString(incoming);
    const size = yield* takeByte(incoming);
    if (size < 253)
        yield* skip(incoming, size);
}
function* skipStream(incoming, version) {
    yield* skipEach(incoming, skipPair);
    yield* skipLengths(incoming, version === 0 ? 3 : 8); // entries, last id; first id, highest deleted id, entries ever added
    for (let groups = yield* readLength(incoming); groups > 0; groups -= 1) {
        yield* skipString(incoming);
        yield* skipLengths(incoming, version === 0 ? 2 : 3); // last id; entries read
        for (let pending = yield* readLength(incoming); pending > 0; pending -= 1) {
            yield* skip(incoming, STREAM_ID_BYTES + TIME_BYTES);
            yield* readLength(incoming); // deliveries
        }
        for (let consumers = yield* readLength(incoming); consumers > 0; consumers -= 1) {
            yield* skipString(incoming);
            yield* skip(incoming, version === 2 ? 2 * TIME_BYTES : TIME_BYTES);
            for (let pending = yield* readLength(incoming); pending > 0; pending -= 1) {
                yield* skip(incoming, STREAM_ID_BYTES);
            }
        }
    }
}
function* skipLengths(incoming, count) {
    for (let left = count; left > 0; left -= 1)
        yield* readLength(incoming);
}

;// CONCATENATED MODULE: ./lib/drivers/redis/rdb.js




/** Reads an RDB file as it passes, and counts its keys by walking over them. Throws a UserError where it does not know its way. */
function* readRdb(incoming) {
    const magic = yield* rdb_readMagic(incoming);
    const about = {};
    const databases = new Map();
    let database = countOf(databases, 0);
    let functions = 0;
    let expires = false;
    for (;;) {
        const code = byteNow(incoming) ?? (yield* takeByte(incoming));
        if (code < FIRST_OPCODE) {
            if (!skipStringNow(incoming))
                yield* skipString(incoming);
            if (!isString(code) || !skipStringNow(incoming))
                yield* skipValue(incoming, code, magic);
            database.keys += 1;
            if (expires)
                database.expires += 1;
            expires = false;
            continue;
        }
        switch (code) {
            case END:
                return {
                    magic,
                    about,
                    databases,
                    functions,
                    checksum: (yield* incoming_take(incoming, 8)).readBigUInt64LE()
                };
            case SELECT_DATABASE:
                database = countOf(databases, yield* readLength(incoming));
                break;
            case EXPIRES_SECONDS:
                yield* skip(incoming, 4);
                expires = true;
                break;
            case EXPIRES_MILLISECONDS:
                yield* skip(incoming, 8);
                expires = true;
                break;
            case SIZES:
                yield* readLength(incoming);
                yield* readLength(incoming);
                break;
            case ABOUT: {
                const name = yield* readString(incoming);
                about[name] = yield* readString(incoming);
                break;
            }
            case FREQUENCY:
                yield* skip(incoming, 1);
                break;
            case IDLE:
                yield* readLength(incoming);
                break;
            case MODULE:
                yield* readLength(incoming);
                yield* readLength(incoming);
                yield* readLength(incoming);
                yield* skipModuleValue(incoming);
                break;
            case FUNCTION:
                yield* skipString(incoming);
                functions += 1;
                break;
            case SLOT:
                for (let field = 0; field < 3; field += 1)
                    yield* readLength(incoming);
                break;
            default:
                throw new errors/* UserError */.yo(`the RDB file (${magic}) holds something unknown (${code}) near byte ${offset(incoming)}`, {
                    remedy: 'Use a version of this action that knows this version of the server.'
                });
        }
    }
}
const END = 255;
const SELECT_DATABASE = 254;
const EXPIRES_SECONDS = 253;
const EXPIRES_MILLISECONDS = 252;
const SIZES = 251;
const ABOUT = 250;
const FREQUENCY = 249;
const IDLE = 248;
const MODULE = 247;
const FUNCTION = 245;
const SLOT = 244;
const FIRST_OPCODE = 240;
function* rdb_readMagic(incoming) {
    const magic = (yield* incoming_take(incoming, 9)).toString('latin1');
    const [, version] = /^(?:REDIS(\d{4})|VALKEY\d{3})$/.exec(magic) ?? [];
    if (version === undefined && !magic.startsWith('VALKEY')) {
        throw new errors/* UserError */.yo(`the RDB file does not begin as one: ${JSON.stringify(magic)}`);
    }
    // Files before version 5 have no checksum, and no supported server writes them.
    if (version !== undefined && Number(version) < 5)
        throw new errors/* UserError */.yo(`the RDB file ${magic} is too old`);
    return magic;
}
function countOf(databases, number) {
    const count = databases.get(number) ?? { keys: 0, expires: 0 };
    databases.set(number, count);
    return count;
}

;// CONCATENATED MODULE: ./lib/drivers/redis/inspector.js




/** Inspects an RDB file: keys per database, how many of them expire, and its checksum. */
function rdbInspector() {
    const reader = startReading('the RDB file', readRdb);
    const checksum = startChecksum();
    // The last eight bytes are the checksum itself, and only the end tells which are the last.
    let held = Buffer.alloc(0);
    return {
        write(chunk) {
            reader.write(chunk);
            if (chunk.length < CHECKSUM_BYTES) {
                const seen = Buffer.concat([held, chunk]);
                const checked = Math.max(0, seen.length - CHECKSUM_BYTES);
                checksum.update(seen.subarray(0, checked));
                held = seen.subarray(checked);
            }
            else {
                checksum.update(held);
                checksum.update(chunk.subarray(0, chunk.length - CHECKSUM_BYTES));
                held = Buffer.from(chunk.subarray(chunk.length - CHECKSUM_BYTES));
            }
        },
        end() {
            const rdb = reader.end();
            // Servers that are told to write no checksum write 0.
            if (rdb.checksum !== 0n && rdb.checksum !== checksum.value()) {
                throw new errors/* UserError */.yo('the RDB file is damaged: its checksum does not fit');
            }
            return inspection(rdb);
        }
    };
}
const CHECKSUM_BYTES = 8;
function inspection({ magic, about, databases, functions }) {
    const counts = {};
    for (const [number, { keys, expires }] of databases) {
        counts[`db${number}`] = keys;
        if (expires > 0)
            counts[`db${number} expires`] = expires;
    }
    if (functions > 0)
        counts['function libraries'] = functions;
    const version = about['valkey-ver'] ?? about['redis-ver'];
    return { counts, details: { format: magic, ...(version === undefined ? {} : { serverVersion: version }) } };
}

;// CONCATENATED MODULE: ./lib/drivers/helper-container.js

/** Where a helper container sees a volume that it mounts itself. */
const MOUNT_POINT = '/predeploy-volume';
/**
 * Runs a script in a helper container, which has no network, is removed when it ends, and pulls nothing. Its output is kept out of
 * Docker's logs: an archive would fill the host's disk there.
 */
const inHelper = ({ image, sees, restore }, command) => ({
    ...command,
    text: (0,host_script_script.sh) `docker run --rm -i --pull never --network none --log-driver none --no-healthcheck --security-opt label=disable \
--user 0 --workdir / -e LC_ALL=C --label "predeploy.run=\${predeploy_mark-}" ${[...label(restore), ...mounts(sees)]} --entrypoint sh ${image} -c ${command.text}`
        .text
});
/**
 * Ends the helper containers of a restore that see a volume, or the volumes of a container, and waits until they are gone. A client that is cut off leaves its
 * container running: the `sh` in it is process 1, which hears no signal to end. Exits where one stays, with what Docker says.
 */
const endHelpers = ({ restore, of }) => (0,host_script_script.sh) `for try in 1 2 3 4 5 6 7 8 9 10; do
  helpers=$(docker ps --all --quiet --no-trunc --filter ${`label=${RESTORE}=${restore}`} ${'volume' in of ? ['--filter', `volume=${of.volume}`] : ['--filter', `label=${SERVER}=${of.server}`]}) || exit
  [ -n "$helpers" ] || break
  # One that ends by itself at the same moment is being removed already.
  said=$(docker rm --force $helpers 2>&1) || sleep 1
done
[ -z "$helpers" ] || { printf '%s\n' "$said" >&2; exit 1; }`;
const SERVER = 'predeploy.server';
const RESTORE = 'predeploy.restore';
const label = (restore) => restore === undefined ? [] : ['--label', `${RESTORE}=${restore}`];
const mounts = (sees) => 'volume' in sees
    ? ['-v', `${sees.volume}:${MOUNT_POINT}:${sees.access}`]
    : ['--volumes-from', sees.volumesFrom, '--label', `${SERVER}=${sees.volumesFrom}`];

;// CONCATENATED MODULE: ./lib/drivers/redis/files.js


/** Writes an RDB file from standard input beside the server's own files, as what the server will load. */
const stageFiles = (data, run, coming) => (0,host_script_script.sh) `set -e
cd ${data.directory}
${(0,drivers_room/* requireRoom */.hr)(coming, ['.'])}
rm -rf ${folder('new', run)}
mkdir -m 700 ${folder('new', run)}
cd ${folder('new', run)}
${loadsFromFolder(data) ? makeAppendFolder(data) : undefined}
cat >${stagedFile(data)}
chown -R "$(stat -c %u:%g ..)" .`;
/** Lets the server's own tool read the staged file; prints what it says. */
const checkStagedFile = (data, run) => (0,host_script_script.sh) `cd ${data.directory} || exit
check=$(command -v redis-check-rdb || command -v valkey-check-rdb) || { echo 'there is no redis-check-rdb' >&2; exit 127; }
exec "$check" ${`${folder('new', run)}/${stagedFile(data)}`}`;
/** Puts the old files aside and the staged ones in their place. Where it was cut short, it goes on from there. */
const swapFiles = (data, run) => (0,host_script_script.sh) `set -e
cd ${data.directory}
new=${folder('new', run)} old=${folder('old', run)}
if [ ! -e "$old/${ASIDE}" ]; then
  mkdir -p "$old"
  for file in ${names(data)}; do
    [ ! -e "$file" ] || mv "$file" "$old/"
  done
  touch "$old/${ASIDE}"
fi
for file in ${names(data)}; do
  [ ! -e "$new/$file" ] || mv "$new/$file" .
done`;
/** Notes that the server was ended before it had written its data, so that an undo says what it cannot put back. */
const noteEndedByForce = (data, run) => (0,host_script_script.sh) `set -e
cd ${data.directory}
mkdir -p ${folder('old', run)}
touch ${`${folder('old', run)}/${BY_FORCE.text}`}`;
/**
 * Puts the old files back, however far the swap came; prints as `incomplete` what they lack of what the server had. Fails where they
 * are gone.
 */
const undoFiles = (data, run) => (0,host_script_script.sh) `set -e
cd ${data.directory}
new=${folder('new', run)} old=${folder('old', run)}
if [ -d "$old" ]; then
  if [ -e "$old/${ASIDE}" ]; then
    rm -rf ${names(data)}
    rm "$old/${ASIDE}"
  fi
  for file in ${names(data)}; do
    [ ! -e "$old/$file" ] || mv "$old/$file" .
  done
  mkdir -p "$new"
  touch "$new/${UNDONE}"
  [ ! -e "$old/${BY_FORCE}" ] || mv "$old/${BY_FORCE}" "$new/"
  rmdir "$old"
elif [ ! -e "$new/${UNDONE}" ] && [ ! -e "$new"/${stagedFile(data)} ]; then
  printf 'the folder with the old data is gone: %s\n' ${`${data.directory}/${folder('old', run)}`} >&2
  exit 1
fi
[ ! -e "$new/${BY_FORCE}" ] || echo ${`incomplete=${INCOMPLETE}`}`;
/** Removes what was staged, and the old files. */
const discardFiles = (data, run) => (0,host_script_script.sh) `cd ${data.directory} && rm -rf ${folder('new', run)} ${folder('old', run)}`;
// Tells that all old files are aside: what has their names then is new.
const ASIDE = { text: 'all-files-are-aside' };
const BY_FORCE = { text: 'the-server-was-ended-by-force' };
// Tells an undo that it was done, so that it misses nothing.
const UNDONE = { text: 'the-old-files-are-back' };
const INCOMPLETE = 'the server was ended by force before it had written its data, so only what it had saved last was put back';
const folder = (role, run) => `.predeploy-${role}-${run}`;
// What a server loads at its start, or would take for its own. `./` keeps a name from looking like an option.
const names = ({ files }) => [files.dump, files.append, ...(files.appendFolder === undefined ? [] : [files.appendFolder])].map((name) => `./${name}`);
const loadsFromFolder = ({ files }) => files.appendOnly && files.appendFolder !== undefined;
function stagedFile(data) {
    const { dump, append, appendFolder, appendOnly } = data.files;
    if (!appendOnly)
        return `./${dump}`;
    return appendFolder === undefined ? `./${append}` : `./${appendFolder}/${append}.1.base.rdb`;
}
const makeAppendFolder = ({ files }) => {
    const { append, appendFolder = '' } = files;
    return (0,host_script_script.sh) `mkdir -m 755 ${`./${appendFolder}`}
printf '%s\n' ${`file ${inManifest(`${append}.1.base.rdb`)} seq 1 type b`} >${`./${appendFolder}/${append}.manifest`}`;
};
// The manifest's words end at a blank unless they are quoted.
const inManifest = (name) => (/[\s"'\\]/.test(name) ? JSON.stringify(name) : name);

;// CONCATENATED MODULE: ./lib/drivers/redis/last-save.js



/**
 * What a server must be told so that it writes its data when it stops, since an undo could not bring back what was in memory only;
 * `undefined` where it writes anyway. Throws a UserError where the server says that it cannot write.
 */
function lastSaveOf({ files, stopping }) {
    const { savePoints, onSigterm, lastSaveFailed } = stopping;
    if (files.appendOnly)
        return undefined;
    if (lastSaveFailed) {
        throw new errors/* UserError */.yo('the server could not save its data the last time, and has some in memory only: a restore that fails could not put it back', { remedy: 'Make room on its disk, let it save (BGSAVE), and restore again.' });
    }
    const words = onSigterm?.split(' ') ?? [];
    const saves = words.includes('save') || (savePoints !== '' && !words.includes('nosave'));
    // By force it ends though it could not save.
    if (saves && !words.includes('force'))
        return undefined;
    if (onSigterm === undefined)
        return { option: 'save', value: ONCE_A_YEAR, before: savePoints };
    const kept = words.filter((word) => word === 'now');
    return { option: 'shutdown-on-sigterm', value: ['save', ...kept].join(' '), before: onSigterm };
}
// Before version 7 a server writes its data at its end if it has any save point. This one lets it not write before.
const ONCE_A_YEAR = '31536000 1';
/** Lets the server write its data when it stops. Harmless where it was done. */
const arrangeLastSave = ({ container }, login, { option, value }) => withClient(container.id, login, (0,host_script_script.sh) `said=$(ask CONFIG SET ${option} ${value} 2>&1)
[ "$said" = OK ] || {
  printf 'the server has its data in memory only, and may not be told to write it when it stops: %s\n' "$said" >&2
  echo 'give the user +config|set, or let the server save (CONFIG SET save)' >&2
  exit 1
}`);
/** Takes that back where the server was not started anew since. */
const takeBackLastSave = ({ container }, login, { option, value, before }) => (0,host_script_script.sh) `if [ "$(docker inspect --type container --format '{{.State.Running}}' ${container.id})" = true ]; then
  ${withClient(container.id, login, (0,host_script_script.sh) `said=$(ask CONFIG GET ${option} 2>&1)
[ "$said" != ${`${option}\n${value}`} ] || said=$(ask CONFIG SET ${option} ${before} 2>&1)
case $said in
  OK | ${option}*) ;;
  *) printf '%s\n' "$said" >&2; exit 1 ;;
esac`)}
fi`;

;// CONCATENATED MODULE: ./lib/drivers/redis/loaded.js



/** Proves that the server which was started has loaded the backup, as far as it tells. */
const loadedCheck = ({ container }, login) => ({
    script: (0,host_script_script.sh) `tries=0
while :; do
  answer=$(${withClient(container.id, login, ANSWER)})
  status=$?
  tries=$((tries + 1))
  if [ "$status" -ne 75 ] || [ "$tries" -ge ${LOADING_SECONDS} ]; then break; fi
  sleep 1
done
printf '%s\n' "$answer"
exit "$status"`,
    judge(output, staged) {
        const problem = differenceFrom(output, staged[0].counts);
        if (problem === undefined)
            return;
        throw new errors/* UserError */.yo(problem, {
            remedy: `See what the server said when it started (docker logs ${container.name}), and what else writes to it, and restore again.`
        });
    }
});
/** All keys that were counted in a backup. */
const sumOfKeys = (counts) => Object.entries(counts).reduce((sum, [name, count]) => (/^db\d+$/.test(name) ? sum + count : sum), 0);
// 75 asks for another try. One INFO is one moment.
const ANSWER = (0,host_script_script.sh) `said=$(ask PING 2>&1)
case $said in
  *PONG*) ask INFO ;;
  *LOADING* | *[Cc]onnect*) exit 75 ;;
  *) printf '%s\n' "$said" >&2; exit 1 ;;
esac`;
const LOADING_SECONDS = 3600;
function differenceFrom(info, counts) {
    const told = (name) => {
        const [, value] = new RegExp(`^${name}:(\\d+)`, 'm').exec(info) ?? [];
        return value === undefined ? undefined : Number(value);
    };
    const loaded = told('rdb_last_load_keys_loaded');
    const expired = told('rdb_last_load_keys_expired');
    // Before version 7 only what is there now is told.
    if (loaded === undefined || expired === undefined)
        return differenceOfPresent(info, told, counts);
    return loaded + expired === sumOfKeys(counts)
        ? undefined
        : `the server loaded ${loaded} keys and passed over ${expired} that had expired, and the backup has ${sumOfKeys(counts)}`;
}
// Keys that expire may be gone. Everything else may differ by what clients have changed since the start, and that is told as well.
function differenceOfPresent(info, told, counts) {
    const present = new Map([...info.matchAll(/^(db\d+):keys=(\d+),expires=(\d+)/gm)].map(([, name = '', keys, expires]) => [
        name,
        { keys: Number(keys), expires: Number(expires) }
    ]));
    const changed = changesSinceStart(info, told);
    const databases = Object.keys(counts).filter((name) => /^db\d+$/.test(name));
    for (const name of new Set([...databases, ...present.keys()])) {
        const then = { keys: counts[name] ?? 0, expires: counts[`${name} expires`] ?? 0 };
        const now = present.get(name) ?? { keys: 0, expires: 0 };
        if (couldBecome(then, now, changed))
            continue;
        return (`the server has ${now.keys} keys in ${name}, of which ${now.expires} expire, and the backup ${then.keys} and ${then.expires}` +
            (changed === undefined ? '' : `; clients have changed ${changed} since it was started`));
    }
    return undefined;
}
function couldBecome(then, now, changed) {
    const stays = then.keys - then.expires;
    if (changed === undefined)
        return now.keys >= stays;
    return (Math.abs(now.keys - now.expires - stays) <= changed && Math.max(0, now.expires - then.expires) <= changed);
}
// The server counts changes since it saved last, so since its start as long as it has not saved.
function changesSinceStart(info, told) {
    const changes = told('rdb_changes_since_last_save');
    if (changes === undefined || !/^rdb_last_bgsave_time_sec:-1\b/m.test(info))
        return undefined;
    return changes + (told('evicted_keys') ?? 0);
}

;// CONCATENATED MODULE: ./lib/drivers/redis/outlook.js

/** What a restore will do to the data of a server. */
const redis_outlook_outlookOf = (server, then, demand) => ({
    versions: { backup: tell(then), today: tell(server) },
    replaced: [
        `all keys of ${server.container.name}${server.usedBytes === undefined ? '' : ` (${(0,format/* formatBytes */.z3)(server.usedBytes)} in memory)`}`
    ],
    returning: [],
    gone: ['what was written after the backup'],
    kept: [],
    demands: demand === undefined ? [] : [demand],
    roomKnown: demand !== undefined
});
const tell = ({ product, version }) => `${product === 'redis' ? 'Redis' : 'Valkey'} ${version}`;

;// CONCATENATED MODULE: ./lib/drivers/redis/restoration.js












/**
 * How data comes back: its file is put beside the old ones by a helper container on the same volume, since no server takes data
 * while it runs; with the server stopped, the files change places.
 */
function redisRestoration({ server, login, backup, run }) {
    const artifact = onlyArtifact(backup);
    const then = restoration_checkRestorable(server, backup);
    (0,drivers_container/* refuseAutoRemoved */.OT)([server.container]);
    // The image of the server has all that is needed, and its volumes stand where the server has them.
    // By its name: what is kept may outlive the container, which compose makes anew.
    const helper = {
        image: server.container.image,
        sees: { volumesFrom: server.container.name },
        restore: run
    };
    const onFiles = (script) => inHelper(helper, script);
    const lastSave = lastSaveOf(server);
    const { files, usedBytes = artifact.bytes, room } = server;
    // Without AOF the server writes its old data again, before it lets the last dump go.
    const beside = files.appendOnly ? 0 : usedBytes;
    const coming = { bytes: artifact.bytes, beside, writer: server.container.id, ofServer: room };
    const demand = room === undefined
        ? undefined
        : { coming, fileSystem: room, place: `${server.directory} of ${server.container.name} lies` };
    const discard = onFiles(discardFiles(server, run));
    const beforeStop = [
        ...(lastSave === undefined ? [] : [arrangeLastSave(server, login, lastSave)]),
        ...(savesByItself(server) ? [proveSave(server, login, discard)] : [])
    ];
    return {
        outlook: redis_outlook_outlookOf(server, then, demand),
        places: [`redis ${(0,drivers_container/* lastingName */.a6)(server.container)} ${server.directory}`],
        stops: [{ id: server.container.id, name: server.container.name }],
        server: { id: server.container.id, name: server.container.name },
        stages: [
            {
                artifact,
                script: onFiles(stageFiles(server, run, coming)),
                inspector: rdbInspector,
                ...(beforeStop.length === 0 ? {} : { finish: () => (0,host_script_script/* lines */.Mn)([(0,host_script_script.sh) `set -e`, ...beforeStop]) })
            }
        ],
        count: restoration_countCheck(onFiles(checkStagedFile(server, run))),
        swap: () => server.files.appendOnly
            ? onFiles(swapFiles(server, run))
            : (0,host_script_script.sh) `ended=$(docker inspect --type container --format '{{.State.ExitCode}}' ${server.container.id}) || exit
case $ended in
  0 | 143) ;;
  *) ${onFiles(noteEndedByForce(server, run))} || exit ;;
esac
${onFiles(swapFiles(server, run))}`,
        verify: loadedCheck(server, login),
        // One whose client was cut off would go on in what is put back.
        undo: (0,host_script_script.sh) `${endHelpers({ restore: run, of: { server: server.container.name } })}
${onFiles(undoFiles(server, run))}`,
        discard: lastSave === undefined
            ? discard
            : (0,host_script_script.sh) `status=0
(
${takeBackLastSave(server, login, lastSave)}
) || status=$?
(
${discard}
) || status=$?
exit "$status"`
    };
}
const restoration_factsSchema = schemas/* object */.Ikc({
    server: schemas/* object */.Ikc({ product: schemas/* enum */.k5n(['redis', 'valkey']), version: schemas/* string */.YjP() })
});
function restoration_checkRestorable(server, backup) {
    if (server.replica) {
        throw new errors/* UserError */.yo('the server is a replica, whose primary would replace what is restored', {
            remedy: 'Set `container` of the component to the primary.'
        });
    }
    const then = readStored(restoration_factsSchema, backup.facts, backup).server;
    const { format } = readStored(schemas/* object */.Ikc({ format: schemas/* string */.YjP() }), backup.artifacts[0]?.details, backup);
    if (canRead(server, then, format))
        return then;
    throw new errors/* UserError */.yo(`the backup was made by ${then.product} ${then.version}, which ${server.product} ${server.version} cannot read`, { remedy: `Restore into a container of ${then.product} ${then.version} or newer.` });
}
function canRead(server, then, format) {
    if (server.product === then.product)
        return !isNewer(then.version, server.version);
    // Valkey began as Redis 7.2, whose format both can read.
    if (server.product === 'valkey')
        return format <= LAST_COMMON_FORMAT;
    return format <= LAST_COMMON_FORMAT && !isNewer('7.2', server.version);
}
const LAST_COMMON_FORMAT = 'REDIS0011';
function isNewer(one, other) {
    const [major = 0, minor = 0] = one.split('.').map(Number);
    const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
    return major > otherMajor || (major === otherMajor && minor > otherMinor);
}
const UNTOUCHED = { remedy: 'The data in service was not touched. Restore again, or another backup.' };
const restoration_countCheck = (script) => ({
    script,
    judge(output, staged) {
        const [, keys] = /\b(\d+) keys read\b/.exec(output) ?? [];
        const expected = sumOfKeys(staged[0].counts);
        if (keys === undefined) {
            throw new errors/* UserError */.yo(`the staged file could not be checked: ${lastLine(output)}`, UNTOUCHED);
        }
        if (Number(keys) !== expected) {
            throw new errors/* UserError */.yo(`the staged file has ${keys} keys, and the backup ${expected}`, UNTOUCHED);
        }
    }
});
const lastLine = (text) => text.trimEnd().split('\n').at(-1) ?? '';

;// CONCATENATED MODULE: ./lib/drivers/redis/server.js







/** Asks the container for its server and how that is set up. */
const probeRedis = (reference, login) => (0,host_script_script.sh) `
${(0,host_script_container/* describeContainer */.rc)(reference)}
if [ "$container_state" = running ]; then
  ${withClient((0,host_script_script.sh) `"$container"`, login, server_PROBE)} || { status=$?; [ "$status" = 127 ] || exit "$status"; echo missing=redis-cli; }
fi`;
/** The server that the probe found. Throws a UserError where there is none that can be backed up and restored, with the remedy. */
function foundRedis(probed, reference) {
    const facts = (0,drivers_facts/* readFacts */.MH)(probed);
    const container = (0,drivers_container/* foundContainer */.qf)(facts, reference);
    if (facts.optional('missing') !== undefined) {
        throw new errors/* UserError */.yo(`container ${container.name} is no Redis server: it has neither redis-cli nor valkey-cli`, {
            remedy: 'Correct `container`; the image must hold the client beside the server.'
        });
    }
    if (facts.optional('lacks') !== undefined) {
        throw new errors/* UserError */.yo(`container ${container.name} has neither redis-check-rdb nor valkey-check-rdb, without which no restore can check what it staged`, { remedy: 'Use an image that holds the tools of the server, as the official ones do.' });
    }
    refuse(container, facts.one('answer'));
    const info = pairs(facts, 'info');
    const config = pairs(facts, 'config');
    refuseKind(container, info);
    const refusal = facts.optional('config-error');
    if (refusal !== undefined) {
        throw new errors/* UserError */.yo(`the server in container ${container.name} does not tell where it keeps its data: ${refusal}`, NEEDED);
    }
    const version = info.get('valkey_version') ?? info.get('redis_version');
    if (version === undefined)
        throw new errors/* UserError */.yo(`the server in container ${container.name} does not tell its INFO`, NEEDED);
    const directory = config.get('dir') ?? '';
    requireMount(container, directory);
    return {
        container,
        product: info.has('valkey_version') ? 'valkey' : 'redis',
        version,
        major: Number.parseInt(version, 10),
        tool: readTool(facts.one('tool')),
        usedBytes: bytesOf(info.get('used_memory')),
        replica: info.get('role') === 'slave',
        directory,
        room: (0,drivers_room/* readFileSystem */.gm)(facts.optional('room')),
        files: {
            dump: config.get('dbfilename') ?? 'dump.rdb',
            append: config.get('appendfilename') ?? 'appendonly.aof',
            appendFolder: config.get('appenddirname'),
            appendOnly: config.get('appendonly') === 'yes'
        },
        stopping: {
            savePoints: config.get('save') ?? '',
            onSigterm: config.get('shutdown-on-sigterm'),
            lastSaveFailed: info.get('rdb_last_bgsave_status') === 'err'
        },
        left: facts.all('left')
    };
}
// As in `redis-cli 8.0.2`, or `redis-cli 7.0.15 (git:…)`.
function readTool(told) {
    const [name = '', version = ''] = told.split(' ');
    return { name, version };
}
// Servers that somebody else runs, and those that only look like Redis, may keep it to themselves.
const bytesOf = (told) => /^\d+$/.test(told ?? '') ? Number(told) : undefined;
const NEEDED = {
    remedy: 'Set `password` of the component, and `username` if the server has users of its own (ACL). A user needs ' +
        '+ping +info +config|get +config|set +psync +sync +replconf, and +bgsave for a restore where the server saves by itself.'
};
const server_PROBE = (0,host_script_script.sh) `printf 'answer=%s\n' "$(ask PING 2>&1 | tr '\n' ' ')"
printf 'tool=%s\n' "$("$client" --version | head -n 1)"
ask INFO | tr -d '\r' | sed -n 's/^[a-z0-9_]*:/info=&/p'
for name in dir dbfilename appendonly appendfilename appenddirname save shutdown-on-sigterm; do
  reply=$(ask CONFIG GET "$name")
  case $reply in
    "$name
"*) printf 'config=%s:%s\n' "$name" "\${reply#*
}" ;;
    "$name") printf 'config=%s:\n' "$name" ;;
    '') ;;
    *) printf 'config-error=%s\n' "$(printf %s "$reply" | tr '\n' ' ')" ;;
  esac
  [ "$name" != dir ] || directory=\${reply#*
}
done
${drivers_room/* describeRoom */.l5}
printf 'room=%s\n' "$(describe_room "$directory")"
for folder in "$directory"/.predeploy-old-* "$directory"/.predeploy-new-*; do
  [ ! -d "$folder" ] || printf 'left=%s\n' "$folder"
done
command -v redis-check-rdb >/dev/null || command -v valkey-check-rdb >/dev/null || echo lacks=redis-check-rdb`;
const pairs = (facts, name) => new Map(facts.all(name).map((line) => {
    const [key = '', ...value] = line.split(':');
    return [key, value.join(':')];
}));
function refuse(container, answer) {
    // With a wrong password the client goes on as whoever needs none.
    if (/PONG/.test(answer) && !/WRONGPASS/.test(answer))
        return;
    const said = answer.trim();
    if (/NOAUTH|WRONGPASS|AUTH failed|NOPERM/.test(said)) {
        throw new errors/* UserError */.yo(`the server in container ${container.name} does not let us in: ${said}`, NEEDED);
    }
    const known = ANSWERS.find(({ answer: pattern }) => pattern.test(said));
    if (known !== undefined) {
        throw new errors/* UserError */.yo(`the server in container ${container.name} refuses: ${said}`, {
            remedy: known.remedy
        });
    }
    throw new errors/* UserError */.yo(`the server in container ${container.name} does not answer: ${said}`, {
        remedy: `Look at its log (docker logs ${container.name}); if it listens on another port than 6379, set \`port\` of the component.`
    });
}
const ANSWERS = [
    { answer: /LOADING/, remedy: 'It is still loading its data: wait until it is up.' },
    {
        answer: /MISCONF/,
        remedy: 'It could not save its data, and refuses writes: make room on its disk, or mend its rights there, and let it save (BGSAVE).'
    },
    { answer: /BUSY/, remedy: 'A script keeps it busy: wait, or end it with SCRIPT KILL or FUNCTION KILL.' }
];
function refuseKind(container, info) {
    const other = info.has('dragonfly_version')
        ? 'Dragonfly'
        : /keydb/i.test(`${info.get('executable')} ${container.imageName}`)
            ? 'KeyDB'
            : undefined;
    if (other !== undefined) {
        throw new errors/* UserError */.yo(`container ${container.name} runs ${other}, whose files are not those of Redis`, {
            remedy: 'Back up its volume as a component of the type `volume`.'
        });
    }
    const mode = info.get('redis_mode') ?? info.get('server_mode') ?? 'standalone';
    if (mode !== 'standalone' || info.get('cluster_enabled') === '1') {
        throw new errors/* UserError */.yo(`container ${container.name} runs in ${mode} mode, which is not supported`, {
            remedy: 'Back up the volumes of all nodes as components of the type `volume`, with the nodes stopped.'
        });
    }
}
function requireMount({ name, mounts }, directory) {
    const isAround = ({ destination }) => directory === destination || directory.startsWith(`${destination.replace(/\/$/, '')}/`);
    const mount = mounts
        .filter(isAround)
        .sort((one, other) => other.destination.length - one.destination.length)[0];
    if (mount?.writable && mount.kind !== 'tmpfs')
        return;
    throw new errors/* UserError */.yo(`container ${name} keeps its data in ${directory}, which is ${mount === undefined ? 'on no volume' : 'not on a writable volume'}: a restore could not reach it`, { remedy: `Mount a volume at ${directory}, or leave the component out if its data may be lost.` });
}

;// CONCATENATED MODULE: ./lib/drivers/redis.js









const redis_schema = schemas/* object */.Ikc({
    container: drivers_container/* containerSchema */.tj,
    username: schemas/* string */.YjP()
        .min(1)
        .exactOptional()
        .describe('A user of the server, where it has users of its own (ACL).'),
    password: schemas/* string */.YjP()
        .min(1)
        .exactOptional()
        .describe('Its password, where neither the arguments nor the environment of the container tell it: name a variable.'),
    port: schemas/* int */.Whr().min(1).max(65_535).exactOptional().describe('Where the server listens in the container.')
});
/** Redis or Valkey in a container: all of its databases as one RDB file. */
const redis = {
    type: 'redis',
    schema: redis_schema,
    component: (declared) => redisComponent(redis_schema.parse(declared))
};
function redisComponent({ container, username, password, port }) {
    const login = {
        username,
        password: password === undefined ? undefined : new secret/* Secret */.z(password),
        port
    };
    return {
        probe: probeRedis(container, login),
        found(probed, beside) {
            const told = foundRedis(probed, container);
            const server = { ...told, left: leftBehind(told.left, beside) };
            return (0,drivers_container/* whereItRuns */.tL)(server.container, beside, redis_foundComponent(server, login));
        }
    };
}
const redis_foundComponent = (server, login) => ({
    facts: {
        ...(0,drivers_container/* containerFacts */.TO)(server.container),
        server: { product: server.product, version: server.version },
        tool: { ...server.tool },
        directory: server.directory,
        appendOnly: server.files.appendOnly
    },
    consistency: 'snapshot',
    warnings: [
        ...(server.replica
            ? ['the server is a replica: what it has not got from its primary yet is not in the backup']
            : []),
        ...(server.container.autoRemove
            ? [
                `container ${server.container.name} was started with --rm: a restore, which has to stop it, will be refused`
            ]
            : []),
        ...server.left.map(warningOfLeft)
    ],
    captures: () => [capture(server, login)],
    restoration: (backup, run) => redisRestoration({ server, login, backup, run })
});
const capture = (server, login) => ({
    extension: 'rdb',
    script: guardedWithClient(server.container.id, login, mustSave(server) ? saveData(server) : streamData),
    ...(mustSave(server) ? {} : { filter: cutEndMark }),
    ...(server.usedBytes === undefined ? {} : { expectedBytes: server.usedBytes }),
    inspector: rdbInspector
});

;// CONCATENATED MODULE: ./lib/drivers/volume/database.js
/** The kind of database that keeps its files on the volume through this container; undefined where none does. */
function databaseOn({ imageName, place }) {
    const subject = `${imageName} ${place}`;
    return DATABASES.find(({ sign }) => sign.test(subject))?.name;
}
// Image names lie, since many build their own; where the files lie is the better sign, unless it is as common as /data.
const DATABASES = [
    {
        name: 'postgres',
        sign: / (\/var\/lib|\/bitnami)\/postgresql(\/|$)| \/home\/postgres\/pgdata|(postgres|postgis|timescale|pgvector)\S* \/(pg)?data(\/|$)/
    },
    {
        name: 'mysql',
        sign: / (\/var\/lib|\/bitnami)\/(mysql|mariadb)(\/|$)|(mysql|mariadb|percona)\S* \/data(\/|$)/
    },
    { name: 'mongodb', sign: / \/data\/(db|configdb)(\/|$)| \/bitnami\/mongodb|mongo\S* \/data(\/|$)/ },
    {
        name: 'redis',
        sign: /(redis|valkey|keydb|dragonfly)\S* (\/data|\/bitnami\/\S*)$| \/var\/lib\/(redis|valkey)/
    },
    { name: 'neo4j', sign: /neo4j\S* \/data(\/|$)| \/var\/lib\/neo4j\/data/ },
    { name: 'qdrant', sign: / \/qdrant\/storage/ },
    { name: 'elasticsearch', sign: / \/usr\/share\/(elasticsearch|opensearch)\/data/ },
    { name: 'clickhouse', sign: / \/var\/lib\/clickhouse/ },
    { name: 'influxdb', sign: / \/var\/lib\/influxdb2?/ },
    { name: 'cassandra', sign: / \/var\/lib\/(cassandra|scylla)/ },
    { name: 'couchdb', sign: / \/opt\/couchdb\/data/ }
];

;// CONCATENATED MODULE: ./lib/drivers/volume/facts.js





/** Reads what `probeVolume` printed. Throws a UserError where Docker itself does not answer. */
function readVolumeFacts(facts, name) {
    const failure = facts.optional('volume-error') ?? '';
    if (failure !== '' && !/no such volume/i.test(failure))
        throw (0,drivers_container/* dockerError */.Tn)(failure);
    const readers = new Map(facts.all('reader').map((line) => {
        const [id = '', used = '', ...described] = line.split(' ');
        return [id, { used, described: described.join(' ') }];
    }));
    const described = facts.optional('volume');
    return {
        volume: described === undefined ? undefined : (0,drivers_facts/* readFact */.ni)(volumeShape, described, `the volume ${name}`),
        users: facts
            .all('user')
            .flatMap((line) => readUser((0,drivers_facts/* readFact */.ni)(userShape, line, `a container with the volume ${name}`), name, readers)),
        images: facts.all('image-with-tar').flatMap((line) => {
            const [, id = '', described = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
            const tool = tarTool(described);
            return tool === undefined ? [] : [{ id, described, tool }];
        }),
        declaredImage: facts.optional('declared-image'),
        room: facts.all('room').map(drivers_room/* readFileSystem */.gm)[0],
        architecture: facts.optional('architecture'),
        left: [...new Set(facts.all('left'))]
    };
}
/** Whether a container can touch files: it runs, or goes on once it is let. */
const isUp = ({ state }) => ['running', 'paused', 'restarting'].includes(state);
/** Bytes that the volume takes, where that was quick to find out. */
function usedBytes({ users }) {
    const used = users.find(({ usedKilobytes }) => usedKilobytes !== undefined)?.usedKilobytes;
    return used === undefined ? undefined : used * 1024;
}
const strings = schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP())
    .nullable()
    .transform((values) => values ?? {});
const volumeShape = schemas/* object */.Ikc({ name: schemas/* string */.YjP(), driver: schemas/* string */.YjP(), options: strings, labels: strings });
const userShape = schemas/* object */.Ikc({
    id: schemas/* string */.YjP(),
    name: schemas/* string */.YjP(),
    state: schemas/* string */.YjP(),
    image: schemas/* string */.YjP(),
    imageName: schemas/* string */.YjP(),
    mounts: schemas/* array */.YOg(schemas/* object */.Ikc({ Type: schemas/* string */.YjP(), Name: schemas/* string */.YjP().default(''), Destination: schemas/* string */.YjP(), RW: schemas/* boolean */.zMY() })),
    requested: schemas/* array */.YOg(schemas/* object */.Ikc({
        Target: schemas/* string */.YjP(),
        VolumeOptions: schemas/* object */.Ikc({ Subpath: schemas/* string */.YjP().optional() }).nullish()
    }))
        .nullable(),
    temporary: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).nullable(),
    capDrop: schemas/* array */.YOg(schemas/* string */.YjP()).nullable(),
    autoRemove: schemas/* boolean */.zMY()
});
function readUser(user, volume, readers) {
    const mine = user.mounts.filter(({ Name }) => Name === volume);
    const [mount] = mine;
    if (mount === undefined)
        return [];
    const { used, described } = readers.get(user.id) ?? {};
    const tool = described === undefined ? undefined : tarTool(described);
    const within = `${mount.Destination.replace(/\/$/, '')}/`;
    const hasOwnPart = user.requested?.some(({ Target, VolumeOptions }) => Target === mount.Destination && (VolumeOptions?.Subpath ?? '') !== '');
    return [
        {
            id: user.id,
            name: user.name.replace(/^\//, ''),
            state: user.state,
            image: user.image,
            imageName: user.imageName,
            place: mount.Destination,
            writes: mine.some(({ RW }) => RW),
            autoRemove: user.autoRemove,
            tar: described === undefined || tool === undefined ? undefined : { described, tool },
            seesExactly: mine.length === 1 &&
                (user.capDrop ?? []).length === 0 &&
                hasOwnPart !== true &&
                ![...user.mounts.map(({ Destination }) => Destination), ...Object.keys(user.temporary ?? {})].some((destination) => destination.startsWith(within)),
            usedKilobytes: used !== undefined && /^\d+$/.test(used) ? Number(used) : undefined
        }
    ];
}

;// CONCATENATED MODULE: ./lib/drivers/volume/memory.js


/**
 * A volume in memory: Docker unmounts it when the last container stops that uses it, and what lies on it is gone. A capture before which all of these
 * stop is refused. `facts` are those from before that.
 */
function whereItLasts({ volume, users }, beside, found) {
    if (volume === undefined || !isInMemory(volume))
        return found;
    return {
        ...found,
        warnings: [
            ...found.warnings,
            `the volume ${volume.name} is in memory: what lies on it is gone when the last container that uses it stops, and a restore of it will be refused`
        ],
        captures() {
            const up = users.filter(isUp);
            const names = up.map(({ name }) => name).join(', ');
            if (up.length > 0 && up.every(({ id }) => beside?.quiet?.get(id) === 'exited')) {
                throw new errors/* UserError */.yo(`the volume ${volume.name} is in memory, and quiesce would stop all that uses it (${names}): what lies on it would be gone before it is captured`, {
                    remedy: `Pause instead: quiesce: { pause: [${names}] }. Or keep what has to last on a volume that is not in memory (without \`type: tmpfs\`), or leave the component out.`
                });
            }
            return found.captures();
        }
    };
}
/** Refuses a restore into a volume in memory: it stops what uses the volume, and what was staged would be gone with the old. */
function refuseInMemory(name, made) {
    if (!isInMemory(made))
        return;
    throw new errors/* UserError */.yo(`the volume ${name} is in memory: a restore has to stop what uses it, and all that lies on it would be gone then, old and new`, {
        remedy: 'Make the volume anew without `type: tmpfs` and restore again, or leave it out: the input `components` names what is restored.'
    });
}
const isInMemory = ({ driver, options }) => driver === 'local' &&
    [options?.['type'] ?? '', ...(options?.['o'] ?? '').split(',')].some((option) => /^((fs)?type=)?(tmpfs|ramfs)$/.test(option.trim()));

;// CONCATENATED MODULE: ./lib/drivers/volume/probe.js




/**
 * Asks Docker about a volume, about every container that uses it and about the tar in each that runs; where none of these has
 * GNU tar, looks for it in their images, in the other containers that run and, if nothing has any tar, in what images there are.
 */
const probeVolume = ({ volume, image }) => (0,host_script_script.sh) `
looks=
printf 'architecture=%s\n' "$(uname -m)"
if described=$(docker volume inspect --format ${VOLUME_AS_JSON} -- ${volume} 2>&1); then
  printf 'volume=%s\n' "$described"
  looks=needed
else
  printf 'volume-error=%s\n' "$(printf '%s' "$described" | tr '\n' ' ')"
  case $described in *[Nn]'o such volume'*) ;; *) exit 0 ;; esac
fi
best=none
helper=
offer() {
  case $2 in
    *'(GNU tar)'*) best=gnu ;;
    *busybox*) [ "$best" = gnu ] || best=busybox ;;
    *) return 0 ;;
  esac
  helper=$1
  printf 'image-with-tar=%s %s\n' "$1" "$2"
}
try_image() {
  offer "$1" "$(docker run --rm --pull never --network none --log-driver none --user 0 -e LC_ALL=C --entrypoint sh "$1" -c ${TAR_OF_IMAGE.text} 2>/dev/null)"
}
users=$(docker ps --all --quiet --no-trunc --filter ${`volume=${volume}`}) || exit
images=
if [ -n "$users" ]; then
  described=$(docker inspect --type container --format ${userAndPlace(volume)} $users) || exit
  while read -r user && read -r container image state place; do
    printf 'user=%s\n' "$user"
    if [ "$state" = running ] && found=$(docker exec --user 0 -e LC_ALL=C "$container" sh -c ${READER.text} sh "$place" 2>/dev/null); then
      looks=done
      # Lines about the room and about what was left follow the first.
      printf 'reader=%s %s\n' "$container" "$found"
      offer "$image" "$(printf '%s\n' "\${found#* }" | head -n 1)"
    else
      images="$images $image"
    fi
  done <<USERS
$described
USERS
fi
${image === undefined ? FIND_IMAGE : (0,host_script_script.sh) `if image=$(docker image inspect --format '{{.Id}}' ${image} 2>/dev/null); then try_image "$image"; printf 'declared-image=%s\n' "$image"; fi`}
if [ "$looks" = needed ] && [ -n "$helper" ]; then
  ${inHelper({ image: (0,host_script_script.sh) `"$helper"`, sees: { volume, access: 'ro' } }, (0,host_script_script.sh) `cd ${MOUNT_POINT} || exit
${TELL_ROOM}
${TELL_LEFT}`)} </dev/null
fi`;
const VOLUME_AS_JSON = '{"name":{{json .Name}},"driver":{{json .Driver}},"options":{{json .Options}},"labels":{{json .Labels}}}';
const USER_AS_JSON = [
    '{"id":{{json .Id}},"name":{{json .Name}},"state":{{json .State.Status}},"image":{{json .Image}}',
    '"imageName":{{json .Config.Image}},"mounts":{{json .Mounts}},"requested":{{json (index .HostConfig "Mounts")}}',
    '"temporary":{{json (index .HostConfig "Tmpfs")}},"capDrop":{{json .HostConfig.CapDrop}},"autoRemove":{{json .HostConfig.AutoRemove}}}'
].join(',');
// Two lines for each container: each call of docker takes a twentieth of a second, so one tells all.
const userAndPlace = (volume) => `${USER_AS_JSON}{{println}}{{.Id}} {{.Image}} {{.State.Status}} {{range .Mounts}}{{if eq (index . "Name") "${volume}"}}{{.Destination}}{{end}}{{end}}`;
// How much room there is where the volume lies.
const TELL_ROOM = (0,host_script_script.sh) `${drivers_room/* describeRoom */.l5}
printf 'room=%s\n' "$(describe_room .)"`;
// What restores that did not end left on the volume.
const TELL_LEFT = (0,host_script_script.sh) `for left in .predeploy-old-* .predeploy-new-*; do
  if [ -d "$left" ]; then printf 'left=%s\n' "$left"; fi
done`;
const TAR_OF_IMAGE = (0,host_script_script.sh) `${describeTar}
printf '%s' "$tar"`;
// How much there is may take long to find out; then it stays unknown.
const READER = (0,host_script_script.sh) `cd -- "$1" || exit
${describeTar}
used=$(timeout 2 du -sk . 2>/dev/null | cut -f 1)
printf '%s %s\n' "\${used:--}" "$tar"
${TELL_ROOM}
${TELL_LEFT}`;
// Starting a container takes half a second, asking one that runs a tenth; so what runs is asked first.
const FIND_IMAGE = (0,host_script_script.sh) `for image in $images; do
  [ "$best" = gnu ] || try_image "$image"
done
if [ "$best" != gnu ]; then
  for container in $(docker ps --quiet --no-trunc); do
    case " $users " in *"$container"*) continue ;; esac
    found=$(docker exec --user 0 -e LC_ALL=C "$container" sh -c ${TAR_OF_IMAGE.text} 2>/dev/null) || continue
    offer "$(docker inspect --type container --format '{{.Image}}' -- "$container")" "$found"
    [ "$best" != gnu ] || break
  done
fi
if [ "$best" = none ]; then
  for image in $(docker image ls --quiet --no-trunc --filter dangling=false | head -n 12); do
    try_image "$image"
    [ "$best" != gnu ] || break
  done
fi`;

;// CONCATENATED MODULE: ./lib/drivers/volume/reader.js

/** Chooses what reads the volume: GNU tar before any other, and what runs already before a new container. */
function chooseReader(facts, declared) {
    if (declared !== undefined)
        return { kind: 'helper', ...chooseHelper(facts, { declared }) };
    const running = facts.users.filter(({ state, seesExactly }) => state === 'running' && seesExactly);
    for (const tool of BEST_FIRST) {
        const user = running.find(({ tar }) => tar?.tool === tool);
        if (user?.tar !== undefined)
            return { kind: 'container', user, ...user.tar };
        const image = facts.images.find((candidate) => candidate.tool === tool);
        if (image !== undefined)
            return { kind: 'helper', image: image.id, tool, described: image.described };
    }
    return { kind: 'helper', ...chooseHelper(facts, {}) };
}
/** Chooses the image of a helper container. Throws a UserError where none fits, with the remedy. */
function chooseHelper(facts, wanted) {
    const { declared, gnuFor } = wanted;
    if (declared !== undefined && facts.declaredImage === undefined) {
        throw new errors/* UserError */.yo(`the image ${declared} is not on the host`, {
            remedy: `On the host: docker pull ${declared}`
        });
    }
    const candidates = declared === undefined ? facts.images : facts.images.filter(({ id }) => id === facts.declaredImage);
    const tools = gnuFor === undefined ? BEST_FIRST : BEST_FIRST.slice(0, 1);
    for (const tool of tools) {
        const image = candidates.find((candidate) => candidate.tool === tool);
        if (image !== undefined)
            return { image: image.id, tool, described: image.described };
    }
    const needed = gnuFor === undefined ? 'tar' : `GNU tar, which ${gnuFor} needs`;
    throw new errors/* UserError */.yo(declared === undefined
        ? `no image on the host was found that has ${needed}`
        : `the image ${declared} has no ${needed}`, {
        remedy: 'On the host: docker pull debian:stable-slim; then add `image: debian:stable-slim` to this component.'
    });
}
const BEST_FIRST = ['gnu', 'busybox', 'minimal'];

;// CONCATENATED MODULE: ./lib/drivers/volume/database-image.js
/**
 * Reads the name of an image, where that is certain: of the official ones, and of builds of Postgres whose tag says `pg16`. Others may number
 * their tags as they like, so of them nothing is known.
 */
function databaseImage(image, database) {
    const [name = ''] = image.split('@');
    const [, repository = '', tag = ''] = /^(.+?)(?::([^/:]+))?$/.exec(name) ?? [];
    const [, product] = OFFICIAL.exec(repository) ?? [];
    if (product !== undefined)
        return { product, version: versionOf(product, tag) };
    const [, major] = (database === 'postgres' ? POSTGRES_IN_TAG.exec(tag) : undefined) ?? [];
    return major === undefined ? undefined : { product: 'postgres', version: [Number(major)] };
}
/** Judges by what is known of both; what is not known is never unfit. */
function judgeImages(then, now) {
    if (then === undefined || now === undefined)
        return 'unknown';
    if (then.product !== now.product)
        return mayAdopt(then, now) ? 'unknown' : 'unfit';
    const newer = compareSeries(then.version, now.version);
    if (newer === undefined)
        return 'unknown';
    if (newer === 0)
        return refusesPatch(then, now) ? 'unknown' : 'fits';
    // Postgres opens the files of its own major version only; how far MongoDB goes depends on what was set in it.
    if (then.product === 'postgres')
        return 'unfit';
    if (then.product === 'mongo')
        return 'unknown';
    return newer > 0 ? 'fits' : 'unfit';
}
// Docker Hub's own, by whatever mirror: `library` is where they lie.
const OFFICIAL = /^(?:docker\.io\/|(?:.+\/)?library\/)?(postgres|mysql|mariadb|mongo)$/;
const POSTGRES_IN_TAG = /(?:^|[^a-z0-9])pg([12]\d)(?!\d)/;
function versionOf(product, tag) {
    const [, number] = /^(\d+(?:\.\d+)*)/.exec(tag) ?? [];
    const version = number?.split('.').map(Number) ?? [];
    if (product !== 'postgres')
        return version;
    // Before 10, the second number was part of the major version.
    return version.slice(0, (version[0] ?? 10) < 10 ? 2 : 1);
}
// Positive where the other series is newer; undefined where one tells too little.
function compareSeries(one, other) {
    if (one.length === 0 || other.length === 0)
        return undefined;
    for (const index of [0, 1]) {
        const [then, now] = [one[index], other[index]];
        if (then === now)
            continue;
        if (then === undefined || now === undefined)
            return undefined;
        return now - then;
    }
    return 0;
}
// MariaDB takes over what MySQL wrote before its version 8.
const mayAdopt = (then, now) => then.product === 'mysql' && now.product === 'mariadb' && (then.version[0] ?? 0) < 8;
// Some series of MySQL refuse what a later patch of theirs wrote.
const refusesPatch = (then, now) => then.product === 'mysql' &&
    then.version[2] !== undefined &&
    now.version[2] !== undefined &&
    now.version[2] < then.version[2];

;// CONCATENATED MODULE: ./lib/drivers/volume/other-database.js



/**
 * What there is to know before the files of a database come back below containers whose images are not those of the backup. Refuses it only where
 * all of these are servers that certainly cannot use the files; what else differs is a warning.
 */
function judgeDatabases(stored, facts) {
    const writers = (stored.users ?? []).flatMap(readWriter);
    const judged = facts.users.flatMap((user) => judge(user, writers));
    const [first] = judged;
    // One that names no product may be what wrote the files; or it only made their folder.
    const areKnown = writers.every(({ image }) => image !== undefined);
    if (first !== undefined && areKnown && judged.every(({ verdict }) => verdict === 'unfit'))
        throw unfit(first);
    const isServed = judged.some(({ verdict, image }) => verdict === 'fits' && image !== undefined);
    return [
        ...judged
            .filter(({ verdict }) => verdict === 'unfit' || (verdict === 'unknown' && !isServed))
            .map(warningOf),
        ...warningsOfProcessor(stored, facts, writers.length > 0)
    ];
}
const readWriter = ({ image: name, imageId: id, database }) => database === undefined ? [] : [{ name, id, database, image: databaseImage(name, database) }];
// A container that only reads, or has the volume where no database looks for its files, is no server of them.
function judge(user, writers) {
    const database = databaseOn(user);
    if (writers.length === 0 || database === undefined || !user.writes)
        return [];
    const image = databaseImage(user.imageName, database);
    const same = writers.find(({ name, id }) => name === user.imageName || id === user.image);
    if (same !== undefined)
        return [{ user, image, writer: same, verdict: 'fits' }];
    const known = writers.filter((writer) => writer.image !== undefined);
    const judged = (known.length === 0 ? writers : known).map((writer) => ({
        ...{ user, image, writer },
        verdict: judgeImages(writer.image, image)
    }));
    return other_database_BEST_FIRST.flatMap((verdict) => judged.filter((one) => one.verdict === verdict)).slice(0, 1);
}
const other_database_BEST_FIRST = ['fits', 'unknown', 'unfit'];
const unfit = ({ user, writer }) => new errors/* UserError */.yo(`the backup holds the files that ${writer.name} wrote, and ${user.name} is ${user.imageName}, which cannot use them`, {
    remedy: `Let ${user.name} be ${writer.name} again (docker compose up), or stop and remove it (its volume stays), and restore again. To move data to another server, use its own dump.`
});
const warningOf = ({ user, writer, verdict }) => `the files of ${writer.database} were written below ${writer.name}, and ${user.name} is ${user.imageName}: ${verdict === 'unfit' ? 'by their names it cannot use them' : 'nobody knows before whether it can use them'}`;
function warningsOfProcessor(stored, { architecture }, holdsDatabase) {
    const [then, now] = [stored.architecture, architecture].map((name) => ALIASES.get(name ?? '') ?? name);
    if (then === undefined || now === undefined || then === now)
        return [];
    const also = holdsDatabase ? ', and not every database uses its files there' : '';
    return [
        `the backup was made on ${stored.architecture}, and the host is ${architecture}: programs on the volume may not run there${also}`
    ];
}
// As systems call them, and as Docker does.
const ALIASES = new Map([
    ['amd64', 'x86_64'],
    ['arm64', 'aarch64']
]);

;// CONCATENATED MODULE: ./lib/drivers/volume/outlook.js


/** What a restore will do to a volume. */
function volume_outlook_outlookOf(name, facts, { artifact, described }) {
    const { volume, users, room, architecture } = facts;
    const isThere = volume !== undefined;
    const used = usedBytes(facts);
    const told = `what lies on the volume ${name}${used === undefined ? '' : ` (${(0,format/* formatBytes */.z3)(used)})`}`;
    const coming = { bytes: artifact.bytes, entries: artifact.counts['entries'] ?? 0 };
    return {
        versions: {
            backup: tellUsers(described.users?.map(({ image }) => image) ?? [], described.architecture),
            today: tellUsers(users.map(({ imageName }) => imageName), architecture)
        },
        replaced: isThere ? [told] : [],
        returning: isThere ? [] : [`the volume ${name}`],
        gone: isThere ? ['what came to it after the backup'] : [],
        kept: isThere ? described.excluded.map((path) => `${path} on it`) : [],
        demands: room === undefined ? [] : [{ coming, fileSystem: room, place: `the volume ${name} lies` }],
        roomKnown: room !== undefined
    };
}
const tellUsers = (images, architecture) => [[...new Set(images)].join(', '), architecture ?? ''].filter((text) => text !== '').join(' on ');

;// CONCATENATED MODULE: ./lib/drivers/volume/restore.js



















/**
 * Brings a volume back by a helper container: a volume cannot be renamed, so what lies on it is exchanged for what was unpacked
 * beside it. A volume that is gone is made anew, and goes away again if the restore fails.
 */
function restoreVolume({ spec, facts, backup, run }) {
    const { artifact, described } = readBackup(backup);
    // One that is gone is made anew as it was.
    refuseInMemory(spec.volume, facts.volume ?? described.volume);
    const { image, tool } = chooseHelper(facts, {
        declared: spec.image,
        ...(described.tar === 'gnu' ? { gnuFor: 'this backup' } : {})
    });
    const place = {
        exchange: 'content',
        target: MOUNT_POINT,
        holder: `${MOUNT_POINT}/${HOLDER_PREFIX}${run}`,
        kept: described.excluded,
        staying: []
    };
    const exchange = { tool, places: [place] };
    const helper = (script) => inHelper({ image, sees: { volume: spec.volume, access: 'rw' }, restore: run }, script);
    // One whose client was cut off would go on in what is put back or removed here.
    const alone = endHelpers({ restore: run, of: { volume: spec.volume } });
    const makesVolume = facts.volume === undefined;
    const stopped = facts.users.filter(isUp);
    (0,drivers_container/* refuseAutoRemoved */.OT)(stopped);
    const restoration = {
        warnings: judgeDatabases(described, facts),
        outlook: volume_outlook_outlookOf(spec.volume, facts, { artifact, described }),
        places: placeBut(`volume ${spec.volume}`, described.excluded),
        stops: stopped.map(({ id, name }) => ({ id, name })),
        stages: [
            {
                artifact,
                script: (0,host_script_script.sh) `${makesVolume ? (0,host_script_script.sh) `${createVolume(spec.volume, described.volume)} &&` : undefined}
${helper((0,host_script_script.sh) `${prepare(exchange, artifact)}
${extractTar(tool, stagedAt(place))}
cat >/dev/null`)}`,
                inspector: () => tarInspector({ strict: false })
            }
        ],
        count: { script: helper(countStaged(exchange)), judge: (output) => judgeStaged(output, artifact) },
        swap: () => helper(swap(exchange)),
        verify: { script: helper(verify(exchange)), judge: restore_judgeService },
        undo: (0,host_script_script.sh) `${alone}
${makesVolume ? (0,host_script_script.sh) `if docker volume rm -- ${spec.volume} >/dev/null 2>&1 || ! ${volumeExists(spec.volume)}; then exit 0; fi` : undefined}
${helper(undo(exchange))}`,
        discard: (0,host_script_script.sh) `${alone}
${makesVolume
            ? discardMade({
                name: spec.volume,
                artifact,
                alone,
                script: helper((0,host_script_script.sh) `${discard(exchange)}
find ${MOUNT_POINT} -mindepth 1 -maxdepth 1 | head -n 1`)
            })
            : helper(discard(exchange))}`
    };
    const { room } = facts;
    if (makesVolume || room === undefined || !canGoFirst(exchange, [...spec.exclude, ...described.excluded]))
        return restoration;
    return {
        ...restoration,
        withoutOld: {
            measure: {
                script: inHelper({ image, sees: { volume: spec.volume, access: 'ro' } }, measureCleared(exchange)),
                read: drivers_room/* readMeasured */.LT
            },
            // Root may remove everything.
            ready: (0,host_script_script.sh) `:`,
            unready: (0,host_script_script.sh) `:`,
            clear: helper(clear(exchange)),
            restoration
        }
    };
}
const describedVolume = schemas/* object */.Ikc({
    volume: schemas/* object */.Ikc({
        driver: schemas/* string */.YjP(),
        labels: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()),
        options: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).nullable()
    }),
    tar: schemas/* string */.YjP(),
    excluded: schemas/* array */.YOg(schemas/* string */.YjP()),
    users: schemas/* array */.YOg(schemas/* object */.Ikc({
        image: schemas/* string */.YjP(),
        imageId: schemas/* string */.YjP().optional(),
        database: schemas/* string */.YjP().optional()
    }))
        .optional(),
    architecture: schemas/* string */.YjP().optional()
});
function readBackup(backup) {
    return { artifact: onlyArtifact(backup), described: readStored(describedVolume, backup.facts, backup) };
}
const volumeExists = (name) => (0,host_script_script.sh) `docker volume inspect -- ${name} >/dev/null 2>&1`;
function createVolume(name, { driver, labels, options }) {
    if (options === null) {
        throw new errors/* UserError */.yo(`there is no volume ${name} on the host, and how to make it holds a secret, which no backup keeps`, {
            remedy: 'Make the volume on the host, e.g. with `docker compose up --no-start`, and restore again.'
        });
    }
    const settings = [
        ...Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]),
        ...Object.entries(options).flatMap(([option, value]) => ['--opt', `${option}=${value}`])
    ];
    return (0,host_script_script.sh) `docker volume create --driver ${driver} ${settings} -- ${name} </dev/null >/dev/null`;
}
// A volume that this restore made goes away again when nothing was restored into it; Docker keeps one that a container still has.
const discardMade = ({ name, artifact: { counts }, alone, script }) => (0,host_script_script.sh) `${volumeExists(name)} || exit 0
left=$(${script}) || exit
${(counts['entries'] ?? 0) > 1
    ? (0,host_script_script.sh) `if [ -z "$left" ]; then
  ${alone}
  docker volume rm -- ${name} >/dev/null
fi`
    : undefined}`;
function restore_judgeService(output) {
    const [missing] = (0,drivers_facts/* readFacts */.MH)(output).all('missing');
    if (missing !== undefined) {
        throw new errors/* UserError */.yo('what was restored is not what lies on the volume', {
            remedy: 'Something changed the volume while the restore ran: see what it is, stop it, and restore again.'
        });
    }
}

;// CONCATENATED MODULE: ./lib/drivers/volume.js















const volume_schema = schemas/* strictObject */.rej({
    volume: schemas/* string */.YjP()
        .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, 'is no name of a volume\nUse the name that `docker volume ls` shows.')
        .describe('The volume, as `docker volume ls` shows it.'),
    image: schemas/* string */.YjP()
        .min(1)
        .optional()
        .describe('An image on the host whose tar reads and writes the volume, where the one that is found does not suit.'),
    exclude: schemas/* array */.YOg(excludedPath)
        .default([])
        .describe('What is left out: paths within the volume, e.g. `cache`. A restore leaves what stands there as it is.'),
    strict: schemas/* boolean */.zMY()
        .default(false)
        .describe('Whether a file that changed while it was read fails the backup instead of being a warning.')
});
/** A Docker volume with all that lies on it, as one tar archive. */
const volume = {
    type: 'volume',
    schema: volume_schema,
    component: (declared) => declaredVolume(volume_schema.parse(declared))
};
const declaredVolume = (spec) => ({
    probe: probeVolume({ volume: spec.volume, image: spec.image }),
    found(probed, beside) {
        const facts = readVolumeFacts((0,drivers_facts/* readFacts */.MH)(probed), spec.volume);
        return whereItLasts(facts, beside, foundVolume(spec, besides(facts, beside)));
    }
});
const besides = (facts, beside) => ({
    ...facts,
    left: leftBehind(facts.left, beside),
    users: facts.users.map((user) => ({ ...user, state: beside?.quiet?.get(user.id) ?? user.state }))
});
function foundVolume(spec, facts) {
    const restoration = (backup, run) => restoreVolume({ spec, facts, backup, run });
    if (facts.volume === undefined) {
        return {
            facts: {},
            consistency: 'snapshot',
            warnings: [],
            absent: true,
            // A restore makes the volume anew, so only who wants to capture it is told.
            captures() {
                throw new errors/* UserError */.yo(`there is no volume ${spec.volume} on the host`, {
                    remedy: 'Compare with `docker volume ls` on the host and correct `volume`.'
                });
            },
            restoration
        };
    }
    const up = facts.users.filter(isUp);
    const reader = chooseReader(facts, spec.image);
    return {
        facts: describeVolume(facts.volume, facts, spec, reader),
        consistency: up.some(({ state, writes }) => writes && state !== 'paused')
            ? 'fuzzy'
            : up.some(({ writes }) => writes)
                ? 'crash'
                : 'snapshot',
        warnings: [...(reader.tool === 'gnu' ? [] : [BUSYBOX_LOSES]), ...facts.left.map(warningOfLeft)],
        captures() {
            refuseLiveDatabase(spec, facts);
            return [captureVolume(spec, facts, reader)];
        },
        restoration
    };
}
function refuseLiveDatabase(spec, facts) {
    for (const user of facts.users.filter(isUp)) {
        const database = databaseOn(user);
        if (database === undefined || !user.writes)
            continue;
        throw new errors/* UserError */.yo(`${spec.volume} holds the files of a ${database} that runs in ${user.name}: copied while it runs, they cannot be trusted`, {
            remedy: DRIVEN.has(database)
                ? `Declare the database instead: \`{ type: ${database}, container: ${user.name} }\`.`
                : `Stop ${user.name} for the time of the backup: quiesce: { stop: [${user.name}] }.`
        });
    }
}
const DRIVEN = new Set(['postgres', 'redis']);
function captureVolume(spec, facts, reader) {
    const used = usedBytes(facts);
    return {
        extension: 'tar',
        script: readWith(reader, spec),
        ...(used === undefined ? {} : { expectedBytes: used }),
        inspector: () => tarInspector({ strict: spec.strict })
    };
}
function readWith(reader, { volume, exclude }) {
    const create = (directory) => createTar({
        tool: reader.tool,
        directory,
        members: ['.'],
        excluded: exclude.map((path) => `./${path}`)
    });
    return reader.kind === 'container'
        ? (0,host_script_container/* inContainer */.Bc)({ id: reader.user.id, user: '0' }, create(reader.user.place))
        : inHelper({ image: reader.image, sees: { volume, access: 'ro' } }, create(MOUNT_POINT));
}
function describeVolume({ name, driver, options, labels }, facts, spec, reader) {
    // Options of network volumes carry passwords; without them the volume cannot be made anew, and a restore says so.
    const telling = /pass|secret|credential|token/i.test(JSON.stringify(options));
    return {
        volume: { name, driver, labels, options: telling ? null : options },
        ...(facts.architecture === undefined ? {} : { architecture: facts.architecture }),
        users: facts.users.map((user) => {
            // What only reads keeps nothing there.
            const database = user.writes ? databaseOn(user) : undefined;
            return {
                ...{ name: user.name, image: user.imageName, imageId: user.image },
                ...(database === undefined ? {} : { database })
            };
        }),
        reader: reader.kind === 'container' ? { container: reader.user.name } : { image: reader.image },
        tar: reader.tool,
        tool: toolFacts(reader.described),
        excluded: [...spec.exclude]
    };
}

;// CONCATENATED MODULE: ./lib/drivers/index.js




/** Every kind of component. To support another, add its file and its line here. */
const drivers = [postgres, redis, volume, files];


/***/ }),

/***/ 42320:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IW: () => (/* binding */ neededTogether),
/* harmony export */   LT: () => (/* binding */ readMeasured),
/* harmony export */   cu: () => (/* binding */ identityOf),
/* harmony export */   gm: () => (/* binding */ readFileSystem),
/* harmony export */   hr: () => (/* binding */ requireRoom),
/* harmony export */   l5: () => (/* binding */ describeRoom),
/* harmony export */   oU: () => (/* binding */ measureFiles),
/* harmony export */   sP: () => (/* binding */ NO_ROOM)
/* harmony export */ });
/* unused harmony export neededBytes */
/* harmony import */ var _host_script_script_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46999);
/* harmony import */ var _facts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(19292);


/**
 * Bytes that must be free for what comes: a tenth more, and a reserve. A server whose disk is full stops, or takes no more writes, old
 * data included, so half a gibibyte stays free there, or a twentieth of a smaller disk. Files need no more than what is theirs: a disk
 * that is nearly full shall not keep a small one from coming back.
 */
const neededBytes = (coming) => neededTogether([coming]);
/** The same for all that comes to one file system: one reserve, the largest, is enough. */
const neededTogether = (all) => Math.ceil(all.reduce((sum, coming) => sum + ownBytes(coming), 0) +
    besideBytes(all) +
    Math.max(...all.map(reserveOf)));
/** Tells file systems apart: where there are quotas, one device has several sizes. */
const identityOf = ({ device, bytes }) => `${device} ${bytes}`;
/** Defines `measure_files`, which prints how much room the end of files makes, for `readMeasured`: those that find finds by its arguments, without folders. */
const measureFiles = (0,_host_script_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `measure_files() {
  # Never too much: a file that has another name elsewhere stays.
  find "$@" ! -type d -exec stat -c '%d:%i %b %B %h' {} + 2>/dev/null |
    awk '{ if (++seen[$1] == $4) bytes += $2 * $3 } END { printf "frees=%.0f\\n", bytes }'
}`;
/** Reads that, and the `room=` that `describe_room` told; nothing where the host could not tell. */
function readMeasured(printed) {
    const facts = (0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .readFacts */ .MH)(printed);
    const fileSystem = readFileSystem(facts.optional('room'));
    const bytes = facts.all('frees').reduce((sum, one) => sum + Number(one), 0);
    return fileSystem === undefined ? [] : [{ fileSystem, bytes }];
}
/** Prints where a directory lies, for `readFileSystem`: `$1` is its path. */
const describeRoom = (0,_host_script_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `describe_room() {
  printf '%s %s\n' "$(stat -c %d "$1/." 2>/dev/null)" "$(df -Pk "$1/." 2>/dev/null | tail -n 1)"
}`;
/** Reads that; undefined where the host could not tell. */
function readFileSystem(described) {
    const [, device, kilobytes, free] = /^(\d+) .*?(\d+) +\d+ +(\d+) +\d+% /.exec(described ?? '') ?? [];
    if (device === undefined || Number(kilobytes) === 0)
        return undefined;
    return { device, bytes: Number(kilobytes) * 1024, freeBytes: Number(free) * 1024 };
}
/**
 * Fails where the file systems of these directories have no room for what comes, as they are when it comes. Only together: a manifest
 * does not tell how much of it comes to which.
 */
const requireRoom = (coming, directories) => (0,_host_script_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `${requireFree}
require_free -k ${Math.ceil(neededBytes(coming) / 1024)} KiB ${directories}
require_free -i ${coming.entries ?? 1} inodes ${directories}`;
const BLOCK = 4096;
const FILES_RESERVE = 16 * 1024 * 1024;
const SERVER_RESERVE = 512 * 1024 * 1024;
const ownBytes = ({ bytes, entries = 0 }) => (bytes + entries * BLOCK) * 1.1;
const besideBytes = (all) => [...Map.groupBy(all, (coming) => coming.writer ?? coming).values()].reduce((sum, ofOne) => sum + Math.max(...ofOne.map(({ beside = 0 }) => beside)), 0);
const reserveOf = ({ ofServer }) => ofServer === undefined ? FILES_RESERVE : Math.min(SERVER_RESERVE, ofServer.bytes / 20);
/** What is lacking, for errors. */
const NO_ROOM = 'there is no room beside the old data';
// $1 is what df shall count, $2 how many are needed, $3 what they are; the directories follow. Unknown figures refuse nothing.
const requireFree = (0,_host_script_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `require_free() {
  option=$1 needed=$2 unit=$3 free=0 seen=' '
  shift 3
  for directory in "$@"; do
    device=$(stat -c %d "$directory")
    case $seen in *" $device "*) continue ;; esac
    seen="$seen$device "
    figures=$(df -P "$option" "$directory" | sed -n '$s/^.* \\([0-9][0-9]*\\)  *[0-9][0-9]*  *\\([0-9][0-9]*\\)  *[0-9]*%.*$/\\1 \\2/p')
    case $figures in '' | '0 '*) return 0 ;; esac
    free=$((free + \${figures#* }))
  done
  [ "$free" -ge "$needed" ] || { printf '%s: %s %s are needed, %s are free\n' ${NO_ROOM} "$needed" "$unit" "$free" >&2; exit 1; }
}`;


/***/ }),

/***/ 452:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cv: () => (/* binding */ about),
/* harmony export */   _n: () => (/* binding */ problemsIn),
/* harmony export */   cJ: () => (/* binding */ Cancelled),
/* harmony export */   tQ: () => (/* binding */ UserErrors),
/* harmony export */   yo: () => (/* binding */ UserError),
/* harmony export */   zR: () => (/* binding */ asError)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57975);

/** What a person can mend: `message` says what failed, subject first; `remedy` says what to do about it. */
class UserError extends Error {
    name = 'UserError';
    remedy;
    constructor(message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.remedy = options.remedy;
    }
}
/** The user ended the run. What else went wrong because of it need not be told. */
class Cancelled extends UserError {
    constructor() {
        super('the run was cancelled');
    }
}
/** Several problems found together, so that they can be mended together. */
class UserErrors extends Error {
    name = 'UserErrors';
    problems;
    constructor(summary, problems) {
        super([summary, ...problems.map(({ message }) => `  - ${message}`)].join('\n'));
        this.problems = problems;
    }
}
/** The problems that an error tells, one or several. */
function problemsIn(error) {
    if (error instanceof UserErrors)
        return error.problems;
    return [error instanceof UserError ? error : about('unexpected', error)];
}
/** Turns whatever was thrown into an Error. */
const asError = (thrown) => node_util__WEBPACK_IMPORTED_MODULE_0__.types.isNativeError(thrown) ? thrown : new Error(String(thrown), { cause: thrown });
/** Puts the subject of an error in front of it ("db: …") and keeps its remedy and cause. A cancel has no subject. */
function about(subject, thrown) {
    const error = asError(thrown);
    if (error instanceof Cancelled)
        return error;
    const remedy = error instanceof UserError ? error.remedy : undefined;
    if (error instanceof UserError && error.message.startsWith(`${subject}: `))
        return error;
    return new UserError(`${subject}: ${error.message}`, { remedy, cause: error });
}


/***/ }),

/***/ 52016:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B4: () => (/* binding */ formatCount),
/* harmony export */   So: () => (/* binding */ formatCounted),
/* harmony export */   a3: () => (/* binding */ formatDuration),
/* harmony export */   z3: () => (/* binding */ formatBytes)
/* harmony export */ });
/** Bytes as a person reads them: `0 B`, `12.3 MiB`. */
function formatBytes(bytes) {
    const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
    const value = bytes / 1024 ** power;
    return `${power === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${UNITS[power]}`;
}
/** Seconds as a person reads them: `0.8 s`, `42 s`, `3 min 5 s`, `2 h 7 min`. */
function formatDuration(seconds) {
    if (seconds < 10)
        return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    if (whole < 60)
        return `${whole} s`;
    if (whole < 3600)
        return `${Math.floor(whole / 60)} min ${whole % 60} s`;
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
/** A whole number with thin groups: `1,234,567`. */
const formatCount = (count) => count.toLocaleString('en-US');
/** So many of something: `1 object`, `1,234 objects`. */
const formatCounted = (count, one) => `${formatCount(count)} ${count === 1 ? one : `${one}s`}`;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];


/***/ }),

/***/ 27279:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AQ: () => (/* binding */ PART_HANGS),
/* harmony export */   Ar: () => (/* binding */ WORK),
/* harmony export */   R_: () => (/* binding */ atWork),
/* harmony export */   eQ: () => (/* binding */ PATIENCE_SECONDS),
/* harmony export */   pQ: () => (/* binding */ LEASE_IS_OVER)
/* harmony export */ });
/* harmony import */ var _lock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73599);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(46999);
/* harmony import */ var _state_folder_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65896);



/** The exit status of a script that did nothing, since its run no longer has the lock. */
const LEASE_IS_OVER = 75;
/** The exit status of a script that did nothing, since a part of the restore does not come to its end. */
const PART_HANGS = 76;
/** Seconds for which a part of a restore is waited for; less than what runs wait for the lock by default, so that they hear of it. */
const PATIENCE_SECONDS = 600;
/**
 * Defines `enter_work TOKEN`, which waits until nobody else works on the restore whose journal is `$journal`, and `leave_work`. What was cut
 * off from its runner goes on for a while, and must not meet an undo. Fails with `LEASE_IS_OVER`
 * where TOKEN has not the lock or loses it meanwhile, and where the journal is gone; and with `PART_HANGS` where somebody works for longer than
 * `$patience` seconds, whose process is `$worker` then. Who comes later does not wait for that one again.
 *
 * Whoever works says so first and looks at the lock then; whoever takes the lock over looks at who works then: so one of the two
 * sees the other. The sign is a name without content, which a full disk has room for; a number that another process has by now
 * is told by the time at which that began.
 */
const WORK = (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `born() {
  { IFS= read -r stat </proc/"$1"/stat; } 2>/dev/null || return
  set -- \${stat##*) }
  shift 19
  printf '%s' "$1"
}
others_work() {
  for work in "$journal"/work.*; do
    since=\${work##*.}
    worker=\${work%.*}
    worker=\${worker##*.}
    if [ ! -e "$work" ] || [ "$worker" = $$ ]; then continue; fi
    if [ "$(born "$worker")" = "$since" ]; then return 0; fi
    rm -f "$work"
  done
  return 1
}
has_lock() {
  ${_lock_js__WEBPACK_IMPORTED_MODULE_0__/* .FIND_LOCK */ .yq}
  ${(0,_lock_js__WEBPACK_IMPORTED_MODULE_0__/* .isOwner */ .u8)((0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `"$1"`, { yes: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `return 0`, no: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `return 1` })}
}
enter_work() {
  waited=0
  working=$journal/work.$$.$(born $$)
  while :; do
    if [ ! -d "$journal" ]; then return ${LEASE_IS_OVER}; fi
    # Not by a colon, with which dash itself would end where there is no room.
    true >"$working" || return
    if ! has_lock "$1"; then
      leave_work
      echo 'this run has the lock of the stack no longer' >&2
      return ${LEASE_IS_OVER}
    fi
    others_work || return 0
    # Two that wait do not wait for each other.
    leave_work
    if [ "$waited" -ge "$patience" ] || [ -e "$journal/hangs.$worker.$since" ]; then
      true >"$journal/hangs.$worker.$since"
      printf 'a part of the restore hangs on this host, process %s: see ps -p %s, end it with all that it started, or start the host anew
' "$worker" "$worker" >&2
      return ${PART_HANGS}
    fi
    sleep 1
    waited=$((waited + 1))
  done
}
leave_work() {
  rm -f "$working"
}`;
/**
 * A part of a restore: it does its work only while its run has the lock, the restore is in the phase to which it belongs, and nobody else works on it;
 * else it ends with `LEASE_IS_OVER`.
 */
const atWork = ({ stack, token }, phase, script) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .stateFolder */ .y)(stack)}
journal=$state/journal.${token}
${WORK}
working=
patience=${PATIENCE_SECONDS}
trap leave_work EXIT
enter_work ${token} || exit
if [ ! -e "$journal"/phase.${phase} ]; then
  echo ${`the restore is not ${phase} any more`} >&2
  exit ${LEASE_IS_OVER}
fi
umask "$login_mask"
${script}`;


/***/ }),

/***/ 70487:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $v: () => (/* binding */ undoCleared),
/* harmony export */   HQ: () => (/* binding */ clearOld),
/* harmony export */   MW: () => (/* binding */ entryNumber),
/* harmony export */   j4: () => (/* binding */ CLEARED)
/* harmony export */ });
/* harmony import */ var _at_work_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27279);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(46999);


/**
 * Removes the old data of a component before the new is staged. It is noted first: from then on nothing on the host brings it back. The
 * exchange must have begun, so that a run which dies meanwhile leaves nothing in service. `index` is that of the component in the journal.
 */
const clearOld = (lease, index, clear) => (0,_at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .atWork */ .R_)(lease, 'swapping', (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `entry=$journal/${entryNumber(index)}
${LEND_SAFETY}
true >"$entry".cleared || exit
sync "$journal" 2>/dev/null || :
${clear}`);
/**
 * The undo of such a component, as a script of its own in the journal: takes back what made it ready as long as nothing was removed. After that it removes what was
 * staged, and fails.
 */
const undoCleared = (unready) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `if [ ! -e "\${0%.undo}.cleared" ]; then
${unready}
exit
fi
said=$(sh "\${0%.undo}.discard" 2>&1) || printf 'what was staged could not be removed: %s\n' "$said" >&2
printf 'its old data, or a part of it, was removed to make room for the new (make-room), and ' >&2
if { read -r safety <"\${0%.undo}.safety" || read -r safety <"\${0%/*}/safety"; } 2>/dev/null; then printf 'what was there is the safety backup %s\n' "$safety" >&2
else echo 'there is no safety backup of it' >&2
fi
exit 1`;
/** Defines `is_hopeless`: old data of the restore in `$journal` was removed, all else was taken back, and nothing more can be; and `tell_cleared`, which prints `cleared=<component>` for each. */
const CLEARED = (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `is_hopeless() {
  [ -e "$journal/hopeless" ]
}
tell_cleared() {
  for cleared in "$journal"/*.cleared; do
    if [ -e "$cleared" ]; then printf 'cleared=%s\n' "$(cat "\${cleared%.cleared}.name")"; fi
  done
}`;
// Of old data that is gone since an earlier restore, only the safety backup of that one tells. A full disk has no room to note it.
const LEND_SAFETY = (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `for earlier in "$state"/journal.*/*.cleared; do
  earlier=\${earlier%.cleared}
  if [ "\${earlier%/*}" = "$journal" ] || [ ! -e "$earlier.places" ]; then continue; fi
  if grep -v '^#' "$earlier.places" | grep -qxF -f - "$entry.places"; then
    { cat "$earlier.safety" 2>/dev/null || cat "\${earlier%/*}/safety"; } >"$entry.safety" 2>/dev/null || rm -f "$entry.safety"
    break
  fi
done`;
/** What the names of a component's files in the journal begin with. */
const entryNumber = (index) => String(index).padStart(4, '0');


/***/ }),

/***/ 95621:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bc: () => (/* binding */ inContainer),
/* harmony export */   W$: () => (/* binding */ findContainers),
/* harmony export */   X: () => (/* binding */ guardedInContainer),
/* harmony export */   rc: () => (/* binding */ describeContainer)
/* harmony export */ });
/* harmony import */ var _guard_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(36779);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(46999);


/**
 * Prints facts about a container, found by its reference, and sets `$container` to its id and `$container_state` to its state; both
 * are empty where there is not exactly one.
 */
const describeContainer = (reference) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `container=
container_state=
found=${typeof reference === 'string' ? reference : (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `$(${findContainers(reference)} 2>/dev/null)`}
${typeof reference === 'string' ? undefined : (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `if [ -z "$found" ]; then found=$(${findStopped(reference)} 2>/dev/null); fi`}
if [ "$(printf '%s\n' "$found" | grep -c .)" = 1 ] && described=$(docker inspect --type container --format ${CONTAINER_AS_LINE} -- "$found" 2>/dev/null); then
  read -r container container_state image described <<DESCRIBED
$described
DESCRIBED
  printf 'container=%s\n' "$described"
  digests=$(docker image inspect --format '{{json .RepoDigests}}' "$image") && printf 'image-digests=%s\n' "$digests"
else
  printf 'container-matches=%s\n' "$(printf '%s\n' "$found" | grep -c .)"
  printf 'container-error=%s\n' "$(${findContainers(reference)} 2>&1 >/dev/null | tr '\n' ' ')"
fi`;
/** A command inside a container, with no terminal and standard input passed on. The command runs as the script of the container's `sh`. */
const inContainer = (container, command) => ({
    ...command,
    text: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `docker exec -i ${options(container, command)} ${container.id} sh -c ${command.text}`.text
});
/** A command inside a container that dies when its standard input ends, for captures. */
const guardedInContainer = (container, command) => inContainer(container, { ...command, text: (0,_guard_js__WEBPACK_IMPORTED_MODULE_0__/* .guarded */ .Nj)(command).text });
/** Prints the ids of the containers behind a reference; of a service, those that run. */
const findContainers = (reference) => typeof reference === 'string'
    ? (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `docker inspect --type container --format '{{.Id}}' -- ${reference}`
    : (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `docker ps --no-trunc -q --filter ${`label=com.docker.compose.project=${reference.project}`} --filter ${`label=com.docker.compose.service=${reference.service}`}`;
// Those that do not run as well, but for what `docker compose run` left.
const findStopped = ({ project, service }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `docker ps --all --no-trunc -q --filter label=com.docker.compose.oneoff=False --filter ${`label=com.docker.compose.project=${project}`} --filter ${`label=com.docker.compose.service=${service}`}`;
// Each call of docker takes a twentieth of a second, so one tells all.
const CONTAINER_AS_LINE = `{{.Id}} {{.State.Status}} {{.Image}} ${[
    '{"id":{{json .Id}},"name":{{json .Name}},"state":{{json .State.Status}}',
    '"image":{{json .Image}},"imageName":{{json .Config.Image}},"command":{{json .Args}},"mounts":{{json .Mounts}}',
    '"autoRemove":{{json .HostConfig.AutoRemove}},"labels":{{json .Config.Labels}}}'
].join(',')}`;
// A secret goes in by its name only: docker takes the value from its own environment, so no argv shows it.
const options = ({ user, variables = [] }, command) => [
    ...(user === undefined ? [] : ['--user', user]),
    '-e',
    'LC_ALL=C',
    ...[...variables, ...Object.keys(command.secrets ?? {})].flatMap((name) => ['-e', name])
];


/***/ }),

/***/ 62620:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ endLease)
/* harmony export */ });
/* harmony import */ var _quiet_list_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(78239);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46999);
/* harmony import */ var _start_quiet_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15775);
/* harmony import */ var _state_folder_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65896);




/**
 * Starts what a lease holds, in reverse order, and ends it. Prints for each container `started=<id> <seconds> <name>`, `ran=<id> <name>`
 * where it ran already, or `gone=<id> <name>` where it was removed; then `lease=kept`, `lease=fired` where the watcher was there first, or `lease=none`. Where
 * its list was lost, `containers` are what it held. Goes on where one does not start, and fails then: the list stays, for the watcher and
 * the next run. Asked again, it tells the same again.
 */
const endLease = ({ stack, token }, containers) => (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .stateFolder */ .y)(stack)}
${_start_quiet_js__WEBPACK_IMPORTED_MODULE_1__/* .END_LEASE */ .xR}
if [ -e "$state"/ended.${token} ]; then
  cat "$state"/ended.${token}
  exit
fi
if [ ! -e "$state"/quiet.${token} ] && [ ! -e "$state"/ending.${token} ] && [ ! -e "$state"/fired.${token} ]; then
  ${containers.length === 0
    ? (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `echo lease=none
  exit 0`
    : (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `printf '%s\n' ${containers.map(_quiet_list_js__WEBPACK_IMPORTED_MODULE_3__/* .listEntry */ .p)} >"$state"/ending.${token} || exit`}
fi
end_lease ${token}`;


/***/ }),

/***/ 5211:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ endOwnRun),
/* harmony export */   eg: () => (/* binding */ END_RUN),
/* harmony export */   iL: () => (/* binding */ endDeadRuns)
/* harmony export */ });
/* harmony import */ var _at_work_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27279);
/* harmony import */ var _kept_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(12532);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46999);
/* harmony import */ var _start_quiet_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(15775);
/* harmony import */ var _state_folder_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(65896);
/* harmony import */ var _supersede_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(99006);
/* harmony import */ var _undo_restore_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(14145);







/**
 * Defines `end_run RUN BY HOW FOR`, which sets right what a run left: takes back what its restore exchanged, starts what it stopped, and removes what it
 * staged, or keeps the old data of what was proven. BY is the run that does it; where there is a journal it has to have the lock. HOW is `asked` where
 * nothing that runs may keep it from that. FOR is `restore` where another restore may make good what cannot be taken back. Prints `journal=gone` where there was no restore, `phase=` with how far it was, `part=` where it is but the first or the last part of one, `undone=<run>` where it was taken back, `stuck=<run>` where it could not be:
 * nothing of it is started then, and `cleared=<component>` for each whose old data was removed on purpose, `kept=` with the second until which the old data is kept, and else as `endLease` does. What was begun before is gone on with.
 * Needs `$patience`, the seconds for which it waits for what is at work; prints `hangs=` with the process that takes longer, and does nothing then.
 */
const END_RUN = (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${_start_quiet_js__WEBPACK_IMPORTED_MODULE_3__/* .END_LEASE */ .xR}
${_at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .WORK */ .Ar}
${_undo_restore_js__WEBPACK_IMPORTED_MODULE_6__/* .UNDO_RESTORE */ .qX}
${_undo_restore_js__WEBPACK_IMPORTED_MODULE_6__/* .DISCARD_RESTORE */ .cv}
${_supersede_js__WEBPACK_IMPORTED_MODULE_5__/* .SUPERSEDE */ .V}
is_listed() {
  [ -e "$state/quiet.$1" ] || [ -e "$state/ending.$1" ] || [ -e "$state/fired.$1" ]
}
end_listed() {
  if is_listed "$1"; then end_lease "$1" || return; fi
  rm -f "$state/ended.$1"
}
# What ran before, and nothing else, is started: what stands on the list may be what another restore must keep stopped.
list_ran() {
  if [ ! -e "$journal/ran" ]; then return 0; fi
  rm -f "$state/quiet.$1" "$state/ending.$1" "$state/fired.$1"
  ln "$journal/ran" "$state/fired.$1" 2>/dev/null || cp "$journal/ran" "$state/fired.$1"
}
keep_old() {
  read -r keep_seconds <"$journal/keep" || return
  # Of the same length as before: a full disk has room for it.
  echo "$(($(date +%s) + keep_seconds))" 1<>"$journal/until" || return
  sync "$journal/until" 2>/dev/null || :
  move_phase proven kept || return
  # Whoever asked may be gone, and it is kept all the same.
  printf 'kept=%s\n' "$(cat "$journal/until")" || :
}
is_open() {
  [ -e "$1/phase.swapping" ] || [ -e "$1/phase.swapped" ]
}
has_later() {
  for other in "$state"/journal.*; do
    if is_open "$other" && [ "$other/token" -nt "$journal/token" ]; then return 0; fi
  done
  return 1
}
end_journal() {
  find_phase
  printf 'phase=%s\n' "$phase"
  if [ -e "$journal/part" ]; then printf 'part=%s\n' "$(cat "$journal/part")"; fi
  case $phase in
    # It was cut short while it was written, before anything was made.
    '') end_listed "$1" && rm -rf "$journal"; return ;;
    proven)
      # Once: what is restored later is none of its business.
      if [ -e "$journal/supersedes" ]; then supersede && rm -f "$journal/supersedes" || return; fi
      if [ -e "$journal/keep" ]; then
        end_listed "$1" || return
        if keep_old; then return 0; fi
      fi ;;
    kept) end_listed "$1" || return; ${_kept_js__WEBPACK_IMPORTED_MODULE_1__/* .UNLESS_KEPT */ .M} ;;
    swapping | swapped)
      # It would put back what is old to it below what is old to that one.
      if has_later; then
        printf 'a restore that began later has to be taken back before it\n' >&2
        printf 'stuck=%s\n' "$1"
        tell_cleared
        return 1
      fi
      # Nothing more is stopped or exchanged by what lags behind.
      mv "$state/quiet.$1" "$state/ending.$1" 2>/dev/null || :
      # What was started before stops now, and has to be started again.
      rm -f "$state/told.$1" "$state/ended.$1"
      if ! undo_restore "$2" || ! list_ran "$1" || ! move_phase "$phase" undone; then
        printf 'stuck=%s\n' "$1"
        tell_cleared
        return 1
      fi
      printf 'undone=%s\n' "$1" ;;
  esac
  end_listed "$1" && discard_restore
}
# Starts the servers of what is stuck: they must run before anybody can restore into them. That is noted, so that they do not count as in use.
serve() {
  if [ "$1" != restore ]; then return 0; fi
  while read -r id name; do
    look_now "$id" "$name" || return 0
    case $described in
      paused) printf '%s\n' "$name" >>"$journal/served"; docker unpause "$now" </dev/null >/dev/null || : ;;
      running | restarting | gone) ;;
      *) printf '%s\n' "$name" >>"$journal/served"; docker start "$now" </dev/null >/dev/null || : ;;
    esac
  done <"$journal/servers"
}
end_run() {
  journal=$state/journal.$1
  if [ ! -d "$journal" ]; then
    echo journal=gone
    end_listed "$1"
    return
  fi
  ending_status=0
  enter_work "$2" || ending_status=$?
  if [ "$ending_status" = 0 ]; then
    end_journal "$1" "$3" || { ending_status=$?; serve "$4"; }
    leave_work
  elif [ ! -d "$journal" ]; then
    # Somebody else ended it meanwhile.
    echo journal=gone
    ending_status=0
  else
    find_phase
    printf 'phase=%s\n' "$phase"
    if [ "$ending_status" = ${_at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .PART_HANGS */ .AQ} ]; then
      case $phase in
        # It removes what nobody uses, however long that takes.
        proven | kept)
          printf 'left=the restore: process %s still removes what it left (%s)\n' "$worker" "\${journal##*/}"
          ending_status=0 ;;
        *)
          printf 'hangs=%s\n' "$worker"
          tell_cleared ;;
      esac
    fi
  fi
  return "$ending_status"
}`;
/**
 * Ends what all other runs left, which are dead since they have no lock. Prints as `end_run` does, for all of them, `undone=` also for what the
 * host took back by itself, and last `status=`: zero, or what failed; goes on then. `purpose` is what for: to take back, also what somebody works with by now, or
 * to restore, for which the servers of what is stuck are started, since they must run before anybody can restore into them.
 */
const endDeadRuns = ({ stack, token }, purpose, patienceSeconds = _at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .PATIENCE_SECONDS */ .eQ) => (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_4__/* .stateFolder */ .y)(stack)}
${END_RUN}
patience=${patienceSeconds}
status=0
seen=' '
# First what was proven, since that may make good what others left.
for journal in "$state"/journal.*; do
  if [ -e "$journal/phase.proven" ] && [ "$journal" != "$state"/journal.${token} ]; then
    seen="$seen\${journal##*.} "
    end_run "\${journal##*.}" ${token} unasked backup || status=$?
  fi
done
# What began last is taken back first.
find_last() {
  last=
  for journal in "$state"/journal.*; do
    case $seen in *" \${journal##*.} "*) continue ;; esac
    if is_open "$journal" && [ "$journal" != "$state"/journal.${token} ]; then
      if [ -z "$last" ] || [ "$journal/token" -nt "$last/token" ]; then last=$journal; fi
    fi
  done
  [ -n "$last" ]
}
while find_last; do
  seen="$seen\${last##*.} "
  end_run "\${last##*.}" ${token} ${purpose === 'undo' ? 'asked' : 'unasked'} ${purpose} || status=$?
done
for left in "$state"/quiet.* "$state"/ending.* "$state"/fired.* "$state"/journal.*; do
  dead=\${left##*.}
  case $seen in *" $dead "*) continue ;; esac
  seen="$seen$dead "
  if [ ! -e "$left" ] || [ "$dead" = ${token} ]; then continue; fi
  end_run "$dead" ${token} ${purpose === 'undo' ? 'asked' : 'unasked'} ${purpose} || status=$?
done
for word in "$state"/undone.*; do
  if [ -e "$word" ]; then
    printf 'undone=%s\n' "\${word##*.}"
    cat "$word"
    rm -f "$word"
  fi
done
printf 'status=%s\n' "$status"`;
/**
 * Ends what the run itself left, or is about to leave. Prints as `end_run` does, `unmended=` where an earlier restore could not be taken back, and last `status=`: zero, what
 * failed, or `LEASE_IS_OVER` where it has a journal and no longer the lock.
 */
const endOwnRun = ({ stack, token }, patienceSeconds = _at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .PATIENCE_SECONDS */ .eQ) => (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_4__/* .stateFolder */ .y)(stack)}
${END_RUN}
patience=${patienceSeconds}
status=0
end_run ${token} ${token} asked own || status=$?
for journal in "$state"/journal.*; do
  if is_open "$journal" && [ "$journal" != "$state"/journal.${token} ]; then echo unmended=yes; break; fi
done
printf 'status=%s\n' "$status"`;


/***/ }),

/***/ 36779:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Nj: () => (/* binding */ guarded),
/* harmony export */   U6: () => (/* binding */ pulse),
/* harmony export */   m8: () => (/* binding */ ALL_WRITTEN)
/* harmony export */ });
/* unused harmony export SILENCE_SECONDS */
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46999);

/**
 * Runs one command so that it dies when standard input ends: killing a docker client does not kill what it started, but it
 * closes that program's input. The command must be a single one that can stand behind `exec`; it has ten seconds to listen.
 *
 * When the command is through, it says so on standard error and waits for the end of standard input. Docker gives a command's
 * last output two seconds to be taken once the command is gone, and throws away the rest with exit status 0 (moby/moby#45689):
 * the runner ends the input when it takes everything that comes.
 */
const guarded = (command) => (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `exec 3<&0
( exec ${command} ) </dev/null 3<&- &
tool=$!
( while IFS= read -r beat; do :; done
  trap '' TERM
  kill -TERM "$tool"
  for second in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$tool" || exit; sleep 1; done
  kill -KILL "$tool" ) <&3 >/dev/null 2>&1 &
guard=$!
wait "$tool"
status=$?
kill "$guard" 2>/dev/null
wait "$guard" 2>/dev/null
echo ${ALL_WRITTEN} >&2
while IFS= read -r beat; do :; done <&3
exit "$status"`;
/** What a guarded command says on a line of standard error when all its output is written. */
const ALL_WRITTEN = 'predeploy: all is written';
/** Seconds of silence after which a host takes its runner for dead. */
const SILENCE_SECONDS = 120;
/**
 * Passes the runner's heartbeat on and ends when it stops: at the end of input, or after silence where `timeout` can tell. It ends
 * as well when nobody takes the beats any more, so that no pipeline waits for it.
 */
const pulse = (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `trap '' PIPE
  if timeout 1 true; then
    while beat=$(timeout ${SILENCE_SECONDS} head -n 1) && [ -n "$beat" ] && echo . ; do :; done
  else
    while IFS= read -r beat && echo . ; do :; done
  fi 2>/dev/null`;


/***/ }),

/***/ 1937:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A9: () => (/* binding */ PHASE),
/* harmony export */   Fs: () => (/* binding */ beginJournal),
/* harmony export */   Jn: () => (/* binding */ movePhase),
/* harmony export */   _0: () => (/* binding */ openJournal),
/* harmony export */   eN: () => (/* binding */ END_MARK),
/* harmony export */   mt: () => (/* binding */ RUN_ALONE),
/* harmony export */   sD: () => (/* binding */ addToJournal)
/* harmony export */ });
/* harmony import */ var _at_work_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27279);
/* harmony import */ var _clear_old_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(70487);
/* harmony import */ var _quiet_list_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(78239);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46999);
/* harmony import */ var _state_folder_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(65896);





/**
 * Defines `find_phase`, which sets `$phase` to that of the journal in `$journal`, or to nothing, and `move_phase FROM TO`, which fails where it is
 * another. It is the name of a file without content: a rename comes from one phase only, and a full disk has room for it. Its time is that of
 * the last sign of life.
 */
const PHASE = (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `find_phase() {
  phase=
  for noted in "$journal"/phase.*; do
    if [ -e "$noted" ]; then phase=\${noted##*.}; fi
  done
}
move_phase() {
  [ -e "$journal/phase.$2" ] || mv "$journal/phase.$1" "$journal/phase.$2" || return
  touch -c "$journal/phase.$2" || :
  # A host that loses its power shall know it, too.
  sync "$journal" 2>/dev/null || :
}`;
/** Begins the journal of a restore. Nothing is done by it before it is opened. */
const beginJournal = ({ stack, token }, { stops, servers, backup, safety, keepSeconds, part }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_3__/* .stateFolder */ .y)(stack)}
journal=$state/journal.${token}
# What the first part of the restore left is removed by the next run.
if [ -e "$journal"/phase.proven ]; then mv "$journal" "$journal"-first || exit; fi
rm -rf "$journal" && mkdir "$journal" || exit
: >"$journal"/supersedes || exit
printf '%s\n' ${backup} >"$journal"/backup && echo ${token} >"$journal"/token || exit
${part === 'whole' ? undefined : (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `echo ${part} >"$journal"/part || exit`}
: >"$journal"/list || exit
: >"$journal"/servers || exit
${safety === undefined ? undefined : (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `echo ${safety} >"$journal"/safety || exit`}
${(0,_script_js__WEBPACK_IMPORTED_MODULE_2__/* .lines */ .Mn)([
    ...stops.map((stop) => (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `printf '%s\n' ${(0,_quiet_list_js__WEBPACK_IMPORTED_MODULE_4__/* .listEntry */ .p)(stop)} >>"$journal"/list || exit`),
    ...servers.map(({ id, name }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `printf '%s\n' ${`${id} ${name}`} >>"$journal"/servers || exit`)
])}
${keepSeconds === 0
    ? undefined
    : (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `echo ${Math.ceil(keepSeconds)} >"$journal"/keep && echo 0000000000 >"$journal"/until || exit`}`;
/** Adds a component; components are taken back in reverse order. Its scripts can be run by anybody who can read the folder, so secrets stand in them. */
const addToJournal = ({ stack, token }, { name, places, undo, discard }, index) => {
    const number = (0,_clear_old_js__WEBPACK_IMPORTED_MODULE_1__/* .entryNumber */ .MW)(index);
    return (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_3__/* .stateFolder */ .y)(stack)}
journal=$state/journal.${token}
${QUOTE_VARIABLE}
printf '%s\n' ${name} >"$journal"/${`${number}.name`} || exit
printf '%s\n' ${[...places.map((place) => JSON.stringify(place)), END_MARK]} >"$journal"/${`${number}.places`} || exit
${alone(undo, `${number}.undo`)}
${alone(discard, `${number}.discard`)}`;
};
/** Says that the journal is whole; its phase is `staging`. */
const openJournal = ({ stack, token }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_3__/* .stateFolder */ .y)(stack)}
journal=$state/journal.${token}
: >"$journal"/phase.staging || exit
sync "$journal"/* "$journal" 2>/dev/null || sync`;
/** Notes that the restore went on from one phase to the next. */
const movePhase = (lease, from, to) => (0,_at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .atWork */ .R_)(lease, from, (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${PHASE}
move_phase ${from} ${to}`);
/** The last line of a file of a journal that is whole. */
const END_MARK = '# the end';
/**
 * Defines `run_alone FILE`, which runs a script of a journal, with `predeploy_superseded` in its environment: `yes` where all places of its component were replaced
 * since, and that was proven. One that is not whole, since the host lost its power while it was written, might do nothing and seem to have done all.
 */
const RUN_ALONE = (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `run_alone() {
  if [ "$(tail -n 1 "$1")" != ${END_MARK} ]; then
    printf 'the journal of the restore was cut short: %s\n' "$1" >&2
    return 1
  fi
  superseded=no
  if [ -e "\${1%.*}.superseded" ]; then superseded=yes; fi
  predeploy_superseded=$superseded sh "$1" </dev/null
}`;
// A file that `sh` runs in the environment that every script has, with the secrets of the script.
function alone(script, file) {
    const secrets = script.secrets ?? {};
    const exports = Object.keys(secrets).map((name) => (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `printf 'export %s=' ${name} && quote_variable "$${{ text: name }}" &&`);
    return (0,_script_js__WEBPACK_IMPORTED_MODULE_2__/* .withSecrets */ .a9)((0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `{ printf 'umask %s\n' "$login_mask" &&
${(0,_script_js__WEBPACK_IMPORTED_MODULE_2__/* .lines */ .Mn)([...exports, (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `printf '%s\n' ${script.text} ${END_MARK}`])}
} >"$journal"/${file} || exit`, secrets);
}
// In single quotes, each of its own as '\''. No tool sees it.
const QUOTE_VARIABLE = (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `quote_variable() {
  rest=$1
  quoted=
  while :; do
    case $rest in
      *\\'*) quoted=$quoted\${rest%%\\'*}"'\\\\''"; rest=\${rest#*\\'} ;;
      *) break ;;
    esac
  done
  printf "'%s'\n" "$quoted$rest"
}`;


/***/ }),

/***/ 45557:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PW: () => (/* binding */ lookAtKept),
/* harmony export */   VD: () => (/* binding */ claimKept),
/* harmony export */   W$: () => (/* binding */ tellKept),
/* harmony export */   eo: () => (/* binding */ reopenKept)
/* harmony export */ });
/* harmony import */ var _at_work_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27279);
/* harmony import */ var _clear_old_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(70487);
/* harmony import */ var _journal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1937);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(46999);
/* harmony import */ var _state_folder_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(65896);





/** Prints `kept=` with the run that made each restore whose old data is kept on purpose: what is kept has its token in its name. Changes nothing. */
const tellKept = (stack) => (0,_state_folder_js__WEBPACK_IMPORTED_MODULE_4__/* .inStateFolders */ .A)(stack, (0,_script_js__WEBPACK_IMPORTED_MODULE_3__.sh) `for kept in "$state"/journal.*/phase.kept; do
    if [ -e "$kept" ]; then printf 'kept=%s\n' "$(cat "\${kept%/*}/token")"; fi
  done`);
// What must not run while it is taken back, and what of that, or of the servers, is no more.
const TELL_STOPS = (0,_script_js__WEBPACK_IMPORTED_MODULE_3__.sh) `tell_one() {
  if said=$(docker inspect --type container --format '{{.Id}}' -- "$2" 2>&1 </dev/null); then
    if [ "$1" != server ]; then printf 'stop=%s %s %s\n' "$1" "$2" "$3"; fi
    return 0
  fi
  case $said in
    *[Nn]'o such container'* | *[Nn]'o such object'*) all_there=no; printf 'gone=%s\n' "$3" ;;
    *) printf '%s\n' "$said" >&2; return 1 ;;
  esac
}
tell_stops() {
  all_there=yes
  while read -r action id name; do tell_one "$action" "$id" "$name" || exit; done <"$journal/list" || exit
  while read -r id name; do tell_one server "$id" "$name" || exit; done <"$journal/servers" || exit
}
is_kept() {
  [ -e "$journal/phase.kept" ] && read -r until <"$journal/until" && [ "$until" -gt "$(date +%s)" ]
}`;
/**
 * Tells of the restore that would be taken back, and changes nothing: one that was not finished, or one whose old data is kept. Prints `unfinished=<run>`, or `kept=` with the second until which it is;
 * `restored=` with what its journal says of it, `stop=<action> <id> <name>` for what would be stopped, and `gone=<name>` for what uses kept data and is no more. Nothing where there is none.
 * Prints `undone=<run>` for each that the host took back by itself, of which nobody was told yet.
 */
const lookAtKept = (stack) => (0,_state_folder_js__WEBPACK_IMPORTED_MODULE_4__/* .inStateFolders */ .A)(stack, (0,_script_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${TELL_STOPS}
  ${_clear_old_js__WEBPACK_IMPORTED_MODULE_1__/* .CLEARED */ .j4}
  tell_restore() {
    if [ -e "$journal/backup" ] && read -r line <"$journal/backup"; then printf 'restored=%s\n' "$line"; fi
    tell_cleared
    tell_stops
  }
  for word in "$state"/undone.*; do
    if [ -e "$word" ]; then printf 'undone=%s\n' "\${word##*/undone.}"; fi
  done
  unfinished=no
  for journal in "$state"/journal.*; do
    if [ -e "$journal/phase.swapping" ] || [ -e "$journal/phase.swapped" ]; then
      unfinished=yes
      printf 'unfinished=%s\n' "\${journal##*/journal.}"
      tell_restore
    fi
  done
  for journal in "$state"/journal.*; do
    if [ "$unfinished" = yes ] || ! is_kept; then continue; fi
    printf 'kept=%s\n' "$until"
    tell_restore
  done`);
/**
 * Makes the journal of a restore whose old data is kept that of the run itself. Prints `claimed=` with the second until which it is kept,
 * and `stop=` for what must not run while it is taken back. Where something that uses the data is no more, it prints `gone=<name>` and does nothing; nothing at all where no
 * old data is kept. Ends with `LEASE_IS_OVER` where the run has not the lock.
 */
const claimKept = ({ stack, token }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_4__/* .stateFolder */ .y)(stack)}
${_at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .WORK */ .Ar}
${TELL_STOPS}
has_lock ${token} || exit ${_at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .LEASE_IS_OVER */ .pQ}
for journal in "$state"/journal.*; do
  if ! is_kept; then continue; fi
  tell_stops
  if [ "$all_there" = no ]; then exit 0; fi
  [ "$journal" = "$state"/journal.${token} ] || mv "$journal" "$state"/journal.${token} || exit
  printf 'claimed=%s\n' "$until"
  exit
done`;
/** Says that the restore has to be taken back. Whoever says so does not want it resumed. */
const reopenKept = (lease) => (0,_at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .atWork */ .R_)(lease, 'kept', (0,_script_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${_journal_js__WEBPACK_IMPORTED_MODULE_2__/* .PHASE */ .A9}
rm -f "$journal/backup" "$journal/keep"
move_phase kept swapped`);


/***/ }),

/***/ 12532:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ UNLESS_KEPT)
/* harmony export */ });
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46999);

/** Returns from a function where the old data of the restore whose journal is `$journal` is still kept. */
const UNLESS_KEPT = (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `if [ -e "$journal/phase.kept" ] && read -r kept_until 2>/dev/null <"$journal/until" && [ "$kept_until" -gt "$(date +%s)" ]; then return 0; fi`;


/***/ }),

/***/ 38300:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  $: () => (/* binding */ armLease),
  R: () => (/* binding */ makeQuiet)
});

// EXTERNAL MODULE: ./lib/host-script/quiet-list.js
var quiet_list = __webpack_require__(78239);
// EXTERNAL MODULE: ./lib/host-script/script.js
var script = __webpack_require__(46999);
// EXTERNAL MODULE: ./lib/host-script/start-quiet.js
var start_quiet = __webpack_require__(15775);
// EXTERNAL MODULE: ./lib/host-script/state-folder.js
var state_folder = __webpack_require__(65896);
// EXTERNAL MODULE: ./lib/host-script/at-work.js
var at_work = __webpack_require__(27279);
// EXTERNAL MODULE: ./lib/host-script/end-run.js
var end_run = __webpack_require__(5211);
// EXTERNAL MODULE: ./lib/host-script/lock.js
var lock = __webpack_require__(73599);
;// CONCATENATED MODULE: ./lib/host-script/watcher.js





// An hour, for a Docker that comes back.
const TRIES = 720;
const USUAL = { partSeconds: at_work/* PATIENCE_SECONDS */.eQ, lockSeconds: 3600 };
/**
 * The watcher of a lease: waits until the run no longer has the lock, takes the list by renaming it, so that the run sees that it came
 * too late, and starts what is on it; also what a run began to start and could not. Ends when the list is gone, and no restore is under way.
 *
 * Where a restore is under way it takes the lock over itself, as the next run would, and does what that would do; while another run has the
 * lock it leaves all to that one. What hangs it waits for without the lock, so that the next run can say so.
 */
const watcher = ({ stack, token }, { partSeconds, lockSeconds } = USUAL) => (0,script.sh) `${(0,state_folder/* stateFolder */.y)(stack)}
exec 2>"$state"/trouble.${token}
${end_run/* END_RUN */.eg}
journal=$state/journal.${token}
restores() {
  find_phase
  [ "$phase" = swapping ] || [ "$phase" = swapped ]
}
# Taken back, but not all of it started.
is_down() {
  [ -d "$journal" ] && [ -s "$state"/fired.${token} ]
}
underway() {
  [ -e "$state"/quiet.${token} ] || [ -e "$state"/ending.${token} ] || restores || is_down
}
is_alive() {
  ${lock/* FIND_LOCK */.yq}
  ${(0,lock/* isOwner */.u8)(token, { yes: (0,script.sh) `[ "$until" -gt "$(date +%s)" ]`, no: (0,script.sh) `return 1` })}
}
start_listed() {
  list=$state/fired.${token}
  mv "$state"/quiet.${token} "$list" 2>/dev/null || mv "$state"/ending.${token} "$list" 2>/dev/null || list=$state/quiet.${token}
  tries=0
  until [ ! -e "$list" ] || start_all "$list" ${token} || [ "$tries" -ge ${TRIES} ]; do
    tries=$((tries + 1))
    sleep 5
  done
  # An empty list says that all of it was started: what is stopped later is stopped on purpose.
  if [ -e "$list" ] && [ "$tries" -lt ${TRIES} ]; then : >"$list"; fi
}
${takeBack({ stack, token }, lockSeconds)}
patience=${partSeconds}
if [ -s "$state"/quiet.${token} ] || grep -q 'docker ' "$journal"/*.undo 2>/dev/null; then docker ps --quiet >/dev/null || exit; fi
echo $$ >"$state"/armed.${token} || exit
tries=0
how=asked
hanging=no
while underway; do
  if is_alive; then
    for noted in "$journal"/phase.*; do
      if [ -e "$noted" ]; then touch -c "$noted"; fi
    done
    sleep 2
  elif [ -d "$journal" ]; then
    if [ "$hanging" = no ] || ! others_work; then
      if take_back || is_hopeless; then exit; fi
    fi
    tries=$((tries + 1))
    if [ "$tries" -ge ${TRIES} ]; then exit; fi
    sleep 5
  else
    start_listed
    exit
  fi
done`;
/** Starts the watcher that stands in the folder. A service of systemd is no process of the login, which some systems end with the user's last session. */
const startWatcher = ({ token }) => (0,script.sh) `as_service() {
  command -v systemd-run >/dev/null 2>&1 && [ -d /run/systemd/system ] || return
  set -- systemd-run --quiet --collect ${`--unit=predeploy-lease-${token}`}
${(0,script/* lines */.Mn)(DOCKER_READS.map((name) => (0,script.sh) `  if [ -n "\${${{ text: name }}:-}" ]; then set -- "$@" "--setenv=${{ text: name }}=$${{ text: name }}"; fi`))}
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || return
    set -- sudo -n "$@" "--uid=$(id -u)" "--gid=$(id -g)"
  fi
  "$@" /bin/sh "$state"/watch.${token} </dev/null >/dev/null 2>&1
}
if ! as_service; then
  detach=
  if command -v setsid >/dev/null 2>&1; then detach=setsid; fi
  nohup $detach sh "$state"/watch.${token} </dev/null >/dev/null 2>&1 &
fi`;
// Defines `take_back`, which has the lock while it sets right what the run left.
function takeBack({ stack, token }, lockSeconds) {
    const claim = {
        stack,
        // Not the run's own, so that a run that comes back sees that it is too late.
        token: `host-${token}`,
        owner: JSON.stringify({
            token: `host-${token}`,
            run: 'the host itself, which ends a restore whose run is not heard of'
        })
    };
    const pause = Math.min(lock/* LOCK_SECONDS */.Yh / 4, lockSeconds);
    return (0,script.sh) `take_lock() (
  ${(0,lock/* takeLock */.HJ)(claim, undefined)}
)
renew_lock() (
  ${(0,lock/* renewLock */.LH)(claim)}
)
free_lock() (
  ${(0,lock/* freeLock */.mq)(claim)}
)
keep_lock() {
  kept_for=0
  while kill -0 $$ && [ "$kept_for" -lt ${lockSeconds} ]; do
    sleep ${pause}
    renew_lock
    kept_for=$((kept_for + ${pause}))
  done
}
take_back() {
  case $(take_lock) in *lock=taken*) ;; *) return 1 ;; esac
  keep_lock >/dev/null 2>&1 &
  keeping=$!
  taken_back=0
  # Where that was tried before, somebody may have started something since, or restored.
  if [ -e "$journal/stuck" ] || [ -e "$journal/overlaid" ]; then how=unasked; fi
  told=$(end_run ${token} ${claim.token} "$how" own) || taken_back=$?
  how=unasked
  if [ "$taken_back" = ${at_work/* PART_HANGS */.AQ} ]; then hanging=yes; else hanging=no; fi
  case $told in *undone=*) true >"$state"/undone.${token} && printf '%s\n' "$told" >"$state"/undone.${token} ;; esac
  kill "$keeping"
  wait "$keeping"
  free_lock >/dev/null
  return "$taken_back"
}`;
}
// What says which Docker is meant; a service starts with none of it.
const DOCKER_READS = [
    'HOME',
    'PATH',
    'LC_ALL',
    'XDG_RUNTIME_DIR',
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_CONFIG',
    'DOCKER_CERT_PATH',
    'DOCKER_TLS_VERIFY',
    'DOCKER_API_VERSION'
];

;// CONCATENATED MODULE: ./lib/host-script/lease.js





/**
 * Arms the dead-man switch: writes down which of the containers run, and starts a watcher that outlives the login. When the run no
 * longer has the lock, because nobody renewed it or another run took it, the watcher starts them by itself and leaves word that it did.
 * Prints `listed=<id>` for each that runs; only those may be stopped. What an
 * earlier lease of the run could not start stays on the list. Where a restore has a journal, the watcher takes back what it exchanged.
 * Fails where the watcher does not come up.
 */
const armLease = (lease, containers) => (0,script.sh) `${(0,state_folder/* stateFolder */.y)(lease.stack)}
${containers.length === 0
    ? undefined
    : (0,script.sh) `states=$(docker inspect --type container --format '{{.Id}} {{.State.Status}}' ${containers.map(({ id }) => id)}) || exit`}
journal=$state/journal.${lease.token}
# What is paused has its data open, so a restore stops it; for a backup it is quiet.
if [ -d "$journal" ]; then too=paused; else too=running; fi
rm -f "$state"/ended.${lease.token} "$state"/told.${lease.token} "$state"/stopping.${lease.token}
: >"$state"/list.${lease.token} || exit
for left in "$state"/quiet.${lease.token} "$state"/ending.${lease.token} "$state"/fired.${lease.token}; do
  if [ -e "$left" ]; then cat "$left" >>"$state"/list.${lease.token} || exit; fi
done
${(0,script/* lines */.Mn)(containers.map((container) => (0,script.sh) `case $states in
  *${`${container.id} running`}* | *${`${container.id} restarting`}* | *${`${container.id} `}"$too"*)
    printf '%s\n' ${(0,quiet_list/* listEntry */.p)(container)} >>"$state"/list.${lease.token} || exit
    printf 'listed=%s\n' ${container.id} ;;
esac`))}
if [ -d "$journal" ]; then
  cp "$state"/list.${lease.token} "$journal"/ran || exit
  sync "$journal"/ran "$journal" 2>/dev/null || :
elif [ ! -s "$state"/list.${lease.token} ]; then
  rm -f "$state"/list.${lease.token}
  exit 0
fi
printf '%s\n' ${watcher(lease).text} >"$state"/watch.${lease.token} || exit
mv "$state"/list.${lease.token} "$state"/quiet.${lease.token} || exit
rm -f "$state"/ending.${lease.token} "$state"/fired.${lease.token}
${startWatcher(lease)}
tries=0
until [ -e "$state"/armed.${lease.token} ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 100 ]; then
    echo 'the watcher that would start containers again did not come up' >&2
    cat "$state"/trouble.${lease.token} >&2
    for file in quiet watch trouble; do rm -f "$state/$file".${lease.token}; done
    exit 1
  fi
  sleep 0.1 2>/dev/null || { sleep 1; tries=$((tries + 9)); }
done`;
/**
 * Stops or pauses the containers in order, as long as the lease lasts. Prints `quieted=<id> <seconds>` when it begins with each; the
 * seconds are those since the host started.
 */
const makeQuiet = ({ stack, token }, containers, graceSeconds) => (0,script.sh) `${(0,state_folder/* stateFolder */.y)(stack)}
${start_quiet/* TELL_TIME */.i$}
${(0,script/* lines */.Mn)(containers.map(
// Whoever ends the lease first takes its list away and looks then what is being stopped; so one of the two sees the other.
({ action, id }) => (0,script.sh) `printf '%s\n' ${id} ${action === 'stop' ? graceSeconds : 0} >"$state"/stopping.${token} || exit
if [ ! -e "$state"/quiet.${token} ]; then echo 'the lease is over' >&2; exit 1; fi
printf 'quieted=%s %s\n' ${id} "$(uptime_seconds)"
${action === 'stop' ? (0,script.sh) `docker stop -t ${graceSeconds} ${id}` : pause(id)} >/dev/null || { status=$?; rm -f "$state"/stopping.${token}; exit "$status"; }
rm -f "$state"/stopping.${token}`))}`;
// What ended by itself while it drained is as quiet as can be.
const pause = (id) => (0,script.sh) `{ docker pause ${id} || [ "$(docker inspect --type container --format '{{.State.Status}}' -- ${id})" = exited ]; }`;


/***/ }),

/***/ 73599:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HJ: () => (/* binding */ takeLock),
/* harmony export */   LH: () => (/* binding */ renewLock),
/* harmony export */   NU: () => (/* binding */ tellLeases),
/* harmony export */   Yh: () => (/* binding */ LOCK_SECONDS),
/* harmony export */   mq: () => (/* binding */ freeLock),
/* harmony export */   u8: () => (/* binding */ isOwner),
/* harmony export */   yq: () => (/* binding */ FIND_LOCK)
/* harmony export */ });
/* harmony import */ var _kept_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(12532);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(46999);
/* harmony import */ var _state_folder_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65896);



/** Seconds after which a lock that nobody renewed belongs to a dead run. By the host's clock, so no two clocks are compared. */
const LOCK_SECONDS = 120;
/**
 * Takes the lock of a stack, or tells who has it. Prints `lock=taken`, also where the run has it already, `dead=` with the owner whose
 * lock had run out, and `lease=` with the token of each run that died while it kept containers from running, or restored; or `lock=held` with the
 * `owner`, and `until`, the second at which it runs out. `stale` is such a second that was seen for so long that
 * the host's clock must have been set back: it counts as past.
 *
 * Each holder adds a file with the next number, by a hard link, which fails where there is one; the highest number counts and is
 * never removed but by a higher one. So a lock that ran out has exactly one heir, however many look at it at once.
 */
const takeLock = ({ stack, token, owner }, stale) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .stateFolder */ .y)(stack)}
tries=0
while [ "$tries" -lt 20 ]; do
  tries=$((tries + 1))
  ${FIND_LOCK}
  now=$(date +%s)
  if [ "$until" -gt "$now" ] && [ "$until" != ${stale ?? 'never'} ]; then
    # An answer that was lost on its way is asked for again.
    ${isOwner(token, { yes: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `echo lock=taken; ${tellLeases(token)}; exit 0`, no: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `:` })}
    if [ "$tries" -gt 1 ]; then rm -f "$state"/claim.${token}; fi
    printf '%s\n' lock=held "until=$until" "owner=$owner"
    exit 0
  fi
  mine=$((highest + 1))
  ${writeClaim({ file: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `"$state"/claim.${token}`, until: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `$((now + ${LOCK_SECONDS}))`, owner })} || exit
  if ! ln "$state"/claim.${token} "$state/lock.$mine"; then
    if [ -e "$state/lock.$mine" ]; then continue; fi
    exit 1
  fi
  before=$until
  of=$owner
  ${FIND_LOCK}
  if [ "$highest" != "$mine" ]; then
    rm -f "$state/lock.$mine"
    continue
  fi
  for file in "$state"/claim.* "$state"/lock.*; do
    if [ "$file" = "$state/lock.$mine" ]; then continue; fi
    # What another holds on to by a second name is no spare.
    case $file in *.new | */claim.*) ;; *) [ -e "$state"/.spare ] || mv "$file" "$state"/.spare ;; esac
    rm -f "$file"
  done 2>/dev/null
  ${KEEP_SPARE}
  echo lock=taken
  if [ "$before" -ne 0 ]; then printf 'dead=%s\n' "$of"; fi
  ${tellLeases(token)}
  for file in "$state"/*; do
    of=\${file##*.}
    case \${file##*/} in
      list.* | watch.* | armed.* | trouble.* | stopping.* | told.* | ended.*)
        # What is left of leases that ended.
        if [ "$of" != ${token} ] && [ ! -e "$state/quiet.$of" ] && [ ! -e "$state/ending.$of" ] && [ ! -e "$state/fired.$of" ] &&
          [ ! -e "$state/journal.$of" ]; then
          rm -f "$file"
        fi ;;
    esac
  done
  exit 0
done
exit 1`;
/**
 * Puts off the end of a lock that the run holds. Prints `lock=kept`, or `lock=lost` and the `owner` where another run has taken it over.
 * Where somebody removed the whole folder, nobody has: it is made again.
 */
const renewLock = ({ stack, token, owner: claimed }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .stateFolder */ .y)(stack)}
${FIND_LOCK}
if [ "$highest" = 0 ]; then
  highest=1
else
  ${isOwner(token, { yes: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `:`, no: LOST })}
fi
${replaceLock((0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `$(($(date +%s) + ${LOCK_SECONDS}))`, claimed)}
echo lock=kept`;
/** Lets go of the lock, where the run holds it. Prints `lock=freed`; or `lock=lost`, and the `owner` where there is one. */
const freeLock = ({ stack, token }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `${(0,_state_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .stateFolder */ .y)(stack)}
${FIND_LOCK}
${isOwner(token, { yes: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `:`, no: LOST })}
${replaceLock((0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `0000000000`, (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `"$owner"`)}
rm -f "$state"/ended.${token}
echo lock=freed`;
/**
 * Sets `$highest` to the number of the lock's file, `$until` to the second at which it runs out, and `$owner` to its owner. Zero says that
 * nobody holds it. A file that vanishes meanwhile has made room for a higher one; what it said does not count.
 */
const FIND_LOCK = (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `highest=0
for file in "$state"/lock.*; do
  number=\${file##*.}
  case $number in '' | *[!0-9]*) continue ;; esac
  if [ "$number" -gt "$highest" ]; then highest=$number; fi
done
until=0
owner=
if [ "$highest" -gt 0 ]; then
  { IFS= read -r until && IFS= read -r owner; } 2>/dev/null <"$state/lock.$highest" || :
fi
case $until in '' | *[!0-9]*) until=0 ;; esac`;
/** Does one or the other, by whether the owner that `FIND_LOCK` found is the one with this token, or was the last to have it. */
const isOwner = (token, { yes, no }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `case $owner in
  *'"token":"'${token}'"'*) ${yes} ;;
  *) ${no} ;;
esac`;
const WORDS = (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `"$state"/undone.*`;
/** Prints `lease=` with the token of each run but one that left containers stopped, a restore half way, or, unless `words` is empty, word that it was taken back. */
const tellLeases = (token, words = WORDS) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `tell_left() {
    if [ ! -e "$1" ] || [ "\${1##*.}" = ${token} ]; then return 0; fi
    journal=$1
    ${_kept_js__WEBPACK_IMPORTED_MODULE_0__/* .UNLESS_KEPT */ .M}
    printf 'lease=%s\n' "\${1##*.}"
  }
  for left in "$state"/quiet.* "$state"/ending.* "$state"/fired.* "$state"/journal.* ${words}; do
    tell_left "$left"
  done`;
const LOST = (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `printf '%s\n' lock=lost "owner=$owner"; exit 0`;
const writeLock = ({ file, until, owner }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `printf '%s\n' "${until}" ${owner} >${file}`;
// On a disk that is full the spare file is written over; lines of it that are left below the new ones say nothing. Of those that want it one gets it.
const writeClaim = ({ file, until, owner }) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `if ! {
    ${writeLock({ file, until, owner })}
  }; then
    mv -f "$state"/.spare ${file} 2>/dev/null && printf '%s\n' "${until}" ${owner} 1<>${file}
  fi`;
// Room for the next lock, held while there is some: whoever sets right what a full disk broke needs one.
const KEEP_SPARE = (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `if [ ! -e "$state"/.spare ]; then
    { printf '%2000s\n' spare >"$state"/.spare; } 2>/dev/null || rm -f "$state"/.spare
  fi`;
// Read by others at any moment, so it is exchanged whole. On a disk that is full it is written over: it never changes its length.
const replaceLock = (until, owner) => (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `if ! {
  ${writeLock({ file: (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `"$state/lock.$highest.new"`, until, owner })} && mv -f "$state/lock.$highest.new" "$state/lock.$highest"
} 2>/dev/null; then
  rm -f "$state/lock.$highest.new" 2>/dev/null
  printf '%s\n' "${until}" ${owner} 1<>"$state/lock.$highest" || exit
fi`;


/***/ }),

/***/ 13690:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ pipeline)
/* harmony export */ });
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46999);

/**
 * Joins stages by pipes and ends with the status of the stage that failed first, or 99 where one vanished: POSIX sh has no
 * pipefail. Every stage runs in a subshell, so it may `exit`. File descriptors 3 and 4 are the pipeline's own.
 */
function pipeline(stages) {
    const last = stages.length - 1;
    const reporting = stages.map((stage, index) => index === last
        ? (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `{ ( ${stage}
) >&4 4>&- 3>&-; echo "$?" >&3; }`
        : (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `{ ( ${stage}
) 4>&- 3>&-; echo "$?" >&3; }`);
    const piped = reporting.reduce((before, stage) => (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `${before} | ${stage}`);
    return (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `exec 4>&1
statuses=$( { ${piped}; } 3>&1 )
exec 4>&-
for status in $statuses; do [ "$status" = 0 ] || exit "$status"; done
set -- $statuses
[ "$#" -eq ${stages.length} ] || exit 99`;
}


/***/ }),

/***/ 99531:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ proveRestore),
/* harmony export */   v: () => (/* binding */ startRestored)
/* harmony export */ });
/* harmony import */ var _at_work_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27279);
/* harmony import */ var _end_lease_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(62620);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46999);
/* harmony import */ var _supersede_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(99006);




/**
 * Starts what the restore stopped. Where it replaces all that an earlier one left half exchanged, what that one had stopped is started too; should
 * this one be taken back, that is stopped again and stays so.
 */
const startRestored = (lease, stopped) => (0,_at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .atWork */ .R_)(lease, 'swapped', (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${_supersede_js__WEBPACK_IMPORTED_MODULE_3__/* .SUPERSEDE */ .V}
adopt() {
  if [ -e "$journal/ran" ]; then
    cat "$journal/ran" >>"$own"/list && cat "$journal/ran" >>"$state"/quiet.${lease.token} || return
  fi
}
each_covered adopt || exit
${(0,_end_lease_js__WEBPACK_IMPORTED_MODULE_1__/* .endLease */ .K)(lease, stopped)}`);
/**
 * Notes that what was restored is in service and good, and so is what earlier restores of the same left half done. Where it is not the whole of what was asked for,
 * the restore stays unfinished.
 */
const proveRestore = (lease, isWhole) => (0,_at_work_js__WEBPACK_IMPORTED_MODULE_0__/* .atWork */ .R_)(lease, 'swapped', (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${_supersede_js__WEBPACK_IMPORTED_MODULE_3__/* .SUPERSEDE */ .V}
move_phase swapped proven || exit
${isWhole ? (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `rm -f "$state"/unfinished` : (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `cp "$journal"/backup "$state"/unfinished || :`}
supersede && rm -f "$journal"/supersedes`);


/***/ }),

/***/ 35971:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ findQuiet),
/* harmony export */   Y: () => (/* binding */ askHealth)
/* harmony export */ });
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46999);

/**
 * Finds the containers behind references. Prints for each container
 * `quiet=<index of the reference> <id> <state> <health, or none> <whether it is removed when it stops> <name>`; where there is none,
 * `quiet-missing=<index> <what Docker said>`.
 */
const findQuiet = (references) => (0,_script_js__WEBPACK_IMPORTED_MODULE_0__/* .lines */ .Mn)(references.map(
// Docker warns on standard error although all is well, so that is looked at only where all is not.
(reference, index) => (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `if found=$(${containersOf(reference)} 2>/dev/null) && [ -n "$found" ]; then
  docker inspect --type container --format ${`quiet=${index} ${AS_LINE}`} $found || exit
else
  said=$(${containersOf(reference)} 2>&1 >/dev/null)
  printf 'quiet-missing=%s %s\n' ${index} "$(printf '%s' "$said" | tr '\n' ' ')"
fi`));
/** Asks how containers are; prints `health=<id> <running|exited|…> <healthy|unhealthy|starting|none>` for each that is there. */
const askHealth = (ids) => (0,_script_js__WEBPACK_IMPORTED_MODULE_0__/* .lines */ .Mn)(ids.map((id) => (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `if ! docker inspect --type container --format ${HEALTH} -- ${id}; then
  if docker info >/dev/null; then printf 'health=%s gone none\n' ${id}; else exit 1; fi
fi`));
// Whatever their state: what does not run is found as well.
function containersOf(reference) {
    if (typeof reference === 'string')
        return (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `docker inspect --type container --format '{{.Id}}' -- ${reference}`;
    const labels = 'label' in reference
        ? [reference.label]
        : [`com.docker.compose.project=${reference.project}`, `com.docker.compose.service=${reference.service}`];
    return (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `docker ps --all --quiet --no-trunc ${labels.flatMap((label) => ['--filter', `label=${label}`])}`;
}
// With `.Id` Docker would read the container as it came over the wire, where what has no check has no `Health`.
const AS_LINE = '{{.ID}} {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.HostConfig.AutoRemove}} {{.Name}}';
const HEALTH = 'health={{.ID}} {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}';


/***/ }),

/***/ 78239:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ listEntry)
/* harmony export */ });
/** A line of the list that a lease keeps on the host. */
const listEntry = ({ action, id, name }) => `${action} ${id} ${name}`;


/***/ }),

/***/ 46999:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mn: () => (/* binding */ lines),
/* harmony export */   a9: () => (/* binding */ withSecrets),
/* harmony export */   sh: () => (/* binding */ sh)
/* harmony export */ });
/* unused harmony export quote */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** Builds a script: sh`pg_dump -d ${name}` quotes every value, so that nothing a user named can become code. */
function sh(parts, ...values) {
    // JavaScript drops a whole part where it cannot read an escape, such as that of a sed back reference.
    if (parts.includes(undefined)) {
        throw new Error(`a script needs its backslashes doubled: ${parts.raw.join('…')}`);
    }
    const text = parts.reduce((before, part, index) => before + render(values[index - 1]) + part);
    const secrets = Object.assign({}, ...values.filter(isScript).map((script) => script.secrets ?? {}));
    return Object.keys(secrets).length === 0 ? { text } : { text, secrets };
}
/** Puts scripts one after the other; the first that fails does not stop the next: use `set -e` where it must. */
const lines = (scripts) => scripts.slice(1).reduce((before, script) => sh `${before}
${script}`, scripts[0] ?? sh ``);
/** Gives a script secrets as environment variables. */
const withSecrets = (script, secrets) => ({
    ...script,
    secrets: { ...script.secrets, ...secrets }
});
/** The text in single quotes, such that any POSIX shell reads it back unchanged. Throws on NUL, which no argument can hold. */
function quote(text) {
    if (text.includes('\0'))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`a name holds a NUL byte: ${JSON.stringify(text)}`);
    return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
function render(value) {
    if (value === undefined)
        return '';
    if (isScript(value))
        return value.text;
    return (Array.isArray(value) ? value : [value]).map((item) => quote(String(item))).join(' ');
}
const isScript = (value) => typeof value === 'object' && !Array.isArray(value) && 'text' in value;


/***/ }),

/***/ 15775:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i$: () => (/* binding */ TELL_TIME),
/* harmony export */   xR: () => (/* binding */ END_LEASE)
/* harmony export */ });
/* unused harmony export START_ALL */
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46999);

/** Defines `uptime_seconds`: POSIX has no clock that is finer than a second; Linux has this one, which nobody sets. */
const TELL_TIME = (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `uptime_seconds() {
  read -r up _ </proc/uptime && printf '%s' "$up"
}`;
/**
 * Defines `start_all LIST TOKEN`, which starts what is on a list. A stop that is under way ends even when nobody waits for it, and
 * would stop what was started meanwhile; so it is waited for. What was told once is not done again, and each start is noted before it, since
 * whoever asked may be gone when it is done.
 */
const START_ALL = (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `trap '' PIPE
${TELL_TIME}
note() {
  printf '%s\n' "$2" >>"$state/told.$1" || :
}
tell() {
  note "$1" "$2"
  printf '%s\n' "$2" || :
}
look_at() {
  described=$(docker inspect --type container --format '{{.State.Status}}' -- "$1" 2>/dev/null) && return
  described="error $(docker inspect --type container --format '{{.State.Status}}' -- "$1" 2>&1 >/dev/null)"
}
start_all() {
  stopping=
  grace=0
  if [ -e "$state/stopping.$2" ]; then
    { read -r stopping && read -r grace; } <"$state/stopping.$2" || :
    case $grace in '' | *[!0-9]*) grace=60 ;; esac
  fi
  reversed=
  while read -r _ id name; do reversed="$id/$name $reversed"; done <"$1" || { [ ! -e "$1" ]; return; }
  not_started=0
  for entry in $reversed; do
    if [ ! -e "$1" ]; then return 0; fi
    id=\${entry%%/*}
    name=\${entry#*/}
    told=
    if [ -e "$state/told.$2" ]; then told=$(cat "$state/told.$2"); fi
    case $told in *"started=$id "* | *"ran=$id "* | *"gone=$id "*) continue ;; esac
    look_at "$id"
    seconds=0
    while [ "$id" = "$stopping" ] && [ "$described" = running ] && [ "$seconds" -lt "$((grace + 60))" ]; do
      sleep 1
      seconds=$((seconds + 1))
      look_at "$id"
    done
    if [ "$id" = "$stopping" ] && [ "$described" = running ]; then
      # It may never have begun. Whoever tries again believes that.
      rm -f "$state/stopping.$2"
      printf '%s is being stopped for too long\n' "$name" >&2
      not_started=1
      continue
    fi
    begun=no
    case $told in *"begun=$id "*) begun=yes ;; esac
    case $described in
      running) if [ "$begun" = no ]; then tell "$2" "ran=$id $name"; continue; fi ;;
      paused) note "$2" "begun=$id $name"; docker unpause "$id" >/dev/null || { not_started=1; continue; } ;;
      error*[Nn]'o such container'* | error*[Nn]'o such object'*) tell "$2" "gone=$id $name"; continue ;;
      error*) printf '%s\n' "\${described#error }" >&2; not_started=1; continue ;;
      *) note "$2" "begun=$id $name"; docker start "$id" >/dev/null || { not_started=1; continue; } ;;
    esac
    tell "$2" "started=$id $(uptime_seconds) $name"
  done
  return "$not_started"
}`;
/**
 * Defines `end_lease TOKEN`, which starts what a lease holds and removes it; prints as `endLease` does. Once the list has its new name,
 * nothing more is stopped.
 */
const END_LEASE = (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `${START_ALL}
told_before() {
  if [ ! -e "$state/told.$1" ]; then return 0; fi
  while IFS= read -r line; do
    case $line in begun=*) ;; *) printf '%s\n' "$line" || : ;; esac
  done <"$state/told.$1"
}
end_lease() {
  mv "$state/quiet.$1" "$state/ending.$1" 2>/dev/null || :
  verdict=kept
  if [ -e "$state/fired.$1" ]; then verdict=fired; fi
  told_before "$1"
  failed=0
  for list in "$state/quiet.$1" "$state/ending.$1" "$state/fired.$1"; do
    if [ -e "$list" ]; then start_all "$list" "$1" || failed=1; fi
  done
  if [ "$failed" != 0 ]; then return 1; fi
  echo "lease=$verdict"
  # For whoever asks again because the answer was lost. A full disk has no room for it, and that is no reason to fail.
  { told_before "$1"; echo "lease=$verdict"; } >"$state/ended.$1.new" &&
    mv "$state/ended.$1.new" "$state/ended.$1" || :
  for file in quiet ending fired list watch armed trouble stopping told; do rm -f "$state/$file.$1"; done
}`;


/***/ }),

/***/ 65896:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ inStateFolders),
/* harmony export */   y: () => (/* binding */ stateFolder)
/* harmony export */ });
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46999);

/**
 * Sets `$state` to the folder on the host in which runs of a stack leave word for each other, and makes it where it is missing. It
 * belongs to the user who logs in: in the home directory, or where that is not the user's own or cannot be written to, in /var/tmp. What is
 * made from here on nobody else can read; `$login_mask` is what the user's own files get.
 */
const stateFolder = (stack) => (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `login_mask=\${login_mask:-$(umask)}
umask 077
state=\${HOME:-/nonexistent}/.predeploy-backup/${stack}
if ! mkdir -p "$state" 2>/dev/null || [ ! -O "$state" ] || [ ! -w "$state" ]; then
  base=/var/tmp/predeploy-backup-$(id -u)
  state=$base/${stack}
  mkdir -p "$state" || exit
  if [ ! -O "$base" ] || [ ! -O "$state" ]; then
    echo "$base belongs to somebody else" >&2
    exit 1
  fi
fi`;
/** Does something with each such folder that is there, in `$state`, and makes none. */
const inStateFolders = (stack, work) => (0,_script_js__WEBPACK_IMPORTED_MODULE_0__.sh) `for state in "\${HOME:-/nonexistent}"/.predeploy-backup/${stack} /var/tmp/predeploy-backup-"$(id -u)"/${stack}; do
  if [ ! -d "$state" ] || [ ! -O "$state" ] || [ ! -r "$state" ]; then continue; fi
  ${work}
done`;


/***/ }),

/***/ 99006:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ SUPERSEDE)
/* harmony export */ });
/* harmony import */ var _journal_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1937);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(46999);


/**
 * Defines what a restore that is proven, whose journal is in `$journal`, does to others. `supersede`: nobody takes back then what they exchanged and could not
 * take back, where this one replaced all its places, nor what any keeps: that would mix with it. Where it replaced only some, nobody does so unasked. Harmless
 * where it was done. `each_covered WORK`: calls WORK, with their journal in `$journal`, for those that could not be taken back and all of whose places it has.
 */
const SUPERSEDE = (0,_script_js__WEBPACK_IMPORTED_MODULE_1__.sh) `${_journal_js__WEBPACK_IMPORTED_MODULE_0__/* .PHASE */ .A9}
is_own_name() {
  for name in "$own"/*.name; do
    if [ "$(cat "$name")" = "$1" ]; then return 0; fi
  done
  return 1
}
# Sets $share to how much of a component of another journal is replaced: all of its places, some or none; or to named, where an older version told no places.
compare() {
  share=none
  if [ ! -e "$1".places ] || [ ! -e "$own"/0000.places ]; then
    if is_own_name "$(cat "$1".name)"; then share=named; fi
    return
  fi
  replaced=no
  lacking=no
  # It may have been cut short, and lack some.
  all_told=no
  while IFS= read -r place; do
    if [ "$place" = ${_journal_js__WEBPACK_IMPORTED_MODULE_0__/* .END_MARK */ .eN} ]; then
      all_told=yes
    elif grep -qxF -e "$place" "$own"/*.places; then
      replaced=yes
    else
      lacking=yes
    fi
  done <"$1".places
  case $all_told,$lacking,$replaced in
    yes,no,*) share=all ;;
    no,* | *,yes) share=some ;;
  esac
}
is_stuck() {
  find_phase
  [ "$journal" != "$own" ] && { [ "$phase" = swapping ] || [ "$phase" = swapped ]; }
}
is_covered() {
  for undo in "$journal"/*.undo; do
    if [ ! -e "$undo" ]; then continue; fi
    compare "\${undo%.undo}"
    case $share in some | none) return 1 ;; esac
  done
}
each_covered() {
  own=$journal
  for journal in "$state"/journal.*; do
    if is_stuck && is_covered; then "$1" || return; fi
  done
  journal=$own
}
supersede() {
  own=$journal
  for journal in "$state"/journal.*; do
    if is_stuck; then
      supersede_one || return
    elif [ "$phase" = kept ] && [ "$journal" != "$own" ]; then
      rm -f "$journal/keep" && move_phase kept proven || return
    fi
  done
  journal=$own
  find_phase
}
supersede_one() {
  for undo in "$journal"/*.undo; do
    if [ ! -e "$undo" ]; then continue; fi
    compare "\${undo%.undo}"
    # What that one keeps is no whole old state.
    if [ "$share" != none ]; then rm -f "$own/keep" || return; fi
    case $share in
      # A name needs no room, and tells its discard that nobody needs the old data any more.
      all) mv "$undo" "\${undo%.undo}.superseded" || return ;;
      named) rm -f "$undo" || return ;;
      some) true >"$journal/overlaid" || return ;;
    esac
  done
  for undo in "$journal"/*.undo; do
    if [ -e "$undo" ]; then return 0; fi
  done
  rm -f "$journal/backup"
  # What it stopped may run again.
  stuck=\${journal##*/journal.}
  if [ -e "$journal/ran" ] && [ ! -e "$state/fired.$stuck" ]; then cp "$journal/ran" "$state/fired.$stuck" || return; fi
  move_phase "$phase" undone
}`;


/***/ }),

/***/ 14145:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F2: () => (/* binding */ GRACE_SECONDS),
/* harmony export */   cv: () => (/* binding */ DISCARD_RESTORE),
/* harmony export */   qX: () => (/* binding */ UNDO_RESTORE)
/* harmony export */ });
/* harmony import */ var _clear_old_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(70487);
/* harmony import */ var _journal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1937);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46999);



/** Seconds that a container gets to end: databases flush on the way down, and Docker's own ten are short for them. */
const GRACE_SECONDS = 120;
// Time enough for a host that starts anew, or for somebody who looks what is wrong.
const LATE_SECONDS = 900;
// For an hour the host tries again and again.
const TRYING_SECONDS = 7200;
/**
 * Defines `undo_restore HOW`: stops what must not run, and takes back what the restore of a run exchanged, whose journal is in `$journal`, in
 * reverse order. Prints `incomplete=<component>: <sentence>` for what of the old data is lost all the same. Where something of it fails the rest is done all
 * the same, and then it fails. Needs `start_all`.
 *
 * Where it failed before, or its run has been dead for long, and what must not run runs: somebody has started it, and works with what is there. Then it is let be,
 * with `in-use=<name>`, unless HOW is `asked`. So it is where nothing was stopped for it; and, with `overlaid=yes`, where a later restore replaced a part of it.
 */
const UNDO_RESTORE = (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `${_journal_js__WEBPACK_IMPORTED_MODULE_1__/* .PHASE */ .A9}
${_journal_js__WEBPACK_IMPORTED_MODULE_1__/* .RUN_ALONE */ .mt}
${_clear_old_js__WEBPACK_IMPORTED_MODULE_0__/* .CLEARED */ .j4}
lost=
look_now() {
  now=$1
  look_at "$now"
  case $described in
    error*[Nn]'o such container'* | error*[Nn]'o such object'*) ;;
    error*) printf '%s\n' "\${described#error }" >&2; return 1 ;;
    *) return 0 ;;
  esac
  described=gone
  # Compose makes it anew under the same name.
  if now=$(docker inspect --type container --format '{{.Id}}' -- "$2" 2>/dev/null); then look_at "$now"; fi
}
is_up() {
  case $described in running | paused | restarting) return 0 ;; *) return 1 ;; esac
}
is_dead_for() {
  [ "$(($(date +%s) - $(stat -c %Y "$journal/phase.$phase")))" -gt "$1" ]
}
is_late() {
  [ -e "$journal/stuck" ] || is_dead_for ${LATE_SECONDS}
}
# Nothing was stopped, so whoever uses the data went on with it.
is_unstopped() {
  if [ -s "$journal/list" ]; then return 1; fi
  if [ -e "$journal/stuck" ]; then is_dead_for ${TRYING_SECONDS}; else is_dead_for ${LATE_SECONDS}; fi
}
is_served() {
  if [ ! -e "$journal/served" ]; then return 1; fi
  while read -r served; do
    if [ "$served" = "$1" ]; then return 0; fi
  done <"$journal/served"
  return 1
}
undo_restore() {
  if is_hopeless; then
    cat "$journal/hopeless" >&2
    return 1
  fi
  if [ "$1" != asked ] && [ -e "$journal/overlaid" ]; then echo overlaid=yes; return 1; fi
  if [ "$1" != asked ] && is_unstopped; then
    for name in "$journal"/*.name; do printf 'in-use=what uses %s\n' "$(cat "$name")"; done
    return 1
  fi
  if [ "$1" != asked ] && is_late; then
    while read -r _ id name; do
      look_now "$id" "$name" || return
      if is_up && ! is_served "$name"; then printf 'in-use=%s\n' "$name"; return 1; fi
    done <"$journal/list" || return
  fi
  while read -r _ id name; do
    look_now "$id" "$name" || return
    if is_up; then
      docker stop -t ${GRACE_SECONDS} "$now" </dev/null >/dev/null || return
      if [ "$now" != "$id" ]; then printf 'stop %s %s\n' "$now" "$name" >>"$journal/ran" || return; fi
    fi
  done <"$journal/list" || return
  set --
  for undo in "$journal"/*.undo; do
    if [ -e "$undo" ]; then set -- "$undo" "$@"; fi
  done
  not_undone=0
  unwilling=0
  for undo in "$@"; do
    name=$(cat "\${undo%.undo}.name")
    # In memory: a disk that is full is no reason to fail.
    if said=$(run_alone "$undo" 2>&1); then
      tell_incomplete "$name" "$said" || :
    else
      printf '%s: %s\n' "$name" "$said" >&2
      not_undone=1
      if [ -e "\${undo%.undo}.cleared" ]; then lost="$lost$name: $said$line_end"; else unwilling=1; fi
    fi
  done
  if [ "$not_undone" != 0 ]; then
    true >"$journal/stuck"
    if [ "$unwilling" = 0 ]; then give_up "$@"; fi
    return 1
  fi
}
# What was taken back stays so, and what was staged for it goes: a restore that brings back the rest needs the room.
give_up() {
  for undo in "$@"; do
    entry=\${undo%.undo}
    if [ -e "$entry.cleared" ]; then continue; fi
    rm -f "$undo"
    if run_alone "$entry.discard" >/dev/null 2>&1; then rm -f "$entry.discard"; fi
  done
  { true >"$journal/hopeless" && printf %s "$lost" >"$journal/hopeless"; } 2>/dev/null || :
}
tell_incomplete() {
  rest=$2
  while [ -n "$rest" ]; do
    line=\${rest%%"$line_end"*}
    case $line in incomplete=*) printf 'incomplete=%s: %s\n' "$1" "\${line#incomplete=}" ;; esac
    case $rest in *"$line_end"*) rest=\${rest#*"$line_end"} ;; *) rest= ;; esac
  done
}
line_end='
'`;
/**
 * Defines `discard_restore`: removes what a restore left that changed nothing, was taken back or was proven, and its journal, which is in `$journal`.
 * What was not proven is noted as unfinished. Prints `left=<component>: <reason> (<journal>)` for what cannot be removed, which is tried again by the next run: nothing is
 * in service of it.
 */
const DISCARD_RESTORE = (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `discard_restore() {
  case $phase in
    proven) ;;
    # Nobody takes back what is not all there any more.
    kept) move_phase kept proven || return ;;
    *) if [ -e "$journal/backup" ]; then mv "$journal/backup" "$state/unfinished" || return; fi ;;
  esac
  all_gone=yes
  for discard in "$journal"/*.discard; do
    if [ ! -e "$discard" ]; then continue; fi
    if said=$(run_alone "$discard" 2>&1); then
      rm -f "$discard"
    else
      all_gone=no
      printf 'left=%s: ' "$(cat "\${discard%.discard}.name")"
      printf '%s' "$said" | tr '\n' ' '
      printf ' (%s)\n' "\${journal##*/}"
    fi
  done
  if [ "$all_gone" = no ]; then return 0; fi
  rm -rf "$journal"
}`;


/***/ }),

/***/ 19252:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ MARK),
/* harmony export */   V: () => (/* binding */ watched)
/* harmony export */ });
/* harmony import */ var _guard_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(36779);
/* harmony import */ var _pipeline_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13690);
/* harmony import */ var _script_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46999);



/** The shell variable that holds the run's mark; a host sets it before any script. */
const MARK = 'predeploy_mark';
/**
 * A capture as a host runs it: the heartbeat feeds the first stage's standard input, so that the stage dies with the runner
 * (see `guarded`). The runner ends the heartbeat when the first stage has written all, or when the last stage says on standard
 * error that it is through, as it does where the first could not even begin.
 */
function watched(stages) {
    const last = stages.length - 1;
    return (0,_pipeline_js__WEBPACK_IMPORTED_MODULE_1__/* .pipeline */ .T)([
        _guard_js__WEBPACK_IMPORTED_MODULE_0__/* .pulse */ .U6,
        ...stages.map((stage, index) => index === last
            ? (0,_script_js__WEBPACK_IMPORTED_MODULE_2__.sh) `( ${stage}
); status=$?; printf '%s end\n' "$predeploy_mark" >&2; exit "$status"`
            : stage)
    ]);
}


/***/ }),

/***/ 80918:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ isLostConnection),
/* harmony export */   M: () => (/* binding */ HostCommandError)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** A command on the host that did not end with exit status 0. */
class HostCommandError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo {
    name = 'HostCommandError';
    command;
    /** The exit status, or what else ended it. */
    ending;
    stderr;
    constructor(failure) {
        const how = typeof failure.ending === 'number'
            ? `exit status ${failure.ending}`
            : (failure.detail ?? failure.ending);
        const said = excerpt(failure.stderr);
        super(`${failure.command} failed (${how})${said === '' ? '' : `: ${said}`}`, {
            remedy: remedyFor(failure.ending, failure.stderr),
            cause: failure.cause
        });
        this.command = failure.command;
        this.ending = failure.ending;
        this.stderr = failure.stderr;
    }
}
/** Whether a script failed because the connection to its host was lost. */
const isLostConnection = (error) => error instanceof HostCommandError && error.ending === 'lost connection';
function remedyFor(ending, stderr) {
    if (/no space left on device/i.test(stderr))
        return 'A disk of the host is full: `df -h` shows which. Make room.';
    if (ending === 'timeout')
        return 'Is the host overloaded, or does something hold a lock? If it may rightly take that long, raise `timeout` of the component.';
    if (ending === 'lost connection')
        return 'Run it again. If it happens often, look at the network between here and the host, and at the log of its sshd.';
    if (/No such exec instance|No such container/.test(stderr))
        return 'Its container was stopped or removed meanwhile: `docker ps -a` on the host tells.';
    if (ending === 'signal' || Number(ending) > 128)
        return 'It was killed: its container was stopped, memory ran out, or somebody ended it. `docker ps -a` and `dmesg` on the host tell.';
    return stderr.trim() === ''
        ? 'It did not say why. The log of its container may tell (`docker logs`).'
        : 'Those are the words of the tool itself; the log of its container may tell more (`docker logs`).';
}
// Databases print rows in their errors: a log gets the first lines only, each of them short.
function excerpt(stderr) {
    const said = stderr.split('\n').filter((line) => line.trim() !== '');
    const shown = said.slice(0, 20).map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line));
    return [...shown, ...(said.length > 20 ? [`… and ${said.length - 20} more lines`] : [])].join('\n');
}


/***/ }),

/***/ 75772:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ localHost)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_process__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1708);
/* harmony import */ var _script_host_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(41881);



/** Runs scripts on this machine, for runners that stand where the components live. Only the named variables reach them. */
function localHost(environment) {
    const running = new Set();
    let closed = false;
    const env = passedOn(environment);
    return (0,_script_host_js__WEBPACK_IMPORTED_MODULE_2__/* .hostOver */ .P)({
        label: 'this machine',
        async open(command) {
            if (closed)
                throw new Error('it was closed');
            const channel = await startShell(command, env);
            running.add(channel);
            void channel.closed.then(() => running.delete(channel));
            return channel;
        },
        async close() {
            closed = true;
            for (const channel of running)
                channel.close();
            await Promise.all([...running].map((channel) => channel.closed));
        }
    });
}
// Everything else may be a secret of the workflow: inputs, tokens, keys of the store.
const PASSED_ON = [
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'SHELL',
    'TMPDIR',
    'XDG_RUNTIME_DIR',
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_CONFIG',
    'DOCKER_CERT_PATH',
    'DOCKER_TLS_VERIFY',
    'DOCKER_API_VERSION'
];
const passedOn = (environment) => Object.fromEntries(PASSED_ON.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value]];
}));
function startShell(command, env) {
    // A process group of its own, so that all that the script starts can be ended together.
    const shell = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)('sh', ['-c', command], { env, detached: true, stdio: 'pipe' });
    const closed = new Promise((resolve) => {
        shell.on('close', (status, signal) => resolve(status === null ? { kind: 'signalled', signal: String(signal) } : { kind: 'exited', status }));
    });
    return new Promise((resolve, reject) => {
        shell.once('error', reject);
        shell.once('spawn', () => {
            resolve({
                stdin: shell.stdin,
                stdout: shell.stdout,
                stderr: shell.stderr,
                closed,
                close() {
                    endGroup(shell.pid, closed);
                    shell.stdin.destroy();
                }
            });
        });
    });
}
const GRACE_MILLISECONDS = 5_000;
function endGroup(group, closed) {
    if (group === undefined)
        return;
    signalGroup(group, 'SIGTERM');
    const last = setTimeout(() => signalGroup(group, 'SIGKILL'), GRACE_MILLISECONDS);
    last.unref();
    void closed.then(() => clearTimeout(last));
}
function signalGroup(group, signal) {
    try {
        (0,node_process__WEBPACK_IMPORTED_MODULE_1__.kill)(-group, signal);
    }
    catch (error) {
        // Nobody of the group is left: that is what we want.
        if (error.code !== 'ESRCH')
            throw error;
    }
}


/***/ }),

/***/ 41881:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  P: () => (/* binding */ hostOver)
});

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./lib/errors.js
var lib_errors = __webpack_require__(452);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./lib/hosts/after-mark.js
/**
 * Passes on what follows the line of the mark. What stands before it comes from the login shell (greetings, warnings of a
 * profile) and belongs to no output; its end is kept for messages.
 */
function afterMark(mark) {
    const line = Buffer.from(`${mark}\n`);
    let before = Buffer.alloc(0);
    let seen = false;
    return {
        seen: () => seen,
        noise: () => before.toString().trim(),
        pass(chunk) {
            if (seen)
                return chunk;
            before = Buffer.concat([before, chunk]);
            const at = before.indexOf(line);
            if (at === -1) {
                before = before.subarray(-KEPT);
                return undefined;
            }
            seen = true;
            const after = before.subarray(at + line.length);
            before = before.subarray(0, at);
            return after.length > 0 ? after : undefined;
        }
    };
}
const KEPT = 64 * 1024;

// EXTERNAL MODULE: ./lib/hosts/host-command-error.js
var host_command_error = __webpack_require__(80918);
// EXTERNAL MODULE: ./lib/host-script/watched.js
var watched = __webpack_require__(19252);
;// CONCATENATED MODULE: ./lib/hosts/invocation.js


/**
 * What a host runs for every script, in whatever login shell its user has. The script itself comes by standard input: no process
 * list shows it, and its length has no limit.
 */
const COMMAND = 'exec sh -c \'IFS= read -r predeploy_script; eval "$(printf %s "$predeploy_script" | base64 -d)"\'';
/** The lines that go to the standard input of `COMMAND` before any data: the script, then its secrets. */
function invocationLines(script, invocation) {
    const secrets = Object.entries(script.secrets ?? {});
    const text = `${preamble(secrets.map(([name]) => name), invocation)}\n${script.text}\n`;
    return [Buffer.from(text).toString('base64'), ...secrets.map(([name, value]) => line(name, value.reveal()))]
        .map((each) => `${each}\n`)
        .join('');
}
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';
function preamble(secrets, { mark, readsInput }) {
    return [
        'unset predeploy_script',
        // An empty entry in PATH would mean the current directory.
        `LC_ALL=C PATH="\${PATH:+$PATH:}${SYSTEM_PATH}"; export LC_ALL PATH`,
        'cd 2>/dev/null || cd /',
        `${watched/* MARK */.M}=${mark}`,
        ...secrets.map((name) => `IFS= read -r ${variable(name)} || exit 1; export ${name}`),
        ...(readsInput ? [] : ['exec </dev/null']),
        `printf '%s\\n' "$${watched/* MARK */.M}"; printf '%s\\n' "$${watched/* MARK */.M}" >&2`
    ].join('\n');
}
function variable(name) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        throw new Error(`not the name of a variable: ${name}`);
    return name;
}
function line(name, secret) {
    if (/[\n\0]/.test(secret)) {
        throw new lib_errors/* UserError */.yo(`the secret ${name} holds a line break or a NUL byte, which cannot be handed to the host`, {
            remedy: 'Check that the secret was pasted without a line break at its end, or choose one without.'
        });
    }
    return secret;
}

;// CONCATENATED MODULE: ./lib/hosts/session-problem.js


/** What an ending means; nothing where it is a success. */
function problemOf(ending) {
    switch (ending.kind) {
        case 'exited':
            return ending.status === 0 ? undefined : { ending: ending.status };
        case 'signalled':
            return { ending: 'signal', detail: `killed by ${ending.signal}` };
        case 'lost': {
            const why = ending.cause === undefined ? '' : `: ${(0,lib_errors/* asError */.zR)(ending.cause).message}`;
            return { ending: 'lost connection', detail: `the connection was lost${why}`, cause: ending.cause };
        }
    }
}
/** The error for a script for which no channel could be had. */
const neverOpened = (label, command, cause) => new host_command_error/* HostCommandError */.M({
    command,
    ending: 'lost connection',
    stderr: '',
    detail: `${label} could not start it: ${cause.message}`,
    cause
});
/** A text without the script's secrets: tools repeat what they were given. */
const masked = (text, { secrets = {} }) => Object.values(secrets)
    .map((secret) => secret.reveal())
    .filter((value) => value !== '')
    .reduce((said, value) => said.replaceAll(value, '***'), text);
/** The error for a command that ended before the script began: what stands between is the login shell. */
function neverStarted(label, status, noise) {
    const said = noise.join('\n').trim().slice(0, 1000);
    return new lib_errors/* UserError */.yo(`${label} did not run the script (exit status ${status})${said === '' ? '' : `; it said: ${said}`}`, {
        remedy: 'The user needs a login shell that runs commands (not nologin, no forced command), and the host needs sh and base64.'
    });
}

// EXTERNAL MODULE: ./lib/host-script/guard.js
var guard = __webpack_require__(36779);
;// CONCATENATED MODULE: ./lib/hosts/stderr-tail.js


/** Keeps the end of what a script says on standard error, without the lines that are meant for the runner. */
function stderrTail(mark) {
    const start = afterMark(mark);
    const signs = [`${guard/* ALL_WRITTEN */.m8}\n`, `${mark} end\n`];
    let kept = Buffer.alloc(0);
    return {
        noise: start.noise,
        text: () => kept.subarray(-stderr_tail_KEPT).toString(),
        take(chunk) {
            const passed = start.pass(chunk);
            if (passed === undefined)
                return false;
            kept = Buffer.concat([kept.subarray(-stderr_tail_KEPT), passed]);
            const found = signs.filter((sign) => kept.includes(sign));
            for (const sign of found)
                kept = without(kept, sign);
            return found.length > 0;
        }
    };
}
const stderr_tail_KEPT = 64 * 1024;
function without(text, sign) {
    const at = text.indexOf(sign);
    return Buffer.concat([text.subarray(0, at), text.subarray(at + sign.length)]);
}

;// CONCATENATED MODULE: ./lib/hosts/session.js







/** Starts a script on a channel of its own, by the protocol that all hosts share. */
async function startSession(connection, script, options) {
    options.signal?.throwIfAborted();
    const mark = (0,external_node_crypto_.randomBytes)(16).toString('hex');
    const lines = invocationLines(script, { mark, readsInput: options.readsInput });
    const name = options.name ?? 'a command';
    const channel = await connection.open(COMMAND).catch((error) => {
        throw neverOpened(connection.label, name, (0,lib_errors/* asError */.zR)(error));
    });
    const { stdin, stdout } = channel;
    const output = afterMark(mark);
    const errors = stderrTail(mark);
    const failed = (problem) => new host_command_error/* HostCommandError */.M({ command: name, stderr: masked(errors.text(), script), ...problem });
    let over = false;
    let reject = () => undefined;
    const failure = new Promise((_, rejected) => {
        reject = rejected;
    });
    const fail = (error) => {
        if (over)
            return;
        over = true;
        reject(error);
        channel.close();
        // Only a channel that is read to its end is ever closed.
        stdout.resume();
    };
    const timer = timeLimit(options.timeoutSeconds, (detail) => fail(failed({ ending: 'timeout', detail })));
    const stopListening = onAbort(options.signal, fail);
    const judged = channel.closed.then((ending) => {
        if (ending.kind === 'exited' && !output.seen()) {
            throw neverStarted(connection.label, ending.status, [output.noise(), errors.noise()]);
        }
        const problem = problemOf(ending);
        if (problem !== undefined)
            throw failed(problem);
    });
    const succeeded = Promise.race([judged, failure]).finally(() => {
        over = true;
        clearTimeout(timer);
        stopListening();
    });
    // A session may fail before anyone waits for it; whoever does wait still hears of it.
    succeeded.catch(() => undefined);
    const session = {
        name,
        stdin,
        succeeded,
        stderr: errors.text,
        pause: () => stdout.pause(),
        resume: () => stdout.resume(),
        fail
    };
    stdout.on('data', (chunk) => {
        const passed = output.pass(chunk);
        if (passed !== undefined && !over)
            options.receive(passed, session);
    });
    channel.stderr.on('data', (chunk) => {
        if (errors.take(chunk))
            options.written?.(session);
    });
    stdin.on('error', (error) => {
        if (!NOBODY_READS.has(error.code ?? ''))
            fail((0,lib_errors/* asError */.zR)(error));
    });
    stdin.write(lines);
    return session;
}
// A script that ends before it has read its input tells why by its exit status, not by a broken pipe.
const NOBODY_READS = new Set([
    'EPIPE',
    'ECONNRESET',
    'ERR_STREAM_DESTROYED',
    'ERR_STREAM_WRITE_AFTER_END'
]);
// One that was aborted while the channel was opened is heard as well. Returns what ends the listening.
function onAbort(signal, aborted) {
    const hear = () => aborted((0,lib_errors/* asError */.zR)(signal?.reason));
    if (signal?.aborted === true)
        hear();
    signal?.addEventListener('abort', hear, { once: true });
    return () => signal?.removeEventListener('abort', hear);
}
function timeLimit(seconds, over) {
    if (seconds === undefined)
        return undefined;
    // Timers cannot wait for longer than 24 days.
    return setTimeout(() => over(`not done within ${seconds} s`), Math.min(seconds * 1000, 2 ** 31 - 1));
}

;// CONCATENATED MODULE: ./lib/hosts/read-script.js



/** Streams what a watched script prints and keeps its heart beating until it says that it is through. */
function readScript(connection, script, options = {}) {
    let session;
    let heart;
    let written = false;
    const stream = new external_node_stream_.Readable({
        highWaterMark: 256 * 1024,
        construct(opened) {
            startSession(connection, script, {
                ...options,
                readsInput: true,
                receive(chunk, { pause }) {
                    const enough = !stream.push(chunk);
                    if (enough && !(written && stream.readableLength < MOST_TAIL))
                        pause();
                },
                written({ stdin, resume }) {
                    written = true;
                    clearInterval(heart);
                    // From here on everything is taken as it comes: see `guarded`.
                    resume();
                    stdin.end();
                }
            }).then((started) => {
                session = started;
                if (!written)
                    heart = setInterval(() => beat(started), BEAT_MILLISECONDS);
                started.succeeded.then(() => stream.push(null), (error) => stream.destroy(error));
                opened();
            }, (error) => opened((0,lib_errors/* asError */.zR)(error)));
        },
        read: () => session?.resume(),
        destroy(error, destroyed) {
            clearInterval(heart);
            session?.fail(error ?? new Error(`${session.name} was given up`));
            destroyed(error);
        }
    });
    return Object.assign(stream, { stderr: () => session?.stderr() ?? '' });
}
// More than all pipes between a command and the runner can hold.
const MOST_TAIL = 16 * 1024 * 1024;
// Well below the silence after which a host takes its runner for dead.
const BEAT_MILLISECONDS = 15_000;
function beat({ stdin }) {
    if (stdin.writable && !stdin.writableNeedDrain)
        stdin.write('.\n');
}

;// CONCATENATED MODULE: ./lib/hosts/run-script.js


/** Runs a short script to its end and gives what it printed. */
async function runScript(connection, script, options = {}) {
    const { session, output } = await startCollecting(connection, script, {
        ...options,
        readsInput: options.input !== undefined
    });
    if (options.input !== undefined)
        session.stdin.end(options.input);
    return output();
}
/** Starts a script whose output is kept until its end, at most 64 MiB of it. */
async function startCollecting(connection, script, options) {
    const chunks = [];
    let bytes = 0;
    const session = await startSession(connection, script, {
        ...options,
        receive(chunk, { fail, name }) {
            bytes += chunk.length;
            chunks.push(chunk);
            if (bytes > MOST_OUTPUT)
                fail(tooMuch(name));
        }
    });
    return {
        session,
        async output() {
            await session.succeeded;
            return { stdout: Buffer.concat(chunks), stderr: session.stderr() };
        }
    };
}
const MOST_OUTPUT = 64 * 1024 * 1024;
const tooMuch = (command) => new host_command_error/* HostCommandError */.M({
    command,
    ending: 'too much output',
    stderr: '',
    detail: 'more than 64 MiB of output'
});

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./lib/hosts/write-script.js



/** Feeds a script from `source`; resolves when both came to a good end. */
async function writeScript(connection, script, source, options = {}) {
    const { session, output } = await startCollecting(connection, script, { ...options, readsInput: true });
    try {
        await feed(session, source);
    }
    catch (error) {
        session.fail((0,lib_errors/* asError */.zR)(error));
        throw error;
    }
    return output();
}
/**
 * Writes the source to the script and closes its input; rejects with the source's error, or with the script's as soon as that
 * is known. A script that is content before its input ends (tar leaves its padding) does not end the source: whoever checks the
 * bytes at their end must see them all.
 */
async function feed(session, source) {
    const iterator = source[Symbol.asyncIterator]();
    const { during, drained } = interruptible(session);
    try {
        for (;;) {
            const { done, value } = await during(iterator.next());
            if (done === true)
                break;
            if (!session.stdin.writable)
                await (0,promises_.setImmediate)();
            else if (!session.stdin.write(value))
                await drained();
        }
    }
    catch (error) {
        // A source that waits for something would keep us waiting, too.
        iterator.return?.().catch(() => undefined);
        throw error;
    }
    session.stdin.end();
}
/** Waits that the end of the session cuts short. (A race in a loop would leave a listener at the session for every chunk.) */
function interruptible({ stdin, succeeded }) {
    let failure;
    let interrupt = () => undefined;
    let release = () => undefined;
    succeeded.then(() => release(), (error) => {
        failure = { error };
        interrupt(error);
    });
    stdin.on('drain', () => release());
    stdin.on('close', () => release());
    const during = (work) => new Promise((resolve, reject) => {
        interrupt = reject;
        if (failure !== undefined)
            reject(failure.error);
        work.then(resolve, reject);
    });
    const drained = () => during(new Promise((resolve) => {
        release = resolve;
    }));
    return { during, drained };
}

;// CONCATENATED MODULE: ./lib/hosts/script-host.js



/** The host behind a connection. All kinds of hosts run their scripts by this one protocol. */
const hostOver = (connection) => ({
    label: connection.label,
    run: (script, options) => runScript(connection, script, options),
    read: (script, options) => readScript(connection, script, options),
    write: (script, source, options) => writeScript(connection, script, source, options),
    close: () => connection.close()
});


/***/ }),

/***/ 83153:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ abandonSet)
/* harmony export */ });
/* harmony import */ var _backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64171);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(41590);


/**
 * Removes everything of a set that is not a backup yet: the objects, then the uploads. Gives whether there was anything, and
 * throws all that could not be removed. A committed backup is never touched.
 */
async function abandonSet(store, stack, id) {
    if (!(0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .isBackupId */ ["if"])(id))
        throw new Error(`${JSON.stringify(id)} is no backup id`);
    if ((await store.head((0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .manifestKey */ .Rn)(stack, id))) !== undefined)
        return false;
    const folder = (0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .setFolder */ .Bh)(stack, id);
    // A key that may not do the one may well do the other.
    const objects = removeObjects(store, folder);
    const uploads = Promise.allSettled([objects]).then(() => abortUploads(store, folder));
    const removed = await (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .collectProblems */ .v)(`not all of ${store.locate(folder)} could be removed`, [
        objects,
        uploads
    ]);
    return removed.some((count) => count > 0);
}
async function removeObjects(store, folder) {
    const keys = (await store.list(folder)).map(({ key }) => key);
    await store.remove(keys);
    return keys.length;
}
async function abortUploads(store, folder) {
    const uploads = await store.openUploads(folder);
    await (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .collectProblems */ .v)(`not all uploads below ${store.locate(folder)} could be aborted`, uploads.map((upload) => store.abortUpload(upload)));
    return uploads.length;
}


/***/ }),

/***/ 89340:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ct: () => (/* binding */ agreedReference),
/* harmony export */   Rd: () => (/* binding */ meansUndo),
/* harmony export */   me: () => (/* binding */ agreeToUndo)
/* harmony export */ });
/* harmony import */ var _backup_set_selection_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76185);
/* harmony import */ var _config_checked_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(71579);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(452);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(41590);




/** Whether the last restore shall be taken back, instead of a backup brought back. */
const meansUndo = (backup) => backup.trim() === 'undo';
/** Throws unless the stack is confirmed whose restore shall be taken back, and all of it is meant. */
function agreeToUndo(stack, agreement, components) {
    const problems = [
        ...(stack === undefined || isConfirmed(stack, agreement) ? [] : [notConfirmed(stack, agreement.confirm)]),
        ...(components === undefined
            ? []
            : [
                new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo('a restore is taken back as a whole, and `components` names some', {
                    remedy: 'Leave the input `components` out; or restore some of them from a backup.'
                })
            ])
    ];
    if (problems.length > 0)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_3__/* .together */ .b)('the restore is not agreed upon', problems);
}
/** The backup that shall overwrite this stack. Throws all that is wrong with the agreement; the name counts where the stack is known. */
function agreedReference(stack, { backup, ...agreement }) {
    const reference = (0,_config_checked_js__WEBPACK_IMPORTED_MODULE_1__/* .check */ .z)(() => readReference(backup));
    const problems = [
        ...(reference.kind === 'wrong' ? reference.problems : []),
        ...(stack === undefined || isConfirmed(stack, agreement) ? [] : [notConfirmed(stack, agreement.confirm)])
    ];
    if (reference.kind === 'wrong' || problems.length > 0)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_3__/* .together */ .b)('the restore is not agreed upon', problems);
    return reference.value;
}
const isConfirmed = (stack, { confirm, dryRun = false }) => stack === confirm || (dryRun && confirm === '');
function readReference(backup) {
    if (backup.trim() === 'resume')
        return { kind: 'unfinished' };
    if (backup.trim() !== '')
        return (0,_backup_set_selection_js__WEBPACK_IMPORTED_MODULE_0__/* .parseBackupReference */ .X)(backup);
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo('a restore needs to know which backup', {
        remedy: 'Set the input `backup`: an id, the key of a manifest, `latest`, or `before:<git sha>`; or `undo` or `resume`, for the last restore.'
    });
}
const notConfirmed = (stack, confirm) => new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo(confirm === ''
    ? 'a restore overwrites data and was not confirmed'
    : `confirm is ${JSON.stringify(confirm)}, but the stack that would be overwritten is ${JSON.stringify(stack)}`, { remedy: `Set the input \`confirm: ${stack}\` if that is the stack whose data shall be replaced.` });


/***/ }),

/***/ 10825:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ askAboutLock)
/* harmony export */ });
/* harmony import */ var _drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19292);

/** Runs a script about the lock and gives what it printed. */
async function askAboutLock(host, script, signal) {
    const { stdout } = await host.run(script, { name: 'the script of the lock', timeoutSeconds: 60, signal });
    return (0,_drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__/* .readFacts */ .MH)(stdout.toString());
}


/***/ }),

/***/ 44553:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ withHealth),
/* harmony export */   L: () => (/* binding */ awaitHealth)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);
/* harmony import */ var _drivers_facts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(19292);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(452);
/* harmony import */ var _format_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52016);
/* harmony import */ var _host_script_quiet_containers_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(35971);





/** Waits until containers that were stopped run, and are healthy where they have a check. Throws a UserError about those that are not in time. */
async function awaitHealth(host, { containers, seconds, longer, run }) {
    const well = containers.filter(({ ill }) => !ill);
    // A deploy may be what mends it.
    for (const { name } of containers.filter(({ ill }) => ill))
        run.log.warn(`${name} was not well before it was stopped: nobody waits for its health.`);
    if (well.length === 0)
        return;
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
        run.signal.throwIfAborted();
        const { stdout } = await host.run((0,_host_script_quiet_containers_js__WEBPACK_IMPORTED_MODULE_3__/* .askHealth */ .Y)(well.map(({ id }) => id)), {
            name: 'docker inspect',
            timeoutSeconds: 60
        });
        const ill = illOf(well, (0,_drivers_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .readFacts */ .MH)(stdout.toString()).all('health'));
        if (ill.length === 0)
            return;
        if (performance.now() >= deadline || ill.some(({ hopeless }) => hopeless))
            throw notHealthy(ill, { seconds, longer });
        await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(500);
    }
}
/** Tells of containers that will be stopped whether they are well, so that nobody waits for what was ill before. */
async function withHealth(host, containers) {
    if (containers.length === 0)
        return [];
    const { stdout } = await host.run((0,_host_script_quiet_containers_js__WEBPACK_IMPORTED_MODULE_3__/* .askHealth */ .Y)(containers.map(({ id }) => id)), {
        name: 'docker inspect',
        timeoutSeconds: 60
    });
    const asked = containers.map((container) => ({ ...container, ill: false }));
    const ill = illOf(asked, (0,_drivers_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .readFacts */ .MH)(stdout.toString()).all('health')).map(({ name }) => name);
    return asked.map((container) => ({ ...container, ill: ill.includes(container.name) }));
}
function illOf(containers, health) {
    const states = new Map(health.map((line) => line.split(' ')).map(([id, ...state]) => [id, state]));
    return containers.flatMap(({ id, name }) => {
        const [state = 'gone', check = 'none'] = states.get(id) ?? [];
        if (state === 'running' && (check === 'none' || check === 'healthy'))
            return [];
        const told = state === 'running' ? check : state;
        return [{ name, state: told, hopeless: state === 'gone' || state === 'exited' || state === 'dead' }];
    });
}
const notHealthy = (ill, { seconds, longer }) => new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo(ill.some(({ hopeless }) => hopeless)
    ? `${tell(ill)}, although it was started again`
    : `${tell(ill)}, ${(0,_format_js__WEBPACK_IMPORTED_MODULE_4__/* .formatDuration */ .a3)(seconds)} after it was started again`, {
    remedy: `See \`docker logs ${ill[0]?.name}\` on the host. Where it may rightly take longer: \`${longer}\`.`
});
const tell = (ill) => ill.map(({ name, state }) => `${name} is ${state}`).join(', ');


/***/ }),

/***/ 4586:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  R: () => (/* binding */ backup)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/modes/await-health.js
var await_health = __webpack_require__(44553);
// EXTERNAL MODULE: ./lib/modes/user-command.js + 1 modules
var user_command = __webpack_require__(14968);
;// CONCATENATED MODULE: ./lib/modes/hooks.js


/** Runs a hook, where there is one. Throws a UserError with what it printed where it fails. */
async function runHook(name, { host, stack, hooks, run }, id) {
    const command = hooks?.[name];
    if (command === undefined)
        return;
    run.log.info(`Running hooks.${name}: ${command.command}`);
    const variables = { PREDEPLOY_STACK: stack, ...(id === undefined ? {} : { PREDEPLOY_BACKUP_ID: id }) };
    await (0,user_command/* runUserCommand */.w)(host, {
        name: `hooks.${name}`,
        command,
        variables,
        // The one that follows a cancel must not hear it.
        ...(name === 'failed' ? {} : { signal: run.signal })
    }).catch((error) => {
        throw (0,errors/* about */.Cv)(`hooks.${name}`, error);
    });
}
/** Runs the hook for failures and gives the error that the run ends with: the reason, and what went wrong with the hook. */
async function failedBecause(hooked, reason) {
    try {
        await runHook('failed', hooked);
        return reason;
    }
    catch (error) {
        const remedy = reason instanceof errors/* UserError */.yo ? reason.remedy : undefined;
        return new errors/* UserError */.yo(`${(0,errors/* asError */.zR)(reason).message} (and ${(0,errors/* asError */.zR)(error).message})`, {
            remedy,
            cause: reason
        });
    }
}

// EXTERNAL MODULE: ./lib/modes/last-backup.js
var last_backup = __webpack_require__(53717);
// EXTERNAL MODULE: ./lib/modes/lock.js + 3 modules
var lock = __webpack_require__(87120);
// EXTERNAL MODULE: ./lib/modes/look-around.js
var look_around = __webpack_require__(78487);
// EXTERNAL MODULE: ./lib/modes/make-set.js + 8 modules
var make_set = __webpack_require__(36417);
// EXTERNAL MODULE: ./lib/modes/problems.js
var problems = __webpack_require__(41590);
// EXTERNAL MODULE: ./lib/modes/set-writer.js + 1 modules
var set_writer = __webpack_require__(40258);
;// CONCATENATED MODULE: ./lib/modes/preflight.js



/**
 * Waits for the look around and begins a set meanwhile, which shows whether the store takes something. Throws everything together that keeps the backup from
 * being made, before any hook runs and with nothing left in the store.
 */
async function preflight(backing, { last, seen }) {
    // One that cannot even be read is told by the look.
    const begun = last.then(() => (0,make_set/* beginSet */.M)(backing), () => undefined);
    try {
        const [around, set] = await (0,problems/* collectProblems */.v)('not everything can be backed up', [seen, begun]);
        if (set === undefined)
            throw new Error('no set was begun');
        return { seen: around, begun: set };
    }
    catch (error) {
        const set = await begun.catch(() => undefined);
        if (set === undefined)
            throw error;
        return (0,set_writer/* abandonBecause */.Or)(set.set, error);
    }
}

// EXTERNAL MODULE: ./lib/modes/run.js
var modes_run = __webpack_require__(7709);
// EXTERNAL MODULE: ./lib/format.js
var format = __webpack_require__(52016);
;// CONCATENATED MODULE: ./lib/modes/shrinkage.js

/** What holds much less than in the last backup, or is gone, as sentences: data may have been lost before the backup was made. */
function shrinkage(captured, last) {
    return captured.flatMap(({ name, type, artifacts }) => {
        const before = last.components.find((component) => component.name === name && component.type === type);
        return (before?.artifacts ?? []).flatMap((artifact) => {
            const told = compare(artifacts.find(({ part }) => part === artifact.part), artifact);
            const subject = artifact.part === undefined ? name : `${name}/${artifact.part}`;
            return told === undefined ? [] : [`${subject}: ${told} in the last backup (${last.id})`];
        });
    });
}
function compare(now, before) {
    if (now === undefined)
        return `is not there any more, but was (${(0,format/* formatBytes */.z3)(before.bytes)})`;
    if (before.bytes < TELLING_BYTES || now.bytes >= before.bytes / 2)
        return undefined;
    return `has ${(0,format/* formatBytes */.z3)(now.bytes)}, less than half of the ${(0,format/* formatBytes */.z3)(before.bytes)}`;
}
// What is small changes by halves every day.
const TELLING_BYTES = 64 * 1024;

// EXTERNAL MODULE: ./lib/modes/sweep.js
var sweep = __webpack_require__(27456);
;// CONCATENATED MODULE: ./lib/modes/backup.js












/** Captures the chosen components as one backup: all of them, or nothing. */
const backup = (plan, chosen, run) => (0,modes_run/* withHostAndStore */.R)(run, async (host, store) => {
    const look = (seeing) => {
        const last = (0,last_backup/* readLast */.d)(store, plan.stack);
        return { last, seen: (0,look_around/* lookAround */.h)({ plan, chosen, run: seeing, host, store }, last) };
    };
    const held = new AbortController();
    const onHeld = () => held.abort(new Error('another run is at work'));
    const done = (0,lock/* withLock */.k)({ host, plan, run, onHeld, purpose: 'backup' }, async (locked) => {
        const backing = { plan, chosen, run: locked, host, store };
        // What was seen while another run was at work need not be true now.
        const { seen, begun } = await preflight(backing, held.signal.aborted ? look(locked) : looking);
        for (const warning of seen.warnings)
            run.log.warn(warning);
        const hooked = { host, stack: plan.stack, hooks: plan.hooks, run: locked };
        const made = await runHook('before', hooked)
            .catch((error) => (0,set_writer/* abandonBecause */.Or)(begun.set, error))
            .then(() => capture(backing, seen, begun))
            .catch(async (error) => {
            throw await failedBecause(hooked, error);
        });
        await runHook('after', hooked, made.manifest.id).catch((error) => {
            throw (0,errors/* about */.Cv)(`the backup ${made.manifest.id} is stored`, error);
        });
        return made;
    });
    // Looking changes nothing and takes longer than a lock that is free, which is asked for first.
    const looking = look({ ...run, signal: AbortSignal.any([run.signal, held.signal]) });
    looking.seen.catch(() => undefined);
    return done;
});
async function capture(backing, seen, begun) {
    const { plan, run, host, store } = backing;
    const { warnings, last } = seen;
    const quieting = { host, stack: plan.stack, quiesce: plan.quiesce, containers: seen.quiet, run };
    const { manifest, committed, captured } = await (0,make_set/* makeSet */.R)(backing, begun, {
        ...seen,
        quieting,
        phase: 'pre-deploy'
    });
    const shrunk = last.manifest === undefined ? [] : shrinkage(manifest.components, last.manifest);
    for (const warning of shrunk)
        run.log.warn(warning);
    await (0,sweep/* sweepDeadRuns */.tv)(store, plan.stack, run.log);
    await (0,await_health/* awaitHealth */.L)(host, {
        ...{ containers: captured.quieted, run },
        ...{ seconds: plan.quiesce?.healthSeconds ?? 0, longer: 'quiesce: { health: 10m }' }
    }).catch((error) => {
        throw (0,errors/* about */.Cv)(`the backup ${manifest.id} is stored, but what was stopped for it is not well`, error);
    });
    const { downtime, transferInDowntime } = captured;
    return {
        ...committed,
        manifest,
        downtime,
        transferInDowntime,
        warnings: [...warnings, ...shrunk, ...warningsOf(manifest)]
    };
}
const warningsOf = ({ components }) => components.flatMap(({ name, artifacts }) => artifacts.flatMap(({ part, warnings = [] }) => warnings.map((text) => `${part === undefined ? name : `${name}/${part}`}: ${text}`)));


/***/ }),

/***/ 53973:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   eI: () => (/* binding */ bareOf),
/* harmony export */   oQ: () => (/* binding */ filesFirst),
/* harmony export */   qh: () => (/* binding */ bringUp),
/* harmony export */   vb: () => (/* binding */ findLacking)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);
/* harmony import */ var _drivers_container_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(61204);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(452);
/* harmony import */ var _format_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(52016);
/* harmony import */ var _find_components_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(89370);
/* harmony import */ var _user_command_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(14968);






/** What of the chosen components has to wait until the services were brought up; nothing where any of it is there, or where nobody said how. */
async function findLacking(host, chosen, { components, restore }) {
    if (restore?.up === undefined)
        return [];
    // Files come first: what brings the services up may be among them.
    const isFiles = ({ type }) => type === 'files';
    const lacks = await Promise.all(components.filter((planned) => !isFiles(planned)).map((planned) => isLacking(host, planned)));
    // Where any is there, chosen or not, this is a stack that runs, of which something is broken: nothing is exchanged in it before all can be.
    return lacks.includes(false) ? [] : chosen.filter(({ planned }) => !isFiles(planned));
}
/** What of it is restored before the services are brought up. */
const filesFirst = (wanted, lacking) => ({
    ...wanted,
    chosen: wanted.chosen.filter((component) => !lacking.includes(component))
});
/** The plan for that: what shall stop or be quiet is not there yet. */
function bareOf({ quiesce: _quiesce, restore: _restore, ...plan }) {
    return plan;
}
/** Brings the services up, and waits until the components can be looked at. Throws a UserError where they cannot be in time. */
async function bringUp(host, { up, lacking, run }) {
    const { log, signal } = run;
    log.info(`The host has no container or volume yet of ${tell(lacking)}: ${up.written ?? up.command}`);
    await (0,_user_command_js__WEBPACK_IMPORTED_MODULE_4__/* .runUserCommand */ .w)(host, { name: 'restore.up', command: up, signal });
    const deadline = performance.now() + PATIENCE_SECONDS * 1000;
    for (;;) {
        signal.throwIfAborted();
        try {
            await (0,_find_components_js__WEBPACK_IMPORTED_MODULE_3__/* .findComponents */ .I)(host, lacking.map(({ planned }) => planned), { beside: Promise.resolve({}), check: refuseAbsent });
            return;
        }
        catch (error) {
            if (performance.now() >= deadline)
                throw notUp(error);
        }
        await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(1000);
    }
}
// A server that was never started before makes its data first.
const PATIENCE_SECONDS = 120;
async function isLacking(host, planned) {
    try {
        const [component] = await (0,_find_components_js__WEBPACK_IMPORTED_MODULE_3__/* .findComponents */ .I)(host, [planned], { beside: Promise.resolve({}) });
        return component?.found.absent === true;
    }
    catch (error) {
        return causesOf(error).some((cause) => cause instanceof _drivers_container_js__WEBPACK_IMPORTED_MODULE_1__/* .NoContainer */ .BG);
    }
}
function refuseAbsent({ absent }) {
    if (absent === true)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo('it is not there');
}
function causesOf(error) {
    const cause = (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asError */ .zR)(error).cause;
    return cause === undefined ? [error] : [error, ...causesOf(cause)];
}
const notUp = (error) => new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo(`${(0,_format_js__WEBPACK_IMPORTED_MODULE_5__/* .formatDuration */ .a3)(PATIENCE_SECONDS)} after restore.up ended not all is there: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asError */ .zR)(error).message}`, {
    remedy: 'Does `restore: { up }` bring up all containers and volumes that `components` names, and do they answer? Where the server is slow to begin, run the restore again.',
    cause: error
});
const tell = (lacking) => lacking.map(({ planned }) => planned.name).join(', ');


/***/ }),

/***/ 65517:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ cancellableHost)
/* harmony export */ });
/** The same host, for what may be cut short at any moment: its scripts end as soon as the signal is aborted, with the signal's reason. */
const cancellableHost = (host, signal) => ({
    label: host.label,
    run: (script, options) => host.run(script, { ...options, signal }),
    read: (script, options) => host.read(script, { ...options, signal }),
    write: (script, source, options) => host.write(script, source, { ...options, signal }),
    close: () => host.close()
});


/***/ }),

/***/ 40247:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ artifactsOf),
/* harmony export */   h: () => (/* binding */ compareStored)
/* harmony export */ });
/* harmony import */ var _backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64171);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);


/** All artifacts that a manifest lists. */
const artifactsOf = (manifest) => manifest.components.flatMap(({ artifacts }) => artifacts);
/** Compares what the store lists with what the manifest says. Throws a UserError with this remedy where an object is gone or has another size. */
async function compareStored(store, { stack, id, artifacts }, remedy) {
    const folder = (0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .setFolder */ .Bh)(stack, id);
    const stored = new Map((await store.list(folder)).map((object) => [object.key, object]));
    for (const { key, storedBytes } of artifacts) {
        const bytes = stored.get(folder + key)?.bytes;
        if (bytes === storedBytes)
            continue;
        const now = bytes === undefined ? 'is gone' : `has ${bytes} bytes`;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo(`${store.locate(folder + key)} ${now}, ${storedBytes} bytes were stored`, { remedy });
    }
}


/***/ }),

/***/ 72531:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ endForDeadRuns)
/* harmony export */ });
/* harmony import */ var _drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19292);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);
/* harmony import */ var _host_script_end_run_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5211);
/* harmony import */ var _cancellable_host_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(65517);
/* harmony import */ var _hanging_part_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(41916);
/* harmony import */ var _tell_left_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(70351);






/**
 * Ends what runs that died left on the host, where it could not do so by itself: takes back what a restore exchanged, starts what was
 * stopped, removes what was staged. Throws HangingPart where something of that is still at work and does not end.
 */
async function endForDeadRuns(host, lease, { purpose, run: { log, signal } }) {
    const { stdout, stderr } = await (0,_cancellable_host_js__WEBPACK_IMPORTED_MODULE_4__/* .cancellableHost */ .$)(host, signal).run((0,_host_script_end_run_js__WEBPACK_IMPORTED_MODULE_2__/* .endDeadRuns */ .iL)(lease, purpose), {
        name: 'the end of dead runs',
        timeoutSeconds: 3600
    });
    const ended = (0,_drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__/* .readFacts */ .MH)(stdout.toString());
    const undone = ended.all('undone').length > 0;
    const started = ended.all('started').map((line) => line.split(' ').at(-1));
    if (undone)
        log.notice(TAKEN_BACK);
    if (started.length > 0) {
        const why = undone ? 'Started again' : 'A run died while it kept containers from running; they run again';
        log.notice(`${why}: ${started.join(', ')}`);
    }
    for (const sentence of ended.all('incomplete'))
        log.warn(sentence);
    for (const what of ended.all('left'))
        log.warn((0,_tell_left_js__WEBPACK_IMPORTED_MODULE_5__/* .tellLeft */ .d)(lease.stack, what));
    if (ended.one('status') !== '0')
        throw notEnded(lease.stack, ended, stderr.trim());
    return { undone };
}
const TAKEN_BACK = 'A restore whose run had died was taken back: the data from before it is in service. `mode: restore` with `backup: resume` begins it again.';
function notEnded(stack, ended, said) {
    const [hanging] = ended.all('hangs');
    if (hanging !== undefined)
        return new _hanging_part_js__WEBPACK_IMPORTED_MODULE_3__/* .HangingPart */ .Y(`a part of a restore of ${stack} hangs on the host, process ${hanging}: that restore was not finished, and cannot be taken back below it`, { remedy: (0,_hanging_part_js__WEBPACK_IMPORTED_MODULE_3__/* .endHangingPart */ .d)(hanging) });
    const [stuck] = ended.all('stuck');
    if (stuck === undefined)
        return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo(`a run died, and not all that it left could be set right: ${said}`, {
            remedy: 'See `docker ps -a` on the host, and why they do not start. What shall never start again can be removed (docker rm); what runs is let be. This run has touched nothing else.'
        });
    const used = ended.all('in-use');
    const why = ended.optional('overlaid') !== undefined
        ? 'it was not taken back, since a later restore replaced a part of what it had exchanged'
        : used.length > 0
            ? `it was not taken back, since ${used.join(', ')} runs and may have written since`
            : `it could not be taken back: ${said}`;
    const cleared = ended.all('cleared');
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo(`a restore of ${stack} was not finished, and ${why}`, {
        remedy: [
            cleared.length > 0
                ? `The old data of ${cleared.join(', ')} went to make room for the new, so only a restore brings it back: of the same backup, or of the safety backup. Old data of other components is kept under names with predeploy_old or .predeploy-old. Any of these ends it:`
                : 'What is there may be old in one component and new in another. The old data is kept under names with predeploy_old or .predeploy-old. Any of these ends it:',
            '  `mode: restore` with `backup: resume`, or with another backup into the same containers, volumes and paths, replaces all of it.',
            ...(cleared.length > 0
                ? []
                : [
                    '  `mode: restore` with `backup: undo` takes it back, once what is told above is mended; what was written since is gone.'
                ]),
            `  Where what is there is right as it is: remove ~/.predeploy-backup/${stack}/journal.${stuck} on the host (or the same in /var/tmp/predeploy-backup-*).`
        ].join('\n')
    });
}


/***/ }),

/***/ 86861:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ endRun)
/* harmony export */ });
/* harmony import */ var _drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19292);
/* harmony import */ var _host_script_at_work_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(27279);
/* harmony import */ var _host_script_end_run_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5211);



/** Takes back what a restore exchanged and did not prove, starts what the run stopped, and removes what it staged or keeps no longer. */
async function endRun(host, lease) {
    const { stdout, stderr } = await host.run((0,_host_script_end_run_js__WEBPACK_IMPORTED_MODULE_2__/* .endOwnRun */ .P)(lease), {
        name: 'the end of the run',
        timeoutSeconds: 3600
    });
    const ended = (0,_drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__/* .readFacts */ .MH)(stdout.toString());
    const status = Number(ended.one('status'));
    const said = stderr.trim();
    const kept = ended.optional('kept');
    const part = ended.optional('part');
    return {
        phase: ended.optional('phase'),
        part: part === 'first' || part === 'last' ? part : 'whole',
        journal: ended.optional('journal') !== 'gone',
        restore: restoreOf(status, { undone: ended.all('undone'), stuck: ended.all('stuck') }),
        incomplete: ended.all('incomplete'),
        cleared: ended.all('cleared'),
        unmended: ended.optional('unmended') !== undefined,
        stopping: ended.optional('lease') !== undefined,
        started: ended.all('started').map((line) => line.split(' ').at(-1) ?? line),
        left: ended.all('left'),
        keptUntil: kept === undefined ? undefined : new Date(Number(kept) * 1000),
        hanging: ended.optional('hangs'),
        failure: status === 0 ? undefined : said === '' ? `exit status ${status}` : said
    };
}
function restoreOf(status, { undone, stuck }) {
    if (status === _host_script_at_work_js__WEBPACK_IMPORTED_MODULE_1__/* .LEASE_IS_OVER */ .pQ)
        return 'late';
    if (stuck.length > 0)
        return 'stuck';
    return undone.length > 0 ? 'undone' : 'untouched';
}


/***/ }),

/***/ 6752:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E4: () => (/* binding */ unreachedRestore),
/* harmony export */   Go: () => (/* binding */ remedyOfStuck),
/* harmony export */   W3: () => (/* binding */ failedRestore)
/* harmony export */ });
/* unused harmony export HalfSwapped */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _hanging_part_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(41916);


/** A restore that failed, and could not be taken back: what lies beside the data in service is the only copy of the old. */
class HalfSwapped extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo {
}
/** The error that tells why a restore failed, and what state the host is in after it was ended. `going` are the components whose old data goes first. */
function failedRestore(reason, ended, going = []) {
    const { restore, stopping, failure } = ended;
    const { message } = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(reason);
    const remedy = reason instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo ? reason.remedy : undefined;
    const tell = (text, help = remedy) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`${message}. ${text}`, { remedy: help, cause: reason });
    const but = lost(ended);
    if (restore === 'late')
        return tell('This run had not been heard of for minutes and lost its lock, so the host or another run takes back what it exchanged, and starts what it stopped.', `The runner or its connection stood still. The next run says what it finds; \`backup: resume\` begins the restore again.${goneFor(going)}`);
    if (restore === 'stuck') {
        const why = ended.cleared.length > 0
            ? 'What was there cannot be put back'
            : 'Putting the old data back failed as well';
        return new HalfSwapped(`${message}. ${why}: ${failure}${but}`, {
            remedy: [
                ...(ended.cleared.length > 0 && remedy !== undefined ? [remedy] : []),
                remedyOfStuck(ended)
            ].join('\n'),
            cause: reason
        });
    }
    if (failure !== undefined) {
        return tell(`${whereItIs(ended)}, but not all could be set right: ${failure}`, ended.hanging !== undefined
            ? (0,_hanging_part_js__WEBPACK_IMPORTED_MODULE_1__/* .endHangingPart */ .d)(ended.hanging)
            : 'The host and the next run try again: `docker ps -a` on the host shows what does not run.');
    }
    if (restore === 'undone' && ended.unmended)
        return tell(`What was there before this run was put back${but}. That is what an earlier restore left, which was not finished either.`, 'Mend what is told, and restore again: `backup: resume`, or any backup of the same components. A backup run tells what the earlier restore left.');
    if (restore === 'undone')
        return tell(`The old data was put back and is in service${but}.`);
    return stopping ? tell('Nothing was exchanged.') : reason;
}
/** The error for a restore that failed, and whose host cannot be reached to end it. */
const unreachedRestore = (reason, error, going = []) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(reason).message}. What it left on the host could not be set right from here: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error).message}`, {
    remedy: `What was exchanged is taken back, and what was stopped is started, by the host itself within some minutes, or by the next run, which says so. \`docker ps -a\` on the host shows what runs.${goneFor(going)}`,
    cause: reason
});
const goneFor = (going) => going.length === 0
    ? ''
    : ` Where the old data of ${going.join(', ')} was gone by then (make-room), nothing is started: only a restore of this backup, or of the safety backup, brings it back.`;
const whereItIs = (ended) => {
    if (ended.restore === 'undone')
        return `The old data is in place${lost(ended)}`;
    return ended.phase === 'swapping' || ended.phase === 'swapped'
        ? 'Old and new data may be mixed'
        : 'Nothing was exchanged';
};
const lost = ({ incomplete }) => incomplete.length === 0 ? '' : `, but not all of it: ${incomplete.join('; ')}`;
/** What to do where a restore could not be taken back. */
const remedyOfStuck = ({ cleared }) => cleared.length === 0
    ? KEPT
    : `What was stopped stays so. The old data of ${cleared.join(', ')} was removed to make room; what else was exchanged was put back, unless it is named above. Mend what is told, and restore with \`make-room: true\`: \`backup: resume\`, or the safety backup. Either replaces all that is there.`;
const KEPT = 'What is there may be old in one component and new in another, so what was stopped stays so. All old data is kept on the host under names with predeploy_old or .predeploy-old: do not remove it. The host goes on trying to put it back for an hour, and the next run tries as well. Mend what is told above, and `backup: undo` tries at once; or restore again (`backup: resume`), which replaces what is there.';


/***/ }),

/***/ 89370:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ findComponents),
/* harmony export */   J: () => (/* binding */ lookAtHost)
/* harmony export */ });
/* harmony import */ var _drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19292);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);
/* harmony import */ var _host_script_keep_old_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(45557);
/* harmony import */ var _host_script_script_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(46999);
/* harmony import */ var _hosts_host_command_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(80918);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(41590);






/** Looks at the host, for a stack. */
async function lookAtHost(host, stack) {
    const { stdout } = await host.run((0,_host_script_script_js__WEBPACK_IMPORTED_MODULE_3__/* .lines */ .Mn)([FIND_TOOLS, (0,_host_script_keep_old_js__WEBPACK_IMPORTED_MODULE_2__/* .tellKept */ .W$)(stack)]), { name: 'the look at the host' });
    const facts = (0,_drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__/* .readFacts */ .MH)(stdout.toString());
    return { tools: new Set(facts.all('tool')), kept: new Set(facts.all('kept')) };
}
/** Asks the host about all components at once. Throws everything that is wrong together, also what `check` throws. */
async function findComponents(host, components, { check = () => undefined, beside }) {
    return (0,_problems_js__WEBPACK_IMPORTED_MODULE_5__/* .collectProblems */ .v)('not everything that the configuration names can be used', components.map(async (planned) => {
        try {
            const { stdout } = await host.run(planned.component.probe, {
                name: `the probe of ${planned.name}`,
                timeoutSeconds: PROBE_SECONDS
            });
            const probed = stdout.toString();
            const found = planned.component.found(probed, await beside);
            check(found);
            return { planned, found, probed };
        }
        catch (error) {
            throw (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .about */ .Cv)(planned.name, tooSlow(error));
        }
    }));
}
// What helps a capture, a longer time limit, does not help here.
function tooSlow(error) {
    if (!(error instanceof _hosts_host_command_error_js__WEBPACK_IMPORTED_MODULE_4__/* .HostCommandError */ .M) || error.ending !== 'timeout')
        return error;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo(error.message, {
        remedy: 'Does Docker answer on the host (`docker ps`), and do the disks? A folder with millions of files takes long to look through where the user is not root and not allowed `sudo -n`.',
        cause: error
    });
}
const FIND_TOOLS = (0,_host_script_script_js__WEBPACK_IMPORTED_MODULE_3__.sh) `for tool in zstd gzip; do
  if command -v "$tool" >/dev/null 2>&1; then printf 'tool=%s\n' "$tool"; fi
done`;
const PROBE_SECONDS = 600;


/***/ }),

/***/ 41916:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ HangingPart),
/* harmony export */   d: () => (/* binding */ endHangingPart)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** A part of a restore does not come to its end on the host. Until it does nobody may exchange anything: it would go on in that. */
class HangingPart extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo {
}
/** What to do about it. */
const endHangingPart = (process) => `See on the host what process ${process} waits for (\`ps -p ${process}\`, \`pstree -p ${process}\`): a Docker that hangs, or a disk or network drive that does not answer. Let it go on, or end it with all that it started, or start the host anew. Then the next run sets right what is left.`;


/***/ }),

/***/ 35883:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ judge)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** Asks the host a driver's question and lets the driver judge the answer. Throws with the component's name in front. */
async function judge(host, question, staged) {
    const { name, check, what } = question;
    try {
        const { stdout } = await host.run(check.script, { name: what });
        check.judge(stdout.toString(), staged);
    }
    catch (error) {
        throw (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .about */ .Cv)(name, error);
    }
}


/***/ }),

/***/ 53717:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ readLast)
/* harmony export */ });
/* harmony import */ var _backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64171);
/* harmony import */ var _backup_set_manifest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1446);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(452);
/* harmony import */ var _stores_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(12498);
/* harmony import */ var _set_writer_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(40258);





/** Reads the last backup. One that is not as it must be holds nothing up. */
async function readLast(store, stack) {
    // A store that does not let us in is told here, before anything is captured, and why: an answer to HEAD would not say why.
    const latest = await (0,_stores_json_js__WEBPACK_IMPORTED_MODULE_3__/* .readText */ .yR)(store, (0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .latestKey */ .p8)(stack));
    if (latest === undefined)
        return { manifest: undefined };
    try {
        const { id } = (0,_stores_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(store.locate((0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .latestKey */ .p8)(stack)), latest, _set_writer_js__WEBPACK_IMPORTED_MODULE_4__/* .latestSchema */ .nr);
        return { manifest: (await (0,_stores_json_js__WEBPACK_IMPORTED_MODULE_3__/* .readJson */ .Vh)(store, (0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .manifestKey */ .Rn)(stack, id), _backup_set_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .manifestSchema */ .r))?.value };
    }
    catch (error) {
        return { unreadable: (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asError */ .zR)(error).message };
    }
}


/***/ }),

/***/ 42855:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ lastingHost)
/* harmony export */ });
/* harmony import */ var _hosts_host_command_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(80918);

/**
 * A host that is connected anew for the next script after its connection was lost: what puts old data back needs one. A script
 * that was running has failed and stays so; only its caller knows whether it may run again.
 */
function lastingHost(first, connect) {
    const connected = [first];
    let host = Promise.resolve(first);
    let lost = false;
    const living = () => {
        if (!lost)
            return host;
        lost = false;
        host = connect().then((next) => {
            connected.push(next);
            return next;
        }, (error) => {
            lost = true;
            throw error;
        });
        return host;
    };
    const noticing = async (work) => {
        const present = await living();
        try {
            return await work(present);
        }
        catch (error) {
            const isPresent = present === connected.at(-1);
            if (isPresent && (0,_hosts_host_command_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isLostConnection */ .H)(error))
                lost = true;
            throw error;
        }
    };
    return {
        label: first.label,
        connected: () => !lost,
        run: (script, options) => noticing((present) => present.run(script, options)),
        // A backup whose stream was cut is over, so a stream waits for no new connection.
        read: (script, options) => (connected.at(-1) ?? first).read(script, options),
        write: (script, source, options) => noticing((present) => present.write(script, source, options)),
        close: async () => void (await Promise.all(connected.map((each) => each.close())))
    };
}


/***/ }),

/***/ 44035:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ readOwner),
/* harmony export */   f: () => (/* binding */ tellOwner)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(92857);

const schema = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    token: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    /** When it took the lock, by its own clock. */
    since: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    /** The URL of the workflow run. */
    run: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    attempt: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    job: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional()
});
/** Reads what a holder told of itself; another version may have told it in another way. */
function readOwner(text) {
    try {
        return schema.parse(JSON.parse(text));
    }
    catch {
        return { token: 'unknown', since: 'an unknown time' };
    }
}
/** Names a holder in a sentence. */
function tellOwner({ run, attempt, job, token, since }) {
    const details = [
        ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
        ...(job === undefined ? [] : [`job ${job}`]),
        ...(since === undefined ? [] : [`since ${since}`])
    ];
    const name = run ?? `the run ${token}`;
    return details.length === 0 ? name : `${name} (${details.join(', ')})`;
}


/***/ }),

/***/ 87120:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ free),
  k: () => (/* binding */ withLock)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/format.js
var format = __webpack_require__(52016);
// EXTERNAL MODULE: ./lib/host-script/lock.js
var lock = __webpack_require__(73599);
// EXTERNAL MODULE: ./lib/modes/ask-about-lock.js
var ask_about_lock = __webpack_require__(10825);
// EXTERNAL MODULE: ./lib/modes/dead-runs.js
var dead_runs = __webpack_require__(72531);
// EXTERNAL MODULE: ./lib/modes/hanging-part.js
var hanging_part = __webpack_require__(41916);
// EXTERNAL MODULE: ./lib/modes/lock-owner.js
var lock_owner = __webpack_require__(44035);
;// CONCATENATED MODULE: ./lib/modes/until-aborted.js
/** The same as `work`, or the reason of the signal where that is aborted first: what comes of the work then is not heard. */
function untilAborted(work, signal) {
    return new Promise((resolve, reject) => {
        const leave = () => reject(signal.reason);
        if (signal.aborted)
            leave();
        signal.addEventListener('abort', leave, { once: true });
        work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
}

;// CONCATENATED MODULE: ./lib/modes/renew-lock.js






/** Renews a lock until it is ended. `connect` opens another connection, for hosts that let in no further session on the one that works. */
function renewUntilEnded(host, claim, connect) {
    const losing = new AbortController();
    const ending = new AbortController();
    let renewedAt = performance.now();
    let askedAt = renewedAt;
    let underWay = false;
    let failure = 'no answer';
    let spare;
    const ask = async () => {
        if (spare === undefined) {
            const impatient = new AbortController();
            const timer = setTimeout(() => impatient.abort(), PATIENCE_MS);
            const signal = AbortSignal.any([ending.signal, impatient.signal]);
            try {
                return await untilAborted((0,ask_about_lock/* askAboutLock */.g)(host, (0,lock/* renewLock */.LH)(claim), signal), signal);
            }
            catch (error) {
                if (!impatient.signal.aborted)
                    throw error;
            }
            finally {
                clearTimeout(timer);
            }
        }
        // What works may hold all sessions that the server allows, and for hours.
        spare ??= connect();
        try {
            return await untilAborted((0,ask_about_lock/* askAboutLock */.g)(await spare, (0,lock/* renewLock */.LH)(claim), ending.signal), ending.signal);
        }
        catch (error) {
            void spare.then((opened) => opened.close(), () => undefined);
            spare = undefined;
            throw error;
        }
    };
    const renew = async () => {
        const asked = performance.now();
        askedAt = asked;
        underWay = true;
        try {
            const answer = await ask();
            if (answer.one('lock') === 'kept')
                renewedAt = asked;
            else
                losing.abort(lostTo(claim.stack, answer.optional('owner')));
        }
        catch (error) {
            // What is wrong with the host ends the work by itself; the lock is lost only once others may have it.
            failure = error;
        }
        finally {
            underWay = false;
        }
    };
    const timer = setInterval(() => {
        const now = performance.now();
        if (now - renewedAt > (lock/* LOCK_SECONDS */.Yh - MARGIN_SECONDS) * 1000)
            losing.abort(runOut(claim.stack, failure));
        else if (!underWay && now - askedAt >= RENEWAL_MS)
            void renew();
    }, TICK_MS);
    timer.unref();
    return {
        lost: losing.signal,
        async end() {
            clearInterval(timer);
            ending.abort(new Error('the lock is no longer renewed'));
            await spare?.then((opened) => opened.close(), () => undefined);
        }
    };
}
const TICK_MS = 5000;
// Some may fail, or come late, before others take the run for dead.
const RENEWAL_MS = 20_000;
const PATIENCE_MS = 30_000;
// The run ends before another one can begin.
const MARGIN_SECONDS = 10;
const lostTo = (stack, owner) => new errors/* UserError */.yo(`the lock of ${stack} was taken over${owner === undefined ? '' : ` by ${(0,lock_owner/* tellOwner */.f)((0,lock_owner/* readOwner */.A)(owner))}`}, because this run had not renewed it for ${(0,format/* formatDuration */.a3)(lock/* LOCK_SECONDS */.Yh)}`, {
    remedy: 'Was the runner stopped for a while, or its network? Run it again when the other run has ended.'
});
const runOut = (stack, cause) => new errors/* UserError */.yo(`the lock of ${stack} could not be renewed until it ran out, and another run may begin: ${(0,errors/* asError */.zR)(cause).message}`, { remedy: 'See whether the host can be reached, and run it again.', cause });

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./lib/hosts/host-command-error.js
var host_command_error = __webpack_require__(80918);
;// CONCATENATED MODULE: ./lib/modes/wait-for-lock.js








/** The lock is another run's, and stayed so for too long. */
class InUse extends errors/* UserError */.yo {
}
/** Takes the lock, once whoever has it lets go or dies. Throws InUse, which names the holder, where that takes too long. */
async function waitForLock({ host, claim, timeoutSeconds, run, onHeld }) {
    const { log, signal } = run;
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    let seen;
    for (;;) {
        // By this clock it was not renewed for long enough, so the host's was set back.
        const stale = seen !== undefined && seconds() - seen.at > lock/* LOCK_SECONDS */.Yh ? seen.until : undefined;
        const answer = await ask(host, { claim, stale, signal, again: seconds() < timeoutSeconds });
        if (answer?.one('lock') === 'taken') {
            const dead = answer.optional('dead');
            if (dead !== undefined)
                log.notice(tookOver(dead));
            return { leasesLeft: answer.optional('lease') !== undefined };
        }
        if (answer !== undefined) {
            const holder = (0,lock_owner/* tellOwner */.f)((0,lock_owner/* readOwner */.A)(answer.one('owner')));
            if (seconds() >= timeoutSeconds)
                throw inUse(`${claim.stack} on ${host.label}`, holder, timeoutSeconds);
            if (seen === undefined) {
                log.notice(`Waiting for ${holder} to end, at most ${(0,format/* formatDuration */.a3)(timeoutSeconds)}.`);
                onHeld();
            }
            if (seen?.until !== answer.one('until'))
                seen = { until: answer.one('until'), at: seconds() };
        }
        const pause = Math.max(Math.min(POLL_SECONDS, timeoutSeconds - seconds()), 0);
        await untilAborted((0,promises_.setTimeout)(pause * 1000), signal);
    }
}
const POLL_SECONDS = 2;
// A connection that is lost while a run waits is no reason to end it.
async function ask(host, { claim, stale, signal, again }) {
    try {
        return await untilAborted((0,ask_about_lock/* askAboutLock */.g)(host, (0,lock/* takeLock */.HJ)(claim, stale), signal), signal);
    }
    catch (error) {
        signal.throwIfAborted();
        if ((0,host_command_error/* isLostConnection */.H)(error) && again)
            return undefined;
        throw new errors/* UserError */.yo(`the lock of ${claim.stack} on ${host.label} could not be taken: ${(0,errors/* asError */.zR)(error).message}`, {
            remedy: 'Runs leave word for each other in ~/.predeploy-backup of the SSH user, or in /var/tmp. Is the disk full, or read-only?',
            cause: error
        });
    }
}
const tookOver = (dead) => `Took over the lock of ${(0,lock_owner/* tellOwner */.f)((0,lock_owner/* readOwner */.A)(dead))}: it was not renewed, so that run is dead.`;
const inUse = (what, holder, timeoutSeconds) => new InUse(`${what} is in use by ${holder}; waited for ${(0,format/* formatDuration */.a3)(timeoutSeconds)}`, {
    remedy: `Let that run end and run this one again, or wait for longer: \`lock-timeout: 1h\` in the configuration. The lock of a run that is dead ends by itself within ${(0,format/* formatDuration */.a3)(lock/* LOCK_SECONDS */.Yh)}.`
});

;// CONCATENATED MODULE: ./lib/modes/lock.js










/**
 * Lets one run at a time work on a stack: waits for the lock on its host, keeps it while `body` works, and frees it. The run that
 * the body gets is cancelled when the lock is lost.
 */
async function withLock({ host, plan, run, purpose, onHeld = () => undefined, onEnded = () => undefined }, body) {
    const { stack, lockTimeoutSeconds: timeoutSeconds } = plan;
    const claim = { stack, token: run.token, owner: JSON.stringify(ownerOf(run)) };
    run.noteLock({ stack, token: run.token });
    const waiting = waitForLock({ host, claim, timeoutSeconds, run, onHeld });
    const { leasesLeft } = await waiting.catch((error) => {
        // Whatever else went wrong, the host may have given it all the same.
        if (error instanceof InUse)
            run.noteLock(undefined);
        throw error;
    });
    const renewals = renewUntilEnded(host, claim, run.connectHost);
    try {
        if (leasesLeft) {
            // What was seen so far did not run because of a dead run.
            onHeld();
            await (0,dead_runs/* endForDeadRuns */.f)(host, claim, { purpose, run }).then(onEnded, (error) => {
                run.signal.throwIfAborted();
                if (purpose !== 'restore' || error instanceof hanging_part/* HangingPart */.Y)
                    throw error;
                run.log.warn((0,errors/* asError */.zR)(error).message);
            });
        }
        return await body({ ...run, signal: AbortSignal.any([run.signal, renewals.lost]) });
    }
    finally {
        await renewals.end();
        await free(host, claim, run);
    }
}
/** Frees the lock of a run. Where that cannot be, or where the run has lost it, it says so. */
async function free(host, claim, { log, noteLock }) {
    try {
        // To connect anew may take longer than a runner gives to a run that is cancelled. What was noted lets `post` do it.
        if (!host.connected())
            throw new Error('the connection was lost');
        const signal = AbortSignal.timeout(5000);
        const answer = await untilAborted((0,ask_about_lock/* askAboutLock */.g)(host, (0,lock/* freeLock */.mq)(claim), signal), signal);
        noteLock(undefined);
        const owner = answer.optional('owner');
        if (answer.one('lock') === 'lost' && owner)
            log.warn(`${(0,lock_owner/* tellOwner */.f)((0,lock_owner/* readOwner */.A)(owner))} took over the lock of ${claim.stack} before this run had ended.`);
    }
    catch (error) {
        log.notice(`The lock of ${claim.stack} was not freed: it ends by itself within ${(0,format/* formatDuration */.a3)(lock/* LOCK_SECONDS */.Yh)}. (${(0,errors/* asError */.zR)(error).message})`);
    }
}
const ownerOf = ({ token, tags }) => ({
    token,
    since: new Date().toISOString(),
    ...(tags['run-url'] === undefined ? {} : { run: tags['run-url'] }),
    ...(tags['run-attempt'] === undefined ? {} : { attempt: tags['run-attempt'] }),
    ...(tags['job'] === undefined ? {} : { job: tags['job'] })
});


/***/ }),

/***/ 78487:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ lookAround)
/* harmony export */ });
/* harmony import */ var _cancellable_host_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(65517);
/* harmony import */ var _find_components_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(89370);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(41590);
/* harmony import */ var _quiet_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(38524);




/**
 * Looks at the host, beside what the store holds of the last backup, and changes nothing. Throws everything together that keeps the components from being
 * captured.
 */
const lookAround = ({ plan, chosen, run, host: lasting, store }, lastRead) => {
    const host = (0,_cancellable_host_js__WEBPACK_IMPORTED_MODULE_3__/* .cancellableHost */ .$)(lasting, run.signal);
    return run.log.group(`Look at ${host.label} and ${store.label}`, async () => {
        const quieting = (0,_quiet_js__WEBPACK_IMPORTED_MODULE_2__/* .findQuietContainers */ .u)(host, { containers: plan.quiesce?.containers ?? [], key: 'quiesce' });
        const looking = (0,_find_components_js__WEBPACK_IMPORTED_MODULE_0__/* .lookAtHost */ .J)(host, plan.stack);
        const [last, { tools }, quiet, components] = await (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .collectProblems */ .v)('not everything can be backed up', [
            lastRead,
            looking,
            quieting,
            // What cannot be captured is told for all components at once, and before anything is written.
            (0,_find_components_js__WEBPACK_IMPORTED_MODULE_0__/* .findComponents */ .I)(host, chosen, {
                check: (found) => found.captures(),
                beside: besideOf(quieting, looking)
            })
        ]);
        run.signal.throwIfAborted();
        const warnings = [
            ...(last.unreadable === undefined
                ? []
                : [`nothing can be compared with the last backup: ${last.unreadable}`]),
            ...components.flatMap(({ planned, found }) => found.warnings.map((text) => `${planned.name}: ${text}`))
        ];
        return { tools, components, warnings, last, quiet };
    });
};
// What cannot be found out of it is told by itself.
async function besideOf(quieting, looking) {
    const [quiet, facts] = await Promise.allSettled([quieting, looking]);
    return {
        ...(quiet.status === 'fulfilled' ? { quiet: (0,_quiet_js__WEBPACK_IMPORTED_MODULE_2__/* .quietStates */ .x)(quiet.value) } : {}),
        ...(facts.status === 'fulfilled' ? { kept: facts.value.kept } : {})
    };
}


/***/ }),

/***/ 71209:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  B: () => (/* binding */ findWanted),
  N: () => (/* binding */ lookBeforeRestore)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/modes/await-health.js
var await_health = __webpack_require__(44553);
// EXTERNAL MODULE: ./lib/modes/cancellable-host.js
var cancellable_host = __webpack_require__(65517);
;// CONCATENATED MODULE: ./lib/modes/choose-components.js

/** Pairs what the backup holds with what the configuration names. Throws where the two do not share a component that is wanted. */
function chooseComponents({ manifest }, planned, wanted) {
    const names = wanted ?? [
        ...new Set([...planned.map(({ name }) => name), ...manifest.components.map(({ name }) => name)])
    ];
    const problems = [];
    const chosen = names.flatMap((name) => {
        const component = planned.find((candidate) => candidate.name === name);
        const entry = manifest.components.find((candidate) => candidate.name === name);
        if (entry === undefined)
            problems.push(`the backup ${manifest.id} holds no ${name}`);
        else if (component === undefined)
            problems.push(`the configuration names no ${name}`);
        else if (component.type !== entry.type)
            problems.push(`${name} is ${entry.type} in the backup and ${component.type} in the configuration`);
        else
            return [{ planned: component, entry }];
        return [];
    });
    if (problems.length > 0) {
        throw new errors/* UserError */.yo(problems.join('; '), {
            remedy: 'Name the components that shall be restored with the input `components`, or correct the configuration.'
        });
    }
    return chosen;
}

// EXTERNAL MODULE: ./lib/modes/compare-stored.js
var compare_stored = __webpack_require__(40247);
// EXTERNAL MODULE: ./lib/backup-set/keys.js
var keys = __webpack_require__(64171);
// EXTERNAL MODULE: ./lib/backup-set/manifest.js
var backup_set_manifest = __webpack_require__(1446);
// EXTERNAL MODULE: ./lib/backup-set/selection.js
var selection = __webpack_require__(76185);
// EXTERNAL MODULE: ./lib/stores/json.js
var json = __webpack_require__(12498);
// EXTERNAL MODULE: ./lib/modes/set-writer.js + 1 modules
var set_writer = __webpack_require__(40258);
;// CONCATENATED MODULE: ./lib/modes/find-backup.js






/** Finds the backup that the user means and reads its manifest. Throws a UserError where there is none. */
async function findBackup(store, stack, { reference, log }) {
    switch (reference.kind) {
        case 'id':
            return readBackup(store, stack, reference.id);
        case 'key':
            requireSamePrefix(store, reference);
            return readBackup(store, reference.stack, reference.id);
        case 'latest': {
            const latest = await (0,json/* readJson */.Vh)(store, (0,keys/* latestKey */.p8)(stack), set_writer/* latestSchema */.nr);
            if (latest === undefined)
                throw noBackup(store, stack, 'that is whole');
            const backup = await readBackup(store, stack, latest.value.id);
            if (backup.checksum !== latest.value.checksum) {
                throw new errors/* UserError */.yo(`the manifest of ${latest.value.id} is not the one that latest.json pins`, {
                    remedy: CHANGED
                });
            }
            return backup;
        }
        case 'before': {
            const { backups, unreadable } = await readAll(store, stack);
            const found = (0,selection/* earliestBefore */.D)(backups, reference.sha);
            // A backup that cannot be read may be the one; those behind the one that was found cannot.
            const doubtful = unreadable.filter(({ id }) => found === undefined || id < found.manifest.id);
            if (doubtful.length > 0)
                throw unclear(store, doubtful);
            if (found === undefined)
                throw noBackup(store, stack, `that was made before the deploy of ${reference.sha}`);
            return found;
        }
        case 'checksum': {
            const { backups, unreadable } = await readAll(store, stack);
            for (const { problem } of unreadable)
                log.warn(problem.message);
            const found = backups.find(({ checksum }) => checksum === reference.checksum);
            if (found === undefined)
                throw noBackup(store, stack, `whose manifest has the checksum ${reference.checksum}`);
            return found;
        }
    }
}
async function readBackup(store, stack, id) {
    const key = (0,keys/* manifestKey */.Rn)(stack, id);
    const read = await (0,json/* readJson */.Vh)(store, key, backup_set_manifest/* manifestSchema */.r);
    if (read === undefined) {
        throw new errors/* UserError */.yo(`there is no backup ${id} of ${stack} in ${store.label}`, {
            remedy: `${store.locate(key)} does not exist: compare with the output backup-id of the run that made it.`
        });
    }
    const manifest = read.value;
    if (manifest.stack !== stack || manifest.id !== id) {
        throw new errors/* UserError */.yo(`${store.locate(key)} is the manifest of ${manifest.stack} ${manifest.id}`, {
            remedy: CHANGED
        });
    }
    return { manifest, checksum: read.checksum };
}
async function readAll(store, stack) {
    const objects = await store.list((0,keys/* stackFolder */.pl)(stack));
    const queue = objects.flatMap(({ key }) => (0,keys/* parseManifestKey */.Kk)(key)?.id ?? []);
    const backups = [];
    const unreadable = [];
    const readNext = async () => {
        for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
            try {
                backups.push(await readBackup(store, stack, id));
            }
            catch (problem) {
                unreadable.push({ id, problem: (0,errors/* asError */.zR)(problem) });
            }
        }
    };
    await Promise.all(Array.from({ length: 8 }, readNext));
    return { backups, unreadable };
}
const unclear = (store, unreadable) => new errors/* UserError */.yo(`not all backups in ${store.label} can be read: ${unreadable.map(({ id, problem }) => `${id}: ${problem.message}`).join('; ')}`, { remedy: 'One of them may be the one that is meant. Restore by the id of the backup that you want.' });
// The key of another bucket's or prefix's backup would otherwise be looked for here, and said not to exist.
function requireSamePrefix(store, { key, stack, id }) {
    const here = store.fullKey((0,keys/* manifestKey */.Rn)(stack, id));
    const given = key.replace(/^s3:\/\/[^/]+\//, '');
    if (given === here || here.endsWith(`/${given}`))
        return;
    throw new errors/* UserError */.yo(`the backup ${key} does not lie in ${store.label}, where its key would be ${here}`, {
        remedy: 'Let `store` in the configuration name the bucket and prefix that hold this backup.'
    });
}
const noBackup = (store, stack, which) => new errors/* UserError */.yo(`there is no backup of ${stack} in ${store.label} ${which}`, {
    remedy: 'Compare stack, bucket and prefix with the run that made the backup.'
});
const CHANGED = 'Somebody changed what was stored. Restore by the id of a backup that you trust.';

// EXTERNAL MODULE: ./lib/modes/find-components.js
var find_components = __webpack_require__(89370);
// EXTERNAL MODULE: ./lib/modes/room.js
var room = __webpack_require__(72445);
// EXTERNAL MODULE: ./lib/modes/stage.js + 4 modules
var stage = __webpack_require__(64951);
;// CONCATENATED MODULE: ./lib/modes/make-room.js



/**
 * Finds room for what is to be staged. Where old and new do not fit beside each other and the user agrees, the old data of some
 * components goes first, so that a restore which fails cannot bring it back. Changes nothing; throws a UserError where there is no room even so, or where
 * nobody agreed.
 */
async function makeRoom(host, components, consent) {
    const lacking = (0,room/* roomLacking */.d8)(components);
    if (lacking.length === 0)
        return components;
    const short = new Set(lacking.flatMap((room) => room.components));
    const measured = await Promise.all(components.filter(({ name }) => short.has(name)).map((component) => measure(host, component)));
    const made = (0,room/* sacrificed */.og)(components, measured.flatMap(({ sacrifice }) => sacrifice ?? []));
    const notes = measured.flatMap(({ note }) => note ?? []);
    if (consent.makeRoom)
        (0,room/* refuseWithoutRoom */.CW)((0,room/* roomLacking */.d8)(made), notes);
    else if ((0,room/* roomLacking */.d8)(made).length > 0)
        (0,room/* refuseWithoutRoom */.CW)(lacking, notes);
    else
        (0,room/* refuseWithoutRoom */.CW)(lacking, [...notes, consentTo(made, consent)]);
    return made;
}
/** What the user should know where old data goes first. */
function warningsOfRoom(components, { restore }) {
    const names = namesOf(components);
    if (names === '')
        return [];
    return [
        `there is no room for old and new beside each other, so the old data of ${names} goes before the new is staged (make-room): nothing on the host can put it back where the restore fails`,
        ...(restore?.keepOldSeconds === undefined
            ? []
            : ['`keep-old` has no effect: `backup: undo` will not be able to take this restore back'])
    ];
}
async function measure(host, component) {
    const { withoutOld } = component.restoration;
    if (withoutOld === undefined)
        return {};
    try {
        const { stdout } = await host.run(withoutOld.measure.script, {
            name: 'the measure of what is there',
            timeoutSeconds: 600
        });
        return { sacrifice: { component, freed: withoutOld.measure.read(stdout.toString()) } };
    }
    catch (error) {
        return { note: `(The old data of ${component.name} cannot go first: ${(0,errors/* asError */.zR)(error).message})` };
    }
}
const consentTo = (made, { safetyBackup }) => [
    `Or agree that the old data of ${namesOf(made)} is removed before the new is staged: the input \`make-room: true\`.`,
    'Then nothing on the host can put it back where the restore fails:',
    safetyBackup
        ? 'what was there, as it was when the safety backup was made, is in the safety backup only.'
        : 'without a safety backup it is gone for good.'
].join(' ');
const namesOf = (components) => components
    .filter(stage/* goesFirst */.Nj)
    .map(({ name }) => name)
    .join(', ');

// EXTERNAL MODULE: ./lib/modes/problems.js
var problems = __webpack_require__(41590);
// EXTERNAL MODULE: ./lib/modes/quiet.js
var modes_quiet = __webpack_require__(38524);
// EXTERNAL MODULE: ./lib/modes/restore-journal.js
var restore_journal = __webpack_require__(72064);
// EXTERNAL MODULE: ./lib/modes/unfinished-restore.js + 1 modules
var unfinished_restore = __webpack_require__(81662);
;// CONCATENATED MODULE: ./lib/modes/look-before-restore.js












/** Finds the backup, and what of it is wanted. Throws where it is not whole in the store. */
async function findWanted(restoring) {
    const { plan, run, host, store } = restoring;
    const { reference, components } = await wantedOf(restoring);
    const backup = await findBackup(store, plan.stack, { reference, log: run.log });
    const chosen = chooseComponents(backup, plan.components, components);
    const { id, stack, startedAt, host: origin } = backup.manifest;
    run.log.info(`The backup is ${id} of ${stack}, made ${startedAt} on ${origin}, and goes to ${host.label}`);
    const artifacts = chosen.flatMap(({ entry }) => entry.artifacts);
    await (0,compare_stored/* compareStored */.h)(store, { ...backup.manifest, artifacts }, look_before_restore_CHANGED);
    return { backup, chosen };
}
/** Looks at the host and changes nothing. Throws everything that keeps the components from being restored. */
async function lookBeforeRestore(restoring, wanted) {
    const { plan, request, run, host } = restoring;
    const { chosen } = wanted;
    const seen = await lookForRestore((0,cancellable_host/* cancellableHost */.$)(host, run.signal), { chosen, plan, request, run });
    return { ...wanted, ...seen };
}
async function wantedOf({ plan, request, reference, run, host }) {
    const { components } = request;
    if (reference.kind !== 'unfinished')
        return { reference, components };
    const unfinished = await (0,unfinished_restore/* findUnfinished */.d)((0,cancellable_host/* cancellableHost */.$)(host, run.signal), plan.stack);
    return { reference: unfinished.reference, components: components ?? unfinished.components };
}
const look_before_restore_CHANGED = 'Nothing was touched. Something removed or changed objects of this backup: restore another one.';
const lookForRestore = (host, { chosen, plan, request, run }) => run.log.group(`Look at ${host.label}`, async () => {
    const planned = chosen.map((component) => component.planned);
    const asked = (plan.restore?.stops ?? []).map((reference) => ({ action: 'stop', reference }));
    const looking = (0,find_components/* lookAtHost */.J)(host, plan.stack);
    const quiesced = request.safetyBackup ? (plan.quiesce?.containers ?? []) : [];
    const [{ tools, kept }, writers, quiet, found] = await (0,problems/* collectProblems */.v)('not everything can be restored', [
        looking,
        (0,modes_quiet/* findQuietContainers */.u)(host, { containers: asked, key: 'restore.stop' }),
        (0,modes_quiet/* findQuietContainers */.u)(host, { containers: quiesced, key: 'quiesce' }),
        (0,find_components/* findComponents */.I)(host, planned, {
            // Where the look at the host fails, that is told by itself.
            beside: looking.then(({ kept }) => ({ kept }), () => ({}))
        })
    ]);
    const beside = await (0,problems/* collectProblems */.v)('not everything can be restored', chosen.map(async ({ planned, entry }, index) => {
        try {
            const restoration = found[index]?.found.restoration(entry, run.token);
            if (restoration === undefined)
                throw new Error('the host told nothing of it');
            return { name: planned.name, planned, restoration };
        }
        catch (error) {
            throw (0,errors/* about */.Cv)(planned.name, error);
        }
    }));
    const components = await makeRoom(host, beside, request);
    (0,restore_journal/* refuseStoppedNeeds */.l$)((0,restore_journal/* stopsOf */.lD)(writers, components), components);
    const warnings = [
        ...components.flatMap(({ name, restoration }) => (restoration.warnings ?? []).map((text) => `${name}: ${text}`)),
        ...warningsOfRoom(components, plan)
    ];
    for (const warning of warnings)
        run.log.warn(warning);
    const stops = await (0,await_health/* withHealth */.D)(host, (0,restore_journal/* stopsOf */.lD)(writers, components));
    return { tools, kept, found, quiet, components, stops, warnings };
});


/***/ }),

/***/ 36417:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  M: () => (/* binding */ beginSet),
  R: () => (/* binding */ makeSet)
});

// EXTERNAL MODULE: ./lib/backup-set/keys.js
var keys = __webpack_require__(64171);
// EXTERNAL MODULE: ./lib/codecs/index.js + 2 modules
var codecs = __webpack_require__(88483);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
;// CONCATENATED MODULE: ./lib/transfer/spool-room.js




/** What a slot holds. */
const SLOT_BYTES = 256 * 1024;
/** Makes room for as many slots as fit in `bytes`. Its file is made when it is needed, and nothing is left of it however the run ends. */
function spoolRoom(directory, bytes, openFile = namelessFile) {
    const free = [];
    const listening = new Set();
    let [made, most] = [0, Math.floor(bytes / SLOT_BYTES)];
    let [waited, diskFull] = [false, false];
    let opened;
    const file = () => {
        opened ??= openFile(directory);
        return opened;
    };
    return {
        take() {
            // The disk has room for a slot that was used before.
            const used = free.pop();
            if (used !== undefined)
                return used;
            if (made < most)
                return made++;
            waited = true;
            return undefined;
        },
        give(slot) {
            free.push(slot);
            for (const given of listening)
                given();
        },
        async write(slot, content) {
            try {
                await writeAll(await file(), content, slot * SLOT_BYTES);
                return true;
            }
            catch (error) {
                if (!FULL.has(error.code ?? ''))
                    throw notKept(error);
                diskFull = true;
                most = made;
                return false;
            }
        },
        async read(slot) {
            try {
                return await readAll(await file(), SLOT_BYTES, slot * SLOT_BYTES);
            }
            catch (error) {
                throw notKept(error);
            }
        },
        listen(given) {
            listening.add(given);
            return () => listening.delete(given);
        },
        waited: () => waited,
        diskFull: () => diskFull,
        async close() {
            // Whoever asked for the file was told that it could not be opened.
            await (await opened?.catch(() => undefined))?.close();
        }
    };
}
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
async function namelessFile(directory) {
    const path = (0,external_node_path_.join)(directory, `.spool-${(0,external_node_crypto_.randomBytes)(8).toString('hex')}`);
    const file = await (0,promises_.open)(path, 'wx+', 0o600);
    await (0,promises_.rm)(path);
    return file;
}
async function writeAll(file, bytes, position) {
    for (let done = 0; done < bytes.length;) {
        done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
    }
}
async function readAll(file, length, position) {
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(bytes, done, length - done, position + done);
        if (bytesRead === 0)
            throw new Error(`the spool ends at byte ${position + done}`);
        done += bytesRead;
    }
    return bytes;
}
const notKept = (error) => new errors/* UserError */.yo(`what waits for the store could not be kept on the disk of the runner: ${(0,errors/* asError */.zR)(error).message}`, {
    remedy: 'Give the run a temporary directory that it may write to. With `quiesce: { spool: 0 }` nothing is kept there, and the transfer is downtime.',
    cause: error
});

// EXTERNAL MODULE: ./lib/modes/cancellable-host.js
var cancellable_host = __webpack_require__(65517);
// EXTERNAL MODULE: ./lib/format.js
var format = __webpack_require__(52016);
// EXTERNAL MODULE: ./lib/report/counts.js
var counts = __webpack_require__(35836);
// EXTERNAL MODULE: ./lib/transfer/progress.js
var transfer_progress = __webpack_require__(75820);
// EXTERNAL MODULE: ./lib/host-script/watched.js
var watched = __webpack_require__(19252);
// EXTERNAL MODULE: ./lib/transfer/inspection.js
var inspection = __webpack_require__(31673);
// EXTERNAL MODULE: ./lib/transfer/relay.js
var transfer_relay = __webpack_require__(21222);
// EXTERNAL MODULE: ./lib/used-buffers.js
var used_buffers = __webpack_require__(52288);
;// CONCATENATED MODULE: ./lib/transfer/spooled.js



/**
 * Takes a stream as fast as it comes and keeps on disk what cannot go on yet. A reader that waits gets what comes from memory. So a
 * stream that finds no room is as slow as its reader, as it would be without, but never waits for other streams.
 */
function spooled(source, room) {
    const taken = Promise.withResolvers();
    // Whoever waits for it is told.
    taken.promise.catch(() => undefined);
    const kept = [];
    // What came after all that was kept: a slot's worth at most.
    let gathered = nothingYet();
    let reader;
    let wake = () => undefined;
    let ended = false;
    let failure;
    const hand = (piece) => {
        reader?.resolve(piece);
        reader = undefined;
    };
    const put = async (chunk) => {
        for (let rest = chunk; rest.length > 0;) {
            if (failure !== undefined)
                throw failure;
            // It has read all that came before.
            if (reader !== undefined)
                return hand(rest);
            rest = gather(gathered, rest);
            if (gathered.length === SLOT_BYTES)
                await keep(gathered);
        }
        (0,used_buffers/* noteUsedBuffers */.P)(chunk.length);
    };
    // The reader may come and get it meanwhile.
    const keep = async (full) => {
        while (gathered === full && failure === undefined) {
            const slot = room.take();
            if (slot === undefined) {
                await new Promise((resolve) => {
                    wake = resolve;
                });
            }
            else if (await room.write(slot, full.bytes)) {
                if (gathered !== full || failure !== undefined)
                    return room.give(slot);
                kept.push(slot);
                full.length = 0;
                return;
            }
        }
    };
    const take = async () => {
        const deaf = room.listen(() => wake());
        try {
            for await (const chunk of source)
                await put(chunk);
            ended = true;
            taken.resolve();
            hand(undefined);
        }
        catch (error) {
            destroy((0,errors/* asError */.zR)(error));
        }
        finally {
            deaf();
        }
    };
    const destroy = (reason) => {
        if (failure !== undefined)
            return;
        failure = reason ?? new Error('reading was given up');
        for (const slot of kept.splice(0))
            room.give(slot);
        taken.reject(failure);
        reader?.reject(failure);
        wake();
        source.destroy(reason);
    };
    const next = async () => {
        const slot = kept.shift();
        if (slot !== undefined)
            return room.read(slot).finally(() => room.give(slot));
        const { bytes, length } = gathered;
        if (length === SLOT_BYTES) {
            gathered = nothingYet();
            wake();
            return bytes;
        }
        if (length > 0) {
            gathered.length = 0;
            return Buffer.from(bytes.subarray(0, length));
        }
        if (ended)
            return undefined;
        reader = Promise.withResolvers();
        return reader.promise;
    };
    async function* read() {
        try {
            for (;;) {
                if (failure !== undefined)
                    throw failure;
                const piece = await next();
                if (failure !== undefined)
                    throw failure;
                if (piece === undefined)
                    return;
                yield piece;
            }
        }
        finally {
            destroy();
        }
    }
    // While it waits for room, nobody else would hear of it.
    source.once('error', destroy);
    void take();
    return { [Symbol.asyncIterator]: read, taken: taken.promise, destroy };
}
const nothingYet = () => ({
    bytes: Buffer.allocUnsafeSlow(SLOT_BYTES),
    length: 0
});
// Gives what did not fit.
function gather(gathered, chunk) {
    const copied = chunk.copy(gathered.bytes, gathered.length);
    gathered.length += copied;
    return chunk.subarray(copied);
}

;// CONCATENATED MODULE: ./lib/transfer/relay-capture.js





/** Captures one artifact: host → runner → store. Nothing is stored unless the capture exited with 0 and its bytes are whole. */
async function relayCapture(relay, capture, compressor, key) {
    const { codec, where, level } = compressor;
    const onHost = where === 'host' ? codec.compressOnHost(level) : undefined;
    const source = relay.host.read((0,watched/* watched */.V)([capture.script, capture.filter, onHost].filter((stage) => stage !== undefined)), {
        name: `the capture of ${relay.name}`,
        timeoutSeconds: relay.timeoutSeconds
    });
    const passing = relay.spool === undefined ? source : throughSpool(source, relay.spool);
    const letGo = (0,transfer_relay/* destroyOnAbort */.kQ)(passing, relay.signal);
    const inspector = (0,inspection/* advising */.Cp)(capture.inspector(), NOT_WHOLE);
    const watch = onHost === undefined ? (0,inspection/* watchPlain */.KW)(inspector) : (0,inspection/* watchCompressed */.HT)(codec, inspector);
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let storedBytes = 0;
    let seen;
    async function* stored() {
        const seenPassing = (0,transfer_relay/* inspected */._9)(passing, watch, relay.progress, (result) => {
            seen = result;
        });
        for await (const chunk of onHost === undefined ? compressed(seenPassing, compressor) : seenPassing) {
            hash.update(chunk);
            storedBytes += chunk.length;
            yield chunk;
        }
    }
    try {
        await relay.store.put(key, stored(), {
            ...(capture.expectedBytes === undefined ? {} : { expectedBytes: capture.expectedBytes })
        });
    }
    finally {
        letGo();
        passing.destroy();
        watch.abandon();
    }
    if (seen === undefined)
        throw new Error(`${relay.name}: the store committed a stream that had not ended`);
    return { bytes: seen.bytes, storedBytes, sha256: hash.digest('hex'), inspection: seen.inspection };
}
function throughSpool(source, { room, onTaking }) {
    const spool = spooled(source, room);
    onTaking(spool.taken);
    return { ...spool, stderr: source.stderr };
}
function compressed(plain, { codec, level }) {
    const encoder = codec.compress(level);
    return encoder === undefined ? plain : (0,transfer_relay/* through */.sc)(plain, encoder);
}
const NOT_WHOLE = 'The tool ended as if all were well, but what it wrote is not whole. Nothing of it was kept. Run it again; if that does not help, look at memory and disks of the host.';

// EXTERNAL MODULE: ./lib/modes/problems.js
var problems = __webpack_require__(41590);
;// CONCATENATED MODULE: ./lib/modes/capture-order.js

/**
 * Does small work side by side, since it mostly waits, and big work one after the other, since it loads the host. Results come
 * in the order of the work. When one fails, no new work begins, and once what runs is over all that failed is told.
 */
function captureOrder(jobs) {
    const results = new Array(jobs.length);
    const failures = [];
    const underway = new Set();
    const indexes = jobs.map((_, index) => index);
    const isSmall = (index) => (jobs[index]?.expectedBytes ?? Number.POSITIVE_INFINITY) <= SMALL_BYTES;
    let first;
    const fail = (reason) => {
        first ??= { reason };
    };
    const begin = (index) => {
        const { released, result } = jobs[index].work();
        const settled = result
            .then((value) => {
            results[index] = value;
        }, (error) => {
            fail(error);
            failures.push(error);
        })
            .finally(() => underway.delete(settled));
        underway.add(settled);
        // The result tells why.
        return released.catch(fail);
    };
    const drain = async (queue) => {
        while (queue.length > 0 && first === undefined) {
            if (underway.size < MOST_UNDERWAY)
                await begin(queue.shift());
            else
                await Promise.race(underway);
        }
    };
    const drainAll = async () => {
        const small = indexes.filter(isSmall);
        await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => drain(small)));
        await drain(indexes.filter((index) => !isSmall(index)));
    };
    const released = drainAll().then(() => {
        if (first !== undefined)
            throw first.reason;
    });
    const finish = async () => {
        await Promise.allSettled([released]);
        await Promise.all(underway);
        if (failures.length > 0)
            throw (0,problems/* together */.b)('not everything could be captured', failures);
        return results;
    };
    return { released, result: finish() };
}
const SMALL_BYTES = 64 * 1024 * 1024;
// Uploads share memory for 6 parts. If streams that fill such a part waited for room in the spool, which streams that wait for a part
// have used up, 6 of them would stand still for ever. `spooled` never lets a reader wait for room, so that this may be any number.
const SIDE_BY_SIDE = 4;
// Released work still has its upload, and with it buffers and connections.
const MOST_UNDERWAY = 12;

;// CONCATENATED MODULE: ./lib/modes/capture.js







/** Captures every artifact of the components into the set; `released` when all was read from the host. The first failure ends it, once what runs is over. */
function captureAll(capturing) {
    const jobs = capturing.components.flatMap((component) => component.found.captures().map((capture) => ({
        component,
        capture,
        expectedBytes: capture.expectedBytes,
        work: () => captureOne(capturing, component, capture)
    })));
    const { released, result } = captureOrder(jobs);
    return { released, result: result.then((done) => describeAll(capturing, jobs, done)) };
}
function describeAll({ components }, jobs, done) {
    return components.map((component) => {
        const mine = jobs.flatMap((job, index) => (job.component === component ? [done[index]] : []));
        return {
            name: component.planned.name,
            type: component.planned.type,
            startedAt: mine.map(({ startedAt }) => startedAt).sort()[0],
            finishedAt: mine
                .map(({ finishedAt }) => finishedAt)
                .sort()
                .at(-1),
            consistency: component.found.consistency,
            facts: component.found.facts,
            artifacts: mine.map(({ artifact }) => artifact)
        };
    });
}
function captureOne(capturing, component, capture) {
    const taken = Promise.withResolvers();
    const result = storeOne(capturing, component, { capture, onTaking: taken.resolve });
    // Without a spool all was read from the host only when the store has it.
    return { released: Promise.race([taken.promise, result]), result };
}
async function storeOne({ host, store, set, compressor, run, spool }, { planned }, { capture, onTaking }) {
    const name = capture.part === undefined ? planned.name : `${planned.name}/${capture.part}`;
    const key = (0,keys/* artifactName */.Cs)({
        component: planned.name,
        part: capture.part,
        extension: capture.extension,
        compression: compressor.codec.extension
    });
    const started = new Date();
    const progress = (0,transfer_progress/* startProgress */.o)(name, run.log.info);
    try {
        run.signal.throwIfAborted();
        const { inspection, ...digest } = await relayCapture({
            host,
            store,
            name,
            timeoutSeconds: planned.timeoutSeconds,
            progress,
            signal: run.signal,
            spool: spool === undefined ? undefined : { room: spool, onTaking }
        }, capture, compressor, set.keyOf(key));
        const finished = new Date();
        for (const warning of inspection.warnings ?? [])
            run.log.warn(`${name}: ${warning}`);
        run.log.info(`${name}: ${[...tellSizes(digest), ...(0,counts/* tellCounts */.a)(inspection.counts, 8)].join(' · ')} · ${(0,format/* formatDuration */.a3)((+finished - +started) / 1000)}`);
        return {
            startedAt: started.toISOString(),
            finishedAt: finished.toISOString(),
            artifact: {
                ...(capture.part === undefined ? {} : { part: capture.part }),
                key,
                compression: compressor.codec.name,
                ...digest,
                counts: { ...inspection.counts },
                ...(inspection.details === undefined ? {} : { details: { ...inspection.details } }),
                ...(inspection.warnings?.length ? { warnings: [...inspection.warnings] } : {})
            }
        };
    }
    catch (error) {
        throw (0,errors/* about */.Cv)(name, error);
    }
    finally {
        progress.stop();
    }
}
const tellSizes = ({ bytes, storedBytes }) => [(0,format/* formatBytes */.z3)(bytes), `stored ${(0,format/* formatBytes */.z3)(storedBytes)}`];

// EXTERNAL MODULE: ./lib/drivers/facts.js
var facts = __webpack_require__(19292);
// EXTERNAL MODULE: ./lib/host-script/end-lease.js
var end_lease = __webpack_require__(62620);
// EXTERNAL MODULE: ./lib/host-script/lease.js + 1 modules
var host_script_lease = __webpack_require__(38300);
;// CONCATENATED MODULE: ./lib/modes/downtime.js

/** How long each container was down, from what was told when they were stopped and when they were started. */
function downtimeOf(containers, stopped, started) {
    const timesOf = (lines) => new Map(lines.map((line) => line.split(' ')).map(([id, seconds]) => [id, Number(seconds)]));
    const [from, to] = [timesOf(stopped.all('quieted')), timesOf(started.all('started'))];
    return containers.flatMap(({ id, name }) => {
        const [began, ended] = [from.get(id), to.get(id)];
        return began === undefined || ended === undefined ? [] : [{ name, seconds: ended - began }];
    });
}
/** Throws a UserError where what was told at the end of a lease shows that not all of it was quiet to the end. */
function requireQuiet(stack, ended) {
    const namesOf = (name) => ended.all(name).map((line) => line.split(' ').at(-1));
    if (ended.one('lease') === 'fired') {
        throw new errors/* UserError */.yo(`the lease on what was stopped of ${stack} ran out during the capture: the host started it again by itself, so that what was captured was not quiet`, { remedy: 'The runner or its connection stood still for minutes. Nothing was stored: run it again.' });
    }
    const [ran, gone] = [namesOf('ran'), namesOf('gone')];
    if (ran.length + gone.length === 0)
        return;
    const told = [
        ...(ran.length > 0 ? [`${ran.join(', ')} ran again before the capture was over`] : []),
        ...(gone.length > 0 ? [`${gone.join(', ')} was removed meanwhile`] : [])
    ];
    throw new errors/* UserError */.yo(`${told.join('; ')}: something else works on the stack, so that what was captured was not quiet`, {
        remedy: 'Let no deploy, watchdog or `docker compose up` run on the host at the same time. Nothing was stored: run it again.'
    });
}

// EXTERNAL MODULE: ./lib/modes/user-command.js + 1 modules
var user_command = __webpack_require__(14968);
;// CONCATENATED MODULE: ./lib/modes/quiesce.js








/**
 * Stops and pauses containers, lets `body` capture, and starts them again, however it ended. Before the first stop a lease is armed on
 * the host, which starts them where this run cannot. Throws where something else started them meanwhile: what was captured was not quiet.
 */
async function whileQuiet(quieting, body) {
    const { stack, containers, run } = quieting;
    const lease = { stack, token: run.token };
    let listed = [];
    let stopped;
    try {
        if (containers.length > 0)
            listed = await arm(quieting, lease);
        // Some end by themselves while they drain: they are on the list already.
        await drain(quieting);
        if (listed.length > 0)
            stopped = await stop(quieting, lease, listed);
        await body();
    }
    catch (error) {
        throw await startBecause(quieting, { lease, listed }, error);
    }
    if (stopped === undefined)
        return { containers: [], downtime: [] };
    const started = await start(quieting, lease, listed).catch((error) => {
        throw stillDown(listed, error);
    });
    requireQuiet(stack, started);
    const downtime = downtimeOf(listed, stopped, started);
    run.log.info(`Started again: ${downtime.map(({ name, seconds }) => `${name} was down for ${(0,format/* formatDuration */.a3)(seconds)}`).join(', ')}`);
    return { containers: listed, downtime };
}
async function arm({ host, containers, run }, lease) {
    run.log.info(`Making quiet: ${containers.map(({ action, name }) => `${action} ${name}`).join(', ')}`);
    const { stdout } = await (0,cancellable_host/* cancellableHost */.$)(host, run.signal).run((0,host_script_lease/* armLease */.$)(lease, containers), {
        name: 'the lease',
        timeoutSeconds: 60
    });
    const listed = new Set((0,facts/* readFacts */.MH)(stdout.toString()).all('listed'));
    return containers.filter(({ id }) => listed.has(id));
}
async function drain({ host, quiesce, run }) {
    if (quiesce?.drain === undefined)
        return;
    run.log.info(`Draining, at most ${(0,format/* formatDuration */.a3)(quiesce.drain.timeoutSeconds)}: ${quiesce.drain.command}`);
    await (0,user_command/* runUserCommand */.w)(host, { name: 'quiesce.drain', command: quiesce.drain, signal: run.signal });
}
async function stop({ host, quiesce, run }, lease, containers) {
    const graceSeconds = quiesce?.graceSeconds ?? 0;
    const { stdout } = await (0,cancellable_host/* cancellableHost */.$)(host, run.signal).run((0,host_script_lease/* makeQuiet */.R)(lease, containers, graceSeconds), {
        name: 'docker stop',
        timeoutSeconds: containers.length * (graceSeconds + DOCKER_SECONDS)
    });
    return (0,facts/* readFacts */.MH)(stdout.toString());
}
async function start({ host, quiesce }, lease, containers) {
    const ask = async () => {
        const { stdout } = await host.run((0,end_lease/* endLease */.K)(lease, containers), {
            name: 'docker start',
            timeoutSeconds: (quiesce?.graceSeconds ?? 0) + (containers.length + 2) * DOCKER_SECONDS
        });
        return (0,facts/* readFacts */.MH)(stdout.toString());
    };
    // The answer may be lost with the connection, or one container may need another before it starts.
    return ask().catch(() => ask());
}
// What a Docker that is very busy takes to stop or start one container.
const DOCKER_SECONDS = 60;
// What stays down for good is worse news than what went wrong before.
async function startBecause(quieting, { lease, listed }, reason) {
    // Nothing was stopped. What arming left on the host, the next run sweeps.
    if (listed.length === 0)
        return reason;
    try {
        await start(quieting, lease, listed);
        return reason;
    }
    catch (error) {
        const { message, remedy } = stillDown(listed, error);
        const remedies = [reason instanceof errors/* UserError */.yo ? reason.remedy : undefined, remedy];
        return new errors/* UserError */.yo(`${(0,errors/* asError */.zR)(reason).message}. And ${message}`, {
            remedy: remedies.filter((each) => each !== undefined).join('\n'),
            cause: reason
        });
    }
}
const stillDown = (listed, error) => new errors/* UserError */.yo(`not all that was stopped could be started from here: ${(0,errors/* asError */.zR)(error).message}`, {
    remedy: `The host goes on trying to start ${listed.map(({ name }) => name).join(', ')} by itself once the lock has run out: look at it with \`docker ps -a\`.`,
    cause: error
});

;// CONCATENATED MODULE: ./lib/modes/capture-quietly.js




/** Captures while containers are quiet. They run again when all was read from the host, while the rest goes on to the store. */
async function captureQuietly(quieting, capturing) {
    const { host, quiesce, containers, run } = quieting;
    const failing = new AbortController();
    const signal = AbortSignal.any([run.signal, failing.signal]);
    const spoolBytes = containers.length === 0 ? 0 : (quiesce?.spoolBytes ?? 0);
    const room = spoolBytes === 0 ? undefined : spoolRoom(run.spoolDirectory, spoolBytes);
    const whyTransfer = () => containers.length > 0 && (room === undefined || room.waited())
        ? { spoolBytes, diskFull: room?.diskFull() ?? false }
        : undefined;
    let captures;
    let failure;
    const capture = async () => {
        captures = captureAll({
            ...capturing,
            host: (0,cancellable_host/* cancellableHost */.$)(host, signal),
            run: { ...run, signal },
            spool: room
        });
        // Whoever waits for the result hears of a failure.
        captures.result.catch(() => undefined);
        await captures.released.catch((error) => {
            failure = error;
            throw error;
        });
    };
    return run.log.group(`Capture ${capturing.components.length} components`, async () => {
        try {
            const { containers: quieted, downtime } = await whileQuiet(quieting, capture);
            if (captures === undefined)
                throw new Error('nothing was captured');
            return { captured: await captures.result, quieted, downtime, transferInDowntime: whyTransfer() };
        }
        catch (error) {
            // What still goes to the store is worth nothing then. Of captures that failed, the result tells all.
            if (error !== failure)
                failing.abort(error);
            await captures?.result.catch((all) => {
                if (error === failure)
                    throw all;
            });
            throw error;
        }
        finally {
            await room?.close();
        }
    });
}

// EXTERNAL MODULE: ./lib/modes/set-writer.js + 1 modules
var set_writer = __webpack_require__(40258);
// EXTERNAL MODULE: ./lib/modes/time.js
var modes_time = __webpack_require__(52619);
;// CONCATENATED MODULE: ./lib/modes/make-set.js






/** Begins a set: shows others that it is being written, which proves that the store takes something. The store must have been asked for something before. */
async function beginSet({ plan, run, store }) {
    const time = (0,modes_time/* checkedTime */.V)(store, run.log);
    const id = (0,keys/* newBackupId */._H)(time);
    run.noteWriting({ stack: plan.stack, id });
    const owner = { run: run.token, ...run.tags };
    return { id, time, set: await (0,set_writer/* openSet */.FT)({ store, stack: plan.stack, id, owner, log: run.log }) };
}
/** Captures components that were found as the set that was begun: all of them, or nothing. */
async function makeSet(backing, { id, time, set }, making) {
    const { plan, run, store } = backing;
    const { tools, components, quieting, phase } = making;
    const compressor = (0,codecs/* chooseCompressor */.BS)(plan.compression, tools);
    let manifest;
    let committed;
    let captured;
    try {
        captured = await captureQuietly(quieting, { store, set, compressor, components });
        run.signal.throwIfAborted();
        manifest = describe(backing, { time, phase, id, components: captured.captured });
        committed = await set.commit(manifest);
    }
    catch (error) {
        return (0,set_writer/* abandonBecause */.Or)(set, error);
    }
    run.noteWriting(undefined);
    await set.publish(manifest, committed).catch((error) => {
        throw (0,errors/* about */.Cv)(`the backup ${id} is stored, but could not be made known as the latest`, error);
    });
    return { manifest, committed, captured };
}
function describe({ plan, chosen, run, host }, { time, phase, id, components }) {
    return {
        version: 1,
        tool: { name: 'predeploy-backup', version: run.version },
        stack: plan.stack,
        id,
        phase,
        partial: chosen.length < plan.components.length,
        startedAt: time.toISOString(),
        finishedAt: new Date().toISOString(),
        host: host.label,
        tags: { ...run.tags },
        components,
        encryption: null,
        signature: null
    };
}


/***/ }),

/***/ 41590:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ together),
/* harmony export */   v: () => (/* binding */ collectProblems)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** Waits for all; where some failed, throws what they say together, or the one error as it is. */
async function collectProblems(summary, work) {
    const settled = await Promise.allSettled(work);
    const problems = settled.flatMap((outcome) => outcome.status === 'rejected' ? [outcome.reason] : []);
    if (problems.length > 0)
        throw together(summary, problems);
    return settled.map((outcome) => outcome.value);
}
/** One error that tells all problems; a single one is told as it is, and of a run that was cancelled only that. */
function together(summary, problems) {
    const cancelled = problems.find((problem) => problem instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ);
    if (cancelled !== undefined)
        return cancelled;
    return problems.length === 1 ? problems[0] : new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserErrors */ .tQ(summary, problems.flatMap(_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .problemsIn */ ._n));
}


/***/ }),

/***/ 38524:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ findQuietContainers),
/* harmony export */   x: () => (/* binding */ quietStates)
/* harmony export */ });
/* harmony import */ var _drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19292);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);
/* harmony import */ var _host_script_quiet_containers_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(35971);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(41590);




/** Finds the containers that run and shall be quiet, in the order in which they stop. Throws where there is none of a name. */
async function findQuietContainers(host, { containers, key }) {
    if (containers.length === 0)
        return [];
    const { stdout } = await host.run((0,_host_script_quiet_containers_js__WEBPACK_IMPORTED_MODULE_2__/* .findQuiet */ .K)(containers.map(({ reference }) => reference)), {
        name: 'the look at what shall be quiet',
        timeoutSeconds: 60
    });
    const facts = (0,_drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__/* .readFacts */ .MH)(stdout.toString());
    const missing = facts.all('quiet-missing').map((line) => {
        const [, index = '', said = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
        return nobody(key, containers[Number(index)]?.reference, said);
    });
    if (missing.length > 0)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_3__/* .together */ .b)('not all that shall be quiet was found', missing);
    const found = facts.all('quiet').map((line) => {
        const [, index = '', id = '', state = '', health = '', removed = '', name = ''] = /^(\d+) (\S+) (\S+) (\S+) (\S+) \/?(.*)$/.exec(line) ?? [];
        const action = containers[Number(index)]?.action ?? 'stop';
        const ill = state === 'restarting' || health === 'unhealthy';
        return { id, name, action, state, ill, removed: removed === 'true' };
    });
    // What does not run stays as it is, and is not started afterwards.
    const running = found
        .filter(({ state }) => state === 'running' || state === 'restarting')
        .filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index);
    const refused = running.flatMap((container) => refusal(key, container));
    if (refused.length > 0)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_3__/* .together */ .b)('not all that shall be quiet can be', refused);
    return running.map(({ id, name, action, ill }) => ({ id, name, action, ill }));
}
/** What drivers are told of containers that will be quiet. */
const quietStates = (containers) => new Map(containers.map(({ id, action }) => [id, action === 'stop' ? 'exited' : 'paused']));
function refusal(key, { name, action, state, removed }) {
    if (action === 'stop' && removed) {
        return [
            new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo(`${key} would stop ${name}, and Docker would remove what was started with --rm`, {
                remedy: `Start ${name} without --rm${key === 'quiesce' ? `, or pause it: \`quiesce: { pause: [${name}] }\`` : ''}.`
            })
        ];
    }
    if (action === 'pause' && state === 'restarting') {
        return [
            new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo(`${key} cannot pause ${name}: it does not stay up, Docker restarts it again and again`, {
                remedy: `See \`docker logs ${name}\`, or stop it: \`quiesce: { stop: [${name}] }\`.`
            })
        ];
    }
    return [];
}
const nobody = (key, reference, said) => new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo(`${key}: no container ${tell(reference)} on the host${/no such (container|object)|^\s*$/i.test(said) ? '' : ` (${said.trim()})`}`, {
    remedy: `Compare with \`docker ps -a\` on the host and correct \`${key}\`.`
});
function tell(reference) {
    if (reference === undefined || typeof reference === 'string')
        return reference ?? 'of that name';
    return 'label' in reference
        ? `with the label ${reference.label}`
        : `${reference.service} of project ${reference.project}`;
}


/***/ }),

/***/ 72064:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Sw: () => (/* binding */ openRestoreJournal),
/* harmony export */   l$: () => (/* binding */ refuseStoppedNeeds),
/* harmony export */   lD: () => (/* binding */ stopsOf)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _host_script_clear_old_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(70487);
/* harmony import */ var _host_script_journal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1937);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(41590);




/** Writes down on the host how a restore is taken back, and how what it leaves is removed, before it makes anything there. */
async function openRestoreJournal(host, lease, { backup, components, stops, keepSeconds, safetyBackupId, part }) {
    const work = { name: 'the journal of the restore', timeoutSeconds: 60 };
    const head = {
        stops,
        servers: serversOf(components),
        backup: JSON.stringify(backup),
        safety: safetyBackupId,
        keepSeconds,
        part
    };
    await host.run((0,_host_script_journal_js__WEBPACK_IMPORTED_MODULE_2__/* .beginJournal */ .Fs)(lease, head), work);
    for (const [index, { name, restoration, instead }] of components.entries()) {
        const { places, discard } = restoration;
        const undo = instead === undefined ? restoration.undo : (0,_host_script_clear_old_js__WEBPACK_IMPORTED_MODULE_1__/* .undoCleared */ .$v)(instead.unready);
        await host.run((0,_host_script_journal_js__WEBPACK_IMPORTED_MODULE_2__/* .addToJournal */ .sD)(lease, { name, places, undo, discard }, index), work);
    }
    await host.run((0,_host_script_journal_js__WEBPACK_IMPORTED_MODULE_2__/* .openJournal */ ._0)(lease), work);
}
/** The containers that must not run while old and new change places, in the order in which they stop: writers first. */
const stopsOf = (writers, components) => {
    const needed = components.flatMap(({ restoration }) => restoration.stops);
    const all = [...writers, ...needed.map((stop) => ({ ...stop, action: 'stop' }))];
    return all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index);
};
const serversOf = (components) => components.flatMap(({ restoration: { server } }) => (server === undefined ? [] : [server]));
/** Throws where something has to stop in which a component has to be exchanged. */
function refuseStoppedNeeds(stops, components) {
    const problems = components.flatMap(({ name, restoration }) => serversOf([{ restoration }])
        .filter(({ id }) => !restoration.stops.some((stop) => stop.id === id))
        .filter(({ id }) => stops.some((stop) => stop.id === id))
        .map((needed) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`${name}: ${needed.name} has to run while its data is exchanged, and would be stopped`, {
        remedy: `Take ${needed.name} out of \`restore: { stop }\`; where it is stopped since it uses another component as well, restore one after the other with the input \`components\`.`
    })));
    if (problems.length > 0)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_3__/* .together */ .b)('the containers cannot be stopped for the restore', problems);
}


/***/ }),

/***/ 59796:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  P: () => (/* binding */ restore)
});

// EXTERNAL MODULE: ./lib/backup-set/keys.js
var keys = __webpack_require__(64171);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/modes/agreement.js
var agreement = __webpack_require__(89340);
// EXTERNAL MODULE: ./lib/modes/bare-host.js
var bare_host = __webpack_require__(53973);
// EXTERNAL MODULE: ./lib/modes/cancellable-host.js
var cancellable_host = __webpack_require__(65517);
// EXTERNAL MODULE: ./lib/modes/lock.js + 3 modules
var lock = __webpack_require__(87120);
// EXTERNAL MODULE: ./lib/modes/look-before-restore.js + 3 modules
var look_before_restore = __webpack_require__(71209);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./lib/format.js
var format = __webpack_require__(52016);
// EXTERNAL MODULE: ./lib/host-script/script.js
var script = __webpack_require__(46999);
;// CONCATENATED MODULE: ./lib/host-script/ask-http.js

/** Asks an address from the host; fails unless it answers with success within ten seconds. */
const askHttp = (url) => (0,script.sh) `if command -v curl >/dev/null 2>&1; then
  curl -q -fsS -o /dev/null --max-time 10 --url ${url}
elif command -v wget >/dev/null 2>&1; then
  wget -q -O /dev/null -T 10 ${url}
else
  echo 'there is neither curl nor wget on the host' >&2
  exit 127
fi`;

// EXTERNAL MODULE: ./lib/modes/user-command.js + 1 modules
var user_command = __webpack_require__(14968);
;// CONCATENATED MODULE: ./lib/modes/await-check.js





/** Asks until all of a health check is content. Throws a UserError with the last answer where it is not in time. */
async function awaitCheck(host, check, { log, signal }) {
    log.info(`Waiting for the health of the stack, at most ${(0,format/* formatDuration */.a3)(check.seconds)}`);
    const deadline = performance.now() + check.seconds * 1000;
    for (;;) {
        signal.throwIfAborted();
        try {
            await askOnce(host, check);
            return;
        }
        catch (error) {
            if (performance.now() >= deadline)
                throw notHealthy(check, error);
        }
        await (0,promises_.setTimeout)(1000);
    }
}
async function askOnce(host, { http, command }) {
    if (http !== undefined)
        await host.run(askHttp(http), { name: http, timeoutSeconds: 30 });
    if (command !== undefined)
        await (0,user_command/* runUserCommand */.w)(host, { name: 'restore.health', command });
}
const notHealthy = ({ seconds }, error) => new errors/* UserError */.yo(`the stack is not healthy ${(0,format/* formatDuration */.a3)(seconds)} after it was started: ${(0,errors/* asError */.zR)(error).message}`, {
    remedy: 'Does it work with the data of the backup? Where it may rightly take longer: `restore: { health: { timeout: 10m } }`.',
    cause: error
});

// EXTERNAL MODULE: ./lib/modes/await-health.js
var await_health = __webpack_require__(44553);
// EXTERNAL MODULE: ./lib/modes/end-run.js
var end_run = __webpack_require__(86861);
// EXTERNAL MODULE: ./lib/modes/failed-restore.js
var failed_restore = __webpack_require__(6752);
// EXTERNAL MODULE: ./lib/modes/restore-journal.js
var restore_journal = __webpack_require__(72064);
// EXTERNAL MODULE: ./lib/modes/make-set.js + 8 modules
var make_set = __webpack_require__(36417);
// EXTERNAL MODULE: ./lib/modes/problems.js
var problems = __webpack_require__(41590);
// EXTERNAL MODULE: ./lib/modes/quiet.js
var modes_quiet = __webpack_require__(38524);
;// CONCATENATED MODULE: ./lib/modes/safety-backup.js




/**
 * Backs up what a restore is about to replace, as it is now, and gives the id of that backup; nothing where nothing is there. Throws a
 * UserError where it cannot be captured, with what to do.
 */
async function safetyBackup({ plan, run, host, store }, { found, tools, quiet, kept }) {
    // As they will be while what a backup stops is stopped.
    const present = found
        .filter(({ found: { absent } }) => absent !== true)
        .map(({ planned, probed }) => {
        const all = planned.component.found(probed, { quiet: (0,modes_quiet/* quietStates */.x)(quiet), kept });
        return { planned, probed, found: all.present?.() ?? all };
    });
    if (present.length === 0)
        return undefined;
    const chosen = present.map(({ planned }) => planned);
    await requireCapturable(present);
    const backing = { plan, chosen, run, host, store };
    const { manifest } = await (0,make_set/* beginSet */.M)(backing)
        .then((begun) => (0,make_set/* makeSet */.R)(backing, begun, {
        tools,
        components: present,
        phase: 'safety',
        quieting: { host, stack: plan.stack, quiesce: plan.quiesce, containers: quiet, run }
    }))
        .catch((error) => {
        run.signal.throwIfAborted();
        throw notSafe(error);
    });
    run.log.info(`What is there now is stored as ${manifest.id}, to be restored as any backup`);
    return manifest.id;
}
const requireCapturable = (components) => (0,problems/* collectProblems */.v)('not everything that would be replaced can be backed up before', components.map(async ({ planned, found }) => {
    try {
        return found.captures();
    }
    catch (error) {
        throw (0,errors/* about */.Cv)(planned.name, error);
    }
})).catch((error) => {
    throw notSafe(error);
});
const notSafe = (error) => new errors/* UserError */.yo(`what is there now could not be backed up before it would be replaced: ${(0,errors/* asError */.zR)(error).message}`, {
    remedy: [
        ...(error instanceof errors/* UserError */.yo && error.remedy !== undefined ? [error.remedy] : []),
        'Nothing was replaced. Where what is there is too broken to be captured, and is not worth it: the input `safety-backup: false` restores without. Then only the old data beside the new can bring it back, and only until the restore is green (`restore: { keep-old: 1h }` keeps it longer).'
    ].join('\n'),
    cause: error
});

// EXTERNAL MODULE: ./lib/modes/settle-restore.js
var settle_restore = __webpack_require__(47778);
// EXTERNAL MODULE: ./lib/modes/stage.js + 4 modules
var stage = __webpack_require__(64951);
// EXTERNAL MODULE: ./lib/host-script/at-work.js
var at_work = __webpack_require__(27279);
// EXTERNAL MODULE: ./lib/host-script/clear-old.js
var clear_old = __webpack_require__(70487);
// EXTERNAL MODULE: ./lib/modes/room.js
var room = __webpack_require__(72445);
;// CONCATENATED MODULE: ./lib/modes/stage-instead.js





/**
 * Removes the old data of the components for which there is no room beside it, and stages the new in its place. `components` are all of the
 * restore, in the order of its journal. Nothing is removed before all of it can be, and there is room then; from then on the host alone cannot bring
 * back what was there.
 */
async function stageInstead(context, lease, components) {
    const { run } = context;
    const going = components.filter(stage/* goesFirst */.Nj);
    const measured = [];
    for (const one of going) {
        const { ready, measure } = insteadOf(one);
        await onHost(context, one, (0,at_work/* atWork */.R_)(lease, 'swapping', ready), 'the look whether its old data can go');
        const freed = measure.read(await onHost(context, one, measure.script, 'the measure of what is there'));
        measured.push({ ...one, instead: { ...insteadOf(one), freed } });
    }
    (0,room/* refuseWithoutRoom */.CW)((0,room/* roomLackingInstead */.P9)(measured));
    for (const [index, one] of components.entries()) {
        if (!(0,stage/* goesFirst */.Nj)(one))
            continue;
        await onHost(context, one, (0,clear_old/* clearOld */.HQ)(lease, index, insteadOf(one).clear), 'the removal of its old data');
        run.log.info(`${one.name}: the old data was removed to make room`);
    }
    return (0,stage/* stageAll */.g9)(context, going);
}
async function onHost({ host, run }, { name, planned: { timeoutSeconds } }, script, what) {
    run.signal.throwIfAborted();
    try {
        return (await host.run(script, { name: what, timeoutSeconds })).stdout.toString();
    }
    catch (error) {
        throw (0,errors/* about */.Cv)(name, error);
    }
}
function insteadOf({ name, instead }) {
    if (instead === undefined)
        throw new Error(`the old data of ${name} does not go first`);
    return instead;
}

// EXTERNAL MODULE: ./lib/host-script/journal.js
var journal = __webpack_require__(1937);
// EXTERNAL MODULE: ./lib/host-script/prove-restore.js
var prove_restore = __webpack_require__(99531);
// EXTERNAL MODULE: ./lib/modes/judge.js
var judge = __webpack_require__(35883);
// EXTERNAL MODULE: ./lib/modes/stopped-containers.js
var stopped_containers = __webpack_require__(63590);
;// CONCATENATED MODULE: ./lib/modes/swap.js





/**
 * Exchanges old for staged, all components together, and proves that what is in service is what was staged. Whatever it throws, the
 * journal on the host says how far it came, and `endRun` takes it back; so does the host, where this run is not heard of any more. A run that is
 * cancelled is taken back as long as it is not proven.
 */
async function swapAll(swapping) {
    const { host, lease, stops, beHealthy, isLast, run } = swapping;
    const note = (script) => host.run(script, { name: 'the journal of the restore' });
    run.signal.throwIfAborted();
    const stopped = await (0,stopped_containers/* stopContainers */.F_)(swapping, stops);
    await note((0,journal/* movePhase */.Jn)(lease, 'staging', 'swapping'));
    const staged = [...swapping.staged, ...(await swapping.stageRest())];
    for (const { name, restoration, inspections } of staged) {
        run.signal.throwIfAborted();
        await host.run((0,at_work/* atWork */.R_)(lease, 'swapping', restoration.swap(inspections)), { name: `the swap of ${name}` });
        run.log.info(`${name}: swapped in`);
    }
    await note((0,journal/* movePhase */.Jn)(lease, 'swapping', 'swapped'));
    await (0,stopped_containers/* startContainers */.fQ)(swapping, stopped);
    await beHealthy(stopped);
    for (const { name, restoration, inspections } of staged) {
        await (0,judge/* judge */.S)(host, { name, check: restoration.verify, what: 'the check of what is in service' }, inspections);
    }
    run.signal.throwIfAborted();
    await note((0,prove_restore/* proveRestore */.p)(lease, isLast));
}

// EXTERNAL MODULE: ./lib/modes/tell-left.js
var tell_left = __webpack_require__(70351);
;// CONCATENATED MODULE: ./lib/modes/restore-components.js














/** Brings components back, all of them or none: whatever fails puts the old data of all back. */
async function restoreComponents(restoring, wanted, { whole, part }) {
    const { plan, request, run, host, store } = restoring;
    const restorable = await (0,look_before_restore/* lookBeforeRestore */.N)(restoring, wanted);
    const { backup, tools, components, stops, warnings } = restorable;
    // The exchange, an undo and the clean-up go on to their end: they run on the host itself.
    const stoppable = (0,cancellable_host/* cancellableHost */.$)(host, run.signal);
    const lease = { stack: plan.stack, token: run.token };
    const instead = components.filter(stage/* goesFirst */.Nj);
    const keepSeconds = instead.length > 0 ? 0 : (plan.restore?.keepOldSeconds ?? 0);
    const staging = { host: stoppable, store, run, backup, tools };
    // Before the safety backup, so that little is written between that and the end of the old data.
    if (instead.length > 0)
        await run.log.group('Verify what can be staged only once the old data is gone', () => (0,stage/* verifyAll */.Vf)(staging, instead));
    const safetyBackupId = request.safetyBackup
        ? await run.log.group('Back up what is there now', () => safetyBackup({ ...restoring, host: stoppable }, restorable))
        : undefined;
    let opened = false;
    try {
        await (0,restore_journal/* openRestoreJournal */.Sw)(stoppable, lease, {
            backup: {
                stack: backup.manifest.stack,
                id: backup.manifest.id,
                components: [...whole]
            },
            components,
            stops,
            keepSeconds,
            safetyBackupId,
            part
        });
        opened = true;
        const staged = await run.log.group('Stage beside the old data', () => (0,stage/* stageAll */.g9)(staging, components.filter((component) => !(0,stage/* goesFirst */.Nj)(component))));
        await run.log.group('Exchange old for new', () => swapAll({
            host,
            lease,
            staged,
            stageRest: () => stageInstead(staging, lease, components),
            stops,
            isLast: part !== 'first',
            run,
            beHealthy: (started) => beHealthy(host, { plan, started, run })
        }));
    }
    catch (error) {
        await endFailed(host, { lease, run, opened, going: instead.map(({ name }) => name) }, error);
    }
    const provenAt = performance.now();
    const left = await (0,settle_restore/* settleRestore */.M)(host, { lease, keepSeconds, run });
    return { warnings: [...warnings, ...left], safetyBackupId, provenAt };
}
// Throws what the run ends with; but where only the answer of the last step was lost, it was proven all the same.
async function endFailed(host, { lease, run, opened, going }, reason) {
    const found = await (0,end_run/* endRun */.l)(host, lease).catch((error) => {
        throw (0,failed_restore/* unreachedRestore */.E4)(reason, error, going);
    });
    // Somebody else has ended it where its journal is gone.
    const ended = opened && !found.journal ? { ...found, restore: 'late' } : found;
    for (const what of ended.left)
        run.log.warn((0,tell_left/* tellLeft */.d)(lease.stack, what));
    if (opened && ended.phase === 'proven' && ended.restore !== 'late') {
        run.log.warn((0,errors/* asError */.zR)(reason).message);
        return;
    }
    throw (0,failed_restore/* failedRestore */.W3)(reason, ended, going);
}
async function beHealthy(host, { plan, started, run }) {
    const check = plan.restore?.health;
    const longer = 'restore: { health: { timeout: 10m } }';
    await (0,await_health/* awaitHealth */.L)(host, { containers: started, seconds: check?.seconds ?? 120, longer, run });
    if (check !== undefined)
        await awaitCheck(host, check, run);
}

// EXTERNAL MODULE: ./lib/modes/run.js
var modes_run = __webpack_require__(7709);
;// CONCATENATED MODULE: ./lib/modes/restore.js









/**
 * Brings a backup back: everything is staged beside the old data and verified before anything is replaced, then exchanged
 * by renames; whatever fails puts the old data back.
 */
async function restore(plan, request, run) {
    const began = performance.now();
    const reference = (0,agreement/* agreedReference */.Ct)(plan.stack, request);
    return (0,modes_run/* withHostAndStore */.R)(run, (host, store) => (0,lock/* withLock */.k)({ host, plan, run, purpose: 'restore' }, (locked) => restoreLocked({ plan, request, reference, run: locked, host, store }, began)));
}
async function restoreLocked(restoring, began) {
    const { plan, request, run, host, store } = restoring;
    const wanted = await (0,look_before_restore/* findWanted */.B)(restoring);
    if (!request.safetyBackup)
        run.log.warn(UNSAFE);
    const up = plan.restore?.up;
    const lacking = await (0,bare_host/* findLacking */.vb)((0,cancellable_host/* cancellableHost */.$)(host, run.signal), wanted.chosen, plan);
    const whole = wanted.chosen.map(({ planned }) => planned.name);
    const done = up === undefined || lacking.length === 0
        ? [await restoreComponents(restoring, wanted, { whole, part: 'whole' })]
        : await restoreBare(restoring, wanted, { up, lacking, whole });
    const { backup, chosen } = wanted;
    const { id, stack } = backup.manifest;
    return {
        ...backup,
        key: store.fullKey((0,keys/* manifestKey */.Rn)(stack, id)),
        components: chosen.map(({ entry }) => entry),
        warnings: [...(request.safetyBackup ? [] : [UNSAFE]), ...done.flatMap(({ warnings }) => warnings)],
        safetyBackupId: done.map(({ safetyBackupId }) => safetyBackupId).findLast((made) => made !== undefined),
        rtoSeconds: ((done.at(-1)?.provenAt ?? began) - began) / 1000
    };
}
// Of a host that has not all of the services yet: its files, then the services as they come, then their data.
async function restoreBare(restoring, wanted, { up, lacking, whole }) {
    const { run, host } = restoring;
    const files = (0,bare_host/* filesFirst */.oQ)(wanted, lacking);
    const first = files.chosen.length === 0
        ? []
        : [
            await restoreComponents({ ...restoring, plan: (0,bare_host/* bareOf */.eI)(restoring.plan) }, files, {
                whole,
                part: 'first'
            })
        ];
    try {
        await run.log.group('Bring the services up', () => (0,bare_host/* bringUp */.qh)((0,cancellable_host/* cancellableHost */.$)(host, run.signal), { up, lacking, run }));
        const rest = { ...wanted, chosen: lacking };
        const part = first.length === 0 ? 'whole' : 'last';
        return [...first, await restoreComponents(restoring, rest, { whole, part })];
    }
    catch (error) {
        if (first.length === 0)
            throw error;
        throw halfRestored(error, { done: files.chosen, lacking, up });
    }
}
// The files are what is wanted, and without them nothing could be brought up again.
function halfRestored(error, { done, lacking, up }) {
    const names = (chosen) => chosen.map(({ planned }) => planned.name).join(', ');
    return new errors/* UserError */.yo(`${(0,errors/* asError */.zR)(error).message} (restored, and left so: ${names(done)}; not restored: ${names(lacking)})`, {
        remedy: [
            ...(error instanceof errors/* UserError */.yo && error.remedy !== undefined ? [error.remedy] : []),
            `When that is mended, see that all services are up on the host (${up.written ?? up.command}), and run the same restore again, or \`backup: resume\`.`
        ].join('\n'),
        cause: error
    });
}
const UNSAFE = 'there is no safety backup of what was replaced: once the old data is gone from the host, nothing brings it back';


/***/ }),

/***/ 72445:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CW: () => (/* binding */ refuseWithoutRoom),
/* harmony export */   P9: () => (/* binding */ roomLackingInstead),
/* harmony export */   d8: () => (/* binding */ roomLacking),
/* harmony export */   jK: () => (/* binding */ roomNeeded),
/* harmony export */   og: () => (/* binding */ sacrificed)
/* harmony export */ });
/* harmony import */ var _drivers_room_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(42320);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);
/* harmony import */ var _format_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52016);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(41590);




/** Adds up what comes to each file system. Components are staged beside each other, so what is enough for each may be too little for all. */
function roomNeeded(components) {
    const demands = components.flatMap(({ name, restoration, instead }) => (restoration.outlook?.demands ?? []).map((demand) => ({ name, demand, isBeside: instead === undefined })));
    const freed = components.flatMap(({ instead }) => instead?.freed ?? []);
    return [...Map.groupBy(demands, ({ demand }) => (0,_drivers_room_js__WEBPACK_IMPORTED_MODULE_0__/* .identityOf */ .cu)(demand.fileSystem))].map(([identity, here]) => {
        const beside = here.filter(({ isBeside }) => isBeside);
        // Each probe asked at its own moment.
        const freeBytes = Math.min(...here.map(({ demand }) => demand.fileSystem.freeBytes));
        const freedBytes = freedOn(identity, freed);
        const neededBytes = bytesTogether(here);
        return {
            ...{ identity, neededBytes, freeBytes, freedBytes },
            components: [...new Set(here.map(({ name }) => name))],
            places: here.map(({ demand }) => demand.place),
            // What is staged beside its old data is staged before any goes.
            lackingBytes: Math.max(neededBytes - freeBytes - freedBytes, beside.length === 0 ? 0 : bytesTogether(beside) - freeBytes)
        };
    });
}
/** The file systems on which there is too little. */
const roomLacking = (components) => roomNeeded(components).filter(({ lackingBytes }) => lackingBytes > 0);
/** The file systems on which there is too little by now, right before the old data goes: all else is staged, and the figures are new. */
const roomLackingInstead = (going) => roomNeeded(going)
    .map((room) => {
    const measured = going
        .flatMap(({ instead }) => instead?.freed ?? [])
        .filter(({ fileSystem }) => (0,_drivers_room_js__WEBPACK_IMPORTED_MODULE_0__/* .identityOf */ .cu)(fileSystem) === room.identity);
    const freeBytes = Math.min(room.freeBytes, ...measured.map(({ fileSystem }) => fileSystem.freeBytes));
    return { ...room, freeBytes, lackingBytes: room.neededBytes - freeBytes - room.freedBytes };
})
    .filter(({ lackingBytes }) => lackingBytes > 0);
/**
 * Lets the old data of as few components as possible go first, those before others that free most where room lacks, until there is room for
 * all. Gives all components, changed or not; there may be too little all the same.
 */
function sacrificed(components, sacrifices) {
    const short = new Set(roomLacking(components).map(({ identity }) => identity));
    const gain = ({ freed }) => [...short].reduce((sum, identity) => sum + freedOn(identity, freed), 0);
    const useful = sacrifices.filter((sacrifice) => gain(sacrifice) > 0);
    const wanted = [];
    for (const sacrifice of useful.toSorted((one, other) => gain(other) - gain(one))) {
        const lacks = roomLacking(without(components, wanted)).map(({ identity }) => identity);
        if (sacrifice.freed.some(({ fileSystem }) => lacks.includes((0,_drivers_room_js__WEBPACK_IMPORTED_MODULE_0__/* .identityOf */ .cu)(fileSystem))))
            wanted.push(sacrifice);
    }
    if (roomLacking(without(components, wanted)).length > 0)
        return without(components, wanted);
    // What came in first may not be needed once others are in.
    const needed = wanted.toReversed().reduce((kept, sacrifice) => {
        const fewer = kept.filter((one) => one !== sacrifice);
        return roomLacking(without(components, fewer)).length > 0 ? kept : fewer;
    }, wanted);
    return without(components, needed);
}
const without = (components, sacrifices) => components.map((component) => {
    const freed = sacrifices.find((sacrifice) => sacrifice.component === component)?.freed;
    const { withoutOld } = component.restoration;
    if (freed === undefined || withoutOld === undefined)
        return component;
    const { restoration, ...instead } = withoutOld;
    return { ...component, restoration, instead: { ...instead, freed } };
});
/** Refuses a restore for which there is no room, before the first byte travels: `help` is what can be done beside making room. */
function refuseWithoutRoom(lackingRoom, help = []) {
    if (lackingRoom.length === 0)
        return;
    throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .together */ .b)('not everything can be restored', lackingRoom.map((room) => (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .about */ .Cv)(room.components.join(', '), noRoom(room, help))));
}
function noRoom(room, help) {
    const { neededBytes, freeBytes, freedBytes, lackingBytes, places } = room;
    const gone = freedBytes === 0 ? '' : `, and ${(0,_format_js__WEBPACK_IMPORTED_MODULE_3__/* .formatBytes */ .z3)(freedBytes)} more without the old data`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo(`${_drivers_room_js__WEBPACK_IMPORTED_MODULE_0__/* .NO_ROOM */ .sP}: ${(0,_format_js__WEBPACK_IMPORTED_MODULE_3__/* .formatBytes */ .z3)(neededBytes)} are needed, ${(0,_format_js__WEBPACK_IMPORTED_MODULE_3__/* .formatBytes */ .z3)(freeBytes)} are free${gone}`, {
        remedy: [`Make ${(0,_format_js__WEBPACK_IMPORTED_MODULE_3__/* .formatBytes */ .z3)(lackingBytes)} of room where ${places.join(', and ')}.`, ...help].join('\n')
    });
}
const bytesTogether = (all) => (0,_drivers_room_js__WEBPACK_IMPORTED_MODULE_0__/* .neededTogether */ .IW)(all.map(({ demand }) => demand.coming));
const freedOn = (identity, freed) => freed
    .filter(({ fileSystem }) => (0,_drivers_room_js__WEBPACK_IMPORTED_MODULE_0__/* .identityOf */ .cu)(fileSystem) === identity)
    .reduce((sum, { bytes }) => sum + bytes, 0);


/***/ }),

/***/ 7709:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ withHostAndStore)
/* harmony export */ });
/* harmony import */ var _lasting_host_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(42855);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(41590);


/** Opens host and store side by side, and closes both when `body` is over, however it ended. */
async function withHostAndStore(run, body) {
    const opening = {
        host: run.connectHost().then((host) => (0,_lasting_host_js__WEBPACK_IMPORTED_MODULE_0__/* .lastingHost */ .j)(host, run.connectHost)),
        store: run.openStore()
    };
    // Both are waited for and told of together, and neither is left open because of the other.
    const opened = await Promise.allSettled(Object.values(opening));
    const close = () => Promise.allSettled(opened.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
    try {
        await (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .collectProblems */ .v)('neither host nor store can be used', [opening.host, opening.store]);
        return await body(await opening.host, await opening.store);
    }
    finally {
        await close();
    }
}


/***/ }),

/***/ 40258:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Or: () => (/* binding */ abandonBecause),
  nr: () => (/* binding */ latestSchema),
  FT: () => (/* binding */ openSet)
});

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(92857);
// EXTERNAL MODULE: ./lib/backup-set/keys.js
var keys = __webpack_require__(64171);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/stores/json.js
var json = __webpack_require__(12498);
// EXTERNAL MODULE: ./lib/modes/abandon.js
var abandon = __webpack_require__(83153);
// EXTERNAL MODULE: ./lib/modes/compare-stored.js
var compare_stored = __webpack_require__(40247);
;// CONCATENATED MODULE: ./lib/modes/writing-sign.js



/** Puts the sign up, and renews it until it is ended. */
async function showWriting(options) {
    const { store, stack, id, owner, log } = options;
    const put = async (putOptions) => {
        const value = { ...owner, at: new Date().toISOString() };
        await (0,json/* writeJson */.GF)(store, { key: (0,keys/* writingKey */._T)(stack, id), value, ...putOptions });
    };
    await put({});
    let renewal = Promise.resolve();
    // A renewal that fails is no reason to end a capture: others wait a day before they take the writer for dead.
    const renew = () => {
        renewal = renewal
            .then(() => put({ rewritten: true }))
            .catch((error) => log.warn(`writing.json could not be renewed: ${(0,errors/* asError */.zR)(error).message}`));
    };
    const timer = setInterval(renew, RENEWAL_MS);
    timer.unref();
    return {
        end: async () => {
            clearInterval(timer);
            await renewal;
        }
    };
}
const RENEWAL_MS = 10 * 60 * 1000;

;// CONCATENATED MODULE: ./lib/modes/set-writer.js







/** What `latest.json` holds. */
const latestSchema = schemas/* object */.Ikc({ id: schemas/* string */.YjP(), key: schemas/* string */.YjP(), checksum: schemas/* string */.YjP() });
/** Opens a set for writing and shows others that it is being written, until it is committed or abandoned. */
async function openSet(options) {
    const { store, stack, id, log } = options;
    const sign = await showWriting(options);
    return {
        keyOf: (name) => (0,keys/* setFolder */.Bh)(stack, id) + name,
        async commit(manifest) {
            await (0,compare_stored/* compareStored */.h)(store, { ...manifest, artifacts: (0,compare_stored/* artifactsOf */.N)(manifest) }, NOT_COMMITTED);
            const key = (0,keys/* manifestKey */.Rn)(stack, id);
            const { checksum, bytes } = await (0,json/* writeJson */.GF)(store, { key, value: manifest, ifAbsent: true });
            const artifactBytes = (0,compare_stored/* artifactsOf */.N)(manifest).reduce((sum, artifact) => sum + artifact.storedBytes, 0);
            return { key: store.fullKey(key), checksum, size: artifactBytes + bytes };
        },
        async publish(manifest, { checksum }) {
            await sign.end();
            try {
                if (!manifest.partial && manifest.phase !== 'safety')
                    await pointLatest(store, stack, { id, key: (0,keys/* manifestKey */.Rn)(stack, id), checksum });
            }
            finally {
                // A key that must not delete is a choice that people make, and the backup is good.
                await store.remove([(0,keys/* writingKey */._T)(stack, id)]).catch((error) => {
                    log.warn(`writing.json could not be removed: ${(0,errors/* asError */.zR)(error).message}`);
                });
            }
        },
        async abandon() {
            await sign.end();
            await (0,abandon/* abandonSet */.E)(store, stack, id);
        }
    };
}
/** Abandons a set because of `reason`; where that fails too, the error says so. */
async function abandonBecause(set, reason) {
    try {
        await set.abandon();
    }
    catch (error) {
        const left = (0,errors/* problemsIn */._n)(error);
        const remedies = [...(0,errors/* problemsIn */._n)(reason), ...left].flatMap(({ remedy }) => remedy ?? []);
        const lines = [
            ...new Set(remedies),
            'Later runs remove what is left, once this one was silent for a day.'
        ];
        throw new errors/* UserError */.yo(`${(0,errors/* asError */.zR)(reason).message} (and the half set could not be removed: ${left.map(({ message }) => message).join('; ')})`, { remedy: lines.join('\n'), cause: reason });
    }
    throw reason;
}
// An older run that ends late must not hide a newer backup. Where two end together, the store may hold what the other one wrote
// when this one looks at what it wrote itself: then what is there decides.
// The lock keeps runs of one host apart. What is left: an older run, from another host of that name, that read before a newer one wrote
// and writes after that one has looked, names itself. Both are whole backups.
async function pointLatest(store, stack, latest) {
    const key = (0,keys/* latestKey */.p8)(stack);
    let present = await (0,json/* readJson */.Vh)(store, key, latestSchema);
    while (present === undefined || present.value.id < latest.id) {
        try {
            await (0,json/* writeJson */.GF)(store, { key, value: latest, rewritten: true });
            return;
        }
        catch (failure) {
            const now = await (0,json/* readJson */.Vh)(store, key, latestSchema).catch((error) => {
                throw unreadable(failure, error);
            });
            if (now?.checksum === present?.checksum)
                throw failure;
            present = now;
        }
    }
}
const unreadable = (failure, error) => new errors/* UserError */.yo(`${(0,errors/* asError */.zR)(failure).message} (and what is there could not be read: ${(0,errors/* asError */.zR)(error).message})`, { remedy: failure instanceof errors/* UserError */.yo ? failure.remedy : undefined, cause: failure });
const NOT_COMMITTED = 'The set was not committed. Something else changes objects below this prefix: a lifecycle rule, another tool?';


/***/ }),

/***/ 47778:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ settleRestore),
/* harmony export */   n: () => (/* binding */ warningsOf)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _format_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52016);
/* harmony import */ var _dead_runs_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(72531);
/* harmony import */ var _end_run_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(86861);
/* harmony import */ var _tell_left_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(70351);





/**
 * Removes what a proven restore left beside the data in service, or keeps it for a while, and what earlier restores left that it made
 * good. Gives warnings: the restore is good, whatever becomes of these.
 */
async function settleRestore(host, { lease, keepSeconds, run }) {
    const warnings = [];
    const attempt = async (what, work) => {
        try {
            await work();
        }
        catch (error) {
            warnings.push(`${what}, and the next run tries again: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error).message}`);
        }
    };
    await attempt('what the restore left on the host could not be removed', async () => {
        const ended = await (0,_end_run_js__WEBPACK_IMPORTED_MODULE_2__/* .endRun */ .l)(host, lease);
        warnings.push(...warningsOf(lease.stack, ended));
        if (keepSeconds > 0)
            tellKept(ended, keepSeconds, run);
    });
    await attempt('not all that earlier runs left could be set right', async () => {
        await (0,_dead_runs_js__WEBPACK_IMPORTED_MODULE_1__/* .endForDeadRuns */ .f)(host, lease, { purpose: 'restore', run });
    });
    for (const warning of warnings)
        run.log.warn(warning);
    return warnings;
}
/** What an ended run could not remove or start, for people. */
const warningsOf = (stack, { left, failure }) => [
    ...left.map((what) => (0,_tell_left_js__WEBPACK_IMPORTED_MODULE_3__/* .tellLeft */ .d)(stack, what)),
    ...(failure === undefined ? [] : [`not all that the restore left could be set right: ${failure}`])
];
function tellKept({ keptUntil }, seconds, { log }) {
    if (keptUntil === undefined)
        log.warn('The old data could not be kept, so `backup: undo` finds nothing.');
    else
        log.notice(`The old data stays on the host for ${(0,_format_js__WEBPACK_IMPORTED_MODULE_4__/* .formatDuration */ .a3)(seconds)}: \`mode: restore\` with \`backup: undo\` brings it back.`);
}


/***/ }),

/***/ 64951:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Nj: () => (/* binding */ goesFirst),
  g9: () => (/* binding */ stageAll),
  Vf: () => (/* binding */ verifyAll)
});

// EXTERNAL MODULE: ./lib/backup-set/keys.js
var keys = __webpack_require__(64171);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/format.js
var format = __webpack_require__(52016);
// EXTERNAL MODULE: ./lib/hosts/host-command-error.js
var host_command_error = __webpack_require__(80918);
// EXTERNAL MODULE: ./lib/report/counts.js
var counts = __webpack_require__(35836);
// EXTERNAL MODULE: ./lib/transfer/progress.js
var transfer_progress = __webpack_require__(75820);
// EXTERNAL MODULE: ./lib/codecs/index.js + 2 modules
var codecs = __webpack_require__(88483);
// EXTERNAL MODULE: ./lib/host-script/pipeline.js
var pipeline = __webpack_require__(13690);
;// CONCATENATED MODULE: ./lib/transfer/compare-artifact.js

/** What to do about a stored object that is not what the manifest says. */
const DAMAGED = 'The stored object was changed or damaged. Nothing was replaced. Restore an earlier backup.';
/** Rejects an object whose size or hash is not that of the manifest. */
function compareDigest(artifact, { storedBytes, sha256 }) {
    if (storedBytes !== artifact.storedBytes) {
        throw new errors/* UserError */.yo(`${artifact.key} has ${storedBytes} bytes, the manifest says ${artifact.storedBytes}`, { remedy: DAMAGED });
    }
    if (sha256 !== artifact.sha256) {
        throw new errors/* UserError */.yo(`${artifact.key} has the SHA-256 ${sha256}, the manifest says ${artifact.sha256}`, {
            remedy: DAMAGED
        });
    }
}
/** Rejects an artifact that unpacks to another size or holds other counts than the manifest says. */
function compareCounts(artifact, seen) {
    if (seen.bytes !== artifact.bytes) {
        throw new errors/* UserError */.yo(`${artifact.key} unpacks to ${seen.bytes} bytes, the manifest says ${artifact.bytes}`, { remedy: DAMAGED });
    }
    const names = new Set([...Object.keys(artifact.counts), ...Object.keys(seen.inspection.counts)]);
    for (const name of names) {
        const [now, then] = [seen.inspection.counts[name], artifact.counts[name]];
        if (now !== then) {
            throw new errors/* UserError */.yo(`${artifact.key} holds ${now ?? 0} ${name}, the manifest says ${then ?? 0}`, {
                remedy: DAMAGED
            });
        }
    }
}
/** What zlib and zstd say of bytes that are not theirs, with the object that is damaged; another error as it is. */
function explainUnpacking(artifact, error) {
    const { code, message } = error;
    if (!/^Z(STD)?_/.test(code ?? ''))
        return error;
    return new errors/* UserError */.yo(`${artifact.key} cannot be unpacked: ${message}`, { remedy: DAMAGED, cause: error });
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./lib/transfer/inspection.js
var transfer_inspection = __webpack_require__(31673);
// EXTERNAL MODULE: ./lib/transfer/relay.js
var transfer_relay = __webpack_require__(21222);
;// CONCATENATED MODULE: ./lib/transfer/passing-artifact.js






/** Begins to read an artifact, unpacked or as it is stored. */
async function passArtifact(relay, { artifact, inspector }, { key, unpacked }) {
    const codec = (0,codecs/* codecNamed */.gs)(artifact.compression);
    const source = await relay.store.get(key);
    const letGo = (0,transfer_relay/* destroyOnAbort */.kQ)(source, relay.signal);
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let storedBytes = 0;
    let inspection;
    async function* verified() {
        for await (const chunk of source) {
            hash.update(chunk);
            storedBytes += chunk.length;
            yield chunk;
        }
        compareDigest(artifact, { storedBytes, sha256: hash.digest('hex') });
    }
    const advised = (0,transfer_inspection/* advising */.Cp)(inspector(), DAMAGED);
    const watch = unpacked ? (0,transfer_inspection/* watchPlain */.KW)(advised) : (0,transfer_inspection/* watchCompressed */.HT)(codec, advised);
    const passing = unpacked ? decompressed(verified(), artifact.compression) : verified();
    return {
        bytes: (0,transfer_relay/* inspected */._9)(passing, watch, relay.progress, (seen) => {
            compareCounts(artifact, seen);
            inspection = seen.inspection;
        }),
        inspection() {
            if (inspection !== undefined)
                return inspection;
            throw new errors/* UserError */.yo(`${relay.name}: the host did not read the artifact to its end`);
        },
        close() {
            letGo();
            source.destroy();
            watch.abandon();
        }
    };
}
function decompressed(stored, codec) {
    const decoder = (0,codecs/* codecNamed */.gs)(codec).decompress();
    return decoder === undefined ? stored : (0,transfer_relay/* through */.sc)(stored, decoder);
}

;// CONCATENATED MODULE: ./lib/transfer/relay-stage.js




/** Stages one artifact: store → runner → host. Rejects unless size, hash, structure and counts are those of the manifest. */
async function relayStage(relay, stage, key, hostTools) {
    const { artifact, script } = stage;
    const codec = (0,codecs/* codecNamed */.gs)(artifact.compression);
    const onHost = hostTools.has(codec.name) ? codec.decompressOnHost : undefined;
    const passing = await passArtifact(relay, stage, { key, unpacked: onHost === undefined });
    try {
        await relay.host.write(onHost === undefined ? script : (0,pipeline/* pipeline */.T)([onHost, script]), passing.bytes, {
            name: `the staging of ${relay.name}`,
            timeoutSeconds: relay.timeoutSeconds
        });
        return passing.inspection();
    }
    catch (error) {
        throw explainUnpacking(artifact, error);
    }
    finally {
        passing.close();
    }
}

;// CONCATENATED MODULE: ./lib/transfer/relay-verify.js


/** Reads one artifact from the store, and keeps nothing of it. Rejects unless size, hash, structure and counts are those of the manifest. */
async function relayVerify(relay, stage, key) {
    const passing = await passArtifact(relay, stage, { key, unpacked: false });
    try {
        for await (const _ of passing.bytes)
            ;
        return passing.inspection();
    }
    catch (error) {
        throw explainUnpacking(stage.artifact, error);
    }
    finally {
        passing.close();
    }
}

// EXTERNAL MODULE: ./lib/modes/judge.js
var judge = __webpack_require__(35883);
;// CONCATENATED MODULE: ./lib/modes/stage.js









/** Whether its old data goes before the new is staged. */
const goesFirst = ({ instead }) => instead !== undefined;
/** Puts every artifact beside the old data, verified on the way, and counts what was staged. Nothing old is touched. */
async function stageAll(context, components) {
    const staged = [];
    for (const component of components) {
        const { name, restoration } = component;
        const inspections = [];
        for (const stage of restoration.stages)
            inspections.push(await stageOne(context, component, stage));
        await (0,judge/* judge */.S)(context.host, { name, check: restoration.count, what: 'the count of what was staged' }, inspections);
        staged.push({ name, restoration, inspections });
    }
    return staged;
}
/** Reads every artifact to its end, verified, and keeps nothing of it: for those whose old data is gone before they are staged. */
async function verifyAll({ store, run, backup }, components) {
    for (const { name, restoration } of components) {
        for (const stage of restoration.stages) {
            await moved({ run, name, stage, done: 'verified' }, (moving) => relayVerify({ store, ...moving }, stage, keyOf(backup, stage)));
        }
    }
}
const stageOne = ({ host, store, run, backup, tools }, { name, planned: { timeoutSeconds } }, stage) => moved({ run, name, stage, done: 'staged and verified' }, async (moving) => {
    const relay = { host, store, timeoutSeconds, ...moving };
    const inspection = await relayStage(relay, stage, keyOf(backup, stage), tools).catch((error) => {
        throw withRemedy(error, stage);
    });
    const finish = stage.finish?.(inspection);
    if (finish !== undefined)
        await host.run(finish, { name: `the staging of ${moving.name}`, timeoutSeconds });
    return inspection;
});
// Tells how an artifact gets on, what it held, and how long it took; an error tells which it was.
async function moved({ run, name, stage: { artifact }, done }, move) {
    const subject = artifact.part === undefined ? name : `${name}/${artifact.part}`;
    const started = performance.now();
    const progress = (0,transfer_progress/* startProgress */.o)(subject, run.log.info);
    try {
        run.signal.throwIfAborted();
        const inspection = await move({ name: subject, progress, signal: run.signal });
        const seconds = (performance.now() - started) / 1000;
        run.log.info([
            `${subject}: ${(0,format/* formatBytes */.z3)(artifact.bytes)} ${done}`,
            ...(0,counts/* tellCounts */.a)(inspection.counts, 8),
            (0,format/* formatDuration */.a3)(seconds)
        ].join(' · '));
        return inspection;
    }
    catch (error) {
        throw (0,errors/* about */.Cv)(subject, error);
    }
    finally {
        progress.stop();
    }
}
// What the tool of a database says, its driver may know.
function withRemedy(error, { remedy }) {
    const known = error instanceof host_command_error/* HostCommandError */.M ? remedy?.(error.stderr) : undefined;
    return known === undefined ? error : new errors/* UserError */.yo((0,errors/* asError */.zR)(error).message, { remedy: known, cause: error });
}
const keyOf = ({ manifest }, { artifact }) => (0,keys/* setFolder */.Bh)(manifest.stack, manifest.id) + artifact.key;


/***/ }),

/***/ 63590:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F_: () => (/* binding */ stopContainers),
/* harmony export */   fQ: () => (/* binding */ startContainers),
/* harmony export */   j3: () => (/* binding */ armRestore)
/* harmony export */ });
/* harmony import */ var _drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19292);
/* harmony import */ var _host_script_at_work_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(27279);
/* harmony import */ var _host_script_lease_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(38300);
/* harmony import */ var _host_script_prove_restore_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(99531);
/* harmony import */ var _host_script_undo_restore_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(14145);





/**
 * Stops the containers that run and must not while a restore exchanges old for new, and gives them. Before that a lease is armed on the
 * host, also where there is none to stop: it takes the restore back where this run cannot.
 */
async function stopContainers({ host, lease, run }, stops) {
    if (stops.length > 0)
        run.log.info(`Stopping ${tell(stops)}`);
    const listed = await armRestore({ host, lease, run }, stops);
    await host.run((0,_host_script_at_work_js__WEBPACK_IMPORTED_MODULE_1__/* .atWork */ .R_)(lease, 'staging', (0,_host_script_lease_js__WEBPACK_IMPORTED_MODULE_2__/* .makeQuiet */ .R)(lease, listed, _host_script_undo_restore_js__WEBPACK_IMPORTED_MODULE_4__/* .GRACE_SECONDS */ .F2)), {
        name: 'docker stop',
        timeoutSeconds: 60 + listed.length * (_host_script_undo_restore_js__WEBPACK_IMPORTED_MODULE_4__/* .GRACE_SECONDS */ .F2 + 60)
    });
    return listed;
}
/** Arms the lease of a restore, and gives the containers that run. */
async function armRestore({ host, lease }, stops) {
    const { stdout } = await host.run((0,_host_script_lease_js__WEBPACK_IMPORTED_MODULE_2__/* .armLease */ .$)(lease, stops), { name: 'the lease', timeoutSeconds: 60 });
    const running = new Set((0,_drivers_facts_js__WEBPACK_IMPORTED_MODULE_0__/* .readFacts */ .MH)(stdout.toString()).all('listed'));
    return stops.filter(({ id }) => running.has(id));
}
/** Starts what was stopped; the lease lasts on in the journal of the restore. */
async function startContainers({ host, lease, run }, stopped) {
    if (stopped.length > 0)
        run.log.info(`Starting ${tell(stopped)}`);
    await host.run((0,_host_script_prove_restore_js__WEBPACK_IMPORTED_MODULE_3__/* .startRestored */ .v)(lease, stopped), {
        name: 'docker start',
        timeoutSeconds: _host_script_undo_restore_js__WEBPACK_IMPORTED_MODULE_4__/* .GRACE_SECONDS */ .F2 + (stopped.length + 2) * 60
    });
}
const tell = (containers) => containers.map(({ name }) => name).join(', ');


/***/ }),

/***/ 27456:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   mx: () => (/* binding */ findDeadRuns),
/* harmony export */   tv: () => (/* binding */ sweepDeadRuns)
/* harmony export */ });
/* unused harmony export findDead */
/* harmony import */ var _backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64171);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(41590);



/**
 * Removes the half sets and open uploads of runs that died: those whose writer was not heard of for a day. It runs after a
 * committed backup, so a failure is told as a warning: the backup is good all the same.
 */
async function sweepDeadRuns(store, stack, log) {
    const warn = (error) => log.warn(`Not all that dead runs left in the store could be removed: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(error).message}`);
    try {
        const dead = await findDeadRuns(store, stack, warn);
        await (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .collectProblems */ .v)('some are left', [
            store.remove(dead.keys),
            ...dead.uploads.map((upload) => store.abortUpload(upload))
        ]);
        if (dead.ids.length > 0) {
            log.notice(`Removed what ${dead.ids.length} dead run(s) left in the store: ${dead.ids.join(', ')}`);
        }
    }
    catch (error) {
        warn(error);
    }
}
/** Finds what dead runs left, and changes nothing. Where nobody may list the uploads, `warn` hears why. */
async function findDeadRuns(store, stack, warn) {
    // A writer that lives is heard by its objects, so these can be judged where nobody may list the uploads.
    const [objects, uploads] = await Promise.all([
        store.list((0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .stackFolder */ .pl)(stack)),
        store.openUploads((0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .stackFolder */ .pl)(stack)).catch((error) => {
            warn(error);
            return [];
        })
    ]);
    return findDead({ stack, objects, uploads, now: store.time() ?? new Date() });
}
/** What may be removed: sets without a manifest, and uploads, of which nothing was heard for a day. Pure. */
function findDead(seen) {
    const idOf = (key) => key.slice((0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .stackFolder */ .pl)(seen.stack).length).split('/')[0] ?? '';
    const lastHeard = new Map();
    const hear = (key, at) => lastHeard.set(idOf(key), Math.max(lastHeard.get(idOf(key)) ?? 0, +at));
    for (const { key, modified } of seen.objects)
        hear(key, modified);
    for (const { key, started } of seen.uploads)
        hear(key, started);
    const committed = new Set(seen.objects.filter(({ key }) => key.endsWith('/manifest.json')).map(({ key }) => idOf(key)));
    const isDead = (key) => (0,_backup_set_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .isBackupId */ ["if"])(idOf(key)) && +seen.now - (lastHeard.get(idOf(key)) ?? 0) > DAY_MS;
    const uploads = seen.uploads.filter(({ key }) => isDead(key));
    const keys = seen.objects.map(({ key }) => key).filter((key) => isDead(key) && !committed.has(idOf(key)));
    return { ids: [...new Set([...keys, ...uploads.map(({ key }) => key)].map(idOf))], keys, uploads };
}
const DAY_MS = 24 * 60 * 60 * 1000;


/***/ }),

/***/ 70351:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ tellLeft)
/* harmony export */ });
/** The warning about what a restore left on the host and could not remove: `left` names the component, why, and the journal. */
const tellLeft = (stack, left) => {
    const [, what = left, journal = 'journal.*'] = /^(.*) \((journal\.\w+)\)$/.exec(left) ?? [];
    return `${what}. What a restore left there could not be removed, and each run tries again. Where that cannot work: remove what has predeploy_old, predeploy_new, .predeploy-old or .predeploy-new in its name, and then ~/.predeploy-backup/${stack}/${journal} on the host.`;
};


/***/ }),

/***/ 52619:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ checkedTime)
/* harmony export */ });
/* harmony import */ var _format_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52016);

/** The time by which a backup is named: the runner's, or the store's where the two differ by more than a minute. The store tells it with each answer. */
function checkedTime(store, log) {
    const here = new Date();
    const there = store.time() ?? here;
    const skewSeconds = Math.abs(+here - +there) / 1000;
    if (skewSeconds <= 60)
        return here;
    log.notice(`The clock of this machine is ${(0,_format_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a3)(skewSeconds)} off from the store's; the backup takes the store's time.`);
    return there;
}


/***/ }),

/***/ 81662:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  d: () => (/* binding */ findUnfinished),
  D: () => (/* binding */ unfinishedSchema)
});

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(92857);
// EXTERNAL MODULE: ./lib/backup-set/keys.js
var keys = __webpack_require__(64171);
// EXTERNAL MODULE: ./lib/drivers/facts.js
var facts = __webpack_require__(19292);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/host-script/script.js
var script = __webpack_require__(46999);
// EXTERNAL MODULE: ./lib/host-script/state-folder.js
var state_folder = __webpack_require__(65896);
;// CONCATENATED MODULE: ./lib/host-script/unfinished.js


/**
 * Tells of the last restore that was not finished, and changes nothing. Prints `unfinished=` and what its journal says of it; nothing where the
 * last one was proven, or where there never was one. What died just now is still in its journal, and counts.
 */
const lookAtUnfinished = (stack) => (0,state_folder/* inStateFolders */.A)(stack, (0,script.sh) `noted=$state/unfinished
  for journal in "$state"/journal.*; do
    for phase in staging swapping swapped; do
      if [ ! -e "$journal/phase.$phase" ] || [ ! -e "$journal/backup" ]; then continue; fi
      if [ ! -e "$noted" ] || [ "$journal/backup" -nt "$noted" ]; then noted=$journal/backup; fi
    done
  done
  if [ -e "$noted" ]; then
    read -r line <"$noted" || exit
    printf 'unfinished=%s\n' "$line"
  fi`);

;// CONCATENATED MODULE: ./lib/modes/unfinished-restore.js





/** How a journal names what it restores. */
const unfinishedSchema = schemas/* object */.Ikc({
    stack: schemas/* string */.YjP(),
    id: schemas/* string */.YjP(),
    components: schemas/* array */.YOg(schemas/* string */.YjP())
});
/** What the last restore was to bring back that was not finished. Throws a UserError where there is none. */
async function findUnfinished(host, stack) {
    const { stdout } = await host.run(lookAtUnfinished(stack), {
        name: 'the look for an unfinished restore',
        timeoutSeconds: 60
    });
    const told = (0,facts/* readFacts */.MH)(stdout.toString()).optional('unfinished');
    if (told === undefined)
        throw new errors/* UserError */.yo(`there is no restore of ${stack} that could be resumed`, {
            remedy: 'The last one was finished, or none was ever begun on this host. Name the backup: `latest`, an id, or `before:<git sha>`.'
        });
    const { stack: of, id, components } = (0,facts/* readFact */.ni)(unfinishedSchema, told, 'the unfinished restore');
    return { reference: { kind: 'key', key: (0,keys/* manifestKey */.Rn)(of, id), stack: of, id }, components };
}


/***/ }),

/***/ 14968:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  w: () => (/* binding */ runUserCommand)
});

// EXTERNAL MODULE: external "node:stream/promises"
var promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/host-script/container.js
var host_script_container = __webpack_require__(95621);
// EXTERNAL MODULE: ./lib/host-script/guard.js
var guard = __webpack_require__(36779);
// EXTERNAL MODULE: ./lib/host-script/script.js
var script = __webpack_require__(46999);
;// CONCATENATED MODULE: ./lib/host-script/user-command.js



/** Runs a command of the user's with `sh`, on the host or in a container that runs; it dies when its standard input ends. `variables` are in its environment. */
function userCommand({ command, container }, variables = {}) {
    const exports = Object.entries(variables).map(([name, value]) => (0,script.sh) `export ${{ text: name }}=${value}`);
    const shell = (0,script.sh) `sh -c ${command}`;
    const run = container === undefined
        ? (0,guard/* guarded */.Nj)(shell)
        : (0,script.sh) `container=$(${(0,host_script_container/* findContainers */.W$)(container)}) || exit
case $container in
  '') echo 'no container runs for it' >&2; exit 1 ;;
  *[!0-9a-f]*) echo 'several containers run for it: name one of them' >&2; exit 1 ;;
esac
${(0,host_script_container/* guardedInContainer */.X)({ id: (0,script.sh) `"$container"`, variables: Object.keys(variables) }, shell)}`;
    return (0,script/* lines */.Mn)([...exports, run]);
}

// EXTERNAL MODULE: ./lib/host-script/watched.js
var watched = __webpack_require__(19252);
// EXTERNAL MODULE: ./lib/hosts/host-command-error.js
var host_command_error = __webpack_require__(80918);
;// CONCATENATED MODULE: ./lib/modes/user-command.js





/** Runs a command of the user's to its end. It does not outlive its time limit, the signal, or this run, in a container neither. */
async function runUserCommand(host, { name, command, variables, signal }) {
    const { timeoutSeconds } = command;
    const printed = host.read((0,watched/* watched */.V)([userCommand(command, variables)]), {
        name,
        timeoutSeconds,
        ...(signal === undefined ? {} : { signal })
    });
    try {
        await (0,promises_.finished)(printed.resume());
    }
    catch (error) {
        if (!(error instanceof host_command_error/* HostCommandError */.M) || error.ending !== 'timeout')
            throw error;
        throw new errors/* UserError */.yo(error.message, {
            remedy: `It was ended. Where it may rightly take longer, raise \`timeout\` of ${name}.`,
            cause: error
        });
    }
}


/***/ }),

/***/ 35836:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ tellCounts)
/* harmony export */ });
/* harmony import */ var _format_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52016);

/** What an artifact holds in words, at most so many of them: of the hundreds of tables of a database, the largest are told. */
function tellCounts(counts, most) {
    const entries = Object.entries(counts).filter(([, count]) => count > 0);
    if (entries.length === 0)
        return ['empty'];
    if (entries.length <= most)
        return entries.map(tell);
    const largest = entries.toSorted(([, one], [, other]) => other - one).slice(0, most);
    return [...largest.map(tell), `… ${entries.length - most} more counts in the manifest`];
}
const tell = ([name, count]) => {
    if (name === 'bytes')
        return `${(0,_format_js__WEBPACK_IMPORTED_MODULE_0__/* .formatBytes */ .z3)(count)} in files`;
    const [, database, expires] = REDIS_KEYS.exec(name) ?? [];
    if (database === undefined)
        return `${(0,_format_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(count)} ${(count === 1 ? ONE.get(name) : undefined) ?? name}`;
    const keys = `${(0,_format_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(count)} ${count === 1 ? 'key' : 'keys'} in ${database}`;
    return expires === undefined ? keys : `${keys} that ${count === 1 ? 'expires' : 'expire'}`;
};
// A manifest names such counts as the server itself does.
const REDIS_KEYS = /^(db\d+)( expires)?$/;
// Others are names that users gave: of tables, of databases.
const ONE = new Map([
    ['entries', 'entry'],
    ['files', 'file'],
    ['directories', 'directory'],
    ['symlinks', 'symlink'],
    ['hard links', 'hard link'],
    ['roles', 'role'],
    ['tablespaces', 'tablespace'],
    ['function libraries', 'function library']
]);


/***/ }),

/***/ 55009:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ explain)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** Says what went wrong and what to do about it, as a person shall read it at the end of a run. */
function explain(thrown) {
    const error = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(thrown);
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserErrors */ .tQ) {
        const [summary = ''] = error.message.split('\n');
        return [
            `${summary}:`,
            ...error.problems.map((problem) => `- ${withRemedy(problem).replaceAll('\n', '\n  ')}`)
        ].join('\n');
    }
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo)
        return withRemedy(error);
    return `${error.message}\nThis was not foreseen. ${error.stack ?? ''}`;
}
const withRemedy = ({ message, remedy }) => remedy === undefined ? message : `${message}\n→ ${remedy}`;


/***/ }),

/***/ 63021:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FV: () => (/* binding */ escapeMarkdown),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   bj: () => (/* binding */ codeInTable)
/* harmony export */ });
/** Text as code. */
function code(text) {
    const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
    const fence = '`'.repeat(longest + 1);
    return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
/** Text as code within a table, which is cut at each bar before anything else in it is read. */
const codeInTable = (text) => text.includes('|')
    ? `<code>${text.replace(/[^\w\s]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`
    : code(text);
/** Text in which nothing is taken for Markdown, in one line. Addresses stay what can be clicked. */
const escapeMarkdown = (text) => text.replace(ADDRESS_OR_MARK, (found) => (found.length > 1 ? found : `\\${found}`)).replace(/\s+/g, ' ');
// An address ends before what closes a sentence or a bracket, and holds nothing that would end a cell or begin a tag.
const ADDRESS_OR_MARK = /https?:\/\/[^\s\\`[\]<>|]*[\w/]|[\\`*_{}[\]<>|#]/g;


/***/ }),

/***/ 43394:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ summariseBackup),
/* harmony export */   s: () => (/* binding */ summariseRestore)
/* harmony export */ });
/* harmony import */ var _format_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(52016);
/* harmony import */ var _counts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(35836);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(63021);



/** The summary of a backup as Markdown: one table, and how to get it back. */
function summariseBackup(backup) {
    const { manifest } = backup;
    return [
        `### Backup of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(manifest.stack)} is stored and verified`,
        '',
        `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(manifest.id)} · ${(0,_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatBytes */ .z3)(backup.size)} in ${(0,_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatDuration */ .a3)(backup.durationSeconds)}`,
        '',
        table(backup.components),
        '',
        ...tellDowntime(backup),
        `Manifest ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(backup.key)}, SHA-256 ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(backup.checksum)}`,
        '',
        ...backup.warnings.map((warning) => `> ⚠ ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .escapeMarkdown */ .FV)(warning)}\n`),
        `To bring it back: \`mode: restore\`, \`backup: ${manifest.id}\`, \`confirm: ${manifest.stack}\`.`,
        ''
    ].join('\n');
}
/** The summary of a restore as Markdown. */
function summariseRestore(restored) {
    const { manifest } = restored;
    return [
        `### ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(manifest.id)} of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(manifest.stack)} is restored`,
        '',
        `Made ${manifest.startedAt} · restored and counted in ${(0,_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatDuration */ .a3)(restored.durationSeconds)}`,
        '',
        table(restored.components),
        '',
        ...restored.warnings.map((warning) => `> ⚠ ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .escapeMarkdown */ .FV)(warning)}\n`)
    ].join('\n');
}
function tellDowntime({ downtime, transferInDowntime }) {
    if (downtime.length === 0)
        return [];
    const times = downtime.map(({ name, seconds }) => `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .escapeMarkdown */ .FV)(name)} ${(0,_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatDuration */ .a3)(seconds)}`);
    const why = transferInDowntime === undefined ? [] : [tellTransfer(transferInDowntime)];
    return [[`Down while it was captured: ${times.join(', ')}`, ...why].join('. '), ''];
}
function tellTransfer({ spoolBytes, diskFull }) {
    const included = 'That includes the transfer to the store, since';
    if (spoolBytes === 0)
        return `${included} \`quiesce.spool\` is 0: a bigger one shortens it.`;
    const spool = `the spool of ${(0,_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatBytes */ .z3)(spoolBytes)}`;
    return diskFull
        ? `${included} the disk of the runner had no room for ${spool}: more of it shortens it.`
        : `${included} ${spool} was used up: a bigger \`quiesce.spool\` shortens it.`;
}
function table(components) {
    const rows = components.flatMap((component) => component.artifacts.map((artifact) => row(component, artifact)));
    return ['| component | type | holds | size | stored |', '|---|---|---|--:|--:|', ...rows].join('\n');
}
function row(component, artifact) {
    const name = artifact.part === undefined ? component.name : `${component.name} / ${artifact.part}`;
    const cells = [
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .escapeMarkdown */ .FV)(name),
        component.type,
        (0,_counts_js__WEBPACK_IMPORTED_MODULE_0__/* .tellCounts */ .a)(artifact.counts, 5).map(_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .escapeMarkdown */ .FV).join('<br>'),
        (0,_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatBytes */ .z3)(artifact.bytes),
        (0,_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatBytes */ .z3)(artifact.storedBytes)
    ];
    return `| ${cells.join(' | ')} |`;
}


/***/ }),

/***/ 23251:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ Secret)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57975);

/** A value that prints as `[secret]` wherever it ends up by accident; `reveal()` is the only way to it. */
class Secret {
    #value;
    constructor(value) {
        this.#value = value;
    }
    reveal() {
        return this.#value;
    }
    toString() {
        return '[secret]';
    }
    toJSON() {
        return '[secret]';
    }
    [node_util__WEBPACK_IMPORTED_MODULE_0__.inspect.custom]() {
        return '[secret]';
    }
}


/***/ }),

/***/ 5259:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  P: () => (/* binding */ directoryStore)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/stores/error-code.js
var error_code = __webpack_require__(27588);
// EXTERNAL MODULE: ./lib/stores/store.js
var stores_store = __webpack_require__(331);
;// CONCATENATED MODULE: ./lib/stores/directory/draft.js






/**
 * Writes a stream into a draft beside `target` and puts it in its place when it ended and the disk has it; describes the file.
 * Whatever fails, the draft is gone and the target is as it was.
 */
async function writeDraft(target, source, ifAbsent) {
    const draft = draftPath(target, (0,external_node_crypto_.randomBytes)(8).toString('hex'));
    try {
        const filled = await fill(draft, source);
        await (ifAbsent ? commitIfAbsent(draft, target) : (0,promises_.rename)(draft, target));
        await syncFolder((0,external_node_path_.dirname)(target));
        return filled;
    }
    catch (error) {
        await (0,promises_.rm)(draft, { force: true });
        throw error;
    }
}
/** Where the draft of an object is while it is written. */
const draftPath = (target, uploadId) => (0,external_node_path_.join)((0,external_node_path_.dirname)(target), `.${(0,external_node_path_.basename)(target)}.${uploadId}.draft`);
/** The object and the upload that a draft's name stands for, or undefined for the name of an object. */
function draftKey(key) {
    const [, folder = '', name, uploadId] = /^(.*\/)?\.([^/]+)\.([0-9a-f]{16})\.draft$/.exec(key) ?? [];
    return name === undefined || uploadId === undefined ? undefined : { key: `${folder}${name}`, uploadId };
}
/** Deletes a draft; one that is gone already is no error. */
async function removeDraft(target, uploadId) {
    if (!/^[0-9a-f]{16}$/.test(uploadId))
        throw new Error(`${JSON.stringify(uploadId)} is not the id of a draft`);
    await (0,promises_.rm)(draftPath(target, uploadId), { force: true });
}
async function fill(draft, source) {
    const file = await openNew(draft);
    let bytes = 0;
    try {
        while (await source.more()) {
            const chunk = source.take(Number.POSITIVE_INFINITY);
            await writeWhole(file, chunk);
            bytes += chunk.byteLength;
        }
        await file.sync();
        // Compared before anybody sees it: once it is in its place, it may be another run's file that is there.
        const filled = await file.stat({ bigint: true });
        if (Number(filled.size) !== bytes)
            throw lossy(draft, bytes, filled.size);
        return filled;
    }
    finally {
        await file.close();
    }
}
const lossy = (draft, written, held) => new errors/* UserError */.yo(`${draft} holds ${held} bytes, but ${written} were written`, {
    remedy: 'Run it again; if it happens again, the disk of the store loses data.'
});
async function writeWhole(file, chunk) {
    for (let written = 0; written < chunk.byteLength;) {
        written += (await file.write(chunk, written)).bytesWritten;
    }
}
// Backups hold secrets, so only their owner reads them. Another run may prune the folder while it is still empty: make it again.
async function openNew(draft) {
    for (let tries = 1;; tries += 1) {
        await (0,promises_.mkdir)((0,external_node_path_.dirname)(draft), { recursive: true, mode: 0o700 });
        try {
            return await (0,promises_.open)(draft, 'wx', 0o600);
        }
        catch (error) {
            if ((0,error_code/* codeOf */.$)(error) !== 'ENOENT' || tries === 5)
                throw error;
        }
    }
}
// A link fails where the name is taken, which a rename does not; a file system without hard links can only look first.
async function commitIfAbsent(draft, target) {
    try {
        await (0,promises_.link)(draft, target);
    }
    catch (error) {
        const code = (0,error_code/* codeOf */.$)(error) ?? '';
        if (code === 'EEXIST')
            throw new stores_store/* ObjectExists */.i(target, { cause: error });
        if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code))
            throw error;
        if (await exists(target))
            throw new stores_store/* ObjectExists */.i(target, { cause: error });
        await (0,promises_.rename)(draft, target);
        return;
    }
    await (0,promises_.rm)(draft, { force: true });
}
// A new name is only safe from a power cut once its folder is on the disk, too.
async function syncFolder(folder) {
    const handle = await (0,promises_.open)(folder);
    try {
        await handle.sync();
    }
    finally {
        await handle.close();
    }
}
async function exists(path) {
    try {
        await (0,promises_.stat)(path);
        return true;
    }
    catch (error) {
        if ((0,error_code/* codeOf */.$)(error) === 'ENOENT')
            return false;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/stores/directory/explain.js


/** Runs what touches files below `root` and turns the system errors that a person can mend into UserErrors. */
const explainFileError = (root) => async (act, attempt) => {
    try {
        return await attempt();
    }
    catch (error) {
        const remedy = remedies[(0,error_code/* codeOf */.$)(error) ?? ''];
        if (remedy === undefined)
            throw error;
        throw new errors/* UserError */.yo(`${root}: ${act} failed: ${(0,errors/* asError */.zR)(error).message}`, { remedy, cause: error });
    }
};
const remedies = {
    ENOSPC: 'The disk of the store is full: make room or choose another directory.',
    EDQUOT: 'The quota of the store is used up: make room or choose another directory.',
    EACCES: 'Give the user that runs this the right to read and write the directory.',
    EPERM: 'Give the user that runs this the right to read and write the directory.',
    EROFS: 'The directory is read-only: choose another one.',
    ENOTDIR: 'Something on the way is a file, not a directory: choose another directory for the store.',
    EISDIR: 'There is a directory where an object should be: choose another directory for the store.',
    ENAMETOOLONG: 'Choose shorter names for the stack and its components.'
};

;// CONCATENATED MODULE: ./lib/stores/directory/tree.js



/** The keys of all files below `root` that begin with `prefix`, drafts included, in no order. */
async function walk(root, prefix) {
    const keys = [];
    const folders = [folderOfKey(prefix)];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
        for (const entry of await entriesOf((0,external_node_path_.join)(root, folder))) {
            const key = `${folder}${entry.name}`;
            if (entry.isDirectory()) {
                if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`))
                    folders.push(`${key}/`);
            }
            else if (entry.isFile() && key.startsWith(prefix))
                keys.push(key);
        }
    }
    return keys;
}
/** The folder of a key or prefix, with its `/`; empty for one at the top. */
const folderOfKey = (key) => key.slice(0, key.lastIndexOf('/') + 1);
/** Deletes folders that are empty, from `folder` up to `root`, which stays: a folder without objects does not exist in a store. */
async function pruneFolders(root, folder) {
    const names = folder.split('/').filter((name) => name !== '');
    while (names.length > 0) {
        try {
            await (0,promises_.rmdir)((0,external_node_path_.join)(root, ...names));
        }
        catch (error) {
            const code = (0,error_code/* codeOf */.$)(error) ?? '';
            if (inUse.includes(code))
                return;
            if (code !== 'ENOENT')
                throw error;
        }
        names.pop();
    }
}
// An empty folder that must stay shows nowhere, so it does no harm.
const inUse = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EACCES', 'EPERM', 'EBUSY', 'EROFS'];
async function entriesOf(folder) {
    try {
        return await (0,promises_.readdir)(folder, { withFileTypes: true });
    }
    catch (error) {
        if ((0,error_code/* codeOf */.$)(error) === 'ENOENT' || (0,error_code/* codeOf */.$)(error) === 'ENOTDIR')
            return [];
        throw error;
    }
}

// EXTERNAL MODULE: ./lib/stores/keys.js
var stores_keys = __webpack_require__(49552);
// EXTERNAL MODULE: ./lib/stores/source.js
var stores_source = __webpack_require__(54353);
;// CONCATENATED MODULE: ./lib/stores/directory.js









/** A store in a directory: an object is a file, and a file that is still being written hides under a draft's name. */
function directoryStore(path) {
    const root = (0,external_node_path_.resolve)(path);
    const pathOf = (key) => {
        if (draftKey(key) !== undefined)
            throw (0,stores_keys/* notAKey */.s5)(key);
        return (0,external_node_path_.join)(root, (0,stores_keys/* checkedKey */.bb)(key));
    };
    const explained = explainFileError(root);
    const describe = async (key) => {
        const found = await statFile(pathOf(key));
        return found === undefined ? undefined : describeFile(key, found);
    };
    const store = async (key, source, { ifAbsent = false }) => {
        const target = pathOf(key);
        try {
            return describeFile(key, await writeDraft(target, source, ifAbsent));
        }
        catch (error) {
            await pruneFolders(root, folderOfKey(key));
            throw error;
        }
    };
    return {
        label: root,
        locate: (key) => (0,external_node_path_.join)(root, key),
        fullKey: (key) => key,
        time: () => new Date(),
        put: async (key, body, options = {}) => {
            const source = (0,stores_source/* openSource */.oD)(body, new AbortController().signal);
            try {
                return await explained(`writing ${key}`, () => store(key, source, options));
            }
            catch (error) {
                throw (0,stores_source/* unmarked */.u7)(error);
            }
            finally {
                await source.letGo();
            }
        },
        get: (key) => explained(`reading ${key}`, async () => {
            const target = pathOf(key);
            if ((await statFile(target)) === undefined)
                throw new stores_store/* ObjectMissing */.G(target);
            const file = await (0,promises_.open)(target);
            return file.createReadStream({ highWaterMark: 1 << 18 });
        }),
        head: (key) => explained(`looking at ${key}`, () => describe(key)),
        list: (prefix) => explained(`listing ${prefix}`, async () => {
            const keys = (await walk(root, (0,stores_keys/* checkedPrefix */.ge)(prefix))).filter((key) => draftKey(key) === undefined);
            const found = await Promise.all(keys.map(describe));
            return found.filter((object) => object !== undefined).sort(stores_keys/* byKey */.dX);
        }),
        remove: (keys) => explained('deleting', async () => {
            for (const key of keys) {
                await (0,promises_.rm)(pathOf(key), { force: true });
                await pruneFolders(root, folderOfKey(key));
            }
        }),
        openUploads: (prefix) => explained(`listing ${prefix}`, async () => {
            const drafts = (await walk(root, folderOfKey((0,stores_keys/* checkedPrefix */.ge)(prefix))))
                .map(draftKey)
                .filter((draft) => draft !== undefined);
            const wanted = drafts.filter(({ key }) => key.startsWith(prefix));
            const found = await Promise.all(wanted.map((draft) => describeDraft(root, draft)));
            return found.filter((upload) => upload !== undefined).sort(stores_keys/* byKey */.dX);
        }),
        abortUpload: (upload) => explained(`deleting the draft of ${upload.key}`, async () => {
            await removeDraft(pathOf(upload.key), upload.uploadId);
            await pruneFolders(root, folderOfKey(upload.key));
        }),
        close: async () => undefined
    };
}
function describeFile(key, found) {
    const modified = new Date(Number(found.mtimeMs));
    return { key, bytes: Number(found.size), modified, etag: `${found.ino}-${found.mtimeNs}-${found.size}` };
}
async function describeDraft(root, draft) {
    const found = await statFile(draftPath((0,external_node_path_.join)(root, draft.key), draft.uploadId));
    return found === undefined
        ? undefined
        : { ...draft, started: new Date(Number(found.birthtimeMs || found.mtimeMs)) };
}
// What is not a regular file is not an object.
async function statFile(path) {
    try {
        const found = await (0,promises_.stat)(path, { bigint: true });
        return found.isFile() ? found : undefined;
    }
    catch (error) {
        if ((0,error_code/* codeOf */.$)(error) === 'ENOENT' || (0,error_code/* codeOf */.$)(error) === 'ENOTDIR')
            return undefined;
        throw error;
    }
}


/***/ }),

/***/ 27588:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ codeOf),
/* harmony export */   M: () => (/* binding */ textField)
/* harmony export */ });
/** The `code` of a system error (ENOENT, ECONNRESET …), or undefined. */
const codeOf = (error) => textField(error, 'code');
/** A field of an error if it is there and is text. */
function textField(error, name) {
    if (typeof error !== 'object' || error === null)
        return undefined;
    const value = Reflect.get(error, name);
    return typeof value === 'string' ? value : undefined;
}


/***/ }),

/***/ 12498:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GF: () => (/* binding */ writeJson),
/* harmony export */   Vh: () => (/* binding */ readJson),
/* harmony export */   qF: () => (/* binding */ parseJson),
/* harmony export */   yR: () => (/* binding */ readText)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_stream_consumers__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(38321);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(452);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(331);




/** Reads a small JSON object, or gives `undefined` where there is none. Throws a UserError where it has another shape. */
async function readJson(store, key, schema) {
    const stored = await readText(store, key);
    return stored === undefined
        ? undefined
        : { value: parseJson(store.locate(key), stored, schema), checksum: sha256(stored) };
}
/** What the text of a small JSON object says. Throws a UserError with its place where it has another shape. */
function parseJson(place, stored, schema) {
    try {
        return schema.parse(JSON.parse(stored));
    }
    catch (error) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo(`${place} is not what this program writes: ${error.message}`, {
            remedy: 'It was written by another tool, a newer version, or was damaged.',
            cause: error
        });
    }
}
/** Stores a value as JSON that people can read. */
async function writeJson(store, { key, value, ...options }) {
    const written = `${JSON.stringify(value, null, 2)}\n`;
    const { bytes } = await store.put(key, once(written), { ...options, contentType: 'application/json' });
    return { bytes, checksum: sha256(written) };
}
/** Reads a small object as text, or gives `undefined` where there is none. */
async function readText(store, key) {
    try {
        return await (0,node_stream_consumers__WEBPACK_IMPORTED_MODULE_1__.text)(await store.get(key));
    }
    catch (error) {
        if (error instanceof _store_js__WEBPACK_IMPORTED_MODULE_3__/* .ObjectMissing */ .G)
            return undefined;
        throw error;
    }
}
const sha256 = (content) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(content).digest('hex');
async function* once(content) {
    yield Buffer.from(content);
}


/***/ }),

/***/ 49552:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   bb: () => (/* binding */ checkedKey),
/* harmony export */   dX: () => (/* binding */ byKey),
/* harmony export */   ge: () => (/* binding */ checkedPrefix),
/* harmony export */   s5: () => (/* binding */ notAKey)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** Gives back a key that is a plain path below the store, and refuses one that could lead out of it. */
function checkedKey(key) {
    const wrong = key.split('/').some((name) => name === '' || name === '.' || name === '..');
    if (wrong || /\p{Cc}/u.test(key))
        throw notAKey(key);
    return key;
}
/** Gives back the beginning of keys (which may end within a name), and refuses one that leads out of the store. */
function checkedPrefix(prefix) {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (folder !== '')
        checkedKey(folder.slice(0, -1));
    return prefix;
}
/** The error of something that cannot be the key of an object. */
const notAKey = (key) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(`${JSON.stringify(key)} is not the key of an object`, {
    remedy: 'A key is a path like "shop/20260101T000000Z-ab12/manifest.json", without ".." and without empty names.'
});
/** Orders keys by their bytes, as S3 does. */
const byKey = (one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key));


/***/ }),

/***/ 54353:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   oD: () => (/* binding */ openSource),
/* harmony export */   u7: () => (/* binding */ unmarked)
/* harmony export */ });
/* unused harmony export BodyFailed */
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);

/** An error of the stream that is being stored, kept apart from the errors of storing it. */
class BodyFailed extends Error {
    name = 'BodyFailed';
}
/** The error as the stream threw it, where it was the stream that failed. */
const unmarked = (error) => (error instanceof BodyFailed ? error.cause : error);
/** Begins to read a stream; `signal` interrupts waiting for it. */
function openSource(body, signal) {
    const iterator = body[Symbol.asyncIterator]();
    let chunk = nothing;
    let ended = false;
    let interrupt;
    // One listener for the whole stream: racing each chunk against the signal would pile up callbacks.
    const interrupted = () => interrupt?.(signal.reason);
    signal.addEventListener('abort', interrupted, { once: true });
    const pull = () => new Promise((resolve, reject) => {
        interrupt = reject;
        iterator.next().then(resolve, (cause) => {
            ended = true;
            reject(new BodyFailed('the stream that was being stored failed', { cause }));
        });
    });
    return {
        more: async () => {
            while (chunk.byteLength === 0 && !ended) {
                signal.throwIfAborted();
                const next = await pull();
                if (next.done === true)
                    ended = true;
                else
                    chunk = next.value;
            }
            return chunk.byteLength > 0;
        },
        take: (limit) => {
            const taken = chunk.subarray(0, limit);
            chunk = chunk.subarray(taken.byteLength);
            return taken;
        },
        letGo: async () => {
            signal.removeEventListener('abort', interrupted);
            if (ended)
                return;
            ended = true;
            if (isDestroyable(body))
                body.destroy();
            // An iterator that is stuck returns only when its source answers, and its errors come after the one that ended the put.
            await Promise.race([Promise.allSettled([iterator.return?.()]), (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(2000, undefined, { ref: false })]);
        }
    };
}
const nothing = new Uint8Array(0);
const isDestroyable = (body) => 'destroy' in body && typeof body.destroy === 'function';


/***/ }),

/***/ 331:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ ObjectMissing),
/* harmony export */   i: () => (/* binding */ ObjectExists)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** The object that was asked for is not there. `place` is where a person would look for it. */
class ObjectMissing extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo {
    name = 'ObjectMissing';
    constructor(place, options = {}) {
        super(`${place} is not there`, {
            remedy: 'Something deleted it: a retention, a lifecycle rule, another tool? Use another backup, and look for what deletes below the prefix of the store.',
            ...options
        });
    }
}
/** A `put` with `ifAbsent` found an object in its place, which stays as it is. */
class ObjectExists extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo {
    name = 'ObjectExists';
    constructor(place, options = {}) {
        super(`${place} exists already`, {
            remedy: 'Nothing was overwritten. Run it again, and look for what else writes below the prefix of the store.',
            ...options
        });
    }
}


/***/ }),

/***/ 31673:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cp: () => (/* binding */ advising),
/* harmony export */   HT: () => (/* binding */ watchCompressed),
/* harmony export */   KW: () => (/* binding */ watchPlain)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** An inspector whose complaints tell what to do where they do not say so themselves. */
function advising(inspector, remedy) {
    const advised = (inspect) => {
        try {
            return inspect();
        }
        catch (error) {
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo) || error.remedy !== undefined)
                throw error;
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(error.message, { remedy, cause: error });
        }
    };
    return {
        write: (chunk) => advised(() => inspector.write(chunk)),
        end: (stderr) => advised(() => inspector.end(stderr))
    };
}
/** Watches plain bytes. */
function watchPlain(inspector) {
    let bytes = 0;
    return {
        see(chunk) {
            bytes += chunk.length;
            inspector.write(chunk);
            return undefined;
        },
        plainBytes: () => bytes,
        end: async (stderr) => ({ inspection: inspector.end(stderr), bytes }),
        abandon: () => undefined
    };
}
/** Watches compressed bytes: decompresses them beside the stream that carries them. */
function watchCompressed(codec, inspector) {
    const decoder = codec.decompress();
    if (decoder === undefined)
        return watchPlain(inspector);
    const plain = watchPlain(inspector);
    const decoded = new Promise((resolve, reject) => {
        decoder.on('data', (chunk) => {
            try {
                void plain.see(chunk);
            }
            catch (error) {
                decoder.destroy(error);
            }
        });
        decoder.once('end', resolve);
        decoder.once('error', reject);
        decoder.once('close', () => reject(new Error('the watch was abandoned')));
    });
    let room;
    decoder.on('drain', () => room?.resolve());
    // One callback for the whole stream: racing each wait for room against its end would pile them up. Whoever feeds or ends the watch is told;
    // until then the rejection waits.
    let isThrough = false;
    decoded.then(() => {
        isThrough = true;
        room?.resolve();
    }, (error) => room?.reject(error));
    return {
        see(chunk) {
            if (isThrough)
                return Promise.reject(goesOn());
            if (decoder.destroyed)
                return decoded;
            if (decoder.write(chunk))
                return undefined;
            room = Promise.withResolvers();
            room.promise.catch(() => undefined);
            return room.promise;
        },
        plainBytes: plain.plainBytes,
        async end(stderr) {
            decoder.end();
            await decoded;
            return plain.end(stderr);
        },
        abandon: () => void decoder.destroy()
    };
}
const goesOn = () => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo('it goes on behind the end of what was compressed', {
    remedy: 'Is what is called zstd or gzip on the host the usual program? Then run it again.'
});


/***/ }),

/***/ 75820:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ startProgress)
/* harmony export */ });
/* harmony import */ var _format_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52016);

/** Reports bytes, rate and elapsed time of a stream through `say`; silent for streams that are over before the first interval. */
function startProgress(subject, say, intervalSeconds = 5) {
    const started = performance.now();
    let total = 0;
    let reported = 0;
    const timer = setInterval(() => {
        const seconds = (performance.now() - started) / 1000;
        const rate = (total - reported) / intervalSeconds;
        reported = total;
        say(`${subject}: ${(0,_format_js__WEBPACK_IMPORTED_MODULE_0__/* .formatBytes */ .z3)(total)} · ${(0,_format_js__WEBPACK_IMPORTED_MODULE_0__/* .formatBytes */ .z3)(rate)}/s · ${(0,_format_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a3)(seconds)}`);
    }, intervalSeconds * 1000);
    timer.unref();
    return {
        add(bytes) {
            total += bytes;
        },
        stop: () => clearInterval(timer)
    };
}


/***/ }),

/***/ 21222:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _9: () => (/* binding */ inspected),
/* harmony export */   kQ: () => (/* binding */ destroyOnAbort),
/* harmony export */   sc: () => (/* binding */ through)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var _used_buffers_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52288);


/** The same bytes, each seen by the watch before it goes on; `done` hears what they were before the stream ends. */
async function* inspected(source, watch, progress, done) {
    let plainBytes = 0;
    for await (const chunk of source) {
        progress.add(chunk.length);
        const room = watch.see(chunk);
        // What was received, what was decrypted of it, and what was unpacked.
        (0,_used_buffers_js__WEBPACK_IMPORTED_MODULE_1__/* .noteUsedBuffers */ .P)(2 * chunk.length + watch.plainBytes() - plainBytes);
        plainBytes = watch.plainBytes();
        if (room !== undefined)
            await room;
        yield chunk;
    }
    done(await watch.end(source.stderr?.() ?? ''));
}
/** The same bytes through a codec. An error on either side reaches the reader. */
const through = (source, transform) => (0,node_stream__WEBPACK_IMPORTED_MODULE_0__.pipeline)(node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable.from(source, { objectMode: false }), transform, 
// The reader of the transform hears it.
() => undefined);
/** Ends a stream with the reason of the signal, until it is let go. */
function destroyOnAbort(stream, signal) {
    const destroy = () => void stream.destroy(signal.reason instanceof Error ? signal.reason : new Error('cancelled'));
    if (signal.aborted)
        destroy();
    signal.addEventListener('abort', destroy, { once: true });
    return () => signal.removeEventListener('abort', destroy);
}


/***/ }),

/***/ 52288:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ noteUsedBuffers)
/* harmony export */ });
/* harmony import */ var node_v8__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78877);
/* harmony import */ var node_vm__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30714);


/**
 * Collects the buffers that streams leave behind while they are young, which takes half a millisecond. Left to itself, V8 waits
 * until they have added up and then marks the whole heap, again and again: that took a third of all the time a transfer computes,
 * and memory. To be told of bytes as buffers hold them, wherever many pass.
 */
function noteUsedBuffers(bytes) {
    collect ??= prepare();
    used += bytes;
    if (used < SWEEP_BYTES)
        return;
    used = 0;
    sweeps += 1;
    collect({ type: sweeps % SWEEPS_UNTIL_ALL === 0 ? 'major' : 'minor' });
}
const SWEEP_BYTES = 16 * 1024 * 1024;
// What was under way during two sweeps counts as old from then on, and is found only by one that looks at everything.
const SWEEPS_UNTIL_ALL = 32;
let used = 0;
let sweeps = 0;
let collect;
function prepare() {
    (0,node_v8__WEBPACK_IMPORTED_MODULE_0__.setFlagsFromString)('--expose-gc');
    // Buffers count towards the size at which V8 marks the heap. Ours is small, so that even a few in use would reach it.
    (0,node_v8__WEBPACK_IMPORTED_MODULE_0__.setFlagsFromString)('--heap-growing-percent=300');
    return (0,node_vm__WEBPACK_IMPORTED_MODULE_1__.runInNewContext)('gc');
}


/***/ }),

/***/ 13411:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ VERSION)
/* harmony export */ });
/** The version of this program, as manifests record it; a test compares it with package.json. */
const VERSION = '0.1.0';


/***/ })

};
