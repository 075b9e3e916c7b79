// Builds dist/ from src/: one ES module per door, what they share and what is loaded late in chunks of their own.
// Not minified, so that a change of dist/ can be read.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from './licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const doors = ['main', 'post', 'cache-client', 'plan', 'merge'];

/** @actions/core brings an OIDC client, and with it 800 KB of HTTP stack, that nothing here calls. */
const withoutOidc = {
  name: 'without-oidc',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/oidc-utils\.js$/ }, ({ path }) => ({ path, namespace: 'without-oidc' }));
    onLoad({ filter: /.*/, namespace: 'without-oidc' }, () => ({ contents: 'export class OidcClient {}' }));
  },
};

/** @actions/artifact brings GitHub's API client, and with it another HTTP stack, for the artifacts of other runs. */
const withoutOctokit = {
  name: 'without-octokit',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(@actions\/github|@octokit\/)/ }, ({ path }) => ({ path, namespace: 'without-octokit' }));
    onLoad({ filter: /.*/, namespace: 'without-octokit' }, () => ({
      contents: 'export const getOctokit = undefined, defaults = {}, requestLog = undefined, retry = undefined;',
    }));
  },
};

/** undici without fetch, WebSocket, mocks and caches: less than half of it. */
const slimUndici = {
  name: 'slim-undici',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'slim-undici' }));
    onLoad({ filter: /.*/, namespace: 'slim-undici' }, () => ({
      resolveDir: root,
      contents: `
        import { request as requestBy } from 'undici/lib/api/index.js';
        import Agent from 'undici/lib/dispatcher/agent.js';
        import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';
        import { parseURL } from 'undici/lib/core/util.js';
        export { Agent, ProxyAgent };
        export function request(url, { dispatcher, ...options }) {
          const { origin, pathname, search } = parseURL(url);
          return requestBy.call(dispatcher, { ...options, origin, path: pathname + search });
        }`,
    }));
  },
};

const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(doors.map((door) => [door, `src/${door}.ts`])),
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
  plugins: [withoutOidc, withoutOctokit, slimUndici],
  // what is CommonJS inside asks for Node's own modules by require()
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
});

// only a build that succeeded takes the place of the last one
await rm(`${root}/dist`, { recursive: true, force: true });
await mkdir(`${root}/dist`);
for (const { path, contents } of outputFiles) await writeFile(path, contents);
await writeFile(`${root}/dist/licenses.txt`, licensesOf(metafile, root));
