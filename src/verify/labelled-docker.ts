import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Global options of `docker` with a value: https://docs.docker.com/reference/cli/docker/ */
const WITH_VALUE = '-c --context --config -H --host -l --log-level --tlscacert --tlscert --tlskey'.split(' ');

/**
 * Returns a shell script that runs `docker` and adds a label to the containers of `docker run` and `docker create`.
 * Containers of other commands (compose) and of other clients get no label.
 * @param docker path of the Docker CLI.
 * @param label `name=value`
 */
function labelledDocker(docker: string, label: string): string {
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
 * Writes the script and puts it first in PATH.
 * @param folder folder of this run.
 * @returns the environment with the new PATH.
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
