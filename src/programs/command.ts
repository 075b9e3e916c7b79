/** Shells whose `-c` takes a command line. */
const SHELLS: readonly string[] = ['sh', 'bash', 'ash', 'dash'];

/** Programs that start the rest of their arguments, after options. */
const INITS: readonly string[] = ['tini', 'tini-static', 'docker-init', 'dumb-init', 'catatonit'];

/** Programs that start the arguments after the name of a user. */
const USER_SWITCHES: readonly string[] = ['gosu', 'su-exec'];

/** Words that a shell runs itself, in part only in some shells. */
const BUILTINS: ReadonlySet<string> = new Set(
  (
    '. : alias bg bind break builtin case cd command continue declare do done echo elif else enable esac eval exec exit export ' +
    'false fc fg fi for function getopts hash help if in jobs kill let local printf pwd read readonly return select set shift ' +
    'shopt source test then time times trap true type typeset ulimit umask unalias unset until wait while'
  ).split(' '),
);

/**
 * The command that a command starts in its turn. Undefined if it starts none, or if that is not certain.
 * @param words program and arguments.
 */
export function startedBy(words: readonly string[]): readonly string[] | undefined {
  const [program = '', ...rest] = words;
  const name = baseName(program);
  if (SHELLS.includes(name)) return rest[0] === '-c' ? inShell(rest[1] ?? '') : undefined;
  if (INITS.includes(name)) return afterOptions(rest);
  if (USER_SWITCHES.includes(name)) return isPlain(rest[0]) && rest.length > 1 ? rest.slice(1) : undefined;
  return name === 'env' ? afterVariables(rest) : undefined;
}

/** The command of a line `#!/usr/bin/env NAME` or `#!/usr/bin/env -S NAME …`. */
export function startedByEnv(argument: string): readonly string[] | undefined {
  const split = /^(?:-S|--split-string=?)\s*(.*)$/.exec(argument)?.[1];
  if (split === undefined) return /\s/.test(argument) ? undefined : afterVariables([argument]);
  return /["'\\$#]/.test(split) ? undefined : afterVariables(split.split(/\s+/));
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Only one simple command, of which only the arguments may have variables or quotes. */
function inShell(line: string): readonly string[] | undefined {
  if (/[;&|<>()`{}\n#\\]|\$\(/.test(line.replaceAll(/\$\{\w+\}/g, '$X'))) return undefined;
  const [, word = ''] = /^\s*(?:exec\s+)?([\w./+-]+)(?=\s|$)/.exec(line) ?? [];
  return word === '' || word.startsWith('-') || BUILTINS.has(word) ? undefined : [word];
}

/** Options with a value end only at `--`, which is then needed. */
function afterOptions(rest: readonly string[]): readonly string[] | undefined {
  const end = rest.indexOf('--');
  if (end >= 0 && rest.slice(0, end).every((word, i) => i > 0 || word.startsWith('-'))) return rest.slice(end + 1);
  return isPlain(rest[0]) ? rest : undefined;
}

function afterVariables(rest: readonly string[]): readonly string[] | undefined {
  const command = rest.slice(rest.findIndex((word) => !/^\w+=/.test(word)));
  // a variable may be PATH
  return command.length < rest.length && rest.some((word) => word.startsWith('PATH=')) ? undefined : plainOnly(command);
}

function plainOnly(command: readonly string[]): readonly string[] | undefined {
  return isPlain(command[0]) && !command[0]?.includes('=') ? command : undefined;
}

function isPlain(word: string | undefined): boolean {
  return word !== undefined && word !== '' && !word.startsWith('-');
}
