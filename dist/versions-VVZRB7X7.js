import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  tableLines
} from "./chunk-SLXZKCUU.js";
import {
  storeName
} from "./chunk-U6FXPDFU.js";
import "./chunk-GAY4O6F3.js";
import "./chunk-6EDLY2WM.js";
import "./chunk-XYI3VIGJ.js";
import "./chunk-LHKR3JLK.js";
import "./chunk-QLWMCSIL.js";
import "./chunk-DZIJRXJ5.js";

// src/report/versions.ts
function versionLines(facts) {
  const { env, node, kernel, engine, buildx, builder, emulators, proxies = [] } = facts;
  const action = env.GITHUB_ACTION_REPOSITORY ? `${env.GITHUB_ACTION_REPOSITORY}@${env.GITHUB_ACTION_REF}` : "in the checkout";
  const runner = [env.RUNNER_OS, env.RUNNER_ARCH, env.RUNNER_ENVIRONMENT, env.ImageOS, env.ImageVersion];
  const buildkit = [...(builder ?? "").matchAll(/^Build[Kk]it(?: version)?:\s*(\S.*)$/gm)].map(([, name = ""]) => name);
  const addresses = proxies.flatMap(({ http, https }) => [http, https]).filter((address) => address !== "");
  const rows = [
    ["action", `${action} (Node.js ${node})`],
    ["runner", runner.filter(Boolean).join(", ")],
    ["Docker Engine", engine === void 0 ? UNKNOWN : describeEngine(engine)],
    ["buildx", buildx?.trim() || UNKNOWN],
    ["BuildKit", [...new Set(buildkit)].join(", ") || UNKNOWN],
    ["kernel", engine === void 0 || engine.kernel === kernel ? kernel : `${kernel}; of the engine ${engine.kernel}`],
    ["emulators", emulators === void 0 ? UNKNOWN : emulators.join(", ") || "none"],
    ["mirrors", engine?.mirrors.map(hostIn).join(", ") || "none"],
    ["proxies", [...new Set(addresses.map(hostIn))].join(", ") || "none"]
  ];
  return tableLines(rows);
}
var UNKNOWN = "not known";
function describeEngine({ version, apiVersion, containerdStore }) {
  return `${version} (API ${apiVersion.join(".")}, ${storeName(containerdStore)})`;
}
function hostIn(address) {
  return URL.parse(address.includes("://") ? address : `http://${address}`)?.host || "an address that cannot be read";
}
export {
  versionLines
};
