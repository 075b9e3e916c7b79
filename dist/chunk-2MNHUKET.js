import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  CsvError,
  parse
} from "./chunk-G6TENKBZ.js";
import {
  quote
} from "./chunk-6VUY2EHY.js";
import {
  configFolder
} from "./chunk-QFXDYJZT.js";
import {
  array,
  object,
  readJson,
  string
} from "./chunk-QUADCOQJ.js";
import {
  Wrong
} from "./chunk-PK4Y6EYA.js";
import {
  ActionError
} from "./chunk-S3IJUGYC.js";

// src/inputs/csv.ts
function formatFields(fields) {
  return fields.map((field) => /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field).join(",");
}
function parseFields(text) {
  try {
    const records = parse(text, { relax_column_count: true, trim: true });
    const [fields, ...more] = records;
    if (fields === void 0) return new Wrong("nothing in it");
    return more.length === 0 ? fields : new Wrong("more than one line", "put each on a line of its own, without quotes around");
  } catch (error) {
    if (error instanceof CsvError)
      return new Wrong("a double quote out of place", 'quote whole fields, such as "dest=a,b"');
    throw error;
  }
}

// src/inputs/attributes.ts
var COMPRESSIONS = ["uncompressed", "gzip", "estargz", "zstd", "nydus"];
function parseAttributes(text) {
  const fields = parseFields(text);
  if (fields instanceof Wrong) return fields;
  const attributes = /* @__PURE__ */ new Map();
  for (const field of fields) {
    const equals = field.indexOf("=");
    if (equals <= 0) return new Wrong("a field without a key", "write each as key=value, with commas between");
    const key = field.slice(0, equals).trim().toLowerCase();
    if (attributes.has(key)) return new Wrong(`the attribute ${key} twice`, "leave one of them out");
    attributes.set(key, field.slice(equals + 1));
  }
  return Object.fromEntries(attributes);
}
function parseGoBoolean(text) {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : void 0;
}
var BOOLEANS = [
  "ignore-error",
  "force-compression",
  "image-manifest",
  "oci-mediatypes",
  "oci-artifact",
  "registry.insecure",
  "use_path_style",
  "disable_accept_encoding",
  "reset",
  "tar",
  "unpack",
  "store",
  "rewrite-timestamp",
  "prefer-nondist-layers"
];
function wrongBoolean(attributes, empty) {
  const isWrong = ([key, text]) => BOOLEANS.includes(key) && !(empty && text === "") && parseGoBoolean(text) === void 0;
  const [name, value = ""] = Object.entries(attributes).find(isWrong) ?? [];
  return name === void 0 ? void 0 : new Wrong(`${name} must be true or false, got ${quote(value)}`);
}

// src/clients/docker/helper-images.json
var helper_images_default = {
  binfmt: {
    repository: "docker.io/tonistiigi/binfmt",
    tag: "qemu-v10.2.3-68",
    digest: "sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0",
    usual: "latest"
  },
  buildkit: {
    repository: "docker.io/moby/buildkit",
    tag: "v0.33.1",
    digest: "sha256:cec9f139f45e93c5c69c60f8b07cfad9f43f4ef6b6a6cd917527fea5ff2e3dea",
    usual: "buildx-stable-1"
  }
};

// src/clients/docker/helper-images.ts
var BINFMT = named(helper_images_default.binfmt);
var BUILDKIT = named(helper_images_default.buildkit);
function named({ repository, tag, digest, usual }) {
  return { pinned: `${repository}:${tag}@${digest}`, usual: `${repository}:${usual}` };
}

// src/clients/docker/buildx.ts
import { join } from "node:path";
var SYSTEM_FOLDERS = [
  "/usr/local/lib/docker/cli-plugins",
  "/usr/local/libexec/docker/cli-plugins",
  "/usr/lib/docker/cli-plugins",
  "/usr/libexec/docker/cli-plugins"
];
function findBuildx(env, isFile, readText) {
  const config = configFolder(env);
  const folders = [
    join(config, "cli-plugins"),
    ...extraFolders(readText(join(config, "config.json"))),
    ...SYSTEM_FOLDERS
  ];
  const inPath = (env.PATH ?? "").split(":").filter((folder) => folder !== "");
  return [
    ...folders.map((folder) => join(folder, "docker-buildx")),
    ...inPath.map((folder) => join(folder, "docker-buildx")),
    // the standalone binary, which images of runners without Docker have
    ...inPath.map((folder) => join(folder, "buildx"))
  ].find(isFile);
}
var CONFIG = object({ cliPluginsExtraDirs: array(string()) });
function extraFolders(config) {
  return readJson(CONFIG, config ?? "{}")?.cliPluginsExtraDirs ?? [];
}
function findDocker(env, isFile) {
  return (env.PATH ?? "").split(":").map((folder) => join(folder, "docker")).find(isFile);
}
function requireDocker(need, env, isFile) {
  if (findDocker(env, isFile) !== void 0) return;
  throw new ActionError(`${need} needs the Docker CLI: \`docker\` is not in PATH`, {
    hint: "Install the Docker CLI on the runner: https://docs.docker.com/engine/install/"
  });
}
function installedBuildx(env, isFile, readText) {
  const path = findBuildx(env, isFile, readText);
  if (path !== void 0) return path;
  throw new ActionError(
    "buildx is not installed: neither `docker-buildx` in a folder of Docker's plugins, nor `docker-buildx` or `buildx` in PATH",
    {
      hint: "Set `buildx-version: latest` to fetch it, or install docker-buildx-plugin on the runner: https://docs.docker.com/build/install-buildx/"
    }
  );
}
var UNKNOWN_OPTION = /\bunknown flag: (--[\w-]+)/;
var RENEW = "Install buildx 0.15 or later on the runner, or name a release in `buildx-version`.";
function tooOld(said) {
  const [, option] = UNKNOWN_OPTION.exec(said) ?? [];
  return option === void 0 ? void 0 : new ActionError(describeTooOld(option), { hint: RENEW });
}
function describeTooOld(option) {
  return `the installed buildx does not know ${option}: it is too old`;
}
function containerOf(node) {
  return `buildx_buildkit_${node}`;
}
function buildxFolder(env) {
  return env.BUILDX_CONFIG || join(configFolder(env), "buildx");
}

export {
  formatFields,
  parseFields,
  COMPRESSIONS,
  parseAttributes,
  parseGoBoolean,
  wrongBoolean,
  BINFMT,
  BUILDKIT,
  findDocker,
  requireDocker,
  installedBuildx,
  UNKNOWN_OPTION,
  RENEW,
  tooOld,
  describeTooOld,
  containerOf,
  buildxFolder
};
