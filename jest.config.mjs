// integration/, e2e/ and long/ need the test bed: see __tests__/README.md
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
