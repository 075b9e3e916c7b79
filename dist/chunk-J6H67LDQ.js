import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  BINFMT,
  parseBoolean,
  parseChoice
} from "./chunk-FFGX2C5R.js";
import {
  CsvError,
  InputError,
  firstOf,
  parse,
  placeOf
} from "./chunk-VC6AJXCW.js";
import {
  Wrong
} from "./chunk-3UVMYFHN.js";
import {
  MAX_ITEMS,
  MAX_RULE_CHARS,
  MAX_YAML_ALIASES,
  MAX_YAML_CHARS
} from "./chunk-ZNZUOKZ2.js";

// src/inputs/list.ts
var COMMAS = { comma: true, quotes: true, comments: false, trim: true };
var LINES = { comma: false, quotes: true, comments: false, trim: true };
var FIELDS = { ...LINES, quotes: "fields" };
var LISTS = {
  flavor: { ...LINES, comments: true },
  platforms: COMMAS,
  "bake-file": COMMAS,
  "build-args": LINES,
  "build-contexts": LINES,
  labels: { ...LINES, comments: true },
  annotations: { ...LINES, comments: true },
  secrets: { ...LINES, trim: false },
  "secret-envs": COMMAS,
  "secret-files": LINES,
  ssh: COMMAS,
  "add-hosts": COMMAS,
  ulimit: LINES,
  allow: COMMAS,
  "no-cache-filters": COMMAS,
  attests: FIELDS,
  outputs: { ...LINES, quotes: false },
  "foreign-programs": { ...LINES, comments: true },
  "driver-opts": { ...LINES, quotes: false },
  "cache-from": FIELDS,
  "cache-to": FIELDS
};
function parseList(text, format) {
  const records = parseRecords(text, format);
  if (records instanceof Wrong) return records;
  return records.flatMap((fields) => format.comma ? splitAgain(fields) : [fields.join(",")]).map((item) => format.trim ? item.trim() : item).map((item) => format.quotes === "fields" ? unquoteWhole(item) : item).filter((item) => item.trim() !== "");
}
function parseRecords(text, { quotes, comments }) {
  try {
    return parse(text, {
      quote: quotes === true ? '"' : null,
      comment: comments ? "#" : null,
      comment_no_infix: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // a parameter, not guessed from the first line: a file may mix both
      record_delimiter: ["\r\n", "\n"]
    });
  } catch (error) {
    if (error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED") {
      return new Wrong("a double quote opens an item and is not closed", "write a double quote inside an item twice");
    }
    throw error;
  }
}
function unquoteWhole(item) {
  const [, content] = /^"((?:[^"]|"")*)"$/.exec(item) ?? [];
  return content === void 0 ? item : content.replaceAll('""', '"');
}
function splitAgain(fields) {
  return fields.length === 1 ? (fields[0] ?? "").split(",") : fields;
}

// src/inputs/yaml.ts
async function parseYaml(text) {
  if (text.trim() === "") return "";
  if (text.length > MAX_YAML_CHARS)
    return new Wrong(`YAML of ${text.length} characters`, `shorten it to ${MAX_YAML_CHARS}`);
  const { LineCounter, parseDocument } = (await import("./dist-SA3MOQLP.js")).default;
  const lineCounter = new LineCounter();
  const options = { schema: "failsafe", resolveKnownTags: false, prettyErrors: false, logLevel: "error" };
  const document = parseDocument(text, { ...options, lineCounter });
  const place = ([offset]) => {
    const { line, col } = lineCounter.linePos(offset);
    return `at line ${line}, column ${col}`;
  };
  const [error] = document.errors;
  if (error !== void 0) {
    return new Wrong(`invalid YAML ${place(error.pos)} (${error.code.toLowerCase().replaceAll("_", " ")})`);
  }
  const [warning] = document.warnings;
  if (warning !== void 0) return new Wrong(`a YAML tag or directive ${place(warning.pos)}`, "write the plain value");
  try {
    return document.toJS({ maxAliasCount: MAX_YAML_ALIASES }) ?? "";
  } catch {
    return new Wrong("aliases that multiply or have no anchor", "write the values out");
  }
}

// src/inputs/texts.ts
var STEP = { of: () => void 0, isKnown: () => true };
var Texts = class _Texts {
  #input;
  #made = /* @__PURE__ */ new Map();
  origin;
  constructor(input, origin = STEP) {
    this.#input = input;
    this.origin = origin;
  }
  static of(source) {
    return source instanceof _Texts ? source : new _Texts(source);
  }
  text(name) {
    return this.once(`text of ${name}`, () => this.#input(name));
  }
  list(name) {
    return this.once(`list of ${name}`, () => parseList(this.text(name), LISTS[name]));
  }
  yaml(name) {
    return this.once(`YAML of ${name}`, () => parseYaml(this.text(name)));
  }
  /** A value that is made from these inputs when it is first needed. */
  once(what, make) {
    if (!this.#made.has(what)) this.#made.set(what, make());
    return this.#made.get(what);
  }
};

// src/inputs/limits.ts
function limitItems(name, items) {
  const most = MAX_ITEMS[name];
  return items.length > most ? new Wrong(`${items.length} items`, `write at most ${most}`) : items;
}
function limitRule(text) {
  return text.length > MAX_RULE_CHARS ? new Wrong(`${text.length} characters`, `shorten it to at most ${MAX_RULE_CHARS}`) : text;
}

// src/inputs/inputs.ts
var Inputs = class {
  #texts;
  #defaults;
  #problems = [];
  #alone = [];
  #messages = [];
  #leftOut = /* @__PURE__ */ new Set();
  /** Places of the valid items of each list. */
  #places = /* @__PURE__ */ new Map();
  /** @param defaults the table of the action that has these inputs. */
  constructor(input, defaults) {
    this.#texts = Texts.of(input);
    this.#defaults = defaults;
  }
  /** The value with its surrounding space, or the default if the input is blank. */
  raw(name) {
    return this.#isBlank(name) ? this.#defaults[name] : this.#texts.text(name);
  }
  yaml(name) {
    return this.#isBlank(name) ? parseYaml(this.#defaults[name]) : this.#texts.yaml(name);
  }
  #isBlank(name) {
    return this.#texts.text(name).trim() === "";
  }
  text(name) {
    const text = this.raw(name).trim();
    return text === "" ? void 0 : text;
  }
  /** An input as parsed by `parse`. Undefined if it is empty or invalid. */
  value(name, parse2) {
    const text = this.text(name);
    return text === void 0 ? void 0 : this.accept(name, parse2(text));
  }
  flag(name) {
    return this.value(name, parseBoolean) ?? this.#defaults[name] === "true";
  }
  choice(name, choices) {
    return this.value(name, parseChoice(choices)) ?? this.#defaults[name];
  }
  /** The items of a list as parsed by `parse`, without the invalid ones. */
  each(name, parse2) {
    const list = this.#isBlank(name) ? parseList(this.#defaults[name], LISTS[name]) : this.#texts.list(name);
    return this.parseItems(name, this.items(name, list), parse2);
  }
  /** These items as parsed by `parse`, without the invalid ones. */
  parseItems(name, items, parse2) {
    const values = items.map((item, index) => this.accept(name, parse2(item, index), index));
    this.#places.set(
      name,
      values.flatMap((value, index) => value === void 0 ? [] : [index])
    );
    return values.filter((value) => value !== void 0);
  }
  /** The items of an input. If there are too many, returns an empty list and adds a problem. */
  items(name, read) {
    return this.accept(name, read instanceof Wrong ? read : limitItems(name, read)) ?? [];
  }
  /** A parsed value, or `undefined` and one more problem. */
  accept(name, value, item) {
    if (!(value instanceof Wrong)) return value;
    const origin = this.#texts.origin.of(name, item);
    this.#problems.push({ input: name, item, origin, message: value.message, hint: value.hint });
    return void 0;
  }
  /** Adds the problems of an input or of one item. Equal ones are reported once. */
  reject(name, problems, item) {
    const distinct = new Map(problems.map((wrong) => [`${wrong.message}; ${wrong.hint}`, wrong]));
    for (const wrong of distinct.values()) this.accept(name, wrong, item);
  }
  /** True if these inputs are known, have no problem so far, and no item was dropped. */
  fine(...names) {
    const wrong = this.#problems.some(({ input }) => names.some((name) => name === input));
    const isLess = (name) => this.#leftOut.has(name) || !this.#texts.origin.isKnown(name);
    return !wrong && !names.some(isLess);
  }
  /** Marks a part of an input as dropped, so that its consequences are not reported as problems. */
  leaveOut(name, item, why) {
    this.#leftOut.add(name);
    this.report("notice", `${placeOf(name, item)}: ${why}; left out`);
  }
  /** Marks an input as unknown, so that its lack is not reported as a problem. */
  doubt(name) {
    this.#leftOut.add(name);
  }
  /**
   * Adds the problems that later checks found, so that they are reported with the others.
   * @param problems an item is counted among the valid items of its input.
   * @param alone problems that an invalid input may cause. They are reported if there are no others.
   */
  add(problems, alone = []) {
    this.#problems.push(...problems.map((problem) => this.#placed(problem)));
    this.#alone.push(...alone);
  }
  /** Takes over the problems and messages of the inputs of something else. @param origin for messages. */
  take(other, origin) {
    this.#problems.push(...other.#problems.map((problem) => ({ ...problem, origin })));
    for (const { level, message } of other.#messages) this.report(level, `${origin}: ${message}`);
  }
  #placed(problem) {
    const { input } = problem;
    const item = problem.item === void 0 ? void 0 : this.#places.get(input)?.[problem.item] ?? problem.item;
    const origin = problem.origin ?? this.#texts.origin.of(input, item);
    return { ...problem, ...item === void 0 ? {} : { item }, ...origin === void 0 ? {} : { origin } };
  }
  report(level, message) {
    this.#messages.push({ level, message });
  }
  /** @throws InputError with every problem */
  finish() {
    const problems = this.#problems.length > 0 ? this.#problems : this.#alone;
    if (problems.length > 0) throw new InputError(problems);
    return firstOf(this.#messages, (more) => ({ level: "warning", message: `${more} more notices and warnings` }));
  }
};

// src/inputs/defaults.ts
var DEFAULTS = {
  images: "",
  tags: "",
  flavor: "",
  version: "",
  platforms: "",
  plan: "",
  "bake-file": "",
  "bake-target": "",
  context: ".",
  file: "",
  target: "",
  "build-args": "",
  "build-contexts": "",
  labels: "",
  annotations: "",
  secrets: "",
  "secret-envs": "",
  "secret-files": "",
  ssh: "",
  network: "",
  "add-hosts": "",
  "shm-size": "",
  ulimit: "",
  "cgroup-parent": "",
  allow: "",
  "no-cache": "false",
  "no-cache-filters": "",
  pull: "false",
  provenance: "",
  sbom: "",
  attests: "",
  call: "",
  "source-date-epoch": "",
  push: "false",
  "push-by-digest": "false",
  part: "",
  "part-tag": "",
  load: "false",
  outputs: "",
  qemu: "auto",
  "qemu-image": BINFMT.pinned,
  driver: "auto",
  builder: "",
  endpoint: "",
  nodes: "",
  "driver-opts": "",
  "buildkitd-flags": "",
  "buildkitd-config": "",
  "buildkitd-config-inline": "",
  "buildkit-image": "",
  "buildx-version": "",
  "keep-builder": "false",
  registry: "",
  username: "",
  password: "",
  "registry-auth": "",
  logout: "true",
  cache: "registry",
  "cache-ref": "",
  "cache-mode": "max",
  "cache-write": "auto",
  "cache-from": "",
  "cache-to": "",
  "cache-mounts": "false",
  verify: "true",
  "foreign-programs": "",
  "smoke-test": "",
  "allow-untrusted": "false",
  retries: "3",
  timeout: "",
  summary: "true",
  "github-token": ""
};
var PLAN_DEFAULTS = {
  platforms: "linux/amd64,linux/arm64",
  runners: "",
  "per-runner": "false",
  variants: "",
  part: "",
  push: "false",
  "bake-file": "",
  "bake-target": "",
  context: ".",
  file: "",
  images: "",
  tags: "",
  flavor: "",
  version: ""
};
var MERGE_DEFAULTS = {
  images: "",
  tags: "",
  flavor: "",
  version: "",
  release: "",
  platforms: "",
  plan: "",
  part: "",
  "part-tag": "",
  digests: "",
  annotations: "",
  registry: "",
  username: "",
  password: "",
  "registry-auth": "",
  logout: "true",
  verify: "true",
  "smoke-test": "",
  retries: "3",
  timeout: "",
  summary: "true"
};

export {
  LISTS,
  parseList,
  parseRecords,
  splitAgain,
  Texts,
  limitItems,
  limitRule,
  Inputs,
  DEFAULTS,
  PLAN_DEFAULTS,
  MERGE_DEFAULTS
};
