import { appendFile } from 'node:fs/promises';
import * as core from '@actions/core';
import type { Place } from '../model/errors.ts';
import { printable } from './printable.ts';

/** The workflow runner as this project needs it. */
export interface Runner {
  /** An input exactly as written, with white space. Empty if it is not set. */
  input(name: string): string;
  /** Masks a value, and each of its lines, in all later output. */
  mask(secret: string): void;
  /**
   * Removes masked values from a text. For text that is cut or escaped before the runner sees it, because the runner masks
   * only exact matches: neither half of a secret nor one in character references.
   */
  hide(text: string): string;
  /** Prints one line or several. Their content cannot command the runner. */
  info(line: string): void;
  /** Begins a group of log lines, which GitHub folds. It ends where the next group begins, at the latest when the step fails. */
  group(title: string): void;
  /** Ends the group, if there is one. */
  endGroup(): void;
  notice(message: string, place?: Place): void;
  warning(message: string, place?: Place): void;
  error(message: string, place?: Place): void;
  output(name: string, value: string): void;
  /** Saves a value for the post step. */
  saveState(name: string, value: string): void;
  state(name: string): string;
  /** Appends to the job summary. A runner without one is not an error. */
  summary(markdown: string): Promise<void>;
  /** Marks the step as failed, with an error annotation. */
  fail(message: string, place?: Place): void;
}

function createRunner(): Runner {
  const masked = new Set<string>();
  let isGrouped = false;
  const endGroup = () => {
    if (isGrouped) core.endGroup();
    isGrouped = false;
  };
  return {
    input: (name) => core.getInput(name, { trimWhitespace: false }),
    mask(secret) {
      core.setSecret(secret);
      for (const line of secret.split(/\r\n|\r|\n/)) if (line.trim() !== '') masked.add(line.trim());
    },
    // the longest first, because it may contain another
    hide: (text) =>
      [...masked]
        .filter((secret) => text.includes(secret))
        .sort((a, b) => b.length - a.length)
        .reduce((shown, secret) => shown.replaceAll(secret, '***'), text),
    info: (line) => core.info(printable(line)),
    group(title) {
      endGroup();
      core.startGroup(title);
      isGrouped = true;
    },
    endGroup,
    notice: core.notice,
    warning: core.warning,
    error: core.error,
    output: core.setOutput,
    saveState: core.saveState,
    state: core.getState,
    async summary(markdown) {
      const file = process.env.GITHUB_STEP_SUMMARY;
      if (file) await appendFile(file, `${markdown}\n`);
    },
    fail(message, place) {
      endGroup();
      process.exitCode = core.ExitCode.Failure;
      core.error(message, place);
    },
  };
}

export const runner: Runner = createRunner();
