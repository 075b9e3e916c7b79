import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  require_undici
} from "./chunk-5FTCU4DL.js";
import "./chunk-DZIJRXJ5.js";
export default require_undici();
