import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  ActionError
} from "./chunk-QLWMCSIL.js";

// src/publish/incomplete.ts
var IncompletePublication = class extends ActionError {
  name = "IncompletePublication";
  tags;
  constructor(message, tags, details) {
    super(message, details);
    this.tags = tags;
  }
};

export {
  IncompletePublication
};
