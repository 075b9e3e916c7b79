import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  NoArtifactService,
  createArtifacts
} from "./chunk-FHVOPLFX.js";
import "./chunk-KGZ5MXFU.js";
import "./chunk-5KDB2SZE.js";
import "./chunk-BNWZ2G3D.js";
import "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";
export {
  NoArtifactService,
  createArtifacts
};
