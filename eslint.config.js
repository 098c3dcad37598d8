import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const tests = ['**/*.spec.ts', 'test/**/*.ts'];
// Constructors take what is injected, and route handlers (their methods are decorated) bind what they need by name.
const tooManyParameters =
  ':matches(FunctionDeclaration, ArrowFunctionExpression, MethodDefinition[kind!="constructor"][decorators.length=0] > FunctionExpression)[params.length>3]';

export default defineConfig([
  globalIgnores(['dist/', 'node_modules/', '.data/', '*.config.js', '.dependency-cruiser.cjs']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '(^|/)\\.\\./(.*/)?(libs|apps)/', message: 'Import a lib by its name: #libs/<name>.' }] },
      ],
      'no-restricted-syntax': ['error', { selector: tooManyParameters, message: 'At most three parameters.' }],
    },
  },
  {
    files: tests,
    rules: {
      '@typescript-eslint/consistent-type-assertions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['bench/**/*.ts', 'tools/**/*.ts', 'test/support/**/*.ts'], rules: { 'no-console': 'off' } },
]);
