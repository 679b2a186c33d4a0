export const id = 414;
export const ids = [414];
export const modules = {

/***/ 76414:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runAction: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:process"
var external_node_process_ = __webpack_require__(1708);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 7 modules
var core = __webpack_require__(33838);
// EXTERNAL MODULE: ./lib/config/chosen-components.js
var chosen_components = __webpack_require__(1943);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/format.js
var format = __webpack_require__(52016);
// EXTERNAL MODULE: ./lib/modes/backup.js + 7 modules
var backup = __webpack_require__(68549);
// EXTERNAL MODULE: ./lib/modes/restore.js + 8 modules
var restore = __webpack_require__(69245);
// EXTERNAL MODULE: ./lib/report/explain.js
var explain = __webpack_require__(55009);
// EXTERNAL MODULE: ./lib/report/summary.js
var report_summary = __webpack_require__(43394);
// EXTERNAL MODULE: ./lib/version.js
var version = __webpack_require__(13411);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(92857);
// EXTERNAL MODULE: ./lib/modes/abandon.js
var abandon = __webpack_require__(83153);
// EXTERNAL MODULE: ./lib/modes/lasting-host.js
var lasting_host = __webpack_require__(42855);
// EXTERNAL MODULE: ./lib/modes/lock.js + 7 modules
var modes_lock = __webpack_require__(4317);
// EXTERNAL MODULE: ./lib/modes/problems.js
var problems = __webpack_require__(41590);
// EXTERNAL MODULE: ./lib/secret.js
var lib_secret = __webpack_require__(23251);
;// CONCATENATED MODULE: ./lib/action/inputs.js




/** Reads the inputs of the step. Throws a UserError where one cannot be right by itself. */
function readInputs() {
    const mode = core/* getInput */.V4('mode') || 'backup';
    if (mode !== 'backup' && mode !== 'restore') {
        throw new errors/* UserError */.yo(`mode is ${JSON.stringify(mode)}`, { remedy: 'It can be `backup` or `restore`.' });
    }
    return {
        mode,
        backup: core/* getInput */.V4('backup'),
        config: core/* getInput */.V4('config'),
        host: core/* getInput */.V4('host'),
        sshKey: secretInput('ssh-key'),
        sshPassphrase: secretInput('ssh-passphrase'),
        knownHosts: core/* getInput */.V4('known-hosts'),
        components: (0,chosen_components/* readComponentNames */.Qr)(core/* getInput */.V4('components')),
        confirm: core/* getInput */.V4('confirm'),
        s3AccessKeyId: core/* getInput */.V4('s3-access-key-id'),
        s3SecretAccessKey: secretInput('s3-secret-access-key'),
        s3SessionToken: secretInput('s3-session-token')
    };
}
function secretInput(name) {
    const value = core/* getInput */.V4(name, { trimWhitespace: false });
    if (value.trim() === '')
        return undefined;
    mask(value);
    return new lib_secret/* Secret */.z(value);
}
// The runner masks line by line, and a key shows up in logs line by line. Short lines and the frame of a key would blank half the log.
function mask(value) {
    for (const line of value.split(/\r?\n/))
        if (isTelling(line.trim()))
            core/* setSecret */.Pq(line.trim());
}
const isTelling = (line) => line.length >= 8 && !line.startsWith('-----');

;// CONCATENATED MODULE: ./lib/action/log.js

/** The job's log: groups fold, notices and warnings become annotations. */
const actionLog = {
    info: (message) => core/* info */.pq(message),
    notice: (message) => core/* notice */.lm(message),
    warn: (message) => core/* warning */.$e(message),
    group: (title, body) => core/* group */.Os(title, body)
};

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./lib/config/checked.js
var checked = __webpack_require__(71579);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./lib/config/closest.js
var closest = __webpack_require__(14377);
// EXTERNAL MODULE: ./lib/config/parse.js + 23 modules
var parse = __webpack_require__(66085);
;// CONCATENATED MODULE: ./lib/config/load.js




/** Finds the configuration and turns it into a plan. Throws a UserError where there is none, UserErrors where it is wrong. */
function loadConfig({ input, workspace, files, ...options }) {
    const readFile = (path) => readText((0,external_node_path_.resolve)(workspace, path), path, files);
    if (isInline(input))
        return (0,parse/* parseConfig */.o)({ ...options, text: input, source: 'config', readFile });
    const source = input.trim() === '' ? defaultPath(workspace, files) : existingPath(input.trim(), workspace, files);
    return (0,parse/* parseConfig */.o)({ ...options, text: readFile(source), source, readFile });
}
const DEFAULT_PATHS = ['predeploy-backup.yml', '.github/predeploy-backup.yml'];
const isInline = (input) => /\n|:\s|:$/.test(input.trim()) || /^\s*\{/.test(input);
function defaultPath(workspace, files) {
    const found = DEFAULT_PATHS.filter((path) => files.exists((0,external_node_path_.join)(workspace, path)));
    const [path] = found;
    if (path === undefined)
        throw missing(`there is no ${DEFAULT_PATHS.join(' and no ')}`, 'predeploy-backup.yml', {
            workspace,
            files
        });
    if (found.length === 1)
        return path;
    throw new errors/* UserError */.yo(`there are two configurations: ${found.join(' and ')}`, {
        remedy: 'Remove one, or name the one that is meant with the input `config`.'
    });
}
function existingPath(path, workspace, files) {
    if (files.exists((0,external_node_path_.resolve)(workspace, path)))
        return path;
    throw missing(`the input config: there is no file ${JSON.stringify(path)}`, path, { workspace, files });
}
function missing(what, path, { workspace, files }) {
    const similar = similarPaths(path, { workspace, files });
    if (similar.length > 0)
        return new errors/* UserError */.yo(what, { remedy: `Did you mean \`config: ${similar.join('` or `config: ')}\`?` });
    const isCheckedOut = (0,external_node_path_.isAbsolute)(path) || files.exists((0,external_node_path_.join)(workspace, '.git'));
    return new errors/* UserError */.yo(isCheckedOut ? what : `${what}, since the repository is not checked out`, {
        remedy: isCheckedOut
            ? 'Add the file, give its path in the input `config`, or write the YAML itself there.'
            : 'Add actions/checkout before this step, or write the YAML itself in the input `config`.'
    });
}
function similarPaths(path, { workspace, files }) {
    const name = path.split('/').at(-1) ?? path;
    const folder = path.slice(0, -name.length);
    return [...new Set([folder, '', '.github/'])].flatMap((place) => {
        const meant = (0,closest/* closest */.k)(name, files.list((0,external_node_path_.resolve)(workspace, place)));
        return meant === undefined ? [] : [`${place}${meant}`];
    });
}
function readText(path, shown, files) {
    const bytes = attempt(() => files.read(path), (cause) => new errors/* UserError */.yo(`${shown} cannot be read (${cause.code ?? cause.message})`, {
        cause,
        remedy: 'Is it a file, and may the user of the runner read it?'
    }));
    return attempt(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), (cause) => new errors/* UserError */.yo(`${shown} is not UTF-8 text`, { cause, remedy: 'Save it as UTF-8.' }));
}
function attempt(work, problem) {
    try {
        return work();
    }
    catch (cause) {
        throw problem(cause);
    }
}

;// CONCATENATED MODULE: ./lib/config/run-origin.js

/**
 * Recognises runs that GitHub gives no secrets: pull requests from a fork, and what Dependabot starts. `event` is the JSON of the
 * webhook (the file at GITHUB_EVENT_PATH), where there is one.
 */
function secretsWithheld(environment, event) {
    if (environment['GITHUB_ACTOR'] === 'dependabot[bot]')
        return { kind: 'dependabot' };
    // `pull_request_target` runs with the secrets of the repository that it targets.
    if (!/^pull_request(_review(_comment)?)?$/.test(environment['GITHUB_EVENT_NAME'] ?? ''))
        return undefined;
    const head = event === undefined ? undefined : headRepository(event);
    return head === undefined || head === environment['GITHUB_REPOSITORY']
        ? undefined
        : { kind: 'fork', repository: head };
}
/** What to do about a secret that is missing because of where the run comes from. */
function withheldRemedy(withheld) {
    switch (withheld?.kind) {
        case 'fork':
            return `This run belongs to a pull request from the fork ${withheld.repository}, and GitHub gives forks no secrets. Skip the step there: if: github.event.pull_request.head.repo.full_name == github.repository`;
        case 'dependabot':
            return "Dependabot started this run, and it gets no secrets of Actions. Skip the step (if: github.actor != 'dependabot[bot]'), or add the secrets under Settings → Secrets and variables → Dependabot.";
        default:
            return undefined;
    }
}
const payload = schemas/* object */.Ikc({
    pull_request: schemas/* object */.Ikc({ head: schemas/* object */.Ikc({ repo: schemas/* object */.Ikc({ full_name: schemas/* string */.YjP() }).nullable() }) })
});
function headRepository(event) {
    const read = payload.safeParse(JSON.parse(event));
    if (!read.success)
        return undefined;
    return read.data.pull_request.head.repo?.full_name ?? 'that was deleted';
}

;// CONCATENATED MODULE: ./lib/config/s3-credentials.js



/** Reads the keys of the store, or says everything that is wrong with them; without keys the AWS credential chain applies. */
function readS3Keys(inputs, needs) {
    const accessKeyId = inputs.s3AccessKeyId.trim();
    const secretAccessKey = trimmed(inputs.s3SecretAccessKey);
    const sessionToken = trimmed(inputs.s3SessionToken);
    const wrong = (what, remedy) => ({
        kind: 'wrong',
        problems: [new errors/* UserError */.yo(what, { remedy: withheldRemedy(needs.withheld) ?? remedy })]
    });
    if (accessKeyId === '' && secretAccessKey === undefined) {
        if (sessionToken !== undefined)
            return wrong('the input s3-session-token is set without keys', BOTH_REMEDY);
        return wereWithheld(needs) ? wrong(NO_KEYS, BOTH_REMEDY) : { kind: 'fine', value: undefined };
    }
    if (accessKeyId === '')
        return wrong('the input s3-secret-access-key is set, but s3-access-key-id is empty', BOTH_REMEDY);
    if (secretAccessKey === undefined) {
        return wrong('the input s3-access-key-id is set, but s3-secret-access-key is empty', BOTH_REMEDY);
    }
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    const problems = blanksIn(keys);
    return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'fine', value: keys };
}
const BOTH_REMEDY = 'Set both, or neither: without them the AWS credential chain applies (e.g. aws-actions/configure-aws-credentials). A secret that does not exist is empty.';
const NO_KEYS = 'the inputs s3-access-key-id and s3-secret-access-key are empty, and no step before this one left AWS credentials';
// An input that is empty does not tell whether a secret was meant. Where secrets were withheld one was, unless an earlier step
// left credentials in the environment: what the end of the chain finds is the machine's own identity, which a fork must not borrow.
function wereWithheld({ store, environment, withheld }) {
    if (store?.kind !== 's3' || LEFT_BY_A_STEP.some((name) => environment[name]))
        return false;
    // After a merge Dependabot deploys from one's own machines, and they may rightly have a role.
    return withheld?.kind === 'fork' || (withheld !== undefined && isHosted(environment));
}
const isHosted = (environment) => environment['RUNNER_ENVIRONMENT'] === 'github-hosted';
// What else the chain reads from the environment (a web identity, the credentials of a task) is the machine's.
const LEFT_BY_A_STEP = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE'];
function blanksIn({ accessKeyId, secretAccessKey, sessionToken }) {
    const inputs = {
        's3-access-key-id': accessKeyId,
        's3-secret-access-key': secretAccessKey.reveal(),
        's3-session-token': sessionToken?.reveal() ?? ''
    };
    return Object.entries(inputs).flatMap(([name, value]) => /\s/.test(value)
        ? [
            new errors/* UserError */.yo(`the input ${name} holds blanks or line breaks`, {
                remedy: 'Set the secret again, to the key alone.'
            })
        ]
        : []);
}
function trimmed(secret) {
    const text = secret?.reveal().trim() ?? '';
    return text === '' ? undefined : new lib_secret/* Secret */.z(text);
}

;// CONCATENATED MODULE: ./lib/config/ssh-credentials.js


/** Reads what a login needs, or says what is missing. Whether the host's key is pinned is not judged here. */
function readSshCredentials(inputs, needs) {
    const { sshKey, sshPassphrase, knownHosts } = inputs;
    const agentSocket = needs.environment['SSH_AUTH_SOCK'] || undefined;
    const missing = missingKey(inputs, needs);
    if (missing !== undefined) {
        const remedy = withheldRemedy(needs.withheld) ?? KEY_REMEDY;
        return { kind: 'wrong', problems: [new errors/* UserError */.yo(missing, { remedy })] };
    }
    return {
        kind: 'fine',
        value: {
            identity: {
                ...(sshKey === undefined ? {} : { privateKey: sshKey }),
                ...(sshPassphrase === undefined ? {} : { passphrase: sshPassphrase }),
                ...(agentSocket === undefined ? {} : { agentSocket })
            },
            knownHosts
        }
    };
}
function missingKey({ sshKey, sshPassphrase }, { host, environment }) {
    if (host?.kind === 'local' || sshKey !== undefined)
        return undefined;
    if (sshPassphrase !== undefined)
        return 'the input ssh-passphrase is set, but ssh-key is empty';
    if (host === undefined || environment['SSH_AUTH_SOCK'])
        return undefined;
    return `the input ssh-key is empty and no SSH agent runs: nothing can log in to ${host.address}`;
}
const KEY_REMEDY = `Set \`ssh-key: \${{ secrets.SSH_KEY }}\` to the private key whose public key stands in authorized_keys on the host. A secret that does not exist, or belongs to another environment, is empty.`;

// EXTERNAL MODULE: ./lib/drivers/index.js + 70 modules
var drivers = __webpack_require__(58979);
// EXTERNAL MODULE: ./lib/hosts/local.js
var local = __webpack_require__(75772);
;// CONCATENATED MODULE: ./lib/hosts/index.js

/** Reads the keys and pins that a connection will need. Throws all that is wrong with them, before anything is connected to. */
async function checkHostAccess(target, access) {
    if (target.kind === 'local')
        return;
    const { checkSshAccess } = await Promise.all(/* import() */[__webpack_require__.e(487), __webpack_require__.e(999)]).then(__webpack_require__.bind(__webpack_require__, 32999));
    checkSshAccess(target, access);
}
/** Connects to a host of any kind. */
async function connectHost(target, access) {
    if (target.kind === 'local')
        return (0,local/* localHost */.O)(access.environment);
    const { connectSsh } = await Promise.all(/* import() */[__webpack_require__.e(487), __webpack_require__.e(999)]).then(__webpack_require__.bind(__webpack_require__, 32999));
    return connectSsh({ target, ...access });
}

// EXTERNAL MODULE: ./lib/modes/agreement.js
var modes_agreement = __webpack_require__(89340);
// EXTERNAL MODULE: ./lib/stores/directory.js + 3 modules
var directory = __webpack_require__(5259);
;// CONCATENATED MODULE: ./lib/stores/index.js

/** Opens the store that a plan names; a directory loads nothing of the AWS SDK. */
async function openStore(target, options) {
    if (target.kind === 'directory')
        return (0,directory/* directoryStore */.P)(target.path);
    const { s3Store } = await Promise.all(/* import() */[__webpack_require__.e(711), __webpack_require__.e(915)]).then(__webpack_require__.bind(__webpack_require__, 10915));
    return s3Store({ target, ...options });
}

;// CONCATENATED MODULE: ./lib/action/prepare.js












/** Reads configuration and credentials. Throws everything that is wrong with both together. */
async function prepare(inputs) {
    const environment = external_node_process_.env;
    const plan = (0,checked/* check */.z)(() => loadConfig({
        environment,
        drivers: drivers/* drivers */.a,
        files,
        input: inputs.config,
        overrides: { host: inputs.host, components: inputs.components },
        workspace: environment['GITHUB_WORKSPACE'] || external_node_process_.cwd()
    }));
    const { host, store, stack } = plan.kind === 'fine' ? plan.value : UNKNOWN;
    const withheld = secretsWithheld(environment, readEvent(environment['GITHUB_EVENT_PATH']));
    const ssh = readSshCredentials(inputs, { environment, withheld, host });
    const s3 = readS3Keys(inputs, { environment, withheld, store });
    const agreement = (0,checked/* check */.z)(() => {
        if (inputs.mode === 'restore')
            (0,modes_agreement/* agreedReference */.C)(stack, inputs);
    });
    const access = await checkedAccess(host, {
        identity: ssh.kind === 'fine' ? ssh.value.identity : undefined,
        knownHosts: inputs.knownHosts,
        connects: [ssh, s3, agreement].every(({ kind }) => kind === 'fine')
    });
    return opening((0,checked/* allFine */.e)('the step cannot run as it is configured', { plan, ssh, s3, access, agreement }));
}
const UNKNOWN = { host: undefined, store: undefined, stack: undefined };
async function checkedAccess(host, access) {
    if (host === undefined)
        return { kind: 'fine', value: undefined };
    return checkHostAccess(host, access).then(() => ({ kind: 'fine', value: undefined }), (error) => (0,checked/* check */.z)(() => {
        throw error;
    }));
}
const opening = ({ plan, ssh, s3 }) => ({
    plan,
    connectHost: () => connectHost(plan.host, { ...ssh, environment: external_node_process_.env, log: actionLog }),
    openStore: () => openStore(plan.store, {
        credentials: s3,
        environment: external_node_process_.env,
        spoolDirectory: external_node_process_.env['RUNNER_TEMP'] || '/tmp',
        onRetry: (message) => actionLog.info(message),
        onNotice: (message) => actionLog.notice(message)
    })
});
const readEvent = (path) => path !== undefined && (0,external_node_fs_.existsSync)(path) ? (0,external_node_fs_.readFileSync)(path, 'utf8') : undefined;
const files = {
    exists: (path) => (0,external_node_fs_.existsSync)(path),
    read: (path) => (0,external_node_fs_.readFileSync)(path),
    list: (directory) => (0,external_node_fs_.existsSync)(directory) && (0,external_node_fs_.statSync)(directory).isDirectory() ? (0,external_node_fs_.readdirSync)(directory) : []
};

;// CONCATENATED MODULE: ./lib/action/clean-up.js









/** Removes the half set of a `main` that was killed before it could do so itself, and frees its lock. */
async function cleanUpBehind({ writing, lock }) {
    if (writing !== '' && lock !== '') {
        const prepared = await prepare(readInputs());
        await (0,problems/* collectProblems */.v)('not all that the run left could be cleaned up', [
            removeHalfSet(prepared, writing),
            freeLock(prepared, lock)
        ]);
    }
    else if (writing !== '') {
        await removeHalfSet(await prepare(readInputs()), writing);
    }
    else if (lock !== '') {
        // The run itself left nothing, and the lock ends by itself: no reason to make a job red.
        await prepare(readInputs())
            .then((prepared) => freeLock(prepared, lock))
            .catch((error) => actionLog.notice(`The lock was not freed; it ends by itself: ${(0,errors/* asError */.zR)(error).message}`));
    }
}
async function removeHalfSet({ openStore }, writing) {
    const { stack, id } = schemas/* object */.Ikc({ stack: schemas/* string */.YjP(), id: schemas/* string */.YjP() }).parse(JSON.parse(writing));
    const store = await openStore();
    try {
        if (await (0,abandon/* abandonSet */.E)(store, stack, id))
            actionLog.notice(`Removed the half set ${id} of the run that was cut short.`);
    }
    finally {
        await store.close();
    }
}
async function freeLock({ connectHost }, lock) {
    const claim = schemas/* object */.Ikc({ stack: schemas/* string */.YjP(), token: schemas/* string */.YjP() }).parse(JSON.parse(lock));
    const host = (0,lasting_host/* lastingHost */.j)(await connectHost(), connectHost);
    try {
        await (0,modes_lock/* free */.t)(host, claim, { log: actionLog, noteLock: () => undefined });
    }
    finally {
        await host.close();
    }
}

;// CONCATENATED MODULE: ./lib/action/outputs.js

/** Hands a backup to the next steps. */
function setBackupOutputs(result, durationSeconds) {
    setSetOutputs({ ...result, components: result.manifest.components }, durationSeconds);
    core/* setOutput */.uH('size', String(result.size));
}
/** Hands to the next steps what was restored. */
const setRestoreOutputs = (result, durationSeconds) => setSetOutputs(result, durationSeconds);
function setSetOutputs(set, durationSeconds) {
    core/* setOutput */.uH('backup-id', set.manifest.id);
    core/* setOutput */.uH('key', set.key);
    core/* setOutput */.uH('checksum', set.checksum);
    core/* setOutput */.uH('components', outline(set.components));
    core/* setOutput */.uH('duration-seconds', durationSeconds.toFixed(1));
}
// Steps pass outputs through the environment, where one text may not grow beyond 128 KiB: counts that do not fit stay in the manifest.
function outline(components) {
    const whole = JSON.stringify(components.map((component) => outlineComponent(component, true)));
    return whole.length <= LONGEST_OUTPUT
        ? whole
        : JSON.stringify(components.map((component) => outlineComponent(component, false)));
}
const LONGEST_OUTPUT = 64 * 1024;
const outlineComponent = ({ name, type, artifacts }, withCounts) => ({
    name,
    type,
    artifacts: artifacts.map(({ part, key, bytes, storedBytes, sha256, counts }) => ({
        ...(part === undefined ? {} : { part }),
        key,
        bytes,
        storedBytes,
        sha256,
        ...(withCounts ? { counts } : {})
    }))
});

// EXTERNAL MODULE: ./node_modules/@actions/exec/lib/exec.js + 3 modules
var exec = __webpack_require__(81260);
;// CONCATENATED MODULE: ./lib/action/tags.js

/** Where a run comes from, as manifests record it. The commit is the one that is checked out, which a dispatched deploy may choose. */
async function readTags(environment) {
    const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: runId } = environment;
    const tags = {
        'git-sha': (await checkedOutCommit(environment['GITHUB_WORKSPACE'])) ?? environment['GITHUB_SHA'],
        'workflow-sha': environment['GITHUB_SHA'],
        'git-ref': environment['GITHUB_REF'],
        repository,
        workflow: environment['GITHUB_WORKFLOW'],
        job: environment['GITHUB_JOB'],
        event: environment['GITHUB_EVENT_NAME'],
        actor: environment['GITHUB_ACTOR'],
        'run-id': runId,
        'run-attempt': environment['GITHUB_RUN_ATTEMPT'],
        'run-url': repository && runId
            ? `${server ?? 'https://github.com'}/${repository}/actions/runs/${runId}`
            : undefined
    };
    return Object.fromEntries(Object.entries(tags).filter((tag) => tag[1] !== undefined && tag[1] !== ''));
}
async function checkedOutCommit(workspace) {
    if (workspace === undefined || workspace === '')
        return undefined;
    try {
        const { exitCode, stdout } = await (0,exec/* getExecOutput */.H)('git', ['-c', `safe.directory=${workspace}`, '-C', workspace, 'rev-parse', '--verify', 'HEAD'], {
            silent: true,
            ignoreReturnCode: true
        });
        return exitCode === 0 ? stdout.trim() : undefined;
    }
    catch {
        // No git on this runner: the commit of the workflow stands in.
        return undefined;
    }
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
;// CONCATENATED MODULE: ./lib/action/workflow-artifact.js



/** Keeps manifest and summary with the workflow run. The backup is good without it, so a missing service is only told. */
async function keepWithWorkflow(kept, environment, log) {
    if (!environment['ACTIONS_RUNTIME_TOKEN'] || !environment['ACTIONS_RESULTS_URL']) {
        log.notice('This runner has no artifact service: manifest and summary are kept in the store and the job summary only.');
        return;
    }
    try {
        // The client tells a lot while it works: it belongs where it can be folded.
        await log.group('Keep manifest and summary with the workflow run', () => upload(kept, environment));
    }
    catch (error) {
        log.notice(`Manifest and summary could not be kept with the workflow run: ${(0,errors/* asError */.zR)(error).message}`);
    }
}
async function upload({ manifest, summary }, environment) {
    const { DefaultArtifactClient } = await __webpack_require__.e(/* import() */ 584).then(__webpack_require__.bind(__webpack_require__, 20584));
    const folder = await (0,promises_.mkdtemp)(external_node_path_.join(environment['RUNNER_TEMP'] ?? '/tmp', 'predeploy-backup-'));
    try {
        const files = [external_node_path_.join(folder, 'manifest.json'), external_node_path_.join(folder, 'summary.md')];
        await (0,promises_.writeFile)(files[0], `${JSON.stringify(manifest, null, 2)}\n`);
        await (0,promises_.writeFile)(files[1], summary);
        const name = `predeploy-backup-${manifest.stack}-${manifest.id}`;
        await new DefaultArtifactClient().uploadArtifact(name, [...files], folder);
    }
    finally {
        await (0,promises_.rm)(folder, { recursive: true, force: true });
    }
}

;// CONCATENATED MODULE: ./lib/action/main.js


















/** The Action's face: `main` runs the mode, `post` cleans up behind a `main` that was killed. */
async function runAction() {
    try {
        if (core/* getState */.Gu('post') === 'true')
            return await cleanUpBehind({
                writing: core/* getState */.Gu('writing'),
                lock: core/* getState */.Gu('lock')
            });
        core/* saveState */.LZ('post', 'true');
        await runMode();
    }
    catch (error) {
        core/* setFailed */.C1((0,explain/* explain */.W)(error));
    }
}
async function runMode() {
    const started = performance.now();
    const inputs = readInputs();
    const prepared = await prepare(inputs);
    const run = newRun(prepared, await readTags(external_node_process_.env));
    const seconds = () => (performance.now() - started) / 1000;
    if (inputs.mode === 'backup')
        await runBackup(prepared.plan, inputs, run, seconds);
    else
        await runRestore(prepared.plan, inputs, run, seconds);
}
async function runBackup(plan, inputs, run, seconds) {
    const result = await (0,backup/* backup */.R)(plan, (0,chosen_components/* chosenComponents */.H2)(plan, inputs.components), run);
    const durationSeconds = seconds();
    setBackupOutputs(result, durationSeconds);
    const summary = (0,report_summary/* summariseBackup */.$)({ ...result, components: result.manifest.components, durationSeconds });
    run.log.info(`Stored ${result.manifest.id}: ${(0,format/* formatBytes */.z3)(result.size)} in ${(0,format/* formatDuration */.a3)(durationSeconds)} · ${result.key}`);
    await finish(result.manifest, summary, run);
}
async function runRestore(plan, inputs, run, seconds) {
    const { backup: reference, confirm, components } = inputs;
    const result = await (0,restore/* restore */.P)(plan, { backup: reference, confirm, ...(components === undefined ? {} : { components }) }, run);
    const durationSeconds = seconds();
    setRestoreOutputs(result, durationSeconds);
    run.log.info(`Restored ${result.manifest.id} in ${(0,format/* formatDuration */.a3)(durationSeconds)}`);
    await finish(result.manifest, (0,report_summary/* summariseRestore */.s)({ ...result, durationSeconds }), run);
}
async function finish(manifest, summary, { log }) {
    await summarise(summary, log);
    await keepWithWorkflow({ manifest, summary }, external_node_process_.env, log);
}
// Not every runner has a place for summaries, and the work is done.
async function summarise(summary, log) {
    try {
        await core/* summary */.z.addRaw(summary, true).write();
    }
    catch (error) {
        log.notice(`The job summary could not be written: ${(0,errors/* asError */.zR)(error).message}`);
    }
}
function newRun({ connectHost, openStore }, tags) {
    return {
        tags,
        connectHost,
        openStore,
        token: (0,external_node_crypto_.randomBytes)(5).toString('hex'),
        version: version/* VERSION */.x,
        log: actionLog,
        signal: cancellation(),
        noteWriting: (set) => core/* saveState */.LZ('writing', set === undefined ? '' : JSON.stringify(set)),
        noteLock: (lock) => core/* saveState */.LZ('lock', lock === undefined ? '' : JSON.stringify(lock))
    };
}
// A runner that cancels sends SIGINT, 7.5 s later SIGTERM, and kills 2.5 s after that.
function cancellation() {
    const controller = new AbortController();
    const cancel = () => controller.abort(new errors/* Cancelled */.cJ());
    external_node_process_.once('SIGINT', cancel);
    external_node_process_.once('SIGTERM', cancel);
    return controller.signal;
}


/***/ })

};
