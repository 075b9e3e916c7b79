import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Leftovers of steps on the machine: containers, volumes and names in Docker Engine's image store that contain the number
 * of their owner (by default this process) or the registry's name, records of such an owner, the content of the steps'
 * temporary folder, and processes that refer to that folder.
 */
export function leftoversOf(registry: string, temp: string, owner = process.pid): readonly string[] {
  const mark = new RegExp(`multiarch-build.*[0-9a-f]{14}-${owner.toString(36)}-|${registry}/`);
  const list = (...args: string[]) => execFileSync('docker', args).toString().split('\n').filter(Boolean);
  const marked = (kind: string, lines: readonly string[]) =>
    lines.filter((line) => mark.test(line)).map((line) => `${kind} ${line}`);
  return [
    ...marked('container', list('ps', '--all', '--no-trunc', '--format', '{{.Names}} {{.Image}}')),
    ...marked('volume', list('volume', 'ls', '--format', '{{.Name}}')),
    ...marked('image', list('images', '--format', '{{.Repository}}:{{.Tag}}')),
    ...marked('note', readdirSync(join(temp, '..', 'tool-cache'))),
    ...readdirSync(temp)
      .filter((name) => !['_github_workflow', '_runner_file_commands'].includes(name))
      .map((name) => `folder ${name}`),
    ...processesOf(temp),
  ];
}

/** Processes that have the folder in their environment or among their arguments. */
export function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const known = ['environ', 'cmdline'].some((file) => readFileSync(join('/proc', pid, file)).includes(folder));
        return known
          ? [
              `process ${readFileSync(join('/proc', pid, 'cmdline'))
                .toString()
                .replaceAll('\0', ' ')}`,
            ]
          : [];
      } catch {
        return []; // the process has ended
      }
    });
}
