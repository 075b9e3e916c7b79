import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/model/units.ts
var STEPS = ["B", "kB", "MB", "GB", "TB"];
function formatBytes(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < STEPS.length - 1) {
    value /= 1e3;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${STEPS[unit]}`;
}
function formatSeconds(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// src/buildkit/limits.ts
var SECOND = 1e3;
var MINUTE = 60 * SECOND;
var RESOLVE_IDLE_MS = 2 * MINUTE;
var BASE_IMAGE_IDLE_MS = 5 * MINUTE;
var EXPORT_IDLE_MS = 20 * MINUTE;
var PUSH_IDLE_MS = 20 * MINUTE;
var COPY_IDLE_MS = 20 * MINUTE;
var STEP_END_WAIT_MS = 10 * SECOND;
var MAX_KEPT_OUTPUT_LINES = 200;
var MAX_CLASSIFIED_ERROR_CHARS = 1e4;
var MAX_CLASSIFIED_LINE_CHARS = 1e3;
var MAX_CONTAINER_CHECKS = 5;
var CONTAINER_CHECK_INTERVAL_MS = 300;

export {
  RESOLVE_IDLE_MS,
  BASE_IMAGE_IDLE_MS,
  EXPORT_IDLE_MS,
  PUSH_IDLE_MS,
  COPY_IDLE_MS,
  STEP_END_WAIT_MS,
  MAX_KEPT_OUTPUT_LINES,
  MAX_CLASSIFIED_ERROR_CHARS,
  MAX_CLASSIFIED_LINE_CHARS,
  MAX_CONTAINER_CHECKS,
  CONTAINER_CHECK_INTERVAL_MS,
  formatBytes,
  formatSeconds
};
