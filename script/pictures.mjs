// Implements script/pictures: renders summaries as GitHub-flavoured Markdown with Mermaid in headless Chromium, at the width
// of a summary on GitHub, and those of the documents as they are before a reader opens more than the timeline. Fails if a page scrolls sideways, if Mermaid cannot read a diagram, or if text became markup.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { samples } from './pictures.d/samples.mjs';

const WIDTH = 1012;
/** Pictures of docs/pictures, by the name of their sample. */
const DOCUMENTED = { 'success-3': 'summary-success.png', 'failed-step': 'summary-failure.png' };
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'multiarch-build', 'pictures');
const folder = resolve(process.argv[2] ?? join(tmpdir(), 'pictures'));
mkdirSync(folder, { recursive: true });

// Mermaid of the same major version as GitHub's
const mermaid = fetched(
  'mermaid',
  '11.12.0',
  'ZudVx73BwrMJfCFmSSJT84y6u5brEoV8DOItdHomNLz32uBjNrelm7mg95X7g+C6UoQH/W6mBLGDEDv73JdxBg==',
);
const marked = fetched(
  'marked',
  '18.2.1',
  'ii4bxCTCqqwpT86XZWgJNs+ZnAIZksmLGYMViWA7PDIXYIeNo1x6cDdX3JOip9NM/cI6p8z57FxliACboTruMA==',
);
const css = fetched(
  'github-markdown-css',
  '5.9.0',
  'tmT5sY+zvg2302XLYEfH2mtkViIM1SWf2nvYoF5N1ZsO0V6B2qZTiw3GOzw4vpjLygK/KG35qRlPFweHqfzz5w==',
);
const playwright = fetched(
  'playwright-core',
  '1.65.1',
  'hqPpz7blSMPxWVdoeE1yiBSzXsKiVOd2k+kjCvmUywD2GPO2Dd9HfcWnq9NN0GHbNZDFgZ9JfBFr+X5/BLo0qw==',
);

const { Marked } = await import(join(marked, 'lib/marked.esm.js'));
const { chromium } = await import(join(playwright, 'index.mjs'));
const browser = await chromium.launch({
  executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
});
const problems = [];
for (const [name, markdown] of Object.entries(samples)) {
  writeFileSync(join(folder, `${name}.md`), markdown);
  for (const scheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: WIDTH + 80, height: 400 }, deviceScaleFactor: 1 });
    await page.setContent(pageOf(markdown, scheme));
    await page.addScriptTag({ path: join(mermaid, 'dist/mermaid.min.js') });
    const found = await page.evaluate(inspect, scheme);
    problems.push(...found.map((problem) => `${name} (${scheme}): ${problem}`));
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), fullPage: true });
    if (scheme === 'light' && name in DOCUMENTED) {
      await page.evaluate(fold);
      await page.locator('article').screenshot({ path: join(folder, DOCUMENTED[name]) });
    }
    await page.close();
  }
}
await browser.close();
for (const problem of problems) console.error(problem);
console.log(`${Object.keys(samples).length} summaries in ${folder}, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Runs in the page. Draws the diagrams, and returns what is wrong with the page. */
async function inspect(scheme) {
  const wrong = [];
  globalThis.mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme: scheme === 'dark' ? 'dark' : 'default',
  });
  for (const [i, code] of [...document.querySelectorAll('code.language-mermaid')].entries()) {
    try {
      const box = document.createElement('div');
      code.parentElement.replaceWith(box);
      const { svg } = await globalThis.mermaid.render(`diagram${i}`, code.textContent, box);
      box.innerHTML = svg;
    } catch (error) {
      wrong.push(`Mermaid: ${error.message}`);
    }
  }
  for (const element of document.querySelectorAll('html, article, table, details, svg')) {
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      wrong.push(`<${element.localName}> scrolls sideways: ${element.scrollWidth} > ${element.clientWidth}`);
  }
  const markup = document.querySelectorAll(
    'article img, article script, article iframe, article a:not([href^="https://github.com/acme/"])',
  );
  for (const element of markup) wrong.push(`text became <${element.localName}>: ${element.outerHTML}`);
  return wrong;
}

/** Runs in the page. */
function fold() {
  for (const details of document.querySelectorAll('details'))
    details.open = /^(?:Timeline|Dockerfile)/.test(details.textContent);
}

function pageOf(markdown, scheme) {
  const style = readFileSync(join(css, `github-markdown-${scheme}.css`), 'utf8');
  const html = new Marked({ gfm: true })
    .parse(markdown)
    .replace(
      /<blockquote>\s*<p>\[!TIP\]\s*(.*?)<\/p>\s*<\/blockquote>/gs,
      '<div class="markdown-alert markdown-alert-tip"><p class="markdown-alert-title">Tip</p><p>$1</p></div>',
    )
    .replaceAll('<details>', '<details open>');
  const [back, line] = scheme === 'dark' ? ['#0d1117', '#30363d'] : ['#ffffff', '#d0d7de'];
  return `<!doctype html><meta charset="utf-8"><style>${style}
    body { margin: 0; padding: 16px; background: ${back}; }
    article { box-sizing: border-box; width: ${WIDTH}px; padding: 24px; border: 1px solid ${line}; border-radius: 6px; }
  </style><article class="markdown-body">${html}</article>`;
}

/** @returns the folder of a package from the npm registry. */
function fetched(name, version, sha512) {
  const target = join(cache, `${name}@${version}`);
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', work, `${name}@${version}`]);
  const [archive = ''] = readdirSync(work);
  const found = createHash('sha512')
    .update(readFileSync(join(work, archive)))
    .digest('base64');
  if (found !== sha512) throw new Error(`${name}@${version} does not have the pinned hash`);
  execFileSync('tar', ['-C', work, '-xzf', join(work, archive)]);
  renameSync(join(work, 'package'), target);
  rmSync(work, { recursive: true });
  return target;
}
