import type {
  Instruction,
  ModifiableInstruction,
  Onbuild,
  Dockerfile as Parsed,
  PropertyInstruction,
  Run,
} from 'dockerfile-ast';
import { nearest } from '../inputs/nearest.ts';
import { messageOf } from '../model/errors.ts';
import { DOCKERFILE_PARSE_MS, MAX_DOCKERFILE_BYTES, MAX_STAGES } from '../runtime/limits.ts';
import { TimeLimitError, withTimeLimit } from '../runtime/time-limit.ts';
import { excerpt, type Unreadable, UnreadableError } from './unreadable.ts';

/** The stages in a Dockerfile's text, without any expansion. */
export interface Dockerfile {
  readonly escapeCharacter: string;
  /** Those before the first FROM. */
  readonly args: readonly GlobalArg[];
  /** At least one. */
  readonly stages: readonly Stage[];
}

interface GlobalArg {
  readonly line: number;
  readonly name: string;
  /** The default. */
  readonly value: string | undefined;
}

export interface Stage {
  /** The line of its FROM, counted from 1. */
  readonly line: number;
  /** Lower-cased: names are compared without regard to case. */
  readonly name: string | undefined;
  readonly base: string;
  /** The value of `--platform=`. */
  readonly platform: string | undefined;
  readonly steps: readonly Step[];
  /** The ONBUILD triggers for the stages built on this one. */
  readonly triggers: readonly Step[];
}

/** An instruction that runs a program, takes files from elsewhere, or sets what `--mount=` may refer to. */
export interface Step {
  readonly line: number;
  readonly kind: 'RUN' | 'COPY' | 'ARG' | 'ENV';
  /** Stages, images or contexts named by `--from=` or `--mount=…,from=`; a COPY may give a stage's number. */
  readonly from: readonly string[];
  /** The values of a RUN's `--mount=`. */
  readonly mounts: readonly string[];
  /** A variable set by ARG or ENV. */
  readonly variables: readonly Variable[];
}

interface Variable {
  readonly name: string;
  /** With quotes. Undefined for an ARG without a value. */
  readonly value: string | undefined;
}

/** A stage that is still being read. */
type OpenStage = Stage & { readonly steps: Step[]; readonly triggers: Step[] };

/**
 * Reads a Dockerfile. The parser is loaded here and nowhere else, when it is first needed.
 * @param frontend the build argument BUILDKIT_SYNTAX, which overrides a `# syntax=` line.
 */
export async function readDockerfile(text: string, frontend?: string): Promise<Dockerfile | Unreadable> {
  if (Buffer.byteLength(text) > MAX_DOCKERFILE_BYTES)
    return { unreadable: `it is larger than ${MAX_DOCKERFILE_BYTES} bytes` };
  // of CommonJS, a bundle's late import has the default export alone
  const { DockerfileParser, Keyword } = (await import('dockerfile-ast')).default;
  try {
    return withTimeLimit(DOCKERFILE_PARSE_MS, () => {
      checkFrontend(frontend?.trim().split(' ')[0] || syntaxLine(text));
      return assemble(DockerfileParser.parse(text), new Set(Object.values(Keyword)));
    });
  } catch (error) {
    if (error instanceof TimeLimitError)
      return { unreadable: `parsing it takes longer than ${DOCKERFILE_PARSE_MS / 1000} s` };
    // the parser's own failures too: a file that it cannot parse does not stop the build
    const mistake = error instanceof UnreadableError ? error.mistake : undefined;
    // in a here-document, a line that looks like an instruction may be text
    return { unreadable: messageOf(error), ...(mistake !== undefined && !text.includes('<<') && { mistake }) };
  }
}

function assemble(parsed: Parsed, keywords: ReadonlySet<string>): Dockerfile {
  const escapeCharacter = parsed.getEscapeCharacter();
  const args: GlobalArg[] = [];
  const stages: OpenStage[] = [];
  for (const instruction of parsed.getInstructions()) {
    const keyword = instruction.getKeyword();
    const stage = stages.at(-1);
    checkContinuations(instruction, escapeCharacter);
    if (!keywords.has(keyword)) throw unknownInstruction(keyword, lineOf(instruction), keywords);
    if (keyword === 'FROM') stages.push(stageOf(instruction as ModifiableInstruction));
    else if (stage !== undefined) {
      const trigger = keyword === 'ONBUILD' ? (instruction as Onbuild).getTriggerInstruction() : undefined;
      const step = stepOf(trigger ?? instruction);
      if (step !== undefined) (trigger ? stage.triggers : stage.steps).push(step);
    } else if (keyword === 'ARG') args.push(...argsOf(instruction as PropertyInstruction, escapeCharacter));
    else throw new UnreadableError(`${keyword} before the first FROM`, lineOf(instruction), 'begin with FROM, or ARG');
  }
  if (stages.length > MAX_STAGES) {
    throw new UnreadableError(`it has ${stages.length} stages, more than ${MAX_STAGES}`);
  }
  if (stages.length === 0) throw new UnreadableError('it has no FROM', undefined, 'begin with FROM image');
  return { escapeCharacter, args, stages };
}

/**
 * A word close to a known instruction is a typing error. For another word only the frontend knows if it is an
 * instruction.
 */
function unknownInstruction(keyword: string, line: number, known: ReadonlySet<string>): UnreadableError {
  const meant = nearest(keyword, [...known]);
  const hint = meant === undefined ? undefined : `did you mean ${meant}?`;
  return new UnreadableError(`unknown instruction ${excerpt(keyword)}`, line, hint);
}

/** The frontend a Dockerfile asks for: https://docs.docker.com/reference/dockerfile/#syntax */
function syntaxLine(text: string): string | undefined {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/^#!.*\n/, '')
    .split('\n');
  for (const line of lines) {
    const [, key, value] = /^#\s*(syntax|escape|check)\s*=\s*(\S+)/i.exec(line) ?? [];
    if (key === undefined) return undefined;
    if (key.toLowerCase() === 'syntax') return value;
  }
  return undefined;
}

/** Docker's own frontend is understood, its upstream, pinned or mirrored forms too; another may mean anything. */
function checkFrontend(frontend: string | undefined): void {
  const repository = frontend?.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  if (repository === undefined || /(?:^|\/)docker\/dockerfile(?:-upstream)?$/.test(repository)) return;
  throw new UnreadableError(`it is written for another frontend, ${excerpt(frontend ?? '')}`);
}

/** The parser takes two escape characters at a line's end for a continuation, and BuildKit does not. */
function checkContinuations(instruction: Instruction, escapeCharacter: string): void {
  const lines = instruction.getTextContent().split('\n');
  const continued = lines[0]?.includes('<<') ? lines.slice(0, 1) : lines.slice(0, -1);
  if (continued.some((line) => !/^\s*#/.test(line) && line.trimEnd().endsWith(escapeCharacter + escapeCharacter))) {
    throw new UnreadableError('a line that ends with two escape characters', lineOf(instruction));
  }
}

function stageOf(from: ModifiableInstruction): OpenStage {
  const [base, as, name, ...rest] = from.getArguments().map((argument) => argument.getValue());
  const line = lineOf(from);
  const named = as?.toUpperCase() === 'AS' && name !== undefined && /^[a-z][a-z0-9_.-]*$/i.test(name);
  if (base === undefined || rest.length > 0 || (as !== undefined && !named)) {
    throw new UnreadableError('FROM wants an image, or an image AS name', line, 'write FROM image AS name');
  }
  const platform = flagsOf(from, 'platform')[0] || undefined;
  return { line, name: name?.toLowerCase(), base, platform, steps: [], triggers: [] };
}

function stepOf(instruction: Instruction): Step | undefined {
  const keyword = instruction.getKeyword();
  const step = { line: lineOf(instruction), from: [], mounts: [], variables: [] };
  if (keyword === 'ARG' || keyword === 'ENV') {
    return { ...step, kind: keyword, variables: variablesOf(instruction as PropertyInstruction) };
  }
  if (keyword !== 'RUN' && keyword !== 'COPY' && keyword !== 'ADD') return undefined;
  checkHeredocs(instruction as Run);
  if (keyword === 'ADD') return undefined;
  if (keyword === 'COPY') return { ...step, kind: 'COPY', from: flagsOf(instruction as Run, 'from').map(unquote) };
  const mounts = flagsOf(instruction as Run, 'mount');
  const fields = mounts.flatMap((mount) => mount.split(','));
  const from = fields.flatMap((field) => /^from=(.+)$/i.exec(unquote(field))?.[1] ?? []);
  return { ...step, kind: 'RUN', from, mounts };
}

function variablesOf(instruction: PropertyInstruction): Variable[] {
  return instruction.getProperties().map((property) => ({
    name: property.getName(),
    value: property.getUnescapedValue() ?? undefined,
  }));
}

/** Where the parser finds no end to a here-document it swallows all that follows, other stages too. */
function checkHeredocs(instruction: Run): void {
  if (!instruction.getTextContent().includes('<<')) return;
  if (instruction.getHeredocs().some((heredoc) => heredoc.getDelimiterRange() === null)) {
    throw new UnreadableError('a here-document whose end is not found', lineOf(instruction));
  }
}

function argsOf(arg: PropertyInstruction, escapeCharacter: string): GlobalArg[] {
  return arg.getPropertyArguments().map((argument) => {
    const word = argument.getValue().replaceAll(new RegExp(`\\${escapeCharacter}[ \\t]*\\r?\\n`, 'g'), '');
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    return { line: lineOf(arg), name, value };
  });
}

function flagsOf(instruction: ModifiableInstruction, name: string): string[] {
  return instruction.getFlags().flatMap((flag) => (flag.getName() === name ? (flag.getValue() ?? []) : []));
}

function unquote(text: string): string {
  return text.replace(/["']/g, '');
}

function lineOf(instruction: Instruction): number {
  return instruction.getRange().start.line + 1;
}
