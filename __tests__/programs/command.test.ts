import { expect, test } from '@jest/globals';
import { startedBy, startedByEnv } from '../../src/programs/command.ts';

test.each([
  { words: ['/bin/sh', '-c', 'app --port 80'], expected: ['app'] },
  { words: ['/bin/sh', '-c', 'exec /opt/app "$HOME" ${X}'], expected: ['/opt/app'] },
  { words: ['bash', '-c', 'app && other'], expected: undefined },
  { words: ['sh', '-c', 'cd /srv'], expected: undefined },
  { words: ['sh', '-c', 'X=1 app'], expected: undefined },
  { words: ['sh', '-c', '$APP'], expected: undefined },
  { words: ['sh', '-c', 'app() { :'], expected: undefined },
  { words: ['sh', '-ec', 'app'], expected: undefined },
  { words: ['sh', 'script'], expected: undefined },
  { words: ['sh'], expected: undefined },
  { words: ['/sbin/tini', '--', 'app', '--', 'x'], expected: ['app', '--', 'x'] },
  { words: ['tini', '-g', '-p', 'SIGTERM', '--', 'app'], expected: ['app'] },
  { words: ['tini', '-p', 'SIGTERM', 'app'], expected: undefined },
  { words: ['dumb-init', 'app', '--'], expected: ['app', '--'] },
  { words: ['gosu', 'user:group', 'app', '-v'], expected: ['app', '-v'] },
  { words: ['gosu', '--version'], expected: undefined },
  { words: ['/usr/bin/env', 'A=b', 'app'], expected: ['app'] },
  { words: ['env', '-i', 'app'], expected: undefined },
  { words: ['env', 'PATH=/x', 'app'], expected: undefined },
  { words: ['env', 'A=b'], expected: undefined },
  { words: ['python3', 'app.py'], expected: undefined },
])('$words starts $expected', ({ words, expected }) => {
  expect(startedBy(words)).toEqual(expected);
});

test.each([
  { argument: 'node', expected: ['node'] },
  { argument: '-S node --flag', expected: ['node', '--flag'] },
  { argument: '-S A=b node', expected: ['node'] },
  { argument: 'node --flag', expected: undefined },
  { argument: '-S "node"', expected: undefined },
  { argument: '-i', expected: undefined },
  { argument: '', expected: undefined },
])('env with "$argument" starts $expected', ({ argument, expected }) => {
  expect(startedByEnv(argument)).toEqual(expected);
});
