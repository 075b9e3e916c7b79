import { formatSeconds } from '../model/units.ts';
import { FIRST_HEARTBEAT_MS, HEARTBEAT_INTERVAL_MS } from './limits.ts';

/**
 * Prints lines about work that is silent for long, so that a reader sees that the job goes on.
 * @param what the work, such as `starting the builder`.
 */
export async function withHeartbeat<T>(
  what: string,
  print: (line: string) => void,
  work: () => Promise<T>,
  intervals = { first: FIRST_HEARTBEAT_MS, next: HEARTBEAT_INTERVAL_MS },
): Promise<T> {
  const stopwatch = startStopwatch();
  let timer: NodeJS.Timeout;
  const beat = () => {
    print(`${what}: running for ${stopwatch()}`);
    timer = setTimeout(beat, intervals.next).unref();
  };
  timer = setTimeout(beat, intervals.first).unref();
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

/** @returns a function that formats the time since this call: `3.1 s`. */
export function startStopwatch(): () => string {
  const started = performance.now();
  return () => formatSeconds((performance.now() - started) / 1000);
}
