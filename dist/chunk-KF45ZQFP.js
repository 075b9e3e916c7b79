import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  hasWrongPort,
  hintFor,
  quote
} from "./chunk-7NESLQ2E.js";
import {
  Wrong
} from "./chunk-IWCVWDM7.js";
import {
  MAX_TIMEOUT_MS
} from "./chunk-BB63CQQL.js";

// src/inputs/scalars.ts
function parseBoolean(text) {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  return new Wrong(`must be true or false, got ${quote(text)}`);
}
function parseChoice(choices) {
  return (text) => choices.find((choice) => choice === text) ?? new Wrong(`unknown value ${quote(text)}`, hintFor(text, choices));
}
function parseCount(most) {
  return (text) => {
    const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return count <= most ? count : new Wrong(`must be a number from 0 to ${most}, got ${quote(text)}`);
  };
}
var UNITS = { h: 36e5, m: 6e4, s: 1e3 };
function parseDuration(text) {
  const [, h, m, s] = /^(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  if (h === void 0 && m === void 0 && s === void 0) {
    return new Wrong(`must be a duration, got ${quote(text)}`, "write it with units, such as 30m, 90s or 1h30m");
  }
  const duration = Number(h ?? 0) * UNITS.h + Number(m ?? 0) * UNITS.m + Number(s ?? 0) * UNITS.s;
  if (duration === 0) return new Wrong("a duration of zero", "leave it empty for no limit");
  return duration <= MAX_TIMEOUT_MS ? duration : new Wrong(`must be at most 24 days, got ${quote(text)}`);
}
function parseSize(text) {
  return /^\d+(\.\d+)? ?([kmgtp]i?)?b?$/i.test(text) ? text : new Wrong(`must be a size, got ${quote(text)}`, "write a number and a unit, such as 64m or 2g");
}
function parseArgument(text) {
  if (text.startsWith("-")) return new Wrong(`must not start with a dash like an option, got ${quote(text)}`);
  return /[\r\n\0]/.test(text) ? new Wrong(`must be one line, got ${quote(text)}`) : text;
}
function wrongPort(url) {
  return hasWrongPort(url) ? new Wrong(`must have a port from 1 to 65535, got ${quote(url)}`) : void 0;
}
function parseExpanded(text) {
  if (text.includes("${{")) {
    return new Wrong(
      `must not hold an unexpanded expression, got ${quote(text)}`,
      "write it where the runner expands it"
    );
  }
  if (text.includes("***")) {
    return new Wrong(
      `must not hold a masked secret, got ${quote(text)}`,
      "keep secrets out of names: the runner masks them"
    );
  }
  return text;
}

export {
  parseBoolean,
  parseChoice,
  parseCount,
  parseDuration,
  parseSize,
  parseArgument,
  wrongPort,
  parseExpanded
};
