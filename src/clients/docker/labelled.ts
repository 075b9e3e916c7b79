import type { Engine } from './engine.ts';

/**
 * Stops and removes the containers with a label. Volumes are kept, unless their container was created with `--rm`.
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
