import type { BuildLog, Vertex } from './build-log.ts';

/** An image that the build made, as its steps show it. */
export interface BuildResult {
  /** Platform of the programs in the image: that of the image it is built on. Undefined for `scratch` and for files. */
  readonly platform: string | undefined;
  /** The image that it is built on, with its digest: `docker.io/library/busybox:latest@sha256:…`. */
  readonly base: string | undefined;
  /** The build context whose OCI layout it is built on. */
  readonly layout?: string;
}

/** `[context base] docker.io/library/busybox:latest@sha256:…`: an image that a build context names. */
const CONTEXT_IMAGE = /^\[context [^\]]+\] (\S+@sha256:[0-9a-f]{64})$/;
const CONTEXT_LAYOUT = /^\[context ([^\]]+)\] OCI load from client$/;

/**
 * Returns the images that the build made: those steps of the Dockerfile that no other step depends on. Platforms share a
 * step if it does the same for all of them, so there may be fewer results than platforms. BuildKit names such a step after
 * the first platform, but it never shares a FROM for several platforms.
 */
export function resultsOf({ vertices }: Pick<BuildLog, 'vertices'>): readonly BuildResult[] {
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]));
  const steps = vertices.filter(({ index }) => index !== undefined);
  const needed = new Set<string>();
  const open = steps.flatMap(({ inputs }) => inputs);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    open.push(...(byId.get(id)?.inputs ?? []));
  }
  return steps.filter(({ id }) => !needed.has(id)).map((step) => resultOf(step, byId));
}

/** Platforms of all images that stages are built on. */
export function basePlatforms({ vertices }: Pick<BuildLog, 'vertices'>): readonly string[] {
  return [...new Set(vertices.flatMap(({ kind, platform }) => (kind === 'from' ? (platform ?? []) : [])))];
}

/** Follows the file system of a step back to the image that it began with. */
function resultOf(last: Vertex, vertices: ReadonlyMap<string, Vertex>): BuildResult {
  const unknown = { platform: undefined, base: undefined };
  let vertex: Vertex | undefined = last;
  for (const _ of vertices) {
    if (vertex === undefined) return unknown;
    const base = /^FROM (\S+)$/.exec(vertex.command)?.[1] ?? CONTEXT_IMAGE.exec(vertex.name)?.[1];
    const layout = CONTEXT_LAYOUT.exec(vertex.name)?.[1];
    if (base !== undefined || layout !== undefined) {
      // a RUN on scratch begins with the image of a mount
      const isOwn = vertex.platform === undefined || vertex.platform === last.platform;
      return isOwn ? { platform: last.platform, base, ...(layout !== undefined && { layout }) } : unknown;
    }
    // a copy into scratch has only the source of the files as input
    if (vertex.kind === 'copy' && vertex.inputs.length < 2) return unknown;
    vertex = vertices.get(vertex.inputs[0] ?? '');
  }
  return unknown;
}
