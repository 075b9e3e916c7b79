/**
 * Returns a test for paths by patterns: `*` and `?` match inside a name, `**` any number of folders. A pattern that ends in
 * `/` matches everything in a folder.
 */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const all = patterns.map((pattern) => partsOf(pattern.endsWith('/') ? `${pattern}**` : pattern));
  return (path) => {
    const names = partsOf(path);
    return all.some((parts) => matches(parts, names, samePart));
  };
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function samePart(part: string, name: string): boolean {
  return matches(
    [...part].map((character) => (character === '*' ? '**' : character)),
    [...name],
    sameCharacter,
  );
}

function sameCharacter(pattern: string, character: string): boolean {
  return pattern === '?' || pattern === character;
}

/** Takes time in proportion to both lengths, multiplied. */
function matches(
  pattern: readonly string[],
  items: readonly string[],
  same: (part: string, item: string) => boolean,
): boolean {
  let [at, from] = [0, 0];
  let star: { readonly at: number; from: number } | undefined;
  while (from < items.length) {
    if (pattern[at] === '**') {
      star = { at, from };
      at += 1;
    } else if (at < pattern.length && same(pattern[at] ?? '', items[from] ?? '')) {
      at += 1;
      from += 1;
    } else if (star !== undefined) {
      star.from += 1;
      [at, from] = [star.at + 1, star.from];
    } else return false;
  }
  return pattern.slice(at).every((part) => part === '**');
}
