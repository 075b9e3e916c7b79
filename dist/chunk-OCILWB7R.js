import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  messageOf
} from "./chunk-QLWMCSIL.js";

// src/clients/registry/auth-variable.ts
function readAuthVariable(text) {
  const config = parseObject(text ?? "");
  const auths = Object.fromEntries(
    Object.entries(object(config.auths)).map(([server, entry]) => [server, object(entry)])
  );
  const isReadByDocker = Object.keys(config).every((name) => name === "auths") && Object.values(auths).every(hasOnlyPassword);
  return { auths, isReadByDocker };
}
function secretsInAuthVariable(text) {
  const entries = Object.values(readAuthVariable(text).auths);
  if (entries.length === 0) return text === void 0 ? [] : [text];
  return entries.flatMap(
    ({ auth, password, identitytoken, registrytoken }) => [auth, typeof auth === "string" ? passwordIn(auth) : void 0, password, identitytoken, registrytoken].filter(
      (secret) => typeof secret === "string"
    )
  );
}
function hasOnlyPassword(entry) {
  const { auth, ...others } = entry;
  return Object.keys(others).length === 0 && typeof auth === "string" && passwordIn(auth) !== void 0;
}
function passwordIn(auth) {
  return /^[^:]+:(.*?)\0*$/s.exec(Buffer.from(auth, "base64").toString())?.[1];
}
function parseObject(text) {
  try {
    return object(JSON.parse(text));
  } catch {
    return {};
  }
}
function object(value) {
  return typeof value === "object" && value !== null ? value : {};
}

// src/report/write-summary.ts
async function writeSummary(compose, runner) {
  try {
    const text = await compose();
    if (text !== "") await runner.summary(text);
  } catch (error) {
    runner.warning(`the summary could not be written: ${messageOf(error)}`);
  }
}
function hidden(value, hide) {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item) => hidden(item, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part, hide)]));
}

export {
  readAuthVariable,
  secretsInAuthVariable,
  writeSummary,
  hidden
};
