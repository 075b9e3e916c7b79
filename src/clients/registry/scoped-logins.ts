/** The scope of a request: https://distribution.github.io/distribution/spec/auth/scope/ */
export interface Scope {
  /** Path of a repository, `acme/app`. */
  readonly path: string;
  readonly access: 'pull' | 'pull,push';
}

/** A Docker config for some repositories or actions of one registry, in buildx's folder. */
export interface ScopedLogin {
  /** Folder of the config.json. */
  readonly folder: string;
  /** `ghcr.io`, `registry-1.docker.io` */
  readonly host: string;
  /** Empty for all repositories. */
  readonly repository: string;
  /** Empty for all actions. */
  readonly actions: readonly string[];
}

/**
 * Reads the scope of a Docker config from its path below `config` of buildx's folder: `ghcr.io`, `ghcr.io@push`,
 * `ghcr.io/acme/app`, `ghcr.io/acme/app@pull,push`.
 * https://github.com/docker/buildx/blob/master/util/dockerutil/dockerconfig/configprovider.go
 */
export function parseScopedLogin(place: string, folder: string): ScopedLogin {
  const [name = '', actions = ''] = place.split(/@(.*)/s);
  const [host = '', repository = ''] = name.split(/\/(.*)/s);
  const listed = actions.split(',').map((action) => action.trim());
  return { folder, host, repository, actions: listed.filter((action) => action !== '') };
}

/** The scoped login that buildx uses: one of the repository before one of the registry, then the one with most actions. */
export function chooseScopedLogin(
  logins: readonly ScopedLogin[],
  registry: string,
  { path, access }: Scope,
): ScopedLogin | undefined {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const asked = access.split(',');
  const [first] = logins
    .filter((login) => login.host === host && (login.repository === '' || login.repository === path))
    .filter(({ actions }) => actions.every((action) => asked.includes(action)))
    .sort((a, b) => Number(a.repository === '') - Number(b.repository === '') || b.actions.length - a.actions.length);
  return first;
}
