import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Baked, readBakeInputs } from '../inputs/bake.ts';
import { DEFAULTS } from '../inputs/defaults.ts';
import { Inputs } from '../inputs/inputs.ts';
import type { Texts } from '../inputs/texts.ts';
import type { Job } from '../model/job.ts';
import { Wrong } from '../model/wrong.ts';
import type { RecordCleanup } from '../runtime/cleanup.ts';
import { type Defaults, decideInputs, problemOf } from './decide-inputs.ts';
import { selectTarget } from './definition.ts';
import { type Machine, printTarget } from './print-target.ts';
import { withUnknown } from './with-defaults.ts';

/**
 * Reads the target that `bake-file` and `bake-target` name, as the defaults of the other inputs. Every problem is one of
 * an input, to be reported with the others.
 * @param defaults the inputs of the action.
 * @returns undefined if the step names no bake file and no target.
 */
export async function readBake(
  step: Texts,
  defaults: Defaults,
  job: Job,
  machine: Machine & { readonly recordCleanup: RecordCleanup },
): Promise<Baked | undefined> {
  const inputs = new Inputs(step, DEFAULTS);
  const asked = readBakeInputs(inputs, job);
  if (asked === undefined && inputs.fine('bake-target')) return undefined;
  const none = { files: [], inlineDockerfile: undefined, linked: [], messages: [] };
  const unknown = { ...none, texts: withUnknown(step, { ...DEFAULTS, ...defaults }) };
  // the reader of the request reports the problem
  if (asked === undefined || !inputs.fine('bake-file', 'bake-target')) return { ...unknown, problems: [] };
  const printed = await printTarget(asked, job, machine);
  if (typeof printed !== 'string') return { ...unknown, problems: [problemOf(printed.input, printed.wrong)] };
  const selected = selectTarget(printed, asked.target);
  if (selected instanceof Wrong) return { ...unknown, problems: [problemOf('bake-target', selected)] };
  const { inline, ...baked } = decideInputs(step, selected, defaults, job);
  for (const each of inline) {
    const folder = dirname(each.path);
    machine.recordCleanup({ kind: 'folder', path: folder });
    mkdirSync(folder, { recursive: true });
    writeFileSync(each.path, each.text);
  }
  return { ...baked, files: asked.files };
}
