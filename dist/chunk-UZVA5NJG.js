import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  CsvError,
  parse
} from "./chunk-G6TENKBZ.js";
import {
  quote
} from "./chunk-7NESLQ2E.js";
import {
  Wrong
} from "./chunk-IWCVWDM7.js";

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

export {
  formatFields,
  parseFields,
  COMPRESSIONS,
  parseAttributes,
  parseGoBoolean,
  wrongBoolean,
  BINFMT,
  BUILDKIT
};
