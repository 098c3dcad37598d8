import { readFileSync } from 'node:fs';
import { DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { z } from 'zod';

/** One stage of the Dockerfile with what it inherits from the stages that it is built on. */
export interface Stage {
  /** Image at the bottom, e.g. `node:26-slim`. */
  image: string;
  environment: Record<string, string>;
  user: string | undefined;
  /** Program and arguments of CMD in its JSON form. */
  command: string[];
  healthcheck: string[];
}

const isFrom = (instruction: Instruction): instruction is From => 'getBuildStage' in instruction;
/** The program and arguments of an instruction in its JSON form. */
function jsonStrings(instruction: Instruction): string[] {
  const content = instruction.getRawArgumentsContent() ?? '';
  return z.array(z.string()).parse(JSON.parse(content.slice(content.indexOf('['))));
}

/** The stages of a Dockerfile by name. */
export function readStages(path = 'Dockerfile'): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of DockerfileParser.parse(readFileSync(path, 'utf8')).getInstructions()) {
    if (isFrom(instruction)) {
      const base = stages.get(instruction.getImage() ?? '');
      stage = base
        ? { ...base, environment: { ...base.environment } }
        : { image: instruction.getImage() ?? '', environment: {}, user: undefined, command: [], healthcheck: [] };
      stages.set(instruction.getBuildStage() ?? String(stages.size), stage);
      continue;
    }
    if (stage === undefined) throw new Error(`${instruction.getKeyword()} before FROM.`);
    switch (instruction.getKeyword()) {
      case 'ENV':
        for (const pair of instruction.getArguments()) {
          const [name = '', ...value] = pair.getValue().split('=');
          stage.environment[name] = value.join('=');
        }
        break;
      case 'USER':
        stage.user = instruction.getArgumentsContent() ?? undefined;
        break;
      case 'CMD':
        stage.command = jsonStrings(instruction);
        break;
      case 'HEALTHCHECK':
        stage.healthcheck = jsonStrings(instruction);
        break;
    }
  }
  return stages;
}
