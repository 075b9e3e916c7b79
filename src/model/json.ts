import { type GenericSchema, type InferOutput, safeParse } from 'valibot';

/** Reads JSON from outside through a schema. Undefined if the text is not JSON, or has another form. */
export function readJson<S extends GenericSchema>(schema: S, text: string): InferOutput<S> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = safeParse(schema, value);
  return result.success ? result.output : undefined;
}
