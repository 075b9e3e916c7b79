import { type Platform, runsOn } from '../model/platform.ts';

/**
 * True if every machine of the target platform runs these programs. amd64 processors run those for 386. Some arm64
 * processors do not run those for arm.
 */
export function runsPrograms(platform: Platform, target: Platform): boolean {
  return runsOn(platform, target) || is32BitX86(platform, target);
}

/** True for the programs of 386 in an image for amd64. */
function is32BitX86(platform: Platform, target: Platform): boolean {
  return platform.os === target.os && platform.architecture === '386' && target.architecture === 'amd64';
}
