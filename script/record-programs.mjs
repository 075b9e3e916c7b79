// Records the headers of real programs for __tests__/programs/recordings.json. The rest of each program is zeroed, so that a
// recording has 1 KB. Needs root on Debian and Go: node script/record-programs.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = dirname(import.meta.dirname);
const HEAD_BYTES = 4096;
const SHT_ARM_ATTRIBUTES = 0x70000003;
const EM_ARM = 40;
const PT_INTERP = 3;

const GO = [
  ...[
    '386',
    'amd64',
    'arm64',
    'loong64',
    'mips',
    'mipsle',
    'mips64',
    'mips64le',
    'ppc64',
    'ppc64le',
    'riscv64',
    's390x',
  ].map((arch) => ({ GOOS: 'linux', GOARCH: arch })),
  ...['5', '6', '7'].map((arm) => ({ GOOS: 'linux', GOARCH: 'arm', GOARM: arm })),
  ...['386', 'amd64', 'arm64'].map((arch) => ({ GOOS: 'windows', GOARCH: arch })),
  ...['amd64', 'arm64'].map((arch) => ({ GOOS: 'darwin', GOARCH: arch })),
  { GOOS: 'freebsd', GOARCH: 'amd64' },
];

const DEBIAN = [
  {
    arch: 'armel',
    packages: ['busybox-static', 'dash', 'libssl3'],
    files: ['bin/busybox', 'bin/dash', 'usr/lib/arm-linux-gnueabi/libcrypto.so.3'],
  },
  {
    arch: 'armhf',
    packages: ['busybox-static', 'dash', 'libssl3'],
    files: ['bin/busybox', 'bin/dash', 'usr/lib/arm-linux-gnueabihf/libcrypto.so.3'],
  },
  ...['amd64', 'arm64', 'i386', 'mips64el', 'mipsel', 'ppc64el', 's390x'].map((arch) => ({
    arch,
    packages: ['dash'],
    files: ['bin/dash'],
  })),
];

const work = mkdtempSync(join(tmpdir(), 'record-programs-'));
try {
  const recordings = Object.fromEntries([...goPrograms(), ...debianPrograms()]);
  const file = join(ROOT, '__tests__', 'programs', 'recordings.json');
  writeFileSync(file, `${JSON.stringify(recordings, null, 2)}\n`);
} finally {
  rmSync(work, { recursive: true });
}

function* goPrograms() {
  mkdirSync(join(work, 'go'));
  writeFileSync(join(work, 'go', 'go.mod'), 'module app\ngo 1.21\n');
  writeFileSync(join(work, 'go', 'main.go'), 'package main\nfunc main() { println("ok") }\n');
  for (const target of GO) {
    const env = { ...process.env, ...target, CGO_ENABLED: '0', GOENV: 'off', GOFLAGS: '' };
    execFileSync('go', ['build', '-trimpath', '-o', 'app', '.'], { cwd: join(work, 'go'), env, stdio: 'inherit' });
    yield [`go ${Object.values(target).join('/')}`, recordingOf(join(work, 'go', 'app'))];
  }
}

function* debianPrograms() {
  for (const { arch, packages, files } of DEBIAN) {
    const folder = join(work, arch);
    const script = 'set -euo pipefail; BED=$1; . "$2"; shift 2; unpack bookworm "$@"';
    const machine = join(ROOT, 'script', 'testbed.d', 'machine.sh');
    execFileSync('bash', ['-c', script, 'unpack', work, machine, arch, folder, ...packages], { stdio: 'inherit' });
    for (const file of files) yield [`debian ${arch} ${file}`, recordingOf(join(folder, file))];
  }
}

/** The whole size with only the headers, the name of the loader, and for 32-bit arm the attributes. */
function recordingOf(path) {
  const bytes = readFileSync(path);
  const kept = Buffer.alloc(bytes.length);
  bytes.copy(kept, 0, 0, HEAD_BYTES);
  for (const [from, to] of rangesBehindHead(bytes)) bytes.copy(kept, from, from, to);
  return gzipSync(kept, { level: 9 }).toString('base64');
}

function rangesBehindHead(bytes) {
  const isLittleElf = bytes.readUInt32BE(0) === 0x7f454c46 && bytes[5] === 1;
  if (!isLittleElf) return [];
  if (bytes.readUInt16LE(18) === EM_ARM) return armRanges(bytes);
  return bytes[4] === 2 ? loaderRanges(bytes) : [];
}

function* loaderRanges(bytes) {
  const [table, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(56)];
  for (let at = table; at < table + count * 56; at += 56) {
    if (bytes.readUInt32LE(at) !== PT_INTERP) continue;
    const [from, size] = [Number(bytes.readBigUInt64LE(at + 8)), Number(bytes.readBigUInt64LE(at + 32))];
    yield [from, from + size];
  }
}

function* armRanges(bytes) {
  const [table, count] = [bytes.readUInt32LE(32), bytes.readUInt16LE(48)];
  yield [table, table + count * 40];
  for (let at = table; at < table + count * 40; at += 40) {
    if (bytes.readUInt32LE(at + 4) !== SHT_ARM_ATTRIBUTES) continue;
    const [from, size] = [bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 20)];
    yield [from, from + size];
  }
}
