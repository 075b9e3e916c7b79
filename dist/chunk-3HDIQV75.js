import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  parse
} from "./chunk-G6TENKBZ.js";
import {
  hintFor,
  quote
} from "./chunk-7NESLQ2E.js";

// src/tags/event.ts
function readJobEvent(env, json, now, checkout) {
  const payload = json ?? {};
  const eventName = env.GITHUB_EVENT_NAME ?? "";
  const workflowRef = eventName === "pull_request_target" ? `refs/pull/${payload.number}/merge` : env.GITHUB_REF ?? "";
  const ref = checkout?.ref ?? workflowRef;
  const headSha = eventName.startsWith("pull_request") ? payload.pull_request?.head?.sha : void 0;
  const wantsHead = /true/i.test(env.DOCKER_METADATA_PR_HEAD_SHA ?? "");
  const pullRequestHead = checkout === void 0 && wantsHead ? headSha : void 0;
  const sha = checkout?.revision ?? pullRequestHead ?? env.GITHUB_SHA ?? "";
  const commits = [...payload.commits ?? [], ...payload.head_commit ? [payload.head_commit] : []];
  const timestamp = commits.find(({ id }) => id === sha)?.timestamp;
  return {
    eventName,
    ref,
    sha,
    pullRequestHead,
    shortSha: sha.slice(0, Number(env.DOCKER_METADATA_SHORT_SHA_LENGTH) || 7),
    defaultBranch: payload.repository?.default_branch ?? scheduledBranch(eventName, workflowRef),
    baseRef: baseRefOf(ref, payload),
    repository: repositoryOf(env, payload),
    now,
    commitDate: checkout?.date ?? (timestamp ? new Date(timestamp) : now)
  };
}
function scheduledBranch(eventName, ref) {
  return eventName === "schedule" ? after("refs/heads/", ref) : void 0;
}
function baseRefOf(ref, payload) {
  if (ref.startsWith("refs/tags/")) return payload.base_ref?.replace(/^refs\/heads\//, "");
  if (ref.startsWith("refs/pull/")) return payload.pull_request?.base?.ref;
  return void 0;
}
function repositoryOf(env, payload) {
  const fullName = env.GITHUB_REPOSITORY ?? "";
  return {
    name: payload.repository?.name ?? fullName.slice(fullName.indexOf("/") + 1),
    description: payload.repository?.description ?? "",
    url: payload.repository?.html_url ?? (fullName && `${env.GITHUB_SERVER_URL ?? "https://github.com"}/${fullName}`),
    license: payload.repository?.license?.spdx_id ?? ""
  };
}
function branchOf({ ref }) {
  return after("refs/heads/", ref);
}
function gitTagOf({ ref }) {
  return after("refs/tags/", ref);
}
function pullRequestOf({ ref }) {
  return after("refs/pull/", ref)?.replace(/\/merge$/, "");
}
function after(prefix, ref) {
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : void 0;
}

// src/tags/rule.ts
var RuleError = class extends Error {
  hint;
  constructor(message, hint, options) {
    super(message, options);
    this.hint = hint;
  }
};
var PRIORITIES = {
  schedule: 1e3,
  semver: 900,
  pep440: 900,
  match: 800,
  edge: 700,
  ref: 600,
  raw: 200,
  sha: 100
};
var TYPES = Object.keys(PRIORITIES);
var EXAMPLES = {
  pattern: "pattern={{version}}",
  event: "event=branch",
  value: "value=stable"
};
var KEYS = "type enable priority prefix suffix pattern value match group branch event format".split(" ");
function parseRule(line) {
  const given = readAttributes(line);
  const type = oneOf("type", given.type ?? "raw", TYPES);
  const priority = Number(given.priority ?? PRIORITIES[type]);
  if (Number.isNaN(priority)) throw new RuleError(`priority must be a number, got ${quote(given.priority ?? "")}`);
  checkAffix("prefix", given.prefix ?? "");
  checkAffix("suffix", given.suffix ?? "");
  const common = { enable: given.enable ?? "true", priority, prefix: given.prefix, suffix: given.suffix };
  const need = (key) => {
    const value = given[key];
    if (value === void 0) throw new RuleError(`type=${type} without ${key}=`, `write it as in ${EXAMPLES[key]}`);
    return value;
  };
  switch (type) {
    case "schedule":
      return { ...common, type, pattern: given.pattern ?? "nightly" };
    case "semver":
    case "pep440":
      regularExpression(given.match ?? "");
      return { ...common, type, pattern: need("pattern"), value: given.value ?? "", match: given.match ?? "" };
    case "match": {
      const group = given.group ?? "0";
      if (Number.isNaN(Number(group))) throw new RuleError(`group must be a number, got ${quote(group)}`);
      expressionOf(need("pattern"));
      return { ...common, type, pattern: need("pattern"), group, value: given.value ?? "" };
    }
    case "edge":
      return { ...common, type, branch: given.branch ?? "" };
    case "ref": {
      const event = oneOf("event", need("event"), ["branch", "tag", "pr"]);
      return { ...common, type, event, prefix: given.prefix ?? (event === "pr" ? "pr-" : void 0) };
    }
    case "raw":
      return { ...common, type, value: need("value") };
    case "sha": {
      const format = oneOf("format", given.format ?? "short", ["short", "long"]);
      return { ...common, type, format, prefix: given.prefix ?? "sha-" };
    }
  }
}
function expressionOf(pattern) {
  const [, body, flags] = /^\/(.+)\/(.*)$/.exec(pattern) ?? [];
  return regularExpression(body ?? pattern, flags);
}
function regularExpression(body, flags = "") {
  try {
    return new RegExp(body, flags);
  } catch (cause) {
    throw new RuleError(`must be a regular expression, got ${quote(body)}`, void 0, { cause });
  }
}
function checkAffix(name, text) {
  const [, found = ""] = /([;:|"'`\\])/.exec(text.replaceAll(/\{\{.*?\}\}/g, "")) ?? [];
  if (found === "") return;
  throw new RuleError(
    `${name} must be part of a tag, got ${quote(text)}`,
    found === ";" ? "separate entries by commas or lines, not by semicolons" : `leave out ${quote(found)}`
  );
}
function templatesOf(rule) {
  const value = "value" in rule ? [rule.value] : [];
  const pattern = "pattern" in rule && rule.type !== "match" ? [rule.pattern] : [];
  return [rule.enable, rule.prefix ?? "", rule.suffix ?? "", ...value, ...pattern];
}
function readFields(line) {
  let fields;
  try {
    [fields = []] = parse(line, { relax_column_count: true, skip_empty_lines: true });
  } catch {
    throw new RuleError(
      `must have matching double quotes, got ${quote(line)}`,
      "write a double quote inside an item twice"
    );
  }
  return fields.map((field) => {
    const equals = field.indexOf("=", 1);
    if (field.startsWith("=") || equals < 0) return { key: void 0, value: field.trim(), text: field };
    const [key, value] = [field.slice(0, equals), field.slice(equals + 1)];
    return { key: key.trim().toLowerCase(), value: value.trim(), text: field };
  });
}
function readAttributes(line) {
  const attributes = {};
  const fields = readFields(line);
  refuseSplitExpression(fields);
  for (const { key = "value", value } of fields) {
    if (!KEYS.includes(key)) throw new RuleError(`unknown attribute ${quote(key)}`, hintFor(key, KEYS));
    attributes[key] = value;
  }
  return attributes;
}
function refuseSplitExpression(fields) {
  const type = fields.find(({ key }) => key === "type")?.value;
  const holder = type === "match" ? "pattern" : "match";
  const start = fields.findIndex(({ key }) => key === holder);
  if (start < 0) return;
  const end = fields.findIndex(({ key }, i) => i > start && key !== void 0 && KEYS.includes(key));
  const parts = fields.slice(start, end < 0 ? void 0 : end);
  if (parts.length === 1) return;
  const whole = parts.map(({ text }) => text).join(",");
  throw new RuleError(
    `a comma ends ${holder}, got ${quote(parts[0]?.text ?? "")}`,
    `put the attribute in double quotes: type=${type},"${whole.replaceAll('"', '""')}"`
  );
}
function oneOf(name, value, known) {
  if (known.includes(value)) return value;
  throw new RuleError(`unknown ${name} ${quote(value)}`, hintFor(value, known));
}

export {
  readJobEvent,
  branchOf,
  gitTagOf,
  pullRequestOf,
  RuleError,
  parseRule,
  expressionOf,
  regularExpression,
  checkAffix,
  templatesOf,
  readFields
};
