import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  NoArtifactService,
  createArtifacts
} from "./chunk-5KXEW5DA.js";
import "./chunk-IE72TGGG.js";
import "./chunk-EULWAJQN.js";
import "./chunk-QU2FOL6C.js";
import "./chunk-S3IJUGYC.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-EGFNVJ3A.js";
import "./chunk-DZIJRXJ5.js";
export {
  NoArtifactService,
  createArtifacts
};
