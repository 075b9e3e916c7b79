/** Exit codes of a shell that have a meaning: https://tldp.org/LDP/abs/html/exitcodes.html. Signals are added to 128. */
const EXIT_CODES: Readonly<Record<string, string>> = {
  126: 'a program that cannot be executed',
  127: 'a command that was not found',
  132: 'illegal instruction',
  134: 'aborted',
  137: 'killed',
  139: 'segmentation fault',
};

/** The end of a command in words. @param end `exit code: 127`, or another end in BuildKit's words. */
export function describeExit(end: string): string {
  const [, code = ''] = /^exit code: (\d+)/.exec(end) ?? [];
  if (code === '') return end.split(': context')[0] ?? end;
  const name = EXIT_CODES[code];
  return name === undefined ? `Exit code ${code}` : `Exit code ${code} (${name})`;
}
