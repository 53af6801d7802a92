import js from "@eslint/js";
import tseslint from "typescript-eslint";

const VALUE = ":matches(Literal, TemplateLiteral, ArrayExpression, NewExpression[callee.name='Set'])";
/** Values of a module that never change. Functions, schemas and caches have names like other variables. */
const CONSTANTS = ["Program", "Program > ExportNamedDeclaration"].flatMap((module) =>
  [VALUE, `TSAsExpression > ${VALUE}`].map((value) => ({
    selector: `${module} > VariableDeclaration[kind='const'] > VariableDeclarator[id.name=/^[a-z]/] > ${value}`,
    message: "Name the constants of a module in UPPER_SNAKE_CASE.",
  })),
);

const CONDITIONAL_SPREAD = {
  selector: "ObjectExpression > SpreadElement > ConditionalExpression:has(> ObjectExpression[properties.length=0])",
  message: "Give an optional property the value undefined instead of spreading an empty object.",
};

const RECURSIVE_MKDIR = {
  selector: "CallExpression[callee.name=/^mkdir(Sync)?$/] Property[key.name='recursive']",
  message: "Use makeFolder of base/folder.ts: Node's recursive mkdir never returns in /proc.",
};

export default tseslint.config(
  { ignores: ["node_modules/", ".stackmark/", "**/dist/", "test/fixtures/", "engine/recordings/", "**/*.mjs"] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": "off",
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "@pulumi/azure-native",
              message: "Import classes by file: the package root takes seconds to load.",
            },
          ],
        },
      ],
    },
  },
  {
    // Protocol stubs and JSON from other processes are untyped; they are narrowed where they come in.
    files: ["engine/protocol/**", "test/**", "bench/**"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-explicit-any": "off",
    },
  },
  {
    files: ["{base,infra,loadgen,results,engine,lab,cli}/**"],
    rules: { "no-restricted-syntax": ["error", ...CONSTANTS, RECURSIVE_MKDIR] },
  },
  {
    files: ["{base,loadgen,results,lab,cli}/**"],
    rules: { "no-restricted-syntax": ["error", ...CONSTANTS, RECURSIVE_MKDIR, CONDITIONAL_SPREAD] },
  },
  {
    files: ["test/**"],
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
);
