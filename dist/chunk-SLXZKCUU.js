import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/report/table-lines.ts
function tableLines(rows) {
  const width = (column) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(width(i))).join("  ")}`.trimEnd());
}

export {
  tableLines
};
