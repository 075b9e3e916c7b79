export interface Command {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

export interface ActionDefinition {
  /** Absolute. */
  readonly directory: string;
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly runs: Readonly<Record<string, string>>;
}

export function readAction(path: string): ActionDefinition;
export function inputEnvironment(
  inputs: Readonly<Record<string, string | boolean | number>>,
  defined: ActionDefinition['inputs'],
): Record<string, string>;
export function parseFileCommands(text: string): Record<string, string>;
export function parseCommands(log: string): Command[];
