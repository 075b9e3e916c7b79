import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/model/wrong.ts
var Wrong = class {
  message;
  hint;
  constructor(message, hint) {
    this.message = message;
    this.hint = hint;
  }
};

// src/model/reference.ts
var TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
var COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
var HOST = /^(?:\[[0-9a-f:]+\]|[a-z0-9]+(?:[.-]+[a-z0-9]+)*)(?::([0-9]{1,5}))?$/;
function isRegistry(text) {
  const [host, port] = HOST.exec(text) ?? [];
  return host !== void 0 && (port === void 0 || isPort(port));
}
function isPort(text) {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536;
}
function parseRepository(text) {
  const name = text.toLowerCase();
  if (name.includes("://")) return new Wrong("must have no scheme");
  if (name.includes("@")) return new Wrong("must have no digest");
  const slash = name.indexOf("/");
  const head = slash < 0 ? "" : name.slice(0, slash);
  const hasRegistry = /[.:[]/.test(head) || head === "localhost";
  const registry = hasRegistry ? head === "index.docker.io" ? "docker.io" : head : "docker.io";
  const rest = hasRegistry ? name.slice(slash + 1) : name;
  if (rest.includes(":")) return new Wrong("must have no tag");
  if (!isRegistry(registry)) return new Wrong(`"${registry}" is not a registry`);
  const components = rest.split("/");
  const bad = components.find((component) => !COMPONENT.test(component));
  if (bad !== void 0)
    return new Wrong(bad === "" ? "a part of the name is empty" : `"${bad}" is not a valid part of a name`);
  if (rest.length > 255) return new Wrong("the name is longer than 255 characters");
  const path = registry === "docker.io" && components.length === 1 ? `library/${rest}` : rest;
  return { name, registry, path };
}
function formatTagged({ repository, tag }) {
  return `${repository.name}:${tag}`;
}
function taggedReferences(targets) {
  return targets.flatMap(({ repository, tags }) => tags.map((tag) => ({ repository, tag })));
}
function formatDigested(repository, digest) {
  return `${repository.name}@${digest}`;
}
function sameRepository(a, b) {
  return a.registry === b.registry && a.path === b.path;
}

export {
  Wrong,
  TAG,
  isRegistry,
  isPort,
  parseRepository,
  formatTagged,
  taggedReferences,
  formatDigested,
  sameRepository
};
