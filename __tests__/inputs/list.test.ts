import { describe, expect, test } from '@jest/globals';
import { LISTS, type ListName, parseList } from '../../src/inputs/list.ts';
import { tagLines } from '../../src/inputs/tags.ts';
import { Wrong } from '../../src/model/wrong.ts';

// The same items as build-push-action, setup-buildx-action and metadata-action read from the same text
const CASES: readonly (readonly [ListName, string, readonly string[]])[] = [
  ['platforms', '', []],
  ['platforms', 'a,b', ['a', 'b']],
  ['platforms', ' a , b ,, \n\n c', ['a', 'b', 'c']],
  ['platforms', 'a\r\nb,c\r\n', ['a', 'b', 'c']],
  ['platforms', 'a\nb\r\nc', ['a', 'b', 'c']],
  ['platforms', 'linux/amd64\n"linux/arm64,linux/arm/v7"', ['linux/amd64', 'linux/arm64', 'linux/arm/v7']],
  ['build-args', 'A=1,2\nB=x y', ['A=1,2', 'B=x y']],
  ['build-args', 'A="quoted"\nB=1', ['A="quoted"', 'B=1']],
  ['build-args', '"A=two\nlines"\nB=1', ['A=two\nlines', 'B=1']],
  ['build-args', '"A=say ""hi"""', ['A=say "hi"']],
  ['build-args', '# no comment', ['# no comment']],
  ['build-args', 'A=x#y', ['A=x#y']],
  ['labels', '# comment\na=b#c\n#d=e', ['a=b#c']],
  ['annotations', 'index,manifest:a=b', ['index,manifest:a=b']],
  ['secrets', 'A=1,2 \nB= 3', ['A=1,2 ', 'B= 3']],
  ['secrets', '"KEY=first\n\nlast\n"\nB=1\n', ['KEY=first\n\nlast\n', 'B=1']],
  ['secrets', 'A=1\r\nB=2\r\n', ['A=1', 'B=2']],
  ['secret-envs', 'A=X,B=Y', ['A=X', 'B=Y']],
  ['outputs', 'type=image,"name=a,b",push=true', ['type=image,"name=a,b",push=true']],
  ['driver-opts', '"env.no_proxy=localhost,127.0.0.1"', ['"env.no_proxy=localhost,127.0.0.1"']],
  ['cache-from', 'acme/app:cache\ntype=local,src=x', ['acme/app:cache', 'type=local,src=x']],
  ['ulimit', 'nofile=1:2\nnproc=3', ['nofile=1:2', 'nproc=3']],
];

test.each(CASES)('splits the input %s %j into its items', (name, text, items) => {
  expect(parseList(text, LISTS[name])).toEqual(items);
});

test('reports an unclosed quote without the text', () => {
  expect(parseList('A=1\n"KEY=first\nsecond', LISTS.secrets)).toEqual(
    new Wrong('a double quote opens an item and is not closed', 'write a double quote inside an item twice'),
  );
});

describe('tags', () => {
  test.each([
    ['acme/app:1,acme/app:2\nlatest', ['acme/app:1', 'acme/app:2', 'latest']],
    ['"acme/app:1,acme/app:2"', ['acme/app:1', 'acme/app:2']],
    [
      'type=semver,pattern={{version}}\ntype=raw,value=x,enable=true',
      ['type=semver,pattern={{version}}', 'type=raw,value=x,enable=true'],
    ],
    ['type=match,"pattern=\\d{1,2}",group=0', ['type=match,"pattern=\\d{1,2}",group=0']],
    ['"type=match,""pattern=\\d{1,2}"""', ['type=match,"pattern=\\d{1,2}"']],
    ['priority=1,type=sha', ['priority=1,type=sha']],
    ['# comment\n1.2 , auto\r\n', ['1.2', 'auto']],
    ['', []],
  ])('are split into items: %j', (text, lines) => {
    expect(tagLines(text)).toEqual(lines);
  });
});
