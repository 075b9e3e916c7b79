import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { registeredEmulators } from '../../src/system/emulators.ts';

const ENTRY = 'enabled\ninterpreter /usr/bin/qemu-aarch64-static\nflags: POCF\noffset 0\nmagic 7f45\n';

async function inTable(entries: Readonly<Record<string, string>>): Promise<readonly string[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'binfmt-'));
  try {
    for (const [name, text] of Object.entries(entries)) await writeFile(join(folder, name), text);
    return (await registeredEmulators(folder))?.toSorted();
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each<[string, Readonly<Record<string, string>>, readonly string[] | undefined]>([
  ['QEMU’s, and no others', { 'qemu-aarch64': ENTRY, 'qemu-s390x': ENTRY, 'python3.11': ENTRY }, ['aarch64', 's390x']],
  ['disabled', { 'qemu-aarch64': ENTRY.replace('enabled', 'disabled') }, []],
  ['not opened at registration', { 'qemu-aarch64': ENTRY.replace('POCF', 'POC') }, []],
  ['all of them disabled', { status: 'disabled\n', 'qemu-aarch64': ENTRY }, []],
])('%s', async (_, entries, expected) => {
  expect(await inTable({ register: '', status: 'enabled\n', ...entries })).toEqual(expected);
});

test('no table', async () => {
  expect(await inTable({})).toBeUndefined();
  expect(await registeredEmulators('/nowhere')).toBeUndefined();
});
