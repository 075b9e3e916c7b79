// The runner obeys `##[command]` anywhere in a line, and `::command::` at its start, also after white space:
// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs. It compares by culture, not by byte, and
// so ignores zero-width and control characters. These patterns ignore them too, so that such characters do not hide a
// command. A command is broken with a space, because the runner and the reader both see it.
const UNSEEN = '\\p{Default_Ignorable_Code_Point}\\p{Cf}';
const ANYWHERE = new RegExp(`#(?=[${UNSEEN}]*#[${UNSEEN}]*\\[)`, 'gu');
// One class, because two classes that share a character are tried in every combination, and the line can have any length.
const AT_START = new RegExp(`^([\\s${UNSEEN}]*:)(?=[${UNSEEN}]*:)`, 'u');

// Sequences of ECMA-48: `CSI … final`, strings such as the OSC of a title or a link, and escapes of one character. No
// part of one matches the start of another, so each line is read once, even if it has a megabyte. Node's own pattern
// reads the rest of the line again for every link without an end.
const SEQUENCES = new RegExp(
  [
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]',
    '(?:\\u001b[PX^_\\]]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0000-\\u001f\\u007f-\\u009f]*(?:\\u0007|\\u001b\\\\|\\u009c)',
    '\\u001b[ -/]*[0-~]',
  ].join('|'),
  'g',
);

const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/**
 * Makes one line of untrusted output safe to print in a workflow's log: without escape sequences and control characters,
 * as a terminal shows it after carriage returns, and unable to command the runner.
 */
export function printableLine(line: string): string {
  const text = lastOverwrite(line).replace(SEQUENCES, '').replace(CONTROLS, '');
  return text.replace(ANYWHERE, '# ').replace(AT_START, '$1 ');
}

/** Applies `printableLine` to each line of a text. */
export function printable(text: string): string {
  return text.split('\n').map(printableLine).join('\n');
}

// The runner ends a line at a carriage return, a terminal starts it again. Only the last state of a progress bar remains.
function lastOverwrite(line: string): string {
  return line.split('\r').findLast((part) => part !== '') ?? '';
}
