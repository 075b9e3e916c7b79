/** Actions that build.yml pins beside actions/checkout, in its order, with a newer release of each and the number of pins. */
export const LOGINS = [
  { repository: 'docker/login-action', places: 5 },
  { repository: 'aws-actions/configure-aws-credentials', places: 3 },
  { repository: 'aws-actions/amazon-ecr-login', places: 3 },
  { repository: 'google-github-actions/auth', places: 3 },
  { repository: 'azure/login', places: 3 },
  { repository: 'actions/upload-artifact', places: 1 },
].map((action, i) => ({ ...action, version: `v99.1.${i}`, commit: String(i).repeat(40) }));

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
