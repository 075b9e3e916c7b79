import type { Job } from '../model/job.ts';
import { Wrong } from '../model/wrong.ts';
import { MAX_CERTIFICATES_BYTES } from '../runtime/limits.ts';
import { parseFilePath } from './paths.ts';
import { quote } from './problems.ts';

type Table = Record<string, unknown>;

/**
 * The BuildKit configuration with absolute paths of certificates: buildx copies the files to the builder, so a symlink in
 * the checkout must not lead to a file outside of it. The text is kept if it names no certificates.
 */
export async function withCertificatePaths(text: string, job: Job): Promise<string | Wrong> {
  const { parse, stringify } = await import('smol-toml');
  const config: Table = parse(text);
  const { registry: registries } = config;
  if (!isTable(registries)) return text;
  const problems: Wrong[] = [];
  const absolute = (value: unknown, key: string): unknown => {
    if (typeof value !== 'string') return value;
    const path = parseFilePath(value, job, MAX_CERTIFICATES_BYTES);
    if (!(path instanceof Wrong)) return path;
    problems.push(new Wrong(`${key}: ${path.message}, got ${quote(value)}`, path.hint));
    return value;
  };
  let found = false;
  const registry = Object.fromEntries(
    Object.entries(registries).map(([name, table]) => {
      if (!isTable(table)) return [name, table];
      const { ca, keypair } = table;
      const key = `registry."${name}"`;
      found ||= ca !== undefined || keypair !== undefined;
      const paths = {
        ...(Array.isArray(ca) && { ca: ca.map((path) => absolute(path, `${key}.ca`)) }),
        ...(Array.isArray(keypair) && {
          keypair: keypair.map((pair) =>
            isTable(pair)
              ? Object.fromEntries(
                  Object.entries(pair).map(([kind, path]) => [kind, absolute(path, `${key}.keypair.${kind}`)]),
                )
              : pair,
          ),
        }),
      };
      return [name, { ...table, ...paths }];
    }),
  );
  return problems[0] ?? (found ? stringify({ ...config, registry }) : text);
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
