import { isIP } from 'node:net';
import type { Job } from '../model/job.ts';
import type { BuildRequest, NamedValue } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { parseAnnotation, parseLevel } from './annotation.ts';
import { parseAttestation, parseAttestationOf, parseCall } from './attestation.ts';
import { parseBuildContext, readContext } from './context.ts';
import type { Inputs } from './inputs.ts';
import { hintFor } from './nearest.ts';
import { parsePath } from './paths.ts';
import { quote } from './problems.ts';
import { parseArgument, parseChoice, parseSize } from './scalars.ts';
import { readSecrets } from './secrets.ts';

const NETWORKS = ['default', 'host', 'none'] as const;
const ENTITLEMENTS = ['network.host', 'security.insecure', 'device', 'buildx.local.delete'];
/** Privileges of a bake file, which `buildx bake` knows and `buildx build` does not. */
const BAKE_ENTITLEMENTS = ['ssh', 'fs', 'fs.read', 'fs.write'];
// https://github.com/docker/go-units/blob/master/ulimit.go
const ULIMITS = 'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(
  ' ',
);

/** Tokens of well-known services, whole: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns */
const TOKEN = new RegExp(
  [
    'gh[oprsu]_[\\w.-]{36,}',
    'github_pat_\\w{22,}',
    'npm_[A-Za-z0-9]{36}',
    'AKIA[A-Z0-9]{16}',
    'glpat-[\\w.-]{20,}',
    'dckr_pat_[\\w-]{27,}',
    'xox[abprs]-[\\w-]{24,}',
    'pypi-[\\w-]{85,}',
  ]
    .map((token) => `^${token}$`)
    .join('|'),
);

/** True if a value has the form of a token. */
export function isToken(value: string): boolean {
  return TOKEN.test(value);
}

export interface KnownSecrets {
  readonly masks: ReadonlySet<string>;
  /** Secrets from inputs that hold only secrets. */
  readonly keys: readonly string[];
}

/**
 * Reads the build group: the source of the build and its options.
 * @param secrets every secret among the inputs, and those that do not equal a common word by chance.
 */
export function readBuild(inputs: Inputs, job: Job, secrets: KnownSecrets): BuildRequest {
  return {
    ...readContext(inputs, job),
    target: inputs.value('target', parseArgument),
    buildArgs: readBuildArgs(inputs, secrets),
    buildContexts: inputs.each('build-contexts', (text, item) =>
      parseBuildContext(text, job, !inputs.isOwn('build-contexts', item)),
    ),
    labels: inputs.each('labels', parseLabel),
    annotations: inputs.each('annotations', (text) => {
      const annotation = parseAnnotation(text);
      return annotation instanceof Wrong ? annotation : text;
    }),
    annotationLevels: readLevels(inputs, job),
    secrets: readSecrets(inputs, job),
    ssh: inputs.each('ssh', (text) => parseSsh(text, job)),
    network: inputs.value('network', parseChoice(NETWORKS)),
    addHosts: inputs.each('add-hosts', parseHost),
    shmSize: inputs.value('shm-size', parseSize),
    ulimit: inputs.each('ulimit', parseUlimit),
    cgroupParent: inputs.value('cgroup-parent', parseArgument),
    allow: readAllow(inputs),
    noCache: inputs.flag('no-cache'),
    noCacheFilters: inputs.each('no-cache-filters', parseArgument),
    pull: inputs.flag('pull'),
    provenance: inputs.value('provenance', parseAttestationOf('provenance')),
    sbom: inputs.value('sbom', parseAttestationOf('sbom')),
    attests: inputs.each('attests', parseAttestation),
    call: inputs.value('call', parseCall),
    sourceDateEpoch: inputs.value('source-date-epoch', parseEpoch),
  };
}

/** The levels of `annotations-levels`, or those of the variable that docker/metadata-action reads. */
function readLevels(inputs: Inputs, { env }: Job): BuildRequest['annotationLevels'] {
  const name = 'annotations-levels';
  const variable = env.DOCKER_METADATA_ANNOTATIONS_LEVELS?.trim();
  if (!variable || inputs.text(name) !== undefined) {
    const given = inputs.each(name, parseLevel);
    return given.length === 0 ? undefined : [...new Set(given)];
  }
  const levels = variable.split(',').map((level) => parseLevel(level.trim()));
  const found = levels.flatMap((level) => {
    if (!(level instanceof Wrong)) return [level];
    inputs.accept(name, new Wrong(`${level.message} in DOCKER_METADATA_ANNOTATIONS_LEVELS`, level.hint));
    return [];
  });
  return [...new Set(found)];
}

function readBuildArgs(inputs: Inputs, secrets: KnownSecrets): BuildRequest['buildArgs'] {
  const all = inputs.each('build-args', (text, index) => {
    // build-push-action passes such a line on, and BuildKit ignores it
    if (text.startsWith('#')) {
      inputs.report('notice', `build-args[${index}]: begins with #, so it is taken for a comment and left out`);
      return undefined;
    }
    const argument = parseBuildArg(text);
    const secret = argument instanceof Wrong ? undefined : likenessOf(argument.value ?? '', secrets);
    if (secret !== undefined) {
      inputs.report('warning', `build-args[${index}]: ${secret}, and the image keeps build arguments; use secrets`);
    }
    return argument;
  });
  return all.filter((argument) => argument !== undefined);
}

/**
 * Reason why a value is likely to be a secret. A commit is not a secret, and neither is a word that also occurs in a
 * file of secrets.
 */
function likenessOf(value: string, { masks, keys }: KnownSecrets): string | undefined {
  if (isToken(value)) return 'looks like a token';
  const isCommit = /^[0-9a-f]{40}$/.test(value);
  const isWord = /^[A-Za-z][A-Za-z_.-]*$/.test(value) && !keys.includes(value.trim());
  return !isCommit && !isWord && masks.has(value.trim()) ? 'holds a secret of another input' : undefined;
}

function parseBuildArg(text: string): { readonly name: string; readonly value: string | undefined } | Wrong {
  const [name, value] = cut(text);
  // the value is not shown: people put secrets into build arguments
  if (!/^[^\s#-]\S*$/.test(name)) return new Wrong('its name is invalid', 'write NAME=value');
  return { name, value };
}

function parseLabel(text: string): NamedValue | Wrong {
  const [name, value = ''] = cut(text);
  // docker takes any key, with spaces too
  return /^[^\s-][^\r\n]*$/.test(name)
    ? { name, value }
    : new Wrong(`must be a label, got ${quote(text)}`, 'write key=value');
}

/** `default`, `id` (the agent's socket) or `id=path`, the path made absolute. No message shows the text: it may be a key. */
function parseSsh(text: string, job: Job): string | Wrong {
  const [id, name] = cut(text);
  if (!/^[\w][\w.-]*$/.test(id)) return new Wrong('must be an SSH agent or a key', SSH_HINT);
  if (!name) {
    return job.env.SSH_AUTH_SOCK
      ? id
      : new Wrong('no SSH agent: SSH_AUTH_SOCK is not set', 'start one in an earlier step, or write id=path');
  }
  const path = parsePath(name, job);
  if (path instanceof Wrong) return path;
  return job.files.exists(path) ? `${id}=${path}` : new Wrong('no such key or socket', SSH_HINT);
}

const SSH_HINT = 'write default, or id=path with the path of a key file';

/** `host:address`, or with an equals sign. An address of version 6 may be in brackets. */
function parseHost(text: string): string | Wrong {
  const [, host = '', address = ''] = /^([^:=]+)[:=](.+)$/.exec(text) ?? [];
  const known = address === 'host-gateway' || isIP(address.replace(/^\[(.*)\]$/, '$1')) > 0;
  return known && !/^-|\s/.test(host)
    ? text
    : new Wrong(`must be a host and an address, got ${quote(text)}`, 'write host:address, such as db:10.0.0.2');
}

function parseUlimit(text: string): string | Wrong {
  const [, name = '', soft, hard] = /^(\w+)=(-1|\d+)(?::(-1|\d+))?$/.exec(text) ?? [];
  if (soft === undefined)
    return new Wrong(`must be a limit, got ${quote(text)}`, 'write name=soft:hard, such as nofile=1024:2048');
  if (!ULIMITS.includes(name)) return new Wrong(`unknown limit ${quote(name)}`, hintFor(name, ULIMITS));
  const tooHigh = hard !== undefined && hard !== '-1' && (soft === '-1' || Number(soft) > Number(hard));
  return tooHigh ? new Wrong(`its soft limit is above its hard limit, got ${quote(text)}`) : text;
}

/** The privileges for buildx. Those of a bake file are checked when it is read. */
function readAllow(inputs: Inputs): readonly string[] {
  const isBaked = inputs.text('bake-file') !== undefined || inputs.text('bake-target') !== undefined;
  const all = inputs.each('allow', (text) => parseEntitlement(text, isBaked));
  return all.filter((text) => !BAKE_ENTITLEMENTS.includes(nameOf(text)));
}

function parseEntitlement(text: string, isBaked: boolean): string | Wrong {
  const name = nameOf(text);
  const ofBake = BAKE_ENTITLEMENTS.includes(name);
  if (ofBake && !isBaked) {
    return new Wrong(
      `${name} is a privilege of a bake file, and there is none`,
      'leave it out: inputs need no privilege',
    );
  }
  if (name.startsWith('fs') && ofBake && !text.includes('=')) {
    return new Wrong(`${name} without a path`, `write ${name}=path, or ${name}=* for every path`);
  }
  const known = isBaked ? [...ENTITLEMENTS, ...BAKE_ENTITLEMENTS] : ENTITLEMENTS;
  return known.includes(name) ? text : new Wrong(`unknown entitlement ${quote(name)}`, hintFor(name, known));
}

function nameOf(entitlement: string): string {
  return entitlement.split('=', 1)[0] ?? '';
}

/** https://reproducible-builds.org/docs/source-date-epoch/ */
function parseEpoch(text: string): NonNullable<BuildRequest['sourceDateEpoch']> | Wrong {
  if (text === 'commit') return { kind: 'commit' };
  const seconds = /^\d{1,11}$/.test(text) ? Number(text) : undefined;
  return seconds === undefined
    ? new Wrong(`must be a time, got ${quote(text)}`, 'write commit, or the seconds since 1970')
    : { kind: 'seconds', seconds };
}

function cut(text: string): readonly [before: string, after: string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}
