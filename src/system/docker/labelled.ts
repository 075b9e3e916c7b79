import type { Engine } from './engine.ts';

/**
 * Ends and removes the containers that have a label. Volumes stay, unless their container was made with `--rm`.
 * @param label `name=value`
 * @returns their names.
 */
export async function removeLabelled(
  engine: Pick<Engine, 'containers' | 'endContainer'>,
  label: string,
): Promise<readonly string[]> {
  const names = await engine.containers({ label });
  await Promise.all(names.map((name) => engine.endContainer(name)));
  return names;
}
