import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  isPort
} from "./chunk-IWCVWDM7.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";
import {
  MAX_COMPARED_CHARS,
  MAX_LISTED_PROBLEMS
} from "./chunk-BB63CQQL.js";

// src/inputs/addresses.ts
var NO_DIGEST = "(?!sha\\d{3}:)";
var URL_USER = new RegExp(`^([a-z][a-z0-9+.-]*)://([^\\s/?#]*)@${NO_DIGEST}`, "i");
var PLAIN_USER = new RegExp(`^[^\\s/:@]+:([^\\s/@]+)@${NO_DIGEST}[\\w.-]+[:/]`);
var SIGNATURE = /[?&]sig=([^&\s"',#]+)/i;
function credentialIn(address) {
  const [, scheme = "", user] = URL_USER.exec(address) ?? [];
  if (user !== void 0 && (user.includes(":") || !/^(git\+)?ssh$/i.test(scheme))) {
    return user.slice(user.indexOf(":") + 1);
  }
  return PLAIN_USER.exec(address)?.[1] ?? SIGNATURE.exec(address)?.[1];
}
function hasWrongPort(address) {
  const [, port] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/i.exec(address) ?? [];
  return port !== void 0 && !isPort(port);
}
function credentialsIn(text) {
  const words = [/[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"]+/gi, /[^\s"',=]+/g].flatMap((word) => text.match(word) ?? []);
  const first = words.map((word) => word.replace(/^([^@]*@[^/?#@]*).*$/s, "$1/"));
  return [...words, ...first].flatMap((word) => credentialIn(word) ?? []);
}
var SECRET_PARTS = [
  new RegExp(`(://)[^\\s/?#"]*(@)${NO_DIGEST}`, "g"),
  new RegExp(`((?:^|[\\s,="])[^\\s/:@,="]+:)[^\\s/@"]+(@)${NO_DIGEST}`, "g"),
  /([?&]sig=)[^&\s"',#]+()/gi
];
function withoutCredentials(text) {
  return SECRET_PARTS.reduce((shown, part) => shown.replace(part, "$1***$2"), text);
}

// src/inputs/problems.ts
function formatProblem({ input, item, origin, message, hint, details = [] }) {
  const place = origin === void 0 ? placeOf(input, item) : `${placeOf(input, item)} (${origin})`;
  const line = hint === void 0 ? `${place}: ${message}` : `${place}: ${message}; ${hint}`;
  return [line, ...details.map((detail) => `  ${detail}`)].join("\n");
}
function placeOf(input, item) {
  return item === void 0 ? input : `${input}[${item}]`;
}
var InputError = class extends ActionError {
  name = "InputError";
  problems;
  constructor(problems) {
    const lines = firstOf(problems, (more) => more).map(
      (line) => typeof line === "number" ? `and ${line} more` : formatProblem(line)
    );
    super(lines.length === 1 ? `${lines[0]}` : `${problems.length} problems in the inputs:
${lines.join("\n")}`);
    this.problems = problems;
    this.at(problems.find(({ place }) => place !== void 0)?.place);
  }
};
function firstOf(all, summarise) {
  return all.length > MAX_LISTED_PROBLEMS ? [...all.slice(0, MAX_LISTED_PROBLEMS), summarise(all.length - MAX_LISTED_PROBLEMS)] : all;
}
function quote(text) {
  const shown = withoutCredentials(text.slice(0, 1e3));
  return JSON.stringify(shown.length > 120 ? `${shown.slice(0, 120)}…` : shown);
}

// node_modules/leven/index.js
var array = [];
var characterCodeCache = [];
function leven(first, second, options) {
  if (first === second) {
    return 0;
  }
  const maxDistance = options?.maxDistance;
  const swap = first;
  if (first.length > second.length) {
    first = second;
    second = swap;
  }
  let firstLength = first.length;
  let secondLength = second.length;
  while (firstLength > 0 && first.charCodeAt(~-firstLength) === second.charCodeAt(~-secondLength)) {
    firstLength--;
    secondLength--;
  }
  let start = 0;
  while (start < firstLength && first.charCodeAt(start) === second.charCodeAt(start)) {
    start++;
  }
  firstLength -= start;
  secondLength -= start;
  if (maxDistance !== void 0 && secondLength - firstLength > maxDistance) {
    return maxDistance;
  }
  if (firstLength === 0) {
    return maxDistance !== void 0 && secondLength > maxDistance ? maxDistance : secondLength;
  }
  let bCharacterCode;
  let result;
  let temporary;
  let temporary2;
  let index = 0;
  let index2 = 0;
  while (index < firstLength) {
    characterCodeCache[index] = first.charCodeAt(start + index);
    array[index] = ++index;
  }
  while (index2 < secondLength) {
    bCharacterCode = second.charCodeAt(start + index2);
    temporary = index2++;
    result = index2;
    for (index = 0; index < firstLength; index++) {
      temporary2 = bCharacterCode === characterCodeCache[index] ? temporary : temporary + 1;
      temporary = array[index];
      result = array[index] = temporary > result ? temporary2 > result ? result + 1 : temporary2 : temporary2 > temporary ? temporary + 1 : temporary2;
    }
    if (maxDistance !== void 0) {
      let rowMinimum = result;
      for (index = 0; index < firstLength; index++) {
        if (array[index] < rowMinimum) {
          rowMinimum = array[index];
        }
      }
      if (rowMinimum > maxDistance) {
        return maxDistance;
      }
    }
  }
  array.length = firstLength;
  characterCodeCache.length = firstLength;
  return maxDistance !== void 0 && result > maxDistance ? maxDistance : result;
}

// src/inputs/nearest.ts
var LONGEST_LIST = 1e3;
function nearest(text, known) {
  const wanted = text.toLowerCase();
  if (wanted.length > MAX_COMPARED_CHARS) return void 0;
  const ranked = known.filter(({ length }) => length <= MAX_COMPARED_CHARS).map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) })).filter(({ name, distance: distance2 }) => isNear(distance2, Math.max(name.length, wanted.length))).sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name;
}
function isNear(distance2, length) {
  return distance2 <= Math.max(1, Math.floor((length + 1) / 3)) && 2 * distance2 < length;
}
function hintFor(text, known) {
  const near = nearest(text, known);
  if (near !== void 0) return `did you mean ${near}?`;
  const list = known.join(", ");
  return `write one of ${list.length > LONGEST_LIST ? `${list.slice(0, LONGEST_LIST)}…` : list}`;
}
function distance(a, b) {
  return lettersOf(a) === lettersOf(b) ? Number(a !== b) : leven(a, b);
}
function lettersOf(word) {
  return [...word].sort().join("");
}

export {
  credentialIn,
  hasWrongPort,
  credentialsIn,
  formatProblem,
  placeOf,
  InputError,
  firstOf,
  quote,
  nearest,
  hintFor
};
