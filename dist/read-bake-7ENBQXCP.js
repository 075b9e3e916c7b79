import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  WITHOUT_GIT
} from "./chunk-3FVQARAN.js";
import {
  DEFAULTS,
  Inputs
} from "./chunk-PO6KYNY6.js";
import {
  INLINE_FOLDER,
  Texts,
  isInside,
  isRemote,
  readBakeInputs
} from "./chunk-DRQUZ2CI.js";
import "./chunk-KF45ZQFP.js";
import {
  formatFields,
  parseAttributes
} from "./chunk-UZVA5NJG.js";
import "./chunk-G6TENKBZ.js";
import {
  quote
} from "./chunk-7NESLQ2E.js";
import {
  installedBuildx
} from "./chunk-XXQO62Y5.js";
import {
  childEnvironment,
  describeEnd,
  lastError,
  succeeded
} from "./chunk-25QNN4TD.js";
import {
  readJson
} from "./chunk-3HPRX335.js";
import "./chunk-BNWZ2G3D.js";
import {
  Wrong
} from "./chunk-IWCVWDM7.js";
import {
  array,
  boolean,
  looseObject,
  nullable,
  number,
  object,
  optional,
  record,
  string,
  union
} from "./chunk-LHKR3JLK.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-JEHR6NQ4.js";
import {
  BAKE_READ_MS
} from "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";

// src/bake/read-bake.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

// src/bake/map-target.ts
import { createHash } from "node:crypto";
import { isAbsolute, join, resolve } from "node:path";
function mapTarget(target, given) {
  const { workspace } = given;
  const inline = inlineOf(target, given.temp);
  const outputs = (target.output ?? []).map(attributesOf);
  const context = target.context ?? ".";
  return {
    items: {
      context: [pathItem(context, workspace)],
      file: inline === void 0 ? dockerfileItems(target, given) : [{ text: inline.path }],
      target: only(target.target),
      "build-args": pairs(target.args),
      "build-contexts": Object.entries(target.contexts ?? {}).map(
        ([name, value]) => contextItem(name, value, workspace)
      ),
      labels: pairs(target.labels),
      annotations: (target.annotations ?? []).map((text) => ({ text: quoted(text) })),
      ...secretItems(target, given),
      ssh: (target.ssh ?? []).flatMap((entry) => sshItems(entry, workspace)),
      network: networkItems(target.network),
      "add-hosts": Object.entries(target["extra-hosts"] ?? {}).flatMap(
        ([host, addresses]) => (addresses ?? "").split(",").flatMap((address) => address === "" ? [] : [{ text: `${host}:${address}` }])
      ),
      "shm-size": only(target["shm-size"]),
      ulimit: (target.ulimits ?? []).map((text) => ({ text })),
      "no-cache": only(target["no-cache"] ? "true" : void 0),
      "no-cache-filters": (target["no-cache-filter"] ?? []).map((text) => ({ text })),
      pull: only(target.pull ? "true" : void 0),
      attests: (target.attest ?? []).map(attributesOf).map((attributes) => ({
        text: formatAttributes(attributes),
        unless: attributes.type === "sbom" ? ["sbom"] : ["provenance"]
      })),
      call: only(target.call),
      tags: (target.tags ?? []).map((tag) => ({ text: fullReference(tag) })),
      platforms: (target.platforms ?? []).map((text) => ({ text })),
      "cache-from": cacheItems(target["cache-from"], "src", workspace),
      "cache-to": cacheItems(target["cache-to"], "dest", workspace),
      outputs: outputItems(outputs, workspace)
    },
    needs: (target.entitlements ?? []).map((name) => ({ kind: "entitlement", name })),
    inline,
    asks: {
      push: outputs.some(({ type, push }) => type === "registry" || push === "true"),
      load: outputs.some(({ type, dest }) => type === "docker" && dest === void 0)
    }
  };
}
function inlineOf({ "dockerfile-inline": text }, temp) {
  if (text === void 0) return void 0;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return { path: join(temp, `${INLINE_FOLDER}${hash}`, "Dockerfile"), text, hash };
}
function dockerfileItems({ dockerfile, context = "." }, given) {
  if (dockerfile === void 0 || dockerfile === "Dockerfile") return [];
  const [, inWorkspace] = /^cwd:\/\/(.*)$/.exec(dockerfile) ?? [];
  const folder = given.context ?? context;
  const path = inWorkspace ?? (isAbsolute(dockerfile) || isRemote(folder) ? dockerfile : join(folder, dockerfile));
  return [isRemote(folder) && inWorkspace === void 0 ? { text: path } : pathItem(path, given.workspace)];
}
function contextItem(name, value, workspace) {
  const [, layout] = /^oci-layout:(?:\/\/)?([^:@]*)/.exec(value) ?? [];
  const path = layout ?? (/^(docker-image|target):/.test(value) ? void 0 : value);
  return { text: quoted(`${name}=${value}`), key: name, need: needOf(path, "fs.read", workspace) };
}
function needOf(path, kind, workspace) {
  if (path === void 0 || isRemote(path)) return void 0;
  const absolute = resolve(workspace, path);
  return isInside(absolute, workspace) ? void 0 : { kind, path: absolute };
}
function pathItem(path, workspace) {
  const need = needOf(path, "fs.read", workspace);
  return need === void 0 ? { text: path } : { text: resolve(workspace, path), need };
}
function secretItems(target, { workspace, env }) {
  const secrets = (target.secret ?? []).map(attributesOf);
  const isVariable = ({ type, id = "", env: name, src, source }) => name !== void 0 || type === "env" || type !== "file" && (src ?? source) === void 0 && env[id] !== void 0;
  const variables = secrets.filter(isVariable).map(({ id = "", env: name, src, source }) => {
    const variable = name ?? src ?? source ?? id;
    const refused = Object.hasOwn(env, variable) ? void 0 : missing(variable);
    return { text: `${id || variable}=${variable}`, key: id || variable, refused };
  });
  const files = secrets.filter((secret) => !isVariable(secret)).map(({ id = "", src, source }) => {
    const path = src ?? source ?? id;
    return { text: quoted(`${id || path}=${path}`), key: id || path, need: needOf(path, "fs.read", workspace) };
  });
  return { "secret-envs": variables, "secret-files": files };
}
function missing(variable) {
  return new Wrong(`no variable ${quote(variable)} for a bake file`, "write its value into env: of the step");
}
function networkItems(network) {
  return network === "host" ? [{ text: network, need: { kind: "entitlement", name: "network.host" } }] : only(network);
}
function sshItems(entry, workspace) {
  const [first = "", path] = typeof entry === "string" ? entry.split(/=(.*)/s) : [];
  const { id = "default", paths = [] } = typeof entry === "string" ? { id: first, paths: path === void 0 ? [] : path.split(",") } : entry;
  if (paths.length === 0) return [{ text: id, need: { kind: "ssh" } }];
  return paths.map((key) => ({ text: `${id}=${key}`, need: needOf(key, "fs.read", workspace) }));
}
var CACHE = ["cache", "cache-ref"];
function cacheItems(entries, place, workspace) {
  return (entries ?? []).map((entry) => {
    const attributes = attributesOf(entry);
    const path = attributes.type === "local" ? attributes[place] : void 0;
    const text = typeof entry === "string" ? entry : formatAttributes(attributes);
    const need = needOf(path, place === "src" ? "fs.read" : "fs.write", workspace);
    return { text, need, unless: CACHE, refused: refuseAddress(attributes) };
  });
}
function refuseAddress(attributes) {
  const name = ["url", "url_v2", "endpoint_url", "account_url"].find((each) => attributes[each] !== void 0);
  if (name === void 0) return void 0;
  return new Wrong(`a cache with ${name}, which gets credentials of this job`, "write the caches into the input");
}
function outputItems(outputs, workspace) {
  const files = outputs.filter(({ type: type2, dest }) => type2 !== "cacheonly" && (!isImage(type2) || dest !== void 0));
  const images = outputs.filter(({ type: type2, dest }) => isImage(type2) && dest === void 0 && type2 !== "docker");
  const { type, push, ...attributes } = Object.assign({}, ...images);
  const isNeeded = Object.keys(attributes).length > 0 || files.length > 0 && images.length > 0;
  return [
    ...files.map((file) => ({ text: formatAttributes(file), need: needOf(file.dest, "fs.write", workspace) })),
    ...isNeeded ? [{ text: formatAttributes({ type: "image", ...attributes }) }] : []
  ];
}
function isImage(type) {
  return type === "image" || type === "registry" || type === "docker";
}
function fullReference(text) {
  const hasTag = text.lastIndexOf(":") > text.lastIndexOf("/");
  return hasTag || text.includes("@") ? text : `${text}:latest`;
}
function attributesOf(entry) {
  if (typeof entry !== "string") {
    return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, String(value)]));
  }
  if (!entry.includes("=")) return { type: "local", dest: entry };
  const attributes = parseAttributes(entry);
  return attributes instanceof Wrong ? {} : attributes;
}
function formatAttributes({ type, ...others }) {
  const all = type === void 0 ? others : { type, ...others };
  return formatFields(Object.entries(all).map(([name, value]) => `${name}=${value}`));
}
function pairs(values) {
  return Object.entries(values ?? {}).flatMap(
    ([name, value]) => value === null ? [] : [{ text: quoted(`${name}=${value}`), key: name }]
  );
}
function only(text) {
  return text === void 0 || text === "" ? [] : [{ text }];
}
function quoted(text) {
  return /["\r\n#]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// src/bake/permissions.ts
import { resolve as resolve2 } from "node:path";
function missingPermissions(needs, allow, workspace, source) {
  const missing2 = needs.filter((need) => !allow.some((item) => grants(item, need, workspace)));
  const asked = missing2.map((need) => ({ item: formatNeed(need), what: describe(need) }));
  const distinct = new Map(asked.map((each) => [each.item, each]));
  return [...distinct.values()].map(
    ({ item, what }) => new Wrong(`the ${source} asks for ${what}`, `add ${item} if the bake file may have it`)
  );
}
function grants(item, need, workspace) {
  const [key = "", value] = item.trim().split(/=(.*)/s);
  switch (need.kind) {
    case "ssh":
      return key === "ssh";
    case "entitlement":
      return item.trim() === need.name || value === void 0 && key === need.name.split("=", 1)[0];
    default:
      if (value === void 0 || key !== "fs" && key !== need.kind) return false;
      return value === "*" || isInside(need.path, resolve2(workspace, value));
  }
}
function formatNeed(need) {
  if (need.kind === "ssh") return need.kind;
  return need.kind === "entitlement" ? need.name : `${need.kind}=${need.path}`;
}
function describe(need) {
  switch (need.kind) {
    case "ssh":
      return "the SSH agent";
    case "entitlement":
      return need.name;
    default:
      return `${need.kind === "fs.read" ? "reading" : "writing"} ${need.path}, outside of the checkout`;
  }
}

// src/bake/with-defaults.ts
var NAMED = ["build-args", "build-contexts", "labels", "secret-envs", "secret-files"];
var SECRETS = ["secrets", "secret-envs", "secret-files"];
function withDefaults(step, { items, needs }, defaults, source) {
  const isSet = (name) => ![(defaults[name] ?? "").trim(), ""].includes(step.text(name).trim());
  const used = Object.entries(items).filter(([name]) => Object.hasOwn(defaults, name)).map(([name, all]) => {
    const left = all.filter(({ unless = [] }) => !unless.some(isSet));
    if (!isSet(name) && name !== "secret-envs" && name !== "secret-files") return { name, own: [], left };
    if (!isNamed(name)) return { name, own: [], left: [] };
    const names = namesIn(name, step);
    return { name, own: itemsIn(name, step), left: left.filter(({ key = "" }) => !names.has(key)) };
  }).filter(({ left }) => left.length > 0);
  const added = new Map(used.map(({ name, own, left }) => [name, { own, left }]));
  const origin = {
    of: (name, item) => {
      const own = added.get(name)?.own.length;
      return own !== void 0 && (item === void 0 ? own === 0 : item >= own) ? source : void 0;
    },
    isKnown: () => true
  };
  const text = (name) => {
    const found = added.get(name);
    const own = isSet(name) ? [step.text(name)] : [];
    return found === void 0 ? step.text(name) : [...own, ...found.left.map((item) => item.text)].join("\n");
  };
  const taken = used.flatMap(({ left }) => left.flatMap(({ need }) => need ?? []));
  const problems = used.flatMap(
    ({ name, own, left }) => left.flatMap(
      ({ refused }, i) => refused === void 0 ? [] : [{ input: name, item: own.length + i, origin: source, message: refused.message, hint: refused.hint }]
    )
  );
  return { texts: new Texts(text, origin), needs: [...needs, ...taken], problems };
}
function withUnknown(step, defaults) {
  const isKnown = (name) => {
    const text = step.text(name).trim();
    return KNOWN.includes(name) || text !== "" && text !== defaults[name];
  };
  return new Texts((name) => step.text(name), { of: () => void 0, isKnown });
}
var KNOWN = ["bake-file", "bake-target", "allow"];
function isNamed(name) {
  return NAMED.some((each) => each === name);
}
function itemsIn(name, step) {
  const items = step.list(name);
  return items instanceof Wrong ? [step.text(name)] : items;
}
function namesIn(name, step) {
  const inputs = name.startsWith("secret-") ? SECRETS : [name];
  return new Set(inputs.flatMap((each) => itemsIn(each, step)).map((item) => item.split("=", 1)[0]?.trim() ?? ""));
}

// src/bake/decide-inputs.ts
function decideInputs(step, { name, target, linked }, defaults, job) {
  const { workspace, temp } = job;
  const env = childEnvironment(job.env);
  const given = { workspace, temp, env, context: void 0 };
  const own = step.text("context").trim();
  const context = own === "" || own === DEFAULTS.context ? void 0 : own;
  const mapped = mapTarget(target, { ...given, context });
  const source = `target ${name}`;
  const { texts, needs, problems } = withDefaults(step, mapped, defaults, source);
  const allow = step.list("allow");
  const others = linked.map((each) => {
    const mappedLink = mapTarget(each.target, given);
    const items = { items: mappedLink.items, needs: [] };
    const { inline } = mappedLink;
    return { name: each.name, inline, ...withDefaults(new Texts(() => ""), items, DEFAULTS, `target ${each.name}`) };
  });
  const missing2 = [
    { needs, source },
    ...others.map((other) => ({ needs: other.needs, source: `target ${other.name}` }))
  ].flatMap((each) => missingPermissions(each.needs, allow instanceof Wrong ? [] : allow, workspace, each.source));
  return {
    texts,
    inlineDockerfile: mapped.inline?.hash,
    linked: others.map((other) => ({ name: other.name, texts: other.texts })),
    problems: [
      ...problems,
      ...others.flatMap((other) => other.problems),
      ...missing2.map((wrong) => problemOf("allow", wrong))
    ],
    messages: Object.hasOwn(defaults, "load") ? noticesOf(mapped, step, source) : [],
    inline: [mapped, ...others].flatMap(({ inline }) => inline ?? [])
  };
}
function noticesOf({ asks }, step, source) {
  const isTrue = (input) => step.text(input).trim().toLowerCase() === "true";
  const pushes = isTrue("push") || isTrue("push-by-digest");
  const notice = (message) => ({ level: "notice", message });
  return [
    ...asks.push && !pushes ? [notice(`push: the ${source} has an output that pushes; set push: true to publish`)] : [],
    ...asks.load && !isTrue("load") ? [notice(`load: the ${source} has an output that loads; set load: true to load`)] : []
  ];
}
function problemOf(input, { message, hint }) {
  return { input, message, hint };
}

// src/bake/definition.ts
var TEXTS = array(string());
var MAP = record(string(), nullable(string()));
var ENTRIES = array(union([string(), record(string(), union([string(), boolean(), number()]))]));
var FIELDS = {
  context: optional(string()),
  contexts: optional(record(string(), string())),
  dockerfile: optional(string()),
  "dockerfile-inline": optional(string()),
  args: optional(MAP),
  labels: optional(MAP),
  annotations: optional(TEXTS),
  tags: optional(TEXTS),
  target: optional(string()),
  platforms: optional(TEXTS),
  "cache-from": optional(ENTRIES),
  "cache-to": optional(ENTRIES),
  secret: optional(ENTRIES),
  ssh: optional(array(union([string(), object({ id: optional(string()), paths: optional(TEXTS) })]))),
  output: optional(ENTRIES),
  attest: optional(ENTRIES),
  "no-cache": optional(boolean()),
  "no-cache-filter": optional(TEXTS),
  pull: optional(boolean()),
  network: optional(string()),
  "shm-size": optional(string()),
  ulimits: optional(TEXTS),
  call: optional(string()),
  entitlements: optional(TEXTS),
  "extra-hosts": optional(MAP),
  // these have done their work when bake prints a target
  description: optional(string()),
  inherits: optional(TEXTS)
};
var TARGET = looseObject(FIELDS);
var DEFINITION = object({
  group: optional(record(string(), object({ targets: TEXTS }))),
  target: record(string(), TARGET)
});
function selectTarget(printed, asked) {
  const definition = readJson(DEFINITION, printed);
  if (definition === void 0) {
    return new Wrong("`docker buildx bake --print` printed a form that the action does not know", "update buildx");
  }
  const names = targetsOf(definition, asked);
  const [name = "", ...others] = names;
  const target = definition.target[name];
  if (target === void 0) return new Wrong(`there is no target ${quote(asked)}`, "see `docker buildx bake --list`");
  if (others.length > 0) {
    const matrix = `strategy: {matrix: {target: [${names.join(", ")}]}}`;
    return new Wrong(
      `${quote(asked)} is a group of several targets: ${names.join(", ")}`,
      `name one, or run a job for each: ${matrix} and bake-target: \${{ matrix.target }}`
    );
  }
  const linked = linksOf(definition, target);
  const refused = [{ name, target }, ...linked].flatMap((each) => [...unknownFields(each), ...severalKeys(each)]);
  return refused[0] ?? { name, target, linked };
}
function targetsOf({ group = {}, target }, asked) {
  const flatten = (name, outer) => {
    const members = outer.includes(name) ? void 0 : group[name]?.targets;
    return members === void 0 ? [name] : members.flatMap((member) => flatten(member, [...outer, name]));
  };
  const isKnown = Object.hasOwn(group, asked) || Object.hasOwn(target, asked);
  return [...new Set(flatten(isKnown ? asked : "default", []))];
}
function linksOf(definition, { contexts = {} }, outer = []) {
  const found = Object.values(contexts).flatMap((context) => {
    const [, name = ""] = /^target:(.*)$/.exec(context) ?? [];
    const target = definition.target[name];
    if (target === void 0 || outer.includes(name)) return [];
    return [...linksOf(definition, target, [...outer, name]), { name, target }];
  });
  return found.filter(({ name }, i) => found.findIndex((other) => other.name === name) === i);
}
function unknownFields({ name, target }) {
  return Object.keys(target).filter((field) => !Object.hasOwn(FIELDS, field)).map(
    (field) => new Wrong(`the target ${name} has the field ${field}, which the action does not have`, "leave it out")
  );
}
function severalKeys({ name, target }) {
  const isSeveral = (entry) => typeof entry === "string" ? entry.includes(",") : (entry.paths?.length ?? 0) > 1;
  if (!(target.ssh ?? []).some(isSeveral)) return [];
  return [new Wrong(`the target ${name} has several SSH keys under one id`, "give each key an id of its own")];
}

// src/bake/print-target.ts
async function printTarget({ files: paths, target }, job, { run, files }) {
  const buildx = findBuildx(job, files);
  if (buildx instanceof Wrong) return { input: "bake-target", wrong: buildx };
  const finished = await run({
    program: buildx,
    args: ["bake", "--print", "--progress=plain", ...paths.map((path) => `--file=${path}`), "--", target],
    env: { ...childEnvironment(job.env), ...WITHOUT_GIT },
    cwd: job.workspace,
    timeout: BAKE_READ_MS
  });
  if (succeeded(finished)) return finished.stdout;
  const why = lastError(finished.stderr) ?? describeEnd(finished);
  const input = /failed to find target/.test(why) ? "bake-target" : "bake-file";
  const hint = `run \`docker buildx bake --print ${target}\` in the checkout to see it`;
  return { input, wrong: new Wrong(`buildx cannot read the target ${target}: ${why}`, hint) };
}
function findBuildx(job, { isFile, readOptional }) {
  try {
    return installedBuildx(job.env, isFile, readOptional);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    const hint = "install docker-buildx-plugin on the runner: the action reads the bake file before it fetches a buildx";
    return new Wrong(`a bake file is read by buildx, and ${error.message}`, hint);
  }
}

// src/bake/read-bake.ts
async function readBake(step, defaults, job, machine) {
  const inputs = new Inputs(step, DEFAULTS);
  const asked = readBakeInputs(inputs, job);
  if (asked === void 0 && inputs.fine("bake-target")) return void 0;
  const none = { files: [], inlineDockerfile: void 0, linked: [], messages: [] };
  const unknown = { ...none, texts: withUnknown(step, { ...DEFAULTS, ...defaults }) };
  if (asked === void 0 || !inputs.fine("bake-file", "bake-target")) return { ...unknown, problems: [] };
  const printed = await printTarget(asked, job, machine);
  if (typeof printed !== "string") return { ...unknown, problems: [problemOf(printed.input, printed.wrong)] };
  const selected = selectTarget(printed, asked.target);
  if (selected instanceof Wrong) return { ...unknown, problems: [problemOf("bake-target", selected)] };
  const { inline, ...baked } = decideInputs(step, selected, defaults, job);
  for (const each of inline) {
    const folder = dirname(each.path);
    machine.recordCleanup({ kind: "folder", path: folder });
    mkdirSync(folder, { recursive: true });
    writeFileSync(each.path, each.text);
  }
  return { ...baked, files: asked.files };
}
export {
  readBake
};
