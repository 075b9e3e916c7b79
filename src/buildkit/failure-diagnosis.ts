import type { Diagnosis } from '../model/diagnosis.ts';
import type { Access } from '../runtime/words.ts';
import type { FailureKind } from './known-failures.ts';

/** The section of docs/troubleshooting.md about a failed build. Undefined if the message says it all. */
export function diagnosisOf(kind: FailureKind, access: Access): Diagnosis | undefined {
  return kind === 'denied' ? `${access}-denied` : DIAGNOSES[kind];
}

const DIAGNOSES: Readonly<Partial<Record<FailureKind, Diagnosis>>> = {
  'exec-format': 'exec-format',
  'emulator-crash': 'emulator-crash',
  'emulator-version': 'emulator-version',
  'platform-missing': 'platform-missing',
  'rate-limit': 'rate-limit',
  'not-found': 'name-unknown',
  'no-space': 'disk-full',
  killed: 'out-of-memory',
  certificate: 'certificate',
  'plain-http': 'plain-http',
  'tls-only': 'tls-only',
  proxy: 'proxy',
  'cache-import': 'cache-import',
  'cache-export': 'cache-export',
  'builder-lost': 'builder-lost',
};
