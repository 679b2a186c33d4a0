export const id = 630;
export const ids = [630];
export const modules = {

/***/ 49630:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runTerminal: () => (/* binding */ runTerminal)
});

// EXTERNAL MODULE: external "node:process"
var external_node_process_ = __webpack_require__(1708);
// EXTERNAL MODULE: ./lib/report/explain.js
var explain = __webpack_require__(55009);
// EXTERNAL MODULE: ./lib/version.js
var version = __webpack_require__(13411);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./lib/config/parse.js + 29 modules
var parse = __webpack_require__(18455);
// EXTERNAL MODULE: ./lib/drivers/index.js + 81 modules
var drivers = __webpack_require__(25564);
// EXTERNAL MODULE: ./lib/hosts/local.js
var local = __webpack_require__(75772);
// EXTERNAL MODULE: ./lib/modes/backup.js + 3 modules
var backup = __webpack_require__(4586);
// EXTERNAL MODULE: ./lib/modes/restore.js + 6 modules
var restore = __webpack_require__(59796);
// EXTERNAL MODULE: ./lib/report/summary.js
var summary = __webpack_require__(43394);
// EXTERNAL MODULE: ./lib/stores/directory.js + 3 modules
var directory = __webpack_require__(5259);
;// CONCATENATED MODULE: ./lib/cli/sample-stack.js


/** Makes a small stack of files, such as a VPS has it, in an empty folder. */
async function makeSampleStack(folder) {
    const at = (...names) => external_node_path_.join(folder, ...names);
    await (0,promises_.mkdir)(at('uploads', '2026'), { recursive: true });
    await (0,promises_.mkdir)(at('nginx'), { recursive: true });
    await (0,promises_.writeFile)(at('docker-compose.yml'), 'services:\n  web:\n    image: shop:1.4.2\n    env_file: .env\n');
    await (0,promises_.writeFile)(at('.env'), 'SHOP_SECRET=only-a-sample\nSHOP_VERSION=1.4.2\n');
    await (0,promises_.chmod)(at('.env'), 0o600);
    await (0,promises_.writeFile)(at('nginx', 'shop.conf'), 'server { listen 80; location / { proxy_pass http://web:8080; } }\n');
    for (const number of [1, 2, 3]) {
        await (0,promises_.writeFile)(at('uploads', '2026', `photo ${number}.jpg`), Buffer.alloc(200_000 * number, `photo ${number} `));
    }
    await (0,promises_.symlink)('2026/photo 3.jpg', at('uploads', 'newest'));
    await (0,promises_.utimes)(at('uploads', '2026', 'photo 1.jpg'), new Date('2026-01-02T03:04:05Z'), new Date('2026-01-02T03:04:05Z'));
}
/** Does to the sample stack what a broken deploy might: one file gone, one changed, one too many, one open to all. */
async function damageSampleStack(folder) {
    const at = (...names) => external_node_path_.join(folder, ...names);
    await (0,promises_.rm)(at('uploads', '2026', 'photo 2.jpg'));
    await (0,promises_.writeFile)(at('docker-compose.yml'), 'services:\n  web:\n    image: shop:2.0.0-broken\n    env_file: .env\n');
    await (0,promises_.writeFile)(at('uploads', 'core.1234'), 'what a crash left');
    await (0,promises_.chmod)(at('.env'), 0o644);
}

;// CONCATENATED MODULE: ./lib/cli/tree.js



/** Reads a folder with everything in it. */
async function readTree(folder) {
    const names = (await (0,promises_.readdir)(folder, { recursive: true })).sort();
    return new Map(await Promise.all(names.map(async (name) => [name, await describe(external_node_path_.join(folder, name))])));
}
/** What differs between two trees, a line each: `-` is gone, `+` is new, `~` is changed. */
function compareTrees(before, after) {
    const names = [...new Set([...before.keys(), ...after.keys()])].sort();
    return names.flatMap((name) => {
        const [was, is] = [before.get(name), after.get(name)];
        if (was === is)
            return [];
        return [`${was === undefined ? '+' : is === undefined ? '-' : '~'} ${name}`];
    });
}
async function describe(file) {
    const status = await (0,promises_.lstat)(file);
    const mode = (status.mode & 0o7777).toString(8);
    const time = status.mtime.toISOString();
    if (status.isSymbolicLink())
        return `link ${time} to ${await (0,promises_.readlink)(file)}`;
    if (status.isDirectory())
        return `folder ${mode} ${time}`;
    return `file ${mode} ${time} ${(0,external_node_crypto_.createHash)('sha256')
        .update(await (0,promises_.readFile)(file))
        .digest('hex')}`;
}

;// CONCATENATED MODULE: ./lib/cli/demo.js
















/** Runs the main job on a sample stack made on the spot: back up, damage, restore, and show the difference each time. */
async function runDemo(say) {
    const folder = await (0,promises_.mkdtemp)(external_node_path_.join((0,external_node_os_.tmpdir)(), 'predeploy-backup-demo-'));
    try {
        await demonstrate({ stack: external_node_path_.join(folder, 'shop'), store: external_node_path_.join(folder, 'backups'), say });
    }
    finally {
        await (0,promises_.rm)(folder, { recursive: true, force: true });
    }
}
async function demonstrate({ stack, store, say }) {
    await makeSampleStack(stack);
    const before = await readTree(stack);
    const plan = demoPlan(stack, store);
    say(`A sample stack of ${before.size} files and folders stands in ${stack}\n`);
    const started = performance.now();
    const made = await (0,backup/* backup */.R)(plan, plan.components, demoRun(store, say));
    const durationSeconds = (performance.now() - started) / 1000;
    say(`\n${(0,summary/* summariseBackup */.$)({ ...made, components: made.manifest.components, durationSeconds })}`);
    await damageSampleStack(stack);
    say('A bad deploy came by (- gone, + new, ~ changed):');
    tellDifference(before, await readTree(stack), say);
    say('\nRestoring:');
    await (0,restore/* restore */.P)(plan, { backup: made.manifest.id, confirm: plan.stack, safetyBackup: false, makeRoom: false }, demoRun(store, say));
    const difference = compareTrees(before, await readTree(stack));
    if (difference.length > 0)
        throw new Error(`the restored stack differs: ${difference.join(', ')}`);
    say('\nThe restored stack is what it was: every name, mode, time and byte.');
}
const tellDifference = (before, after, say) => {
    for (const line of compareTrees(before, after))
        say(`  ${line}`);
};
const demoPlan = (stack, store) => (0,parse/* parseConfig */.o)({
    source: 'demo',
    environment: {},
    drivers: drivers/* drivers */.a,
    readFile: (file) => (0,external_node_fs_.readFileSync)(file, 'utf8'),
    text: `
stack: demo
host: local
store: { directory: ${JSON.stringify(store)} }
components:
  shop: { type: files, paths: [${JSON.stringify(stack)}] }
`
});
function demoRun(store, say) {
    return {
        token: (0,external_node_crypto_.randomBytes)(5).toString('hex'),
        version: version/* VERSION */.x,
        tags: {},
        signal: new AbortController().signal,
        spoolDirectory: external_node_path_.dirname(store),
        noteWriting: () => undefined,
        noteLock: () => undefined,
        // What runs leave word of on the host goes with the sample.
        connectHost: async () => (0,local/* localHost */.O)({ ...external_node_process_.env, HOME: external_node_path_.dirname(store) }),
        openStore: async () => (0,directory/* directoryStore */.P)(store),
        log: {
            info: (message) => say(`  ${message}`),
            notice: (message) => say(`  Note: ${message}`),
            warn: (message) => say(`  Warning: ${message}`),
            group(title, body) {
                say(title);
                return body();
            }
        }
    };
}

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
;// CONCATENATED MODULE: ./lib/cli/node-version.js

/** The oldest Node that has what the program needs: zstd came with this one. */
const OLDEST = [22, 15];
/** Throws a UserError where this Node is too old, instead of whatever would fail first. `version` is that of Node, e.g. `22.15.0`. */
function requireNode(version) {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [oldestMajor, oldestMinor] = OLDEST;
    if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor))
        return;
    throw new errors/* UserError */.yo(`Node ${version} is too old`, {
        remedy: `Run it with Node ${OLDEST.join('.')} or newer: \`npx -p node@24 node dist/index.js …\` brings one, and so does \`npm ci\` here (\`npm run demo\`).`
    });
}

;// CONCATENATED MODULE: ./lib/cli/terminal.js





/** The terminal's face: runs what the arguments ask for and sets the exit status. */
async function runTerminal(words) {
    const [command, ...rest] = words;
    if (command === 'demo' && rest.length === 0)
        return runCommand(runDemo);
    if (command === '--version')
        return say(version/* VERSION */.x);
    if (command === '--help' || command === 'help')
        return say(USAGE);
    external_node_process_.stderr.write(`predeploy-backup: ${JSON.stringify(words.join(' '))} is no command\n\n${USAGE}\n`);
    external_node_process_.exitCode = 2;
}
async function runCommand(command) {
    try {
        requireNode(external_node_process_.versions.node);
        await command(say);
    }
    catch (error) {
        external_node_process_.stderr.write(`${(0,explain/* explain */.W)(error)}\n`);
        external_node_process_.exitCode = 1;
    }
}
const say = (line) => void external_node_process_.stdout.write(`${line}\n`);
const USAGE = `Usage: node dist/index.js COMMAND

Commands:
  demo       back up a sample stack made on the spot, damage it, restore it, and show the difference
  help       show this
  --version  show the version

Without a command it runs as a GitHub Action.`;


/***/ })

};
