/** How much of a script's types may be written out as schemas. A type that is named in many places counts in each. */
const SCRIPT = { nodes: 20_000, characters: 2_000_000 };
/** A tool's schema may have 1,000 subschemas and 64 KiB; a node can take two of them. */
const SCHEMA = { nodes: 400, characters: 40_000 };

export class ScriptSchemaBudget {
  nodes = SCRIPT.nodes;
  characters = SCRIPT.characters;

  /** For the next schema of the script. */
  forSchema(): SchemaBudget {
    return new SchemaBudget(this);
  }
}

export class SchemaBudget {
  readonly #script: ScriptSchemaBudget;
  #nodes = SCHEMA.nodes;
  #characters = SCHEMA.characters;

  constructor(script: ScriptSchemaBudget) {
    this.#script = script;
  }

  /** Spends what a part of the schema takes. @returns false when nothing more may be written */
  takes(nodes: number, characters = 0): boolean {
    this.#nodes -= nodes;
    this.#characters -= characters;
    this.#script.nodes -= nodes;
    this.#script.characters -= characters;
    return Math.min(this.#nodes, this.#characters, this.#script.nodes, this.#script.characters) >= 0;
  }
}
