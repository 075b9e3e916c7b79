// Writes the tables of docs/migrating.md from script/docker-actions.json and our actions: node script/migrating.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const DOCUMENT = 'docs/migrating.md';

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

/** Docker's actions, with our counterpart of each input and output. */
export const DOCKER = JSON.parse(read('script/docker-actions.json'));

/** Our actions, by the prefix of their names in script/docker-actions.json. */
export const OURS = [
  { prefix: '', title: 'org/multiarch-build', ...parse(read('action.yml')) },
  { prefix: 'plan/', title: 'org/multiarch-build/plan', ...parse(read('plan/action.yml')) },
  { prefix: 'merge/', title: 'org/multiarch-build/merge', ...parse(read('merge/action.yml')) },
  workflow(parse(read('.github/workflows/build.yml')).on.workflow_call),
];

const IDENTITY = 'github-builder `registry-identities`';

/** Means of Docker's tools and of GitHub that are no input or output of Docker's actions, by our input or output. */
export const MEANS = {
  inputs: {
    version: '`type=raw` with a priority in `tags` of metadata-action',
    'annotations-levels': 'the variable DOCKER_METADATA_ANNOTATIONS_LEVELS of metadata-action',
    'source-date-epoch': 'the variable SOURCE_DATE_EPOCH of build-push-action',
    'push-by-digest': 'the attributes push-by-digest=true,name-canonical=true,push=true',
    'buildkit-image': '`driver-opts: image=…` of setup-buildx-action',
    cache: '`cache-from` and `cache-to` of build-push-action',
    'cache-ref': 'the attribute ref in `cache-to` of build-push-action',
    'cache-scope': 'the attribute scope in `cache-to: type=gha` of build-push-action',
    'cache-mode': 'the attribute mode in `cache-to` of build-push-action',
    'plan/runners': 'github-builder `runner`',
    'plan/per-runner': 'github-builder `distribute`',
    'plan/push': 'new',
    'merge/digests': 'artifacts with digests, as arguments of `docker buildx imagetools create`',
    'merge/annotations': '`--annotation` of `docker buildx imagetools create`',
    'build.yml/timeout-minutes': '`timeout-minutes` of a job',
    'build.yml/environment': '`environment` of a job',
    'build.yml/ref': 'actions/checkout `ref`',
    'build.yml/fetch-depth': 'actions/checkout `fetch-depth`',
    'build.yml/submodules': 'actions/checkout `submodules`',
    'build.yml/lfs': 'actions/checkout `lfs`',
    'build.yml/dockerhub-organization': IDENTITY,
    'build.yml/aws-region': IDENTITY,
    'build.yml/google-workload-identity-provider': IDENTITY,
    'build.yml/google-service-account': IDENTITY,
    'build.yml/build-secrets': 'build-push-action `secrets`',
    'build.yml/ssh-key': 'build-push-action `ssh`',
  },
  outputs: {
    digests: 'the output of `docker buildx imagetools inspect --raw`',
    attestations: 'the output of `docker buildx imagetools inspect --raw`',
    'plan/matrix': 'your own `strategy.matrix`',
  },
};

/** The inputs and secrets of our reusable workflow, as an action has them. */
function workflow({ inputs, secrets, outputs }) {
  const path = 'org/multiarch-build/.github/workflows/build.yml';
  return { prefix: 'build.yml/', title: path, inputs: { ...inputs, ...secrets }, outputs };
}

/** Replaces the tables of the document. */
export function withTables(text) {
  return [
    { mark: 'theirs', tables: theirTables() },
    { mark: 'ours', tables: ourTables() },
  ].reduce((before, { mark, tables }) => {
    const marked = new RegExp(`(<!-- ${mark} -->\n)[^]*?(<!-- /${mark} -->)`);
    if (!marked.test(before)) throw new Error(`${DOCUMENT} has no <!-- ${mark} --> and <!-- /${mark} -->`);
    return before.replace(marked, (_, open, close) => `${open}\n${tables}\n${close}`);
  }, text);
}

function theirTables() {
  return DOCKER.map((action) => {
    const sections = ['inputs', 'outputs'].map((section) => theirSection(action, section));
    return [`### ${action.action}@${action.version}`, ...sections].filter(Boolean).join('\n\n');
  }).join('\n\n');
}

/** One table. The rows that an earlier workflow of the same repository has, too, are listed below it. */
function theirSection(action, section) {
  const rows = action[section];
  const earlier = DOCKER.slice(0, DOCKER.indexOf(action)).find((other) => isSibling(other, action));
  const isRepeated = (row) => earlier?.[section].some((other) => JSON.stringify(other) === JSON.stringify(row));
  const isOfWorkflow = rows.some(({ ours }) => ours.some((name) => name.startsWith('build.yml/')));
  const repeated = rows.filter(isRepeated).map(({ name }) => name);
  const own = rows
    .filter((row) => !isRepeated(row))
    .map(({ name, ours, note = '' }) => [
      code(name),
      ours.map(isOfWorkflow ? baseName : ourName).join(', ') || '–',
      note,
    ]);
  return [
    own.length > 0 &&
      tableOf(
        [section === 'inputs' ? 'Input' : 'Output', isOfWorkflow ? 'Here (build.yml)' : 'Here', 'Difference'],
        own,
      ),
    repeated.length > 0 && `The same ${section} as in ${fileOf(earlier)}: ${listed(repeated)}.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function isSibling(one, other) {
  return one.action.includes('/.github/') && fileOf(one) !== fileOf(other) && repositoryOf(one) === repositoryOf(other);
}

function fileOf({ action }) {
  return action.replace(/^.*\//, '');
}

function repositoryOf({ action }) {
  return action.split('/').slice(0, 2).join('/');
}

function ourTables() {
  return OURS.map((action) => {
    const sections = ['inputs', 'outputs'].map((section) => ourSection(action, section));
    return [`### ${action.title}`, ...sections].join('\n\n');
  }).join('\n\n');
}

/** One table. The names of the root action are listed below the tables of the other actions. */
function ourSection({ prefix, ...action }, section) {
  const all = Object.keys(action[section]);
  const isShared = (name) => prefix !== '' && isOfRoot(name, section) && !(`${prefix}${name}` in MEANS[section]);
  const own = all.filter((name) => !isShared(name));
  const rows = own
    .filter((name) => !isPlatformDigest(name))
    .map((name) => [code(name), counterpartsOf(`${prefix}${name}`, section).join('; ') || 'new']);
  return [
    rows.length > 0 && tableOf([section === 'inputs' ? 'Input' : 'Output', 'Docker'], rows),
    own.some(isPlatformDigest) && 'New: `digest-linux-amd64` and so on, one for each platform.',
    all.some(isShared) && `The same ${section} as in ${OURS[0].title}: ${listed(all.filter(isShared))}.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function isOfRoot(name, section) {
  return name in OURS[0][section];
}

function isPlatformDigest(name) {
  return name.startsWith('digest-');
}

/** Names in one line. The digests of platforms are one item. */
function listed(names) {
  const digests = names.some(isPlatformDigest) ? ['`digest-linux-amd64` and so on'] : [];
  return [...names.filter((name) => !isPlatformDigest(name)).map(code), ...digests].join(', ');
}

/** Docker's counterparts: inputs or outputs by action, and other means. */
function counterpartsOf(key, section) {
  const isCounterpart = (name) => name === key || (isOfRoot(key, section) && name.endsWith(`/${key}`));
  const found = new Map();
  for (const action of DOCKER) {
    const names = action[section].filter(({ ours }) => ours.some(isCounterpart)).map(({ name }) => code(name));
    if (names.length > 0) found.set(shortOf(action), new Set([...(found.get(shortOf(action)) ?? []), ...names]));
  }
  const means = MEANS[section][key] ?? [];
  return [...[...found].map(([action, names]) => `${action} ${[...names].join(', ')}`), ...[means].flat()];
}

/** `build-push-action`, or `github-builder` for its workflows. */
function shortOf({ action }) {
  return action.replace(/^docker\//, '').replace(/\/\.github\/.*$/, '');
}

/** `matrix` of plan */
function ourName(name) {
  const [, prefix] = /^(.*)\//.exec(name) ?? [];
  return prefix === undefined ? code(name) : `${baseName(name)} of ${prefix}`;
}

function baseName(name) {
  return code(name.replace(/^.*\//, ''));
}

function tableOf(columns, rows) {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function code(text) {
  return `\`${text}\``;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = fileURLToPath(new URL(`../${DOCUMENT}`, import.meta.url));
  writeFileSync(path, withTables(readFileSync(path, 'utf8')));
}
