import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  require_undici
} from "./chunk-CE5PSRWH.js";
import "./chunk-B7OSUQQ7.js";
export default require_undici();
