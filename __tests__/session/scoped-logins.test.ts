import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findScopedLogins, linkScopedLogins } from '../../src/session/scoped-logins.ts';

test("finds scoped logins in buildx's folder and in a folder of links to it", async () => {
  const root = mkdtempSync(join(tmpdir(), 'scoped-'));
  try {
    const [user, ours] = [join(root, 'user'), join(root, 'ours')];
    for (const place of ['ghcr.io', 'localhost:5000/acme/app@pull,push']) {
      const path = join(user, 'config', place, 'config.json');
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, place);
    }
    const logins = await findScopedLogins(user);
    await linkScopedLogins(logins, user, ours);
    const places = (found: typeof logins) =>
      found.map(({ folder, ...place }) => place).sort((a, b) => (a.host < b.host ? -1 : 1));
    expect(places(logins)).toEqual([
      { host: 'ghcr.io', repository: '', actions: [] },
      { host: 'localhost:5000', repository: 'acme/app', actions: ['pull', 'push'] },
    ]);
    const linked = await findScopedLogins(ours);
    expect(places(linked)).toEqual(places(logins));
    expect(linked.map(({ folder }) => readFileSync(join(folder, 'config.json'), 'utf8')).sort()).toEqual([
      'ghcr.io',
      'localhost:5000/acme/app@pull,push',
    ]);
    await expect(findScopedLogins(join(root, 'none'))).resolves.toEqual([]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
