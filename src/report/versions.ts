import { type EngineInfo, storeName } from '../clients/docker/answers.ts';
import type { ProxySettings } from '../clients/docker/proxies.ts';
import type { Environment } from '../model/job.ts';
import { tableLines } from './table-lines.ts';

/** Facts about the machine. Those that an action does not know are undefined. */
export interface Versions {
  /** Variables of the runner. */
  readonly env: Environment;
  readonly node: string;
  /** Of this machine. */
  readonly kernel: string;
  readonly engine?: Pick<EngineInfo, 'version' | 'apiVersion' | 'kernel' | 'containerdStore' | 'mirrors'> | undefined;
  /** Output of `buildx version`. */
  readonly buildx?: string | undefined;
  /** Output of `buildx inspect`. */
  readonly builder?: string | undefined;
  /** Names of registered handlers. */
  readonly emulators?: readonly string[] | undefined;
  readonly proxies?: readonly ProxySettings[] | undefined;
}

/** Versions for a bug report. Mirrors and proxies are named by their hosts, without credentials. */
export function versionLines(facts: Versions): readonly string[] {
  const { env, node, kernel, engine, buildx, builder, emulators, proxies = [] } = facts;
  const action = env.GITHUB_ACTION_REPOSITORY
    ? `${env.GITHUB_ACTION_REPOSITORY}@${env.GITHUB_ACTION_REF}`
    : 'in the checkout';
  const runner = [env.RUNNER_OS, env.RUNNER_ARCH, env.RUNNER_ENVIRONMENT, env.ImageOS, env.ImageVersion];
  const buildkit = [...(builder ?? '').matchAll(/^Build[Kk]it(?: version)?:\s*(\S.*)$/gm)].map(([, name = '']) => name);
  const addresses = proxies.flatMap(({ http, https }) => [http, https]).filter((address) => address !== '');
  const rows: readonly (readonly [string, string])[] = [
    ['action', `${action} (Node.js ${node})`],
    ['runner', runner.filter(Boolean).join(', ')],
    ['Docker Engine', engine === undefined ? UNKNOWN : describeEngine(engine)],
    ['buildx', buildx?.trim() || UNKNOWN],
    ['BuildKit', [...new Set(buildkit)].join(', ') || UNKNOWN],
    ['kernel', engine === undefined || engine.kernel === kernel ? kernel : `${kernel}; of the engine ${engine.kernel}`],
    ['emulators', emulators === undefined ? UNKNOWN : emulators.join(', ') || 'none'],
    ['mirrors', engine?.mirrors.map(hostIn).join(', ') || 'none'],
    ['proxies', [...new Set(addresses.map(hostIn))].join(', ') || 'none'],
  ];
  return tableLines(rows);
}

const UNKNOWN = 'not known';

function describeEngine({ version, apiVersion, containerdStore }: NonNullable<Versions['engine']>): string {
  return `${version} (API ${apiVersion.join('.')}, ${storeName(containerdStore)})`;
}

/** `http://me:secret@proxy.corp:3128/` → `proxy.corp:3128` */
function hostIn(address: string): string {
  return URL.parse(address.includes('://') ? address : `http://${address}`)?.host || 'an address that cannot be read';
}
