import { join } from 'node:path';
import type { Plan } from '../model/plan.ts';
import type { Session } from '../session/session.ts';
import { classicStore } from './classic.ts';
import { engineStore } from './engine.ts';
import { fileStore } from './file.ts';
import { layoutStore } from './layout.ts';
import { registryStore } from './registry.ts';
import type { ImageStore } from './store.ts';

/** Opens the store that the image of a plan is built into. Undefined if no image is built, only file systems. */
export function openStore(
  { delivery, builder, request }: Plan,
  containerdStore: boolean,
  session: Session,
): ImageStore | undefined {
  const { kind, targets, files } = delivery;
  if (kind === 'call') return undefined;
  if (kind === 'files') return fileStore(files, containerdStore, session);
  const { id, folder } = session;
  const [first, ...others] = targets.map(({ repository }) => repository);
  const isEngine = builder.kind === 'engine';
  if (isEngine && containerdStore) {
    const name = first === undefined ? `${UNNAMED}:${id}` : `${first.name}:multiarch-build-${id}`;
    return engineStore(name, request.verification.verify, session);
  }
  const layout = join(folder.path, 'image');
  const repositories = kind === 'verify' || first === undefined ? undefined : ([first, ...others] as const);
  const next =
    repositories === undefined
      ? layoutStore(layout, containerdStore, session)
      : registryStore(repositories, containerdStore, session);
  if (!isEngine) return next;
  const { annotations } = request.build;
  const image = { name: `${UNNAMED}:${id}`, folder: layout, repositories: repositories ?? [], annotations };
  return classicStore(image, next, session);
}

/** Name of an image without repository in the image store of Docker Engine. */
const UNNAMED = 'multiarch-build.local/candidate';
