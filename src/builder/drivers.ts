import type { NodePlan } from '../model/plan.ts';
import type { DriverName } from '../model/request.ts';
import type { Host } from '../session/host.ts';
import { buildkitConfig } from './buildkit-config.ts';
import { proxyOptions } from './proxies.ts';

type Addressed = Pick<NodePlan, 'endpoint'>;

/** A driver of buildx that creates builders: https://docs.docker.com/build/builders/drivers/ */
export interface Driver {
  /** True if it starts BuildKit daemons. Image, flags, configuration and entitlements are set only for those. */
  readonly startsDaemons: boolean;
  /** True if the daemon of a node is a container of the local Docker Engine. */
  isLocal(node: Addressed): boolean;
  /**
   * Driver options for access to the network. Options that the user set are left out by the caller.
   * @param needsLoopback true if the build uses a registry on loopback.
   * @param own options of the user.
   */
  networkOptions(node: Addressed, needsLoopback: boolean, own: readonly string[], host: Host): readonly string[];
  /** TOML of the daemon's configuration. @param own the user's. */
  config(own: string | undefined, host: Host): string | undefined;
  /**
   * Endpoint for `buildx create`.
   * @param context Docker context of Docker Engine.
   */
  endpoint(node: Addressed, context: string | undefined): string | undefined;
  /** What to do if the builder could not be created. */
  hint(nodes: readonly Addressed[]): string;
}

const HELPER_HINT = "See buildx's output. If its helper image cannot be pulled, set another in `buildkit-image`.";

const dockerContainer: Driver = {
  startsDaemons: true,
  isLocal: ({ endpoint }) => endpoint === undefined,
  networkOptions(node, needsLoopback, own, { proxies }) {
    // from a network of its own, a builder's loopback is not the host's
    const network = needsLoopback ? missing('network=host', own) : [];
    return [...network, ...(this.isLocal(node) ? proxyOptions(proxies, [...network, ...own]) : [])];
  },
  config: buildkitConfig,
  endpoint: ({ endpoint }, context) => endpoint ?? context,
  hint(nodes) {
    const addresses = addressesOf(nodes);
    return addresses === ''
      ? HELPER_HINT
      : `See buildx's output about ${addresses}: with this driver they must be Docker engines. For BuildKit daemons, set \`driver: remote\`.`;
  },
};

const kubernetes: Driver = {
  startsDaemons: true,
  isLocal: () => false,
  networkOptions: () => [],
  config: (own) => own,
  endpoint: ({ endpoint }) => endpoint,
  hint: () => HELPER_HINT,
};

const remote: Driver = {
  startsDaemons: false,
  isLocal: () => false,
  networkOptions: () => [],
  config: (own) => own,
  endpoint: ({ endpoint }) => endpoint,
  hint: (nodes) =>
    `Check that BuildKit runs at ${addressesOf(nodes)}. If it requires TLS, set BUILDER_NODE_0_AUTH_TLS_CACERT, _CERT and _KEY, and 1, 2, … for further nodes.`,
};

/** `docker` is the builder of Docker Engine, which is not created. */
export const DRIVERS: Readonly<Record<Exclude<DriverName, 'docker'>, Driver>> = {
  'docker-container': dockerContainer,
  kubernetes,
  remote,
};

/** `tcp://a:1234, tcp://b:1234` */
function addressesOf(nodes: readonly Addressed[]): string {
  return nodes.flatMap(({ endpoint }) => (endpoint?.includes('://') ? endpoint : [])).join(', ');
}

/** An option, unless there is one of its name; and no image where Kubernetes is to run one without root's rights. */
export function missing(option: string, own: readonly string[]): readonly string[] {
  const [name = ''] = option.split('=', 1);
  const names = [name, ...(name === 'image' ? ['rootless'] : [])];
  return own.some((other) => names.includes(other.replace(/^"/, '').split('=', 1)[0] ?? '')) ? [] : [option];
}
