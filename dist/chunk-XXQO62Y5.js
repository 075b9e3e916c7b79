import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  configFolder
} from "./chunk-25QNN4TD.js";
import {
  readJson
} from "./chunk-3HPRX335.js";
import {
  array,
  object,
  string
} from "./chunk-LHKR3JLK.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";

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
