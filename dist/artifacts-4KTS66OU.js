import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  NoArtifactService,
  createArtifacts
} from "./chunk-K5PUI4OK.js";
import "./chunk-M3T7UFXJ.js";
import "./chunk-ZP4MZS32.js";
import "./chunk-V6IS5RCX.js";
import "./chunk-54M6UIB7.js";
import "./chunk-DZIJRXJ5.js";
export {
  NoArtifactService,
  createArtifacts
};
