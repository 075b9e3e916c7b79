import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Replacement for the behaviour of a program with matching arguments. */
export interface Replacement {
  readonly program: 'docker' | 'docker-buildx';
  /** A pattern of the shell for all arguments: `build *--cache-to=*`. */
  readonly when: string;
  /** `$REAL` is the program itself. */
  readonly act: string;
}

/** The program is killed at once, like by the kernel when memory runs out. */
export const DIES = 'kill -9 $$';
/** The program is killed after this number of seconds. */
export const diesAfter = (seconds: number) => `"$REAL" "$@" & sleep ${seconds}; kill -9 $!; kill -9 $$`;
/** The program exits with status 0 without output. */
export const SILENT = 'exit 0';

/**
 * Writes stand-ins for docker, buildx and other programs into a folder.
 * @returns an environment in which a step finds them.
 */
export function standIns(
  folder: string,
  replacements: readonly Replacement[],
  { scripts = {}, config = {} }: { scripts?: Readonly<Record<string, string>>; config?: object } = {},
): Readonly<Record<string, string>> {
  const [bin, dockerConfig] = [join(folder, 'bin'), join(folder, 'docker')];
  for (const path of [bin, join(dockerConfig, 'cli-plugins')]) mkdirSync(path, { recursive: true });
  writeFileSync(join(dockerConfig, 'config.json'), JSON.stringify(config));
  const real = { docker: which('docker'), 'docker-buildx': pluginPath() };
  const write = (path: string, text: string) => {
    writeFileSync(path, `#!/bin/bash\n${text}\n`);
    chmodSync(path, 0o755);
  };
  for (const [program, path] of [
    ['docker', join(bin, 'docker')],
    ['docker-buildx', join(dockerConfig, 'cli-plugins', 'docker-buildx')],
  ] as const) {
    const cases = replacements.filter((each) => each.program === program);
    if (cases.length === 0) symlinkSync(real[program], path);
    else {
      const branches = cases.map(({ when, act }) => `${when.replaceAll(/[ =]/g, '\\$&')}) ${act} ;;`);
      write(path, `REAL=${real[program]}\ncase "$*" in\n${branches.join('\n')}\nesac\nexec "$REAL" "$@"`);
    }
  }
  for (const [name, text] of Object.entries(scripts)) write(join(bin, name), text);
  return { PATH: `${bin}:${process.env.PATH}`, DOCKER_CONFIG: dockerConfig };
}

function which(program: string): string {
  return execFileSync('which', [program]).toString().trim();
}

/** The path of buildx. */
export function pluginPath(): string {
  const own = join(homedir(), '.docker', 'cli-plugins', 'docker-buildx');
  if (existsSync(own)) return own;
  const found = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec']
    .map((place) => join(place, 'docker', 'cli-plugins', 'docker-buildx'))
    .find(existsSync);
  return found ?? which('docker-buildx');
}
