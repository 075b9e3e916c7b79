/** Actions that only docs/registries.md pins, in its order, with a newer release of each. */
export const LOGINS = [
  'docker/login-action',
  'aws-actions/configure-aws-credentials',
  'aws-actions/amazon-ecr-login',
  'google-github-actions/auth',
  'azure/login',
].map((repository, i) => ({ repository, version: `v99.1.${i}`, commit: String(i).repeat(40) }));

/** Responses of GitHub about these actions, by host and path. */
export function loginAnswers(api: string, release: (version: string) => object): Readonly<Record<string, unknown>> {
  const answers = LOGINS.flatMap(({ repository, version, commit }): readonly (readonly [string, unknown])[] => [
    [`${api}/${repository}/releases`, [release(version)]],
    [
      `${api}/${repository}/git/ref/tags/${version}`,
      { ref: `refs/tags/${version}`, object: { type: 'commit', sha: commit } },
    ],
  ]);
  return Object.fromEntries(answers);
}
