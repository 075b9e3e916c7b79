/** The folders of `src`, the lowest first. A folder imports only itself and the folders before it. */
export const FOLDERS = [
  'model',
  'runtime',
  'clients',
  'inputs',
  'bake',
  'session',
  'dockerfile',
  'tags',
  'store',
  'builder',
  'buildkit',
  'publish',
  'programs',
  'verify',
  'cache',
  'parts',
  'report',
  'trust',
  'plan',
  'actions',
];

const upwards = FOLDERS.map((folder, i) => ({
  name: `${folder}-imports-only-lower-folders`,
  severity: 'error',
  comment: 'FOLDERS in .dependency-cruiser.mjs has the order. docs/internals/architecture.md explains it.',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/(?:${FOLDERS.slice(0, i + 1).join('|')})/` },
}));

export default {
  forbidden: [
    ...upwards,
    {
      name: 'every-folder-has-a-place',
      severity: 'error',
      comment: 'Insert the new folder into FOLDERS in .dependency-cruiser.mjs.',
      from: { path: '^src/[^/]+/', pathNot: `^src/(?:${FOLDERS.join('|')})/` },
      to: {},
    },
    {
      name: 'no-circle-of-files',
      severity: 'error',
      comment: 'Types count too: move what both files need into a third file.',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'every-import-is-found',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'types'] },
  },
};
