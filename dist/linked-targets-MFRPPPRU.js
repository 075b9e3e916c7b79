import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  LAYOUT_PREFIX,
  askRateLimit,
  buildWithRetries,
  caller,
  emulate,
  isEmulated,
  linkedPlatforms,
  openLayout,
  reportBuilt,
  topOf,
  unregistered
} from "./chunk-TXZXKZJC.js";
import "./chunk-2Z2W27GT.js";
import "./chunk-EFIPL5RR.js";
import "./chunk-5SSJJ253.js";
import "./chunk-IC2VTERO.js";
import "./chunk-FTKVKFZ7.js";
import "./chunk-M3T7UFXJ.js";
import "./chunk-7XVQDRVH.js";
import "./chunk-Z2J2SMO6.js";
import "./chunk-JU6EIRXL.js";
import "./chunk-MM2SKNLO.js";
import {
  samePlatform
} from "./chunk-4YQ5GKNH.js";
import "./chunk-ZP4MZS32.js";
import "./chunk-3BXIPJWH.js";
import "./chunk-4IFBX5QD.js";
import "./chunk-G6TENKBZ.js";
import "./chunk-4B5GYTS3.js";
import "./chunk-LVPVBZZ3.js";
import "./chunk-URJK3CXB.js";
import "./chunk-RDEQTE4W.js";
import "./chunk-PK4Y6EYA.js";
import "./chunk-V6IS5RCX.js";
import "./chunk-54M6UIB7.js";
import "./chunk-DZIJRXJ5.js";

// src/actions/linked-targets.ts
import { join } from "node:path";
async function withLinkedTargets(calls, builder, session) {
  const ready = [];
  for (const [nth, call] of calls.entries()) {
    ready.push({ ...call, plan: await withLayouts(call.plan, nth, builder, session) });
  }
  return ready;
}
async function withLayouts(plan, nth, builder, session) {
  const { request } = plan;
  const layouts = /* @__PURE__ */ new Map();
  for (const [i, linked] of (request.build.bake?.linked ?? []).entries()) {
    const folder = join(session.folder.path, `linked-${nth}-${i}`);
    session.runner.info(`building the target ${linked.name} first: a context of the bake file refers to it`);
    await buildLayout(linkedPlan(linked, plan, layouts), folder, builder, session);
    const { digest } = await topOf(await openLayout(folder, session.run));
    layouts.set(`target:${linked.name}`, `${LAYOUT_PREFIX}${folder}@${digest}`);
  }
  return { ...plan, request: { ...request, build: withContexts(request.build, layouts) } };
}
function linkedPlan(linked, plan, layouts) {
  const { request, cache } = plan;
  const { allow, sourceDateEpoch } = request.build;
  const platforms = linkedPlatforms(
    linked,
    plan.platforms.map(({ platform }) => platform)
  );
  const build = {
    ...withContexts(linked.build, layouts),
    ...{ allow, sourceDateEpoch },
    // the image has the attestations
    ...{ provenance: "false", sbom: void 0, attests: [], annotations: [], call: void 0 }
  };
  return {
    ...plan,
    request: { ...request, build },
    platforms: platforms.map((platform) => platformPlan(platform, plan)),
    cache: { ...cache, from: linked.cacheFrom, to: [], inline: false }
  };
}
function platformPlan(platform, { platforms }) {
  const found = platforms.find((each) => samePlatform(each.platform, platform));
  return found ?? { platform, execution: "native", reason: "the only platform of the target", foreign: [] };
}
function withContexts(build, layouts) {
  const buildContexts = build.buildContexts.map(({ name, value }) => ({ name, value: layouts.get(value) ?? value }));
  return { ...build, buildContexts };
}
async function buildLayout(plan, folder, builder, session) {
  const { host, runner, retry, registryWithoutRetry, registries } = session;
  const exportTo = { type: "oci", attributes: { dest: folder, tar: "false" } };
  const call = caller(plan, [{ plan, exportTo, metadataFile: "" }], builder, session);
  const built = await buildWithRetries({
    attempt: ({ reads }) => call(() => ({ exports: [exportTo], cacheFrom: reads ? plan.cache.from : [] })),
    cache: { reads: plan.cache.from.length > 0, writes: false },
    missingArchitectures: unregistered(plan, host),
    registerEmulators: (architectures) => emulate(plan, architectures, session),
    machine: { isEmulated: (platform) => isEmulated(plan, platform) },
    notice: runner.notice,
    checkRateLimit: (refused) => askRateLimit(refused, plan.delivery, registryWithoutRetry, registries),
    policy: retry
  });
  await reportBuilt(built, { ...plan, delivery: { ...plan.delivery, kind: "verify" } }, builder, session);
  if (built.failure === void 0) await built.outcome.end;
}
export {
  withLinkedTargets
};
