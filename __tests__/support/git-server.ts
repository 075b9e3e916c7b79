import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './registry.ts';

/** A Git repository on loopback with one commit. */
export interface GitServer {
  /** `git://localhost:40123/app.git` */
  readonly url: string;
  stop(): Promise<void>;
}

/** @param folder the content to commit and serve. */
export async function serveGit(folder: string): Promise<GitServer> {
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--message=first');
  const port = await freePort();
  const child = spawn(
    'git',
    ['daemon', '--listen=127.0.0.1', `--port=${port}`, '--export-all', `--interpolated-path=${folder}/.git`, folder],
    // `git` runs the daemon as a subprocess, which is ended by its process group
    { stdio: 'ignore', detached: true },
  );
  for (let left = 200; left > 0 && !(await answers(port)); left -= 1) await wait(25);
  return {
    url: `git://localhost:${port}/app.git`,
    async stop() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}
