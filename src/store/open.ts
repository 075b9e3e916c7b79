import { join } from 'node:path';
import type { Plan } from '../model/plan.ts';
import { type ClassicStoreTools, classicStore } from './classic.ts';
import { type EngineStoreTools, engineStore } from './engine.ts';
import { fileStore } from './file.ts';
import { type LayoutStoreTools, layoutStore } from './layout.ts';
import { type RegistryStoreTools, registryStore } from './registry.ts';
import type { ImageStore } from './store.ts';

export interface StoreTools extends ClassicStoreTools, EngineStoreTools, LayoutStoreTools, RegistryStoreTools {
  /** Folder of this run. */
  readonly folder: string;
  /** The checkout. */
  readonly workspace: string;
  readonly engine: EngineStoreTools['engine'];
  readonly registry: EngineStoreTools['registry'];
}

/** Opens the store that the image of a plan is built into. Undefined if no image is built, only file systems. */
export function openStore({ delivery, builder, request }: Plan, tools: StoreTools): ImageStore | undefined {
  const { kind, targets, files } = delivery;
  if (kind === 'call') return undefined;
  if (kind === 'files') return fileStore(files, tools);
  const { id, folder, containerdStore } = tools;
  const [first, ...others] = targets.map(({ repository }) => repository);
  const isEngine = builder.kind === 'engine';
  if (isEngine && containerdStore) {
    return engineStore(first === undefined ? `${UNNAMED}:${id}` : `${first.name}:multiarch-build-${id}`, tools);
  }
  const layout = join(folder, 'image');
  const repositories = kind === 'prove' || first === undefined ? undefined : ([first, ...others] as const);
  const next = repositories === undefined ? layoutStore(layout, tools) : registryStore(repositories, tools);
  if (!isEngine) return next;
  const { annotations } = request.build;
  return classicStore(
    { name: `${UNNAMED}:${id}`, folder: layout, repositories: repositories ?? [], annotations },
    next,
    tools,
  );
}

/** Name of an image without repository in the image store of Docker Engine. */
const UNNAMED = 'multiarch-build.local/candidate';
