import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Emulator, registeredEmulators } from '../../src/clients/binfmt.ts';

/** An entry of the kernel's table for ELF programs. */
function entry(magic: string, { state = 'enabled', flags = 'POCF', mask = MASK, offset = 0 } = {}): string {
  return `${state}\ninterpreter /usr/bin/some\nflags: ${flags}\noffset ${offset}\nmagic ${magic}\n${mask && `mask ${mask}\n`}`;
}

const MASK = 'ffffffffffffff00fffffffffffffffffeffffff';
const AARCH64 = '7f454c460201010000000000000000000200b700';

async function inTable(entries: Readonly<Record<string, string>>): Promise<readonly Emulator[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'binfmt-'));
  try {
    for (const [name, text] of Object.entries(entries)) await writeFile(join(folder, name), text);
    return await registeredEmulators(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const TABLE = { register: '', status: 'enabled\n' };

test.each<[string, string, string]>([
  ['qemu-aarch64', entry(AARCH64), 'aarch64'],
  ['qemu-aarch64', entry(AARCH64, { mask: '' }), 'aarch64'],
  ['qemu-arm', entry('7f454c4601010100000000000000000002002800'), 'arm'],
  ['qemu-s390x', entry('7f454c4602020100000000000000000000020016'), 's390x'],
  ['qemu-ppc64le', entry('7f454c4602010100000000000000000002001500', { mask: `${MASK.slice(0, -2)}00` }), 'ppc64le'],
  ['qemu-loongarch64', entry('7f454c4602010100000000000000000002000201'), 'loongarch64'],
  ['rosetta', entry('7f454c4602010100000000000000000002003e00'), 'x86_64'],
  // the masks of QEMU and FEX contain the byte order only in the magic number
  [
    'FEX-x86_64',
    entry('7f454c4602010100000000000000000002003e00', { mask: `fffffffffffefefc${'f'.repeat(16)}feffffff` }),
    'x86_64',
  ],
  ['FEX-x86', entry('7f454c4601010100000000000000000002000300'), 'i386'],
  ['qemu-aarch64-static', entry(AARCH64), 'aarch64'],
  ['qemu-mipsel', entry(`7f454c4601010100000000000000000002000800${'00'.repeat(20)}`), 'mipsel'],
  ['qemu-mipsn32el', entry(`7f454c4601010100000000000000000002000800${'00'.repeat(16)}20000000`), ''],
  ['qemu-aarch64', entry(AARCH64, { state: 'disabled' }), ''],
  ['qemu-aarch64', entry(AARCH64, { flags: 'POC' }), ''],
  ['qemu-aarch64', entry('7f454c46'), ''],
  ['qemu-aarch64', 'enabled\ninterpreter /usr/bin/qemu\nflags: F\nextension .arm\n', ''],
  ['any', entry(AARCH64, { mask: `${'f'.repeat(36)}0000` }), ''],
  ['python3.11', entry('a70d0d0a'), ''],
  ['WSLInterop', entry('4d5a'), ''],
])('knows that the handler %s with %j runs the programs of %j', async (name, text, processor) => {
  const expected = processor === '' ? [] : [{ processor, name }];
  expect(await inTable({ ...TABLE, [name]: text })).toEqual(expected);
});

test('finds no emulators in a disabled table', async () => {
  expect(await inTable({ ...TABLE, status: 'disabled\n', 'qemu-aarch64': entry(AARCH64) })).toEqual([]);
});

test('returns undefined for an unreadable table', async () => {
  expect(await inTable({})).toBeUndefined();
  expect(await registeredEmulators('/nowhere')).toBeUndefined();
});
