import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  LAYOUT_PREFIX,
  buildWithRetries,
  caller,
  linkedPlatforms,
  openLayout,
  remediesFor,
  reportBuilt,
  topOf
} from "./chunk-PPTMTLZH.js";
import "./chunk-2Z2W27GT.js";
import "./chunk-5TLIVEWK.js";
import "./chunk-IGA2S3RF.js";
import "./chunk-EAHIQFPC.js";
import "./chunk-E3FTGZOC.js";
import "./chunk-UWMQUUIR.js";
import "./chunk-ITKFXREL.js";
import "./chunk-TUSLQINK.js";
import "./chunk-SLXZKCUU.js";
import "./chunk-B6PWGEBV.js";
import "./chunk-U6FXPDFU.js";
import "./chunk-GAY4O6F3.js";
import "./chunk-KGZ5MXFU.js";
import "./chunk-FETY5ZEQ.js";
import "./chunk-ONJFMPZL.js";
import "./chunk-E3EKNW6Z.js";
import "./chunk-WOAEOZCA.js";
import "./chunk-S3FJIZEN.js";
import "./chunk-OCILWB7R.js";
import "./chunk-7GDUNNN3.js";
import "./chunk-BKL3PCXY.js";
import "./chunk-5KDB2SZE.js";
import "./chunk-6EDLY2WM.js";
import {
  samePlatform
} from "./chunk-XYI3VIGJ.js";
import "./chunk-3FVQARAN.js";
import "./chunk-UZVA5NJG.js";
import "./chunk-G6TENKBZ.js";
import "./chunk-7NESLQ2E.js";
import "./chunk-XXQO62Y5.js";
import "./chunk-25QNN4TD.js";
import "./chunk-3HPRX335.js";
import "./chunk-BNWZ2G3D.js";
import "./chunk-IWCVWDM7.js";
import "./chunk-LHKR3JLK.js";
import "./chunk-QLWMCSIL.js";
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
  const exportTo = { type: "oci", attributes: { dest: folder, tar: "false" } };
  const call = caller(plan, [{ plan, exportTo, metadataFile: "" }], builder, session);
  const built = await buildWithRetries({
    attempt: ({ reads }) => call(() => ({ exports: [exportTo], cacheFrom: reads ? plan.cache.from : [] })),
    cache: { reads: plan.cache.from.length > 0, writes: false },
    ...remediesFor(plan, session)
  });
  await reportBuilt(built, { ...plan, delivery: { ...plan.delivery, kind: "verify" } }, builder, session);
  if (built.failure === void 0) await built.outcome.end;
}
export {
  withLinkedTargets
};
