import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  import_agent,
  import_proxy_agent,
  request,
  upgrade
} from "./chunk-SLRWIRSO.js";
import "./chunk-B7OSUQQ7.js";
var export_Agent = import_agent.default;
var export_ProxyAgent = import_proxy_agent.default;
export {
  export_Agent as Agent,
  export_ProxyAgent as ProxyAgent,
  request,
  upgrade
};
