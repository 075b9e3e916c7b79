import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  tableLines
} from "./chunk-SLXZKCUU.js";
import {
  formatBytes
} from "./chunk-ONJFMPZL.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import {
  formatDigested,
  formatTagged
} from "./chunk-IWCVWDM7.js";

// src/report/result-lines.ts
function resultLines(report) {
  const { result, digest, repositories, tags, platforms, previous } = report;
  if (digest === void 0 || result.kind === "called") return [];
  const names = repositories.length === 0 ? [digest] : repositories.map((one) => formatDigested(one, digest));
  return [
    ...names.map((name) => `${VERBS[result.kind]} ${name}`),
    ...tableLines(
      tags.map((tag) => {
        const name = formatTagged(tag);
        return [name, result.kind === "published" ? describeUpdate(digest, name, previous) : ""];
      })
    ),
    ...tableLines(
      platforms.map(({ platform, digest: own, size }) => [
        formatPlatform(platform),
        own ?? "",
        size === void 0 ? "" : formatBytes(size)
      ])
    )
  ];
}
var VERBS = {
  published: "Published",
  "pushed-by-digest": "Pushed without a tag:",
  loaded: "Loaded",
  built: "Built, not published:",
  written: "Wrote"
};
function describeUpdate(digest, name, previous) {
  const before = previous[name];
  if (before === void 0) return "";
  if (before === "none") return "new";
  return before === digest ? "had this digest already" : `updated from ${before}`;
}

export {
  resultLines,
  describeUpdate
};
