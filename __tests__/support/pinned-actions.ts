/** Actions that the README, build.yml and docs/migrating.md pin beside actions/checkout, in this order, with a newer release of each and the number of pins. */
export const PINNED = [
  { repository: 'docker/metadata-action', places: 2 },
  { repository: 'docker/setup-qemu-action', places: 2 },
  { repository: 'docker/setup-buildx-action', places: 2 },
  { repository: 'docker/login-action', places: 7 },
  { repository: 'docker/build-push-action', places: 2 },
  { repository: 'aws-actions/configure-aws-credentials', places: 3 },
  { repository: 'aws-actions/amazon-ecr-login', places: 3 },
  { repository: 'google-github-actions/auth', places: 3 },
  { repository: 'azure/login', places: 3 },
  { repository: 'actions/upload-artifact', places: 1 },
  { repository: 'docker/bake-action', places: 1 },
].map((action, i) => ({ ...action, version: `v99.1.${i}`, commit: i.toString(16).repeat(40) }));

/** Responses of GitHub about these actions, by host and path. */
export function pinnedAnswers(api: string, release: (version: string) => object): Readonly<Record<string, unknown>> {
  const answers = PINNED.flatMap(({ repository, version, commit }): readonly (readonly [string, unknown])[] => [
    [`${api}/${repository}/releases`, [release(version)]],
    [
      `${api}/${repository}/git/ref/tags/${version}`,
      { ref: `refs/tags/${version}`, object: { type: 'commit', sha: commit } },
    ],
  ]);
  return Object.fromEntries(answers);
}
