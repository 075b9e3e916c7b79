// Collects the licences of the packages in the bundle.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param metafile esbuild's list of the files in each output.
 * @returns each licence's text once, with the packages that have it.
 * @throws Error with the packages that have neither the name nor the text of a licence: they must not ship.
 */
export function licensesOf(metafile, root) {
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = new Set(used.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const texts = new Map();
  const unlicensed = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const own = textIn(join(root, folder));
    if (!license && own === undefined) {
      unlicensed.push(`${name} ${version}`);
      continue;
    }
    const label = license || 'see the text';
    const text = own ?? `It comes without a text of its own: ${label}\n`;
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${label})`]);
  }
  if (unlicensed.length > 0) {
    throw new Error(`no licence: ${unlicensed.join(', ')}. Replace these packages, or leave them out of the bundle.`);
  }
  return [...texts]
    .map(([text, packages]) => ({ packages: [...new Set(packages)].sort(), text }))
    .sort((a, b) => (a.packages[0] < b.packages[0] ? -1 : 1))
    .map(({ packages, text }) => `${packages.join('\n')}\n\n${text}`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function textIn(folder) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)(\.\w+)?$/i.test(file));
  if (files.length === 0) return undefined;
  return files
    .sort()
    .map((file) => `${readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()}\n`)
    .join('\n');
}
