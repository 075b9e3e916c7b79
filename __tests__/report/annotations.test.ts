import { describe, expect, test } from '@jest/globals';
import { explainFailure } from '../../src/buildkit/failure.ts';
import { annotationsOf, checkAnnotations, failurePlace } from '../../src/report/annotations.ts';
import { eventsOf, logOf, recording } from '../buildkit/replay.ts';

const log = logOf(eventsOf(recording('fail')));
const failure = explainFailure(
  log,
  { code: 1, signal: undefined, timedOut: false, stdout: '', stderr: '' },
  { isEmulated: () => false },
);

describe('annotationsOf', () => {
  test('puts warnings on their lines', () => {
    expect(annotationsOf(log, 'docker/fail.Dockerfile')).toEqual([
      {
        level: 'warning',
        message:
          'Do not use ARG or ENV instructions for sensitive data (ARG "SECRET_TOKEN") (https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/)',
        place: { file: 'docker/fail.Dockerfile', startLine: 2, endLine: 2, title: 'SecretsUsedInArgOrEnv' },
      },
      {
        level: 'warning',
        message:
          'Maintainer instruction is deprecated in favor of using label (https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/)',
        place: { file: 'docker/fail.Dockerfile', startLine: 3, endLine: 3, title: 'MaintainerDeprecated' },
      },
    ]);
  });

  test.each([undefined, 'docker/Dockerfile'])('names no line in an unknown file: %s', (dockerfile) => {
    const all = annotationsOf(log, dockerfile);
    expect(all.map(({ level, place }) => [level, place])).toEqual([
      ['warning', undefined],
      ['warning', undefined],
    ]);
    expect(failurePlace(failure, dockerfile)).toBeUndefined();
  });

  test('finds the line of a failure', () => {
    const place = { file: 'docker/fail.Dockerfile', startLine: 5, endLine: 5, title: 'Build failed' };
    expect(failurePlace(failure, 'docker/fail.Dockerfile')).toEqual(place);
  });

  test('keeps a warning without a rule', () => {
    const warning = {
      type: 'warning' as const,
      step: 'a',
      short: 'odd thing',
      detail: [],
      url: undefined,
      file: 'Dockerfile',
      lines: [4, 6] as const,
    };
    expect(annotationsOf({ warnings: [warning] }, 'Dockerfile')).toEqual([
      {
        level: 'warning',
        message: 'odd thing',
        place: { file: 'Dockerfile', startLine: 4, endLine: 6, title: 'Dockerfile' },
      },
    ]);
  });
});

test('puts each finding of a check on its line', () => {
  const printed = `Check complete, 2 warnings have been found!

WARNING: JSONArgsRecommended - https://docs.docker.com/go/dockerfile/rule/json-args-recommended/
JSON arguments recommended for CMD to prevent unintended behavior related to OS signals
Dockerfile:2
--------------------
   1 |     FROM busybox
   2 | >>> CMD echo hi
--------------------

WARNING: MaintainerDeprecated
Maintainer instruction is deprecated in favor of using label
Dockerfile:3
--------------------
   3 | >>> MAINTAINER x
--------------------
`;
  expect(checkAnnotations(printed, 'app/Dockerfile')).toEqual([
    {
      level: 'warning',
      message:
        'JSON arguments recommended for CMD to prevent unintended behavior related to OS signals (https://docs.docker.com/go/dockerfile/rule/json-args-recommended/)',
      place: { file: 'app/Dockerfile', startLine: 2, endLine: 2, title: 'JSONArgsRecommended' },
    },
    {
      level: 'warning',
      message: 'Maintainer instruction is deprecated in favor of using label',
      place: { file: 'app/Dockerfile', startLine: 3, endLine: 3, title: 'MaintainerDeprecated' },
    },
  ]);
});
