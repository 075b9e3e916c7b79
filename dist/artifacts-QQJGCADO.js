import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  NoArtifactService,
  createArtifacts
} from "./chunk-7NYJ6JHZ.js";
import "./chunk-HZSWDUUE.js";
import "./chunk-M7UK7KQW.js";
import "./chunk-OB72YRBA.js";
import "./chunk-BNWZ2G3D.js";
import "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";
export {
  NoArtifactService,
  createArtifacts
};
