// What the packages in the bundle are licensed under, as their licences want it told.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param metafile esbuild's account of what went into which output.
 * @returns each licence's text once, under the packages that have it.
 */
export function licensesOf(metafile, root) {
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = new Set(used.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const texts = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

    const told = license ?? 'no licence told';
    const text = textIn(join(root, folder)) ?? `It comes without a text of its own: ${told}\n`;
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${told})`]);
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
