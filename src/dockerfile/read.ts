import { nearest } from '../inputs/nearest.ts';
import { messageOf } from '../model/errors.ts';
import { DOCKERFILE_PARSE_MS, MAX_DOCKERFILE_BYTES, MAX_STAGES } from '../runtime/limits.ts';
import { TimeLimitError, withTimeLimit } from '../runtime/time-limit.ts';
import { type Instruction, type Parsed, parse, readDirectives } from './parse.ts';
import { at, excerpt, type Unreadable, UnreadableError } from './unreadable.ts';
import { splitAtSpace, splitFields, splitQuoted } from './words.ts';

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
  /** Line of each instruction of the stage that BuildKit adds to the history of the image: all but FROM and ONBUILD. */
  readonly history: readonly number[];
  /** The same of its triggers. */
  readonly triggerHistory: readonly number[];
  /** Names of the labels that its LABEL instructions set, without those that hold a variable. */
  readonly labels: readonly string[];
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
type OpenStage = Stage & {
  readonly steps: Step[];
  readonly triggers: Step[];
  readonly history: number[];
  readonly triggerHistory: number[];
  readonly labels: string[];
};

/**
 * Reads a Dockerfile.
 * @param frontend the build argument BUILDKIT_SYNTAX, which overrides a `# syntax=` line.
 */
export function readDockerfile(text: string, frontend?: string): Dockerfile | Unreadable {
  if (Buffer.byteLength(text) > MAX_DOCKERFILE_BYTES)
    return { unreadable: `it is larger than ${MAX_DOCKERFILE_BYTES} bytes` };
  try {
    return withTimeLimit(DOCKERFILE_PARSE_MS, () => {
      checkFrontend(frontend?.trim().split(' ')[0] || syntaxLine(text));
      return assemble(parse(text));
    });
  } catch (error) {
    if (error instanceof TimeLimitError)
      return { unreadable: `parsing it takes longer than ${DOCKERFILE_PARSE_MS / 1000} s` };
    // an unexpected error too: a file that cannot be read does not stop the build
    const mistake = error instanceof UnreadableError ? error.mistake : undefined;
    // in a here-document, a line that looks like an instruction may be text
    return { unreadable: messageOf(error), ...(mistake !== undefined && !text.includes('<<') && { mistake }) };
  }
}

/** https://github.com/moby/buildkit/blob/master/frontend/dockerfile/command/command.go */
const KEYWORDS =
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  );

function assemble({ escapeCharacter, instructions }: Parsed): Dockerfile {
  const args: GlobalArg[] = [];
  const stages: OpenStage[] = [];
  for (const instruction of instructions) {
    const { keyword, line } = instruction;
    const stage = stages.at(-1);
    if (!KEYWORDS.includes(keyword)) throw unknownInstruction(keyword, line);
    if (keyword === 'FROM') stages.push(stageOf(instruction));
    else if (stage !== undefined) {
      const isTrigger = keyword === 'ONBUILD';
      const step = isTrigger ? triggerOf(instruction) : stepOf(instruction, escapeCharacter);
      if (step !== undefined) (isTrigger ? stage.triggers : stage.steps).push(step);
      if (keyword === 'LABEL') stage.labels.push(...labelsOf(instruction, escapeCharacter));
      (isTrigger ? stage.triggerHistory : stage.history).push(line);
    } else if (keyword === 'ARG')
      args.push(...argsOf(instruction, escapeCharacter).map((argument) => ({ ...argument, line })));
    else throw new UnreadableError(`${keyword} before the first FROM`, line, 'begin with FROM, or ARG');
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
function unknownInstruction(keyword: string, line: number): UnreadableError {
  const meant = nearest(keyword, KEYWORDS);
  const hint = meant === undefined ? undefined : `did you mean ${meant}?`;
  return new UnreadableError(`unknown instruction ${excerpt(keyword)}`, line, hint);
}

/** The frontend a Dockerfile asks for: https://docs.docker.com/reference/dockerfile/#syntax */
function syntaxLine(text: string): string | undefined {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/^#!.*\n/, '')
    .split('\n');
  return readDirectives(lines).get('syntax')?.split(' ')[0];
}

/** Docker's own frontend is understood, its upstream, pinned or mirrored forms too; another may mean anything. */
function checkFrontend(frontend: string | undefined): void {
  const repository = frontend?.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  if (repository === undefined || /(?:^|\/)docker\/dockerfile(?:-upstream)?$/.test(repository)) return;
  throw new UnreadableError(`it is written for another frontend, ${excerpt(frontend ?? '')}`);
}

function stageOf({ line, flags, rest }: Instruction): OpenStage {
  const [base, as, name, ...more] = splitAtSpace(rest);
  const named = as?.toUpperCase() === 'AS' && name !== undefined && /^[a-z][a-z0-9_.-]*$/i.test(name);
  if (base === undefined || more.length > 0 || (as !== undefined && !named)) {
    throw new UnreadableError('FROM wants an image, or an image AS name', line, 'write FROM image AS name');
  }
  const platform = valuesOf(flags, 'platform')[0] || undefined;
  const nothing = { steps: [], triggers: [], history: [], triggerHistory: [], labels: [] };
  return { line, name: name?.toLowerCase(), base, platform, ...nothing };
}

/** BuildKit parses a trigger as a Dockerfile of its own, with the default escape character. */
function triggerOf({ line, rest, heredocs }: Instruction): Step | undefined {
  const { instructions } = at(line, () => parse([rest, ...heredocs].join('\n')));
  const [trigger, ...more] = instructions;
  if (trigger === undefined || more.length > 0) throw new UnreadableError('ONBUILD wants one instruction', line);
  return stepOf({ ...trigger, line }, '\\');
}

function stepOf(instruction: Instruction, escapeCharacter: string): Step | undefined {
  const { line, keyword, flags } = instruction;
  const step = { line, from: [], mounts: [], variables: [] };
  switch (keyword) {
    case 'ARG':
      return { ...step, kind: keyword, variables: argsOf(instruction, escapeCharacter) };
    case 'ENV':
      return { ...step, kind: keyword, variables: environmentOf(instruction, escapeCharacter) };
    case 'COPY':
      return { ...step, kind: keyword, from: valuesOf(flags, 'from').filter((from) => from !== '') };
    case 'RUN': {
      const mounts = valuesOf(flags, 'mount');
      return { ...step, kind: keyword, from: mounts.flatMap(sourceOf), mounts };
    }
    default:
      return undefined;
  }
}

function sourceOf(mount: string): string[] {
  const found = splitFields(mount).findLast((field) => /^from=/i.test(field));
  const from = found?.slice('from='.length);
  return from ? [from] : [];
}

function argsOf({ rest }: Instruction, escapeCharacter: string): Variable[] {
  return splitQuoted(rest, escapeCharacter).map(assignment);
}

function labelsOf(instruction: Instruction, escapeCharacter: string): string[] {
  const names = environmentOf(instruction, escapeCharacter).map(({ name }) => name.replace(/^(["'])(.*)\1$/, '$2'));
  return names.filter((name) => !name.includes('$'));
}

/** `ENV NAME=value …`, or `ENV NAME value` in the old form. */
function environmentOf({ rest }: Instruction, escapeCharacter: string): Variable[] {
  const words = splitQuoted(rest, escapeCharacter);
  if (words[0]?.includes('=')) return words.map(assignment);
  const [name = '', value] = splitAtSpace(rest, 2);
  return value === undefined ? [] : [{ name, value }];
}

function assignment(word: string): Variable {
  const sign = word.indexOf('=');
  return sign < 0 ? { name: word, value: undefined } : { name: word.slice(0, sign), value: word.slice(sign + 1) };
}

function valuesOf(flags: readonly string[], name: string): string[] {
  const start = `--${name}=`;
  return flags.flatMap((flag) => (flag.startsWith(start) ? flag.slice(start.length) : []));
}
