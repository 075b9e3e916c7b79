// Unit tests sit in the room they test; integration/ needs a real engine and registry, e2e/ runs whole workflows.
export default {
  testEnvironment: 'node',
  // a bound on what hangs, not a measure: machines that build are busy
  testTimeout: 60_000,
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } } },
    ],
  },
};
