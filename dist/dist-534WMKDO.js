import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  TomlDate,
  TomlError,
  dist_default,
  parse,
  stringify
} from "./chunk-2Z2W27GT.js";
import "./chunk-DZIJRXJ5.js";
export {
  TomlDate,
  TomlError,
  dist_default as default,
  parse,
  stringify
};
