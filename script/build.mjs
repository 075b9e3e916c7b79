// Builds dist/ from src/: one ES module per entry point, with chunks for shared and lazily loaded code.
// Not minified, so that changes of dist/ can be reviewed.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from './licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const entryPoints = ['main', 'post', 'cache-client', 'plan', 'merge'];

/** Drops the OIDC client of @actions/core, which is not used and contains 800 KB of HTTP stack. */
const withoutOidc = {
  name: 'without-oidc',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/oidc-utils\.js$/ }, ({ path }) => ({ path, namespace: 'without-oidc' }));
    onLoad({ filter: /.*/, namespace: 'without-oidc' }, () => ({ contents: 'export class OidcClient {}' }));
  },
};

/** Drops the builder of HTML summaries in @actions/core: the summary here is Markdown, appended to the runner's file. */
const withoutSummary = {
  name: 'without-summary',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/summary\.js$/ }, ({ path, importer }) =>
      importer.includes('/@actions/core/') ? { path, namespace: 'without-summary' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'without-summary' }, () => ({
      contents: 'export const summary = undefined; export const markdownSummary = undefined;',
    }));
  },
};

/** Drops the optional source map library of handlebars. */
const withoutSourceMap = {
  name: 'without-source-map',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^source-map$/ }, ({ path }) => ({ path, namespace: 'without-source-map' }));
    onLoad({ filter: /.*/, namespace: 'without-source-map' }, () => ({ contents: 'throw new Error();' }));
  },
};

const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(entryPoints.map((name) => [name, `src/${name}.ts`])),
  outdir: 'dist',
  bundle: true,
  write: false,
  metafile: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [withoutOidc, withoutSummary, withoutSourceMap],
  // CommonJS modules load Node's own modules by require()
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
});

/** Size in bytes of an output and of all modules that it imports at start. */
function closure(name, seen = new Set()) {
  if (seen.has(name)) return 0;
  seen.add(name);
  const { bytes, imports } = metafile.outputs[name];
  const loaded = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
  return bytes + loaded.reduce((sum, { path }) => sum + closure(path, seen), 0);
}

// the code that each step loads at start, and the code that every user downloads
const job = Object.keys(metafile.outputs).find((name) => metafile.outputs[name].entryPoint === 'src/actions/build.ts');
const seen = new Set();
const sizes = {
  'the main job': closure('dist/main.js', seen) + closure(job, seen),
  'all bundles': Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0),
};
for (const [name, limit] of [
  ['the main job', 1_000_000],
  ['all bundles', 4_500_000],
]) {
  if (sizes[name] > limit) throw new Error(`${name}: ${sizes[name]} bytes; the limit is ${limit}`);
}
if (process.argv.includes('--sizes')) console.log(sizes);

// only a successful build replaces the last one
await rm(`${root}/dist`, { recursive: true, force: true });
await mkdir(`${root}/dist`);
for (const { path, contents } of outputFiles) await writeFile(path, contents);
await writeFile(`${root}/dist/licenses.txt`, licensesOf(metafile, root));
