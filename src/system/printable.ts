// The runner obeys `##[command]` anywhere in a line, and `::command::` at its start, after white space too:
// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs. Its comparisons are those of a
// language, not of bytes, and overlook characters without width and controls. So such characters do not hide a command
// from these patterns, and what breaks one is a space, which is seen by the runner and the reader alike.
const UNSEEN = '\\p{Default_Ignorable_Code_Point}\\p{Cf}';
const ANYWHERE = new RegExp(`#(?=[${UNSEEN}]*#[${UNSEEN}]*\\[)`, 'gu');
// one class, because two that share a character are tried in every combination: a step's output decides how long it is
const AT_START = new RegExp(`^([\\s${UNSEEN}]*:)(?=[${UNSEEN}]*:)`, 'u');

// Sequences of ECMA-48: `CSI … final`, strings such as the OSC of a title or a link, and escapes of one character. No
// part of one takes what begins another, so that a line of a megabyte is read once, whatever it holds. Node's own
// pattern reads the rest of the line again for every link that does not end.
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
 * One line of somebody else's output, so that it can be printed in a workflow's log: without escape sequences and
 * controls, as a terminal would leave it after carriage returns, and unable to command the runner.
 */
export function printableLine(line: string): string {
  const text = lastOverwrite(line).replace(SEQUENCES, '').replace(CONTROLS, '');
  return text.replace(ANYWHERE, '# ').replace(AT_START, '$1 ');
}

/** The same for text of several lines. */
export function printable(text: string): string {
  return text.split('\n').map(printableLine).join('\n');
}

// The runner ends a line at a carriage return, a terminal begins it again: of a progress bar only its last state stays.
function lastOverwrite(line: string): string {
  return line.split('\r').findLast((part) => part !== '') ?? '';
}
