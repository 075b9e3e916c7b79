import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  smokeTest
} from "./chunk-T2PKB2I6.js";
import "./chunk-OJS6QMPY.js";
import "./chunk-7WVL6ES4.js";
import "./chunk-7GDUNNN3.js";
import "./chunk-XYI3VIGJ.js";
import "./chunk-XXQO62Y5.js";
import "./chunk-25QNN4TD.js";
import "./chunk-3HPRX335.js";
import "./chunk-BNWZ2G3D.js";
import "./chunk-LHKR3JLK.js";
import "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";
export {
  smokeTest
};
