import type { Fault } from './fault-proxy.ts';
import type { Driver } from './matrix.ts';
import { onlyFile, type TrialBed } from './trial.ts';

/** Results of many runs with a registry that fails now and then. */
export interface Soak {
  readonly runs: number;
  readonly green: number;
  /** Green, but the registry holds another image than the outputs name. */
  readonly wrong: number;
  /** Red, and a tag was updated. */
  readonly half: number;
  readonly requests: number;
  readonly spoilt: number;
  readonly retries: number;
  readonly seconds: readonly number[];
  readonly reasons: readonly string[];
}

const FAULTS: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'eof' },
  { kind: 'lost-answer' },
  { kind: 'truncated' },
  ...[429, 500, 502, 503, 504].map((status): Fault => ({ kind: 'status', status })),
];

/** Runs the action this number of times while this share of all requests fails, in nine ways with equal frequency. */
export async function soak(bed: TrialBed, runs: number, share: number, driver?: Driver): Promise<Soak> {
  const seconds: number[] = [];
  const reasons: string[] = [];
  let [green, wrong, half, requests, spoilt, retries] = [0, 0, 0, 0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    bed.proxy.reset();
    // each rule applies to the requests that earlier rules did not hit
    FAULTS.forEach((fault, i) => {
      const own = share / FAULTS.length;
      bed.proxy.fail({ fault, times: Number.POSITIVE_INFINITY, share: own / (1 - i * own) });
    });
    const verdict = await bed.run({
      files: onlyFile(),
      env: driver?.env,
      inputs: { ...driver?.inputs, cache: 'registry' },
    });
    const isGreen = verdict.result.code === 0;
    requests += bed.proxy.seen.length;
    spoilt += bed.proxy.seen.filter(({ fault }) => fault !== undefined).length;
    retries += verdict.retries;
    seconds.push(verdict.seconds);
    if (isGreen) green += 1;
    else reasons.push(verdict.error.split('\n', 1)[0] ?? '');
    if (isGreen && !verdict.published) wrong += 1;
    if (!isGreen && verdict.updated.length > 0) half += 1;
  }
  bed.proxy.reset();
  return { runs, green, wrong, half, requests, spoilt, retries, seconds, reasons };
}
