import { Wrong } from '../model/wrong.ts';
import { parseAttributes, parseGoBoolean } from './attributes.ts';
import { formatFields, parseFields } from './csv.ts';
import { hintFor } from './nearest.ts';
import { quote } from './problems.ts';

const TYPES = ['provenance', 'sbom'] as const;
const MODES = ['min', 'max'];
const CALLS = ['build', 'check', 'lint', 'outline', 'targets'];

/** The value of `provenance` or `sbom`: a boolean, or attributes such as `mode=max`. */
export function parseAttestationOf(type: (typeof TYPES)[number]): (text: string) => string | Wrong {
  return (text) => {
    const boolean = parseGoBoolean(text);
    if (boolean !== undefined) return String(boolean);
    const attestation = parseAttestation(`type=${type},${text}`);
    return attestation instanceof Wrong ? attestation : attestation.slice(`type=${type},`.length);
  };
}

/** An item of `attests`: `type=sbom,generator=image`. A lone boolean becomes the attribute that buildx has for it. */
export function parseAttestation(text: string): string | Wrong {
  const parsed = parseFields(text);
  if (parsed instanceof Wrong) return parsed;
  const fields = parsed.map((field) => {
    const boolean = parseGoBoolean(field);
    return boolean === undefined ? field : `disabled=${!boolean}`;
  });
  const attributes = parseAttributes(formatFields(fields));
  if (attributes instanceof Wrong) return attributes;
  const { type, mode } = attributes;
  if (type === undefined)
    return new Wrong(`must have a type, got ${quote(text)}`, 'begin with type=provenance or type=sbom');
  if (!TYPES.some((known) => known === type)) return new Wrong(`unknown type ${quote(type)}`, hintFor(type, TYPES));
  if (type === 'provenance' && mode !== undefined && !MODES.includes(mode)) {
    return new Wrong(`unknown mode ${quote(mode)}`, hintFor(mode, MODES));
  }
  return formatFields(fields);
}

/** `call`: another thing to do with a Dockerfile than building it; `undefined` for `build` itself. */
export function parseCall(text: string): string | undefined | Wrong {
  const [name = '', ...attributes] = text.split(',');
  if (!CALLS.includes(name)) return new Wrong(`unknown method ${quote(name)}`, hintFor(name, CALLS));
  const unknown = attributes.find((attribute) => !/^(format=\w+|ignorestatus=\w+)$/.test(attribute));
  if (unknown !== undefined)
    return new Wrong(`unknown attribute ${quote(unknown)}`, 'write format=json or ignorestatus=true');
  return name === 'build' ? undefined : text;
}
