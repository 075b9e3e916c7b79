import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  smokeTest
} from "./chunk-PFBCV6IX.js";
import "./chunk-OJS6QMPY.js";
import "./chunk-7WVL6ES4.js";
import "./chunk-7GDUNNN3.js";
import "./chunk-XYI3VIGJ.js";
import "./chunk-J3MCE7AV.js";
import "./chunk-IQ6XSYHV.js";
import "./chunk-QUADCOQJ.js";
import "./chunk-BNWZ2G3D.js";
import "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";
export {
  smokeTest
};
