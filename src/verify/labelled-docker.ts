import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Options of `docker` itself that take a value: https://docs.docker.com/reference/cli/docker/ */
const WITH_VALUE = '-c --context --config -H --host -l --log-level --tlscacert --tlscert --tlskey'.split(' ');

/**
 * A `docker` that adds a label to the containers which `docker run` and `docker create` make. It changes nothing else:
 * containers of other commands (compose) and of other clients have no label.
 * @param docker the path of the Docker CLI.
 * @param label `name=value`
 */
export function labelledDocker(docker: string, label: string): string {
  return `#!/bin/sh
place=option
for word in "$@"; do
  shift
  set -- "$@" "$word"
  case "$place $word" in
    ${WITH_VALUE.map((option) => `'option ${option}'`).join(' | ')}) place=value ;;
    'option '-*) ;;
    'value '*) place=option ;;
    'option container') place=container ;;
    'option run' | 'option create' | 'container run' | 'container create')
      set -- "$@" --label ${quoted(label)}
      place=arguments
      ;;
    *) place=arguments ;;
  esac
done
exec ${quoted(docker)} "$@"
`;
}

/**
 * Puts that `docker` first in PATH.
 * @param folder of this run.
 * @returns the environment in which it is found.
 */
export async function withLabelledDocker<Env extends Readonly<Record<string, string | undefined>>>(
  env: Env,
  { folder, docker, label }: { readonly folder: string; readonly docker: string; readonly label: string },
): Promise<Env> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true, mode: 0o700 });
  await writeFile(join(bin, 'docker'), labelledDocker(docker, label), { mode: 0o700 });
  return { ...env, PATH: `${bin}:${env.PATH ?? ''}` };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
