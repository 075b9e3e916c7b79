// The formats between a runner and an action: action.yml, the GITHUB_* files, and the workflow commands in a log.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Parses the parts of an action.yml that a runner needs. Supports two spaces a level, without anchors and flow maps. */
export function readAction(path) {
  const file = statSync(path).isDirectory() ? join(path, 'action.yml') : path;
  const inputs = {};
  const runs = {};
  let section = '';
  let name = '';
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const [, indent, key, value] = /^( *)([\w-][\w -]*): *(.*)$/.exec(line) ?? [];
    if (key === undefined) continue;
    if (indent === '') section = key;
    else if (section === 'runs' && indent.length === 2) runs[key] = scalar(value, file);
    else if (section === 'inputs' && indent.length === 2) {
      name = key;
      inputs[name] = {};
    } else if (section === 'inputs' && indent.length === 4 && key === 'default')
      inputs[name].default = scalar(value, file);
    else if (section === 'inputs' && indent.length === 4 && key === 'required')
      inputs[name].required = value === 'true';
  }
  return { directory: dirname(resolve(file)), inputs, runs };
}

function scalar(text, file) {
  const plain = text.replace(/(^| )#.*$/, '').trim();
  if (/^"/.test(text)) return JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(text)[0]);
  if (/^'/.test(text)) return /^'((?:[^']|'')*)'/.exec(text)[1].replaceAll("''", "'");
  if (/^[|>&*[{]/.test(plain))
    throw new Error(`${file}: this reader takes plain and quoted values only, not: ${plain}`);
  return plain === '~' || plain === 'null' ? '' : plain;
}

/** The environment of the inputs: spaces become underscores, letters upper case, dashes stay. */
export function inputEnvironment(inputs, defined) {
  const values = new Map();
  const set = (name, value) => values.set(`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value);
  for (const [name, input] of Object.entries(defined)) {
    // expressions are empty: this runner has no token or other context
    set(name, (input.default ?? '').replace(/\$\{\{.*?\}\}/g, ''));
  }
  for (const [name, value] of Object.entries(inputs)) set(name, String(value));
  return Object.fromEntries(values);
}

/** Parses GITHUB_OUTPUT, GITHUB_STATE or GITHUB_ENV: `name=value`, or a heredoc `name<<delimiter`. */
export function parseFileCommands(text) {
  const values = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (line === '') continue;
    const [, name, operator, rest] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (!name || (operator === '<<' && !rest)) throw new Error(`Invalid format '${line}'`);
    if (operator === '=') {
      values[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, at + 1);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${rest}'`);
    values[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return values;
}

/** Parses the workflow commands in a log: `::name key=value,…::message` at the start of a line, `##[name …]message` anywhere in it. */
export function parseCommands(log) {
  const commands = [];
  let stopped;
  for (const line of log.split(/\r?\n/)) {
    const command = parseCommand(line);
    if (stopped !== undefined) {
      if (command?.command === stopped) stopped = undefined;
    } else if (command?.command === 'stop-commands') stopped = command.message;
    else if (command) commands.push(command);
  }
  return commands;
}

function parseCommand(line) {
  const v2 = /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/s.exec(line);
  const v1 = v2 ? null : /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
  const [, command, list, message] = v2 ?? v1 ?? [];
  if (command === undefined) return undefined;
  const properties = {};
  for (const pair of (list ?? '').split(v2 ? ',' : ';')) {
    const [key, ...value] = pair.split('=');
    if (key.trim() !== '' && value.length > 0) properties[key.trim()] = decode(value.join('='), true);
  }
  return { command, properties, message: decode(message, false) };
}

function decode(text, property) {
  const codes = {
    '%0D': '\r',
    '%0A': '\n',
    '%25': '%',
    ...(property && { '%3A': ':', '%2C': ',', '%3B': ';', '%5D': ']' }),
  };
  return text.replace(/%[0-9A-F]{2}/g, (code) => codes[code] ?? code);
}
