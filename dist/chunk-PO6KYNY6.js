import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  LISTS,
  Texts,
  limitItems,
  parseList,
  parseYaml
} from "./chunk-DRQUZ2CI.js";
import {
  parseBoolean,
  parseChoice
} from "./chunk-KF45ZQFP.js";
import {
  BINFMT
} from "./chunk-UZVA5NJG.js";
import {
  InputError,
  firstOf,
  placeOf
} from "./chunk-7NESLQ2E.js";
import {
  Wrong
} from "./chunk-IWCVWDM7.js";

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
  value(name, parse) {
    const text = this.text(name);
    return text === void 0 ? void 0 : this.accept(name, parse(text));
  }
  flag(name) {
    return this.value(name, parseBoolean) ?? this.#defaults[name] === "true";
  }
  choice(name, choices) {
    return this.value(name, parseChoice(choices)) ?? this.#defaults[name];
  }
  /** The items of a list as parsed by `parse`, without the invalid ones. */
  each(name, parse) {
    const list = this.#isBlank(name) ? parseList(this.#defaults[name], LISTS[name]) : this.#texts.list(name);
    return this.parseItems(name, this.items(name, list), parse);
  }
  /** These items as parsed by `parse`, without the invalid ones. */
  parseItems(name, items, parse) {
    const values = items.map((item, index) => this.accept(name, parse(item, index), index));
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
  /** True if the step itself has this item, and not a target of a bake file. */
  isOwn(name, item) {
    return this.#texts.origin.of(name, item) === void 0;
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
    this.report("info", `${placeOf(name, item)}: ${why}; left out`);
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
  "metadata-context": "workflow",
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
  "annotations-levels": "",
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
  "cache-scope": "",
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
  version: "",
  "metadata-context": "workflow",
  summary: "true"
};
var MERGE_DEFAULTS = {
  images: "",
  tags: "",
  flavor: "",
  version: "",
  "metadata-context": "workflow",
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
  Inputs,
  DEFAULTS,
  PLAN_DEFAULTS,
  MERGE_DEFAULTS
};
