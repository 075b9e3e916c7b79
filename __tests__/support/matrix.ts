import type { TestBuilder } from './builder.ts';
import type { Fault, FaultRule } from './fault-proxy.ts';
import { putImage } from './put-image.ts';
import { TAGS, type Trial, type TrialBed, type Verdict } from './trial.ts';

/** The builder: Docker Engine's, or a running one in a container. */
export type Driver = TestBuilder | undefined;

/** Expected result of a fault. With `either` it may be survived or refused, if the published image is correct. */
type Expected = 'survived' | 'refused' | 'either';

/** One fault with its number of hits, and the expected result of the run. */
export interface FaultCase {
  readonly name: string;
  readonly fault: Fault;
  readonly times: number;
  readonly expected: Expected;
  /** Needs a registry that asks for a password. */
  readonly login?: boolean;
  /** It hits every write, like a registry that limits the rate of a user. */
  readonly wide?: boolean;
  /** Seconds within which the run has to fail, by default 10. */
  readonly limit?: number;
  /** The action may retry before it fails. */
  readonly retried?: boolean;
}

/** The operation that a fault hits. */
export interface Operation {
  readonly name: string;
  readonly rule: Omit<FaultRule, 'fault' | 'times'>;
  readonly kind: 'write' | 'read';
  /** Its failure causes only a notice. */
  readonly optional?: boolean;
  /** With Docker Engine's push, the first tag is updated before it. */
  readonly late?: boolean;
  /** It does not build. */
  readonly driverless?: boolean;
  /** Creates its own builder if one is needed. */
  readonly ownBuilder?: boolean;
  readonly trial: (bed: TrialBed, driver: Driver) => Promise<Trial>;
}

/** Answers of registries (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes) and of proxies before them. */
const ANSWERS: Readonly<Record<number, string>> = {
  401: answer('UNAUTHORIZED', 'authentication required'),
  403: answer('DENIED', 'requested access to the resource is denied'),
  404: answer('MANIFEST_UNKNOWN', 'manifest unknown'),
  413: '<html><head><title>413 Request Entity Too Large</title></head></html>',
  429: answer('TOOMANYREQUESTS', 'too many requests'),
  500: answer('UNKNOWN', 'unknown error'),
  502: '<html><head><title>502 Bad Gateway</title></head></html>',
  503: answer('UNAVAILABLE', 'service unavailable'),
  504: '<html><head><title>504 Gateway Time-out</title></head></html>',
};

function answer(code: string, message: string): string {
  return JSON.stringify({ errors: [{ code, message }] });
}

function status(code: number, headers: Readonly<Record<string, string>> = {}): Fault {
  return { kind: 'status', status: code, headers, body: ANSWERS[code] };
}

const CHALLENGE = { 'www-authenticate': 'Basic realm="test"' };

/** Number of hits in a row: the default of `retries`. */
const ROW = 3;
const EVER = Number.POSITIVE_INFINITY;

const passing = (name: string, fault: Fault): FaultCase => ({ name, fault, times: ROW, expected: 'survived' });
const lasting = (name: string, fault: Fault): FaultCase => ({ name, fault, times: EVER, expected: 'refused' });

const BOTH: readonly FaultCase[] = [
  passing('connection reset', { kind: 'reset' }),
  passing('connection closed', { kind: 'eof' }),
  passing('429', status(429)),
  passing('429, Retry-After 2 s', status(429, { 'retry-after': '2' })),
  passing('500', status(500)),
  passing('502', status(502)),
  passing('503', status(503)),
  passing('504', status(504)),
  { name: '401 once', fault: status(401, CHALLENGE), times: 1, expected: 'survived', login: true },
  { ...lasting('401 for ever', status(401, CHALLENGE)), login: true },
  lasting('403', status(403)),
  { ...lasting('429, Retry-After 10 min', status(429, { 'retry-after': '600' })), wide: true },
];
const WRITES: readonly FaultCase[] = [
  passing('answer lost', { kind: 'lost-answer' }),
  { ...passing('request altered', { kind: 'altered-request' }), expected: 'either' },
  lasting('413', status(413)),
];
const READS: readonly FaultCase[] = [
  passing('answer truncated', { kind: 'truncated' }),
  passing('answer altered', { kind: 'altered' }),
];
const LAG = passing('404 after the write', status(404));
/** Our own client has an idle timeout of 30 s; buildx, asking for a base image, gets 2 min. */
const HANG: FaultCase = { name: 'no answer', fault: { kind: 'hang' }, times: 1, expected: 'survived' };
const HANG_FOR_EVER: FaultCase = { ...lasting('no answer for ever', { kind: 'hang' }), limit: 270, retried: true };

const plain = async () => ({});

export const OPERATIONS: readonly Operation[] = [
  { name: 'blob', kind: 'write', rule: { path: /^\/v2\/app\d+\/blobs\/uploads\// }, trial: plain },
  {
    name: 'manifest by digest',
    kind: 'write',
    rule: { method: 'PUT', path: /^\/v2\/app\d+\/manifests\/sha256:/ },
    trial: plain,
  },
  { name: 'tag', kind: 'write', rule: { method: 'PUT', path: /^\/v2\/app\d+\/manifests\/(?!sha256:)/ }, trial: plain },
  {
    name: 'read-back',
    kind: 'read',
    late: true,
    rule: { method: 'GET', path: /^\/v2\/app\d+\/manifests\// },
    trial: plain,
  },
  {
    name: 'base image',
    kind: 'read',
    rule: { path: /^\/v2\/base\// },
    trial: async (bed) => ({
      files: { Dockerfile: `FROM ${await bed.base()}\nCOPY file /\n`, file: String(Math.random()) },
      inputs: { platforms: 'linux/amd64' },
    }),
  },
  {
    name: 'cache export',
    kind: 'write',
    rule: { method: /^(POST|PATCH|PUT)$/, path: /^\/v2\/app\d+-buildcache\// },
    optional: true,
    trial: async () => ({ inputs: { cache: 'registry' } }),
  },
  {
    name: 'helper image',
    kind: 'read',
    rule: { path: /^\/v2\/(tonistiigi|moby)\// },
    ownBuilder: true,
    trial: async (bed, driver): Promise<Trial> =>
      driver === undefined
        ? { inputs: { qemu: 'always', 'qemu-image': bed.copy('tonistiigi/binfmt:latest') } }
        : { inputs: { driver: 'docker-container', 'buildkit-image': bed.copy('moby/buildkit:buildx-stable-1') } },
  },
  {
    name: 'merge: parts',
    kind: 'read',
    rule: { method: 'GET', path: /^\/v2\/app\d+\// },
    driverless: true,
    trial: merging,
  },
  {
    name: 'merge: index and tag',
    kind: 'write',
    rule: { method: 'PUT', path: /^\/v2\/app\d+\/manifests\// },
    driverless: true,
    trial: merging,
  },
];

/** Two existing parts, by digest, and a merge of them. */
async function merging(bed: TrialBed): Promise<Trial> {
  const repository = bed.repository();
  const parts = ['amd64', 'arm64'].map(async (architecture) => {
    const digest = await putImage(bed.registry.host, { repository, architecture, headers: bed.headers });
    return [`linux/${architecture}`, digest] as const;
  });
  const digests = JSON.stringify(Object.fromEntries(await Promise.all(parts)));
  return { action: 'merge', repository, inputs: { digests } };
}

/** The faults that can hit an operation. */
export function faultCasesOf({ name, kind }: Operation, driver: Driver): readonly FaultCase[] {
  if (kind === 'read') {
    const once = ['read-back', 'base image'].includes(name) || name.startsWith('merge');
    const hang = [...(once ? [HANG] : []), ...(name === 'base image' ? [HANG_FOR_EVER] : [])];
    return [...BOTH, ...READS, ...(name === 'read-back' ? [LAG] : []), ...hang];
  }
  // Docker Engine prints no line about a missing response, and has a timeout of 20 min
  const ours = name.startsWith('merge') || (name === 'tag' && driver !== undefined);
  return [...BOTH, ...WRITES, ...(ours ? [HANG] : [])];
}

export interface Case {
  readonly operation: Operation;
  readonly faultCase: FaultCase;
}

export interface Tried extends Verdict {
  /** Number of requests with an injected fault. */
  readonly hits: number;
  /** Problems of the result. Undefined if it is as promised. */
  readonly problem: string | undefined;
}

const WRITE: Omit<FaultRule, 'fault'> = { method: /^(POST|PATCH|PUT)$/, path: /^\/v2\/app\d+\// };

function rulesOf({ operation, faultCase }: Case): readonly FaultRule[] {
  const { fault, times, wide = false } = faultCase;
  const all = wide && operation.kind === 'write' && !operation.optional;
  return [operation.rule, ...(all ? [WRITE] : [])].map((rule) => ({ ...rule, fault, times }));
}

/** Runs an operation with one fault. */
export async function runFault(bed: TrialBed, { operation, faultCase }: Case, driver: Driver): Promise<Tried> {
  bed.proxy.reset();
  const { inputs, ...trial } = await operation.trial(bed, driver);
  const builder = operation.ownBuilder || operation.driverless ? undefined : driver;
  for (const rule of rulesOf({ operation, faultCase })) bed.proxy.fail(rule);
  const verdict = await bed.run({ ...trial, env: builder?.env, inputs: { ...builder?.inputs, ...inputs } });
  const hits = bed.proxy.seen.filter(({ fault }) => fault !== undefined).length;
  bed.proxy.reset();
  return { ...verdict, hits, problem: problem({ operation, faultCase }, verdict, hits) };
}

function problem({ operation, faultCase }: Case, verdict: Verdict, hits: number): string | undefined {
  const { result, published, updated, seconds, retries, error } = verdict;
  const green = result.code === 0;
  if (hits === 0) return 'nothing was hit';
  if (green !== published) return green ? 'green and not published' : 'published and red';
  // Docker Engine's push updates the first tag, of a verified image: the error must then name it
  const unreported = updated.filter((tag) => !operation.late || !error.includes(`:${tag} (before: `));
  if (!green && unreported.length > 0) return `red, and updated ${unreported.join(', ')}`;
  if (!green && error === '') return 'red without a message';
  if (green && updated.length !== TAGS.length) return `green, and updated ${updated.join(', ')}`;
  if (operation.optional) return green ? undefined : 'it cost the image';
  if (faultCase.expected === 'either') return undefined;
  if (green !== (faultCase.expected === 'survived')) return green ? 'green in spite of the fault' : `red: ${error}`;
  if (green) return undefined;
  if (retries > 0 && !faultCase.retried) return `${retries} retries`;
  return seconds > (faultCase.limit ?? 10) ? `${seconds.toFixed(1)} s` : undefined;
}
