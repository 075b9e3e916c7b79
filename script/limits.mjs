// Writes the limits of src/runtime/limits.ts, src/buildkit/limits.ts and src/programs/limits.ts into README and docs: node script/limits.mjs
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as BUILD_LIMITS from '../src/buildkit/limits.ts';
import * as PROGRAM_LIMITS from '../src/programs/limits.ts';
import * as LIMITS from '../src/runtime/limits.ts';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Limits that users meet. A table stands between `<!-- time limits -->` and `<!-- /time limits -->`. */
export const TABLES = {
  'time limits': `RETRY_BUDGET_MS FIRST_RETRY_DELAY_MS MAX_RETRY_DELAY_MS MAX_RETRY_AFTER_MS HTTP_IDLE_MS HTTP_TOTAL_MS
    HTTP_CONNECT_MS CREDENTIAL_HELPER_MS PUSH_CHECK_MS BASE_CHECK_MS ENGINE_READ_MS HELPER_PULL_IDLE_MS EMULATORS_IDLE_MS
    BUILDER_BOOT_IDLE_MS BAKE_READ_MS BUILDX_DOWNLOAD_MS RESOLVE_IDLE_MS BASE_IMAGE_IDLE_MS EXPORT_IDLE_MS PUSH_IDLE_MS COPY_IDLE_MS
    ENGINE_PUSH_IDLE_MS ENGINE_PULL_IDLE_MS ENGINE_SAVE_IDLE_MS UPLOAD_IDLE_MS UPLOAD_TOTAL_MS PUSH_LOCK_MS
    CACHE_IMPORT_IDLE_MS CACHE_LAYER_IDLE_MS CACHE_EXPORT_IDLE_MS CACHE_EXPORT_TOTAL_MS CACHE_MOUNT_IDLE_MS
    CACHE_SERVICE_ANSWER_MS CACHE_SERVICE_IDLE_MS ARTIFACT_REQUEST_MS TAG_RULES_MS DOCKERFILE_PARSE_MS KILL_AFTER_MS
    STEP_END_MS LAST_CACHE_WRITE_MS REMOVE_BUILDER_MS`,
  'size limits': `MAX_ITEMS MAX_REFERENCES MAX_RULE_CHARS MAX_YAML_CHARS MAX_DIGESTS_CHARS MAX_PLAN_CHARS MAX_ROWS
    MAX_BUILDKIT_CONFIG_BYTES MAX_BAKE_BYTES
    MAX_CERTIFICATES_BYTES MAX_POLICY_BYTES MAX_SECRET_BYTES MAX_DOCKERFILE_BYTES MAX_STAGES MAX_CACHE_MOUNTS
    MAX_SUBSTITUTION_DEPTH MAX_CACHE_MOUNTS_KIB MAX_BODY_BYTES MAX_BUILDX_BYTES MAX_RECORD_BYTES MAX_RECORDS
    MAX_CHECKED_LAYER_BYTES`,
};

const VALUES = new Map(Object.entries({ ...LIMITS, ...BUILD_LIMITS, ...PROGRAM_LIMITS }));
const FILES = ['src/runtime/limits.ts', 'src/buildkit/limits.ts', 'src/programs/limits.ts'];
const SOURCE = FILES.map((name) => readFileSync(path(name), 'utf8')).join('\n');

const UNITS = {
  MS: [
    [3_600_000, 'h', 'hour'],
    [60_000, 'min', 'minute'],
    [1_000, 's', 'second'],
    [1, 'ms', 'millisecond'],
  ],
  BYTES: [
    [2 ** 30, 'GiB'],
    [2 ** 20, 'MiB'],
    [2 ** 10, 'KiB'],
    [1, 'bytes'],
  ],
  CHARS: [[1, 'characters']],
};
UNITS.KIB = UNITS.BYTES.map(([size, unit]) => [size / 2 ** 10, unit]);

/** Replaces the tables of a document, and single values such as `<!-- HTTP_IDLE_MS -->30 seconds<!-- / -->`. */
export function withLimits(text) {
  const withTables = Object.entries(TABLES).reduce((before, [mark, names]) => {
    const marked = new RegExp(`(<!-- ${mark} -->\n)[^]*?(<!-- /${mark} -->)`, 'g');
    return before.replace(marked, (_, open, close) => `${open}${tableOf(names.split(/\s+/))}\n${close}`);
  }, text);
  return withTables.replace(
    /(<!-- ([A-Z][A-Z_]+) -->)[^<]*(<!-- \/ -->)/g,
    (_, open, name, close) => `${open}${formatLimit(name, { long: true })}${close}`,
  );
}

function tableOf(names) {
  const rows = names.map((name) => [textOf(name)[0], formatLimit(name), textOf(name)[1]]);
  return [['Limit', 'Value', 'Reason'], ['---', '---', '---'], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

/** @returns what is limited, and why. */
function textOf(name) {
  const [, limited, reason] =
    new RegExp(`^/\\*\\* (.+?): (.+?)\\.? \\*/\nexport const ${name} =`, 'm').exec(SOURCE) ?? [];
  if (reason === undefined) throw new Error(`${FILES.join(' and ')} have no docstring "what: why" for ${name}`);
  return [limited, `${reason[0].toUpperCase()}${reason.slice(1)}`].map((cell) => cell.replaceAll('|', '\\|'));
}

/** The value of a limit: `20 min`, in prose `20 minutes`. */
export function formatLimit(name, { long = false } = {}) {
  const value = VALUES.get(name);
  if (value === undefined) throw new Error(`${FILES.join(' and ')} have no ${name}`);
  if (typeof value === 'object') return formatGroups(value);
  const [size, unit, word] = UNITS[name.replace(/.*_/, '')]?.find(([each]) => value % each === 0) ?? [1];
  const amount = (value / size).toLocaleString('en');
  if (unit === undefined) return amount;
  return `${amount} ${long && word !== undefined ? `${word}${amount === '1' ? '' : 's'}` : unit}`;
}

/** `1,000: a, b<br>100: c` */
function formatGroups(values) {
  const groups = Map.groupBy(Object.keys(values), (name) => values[name]);
  return [...groups]
    .sort(([a], [b]) => b - a)
    .map(([value, names]) => `${value.toLocaleString('en')}: ${names.map((name) => `\`${name}\``).join(', ')}`)
    .join('<br>');
}

/** README and all pages of docs. */
export const documents = () => ['README.md', ...globSync('docs/**/*.md', { cwd: path('.') })].sort();

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const document of documents()) {
    const text = readFileSync(path(document), 'utf8');
    const updated = withLimits(text);
    if (updated !== text) writeFileSync(path(document), updated);
  }
}
