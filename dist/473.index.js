export const id = 473;
export const ids = [473];
export const modules = {

/***/ 10473:
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
// EXTERNAL MODULE: ./lib/modes/agreement.js
var modes_agreement = __webpack_require__(89340);
// EXTERNAL MODULE: ./lib/modes/backup.js + 3 modules
var backup = __webpack_require__(4586);
// EXTERNAL MODULE: ./lib/modes/restore.js + 6 modules
var restore = __webpack_require__(59796);
// EXTERNAL MODULE: ./lib/host-script/keep-old.js
var keep_old = __webpack_require__(45557);
// EXTERNAL MODULE: ./lib/modes/end-run.js
var end_run = __webpack_require__(86861);
// EXTERNAL MODULE: ./lib/modes/failed-restore.js
var failed_restore = __webpack_require__(6752);
// EXTERNAL MODULE: ./lib/modes/hanging-part.js
var hanging_part = __webpack_require__(41916);
// EXTERNAL MODULE: ./lib/drivers/facts.js
var drivers_facts = __webpack_require__(19292);
// EXTERNAL MODULE: ./lib/modes/unfinished-restore.js + 1 modules
var unfinished_restore = __webpack_require__(81662);
;// CONCATENATED MODULE: ./lib/modes/kept-restore.js




/** What could be taken back. Changes nothing. Throws a UserError where there is nothing, or where it cannot be. */
async function findUndoable(host, stack) {
    const { stdout } = await host.run((0,keep_old/* lookAtKept */.PW)(stack), { name: LOOK, timeoutSeconds: 60 });
    const facts = (0,drivers_facts/* readFacts */.MH)(stdout.toString());
    const [until, restored] = [facts.optional('kept'), facts.optional('restored')];
    const unfinished = facts.optional('unfinished') !== undefined;
    const undoneByHost = facts.optional('undone') !== undefined;
    if (!unfinished && !undoneByHost)
        refuseReplaced(facts);
    refuseCleared(facts);
    if (until === undefined && !unfinished) {
        if (undoneByHost)
            return { undoneByHost, restore: undefined };
        throw nothingKept(stack);
    }
    const restore = {
        until: until === undefined ? undefined : new Date(Number(until) * 1000),
        restored: restored === undefined ? undefined : (0,drivers_facts/* readFact */.ni)(unfinished_restore/* unfinishedSchema */.D, restored, 'the restore'),
        stops: stopsIn(facts)
    };
    return { undoneByHost, restore };
}
/** Makes the journal of a kept restore that of the run itself, and gives what has to stop. Throws as `findUndoable` does. */
async function claim(host, lease) {
    const { stdout } = await host.run((0,keep_old/* claimKept */.VD)(lease), { name: LOOK, timeoutSeconds: 60 });
    const facts = (0,drivers_facts/* readFacts */.MH)(stdout.toString());
    refuseReplaced(facts);
    if (facts.optional('claimed') === undefined)
        throw nothingKept(lease.stack);
    return stopsIn(facts);
}
const LOOK = 'the look for a restore whose old data is kept';
const stopsIn = (facts) => facts.all('stop').map((line) => {
    const [, id = '', name = ''] = /^\S+ (\S+) (.*)$/.exec(line) ?? [];
    return { action: 'stop', id, name };
});
function refuseReplaced(facts) {
    const gone = facts.all('gone');
    if (gone.length === 0)
        return;
    throw new errors/* UserError */.yo(`the restore cannot be taken back: ${gone.join(', ')} was removed or made anew since, and what uses the data now is not known`, {
        remedy: 'Nothing was touched, and the old data stays for as long as it was to be kept. Restore a backup instead: the one that was made before the restore has everything (`safety-backup-id`).'
    });
}
function refuseCleared(facts) {
    const cleared = facts.all('cleared');
    if (cleared.length === 0)
        return;
    throw new errors/* UserError */.yo(`the restore cannot be taken back: the old data of ${cleared.join(', ')} was removed to make room for the new`, { remedy: 'Restore a backup instead: `backup: resume`, or the safety backup that was made before.' });
}
const nothingKept = (stack) => new errors/* UserError */.yo(`there is no restore of ${stack} that could be taken back: the host keeps no old data`, {
    remedy: 'Old data stays after a restore only with `restore: { keep-old: 1h }` in the configuration, and for so long. A backup can be restored at any time: `backup: latest`, or an id.'
});

// EXTERNAL MODULE: ./lib/modes/lasting-host.js
var lasting_host = __webpack_require__(42855);
// EXTERNAL MODULE: ./lib/modes/lock.js + 3 modules
var modes_lock = __webpack_require__(87120);
// EXTERNAL MODULE: ./lib/modes/settle-restore.js
var settle_restore = __webpack_require__(47778);
// EXTERNAL MODULE: ./lib/modes/stopped-containers.js
var stopped_containers = __webpack_require__(63590);
;// CONCATENATED MODULE: ./lib/modes/take-back.js










/**
 * Takes back the last restore: one that died half way, or one whose old data is kept. Needs the host only. Throws a UserError where
 * there is none, or where it cannot be taken back.
 */
async function takeBack(plan, run) {
    const host = (0,lasting_host/* lastingHost */.j)(await run.connectHost(), run.connectHost);
    let undone = false;
    const onEnded = (ended) => {
        undone = ended.undone;
    };
    try {
        await (0,modes_lock/* withLock */.k)({ host, plan, run, purpose: 'undo', onEnded }, async ({ token }) => {
            // Whoever takes the lock takes back what died.
            if (!undone)
                await takeBackKept(host, { stack: plan.stack, token }, run);
        });
    }
    finally {
        await host.close();
    }
}
async function takeBackKept(host, lease, run) {
    const { log } = run;
    const stops = await claim(host, lease);
    if (stops.length > 0)
        log.info(`Stopping ${stops.map(({ name }) => name).join(', ')}`);
    let reason;
    try {
        await (0,stopped_containers/* armRestore */.j3)({ host, lease, run }, stops);
        await host.run((0,keep_old/* reopenKept */.eo)(lease), { name: 'the journal of the restore', timeoutSeconds: 60 });
    }
    catch (error) {
        reason = error;
    }
    const ended = await (0,end_run/* endRun */.l)(host, lease).catch((error) => {
        throw (0,failed_restore/* unreachedRestore */.E4)(reason ?? new errors/* UserError */.yo('the restore was not taken back'), error);
    });
    if (reason !== undefined && ended.restore === 'untouched')
        throw reason;
    if (ended.restore !== 'undone')
        throw notTakenBack(ended);
    for (const warning of [...(0,settle_restore/* warningsOf */.n)(lease.stack, ended), ...ended.incomplete])
        log.warn(warning);
    log.notice('The restore was taken back: the data from before it is in service.');
    if (ended.started.length > 0)
        log.info(`Started again: ${ended.started.join(', ')}`);
    if (ended.failure !== undefined)
        throw new errors/* UserError */.yo(`the old data is in place, but not all is in service: ${ended.failure}`, {
            remedy: '`docker ps -a` on the host shows what does not run. The next run tries to start it.'
        });
}
const notTakenBack = ({ failure = 'the lock had run out', hanging }) => new errors/* UserError */.yo(`the restore could not be taken back: ${failure}`, {
    remedy: hanging !== undefined
        ? (0,hanging_part/* endHangingPart */.d)(hanging)
        : 'What was stopped stays so, since its data may be old in one component and new in another. All data is on the host: do not remove what has predeploy_old or .predeploy-old in its name. The host tries again for an hour, and so does each run; `mode: restore` of a backup replaces what is there.'
});

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
// EXTERNAL MODULE: ./lib/modes/problems.js
var problems = __webpack_require__(41590);
// EXTERNAL MODULE: ./lib/modes/tell-left.js
var tell_left = __webpack_require__(70351);
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
        dryRun: switchInput('dry-run', false),
        safetyBackup: switchInput('safety-backup', true),
        makeRoom: switchInput('make-room', false),
        s3AccessKeyId: core/* getInput */.V4('s3-access-key-id'),
        s3SecretAccessKey: secretInput('s3-secret-access-key'),
        s3SessionToken: secretInput('s3-session-token')
    };
}
/** What the inputs ask of a restore. */
const restoreRequest = ({ backup, confirm, components, safetyBackup, makeRoom }) => ({
    ...{ backup, confirm, safetyBackup, makeRoom },
    ...(components === undefined ? {} : { components })
});
// As YAML writes them; anything else may have been meant either way.
function switchInput(name, unset) {
    const value = core/* getInput */.V4(name);
    if (value === '')
        return unset;
    if (/^(true|True|TRUE)$/.test(value))
        return true;
    if (/^(false|False|FALSE)$/.test(value))
        return false;
    throw new errors/* UserError */.yo(`${name} is ${JSON.stringify(value)}`, { remedy: 'It can be `true` or `false`.' });
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
// EXTERNAL MODULE: ./lib/config/parse.js + 29 modules
var parse = __webpack_require__(18455);
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

// EXTERNAL MODULE: ./lib/drivers/index.js + 81 modules
var drivers = __webpack_require__(25564);
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
        if (inputs.mode !== 'restore')
            return;
        if ((0,modes_agreement/* meansUndo */.Rd)(inputs.backup))
            (0,modes_agreement/* agreeToUndo */.me)(stack, inputs, inputs.components);
        else
            (0,modes_agreement/* agreedReference */.Ct)(stack, inputs);
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
    openStore: (use) => openStore(plan.store, {
        ...use,
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

;// CONCATENATED MODULE: ./lib/action/tell-ended.js
/** What became of the restore of a run that was cut short, for people; nothing where it had none, or none that was begun. */
function tellEndedRestore({ restore, phase, part }) {
    if (restore === 'undone')
        return `Took back what the restore that was cut short had exchanged.${part === 'last' ? ' The files, which it had restored before, stay.' : ''}`;
    if (phase === 'staging')
        return part === 'last'
            ? 'The restore that was cut short had restored the files, and had not exchanged anything else.'
            : 'The restore that was cut short had not exchanged anything.';
    if (phase !== 'proven' && phase !== 'kept')
        return undefined;
    return part === 'first'
        ? 'The restore was cut short after its first part: the files are restored, and nothing else. `mode: restore` with `backup: resume` begins it again.'
        : 'The restore was done before it was cut short: what it restored is in service.';
}

;// CONCATENATED MODULE: ./lib/action/clean-up.js














/** Does what a `main` that was killed could not: removes its half set, starts what it had stopped, and frees its lock. */
async function cleanUpBehind({ writing, lock }) {
    if (writing !== '' && lock !== '') {
        const prepared = await prepare(readInputs());
        await (0,problems/* collectProblems */.v)('not all that the run left could be cleaned up', [
            removeHalfSet(prepared, writing),
            reachHost().then((host) => leave(host, lock))
        ]);
    }
    else if (writing !== '') {
        await removeHalfSet(await prepare(readInputs()), writing);
    }
    else if (lock !== '') {
        // The host does all this by itself soon, so that it cannot be reached is no reason to make a job red.
        const reached = await reachHost().catch((error) => actionLog.notice(`The host could not be reached. It frees the lock, and starts what was stopped, by itself: ${(0,errors/* asError */.zR)(error).message}`));
        if (reached !== undefined)
            await leave(reached, lock);
    }
}
async function reachHost() {
    const { connectHost } = await prepare(readInputs());
    return (0,lasting_host/* lastingHost */.j)(await connectHost(), connectHost);
}
async function removeHalfSet({ openStore }, writing) {
    const { stack, id } = schemas/* object */.Ikc({ stack: schemas/* string */.YjP(), id: schemas/* string */.YjP() }).parse(JSON.parse(writing));
    const store = await openStore({ cleaning: true });
    try {
        if (await (0,abandon/* abandonSet */.E)(store, stack, id))
            actionLog.notice(`Removed the half set ${id} of the run that was cut short.`);
    }
    finally {
        await store.close();
    }
}
async function leave(host, lock) {
    const lease = schemas/* object */.Ikc({ stack: schemas/* string */.YjP(), token: schemas/* string */.YjP() }).parse(JSON.parse(lock));
    try {
        const ended = await (0,end_run/* endRun */.l)(host, lease);
        const { started, restore, left, failure, hanging, incomplete } = ended;
        if (restore === 'late') {
            actionLog.notice('The lock had run out: the host or another run sets right what was left.');
            return;
        }
        const told = tellEndedRestore(ended);
        if (told !== undefined)
            actionLog.notice(told);
        for (const sentence of incomplete)
            actionLog.warn(sentence);
        if (started.length > 0)
            actionLog.notice(`Started again what the run that was cut short had stopped: ${started.join(', ')}`);
        for (const what of left)
            actionLog.warn((0,tell_left/* tellLeft */.d)(lease.stack, what));
        if (failure !== undefined)
            throw new errors/* UserError */.yo(`not all that the run left on the host could be set right: ${failure}`, {
                remedy: hanging !== undefined
                    ? (0,hanging_part/* endHangingPart */.d)(hanging)
                    : restore === 'stuck'
                        ? (0,failed_restore/* remedyOfStuck */.Go)(ended)
                        : 'The host goes on trying, and so does the next run. `docker ps -a` on the host shows what does not run.'
            });
    }
    finally {
        await (0,modes_lock/* free */.t)(host, lease, { log: actionLog, noteLock: () => undefined });
        await host.close();
    }
}

;// CONCATENATED MODULE: ./lib/action/outputs.js

/** Hands a backup to the next steps. */
function setBackupOutputs(result, durationSeconds) {
    setSetOutputs({ ...result, components: result.manifest.components }, durationSeconds);
    core/* setOutput */.uH('size', String(result.size));
    const downtime = result.downtime.map(({ name, seconds }) => [name, Number(seconds.toFixed(1))]);
    core/* setOutput */.uH('downtime-seconds', JSON.stringify(Object.fromEntries(downtime)));
}
/** Hands to the next steps what was restored. */
function setRestoreOutputs(result, durationSeconds) {
    setSetOutputs(result, durationSeconds);
    if (result.safetyBackupId !== undefined)
        core/* setOutput */.uH('safety-backup-id', result.safetyBackupId);
    core/* setOutput */.uH('rto-seconds', result.rtoSeconds.toFixed(1));
}
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

// EXTERNAL MODULE: ./lib/backup-set/keys.js
var keys = __webpack_require__(64171);
// EXTERNAL MODULE: ./lib/codecs/index.js + 2 modules
var codecs = __webpack_require__(88483);
// EXTERNAL MODULE: ./lib/modes/last-backup.js
var last_backup = __webpack_require__(53717);
// EXTERNAL MODULE: ./lib/modes/look-around.js
var look_around = __webpack_require__(78487);
// EXTERNAL MODULE: ./lib/host-script/lock.js
var lock = __webpack_require__(73599);
// EXTERNAL MODULE: ./lib/host-script/script.js
var script = __webpack_require__(46999);
// EXTERNAL MODULE: ./lib/host-script/state-folder.js
var state_folder = __webpack_require__(65896);
;// CONCATENATED MODULE: ./lib/host-script/look-at-lock.js



/**
 * Tells who has the lock of a stack, and changes nothing: it does not make the folder in which runs leave word. Prints `owner=` where
 * somebody has it, and `lease=` with the token of each run that left containers stopped, or a restore half way.
 */
const lookAtLock = (stack) => (0,state_folder/* inStateFolders */.A)(stack, (0,script.sh) `${lock/* FIND_LOCK */.yq}
  if [ "$until" -gt "$(date +%s)" ]; then printf 'owner=%s\n' "$owner"; fi
  ${(0,lock/* tellLeases */.NU)('', (0,script.sh) ``)}`);

// EXTERNAL MODULE: ./lib/modes/ask-about-lock.js
var ask_about_lock = __webpack_require__(10825);
// EXTERNAL MODULE: ./lib/modes/lock-owner.js
var lock_owner = __webpack_require__(44035);
;// CONCATENATED MODULE: ./lib/modes/other-runs.js





/** Finds out whether other runs are at work, or died, by reading what they left word of. Takes no lock. */
async function findOtherRuns(host, stack, signal) {
    const answer = await (0,ask_about_lock/* askAboutLock */.g)(host, lookAtLock(stack), signal);
    const owner = answer.optional('owner');
    const holder = owner === undefined ? undefined : (0,lock_owner/* readOwner */.A)(owner);
    // What keeps containers from running is dead, unless it is what has the lock.
    const dead = answer.all('lease').filter((token) => token !== holder?.token);
    return { holder: holder === undefined ? undefined : (0,lock_owner/* tellOwner */.f)(holder), leasesLeft: dead.length > 0 };
}
/** Adds to what a look found wrong that other runs may be the reason. A run itself waits for them, or starts first what they kept from running. */
const besideOtherRuns = (error, { holder, leasesLeft }) => (0,problems/* together */.b)('as it is now, the run would fail', [
    error,
    ...(holder === undefined ? [] : [maybeBecause(`another run is at work: ${holder}`, 'wait for its end')]),
    ...(leasesLeft
        ? [maybeBecause('a run died while it kept containers from running', 'start these first')]
        : [])
]);
const maybeBecause = (what, first) => new errors/* UserError */.yo(what, { remedy: `What is wrong may come from that: the run itself would ${first}.` });

// EXTERNAL MODULE: ./lib/modes/run.js
var modes_run = __webpack_require__(7709);
// EXTERNAL MODULE: ./lib/modes/compare-stored.js
var compare_stored = __webpack_require__(40247);
;// CONCATENATED MODULE: ./lib/modes/stored-set.js

/** A set that is stored, with its age at a time. */
const storedSet = (manifest, now) => ({
    id: manifest.id,
    startedAt: manifest.startedAt,
    ageSeconds: (+now - Date.parse(manifest.startedAt)) / 1000,
    storedBytes: (0,compare_stored/* artifactsOf */.N)(manifest).reduce((sum, { storedBytes }) => sum + storedBytes, 0)
});

// EXTERNAL MODULE: ./lib/modes/sweep.js
var sweep = __webpack_require__(27456);
// EXTERNAL MODULE: ./lib/modes/time.js
var modes_time = __webpack_require__(52619);
;// CONCATENATED MODULE: ./lib/modes/preview-backup.js










/** Tells what a backup of the chosen components would do. Looks as a backup does, takes no lock and writes nothing, anywhere. */
const previewBackup = (plan, chosen, run) => (0,modes_run/* withHostAndStore */.R)(run, async (host, store) => {
    const otherRuns = await findOtherRuns(host, plan.stack, run.signal);
    const last = (0,last_backup/* readLast */.d)(store, plan.stack);
    const seen = await (0,look_around/* lookAround */.h)({ plan, chosen, run, host, store }, last).catch((error) => {
        throw besideOtherRuns(error, otherRuns);
    });
    const compressor = (0,codecs/* chooseCompressor */.BS)(plan.compression, seen.tools);
    const unlisted = [];
    const dead = await findDead(store, plan.stack, (error) => unlisted.push(`${UNLISTED}: ${(0,errors/* asError */.zR)(error).message}`));
    for (const warning of [...seen.warnings, ...unlisted])
        run.log.warn(warning);
    const place = store.locate((0,keys/* setFolder */.Bh)(plan.stack, '<id>'));
    const time = (0,modes_time/* checkedTime */.V)(store, run.log);
    const told = describeBackup({
        ...{ plan, chosen, seen, time, compressor, otherRuns, dead, place },
        host: host.label
    });
    return { ...told, warnings: [...told.warnings, ...unlisted] };
});
// A backup that could not sweep is good all the same.
const findDead = (store, stack, warn) => (0,sweep/* findDeadRuns */.mx)(store, stack, warn).catch((error) => {
    warn(error);
    return { ids: [], keys: [], uploads: [] };
});
const UNLISTED = 'not all that dead runs left in the store can be told';
/** Makes the preview of what was found. Pure. */
function describeBackup(given) {
    const { plan, chosen, seen, time, compressor, otherRuns, dead, place, host } = given;
    return {
        ...{ stack: plan.stack, host, place, otherRuns },
        compression: { codec: compressor.codec.name, where: compressor.where },
        artifacts: seen.components.flatMap((component) => component.found
            .captures()
            .map((capture) => describeArtifact({ component, capture, compressor, last: seen.last.manifest }))),
        leftOut: plan.components.filter((component) => !chosen.includes(component)).map(({ name }) => name),
        quiet: seen.quiet.map(({ name, action }) => ({ name, action })),
        graceSeconds: plan.quiesce?.graceSeconds ?? 0,
        commands: commandsOf(plan),
        dead: { ids: dead.ids, objects: dead.keys.length, uploads: dead.uploads.length },
        last: describeLast(seen.last, time),
        warnings: seen.warnings
    };
}
const describeLast = (last, time) => last.unreadable === undefined
    ? last.manifest && storedSet(last.manifest, time)
    : { unreadable: last.unreadable };
function describeArtifact({ component: { planned, found }, capture: { part, extension, expectedBytes }, compressor, last }) {
    const before = lastOf(last, planned, part);
    const compression = compressor.codec.extension;
    return {
        ...{ component: planned.name, type: planned.type, part, consistency: found.consistency },
        name: (0,keys/* artifactName */.Cs)({ component: planned.name, part, extension, compression }),
        expected: 
        // What the host tells counts indexes, free space and whole blocks, of which no artifact has any.
        before !== undefined
            ? { bytes: before.bytes, from: 'last backup' }
            : expectedBytes !== undefined
                ? { bytes: expectedBytes, from: 'host' }
                : undefined,
        lastStoredBytes: before?.storedBytes
    };
}
const lastOf = (last, { name, type }, part) => last?.components
    .find((component) => component.name === name && component.type === type)
    ?.artifacts.find((artifact) => artifact.part === part);
// In the order in which they run.
const commandsOf = ({ hooks, quiesce }) => [
    ['hooks.before', hooks?.before],
    ['quiesce.drain', quiesce?.drain],
    ['hooks.after', hooks?.after],
    ['hooks.failed', hooks?.failed]
].flatMap(([name, command]) => (command === undefined ? [] : [describeCommand(name, command)]));
const describeCommand = (name, { command, written, container, timeoutSeconds }) => ({
    name: name === 'hooks.failed' ? `${name} (where it fails)` : name,
    command: written ?? command,
    timeoutSeconds,
    where: container === undefined
        ? 'the host'
        : typeof container === 'string'
            ? container
            : `${container.service} of project ${container.project}`
});

// EXTERNAL MODULE: ./lib/modes/bare-host.js
var bare_host = __webpack_require__(53973);
// EXTERNAL MODULE: ./lib/modes/cancellable-host.js
var cancellable_host = __webpack_require__(65517);
// EXTERNAL MODULE: ./lib/modes/look-before-restore.js + 3 modules
var look_before_restore = __webpack_require__(71209);
// EXTERNAL MODULE: ./lib/modes/room.js
var room = __webpack_require__(72445);
// EXTERNAL MODULE: ./lib/modes/stage.js + 4 modules
var stage = __webpack_require__(64951);
;// CONCATENATED MODULE: ./lib/modes/preview-restore.js










/** Tells what a restore would do. Looks as a restore does, takes no lock and writes nothing, anywhere. */
async function previewRestore(plan, asked, run) {
    const request = { ...asked, dryRun: true };
    const reference = (0,modes_agreement/* agreedReference */.Ct)(plan.stack, request);
    return (0,modes_run/* withHostAndStore */.R)(run, async (host, store) => {
        const otherRuns = await findOtherRuns(host, plan.stack, run.signal);
        const restoring = { plan, request, reference, run, host, store };
        const { restorable, lacking } = await lookAhead(restoring).catch((error) => {
            throw besideOtherRuns(error, otherRuns);
        });
        const time = (0,modes_time/* checkedTime */.V)(store, run.log);
        const { safetyBackup } = request;
        const up = plan.restore?.up;
        return describeRestore({
            ...{ stack: plan.stack, host: host.label, restorable, safetyBackup, otherRuns, time },
            lacking: lacking.map(({ planned }) => planned.name),
            up: up?.written ?? up?.command
        });
    });
}
async function lookAhead(restoring) {
    const { plan, host, run } = restoring;
    const wanted = await (0,look_before_restore/* findWanted */.B)(restoring);
    const lacking = await (0,bare_host/* findLacking */.vb)((0,cancellable_host/* cancellableHost */.$)(host, run.signal), wanted.chosen, plan);
    const restorable = lacking.length === 0
        ? await (0,look_before_restore/* lookBeforeRestore */.N)(restoring, wanted)
        : await (0,look_before_restore/* lookBeforeRestore */.N)({ ...restoring, plan: (0,bare_host/* bareOf */.eI)(plan) }, (0,bare_host/* filesFirst */.oQ)(wanted, lacking));
    return { restorable, lacking };
}
/** Makes the preview of what was found. Pure. */
function describeRestore(given) {
    const { stack, host, restorable, safetyBackup, lacking, up, otherRuns, time } = given;
    const { backup, chosen, components, warnings } = restorable;
    const { manifest, checksum } = backup;
    return {
        ...{ stack, host, otherRuns, warnings },
        broughtUp: lacking.length === 0 || up === undefined ? undefined : { command: up, components: lacking },
        stops: restorable.stops.map(({ name }) => name),
        backedUpFirst: safetyBackup
            ? restorable.found.filter(({ found }) => found.absent !== true).map(({ planned }) => planned.name)
            : [],
        quietFirst: restorable.quiet.map(({ name }) => name),
        backup: {
            ...storedSet(manifest, time),
            ...{ stack: manifest.stack, host: manifest.host, phase: manifest.phase, checksum },
            gitSha: manifest.tags['git-sha'],
            runUrl: manifest.tags['run-url']
        },
        components: chosen.map((one) => describeComponent(one, components)),
        leftOut: manifest.components
            .filter((entry) => !chosen.some((one) => one.entry === entry) && !lacking.includes(entry.name))
            .map(({ name }) => name),
        clearedFirst: components.filter(stage/* goesFirst */.Nj).map(({ name }) => name),
        room: (0,room/* roomNeeded */.jK)(components),
        roomUnknown: components
            .filter(({ restoration }) => restoration.outlook?.roomKnown !== true)
            .map(({ name }) => name)
    };
}
function describeComponent({ planned, entry }, components) {
    const restoration = components.find(({ name }) => name === planned.name)?.restoration;
    // A restore may take only some of a component's artifacts.
    const artifacts = restoration?.stages.map(({ artifact }) => artifact) ?? entry.artifacts;
    const { versions, replaced, returning, gone, kept } = restoration?.outlook ?? NOTHING_TOLD;
    return {
        ...{ name: planned.name, type: planned.type, versions, replaced, returning, gone, kept },
        storedBytes: artifacts.reduce((sum, artifact) => sum + artifact.storedBytes, 0),
        bytes: artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0)
    };
}
const NOTHING_TOLD = {
    versions: undefined,
    replaced: ['what the component is today'],
    ...{ returning: [], gone: [], kept: [] }
};

;// CONCATENATED MODULE: ./lib/modes/preview-undo.js



/** Tells what taking back the last restore would do. Takes no lock, and writes nothing. */
async function previewUndo(plan, run) {
    const host = (0,cancellable_host/* cancellableHost */.$)(await run.connectHost(), run.signal);
    try {
        const otherRuns = await findOtherRuns(host, plan.stack, run.signal);
        const { undoneByHost, restore } = await findUndoable(host, plan.stack).catch((error) => {
            throw besideOtherRuns(error, otherRuns);
        });
        return {
            ...{ stack: plan.stack, host: host.label, otherRuns, undoneByHost },
            restore: restore && {
                until: restore.until?.toISOString(),
                backup: restore.restored?.id,
                components: restore.restored?.components ?? [],
                stops: restore.stops.map(({ name }) => name)
            }
        };
    }
    finally {
        await host.close();
    }
}

// EXTERNAL MODULE: ./lib/report/markdown.js
var markdown = __webpack_require__(63021);
;// CONCATENATED MODULE: ./lib/report/sections.js

/** A list under a title. */
const list = (title, items) => ({
    title,
    rows: items.map((item) => [item])
});
/** The sections as lines of a log. */
const sectionsInText = (sections) => told(sections)
    .map(({ title, columns, rows }) => [`${title}:`, ...aligned(columns, rows)].join('\n'))
    .join('\n');
/** The sections as Markdown. */
const sectionsInMarkdown = (sections) => told(sections)
    .map(({ title, columns, rows }) => `**${(0,markdown/* escapeMarkdown */.FV)(title)}**\n\n${tableOrList(columns, rows)}\n`)
    .join('\n');
const told = (sections) => sections.filter(({ rows }) => rows.length > 0);
function aligned(columns, rows) {
    const all = (columns === undefined ? rows : [columns, ...rows]).map((row) => row.map(cellInText));
    const widths = (all[0] ?? []).map((_, index) => Math.max(...all.map((row) => (row[index] ?? '').length)));
    return all.map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd());
}
// What follows a line break could pass for a command of the runner.
const inOneLine = (text) => text.replace(/\s+/g, ' ');
const cellInText = (cell) => inOneLine(typeof cell === 'string' ? cell : cell.code);
const cellInMarkdown = (cell, asCode = markdown/* code */.aY) => typeof cell === 'string' ? (0,markdown/* escapeMarkdown */.FV)(cell) : asCode(inOneLine(cell.code));
function tableOrList(columns, rows) {
    if (columns === undefined)
        return rows.map(([item = '']) => `- ${cellInMarkdown(item)}`).join('\n');
    const line = (cells) => `| ${cells.map((cell) => cellInMarkdown(cell, markdown/* codeInTable */.bj)).join(' | ')} |`;
    return [line(columns), `|${columns.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

;// CONCATENATED MODULE: ./lib/report/preview.js



/** A preview as lines of a log. */
const previewInText = ({ sections, warnings }) => sectionsInText([...sections, list('Warnings', warnings)]);
/** A preview as Markdown. */
const previewInMarkdown = ({ what, sections, warnings }) => [
    `### Dry run: what a ${(0,markdown/* escapeMarkdown */.FV)(what)} would do`,
    '',
    'Nothing was touched, neither on the host nor in the store.',
    '',
    sectionsInMarkdown(sections),
    ...warnings.map((warning) => `> ⚠ ${(0,markdown/* escapeMarkdown */.FV)(warning)}\n`)
].join('\n');
/** Names a set that is stored in a sentence. */
const tellSet = ({ id, startedAt, ageSeconds, storedBytes }) => `${id}, made ${startedAt}, ${(0,format/* formatDuration */.a3)(Math.max(ageSeconds, 0))} ago: ${(0,format/* formatBytes */.z3)(storedBytes)} stored`;
/** The section about other runs. */
const tellOtherRuns = ({ holder, leasesLeft }) => list('Other runs', [
    ...(holder === undefined
        ? []
        : [`at work now, and may change what is told here; the run would wait for it: ${holder}`]),
    ...(leasesLeft ? ['one died while it kept containers from running: these would be started first'] : [])
]);

;// CONCATENATED MODULE: ./lib/report/preview-backup.js



/** Tells what a backup would do. */
const tellBackup = (preview) => ({
    what: `backup of ${preview.stack}`,
    warnings: preview.warnings,
    sections: [
        list('Backup', tellPlace(preview)),
        captured(preview.artifacts),
        list('Stopped for the capture, in this order, and started again after it', tellQuiet(preview)),
        commands(preview.commands),
        list('Deleted in the store', tellDead(preview.dead)),
        tellOtherRuns(preview.otherRuns),
        list('Not tried by a dry run', ['whether the store lets objects be written and deleted', 'whether the commands above end well'].slice(0, preview.commands.length === 0 ? 1 : 2))
    ]
});
function tellPlace(preview) {
    const { host, place, compression, artifacts, leftOut, last } = preview;
    const known = artifacts.flatMap(({ expected }) => (expected === undefined ? [] : [expected.bytes]));
    const unknown = artifacts.length - known.length;
    const size = (0,format/* formatBytes */.z3)(known.reduce((sum, bytes) => sum + bytes, 0));
    const { codec, where } = compression;
    return [
        `of ${host}, stored below ${place}`,
        `${(0,format/* formatCounted */.So)(artifacts.length, 'artifact')}, about ${size} before compression${unknown === 0 ? '' : `, and ${unknown} of unknown size`}`,
        codec === 'none' ? 'not compressed' : `compressed by ${codec} on the ${where}`,
        ...(leftOut.length === 0 ? [] : [`without ${leftOut.join(', ')}, and so never the latest backup`]),
        tellLast(last)
    ];
}
function tellLast(last) {
    if (last === undefined)
        return 'there is no last backup to compare with';
    return 'unreadable' in last
        ? `the last backup cannot be read: ${last.unreadable}`
        : `the last backup is ${tellSet(last)}`;
}
const captured = (artifacts) => ({
    title: 'Captured',
    columns: ['component', 'type', 'object', 'about', 'last time stored', 'consistency'],
    rows: artifacts.map(({ component, type, part, name, expected, lastStoredBytes, consistency }) => [
        part === undefined ? component : `${component} / ${part}`,
        type,
        name,
        expected === undefined
            ? 'unknown'
            : `${(0,format/* formatBytes */.z3)(expected.bytes)} ${expected.from === 'last backup' ? '(last time)' : '(on the host)'}`,
        lastStoredBytes === undefined ? '' : (0,format/* formatBytes */.z3)(lastStoredBytes),
        consistency
    ])
});
const tellQuiet = ({ quiet, graceSeconds }) => quiet.map(({ name, action }) => action === 'pause'
    ? `${name} (paused)`
    : `${name} (stopped, killed after ${(0,format/* formatDuration */.a3)(graceSeconds)})`);
const commands = (all) => ({
    title: 'Commands that would run',
    columns: ['command', 'in', 'at most', ''],
    rows: all.map(({ name, command, where, timeoutSeconds }) => [
        name,
        where,
        (0,format/* formatDuration */.a3)(timeoutSeconds),
        { code: command }
    ])
});
const tellDead = ({ ids, objects, uploads }) => ids.length === 0
    ? []
    : [
        `what dead runs left (${ids.join(', ')}): ${(0,format/* formatCounted */.So)(objects, 'object')} and ${(0,format/* formatCounted */.So)(uploads, 'open upload')}`
    ];

;// CONCATENATED MODULE: ./lib/report/preview-restore.js



/** Tells what a restore would do. */
const tellRestore = (preview) => ({
    what: `restore of ${preview.stack}`,
    warnings: preview.warnings,
    sections: [
        list('Backup', tellOrigin(preview)),
        restored(preview.components),
        effects(preview.components),
        list('Left out of the restore', preview.leftOut),
        broughtUp(preview.broughtUp),
        list('Backed up first, as it is now', preview.backedUpFirst),
        list('Stopped for that, in this order, and started again after it', preview.quietFirst),
        list('Stopped while old and new change places, in this order, and started again after it', preview.stops),
        list('Removed before the new is staged, while all of the above is stopped (make-room): a restore that fails cannot put it back', preview.clearedFirst),
        preview_restore_room(preview.room),
        list('Room that is not known, or not all of it', preview.roomUnknown),
        tellOtherRuns(preview.otherRuns),
        list('Needed for the restore itself', [`confirm: ${preview.stack}`]),
        list('Not tried by a dry run', [
            'whether each artifact is whole: a restore verifies it while it is staged'
        ])
    ]
});
const broughtUp = (up) => ({
    title: 'Brought up once the files are restored, and filled then; before that nothing is known of it',
    rows: up === undefined ? [] : [[{ code: up.command }], ...up.components.map((name) => [name])]
});
function tellOrigin({ stack, host, backup, components }) {
    const sum = (name) => (0,format/* formatBytes */.z3)(components.reduce((total, component) => total + component[name], 0));
    const { phase, gitSha, runUrl, checksum } = backup;
    return [
        tellSet(backup),
        `phase ${phase}${gitSha === undefined ? '' : `, commit ${gitSha}`}${runUrl === undefined ? '' : `, run ${runUrl}`}`,
        backup.stack === stack && backup.host === host
            ? `made on ${host}, and restored there`
            : `made of ${backup.stack} on ${backup.host}, and restored as ${stack} on ${host}`,
        `${sum('storedBytes')} are downloaded, ${sum('bytes')} when decompressed, and staged beside the old data`,
        `checksum ${checksum}`
    ];
}
const restored = (components) => ({
    title: 'Restored',
    columns: ['component', 'type', 'downloaded', 'decompressed', 'in the backup', 'today'],
    rows: components.map(({ name, type, storedBytes, bytes, versions }) => [
        name,
        type,
        (0,format/* formatBytes */.z3)(storedBytes),
        (0,format/* formatBytes */.z3)(bytes),
        versions?.backup ?? '',
        versions?.today ?? ''
    ])
});
const effects = (components) => ({
    title: 'What becomes of what is there',
    columns: ['component', '', ''],
    rows: components.flatMap(({ name, replaced, returning, gone, kept }) => [
        ...replaced.map((what) => [name, 'replaced', what]),
        ...returning.map((what) => [name, 'comes back', what]),
        ...gone.map((what) => [name, 'gone', what]),
        ...kept.map((what) => [name, 'stays', what])
    ])
});
const preview_restore_room = (all) => ({
    title: 'Room beside the old data',
    columns: ['components', 'needed', 'free', 'where'],
    rows: all.map(({ components, places, neededBytes, freeBytes, freedBytes }) => [
        components.join(', '),
        (0,format/* formatBytes */.z3)(neededBytes),
        freedBytes === 0
            ? (0,format/* formatBytes */.z3)(freeBytes)
            : `${(0,format/* formatBytes */.z3)(freeBytes)}, and ${(0,format/* formatBytes */.z3)(freedBytes)} without the old data`,
        places.join(', and ')
    ])
});

;// CONCATENATED MODULE: ./lib/report/preview-undo.js


/** Tells what taking back a restore would do. */
const tellUndo = (preview) => ({
    what: `taking back of the last restore of ${preview.stack}`,
    warnings: [],
    sections: [
        ...(preview.undoneByHost ? tellUndone(preview) : []),
        ...preview_undo_tellRestore(preview),
        tellOtherRuns(preview.otherRuns),
        list('Needed for it', [`confirm: ${preview.stack}`])
    ]
});
const tellUndone = ({ host }) => [
    list('Taken back already', [
        `what a restore on ${host} had exchanged whose run died: the host did that by itself. \`backup: undo\` says so, and ends there`
    ])
];
function preview_undo_tellRestore({ host, undoneByHost, restore }) {
    if (restore === undefined)
        return [];
    const { until, backup, components, stops } = restore;
    const told = `the restore of ${backup ?? 'a backup'} on ${host}, ${until === undefined ? 'which was not finished' : `whose old data is kept until ${until}`}`;
    if (undoneByHost && until !== undefined)
        return [list('Left as it is', [`${told}: a second \`backup: undo\` would take it back`])];
    return [
        list('Taken back', [told]),
        list('Replaced by what was there before, and gone with all that was written since', components),
        list('Stopped meanwhile, in this order, and started again after it', stops)
    ];
}

;// CONCATENATED MODULE: ./lib/action/preview.js










/** The dry run of a step: tells in the log what it would do, and gives the summary. */
async function preview(plan, inputs, run) {
    const told = await toldOf(plan, inputs, run);
    await run.log.group(`Plan: what a ${told.what} would do`, async () => run.log.info(previewInText(told)));
    run.log.notice(`Dry run of a ${told.what}: nothing was touched. The summary of the job tells what it would do.`);
    return previewInMarkdown(told);
}
async function toldOf(plan, inputs, run) {
    if (inputs.mode === 'backup')
        return tellBackup(await previewBackup(plan, (0,chosen_components/* chosenComponents */.H2)(plan, inputs.components), run));
    if ((0,modes_agreement/* meansUndo */.Rd)(inputs.backup))
        return tellUndo(await previewUndo(plan, run));
    return tellRestore(await previewRestore(plan, restoreRequest(inputs), run));
}

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
    if (inputs.dryRun)
        await tellPlan(prepared.plan, inputs, run);
    else if (inputs.mode === 'backup')
        await runBackup(prepared.plan, inputs, run, seconds);
    else if ((0,modes_agreement/* meansUndo */.Rd)(inputs.backup))
        await takeBack(prepared.plan, run);
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
    const result = await (0,restore/* restore */.P)(plan, restoreRequest(inputs), run);
    const durationSeconds = seconds();
    setRestoreOutputs(result, durationSeconds);
    run.log.info(`Restored ${result.manifest.id} in ${(0,format/* formatDuration */.a3)(durationSeconds)}`);
    await finish(result.manifest, (0,report_summary/* summariseRestore */.s)({ ...result, durationSeconds }), run);
}
async function tellPlan(plan, inputs, run) {
    await summarise(await preview(plan, inputs, run), run.log);
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
        spoolDirectory: external_node_process_.env['RUNNER_TEMP'] || '/tmp',
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
