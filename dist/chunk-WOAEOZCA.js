import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import {
  parseAttributes,
  parseFields
} from "./chunk-UZVA5NJG.js";
import {
  hintFor,
  nearest,
  quote
} from "./chunk-7NESLQ2E.js";
import {
  childEnvironment
} from "./chunk-25QNN4TD.js";
import {
  Wrong
} from "./chunk-IWCVWDM7.js";
import {
  ActionError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  DOCKERFILE_PARSE_MS,
  MAX_DOCKERFILE_BYTES,
  MAX_STAGES,
  MAX_SUBSTITUTION_DEPTH
} from "./chunk-BB63CQQL.js";

// src/inputs/annotation.ts
var LEVELS = ["manifest", "index", "manifest-descriptor", "index-descriptor"];
function parseLevel(text) {
  const level = LEVELS.find((each) => each === text);
  return level ?? new Wrong(`unknown level ${quote(text)}`, hintFor(text, LEVELS));
}
function parseAnnotation(text) {
  const [key = "", value] = text.split(/=(.*)/s);
  const [, written] = /^([a-z-]+(?:\[[^\]]*\])?(?:,[a-z-]+(?:\[[^\]]*\])?)*):/.exec(key) ?? [];
  const name = written === void 0 ? key : key.slice(written.length + 1);
  if (value === void 0 || !/^[^\s-]\S*$/.test(name))
    return new Wrong(`must be an annotation, got ${quote(text)}`, "write key=value");
  const levels = written?.match(/[^,[]+(\[[^\]]*\])?/g) ?? [];
  const wrong = levels.map((level) => parseLevel(level.replace(/\[.*/, ""))).find((level) => level instanceof Wrong);
  return wrong ?? { levels, name, value };
}

// src/dockerfile/unreadable.ts
var LONGEST = 200;
var UnreadableError = class extends Error {
  name = "UnreadableError";
  mistake;
  /** @param hint set where it is surely a mistake. */
  constructor(reason, line, hint) {
    const short = reason.length > LONGEST ? `${reason.slice(0, LONGEST)}…` : reason;
    super(line === void 0 ? short : `line ${line}: ${short}`);
    this.mistake = hint === void 0 ? void 0 : { message: short, hint, line };
  }
};
function excerpt(word) {
  return word.length > 20 ? `${word.slice(0, 20)}…` : word;
}
function isUnreadable(value) {
  return "unreadable" in value;
}
function at(line, read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnreadableError ? new UnreadableError(error.message, line) : error;
  }
}

// src/dockerfile/shell-pattern.ts
var ONE = /* @__PURE__ */ Symbol("?");
function trimPattern(value, pattern, side, longest) {
  const parsed = parsePattern(pattern);
  const text = [...value];
  if (side === "start") return text.slice(endOf(parsed, text, 0, longest) ?? 0).join("");
  const reversed = parsed.toReversed().map((part) => part.toReversed());
  const end = endOf(reversed, text.toReversed(), 0, longest) ?? 0;
  return text.slice(0, text.length - end).join("");
}
function replacePattern(value, pattern, replacement, all) {
  const parsed = parsePattern(pattern);
  const text = [...value];
  let result = "";
  let copied = 0;
  for (let from = 0; from <= text.length; ) {
    const match = findMatch(parsed, text, from);
    if (match === void 0) break;
    result += text.slice(copied, match.start).join("");
    if (match.end > copied || match.start === 0) {
      result += all ? withMatch(replacement, text.slice(match.start, match.end).join("")) : replacement;
    }
    copied = match.end;
    if (!all) break;
    from = Math.max(from + 1, match.end);
  }
  return result + text.slice(copied).join("");
}
function withMatch(replacement, match) {
  return replacement.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (found, plain, braced) => found === "$$" ? "$" : (plain ?? braced) === "0" ? match : ""
  );
}
function parsePattern(pattern) {
  const parts = [[]];
  const characters = [...pattern];
  for (let at2 = 0; at2 < characters.length; at2++) {
    const character = characters[at2] ?? "";
    if (character === "*") parts.push([]);
    else if (character === "?") parts.at(-1)?.push(ONE);
    else parts.at(-1)?.push(character === "\\" ? escaped(characters[++at2]) : character);
  }
  return parts;
}
function escaped(character) {
  if (character !== void 0 && "*?\\/}".includes(character)) return character;
  throw new UnreadableError("a pattern with an escape that BuildKit refuses");
}
function findMatch([head = [], ...rest], text, from) {
  let without = -1;
  for (let start = from; start + head.length <= text.length; start++) {
    const after = start + head.length;
    if (after <= without || !matchesAt(head, text, start)) continue;
    const end = endOfRest(rest, text, after, true);
    if (end !== void 0) return { start, end };
    without = endOfLine(text, after);
  }
  return void 0;
}
function endOf([head = [], ...rest], text, start, longest) {
  return matchesAt(head, text, start) ? endOfRest(rest, text, start + head.length, longest) : void 0;
}
function endOfRest(rest, text, from, longest) {
  let at2 = from;
  for (const [index, part] of rest.entries()) {
    const last = Math.min(endOfLine(text, at2), text.length - part.length);
    const step = longest && index === rest.length - 1 ? -1 : 1;
    let start = step === 1 ? at2 : last;
    while (at2 <= start && start <= last && !matchesAt(part, text, start)) start += step;
    if (start < at2 || start > last) return void 0;
    at2 = start + part.length;
  }
  return at2;
}
function matchesAt(part, text, start) {
  if (start + part.length > text.length) return false;
  return part.every((token, offset) => {
    const character = text[start + offset];
    return token === ONE ? character !== "\n" : token === character;
  });
}
function endOfLine(text, from) {
  const found = text.indexOf("\n", from);
  return found < 0 ? text.length : found;
}

// src/dockerfile/expand.ts
var WordError = class extends UnreadableError {
};
var SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
var NAME = new RegExp("\\p{Nd}+|[@*#?\\-$!]|[\\p{L}_][\\p{L}\\p{Nd}_]*", "uy");
var IS_SPACE = new RegExp(SPACE);
function expand(word, variables, escapeCharacter, work) {
  return lex(word, { escapeCharacter, variables, work }).text;
}
function lex(line, { escapeCharacter, variables, work, rawQuotes = false, rawEscapes = false, keepUnset = false }) {
  let at2 = 0;
  let nesting = 0;
  let raw = rawEscapes;
  let pending = "";
  work.spend(line.length);
  function until(stop, keepEscapes) {
    if (nesting++ > MAX_SUBSTITUTION_DEPTH) throw new UnreadableError(`${quote(line)} nests too many substitutions`);
    const outer = raw;
    raw = keepEscapes;
    const found = wordsUntil(stop);
    raw = outer;
    nesting--;
    return found;
  }
  function wordsUntil(stop) {
    const words = [];
    let text = "";
    const end = () => {
      if (pending !== "") words.push(pending);
      pending = "";
    };
    const add = (part) => {
      text += part;
      pending += part;
    };
    const split2 = (part) => {
      text += part;
      for (const char of part) {
        if (IS_SPACE.test(char)) end();
        else pending += char;
      }
    };
    pending = "";
    while (at2 < line.length) {
      const char = line.charAt(at2++);
      if (char === stop) {
        end();
        return { text, words };
      }
      if (char === "'") add(singleQuoted());
      else if (char === '"') add(doubleQuoted());
      else if (char === "$") split2(variable());
      else if (char === "<") add(redirection());
      else if (char === escapeCharacter) add((raw ? escapeCharacter : "") + line.charAt(at2++));
      else split2(char);
    }
    if (stop !== void 0) throw new WordError(`${quote(excerpt(line))} lacks a closing ${stop}`);
    end();
    return { text, words };
  }
  function singleQuoted() {
    const end = line.indexOf("'", at2);
    if (end < 0) throw new WordError(`${quote(excerpt(line))} lacks a closing quote`);
    const text = line.slice(at2, end);
    at2 = end + 1;
    return rawQuotes ? `'${text}'` : text;
  }
  function doubleQuoted() {
    let text = "";
    while (at2 < line.length) {
      const char = line.charAt(at2++);
      if (char === '"') return rawQuotes ? `"${text}"` : text;
      if (char === "$") text += variable();
      else if (char === escapeCharacter) {
        const escapes = ['"', "$", escapeCharacter].includes(line.charAt(at2));
        text += (raw ? escapeCharacter : "") + (escapes ? line.charAt(at2++) : char);
      } else text += char;
    }
    throw new WordError(`${quote(excerpt(line))} lacks a closing quote`);
  }
  function redirection() {
    if (line.charAt(at2) !== "<") return "<";
    const start = at2++;
    while (at2 < line.length && "	\r ".includes(line.charAt(at2))) at2++;
    return `<${line.slice(start, at2)}`;
  }
  function name() {
    NAME.lastIndex = at2;
    const found = NAME.exec(line)?.[0] ?? "";
    at2 += found.length;
    return found;
  }
  function variable() {
    const text = substitution();
    work.spend(text.length);
    return text;
  }
  function substitution() {
    if (line.charAt(at2) !== "{") {
      const key2 = name();
      if (key2 === "") return "$";
      return variables.get(key2) ?? (keepUnset ? `$${key2}` : "");
    }
    at2++;
    if (at2 < line.length && "{}:".includes(line.charAt(at2))) throw notUnderstood();
    const key = name();
    const value = variables.get(key) ?? "";
    const isKept = keepUnset && !variables.has(key);
    const colon = line.charAt(at2) === ":";
    if (colon) at2++;
    const modifier = line.charAt(at2++);
    const missing = colon ? value === "" : !variables.has(key);
    if (modifier === "}" && !colon) return isKept ? `\${${key}}` : value;
    if (modifier === "-" || modifier === "+" || modifier === "?") {
      const alternative = until("}", false).text;
      if (isKept) return `\${${key}${colon ? ":" : ""}${modifier}${alternative}}`;
      if (modifier === "+") return missing ? "" : alternative;
      if (modifier === "?" && missing) throw new WordError(`${excerpt(key)}: ${excerpt(alternative || "is not set")}`);
      return missing ? alternative : value;
    }
    if (!colon && (modifier === "#" || modifier === "%")) {
      const pattern = until("}", true).text;
      return isKept ? `\${${key}${modifier}${pattern}}` : trim(value, modifier, pattern);
    }
    if (!colon && modifier === "/") {
      const all = line.charAt(at2) === "/";
      if (all) at2++;
      const pattern = until("/", true).text;
      const replacement = until("}", true).text;
      return isKept ? `\${${key}/${pattern}/${replacement}}` : replace(value, pattern, replacement, all);
    }
    throw notUnderstood();
  }
  function notUnderstood() {
    return new WordError(`${quote(excerpt(line))} has a substitution that is not understood`);
  }
  function trim(value, sign, pattern) {
    const longest = pattern.startsWith(sign);
    work.spend(value.length * pattern.length);
    return trimPattern(value, longest ? pattern.slice(1) : pattern, sign === "#" ? "start" : "end", longest);
  }
  function replace(value, pattern, replacement, all) {
    work.spend(value.length * (pattern.length + replacement.length));
    return replacePattern(value, pattern, replacement, all);
  }
  return until(void 0, rawEscapes);
}

// src/dockerfile/locate.ts
import { relative } from "node:path";

// src/dockerfile/build-arguments.ts
function givenArguments(buildArgs, env) {
  const variables = childEnvironment(env);
  return buildArgs.flatMap(({ name, value = variables[name] }) => value === void 0 ? [] : [{ name, value }]);
}

// src/runtime/time-limit.ts
import { closeSync, openSync } from "node:fs";
import { createContext, Script } from "node:vm";
var TimeLimitError = class extends Error {
  name = "TimeLimitError";
};
var CALL = new Script("work()");
var DESCRIPTORS = 4;
function withTimeLimit(milliseconds, work) {
  requireDescriptors();
  try {
    return CALL.runInContext(createContext({ work }), { timeout: milliseconds });
  } catch (error) {
    if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new TimeLimitError(`not done within ${milliseconds / 1e3} s`);
  }
}
function requireDescriptors() {
  const opened = [];
  try {
    while (opened.length < DESCRIPTORS) opened.push(openSync("/dev/null", "r"));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

// src/dockerfile/words.ts
var BETWEEN = /[\t\v\f\r ]+/g;
var LEADING = new RegExp(`^${SPACE}+`);
var IS_SPACE2 = new RegExp(SPACE);
function trimSpaceLeft(text) {
  return text.replace(LEADING, "");
}
function trimSpace(text) {
  let end = text.length;
  while (end > 0 && IS_SPACE2.test(text.charAt(end - 1))) end--;
  return trimSpaceLeft(text.slice(0, end));
}
function trimEnd(text, characters) {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
function trimLeadingTabs(text) {
  return text.replace(/^\t+/, "");
}
function splitAtSpace(text, most = Number.POSITIVE_INFINITY) {
  const words = [];
  let from = 0;
  for (const { index, 0: space } of text.matchAll(BETWEEN)) {
    if (words.length + 1 >= most) break;
    words.push(text.slice(from, index));
    from = index + space.length;
  }
  return text === "" ? words : [...words, text.slice(from)];
}
function splitQuoted(text, escapeCharacter) {
  const words = [];
  let word = "";
  let quote2 = "";
  for (let at2 = 0; at2 < text.length; at2++) {
    const char = text.charAt(at2);
    if (quote2 === "" && IS_SPACE2.test(char)) {
      if (word !== "") words.push(word);
      word = "";
    } else if (char === escapeCharacter && quote2 !== "'") {
      if (at2 + 1 < text.length) word += char + text.charAt(++at2);
      else quote2 = "";
    } else {
      word += char;
      if (quote2 === "" && (char === '"' || char === "'")) quote2 = char;
      else if (char === quote2) quote2 = "";
    }
  }
  return word === "" ? words : [...words, word];
}
function splitFlags(text, escapeCharacter) {
  const flags = [];
  let at2 = 0;
  for (; ; ) {
    while (at2 < text.length && IS_SPACE2.test(text.charAt(at2))) at2++;
    if (!text.startsWith("--", at2)) return { flags, rest: text.slice(at2) };
    const { word, isQuoted, end } = readFlag(text, at2, escapeCharacter);
    at2 = end;
    if (word === "--") return { flags, rest: text.slice(at2) };
    if (word !== "" || isQuoted) flags.push(word);
  }
}
function readFlag(text, from, escapeCharacter) {
  let word = "";
  let quote2 = "";
  let isQuoted = false;
  let at2 = from;
  for (; at2 < text.length; at2++) {
    const char = text.charAt(at2);
    if (quote2 === "" && IS_SPACE2.test(char)) break;
    if (char === quote2) quote2 = "";
    else if (quote2 === "" && (char === '"' || char === "'")) {
      quote2 = char;
      isQuoted = true;
    } else word += char === escapeCharacter ? text.charAt(++at2) : char;
  }
  return { word, isQuoted, end: at2 };
}
function splitFields(line) {
  const fields = [];
  for (let at2 = 0; at2 <= line.length; ) {
    const isQuoted = line.charAt(at2) === '"';
    const [found = "", quoted, plain = ""] = (isQuoted ? QUOTED_FIELD : FIELD).exec(line.slice(at2)) ?? [];
    fields.push(isQuoted ? (quoted ?? "").replaceAll('""', '"') : plain);
    at2 += found.length + 1;
  }
  return fields;
}
var QUOTED_FIELD = /^"((?:[^"]|"")*)"?/;
var FIELD = /^()([^,]*)/;

// src/dockerfile/heredoc.ts
var NO_VARIABLES = /* @__PURE__ */ new Map();
var NO_LIMIT = { spend: () => void 0 };
function heredocsOf(text, lines, from) {
  if (!text.includes("<<")) return [];
  const heredocs = findHeredocs(text);
  return contentOf(heredocs, lines, from) ?? contentOf(
    heredocs.filter(({ isSpaced }) => !isSpaced),
    lines,
    from
  );
}
function contentOf(heredocs, lines, from) {
  let next = from;
  for (const { name, chomps } of heredocs) {
    const isEnd = (line) => {
      const bare = trimEnd(line, "\r");
      return (chomps ? trimLeadingTabs(bare) : bare) === name;
    };
    while (next < lines.length && !isEnd(lines[next] ?? "")) next++;
    if (next++ >= lines.length) return void 0;
  }
  return lines.slice(from, next);
}
function findHeredocs(text) {
  return wordsOf(text, { rawQuotes: true, rawEscapes: true }).flatMap((word) => {
    const [, dash, space = "", rest = ""] = /^\d*<<(-?)([\t\n\f\r ]*)([^<]*)$/.exec(word) ?? [];
    if (dash === void 0 || rest === "") return [];
    const [name, ...more] = wordsOf(rest, {});
    return name === void 0 || more.length > 0 ? [] : { name, chomps: dash !== "", isSpaced: space !== "" };
  });
}
function wordsOf(text, raw) {
  try {
    return lex(text, { ...raw, escapeCharacter: "\\", variables: NO_VARIABLES, work: NO_LIMIT, keepUnset: true }).words;
  } catch (error) {
    if (error instanceof WordError) return [];
    throw error;
  }
}

// src/dockerfile/parse.ts
var MAX_LINE_BYTES = 65536;
function parse(text) {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  checkLengths(lines);
  const directives = readDirectives(lines, trimSpaceLeft);
  const escapeCharacter = directives.get("escape") ?? "\\";
  if (escapeCharacter !== "\\" && escapeCharacter !== "`") {
    throw new UnreadableError("the escape character is not \\ or `");
  }
  const instructions = [];
  for (let at2 = 0; at2 < lines.length; ) {
    const joined = joinLines(lines, at2, escapeCharacter);
    const instruction = joined.text === void 0 ? void 0 : split(joined.text, at2 + 1, escapeCharacter);
    at2 = joined.next;
    if (instruction === void 0) continue;
    const heredocs = mayHaveHeredoc(instruction, escapeCharacter) ? heredocsOf(joined.text ?? "", lines, at2) : [];
    if (heredocs === void 0) throw new UnreadableError("a here-document whose end is not found", instruction.line);
    at2 += heredocs.length;
    instructions.push({ ...instruction, heredocs });
  }
  return { escapeCharacter, instructions };
}
function readDirectives(lines, clean = (line) => line) {
  const found = /* @__PURE__ */ new Map();
  for (const [index, line] of lines.entries()) {
    const cleaned = clean(line);
    if (!cleaned.startsWith("#")) break;
    const [, name = "", value = ""] = /^([a-z]+)\s*=(.+)/is.exec(trimSpaceLeft(cleaned.slice(1))) ?? [];
    const key = name.toLowerCase();
    if (!["syntax", "escape", "check"].includes(key)) break;
    if (found.has(key)) throw new UnreadableError(`only one ${key} directive is allowed`, index + 1);
    found.set(key, value.trim());
  }
  return found;
}
function checkLengths(lines) {
  const at2 = lines.findIndex((line) => line.length >= MAX_LINE_BYTES / 3 && Buffer.byteLength(line) >= MAX_LINE_BYTES);
  if (at2 >= 0) throw new UnreadableError(`a line of more than ${MAX_LINE_BYTES} bytes`, at2 + 1);
}
function joinLines(lines, from, escapeCharacter) {
  const first = trimSpaceLeft(trimLineEnd(lines[from] ?? ""));
  let { text, continues } = continuation(isComment(first) ? "" : first, escapeCharacter);
  let next = from + 1;
  if (text === "" && !continues) return { text: void 0, next };
  for (; continues && next < lines.length; next++) {
    const line = trimLineEnd(lines[next] ?? "");
    if (isComment(line) || trimSpaceLeft(line) === "") continue;
    const more = continuation(line, escapeCharacter);
    text += more.text;
    continues = more.continues;
  }
  return { text, next };
}
function continuation(line, escapeCharacter) {
  const end = trimEnd(line, " 	");
  const continues = end.endsWith(escapeCharacter) && !end.endsWith(escapeCharacter + escapeCharacter);
  return { text: continues ? end.slice(0, -1) : line, continues };
}
function split(text, line, escapeCharacter) {
  const [keyword = "", after = ""] = splitAtSpace(trimSpace(text), 2);
  const { flags, rest } = splitFlags(after, escapeCharacter);
  return { line, keyword: keyword.toUpperCase(), flags, rest: trimSpace(rest) };
}
function mayHaveHeredoc(instruction, escapeCharacter) {
  const { keyword, rest } = instruction.keyword === "ONBUILD" ? split(instruction.rest, instruction.line, escapeCharacter) : instruction;
  return ["ADD", "COPY", "RUN"].includes(keyword) && !isJson(rest);
}
function isJson(rest) {
  if (!rest.startsWith("[")) return false;
  try {
    return Array.isArray(JSON.parse(rest));
  } catch {
    return false;
  }
}
function isComment(line) {
  return trimSpaceLeft(line).startsWith("#");
}
function trimLineEnd(line) {
  return trimEnd(line, "\r");
}

// src/dockerfile/read.ts
function readDockerfile(text, frontend) {
  if (Buffer.byteLength(text) > MAX_DOCKERFILE_BYTES)
    return { unreadable: `it is larger than ${MAX_DOCKERFILE_BYTES} bytes` };
  try {
    return withTimeLimit(DOCKERFILE_PARSE_MS, () => {
      checkFrontend(frontend?.trim().split(" ")[0] || syntaxLine(text));
      return assemble(parse(text));
    });
  } catch (error) {
    if (error instanceof TimeLimitError)
      return { unreadable: `parsing it takes longer than ${DOCKERFILE_PARSE_MS / 1e3} s` };
    const mistake = error instanceof UnreadableError ? error.mistake : void 0;
    return { unreadable: messageOf(error), ...mistake !== void 0 && !text.includes("<<") && { mistake } };
  }
}
var KEYWORDS = "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
  " "
);
function assemble({ escapeCharacter, instructions }) {
  const args = [];
  const stages = [];
  for (const instruction of instructions) {
    const { keyword, line } = instruction;
    const stage = stages.at(-1);
    if (!KEYWORDS.includes(keyword)) throw unknownInstruction(keyword, line);
    if (keyword === "FROM") stages.push(stageOf(instruction));
    else if (stage !== void 0) {
      const isTrigger = keyword === "ONBUILD";
      const step = isTrigger ? triggerOf(instruction) : stepOf(instruction, escapeCharacter);
      if (step !== void 0) (isTrigger ? stage.triggers : stage.steps).push(step);
      if (keyword === "LABEL") stage.labels.push(...labelsOf(instruction, escapeCharacter));
      (isTrigger ? stage.triggerHistory : stage.history).push(line);
    } else if (keyword === "ARG")
      args.push(...argsOf(instruction, escapeCharacter).map((argument) => ({ ...argument, line })));
    else throw new UnreadableError(`${keyword} before the first FROM`, line, "begin with FROM, or ARG");
  }
  if (stages.length > MAX_STAGES) {
    throw new UnreadableError(`it has ${stages.length} stages, more than ${MAX_STAGES}`);
  }
  if (stages.length === 0) throw new UnreadableError("it has no FROM", void 0, "begin with FROM image");
  return { escapeCharacter, args, stages };
}
function unknownInstruction(keyword, line) {
  const meant = nearest(keyword, KEYWORDS);
  const hint = meant === void 0 ? void 0 : `did you mean ${meant}?`;
  return new UnreadableError(`unknown instruction ${excerpt(keyword)}`, line, hint);
}
function syntaxLine(text) {
  const lines = text.replace(/^\uFEFF/, "").replace(/^#!.*\n/, "").split("\n");
  return readDirectives(lines).get("syntax")?.split(" ")[0];
}
function checkFrontend(frontend) {
  const repository = frontend?.replace(/@.*$/, "").replace(/:[^/]*$/, "");
  if (repository === void 0 || /(?:^|\/)docker\/dockerfile(?:-upstream)?$/.test(repository)) return;
  throw new UnreadableError(`it is written for another frontend, ${excerpt(frontend ?? "")}`);
}
function stageOf({ line, flags, rest }) {
  const [base, as, name, ...more] = splitAtSpace(rest);
  const named = as?.toUpperCase() === "AS" && name !== void 0 && /^[a-z][a-z0-9_.-]*$/i.test(name);
  if (base === void 0 || more.length > 0 || as !== void 0 && !named) {
    throw new UnreadableError("FROM wants an image, or an image AS name", line, "write FROM image AS name");
  }
  const platform = valuesOf(flags, "platform")[0] || void 0;
  const nothing = { steps: [], triggers: [], history: [], triggerHistory: [], labels: [] };
  return { line, name: name?.toLowerCase(), base, platform, ...nothing };
}
function triggerOf({ line, rest, heredocs }) {
  const { instructions } = at(line, () => parse([rest, ...heredocs].join("\n")));
  const [trigger, ...more] = instructions;
  if (trigger === void 0 || more.length > 0) throw new UnreadableError("ONBUILD wants one instruction", line);
  return stepOf({ ...trigger, line }, "\\");
}
function stepOf(instruction, escapeCharacter) {
  const { line, keyword, flags } = instruction;
  const step = { line, from: [], mounts: [], variables: [] };
  switch (keyword) {
    case "ARG":
      return { ...step, kind: keyword, variables: argsOf(instruction, escapeCharacter) };
    case "ENV":
      return { ...step, kind: keyword, variables: environmentOf(instruction, escapeCharacter) };
    case "COPY":
      return { ...step, kind: keyword, from: valuesOf(flags, "from").filter((from) => from !== "") };
    case "RUN": {
      const mounts = valuesOf(flags, "mount");
      return { ...step, kind: keyword, from: mounts.flatMap(sourceOf), mounts };
    }
    default:
      return void 0;
  }
}
function sourceOf(mount) {
  const found = splitFields(mount).findLast((field) => /^from=/i.test(field));
  const from = found?.slice("from=".length);
  return from ? [from] : [];
}
function argsOf({ rest }, escapeCharacter) {
  return splitQuoted(rest, escapeCharacter).map(assignment);
}
function labelsOf(instruction, escapeCharacter) {
  const names = environmentOf(instruction, escapeCharacter).map(({ name }) => name.replace(/^(["'])(.*)\1$/, "$2"));
  return names.filter((name) => !name.includes("$"));
}
function environmentOf({ rest }, escapeCharacter) {
  const words = splitQuoted(rest, escapeCharacter);
  if (words[0]?.includes("=")) return words.map(assignment);
  const [name = "", value] = splitAtSpace(rest, 2);
  return value === void 0 ? [] : [{ name, value }];
}
function assignment(word) {
  const sign = word.indexOf("=");
  return sign < 0 ? { name: word, value: void 0 } : { name: word.slice(0, sign), value: word.slice(sign + 1) };
}
function valuesOf(flags, name) {
  const start = `--${name}=`;
  return flags.flatMap((flag) => flag.startsWith(start) ? flag.slice(start.length) : []);
}

// src/dockerfile/locate.ts
function dockerfileName({ dockerfile, file }, workspace) {
  if (dockerfile === void 0) return file ?? "Dockerfile";
  const inside = relative(workspace, dockerfile);
  return inside.startsWith("..") ? dockerfile : inside;
}
function locateDockerfile({ context, dockerfile, buildArgs }, env, readText) {
  if (context.kind === "git") {
    const isGit = !/^https?:/i.test(context.url) || /\.git([#?]|$)/.test(context.url);
    return { unreadable: isGit ? "it comes with a Git context" : "it is at the URL that is the context" };
  }
  const text = dockerfile === void 0 ? void 0 : readText(dockerfile, MAX_DOCKERFILE_BYTES + 1);
  if (text === void 0) return { unreadable: "it is not on this machine" };
  return readDockerfile(text, givenArguments(buildArgs, env).findLast(({ name }) => name === "BUILDKIT_SYNTAX")?.value);
}

// src/dockerfile/problems.ts
function pinError(file, stage, target, pin) {
  const subject = stage === void 0 ? "the last stage" : `stage ${quote(stage)}`;
  const pinned = formatPlatform(pin.platform);
  const programs = pin.platform.os === target.os ? pinned.slice(pinned.indexOf("/") + 1) : pinned;
  return new ActionError(
    `${file}:${pin.line}: ${subject} is pinned to ${pinned}, so the ${formatPlatform(target)} image would hold ${programs} programs`,
    {
      hint: "Leave --platform out there: it is for stages that the last one only copies files from. If such an image is meant, set `verify: false`."
    }
  ).at({ file, startLine: pin.line });
}
function dockerfileProblems(file, dockerfile, target) {
  if (!isUnreadable(dockerfile)) {
    const problem = target === void 0 ? void 0 : targetProblem(file, dockerfile, target);
    return problem === void 0 ? [] : [problem];
  }
  if (dockerfile.mistake === void 0) return [];
  const { message, hint, line } = dockerfile.mistake;
  if (line === void 0) return [{ input: "file", message: `${file}: ${message}`, hint }];
  return [{ input: "file", message: `${file}:${line}: ${message}`, hint, place: { file, startLine: line } }];
}
function targetProblem(file, { stages }, target) {
  const names = [...new Set(stages.flatMap(({ name }) => name ?? []))];
  if (names.includes(target.toLowerCase())) return void 0;
  return {
    input: "target",
    message: `${file} has no stage ${quote(target)}`,
    hint: names.length === 0 ? "name one of its stages: FROM image AS name" : hintFor(target, names)
  };
}

// src/inputs/cache-entry.ts
function readCacheEntry(entry) {
  if (!entry.includes("=")) {
    const references = parseFields(entry);
    return { type: "registry", references: references instanceof Wrong ? [] : references, attributes: {} };
  }
  const attributes = parseAttributes(entry);
  if (attributes instanceof Wrong) return { type: void 0, references: [], attributes: {} };
  const { type, ref } = attributes;
  return { type, references: type === "registry" && ref !== void 0 ? [ref] : [], attributes };
}

export {
  parseLevel,
  parseAnnotation,
  readCacheEntry,
  givenArguments,
  TimeLimitError,
  withTimeLimit,
  UnreadableError,
  excerpt,
  isUnreadable,
  at,
  expand,
  splitFields,
  dockerfileName,
  locateDockerfile,
  pinError,
  dockerfileProblems
};
