import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  readJson
} from "./chunk-3HPRX335.js";
import {
  printableLine,
  traced
} from "./chunk-BNWZ2G3D.js";
import {
  object,
  string
} from "./chunk-LHKR3JLK.js";
import {
  ActionError,
  machineHint,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  exec
} from "./chunk-5GDL2WVS.js";
import {
  KILL_AFTER_MS,
  OPEN_OUTPUT_MS,
  REFUSED_ARGUMENT_BYTES
} from "./chunk-BB63CQQL.js";

// src/runtime/process.ts
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { existsSync, readdirSync, readFileSync } from "node:fs";

// src/runtime/environment.ts
var OURS = /^(INPUT_|STATE_|ACTIONS_|BUILDER_NODE_\d+_AUTH_|GITHUB_(ENV|PATH|OUTPUT|STATE)$)/;
function childEnvironment(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name)));
}

// src/runtime/room.ts
import { statfsSync } from "node:fs";
import { totalmem } from "node:os";
function describeMemory(free = process.availableMemory(), total = Math.min(process.constrainedMemory() || totalmem(), totalmem())) {
  return `${gigabytes(free)} of ${gigabytes(total)} GB of memory are free`;
}
function describeDisk(path) {
  try {
    const { bavail, blocks, bsize } = statfsSync(path);
    return `${gigabytes(bavail * bsize)} of ${gigabytes(blocks * bsize)} GB are free at ${path}`;
  } catch {
    return void 0;
  }
}
function gigabytes(bytes) {
  return (bytes / 1e9).toFixed(1);
}

// src/runtime/process.ts
var calls = new AsyncLocalStorage();
subscribe("child_process", (message) => {
  const call = calls.getStore();
  if (call === void 0) return;
  const { process: child } = message;
  call.child = child;
  child.once("spawn", () => {
    child.stdin?.on("error", () => {
    });
    call.onSpawn();
  });
});
var run = (command) => traced(
  () => [command.program, ...command.args].join(" "),
  () => execute(command),
  ({ code, signal, timedOut }) => describeEnd({ code, signal, timedOut })
);
var execute = async (command) => {
  const stdout = [];
  const stderr = [];
  let timedOut = false;
  let killTimer;
  const end = () => {
    kill(call.child, "SIGTERM", command.group);
    killTimer ??= setTimeout(() => kill(call.child, "SIGKILL", command.group), KILL_AFTER_MS);
  };
  const call = { child: void 0, onSpawn: () => killTimer !== void 0 && end() };
  const endLate = () => {
    timedOut = true;
    end();
  };
  command.signal?.throwIfAborted();
  refuseTooLong(command);
  command.signal?.addEventListener("abort", end, { once: true });
  const timer = command.timeout === void 0 ? void 0 : setTimeout(endLate, command.timeout);
  const idle = command.idle === void 0 ? void 0 : setTimeout(endLate, command.idle);
  const hear = (listen) => (chunk) => {
    idle?.refresh();
    listen(chunk);
  };
  try {
    const [program, ...args] = [...command.group ? ["setsid"] : [], command.program, ...command.args];
    const code = await calls.run(
      call,
      () => exec(`"${program}"`, args, {
        silent: true,
        ignoreReturnCode: true,
        delay: OPEN_OUTPUT_MS,
        env: definedOnly(command.env ?? childEnvironment(process.env)),
        cwd: command.cwd,
        input: Buffer.from(command.input ?? ""),
        listeners: {
          stdout: hear(command.onStdout ?? ((chunk) => stdout.push(chunk))),
          stderr: hear(command.onStderr ?? ((chunk) => stderr.push(chunk)))
        }
      })
    );
    command.signal?.throwIfAborted();
    return {
      code: code ?? void 0,
      signal: call.child?.signalCode ?? void 0,
      timedOut,
      stdout: Buffer.concat(stdout).toString(),
      stderr: Buffer.concat(stderr).toString()
    };
  } catch (cause) {
    command.signal?.throwIfAborted();
    throw notStarted(command, reasonFor(command, cause), machineHint(cause) ?? machineHint(codeIn(cause)), cause);
  } finally {
    for (const each of [timer, idle, killTimer]) clearTimeout(each);
    if (command.group && killTimer !== void 0) kill(call.child, "SIGKILL", true);
    for (const stream of [call.child?.stdout, call.child?.stderr]) stream?.destroy();
    command.signal?.removeEventListener("abort", end);
  }
};
function refuseTooLong(command) {
  const { args, env = childEnvironment(process.env) } = command;
  const variables = Object.entries(definedOnly(env)).map(([name, value]) => `${name}=${value}`);
  if (![...args, ...variables].some((text) => Buffer.byteLength(text) >= REFUSED_ARGUMENT_BYTES)) return;
  const reason = "its arguments and environment are longer than the system accepts (E2BIG)";
  throw notStarted(command, reason, "Put long values into files, or drop some.");
}
function notStarted({ program }, reason, hint, cause) {
  return new ActionError(`${program} could not be started: ${reason}`, { hint, cause });
}
function reasonFor({ program, cwd }, cause) {
  const message = messageOf(cause);
  const { code } = codeIn(cause);
  if (/^The cwd: .* does not exist!$/s.test(message)) return `the folder ${cwd} does not exist (ENOENT)`;
  if (code === "ENOENT" || message.startsWith("Unable to locate executable file")) {
    return existsSync(program) ? "it is not executable (EACCES)" : "the program was not found (ENOENT)";
  }
  const reasons = {
    EACCES: "it is not executable",
    EMFILE: "this process has too many open files",
    EAGAIN: "this user has too many processes",
    ENOMEM: "no memory is left"
  };
  const known = reasons[code];
  return known === void 0 ? message : `${known} (${code})`;
}
function codeIn(error) {
  return { code: / (E[A-Z0-9]+)$/.exec(messageOf(error))?.[1] ?? "" };
}
function until(signal, runChild) {
  return (command) => runChild({ ...command, signal: command.signal === void 0 ? signal : AbortSignal.any([signal, command.signal]) });
}
function succeeded(finished) {
  return finished.code === 0 && finished.signal === void 0 && !finished.timedOut;
}
function wasKilled({ code, signal, timedOut }) {
  return !timedOut && (signal === "SIGKILL" || code === 137);
}
function describeEnd(finished, memory = describeMemory()) {
  const { code, signal, timedOut } = finished;
  if (timedOut) return "no end within its time limit";
  const status = signal === void 0 ? `exit status ${code}` : `killed by ${signal}`;
  const error = lastError(finished.stderr ?? "");
  const end = error === void 0 ? status : `${error} (${status})`;
  return wasKilled(finished) ? `${end}: another process killed it, or memory ran out (now ${memory})` : end;
}
function lastError(output) {
  const line = output.split("\n").findLast((text) => ERROR_LINE.test(text));
  return line === void 0 ? void 0 : printableLine(line.replace(ERROR_LINE, "")).trim() || void 0;
}
var ERROR_LINE = /^(?:ERROR|Error|error): /;
function kill(child, signal, group = false) {
  if (!group || child?.pid === void 0) {
    child?.kill(signal);
    return;
  }
  for (const pid of sessionOf(child.pid)) {
    try {
      process.kill(pid, signal);
    } catch {
    }
  }
}
function sessionOf(leader) {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]) === leader;
    } catch {
      return false;
    }
  });
}
function definedOnly(env) {
  return Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== void 0));
}

// src/clients/docker/endpoint.ts
import { createHash } from "node:crypto";
import { join } from "node:path";

// src/clients/registry/origin.ts
function isLoopback(registry) {
  const host = registry.replace(/:\d+$/, "").toLowerCase();
  return host === "localhost" || /^127(\.\d{1,3}){3}$/.test(host) || host === "[::1]" || registry === "::1";
}
function createOrigins(http, insecureRegistries, signal) {
  const known = /* @__PURE__ */ new Map();
  async function probe(registry) {
    const tls = { url: `https://${registry}`, insecure: true };
    const plain = { url: `http://${registry}`, insecure: true };
    const [first, second] = isLoopback(registry) ? [plain, tls] : [tls, plain];
    try {
      if (await answers(first)) return first;
    } catch (error) {
      signal?.throwIfAborted();
      if (await answers(second).catch(() => false)) return second;
      throw error;
    }
    return second;
  }
  async function answers({ url, insecure }) {
    const { status, headers } = await http({ method: "GET", url: `${url}/v2/`, insecure, signal });
    return status !== 400 || "docker-distribution-api-version" in headers;
  }
  return (registry) => {
    if (registry === "docker.io") return Promise.resolve({ url: "https://registry-1.docker.io", insecure: false });
    if (!isLoopback(registry) && !insecureRegistries(registry)) {
      return Promise.resolve({ url: `https://${registry}`, insecure: false });
    }
    const found = known.get(registry) ?? probe(registry);
    known.set(registry, found);
    found.catch(() => known.delete(registry));
    return found;
  };
}

// src/clients/docker/endpoint.ts
var NO_ENGINE = { host: "unix:///dev/null", certificates: void 0 };
function configFolder(env) {
  return env.DOCKER_CONFIG || join(env.HOME ?? "/", ".docker");
}
function resolveEndpoint(env, readText) {
  if (env.DOCKER_HOST) {
    const verified = env.DOCKER_TLS_VERIFY || env.DOCKER_TLS;
    return { host: env.DOCKER_HOST, certificates: verified ? env.DOCKER_CERT_PATH || configFolder(env) : void 0 };
  }
  const folder = configFolder(env);
  const context = contextInUse(env, readText);
  if (context !== void 0 && context !== "default") {
    const host = contextHost(context, folder, readText);
    const tls = join(folder, "contexts", "tls", contextId(context), "docker");
    if (host === void 0) {
      throw new ActionError(`the Docker context "${context}" does not exist`, {
        hint: "Compare DOCKER_CONTEXT with `docker context ls` on the runner."
      });
    }
    return { host, certificates: readText(join(tls, "cert.pem")) === void 0 ? void 0 : tls };
  }
  return { host: "unix:///var/run/docker.sock", certificates: void 0 };
}
function contextInUse(env, readText) {
  if (env.DOCKER_HOST) return void 0;
  return env.DOCKER_CONTEXT || currentContext(readText(join(configFolder(env), "config.json")));
}
function leadsElsewhere(endpoint, engine, env, readText) {
  const address = endpoint.includes("://") ? endpoint : contextHost(endpoint, configFolder(env), readText);
  if (address === void 0 || address === engine || address.startsWith("unix://")) return false;
  const [, host = ""] = /:\/\/(?:[^@/]*@)?([^/]*)/.exec(address) ?? [];
  return !isLoopback(host);
}
var CONFIG = object({ currentContext: string() });
var CONTEXT = object({ Endpoints: object({ docker: object({ Host: string() }) }) });
function currentContext(config) {
  return readJson(CONFIG, config ?? "{}")?.currentContext || void 0;
}
function contextHost(context, folder, readText) {
  const meta = readText(join(folder, "contexts", "meta", contextId(context), "meta.json"));
  return readJson(CONTEXT, meta ?? "{}")?.Endpoints.docker.Host || void 0;
}
function contextId(context) {
  return createHash("sha256").update(context).digest("hex");
}
function baseOf({ host, certificates }, readText) {
  if (host.startsWith("unix://")) return { url: "http://docker", socketPath: host.slice("unix://".length) };
  if (host.startsWith("tcp://") || host.startsWith("http://") || host.startsWith("https://")) {
    const authority = host.replace(/^[a-z]+:\/\//, "").replace(/\/$/, "");
    if (certificates === void 0) return { url: `http://${authority}` };
    const [ca, cert, key] = ["ca.pem", "cert.pem", "key.pem"].map((file) => readText(join(certificates, file)));
    return { url: `https://${authority}`, tls: { ca, cert, key } };
  }
  throw new ActionError(`the Docker engine at ${host} cannot be used: its API is reached over unix:// or tcp:// only`, {
    hint: "Forward its socket (`ssh -L /tmp/docker.sock:/var/run/docker.sock …`) and set DOCKER_HOST to it, or name the machine in `endpoint`."
  });
}

export {
  childEnvironment,
  describeMemory,
  describeDisk,
  run,
  until,
  succeeded,
  wasKilled,
  describeEnd,
  lastError,
  isLoopback,
  createOrigins,
  NO_ENGINE,
  configFolder,
  resolveEndpoint,
  contextInUse,
  leadsElsewhere,
  baseOf
};
