import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  LAYOUT_PREFIX,
  askRateLimit,
  buildWithRetries,
  caller,
  emulate,
  linkedPlatforms,
  openLayout,
  reportBuilt,
  topOf,
  unregistered
} from "./chunk-XW5LHFZ4.js";
import "./chunk-2Z2W27GT.js";
import {
  isEmulated
} from "./chunk-6IMJIQEG.js";
import "./chunk-SBIPBS2O.js";
import "./chunk-ZH4VXNH6.js";
import "./chunk-72I47OS7.js";
import "./chunk-Z2IRRDKG.js";
import "./chunk-YVQONDBE.js";
import "./chunk-CL7HMBS6.js";
import "./chunk-TB5Q55JI.js";
import "./chunk-HZSWDUUE.js";
import "./chunk-RCEPEVD6.js";
import "./chunk-ONJFMPZL.js";
import "./chunk-E3EKNW6Z.js";
import "./chunk-GGQTLZUK.js";
import "./chunk-BIWZXJR4.js";
import "./chunk-OCILWB7R.js";
import "./chunk-M7UK7KQW.js";
import "./chunk-7GDUNNN3.js";
import {
  withPage
} from "./chunk-BKL3PCXY.js";
import "./chunk-6EDLY2WM.js";
import "./chunk-OB72YRBA.js";
import {
  samePlatform
} from "./chunk-XYI3VIGJ.js";
import "./chunk-3FVQARAN.js";
import "./chunk-VZH57ZPR.js";
import "./chunk-G6TENKBZ.js";
import "./chunk-LPENDHY2.js";
import "./chunk-J3MCE7AV.js";
import "./chunk-IQ6XSYHV.js";
import "./chunk-QUADCOQJ.js";
import "./chunk-BNWZ2G3D.js";
import "./chunk-QLWMCSIL.js";
import "./chunk-PK4Y6EYA.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-JEHR6NQ4.js";
import "./chunk-BB63CQQL.js";
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
    notice: (message, diagnosis) => runner.notice(withPage(message, diagnosis, session.job.env)),
    checkRateLimit: (refused) => askRateLimit(refused, plan.delivery, registryWithoutRetry, registries),
    policy: retry
  });
  await reportBuilt(built, { ...plan, delivery: { ...plan.delivery, kind: "verify" } }, builder, session);
  if (built.failure === void 0) await built.outcome.end;
}
export {
  withLinkedTargets
};
